// The columns of the bounded form: what a state is made of, as one small number for each id. Encoding, key, renaming and
// home state follow from a set's list of them.
import type { ProcessField, ProcessMark } from '../../contract/observation/fields.ts';
import type { CommandName, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type {
  Group,
  Job,
  News,
  Process,
  Remembered,
  Session,
  State,
  Terminal,
  Thread,
  Wait,
} from '../state.ts';
import { childrenInOrder, newProcess } from '../state.ts';
import type { SpaceBound } from './bound.ts';
import { bitsFor } from './bound.ts';

/** Ids are 1 … this, so that an id takes at most four bits. */
export const PACKED_ID_MAX = 15;
/** Bytes of a column: one an id, and byte 0, which stays 0. */
export const COLUMN_BYTES = 16;

/** A state in the making. */
export interface StateDraft {
  readonly processes: Map<Id, Draft<Process>>;
  readonly threads: Map<Id, Thread>;
  readonly groups: Map<Id, Draft<Group>>;
  readonly sessions: Map<Id, Session>;
  readonly jobs: Map<Id, Draft<Job>>;
  readonly waits: Map<Id, Draft<Wait>>;
  readonly terminals: Map<Id, Draft<Terminal>>;
  readonly lostForegrounds: Map<Id, Draft<Remembered>>;
  readonly news: Map<Id, Draft<News>>;
}

/** A row in the making. */
export type Draft<Row> = { -readonly [Field in keyof Row]: Row[Field] };

/** One number for each id, 0 … 255; 0 for an id that bears no such thing. */
export interface Column {
  readonly name: string;
  /** The field of a process that shows it, where that is called otherwise. */
  readonly field?: ProcessField;
  /** `reference`: an id, renamed with the ids. `mark`: forgiven at home, since init keeps its own. */
  readonly kind: 'plain' | 'reference' | 'rank' | 'mark';
  /** The bits that it takes for an id in a key; 0 where it cannot vary at this bound. */
  readonly bits: (bound: SpaceBound, id: Id) => number;
  readonly read: (state: State, id: Id) => number;
  /** Takes part in building a state: called for every number but 0, one column after the other. */
  readonly write: (draft: StateDraft, id: Id, value: number) => void;
  /** The values that the numbers stand for, where they do not speak for themselves. */
  readonly values?: readonly number[];
}

export const RUNNING = 1;
export const DEAD = 2;

/** 0 for no process, {@link RUNNING} or {@link DEAD}. */
const STATUS_COLUMN: Column = {
  name: 'status',
  kind: 'plain',
  bits: (_, id) => (id === INIT ? 0 : 2),
  read: (state, id) => {
    const process = state.processes.get(id);
    if (process === undefined) return 0;
    return process.zombie ? DEAD : RUNNING;
  },
  write: ({ processes }, id, value) =>
    void processes.set(id, { ...newProcess(null, INIT), zombie: value === DEAD }),
};

/** A process's parent; 0 for init, which never has one. */
const PARENT_COLUMN: Column = {
  name: 'parent',
  kind: 'reference',
  bits: ({ ids }, id) => (id === INIT ? 0 : bitsFor(ids)),
  read: (state, id) => state.processes.get(id)?.parent ?? 0,
  write: (draft, id, value) => {
    processOf(draft, id).parent = value;
  },
};

/** A process's group. */
const GROUP_COLUMN: Column = {
  name: 'group',
  kind: 'reference',
  bits: ({ ids }) => bitsFor(ids),
  read: (state, id) => state.processes.get(id)?.group ?? 0,
  write: (draft, id, value) => {
    processOf(draft, id).group = value;
  },
};

/** A live group's session. A session lives if a group names it, or a handle is held on it. */
const SESSION_COLUMN: Column = {
  name: 'session',
  kind: 'reference',
  bits: ({ ids }) => bitsFor(ids),
  read: (state, id) => state.groups.get(id)?.session ?? 0,
  write: ({ groups, sessions }, id, value) => {
    groups.set(id, { session: value, handles: 0 });
    if (!sessions.has(value)) sessions.set(value, { handles: 0 });
  },
};

/** The columns that every set begins with, in this order. */
export const COMMON_COLUMNS: readonly Column[] = [STATUS_COLUMN, PARENT_COLUMN, GROUP_COLUMN, SESSION_COLUMN];

/** A process's mark, which this command makes. */
export function markColumn(field: ProcessMark, command: CommandName): Column {
  return {
    name: field,
    kind: 'mark',
    bits: ({ commands }) => (commands.includes(command) ? 1 : 0),
    read: (state, id) => Number(state.processes.get(id)?.[field] ?? false),
    write: (draft, id) => {
      processOf(draft, id)[field] = true;
    },
  };
}

/**
 * A process's exit code, as its place among those that a search knows, of which 0 is the first; `last`: the last place
 * that a bound brings about.
 */
export function exitCodeColumn(codes: readonly number[], last: (bound: SpaceBound) => number): Column {
  return {
    name: 'exitCode',
    kind: 'mark',
    bits: (bound) => bitsFor(last(bound)),
    read: (state, id) => {
      const code = state.processes.get(id)?.exitCode ?? 0;
      const place = codes.indexOf(code);
      if (place < 0) throw new RangeError(`exit code ${code}`);
      return place;
    },
    write: (draft, id, value) => {
      processOf(draft, id).exitCode = codes[value];
    },
    values: codes,
  };
}

/** A process's rank among its parent's children, from 1. */
export const RANK_COLUMN: Column = {
  name: 'rank',
  kind: 'rank',
  bits: ({ ids }, id) => (id === INIT ? 0 : bitsFor(ids)),
  read: (state, id) => {
    const parent = state.processes.get(id)?.parent ?? null;
    return parent === null ? 0 : childrenInOrder(state, parent).indexOf(id) + 1;
  },
  write: (draft, id, value) => {
    processOf(draft, id).place = value;
  },
};

/** The place at which the column of this name begins in a state's bytes; undefined where the set has none. */
export function columnAt(columns: readonly Column[], name: string): number | undefined {
  const place = columns.findIndex((column) => column.name === name);
  return place < 0 ? undefined : place * COLUMN_BYTES;
}

function processOf(draft: StateDraft, id: Id): Draft<Process> {
  const process = draft.processes.get(id);
  if (process === undefined) throw new RangeError(`id ${id} has part of a process and is none`);
  return process;
}
