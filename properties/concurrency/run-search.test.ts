// Goal: a system that offers runs by schedules is searched as a stepper is, and is not believed about independence. Method:
// the same toys behind `runConcurrent`, and toys that lie, that say nothing and that change their minds.
import { describe, expect, test } from 'vitest';
import { runStepper } from '../../src/contract/concurrent/run-of-stepper.ts';
import type { ConcurrentRun, ScheduledStep } from '../../src/contract/concurrent/run.ts';
import { searchRuns } from '../../src/engines/concurrency/run-search.ts';
import type { RunBySchedule, RunSearchResult } from '../../src/engines/concurrency/run-search.ts';
import { ScheduleSearch } from '../../src/engines/concurrency/schedule-search.ts';
import type { ScheduleSearchOptions } from '../../src/engines/concurrency/schedule-search.ts';
import { randomToy } from './random-toys.ts';
import { ToyStepper } from './toy-stepper.ts';
import type { ToyCommand, ToyOperation } from './toy-stepper.ts';

const increments = (count: number, word: number): ToyOperation[] =>
  Array.from({ length: count }, () => ({ do: 'increment', word }));

/** The runs of a toy; `change` puts something else in place of what a run says. */
function runsOf(
  toy: ToyStepper,
  change: (run: ConcurrentRun) => ConcurrentRun = (run) => run,
): RunBySchedule<ToyCommand> {
  return (program, schedule, limit) => change(runStepper(toy, program, schedule, limit));
}

const searched = (
  toy: ToyStepper,
  change?: (run: ConcurrentRun) => ConcurrentRun,
  options: ScheduleSearchOptions = {},
): Promise<RunSearchResult> => searchRuns(runsOf(toy, change), toy.program, options);

/** The run with other steps. */
const withSteps = (run: ConcurrentRun, change: (step: ScheduledStep) => ScheduledStep): ConcurrentRun => ({
  ...run,
  steps: (run.steps ?? []).map(change),
});

function byStepper(toy: ToyStepper, options: ScheduleSearchOptions = {}): ScheduleSearch<ToyCommand> {
  const search = new ScheduleSearch(toy, toy.program, options);
  search.go(Infinity);
  return search;
}

describe('a search by runs', () => {
  test('a search by runs executes what a search on the stepper does, in 100 random programs', async () => {
    let runs = 0;
    let executions = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const toy = randomToy(seed);
      const result = await searched(toy);
      const { counts, findings, complete } = byStepper(toy).result();
      expect(result, `seed ${seed}`).toMatchObject({ counts: { ...counts }, findings, complete });
      expect(result.reductionGivenUp).toBeUndefined();
      runs += result.runs;
      executions += counts.executions;
    }
    // The rest are runs to leave what is asleep, and runs with neighbours exchanged.
    expect(runs / executions).toBeLessThan(2.5);
  });

  test('a system that answers later is searched alike', async () => {
    const toy = new ToyStepper([[increments(2, 0)], [increments(2, 0)]]);
    const later: RunBySchedule<ToyCommand> = async (...asked) => await Promise.resolve(runsOf(toy)(...asked));
    expect((await searchRuns(later, toy.program)).counts).toEqual(byStepper(toy).result().counts);
  });

  test('a search by runs counts the schedules within a bound of preemptions', async () => {
    const toy = new ToyStepper([[increments(3, 0)], [increments(3, 1)]]);
    const { counts } = await searched(toy, undefined, { preemptionsMax: 1 });
    expect(counts.executions).toBe(8);
  });

  test('a search by runs takes steps that say nothing of what they touch to depend on all', async () => {
    const toy = new ToyStepper([[increments(2, 0)], [increments(2, 1)]]);
    const { counts } = await searched(toy, (run) =>
      withSteps(run, ({ branch, at, can }) => ({ branch, at, can })),
    );
    expect(counts.executions).toBe(20);
    expect((await searched(toy)).counts.executions).toBe(3);
  });

  test('a search by runs finds livelocks, and stops at its budget', async () => {
    const toy = new ToyStepper([[[{ do: 'spin', word: 0 }]], [increments(2, 1)]]);
    const { findings } = await searched(toy, undefined, { limit: 20 });
    expect(findings).toMatchObject([{ kind: 'livelock' }]);
    const larger = new ToyStepper([[increments(3, 0)], [increments(3, 0)]]);
    const { reason, counts } = await searched(larger, undefined, { executionsMax: 5 });
    expect([reason, counts.executions + counts.pruned]).toEqual(['the budget of 5 executions is spent', 5]);
  });
});

describe('a system that is not believed', () => {
  test('a search whose exchanged neighbours lead elsewhere reduces no more, and runs every schedule', async () => {
    const read: ToyOperation = { do: 'read', word: 0 };
    const toy = new ToyStepper([[[read, read]], [increments(2, 0)]]);
    const lies = (run: ConcurrentRun): ConcurrentRun =>
      withSteps(run, (step) => ({ ...step, reads: [], writes: [] }));
    const result = await searched(toy, lies);
    expect(result.reductionGivenUp ?? 'reduction goes on').toMatch(
      /^steps \d and \d touch nothing in common by what is said of them, and exchanged they lead elsewhere \(schedule( [12]){6}\)$/,
    );
    const { outcomes } = byStepper(toy, { reduce: false }).result().counts;
    expect(result.counts).toMatchObject({ executions: 20, outcomes });
  });

  test('independent neighbours are exchanged and reduction goes on', async () => {
    const result = await searched(new ToyStepper([[increments(3, 0)], [increments(3, 1)]]));
    expect(result.exchanged).toBeGreaterThan(0);
    expect(result.reductionGivenUp).toBeUndefined();
  });

  test('a system that lets other branches go the second time ends the search, which says so', async () => {
    const toy = new ToyStepper([[increments(2, 0)], [increments(2, 0)]]);
    let asked = 0;
    const fickle = (run: ConcurrentRun): ConcurrentRun =>
      (asked += 1) < 3 ? run : withSteps(run, (step) => ({ ...step, can: [step.branch] }));
    const { complete, reason } = await searched(toy, fickle, { reduce: false });
    expect([complete, reason]).toEqual([
      false,
      'other branches can go at step 1 than before, after the same steps',
    ]);
  });

  test('a system that does not follow the schedule ends the search, which says so', async () => {
    const toy = new ToyStepper([[increments(2, 0)], [increments(2, 0)]]);
    const deaf: RunBySchedule<ToyCommand> = (program, _, limit) => runStepper(toy, program, [], limit);
    const { complete, reason } = await searchRuns(deaf, toy.program);
    expect(complete).toBe(false);
    expect(reason).toMatch(/^branch \d cannot take step \d, which it could before$/);
  });
});
