// Symmetry between states of a process table that are told apart by representation. Rows tell ids apart by
// themselves, by the order in which they lie: so an id's canonical name is the place of its row, and nothing needs
// to be tried. Words that depend on the names themselves are left out: where in the index an entry lies, and its hash.
import type { Symmetry } from '../../checker/transition-system.ts';
import { bucketBits, COLUMN, LAYOUT } from '../../impl/layout.ts';
import { StateRenaming } from '../../model/bounded/id-renaming.ts';
import type { KeyLayout } from '../../model/bounded/key-layout.ts';
import { LOWEST_FREE_AT, ROW_BYTES, ROWS_AT, wordsOfRows } from './representation.ts';

const UNNAMED = 255;

/** The symmetry of representations of a layout that is known here; undefined of any other. */
export function representationSymmetry(layout: string | undefined, keys: KeyLayout): Symmetry | undefined {
  return layout === LAYOUT ? new ByRows(keys) : undefined;
}

/** The canonical form of a key of the model's words and then the table's. O(ids). */
export class ByRows implements Symmetry {
  readonly #ids: number;
  readonly #modelWords: number;
  readonly #buckets: number;
  readonly #renaming: StateRenaming;
  readonly #names: Uint8Array;
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  /** By a row's number, how many entries of the index lead there. */
  readonly #indexed: Uint8Array;
  readonly #indexedWords: Uint32Array;

  constructor(layout: KeyLayout) {
    const { ids } = layout;
    this.#ids = ids;
    this.#modelWords = layout.words;
    this.#buckets = 2 ** bucketBits(ids);
    this.#renaming = new StateRenaming(layout);
    this.#names = new Uint8Array(ids);
    this.#words = new Uint32Array(wordsOfRows(ids));
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#indexed = new Uint8Array(this.#buckets);
    this.#indexedWords = new Uint32Array(this.#indexed.buffer);
  }

  canonical(key: Uint32Array, offset: number, out: Uint32Array, outOffset: number): number {
    const words = this.#words;
    const rowsAt = this.#modelWords;
    const indexAt = rowsAt + words.length;
    for (let w = 0; w < words.length; w += 1) words[w] = key[offset + rowsAt + w];
    const orbit = this.#nameByRows();
    this.#renaming.rename(key, offset, this.#names, out, outOffset);
    out.set(words, outOffset + rowsAt);
    this.#indexed.fill(0);
    for (let bucket = 0; bucket < this.#buckets; bucket += 1) {
      this.#indexed[key[offset + indexAt + bucket] & (this.#buckets - 1)] += 1;
    }
    out.fill(0, outOffset + indexAt, outOffset + indexAt + this.#buckets);
    out.set(this.#indexedWords, outOffset + indexAt);
    return orbit;
  }

  /** Names ids in the order of their rows, and writes the names into these; how many namings there are. */
  #nameByRows(): number {
    const names = this.#names;
    const bytes = this.#bytes;
    names.fill(UNNAMED);
    names[0] = 0;
    let named = 1;
    let orbit = 1;
    const name = (id: number): number => {
      if (names[id - 1] === UNNAMED) {
        orbit *= this.#ids - named;
        names[id - 1] = named++;
      }
      return names[id - 1] + 1;
    };
    for (let row = 0, at = ROWS_AT; row < this.#ids; row += 1, at += ROW_BYTES) {
      if (bytes[at + COLUMN.FLAGS] !== 0) bytes[at + COLUMN.ID] = name(bytes[at + COLUMN.ID]);
    }
    for (let id = 1; id <= this.#ids; id += 1) if (names[id - 1] === UNNAMED) names[id - 1] = named++;
    bytes[LOWEST_FREE_AT] = 0;
    return orbit;
  }
}
