// A shared table in its stepped form: the lock by the text that was generated from the shipped one, and inside it the
// table's own commands, unchanged.
import type { Command } from '../../contract/command.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import { CUT_OFF } from '../../contract/concurrent/stepper.ts';
import { ENTERED } from '../../impl/shared/lock-words.ts';
import {
  steppedBeginRead,
  steppedBeginWrite,
  steppedEndRead,
  steppedEndWrite,
} from '../../impl/shared/stepped-lock.ts';
import { BUSY, SharedTableWords } from './shared-table-words.ts';
import type { SharedTableChoice } from './shared-table-words.ts';
import type { SteppedCode, SteppedSubject, WordMemory, WordRequest } from './stepped-words.ts';

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

/** A shared table to be driven in one thread. */
export function sharedTableInSteps(
  choice: SharedTableChoice,
  lock: SteppedLock = SHIPPED_LOCK,
): SteppedSubject {
  const shared = new SharedTableWords(choice);
  const { words, inside, table } = shared;
  const answerOnly = (command: Command): string | number => {
    const before = words.slice();
    const outcome = shared.run(inside, command);
    words.set(before);
    return outcome;
  };
  return {
    words,
    prepare: (prefix, branches) => shared.prepare(prefix, branches),
    untaken: () => shared.untaken(),
    begin: (memory, branch, command) => {
      const me = branch - 1;
      if (isObserve(command))
        return lock.reading(
          lock,
          memory,
          me,
          reading(memory, () => shared.look()),
        );
      const run = (): string | number => (shared.isCutOff(command) ? CUT_OFF : shared.run(inside, command));
      if (shared.reads(command)) return lock.reading(lock, memory, me, reading(memory, run));
      return lock.writing(lock, memory, me, {
        run: () => touching(memory, true, run),
        wouldAnswer: () => touching(memory, false, () => answerOnly(command)),
      });
    },
    answerOf: (command, outcome) => shared.answerOf(command, outcome),
    observe: () => shared.observe(),
    nameOf: (at) => shared.nameOf(at),
  };

  function reading(memory: WordMemory, work: () => string | number): LockedWork {
    const run = (): string | number => touching(memory, false, work);
    return { run, wouldAnswer: run };
  }

  /** Does something with the table, and notes each access, or all of them as one. */
  function touching(memory: WordMemory, isWriting: boolean, work: () => string | number): string | number {
    if (choice.notesEach !== true) {
      memory.noteRead(table);
      if (isWriting) memory.noteWrite(table);
      return work();
    }
    shared.note = (at, isWritten) => (isWritten ? memory.noteWrite(at) : memory.noteRead(at));
    const outcome = work();
    shared.note = undefined;
    return outcome;
  }
}
