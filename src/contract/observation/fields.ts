// The table of observable fields: everything that an observation may show of a process, a group or a session, and what
// a system may count. The types and the JSON of observations, their flat columns, the notation of states, the schemas,
// the readers, differences and legends are all made from these rows. Knows nothing of how a field comes about.
import type { Id } from '../id.ts';

/**
 * The kind of a field's value: an id; an id, or `null` where there is none; ids in ascending order; one of two words;
 * on or off; a code, any whole number of 32 bits; a count, which is below 0 where a system counts wrongly.
 */
export type FieldKind = 'id' | 'id-or-null' | 'ids' | 'word' | 'switch' | 'code' | 'count';

/** One row. Its key is the field's name in JSON. */
export interface Field {
  readonly kind: FieldKind;
  /** For a `word` both words, for a `switch` how differences call off and on: `no` and `yes` where this is absent. */
  readonly words?: readonly [without: string, withIt: string];
  /** The lists of `FlatObservation` that hold it, where they are not called as in JSON. */
  readonly column?: string;
  /**
   * The text of it in the notation of states, `#` for the value: after the pid, and only where it says more than its
   * absence. Without it the notation tells the field by the place where the process stands.
   */
  readonly written?: string;
  /** The notation leaves it out unless its order is not the ascending one: it follows from this other field. */
  readonly followsFrom?: string;
  /** Without its sign in a text nobody can say that the system shows it: not every command set knows it. */
  readonly unsaid?: 'not-shown';
  /** The name of it in differences, where that is not its name in JSON. */
  readonly called?: string;
  /** The words of trees, drawings and pages for a process that has it; `#` stands for the value. */
  readonly said?: string;
  /** The same of several values. */
  readonly saidOfSeveral?: string;
  /** The meaning of it to whoever reads a page, in the legend. */
  readonly legend?: string;
  /** The schema's additions to it. */
  readonly note?: string;
}

/** The fields of one thing by their names in JSON, in the order of JSON. */
export type Fields = Readonly<Record<string, Field>>;

/** A whole table; a test may hand in another one than ours. */
export interface FieldTable {
  readonly process: Fields;
  readonly group: Fields;
  readonly session: Fields;
  readonly resources: Fields;
}

/** The table. */
export const FIELDS = {
  process: {
    /** `null` for init. */
    parent: { kind: 'id-or-null', written: '<#' },
    group: { kind: 'id' },
    state: {
      kind: 'word',
      words: ['running', 'zombie'],
      written: 'z',
      said: 'zombie',
      legend: 'a zombie: exited, not yet freed',
    },
    children: { kind: 'ids', written: '(#)', followsFrom: 'parent' },
    /** Shown by the hierarchy commands alone. */
    threads: { kind: 'ids', written: '[#]', said: 'thread #', saidOfSeveral: 'threads #' },
    subreaper: { kind: 'switch', words: ['off', 'on'], written: 'r', said: 'subreaper' },
    /** Shown by the hierarchy commands alone. */
    groupExited: { kind: 'switch', written: 'e', called: 'group-exited', said: 'group-exited' },
    /** The wait status with the POSIX commands. */
    exitCode: {
      kind: 'code',
      written: '=#',
      called: 'exit code',
      said: 'exit code #',
      note: 'Of the POSIX commands the wait status.',
    },
    /** Shown by the POSIX commands alone: has executed a program since it was forked. */
    executed: {
      kind: 'switch',
      written: 'x',
      unsaid: 'not-shown',
      said: 'has executed',
      legend: 'has executed a program since it was forked: its parent may not move it any more',
      note: 'Of the POSIX commands alone.',
    },
    /** Shown by the POSIX commands alone: ignores SIGCHLD, so that its children leave no zombies. */
    ignoresSigchld: {
      kind: 'switch',
      written: 'i',
      unsaid: 'not-shown',
      called: 'ignores SIGCHLD',
      said: 'ignores SIGCHLD',
      legend: 'its children leave no zombies',
      note: 'Of the POSIX commands alone.',
    },
  },
  group: {
    session: { kind: 'id' },
    processes: { kind: 'ids', column: 'members' },
  },
  session: {
    groups: { kind: 'ids' },
  },
  resources: {
    processes: { kind: 'count' },
    groups: { kind: 'count' },
    sessions: { kind: 'count' },
    threads: { kind: 'count' },
    handles: { kind: 'count' },
  },
} as const satisfies FieldTable;

/** The name of a field of a process. */
export type ProcessField = keyof typeof FIELDS.process;

/** The name of a mark of a process that is on or off. */
export type ProcessMark = {
  [Name in ProcessField]: (typeof FIELDS.process)[Name]['kind'] extends 'switch' ? Name : never;
}[ProcessField];

/**
 * The type of what a system may show of a thing by its rows: every field may be left out. A member keeps the comment of
 * its row.
 */
export type ShownBy<Rows extends Fields> = { readonly [Name in keyof Rows]?: ValueOf<Rows[Name]> };

type ValueOf<Row extends Field> = Row['kind'] extends 'id' | 'code' | 'count'
  ? number
  : Row['kind'] extends 'id-or-null'
    ? Id | null
    : Row['kind'] extends 'ids'
      ? readonly Id[]
      : Row['kind'] extends 'switch'
        ? boolean
        : Row extends { readonly words: readonly (infer Word)[] }
          ? Word
          : never;

/** A field of a process as one command set has it. */
export interface ShownField {
  /** The code is a wait status (POSIX, `<sys/wait.h>`). */
  readonly reading?: 'wait-status';
  /** Says it in the words of the set, in place of the row's legend. */
  readonly legend?: string;
}

/**
 * The fields of a process that the commands of a set can change, and so what its states show of one. Every set shows
 * everything of groups and sessions.
 */
export type ShownFields<Name extends string = string> = Readonly<Partial<Record<Name, ShownField>>>;

/** A row with its name and its place among the columns of a `FlatObservation`. */
export interface PlacedField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly row: Field;
  /** Its bit of `processShows`, `groupShows` or `sessionShows`: set where the field is shown. */
  readonly shows: number;
  /** Its bit of `marks`: of a switch that is on, of the second of two words. 0 where a column holds the value. */
  readonly mark: number;
  /** The values in JSON of a mark that is not set, and of one that is. */
  readonly without: string | boolean;
  readonly withIt: string | boolean;
  /** The column, or the lists, that hold the value of a field that is no mark. */
  readonly column: string;
}

/** The rows in order, each with its place: one bit of `shows` a row, one bit of `marks` a switch or word. */
export function placed(rows: Fields): readonly PlacedField[] {
  let marks = 0;
  return Object.entries(rows).map(([name, row], index) => {
    const isMark = row.kind === 'switch' || row.kind === 'word';
    const [without, withIt] = row.kind === 'word' && row.words ? row.words : [false, true];
    const column = row.column ?? name;
    const mark = isMark ? 1 << marks : 0;
    if (isMark) marks += 1;
    return { name, kind: row.kind, row, shows: 1 << index, mark, without, withIt, column };
  });
}

/** The bits of `shows` of all the rows, or of those named. */
export function showsOf(rows: Fields, names: readonly string[] = Object.keys(rows)): number {
  return placed(rows).reduce((bits, { name, shows }) => (names.includes(name) ? bits | shows : bits), 0);
}

/** By the name of a field its bit of `shows`. */
export function showsByName<Rows extends Fields>(rows: Rows): Readonly<Record<keyof Rows, number>> {
  return byName(rows, ({ shows }) => shows);
}

/** By the name of a field its bit of `marks`. */
export function marksByName<Rows extends Fields>(rows: Rows): Readonly<Record<keyof Rows, number>> {
  return byName(rows, ({ mark }) => mark);
}

function byName<Rows extends Fields>(
  rows: Rows,
  bitOf: (field: PlacedField) => number,
): Readonly<Record<keyof Rows, number>> {
  return Object.fromEntries(placed(rows).map((field) => [field.name, bitOf(field)])) as Readonly<
    Record<keyof Rows, number>
  >;
}
