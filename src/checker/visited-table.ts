// The states seen so far: an open-addressed table of exact keys, each with the state and the label it was
// first reached by. A hash only finds the slot; two states are the same when all words of their keys are.
import { RowStorage } from './row-storage.ts';

// Bytes per state, for keys of k words:
//
//   row                4k key + 4 parent + 4 label                 4k + 8
//   index              4 per slot, 3/8 to 3/4 of them taken        10.7 … 5.3
//   while it doubles   the old index is still there                16
//
// so at most 36 for keys of 3 words and 40 for 4, and a chunk's unused end (256 KiB in all).

/** Any function of the key's words; a bad one costs time only. */
export type Hash = (key: Uint32Array, offset: number, words: number) => number;

/** Multiply and xorshift per word, with the finish of MurmurHash3 (Appleby), halved. */
export const mixWords: Hash = (key, offset, words) => {
  let h = words;
  for (let w = 0; w < words; w++) {
    h = Math.imul(h ^ key[offset + w], 0x9e3779b1);
    h ^= h >>> 15;
  }
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 13);
};

const SLOTS_MIN = 2 ** 10;
/** Ids stay below 2^31, and 3/4 of the largest index stays below that. */
const SLOTS_MAX = 2 ** 31;

/** States are numbered in the order of insertion; the first has itself as parent. */
export class VisitedTable {
  readonly keyWords: number;
  /** Key, parent, label. */
  readonly rows: RowStorage;
  readonly #hash: Hash;
  // A slot holds id + 1 in its low bits, 0 if empty. An index of 2^b slots needs only b bits for that
  // (it is never full); the other 32 − b hold those bits of the hash that did not choose the slot, and
  // spare most looks at rows that would turn out different.
  #slots = new Int32Array(SLOTS_MIN);

  constructor(keyWords: number, hash: Hash = mixWords) {
    if (keyWords < 1) throw new Error('a key has at least one word');
    this.keyWords = keyWords;
    this.rows = new RowStorage(keyWords + 2);
    this.#hash = hash;
  }

  /** The number of states. */
  get size(): number {
    return this.rows.length;
  }

  get bytes(): number {
    return this.rows.bytes + this.#slots.byteLength;
  }

  /** The bytes that making room for `count` more states would add at its peak. */
  growth(count: number): number {
    const slots = this.#slotsFor(this.size + count);
    return this.rows.growth(count) + (slots > this.#slots.length ? slots * 4 : 0);
  }

  /** Makes room for `count` more states; {@link insert} itself never grows anything. */
  reserve(count: number): void {
    const slots = this.#slotsFor(this.size + count);
    if (slots > SLOTS_MAX) throw new RangeError('more states than can be numbered');
    this.rows.reserve(count);
    if (slots > this.#slots.length) this.reindex(slots);
  }

  #slotsFor(states: number): number {
    let slots = this.#slots.length;
    while (states > slots * 0.75) slots *= 2;
    return slots;
  }

  /** The state's id; it is new exactly if that is what {@link size} was before. Linear probing. */
  insert(key: Uint32Array, offset: number, parent: number, label: number): number {
    const { keyWords, rows } = this;
    const { chunks, shift, mask: rowMask, width } = rows;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = this.#hash(key, offset, keyWords);
    let slot = hash & mask;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      if (((entry ^ hash) & ~mask) === 0) {
        const id = (entry & mask) - 1;
        const chunk = chunks[id >>> shift];
        const at = (id & rowMask) * width;
        let w = 0;
        while (w < keyWords && chunk[at + w] === key[offset + w]) w++;
        if (w === keyWords) return id;
      }
      slot = (slot + 1) & mask;
    }
    const id = rows.length++;
    slots[slot] = (hash & ~mask) | (id + 1);
    const chunk = chunks[id >>> shift];
    const at = (id & rowMask) * width;
    for (let w = 0; w < keyWords; w++) chunk[at + w] = key[offset + w];
    chunk[at + keyWords] = parent;
    chunk[at + keyWords + 1] = label;
    return id;
  }

  /** The state it was first reached from. */
  parent(id: number): number {
    return this.rows.chunk(id)[this.rows.offset(id) + this.keyWords];
  }

  /** The label it was first reached by. */
  label(id: number): number {
    return this.rows.chunk(id)[this.rows.offset(id) + this.keyWords + 1];
  }

  /** Whether the key of state `id` is this one. */
  hasKey(id: number, key: Uint32Array, offset: number): boolean {
    const chunk = this.rows.chunk(id);
    const at = this.rows.offset(id);
    for (let w = 0; w < this.keyWords; w++) if (chunk[at + w] !== key[offset + w]) return false;
    return true;
  }

  /** Finds every row a slot in a new index, as after rows were put in from elsewhere. They stay where they are. */
  reindex(length: number = this.#slots.length): void {
    const slots = new Int32Array(length);
    const mask = length - 1;
    const { rows, keyWords } = this;
    for (let id = 0; id < rows.length; id++) {
      const hash = this.#hash(rows.chunk(id), rows.offset(id), keyWords);
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (hash & ~mask) | (id + 1);
    }
    this.#slots = slots;
  }
}
