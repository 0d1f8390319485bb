// Records as they stream through a merge: read block by block from many files at once, the least first, and gathered until they
// are worth a write.
import type { JobBench } from './job-bench.ts';
import { readFooter, SectionReader, stampOf, WORDS_A_WRITE } from './layer-file.ts';
import { compareWords, foundWords, pathWords, reachedWords } from './layer-records.ts';
import type { RecordShape } from './layer-records.ts';
import { RUN } from './slice-job.ts';
import type { StoredFile } from './store.ts';

/** Memory for all blocks of runs together, and the least and most of one. */
const BLOCKS_BYTES = 2 ** 25;
const BLOCK_BYTES_MIN = 2 ** 13;
export const BLOCK_BYTES_MAX: number = 2 ** 19;

/** Runs, of which one owner's records are read. */
interface OwnersRuns {
  /** The length of the paths in them. */
  readonly depth: number;
  readonly owner: number;
  readonly runs: readonly StoredFile[];
}

/** An owner's records of all runs, the least first. */
export async function foundInRuns(
  { store, mark }: JobBench,
  { depth, owner, runs }: OwnersRuns,
  shape: RecordShape,
): Promise<Heap> {
  const stamp = stampOf(mark);
  const width = foundWords(shape, depth);
  const blockBytes = Math.min(
    BLOCK_BYTES_MAX,
    Math.max(BLOCK_BYTES_MIN, Math.floor(BLOCKS_BYTES / Math.max(1, runs.length))),
  );
  const sources: Records[] = [];
  for (const run of runs) {
    const { sections } = await readFooter(store, run, mark.newDigest, RUN, stamp);
    const reader = new SectionReader(store, run.name, sections[owner] ?? null, mark.newDigest, {
      recordWords: width,
      blockBytes,
    });
    const source = new Records(reader, width);
    if (await source.refill()) sources.push(source);
  }
  return new Heap(sources, shape, depth);
}

/** Records one by one, of a section read block by block. */
export class Records {
  words: Uint32Array = new Uint32Array(0);
  /** The place of the present record. */
  at = 0;
  readonly #reader: SectionReader;
  readonly #width: number;

  constructor(reader: SectionReader, width: number) {
    this.#reader = reader;
    this.#width = width;
  }

  /** Goes to the next record of this block; false where there is none. */
  advance(): boolean {
    this.at += this.#width;
    return this.at < this.words.length;
  }

  /** Goes to the first record of the next block; false where there is none, and all that was read is known to be whole. */
  async refill(): Promise<boolean> {
    const block = await this.#reader.next();
    this.at = 0;
    this.words = block ?? new Uint32Array(0);
    return block !== undefined;
  }
}

/** Sources by their present records: that of the least key, and of these of the least path, is first. */
export class Heap {
  readonly #sources: Records[];
  readonly #keyWords: number;
  readonly #pathAt: number;
  readonly #pathWords: number;

  constructor(sources: Records[], shape: RecordShape, depth: number) {
    this.#sources = sources;
    this.#keyWords = shape.keyWords;
    this.#pathAt = shape.keyWords + reachedWords(shape);
    this.#pathWords = pathWords(shape, depth);
    for (let i = (sources.length >>> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  get first(): Records | undefined {
    return this.#sources[0];
  }

  /** Goes on behind the first record; false where that takes the next block of its source, which {@link refill} reads. */
  advance(): boolean {
    if (!this.#sources[0].advance()) return false;
    this.#sink(0);
    return true;
  }

  /** Reads the next block of the first source, or lets go of it where there is none. */
  async refill(): Promise<void> {
    if (await this.#sources[0].refill()) this.#sink(0);
    else this.#drop();
  }

  #drop(): void {
    const last = this.#sources.pop();
    if (last === undefined || this.#sources.length === 0) return;
    this.#sources[0] = last;
    this.#sink(0);
  }

  #sink(from: number): void {
    const sources = this.#sources;
    const source = sources[from];
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= sources.length) break;
      if (child + 1 < sources.length && this.#isLess(sources[child + 1], sources[child])) child += 1;
      if (!this.#isLess(sources[child], source)) break;
      sources[at] = sources[child];
      at = child;
    }
    sources[at] = source;
  }

  #isLess(a: Records, b: Records): boolean {
    const byKey = compareWords(a.words, a.at, b.words, b.at, this.#keyWords);
    if (byKey !== 0) return byKey < 0;
    const pathAt = this.#pathAt;
    return compareWords(a.words, a.at + pathAt, b.words, b.at + pathAt, this.#pathWords) < 0;
  }
}

/** Words that are gathered until they are worth a write. */
export class Gathered {
  readonly width: number;
  readonly #most: number;
  #words: Uint32Array;
  #used = 0;

  /** `width`: the words of a record; only whole ones are taken out. */
  constructor(width: number) {
    this.width = width;
    this.#most = Math.max(1, Math.floor(WORDS_A_WRITE / width)) * width;
    this.#words = new Uint32Array(Math.min(this.#most, 16 * width));
  }

  get isFull(): boolean {
    return this.#used === this.#most;
  }

  put(words: Uint32Array, from: number, count: number): void {
    const used = this.#used;
    if (used + count > this.#words.length) this.#grow();
    for (let w = 0; w < count; w++) this.#words[used + w] = words[from + w];
    this.#used = used + count;
  }

  #grow(): void {
    const words = new Uint32Array(Math.min(this.#most, this.#words.length * 8));
    words.set(this.#words);
    this.#words = words;
  }

  /** All there is, to be used before more is put in. */
  taken(): Uint32Array {
    const taken = this.#words.subarray(0, this.#used);
    this.#used = 0;
    return taken;
  }
}
