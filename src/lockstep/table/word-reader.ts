// Reads the bare words of a state whose layout is known here, which is that of our tables.
import type { StateInWords } from '../../contract/state-in-words.ts';
import { LAYOUT, REFERENCES, TERMINAL_LAYOUT } from '../../impl/layout.ts';
import type { Column } from '../../model/bounded/columns.ts';
import { PackedAbstraction } from './packed-abstraction.ts';
import { PackedTerminals } from './packed-terminals.ts';
import { RepresentationOf } from './representation.ts';

/** Says of a state's words what would take an observation otherwise. */
export interface WordReader {
  readonly representationWords: number;
  /** Whether they surely show this state of the model's; where it says no, an observation decides. */
  isShown(words: ArrayLike<number>, cells: Uint8Array): boolean;
  /** Writes what tells states apart, with the words that are dead made the same. */
  represent(words: ArrayLike<number>, out: Uint32Array, offset: number): void;
}

/** The reader of the words of a system's layout at so many ids; undefined of any other layout. */
export function wordReader(
  system: StateInWords,
  columns: readonly Column[],
  ids: number,
): WordReader | undefined {
  if (system.layout === LAYOUT) return new TableReader(columns, ids, system.words.length);
  return system.layout === TERMINAL_LAYOUT ? new TerminalReader(system, columns, ids) : undefined;
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

/** Reads a table with terminals, of which every word tells states apart. */
class TerminalReader implements WordReader {
  readonly representationWords: number;
  readonly #packed: PackedAbstraction;
  readonly #terminals: PackedTerminals;
  readonly #system: StateInWords;
  readonly #news: (process: number) => number;

  constructor(system: StateInWords, columns: readonly Column[], ids: number) {
    this.#system = system;
    this.representationWords = system.words.length;
    this.#packed = new PackedAbstraction(columns, ids, ~REFERENCES);
    this.#terminals = new PackedTerminals(columns, ids);
    this.#news = (process) => this.#system.news?.(process) ?? UNTOLD;
  }

  isShown(words: ArrayLike<number>, cells: Uint8Array): boolean {
    return this.#packed.isShown(words, cells) && this.#terminals.isShown(words, cells, this.#news);
  }

  represent(words: ArrayLike<number>, out: Uint32Array, offset: number): void {
    for (let w = 0; w < words.length; w += 1) out[offset + w] = words[w];
  }
}

/** No number of news. */
const UNTOLD = -1;
