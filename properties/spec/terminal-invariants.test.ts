// Goal: the invariants of terminals fire on what is wrong and on nothing else, and their fast forms say what the plain ones say.
// Method: small steps written by hand, each wrong in one way; and random steps, judged by both forms.
import { describe, expect, test } from 'vitest';
import { FlatObservation, NEWS } from '../../src/contract/observation/flat-observation.ts';
import type { Answer } from '../../src/contract/command.ts';
import { flatten, unflatten } from '../../src/contract/observation/json.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import { parseState, printState } from '../../src/contract/notation/state.ts';
import { parseCommand, printCommand } from '../../src/contract/notation/trace.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { shapeOf } from '../../src/engines/generate/swarm.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import {
  EVERY_STATE_INVARIANT,
  EVERY_STEP_INVARIANT,
  INVARIANT_SENTENCES,
  invariantsOf,
} from '../../src/model/invariants/all.ts';
import { NOT_SHOWN } from '../../src/model/invariants/finding.ts';
import type { Finding } from '../../src/model/invariants/finding.ts';
import { PLAIN_STATE_INVARIANTS, PLAIN_STEP_INVARIANTS } from '../../src/model/invariants/plain.ts';
import type { PlainStep, PlainVerdict } from '../../src/model/invariants/plain.ts';
import { terminalStep } from '../support/terminal-steps.ts';

const OF_TERMINALS = ['I11', 'I12', 'I13', 'I14', 'I15'] as const;
type Id = (typeof OF_TERMINALS)[number] | 'I8';
const NOBODY = { onGroup: () => 0, onSession: () => 0 };

function flat(observation: Observation): FlatObservation {
  const out = new FlatObservation();
  flatten(observation, out);
  return out;
}

function fast(id: Id, step: PlainStep): Finding {
  const [before, after] = [flat(step.before), flat(step.after)];
  const ofState = EVERY_STATE_INVARIANT[id];
  if (ofState !== undefined) return ofState.find(after, NOBODY);
  return EVERY_STEP_INVARIANT[id]?.find({ ...step, before, after });
}

function plain(id: Id, step: PlainStep): PlainVerdict {
  return id === 'I11' ? PLAIN_STATE_INVARIANTS.I11(step.after) : PLAIN_STEP_INVARIANTS[id](step);
}

/** A state in the notation; who is named in `news` has received both signals. Everybody shows all of it. */
function seen(text: string, news: readonly number[] = []): Observation {
  const state = parseState(text);
  if ('problem' in state) throw new Error(state.problem.message);
  const { processes = [], terminals = [], ...rest } = state.value.observation;
  const shown = processes.map(
    (process): ProcessObservation => ({
      terminal: null,
      ...process,
      received: news.includes(process.pid) ? ['SIGHUP', 'SIGCONT'] : [],
    }),
  );
  return { ...rest, processes: shown, terminals };
}

function stepOf(before: Observation, command: string, after: Observation, accepted = true): PlainStep {
  const parsed = parseCommand(command, JOB_CONTROL_VOCABULARY);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const answer = accepted ? { ok: {} } : { refused: 'ENOTTY' };
  return { before, command: parsed.value, answer, after, commands: JOB_CONTROL_VOCABULARY.commands };
}

type Example = readonly [
  finding: string | undefined,
  before: string,
  command: string,
  after: string,
  news?: number[],
];

const TREE = 's1{ g1: 1 } s2{ g2: 2<1&1 g3: 3<2&1 } tty1{ s2 fg 3 }';
const LONE = 's1{ g1: 1 } s2{ g2: 2<1 g3: 3<2 4<2 }';

const EXAMPLES: Readonly<Record<(typeof OF_TERMINALS)[number], readonly Example[]>> = {
  I11: [
    [undefined, TREE, '2 execve', TREE],
    ['session 2 has terminal 1 and terminal 2', TREE, '2 execve', 's2{ g2: 2&1 } tty1{ s2 } tty2{ s2 }'],
    ['process 2 has terminal 2, which is none', TREE, '2 execve', 's2{ g2: 2&2 } tty1{ s2 }'],
    ['process 2 has terminal 1, which serves no session', TREE, '2 execve', 's2{ g2: 2&1 } tty1{ }'],
    [
      'process 1 of session 1 has terminal 1, which serves session 2',
      TREE,
      '2 execve',
      's1{ g1: 1&1 } s2{ g2: 2<1&1 } tty1{ s2 fg 2 }',
    ],
  ],
  I12: [
    [
      undefined,
      's1{ g1: 1 } s2{ g2: 2<1 }',
      '2 open_terminal tty1',
      's1{ g1: 1 } s2{ g2: 2<1&1 } tty1{ s2 fg 2 }',
    ],
    [undefined, TREE, '3 fork 4', 's1{ g1: 1 } s2{ g2: 2<1&1 g3: 3<2&1 4<3&1 } tty1{ s2 fg 3 }'],
    [undefined, TREE, '1 fork 4', 's1{ g1: 1 4<1 } s2{ g2: 2<1&1 g3: 3<2&1 } tty1{ s2 fg 3 }'],
    [
      'process 3 got terminal 1, and it leads no session',
      LONE,
      '3 open_terminal tty1',
      's1{ g1: 1 } s2{ g2: 2<1 g3: 3<2&1 4<2 } tty1{ s2 fg 3 }',
    ],
    [
      'process 3 got terminal 2, and it leads no session',
      TREE,
      '3 open_terminal tty2',
      's1{ g1: 1 } s2{ g2: 2<1&1 g3: 3<2&2 } tty1{ s2 fg 3 }',
    ],
    [
      'process 4 is born with terminal 1, which its parent 1 has not',
      TREE,
      '1 fork 4',
      's1{ g1: 1 4<1&1 } s2{ g2: 2<1&1 g3: 3<2&1 } tty1{ s2 fg 3 }',
    ],
  ],
  I13: [
    [undefined, TREE, '2 exit 0', 's1{ g1: 1 } s2{ g2: 2<1z g3: 3<1 }'],
    [undefined, TREE, '3 exit 0', 's1{ g1: 1 } s2{ g2: 2<1&1 g3: 3<2&1z } tty1{ s2 fg 3 }'],
    [
      'terminal 1 serves session 2, whose leader has ended',
      TREE,
      '2 exit 0',
      's1{ g1: 1 } s2{ g2: 2<1z g3: 3<1 } tty1{ s2 fg 3 }',
    ],
    [
      'process 3 has terminal 1, and the leader of session 2 has ended',
      TREE,
      '2 exit 0',
      's1{ g1: 1 } s2{ g3: 3<1&1 } tty1{ }',
    ],
  ],
  I14: [
    [undefined, TREE, '2 kill -3 TSTP', 's1{ g1: 1 } s2{ g2: 2<1&1 g3: 3<2&1T } tty1{ s2 fg 3 }'],
    [undefined, TREE, '2 kill 2 STOP', 's1{ g1: 1 } s2{ g2: 2<1&1T g3: 3<2&1 } tty1{ s2 fg 3 }'],
    [
      'process 2 is stopped by kill in group 2, which is orphaned',
      TREE,
      '2 kill 2 TSTP',
      's1{ g1: 1 } s2{ g2: 2<1&1T g3: 3<2&1 } tty1{ s2 fg 3 }',
    ],
    [
      'process 4 is stopped by type in group 3, which is orphaned',
      's1{ g1: 1 } s2{ g2: 2<1 g3: 3<2z 4<3 }',
      'tty1 type ^Z',
      's1{ g1: 1 } s2{ g2: 2<1 g3: 3<2z 4<3T }',
    ],
  ],
  I15: [
    [undefined, LONE, '2 kill -3 CONT', LONE, [3, 4]],
    [undefined, TREE, '2 leave_terminal tty1', LONE, [3, 4]],
    [
      undefined,
      's1{ g1: 1 } s2{ g2: 2<1 g3: 3<2 4<2T }',
      '2 exit 0',
      's1{ g1: 1 } s2{ g2: 2<1z g3: 3<1 4<1 }',
      [3, 4],
    ],
    [undefined, LONE, '2 exit 0', 's1{ g1: 1 } s2{ g2: 2<1z g3: 3<1 4<1 }', [3, 4]],
    [
      'process 3 received SIGHUP and SIGCONT by kill, and nobody has ended',
      LONE,
      '2 kill -3 TSTP',
      LONE,
      [3],
    ],
    ['process 3 received SIGHUP and SIGCONT by execve, and nobody has ended', LONE, '3 execve', LONE, [3]],
    [
      'process 3 received SIGHUP and SIGCONT at the exit of 2, and its group is none that an exit tells',
      TREE,
      '2 exit 0',
      's1{ g1: 1 } s2{ g2: 2<1z g3: 3<1 }',
      [3],
    ],
    [
      'process 3 received SIGHUP and SIGCONT at the exit of 4, and its group is none that an exit tells',
      's1{ g1: 1 } s2{ g2: 2<1 g3: 3<2T 4<2 }',
      '4 exit 0',
      's1{ g1: 1 } s2{ g2: 2<1 g3: 3<2 4<2z }',
      [3],
    ],
  ],
};

describe('an invariant of terminals', () => {
  const examples = OF_TERMINALS.flatMap((id) => EXAMPLES[id].map((example) => ({ id, example })));
  test.each(examples)(
    '$id judges a step by its plain and by its fast form alike, and says what is wrong: $example.0',
    ({ id, example: [finding, before, command, after, news] }) => {
      const step = stepOf(seen(before), command, seen(after, news));
      expect(fast(id, step)).toBe(finding);
      expect(plain(id, step)).toBe(finding === undefined);
    },
  );

  test('a terminal that stands twice serves two sessions, or one twice', () => {
    const terminals = [
      { terminal: 1, session: 1 },
      { terminal: 1, session: null },
    ];
    const step = stepOf({}, '1 execve', { terminals });
    expect(fast('I11', step)).toBe('terminal 1 stands twice');
    expect(plain('I11', step)).toBe(false);
  });
});

describe('an invariant of terminals without its evidence', () => {
  const right = stepOf(seen(TREE), '3 execve', seen(TREE));
  const parts: Readonly<Record<string, (state: Observation) => Observation>> = {
    processes: ({ processes: _processes, ...rest }) => rest,
    groups: ({ groups: _groups, ...rest }) => rest,
    terminals: ({ terminals: _terminals, ...rest }) => rest,
    ...Object.fromEntries(
      (['parent', 'group', 'state', 'terminal', 'received'] as const).map((field) => [
        field,
        ({ processes = [], ...rest }: Observation): Observation => ({
          ...rest,
          processes: processes.map(({ [field]: _hidden, ...others }) => others),
        }),
      ]),
    ),
  };
  test.each([
    ['processes', 'I12 I13 I14 I15'],
    ['groups', 'I12 I13 I14'],
    ['terminals', 'I11 I13'],
    ['parent', 'I14'],
    ['group', 'I13 I14'],
    ['state', 'I13 I14 I15'],
    ['terminal', 'I12 I13'],
    ['received', 'I15'],
  ])('an observation without %s has no verdict of these: %s', (part, silent) => {
    const hide = parts[part];
    const step = { ...right, before: hide(right.before), after: hide(right.after) };
    expect(OF_TERMINALS.filter((id) => fast(id, step) === NOT_SHOWN).join(' ')).toBe(silent);
    expect(OF_TERMINALS.filter((id) => plain(id, step) === undefined).join(' ')).toBe(silent);
  });
});

describe('the model', () => {
  test('every state and every step of the model of job control shows itself to obey all invariants', () => {
    const { linux } = JOB_CONTROL;
    const { vocabulary } = linux;
    const dice = new Dice();
    dice.seed(80);
    const number = (): number => dice.below(0x7fff_ffff);
    const [before, after] = [new FlatObservation(), new FlatObservation()];
    const judged = new Set<string>();
    const states = Object.values(EVERY_STATE_INVARIANT);
    const steps = Object.values(EVERY_STEP_INVARIANT);
    for (let run = 0; run < 400; run += 1) {
      const decoder = new Decoder(
        linux,
        linux.commands,
        shapeOf(number(), vocabulary, linux.commands, 8, 15),
      );
      let state = linux.initial;
      for (let done = 0; done < 60; done += 1) {
        const command = decoder.decode(number(), state);
        const step = linux.step(state, command);
        const answer: Answer = step.refusals === undefined ? step.answer : { refused: true };
        linux.observe(state, before);
        linux.observe(step.next, after);
        const { commands } = vocabulary;
        const findings = [
          ...states.map(({ find }) => find(after, NOBODY)),
          ...steps.map(({ find }) => find({ before, command, answer, after, commands })),
        ].filter((finding) => finding !== undefined);
        if (findings.length > 0)
          expect.fail(
            `${String(findings[0])}: ${printCommand(command, vocabulary)} in ${printState(unflatten(before))}`,
          );
        if (after.marks.subarray(0, after.processCount).some((marks) => (marks & NEWS) === NEWS))
          judged.add(command.name);
        state = step.next;
      }
    }
    expect([...judged].toSorted()).toEqual(
      expect.arrayContaining(['exit', 'hang_up', 'kill', 'leave_terminal']),
    );
  });
});

describe('the sets', () => {
  test('the invariants of terminals are asked of the set that shows them, and of no other', () => {
    const all = Object.keys(INVARIANT_SENTENCES);
    expect(invariantsOf(JOB_CONTROL_VOCABULARY)).toEqual(all);
    for (const vocabulary of [HIERARCHY_VOCABULARY, POSIX_VOCABULARY])
      expect(invariantsOf(vocabulary)).toEqual(all.slice(0, 10));
  });
});

describe('a refused command', () => {
  test('a refused command may find that signals came before it, and sends none itself', () => {
    const [quiet, loud] = [seen(TREE), seen(TREE, [3])];
    const woken = { ...quiet, woken: [{ process: 2, answer: { refused: 'ECHILD' } as const }] };
    const told = 'leave_terminal was refused and still changed something';
    for (const [before, after, finding] of [
      [loud, quiet, undefined],
      [woken, quiet, undefined],
      [quiet, loud, told],
      [loud, loud, told],
      [quiet, woken, told],
      [quiet, seen(TREE.replace('fg 3', 'fg 2')), told],
    ] as const) {
      const step = stepOf(before, '3 leave_terminal tty2', after, false);
      expect(fast('I8', step)).toBe(finding);
      expect(plain('I8', step)).toBe(finding === undefined);
    }
  });
});

describe('the fast forms', () => {
  const dice = new Dice();
  dice.seed(79);
  const steps = Array.from({ length: 6000 }, () => terminalStep(dice));

  test.each([...OF_TERMINALS, 'I8'] as const)(
    'the fast form of %s has the verdict of the plain one on random steps',
    (id) => {
      const counts = new Map<PlainVerdict, number>([true, false, undefined].map((verdict) => [verdict, 0]));
      for (const step of steps) {
        const finding = fast(id, step);
        const verdict = plain(id, step);
        const found = finding === NOT_SHOWN ? undefined : finding === undefined;
        if (found !== verdict)
          expect.fail(`fast: ${String(finding)}; plain: ${String(verdict)}; ${JSON.stringify(step)}`);
        counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      }
      expect(Math.min(...counts.values())).toBeGreaterThan(40);
    },
  );

  test('the random steps show every kind of fault that the fast forms tell of', () => {
    const told = new Set<string>();
    for (const id of OF_TERMINALS)
      for (const step of steps) {
        const finding = fast(id, step);
        if (typeof finding === 'string')
          told.add(
            `${id} ${finding.replaceAll(step.command.name, 'COMMAND').replaceAll(/\d+(, \d+)*/g, 'N')}`,
          );
      }
    expect([...told].toSorted()).toEqual(KINDS);
  });
});

const KINDS = [
  'I11 process N has terminal N, which is none',
  'I11 process N has terminal N, which serves no session',
  'I11 process N of session N has terminal N, which serves session N',
  'I11 session N has terminal N and terminal N',
  'I11 terminal N stands twice',
  'I12 process N got terminal N, and it leads no session',
  'I12 process N is born with terminal N, which its parent N has not',
  'I13 process N has terminal N, and the leader of session N has ended',
  'I13 terminal N serves session N, whose leader has ended',
  'I14 process N is stopped by COMMAND in group N, which is orphaned',
  'I15 process N received SIGHUP and SIGCONT at the COMMAND of N, and its group is none that an COMMAND tells',
  'I15 process N received SIGHUP and SIGCONT at the exit of N, and its group is none that an exit tells',
  'I15 process N received SIGHUP and SIGCONT by COMMAND, and nobody has ended',
];
