// The two ways in which a shared table cannot answer. Both name the worker that is in the way.

/**
 * A worker ended inside a command, which may be half done: nobody can use the table any more.
 *
 * @example
 * ```ts
 * import { PoisonedTableError, SharedPosixTable } from 'procession-check/table';
 *
 * const buffer = SharedPosixTable.allocate({ capacity: 8, workers: 2 });
 * const [ended, other] = [0, 1].map((worker) => new SharedPosixTable({ buffer, worker }));
 * try {
 *   ended.write(() => {
 *     throw new Error('half done');
 *   });
 * } catch {}
 * let told: unknown;
 * try {
 *   other.fork(1, 2);
 * } catch (error) {
 *   told = error;
 * }
 * told instanceof PoisonedTableError; // true
 * ```
 */
export class PoisonedTableError extends Error {
  override readonly name = 'PoisonedTableError';
  /** The worker that ended. */
  readonly worker: number;

  constructor(worker: number) {
    super(
      `the shared table is poisoned: worker ${worker} ended inside a command, which may be half done. Allocate a new one`,
    );
    this.worker = worker;
  }
}

/**
 * A worker has been inside for longer than this one has patience; nothing has been changed.
 *
 * @example
 * ```ts
 * import { BusyTableError, SharedPosixTable } from 'procession-check/table';
 *
 * const buffer = SharedPosixTable.allocate({ capacity: 8, workers: 2 });
 * const [inside, page] = [0, 1].map((worker) => new SharedPosixTable({ buffer, worker, sleeps: false }));
 * let told: unknown;
 * inside.write(() => {
 *   try {
 *     page.fork(1, 2);
 *   } catch (error) {
 *     told = error;
 *   }
 * });
 * told instanceof BusyTableError; // true
 * ```
 */
export class BusyTableError extends Error {
  override readonly name = 'BusyTableError';
  /** The worker that is inside. */
  readonly worker: number;

  constructor(worker: number, patienceMs: number | undefined) {
    super(
      patienceMs === undefined
        ? `worker ${worker} is inside the shared table, and this thread may not sleep: call again later, or in whenFree`
        : `worker ${worker} has been inside the shared table for ${patienceMs} ms. If it has ended, say declareEnded(${worker})`,
    );
    this.worker = worker;
  }
}
