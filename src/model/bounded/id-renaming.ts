// How a key reads as ids with colours and references, and how it is renamed: what a symmetry over every id but
// init's needs to know of states. Fits the checker's Renaming by structure.
import { INIT } from '../../contract/command.ts';
import type { Extent } from './cells.ts';
import type { KeyLayout } from './key-layout.ts';
import {
  EXECUTED,
  EXIT_CODE,
  GROUP,
  GROUP_EXITED,
  GROUP_HANDLES,
  IGNORES_SIGCHLD,
  newCells,
  PARENT,
  RANK,
  SESSION,
  SESSION_HANDLES,
  STATUS,
  SUBREAPER,
  THREAD_OF,
} from './cells.ts';

const REFERENCES = [PARENT, GROUP, SESSION, THREAD_OF] as const;
const PLAIN = [STATUS, GROUP_HANDLES, SESSION_HANDLES, SUBREAPER, GROUP_EXITED, EXIT_CODE] as const;
const POSIX_PLAIN = [...PLAIN, EXECUTED, IGNORES_SIGCHLD, RANK] as const;

/** Id `i` of the model is id `i − 1` here. */
export class StateRenaming {
  readonly keyWords: number;
  readonly ids: number;
  /** Init keeps its name. */
  readonly fixed = 1;
  readonly references: number;
  readonly #layout: KeyLayout;
  readonly #columns: readonly number[];
  readonly #plain: readonly number[];
  readonly #cells: Uint8Array;
  readonly #renamed: Uint8Array;
  /** The key that the cells hold: the one viewed last, which is the one renamed next. */
  readonly #held: Uint32Array;

  constructor(layout: KeyLayout, { posix, ids, threads }: Extent) {
    this.#layout = layout;
    this.keyWords = layout.words;
    this.ids = ids;
    this.#cells = newCells(posix);
    this.#renamed = newCells(posix);
    this.#plain = posix ? POSIX_PLAIN : PLAIN;
    this.#columns = threads ? REFERENCES : REFERENCES.slice(0, 3);
    this.references = this.#columns.length;
    this.#held = new Uint32Array(layout.words);
    layout.pack(this.#cells, this.#held, 0);
  }

  view(key: Uint32Array, offset: number, colours: Int32Array, references: Int32Array): void {
    const { ids } = this;
    this.#hold(key, offset);
    const cells = this.#cells;
    for (let id = INIT; id <= ids; id += 1) {
      const marks =
        cells[SUBREAPER + id] |
        (cells[GROUP_EXITED + id] << 1) |
        (cells[EXIT_CODE + id] << 2) |
        (cells[STATUS + id] << 5);
      colours[id - 1] =
        this.#plain === PLAIN
          ? marks | (cells[GROUP_HANDLES + id] << 8) | (cells[SESSION_HANDLES + id] << 16)
          : marks |
            (cells[EXECUTED + id] << 7) |
            (cells[IGNORES_SIGCHLD + id] << 8) |
            (cells[RANK + id] << 9);
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
