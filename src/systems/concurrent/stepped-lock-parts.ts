// The lock of a shared table in its stepped form, as it is shipped, and how a command uses it; faults of it replace parts.
// Knows nothing of the table.
import { ENTERED } from '../../impl/shared/lock-words.ts';
import {
  steppedBeginRead,
  steppedBeginWrite,
  steppedEndRead,
  steppedEndWrite,
} from '../../impl/shared/stepped-lock.ts';
import type { SteppedCode, WordMemory, WordRequest } from './stepped-words.ts';

/** The outcome of a command that finds a worker in its way for ever. */
export const BUSY = 'busy';

/** A part of the lock; it answers who is in the way, where somebody is for ever. */
export type LockPart = (memory: WordMemory, me: number) => Generator<WordRequest, number | void, number>;

/** The work done under the lock. */
export interface LockedWork {
  /** Does it, and notes it. */
  readonly run: () => string | number;
  /** Finds the answer that it would give, without doing it; noted as reading. */
  readonly wouldAnswer: () => string | number;
}

/** A table's lock, in parts, and how a command uses them. */
export interface SteppedLock {
  readonly beginRead: LockPart;
  readonly endRead: LockPart;
  readonly beginWrite: LockPart;
  readonly endWrite: LockPart;
  /** A command that only reads. */
  reading(lock: SteppedLock, memory: WordMemory, me: number, work: LockedWork): SteppedCode;
  /** A command that may write. */
  writing(lock: SteppedLock, memory: WordMemory, me: number, work: LockedWork): SteppedCode;
}

/** The lock as it is shipped. */
export const SHIPPED_LOCK: SteppedLock = {
  beginRead: steppedBeginRead,
  endRead: steppedEndRead,
  beginWrite: steppedBeginWrite,
  endWrite: steppedEndWrite,
  *reading(lock, memory, me, work) {
    if ((yield* lock.beginRead(memory, me)) !== ENTERED) return BUSY;
    const outcome = work.run();
    yield* lock.endRead(memory, me);
    return outcome;
  },
  *writing(lock, memory, me, work) {
    if ((yield* lock.beginWrite(memory, me)) !== ENTERED) return BUSY;
    const outcome = work.run();
    yield* lock.endWrite(memory, me);
    return outcome;
  },
};
