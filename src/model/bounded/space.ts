// The traits of a command set within a bound: those by which searches, tours and certificates treat all
// sets alike.
import type { ArgumentKind, ArgumentValue } from '../../contract/argument.ts';
import type { Command, CommandName } from '../../contract/command.ts';
import type { State } from '../state.ts';
import type { Amounts, SpaceBound } from './bound.ts';
import type { SpaceModel } from './bounded-model.ts';
import type { Column } from './columns.ts';

/** Something of which a bound says how many there may be, such as handles on a thing. */
export interface BoundOption {
  /** The help of `--handles <n>`. */
  readonly help: string;
  readonly most: number;
  /** The family of commands that it brings in. */
  readonly family: string;
  /** The commands by which there is one more. */
  readonly makers: readonly CommandName[];
  /** Naming one of these commands asks for one. */
  readonly askedBy: readonly CommandName[];
  /** The words for one of them and for its place: `handle`, `on a thing`. */
  readonly noun: string;
  readonly place: string;
  /** The end of a report's sentence about the amount: `on each group and session`. */
  readonly each: string;
  /** The ends of sentences about an amount without a command for it, and about a command without an amount. */
  readonly noCommand: string;
  readonly noAmount: string;
}

/** The traits that a failure's certificate goes by. */
export interface CertificateTraits<Of extends Command = Command> {
  /** Failures up to this long are searched with every command; longer ones with the families of their own commands. */
  readonly everyCommandUpTo: number;
  /** As much as a shorter failure than these commands could use. */
  amountsFor(commands: readonly Of[]): Amounts;
  /** Names what else the search covers, to end a list with. */
  readonly covers?: (bound: SpaceBound) => string;
  /** The reason why no search can cover the failure; `undefined` where one can. */
  whyNot?(commands: readonly Of[]): string | undefined;
}

/** The traits of a set's states. */
export interface SpaceTraits<Of extends Command = Command> {
  /** Ids of a bound for which nobody says how many. */
  readonly idsByDefault: number;
  /** Families of the commands of a bound for which none is named. */
  readonly families: readonly string[];
  readonly options: Readonly<Record<string, BoundOption>>;
  /** The columns of a state, beginning with those that every set has (columns.ts). */
  readonly columns: readonly Column[];
  /** The values of arguments that are not simply every id, where they differ from those of any set. */
  readonly values?: Readonly<Partial<Record<ArgumentKind, (amounts: Amounts) => readonly ArgumentValue[]>>>;
  /** Whether nobody can issue the command in any state; it is not in the alphabet then. */
  isNonsense?(command: Of): boolean;
  /** Whether an accepted command leads beyond the bound, as a third handle does. */
  isBeyond?(bound: SpaceBound, state: State, command: Of): boolean;
  /** The commands that a drain takes, and those without which a state of the bound may have no way home. */
  readonly draining: readonly Of['name'][];
  homeward(bound: SpaceBound): readonly Of['name'][];
  /** The same rules on bytes, for speed; a property runs both on every state. Absent: the rules are run. */
  packed?(bound: SpaceBound, commands: readonly Of[]): SpaceModel;
  readonly certificate: CertificateTraits<Of>;
}
