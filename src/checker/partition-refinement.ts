// Ordered partitions of ids by what does not depend on their names: colour, and how they refer to each other.
// One line per level of a search tree; what the tree is for is not known here (see symmetry.ts).

/** No id. */
export const NO_REFERENCE = -1;

/**
 * A coloured structure of ids with references among them, and partitions of the ids into cells, which are
 * refined by hashes of colours, references and referrers (after Weisfeiler and Leman). Equal hashes of
 * unlike ids leave a cell whole that could have been split, and so cost a branch; they decide nothing.
 * Sets of ids are bits of one word, so there are at most 32.
 */
export class Partitions {
  readonly ids: number;
  readonly #fixed: number;
  /** By id. */
  readonly colours: Int32Array;
  /** By kind of reference and id: an id or {@link NO_REFERENCE}. */
  readonly references: Int32Array;
  /** By kind of reference and id: the set of other ids that refer to it. */
  readonly #referrers: Int32Array;
  #knowsReferrers = false;
  /** By level and place: the ids in the order of their cells. */
  readonly orders: Int32Array;
  /** By level and id: its cell, named by the place at which it starts. */
  readonly cells: Int32Array;
  /** By level and id. */
  readonly #hashes: Int32Array;
  readonly #sums: Int32Array;

  constructor(ids: number, fixed: number, kinds: number) {
    this.ids = ids;
    this.#fixed = fixed;
    this.colours = new Int32Array(ids);
    this.references = new Int32Array(ids * kinds);
    this.#referrers = new Int32Array(ids * kinds);
    this.orders = new Int32Array(ids * (ids + 1));
    this.cells = new Int32Array(ids * (ids + 1));
    this.#hashes = new Int32Array(ids * (ids + 1));
    this.#sums = new Int32Array(ids);
  }

  /** Level 0 from new colours and references: a cell for each fixed id in turn, and one for the rest. */
  begin(): void {
    const n = this.ids;
    const fixed = this.#fixed;
    const { colours } = this;
    this.#knowsReferrers = false;
    for (let i = 0; i < n; i++) {
      this.orders[i] = i;
      this.cells[i] = i < fixed ? i : fixed;
      this.#hashes[i] = mix(i < fixed ? i : colours[i] + 0x5bd1e995);
    }
  }

  /** Splits the cells of a level further, and says how many there are then. */
  refine(level: number): number {
    const base = level * this.ids;
    this.#spread(base);
    return this.#sort(base);
  }

  /** The next level: as this one, but the id at `place` alone in the first place of its cell. */
  individualise(level: number, place: number): void {
    const n = this.ids;
    const base = level * n;
    const child = base + n;
    const { orders, cells } = this;
    const hashes = this.#hashes;
    const chosen = orders[base + place];
    const start = cells[base + chosen];
    for (let p = 0; p < n; p++) {
      const id = orders[base + p];
      const cell = cells[base + id];
      orders[child + p] = id;
      hashes[child + id] = hashes[base + id];
      cells[child + id] = cell === start && id !== chosen ? start + 1 : cell;
    }
    orders[child + place] = orders[child + start];
    orders[child + start] = chosen;
    hashes[child + chosen] = mix(hashes[child + chosen] + 0x2545f491);
  }

  /** Put off until somebody asks for twins: often nobody does. */
  #findReferrers(): void {
    const n = this.ids;
    const { references } = this;
    const referrers = this.#referrers;
    referrers.fill(0);
    for (let kind = 0; kind < references.length; kind += n) {
      for (let i = 0; i < n; i++) {
        const to = references[kind + i];
        if (to !== NO_REFERENCE && to !== i) referrers[kind + to] |= 1 << i;
      }
    }
    this.#knowsReferrers = true;
  }

  /** Whether swapping two ids of one cell is an automorphism. It is an equivalence. */
  areTwins(a: number, b: number): boolean {
    const n = this.ids;
    // Only hashes that collide bring unlike colours into one cell.
    if (this.colours[a] !== this.colours[b]) return false;
    if (!this.#knowsReferrers) this.#findReferrers();
    const others = ~((1 << a) | (1 << b));
    for (let at = 0; at < this.references.length; at += n) {
      if (((this.#referrers[at + a] | this.#referrers[at + b]) & others) !== 0) return false;
      const fromA = this.references[at + a];
      const fromB = this.references[at + b];
      if (fromA === a ? fromB !== b : fromA === b ? fromB !== a : fromB !== fromA) return false;
    }
    return true;
  }

  /** One round: each id's hash takes in those it refers to and those that refer to it, in any order. */
  #spread(base: number): void {
    const n = this.ids;
    const references = this.references;
    const hashes = this.#hashes;
    const sums = this.#sums;
    for (let i = 0; i < n; i++) sums[i] = 0;
    let out = 0x9e3779b1;
    let into = 0x85ebca77;
    for (let at = 0; at < references.length; ) {
      for (let i = 0; i < n; i++, at++) {
        const to = references[at];
        if (to === NO_REFERENCE) continue;
        if (to === i) {
          sums[i] += out ^ into;
          continue;
        }
        sums[i] += mix(hashes[base + to] ^ out);
        sums[to] += mix(hashes[base + i] ^ into);
      }
      out = Math.imul(out, 0x2c1b3c6d);
      into = Math.imul(into, 0x297a2d39);
    }
    for (let i = 0; i < n; i++) {
      hashes[base + i] = mix(Math.imul(hashes[base + i], 0x01000193) ^ sums[i]);
    }
  }

  /** Orders the ids by cell, then hash, by insertion (they nearly are), and names the cells anew: how many. */
  #sort(base: number): number {
    const n = this.ids;
    const hashes = this.#hashes;
    const cells = this.cells;
    const orders = this.orders;
    for (let p = 1; p < n; p++) {
      const id = orders[base + p];
      const cell = cells[base + id];
      const hash = hashes[base + id];
      let q = p;
      for (; q > 0; q--) {
        const other = orders[base + q - 1];
        if (cells[base + other] !== cell || hashes[base + other] <= hash) break;
        orders[base + q] = other;
      }
      orders[base + q] = id;
    }
    let count = 0;
    let start = 0;
    let lastCell = -1;
    let lastHash = 0;
    for (let p = 0; p < n; p++) {
      const id = orders[base + p];
      const cell = cells[base + id];
      const hash = hashes[base + id];
      if (cell !== lastCell || hash !== lastHash) {
        count++;
        start = p;
        lastCell = cell;
        lastHash = hash;
      }
      cells[base + id] = start;
    }
    return count;
  }
}

/** Multiplication and xorshift: the low bits are to depend on the high ones too. */
function mix(x: number): number {
  const h = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  return h ^ (h >>> 15);
}
