// What tells two states of a process table apart besides what they show: all its words, but for those that are dead.
// Dead is what is written before it is read next: a row given back (but for its link to the next free one) and rows
// never used; columns of a facet that the row does not have; the words of row 0 where links that lead to nobody are
// written. List orders, the free list and the index of ids are alive.
import { COLUMN, FLAG, HEADER, INIT_ROW, ROW_WORDS } from '../impl/layout.ts';
import type { ReadonlyWords } from '../impl/layout.ts';

const OF_PROCESS = [
  COLUMN.PARENT,
  COLUMN.GROUP,
  COLUMN.FIRST_CHILD,
  COLUMN.NEXT_SIBLING,
  COLUMN.PREV_SIBLING,
  COLUMN.NEXT_MEMBER,
  COLUMN.PREV_MEMBER,
  COLUMN.FIRST_THREAD,
  COLUMN.EXIT_CODE,
];
const OF_GROUP = [
  COLUMN.SESSION,
  COLUMN.FIRST_MEMBER,
  COLUMN.NEXT_GROUP,
  COLUMN.PREV_GROUP,
  COLUMN.GROUP_HANDLES,
];
const OF_SESSION = [COLUMN.FIRST_GROUP, COLUMN.SESSION_HANDLES];
const OF_THREAD = [COLUMN.THREAD_PROCESS, COLUMN.NEXT_THREAD, COLUMN.PREV_THREAD];
/** The header's words that are alive, but for what says which table it is. */
const OF_HEADER = Object.entries(HEADER)
  .filter(([name]) => !['MAGIC', 'VERSION', 'CAPACITY'].includes(name))
  .map(([, word]) => word);

/** Writes the representation of tables of one size. Words of rows are small, and stand as bytes. */
export class RepresentationOf {
  readonly words: number;
  readonly #end: number;
  readonly #bytes: Uint8Array;
  readonly #asWords: Uint32Array;
  readonly #index: number;

  constructor(ids: number, words: number) {
    this.#end = (1 + ids) * ROW_WORDS;
    this.#index = words - this.#end;
    const bytes = Math.ceil((OF_HEADER.length + ids * ROW_WORDS) / 4) * 4;
    if (this.#end > 255) throw new Error('offsets of so many rows do not fit a byte');
    this.#bytes = new Uint8Array(bytes);
    this.#asWords = new Uint32Array(this.#bytes.buffer);
    this.words = bytes / 4 + this.#index;
  }

  write(words: ReadonlyWords, out: Uint32Array, offset: number): void {
    const bytes = this.#bytes;
    bytes.fill(0);
    let at = 0;
    for (const word of OF_HEADER) bytes[at++] = words[word] as number;
    const end = words[HEADER.ROWS_END] as number;
    for (let row = INIT_ROW; row < end; row += ROW_WORDS, at += ROW_WORDS) {
      const flags = words[row + COLUMN.FLAGS] as number;
      bytes[at + COLUMN.ID] = words[row + COLUMN.ID] as number;
      bytes[at + COLUMN.FLAGS] = flags;
      const columns =
        flags & FLAG.PROCESS ? OF_PROCESS : (flags & FLAG.THREAD) !== 0 ? OF_THREAD : [];
      for (const column of columns) bytes[at + column] = words[row + column] as number;
      if (flags & FLAG.GROUP) for (const column of OF_GROUP) bytes[at + column] = words[row + column] as number;
      if (flags & FLAG.SESSION) for (const column of OF_SESSION) bytes[at + column] = words[row + column] as number;
    }
    out.set(this.#asWords, offset);
    for (let w = 0; w < this.#index; w += 1) {
      out[offset + this.#asWords.length + w] = words[this.#end + w] as number;
    }
  }
}
