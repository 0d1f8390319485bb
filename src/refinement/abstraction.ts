// The abstraction function: from the rows of the process table to what may be observed of it. The only reader of
// the representation outside src/impl.
import type { Id } from '../contract/command.ts';
import {
  GROUP_EXITED,
  NO_PARENT,
  SHOWS_ALL_OF_GROUP,
  SHOWS_ALL_OF_PROCESS,
  SHOWS_ALL_OF_SESSION,
  SHOWS_CHILDREN,
  SHOWS_GROUPS,
  SHOWS_PROCESSES,
  SHOWS_THREADS,
  SUBREAPER,
  ZOMBIE,
} from '../contract/flat-observation.ts';
import type { FlatObservation, Focus, IdLists } from '../contract/flat-observation.ts';
import { COLUMN, FLAG, HEADER, INIT_ROW, NONE as none, ROW_WORDS as rowWords } from '../impl/layout.ts';
import type { ReadonlyWords, Row } from '../impl/layout.ts';
import type { ProcessTable } from '../impl/process-table.ts';

const NONE = none;
const ROW_WORDS = rowWords;
const { ID, FLAGS, PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING, NEXT_MEMBER, SESSION, FIRST_MEMBER } = COLUMN;
const { NEXT_GROUP, FIRST_GROUP, FIRST_THREAD, NEXT_THREAD, EXIT_CODE } = COLUMN;

/** Reads one table again and again; keeps its scratch space. */
export class Abstraction {
  readonly #table: ProcessTable;
  #rows = new Int32Array(64);
  #list = new Int32Array(64);

  constructor(table: ProcessTable) {
    this.#table = table;
  }

  /** Writes everything observable, or what is in focus, to `out`. O(what is shown × log), the log for sorting. */
  observe(out: FlatObservation, focus?: Focus): void {
    out.clear();
    const words = this.#table.storage();
    if (focus === undefined) this.#observeAll(words, out);
    else this.#observeFocus(words, out, focus);
    out.resources[0] = words[HEADER.PROCESSES] as number;
    out.resources[1] = words[HEADER.GROUPS] as number;
    out.resources[2] = words[HEADER.SESSIONS] as number;
    out.resources[3] = words[HEADER.THREADS] as number;
    out.resources[4] = words[HEADER.HANDLES] as number;
  }

  #observeAll(words: ReadonlyWords, out: FlatObservation): void {
    const count = this.#rowsInIdOrder(words);
    const rows = this.#rows;
    for (let index = 0; index < count; index += 1) {
      const row = rows[index] as Row;
      if ((words[row + FLAGS] as number) & FLAG.PROCESS) this.#process(words, row, out, Number.MAX_SAFE_INTEGER);
    }
    for (let index = 0; index < count; index += 1) {
      const row = rows[index] as Row;
      if ((words[row + FLAGS] as number) & FLAG.GROUP) this.#group(words, row, out, Number.MAX_SAFE_INTEGER);
    }
    for (let index = 0; index < count; index += 1) {
      const row = rows[index] as Row;
      if ((words[row + FLAGS] as number) & FLAG.SESSION) this.#session(words, row, out, Number.MAX_SAFE_INTEGER);
    }
  }

  #observeFocus(words: ReadonlyWords, out: FlatObservation, focus: Focus): void {
    for (const pid of focus.processes) {
      const row = this.#rowWith(words, pid, FLAG.PROCESS);
      if (row !== NONE) this.#process(words, row, out, focus.listMax);
    }
    for (const pgid of focus.groups) {
      const row = this.#rowWith(words, pgid, FLAG.GROUP);
      if (row !== NONE) this.#group(words, row, out, focus.listMax);
    }
    for (const sid of focus.sessions) {
      const row = this.#rowWith(words, sid, FLAG.SESSION);
      if (row !== NONE) this.#session(words, row, out, focus.listMax);
    }
  }

  #process(words: ReadonlyWords, row: Row, out: FlatObservation, listMax: number): void {
    const flags = words[row + FLAGS] as number;
    const parent = words[row + PARENT] as Row;
    const marks =
      (flags & FLAG.ZOMBIE ? ZOMBIE : 0) | (flags & FLAG.SUBREAPER ? SUBREAPER : 0) | (flags & FLAG.GROUP_EXITED ? GROUP_EXITED : 0);
    const group = words[(words[row + GROUP] as Row) + ID] as Id;
    out.addProcess(words[row + ID] as Id, parent === NONE ? NO_PARENT : (words[parent + ID] as Id), group, marks, words[row + EXIT_CODE] as number, SHOWS_ALL_OF_PROCESS);
    const index = out.processCount - 1;
    const children = this.#collect(words, row, FIRST_CHILD, NEXT_SIBLING, listMax);
    if (children > listMax) out.processShows[index] = (out.processShows[index] as number) & ~SHOWS_CHILDREN;
    else this.#push(out.children, children);
    let threads = this.#collect(words, row, FIRST_THREAD, NEXT_THREAD, listMax);
    if (flags & FLAG.THREAD) threads = this.#add(threads, words[row + ID] as Id);
    if (threads > listMax) out.processShows[index] = (out.processShows[index] as number) & ~SHOWS_THREADS;
    else this.#push(out.threads, threads);
  }

  #group(words: ReadonlyWords, row: Row, out: FlatObservation, listMax: number): void {
    const members = this.#collect(words, row, FIRST_MEMBER, NEXT_MEMBER, listMax);
    const shown = members <= listMax;
    const session = words[(words[row + SESSION] as Row) + ID] as Id;
    out.addGroup(words[row + ID] as Id, session, shown ? SHOWS_ALL_OF_GROUP : SHOWS_ALL_OF_GROUP & ~SHOWS_PROCESSES);
    if (shown) this.#push(out.members, members);
  }

  #session(words: ReadonlyWords, row: Row, out: FlatObservation, listMax: number): void {
    const groups = this.#collect(words, row, FIRST_GROUP, NEXT_GROUP, listMax);
    const shown = groups <= listMax;
    out.addSession(words[row + ID] as Id, shown ? SHOWS_ALL_OF_SESSION : SHOWS_ALL_OF_SESSION & ~SHOWS_GROUPS);
    if (shown) this.#push(out.groups, groups);
  }

  #rowWith(words: ReadonlyWords, id: Id, facet: number): Row {
    const row = this.#table.rowOf(id);
    return row !== NONE && (words[row + FLAGS] as number) & facet ? row : NONE;
  }

  /** All rows in use, sorted by id; how many. */
  #rowsInIdOrder(words: ReadonlyWords): number {
    const end = words[HEADER.ROWS_END] as number;
    const most = (end - INIT_ROW) / ROW_WORDS;
    if (this.#rows.length < most) this.#rows = new Int32Array(most * 2);
    const rows = this.#rows;
    let count = 0;
    for (let row = INIT_ROW; row < end; row += ROW_WORDS) {
      if (words[row + FLAGS] === 0) continue;
      rows[count] = row;
      count += 1;
    }
    if (count > SHORT) rows.subarray(0, count).sort((a, b) => (words[a + ID] as Id) - (words[b + ID] as Id));
    else sortShort(rows, count, (row) => words[row + ID] as Id);
    return count;
  }

  /** Collects a list's ids, ascending; at most one more than `listMax`. Returns how many. */
  #collect(words: ReadonlyWords, owner: Row, first: number, next: number, listMax: number): number {
    let count = 0;
    for (let row = words[owner + first] as Row; row !== NONE && count <= listMax; row = words[row + next] as Row) {
      this.#reserve(count);
      this.#list[count] = words[row + ID] as Id;
      count += 1;
    }
    if (count > SHORT) this.#list.subarray(0, count).sort();
    else sortShort(this.#list, count, (id) => id);
    return count;
  }

  /** Adds an id to the collected ones, in its place. */
  #add(count: number, id: Id): number {
    this.#reserve(count);
    this.#list[count] = id;
    sortShort(this.#list, count + 1, (each) => each);
    return count + 1;
  }

  #reserve(index: number): void {
    if (index < this.#list.length) return;
    const larger = new Int32Array(this.#list.length * 2);
    larger.set(this.#list);
    this.#list = larger;
  }

  #push(lists: IdLists, count: number): void {
    for (let index = 0; index < count; index += 1) lists.push(this.#list[index] as Id);
  }
}

/** Up to this many are sorted by insertion. */
const SHORT = 24;

function sortShort(values: Int32Array, count: number, by: (value: number) => number): void {
  for (let index = 1; index < count; index += 1) {
    const value = values[index] as number;
    let place = index;
    while (place > 0 && by(values[place - 1] as number) > by(value)) {
      values[place] = values[place - 1] as number;
      place -= 1;
    }
    values[place] = value;
  }
}
