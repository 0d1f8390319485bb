// The words that tell two states of a process table apart besides what they show: all its words, but for those that are
// dead. Dead is what is written before it is read next: the links of lists that a row neither has nor is in, and the
// words of row 0 where links that lead to nobody are written. List orders, the free list, the index of ids, the counts
// and whatever else a row given back still says are alive.
import { COLUMN, FLAG, HEADER, INIT_ROW, ROW_WORDS } from '../../impl/layout.ts';

const VALUES = [
  COLUMN.ID,
  COLUMN.FLAGS,
  COLUMN.PARENT,
  COLUMN.GROUP,
  COLUMN.SESSION,
  COLUMN.EXIT_CODE,
  COLUMN.GROUP_HANDLES,
  COLUMN.SESSION_HANDLES,
];
const LINKS_OF_PROCESS = [
  COLUMN.FIRST_CHILD,
  COLUMN.NEXT_SIBLING,
  COLUMN.PREV_SIBLING,
  COLUMN.NEXT_MEMBER,
  COLUMN.PREV_MEMBER,
  COLUMN.FIRST_THREAD,
];
const LINKS_OF_GROUP = [COLUMN.FIRST_MEMBER, COLUMN.NEXT_GROUP, COLUMN.PREV_GROUP];
const LINKS_OF_THREAD = [COLUMN.NEXT_THREAD, COLUMN.PREV_THREAD];
/** The header's words that are alive, but for what says which table it is. */
const OF_HEADER = Object.entries(HEADER)
  .filter(([name]) => !['MAGIC', 'VERSION', 'CAPACITY', 'COMMANDS', 'TERMINALS'].includes(name))
  .map(([, word]) => word);

/** The place at which the rows begin, in bytes, when every byte of the header that is alive has been written. */
export const ROWS_AT = OF_HEADER.length;
/** The byte of the header that names an id; what no command of the contract reads. */
export const LOWEST_FREE_AT = OF_HEADER.indexOf(HEADER.LOWEST_FREE);

/** Words of rows are small, and stand as bytes; of these the next byte counts too, which comes after the row's words. */
const TWO_BYTES = [COLUMN.FLAGS, COLUMN.EXIT_CODE];
/** Bytes that a row takes. */
export const ROW_BYTES = ROW_WORDS + TWO_BYTES.length;

/** Writes the representation of tables of one size. */
export class RepresentationOf {
  readonly words: number;
  readonly #end: number;
  readonly #bytes: Uint8Array;
  readonly #asWords: Uint32Array;
  readonly #index: number;

  constructor(ids: number, words: number) {
    this.#end = (1 + ids) * ROW_WORDS;
    this.#index = words - this.#end;
    const bytes = 4 * wordsOfRows(ids);
    if (this.#end > 255) throw new Error('offsets of so many rows do not fit a byte');
    this.#bytes = new Uint8Array(bytes);
    this.#asWords = new Uint32Array(this.#bytes.buffer);
    this.words = bytes / 4 + this.#index;
  }

  write(words: ArrayLike<number>, out: Uint32Array, offset: number): void {
    const bytes = this.#bytes;
    bytes.fill(0);
    let at = 0;
    for (const word of OF_HEADER) bytes[at++] = words[word];
    const end = words[HEADER.ROWS_END];
    for (let row = INIT_ROW; row < end; row += ROW_WORDS, at += ROW_BYTES) {
      const flags = words[row + COLUMN.FLAGS];
      for (const column of VALUES) bytes[at + column] = words[row + column];
      for (const column of linksOf(flags)) bytes[at + column] = words[row + column];
      if (flags & FLAG.GROUP) for (const column of LINKS_OF_GROUP) bytes[at + column] = words[row + column];
      if (flags & FLAG.SESSION) bytes[at + COLUMN.FIRST_GROUP] = words[row + COLUMN.FIRST_GROUP];
      for (let two = 0; two < TWO_BYTES.length; two += 1)
        bytes[at + ROW_WORDS + two] = words[row + TWO_BYTES[two]] >> 8;
    }
    out.set(this.#asWords, offset);
    for (let w = 0; w < this.#index; w += 1) {
      out[offset + this.#asWords.length + w] = words[this.#end + w];
    }
  }
}

/** Words that header and rows take; the index of ids follows. */
export function wordsOfRows(ids: number): number {
  return Math.ceil((ROWS_AT + ids * ROW_BYTES) / 4);
}

/** A thread that bears its process's pid is in no list. */
function linksOf(flags: number): readonly number[] {
  if (flags & FLAG.PROCESS) return LINKS_OF_PROCESS;
  return flags & FLAG.THREAD ? LINKS_OF_THREAD : [];
}
