// The model at a bound as a product with a system needs it: states as bytes, commands as labels. Knows no command.
import type { Answer } from '../../contract/command.ts';
import type { ASIDE, BEYOND, INSIDE } from './bound.ts';

/** The side of the bound that an accepted command leads to; one that nobody can issue leads beyond it. */
export type Placement = typeof INSIDE | typeof ASIDE | typeof BEYOND;

/** One state, and what a command makes of it. */
export interface SpaceModel {
  /** The current state; after writing to it, {@link survey}. */
  readonly cells: Uint8Array;
  /** After {@link apply}: the state the command leads to. */
  readonly next: Uint8Array;
  /** After {@link expand}, by label: the refusals that apply; bit `i` is the i-th of the command's list in the tables. */
  readonly refusals: Uint32Array;
  /** After {@link expand}, by label: the placement of a command that no refusal applies to; of another, never BEYOND. */
  readonly placements: Uint8Array;
  /** After {@link expand}, by label: the answer to a command that no refusal applies to, where it is not beyond. */
  readonly answers: readonly (Answer | undefined)[];
  /** After {@link expand}, by label: 1 for a command that surely changes nothing, so that it need not be applied. */
  readonly idle: Uint8Array;
  /** Derives what it needs from the current state. */
  survey(): void;
  /** Says of every command of the bound what would come of it in the current state; not of those that only drain. */
  expand(): void;
  /** Runs a command that no refusal applies to. Whether {@link next} differs from the current state. */
  apply(label: number): boolean;
  /** The answer to a command that no refusal applies to; the same object where it is known to be the same answer. */
  answer(label: number): Answer;
  /** Goes on from {@link next}. */
  advance(): void;
  /** Whether I3 and I10 hold of the step just applied. */
  stepHolds(label: number): boolean;
  /** The labels of the commands that drain the current state, in order. */
  drain(): readonly number[];
}
