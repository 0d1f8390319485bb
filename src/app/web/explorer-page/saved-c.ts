// The commands that were tried as a C program, where their set has that form.
import type { Command } from '../../../contract/command.ts';
import { caseOf } from '../../../counterexample/formats/c/expected.ts';
import { cProgram } from '../../../counterexample/formats/c/program.ts';
import type { CSet } from '../../../counterexample/formats/c/sets.ts';
import { C_SETS } from '../../../counterexample/formats/c/sets.ts';

/** Whether C takes the commands of a set. */
export function takesC(commandSet: string): commandSet is CSet {
  return Object.hasOwn(C_SETS, commandSet);
}

/** The text of the program, with the answers that Linux gives; the problem is a sentence. */
export function cProgramOf(
  commands: readonly Command[],
  commandSet: string,
): { readonly text: string } | { readonly problem: string } {
  if (!takesC(commandSet)) return { problem: `C does not take the ${commandSet} commands` };
  try {
    return { text: cProgram([caseOf('tried', commands, commandSet)]) };
  } catch (error) {
    // By other choices than Linux makes, a command may have been tried that nobody could send there.
    return { problem: `these commands have no C program: ${(error as Error).message}` };
  }
}
