// A command set as the engines see it: lockstep, generation and search take one of these and know no command.
import type { Answer, Command, CommandName } from '../contract/command.ts';
import { COMMAND_NAMES } from '../contract/command.ts';
import type { FlatObservation, Focus } from '../contract/flat-observation.ts';
import type { Refusal } from '../contract/refusal.ts';
import { drainOf } from './drain.ts';
import { isObserved, observe } from './observe.ts';
import type { Step } from './rules.ts';
import { refusalsOf, refusalsPossible, step } from './rules.ts';
import type { State } from './state.ts';
import { INITIAL_STATE } from './state.ts';

/** The executable specification of one command set. */
export interface Specification {
  readonly commandSet: 'hierarchy';
  readonly commands: readonly CommandName[];
  readonly initial: State;
  readonly step: (state: State, command: Command, seen?: Answer) => Step;
  readonly refusalsOf: (state: State, command: Command) => readonly Refusal[];
  readonly refusalsPossible: (name: CommandName) => readonly Refusal[];
  readonly observe: (state: State, out: FlatObservation, focus?: Focus) => void;
  /** Whether all that is shown is just what `observe` would give. */
  readonly isObserved: (state: State, seen: FlatObservation) => boolean;
  /** Commands that lead from the state back to init alone (I9). */
  readonly drainOf: (state: State) => readonly Command[];
}

export const HIERARCHY: Specification = {
  commandSet: 'hierarchy',
  commands: COMMAND_NAMES,
  initial: INITIAL_STATE,
  step,
  refusalsOf,
  refusalsPossible,
  observe,
  isObserved,
  drainOf,
};
