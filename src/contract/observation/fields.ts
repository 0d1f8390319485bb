// The table of observable fields: everything that an observation may show of a process, a group, a session or a terminal,
// and what a system may count. The types and the JSON of observations, their flat columns, the notation of states, the schemas,
// the readers, differences and legends are all made from these rows. Knows nothing of how a field comes about.
import type { Id } from '../id.ts';

/**
 * The kind of a field's value: an id; an id, or `null` where there is none; ids in ascending order; one of a few words;
 * a set of words; on or off; a code, any whole number of 32 bits; a count, which is below 0 where a system counts wrongly.
 */
export type FieldKind = 'id' | 'id-or-null' | 'ids' | 'word' | 'words' | 'switch' | 'code' | 'count';

/** One row. Its key is the field's name in JSON. */
export interface Field {
  readonly kind: FieldKind;
  /**
   * For a `word` the words, two or three; for `words` those that the set is made of, in order; for a `switch` how
   * differences call off and on: `no` and `yes` where this is absent.
   */
  readonly words?: readonly [string, string, ...string[]];
  /** The signs, the words and the legend of a third word; those of the row are the second one's. */
  readonly third?: Pick<Field, 'written' | 'said' | 'legend'>;
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
  /** Shown of the step before and not of the state: it says what came with the last command, and is gone after the next. */
  readonly ofStep?: true;
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
  readonly terminal: Fields;
  readonly resources: Fields;
}

const JOB_CONTROL_ALONE = 'Of the job-control commands alone.';

/** The table. */
export const FIELDS = {
  process: {
    /** `null` for init. */
    parent: { kind: 'id-or-null', written: '<#' },
    group: { kind: 'id' },
    state: {
      kind: 'word',
      words: ['running', 'zombie', 'stopped'],
      written: 'z',
      said: 'zombie',
      legend: 'a zombie: exited, not yet freed',
      third: {
        written: 'T',
        said: 'stopped',
        legend: 'stopped by a signal: it runs again when it is continued',
      },
      note: 'Stopped: of the job-control commands alone.',
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
    /** Its controlling terminal; `null` where it has none. Shown by the job-control commands alone, as all that follows. */
    terminal: {
      kind: 'id-or-null',
      written: '&#',
      unsaid: 'not-shown',
      said: 'terminal #',
      legend: 'its controlling terminal',
      note: JOB_CONTROL_ALONE,
    },
    /** The signals of these that reached it since the command before, in ascending order of their numbers. */
    received: {
      kind: 'words',
      words: ['SIGHUP', 'SIGCONT'],
      unsaid: 'not-shown',
      ofStep: true,
      said: 'received #',
      legend: 'the signals that reached it with this command',
      note: 'Since the command before, each once. Of the job-control commands alone.',
    },
    /** A SIGHUP waits until it is continued. */
    pendingHangup: {
      kind: 'switch',
      written: 'h',
      unsaid: 'not-shown',
      called: 'pending SIGHUP',
      said: 'SIGHUP waiting',
      legend: 'a SIGHUP waits until it is continued',
      note: JOB_CONTROL_ALONE,
    },
    /** A SIGINT waits until it is continued, and ends it then. */
    pendingInterrupt: {
      kind: 'switch',
      written: 'c',
      unsaid: 'not-shown',
      called: 'pending SIGINT',
      said: 'SIGINT waiting',
      legend: 'a SIGINT waits, which ends it as soon as it is continued',
      note: JOB_CONTROL_ALONE,
    },
    /** Its call of waitpid has not come back; of a stopped process too. */
    waiting: {
      kind: 'switch',
      written: 'w',
      unsaid: 'not-shown',
      said: 'in a wait',
      legend: 'its waitpid has not come back: it issues no command until it is woken',
      note: JOB_CONTROL_ALONE,
    },
  },
  group: {
    session: { kind: 'id' },
    processes: { kind: 'ids', column: 'members' },
  },
  session: {
    groups: { kind: 'ids' },
  },
  /** Shown by the job-control commands alone. */
  terminal: {
    /** The session that it serves; `null` where it is free. */
    session: { kind: 'id-or-null', column: 'terminalSession' },
    /** The number that it has for its foreground group: stale where the group that it stood for is gone. */
    foreground: { kind: 'id-or-null' },
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

/** The marks of a process that no row of it keeps: they follow from what job control keeps elsewhere. */
export const MARKS_KEPT_ELSEWHERE = ['pendingHangup', 'pendingInterrupt', 'waiting'] as const;

/** The name of a mark of a process that is on or off, but for {@link MARKS_KEPT_ELSEWHERE}. */
export type ProcessMark = Exclude<
  {
    [Name in ProcessField]: (typeof FIELDS.process)[Name]['kind'] extends 'switch' ? Name : never;
  }[ProcessField],
  (typeof MARKS_KEPT_ELSEWHERE)[number]
>;

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
          ? Row['kind'] extends 'words'
            ? readonly Word[]
            : Word
          : never;

/** A field of a process as one command set has it. */
export interface ShownField {
  /** The code is a wait status (POSIX, `<sys/wait.h>`). */
  readonly reading?: 'wait-status';
  /** Says it in the words of the set, in place of the row's legend. */
  readonly legend?: string;
  /** The third word of it is shown too. */
  readonly third?: true;
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
  /** Its bit of `processShows`, `groupShows` and so on: set where the field is shown. */
  readonly shows: number;
  /** Its bit of `marks`: of a switch that is on, of the second of a few words. 0 where it is no switch or word. */
  readonly mark: number;
  /** The bit of `marks` of the third word; 0 where there is none. */
  readonly thirdMark: number;
  /** The bits of `marks` of the words of a set, in their order; none where it is no set. */
  readonly setMarks: readonly number[];
  /** All its bits of `marks`. 0 where a column holds the value. */
  readonly mask: number;
  /** The values in JSON of a mark that is not set, and of one that is. */
  readonly without: string | boolean;
  readonly withIt: string | boolean;
  /** The column, or the lists, that hold the value of a field that is no mark. */
  readonly column: string;
}

/**
 * The rows in order, each with its place: one bit of `shows` a row; of `marks` one bit a switch or word, after all these one
 * a third word, and one a word of a set.
 */
export function placed(rows: Fields): readonly PlacedField[] {
  const entries = Object.entries(rows);
  let next = 0;
  let further = entries.filter(([, { kind }]) => kind === 'switch' || kind === 'word').length;
  return entries.map(([name, row], index) => {
    const { kind, words = [] as readonly string[] } = row;
    const mark = kind === 'switch' || kind === 'word' ? 1 << next++ : 0;
    const thirdMark = kind === 'word' && words.length > 2 ? 1 << further++ : 0;
    const setMarks = kind === 'words' ? words.map(() => 1 << further++) : [];
    const [without, withIt] = kind === 'word' && row.words ? row.words : [false, true];
    return {
      name,
      kind,
      row,
      shows: 1 << index,
      mark,
      thirdMark,
      setMarks,
      mask: setMarks.reduce((bits, bit) => bits | bit, mark | thirdMark),
      without,
      withIt,
      column: row.column ?? name,
    };
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
