// The abstraction function: from the rows of the process table to what may be observed of it. The only reader of
// the representation outside src/impl.
import type { Id } from '../../contract/command.ts';
import {
  FlatObservation,
  NO_PARENT,
  SHOWS_ALL_OF_GROUP,
  SHOWS_ALL_OF_SESSION,
  SHOWS_CHILDREN,
  SHOWS_GROUPS,
  SHOWS_PROCESSES,
  SHOWS_THREADS,
} from '../../contract/observation/flat-observation.ts';
import type { ShownFields } from '../../contract/observation/fields.ts';
import { FIELDS, showsOf } from '../../contract/observation/fields.ts';
import type { Focus } from '../../contract/observation/flat-observation.ts';
import type { IdLists } from '../../contract/observation/id-lists.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { IdTable } from '../../impl/id-table.ts';
import { COLUMN, FLAG, HEADER, INIT_ROW, NONE as none, ROW_WORDS as rowWords } from '../../impl/layout.ts';
import type { ReadonlyWords, Row } from '../../impl/layout.ts';
import { unflatten } from '../../contract/observation/json.ts';
import { MARKS_OF_FLAGS as marksOfFlags } from './mark-flags.ts';

const NONE = none;
const ROW_WORDS = rowWords;
const { ID, FLAGS, PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING, NEXT_MEMBER, SESSION, FIRST_MEMBER } = COLUMN;
const { NEXT_GROUP, FIRST_GROUP, FIRST_THREAD, NEXT_THREAD, EXIT_CODE } = COLUMN;
const { PROCESS, THREAD } = FLAG;
const GROUP_FACET = FLAG.GROUP;
const SESSION_FACET = FLAG.SESSION;
/** A small integer, and no list is longer. */
const EVERY_LIST = 0x7fff_ffff;

/** A constant of this file, which the optimizer folds. */
const MARKS_OF_FLAGS = marksOfFlags;
/** The flags that it knows; above them rows may count references. */
const FLAGS_OF_MARKS = marksOfFlags.length - 1;

/** Reads one table again and again; keeps its scratch space. */
export class Abstraction {
  readonly #table: IdTable;
  /** The bits of what is shown of a process. */
  readonly #shows: number;
  #rows = new Int32Array(64);

  /** Shows the fields of a process that the table's command set shows. */
  constructor(table: IdTable, shows: ShownFields) {
    this.#table = table;
    this.#shows = showsOf(FIELDS.process, Object.keys(shows));
  }

  /** Writes everything observable, or what is in focus, to `out`. O(what is shown × log), the log for sorting. */
  observe(out: FlatObservation, focus?: Focus): void {
    out.clear();
    const words = this.#table.storage();
    if (focus === undefined) this.#observeAll(words, out);
    else this.#observeFocus(words, out, focus);
    out.resources[0] = words[HEADER.PROCESSES];
    out.resources[1] = words[HEADER.GROUPS];
    out.resources[2] = words[HEADER.SESSIONS];
    out.resources[3] = words[HEADER.THREADS];
    out.resources[4] = words[HEADER.HANDLES];
  }

  /** The same as JSON: everything observable. */
  toJson(): Observation {
    const seen = new FlatObservation();
    this.observe(seen);
    return unflatten(seen);
  }

  #observeAll(words: ReadonlyWords, out: FlatObservation): void {
    const count = this.#rowsInIdOrder(words);
    const rows = this.#rows;
    for (let index = 0; index < count; index += 1) {
      const row = rows[index];
      const flags = words[row + FLAGS];
      if (flags & PROCESS) this.#process(words, row, out, EVERY_LIST);
      if (flags & GROUP_FACET) this.#group(words, row, out, EVERY_LIST);
      if (flags & SESSION_FACET) this.#session(words, row, out, EVERY_LIST);
    }
  }

  #observeFocus(words: ReadonlyWords, out: FlatObservation, focus: Focus): void {
    for (const pid of focus.processes) {
      const row = this.#rowWith(words, pid, PROCESS);
      if (row !== NONE) this.#process(words, row, out, focus.listMax);
    }
    for (const pgid of focus.groups) {
      const row = this.#rowWith(words, pgid, GROUP_FACET);
      if (row !== NONE) this.#group(words, row, out, focus.listMax);
    }
    for (const sid of focus.sessions) {
      const row = this.#rowWith(words, sid, SESSION_FACET);
      if (row !== NONE) this.#session(words, row, out, focus.listMax);
    }
  }

  /** The marks of a process, as the bits of a flat observation. */
  protected marksOf(words: ReadonlyWords, row: Row): number {
    return MARKS_OF_FLAGS[words[row + FLAGS] & FLAGS_OF_MARKS];
  }

  /** Its controlling terminal, or 0: most tables know of none. */
  protected terminalOf(_words: ReadonlyWords, _row: Row): number {
    return 0;
  }

  #process(words: ReadonlyWords, row: Row, out: FlatObservation, listMax: number): void {
    const flags = words[row + FLAGS];
    const parent = words[row + PARENT];
    const pid = words[row + ID];
    const group = words[words[row + GROUP] + ID];
    out.addProcess(
      pid,
      parent === NONE ? NO_PARENT : words[parent + ID],
      group,
      this.marksOf(words, row),
      words[row + EXIT_CODE],
      this.#shows,
      this.terminalOf(words, row),
    );
    if (!list(words, words[row + FIRST_CHILD], NEXT_SIBLING, out.children, listMax))
      out.hideOfProcess(SHOWS_CHILDREN);
    if (flags & THREAD) out.threads.push(pid);
    if (!list(words, words[row + FIRST_THREAD], NEXT_THREAD, out.threads, listMax))
      out.hideOfProcess(SHOWS_THREADS);
  }

  #group(words: ReadonlyWords, row: Row, out: FlatObservation, listMax: number): void {
    out.addGroup(words[row + ID], words[words[row + SESSION] + ID], SHOWS_ALL_OF_GROUP);
    const shown = list(words, words[row + FIRST_MEMBER], NEXT_MEMBER, out.members, listMax);
    if (!shown) out.hideOfGroup(SHOWS_PROCESSES);
  }

  #session(words: ReadonlyWords, row: Row, out: FlatObservation, listMax: number): void {
    out.addSession(words[row + ID], SHOWS_ALL_OF_SESSION);
    const shown = list(words, words[row + FIRST_GROUP], NEXT_GROUP, out.groups, listMax);
    if (!shown) out.hideOfSession(SHOWS_GROUPS);
  }

  #rowWith(words: ReadonlyWords, id: Id, facet: number): Row {
    const row = this.#table.rowOf(id);
    return row !== NONE && words[row + FLAGS] & facet ? row : NONE;
  }

  /** All rows in use, sorted by id; how many. */
  #rowsInIdOrder(words: ReadonlyWords): number {
    const end = words[HEADER.ROWS_END];
    const most = (end - INIT_ROW) / ROW_WORDS;
    if (this.#rows.length < most) this.#rows = new Int32Array(most * 2);
    const rows = this.#rows;
    let count = 0;
    for (let row = INIT_ROW; row < end; row += ROW_WORDS) {
      if (words[row + FLAGS] === 0) continue;
      const id = words[row + ID];
      let place = count;
      if (most <= SORTED_BY_INSERTION) {
        while (place > 0 && words[rows[place - 1] + ID] > id) {
          rows[place] = rows[place - 1];
          place -= 1;
        }
      }
      rows[place] = row;
      count += 1;
    }
    if (most > SORTED_BY_INSERTION) rows.subarray(0, count).sort((a, b) => words[a + ID] - words[b + ID]);
    return count;
  }
}

const SORTED_BY_INSERTION = 24;

/** Adds the ids of an intrusive list to the list begun last, ascending; leaves it empty if they are more than `listMax`. */
function list(words: ReadonlyWords, first: Row, next: number, lists: IdLists, listMax: number): boolean {
  if (first === NONE) return true;
  let count = 0;
  for (let row = first; row !== NONE; row = words[row + next]) {
    if (count === listMax) {
      lists.dropLast();
      return false;
    }
    lists.push(words[row + ID]);
    count += 1;
  }
  lists.sortLast();
  return true;
}
