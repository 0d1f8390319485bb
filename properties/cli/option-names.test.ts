// Goal: what is asked for in one way in one command is asked for in the same way in all. Method: the help texts of all
// commands, against the one list of what each option means.
import { describe, expect, test } from 'vitest';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const COMMANDS = [
  'check',
  'explore',
  'worker',
  'tour',
  'find',
  'why',
  'replay',
  'shrink',
  'show',
  'export',
  'mutants',
  'linearize',
  'explain',
  'record',
  'play',
  'explorer',
] as const;
const ABOUT_A_SYSTEM = ['check', 'tour', 'replay', 'shrink', 'show', 'play'];
const RUNS_A_SYSTEM = [...ABOUT_A_SYSTEM, 'explore'];
const SEARCHES = ['check', 'explore', 'tour'];

/** By what is meant, the option that says it and the commands that have it; a new option is entered here. */
const MEANINGS: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'the system that is run': ['--sut <system>', RUNS_A_SYSTEM],
  'the command set': ['--set <commands>', [...SEARCHES, 'find', 'why', 'export', 'mutants', 'play']],
  'whose choice is right where POSIX leaves one': [
    '--profile <profile>',
    [...ABOUT_A_SYSTEM, 'linearize', 'explain', 'why'],
  ],
  'the known deviations of the system': ['--known <file>', [...ABOUT_A_SYSTEM, 'linearize']],
  'the environment that the system reads': ['--env <assignment>', RUNS_A_SYSTEM],
  'how long the system may take for an answer': ['--time-limit-step <seconds>', RUNS_A_SYSTEM],
  'how long the system may take to start': ['--time-limit-start <seconds>', RUNS_A_SYSTEM],
  'memory of the system': ['--memory-limit-system <mb>', RUNS_A_SYSTEM],
  'ids in play': ['--ids <n>', [...SEARCHES, 'find', 'why', 'export']],
  'handles on a thing': ['--handles <n>', ['explore', 'tour', 'find']],
  'threads in a process': ['--threads <n>', ['explore', 'tour', 'find']],
  'terminals in all': ['--terminals <n>', ['explore', 'tour', 'find']],
  'waits that block': ['--waits <n>', ['explore', 'tour', 'find']],
  'which commands are tried': ['--commands <list>', ['explore', 'tour', 'find', 'export']],
  'sequences that were run before': ['--skip <sequences>', ['tour']],
  'commands between two resets': ['--commands-max <n>', ['check', 'tour', 'export']],
  'what changes nothing is run once of each kind': ['--changes-only', ['tour', 'export']],
  'what changes nothing is run from every state': ['--no-changes-only', ['tour', 'export']],
  'random runs': ['--runs <n>', ['check']],
  'commands at the same time': ['--branches <n>', ['check', 'explore']],
  'preemptions of a schedule': ['--preemptions <n>', ['check', 'explore']],
  'executions of a program of branches': ['--schedules <n>', ['check', 'explore']],
  'free runs of a program of branches': ['--free-runs <n>', ['check']],
  'the seed of the random runs': ['--seed <n>', ['check']],
  'which of the random runs': ['--path <path>', ['check']],
  'missing coverage is no pass': ['--require-coverage', ['check']],
  'a share of the random runs': ['--shard <i/n>', ['check']],
  'failures of all kinds are told': ['--all-failures', ['check', 'explore']],
  'stored traces that are run first': ['--corpus <folder>', ['check']],
  'no stored traces are run': ['--no-corpus', ['check']],
  'states that differ in names count as one': ['--symmetry <switch>', ['explore', 'tour', 'export']],
  'what tells states apart': ['--match <by>', ['explore']],
  'threads of the search': ['--workers <n>', ['explore']],
  'how deep the search goes': ['--depth-max <n>', ['explore', 'find', 'why']],
  'states that a search visits, or a tour is planned of': [
    '--states-max <n>',
    ['explore', 'tour', 'find', 'why', 'export'],
  ],
  'memory of the search': ['--memory <mb>', ['explore']],
  'where an unfinished search is kept': ['--checkpoint <file>', ['explore']],
  'the folder that the states of a search are in': ['--disk <folder>', ['explore', 'worker']],
  'the room for the successors of a layer': ['--runs-max <mb>', ['explore']],
  'the Redis through which work is handed out': ['--redis <url>', ['explore', 'worker']],
  'a drawing of the states': ['--graph <file>', ['explore']],
  'the opinion that the system has of itself is not asked': ['--no-self-check', ['explore']],
  'the way back to init alone is not asked': ['--no-reachability', ['explore']],
  'the folder that failures go to': ['--save <folder>', [...SEARCHES, 'shrink']],
  'failures go nowhere': ['--no-save', [...SEARCHES, 'shrink']],
  'no shorter failure is searched for': ['--no-certify', ['check', 'tour', 'shrink']],
  'which reasons a refusal may give': ['--refuses <which>', ['linearize']],
  'commands done and states that a search of orders looks at': ['--places <n>', ['linearize']],
  'the snapshots beside a recording': ['--snapshots <file>', ['explain', 'record']],
  'a recording as a page': ['--html <file>', ['explain', 'record']],
  'a recording as a trace': ['--to-trace <file>', ['explain']],
  'lines in which a call in flight is looked for': ['--look-ahead <lines>', ['explain']],
  'steps of a search for another order': ['--steps <n>', ['explain']],
  'the form': ['--format <format>', ['show']],
  'states as trees': ['--tree', ['show']],
  'the page is opened': ['--open', ['show', 'explorer']],
  'the model alone': ['--small', ['explorer']],
  'the commands that a page opens with': ['--trace <file>', ['explorer']],
  'which properties kill each mutant': ['--matrix', ['mutants']],
  'the form is C': ['--c', ['export']],
  'the names that can be asked about': ['--list', ['find']],
};

/** Options that are entered by the work on them elsewhere in the same table: whatever commands have them. */
const ANYWHERE: readonly string[] = [
  '--time <seconds>',
  '--output <file>',
  '--json',
  '--json <file>',
  '--help',
];

/** By command, its options as its help shows them, with what it says of each. */
function optionsOf(command: string): ReadonlyMap<string, string> {
  using folder = temporaryFolder();
  const { out } = processionShared(folder.path, command, '--help');
  const [, options = ''] = out.split('\nOptions:\n');
  const entries = options.matchAll(
    /^ {2}(?:-h, )?(--[a-z-]+(?: [<[][a-z/]+[>\]])?) {2,}([\s\S]*?)(?=^ {2}-|\n\n|$(?![\s\S]))/gm,
  );
  return new Map(
    // The parts that may be left out are asked for in the same way.
    [...entries].map(([, option = '', text = '']) => [
      option.replace(/\[(\w+)\]/, '<$1>'),
      text.replaceAll(/\s+/g, ' ').trim(),
    ]),
  );
}

const all = new Map(COMMANDS.map((name) => [name, optionsOf(name)] as const));
const listed = Object.values(MEANINGS);

describe('an option', () => {
  test.each(COMMANDS)(
    'an option of %s means what it means everywhere, and what it means is said in no other way',
    (command) => {
      const has = [...(all.get(command)?.keys() ?? [])].filter((option) => !ANYWHERE.includes(option));
      const meant = listed.filter(([, commands]) => commands.includes(command)).map(([option]) => option);
      expect(has.length).toBeGreaterThan(0);
      expect(has.toSorted()).toEqual(meant.toSorted());
    },
  );

  test('an option has one meaning', () => {
    const options = listed.map(([option]) => option.split(' ')[0]);
    expect(new Set(options).size).toBe(options.length);
    const anywhere = ANYWHERE.map((option) => option.split(' ')[0]);
    expect(options.filter((option) => anywhere.includes(option))).toEqual([]);
  });

  test('an option is explained in words that explain no other', () => {
    const byText = Map.groupBy(
      [...all.values()].flatMap((options) => [...options]),
      ([, text]) => text,
    );
    const shared = [...byText].filter(([, uses]) => new Set(uses.map(([option]) => option)).size > 1);
    expect(shared.map(([text]) => text)).toEqual([]);
  });
});
