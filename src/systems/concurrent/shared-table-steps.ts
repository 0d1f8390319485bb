// A shared table in its stepped form: the lock by the text that was generated from the shipped one, and inside it the
// table's own commands, unchanged.
import type { Command } from '../../contract/command.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import { CUT_OFF } from '../../contract/concurrent/stepper.ts';
import { SharedTableWords } from './shared-table-words.ts';
import type { SharedTableChoice } from './shared-table-words.ts';
import { SHIPPED_LOCK } from './stepped-lock-parts.ts';
import type { LockedWork, SteppedLock } from './stepped-lock-parts.ts';
import type { SteppedSubject, WordMemory } from './stepped-words.ts';

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
