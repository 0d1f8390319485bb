// Goal: a recorded program that is run again passes only where its schedule fits to its end or every schedule was searched.
// Method: a tiny table under locks with one fault at a time, run by steps and freely, and runners that misbehave.
import { describe, expect, test } from 'vitest';
import type { ConcurrentMode, ConcurrentProgram, Schedule } from '../../src/contract/concurrent/program.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../src/contract/concurrent/run.ts';
import type { ConcurrentTrace } from '../../src/contract/notation/concurrent-trace.ts';
import type { System } from '../../src/contract/system.ts';
import { Trouble } from '../../src/contract/trouble.ts';
import { concurrentSubjectOf } from '../../src/engines/concurrency/concurrent-subject.ts';
import { FREE_RUNS, replayProgram } from '../../src/engines/concurrency/replay-program.ts';
import type { ReplayBudget } from '../../src/engines/concurrency/replay-program.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { concurrentRunnerOf } from '../../src/systems/free-runs.ts';
import { CROSSED, exit, fork, RACE } from '../support/branch-programs.ts';
import { losesUpdates, oversleeps, plantedSystem, races, sound } from './planted-system.ts';
import { SteppedTable } from '../systems/misbehaving/stepped-table.ts';
import type { TableFault } from '../systems/misbehaving/stepped-table.ts';

function runnerOf(fault: TableFault): ConcurrentRunner {
  const table = new SteppedTable(fault);
  return (program, schedule, limit) => table.runConcurrent(program, schedule, limit);
}

interface Recorded extends ReplayBudget {
  readonly program?: ConcurrentProgram;
  readonly schedule?: Schedule;
  readonly mode?: ConcurrentMode;
}

/** The race again by steps, unless it says otherwise. */
async function again(
  runner: ConcurrentRunner,
  { program = RACE, schedule, mode = 'steps', ...budget }: Recorded = {},
  stopped = () => false,
) {
  const trace: ConcurrentTrace = {
    commandSet: 'hierarchy',
    prefix: program.prefix.map((command) => ({ command })),
    branches: program.branches.map((commands) => commands.map((command) => ({ command }))),
    ...(schedule && { schedule }),
  };
  const system = new SteppedTable() as unknown as System;
  return await replayProgram({ system, specification: HIERARCHY, mode, runner }, trace, budget, { stopped });
}

/** The schedule by which the forgetful table takes one id twice. */
const TWICE: Schedule = [1, 1, 2, 2, 2, 1];

describe('a schedule that is run again', () => {
  test('a schedule that still leads to the fault fails, with its steps, its preemptions and the orders refuted', async () => {
    const { verdict, fits, failure, runs } = await again(runnerOf('forgetful'), { schedule: TWICE });
    expect({ verdict, fits, runs }).toEqual({ verdict: 'fail', fits: { steps: 6, of: 6 }, runs: 1 });
    expect(failure).toMatchObject({
      kind: 'not-linearizable',
      preemptions: 1,
      isSequential: false,
      mode: 'steps',
    });
    expect(failure?.orders.map(({ order }) => order.join(' '))).toEqual(['1.1 2.1', '2.1 1.1']);
    expect(failure?.run?.steps).toHaveLength(6);
  });

  test('a schedule that fits to its end and leads to nothing wrong passes without a search', async () => {
    const { verdict, fits, search, explainedBy } = await again(runnerOf('careful'), {
      schedule: [2, 2, 1, 1],
    });
    expect({ verdict, fits, search }).toEqual({
      verdict: 'pass',
      fits: { steps: 4, of: 4 },
      search: undefined,
    });
    expect(explainedBy).toEqual(['2.1', '1.1']);
  });

  test('a schedule that no longer fits passes only after a search of all schedules', async () => {
    const outcome = await again(runnerOf('careful'), { schedule: TWICE });
    expect(outcome).toMatchObject({ verdict: 'pass', fits: { steps: 4, of: 6 }, search: { complete: true } });
  });

  test('a schedule that no longer fits is inconclusive where the search of all schedules did not come to its end', async () => {
    const short = await again(runnerOf('careful'), { schedule: TWICE, executionsMax: 1 });
    expect(short).toMatchObject({ verdict: 'inconclusive', search: { complete: false } });
    expect(short.reason).toMatch(/^not every schedule was searched: the budget of 1 execution is spent$/);
    const stopped = await again(runnerOf('careful'), { schedule: TWICE }, () => true);
    expect(stopped).toMatchObject({ verdict: 'inconclusive', fits: { steps: 4, of: 6 } });
  });

  test('a schedule that no longer fits fails where another one of the program does', async () => {
    const outcome = await again(runnerOf('forgetful'), { schedule: [1, 1, 1, 1] });
    expect(outcome).toMatchObject({ verdict: 'fail', fits: { steps: 3, of: 4 } });
    expect(outcome.failure?.kind).toBe('not-linearizable');
  });

  test('a program without a schedule is searched by all of them', async () => {
    expect(await again(runnerOf('careful'))).toMatchObject({ verdict: 'pass', search: { complete: true } });
    expect(await again(runnerOf('forgetful'))).toMatchObject({ verdict: 'fail' });
  });

  test('a schedule that leads elsewhere the second time is inconclusive', async () => {
    const careful = runnerOf('careful');
    let runs = 0;
    const fickle: ConcurrentRunner = async (program, schedule, limit) => {
      runs += 1;
      const run = await careful(program, schedule, limit);
      return { ...run, steps: run.steps?.map((step) => ({ ...step, reads: [`time ${runs}`] })) ?? [] };
    };
    const outcome = await again(fickle, { schedule: [2, 2, 1, 1] });
    expect(outcome).toMatchObject({ verdict: 'inconclusive', runs: 2 });
    expect(outcome.reason).toContain('elsewhere the second time');
  });

  test('a deadlock and a livelock fail by their names', async () => {
    const crossed = await again(runnerOf('crossed'), { program: CROSSED, schedule: [1, 1, 2, 2] });
    expect(crossed.failure).toMatchObject({ kind: 'deadlock', isSequential: false, preemptions: 1 });
    const spins = { prefix: [], branches: [[fork(1, 3)], [exit(1)]] };
    const spinning = await again(runnerOf('spinning'), { program: spins, schedule: [1] });
    expect(spinning.failure?.kind).toBe('livelock');
    const searched = await again(runnerOf('crossed'), { program: CROSSED });
    expect(searched.failure).toMatchObject({ kind: 'deadlock', run: { ended: 'deadlock' } });
  });

  test('an exception in a system that runs branches, and what is no run, are failures', async () => {
    const thrown = await again(
      () => {
        throw new TypeError('no such lock');
      },
      { schedule: [1] },
    );
    expect(thrown.failure).toMatchObject({ kind: 'trouble', schedule: [1] });
    const none = await again(() => ({}) as ConcurrentRun);
    expect(none).toMatchObject({ verdict: 'fail', failure: { kind: 'trouble' } });
    const table = runnerOf('forgetful');
    const crashes: ConcurrentRunner = async (program, schedule, limit) => {
      const run = await table(program, schedule, limit);
      if ((run.steps ?? []).length >= 3) throw new Trouble('it crashed', { method: 'runConcurrent' });
      return run;
    };
    const placed = await again(crashes, { schedule: TWICE });
    expect(placed.failure).toMatchObject({
      kind: 'trouble',
      sentence: 'its runConcurrent: it crashed',
      step: 3,
      schedule: TWICE,
    });
  });
});

describe('a system that is driven in one thread', () => {
  const driven = async (code: Parameters<typeof plantedSystem>[0], schedule?: Schedule) => {
    const system = plantedSystem(code, 'stepper');
    const subject = concurrentSubjectOf(system, HIERARCHY, concurrentRunnerOf(system, 1));
    if (subject === undefined) throw new Error('it offers no steps');
    const pair = [[{ command: fork(1, 2) }], [{ command: fork(1, 3) }]];
    const trace = { commandSet: 'hierarchy', prefix: [], branches: pair, ...(schedule && { schedule }) };
    return await replayProgram(subject, trace);
  };

  test.each([
    ['a lost update', losesUpdates(), 'not-linearizable'],
    ['a lost wake-up', oversleeps, 'lost-wake-up'],
    ['a data race', races, 'data-race'],
  ] as const)(
    'a system that is driven in one thread is searched, and %s has its name',
    async (_what, code, kind) => {
      const searched = await driven(code);
      expect(searched.failure?.kind).toBe(kind);
      const again = await driven(code, searched.failure?.schedule);
      expect(again).toMatchObject({ verdict: 'fail', runs: 1, failure: { kind } });
      expect(again.fits?.parts).toBeUndefined();
    },
  );

  test('a system that is driven in one thread passes where nothing is wrong', async () => {
    expect(await driven(sound, [1, 2])).toMatchObject({ verdict: 'pass' });
    expect(await driven(sound)).toMatchObject({ verdict: 'pass', search: { complete: true } });
  });
});

describe('a program that is run freely', () => {
  const freely = { mode: 'free', schedule: TWICE } as const;

  test('a program that is run freely fails at the first run that no order explains', async () => {
    const outcome = await again(runnerOf('forgetful'), freely);
    expect(outcome).toMatchObject({ verdict: 'fail', failure: { mode: 'free' } });
    expect(outcome.runs).toBeLessThan(FREE_RUNS);
    expect(outcome.failure?.schedule).toBeUndefined();
  });

  test('a program that is run freely and never fails is inconclusive, with the runs that overlapped', async () => {
    const outcome = await again(runnerOf('careful'), { ...freely, freeRuns: 40 });
    expect(outcome).toMatchObject({ verdict: 'inconclusive', runs: 40 });
    expect(outcome.overlapping).toBeGreaterThan(0);
    expect(outcome.reason).toContain('without schedules that rules nothing out');
    let looks = 0;
    const stopped = await again(runnerOf('careful'), freely, () => (looks += 1) > 7);
    expect(stopped).toMatchObject({ verdict: 'inconclusive', runs: 7 });
    expect(stopped.reason).toMatch(/^interrupted: 7 free runs did not fail/);
  });

  test('a program is inconclusive where its commands never overlap, and that is said', async () => {
    const table = new SteppedTable('careful');
    const inTurn: ConcurrentRunner = (program) => {
      const { steps: _, ...run } = table.runConcurrent(program, [1, 1, 2, 2]);
      return run;
    };
    const outcome = await again(inTurn, { ...freely, freeRuns: 5 });
    expect(outcome).toMatchObject({ verdict: 'inconclusive', overlapping: 0 });
    expect(outcome.reason).toBe('no two commands ever overlapped in 5 free runs');
  });
});
