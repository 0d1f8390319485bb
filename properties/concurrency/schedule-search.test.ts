// Goal: the search of schedules runs each class of schedules once, misses no outcome, and names what hangs. Method: toys
// whose numbers of schedules can be written down, and random programs searched with and without reduction.
import { beforeAll, describe, expect, test } from 'vitest';
import { preemptionsOf } from '../../src/counterexample/concurrent-failure.ts';
import { MARK } from '../../src/contract/concurrent/stepper.ts';
import { ScheduleSearch, searchSchedules } from '../../src/engines/concurrency/schedule-search.ts';
import type { ScheduleSearchOptions } from '../../src/engines/concurrency/schedule-search.ts';
import type { ScheduleSearchResult } from '../../src/engines/concurrency/search-tally.ts';
import type { Steps } from '../../src/engines/concurrency/schedule-tree.ts';
import { randomToy } from './random-toys.ts';
import { lock, ToyStepper, unlock } from './toy-stepper.ts';
import type { ToyOperation } from './toy-stepper.ts';

function searched(stepper: ToyStepper, options: ScheduleSearchOptions = {}): ScheduleSearchResult {
  const search = new ScheduleSearch(stepper, stepper.program, options);
  search.go(Infinity);
  return search.result();
}

/** All that a search finds: outcomes with the order of their commands in time, and where branches hang; and what it took. */
function found(
  stepper: ToyStepper,
  options: ScheduleSearchOptions,
): ScheduleSearchResult & { readonly all: readonly string[] } {
  const outcomes: string[] = [];
  const result = searched(stepper, {
    ...options,
    onOutcome: ({ run }) => {
      const { branches, observation } = run();
      const all = branches.flat();
      const orders = all.map(({ called = 0 }) => all.map(({ answered = 0 }) => answered < called));
      outcomes.push(JSON.stringify([all.map(({ answer }) => answer), orders, observation]));
    },
  });
  return { ...result, all: [...outcomes, ...result.findings.map(({ sentence }) => sentence)].toSorted() };
}

/** The seeds of the random programs. */
const SEEDS = Array.from({ length: 200 }, (_, at) => at + 1);

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const increments = (count: number, word: number): ToyOperation[] => times(count, { do: 'increment', word });

describe('the search of schedules', () => {
  test.each([
    [1, 6],
    [2, 20],
    [3, 70],
    [4, 252],
  ])(
    'two commands of a call and %i independent steps each have %i schedules, and three are run: either before the other, or both at once',
    (steps, schedules) => {
      const toy = new ToyStepper([[increments(steps, 0)], [increments(steps, 1)]]);
      expect(searched(toy, { reduce: false }).counts.executions).toBe(schedules);
      expect(searched(toy).counts).toMatchObject({ executions: 3, pruned: 0, outcomes: 3 });
    },
  );

  test.each([
    [1, 2],
    [2, 6],
    [3, 20],
    [4, 70],
    [5, 252],
  ])(
    'two commands of %i steps that depend on each other run once in each of %i orders, and once more for each command that ends before the other begins',
    (steps, orders) => {
      const toy = new ToyStepper([[increments(steps, 0)], [increments(steps, 0)]]);
      expect(searched(toy).counts).toMatchObject({ executions: orders + 2, pruned: 0 });
    },
  );

  test('three commands that overlap and touch nothing in common have one execution for each order in which some end before others begin', () => {
    const toy = new ToyStepper([[increments(1, 0)], [increments(1, 1)], [increments(1, 2)]]);
    const { counts } = searched(toy);
    expect(counts.executions).toBe(counts.outcomes);
    expect(counts.outcomes).toBe(searched(toy, { reduce: false }).counts.outcomes);
  });

  test('two readers of one word are independent, and a reader and a writer are not', () => {
    const read: ToyOperation = { do: 'read', word: 0 };
    expect(searched(new ToyStepper([[[read, read]], [[read, read]]])).counts.executions).toBe(3);
    expect(searched(new ToyStepper([[[read]], [increments(1, 0)]])).counts.executions).toBe(4);
  });

  test('two commands under one lock are run once in each order, whatever they do under it', () => {
    const toy = new ToyStepper([
      [[lock(0), ...increments(3, 0), unlock(0)]],
      [[lock(0), ...increments(3, 0), unlock(0)]],
    ]);
    expect(searched(toy).counts.executions).toBe(4);
    expect(searched(toy, { reduce: false }).counts.executions).toBe(12);
  });
});

describe('reduction', () => {
  /** The outcomes of each random program without reduction, which takes longest: once for all searches that miss some. */
  let outcomesOfAll: readonly number[] = [];

  beforeAll(() => {
    outcomesOfAll = SEEDS.map((seed) => searched(randomToy(seed), { reduce: false }).counts.outcomes);
  }, 60_000);

  test('reduction finds the outcomes and the deadlocks of all schedules in 200 random programs', () => {
    let all = 0;
    let run = 0;
    let deadlocks = 0;
    for (const seed of SEEDS) {
      const toy = randomToy(seed);
      const [reduced, whole] = [found(toy, {}), found(toy, { reduce: false })];
      expect(reduced.all, `seed ${seed}`).toEqual(whole.all);
      all += whole.counts.executions;
      const { counts, findings } = reduced;
      run += counts.executions + counts.pruned;
      if (findings.length > 0) deadlocks += 1;
    }
    expect(all / run).toBeGreaterThan(20);
    expect(deadlocks).toBeGreaterThan(20);
  });

  test.each<[string, (steps: Steps, one: number, other: number) => boolean]>([
    [
      'ignores what is read',
      ({ writes, marks }, one, other) =>
        (writes[one] & writes[other]) !== 0 || inTime(marks[one], marks[other]),
    ],
    [
      'ignores that both write',
      ({ reads, writes, marks }, one, other) =>
        (reads[one] & writes[other]) !== 0 ||
        (writes[one] & reads[other]) !== 0 ||
        inTime(marks[one], marks[other]),
    ],
    ['ignores which command ended before another began', (steps, one, other) => touching(steps, one, other)],
    [
      'lets those asleep sleep on after a step that depends on theirs',
      (steps, one, other) =>
        other <= steps.depth && (touching(steps, one, other) || inTime(steps.marks[one], steps.marks[other])),
    ],
  ])('a search that %s misses outcomes', (_, dependent) => {
    const missing = SEEDS.filter(
      (seed, at) => searched(randomToy(seed), { dependent }).counts.outcomes < outcomesOfAll[at],
    );
    expect(missing.length).toBeGreaterThan(20);
  });

  test('a search that takes all steps to depend on each other runs every schedule', () => {
    const toy = new ToyStepper([[increments(3, 0)], [increments(3, 1)]]);
    expect(searched(toy, { dependent: () => true }).counts.executions).toBe(70);
  });
});

function inTime(one: number, other: number): boolean {
  return (
    ((one & MARK.CALLS) !== 0 && (other & MARK.ANSWERS) !== 0) ||
    ((one & MARK.ANSWERS) !== 0 && (other & MARK.CALLS) !== 0)
  );
}

function touching({ reads, writes }: Steps, one: number, other: number): boolean {
  return (writes[one] & (reads[other] | writes[other])) !== 0 || (reads[one] & writes[other]) !== 0;
}

describe('the bound of preemptions', () => {
  test.each([
    [0, 2],
    [1, 8],
    [2, 26],
    [3, 44],
    [undefined, 70],
  ])(
    'two commands of four steps have, with at most %s preemptions, %i schedules',
    (preemptionsMax, schedules) => {
      const toy = new ToyStepper([[increments(3, 0)], [increments(3, 1)]]);
      expect(searched(toy, { preemptionsMax, reduce: false }).counts.executions).toBe(schedules);
    },
  );

  test('a branch left between two commands, or where it cannot go on, is not preempted', () => {
    const between = new ToyStepper([[increments(1, 0), increments(1, 0)], [increments(1, 0)]]);
    expect(searched(between, { preemptionsMax: 0 }).counts.executions).toBe(3);
    const outcomes: number[] = [];
    const held = new ToyStepper([[[lock(0), ...increments(1, 0), unlock(0)]], [[lock(0), unlock(0)]]]);
    searched(held, { preemptionsMax: 3, onOutcome: ({ preemptions }) => void outcomes.push(preemptions) });
    // Leaving the holder of the lock is the one preemption; the return from the one that waits for it is none.
    expect(Math.max(...outcomes)).toBe(1);
  });

  test('a search by preemptions finds an update that gets lost with the first preemption and not without', () => {
    const lostUpdate = (): ToyStepper =>
      new ToyStepper([[[{ do: 'read', word: 0 }, ...increments(1, 0)]], [increments(1, 0)]]);
    expect(searched(lostUpdate(), { preemptionsMax: 0 }).counts.outcomes).toBe(2);
    expect(searched(lostUpdate(), { preemptionsMax: 1 }).counts.outcomes).toBeGreaterThan(2);
  });

  test('the preemptions of an outcome are those of its run, in 100 random programs', () => {
    for (let seed = 1; seed <= 100; seed += 1)
      searched(randomToy(seed), {
        preemptionsMax: 2,
        onOutcome: ({ preemptions, run }) => {
          expect(preemptions, `seed ${seed}`).toBe(preemptionsOf(run()));
        },
      });
  });

  test('a bound of preemptions together with reduction is refused', () => {
    const toy = new ToyStepper([[increments(1, 0)], [increments(1, 0)]]);
    expect(() => searched(toy, { preemptionsMax: 1, reduce: true })).toThrow('exclude each other');
  });
});

describe('what hangs', () => {
  const crossed = (): ToyStepper =>
    new ToyStepper([[[lock(0), lock(1), unlock(1), unlock(0)]], [[lock(1), lock(0), unlock(0), unlock(1)]]]);

  test('two locks taken in opposite orders are a deadlock, told with where each branch stands and a schedule', () => {
    const { findings, complete } = searched(crossed());
    expect(findings).toEqual([
      {
        kind: 'deadlock',
        schedule: [1, 1, 2, 2],
        sentence: 'nobody can go on: branch 1 at lock 1 and branch 2 at lock 0',
      },
    ]);
    expect(complete).toBe(true);
  });

  test('two locks taken in one order are no deadlock', () => {
    const both = [lock(0), lock(1), unlock(1), unlock(0)];
    expect(searched(new ToyStepper([[both], [both]])).findings).toEqual([]);
  });

  test('a loop that nobody ends is a livelock, found again with the branches in turn', () => {
    const toy = new ToyStepper([[[{ do: 'spin', word: 0 }]], [increments(2, 1)]]);
    const { findings, complete, reason } = searched(toy, { limit: 20 });
    expect(findings).toMatchObject([{ kind: 'livelock' }]);
    expect(findings[0].schedule).toHaveLength(20);
    expect(findings[0].sentence).toBe(
      'after 20 steps nobody has got through, with the branches in turn neither: branch 1 at spin 0',
    );
    expect([complete, reason]).toEqual([false, 'some schedules have more than 20 steps']);
  });

  test('a loop that another branch ends is no livelock, and the search says that it is to be told as waiting', () => {
    const toy = new ToyStepper([[[{ do: 'spin', word: 0 }]], [increments(1, 0)]]);
    const { findings, complete, reason } = searched(toy, { limit: 20 });
    expect(findings).toEqual([]);
    expect(complete).toBe(false);
    expect(reason).toContain('should be told as waiting');
  });
});

describe('the end of a search', () => {
  const large = (): ToyStepper => new ToyStepper([[increments(7, 0)], [increments(7, 0)]]);

  test('a search whose budget of executions is spent says so', async () => {
    const toy = large();
    const { counts, complete, reason } = await searchSchedules(toy, toy.program, { executionsMax: 1500 });
    expect(counts.executions + counts.pruned).toBe(1500);
    expect([complete, reason]).toEqual([false, 'the budget of 1,500 executions is spent']);
  });

  test('a search that is told to stop keeps its counts', async () => {
    const toy = large();
    let looks = 0;
    const stopped = (): boolean => (looks += 1) > 2;
    const { counts, reason } = await searchSchedules(toy, toy.program, { stopped });
    expect(reason).toBe('it was told to stop');
    expect(counts.executions).toBe(2000);
  });

  test('a search ends where who is told of an outcome wants it to', () => {
    const { counts, complete } = searched(large(), { onOutcome: () => true });
    expect([counts.executions, complete]).toEqual([1, false]);
  });

  test('a system that behaves otherwise after the same steps ends the search, which says so', () => {
    const toy = large();
    let starts = 0;
    const fickle = new Proxy(toy, {
      get: (target, name) => {
        if (name === 'reads') return () => target.reads() | (starts > 3 ? 32 : 0);
        if (name === 'start') return () => ((starts += 1), target.start());
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const { complete, reason } = searched(fickle);
    expect([complete, reason]).toEqual([
      false,
      'step 1 does something else than before, after the same steps',
    ]);
  });
});
