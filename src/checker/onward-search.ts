// A search from a state that another has reached, for the nearest one that is wanted: whether there is a way on to it.
import { walk } from './path.ts';
import { StateSearch } from './search.ts';
import type { SearchOptions } from './search.ts';
import type { LabelOutcome, TransitionSystem } from './transition-system.ts';

/**
 * The search fails at a state whose key is wanted: the way there is its path. If it passes there is none. `path` leads from
 * the start to where it begins.
 */
export function onwardSearch(
  system: TransitionSystem,
  path: readonly number[],
  isWanted: (key: Uint32Array, offset: number) => boolean,
  options: SearchOptions,
): StateSearch {
  return new StateSearch(new Onward(system, path, isWanted), options);
}

/** The same system, that starts elsewhere and holds where it is not wanted. */
class Onward implements TransitionSystem {
  readonly keyWords: number;
  readonly payloadWords: number;
  readonly labels: number;
  readonly witnesses = 0;
  readonly tallies: Float64Array;
  readonly violation = undefined;
  readonly #system: TransitionSystem;
  readonly #path: readonly number[];
  readonly #isWanted: (key: Uint32Array, offset: number) => boolean;
  #isThere = false;

  constructor(
    system: TransitionSystem,
    path: readonly number[],
    isWanted: (key: Uint32Array, offset: number) => boolean,
  ) {
    this.keyWords = system.keyWords;
    this.payloadWords = system.payloadWords;
    this.labels = system.labels;
    this.tallies = system.tallies;
    this.#system = system;
    this.#path = path;
    this.#isWanted = isWanted;
  }

  start(row: Uint32Array, offset: number): void {
    walk(this.#system, this.#path, (reached, step) => {
      if (step === this.#path.length) row.set(reached, offset);
    });
  }

  load(row: Uint32Array, offset: number): void {
    this.#isThere = this.#isWanted(row, offset);
    this.#system.load(row, offset);
  }

  inspect(): boolean {
    return !this.#isThere;
  }

  fire(label: number): LabelOutcome {
    return this.#system.fire(label);
  }

  successorKey(out: Uint32Array, offset: number): void {
    this.#system.successorKey(out, offset);
  }

  successorPayload(out: Uint32Array, offset: number): void {
    this.#system.successorPayload(out, offset);
  }

  describe(label: number): string {
    return this.#system.describe(label);
  }
}
