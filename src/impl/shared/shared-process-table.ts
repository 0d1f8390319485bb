// The hierarchy commands on a table that workers share: each is the table's own command, unchanged, under the lock.
import type { Id } from '../../contract/command.ts';
import { assertNewId } from '../id-table.ts';
import { COMMANDS, NONE } from '../layout.ts';
import type { Row } from '../layout.ts';
import { growingFixed, hasRoom, overwriteFixed } from './fixed-words.ts';
import { SharedQueries } from './shared-queries.ts';
import { sharedBufferOf } from './shared-table.ts';
import type { Shareable, SharedTableOptions, SharedTableSize } from './shared-table.ts';
import { snapshotWords } from '../snapshot.ts';
import { assertExitCode, ProcessTable } from '../hierarchy/process-table.ts';
import type { Outcome, ThreadOutcome } from '../hierarchy/process-table.ts';

/** The refusal of a command that takes an id, where the table has no room for one: as of a kernel at its limit. */
export type NoRoom = 'EAGAIN';

const NO_ROOM: NoRoom = 'EAGAIN';

/** The commands that take an id, and so can find a shared table full. */
export interface TakingIds {
  fork(parent: Id, child: Id): Outcome | NoRoom;
  newThread(pid: Id, tid: Id): Outcome | NoRoom;
}

/** A process table as the functions see it that {@link SharedProcessTable} runs under its lock. */
export type InsideProcessTable = Omit<Shareable<ProcessTable>, keyof TakingIds> & TakingIds;

/**
 * A `ProcessTable` over a `SharedArrayBuffer`, for workers: each has an object like this over the same buffer, and every
 * command and question is one step to all others. No data can be attached, since objects stay in one worker.
 *
 * **Size** is fixed: where no id fits, `fork` and `newThread` are refused with EAGAIN and change nothing.
 *
 * **Ends**: where a worker ends, somebody calls {@link declareEnded}. If it ended inside a command, the others' commands throw a
 * {@link PoisonedTableError} from then on. Nobody waits for ever: after `patienceMs` a {@link BusyTableError} names the worker
 * inside.
 *
 * **Cost**: that of the table's command, and for one that writes two atomic operations and a look at the word of each other
 * worker that has joined; for a question three, which disturb no other reader.
 *
 * @example
 * ```ts
 * import { SharedProcessTable } from 'procession-check/table';
 *
 * const buffer = SharedProcessTable.allocate({ capacity: 100, workers: 2 });
 * const table = new SharedProcessTable({ buffer, worker: 0 }); // in a worker: { buffer, worker: 1 }
 * table.fork(1, 2); // 'ok'
 * table.write((inside) => inside.fork(1, inside.lowestFreeId())); // 'ok'
 * table.children(1); // [2, 3]
 * ```
 */
export class SharedProcessTable
  extends SharedQueries<ProcessTable, InsideProcessTable>
  implements InsideProcessTable
{
  /** A buffer with init alone, to be handed to all workers. Throws a RangeError for a size that cannot be. O(capacity). */
  static allocate({ capacity, workers }: SharedTableSize): SharedArrayBuffer {
    return sharedBufferOf(new ProcessTable({ capacity }), workers);
  }

  constructor(options: SharedTableOptions) {
    super(options, COMMANDS.HIERARCHY, (words) => new FixedProcessTable(words));
  }

  /** H1: as the table's. Refused besides: EAGAIN, where it is full. Throws a RangeError if `child` is no id. */
  fork(parent: Id, child: Id): Outcome | NoRoom {
    assertNewId(child);
    let outcome: Outcome | NoRoom | undefined;
    this.startWriting();
    try {
      outcome = this.inside.fork(parent, child);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H2: as the table's. */
  createSession(pid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.createSession(pid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H3: as the table's. */
  createGroup(pid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.createGroup(pid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H4: as the table's. */
  moveToGroup(pid: Id, pgid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.moveToGroup(pid, pgid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H5: as the table's. */
  exit(pid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.exit(pid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H6: as the table's. */
  free(pid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.free(pid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H7: as the table's. Refused besides: EAGAIN, where it is full. Throws a RangeError if `tid` is no id. */
  newThread(pid: Id, tid: Id): Outcome | NoRoom {
    assertNewId(tid);
    let outcome: Outcome | NoRoom | undefined;
    this.startWriting();
    try {
      outcome = this.inside.newThread(pid, tid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H8: as the table's. */
  exitThread(tid: Id, code: number): ThreadOutcome {
    assertExitCode(code);
    let outcome: ThreadOutcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.exitThread(tid, code);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H9: as the table's. */
  groupExit(pid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.groupExit(pid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H10: as the table's. */
  setSubreaper(pid: Id, on: boolean): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.setSubreaper(pid, on);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H11: as the table's. */
  holdGroup(pgid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.holdGroup(pgid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H11: as the table's. */
  releaseGroup(pgid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.releaseGroup(pgid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H12: as the table's. */
  holdSession(sid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.holdSession(sid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }

  /** H12: as the table's. */
  releaseSession(sid: Id): Outcome {
    let outcome: Outcome | undefined;
    this.startWriting();
    try {
      outcome = this.inside.releaseSession(sid);
    } finally {
      this.stopWriting(outcome !== undefined);
    }
    return outcome;
  }
}

/** The table itself, over words that do not grow. */
class FixedProcessTable extends ProcessTable {
  constructor(words: Int32Array) {
    super({ capacity: 1 });
    this.adopt(words);
  }

  override restore({ bytes }: { readonly bytes: ArrayBuffer }): void {
    this.overwrite(snapshotWords(bytes, COMMANDS.HIERARCHY));
  }

  override overwrite(words: Int32Array): void {
    overwriteFixed(this.words, words);
  }

  // The type of these cannot name a refusal that other tables never give: InsideProcessTable does.

  protected override forkRefusal(parent: Row, child: Id): Outcome {
    const refusal = super.forkRefusal(parent, child);
    return refusal === 'ok' && !hasRoom(this.words, this.index) ? (NO_ROOM as Outcome) : refusal;
  }

  protected override newThreadRefusal(process: Row, tid: Id): Outcome {
    const refusal = super.newThreadRefusal(process, tid);
    if (refusal !== 'ok' || this.find(tid) !== NONE || hasRoom(this.words, this.index)) return refusal;
    return NO_ROOM as Outcome;
  }

  protected override grow(): void {
    growingFixed();
  }
}
