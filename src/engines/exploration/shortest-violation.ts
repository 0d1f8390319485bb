// A failure that no other is shorter than, from the first one that a breadth-first search met: the drain's commands
// count, and new ids may be any free ones.
import { exploreInSlices, StateSearch } from '../../checker/search.ts';
import type { Between } from '../../checker/search.ts';
import type { Command } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { wentAstrayOn } from './astray.ts';
import type { ExplorationPlan } from './plan.ts';
import { explorable } from './plan.ts';

/** Labels between two turns for others. */
const SLICE = 200;

/** Commands that end in a violation, the last ones of them the drain's. */
export interface Found {
  readonly commands: readonly Command[];
  readonly drain: number;
}

/**
 * The search meets the violation with the shortest way to the state where it shows. If a violation shows in draining
 * that state, the whole may be longer than another whose way is longer and whose drain is shorter: so it is searched
 * again for ever shorter drains, up to the length known. A few searches, none deeper than the first violation is long.
 * If `between` ends one of them, or the system does not do the same twice, the answer is the best so far, and not known
 * to be a shortest.
 */
export async function shortestFailure(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  first: Found,
  between: Between<unknown>,
): Promise<{ readonly commands: readonly Command[]; readonly isShortest: boolean }> {
  const anyIds: ExplorationPlan = { ...plan, bound: { ...plan.bound, newIds: 'any' } };
  let best = first;
  if (plan.bound.newIds === 'lowest') {
    const found = await searched(
      anyIds,
      system,
      specification,
      first.commands.length,
      Number.POSITIVE_INFINITY,
      between,
    );
    if (found === 'ended') return { commands: best.commands, isShortest: false };
    best = found ?? first;
  }
  while (best.drain > 0) {
    const shorter = await searched(
      anyIds,
      system,
      specification,
      best.commands.length - 1,
      best.drain - 1,
      between,
    );
    if (shorter === 'ended') return { commands: best.commands, isShortest: false };
    if (shorter === undefined) break;
    best = shorter.commands.length < best.commands.length ? shorter : { ...best, drain: shorter.drain };
  }
  return { commands: best.commands, isShortest: true };
}

/** The first violation at no more than this depth, drains of more commands left out. */
async function searched(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  depthMax: number,
  drainMax: number,
  between: Between<unknown>,
): Promise<Found | 'ended' | undefined> {
  const { product, symmetry } = explorable(plan, system, specification, { drainMax });
  const search = new StateSearch(product, { symmetry, depthMax });
  let conclusion;
  try {
    ({ conclusion } = await exploreInSlices(search, SLICE, between));
  } catch (error) {
    if (!wentAstrayOn(system, error)) throw error; // It has failed all the same.
    return 'ended';
  }
  if (conclusion?.verdict === 'inconclusive' && conclusion.bound === 'interrupted') return 'ended';
  if (conclusion?.verdict !== 'fail') return undefined;
  const { drain } = conclusion.violation;
  return { commands: [...product.commandsOf(conclusion.path), ...drain], drain: drain.length };
}
