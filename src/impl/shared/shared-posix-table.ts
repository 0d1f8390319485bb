// The POSIX commands on a table that workers share: each is the table's own command, unchanged, under the lock.
import type { Id } from '../../contract/command.ts';
import { assertNewId } from '../id-table.ts';
import { COMMANDS } from '../layout.ts';
import { growingFixed, hasRoom, overwriteFixed } from './fixed-words.ts';
import { SharedQueries } from './shared-queries.ts';
import { sharedBufferOf } from './shared-table.ts';
import type { Shareable, SharedTableOptions, SharedTableSize } from './shared-table.ts';
import { snapshotWords } from '../snapshot.ts';
import { ERRNO } from '../posix/errno.ts';
import { PosixTable } from '../posix/posix-table.ts';

const { EAGAIN } = ERRNO;

/** A POSIX table as the functions see it that {@link SharedPosixTable} runs under its lock. */
export type InsidePosixTable = Shareable<PosixTable>;

/**
 * A `PosixTable` over a `SharedArrayBuffer`, for an operating system whose processes are workers: each has an object like
 * this over the same buffer, and every system call is one step to all others. No data can be attached, since objects stay
 * in one worker. Size, ends and cost are as of a {@link SharedProcessTable}; a full table answers `fork` with EAGAIN.
 *
 *     // kernel.js
 *     const buffer = SharedPosixTable.allocate({ capacity: 3_000, workers: 64 });
 *     const table = new SharedPosixTable({ buffer, worker: 0 });
 *     const start = (worker, pid) =>
 *       new Worker('program.js', { workerData: { buffer, worker, pid } }).on('exit', () => table.declareEnded(worker));
 *     const shell = table.write((inside) => inside.fork(1, inside.lowestFreeId()));
 *     start(1, shell);
 *
 *     // program.js
 *     const { buffer, worker, pid } = workerData;
 *     const calls = new SharedPosixTable({ buffer, worker });
 *     calls.setsid(pid);
 *
 * A page's own thread may not sleep, so its commands throw a {@link BusyTableError} while a worker is inside; it says
 * `await table.whenFree(() => table.kill(1, pid, 9))`.
 *
 * @example
 * ```ts
 * import { SharedPosixTable } from 'procession-check/table';
 *
 * const buffer = SharedPosixTable.allocate({ capacity: 3, workers: 2 });
 * const kernel = new SharedPosixTable({ buffer, worker: 0 });
 * const shell = new SharedPosixTable({ buffer, worker: 1 });
 * kernel.fork(1, 2); // 2
 * shell.setsid(2); // 2
 * shell.fork(2, 3); // 3
 * shell.fork(2, 4); // -11
 * ```
 */
export class SharedPosixTable
  extends SharedQueries<PosixTable, InsidePosixTable>
  implements InsidePosixTable
{
  /** A buffer with init alone, to be handed to all workers. Throws a RangeError for a size that cannot be. O(capacity). */
  static allocate({ capacity, workers }: SharedTableSize): SharedArrayBuffer {
    return sharedBufferOf(new PosixTable({ capacity }), workers);
  }

  constructor(options: SharedTableOptions) {
    super(options, COMMANDS.POSIX, (words) => new FixedPosixTable(words));
  }

  /** P1: as the table's. Errors besides: EAGAIN, where it is full. Throws a RangeError if `child` is no id. */
  fork(process: Id, child: Id): number {
    assertNewId(child);
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.fork(process, child);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** P2: as the table's. */
  setsid(process: Id): number {
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.setsid(process);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** P3: as the table's. */
  setpgid(process: Id, pid: number, pgid: number): number {
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.setpgid(process, pid, pgid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** P4: as the table's. */
  getpgid(process: Id, pid: number): number {
    this.startReading();
    try {
      return this.inside.getpgid(process, pid);
    } finally {
      this.stopReading();
    }
  }

  /** P4: as the table's. */
  getsid(process: Id, pid: number): number {
    this.startReading();
    try {
      return this.inside.getsid(process, pid);
    } finally {
      this.stopReading();
    }
  }

  /** P4: as the table's. */
  getppid(process: Id): number {
    this.startReading();
    try {
      return this.inside.getppid(process);
    } finally {
      this.stopReading();
    }
  }

  /** P5: as the table's. */
  execve(process: Id): number {
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.execve(process);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** P6: as the table's. */
  exit(process: Id, code: number): number {
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.exit(process, code);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** P7: as the table's. */
  waitpid(process: Id, pid: number): number {
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.waitpid(process, pid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** The wait status of the child that a waitpid of this worker freed last, as the table's. */
  get lastStatus(): number {
    return this.inside.lastStatus;
  }

  /** P8: as the table's. */
  setSubreaper(process: Id, on: boolean): number {
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.setSubreaper(process, on);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** P9: as the table's. With signal 0 it only asks. */
  kill(process: Id, target: number, signal: number): number {
    if (signal === 0) return this.ask((table) => table.kill(process, target, signal));
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.kill(process, target, signal);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** P10: as the table's. */
  ignoreSigchld(process: Id, on: boolean): number {
    let outcome: number | undefined;
    this.startWriting();
    try {
      outcome = this.inside.ignoreSigchld(process, on);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  hasExecuted(pid: Id): boolean {
    this.startReading();
    try {
      return this.inside.hasExecuted(pid);
    } finally {
      this.stopReading();
    }
  }

  ignoresSigchld(pid: Id): boolean {
    this.startReading();
    try {
      return this.inside.ignoresSigchld(pid);
    } finally {
      this.stopReading();
    }
  }
}

/** The table itself, over words that do not grow. */
class FixedPosixTable extends PosixTable {
  constructor(words: Int32Array) {
    super({ capacity: 1 });
    this.adopt(words);
  }

  override restore({ bytes }: { readonly bytes: ArrayBuffer }): void {
    this.overwrite(snapshotWords(bytes, COMMANDS.POSIX));
  }

  override overwrite(words: Int32Array): void {
    overwriteFixed(this.words, words);
  }

  protected override forkError(child: Id): number {
    const error = super.forkError(child);
    return error === 0 && !hasRoom(this.words, this.index) ? -EAGAIN : error;
  }

  protected override grow(): void {
    growingFixed();
  }
}
