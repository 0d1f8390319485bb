// Goal: the lock keeps its promises in every order of its steps. Method: two workers, all schedules of the stepped form, a worker
// that ends at each of its points, and broken locks. The machine's own memory is tried by the tests of the tables that use the lock.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import {
  ENTERED,
  NOBODY,
  POISONED,
  TAKEN,
  tableStart,
  WHO,
  WRITER,
} from '../../src/impl/shared/lock-words.ts';
import { AtomicsMemory } from '../../src/impl/shared/memory.ts';
import { beginRead, beginWrite, declareEnded } from '../../src/impl/shared/lock.ts';
import type { SteppedMemory } from '../../src/impl/shared/memory.ts';
import * as lock from '../../src/impl/shared/stepped-lock.ts';
import type { CountingTask } from './counting-worker.ts';

type Lock = typeof lock;
type Work = 'joins' | 'reads' | 'writes';

/** An operation to be done. It answers undefined where the worker falls asleep on `at`. */
interface Request {
  readonly at: number;
  readonly perform: () => number | undefined;
}

/** Words of one thread, whose operations are done when the driver says so. */
class Words implements SteppedMemory<Request> {
  readonly tries = 1;
  untaken = 0;
  readonly words = new Int32Array(tableStart(2));
  /** The calls of notify, by word. */
  readonly calls: number[] = Array.from(this.words, () => 0);

  load(at: number): Request {
    return { at, perform: () => this.words[at] };
  }

  store(at: number, value: number): Request {
    return { at, perform: () => (this.words[at] = value) };
  }

  exchange(at: number, value: number): Request {
    return { at, perform: () => this.#swap(at, this.words[at], value) };
  }

  compareExchange(at: number, expected: number, value: number): Request {
    return { at, perform: () => this.#swap(at, expected, value) };
  }

  wait(at: number, expected: number): Request {
    return { at, perform: () => (this.words[at] === expected ? undefined : 1) };
  }

  notify(at: number): Request {
    return { at, perform: () => (this.calls[at] += 1) };
  }

  #swap(at: number, expected: number, value: number): number {
    const before = this.words[at];
    if (before === expected) this.words[at] = value;
    return before;
  }
}

/** One worker: where it stands. */
interface Branch {
  readonly code: Generator<Request, void, number>;
  request: IteratorResult<Request, void>;
  /** The count of calls at which it fell asleep. */
  asleepSince?: number | undefined;
}

/** Two workers with the same lock, driven step by step. */
class Pair {
  readonly faults: string[] = [];
  /** The worker inside for reading, for writing; and the answers of those that came to the lock. */
  readonly inside: Work[] = [];
  readonly met: number[][] = [[], []];
  readonly memory = new Words();
  readonly #branches: Branch[];
  readonly #lock: Lock;

  constructor(parts: Lock, works: readonly (readonly Work[])[]) {
    this.#lock = parts;
    this.#branches = works.map((work, me) => {
      if (!work.includes('joins')) performAll(parts.steppedJoin(this.memory, me));
      const code = this.#all(me, work);
      return { code, request: code.next() };
    });
  }

  /** Those that can go on. */
  can(): number[] {
    return [0, 1].filter((me) => {
      const { request, asleepSince } = this.#branches[me];
      if (request.done === true) return false;
      return asleepSince === undefined || this.memory.calls[request.value.at] > asleepSince;
    });
  }

  step(me: number): void {
    const branch = this.#branches[me];
    if (branch.request.done === true) throw new Error('stepped after its end');
    const { at, perform } = branch.request.value;
    const result = branch.asleepSince === undefined ? perform() : 1;
    branch.asleepSince = result === undefined ? this.memory.calls[at] : undefined;
    if (result !== undefined) branch.request = branch.code.next(result);
  }

  /** Worker 0 is declared to have ended, and has, or goes on. */
  end(goesOn: boolean): void {
    if (!goesOn) {
      this.#branches[0].request = { done: true, value: undefined };
      this.inside.length = 0;
    }
    performAll(this.#lock.steppedDeclareEnded(this.memory, 0));
  }

  isAtRest(): boolean {
    return this.#branches.every(({ request }) => request.done === true);
  }

  *#all(me: number, work: readonly Work[]): Generator<Request, void, number> {
    for (const each of work) {
      if (each === 'joins') yield* this.#lock.steppedJoin(this.memory, me);
      else this.met[me].push(yield* this.#turn(me, each));
    }
  }

  *#turn(me: number, work: Work): Generator<Request, number, number> {
    const { steppedBeginRead, steppedBeginWrite, steppedEndRead, steppedEndWrite } = this.#lock;
    const reads = work === 'reads';
    const met = yield* reads ? steppedBeginRead(this.memory, me) : steppedBeginWrite(this.memory, me);
    if (met !== ENTERED) return met;
    if (this.inside.some((other) => other === 'writes' || !reads)) this.faults.push(`${work} beside another`);
    this.inside.push(work);
    yield this.memory.load(0);
    this.inside.splice(this.inside.indexOf(work), 1);
    yield* reads ? steppedEndRead(this.memory, me) : steppedEndWrite(this.memory, me);
    return ENTERED;
  }
}

/** Runs steps one after the other, with nobody between. */
function performAll(steps: Generator<Request, void, number>): void {
  for (let next = steps.next(); next.done !== true; ) next = steps.next(next.value.perform() ?? 0);
}

/** Every schedule, the first step that differs last. `endsAfter`: worker 0 ends after so many of its steps. */
function* schedulesOf(
  parts: Lock,
  works: readonly (readonly Work[])[],
  endsAfter = Number.POSITIVE_INFINITY,
  goesOn = false,
): Generator<Pair> {
  let schedule: number[] | undefined = [];
  while (schedule !== undefined) {
    const pair: Pair = new Pair(parts, works);
    const taken: number[] = [];
    const left: (readonly number[])[] = [];
    let own = 0;
    let ended = false;
    for (;;) {
      if (!ended && own === endsAfter) {
        ended = true;
        pair.end(goesOn);
      }
      const can = pair.can();
      if (can.length === 0) break;
      const me: number = schedule[taken.length] ?? can[0];
      left.push(can.filter((other) => other > me));
      taken.push(me);
      pair.step(me);
      if (me === 0) own += 1;
    }
    yield pair;
    const at: number = left.findLastIndex((others) => others.length > 0);
    schedule = at < 0 ? undefined : [...taken.slice(0, at), left[at][0]];
  }
}

/** The faults of all schedules, each once, and the number of schedules. */
function search(
  parts: Lock,
  works: readonly (readonly Work[])[],
  endsAfter?: number,
): { readonly schedules: number; readonly faults: readonly string[] } {
  const faults = new Set<string>();
  let schedules = 0;
  for (const pair of schedulesOf(parts, works, endsAfter)) {
    schedules += 1;
    for (const fault of pair.faults) faults.add(fault);
    if (!pair.isAtRest()) faults.add('a worker sleeps for ever');
  }
  return { schedules, faults: [...faults] };
}

const ONE_EACH: readonly (readonly (readonly Work[])[])[] = [
  [['writes'], ['writes']],
  [['writes'], ['reads']],
  [['reads'], ['writes']],
  [['reads'], ['reads']],
];

describe('two workers with one lock', () => {
  test.each(ONE_EACH)(
    'a writer is alone and nobody sleeps for ever, in every schedule of one that %s and one that %s',
    (...works) => {
      const { schedules, faults } = search(lock, works);
      expect(faults).toEqual([]);
      expect(schedules).toBeGreaterThan(works.flat().includes('writes') ? 100 : 20);
    },
  );

  test('a reader that joins at any time is seen, or sees the writer', () => {
    const { schedules, faults } = search(lock, [['joins', 'reads'], ['writes']]);
    expect(faults).toEqual([]);
    expect(schedules).toBeGreaterThan(500);
  });

  test('a mark that is left behind harms nobody: the same with two commands of one worker', () => {
    const { schedules, faults } = search(lock, [['reads', 'writes'], ['writes']]);
    expect(faults).toEqual([]);
    expect(schedules).toBeGreaterThan(1000);
  });
});

describe('a worker that ends', () => {
  test.each(ONE_EACH)(
    'one that %s can end after each of its steps: one that %s goes on, or is told of it',
    (...works) => {
      const outcomes = new Set<number>();
      const faults = new Set<string>();
      for (let endsAfter = 0; endsAfter < 12; endsAfter += 1) {
        for (const pair of schedulesOf(lock, works, endsAfter)) {
          for (const fault of pair.faults) faults.add(fault);
          if (!pair.isAtRest()) faults.add('a worker sleeps for ever');
          const writer = pair.memory.words[WRITER];
          if ((writer & TAKEN) !== NOBODY && (writer & (WHO | POISONED)) !== (1 | POISONED))
            faults.add(`the writer's word is ${writer}`);
          outcomes.add(pair.met[1][0] & (WHO | POISONED));
        }
      }
      expect([...faults]).toEqual([]);
      expect([...outcomes]).toEqual(works[0][0] === 'writes' ? [ENTERED, 1 | POISONED] : [ENTERED]);
    },
  );
});

test.each([
  ['writes', 'writes'],
  ['writes', 'reads'],
] as const)(
  'one that %s and goes on although its end was declared is still alone, and one that %s does not sleep for ever',
  (...works) => {
    const faults = new Set<string>();
    for (const declaredAfter of [1, 2, 3, 4]) {
      for (const pair of schedulesOf(
        lock,
        works.map((work) => [work]),
        declaredAfter,
        true,
      )) {
        for (const fault of pair.faults) faults.add(fault);
        if (!pair.isAtRest()) faults.add('a worker sleeps for ever');
        if ((pair.memory.words[WRITER] & TAKEN) !== NOBODY) faults.add('the lock stays taken');
      }
    }
    expect([...faults]).toEqual([]);
  },
);

describe('broken locks', () => {
  const { steppedBeginRead, steppedEndRead, steppedEndWrite } = lock;

  test('a reader that looks before it says that it reads is found beside a writer', () => {
    const broken: Lock = {
      ...lock,
      *steppedBeginRead(memory, me) {
        const writer = yield memory.load(WRITER);
        if ((writer & TAKEN) !== NOBODY) return yield* steppedBeginRead(memory, me);
        yield memory.store(WRITER + (1 + me) * WRITER, 1);
        return ENTERED;
      },
    };
    expect(search(broken, [['reads'], ['writes']]).faults).toEqual(['reads beside another']);
  });

  test('a writer that knows of no readers is found beside one', () => {
    const broken: Lock = { ...lock, *steppedJoin() {} };
    expect(search(broken, [['reads'], ['writes']]).faults).toContain('writes beside another');
  });

  test('a reader that joins too late is found beside a writer', () => {
    const broken: Lock = {
      ...lock,
      *steppedJoin() {},
      *steppedBeginRead(memory, me) {
        const met = yield* steppedBeginRead(memory, me);
        yield* lock.steppedJoin(memory, me);
        return met;
      },
    };
    expect(search(broken, [['joins', 'reads'], ['writes']]).faults).toEqual(['reads beside another']);
  });

  test.each([
    ['writes', { steppedEndWrite: withoutNotify(steppedEndWrite) }],
    ['reads', { steppedEndRead: withoutNotify(steppedEndRead) }],
  ] as const)('one that %s and leaves without a word is found by the one who sleeps', (work, part) => {
    expect(search({ ...lock, ...part }, [[work], ['writes']]).faults).toEqual(['a worker sleeps for ever']);
  });

  test('an end between leaving and saying so is found where its declaration wakes nobody', () => {
    const broken: Lock = { ...lock, steppedDeclareEnded: withoutNotify(lock.steppedDeclareEnded) };
    const faults = [4, 5, 6].flatMap((after) => search(broken, [['writes'], ['reads']], after).faults);
    expect(faults).toContain('a worker sleeps for ever');
  });

  test('an end that is declared to nobody is found by the one who sleeps', () => {
    const broken: Lock = { ...lock, *steppedDeclareEnded() {} };
    expect(search(broken, [['writes'], ['reads']], 3).faults).toEqual(['a worker sleeps for ever']);
  });
});

/** The same without its last operation, which wakes those who sleep. */
function withoutNotify(leave: Lock['steppedEndRead']): Lock['steppedEndRead'] {
  return function* (memory, me) {
    yield* leave({ ...forwarding(memory), notify: () => memory.load(0) }, me);
  };
}

function forwarding<R>(memory: SteppedMemory<R>): SteppedMemory<R> {
  return {
    tries: memory.tries,
    untaken: 0,
    load: (at) => memory.load(at),
    store: (at, value) => memory.store(at, value),
    exchange: (at, value) => memory.exchange(at, value),
    compareExchange: (at, expected, value) => memory.compareExchange(at, expected, value),
    wait: (at, expected) => memory.wait(at, expected),
    notify: (at) => memory.notify(at),
  };
}

test('two real workers that count in a plain word under the lock lose no count', async () => {
  const buffer = new SharedArrayBuffer(4 * (tableStart(2) + 1));
  const times = 20_000;
  const workers = [0, 1].map((me) => {
    const workerData: CountingTask = { buffer, me, times };
    return new Worker(new URL('counting-worker.ts', import.meta.url), { workerData });
  });
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  expect(new Int32Array(buffer)[tableStart(2)]).toBe(2 * times);
});

test('a writer that ended inside is named to all that come after it, on the memory of the machine, too', () => {
  const memory = new AtomicsMemory(new Int32Array(new SharedArrayBuffer(4 * tableStart(2))), 0);
  expect(beginWrite(memory, 0)).toBe(ENTERED);
  expect(beginRead(memory, 1)).toBe(1);
  declareEnded(memory, 0);
  expect([beginRead(memory, 1), beginWrite(memory, 1)].map((met) => met & (WHO | POISONED))).toEqual([
    1 | POISONED,
    1 | POISONED,
  ]);
});
