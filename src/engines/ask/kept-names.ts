// The symmetry of a question that names ids: these keep their names, and the others may be renamed. Fits the checker's
// Renaming by structure.
import type { Renaming } from '../../checker/symmetry.ts';
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';

/**
 * Another renaming whose ids are put in another order, so that those that keep their names come first: the canonical form
 * knows no other way to keep some. Place `p` here is id `order[p]` there.
 */
export class KeptNames implements Renaming {
  readonly keyWords: number;
  readonly ids: number;
  readonly fixed: number;
  readonly references: number;
  readonly #renaming: Renaming;
  readonly #order: readonly number[];
  /** By id the place. */
  readonly #places: Uint8Array;
  readonly #colours: Int32Array;
  readonly #references: Int32Array;
  readonly #names: Uint8Array;

  /** @param kept Ids of the model, 1 … ids, that keep their names besides those of `renaming`. */
  constructor(renaming: Renaming, kept: readonly Id[]) {
    const { ids, fixed, keyWords, references } = renaming;
    const all = Array.from({ length: ids }, (_, id) => id);
    const isKept = (id: number): boolean => id < fixed || kept.includes(id + INIT);
    this.#renaming = renaming;
    this.#order = [...all.filter(isKept), ...all.filter((id) => !isKept(id))];
    this.#places = new Uint8Array(ids);
    for (const [place, id] of this.#order.entries()) this.#places[id] = place;
    this.keyWords = keyWords;
    this.ids = ids;
    this.references = references;
    this.fixed = all.filter(isKept).length;
    this.#colours = new Int32Array(ids);
    this.#references = new Int32Array(ids * references);
    this.#names = new Uint8Array(ids);
  }

  view(key: Uint32Array, offset: number, colours: Int32Array, references: Int32Array): void {
    const { ids } = this;
    const [ownColours, ownReferences] = [this.#colours, this.#references];
    this.#renaming.view(key, offset, ownColours, ownReferences);
    for (let place = 0; place < ids; place += 1) {
      const id = this.#order[place];
      colours[place] = ownColours[id];
      for (let kind = 0; kind < this.references; kind += 1) {
        const to = ownReferences[kind * ids + id];
        references[kind * ids + place] = to < 0 ? to : this.#places[to];
      }
    }
  }

  rename(key: Uint32Array, offset: number, names: Uint8Array, out: Uint32Array, outOffset: number): void {
    for (let place = 0; place < this.ids; place += 1)
      this.#names[this.#order[place]] = this.#order[names[place]];
    this.#renaming.rename(key, offset, this.#names, out, outOffset);
  }
}
