// Goal: whatever is wrong with what is asked for, one sentence says what, and the exit code says whose fault it is.
// Method: one table of command lines, files and modules that are wrong in one way each; all of them are run in one process
// (command-lines.ts), and some by themselves, to see that this is the same.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ended } from '../support/procession.ts';
import { processionMeanwhile, processionShared, temporaryFolder } from '../support/procession.ts';
import { smallLog, smallSnapshots } from '../support/small-recording.ts';

const trace = (text: string): string => `procession trace 1 hierarchy\n${text}\n`;
const known = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    deviations: [{ command: 'fork', when: 'not-running', answer: 'ok', reason: 'so', ...changes }],
  });

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'ok.trace': trace('1 fork 2'),
  'posix.trace': 'procession trace 1 posix\n1 fork 2\n',
  'empty.trace': trace(''),
  'nothing.trace': '',
  'binary.trace': Uint8Array.from({ length: 300 }, (_, place) => (place * 83) % 256),
  'version.trace': 'procession trace 9 hierarchy\n',
  'set.trace': 'procession trace 1 martian\n',
  'number.trace': trace('1 fork x'),
  'large.trace': trace('1 fork 2147483648'),
  'word.trace': trace('1 spoon 2'),
  'few.trace': trace('1 fork'),
  'many.trace': trace('1 fork 2 3'),
  'refusal.trace': trace('1 fork 2 => okay'),
  'broken.json': '{"a":',
  'other.json': '{"a":1}',
  'list.json': '[]',
  'three.json': '{"deviations":3}',
  'command.json': known({ command: 'spoon' }),
  'when.json': known({ when: 'tired' }),
  'no-deviation.json': known({ when: 'accepted' }),
  'right.json': known({ answer: 'not-running' }),
  'no-reason.json': known({ reason: '' }),
  'argument.json': known({ arguments: { spoon: 1 } }),
  'a.strace': smallLog(),
  'b.strace': smallLog(),
  'a.ps': smallSnapshots(),
  'none.ps': '',
  'column.ps': smallSnapshots().replaceAll('PGID', 'PGRP'),
  'one.mjs': 'export default 1;',
  'nothing.mjs': 'export const other = 1;',
  'syntax.mjs': 'export default {',
  'throws.mjs': 'throw new Error("not today");',
  'no-observe.mjs': 'export default { reset() {}, apply() {} };',
  'no-package.mjs': 'import "no-such-package-anywhere";',
};

const WHOLE = /must be a whole number from -?\d+ to \d+\.$/;
const SECONDS = /must be a number of seconds above 0\.$/;
const CHOICES = /is invalid\. Allowed choices are /;
const NO_FOLDER = /there is no folder nowhere$/;
const NO_FILE = /nowhere\.\w+ cannot be read: there is no such file/;
const NO_REGULAR_FILE = /^pipe cannot be read: it is not a regular file/;
const NO_SYSTEM = /^there is no system "nobody": expected table /;

/** Words with one space between them, what the sentence says, and the exit code where it is not that of misuse. */
const BAD: readonly (readonly [string, RegExp, (1 | 3)?])[] = [
  // Words that are none of ours.
  ['spoon', /^unknown command 'spoon'$/],
  ['chekc', /^unknown command 'chekc' \(Did you mean check\?\)$/],
  ['help spoon', /^there is no command "spoon"$/],
  ['help chekc', /^there is no command "chekc" \(Did you mean check\?\)$/],
  ['--spoon', /^unknown option '--spoon'$/],
  ['check --spoon', /^unknown option '--spoon'$/],
  ['check --sedd 1', /^unknown option '--sedd' \(Did you mean --seed\?\)$/],
  ['check --json --spoon', /^unknown option '--spoon'$/],
  ['tour --changes-only=yes', /^unknown option '--changes-only=yes'$/],
  ['export --c --handles 1', /^unknown option '--handles'/],
  ['check extra', /^too many arguments for 'check'\. Expected 0 arguments but got 1: extra\.$/],
  ['mutants extra', /^there is no mutant "extra": "npx procession-check mutants" lists them$/],
  ['mutants --set posix forget-to-orphan', /^there is no mutant "forget-to-orphan": ".* --set posix" lists/],
  ['play extra', /^too many arguments for 'play'/],
  ['replay ok.trace also.trace', /^too many arguments for 'replay'/],
  ['replay', /^missing required argument 'file'$/],
  ['shrink', /^missing required argument 'file'$/],
  ['show', /^missing required argument 'file'$/],
  ['check --runs', /^option '--runs <n>' argument missing$/],

  // Numbers.
  ['check --runs 0', WHOLE],
  ['check --runs 1e99', WHOLE],
  ['check --runs ten', WHOLE],
  ['check --seed 1.5', WHOLE],
  ['check --seed 99999999999', WHOLE],
  ['check --ids 1', WHOLE],
  ['check --ids -3', WHOLE],
  ['check --commands-max 0', WHOLE],
  ['explore --ids 0', WHOLE],
  ['explore --ids 300', WHOLE],
  ['explore --handles 256', WHOLE],
  ['explore --workers 65', WHOLE],
  ['explore --depth-max -1', WHOLE],
  ['explore --states-max 0', WHOLE],
  ['explore --memory 0', WHOLE],
  ['tour --ids 0', WHOLE],
  ['tour --commands-max 0', WHOLE],
  ['check --time 0', SECONDS],
  ['check --time soon', SECONDS],
  ['check --time-limit-start 0', SECONDS],
  ['explore --memory-limit-system 100', WHOLE],
  ['check --path 1:x --seed 1', /^--path must be numbers with colons between them, not "1:x"$/],

  // Words of a list.
  ['check --set martian', CHOICES],
  ['check --profile martian --set posix', CHOICES],
  ['explore --symmetry maybe', CHOICES],
  ['explore --match bytes', CHOICES],
  ['mutants --set martian', CHOICES],
  ['show ok.trace --format pdf', CHOICES],
  ['explore --commands spoon', /There is no command "spoon": fork, /],
  ['explore --commands ', /There is no command "": fork, /],
  ['explore --set posix --commands free', /^there is no posix command "free": fork, /],

  // Options that do not go together, and numbers that are too large.
  ['check --path 1', /^--path needs the --seed that it was printed with$/],
  ['check --time-limit-step 3', /^--time-limit-step goes with a module or a program alone/],
  [
    'check --profile linux',
    /^--profile goes with the POSIX commands or the job-control commands: --set posix or --set job-control$/,
  ],
  ['replay ok.trace --profile linux', /^--profile goes with the POSIX commands/],
  ['explore --handles 1 --commands fork', /^--handles is given, and no command of the list holds one$/],
  ['explore --handles 0 --commands hold_group', /^with --handles 0 nothing can be held/],
  ['explore --threads 1 --commands fork', /^--threads is given, and no command of the list makes one$/],
  ['explore --threads 0 --commands new_thread', /^with --threads 0 there are no threads/],
  ['explore --set posix --handles 1', /^the POSIX commands know no handles: leave --handles out$/],
  ['explore --match representation', /^--match representation needs --symmetry off/],
  ['explore --sut model --match representation --symmetry off', /needs a system whose state is bytes/],
  ['explore --sut model --workers 2', /^--workers needs a system that can be had several times/],
  ['explore --sut model --checkpoint states', /^--checkpoint needs a system whose state is bytes/],
  ['explore --sut model --disk states', /^--disk needs a system whose state is bytes/],
  ['explore --disk states --checkpoint states.bin', /^--disk goes on by itself .*: leave out --checkpoint$/],
  ['explore --disk states --memory 100', /^--disk needs the same memory for any number of states/],
  ['explore --runs-max 0 --disk states', WHOLE],
  ['explore --runs-max 100', /^--runs-max needs --disk: the successors of a layer are files in its folder$/],
  ['explore --disk states --ids 14', /^--disk counts states up to renaming with at most 13 ids/],
  ['explore --graph states.png', /^--graph writes \.dot or \.svg, and states\.png ends in neither$/],
  ['explore --graph states.svg --ids 4', /^--graph draws small spaces, up to --ids 3/],
  [
    'tour --ids 5 --states-max 1000',
    /^a tour takes bounds of up to 1,000 states, and this one has more: ask for less/,
  ],
  ['show ok.trace --tree --format json', /^--tree goes with --format terminal alone$/],
  ['show ok.trace --open --format json', /^--open shows the page: it does not go with --format json$/],
  ['show ok.trace --known three.json', /^--known is about a system: --sut says which$/],
  [
    'show ok.trace --format c',
    /is of the hierarchy commands, and the form c takes the posix and job-control commands alone; --format rust takes those$/,
  ],
  [
    'show posix.trace --format rust',
    /is of the posix commands, and the form rust takes the hierarchy commands alone; --format c takes those$/,
  ],
  ['export --c --set hierarchy', /^a tour in C is of the posix commands alone: --set posix/],
  [
    'export --c ok.trace',
    /is of the hierarchy commands, and the form c takes the posix and job-control commands alone$/,
  ],
  ['export --c --ids 2 posix.trace', /^--ids is about the tour, and traces are given$/],
  ['export --c --no-changes-only posix.trace', /^--no-changes-only is about the tour, and traces are given$/],
  ['export --c --commands-max 9 posix.trace', /^--commands-max is about the tour, and traces are given$/],

  // Places to write to.
  ['check --save nowhere/deep', NO_FOLDER],
  ['explore --save nowhere/deep', NO_FOLDER],
  ['tour --save nowhere/deep', NO_FOLDER],
  ['shrink ok.trace --save nowhere/deep', NO_FOLDER],
  ['show ok.trace --output nowhere/deep', NO_FOLDER],
  ['export --c --output nowhere/deep', NO_FOLDER],
  ['explore --checkpoint nowhere/states', NO_FOLDER],
  ['explore --disk nowhere/states', NO_FOLDER],
  ['explore --ids 3 --graph nowhere/states.svg', NO_FOLDER],
  ['show ok.trace --output folder', /^folder cannot be written: it is a folder$/],
  ['export --c --ids 2 --output folder', /^folder cannot be written: it is a folder$/],
  ['show ok.trace --output ok.trace/deep', /^--output: ok\.trace is not a folder$/],
  ['show ok.trace --output pipe', /^pipe cannot be written: it is not a regular file$/],
  ['explore --checkpoint pipe', /^--checkpoint: pipe is not a file$/],
  ['check --save pipe', /^--save: pipe is not a folder$/],
  ['shrink ok.trace --save ok.trace', /^--save: ok\.trace is not a folder$/],
  ['explore --disk pipe', /^--disk: pipe is not a folder$/],
  ['explore --disk ok.trace', /^--disk: ok\.trace is not a folder$/],
  [
    'explore --disk .',
    /^\.: it must be empty, new, or that of a search, and it holds \S+: name another folder$/,
  ],
  ['explore --checkpoint folder', /^--checkpoint: folder is not a file$/],
  ['explore --checkpoint ok.trace', /ok\.trace: this is not a checkpoint/],
  ['explore --checkpoint nothing.trace', /nothing\.trace: this is not a checkpoint/],

  // Files that are read.
  ['replay nowhere.trace', NO_FILE],
  ['replay --json nowhere.trace', NO_FILE],
  ['shrink nowhere.trace', NO_FILE],
  ['show nowhere.trace', NO_FILE],
  ['export --c nowhere.trace', NO_FILE],
  ['check --known nowhere.json', NO_FILE],
  ['check --corpus nowhere', /^nowhere cannot be replayed: there is no such folder$/],
  ['check --corpus ok.trace', /^ok\.trace cannot be replayed: it is not a folder$/],
  ['replay folder', /^folder cannot be read: it is a folder/],
  ['check --known folder', /^folder cannot be read: it is a folder/],
  ['replay pipe', NO_REGULAR_FILE],
  ['shrink pipe', NO_REGULAR_FILE],
  ['show pipe', NO_REGULAR_FILE],
  ['export --c pipe', NO_REGULAR_FILE],
  ['check --known pipe', NO_REGULAR_FILE],
  ['check --corpus pipe', /^pipe cannot be replayed: it is not a folder$/],
  ['replay nothing.trace', /^nothing\.trace:1:1: not a trace file: its first line must be /],
  ['replay binary.trace', /^binary\.trace:1:1: not a trace file/],
  ['replay one.mjs', /^one\.mjs:1:1: not a trace file/],
  ['replay version.trace', /^version\.trace:1:1: trace version 9 is not supported, only versions 1 and 2$/],
  [
    'replay set.trace',
    /^set\.trace:1:1: unknown command set "martian", expected "hierarchy" or "posix" or "job-control"$/,
  ],
  [
    'replay number.trace',
    /^number\.trace:2:8: expected an id, got "x": write a whole number from 1 to 2147483647$/,
  ],
  ['replay large.trace', /^large\.trace:2:8: expected an id, got "2147483648"/],
  ['replay word.trace', /^word\.trace:2:3: unknown command "spoon"$/],
  ['replay few.trace', /^few\.trace:2:7: fork needs an argument: child$/],
  ['replay many.trace', /^many\.trace:2:10: "3" is one argument too many for fork$/],
  ['replay refusal.trace', /^refusal\.trace:2:\d+: .*"okay"/],
  ['replay broken.json', /^broken\.json:1:6: no JSON: /],
  ['replay other.json', /^other\.json:\/format: expected "procession-counterexample"/],
  ['replay list.json', /^list\.json: expected an object/],
  ['check --known broken.json', /^broken\.json is not JSON: /],
  ['check --known list.json', /^list\.json: /],
  ['check --known three.json', /^three\.json: deviations: /],
  ['check --known command.json', /: there is no hierarchy command "spoon"$/],
  ['check --known when.json', /: "when" must be one of accepted, not-running, id-in-use, not "tired"$/],
  ['check --known no-deviation.json', /: an accepted command that answers ok does not deviate/],
  ['check --known right.json', /: not-running is the right answer there, which does not deviate$/],
  ['check --known no-reason.json', /: a reason must be given$/],
  ['check --known argument.json', /: fork has no argument "spoon": process, child$/],
  ['replay empty.trace', /^nothing was compared: no command was run \(the trace has none\)$/, 3],
  ['shrink empty.trace', /^the trace does not apply: it has no command$/, 3],
  [
    'replay posix.trace --sut mutant:forget-to-orphan',
    /^the trace does not apply: it is of the posix commands/,
    3,
  ],

  // Recordings.
  ['explain', /^missing required argument 'file'$/],
  ['explain nowhere.strace', NO_FILE],
  ['explain folder', /^folder cannot be read: it is a folder$/],
  ['explain pipe', NO_REGULAR_FILE],
  ['explain nothing.trace', /^nothing\.trace: the log is empty: .*strace -f/],
  ['explain binary.trace', /^binary\.trace: the file is binary, and a log is text: /],
  ['explain ok.trace', /^ok\.trace: the file is neither a log of strace nor JSON lines \(it begins with /],
  ['explain a.ps', /^a\.ps: the file holds snapshots of ps, which go with a log: /],
  ['explain a.strace ok.trace', /^ok\.trace: the file is neither /],
  ['explain - -', /^"-" is standard input, which can be read once: give it once$/],
  ['explain a.strace --look-ahead -1', WHOLE],
  ['explain a.strace --steps 0', WHOLE],
  ['explain a.strace --profile martian', CHOICES],
  ['explain a.strace --snapshots nowhere.ps', NO_FILE],
  ['explain a.strace --snapshots folder', /^folder cannot be read: it is a folder$/],
  ['explain a.strace --snapshots none.ps', /^none\.ps has no snapshot: each begins with "# snapshot"$/],
  ['explain a.strace --snapshots column.ps', /^column\.ps:2: .*\bcolumns PID, PPID, PGID, SID, STAT\b/],
  ['explain a.strace --snapshots ok.trace', /^ok\.trace:1: .*# snapshot N /],
  [
    'explain a.strace b.strace --snapshots none.ps',
    /^--snapshots none\.ps goes with the log of the same name up to its ending, none, and none of those given has it$/,
  ],
  [
    'explain a.strace ./a.strace --snapshots a.ps',
    /^--snapshots a\.ps goes with the log of the same name up to its ending, a, and more than one of those given has it$/,
  ],
  [
    'explain a.strace b.strace --snapshots a.ps --snapshots ./a.ps',
    /^--snapshots \.\/a\.ps is the second file of snapshots for one log: one is taken$/,
  ],
  ['explain a.strace b.strace --html a.html', /^--html is about one recording, and 2 files are given$/],
  ['explain a.strace --html nowhere/a.html', NO_FOLDER],
  [
    'explain a.strace b.strace --to-trace a.trace',
    /^--to-trace is about one recording, and 2 files are given$/,
  ],
  ['explain a.strace --to-trace nowhere/a.trace', NO_FOLDER],
  ['explain a.strace --html folder', /^--html: folder is not a regular file$/],
  ['record', /^missing required argument 'command'$/],
  ['record -- no-such-program', /^there is no program "no-such-program" in a folder of PATH$/],
  ['record --output nowhere/log -- true', NO_FOLDER],

  // Systems.
  ['check --sut nobody', NO_SYSTEM],
  ['explore --sut nobody', NO_SYSTEM],
  ['tour --sut nobody', NO_SYSTEM],
  ['replay ok.trace --sut nobody', NO_SYSTEM],
  ['show ok.trace --sut nobody', NO_SYSTEM],
  ['play --sut nobody', NO_SYSTEM],
  ['check --sut ', /^there is no system "": expected table /],
  ['check --sut mutant:', /^there is no mutant "": ".* mutants" lists them$/],
  ['check --sut mutant:nobody', /^there is no mutant "nobody": ".* mutants" lists them$/],
  [
    'check --sut mutant:forget-to-orphan --set posix',
    /answers the hierarchy commands, not the posix commands$/,
  ],
  ['check --sut cmd:', /^"cmd:" names no program$/],
  ['check --sut cmd:./nowhere', /^there is no program \.\/nowhere$/],
  ['check --sut ./nowhere.ts', /^there is no file \.\/nowhere\.ts$/],
  ['check --sut ./folder', /^\.\/folder is a folder, not a module$/],
  ['check --sut ./pipe', /^\.\/pipe is no regular file, not a module$/],
  ['check --env X', /It must be NAME=VALUE\.$/],
  ['check --env X=1', /^--env goes with a program or a module, and table reads no environment$/],
  ['check --sut ./ok.trace', /^\.\/ok\.trace /],
  ['check --sut ./one.mjs', /^\.\/one\.mjs does not export a system under test: /],
  ['check --sut ./nothing.mjs', /^\.\/nothing\.mjs does not export a system under test: /],
  [
    'check --sut ./no-observe.mjs',
    /^\.\/no-observe\.mjs does not export a system under test: it has no method observe\(\)$/,
  ],
  ['check --sut ./syntax.mjs', /^\.\/syntax\.mjs could not be loaded: /],
  ['check --sut ./throws.mjs', /^\.\/throws\.mjs: its import ended in an exception: .*not today/, 1],
  ['check --sut ./no-package.mjs', /^\.\/no-package\.mjs could not be loaded: .*no-such-package-anywhere/],
];

const wordsOf = (line: string): readonly string[] => line.split(' ');

function fill(folder: string): void {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'folder'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
}

/** The end of each of the table, run in one process. */
function allEnds(): readonly Ended[] {
  using folder = temporaryFolder();
  fill(folder.path);
  return BAD.map(([line]) => processionShared(folder.path, ...wordsOf(line)));
}

/** The sentence, if there is nothing but one, where it belongs. */
function sentenceOf({ code, out, err }: Ended): string | undefined {
  const [said, silent, pattern] =
    code === 2 ? [err, out, /^procession: (.+)\n$/] : [out, err, /^(?:INCONCLUSIVE|FAIL) {2}(.+)\n$/];
  return silent === '' ? pattern.exec(said)?.[1] : undefined;
}

describe('what is wrong', async () => {
  const ends = await Promise.resolve(allEnds());

  test.each(BAD.map(([line, pattern, code = 2], index) => ({ line, pattern, code, index })))(
    'what is wrong is told in one sentence and exit code $code: procession $line',
    ({ pattern, code, index }) => {
      const end = ends[index];
      expect(end.code, end.err).toBe(code);
      expect(sentenceOf(end) ?? JSON.stringify(end)).toMatch(pattern);
    },
  );

  test('what is wrong is told so by a process of its own, too', async () => {
    using folder = temporaryFolder();
    fill(folder.path);
    const some = BAD.map(([line], index) => ({ line, index })).filter(({ index }) => index % 100 === 0);
    for (const { line, index } of some)
      expect(await processionMeanwhile(folder.path, ...wordsOf(line)), line).toEqual(ends[index]);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a file that may not be read is told of in one sentence, by all but root',
    async () => {
      using folder = temporaryFolder();
      fill(folder.path);
      chmodSync(join(folder.path, 'ok.trace'), 0);
      const end = await processionMeanwhile(folder.path, 'replay', 'ok.trace');
      expect(sentenceOf(end)).toMatch(/^ok\.trace cannot be read: /);
    },
  );
});
