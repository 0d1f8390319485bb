// The commands of one random run: draws them from its choices, one after the other.
import type { Command, CommandName } from '../../contract/command.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { Decoder } from './command-decoder.ts';
import type { Shape } from './swarm.ts';

/** Runs one in so many of the commands that may meet a deviation that ends the run: else few runs would get far. */
const ENDING_ONE_IN = 3;

/** The source of the commands of a run. */
interface RandomCommands {
  /** The next command, given the model's state; `undefined` where no choice is left. */
  readonly next: (state: State) => Command | undefined;
  /** The refusals that apply to the command given last, where they were asked for. */
  readonly refusals: () => readonly Refusal[] | undefined;
  /** Whether the command given last is run also where it may end the run. */
  readonly mayEnd: () => boolean;
}

/** Draws the commands that choices stand for. The first choice is the run's shape, each further one a command. */
export function randomCommands(
  specification: Specification,
  choices: readonly number[],
  names: readonly CommandName[],
  shape: Shape,
): RandomCommands {
  const decoder = new Decoder(specification, names, shape);
  const end = decoder.canBegin() ? choices.length : 1;
  let taken = 1;
  return {
    next: (state) => (taken < end ? decoder.decode(choices[taken++], state) : undefined),
    refusals: () => decoder.refusals,
    mayEnd: () => choices[taken - 1] % ENDING_ONE_IN === 0,
  };
}
