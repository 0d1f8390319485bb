// The details that a finished search tells besides its verdict: states of the model, ways to the witnesses, refusals
// that decided.
import type { StateSearch } from '../../checker/search.ts';
import { VisitedTable } from '../../checker/visited-table.ts';
import type { Command } from '../../contract/command.ts';
import { witnessingCommand } from '../../model/bounded/witness-search.ts';
import type { Decider, Product, ProductViolation } from '../../lockstep/product/product.ts';

/** The number of times that a refusal of a command applied, and how often alone. */
export interface DeciderCount extends Decider {
  readonly applied: number;
  readonly alone: number;
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
  search: StateSearch<ProductViolation>,
  product: Product,
): ReadonlyMap<string, readonly Command[] | undefined> {
  const { specification } = product;
  const inside = product.alphabet.commands.slice(0, product.labels);
  return new Map(
    product.witnessNames.map((name, w) => {
      const path = search.witness(w);
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

export function decidersOf({ deciders, tallies }: Product): readonly DeciderCount[] {
  return deciders.map((decider, index) => ({
    ...decider,
    applied: tallies[2 * index],
    alone: tallies[2 * index + 1],
  }));
}
