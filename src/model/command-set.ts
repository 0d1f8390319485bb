// The form of a command set's half in the model: its executable specification as a value. Names no implementation.
import type { Command } from '../contract/command.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { CommandOf, CommandTable, NameIn, Vocabulary } from '../contract/vocabulary.ts';
import type { SpaceTraits } from './bounded/space.ts';
import type { Draws } from './draws.ts';
import type { Happened } from './describe-phrases.ts';
import type { Rules } from './rulebook.ts';
import type { Process, State } from './state.ts';
import type { Witness } from './witness.ts';

/** A refusal that another one always goes with. */
export interface NeverAlone {
  readonly command: string;
  readonly refusal: Refusal;
  readonly because: string;
}

/** The arguments of a command that a refusal speaks of, by name. */
type Numbers = Readonly<Record<string, number>>;

/** A command set for the model: its words, its rules, and what engines and reports ask about them. */
export interface SetModel<Table extends CommandTable = CommandTable> {
  readonly vocabulary: Vocabulary<Table>;
  /** The recipe by which another thread makes its specification by a profile; the export is given the profile. */
  readonly again?: Omit<Recipe, 'argument'>;
  /** The rules by one profile's choices; one of the vocabulary's, `undefined` where it has none. */
  readonly rules: (profile: string | undefined) => Rules<Table>;
  /** Whether a profile leaves an outcome to the system, so that what comes after it cannot be known before. */
  readonly leavesChoices: (profile: string | undefined) => boolean;
  /**
   * The fields of a process that decide nothing under a profile, neither now nor later, and are not shown. Absent: every
   * field may.
   */
  readonly withoutConsequence?: (profile: string | undefined) => readonly (keyof Process)[];
  /** Tells what each accepted command did, in a sentence. */
  readonly told: {
    readonly [Name in NameIn<Table>]: (happened: Happened, command: CommandOf<Table, Name>) => string;
  };
  /** Tells what each refusal met in a state, a phrase each. */
  readonly met: Readonly<Record<Refusal, (state: State, command: Numbers) => string>>;
  /** The thing that made a refusal apply, one of its grounds, where it has several. */
  readonly grounds: Readonly<Record<Refusal, (state: State, command: Numbers) => string>>;
  /** Situations that must sometimes happen. */
  readonly witnesses: Readonly<Record<string, Witness<CommandOf<Table>>>>;
  /** Refusals that can never decide alone, and why; reports do not ask for them. */
  readonly neverAlone: readonly NeverAlone[];
  /** Commands worth drawing in a state. Absent: random search draws by the kinds of arguments. */
  readonly draws?: Draws;
  /**
   * Commands back to init alone (I9), each accepted in its turn; `step` says what one leads to, `isIssuable` whether it
   * can be issued.
   */
  readonly drain: (
    state: State,
    step: (at: State, command: CommandOf<Table>) => State,
    isIssuable: (at: State, command: CommandOf<Table>) => boolean,
  ) => readonly CommandOf<Table>[];
  /** Guesses at what undoes a command; the model checks them, so that a wrong one costs time alone. */
  readonly undo: (before: State, command: CommandOf<Table>) => readonly (readonly Command[])[];
  /** Its states within a bound, for searches. */
  readonly space: SpaceTraits<CommandOf<Table>>;
}
