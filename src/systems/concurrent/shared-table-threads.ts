// A shared table as it is shipped, to be run in threads by schedules: a view for each branch, whose lock works on a memory
// that hands on the baton.
import type { BranchCommand } from '../../contract/concurrent/program.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import { CUT_OFF } from '../../contract/concurrent/stepper.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { BatonMemory } from './baton-memory.ts';
import { SharedTableWords } from './shared-table-words.ts';
import type { SharedTableChoice } from './shared-table-words.ts';
import type { RunCommand, ThreadSubject } from './thread-branch.ts';

/** A shared table for threads; `buffer`: the one that another thread made. */
export function sharedTableInThreads(choice: unknown, buffer?: SharedArrayBuffer): ThreadSubject {
  const shared = new SharedTableWords(choice as SharedTableChoice, buffer);
  return {
    buffer: shared.buffer,
    prepare: (prefix, branches) => shared.prepare(prefix, branches),
    untaken: () => shared.untaken(),
    open: (branch, memory) => opened(shared, branch, memory),
    answerOf: (command, outcome) => shared.answerOf(command, outcome),
    observe: () => shared.observe(),
    nameOf: (at) => shared.nameOf(at),
  };
}

/** The recipe by which each thread makes it. */
export function sharedTableRecipe(choice: SharedTableChoice): Recipe {
  return { module: import.meta.url, make: 'sharedTableInThreads', argument: choice };
}

function opened(shared: SharedTableWords, branch: number, memory: BatonMemory): RunCommand {
  const { table } = shared;
  let running: BranchCommand | undefined;
  let isCutOff = false;
  const view = shared.view(branch, memory, (writes) => {
    memory.note(table, false);
    if (writes) memory.note(table, true);
    isCutOff = running !== undefined && shared.isCutOff(running);
  });
  return (command) => {
    running = command;
    const outcome = isObserve(command) ? view.read(() => shared.look()) : shared.run(view, command);
    // The command of a process that had ended was refused, and has changed nothing.
    return isCutOff ? CUT_OFF : outcome;
  };
}
