// The exact key of a state of few ids: its bytes in as few words as the bound allows. Searches store keys and compare them.
import { broken } from '../assert.ts';
import { INIT } from '../../contract/command.ts';
import type { Extent } from './cells.ts';
import {
  EXECUTED,
  EXIT_CODE,
  GROUP,
  GROUP_EXITED,
  GROUP_HANDLES,
  IGNORES_SIGCHLD,
  PARENT,
  RANK,
  SESSION,
  SESSION_HANDLES,
  STATUS,
  SUBREAPER,
  THREAD_OF,
} from './cells.ts';

/**
 * Where each varying part of a state stands in its key. The widths follow from the extent: with the core
 * commands at up to 7 ids, 2 bits for a process's state, 3 each for its parent, its group and its group's
 * session; 1 each for a handle on the group and on the session. Init's state and parent never vary.
 * Fields are put into words widest first, and none lies across two.
 */
export class KeyLayout {
  readonly words: number;
  readonly bits: number;
  readonly #count: number;
  readonly #cell: Uint8Array;
  readonly #word: Uint8Array;
  readonly #shift: Uint8Array;
  readonly #mask: Uint8Array;

  constructor(extent: Extent) {
    const fields = fieldsOf(extent).sort((a, b) => b.width - a.width || a.cell - b.cell);
    const free: number[] = [];
    this.#count = fields.length;
    this.bits = fields.reduce((sum, { width }) => sum + width, 0);
    this.#cell = new Uint8Array(fields.length);
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

function fieldsOf(extent: Extent): Field[] {
  const { posix, ids, handles, threads, subreapers, groupExits, exitCodes, executed, ignoring } = extent;
  const idBits = bitsFor(ids);
  const handleBits = bitsFor(handles);
  const fields: Field[] = [];
  for (let id = INIT; id <= ids; id += 1) {
    if (id !== INIT) fields.push({ cell: STATUS + id, width: 2 }, { cell: PARENT + id, width: idBits });
    fields.push({ cell: GROUP + id, width: idBits }, { cell: SESSION + id, width: idBits });
    if (handles > 0)
      fields.push(
        { cell: GROUP_HANDLES + id, width: handleBits },
        { cell: SESSION_HANDLES + id, width: handleBits },
      );
    if (threads) fields.push({ cell: THREAD_OF + id, width: idBits });
    if (subreapers) fields.push({ cell: SUBREAPER + id, width: 1 });
    if (groupExits) fields.push({ cell: GROUP_EXITED + id, width: 1 });
    if (exitCodes) fields.push({ cell: EXIT_CODE + id, width: posix ? 3 : 1 });
    if (executed) fields.push({ cell: EXECUTED + id, width: 1 });
    if (ignoring) fields.push({ cell: IGNORES_SIGCHLD + id, width: 1 });
    if (posix && id !== INIT) fields.push({ cell: RANK + id, width: idBits });
  }
  return fields;
}

/** Bits for 0 … most. */
function bitsFor(most: number): number {
  return 32 - Math.clz32(most);
}
