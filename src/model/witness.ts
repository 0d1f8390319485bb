// The form of a witness: a situation that must sometimes come about, without which a green run would mean little.
import type { Command } from '../contract/command.ts';
import type { State } from './state.ts';

/** One accepted command of the model. */
export interface ModelStep<Of extends Command = Command> {
  readonly before: State;
  readonly command: Of;
  readonly after: State;
}

/** Something that must sometimes happen. */
export interface Witness<Of extends Command = Command> {
  readonly sentence: string;
  /** The commands without which it cannot come about; the core of its command set aside. */
  readonly needs?: readonly Of['name'][];
  /** As much as a bound must at least have of its options for it. */
  readonly amounts?: Readonly<Record<string, number>>;
  /** Asks which of two ids is the larger, so that it is not of every state that differs by the names of ids alone. */
  readonly ordersIds?: true;
  /** Whether the step shows it. */
  seen(step: ModelStep<Of>): boolean;
}
