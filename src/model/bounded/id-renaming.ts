// Reads a key as ids with colours and references, and renames it, for a symmetry over every id but init's. Fits the
// checker's Renaming by structure.
import { broken } from '../assert.ts';
import { INIT } from '../../contract/command.ts';
import { newCells } from './cells.ts';
import type { Column } from './columns.ts';
import type { KeyLayout } from './key-layout.ts';

/** The kinds of column that make up an id's colour, from the lowest bits to the highest. */
const COLOURING: readonly Column['kind'][] = ['mark', 'plain', 'rank'];
/** Bits that a colour can have. */
const COLOUR_BITS = 31;

/** Id `i` of the model is id `i − 1` here. */
export class StateRenaming {
  readonly keyWords: number;
  readonly ids: number;
  /** Init keeps its name. */
  readonly fixed = 1;
  readonly references: number;
  readonly #layout: KeyLayout;
  /** The places of the columns with references. */
  readonly #columns: Uint16Array;
  /** The places of the columns of a colour, and the bit at which each begins in it. */
  readonly #plain: Uint16Array;
  readonly #shifts: Uint8Array;
  readonly #cells: Uint8Array;
  readonly #renamed: Uint8Array;
  /** The key that the cells hold: the one viewed last, which is the one renamed next. */
  readonly #held: Uint32Array;

  constructor(layout: KeyLayout) {
    const { columns, varying } = layout;
    this.#layout = layout;
    this.keyWords = layout.words;
    this.ids = layout.ids;
    this.#cells = newCells(columns);
    this.#renamed = newCells(columns);
    this.#columns = Uint16Array.from(
      varying.filter(({ kind }) => kind === 'reference'),
      ({ at }) => at,
    );
    this.references = this.#columns.length;
    const plain = COLOURING.flatMap((of) => varying.filter(({ kind }) => kind === of));
    this.#plain = Uint16Array.from(plain, ({ at }) => at);
    this.#shifts = new Uint8Array(plain.length);
    let bits = 0;
    for (const [index, column] of plain.entries()) {
      this.#shifts[index] = bits;
      bits += column.bits;
    }
    if (bits > COLOUR_BITS) broken(`an id's colour takes ${bits} bits, and has ${COLOUR_BITS}`);
    this.#held = new Uint32Array(layout.words);
    layout.pack(this.#cells, this.#held, 0);
  }

  view(key: Uint32Array, offset: number, colours: Int32Array, references: Int32Array): void {
    const { ids } = this;
    this.#hold(key, offset);
    const cells = this.#cells;
    const plain = this.#plain;
    const shifts = this.#shifts;
    for (let id = INIT; id <= ids; id += 1) {
      let colour = 0;
      for (let c = 0; c < plain.length; c += 1) colour |= cells[plain[c] + id] << shifts[c];
      colours[id - 1] = colour;
    }
    for (let kind = 0, at = 0; kind < this.#columns.length; kind += 1) {
      const column = this.#columns[kind];
      for (let id = INIT; id <= ids; id += 1, at += 1) references[at] = cells[column + id] - 1;
    }
  }

  rename(key: Uint32Array, offset: number, names: Uint8Array, out: Uint32Array, outOffset: number): void {
    const { ids } = this;
    this.#hold(key, offset);
    const cells = this.#cells;
    const renamed = this.#renamed;
    for (let id = INIT; id <= ids; id += 1) {
      const to = names[id - 1] + 1;
      for (let c = 0; c < this.#plain.length; c += 1) {
        const column = this.#plain[c];
        renamed[column + to] = cells[column + id];
      }
      for (let c = 0; c < this.#columns.length; c += 1) {
        const column = this.#columns[c];
        const named = cells[column + id];
        renamed[column + to] = named === 0 ? 0 : names[named - 1] + 1;
      }
    }
    this.#layout.pack(renamed, out, outOffset);
  }

  #hold(key: Uint32Array, offset: number): void {
    const held = this.#held;
    let same = true;
    for (let w = 0; w < held.length; w += 1) {
      if (held[w] === key[offset + w]) continue;
      same = false;
      held[w] = key[offset + w];
    }
    if (!same) this.#layout.unpack(key, offset, this.#cells);
  }
}
