// Counts of the states that a question is put to, with some names of ids kept: a search to its end.
import { StateSearch } from '../../src/checker/search.ts';
import { CanonicalRenaming } from '../../src/checker/symmetry.ts';
import type { Id } from '../../src/contract/command.ts';
import { AskedModel } from '../../src/engines/ask/asked-model.ts';
import { KeptNames } from '../../src/engines/ask/kept-names.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { StateRenaming } from '../../src/model/bounded/id-renaming.ts';
import type { Specification } from '../../src/model/specification.ts';

/** States, and what the sizes of their orbits add up to. */
export function canonicalCounts(
  specification: Specification,
  bound: SpaceBound,
  kept: readonly Id[] | 'all',
): { readonly states: number; readonly orbitSum: number } {
  const never = { asksSteps: false, holdsIn: () => false, holdsAfter: () => false };
  const system = new AskedModel(specification, bound, never, specification.initial);
  const symmetry =
    kept === 'all' ? undefined : new CanonicalRenaming(new KeptNames(new StateRenaming(system.layout), kept));
  const search = new StateSearch(system, { symmetry });
  search.step(Infinity);
  return search.counts;
}
