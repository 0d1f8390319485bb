// Rows of 32-bit words, numbered from 0, in chunks: growing adds a chunk and moves nothing, so it never
// needs the memory twice. Rows at the front may be let go of. Knows nothing of what the words mean.
import { brokenSearch } from './assert.ts';

/** A chunk is at most this many words (256 KiB), unless a single row is longer. */
const CHUNK_WORDS_MAX = 2 ** 16;

/** Storage, not a view: callers read and write the chunks themselves, with `shift`, `mask` and `width`. */
export class RowStorage {
  /** Words in a row. */
  readonly width: number;
  /** Row `i` is in chunk `i >>> shift`, from word `(i & mask) * width` on. */
  readonly shift: number;
  readonly mask: number;
  readonly chunks: Uint32Array[] = [];
  /** Rows that are there, those let go of included. */
  length = 0;
  #released = 0;
  readonly #spare: Uint32Array[] = [];

  constructor(width: number) {
    this.width = width;
    let shift = 0;
    while (width * 2 ** (shift + 1) <= CHUNK_WORDS_MAX) shift++;
    this.shift = shift;
    this.mask = 2 ** shift - 1;
  }

  /** Bytes held, spare chunks included. */
  get bytes(): number {
    return (this.chunks.length - this.#released + this.#spare.length) * this.#chunkBytes;
  }

  get #chunkBytes(): number {
    return (this.width * 4) << this.shift;
  }

  /** The bytes that making room for `count` more rows would add. */
  growth(count: number): number {
    const chunks = Math.ceil((this.length + count) / 2 ** this.shift) - this.chunks.length;
    return Math.max(0, chunks - this.#spare.length) * this.#chunkBytes;
  }

  /** Makes room for `count` more rows, so that taking them cannot fail. */
  reserve(count: number): void {
    while (this.chunks.length * 2 ** this.shift < this.length + count) {
      this.chunks.push(this.#spare.pop() ?? new Uint32Array(this.width << this.shift));
    }
  }

  /** The chunk that holds row `i`. */
  chunk(i: number): Uint32Array {
    return this.chunks[i >>> this.shift];
  }

  /** The word at which row `i` starts in its chunk. */
  offset(i: number): number {
    return (i & this.mask) * this.width;
  }

  /** Numbers the rows from `i` on, as if those before had been let go of. Only while there are none. */
  startAt(i: number): void {
    if (this.length !== 0) brokenSearch('rows are numbered anew only while there are none');
    this.length = i;
    this.#released = i >>> this.shift;
    this.chunks.length = 0;
    while (this.chunks.length < this.#released) this.chunks.push(NOTHING);
  }

  /** Lets go of all rows before `i`: whole chunks, of which a few are kept for what comes next. */
  release(i: number): void {
    if (i > this.length) brokenSearch(`rows before ${i} are let go of, and there are ${this.length}`);
    const end = i >>> this.shift;
    while (this.#released < end) {
      const chunk = this.chunks[this.#released];
      this.chunks[this.#released++] = NOTHING;
      if (this.#spare.length < 4) this.#spare.push(chunk);
    }
  }

  /** The words of rows `from` … `to` − 1 as they lie in the chunks. Views, not copies. */
  *words(from: number, to: number): Generator<Uint32Array> {
    if (from >>> this.shift < this.#released) brokenSearch(`row ${from} was let go of`);
    if (to > this.length) brokenSearch(`row ${to - 1} is asked for, and there are ${this.length}`);
    for (let i = from; i < to; ) {
      const end = Math.min(to, ((i >>> this.shift) + 1) * 2 ** this.shift);
      const offset = this.offset(i);
      yield this.chunk(i).subarray(offset, offset + (end - i) * this.width);
      i = end;
    }
  }
}

const NOTHING = new Uint32Array(0);
