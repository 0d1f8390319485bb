// Commands that undo a command: for systems that can only be asked, cheaper than a reset and the whole way once more.
import type { Command, CommandName } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/** Whether two states are the same one. */
type Same = (one: State, other: State) => boolean;

/**
 * Commands among these that lead from `after` back to `before`, which the command left; `undefined` where none of the few
 * tried do. The set guesses at them; that they lead back is what the model says.
 */
export function wayBack(
  specification: Specification,
  names: readonly CommandName[],
  { before, command, after }: { readonly before: State; readonly command: Command; readonly after: State },
  same: Same,
): readonly Command[] | undefined {
  const guesses = specification.undo(before, command);
  return guesses.find((guess) => guess.every(({ name }) => names.includes(name)) && leadsBack(guess));

  function leadsBack(guess: readonly Command[]): boolean {
    let state = after;
    for (const each of guess) {
      if (!specification.isIssuable(state, each)) return false;
      const step = specification.step(state, each);
      if (step.refusals !== undefined) return false;
      state = step.next;
    }
    return same(state, before);
  }
}
