// Goal: code over shared words, driven point by point, is searched as the code stands: what waits is held, what is lost is
// named, what races is told. Method: small pieces of code whose faults are known.
import { describe, expect, test } from 'vitest';
import { runStepper } from '../../src/contract/concurrent/run-of-stepper.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { ScheduleSearch } from '../../src/engines/concurrency/schedule-search.ts';
import type { ScheduleSearchOptions } from '../../src/engines/concurrency/schedule-search.ts';
import type { ScheduleSearchResult } from '../../src/engines/concurrency/search-tally.ts';
import { SteppedWords } from '../../src/systems/concurrent/stepped-words.ts';
import { randomWordCode } from './random-word-code.ts';
import type { ToyCommand } from './toy-stepper.ts';
import { wordProgram, wordToy } from './word-toy.ts';
import type { WordCode } from './word-toy.ts';

const LOCK = 0;
const COUNT = 1;

/** Takes a lock by trying again and again, counts, and gives it back. */
const locked: WordCode = function* (memory, words) {
  while ((yield memory.exchange(LOCK, 1)) !== 0);
  memory.noteRead(COUNT);
  memory.noteWrite(COUNT);
  words[COUNT] += 1;
  yield memory.store(LOCK, 0);
  return 0;
};

/** Takes two locks in an order. */
function both(first: number, second: number): WordCode {
  return function* (memory) {
    while ((yield memory.exchange(first, 1)) !== 0);
    while ((yield memory.exchange(second, 1)) !== 0);
    yield memory.store(second, 0);
    yield memory.store(first, 0);
    return 0;
  };
}

/** Sleeps until the word is set. */
const sleeps: WordCode = function* (memory) {
  while ((yield memory.load(2)) === 0) yield memory.wait(2, 0);
  return 1;
};

const CODE: Readonly<Record<string, WordCode>> = {
  locked,
  unlocked: function* (memory) {
    const before = yield memory.load(COUNT);
    yield memory.store(COUNT, before + 1);
    return 0;
  },
  bare: function* (memory, words) {
    yield memory.look(COUNT);
    memory.noteRead(COUNT);
    memory.noteWrite(COUNT);
    words[COUNT] += 1;
    return 0;
  },
  looks: function* (memory) {
    yield memory.look(COUNT);
    memory.noteRead(COUNT);
    return 0;
  },
  changes: function* (memory, words) {
    yield memory.look(COUNT);
    memory.noteWrite(COUNT);
    words[COUNT] += 1;
    return 0;
  },
  storesPlainly: function* (memory, words) {
    while ((yield memory.exchange(LOCK, 1)) !== 0);
    memory.noteWrite(COUNT);
    words[COUNT] += 1;
    yield memory.look(LOCK);
    memory.noteWrite(LOCK);
    words[LOCK] = 0;
    return 0;
  },
  oneTwo: both(0, 1),
  twoOne: both(1, 0),
  sleeps,
  wakes: function* (memory) {
    yield memory.store(2, 1);
    yield memory.notify(2);
    return 0;
  },
  forgetsToWake: function* (memory) {
    yield memory.store(2, 1);
    return 0;
  },
};

function searched(
  program: ConcurrentProgram<ToyCommand>,
  options: ScheduleSearchOptions & { readonly races?: boolean } = {},
): ScheduleSearchResult {
  const stepper = new SteppedWords(wordToy(CODE), options);
  const search = new ScheduleSearch(stepper, program, options);
  search.go(Infinity);
  return search.result();
}

describe('code over shared words', () => {
  test('a branch whose try of a lock failed is held until the word changes', () => {
    const stepper = new SteppedWords(wordToy(CODE));
    const run = runStepper(stepper, wordProgram('locked', 'locked'), [1, 1, 2, 2, 2, 2]);
    expect(run.steps?.map(({ branch, at, can }) => `${branch} ${at} ${can.join()}`)).toEqual([
      '1 call 1,2',
      '1 exchange word 0 1,2',
      '2 call 1,2',
      '2 exchange word 0 1,2',
      '1 store word 0 1',
      '2 exchange word 0 2',
      '2 store word 0 2',
    ]);
    expect(run.steps?.[3]).toMatchObject({ reads: ['word 0'], writes: [] });
    expect(run.steps?.[5]).toMatchObject({ reads: ['word 0', 'word 1'], writes: ['word 0', 'word 1'] });
  });

  test('a lock that is tried again and again guards a counter in all schedules of three branches, and does not race', () => {
    const { findings, complete, counts } = searched(wordProgram('locked', 'locked', 'locked'), {
      races: true,
    });
    expect([findings, complete]).toEqual([[], true]);
    expect(counts.outcomes).toBe(
      searched(wordProgram('locked', 'locked', 'locked'), { reduce: false }).counts.outcomes,
    );
  });

  test('a word read in one step and written in another loses updates', () => {
    const counts = new Set<number | undefined>();
    const stepper = new SteppedWords(wordToy(CODE));
    const search = new ScheduleSearch(stepper, wordProgram('unlocked', 'unlocked'), {
      onOutcome: ({ run }) => void counts.add(run().observation?.processes?.[COUNT].exitCode),
    });
    search.go(Infinity);
    expect(counts).toEqual(new Set([1, 2]));
    expect(searched(wordProgram('unlocked', 'unlocked'), { races: true }).findings).toEqual([]);
  });

  test('what a piece of code does at once without a lock never goes wrong here, and is told as a data race', () => {
    const { findings, counts } = searched(wordProgram('bare', 'bare'), { races: true });
    // Either before the other, or both at once: the count is 2 in all three.
    expect(counts.outcomes).toBe(3);
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      'branches 1 and 2 race for word 1: branch 2 reads it, and nothing orders that after what branch 1 did',
      'branches 1 and 2 race for word 1: branch 2 writes it, and nothing orders that after what branch 1 did',
      'branches 1 and 2 race for word 1: branch 1 reads it, and nothing orders that after what branch 2 did',
      'branches 1 and 2 race for word 1: branch 1 writes it, and nothing orders that after what branch 2 did',
    ]);
  });

  test('reduction finds the outcomes and what hangs of all schedules in 200 random programs over words', () => {
    let hangs = 0;
    let saved = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const { subject, program } = randomWordCode(seed);
      const [reduced, all] = [true, false].map((reduce) => {
        const search = new ScheduleSearch(new SteppedWords(subject), program, { reduce, limit: 80 });
        search.go(Infinity);
        return { ...search.result(), executed: search.executed };
      });
      const told = ({ counts, findings }: ScheduleSearchResult): unknown => [
        counts.outcomes,
        findings.map(({ sentence }) => sentence).toSorted(),
      ];
      expect(told(reduced), `seed ${seed}`).toEqual(told(all));
      hangs += Math.min(1, all.findings.length);
      saved += all.executed - reduced.executed;
    }
    expect(hangs).toBeGreaterThan(20);
    expect(saved).toBeGreaterThan(10_000);
  });

  test('two locks taken in opposite orders are a deadlock of branches that try', () => {
    const { findings } = searched(wordProgram('oneTwo', 'twoOne'));
    expect(findings).toMatchObject([
      {
        kind: 'deadlock',
        sentence: 'nobody can go on: branch 1 at exchange word 1 and branch 2 at exchange word 0',
      },
    ]);
    expect(searched(wordProgram('oneTwo', 'oneTwo')).findings).toEqual([]);
  });

  test('a sleeper is woken by a notification in every schedule', () => {
    expect(searched(wordProgram('sleeps', 'wakes'))).toMatchObject({ findings: [], complete: true });
    expect(searched(wordProgram('sleeps', 'sleeps', 'wakes')).findings).toEqual([]);
  });

  test('a sleeper that nobody wakes although its word has changed is a lost wake-up', () => {
    expect(searched(wordProgram('sleeps', 'forgetsToWake')).findings).toMatchObject([
      { kind: 'lost-wake-up', sentence: 'nobody wakes what sleeps: branch 1 at wait word 2' },
    ]);
  });

  test('what one branch reads while another writes is a data race, whichever comes first', () => {
    const { findings } = searched(wordProgram('looks', 'changes'), { races: true });
    expect(findings.map(({ sentence }) => sentence).toSorted()).toEqual([
      'branches 1 and 2 race for word 1: branch 1 reads it, and nothing orders that after what branch 2 did',
      'branches 1 and 2 race for word 1: branch 2 writes it, and nothing orders that after what branch 1 did',
    ]);
  });

  test('a search that is to end at its first race tells no later one of the same execution', () => {
    const told: string[] = [];
    searched(wordProgram('bare', 'bare'), {
      races: true,
      onFinding: ({ sentence }) => told.push(sentence) > 0,
    });
    const [first, ...others] = searched(wordProgram('bare', 'bare'), { races: true }).findings;
    expect(told).toEqual([first.sentence]);
    expect(others.some(({ schedule }) => String(schedule) === String(first.schedule))).toBe(true);
  });

  test('a lock given back by a plain store is a data race, told by the names of the words', () => {
    const { findings } = searched(wordProgram('storesPlainly', 'storesPlainly'), { races: true });
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['data-race']));
    expect(findings[0].sentence).toBe(
      'branches 1 and 2 race for word 0: branch 2 reads it, and nothing orders that after what branch 1 did',
    );
  });
});
