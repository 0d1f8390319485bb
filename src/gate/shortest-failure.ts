// A failure that no other is shorter than, from the first one that a breadth-first search met: the drain's commands
// count, and new ids may be any free ones.
import { explore } from '../checker/search.ts';
import type { Command } from '../contract/command.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import type { ExplorationPlan } from './exploration-plan.ts';
import { explorable } from './exploration-plan.ts';

/** Commands that end in a violation, the last ones of them the drain's. */
export interface Found {
  readonly commands: readonly Command[];
  readonly drain: number;
}

/**
 * The search meets the violation with the shortest way to the state where it shows. Of a violation that shows in
 * draining that state, the whole may be longer than another whose way is longer and whose drain is shorter: so it
 * is searched again for ever shorter drains, up to the length known. A few searches, none deeper than the first
 * violation is long.
 */
export function shortestFailure(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  first: Found,
): readonly Command[] {
  const anyIds: ExplorationPlan = { ...plan, bound: { ...plan.bound, newIds: 'any' } };
  let best = first;
  if (plan.bound.newIds === 'lowest') {
    best = searched(anyIds, system, first.commands.length, Number.POSITIVE_INFINITY) ?? first;
  }
  while (best.drain > 0) {
    const shorter = searched(anyIds, system, best.commands.length - 1, best.drain - 1);
    if (shorter === undefined) break;
    best = shorter.commands.length < best.commands.length ? shorter : { ...best, drain: shorter.drain };
  }
  return best.commands;
}

/** The first violation at no more than this depth, drains of more commands left out. */
function searched(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  depthMax: number,
  drainMax: number,
): Found | undefined {
  const { product, symmetry } = explorable(plan, system, { drainMax });
  const { conclusion } = explore(product, { symmetry, depthMax });
  if (conclusion?.verdict !== 'fail') return undefined;
  const { drain } = conclusion.violation;
  return { commands: [...product.commandsOf(conclusion.path), ...drain], drain: drain.length };
}
