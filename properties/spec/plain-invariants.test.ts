// Goal: the invariants that runs are judged by say what their plain forms say. Method: what is shown on random walks of
// both command sets, as it is and damaged, judged by both forms: same verdict for each invariant, `not shown` included.
// Whatever a fast form can find fault with occurs; and plain forms with something left out are found out.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import { shapeOf } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import type {
  Observation,
  ProcessObservation,
  Resources,
} from '../../src/contract/observation/observation.ts';
import { RESOURCE_NAMES } from '../../src/contract/observation/observation.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type {
  Finding,
  HeldHandles,
  StateInvariant,
  StepInvariant,
} from '../../src/model/invariants/finding.ts';
import { NOT_SHOWN } from '../../src/model/invariants/finding.ts';
import {
  DRAIN_INVARIANT,
  EVERY_STATE_INVARIANT,
  EVERY_STEP_INVARIANT,
  invariantsOf,
} from '../../src/model/invariants/all.ts';
import type { InvariantId } from '../../src/model/invariants/all.ts';
import { I9, PLAIN_STATE_INVARIANTS, PLAIN_STEP_INVARIANTS } from '../../src/model/invariants/plain.ts';
import type { PlainStep, PlainVerdict } from '../../src/model/invariants/plain.ts';
import { flatten, unflatten } from '../../src/contract/observation/json.ts';
import { damaged } from '../support/damage.ts';
import { heldIn } from '../support/scenarios.ts';

const SEED = 78;
const WALKS = 60;
const COMMANDS = 40;
const IDS = 6;
const START: Resources = { processes: 1, groups: 1, sessions: 1, threads: 0, handles: 0 };

const DRAINED: Observation = {
  processes: [{ pid: 1, parent: null, group: 1, state: 'running', children: [], threads: [] }],
  groups: [{ pgid: 1, session: 1, processes: [1] }],
  sessions: [{ sid: 1, groups: [1] }],
  resources: START,
};

const NOTHING_HELD: HeldHandles = { onGroup: () => 0, onSession: () => 0 };

/** The evidence at one place of a walk. */
interface Case {
  readonly step: PlainStep;
  readonly held: HeldHandles;
}

const cases = drawCases();

type Plain = Readonly<Record<InvariantId, (seen: Case) => PlainVerdict>>;
type Fast = Readonly<Record<InvariantId, (seen: Case) => Finding>>;

const PLAIN: Plain = {
  ...mapped(
    PLAIN_STATE_INVARIANTS,
    (holds) =>
      ({ step, held }: Case) =>
        holds(step.after, held),
  ),
  ...mapped(
    PLAIN_STEP_INVARIANTS,
    (holds) =>
      ({ step }: Case) =>
        holds(step),
  ),
  I9: ({ step }) => I9(step.after, START),
};

const FAST: Fast = {
  ...mapped(
    EVERY_STATE_INVARIANT as Readonly<Record<keyof typeof PLAIN_STATE_INVARIANTS, StateInvariant>>,
    ({ find }) =>
      ({ step, held }: Case) =>
        find(flat(step.after), held),
  ),
  ...mapped(
    EVERY_STEP_INVARIANT as Readonly<Record<keyof typeof PLAIN_STEP_INVARIANTS, StepInvariant>>,
    ({ find }) =>
      ({ step }: Case) =>
        find({ ...step, before: flat(step.before), after: flat(step.after) }),
  ),
  I9: ({ step }) =>
    DRAIN_INVARIANT.find(
      flat(step.after),
      RESOURCE_NAMES.map((name) => START[name] as number),
      RESOURCE_NAMES,
    ),
};

/** Sentences of the fast forms, numbers and commands aside. */
const KINDS: readonly string[] = [
  'I1 group N lists N, which is no process',
  'I1 group N lists process N twice',
  'I1 group N lists process N, which is in group N',
  'I1 process N is in group N, which does not list it',
  'I1 process N is in group N, which does not live',
  'I2 group N is in session N, which does not list it',
  'I2 group N is in session N, which does not live',
  'I2 session N lists N, which is no live group',
  'I2 session N lists group N twice',
  'I2 session N lists group N, which is in session N',
  'I3 group N went from session N to session N',
  'I3 process N went from session N to session N without creating one',
  'I4 group N lives without member or handle',
  'I4 session N lives without group or handle',
  'I5 two groups have id N',
  'I5 two processes have pid N',
  'I5 two sessions have id N',
  'I5 two threads have tid N',
  'I6 init has a parent, N',
  'I6 init is not there',
  'I6 process N does not descend from init',
  'I6 process N has no parent',
  'I6 process N has parent N, which does not list it as a child',
  'I6 process N has parent N, which is no process',
  'I6 process N lists child N twice',
  'I6 process N lists child N, which is no process',
  'I6 process N lists child N, whose parent is N',
  'I7 zombie N has a child, N',
  'I7 zombie N has a living thread',
  'I7 zombie N is in group N, which does not live',
  'I7 zombie N lists a child',
  'I8 COMMAND was refused and still changed something',
  'I9 groups are left: N',
  'I9 no groups are left',
  'I9 no processes are left',
  'I9 no sessions are left',
  'I9 processes are left: N',
  'I9 sessions are left: N',
  ...RESOURCE_NAMES.map((name) => `I9 ${name} counted: N, and N at the start`),
  'I10 COMMAND made session N',
  'I10 process N created a session with id N',
  'I10 the first group of session N is in session N',
  'I10 the new session N has no group N',
];

/** Those of terminals are compared in terminal-invariants.test.ts. */
const IDS_OF_ALL = invariantsOf(POSIX.linux.vocabulary);

describe('the fast form', () => {
  test.each(IDS_OF_ALL)('the fast form of %s has the verdict of the plain one on whatever is shown', (id) => {
    const counts = new Map<PlainVerdict, number>([true, false, undefined].map((verdict) => [verdict, 0]));
    for (const seen of cases) {
      const fast = FAST[id](seen);
      const plain = PLAIN[id](seen);
      if (verdictOf(fast) !== plain)
        expect.fail(`fast: ${String(fast)}; plain: ${String(plain)}; ${JSON.stringify(seen.step)}`);
      counts.set(plain, (counts.get(plain) ?? 0) + 1);
    }
    // Verdicts of each kind, often enough that agreeing means something.
    expect(Math.min(...counts.values())).toBeGreaterThan(40);
  });

  test.each(['I3', 'I8', 'I10'] as const)(
    'the fast form of %s has the verdict of the plain one if it is told that the same is shown as before',
    (id) => {
      for (const { step } of cases) {
        const [before, after] = [flat(step.after), flat(step.after)];
        const fast = EVERY_STEP_INVARIANT[id]?.find({ ...step, before, after, unchanged: true });
        expect(verdictOf(fast), JSON.stringify(step)).toBe(
          PLAIN_STEP_INVARIANTS[id]({ ...step, before: step.after }),
        );
      }
    },
  );

  test('the fast form finds every kind of fault that it can tell of, so that none could be left out unnoticed', () => {
    const told = new Set<string>();
    for (const id of IDS_OF_ALL)
      for (const seen of cases) {
        const finding = FAST[id](seen);
        if (typeof finding === 'string') told.add(`${id} ${kindOf(finding, seen)}`);
      }
    expect([...told].toSorted()).toEqual(KINDS.toSorted());
  });
});

describe('the plain form', () => {
  const [one, two] = [
    { pid: 1, children: [2, 3], threads: [4] },
    { pid: 2, children: [], threads: [] },
  ];
  const whole: Observation = {
    processes: [one, two],
    groups: [{ pgid: 1 }, { pgid: 2 }],
    sessions: [{ sid: 1 }, { sid: 2 }],
  };
  const LISTS = ['processes', 'groups', 'sessions'] as const;
  const refusal = (before: Observation, after: Observation): PlainVerdict =>
    PLAIN_STEP_INVARIANTS.I8({
      before,
      command: { name: 'fork' },
      answer: { refused: true },
      after,
      commands: {},
    });

  test('the plain form of I7 takes a zombie with as many threads as children for wrong', () => {
    const zombie = { pid: 2, state: 'zombie', children: [3], threads: [4] } as const;
    expect(PLAIN_STATE_INVARIANTS.I7({ processes: [zombie] })).toBe(false);
    expect(PLAIN_STATE_INVARIANTS.I7({ processes: [{ ...zombie, children: [], threads: [] }] })).toBe(true);
  });

  test('the plain form of I8 has no verdict where nothing is shown', () => {
    expect(refusal({}, {})).toBeUndefined();
  });

  test.each(LISTS)('the plain form of I8 compares %s that are shown alone, in any order', (list) => {
    const entries = whole[list] ?? [];
    const only = (shown: readonly unknown[]) => ({ [list]: shown }) as Observation;
    expect(refusal(only(entries), only(entries.toReversed()))).toBe(true);
    expect(refusal(only(entries.toReversed()), only(entries))).toBe(true);
    expect(refusal(only(entries), only(entries.slice(1)))).toBe(false);
  });
});

/** Plain forms with something left out or otherwise, at least one each. */
const WRONG_PLAIN: readonly (readonly [string, InvariantId, (seen: Case) => PlainVerdict])[] = [
  [
    'whom a group lists besides does not matter',
    'I1',
    ({ step: { after } }) => {
      const pids = after.processes?.map(({ pid }) => pid);
      const groups = after.groups?.map((group) => ({
        ...group,
        ...(group.processes && { processes: group.processes.filter((pid) => pids?.includes(pid) !== false) }),
      }));
      return PLAIN_STATE_INVARIANTS.I1({ ...after, ...(groups && { groups }) });
    },
  ],
  ['a group may list twice', 'I1', ({ step }) => PLAIN_STATE_INVARIANTS.I1(listsAsSets(step.after))],
  ['a session may list twice', 'I2', ({ step }) => PLAIN_STATE_INVARIANTS.I2(listsAsSets(step.after))],
  [
    'everybody may create a session by a command that does',
    'I3',
    ({ step }) => {
      const makes = step.command.name === 'create_session' || step.command.name === 'setsid';
      const verdict = PLAIN_STEP_INVARIANTS.I3(step);
      return makes && 'ok' in step.answer && verdict === false ? true : verdict;
    },
  ],
  [
    'a refused command may create a session',
    'I3',
    ({ step }) => PLAIN_STEP_INVARIANTS.I3({ ...step, answer: { ok: {} } }),
  ],
  ['handles keep nothing', 'I4', ({ step }) => PLAIN_STATE_INVARIANTS.I4(step.after, NOTHING_HELD)],
  [
    'groups and sessions must both be shown',
    'I4',
    ({ step: { after }, held }) =>
      after.groups && after.sessions ? PLAIN_STATE_INVARIANTS.I4(after, held) : undefined,
  ],
  [
    'threads may share a tid',
    'I5',
    ({ step: { after } }) =>
      PLAIN_STATE_INVARIANTS.I5({
        ...after,
        ...(after.processes && {
          processes: after.processes.map((process) => ({ ...process, threads: [] })),
        }),
      }),
  ],
  [
    'children are not looked at',
    'I6',
    ({ step: { after } }) =>
      PLAIN_STATE_INVARIANTS.I6({
        ...(after.processes && { processes: after.processes.map(({ pid, parent }) => bare(pid, parent)) }),
      }),
  ],
  [
    'groups are not looked at',
    'I7',
    ({ step: { after } }) =>
      PLAIN_STATE_INVARIANTS.I7({ ...(after.processes && { processes: after.processes }) }),
  ],
  [
    'zombies may have children that nobody lists',
    'I7',
    ({ step: { after } }) =>
      PLAIN_STATE_INVARIANTS.I7({
        ...after,
        ...(after.processes && {
          processes: after.processes.map((process) => ({ ...process, parent: null })),
        }),
      }),
  ],
  [
    'what is shown of sessions does not matter',
    'I8',
    ({ step }) => {
      const { sessions: _, ...before } = step.before;
      const { sessions: __, ...after } = step.after;
      return PLAIN_STEP_INVARIANTS.I8({ ...step, before, after });
    },
  ],
  [
    'an accepted command changes nothing',
    'I8',
    ({ step }) => PLAIN_STEP_INVARIANTS.I8({ ...step, answer: { refused: true } }),
  ],
  [
    'resources are not looked at',
    'I9',
    ({ step: { after } }) => {
      const { resources: _, ...seen } = after;
      return I9(seen, START);
    },
  ],
  [
    'the first group does not matter',
    'I10',
    ({ step }) => {
      const { groups: _, ...after } = step.after;
      return PLAIN_STEP_INVARIANTS.I10({ ...step, after });
    },
  ],
];

describe('a plain form that is wrong is found out', () => {
  test.each(WRONG_PLAIN)('a plain form that is wrong is found out: %s (%s)', (_, id, wrong) => {
    expect(cases.some((seen) => verdictOf(FAST[id](seen)) !== wrong(seen))).toBe(true);
  });

  test('every invariant has a plain form that is wrong', () => {
    expect(new Set(WRONG_PLAIN.map(([, id]) => id))).toEqual(new Set(IDS_OF_ALL));
  });
});

describe('a fast form that is wrong is found out', () => {
  test.each(KINDS)('a fast form that does not say so is found out: %s', (kind) => {
    const [id = ''] = kind.split(' ');
    const differs = cases.some((seen) => {
      const finding = FAST[id as InvariantId](seen);
      return (
        typeof finding === 'string' &&
        `${id} ${kindOf(finding, seen)}` === kind &&
        PLAIN[id as InvariantId](seen) === false
      );
    });
    expect(differs).toBe(true);
  });

  test.each(IDS_OF_ALL)('a fast form that takes what is not shown for right is found out: %s', (id) => {
    expect(cases.some((seen) => FAST[id](seen) === NOT_SHOWN && PLAIN[id](seen) === undefined)).toBe(true);
  });
});

/** Both command sets, in turns: each step of each walk as it is, and damaged before, after, or both. */
function drawCases(): readonly Case[] {
  const drawn: Case[] = [];
  const dice = new Dice();
  dice.seed(SEED);
  for (let walk = 0; walk < WALKS; walk += 1) {
    const specification = walk % 2 === 0 ? HIERARCHY : POSIX.linux;
    const names = specification.commands;
    const { commands } = specification.vocabulary;
    const decoder = new Decoder(specification, names, shapeOf(dice.below(0x7fff_ffff), names, IDS));
    let state = specification.initial;
    const shown = (): Observation => {
      const seen = new FlatObservation();
      specification.observe(state, seen);
      return { ...unflatten(seen), ...(dice.chance(70) && { resources: START }) };
    };
    let before = shown();
    for (let done = 0; done < COMMANDS; done += 1) {
      const command = decoder.decode(dice.below(0x7fff_ffff), state);
      const { refusals, next } = specification.step(state, command);
      const held = dice.chance(80) ? heldIn(next) : NOTHING_HELD;
      state = next;
      const right = refusals === undefined;
      const answer: Answer = right === dice.chance(85) ? { ok: {} } : { refused: true };
      const after = shown();
      drawn.push({ step: { before, command, answer, after, commands }, held });
      drawn.push({ step: { before, command, answer, after: hurt(after, dice), commands }, held });
      drawn.push({
        step: { before: hurt(before, dice), command, answer, after: hurt(after, dice), commands },
        held,
      });
      const ended = { before, command: ending(dice), answer, after: hurt(DRAINED, dice), commands };
      if (done % 4 === 0) drawn.push({ step: ended, held });
      before = after;
    }
  }
  return drawn;
}

function hurt(seen: Observation, dice: Dice): Observation {
  const some = damaged(seen, dice, dice.below(4), IDS + 2);
  if (dice.chance(4)) return withoutLists(some, dice);
  if (!dice.chance(20)) return some;
  const resources = {
    ...START,
    [RESOURCE_NAMES[dice.below(RESOURCE_NAMES.length)] as string]: dice.below(3),
  };
  return { ...some, resources };
}

/** Shows no members of groups and no groups of sessions, or nothing at all. */
function withoutLists({ processes, groups, sessions }: Observation, dice: Dice): Observation {
  if (dice.chance(30)) return {};
  return {
    ...(processes !== undefined && { processes }),
    ...(groups !== undefined && { groups: groups.map(({ pgid, session = 1 }) => ({ pgid, session })) }),
    ...(sessions !== undefined && { sessions: sessions.map(({ sid }) => ({ sid })) }),
  };
}

/** Creates a session, as it should be or for somebody else. */
function ending(dice: Dice): Command {
  return { name: dice.chance(50) ? 'create_session' : 'setsid', process: 1 + dice.below(IDS) };
}

function listsAsSets(seen: Observation): Observation {
  const setOf = (ids: readonly number[]): readonly number[] => [...new Set(ids)];
  return {
    ...seen,
    ...(seen.groups && {
      groups: seen.groups.map((group) => ({
        ...group,
        ...(group.processes && { processes: setOf(group.processes) }),
      })),
    }),
    ...(seen.sessions && {
      sessions: seen.sessions.map((session) => ({
        ...session,
        ...(session.groups && { groups: setOf(session.groups) }),
      })),
    }),
  };
}

/** A process of which nothing but its parent is shown. */
function bare(pid: number, parent: number | null | undefined): ProcessObservation {
  return { pid, ...(parent !== undefined && { parent }) };
}

/** Numbers and the command's name aside; of lists one number. */
function kindOf(finding: string, { step }: Case): string {
  return finding
    .replace(new RegExp(`^${step.command.name} `), 'COMMAND ')
    .replaceAll(/-?\d+/g, 'N')
    .replaceAll(/N(?:, N)+$/g, 'N');
}

function flat(seen: Observation): FlatObservation {
  const out = new FlatObservation();
  flatten(seen, out);
  return out;
}

function verdictOf(finding: Finding): PlainVerdict {
  return finding === NOT_SHOWN ? undefined : finding === undefined;
}

function mapped<Key extends string, From, To>(
  entries: Readonly<Record<Key, From>>,
  to: (from: From) => To,
): Readonly<Record<Key, To>> {
  return Object.fromEntries(Object.entries<From>(entries).map(([key, from]) => [key, to(from)])) as Record<
    Key,
    To
  >;
}
