// The memory of shipped code that runs in threads by a schedule: each operation is a point, at which the baton is handed
// over, and is then carried out on the real shared words.
import type { BranchSet } from '../../contract/concurrent/stepper.ts';
import type { SharedMemory } from '../../impl/shared/memory.ts';
import { Aborted, BATON_KIND as KIND } from './baton.ts';
import type { Baton } from './baton.ts';

/** One branch's memory. */
export class BatonMemory implements SharedMemory {
  readonly tries = 1;
  untaken = 0;
  readonly #words: Int32Array;
  readonly #baton: Baton;
  readonly #branch: number;
  /** The branches of the present program. */
  all: BranchSet = 0;
  /** False outside of branches: operations are then carried out at once. */
  isStepped = false;

  constructor(words: Int32Array, baton: Baton, branch: number) {
    this.#words = words;
    this.#baton = baton;
    this.#branch = branch;
  }

  load(at: number): number {
    this.#point(KIND.LOAD, at, 0, 0);
    this.#touch(at, false);
    return Atomics.load(this.#words, at);
  }

  store(at: number, value: number): void {
    this.#point(KIND.STORE, at, value, 0);
    this.#touch(at, true);
    if (Atomics.exchange(this.#words, at, value) !== value) this.#changed(at);
  }

  exchange(at: number, value: number): number {
    this.#point(KIND.EXCHANGE, at, value, 0);
    this.#touch(at, false);
    const before = Atomics.exchange(this.#words, at, value);
    if (before !== value) this.#written(at);
    return before;
  }

  compareExchange(at: number, expected: number, value: number): number {
    this.#point(KIND.COMPARE_EXCHANGE, at, value, expected);
    this.#touch(at, false);
    const before = Atomics.compareExchange(this.#words, at, expected, value);
    if (before === expected && before !== value) this.#written(at);
    return before;
  }

  /** Sleeps by not being let go: a thread that slept in earnest would keep the baton. */
  wait(at: number, expected: number): boolean {
    if (!this.isStepped) throw new Error('the lock is taken while nobody runs');
    this.#point(KIND.WAIT, at, 0, expected);
    this.#touch(at, false);
    if (Atomics.load(this.#words, at) !== expected) return true;
    this.#baton.touch(at, true, true);
    this.#baton.fallAsleep(this.#branch);
    this.handOver();
    this.#baton.touch(at, false, true);
    return true;
  }

  notify(at: number): void {
    this.#point(KIND.NOTIFY, at, 0, 0);
    if (!this.isStepped) return;
    this.#baton.touch(at, true, true);
    this.#baton.wake(at);
  }

  /** Notes that the code reads, or writes, what has this number without a point. */
  note(at: number, isWritten: boolean): void {
    this.#touch(at, isWritten);
  }

  /** Lets whoever is next go, and waits until this branch is. */
  handOver(): void {
    const baton = this.#baton;
    const next = baton.next(this.all);
    if (next === this.#branch) return;
    // The first branch runs in the thread that began the execution, which hears of its end first.
    if (next === 0 && this.#branch === 1) throw new Aborted();
    baton.give(next === 0 ? 1 : next);
    baton.take(this.#branch);
    if (baton.isAborted) throw new Aborted();
  }

  #point(kind: number, at: number, value: number, expected: number): void {
    if (!this.isStepped) return;
    if (this.#baton.isAborted) throw new Aborted();
    this.#baton.standAt(this.#branch, kind, at, value, expected);
    this.handOver();
  }

  #touch(at: number, isWritten: boolean): void {
    if (this.isStepped) this.#baton.touch(at, isWritten);
  }

  #written(at: number): void {
    if (!this.isStepped) return;
    this.#baton.touch(at, true);
    this.#baton.changed(at);
  }

  #changed(at: number): void {
    if (this.isStepped) this.#baton.changed(at);
  }
}
