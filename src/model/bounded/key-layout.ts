// The exact key of a state of few ids: its bytes in as few words as the bound allows. Searches store keys and compare them.
import { broken } from '../assert.ts';
import { INIT } from '../../contract/command.ts';
import type { SpaceBound } from './bound.ts';
import type { Column } from './columns.ts';
import { COLUMN_BYTES } from './columns.ts';

/** A column that can vary, and where its bytes begin. */
export interface VaryingColumn {
  readonly kind: Column['kind'];
  readonly at: number;
  /** The most bits that it takes for an id. */
  readonly bits: number;
}

/**
 * The place of each varying part of a state in its key. The widths are the columns': with the core of the hierarchy
 * commands at up to 7 ids, 2 bits for a process's state, 3 each for its parent, its group and its group's session;
 * 1 each for a handle on the group and on the session. Init's state and parent never vary.
 * Fields are put into words widest first, then in the order of their cells, and none lies across two.
 */
export class KeyLayout {
  readonly columns: readonly Column[];
  readonly varying: readonly VaryingColumn[];
  readonly ids: number;
  readonly words: number;
  readonly bits: number;
  readonly #count: number;
  readonly #cell: Uint16Array;
  readonly #word: Uint8Array;
  readonly #shift: Uint8Array;
  readonly #mask: Uint8Array;

  constructor(columns: readonly Column[], bound: SpaceBound) {
    const fields = fieldsOf(columns, bound).sort((a, b) => b.width - a.width);
    const free: number[] = [];
    this.columns = columns;
    this.varying = varyingOf(columns, bound);
    this.ids = bound.ids;
    this.#count = fields.length;
    this.bits = fields.reduce((sum, { width }) => sum + width, 0);
    this.#cell = new Uint16Array(fields.length);
    this.#word = new Uint8Array(fields.length);
    this.#shift = new Uint8Array(fields.length);
    this.#mask = new Uint8Array(fields.length);
    for (const [index, { cell, width }] of fields.entries()) {
      let word = free.findIndex((left) => left >= width);
      if (word < 0) word = free.push(32) - 1;
      const left = free[word];
      this.#cell[index] = cell;
      this.#word[index] = word;
      this.#shift[index] = 32 - left;
      this.#mask[index] = 2 ** width - 1;
      free[word] = left - width;
    }
    this.words = Math.max(1, free.length);
  }

  /** Writes the key of a state. */
  pack(cells: Uint8Array, out: Uint32Array, offset: number): void {
    for (let w = 0; w < this.words; w += 1) out[offset + w] = 0;
    const cell = this.#cell;
    const word = this.#word;
    const shift = this.#shift;
    const mask = this.#mask;
    let lost = 0;
    for (let f = 0; f < this.#count; f += 1) {
      const at = offset + word[f];
      const value = cells[cell[f]];
      lost |= value & ~mask[f];
      out[at] = out[at] | (value << shift[f]);
    }
    if (lost !== 0) broken('a state does not fit the key of its bound: two states could have one key');
  }

  /** Writes what varies; the rest of `cells` must come from {@link newCells}. */
  unpack(key: Uint32Array, offset: number, cells: Uint8Array): void {
    const cell = this.#cell;
    const word = this.#word;
    const shift = this.#shift;
    const mask = this.#mask;
    for (let f = 0; f < this.#count; f += 1) {
      cells[cell[f]] = (key[offset + word[f]] >>> shift[f]) & mask[f];
    }
  }
}

interface Field {
  readonly cell: number;
  readonly width: number;
}

function fieldsOf(columns: readonly Column[], bound: SpaceBound): Field[] {
  const fields: Field[] = [];
  for (const [place, { bits }] of columns.entries()) {
    for (let id = INIT; id <= bound.ids; id += 1) {
      const width = bits(bound, id);
      if (width > 0) fields.push({ cell: place * COLUMN_BYTES + id, width });
    }
  }
  return fields;
}

function varyingOf(columns: readonly Column[], bound: SpaceBound): readonly VaryingColumn[] {
  return columns.flatMap(({ kind, bits }, place) => {
    let most = 0;
    for (let id = INIT; id <= bound.ids; id += 1) most = Math.max(most, bits(bound, id));
    return most === 0 ? [] : [{ kind, at: place * COLUMN_BYTES, bits: most }];
  });
}
