// A table that workers share: a table as it stands, over words of a SharedArrayBuffer, inside a lock. Has no command of its
// own: those of the sets are beside it, each the table's command between taking the lock and giving it back.
import { HEADER } from '../layout.ts';
import { snapshotWords } from '../snapshot.ts';
import type { Snapshot } from '../snapshot.ts';
import type { WholeTable } from '../table-base.ts';
import { BusyTableError, PoisonedTableError } from './errors.ts';
import { beginRead, beginWrite, declareEnded, endRead, endWrite, join } from './lock.ts';
import {
  ENTERED,
  POISONED,
  SHARED_COMMANDS,
  SHARED_MAGIC,
  tableStart,
  WHO,
  WORKERS,
  WORKERS_MAX,
  WRITER,
} from './lock-words.ts';
import { AtomicsMemory, maySleep, SleeplessMemory } from './memory.ts';
import type { SharedMemory } from './memory.ts';

/** Size of a shared table, fixed when it is made. */
export interface SharedTableSize {
  /**
   * Ids in use that fit. A process needs three at most: its pid, and the ids of its group and session, whose leaders may
   * be gone. So a third as many processes always fit, as long as threads and handles need none.
   */
  readonly capacity: number;
  /** Workers that can use it at the same time, at most 4,096. Each takes 128 bytes. */
  readonly workers: number;
}

/** Options of a worker's own view of a shared table. */
export interface SharedTableOptions {
  /** The buffer that `allocate` made. It may have come by message. */
  readonly buffer: SharedArrayBuffer;
  /** This worker's index, from 0, below the number of workers. No two at a time may have the same. */
  readonly worker: number;
  /** Whether this thread may sleep while another worker is inside; found out unless told. A page's may not. */
  readonly sleeps?: boolean;
  /** The longest time to wait for a worker that is inside, which takes microseconds; 10,000 unless told. */
  readonly patienceMs?: number;
  /** The memory that the lock uses, over the whole buffer; that of the machine unless told. For tests of schedules. */
  readonly memory?: SharedMemory;
  /** Gives the words that the table uses in place of its own, for tests that note each access. */
  readonly words?: (own: Int32Array) => Int32Array;
}

const PATIENCE_MS = 10_000;

/**
 * A table's public part that workers can share: without data and handle objects, which stay in one worker, and without the
 * words, which are for those under the lock.
 */
export type Shareable<Table> = Omit<
  Table,
  'data' | 'threadData' | 'epoch' | 'groupHandle' | 'sessionHandle' | 'storage' | 'overwrite' | 'rowOf'
>;

/** The words of a table in a buffer that workers can share, behind a lock. O(bytes). */
export function sharedBufferOf(table: WholeTable<undefined>, workers: number): SharedArrayBuffer {
  if (!Number.isInteger(workers) || workers < 1 || workers > WORKERS_MAX)
    throw new RangeError(`workers is an integer from 1 to ${WORKERS_MAX}, not ${workers}`);
  const words = new Int32Array(table.snapshot().bytes);
  const buffer = new SharedArrayBuffer(4 * (tableStart(workers) + words.length));
  const shared = new Int32Array(buffer);
  shared[0] = SHARED_MAGIC;
  shared[WORKERS] = workers;
  shared[SHARED_COMMANDS] = words[HEADER.COMMANDS];
  shared.set(words, tableStart(workers));
  return buffer;
}

/** The words of the table in a buffer, once it has been checked. */
function tableWords(buffer: SharedArrayBuffer, worker: number, commands: number): Int32Array {
  const all = buffer instanceof SharedArrayBuffer ? new Int32Array(buffer) : new Int32Array(0);
  if (all[0] !== SHARED_MAGIC)
    throw new TypeError('buffer is no shared table: it must be one that allocate made');
  if (all[SHARED_COMMANDS] !== commands) throw new TypeError('buffer is a shared table for other commands');
  const workers = all[WORKERS];
  if (!Number.isInteger(worker) || worker < 0 || worker >= workers)
    throw new RangeError(`worker is an integer from 0 to ${workers - 1}, not ${worker}`);
  return all.subarray(tableStart(workers));
}

/** The abilities of every shared table. `Inside` is what {@link read} and {@link write} show of the table itself. */
export class SharedTable<Table extends WholeTable<undefined>, Inside> {
  /** This worker's index. */
  readonly worker: number;
  /** The table itself, to be touched under the lock only. */
  protected readonly inside: Table;
  readonly #memory: SharedMemory;
  readonly #commands: number;
  readonly #workers: number;
  readonly #patienceMs: number;
  /** Whether this worker is inside, in a function that it gave. */
  #isInside = false;

  protected constructor(
    options: SharedTableOptions,
    commands: number,
    tableOver: (words: Int32Array) => Table,
  ) {
    const { buffer, worker, sleeps = maySleep(), patienceMs = PATIENCE_MS, words = (own) => own } = options;
    const own = tableWords(buffer, worker, commands);
    const all = new Int32Array(buffer);
    this.worker = worker;
    this.#commands = commands;
    this.#workers = all[WORKERS];
    this.#patienceMs = patienceMs;
    const Memory = sleeps ? AtomicsMemory : SleeplessMemory;
    this.#memory = options.memory ?? new Memory(all, patienceMs);
    this.inside = tableOver(words(own));
    join(this.#memory, worker);
  }

  /** Ids that fit. O(1), without the lock, as the size never changes. */
  get capacity(): number {
    return this.inside.capacity;
  }

  /** Bytes of the table, the lock left out. O(1), without the lock. */
  get byteLength(): number {
    return this.inside.byteLength;
  }

  /** Back to init alone. O(capacity). */
  reset(): void {
    this.#change((table) => table.reset());
  }

  /** The whole state as a copy, which can be restored in this table or taken over by one of a single thread. O(bytes). */
  snapshot(): Snapshot {
    return this.ask((table) => table.snapshot());
  }

  /**
   * Takes over a snapshot's state. Throws and changes nothing if it is of another capacity or of other commands, or carries
   * data, which cannot be shared. O(bytes).
   */
  restore(snapshot: Snapshot): void {
    const words = snapshotWords(snapshot.bytes, this.#commands);
    if (words[HEADER.CAPACITY] !== this.capacity) {
      throw new RangeError(
        `a snapshot of capacity ${words[HEADER.CAPACITY]}, and a shared table keeps its own: ${this.capacity}`,
      );
    }
    if (snapshot.processData !== undefined || snapshot.threadData !== undefined)
      throw new TypeError('a snapshot with data, which workers cannot share');
    this.#change((table) => table.restore(snapshot));
  }

  /** Finds what is wrong with the representation, in sentences; empty when sane. O(capacity). */
  selfCheck(): readonly string[] {
    return this.ask((table) => table.selfCheck());
  }

  // ── The lock ───────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Runs a function in which nothing changes: its questions are about one state. It must ask the table that it is given,
   * and not keep it.
   */
  read<Result>(work: (table: Inside) => Result): Result {
    this.startReading();
    this.#isInside = true;
    try {
      return work(this.inside as unknown as Inside);
    } finally {
      this.#isInside = false;
      this.stopReading();
    }
  }

  /**
   * Runs a function whose commands are one step to all others, such as a fork to the lowest free id. It must use the table
   * that it is given, and not keep it. If it throws, the table is poisoned: nobody knows how far it came.
   */
  write<Result>(work: (table: Inside) => Result): Result {
    this.startWriting();
    this.#isInside = true;
    let isDone = false;
    try {
      const result = work(this.inside as unknown as Inside);
      isDone = true;
      return result;
    } finally {
      this.#isInside = false;
      this.stopWriting(isDone);
    }
  }

  /**
   * Runs a command of this table, and again after each time that another worker was in its way: for a thread that may not
   * sleep, whose commands throw a {@link BusyTableError} otherwise.
   */
  async whenFree<Result>(command: () => Result): Promise<Result> {
    for (;;) {
      try {
        return command();
      } catch (error) {
        const memory = this.#memory;
        if (!(error instanceof BusyTableError && memory instanceof SleeplessMemory)) throw error;
        if (!(await memory.change())) throw new BusyTableError(error.worker, this.#patienceMs);
      }
    }
  }

  /**
   * Says that a worker has ended, for whoever sees its `exit` event or has terminated it: its index is free again. Nobody
   * waits for it any more. If it ended while it wrote, the table is poisoned, and all who come are told so.
   */
  declareEnded(worker: number): void {
    if (!Number.isInteger(worker) || worker < 0 || worker >= this.#workers)
      throw new RangeError(`worker is an integer from 0 to ${this.#workers - 1}, not ${worker}`);
    declareEnded(this.#memory, worker);
  }

  /** The worker that ended while it wrote; undefined while all is well. O(1), without the lock. */
  get poisonedBy(): number | undefined {
    const writer = this.#memory.load(WRITER);
    return (writer & POISONED) === 0 ? undefined : (writer & WHO) - 1;
  }

  /** Asks the table something, while nobody changes it. */
  protected ask<Answer>(question: (table: Table) => Answer): Answer {
    this.startReading();
    try {
      return question(this.inside);
    } finally {
      this.stopReading();
    }
  }

  #change(command: (table: Table) => void): void {
    let isDone = false;
    this.startWriting();
    try {
      command(this.inside);
      isDone = true;
    } finally {
      this.stopWriting(isDone);
    }
  }

  protected startReading(): void {
    this.#assertOutside();
    const hindrance = beginRead(this.#memory, this.worker);
    if (hindrance !== ENTERED) this.#giveUp(hindrance);
  }

  protected stopReading(): void {
    endRead(this.#memory, this.worker);
  }

  protected startWriting(): void {
    this.#assertOutside();
    const hindrance = beginWrite(this.#memory, this.worker);
    if (hindrance !== ENTERED) this.#giveUp(hindrance);
  }

  /** `isDone`: the command came to its end, and threw nothing. */
  protected stopWriting(isDone: boolean): void {
    if (isDone) endWrite(this.#memory, this.worker);
    else declareEnded(this.#memory, this.worker);
  }

  #assertOutside(): void {
    if (this.#isInside)
      throw new Error('a shared table is used inside its own lock: use the table that the function is given');
  }

  #giveUp(hindrance: number): never {
    const worker = (hindrance & WHO) - 1;
    if ((hindrance & POISONED) !== 0) throw new PoisonedTableError(worker);
    throw new BusyTableError(worker, this.#memory instanceof SleeplessMemory ? undefined : this.#patienceMs);
  }
}
