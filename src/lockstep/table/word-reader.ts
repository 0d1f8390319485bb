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
  if (layout !== LAYOUT) return undefined;
  const packed = new PackedAbstraction(columns, ids);
  // Made when it is wanted: it has no room for as many ids.
  let representation: RepresentationOf | undefined;
  const representationOf = (): RepresentationOf => (representation ??= new RepresentationOf(ids, words));
  return {
    get representationWords() {
      return representationOf().words;
    },
    isShown: (storage, cells) => packed.isShown(storage, cells),
    represent: (storage, out, offset) => representationOf().write(storage, out, offset),
  };
}
