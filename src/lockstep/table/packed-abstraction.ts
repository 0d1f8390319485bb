// The abstraction function by another way: whether the rows of a process table show just what a packed state of the
// model's would show, without writing either out. It says yes only where abstraction.ts and the model's observation
// are equal; where it says no, those are asked.
import { columnAt, DEAD } from '../../model/bounded/columns.ts';
import type { Column } from '../../model/bounded/columns.ts';
import {
  GROUP as GROUPS,
  PARENT as PARENTS,
  SESSION as SESSIONS,
  STATUS,
} from '../../model/bounded/packed-model.ts';
import { COLUMN, FLAG, HEADER, INIT_ROW as initRow, ROW_WORDS as rowWords } from '../../impl/layout.ts';
import { FLAG_OF_FIELD } from './mark-flags.ts';

const INIT_ROW = initRow;
const ROW_WORDS = rowWords;
const { ID, FLAGS, PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING, NEXT_MEMBER, SESSION, FIRST_MEMBER } = COLUMN;
const { NEXT_GROUP, FIRST_GROUP, FIRST_THREAD, NEXT_THREAD, EXIT_CODE } = COLUMN;
const PROCESS_FACET = FLAG.PROCESS;
const GROUP_FACET = FLAG.GROUP;
const SESSION_FACET = FLAG.SESSION;
const THREAD_FACET = FLAG.THREAD;
const { ZOMBIE } = FLAG;
const { ROWS_END } = HEADER;

const NO_COLUMN = -1;

/** Compares at a number of ids; keeps its scratch space. */
export class PackedAbstraction {
  readonly #ids: number;
  /** The bits of a row's flags that are compared. */
  readonly #known: number;
  // Sets of ids, as bits, by id: what each should list.
  readonly #children = new Int32Array(16);
  readonly #members = new Int32Array(16);
  readonly #groups = new Int32Array(16);
  readonly #threads = new Int32Array(16);

  // The places of the columns that not every set has, or NO_COLUMN; and the marks' with their flags.
  readonly #sessionHandles: number;
  readonly #threadOf: number;
  readonly #exitCodes: number;
  readonly #codes: readonly number[];
  readonly #marks: readonly number[];
  readonly #flags: readonly number[];

  /** `known`: the bits of flags that say what is shown; a row that has none of them shows nothing. */
  constructor(columns: readonly Column[], ids: number, known = -1) {
    const at = (name: string): number => columnAt(columns, name) ?? NO_COLUMN;
    const marks = columns.map(({ name }) => name).filter((name) => FLAG_OF_FIELD[name] !== undefined);
    this.#ids = ids;
    this.#known = known;
    this.#sessionHandles = at('sessionHandles');
    this.#threadOf = at('threadOf');
    this.#exitCodes = at('exitCode');
    this.#codes = columns.find(({ name }) => name === 'exitCode')?.values ?? [0];
    this.#marks = marks.map(at);
    this.#flags = marks.map((name) => FLAG_OF_FIELD[name]);
  }

  /** Whether the table shows this state. No row may lie beyond the ids. O(what is shown). */
  isShown(words: ArrayLike<number>, cells: Uint8Array): boolean {
    const inUse = this.#collect(cells);
    const end = words[ROWS_END];
    let found = 0;
    for (let row = INIT_ROW; row < end; row += ROW_WORDS) {
      const flags = words[row + FLAGS] & this.#known;
      if (flags === 0) continue;
      const id = words[row + ID];
      if (id < 1 || id > this.#ids || (found & (1 << id)) !== 0) return false;
      found |= 1 << id;
      if (flags !== this.#flagsOf(cells, id)) return false;
      if (flags & PROCESS_FACET && !this.#isProcess(words, row, cells, id)) return false;
      if (flags & GROUP_FACET) {
        if (words[words[row + SESSION] + ID] !== cells[SESSIONS + id]) return false;
        if (!lists(words, row + FIRST_MEMBER, NEXT_MEMBER, this.#members[id])) return false;
      }
      if (flags & SESSION_FACET && !lists(words, row + FIRST_GROUP, NEXT_GROUP, this.#groups[id])) {
        return false;
      }
    }
    return found === inUse;
  }

  #isProcess(words: ArrayLike<number>, row: number, cells: Uint8Array, pid: number): boolean {
    const parent = words[row + PARENT];
    if ((parent === 0 ? 0 : words[parent + ID]) !== cells[PARENTS + pid]) return false;
    if (words[words[row + GROUP] + ID] !== cells[GROUPS + pid]) return false;
    const code = this.#exitCodes === NO_COLUMN ? 0 : this.#codes[cells[this.#exitCodes + pid]];
    if (words[row + EXIT_CODE] !== code) return false;
    if (!lists(words, row + FIRST_CHILD, NEXT_SIBLING, this.#children[pid])) return false;
    // The thread that bears the pid is a flag, and was compared with the others.
    return lists(words, row + FIRST_THREAD, NEXT_THREAD, this.#threads[pid] & ~(1 << pid));
  }

  #flagsOf(cells: Uint8Array, id: number): number {
    const status = cells[STATUS + id];
    const lives = this.#isHeld(cells, id) || this.#groups[id] !== 0;
    let marks = 0;
    for (let m = 0; m < this.#marks.length; m += 1)
      if (cells[this.#marks[m] + id] !== 0) marks |= this.#flags[m];
    return (
      marks |
      (status !== 0 ? PROCESS_FACET : 0) |
      (status === DEAD ? ZOMBIE : 0) |
      (cells[SESSIONS + id] !== 0 ? GROUP_FACET : 0) |
      (lives ? SESSION_FACET : 0) |
      (this.#processOf(cells, id) !== 0 ? THREAD_FACET : 0)
    );
  }

  /** Whether a handle is held on the session. */
  #isHeld(cells: Uint8Array, sid: number): boolean {
    return this.#sessionHandles !== NO_COLUMN && cells[this.#sessionHandles + sid] !== 0;
  }

  /** A thread's process; 0 where the id is no thread's. */
  #processOf(cells: Uint8Array, id: number): number {
    return this.#threadOf === NO_COLUMN ? 0 : cells[this.#threadOf + id];
  }

  /** The lists that each id should have; the ids in use. */
  #collect(cells: Uint8Array): number {
    const children = this.#children;
    const members = this.#members;
    const groups = this.#groups;
    const threads = this.#threads;
    for (let id = 0; id <= this.#ids; id += 1) {
      // Quicker than four calls of fill for so few.
      children[id] = 0;
      members[id] = 0;
      groups[id] = 0;
      threads[id] = 0;
    }
    let inUse = 0;
    for (let id = 1; id <= this.#ids; id += 1) {
      const bit = 1 << id;
      const group = cells[GROUPS + id];
      const session = cells[SESSIONS + id];
      const process = this.#processOf(cells, id);
      if (group !== 0) {
        const parent = cells[PARENTS + id];
        children[parent] = children[parent] | bit;
        members[group] = members[group] | bit;
        inUse |= bit;
      }
      if (session !== 0) {
        groups[session] = groups[session] | bit;
        inUse |= bit | (1 << session);
      }
      if (process !== 0) {
        threads[process] = threads[process] | bit;
        inUse |= bit;
      }
      if (this.#isHeld(cells, id)) inUse |= bit;
    }
    return inUse;
  }
}

/** Whether a list holds just these ids, each once. Ends where it repeats one. */
function lists(words: ArrayLike<number>, first: number, next: number, ids: number): boolean {
  let rest = ids;
  for (let row = words[first]; row !== 0; row = words[row + next]) {
    const bit = 1 << words[row + ID];
    if ((rest & bit) === 0) return false;
    rest &= ~bit;
  }
  return rest === 0;
}
