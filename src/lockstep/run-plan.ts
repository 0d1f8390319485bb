// One run, as data: the plan that it follows and what came of it.
import type { Command } from '../contract/command.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { KnownDeviation } from '../contract/known-deviation.ts';
import type { Step } from '../model/rulebook.ts';
import type { State } from '../model/state.ts';
import type { Divergence } from './divergence.ts';
import type { Turn } from './pauses.ts';

/** The source of a run's commands, and who watches. */
export interface RunPlan {
  /** The next command, given the model's state; `undefined` ends the run. */
  readonly next: (state: State) => Command | undefined;
  /** The refusals that apply to the command given last, where whoever gave it knows them: nobody asks for them again. */
  readonly refusals?: () => readonly Refusal[] | undefined;
  /**
   * Whether the command given last is run also where it may meet a known deviation that ends the run; else it is left out
   * there. Every command is run where this is absent.
   */
  readonly mayEnd?: () => boolean;
  /** Told of every step on which both sides agreed. */
  readonly stepped?: (before: State, command: Command, step: Step) => void;
  /** The drain ends when the run has so many commands; it is whole where this is absent. */
  readonly commandsMax?: number | undefined;
  /** Taken every `STEPS_A_TURN` commands; what it throws ends the run, and the next must begin with a reset. */
  readonly turn?: Turn | undefined;
}

/** A run that is over: every command run, the drain's included, and where the two parted, at the last of them. */
export interface Run {
  readonly commands: readonly Command[];
  readonly divergence: Divergence | undefined;
  /** The known deviation at which it ended, after the last of the commands or in the drain: nothing more was compared. */
  readonly ended?: KnownDeviation;
}
