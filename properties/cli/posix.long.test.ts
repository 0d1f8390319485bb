// Goal: the commands work on the POSIX command set as they do on the other, and what does not go together is said in one
// sentence. Method: the commands themselves, run as a user would run them.
import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';
import type { Ended } from '../support/procession.ts';

const AFTER_EXEC = 'mutant:setpgid-after-exec';
const SEEKS_NO_CHILD = 'mutant:waitpid-seeks-no-child';

/** Runs a command in a folder of its own that holds these files. */
function withFiles(files: Readonly<Record<string, string>>, ...words: readonly string[]): Ended {
  using folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return processionShared(folder.path, ...words);
}

const trace = (set: 'posix' | 'hierarchy', ...lines: readonly string[]): string =>
  `procession trace 1 ${set}\n${lines.join('\n')}\n`;

const FILES = {
  'posix.trace': trace('posix', '1 fork 2', '2 setsid', '1 setpgid 2 0 => EPERM'),
  'hierarchy.trace': trace('hierarchy', '1 fork 2', '2 create_session'),
  'dead.trace': trace('posix', '1 fork 2', '# it ends', '2 exit 0', '2 setsid'),
} as const;

describe('--set posix', () => {
  test('--set posix checks our table of the POSIX commands, and the JSON says what was checked by whose choices', () => {
    const { code, out } = withFiles({}, 'check', '--set', 'posix', '--runs', '30', '--seed', '1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'pass',
      system: 'posix-table',
      commandSet: 'posix',
      profile: 'linux',
      unchecked: [],
      guards: [],
      coverage: { commands: { waitpid: { refusals: { 'no-such-child': {} } } } },
    });
  });

  test('--set posix shows coverage in lines that can be read, and breaks no refusal from its count', () => {
    const { out } = withFiles({}, 'check', '--set', 'posix', '--runs', '30', '--seed', '1');
    const lines = out.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(out).toMatch(/^ setpgid .*\n {30,}\S.* \([\d,]+\)/m);
  });

  test('--set posix is not needed where the system says it, and a failure is told by errno and replayed', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'check', '--sut', AFTER_EXEC, '--seed', '1');
    expect(code).toBe(1);
    expect(out).toContain('FAIL  P3 setpgid: the answers differ');
    expect(out).toContain('should answer "EACCES" for child-has-executed and answers "ok"');
    const replay = /^replay: npx procession-check (.*)$/m.exec(out)?.[1]?.split(' ') ?? [];
    expect(replay[0]).toBe('replay');
    expect(processionShared(folder.path, ...replay)).toMatchObject({ code: 1, err: '' });
    expect(processionShared(folder.path, 'replay', replay[1] ?? '')).toMatchObject({ code: 0, err: '' });
  });

  test('--set posix explores the states that the POSIX commands lead to', () => {
    const { code, out } = withFiles({}, 'explore', '--set', 'posix', '--ids', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'pass', commandSet: 'posix', ids: 2, states: 10 });
  });

  test('play plays the POSIX commands with --set posix, and says why a command cannot be issued', () => {
    using folder = temporaryFolder();
    const input = 'help execve\n1 fork 2\n2 execve\n1 setpgid 2 0\n2 exit 3\n2 setsid\n1 exit 0\ntree\n';
    const { code, out } = processionWith({ input }, folder.path, 'play', '--set', 'posix');
    expect(code).toBe(2);
    for (const line of [
      'answers ok; never refused',
      'EACCES',
      '"2 setsid" cannot be issued now: process 2 is not running',
      '"1 exit 0" cannot be issued now: init never exits',
      '   └─ 2 ← 1  zombie, has executed, status 768: exit code 3',
    ])
      expect(out).toContain(`${line}\n`);
  });

  test('the command set comes from the trace if there is one', () => {
    for (const command of ['replay', 'show'])
      expect(withFiles(FILES, command, 'posix.trace', '--sut', 'table').out, command).toContain(
        'PASS  posix.trace: 3 commands, posix-table and the model agree',
      );
    expect(withFiles(FILES, 'replay', 'posix.trace', '--sut', 'model').out).toContain('PASS');
  });
});

describe('what does not go together', () => {
  test.each<[string, RegExp]>([
    [
      'check --set hierarchy --sut mutant:setpgid-after-exec',
      /answers the posix commands, not the hierarchy/,
    ],
    ['check --set posix --sut mutant:forget-to-orphan', /answers the hierarchy commands, not the posix/],
    ['check --set jobs', /'jobs' is invalid. Allowed choices are hierarchy, posix, job-control/],
    [
      'check --profile linux',
      /--profile goes with the POSIX commands or the job-control commands: --set posix or --set job-control/,
    ],
    ['replay hierarchy.trace --profile posix', /--profile goes with the POSIX commands/],
    ['show hierarchy.trace --profile posix', /--profile goes with the POSIX commands/],
    ['play --profile linux', /--profile goes with the POSIX commands/],
    ['explore --set posix --handles 1', /know no handles: leave --handles out/],
    [
      'tour --set posix --threads 1 --handles 1',
      /know neither handles nor threads: leave --handles and --threads out/,
    ],
    [
      'explore --set hierarchy --terminals 1',
      /the hierarchy commands know no terminals: leave --terminals out/,
    ],
    ['tour --commands setsid', /there is no hierarchy command "setsid": fork, /],
    ['play --known x.json', /--known is about a system: --sut says which/],
    ['show posix.trace --known x.json', /--known is about a system: --sut says which/],
    ['check --time-limit-step 3', /--time-limit-step goes with a module or a program alone/],
    [
      'show posix.trace --format rust',
      /the form rust takes the hierarchy commands alone; --format c takes those/,
    ],
    [
      'show hierarchy.trace --format c',
      /the form c takes the posix and job-control commands alone; --format rust takes those/,
    ],
  ])('"%s" is one sentence and exit code 2', (words, says) => {
    const { code, out, err } = withFiles(FILES, ...words.split(' '));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
    expect(err).toMatch(/^procession: .*\n(?:\(.*\)\n)?$/);
  });

  test.each([
    ['posix.trace', 'mutant:forget-to-orphan', 'posix', 'hierarchy'],
    ['hierarchy.trace', AFTER_EXEC, 'hierarchy', 'posix'],
  ])('%s on %s is told so in one sentence, by every command', (file, sut, is, answers) => {
    const why = `it is of the ${is} commands, and ${sut} answers the ${answers} commands`;
    for (const command of ['replay', 'shrink'])
      expect(withFiles(FILES, command, file, '--sut', sut)).toEqual({
        code: 3,
        out: `INCONCLUSIVE  the trace does not apply: ${why}\n`,
        err: '',
      });
    expect(withFiles(FILES, 'show', file, '--sut', sut)).toEqual({
      code: 2,
      out: '',
      err: `procession: ${file} cannot be run on ${sut}: ${why}\n`,
    });
  });

  test('a trace that does not go with the system does not apply in a corpus, and decides nothing', () => {
    const { code, out } = withFiles(FILES, 'check', '--runs', '5', '--corpus', '.');
    expect(out).toContain('3 regression traces, 1 fixed, 2 of the other command set, left out\n');
    expect(code).toBe(0);
  });
});

describe('a command that nobody can issue', () => {
  const says = 'dead.trace: line 5: "2 setsid" cannot be issued there: process 2 is not running\n';

  test.each(['replay', 'shrink', 'show', 'show --format c', 'show --sut table', 'export --c'])(
    'a command that nobody can issue is a mistake of the trace that %s names with its line',
    (words) => {
      const [command = '', ...more] = words.split(' ');
      expect(withFiles(FILES, command, 'dead.trace', ...more)).toEqual({
        code: 2,
        out: '',
        err: `procession: ${says}`,
      });
    },
  );

  test('a command that nobody can issue is named by play, which loads nothing of the trace', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'dead.trace'), FILES['dead.trace']);
    const input = '1 fork 3\nload dead.trace\nhistory\n';
    const { out } = processionWith({ input }, folder.path, 'play', '--set', 'posix');
    expect(out).toContain(says);
    expect(out).toContain('   1  1 fork 3 => ok pid=3');
  });

  test('a command that nobody can issue is not judged beforehand where the system chose what came before it, and not passed over either', () => {
    const chosen = trace(
      'posix',
      '1 fork 2',
      '1 fork 3',
      '2 exit 0',
      '3 exit 0',
      '1 waitpid -1',
      '1 fork 3',
      '3 setsid',
    );
    const { code, out } = withFiles(
      { 'chosen.trace': chosen },
      'replay',
      'chosen.trace',
      '--profile',
      'posix',
    );
    expect(out).toBe(
      'INCONCLUSIVE  not all of it was run: line 8: "3 setsid" cannot be issued there: the answers before it led elsewhere\n',
    );
    expect(code).toBe(3);
  });
});

describe('a system that says itself what is known of it', () => {
  const TABLE = fileURLToPath(new URL('../../src/systems/in-process.ts', import.meta.url));
  const SYSTEM = `import { posixTableSystem } from ${JSON.stringify(TABLE)};
export default {
  ...posixTableSystem(),
  name: 'mine',
  knownDeviations: [{ command: 'kill', when: 'nobody-there', answer: 'EPERM', reason: 'seen once' }],
};
`;

  test('a system that says itself what is known of it is not explored, for a search follows the specification alone', () => {
    expect(withFiles({ 'mine.mjs': SYSTEM }, 'explore', '--sut', './mine.mjs', '--ids', '2')).toEqual({
      code: 2,
      out: '',
      err: 'procession: mine has known deviations, which an exhaustive search does not follow: check and tour do\n',
    });
  });
});

describe('--known', () => {
  const known = (...deviations: readonly unknown[]): string => JSON.stringify({ deviations });
  const ESRCH = {
    command: 'waitpid',
    when: 'no-such-child',
    answer: 'ESRCH',
    reason: 'it shares the look-up of kill',
  };
  const NEVER = { command: 'kill', when: 'nobody-there', answer: 'EPERM', reason: 'seen once' };
  const check = ['check', '--sut', SEEKS_NO_CHILD, '--runs', '20', '--seed', '1', '--known', 'known.json'];

  test('--known makes a system with that fault pass, counts it, and asks about what did not occur', () => {
    const { code, out } = withFiles({ 'known.json': known(ESRCH, NEVER) }, ...check);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^known deviation, \d+ times: waitpid answers ESRCH instead of no-such-child \(it shares the look-up of kill\)$/m,
    );
    expect(out).toContain(
      'known deviation that did not occur: kill answers EPERM instead of nobody-there (seen once): does it still?',
    );
  });

  test('a known deviation is counted in the JSON', () => {
    const { out } = withFiles({ 'known.json': known(ESRCH, NEVER) }, ...check, '--json');
    const { knownDeviations } = JSON.parse(out) as {
      readonly knownDeviations: readonly { readonly times: number }[];
    };
    expect(knownDeviations).toMatchObject([ESRCH, NEVER]);
    expect(knownDeviations.map(({ times }) => times > 0)).toEqual([true, false]);
  });

  test('--known hides no other fault, and is named again in the line that replays', () => {
    const { code, out } = withFiles({ 'known.json': known(NEVER) }, ...check);
    expect(code).toBe(1);
    expect(out).toMatch(
      new RegExp(
        `^replay: npx procession-check replay \\S+ --sut ${SEEKS_NO_CHILD} --known known.json$`,
        'm',
      ),
    );
    expect(out).toContain('known deviation that did not occur: kill');
  });

  test.each<[string, string | undefined, RegExp]>([
    ['that is not there', undefined, /known\.json cannot be read: there is no such file/],
    ['that is no JSON', '{', /known\.json is not JSON: /],
    ['without deviations', '{}', /known\.json: deviations: /],
    ['with a member that is not known', known({ ...ESRCH, since: 3 }), /known\.json: deviations\.0\.since: /],
    ['without a reason', known({ ...ESRCH, reason: '' }), /deviations\.0\.reason: a reason must be given/],
    [
      'with a command of the other set',
      known({ ...ESRCH, command: 'free' }),
      /deviations\.0: there is no posix command "free"/,
    ],
    [
      'with a refusal that the command does not have',
      known({ ...ESRCH, when: 'is-init' }),
      /"when" must be one of accepted, no-such-child, not "is-init"/,
    ],
    [
      'with an argument that the command does not have',
      known({ ...ESRCH, arguments: { pgid: 'zero' } }),
      /waitpid has no argument "pgid": process, pid/,
    ],
    [
      'with an answer that is none',
      known({ ...ESRCH, answer: 'maybe' }),
      /deviations\.0: "answer" must be ok, refused, a refusal, an errno or fields, not "maybe"/,
    ],
    [
      'with the right answer',
      known({ ...ESRCH, answer: 'ECHILD' }),
      /deviations\.0: ECHILD is the right answer there, which does not deviate/,
    ],
    [
      'with a field that the answer has not',
      known({ ...ESRCH, when: 'accepted', answer: { ppid: 0 } }),
      /deviations\.0: an answer of waitpid has no field "ppid"/,
    ],
    [
      'with a field that names no argument',
      known({ ...ESRCH, when: 'accepted', answer: { pid: 'child' } }),
      /deviations\.0: an answer's field is a number, on or off, or an argument of waitpid \(process, pid\), not "child"/,
    ],
    [
      'with a ground where there is none',
      known({ ...ESRCH, ground: 'zombie' }),
      /deviations\.0: "ground" goes with a refusal that has several, and no-such-child has none/,
    ],
    [
      'with a ground of another refusal',
      known({ command: 'fork', when: 'id-in-use', ground: 'zombie', answer: 'ok', reason: 'none' }),
      /deviations\.0: "ground" of id-in-use must be one of process, thread, group, session, not "zombie"/,
    ],
    [
      'with something that differs and a run that goes on',
      known({ ...ESRCH, when: 'accepted', answer: 'ok', differs: ['process group'] }),
      /deviations\.0: "differs" needs the "effect" "ends-run"/,
    ],
    [
      'with something that differs after a wrong answer',
      known({ ...ESRCH, effect: 'ends-run', differs: ['process group'] }),
      /deviations\.0: with "differs" the answer is the right one, refused, and what is shown then is not/,
    ],
    [
      'with something that differs and is nothing that is shown',
      known({ ...ESRCH, answer: 'refused', effect: 'ends-run', differs: ['process colour'] }),
      /deviations\.0\.differs\.0: /,
    ],
    [
      'of what is right',
      known({ ...ESRCH, when: 'accepted', answer: 'ok' }),
      /an accepted command that answers ok does not deviate/,
    ],
  ])('--known with a file %s is one sentence and exit code 2', (_, text, says) => {
    const { code, out, err } = withFiles(text === undefined ? {} : { 'known.json': text }, ...check);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('a failure that cannot be stored is told all the same, with a line that runs it again', () => {
  const folder = 'x'.repeat(300);
  const { code, out, err } = withFiles({}, 'check', '--sut', AFTER_EXEC, '--seed', '1', '--save', folder);
  expect(code).toBe(1);
  expect(err).toBe(`procession: the failure could not be stored in ${folder}: its name is too long\n`);
  expect(out).toMatch(
    /^replay: npx procession-check check --sut mutant:setpgid-after-exec --seed 1 --path \S+$/m,
  );
});
