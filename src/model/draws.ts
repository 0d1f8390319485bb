// The form in which a command set says which commands are worth drawing in a state, so that random search need not guess.
// A draw may be wrong: whoever asks for it asks the rules about what was drawn.
import type { Command, Id } from '../contract/command.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { State } from './state.ts';

/** A table or list of ids to draw from. */
export interface Ids {
  readonly size: number;
  idAt(position: number): Id;
}

/** The chances that a draw takes. The same numbers give the same draws everywhere. */
export interface Draw {
  /** A number from 0 to `count - 1`. */
  below(count: number): number;
  /** True `percent` times in a hundred. */
  chance(percent: number): boolean;
  /** One that fits, all alike where they are few; of many, some are looked at and there may be none among them. */
  among(ids: Ids, fits: (id: Id) => boolean): Id | undefined;
  /** One of a list; `undefined` of an empty one. */
  oneOf(ids: readonly Id[]): Id | undefined;
  /** Any of the ids in play. */
  anyId(): Id;
  /** An id in play that fits, where one is met. */
  idLike(fits: (id: Id) => boolean): Id | undefined;
  /** An id in play that nothing bears, where one is met. */
  freeId(state: State): Id | undefined;
  /** An id that something bears; three times in four, where there is one, an id that no process bears. */
  usedId(state: State): Id;
  /** A running process to fork, as the run's trees are to grow. */
  parent(state: State): Id | undefined;
  /** On more often than off. */
  switch(): boolean;
  /** An exit code, of eight bits where `isByte`. */
  code(isByte: boolean): number;
}

/** Draws one command; `undefined` where the state has none such, or none was met. */
export type CommandDraw = (state: State, draw: Draw) => Command | undefined;

/** Draws of one command: to be accepted, and to be refused for each reason, best for that one alone. */
export interface CommandDraws {
  readonly accepted: CommandDraw;
  readonly refused: Readonly<Partial<Record<Refusal, CommandDraw>>>;
}

/** By the name of a command; one that is absent is drawn by the kinds of its arguments. */
export type Draws = Readonly<Record<string, CommandDraws>>;
