// Goal: each command is refused exactly when its clause says so. Method: scenarios made by hand, one or more for each
// (command, refusal); then every state within 3 ids against the conditions restated in terms of what is shown.
import { describe, expect, test } from 'vitest';
import type { Command, Id } from '../../src/contract/command.ts';
import { COMMAND_NAMES, printCommand } from '../support/by-set.ts';
import { REFUSALS } from '../support/refusals.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { HierarchyName } from '../../src/contract/sets/hierarchy.ts';
import { argumentsOf, INIT } from '../../src/contract/command.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import type { HeldHandles } from '../../src/model/invariants/finding.ts';
import { refusalsOf, refusalsPossible, step } from '../../src/model/hierarchy/rules.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { commandsNamed, exploreModel, stateText } from '../support/plain-search.ts';
import { commandsOf, heldIn, seenOf, stateAfter } from '../support/scenarios.ts';

/** The commands that happened; the one asked about; every refusal that applies, in the table's order, or `ok`. */
type Scenario = readonly [after: string, asked: string, refusals: string];

const ZOMBIE = '1 fork 2; 2 exit';
const GONE = `${ZOMBIE}; 2 free`;
/** Process 2 left group 2 while 3 stayed. */
const LEFT = '1 fork 2; 2 create_group; 2 fork 3; 2 move_to_group 1';
/** Process 2 created session 2, moved to group 3 of that session, and group 2 ended. */
const MOVED_ON = '1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 2 move_to_group 3';

const SCENARIOS: readonly Scenario[] = [
  // H1
  ['', '1 fork 2', 'ok'],
  ['', '2 fork 3', 'not-running'],
  [ZOMBIE, '2 fork 3', 'not-running'],
  [GONE, '2 fork 3', 'not-running'],
  ['', '1 fork 1', 'id-in-use'],
  [ZOMBIE, '1 fork 2', 'id-in-use'],
  [GONE, '1 fork 2', 'ok'],
  ['1 fork 2; 2 create_group; 2 fork 3; 2 exit; 2 free', '1 fork 2', 'id-in-use'],
  ['1 fork 2; 2 create_group; - hold_group 2; 2 exit; 2 free', '1 fork 2', 'id-in-use'],
  ['1 fork 2; 2 create_session; - hold_session 2; 1 fork 3; 3 exit; 2 exit; 2 free', '1 fork 2', 'id-in-use'],
  ['1 new_thread 2', '1 fork 2', 'id-in-use'],
  ['1 new_thread 2; - exit_thread 2 0', '1 fork 2', 'ok'],
  [ZOMBIE, '2 fork 2', 'not-running id-in-use'],
  // H2
  ['1 fork 2', '2 create_session', 'ok'],
  ['', '2 create_session', 'not-running'],
  [ZOMBIE, '2 create_session', 'not-running'],
  ['', '1 create_session', 'leads-its-group group-id-in-use session-id-in-use'],
  ['1 fork 2; 2 create_group', '2 create_session', 'leads-its-group group-id-in-use'],
  ['1 fork 2; 2 create_session', '2 create_session', 'leads-its-group group-id-in-use session-id-in-use'],
  [LEFT, '2 create_session', 'group-id-in-use'],
  [`${LEFT}; 3 exit`, '2 create_session', 'group-id-in-use'],
  [`${LEFT}; 3 exit; 3 free`, '2 create_session', 'ok'],
  ['1 fork 2; 2 create_group; - hold_group 2; 2 move_to_group 1', '2 create_session', 'group-id-in-use'],
  [MOVED_ON, '2 create_session', 'session-id-in-use'],
  [
    '1 fork 2; 2 create_session; 2 fork 3; 3 create_group; - hold_group 2; 2 move_to_group 3',
    '2 create_session',
    'group-id-in-use session-id-in-use',
  ],
  ['1 fork 2; 2 create_group; 2 exit', '2 create_session', 'not-running leads-its-group group-id-in-use'],
  [
    '1 fork 2; 2 create_session; 2 exit',
    '2 create_session',
    'not-running leads-its-group group-id-in-use session-id-in-use',
  ],
  [
    `${GONE}; 1 fork 2; 2 create_session`,
    '2 create_session',
    'leads-its-group group-id-in-use session-id-in-use',
  ],
  // H3
  ['1 fork 2', '2 create_group', 'ok'],
  ['', '2 create_group', 'not-running'],
  ['', '1 create_group', 'leads-its-group group-id-in-use'],
  ['1 fork 2; 2 create_group', '2 create_group', 'leads-its-group group-id-in-use'],
  [LEFT, '2 create_group', 'group-id-in-use'],
  [MOVED_ON, '2 create_group', 'ok'],
  ['1 fork 2; 2 create_group; 2 exit', '2 create_group', 'not-running leads-its-group group-id-in-use'],
  ['1 fork 2; 2 create_group; 1 move_to_group 2', '1 create_group', 'ok'],
  // H4
  ['1 fork 2; 2 create_group', '1 move_to_group 2', 'ok'],
  ['1 fork 2; 2 create_group', '2 move_to_group 2', 'ok'],
  ['1 fork 2; 2 create_group; - hold_group 2; 2 move_to_group 1', '2 move_to_group 2', 'ok'],
  ['', '2 move_to_group 1', 'not-running'],
  [ZOMBIE, '2 move_to_group 1', 'not-running'],
  ['', '1 move_to_group 2', 'no-such-group'],
  ['1 fork 2', '2 move_to_group 2', 'no-such-group'],
  ['1 fork 2; 2 create_group; 2 move_to_group 1', '2 move_to_group 2', 'no-such-group'],
  ['', '2 move_to_group 3', 'not-running no-such-group'],
  ['1 fork 2; 2 create_session', '1 move_to_group 2', 'not-in-my-session'],
  ['1 fork 2; 2 create_session', '2 move_to_group 1', 'not-in-my-session'],
  ['1 fork 2; 2 create_session; 1 fork 3; 3 exit', '3 move_to_group 2', 'not-running not-in-my-session'],
  ['1 fork 2; 2 create_session', '3 move_to_group 2', 'not-running'],
  // H5
  ['1 fork 2', '2 exit', 'ok'],
  ['', '2 exit', 'not-running'],
  [ZOMBIE, '2 exit', 'not-running'],
  ['', '1 exit', 'is-init'],
  ['1 fork 2; 2 create_group; 1 move_to_group 2', '1 exit', 'is-init'],
  // H6
  [ZOMBIE, '2 free', 'ok'],
  ['', '1 free', 'not-a-zombie'],
  ['1 fork 2', '2 free', 'not-a-zombie'],
  ['', '2 free', 'not-a-zombie'],
  [GONE, '2 free', 'not-a-zombie'],
  // H7
  ['', '1 new_thread 1', 'ok'],
  ['', '1 new_thread 2', 'ok'],
  ['1 new_thread 2', '1 new_thread 1', 'id-in-use'],
  ['1 new_thread 1', '1 new_thread 1', 'id-in-use'],
  ['1 new_thread 1; - exit_thread 1 0', '1 new_thread 1', 'ok'],
  ['1 fork 2', '1 new_thread 2', 'id-in-use'],
  ['1 fork 2; 2 create_group', '2 new_thread 2', 'ok'],
  ['', '2 new_thread 3', 'not-running'],
  [ZOMBIE, '2 new_thread 3', 'not-running'],
  [ZOMBIE, '2 new_thread 2', 'not-running'],
  [ZOMBIE, '2 new_thread 1', 'not-running id-in-use'],
  // H8
  ['1 new_thread 2', '- exit_thread 2 7', 'ok'],
  ['', '- exit_thread 1 0', 'no-such-thread'],
  ['1 new_thread 2; - exit_thread 2 0', '- exit_thread 2 0', 'no-such-thread'],
  ['1 fork 2; 2 new_thread 3; 2 exit', '- exit_thread 3 0', 'no-such-thread'],
  // H9, H10
  ['', '1 group_exit', 'ok'],
  ['1 group_exit', '1 group_exit', 'ok'],
  ['', '2 group_exit', 'not-running'],
  [ZOMBIE, '2 group_exit', 'not-running'],
  ['1 set_subreaper on', '1 set_subreaper on', 'ok'],
  ['', '2 set_subreaper on', 'not-running'],
  [ZOMBIE, '2 set_subreaper off', 'not-running'],
  // H11
  ['- hold_group 1', '- hold_group 1', 'ok'],
  ['', '- hold_group 2', 'no-such-group'],
  ['1 fork 2; 2 create_group; 2 exit; 2 free', '- hold_group 2', 'no-such-group'],
  ['', '- release_group 1', 'not-held'],
  ['', '- release_group 2', 'not-held'],
  ['- hold_group 1; - release_group 1', '- release_group 1', 'not-held'],
  ['- hold_session 1', '- release_group 1', 'not-held'],
  // H12
  ['- hold_session 1', '- hold_session 1', 'ok'],
  ['', '- hold_session 2', 'no-such-session'],
  ['1 fork 2; 2 create_group', '- hold_session 2', 'no-such-session'],
  ['', '- release_session 1', 'not-held'],
  ['', '- release_session 2', 'not-held'],
  ['- hold_group 1', '- release_session 1', 'not-held'],
];

describe('by hand:', () => {
  test.each(SCENARIOS)('the refusals after "%s" of "%s" are: %s', (after, asked, expected) => {
    const [command] = commandsOf(asked) as readonly [Command];
    const state = stateAfter(after);
    expect(refusalsOf(state, command).join(' ') || 'ok').toBe(expected);
    expect(step(state, command).refusals === undefined).toBe(expected === 'ok');
  });

  test('every refusal of every command is met', () => {
    const met = SCENARIOS.flatMap(([, asked, refusals]) =>
      refusals.split(' ').map((refusal) => `${asked.split(' ')[1]} ${refusal}`),
    );
    expect(ALL_PAIRS.filter((pair) => !met.includes(pair))).toEqual([]);
  });

  test('every refusal has a sentence and an errno, and some command has it', () => {
    const had = new Set([
      ...COMMAND_NAMES.hierarchy.flatMap(refusalsPossible),
      ...COMMAND_NAMES.posix.flatMap(POSIX.linux.refusalsPossible),
    ]);
    expect([...had].toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
    for (const { errno } of Object.values(REFUSALS)) expect(errno).toMatch(/^E[A-Z]+$/);
  });
});

describe('within 3 ids, one handle each, and threads,', () => {
  const alone = new Set<string>();
  const { states } = exploreModel(
    { idsMax: 3, handles: true, threads: true },
    {
      refused: (_, command, refusals) => {
        if (refusals.length === 1) alone.add(`${command.name} ${refusals[0]}`);
      },
    },
  );

  test('every refusal decides alone somewhere, but leads-its-group never', () => {
    expect(ALL_PAIRS.filter((pair) => !alone.has(pair))).toEqual([
      'create_session leads-its-group',
      'create_group leads-its-group',
    ]);
  });

  test('a command is refused by just what its clause names, read off the state shown', () => {
    const commands = COMMAND_NAMES.hierarchy.flatMap((name) => commandsNamed(name, [1, 2, 3, 4]));
    const sample = states.filter((_, index) => index % 60 === 0);
    expect(sample.length * commands.length).toBeGreaterThan(50_000);
    for (const state of sample) {
      const shown = unflatten(seenOf(state));
      for (const command of commands) {
        const clause = CLAUSES[command.name as HierarchyName];
        const expected = Object.keys(clause).filter((refusal) =>
          clause[refusal]?.(shown, argumentsOf(command) as unknown as Asked, heldIn(state)),
        );
        const found = refusalsOf(state, command);
        if (found.join() !== expected.join())
          throw new Error(
            `${stateText(state)} ${printCommand(command)}: ${found.join()}, not ${expected.join()}`,
          );
      }
    }
  });
});

interface Asked {
  readonly process: Id;
  readonly child: Id;
  readonly thread: Id;
  readonly group: Id;
  readonly session: Id;
}

type Clause = (shown: Observation, asked: Asked, held: HeldHandles) => boolean;

/** The clauses H1–H12 once more, in terms of what is shown and of the handles held. */
const CLAUSES: Readonly<Record<HierarchyName, Readonly<Partial<Record<Refusal, Clause>>>>> = {
  fork: { 'not-running': notRunning, 'id-in-use': (shown, { child }) => bears(shown, child) },
  create_session: {
    'not-running': notRunning,
    'leads-its-group': (shown, { process }) => processOf(shown, process)?.group === process,
    'group-id-in-use': (shown, { process }) => sessionOfGroup(shown, process) !== undefined,
    'session-id-in-use': (shown, { process }) => sessionLives(shown, process),
  },
  create_group: {
    'not-running': notRunning,
    'leads-its-group': (shown, { process }) => processOf(shown, process)?.group === process,
    'group-id-in-use': (shown, { process }) => sessionOfGroup(shown, process) !== undefined,
  },
  move_to_group: {
    'not-running': notRunning,
    'no-such-group': (shown, { group }) => sessionOfGroup(shown, group) === undefined,
    'not-in-my-session': (shown, { process, group }) => {
      const mine = processOf(shown, process)?.group;
      const there = sessionOfGroup(shown, group);
      return mine !== undefined && there !== undefined && there !== sessionOfGroup(shown, mine);
    },
  },
  exit: { 'not-running': notRunning, 'is-init': (_, { process }) => process === INIT },
  free: { 'not-a-zombie': (shown, { process }) => processOf(shown, process)?.state !== 'zombie' },
  new_thread: {
    'not-running': notRunning,
    'id-in-use': (shown, { process, thread }) =>
      bears(shown, thread) && (thread !== process || (processOf(shown, process)?.threads?.length ?? 0) > 0),
  },
  exit_thread: { 'no-such-thread': (shown, { thread }) => !threadLives(shown, thread) },
  group_exit: { 'not-running': notRunning },
  set_subreaper: { 'not-running': notRunning },
  hold_group: { 'no-such-group': (shown, { group }) => sessionOfGroup(shown, group) === undefined },
  release_group: { 'not-held': (_, { group }, held) => held.onGroup(group) === 0 },
  hold_session: { 'no-such-session': (shown, { session }) => !sessionLives(shown, session) },
  release_session: { 'not-held': (_, { session }, held) => held.onSession(session) === 0 },
};

const ALL_PAIRS = COMMAND_NAMES.hierarchy.flatMap((name) =>
  refusalsPossible(name).map((refusal) => `${name} ${refusal}`),
);

function notRunning(shown: Observation, { process }: Asked): boolean {
  return processOf(shown, process)?.state !== 'running';
}

function processOf(shown: Observation, pid: Id): ProcessObservation | undefined {
  return shown.processes?.find((process) => process.pid === pid);
}

function sessionOfGroup(shown: Observation, group: Id): Id | undefined {
  return shown.groups?.find(({ pgid }) => pgid === group)?.session;
}

function sessionLives(shown: Observation, session: Id): boolean {
  return shown.sessions?.some(({ sid }) => sid === session) === true;
}

function threadLives(shown: Observation, thread: Id): boolean {
  return shown.processes?.some(({ threads }) => threads?.includes(thread)) === true;
}

/** Whether a process, a thread, a live group or a live session bears the id. */
function bears(shown: Observation, id: Id): boolean {
  return (
    processOf(shown, id) !== undefined ||
    threadLives(shown, id) ||
    sessionOfGroup(shown, id) !== undefined ||
    sessionLives(shown, id)
  );
}
