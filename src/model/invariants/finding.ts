// The terms in which invariants are stated: what they return, what they are given.
import type { Answer, Command, Id } from '../../contract/command.ts';
import type { CommandTable } from '../../contract/vocabulary.ts';
import type { FlatObservation } from '../../contract/observation/flat-observation.ts';

/** The number of handles that the harness itself holds. */
export interface HeldHandles {
  onGroup(pgid: Id): number;
  onSession(sid: Id): number;
}

/** One step as seen from outside. */
export interface ObservedStep {
  readonly before: FlatObservation;
  readonly command: Command;
  readonly answer: Answer;
  readonly after: FlatObservation;
  /** The table of the command. */
  readonly commands: CommandTable;
  /** True only if both show just the same, what came with the last command included. */
  readonly unchanged?: boolean;
}

/** A violation in a sentence, `undefined` where it holds, `NOT_SHOWN` where the evidence is missing. */
export type Finding = string | undefined | typeof NOT_SHOWN;
export const NOT_SHOWN: unique symbol = Symbol('not shown');

/** Must hold of every state. */
export interface StateInvariant {
  readonly sentence: string;
  /** True if its finding depends on the handles held, too, and not on what is shown alone. */
  readonly ofHandles?: true;
  readonly find: (seen: FlatObservation, held: HeldHandles) => Finding;
}

/** Must hold of every step. */
export interface StepInvariant {
  readonly sentence: string;
  readonly find: (step: ObservedStep) => Finding;
}
