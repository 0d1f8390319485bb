// Canonical forms found lately, by the key as reached: most transitions lead where others just led, and a look here
// costs a tenth of finding the form again.
import type { Symmetry } from './transition-system.ts';
import { mixWords } from './visited-table.ts';

/** Slots; each holds a key, its canonical form and the size of the orbit. */
const SLOTS = 2 ** 16;

/** The same symmetry, remembered. It compares whole keys, and forgets by overwriting. */
export class CanonicalCache implements Symmetry {
  readonly #symmetry: Symmetry;
  readonly #words: number;
  readonly #keys: Uint32Array;
  readonly #forms: Uint32Array;
  /** 0 where a slot is empty: no orbit is. */
  readonly #orbits = new Float64Array(SLOTS);

  constructor(symmetry: Symmetry, keyWords: number) {
    this.#symmetry = symmetry;
    this.#words = keyWords;
    this.#keys = new Uint32Array(SLOTS * keyWords);
    this.#forms = new Uint32Array(SLOTS * keyWords);
  }

  canonical(key: Uint32Array, offset: number, out: Uint32Array, outOffset: number): number {
    const words = this.#words;
    const keys = this.#keys;
    const forms = this.#forms;
    const slot = mixWords(key, offset, words) & (SLOTS - 1);
    const at = slot * words;
    let same = this.#orbits[slot] !== 0;
    for (let w = 0; w < words; w++) if (keys[at + w] !== key[offset + w]) same = false;
    if (!same) {
      for (let w = 0; w < words; w++) keys[at + w] = key[offset + w];
      this.#orbits[slot] = this.#symmetry.canonical(key, offset, forms, at);
    }
    for (let w = 0; w < words; w++) out[outOffset + w] = forms[at + w];
    return this.#orbits[slot];
  }
}
