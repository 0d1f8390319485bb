// A hierarchy of few ids as one array of bytes, the form in which a search of millions of states handles them: column
// after column, and the way to the model's State and back.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { State } from '../state.ts';
import { INITIAL_STATE } from '../state.ts';
import type { Table } from '../indexed-table.ts';
import type { Column, StateDraft } from './columns.ts';
import { COLUMN_BYTES, PACKED_ID_MAX } from './columns.ts';

/** The state at the start. */
export function newCells(columns: readonly Column[]): Uint8Array {
  const cells = new Uint8Array(columns.length * COLUMN_BYTES);
  encodeState(columns, INITIAL_STATE, cells);
  return cells;
}

/** Whether two states in bytes are the same one. O(bytes). */
export function sameCells(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return one.length === other.length;
}

/** Writes a state as bytes. Throws if it has an id or an exit code that does not fit. */
export function encodeState(columns: readonly Column[], state: State, cells: Uint8Array): void {
  const idMax = largestIdIn(state);
  if (idMax > PACKED_ID_MAX) throw new RangeError(`id ${idMax} is beyond ${PACKED_ID_MAX}`);
  cells.fill(0);
  for (const [place, { read }] of columns.entries()) {
    const at = place * COLUMN_BYTES;
    for (let id = INIT; id <= idMax; id += 1) cells[at + id] = read(state, id);
  }
}

/** The state that the bytes stand for. */
export function decodeState(columns: readonly Column[], cells: Uint8Array): State {
  const draft: StateDraft = {
    processes: new Map(),
    threads: new Map(),
    groups: new Map(),
    sessions: new Map(),
    jobs: new Map(),
    waits: new Map(),
    terminals: new Map(),
    lostForegrounds: new Map(),
    news: new Map(),
  };
  for (let place = 0; place < columns.length; place += 1) {
    const at = place * COLUMN_BYTES;
    for (let id = INIT; id <= PACKED_ID_MAX; id += 1)
      if (cells[at + id] !== 0) columns[place].write(draft, id, cells[at + id]);
  }
  return {
    processes: filled(EMPTY.processes, draft.processes),
    threads: filled(EMPTY.threads, draft.threads),
    groups: filled(EMPTY.groups, draft.groups),
    sessions: filled(EMPTY.sessions, draft.sessions),
    jobs: filled(EMPTY.jobs, draft.jobs),
    waits: filled(EMPTY.waits, draft.waits),
    terminals: filled(EMPTY.terminals, draft.terminals),
    lostForegrounds: filled(EMPTY.lostForegrounds, draft.lostForegrounds),
    news: filled(EMPTY.news, draft.news),
  };
}

const EMPTY: State = {
  ...INITIAL_STATE,
  processes: INITIAL_STATE.processes.delete(INIT),
  groups: INITIAL_STATE.groups.delete(INIT),
  sessions: INITIAL_STATE.sessions.delete(INIT),
};

function filled<Row extends object, Field extends keyof Row & string>(
  table: Table<Row, Field>,
  rows: ReadonlyMap<Id, Row>,
): Table<Row, Field> {
  let full = table;
  for (const [id, row] of rows) full = full.set(id, row);
  return full;
}

function largestIdIn({ processes, threads, groups, sessions }: State): Id {
  return Math.max(largestOf(processes), largestOf(threads), largestOf(groups), largestOf(sessions));
}

function largestOf(table: Pick<State['sessions'], 'size' | 'idAt'>): Id {
  return table.size === 0 ? 0 : table.idAt(table.size - 1);
}
