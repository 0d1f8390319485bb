// Is what is known of a system accepted, and nothing else? Method: systems with one fault each, run with the deviation
// that tells of it, with one that tells of something near it, and with none.
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import {
  Lockstep,
  printTrace,
  readEvidence,
  replay,
  runCampaign,
  skippedIn,
  tellStory,
} from '../support/by-set.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import type { Differing } from '../../src/contract/known-deviation.ts';
import { DIFFERING, isAnswerOf, isArgumentOf } from '../../src/contract/known-deviation.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import { recordCommands } from '../../src/app/gate/checks/compare-runs.ts';
import type { Evidence } from '../../src/counterexample/file/read-file.ts';
import { printState } from '../../src/contract/notation/state.ts';
import { POSIX_MUTANTS } from '../../src/systems/mutants/registry.ts';
import { differences } from '../../src/contract/observation/differences.ts';
import { differingOf } from '../../src/lockstep/known-deviations.ts';
import { flatten, unflatten } from '../../src/contract/observation/json.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { planOf, run, runInTurns } from '../../src/lockstep/run.ts';
import { commandsOf } from '../support/scenarios.ts';

const STAYS: KnownDeviation = {
  command: 'setpgid',
  when: 'leads-its-session',
  answer: 'ok',
  reason: 'a no-op is granted',
};

/** A session leader asks for its own group. */
const ASKING: readonly Command[] = [
  { name: 'fork', process: 1, child: 2 },
  { name: 'setsid', process: 2 },
  { name: 'setpgid', process: 2, pid: 0, pgid: 0 },
];

function mutant(name: string, knownDeviations: readonly KnownDeviation[]): SystemUnderTest {
  const table = POSIX_MUTANTS[name]?.make() ?? expect.fail(`there is no mutant ${name}`);
  return { ...posixTableSystem(name, table), selfCheck: () => [], knownDeviations };
}

function ran(
  system: SystemUnderTest,
  commands: readonly Command[],
): { lockstep: Lockstep<SystemUnderTest>; sentence?: string } {
  const lockstep = new Lockstep(system);
  const { divergence } = run(lockstep, planOf(lockstep.specification, commands));
  return { lockstep, ...(divergence !== undefined && { sentence: divergence.sentence }) };
}

describe('a known deviation', () => {
  test('a known deviation is accepted and counted, where without it the answer is wrong', () => {
    expect(ran(mutant('setpgid-lets-session-leaders-stay', []), ASKING).sentence).toContain(
      'should answer "EPERM"',
    );
    const { lockstep, sentence } = ran(mutant('setpgid-lets-session-leaders-stay', [STAYS]), ASKING);
    expect(sentence).toBeUndefined();
    expect(lockstep.deviationCounts).toEqual([{ deviation: STAYS, times: 1 }]);
  });

  test.each([
    ['another command', { ...STAYS, command: 'setsid', when: 'group-id-in-use' }],
    ['another refusal', { ...STAYS, when: 'no-such-group-here' }],
    ['another answer', { ...STAYS, answer: 'EINVAL' }],
    ['other arguments', { ...STAYS, arguments: { pgid: 'positive' } }],
  ] as const)('a known deviation of %s excuses nothing', (_, known) => {
    const { lockstep, sentence } = ran(mutant('setpgid-lets-session-leaders-stay', [known]), ASKING);
    expect(sentence).toContain('should answer "EPERM"');
    expect(lockstep.deviationCounts[0]?.times).toBe(0);
  });

  test('a known deviation that grants what should be refused changes nothing, unless it is carried out', () => {
    const moves = 'setpgid-moves-session-leaders';
    const commands: readonly Command[] = [
      ...ASKING.slice(0, 2),
      { name: 'fork', process: 2, child: 3 },
      { name: 'setpgid', process: 3, pid: 0, pgid: 0 },
      { name: 'setpgid', process: 2, pid: 0, pgid: 3 },
    ];
    expect(ran(mutant(moves, [STAYS]), commands).sentence).toContain('process 2: group should be 2 and is 3');
    const carried = ran(mutant(moves, [{ ...STAYS, effect: 'carried-out' }]), commands);
    expect(carried.sentence).toBeUndefined();
  });

  test('a known deviation that cannot be carried out, because what is named is not there, excuses nothing', () => {
    const table = tableSystem();
    const known: KnownDeviation = {
      command: 'release_group',
      when: 'not-held',
      answer: 'ok',
      effect: 'carried-out',
      reason: 'it is not counted',
    };
    const releasing = (deviation: KnownDeviation): string | undefined =>
      ran(
        {
          ...table,
          apply: (command) => (command.name === 'release_group' ? { ok: {} } : table.apply(command)),
          knownDeviations: [deviation],
        },
        [{ name: 'release_group', group: 7 }],
      ).sentence;
    expect(releasing(known)).toBe('- release_group 7 should answer "refused not-held" and answers "ok"');
    expect(releasing({ ...known, effect: 'nothing' })).toBeUndefined();
  });

  test('a known deviation that joins a group which is not there excuses nothing, and one in another session is joined', () => {
    const joins: KnownDeviation = {
      command: 'setpgid',
      when: 'no-such-group-here',
      answer: 'ok',
      effect: 'carried-out',
      reason: 'the group is not looked up',
    };
    const table = posixTableSystem();
    const joining = (pgid: number): string | undefined =>
      ran(
        {
          ...table,
          apply: (command) => (command.name === 'setpgid' ? { ok: {} } : table.apply(command)),
          knownDeviations: [joins],
        },
        [
          { name: 'fork', process: 1, child: 2 },
          { name: 'fork', process: 1, child: 3 },
          { name: 'setsid', process: 3 },
          { name: 'setpgid', process: 1, pid: 2, pgid },
        ],
      ).sentence;
    expect(joining(7)).toContain('should answer "EPERM"');
    expect(joining(3)).toBe('process 2: group should be 3 and is 1');
  });

  test('a known deviation of a refused command that should be accepted leaves the model where it was', () => {
    const known: KnownDeviation = {
      command: 'hold_group',
      when: 'accepted',
      answer: 'not-held',
      reason: 'none',
    };
    const table = tableSystem();
    const system: SystemUnderTest = {
      ...table,
      apply: (command) => (command.name === 'hold_group' ? { refused: 'not-held' } : table.apply(command)),
      knownDeviations: [known],
    };
    const { lockstep, sentence } = ran(system, [
      { name: 'hold_group', group: 1 },
      { name: 'fork', process: 1, child: 2 },
    ]);
    expect(sentence).toBeUndefined();
    expect(lockstep.deviationCounts[0]?.times).toBe(1);
  });

  test('a known deviation of other values in an answer is followed as if the answer were right', () => {
    const table = posixTableSystem();
    const zero: KnownDeviation = {
      command: 'setsid',
      when: 'accepted',
      answer: { sid: 0 },
      reason: 'returns 0',
    };
    const system: SystemUnderTest = {
      ...table,
      apply: (command) => {
        const answer = table.apply(command);
        return command.name === 'setsid' && 'ok' in answer ? { ok: { sid: 0 } } : answer;
      },
      knownDeviations: [zero],
    };
    const { lockstep, sentence } = ran(system, ASKING.slice(0, 2));
    expect(sentence).toBeUndefined();
    const shown = new FlatObservation();
    lockstep.specification.observe(lockstep.state, shown);
    expect(printState(unflatten(shown))).toBe('s1{ g1: 1 }'); // Drained.
    expect(lockstep.deviationCounts[0]?.times).toBe(1);
  });
});

test('a deviation in one field of an answer excuses no other', () => {
  const table = posixTableSystem();
  const known: KnownDeviation = {
    command: 'waitpid',
    when: 'accepted',
    answer: { status: 0 },
    reason: 'lost',
  };
  const waiting = (pid: number): string | undefined =>
    ran(
      {
        ...table,
        apply: (command) => {
          const answer = table.apply(command);
          return command.name === 'waitpid' && 'ok' in answer ? { ok: { pid, status: 0 } } : answer;
        },
        knownDeviations: [known],
      },
      [
        { name: 'fork', process: 1, child: 2 },
        { name: 'exit', process: 2, code: 3 },
        { name: 'waitpid', process: 1, pid: 2 },
      ],
    ).sentence;
  expect(waiting(2)).toBeUndefined();
  expect(waiting(7)).toBe('1 waitpid 2 should answer "ok pid=2 status=768" and answers "ok pid=7 status=0"');
});

describe('a campaign', () => {
  const world = { now: () => 0, breathe: async () => {}, stopped: () => false };
  const options = { runs: 60, commandsMax: 60, idsMax: 6, seed: 5, certifyStatesMax: 0 };

  test('a campaign passes a system whose only fault is known, and says how often it occurred', async () => {
    const name = 'setpgid-lets-session-leaders-stay';
    expect((await runCampaign(mutant(name, []), options, world)).verdict).toBe('fail');
    const { verdict, deviations } = await runCampaign(mutant(name, [STAYS]), options, world);
    expect(verdict).toBe('pass');
    expect(deviations[0]?.times).toBeGreaterThan(10);
  });

  test('a campaign says of a known deviation that does not occur that it did not', async () => {
    const { verdict, deviations } = await runCampaign(
      { ...posixTableSystem(), knownDeviations: [STAYS] },
      options,
      world,
    );
    expect([verdict, deviations[0]?.times]).toEqual(['pass', 0]);
  });

  test('a campaign on a system elsewhere asks command by command, so that what follows a deviation can be issued', async () => {
    const inner = mutant('setpgid-lets-session-leaders-stay', [STAYS]);
    let sequences = 0;
    const lockstep = new Lockstep({
      name: 'elsewhere',
      asynchronous: true,
      commandSet: 'posix',
      profile: 'linux',
      knownDeviations: [STAYS],
      reset: async () => inner.reset(),
      apply: async (command) => inner.apply(command),
      observe: async () => inner.observe(),
      runSequence: async () => {
        sequences += 1;
        return { start: inner.observe(), steps: [] };
      },
    });
    const { divergence } = await runInTurns(lockstep, planOf(lockstep.specification, ASKING));
    expect(divergence).toBeUndefined();
    expect([sequences, lockstep.deviationCounts[0]?.times]).toEqual([0, 1]);
  });
});

describe('what a deviation tells of', () => {
  test('a deviation tells of an answer by its word, or by the fields it names', () => {
    const answered = (answer: KnownDeviation['answer'], seen: Parameters<typeof isAnswerOf>[1]): boolean =>
      isAnswerOf({ ...STAYS, answer }, seen, { name: 'setsid', process: 2 });
    expect(answered('ok', { ok: {} })).toBe(true);
    expect(answered('ok', { refused: 'ok' })).toBe(false);
    expect(answered('refused', { refused: true })).toBe(true);
    expect(answered('EPERM', { refused: 'EPERM' })).toBe(true);
    expect(answered('EPERM', { refused: 'ESRCH' })).toBe(false);
    expect(answered({ sid: 0 }, { ok: { sid: 0, pgid: 2 } })).toBe(true);
    expect(answered({ sid: 0 }, { ok: { sid: 2 } })).toBe(false);
    expect(answered({ sid: 0 }, { refused: 'EPERM' })).toBe(false);
  });

  test('a deviation tells of an answer by the arguments that its fields name, whatever they are', () => {
    const answered = (process: number, sid: number): boolean =>
      isAnswerOf({ ...STAYS, answer: { sid: 'process' } }, { ok: { sid } }, { name: 'setsid', process });
    expect([answered(2, 2), answered(7, 7), answered(7, 2)]).toEqual([true, true, false]);
  });

  test('a deviation tells of an argument by its value or its sign', () => {
    expect([-1, 0, 1].map((value) => isArgumentOf('negative', value))).toEqual([true, false, false]);
    expect([-1, 0, 1].map((value) => isArgumentOf('zero', value))).toEqual([false, true, false]);
    expect([-1, 0, 1].map((value) => isArgumentOf('positive', value))).toEqual([false, false, true]);
    expect([isArgumentOf(true, true), isArgumentOf(true, false), isArgumentOf(7, 7)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a known deviation that ends the run', () => {
  const FORK: KnownDeviation = {
    command: 'fork',
    when: 'id-in-use',
    ground: 'group',
    answer: { pid: 'child' },
    effect: 'ends-run',
    reason: 'ids are not asked for',
  };
  /** The group outlives its leader by a member. */
  const TAKEN = commandsOf('1 fork 2; 2 create_group; 2 fork 3; 2 exit; 2 free; 1 fork 2; 1 exit; 3 exit');

  /** Grants every fork and every exit of init, and then is in no state at all. */
  function granting(...knownDeviations: readonly KnownDeviation[]): SystemUnderTest & { lost: boolean } {
    const table = tableSystem();
    const system = {
      ...table,
      knownDeviations,
      lost: false,
      reset: () => {
        system.lost = false;
        table.reset();
      },
      apply: (command: Command) => {
        const answer = table.apply(command);
        if (command.name !== 'fork' || 'ok' in answer) return answer;
        system.lost = true;
        return { ok: { pid: Number(command.child) } };
      },
      observe: () => (system.lost ? { processes: [] } : table.observe()),
      observeInto: undefined as never,
      selfCheck: () => (system.lost ? ['it is lost'] : []),
    };
    return system;
  }

  test('a known deviation that ends the run is counted, and nothing is run, shown or asked after it', async () => {
    const system = granting(FORK);
    const { lockstep, sentence } = ran(system, TAKEN);
    expect(sentence).toBeUndefined();
    expect([lockstep.steps, lockstep.ended]).toEqual([6, FORK]);
    expect(lockstep.deviationCounts[0]?.times).toBe(1);
    expect(system.lost).toBe(true);
    const again = run(lockstep, planOf(lockstep.specification, TAKEN.slice(0, 2)));
    expect([again.divergence, again.ended]).toEqual([undefined, undefined]);
  });

  test('a command that may meet a known deviation that ends the run is left out where the plan says so, and no other', () => {
    const lockstep = new Lockstep(granting(FORK));
    const { specification } = lockstep;
    const left = run(lockstep, { ...planOf(specification, TAKEN), mayEnd: () => false });
    expect([left.commands, left.ended]).toEqual([TAKEN.toSpliced(5, 1), undefined]);
    const kept = run(lockstep, { ...planOf(specification, TAKEN), mayEnd: () => true });
    expect([kept.commands, kept.ended]).toEqual([TAKEN.slice(0, 6), FORK]);
  });

  test('a known deviation that ends the run is the end of a run of a system elsewhere too, and of the drain', async () => {
    const elsewhere = (known: KnownDeviation, system = granting(known)): AsynchronousSystemUnderTest => ({
      name: 'elsewhere',
      asynchronous: true,
      knownDeviations: [known],
      reset: async () => system.reset(),
      apply: async (command) => system.apply(command),
      observe: async () => system.observe(),
    });
    const lockstep = new Lockstep(elsewhere(FORK));
    const done = await runInTurns(lockstep, planOf(lockstep.specification, TAKEN));
    expect([done.divergence, done.ended, done.commands.length]).toEqual([undefined, FORK, 6]);

    const free: KnownDeviation = { ...STAYS, command: 'free', when: 'accepted', answer: 'not-a-zombie' };
    const ending: KnownDeviation = { ...free, effect: 'ends-run' };
    const table = tableSystem();
    const never: SystemUnderTest = {
      ...granting(ending),
      apply: (command) => (command.name === 'free' ? { refused: 'not-a-zombie' } : table.apply(command)),
      observe: () => table.observe(),
      reset: () => table.reset(),
    };
    const drained = ran(never, TAKEN.slice(0, 1));
    expect([drained.sentence, drained.lockstep.ended]).toEqual([undefined, ending]);
  });

  test.each([
    ['on another ground', { ...FORK, ground: 'session' }],
    ['with an answer that its fields do not fit', { ...FORK, answer: { pid: 'process' } }],
    [
      'where what is shown is told to differ and the answer does',
      { ...FORK, differs: ['process existence'] },
    ],
  ] as const)('a known deviation that ends the run excuses nothing %s', (_, known) => {
    expect(ran(granting(known), TAKEN).sentence).toBe(
      '1 fork 2 should answer "refused id-in-use" and answers "ok pid=2"',
    );
  });

  test('a known deviation that ends the run excuses a state shown after a right answer where it tells of all that differs, and nothing else', () => {
    const table = tableSystem();
    const forgets: SystemUnderTest = {
      ...table,
      observeInto: undefined as never,
      selfCheck: () => [],
      observe: () => {
        const shown = table.observe();
        const isAlone = shown.processes?.length === 1;
        return isAlone ? shown : { ...shown, sessions: [], groups: [] };
      },
    };
    const known = (...differs: readonly Differing[]): KnownDeviation => ({
      command: 'fork',
      when: 'accepted',
      answer: 'ok',
      effect: 'ends-run',
      differs,
      reason: 'groups come later',
    });
    const told = (...differs: readonly Differing[]): string | undefined =>
      ran({ ...forgets, knownDeviations: [known(...differs)] }, TAKEN.slice(0, 2)).sentence;
    expect(told('group existence', 'session existence')).toBeUndefined();
    expect(told('group existence')).toContain('group 1 should be present and is absent');
    expect(told('process threads')).toContain('group 1 should be');
  });

  test('a known deviation that ends the run is told of a trace that cannot be run to its end, and of one that ends in it', async () => {
    const evidence = (commands: readonly Command[]): Evidence => {
      const read = readEvidence(
        printTrace({ commandSet: 'hierarchy', steps: commands.map((command) => ({ command })) }),
      );
      if ('problem' in read) throw new Error(read.problem);
      return read.value;
    };
    const whole = evidence(TAKEN);
    const asked = whole.trace.steps.map(({ command }) => command);
    expect(skippedIn(whole, await replay(granting(FORK), asked))).toBe(
      'it ends at a known deviation, line 7: ids are not asked for',
    );
    const short = evidence(TAKEN.slice(0, 6));
    const done = await replay(
      granting(FORK),
      short.trace.steps.map(({ command }) => command),
    );
    expect([skippedIn(short, done), done.ended]).toEqual([undefined, FORK]);
    const { steps, outcome } = await tellStory(evidence(TAKEN), granting(FORK), []);
    expect([steps.length, outcome]).toEqual([6, 'passed']);
    const { commands } = await recordCommands(granting(FORK), TAKEN);
    expect(commands).toHaveLength(6);
  });
});

test('every difference that can be shown has the word by which a deviation tells of it', () => {
  const flat = (observation: Observation): FlatObservation => {
    const out = new FlatObservation();
    flatten(observation, out);
    return out;
  };
  const one: Observation = {
    processes: [
      {
        pid: 1,
        parent: null,
        group: 1,
        state: 'running',
        children: [2],
        threads: [],
        subreaper: false,
        groupExited: false,
        exitCode: 0,
        executed: false,
        ignoresSigchld: false,
      },
      { pid: 2 },
    ],
    groups: [{ pgid: 1, session: 1, processes: [1] }, { pgid: 2 }],
    sessions: [{ sid: 1, groups: [1] }, { sid: 2 }],
  };
  const other: Observation = {
    processes: [
      {
        pid: 1,
        parent: 3,
        group: 2,
        state: 'zombie',
        children: [],
        threads: [5],
        subreaper: true,
        groupExited: true,
        exitCode: 4,
        executed: true,
        ignoresSigchld: true,
      },
    ],
    groups: [{ pgid: 1, session: 2, processes: [] }],
    sessions: [{ sid: 1, groups: [] }],
  };
  const words = new Set(differences(flat(one), flat(other)).map(differingOf));
  expect([...words].toSorted()).toEqual([...DIFFERING].toSorted());
});
