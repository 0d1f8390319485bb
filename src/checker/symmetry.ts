// Canonical form and orbit size of a key under renaming of ids: partition refinement to group the ids,
// individualisation where groups are left, and the least renamed key decides. Knows nothing of what ids are.
import { Partitions } from './partition-refinement.ts';
import type { Symmetry } from './transition-system.ts';

/** The largest n whose factorial is exact in a double. */
const IDS_MAX = 18;

/**
 * A caller's way to read its keys as ids 0 … ids − 1, each with a colour and some references to ids, and how they
 * are renamed. If the renamed state is asked for its view, colours and references must be found renamed:
 * neither may depend on what an id is called.
 *
 * The view should hold all of the key. One that leaves something out merges less, and may misjudge the
 * sizes of orbits; but it never merges what is not alike, since only keys that `rename` makes equal, word
 * by word, are one.
 */
export interface Renaming {
  readonly keyWords: number;
  readonly ids: number;
  /** The ids below this one keep their names. */
  readonly fixed: number;
  /**
   * References an id has at most: reference `r` of id `i` is at `references[r * ids + i]`, or NO_REFERENCE
   * (partition-refinement.ts).
   */
  readonly references: number;
  view(key: Uint32Array, offset: number, colours: Int32Array, references: Int32Array): void;
  /** Writes the key in which id `i` is called `names[i]`. */
  rename(key: Uint32Array, offset: number, names: Uint8Array, out: Uint32Array, outOffset: number): void;
}

/**
 * The canonical key is the least among those of a search tree of orderings of the ids. The tree depends
 * on nothing that renaming changes, so renamed states have the same keys at its leaves (McKay, Practical
 * Graph Isomorphism, 1981; McKay and Piperno, 2014):
 *
 *   refine        ids that differ by colour, or by how they refer to ids and are referred to, are put
 *                 into different cells, in an order that does not depend on names;
 *   individualise if a cell has several ids left, each in turn is put first, and refined again.
 *
 * The automorphisms of a state are the leaves with the least key, since they permute the leaves freely;
 * so the orbit is (ids − fixed)! over their number.
 *
 * Ids that can be swapped with nothing else changing (twins, as all unused ids are) lead to equal subtrees:
 * one of them is followed and counted for all, and a cell of twins alone needs no branching at all. Ip and
 * Dill's scalarsets would try all orders here.
 *
 * Cost: a few passes over ids × references and one `rename` when refinement tells all ids but twins apart,
 * which is the rule; otherwise one more of each per leaf, of which there are at most ids!.
 */
export class CanonicalRenaming implements Symmetry {
  readonly #renaming: Renaming;
  readonly #partitions: Partitions;
  readonly #renamings: number;
  readonly #names: Uint8Array;
  readonly #candidate: Uint32Array;
  // The state being put into canonical form, where that goes, and the weight of the leaves that gave it.
  #key: Uint32Array;
  #offset = 0;
  #out: Uint32Array;
  #outOffset = 0;
  #automorphisms = 0;

  constructor(renaming: Renaming) {
    const { ids, fixed, references, keyWords } = renaming;
    if (ids > IDS_MAX) throw new Error(`at most ${IDS_MAX} ids can be renamed`);
    this.#renaming = renaming;
    this.#partitions = new Partitions(ids, fixed, references);
    this.#renamings = factorial(ids - fixed);
    this.#names = new Uint8Array(ids);
    this.#candidate = new Uint32Array(keyWords);
    this.#key = this.#candidate;
    this.#out = this.#candidate;
  }

  canonical(key: Uint32Array, offset: number, out: Uint32Array, outOffset: number): number {
    this.#key = key;
    this.#offset = offset;
    this.#out = out;
    this.#outOffset = outOffset;
    this.#automorphisms = 0;
    this.#renaming.view(key, offset, this.#partitions.colours, this.#partitions.references);
    this.#partitions.begin();
    this.#node(0, 1);
    return this.#renamings / this.#automorphisms;
  }

  /** A node of the tree; each leaf that is followed from it stands for `weight` leaves. */
  #node(level: number, weight: number): void {
    const partitions = this.#partitions;
    for (let before = 0; ; ) {
      const count = partitions.refine(level);
      if (count === partitions.ids) return this.#leaf(level, weight);
      const mixed = this.#mixedCell(level);
      if (mixed === -1) return this.#leaf(level, weight * this.#twinOrders(level));
      if (count === before) return this.#individualise(level, mixed, weight);
      before = count;
    }
  }

  /** The first cell with ids that are not twins of each other, or −1. */
  #mixedCell(level: number): number {
    const { ids, orders, cells } = this.#partitions;
    const base = level * ids;
    for (let p = 1; p < ids; p++) {
      const id = orders[base + p];
      const start = cells[base + id];
      if (start !== p && !this.#partitions.areTwins(orders[base + start], id)) return start;
    }
    return -1;
  }

  /** In how many orders the cells can be read, all of which are alike if they are cells of twins. */
  #twinOrders(level: number): number {
    const { ids, orders, cells } = this.#partitions;
    const base = level * ids;
    let product = 1;
    for (let p = 0; p < ids; p++) product *= p - cells[base + orders[base + p]] + 1;
    return product;
  }

  /** Follows one of each class of twins in the cell. */
  #individualise(level: number, start: number, weight: number): void {
    const partitions = this.#partitions;
    const { ids, orders, cells } = partitions;
    const base = level * ids;
    let end = start;
    while (end < ids && cells[base + orders[base + end]] === start) end++;
    let counted = 0;
    for (let place = start; place < end; place++) {
      const chosen = orders[base + place];
      if ((counted & (1 << chosen)) !== 0) continue;
      let twins = 1;
      for (let p = place + 1; p < end; p++) {
        const other = orders[base + p];
        if (!partitions.areTwins(chosen, other)) continue;
        twins++;
        counted |= 1 << other;
      }
      partitions.individualise(level, place);
      this.#node(level + 1, weight * twins);
    }
  }

  /** An order of all ids: the key it gives is the canonical one so far, unless a leaf before gave a lesser. */
  #leaf(level: number, weight: number): void {
    const { ids, orders } = this.#partitions;
    const { keyWords } = this.#renaming;
    const names = this.#names;
    const out = this.#out;
    const at = this.#outOffset;
    for (let p = 0; p < ids; p++) names[orders[level * ids + p]] = p;
    if (this.#automorphisms === 0) {
      this.#automorphisms = weight;
      this.#renaming.rename(this.#key, this.#offset, names, out, at);
      return;
    }
    const candidate = this.#candidate;
    this.#renaming.rename(this.#key, this.#offset, names, candidate, 0);
    let w = 0;
    while (w < keyWords && candidate[w] === out[at + w]) w++;
    if (w === keyWords) {
      this.#automorphisms += weight;
    } else if (candidate[w] < out[at + w]) {
      this.#automorphisms = weight;
      for (w = 0; w < keyWords; w++) out[at + w] = candidate[w];
    }
  }
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
