// The few operations on shared words from which the lock is made. Each call is a point: the only places where workers can
// influence each other, and so the only ones that a search of schedules has to tell apart.

/** Words that several workers share. Every operation but `wait` is done at once, and all of them have one order. */
export interface SharedMemory {
  /** The number of looks at a word that is in the way before its change is waited for. */
  readonly tries: number;
  /** No word: this worker's memory of the writer's word as it last was while nobody wrote, 0 at first. */
  untaken: number;
  load(at: number): number;
  store(at: number, value: number): void;
  /** Stores a value, and answers the one before. */
  exchange(at: number, value: number): number;
  /** Stores a value where another one stands, and answers what stood there. */
  compareExchange(at: number, expected: number, value: number): number;
  /**
   * Sleeps until the word is notified, or not at all where another value than the expected one stands there. Answers
   * false where patience ended before.
   */
  wait(at: number, expected: number): boolean;
  /** Wakes all that sleep on the word. */
  notify(at: number): void;
}

/** The same for code that runs step by step: each call makes a request, which the code yields. */
export interface SteppedMemory<Request> {
  readonly tries: number;
  untaken: number;
  load(at: number): Request;
  store(at: number, value: number): Request;
  exchange(at: number, value: number): Request;
  compareExchange(at: number, expected: number, value: number): Request;
  /** To be answered with 0 where patience ended. */
  wait(at: number, expected: number): Request;
  notify(at: number): Request;
}

/** About as long as a command takes: shorter than falling asleep, and long enough for one that is under way. */
const TRIES = 100;

/** The memory of the machine. Each operation takes as long as 20 to 40 plain reads. */
export class AtomicsMemory implements SharedMemory {
  readonly tries = TRIES;
  untaken = 0;
  protected readonly words: Int32Array;
  protected readonly patienceMs: number;

  /** `patienceMs`: the longest sleep. */
  constructor(words: Int32Array, patienceMs: number) {
    this.words = words;
    this.patienceMs = patienceMs;
  }

  load(at: number): number {
    return Atomics.load(this.words, at);
  }

  store(at: number, value: number): void {
    Atomics.store(this.words, at, value);
  }

  exchange(at: number, value: number): number {
    return Atomics.exchange(this.words, at, value);
  }

  compareExchange(at: number, expected: number, value: number): number {
    return Atomics.compareExchange(this.words, at, expected, value);
  }

  wait(at: number, expected: number): boolean {
    return Atomics.wait(this.words, at, expected, this.patienceMs) !== 'timed-out';
  }

  notify(at: number): void {
    Atomics.notify(this.words, at);
  }
}

/** The same for a thread that may not sleep, such as a page's: it gives up at once, and may come again after a change. */
export class SleeplessMemory extends AtomicsMemory {
  #at = 0;
  #expected = 0;

  override wait(at: number, expected: number): boolean {
    this.#at = at;
    this.#expected = expected;
    return this.load(at) !== expected;
  }

  /** Waits for a change of the word that was in the way. Answers false where patience ended before. */
  async change(): Promise<boolean> {
    const { async, value } = Atomics.waitAsync(
      this.words as Int32Array<SharedArrayBuffer>,
      this.#at,
      this.#expected,
      this.patienceMs,
    );
    return (async ? await value : value) !== 'timed-out';
  }
}

/** Whether this thread may sleep: a page's may not. */
export function maySleep(): boolean {
  try {
    // Asked for another value than the one that stands there, it does not.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    // The error is the answer.
    return false;
  }
}
