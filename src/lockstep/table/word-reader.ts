// Reads the bare words of a state whose layout is known here, which is that of our tables.
import { LAYOUT } from '../../impl/layout.ts';
import type { Column } from '../../model/bounded/columns.ts';
import { PackedAbstraction } from './packed-abstraction.ts';
import { RepresentationOf } from './representation.ts';

/** Says of a state's words what would take an observation otherwise. */
export interface WordReader {
  readonly representationWords: number;
  /** Whether they surely show this state of the model's; where it says no, an observation decides. */
  isShown(words: ArrayLike<number>, cells: Uint8Array): boolean;
  /** Writes what tells states apart, with the words that are dead made the same. */
  represent(words: ArrayLike<number>, out: Uint32Array, offset: number): void;
}

/** The reader of a layout at so many ids; undefined of any other layout. */
export function wordReader(
  layout: string | undefined,
  columns: readonly Column[],
  ids: number,
  words: number,
): WordReader | undefined {
  return layout === LAYOUT ? new TableReader(columns, ids, words) : undefined;
}

class TableReader implements WordReader {
  readonly #packed: PackedAbstraction;
  readonly #ids: number;
  readonly #words: number;
  /** Made when it is wanted: it has no room for as many ids. */
  #representation: RepresentationOf | undefined;

  constructor(columns: readonly Column[], ids: number, words: number) {
    this.#packed = new PackedAbstraction(columns, ids);
    this.#ids = ids;
    this.#words = words;
  }

  get representationWords(): number {
    return this.#made().words;
  }

  isShown(words: ArrayLike<number>, cells: Uint8Array): boolean {
    return this.#packed.isShown(words, cells);
  }

  represent(words: ArrayLike<number>, out: Uint32Array, offset: number): void {
    this.#made().write(words, out, offset);
  }

  #made(): RepresentationOf {
    return (this.#representation ??= new RepresentationOf(this.#ids, this.#words));
  }
}
