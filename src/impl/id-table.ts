// The ids in use, and the row of each: storage, growth, and an open-addressed index of ids in the same
// buffer. Knows that rows bear ids, not what the rows mean.
//
// Linear probing (Knuth, volume 3, 6.4, algorithm L) with his deletion that shifts back instead of leaving
// tombstones (algorithm R): churn never wears the index out. A bucket is one word, 0 when empty:
//
//     | tag: what is left, 1 … 24 bits | away: 4 bits | number of the row |
//
// The tag is more of the id's hash: with it a probe touches almost no row but the one it finds. "Away" says how
// far from its home the entry lies: with it a deletion touches no row at all. If it says 15, the row is asked.
import { brokenTable } from './assert.ts';
import { counted } from '../contract/format-numbers.ts';
import { ID_MAX } from '../contract/argument.ts';
import type { Id } from '../contract/command.ts';
import {
  bucketBits,
  CAPACITY_MAX,
  COLUMN,
  FACETS as facets,
  HEADER,
  INIT_ROW,
  indexEnd,
  indexStart,
  MAGIC,
  NONE as none,
  ROW_WORDS as rowWords,
  VERSION,
  wordsFor,
} from './layout.ts';
import type { ReadonlyWords, Row } from './layout.ts';

const NONE = none;
const ROW_WORDS = rowWords;
const FACETS = facets;
const { ID, FLAGS } = COLUMN;
const { ROWS_END, FIRST_FREE, LOWEST_FREE } = HEADER;

/** Odd, and near 2^32 divided by the golden ratio: consecutive ids land far apart (Knuth, 6.4). */
const GOLDEN = 0x9e3779b1;

/** Bits of "away", and the value that says "this far or farther". */
const AWAY_BITS = 4;
const FAR_AWAY = 2 ** AWAY_BITS - 1;

/** Capacity where none is asked for. */
const CAPACITY_DEFAULT = 64;

/** A table of rows by id. */
export class IdTable {
  /** The buffer; replaced when it grows, so nobody keeps it across {@link take}. */
  protected words: Int32Array;
  /** The place at which rows end and the index starts. */
  protected index = 0;
  /** Bits in a bucket's number. */
  protected bits = 0;
  /** Offset of the first word behind the index. */
  protected jobs = 0;

  /** `terminals` is 0 for a table without the words of job control. */
  constructor(capacity: number = CAPACITY_DEFAULT, terminals = 0) {
    const most = this.capacityMax();
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > most) {
      throw new RangeError(`capacity is an integer from 1 to ${most}, not ${capacity}`);
    }
    this.words = this.adopt(blank(capacity, terminals));
    this.clear();
  }

  /** Bytes of the whole buffer: rows, index and header. O(1). */
  get byteLength(): number {
    return this.words.byteLength;
  }

  /** Ids there is room for before the next growth. O(1). */
  get capacity(): number {
    return this.words[HEADER.CAPACITY];
  }

  /** Whether a process, thread, group or session bears the id. O(1). */
  idInUse(id: Id): boolean {
    return this.find(id) !== NONE;
  }

  /**
   * The lowest id that nothing bears; for callers who have no allocator of their own.
   * Cost: one probe for each id in use between the lowest id freed since the last call and the answer, at most
   * one for every id in use. Asking, forking, asking again goes on where it stopped.
   */
  lowestFreeId(): Id {
    const { words } = this;
    let id = words[LOWEST_FREE];
    while (this.find(id) !== NONE) id++;
    words[LOWEST_FREE] = id;
    return id;
  }

  /**
   * The storage itself, for the abstraction function and whoever measures: the columns and header words of
   * layout.ts, no copy. Valid until the next command; to be read, not written.
   */
  storage(): ReadonlyWords {
    return this.words;
  }

  /**
   * Takes over words that {@link storage} gave at this capacity: a restore without the data and the handle objects,
   * and without allocation, for searches that do little else. O(words).
   */
  overwrite(words: Int32Array): void {
    if (words.length !== this.words.length) throw new RangeError('words of a table of another capacity');
    this.words.set(words);
  }

  /** For the same reader: the row of an id, NONE for one not in use. O(1). */
  rowOf(id: Id): Row {
    return this.find(id);
  }

  /** The row that bears the id, or NONE; anything that is no id finds NONE too. O(1). */
  protected find(id: Id): Row {
    const { words, index, bits } = this;
    const mask = (1 << bits) - 1;
    const hash = hashOf(id);
    for (let bucket = hash >>> (32 - bits); ; bucket = (bucket + 1) & mask) {
      const entry = words[index + bucket];
      if (entry === 0) return NONE;
      // The tag agrees when nothing is left of the bits above "away".
      if ((entry ^ (hash << (bits + AWAY_BITS))) >>> (bits + AWAY_BITS) !== 0) continue;
      const row = (entry & mask) * ROW_WORDS;
      if (words[row + ID] === id) return row;
    }
  }

  /** A row for an id that nothing bears, its facets still to be made. O(1) amortised: may grow the buffer. */
  protected take(id: Id): Row {
    let { words } = this;
    let row = words[FIRST_FREE];
    if (row !== NONE) {
      words[FIRST_FREE] = words[row + ID];
    } else {
      row = words[ROWS_END];
      if (row === this.index) {
        this.grow();
        words = this.words;
      }
      words[ROWS_END] = row + ROW_WORDS;
    }
    words[row + ID] = id;
    this.enter(row);
    return row;
  }

  /** Gives back a row without facets; its id is free again. O(1). */
  protected release(row: Row): void {
    this.freeId(row);
    this.giveBack(row);
  }

  /** The id of a row is free again. O(1). */
  protected freeId(row: Row): void {
    const { words } = this;
    this.remove(row);
    const id = words[row + ID];
    if (id < words[LOWEST_FREE]) words[LOWEST_FREE] = id;
  }

  /** A row whose id is free may bear another one. O(1). */
  protected giveBack(row: Row): void {
    const { words } = this;
    words[row + ID] = words[FIRST_FREE];
    words[FIRST_FREE] = row;
  }

  /** Ids that a table of these commands has room for at most. */
  protected capacityMax(): number {
    return CAPACITY_MAX;
  }

  /** Back to no rows at all. O(capacity): the index and the rows that were used are wiped. */
  protected clear(): void {
    const { words } = this;
    words.fill(0, INIT_ROW, words[ROWS_END]);
    words.fill(0, HEADER.ROWS_END, HEADER.TERMINALS);
    words.fill(0, this.index);
    words[ROWS_END] = INIT_ROW;
    words[LOWEST_FREE] = 1;
  }

  /** Makes a buffer this table's own, and with it the capacity it says it has. */
  protected adopt(words: Int32Array): Int32Array {
    const capacity = words[HEADER.CAPACITY];
    this.words = words;
    this.index = indexStart(capacity);
    this.bits = bucketBits(capacity);
    this.jobs = indexEnd(capacity);
    return words;
  }

  /** Finds what is wrong with the index, in sentences, for the self-check. O(capacity). */
  protected indexFaults(): string[] {
    const { words, index, bits } = this;
    const mask = (1 << bits) - 1;
    const faults: string[] = [];
    if (!words.includes(0, index)) return ['the index has no empty bucket, so a search would not end'];
    for (let bucket = 0; bucket <= mask; bucket++) {
      const entry = words[index + bucket];
      if (entry === 0) continue;
      const row = (entry & mask) * ROW_WORDS;
      if (row < INIT_ROW || row >= words[ROWS_END] || (words[row + FLAGS] & FACETS) === 0) {
        faults.push(`bucket ${bucket} of the index names row ${row}, which bears no id`);
      } else if (entry !== this.entryFor(row, bucket)) {
        faults.push(`bucket ${bucket} of the index is not what id ${words[row + ID]} would leave there`);
      }
    }
    for (let row = INIT_ROW; row < words[ROWS_END]; row += ROW_WORDS) {
      if ((words[row + FLAGS] & FACETS) !== 0 && this.find(words[row + ID]) !== row) {
        faults.push(`the index does not find id ${words[row + ID]} at row ${row}`);
      }
    }
    return faults;
  }

  /** Half as large again: one copy, since offsets do not change, and every id put into the new index. */
  protected grow(): void {
    const { words, index } = this;
    const before = words[HEADER.CAPACITY];
    const terminals = words[HEADER.TERMINALS];
    const capacity = Math.min(this.capacityMax(), Math.max(16, Math.ceil(before * 1.5)));
    if (capacity === before) throw new RangeError(`no room for more than ${counted(capacity, 'id')}`);
    const grown = blank(capacity, terminals);
    grown.set(words.subarray(HEADER.ROWS_END, index), HEADER.ROWS_END);
    this.adopt(grown);
    // A table grows when no row is free; beside terminals one that has no facet is there for those that refer to it.
    for (let row = INIT_ROW; row < index; row += ROW_WORDS)
      if (terminals === 0 || (words[row + FLAGS] & FACETS) !== 0) this.enter(row);
  }

  /** Puts a row into the index. */
  protected enter(row: Row): void {
    const { words, index, bits } = this;
    const mask = (1 << bits) - 1;
    let bucket = hashOf(words[row + ID]) >>> (32 - bits);
    while (words[index + bucket] !== 0) bucket = (bucket + 1) & mask;
    words[index + bucket] = this.entryFor(row, bucket);
  }

  /** Takes a row out of the index, and shifts back what lies behind it and may come nearer to its home. */
  protected remove(row: Row): void {
    const { words, index, bits } = this;
    const mask = (1 << bits) - 1;
    const number = row / ROW_WORDS;
    let hole = hashOf(words[row + ID]) >>> (32 - bits);
    while ((words[index + hole] & mask) !== number) {
      if (words[index + hole] === 0) throwNotIndexed(words[row + ID], row);
      hole = (hole + 1) & mask;
    }
    for (let bucket = (hole + 1) & mask; ; bucket = (bucket + 1) & mask) {
      const entry = words[index + bucket];
      if (entry === 0) break;
      const gap = (bucket - hole) & mask;
      const away = (entry >>> bits) & FAR_AWAY;
      if (away === FAR_AWAY) {
        const far = (entry & mask) * ROW_WORDS;
        if (((bucket - (hashOf(words[far + ID]) >>> (32 - bits))) & mask) < gap) continue;
        words[index + hole] = this.entryFor(far, hole);
      } else {
        if (away < gap) continue;
        words[index + hole] = entry - (gap << bits);
      }
      hole = bucket;
    }
    words[index + hole] = 0;
  }

  /** The word of the index for a row in a bucket. */
  private entryFor(row: Row, bucket: number): number {
    const { words, bits } = this;
    const hash = hashOf(words[row + ID]);
    const away = Math.min((bucket - (hash >>> (32 - bits))) & ((1 << bits) - 1), FAR_AWAY);
    return (hash << (bits + AWAY_BITS)) | (away << bits) | (row / ROW_WORDS);
  }
}

/**
 * A hash of 32 bits: its high bits are the home bucket, its low bits the tag. The fold keeps arithmetic
 * progressions from lining up.
 */
function hashOf(id: Id): number {
  return Math.imul(id ^ (id >>> 16), GOLDEN);
}

/** A buffer of that capacity without rows. */
function blank(capacity: number, terminals: number): Int32Array {
  const words = new Int32Array(wordsFor(capacity, terminals));
  words[HEADER.MAGIC] = MAGIC;
  words[HEADER.VERSION] = VERSION;
  words[HEADER.CAPACITY] = capacity;
  words[HEADER.TERMINALS] = terminals;
  return words;
}

/** A message apart from where it is thrown: with it the function above would be too long to be inlined. */
function throwNotIndexed(id: Id, row: Row): never {
  brokenTable(`the index does not have id ${id} of row ${row}`);
}

/** An id that is to be taken: an integer 1 … 2^31 − 1, or it is a mistake of the caller's that no answer fits. */
export function assertNewId(id: Id): void {
  if ((id | 0) !== id || id < 1)
    throw new RangeError(`a new id is an integer from 1 to ${ID_MAX}, not ${id}`);
}
