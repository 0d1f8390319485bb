// The form of a command set's vocabulary: its commands and its refusals as data, with all that an engine may know of
// them. Says nothing of when a command is refused or what it does: that is src/model.
import type { ArgumentKind, SwitchKind, WordKind, WORDS } from './argument.ts';
import type { ProcessField, ShownFields } from './observation/fields.ts';

/**
 * The kind of an answer's field: an id; an id or 0 for nobody; a wait status, which is only there beside an id that is
 * not 0; on or off; a mark, which is on or not there.
 */
export type AnswerKind = 'id' | 'id-or-0' | 'wait-status' | 'switch' | 'mark';

/**
 * One command. An argument named `process` is the acting process; one of the kind `new-process` makes the command a
 * fork.
 */
export interface CommandShape {
  /** The clause of docs/semantics.md that defines it. */
  readonly clause: string;
  /** In order. */
  readonly arguments: Readonly<Record<string, ArgumentKind>>;
  readonly answer: Readonly<Record<string, AnswerKind>>;
  /** Commands that mean something together: `core`, or one of the vocabulary's other families. */
  readonly family: string;
  /** Accepted, the acting process has created the session that bears its pid (I3, I10). */
  readonly createsSession?: true;
  /** Accepted, it takes a terminal from a session: SIGHUP and SIGCONT may arrive together (I15). */
  readonly hangsUp?: true;
  /** Accepted, one handle more or one fewer is held on the group or session that this argument names (I4). */
  readonly handle?: { readonly on: string; readonly by: 1 | -1 };
}

/** The commands of a set in canonical order, in which searches try them and "simpler" compares them. */
export type CommandTable = Readonly<Record<string, CommandShape>>;

/** A refusal. */
export interface RefusalShape {
  readonly sentence: string;
  /** The errno that a POSIX caller would see, so that a system that only knows errnos can answer. */
  readonly errno: string;
  /** Refused so, a command names what is not there, or makes what is: no state follows from carrying it out. */
  readonly nothingToActOn?: true;
  /** The grounds, where several things can make it apply, in the order in which they count where several do. */
  readonly grounds?: readonly string[];
}

/** The refusals of a set by name. */
export type RefusalTable = Readonly<Record<string, RefusalShape>>;

/** A command set in words: what can be asked, how it can be refused. */
export interface Vocabulary<
  Commands extends CommandTable = CommandTable,
  Refusals extends RefusalTable = RefusalTable,
> {
  /** Its name in `--set`, in a trace's first line, on the wire and in JSON. */
  readonly id: string;
  /** The name of its commands in prose: "the POSIX commands". */
  readonly title: string;
  readonly commands: Commands;
  /** The families besides `core`, in the order in which generation draws which of them a run goes without. */
  readonly families: readonly string[];
  readonly refusals: Refusals;
  /** `prescribed`: the first that applies is the answer, written as errno. `any`: any that applies, by name. */
  readonly refusalOrder: 'prescribed' | 'any';
  /**
   * The profiles: whose choices a system can make where the commands leave one, the profile that leaves most open first
   * and the one that decides most last; none where no choice is left.
   */
  readonly profiles: readonly string[];
  /** The fields of a process that its states show. */
  readonly shows: ShownFields<ProcessField>;
}

/** At least one vocabulary; the first is the one of a system that names none. */
export type Vocabularies = readonly [Vocabulary, ...Vocabulary[]];

/** The name of a command of a table. */
export type NameIn<Table extends CommandTable> = keyof Table & string;

/** A command of a table, typed from its arguments: `CommandOf<typeof POSIX_COMMANDS, 'setpgid'>`. Plain data. */
export type CommandOf<Table extends CommandTable, Name extends NameIn<Table> = NameIn<Table>> =
  Name extends NameIn<Table> ? { readonly name: Name } & ArgumentsOf<Table[Name]> : never;

type ValueOf<Kind> = Kind extends SwitchKind | 'mark'
  ? boolean
  : Kind extends WordKind
    ? (typeof WORDS)[Kind]['words'][number]
    : number;

type ArgumentsOf<Shape> = Shape extends { readonly arguments: infer Kinds }
  ? { readonly [Key in keyof Kinds]: ValueOf<Kinds[Key]> }
  : never;

/** The fields of the answer to an accepted command of a table; none is the empty object. */
export type FieldsOf<Table extends CommandTable, Name extends NameIn<Table> = NameIn<Table>> =
  Name extends NameIn<Table> ? Fields<Table[Name]> : never;

type Fields<Shape> = Shape extends { readonly answer: infer Kinds }
  ? [keyof Kinds] extends [never]
    ? Readonly<Record<string, never>>
    : Flat<
        {
          readonly [Key in keyof Kinds as Kinds[Key] extends MaybeThere ? never : Key]: ValueOf<Kinds[Key]>;
        } & {
          readonly [Key in keyof Kinds as Kinds[Key] extends MaybeThere ? Key : never]?: ValueOf<Kinds[Key]>;
        }
      >
  : never;

type MaybeThere = 'wait-status' | 'mark';

/** The same type as one list of fields, which is how messages of the compiler show it. */
type Flat<Shape> = { [Key in keyof Shape]: Shape[Key] };

/** The answer to a command of a table: `AnswerOf<typeof HIERARCHY_COMMANDS, 'create_session'>` has `sid` and `pgid`. */
export type AnswerOf<Table extends CommandTable, Name extends NameIn<Table> = NameIn<Table>> =
  | { readonly ok: FieldsOf<Table, Name> }
  | { readonly refused: string | true };
