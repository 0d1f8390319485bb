// The commands to try in a state of the model that is reached by a path, and those that lead back to it afterwards.
import type { Command } from '../../contract/command.ts';
import { decodeState, sameCells } from '../../model/bounded/cells.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import type { ModelStates } from '../model-states.ts';
import { wayBack } from './undo-commands.ts';

/** A state, and a shortest way there. */
export interface Place {
  readonly path: readonly Command[];
  readonly cells: Uint8Array;
}

/** A command to try at a place. */
export interface Try {
  readonly command: Command;
  /** The state that it leads to; none where it is refused or changes nothing. */
  readonly leadsTo: Uint8Array | undefined;
  /** Commands that lead back to the place; none where none are known. */
  readonly back: readonly Command[] | undefined;
}

/** Every command that can be issued at a place, within the bound. */
export function triesAt(
  states: ModelStates,
  specification: Specification,
  bound: SpaceBound,
  { cells }: Place,
): readonly Try[] {
  const before = decodeState(specification.space.columns, cells);
  return states.successorsOf(cells).map(({ command, leadsTo }) => {
    if (leadsTo === undefined) return { command, leadsTo, back: [] };
    const after = specification.step(before, command).next;
    const back = wayBack(specification, bound.commands, { before, command, after }, (one, other) =>
      sameCells(states.cellsOf(one), states.cellsOf(other)),
    );
    return { command, leadsTo, back };
  });
}
