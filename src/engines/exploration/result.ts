// The result of an exhaustive search, and what of it is read off a finished one: states of the model, ways to the
// witnesses, refusals that decided.
import type { StateSearch } from '../../checker/search.ts';
import { VisitedTable } from '../../checker/visited-table.ts';
import type { Counts } from '../../checker/search-state.ts';
import type { Command } from '../../contract/command.ts';
import { witnessingCommand } from '../../model/bounded/witness-search.ts';
import type { Failure } from '../../counterexample/failure.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import type { Specification } from '../../model/specification.ts';
import type { ReasonedVerdict } from '../verdict-rules.ts';
import type { Decider, Product, ProductViolation } from '../../lockstep/product/product.ts';

/** The number of times that a refusal of a command applied, and how often alone. */
export interface DeciderCount extends Decider {
  readonly applied: number;
  readonly alone: number;
}

/** The answer whether home can be reached from every state, or why that is not known. */
export type Homeward =
  | { readonly verdict: 'pass'; readonly homes: number }
  | { readonly verdict: 'fail'; readonly stranded: number; readonly path: readonly Command[] }
  | { readonly verdict: 'not asked' | 'inconclusive'; readonly reason: string };

/** The use that a search in layers has made of its folder. */
export interface DiskUse {
  /** The most that it held at once, and all that was written, over all runs that went on with it. */
  readonly peakBytes: number;
  readonly writtenBytes: number;
  /** Seconds of work, over all runs too. */
  readonly seconds: number;
  /** The end of a search that is not finished, by the growth of its layers. */
  readonly foretold: Foretold | undefined;
}

/** The end that a search will come to: all its states, bytes on disk at most, and seconds that are left. */
export interface Foretold {
  readonly states: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** The result of an exhaustive search: what it saw, and its verdict. */
export interface ExplorationResult extends ReasonedVerdict {
  /** The model's side. */
  readonly specification: Specification;
  readonly counts: Counts;
  /** The number of states of the model, if states are told apart by representation as well. */
  readonly modelStates: number;
  readonly keyBits: number;
  readonly bytesPerState: number;
  readonly elapsedMs: number;
  /** States that were there already when a checkpoint was resumed. */
  readonly resumedWith: number | undefined;
  /** By witness that the bound allows, a shortest path that ends with it. */
  readonly witnesses: ReadonlyMap<string, readonly Command[] | undefined>;
  readonly deciders: readonly DeciderCount[];
  /** By command, how often it was accepted, as the system answered too. */
  readonly accepted: Readonly<Record<string, number>>;
  /** Forks and new threads run and compared and not followed. */
  readonly aside: number;
  readonly notShown: readonly InvariantId[];
  readonly homeward: Homeward;
  /** A shortest one, unless the user wanted an end before that was known. */
  readonly failure: (Failure & { readonly isShortest: boolean }) | undefined;
  /** The files of a search in layers. */
  readonly disk?: DiskUse | undefined;
  /** The reason that the last checkpoint could not be written or removed, in a sentence. */
  readonly checkpointTrouble: string | undefined;
}

/** States of the model among those visited. */
export function modelStatesOf(search: StateSearch<ProductViolation>, product: Product): number {
  const { visited } = search.exploration;
  const { words } = product.layout;
  if (words === product.keyWords) return visited.size;
  const states = new VisitedTable(words);
  for (let id = 0; id < visited.size; id += 1) {
    states.reserve(1);
    states.insert(visited.rows.chunk(id), visited.rows.offset(id), 0, 0);
  }
  return states.size;
}

/** Paths to the states from which a step is the witness, and that step. */
export function witnessPaths(
  pathTo: (witness: number) => readonly number[] | undefined,
  product: Product,
): ReadonlyMap<string, readonly Command[] | undefined> {
  const { specification } = product;
  const inside = product.commands;
  return new Map(
    product.witnessNames.map((name, w) => {
      const path = pathTo(w);
      if (path === undefined) return [name, undefined];
      const commands = product.commandsOf(path);
      const state = commands.reduce(
        (at, command) => specification.step(at, command).next,
        specification.initial,
      );
      const last = witnessingCommand(specification, name, state, inside);
      return [name, last === undefined ? commands : [...commands, last]];
    }),
  );
}

/** Names what the product has counted. */
export function talliesIn(product: Product): Pick<ExplorationResult, 'deciders' | 'accepted' | 'aside'> {
  const { names, deciders, tallies } = product;
  const aside = 2 * deciders.length;
  return {
    deciders: deciders.map((decider, index) => ({
      ...decider,
      applied: tallies[2 * index],
      alone: tallies[2 * index + 1],
    })),
    accepted: Object.fromEntries(names.map((name, index) => [name, tallies[aside + 1 + index]])),
    aside: tallies[aside],
  };
}
