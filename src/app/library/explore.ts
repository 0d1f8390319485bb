// The exhaustive search in one call, with Node's clock.
import { worldFor } from '../gate/world.ts';
import { specificationOf } from '../../command-sets.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { explore as search } from '../../engines/exploration/exploration.ts';
import { usualBound } from '../../engines/usual-bound.ts';
import { checkOptions, checkSystem, OPTIONS } from './given.ts';
import { foundOn } from './found.ts';
import type { Found } from './found.ts';

/** All of these may be left out. */
export interface ExploreOptions {
  /** Ids are 1 … this; what the command set takes by default. Each id more costs some thirty times as much. */
  readonly ids?: number;
  /** Whether states that differ by the names of ids are one; true by default. */
  readonly symmetry?: boolean;
  /** Milliseconds, after which the search ends inconclusive. */
  readonly timeMs?: number;
}

/** The result of an exhaustive search. */
export interface Explored {
  readonly verdict: Verdict;
  /** The reason that it is not a pass. */
  readonly reason: string | undefined;
  /** States of model and system, up to the names of ids where symmetry is on. */
  readonly states: number;
  /** Accepted commands that led to a state, refused ones, and accepted ones that changed nothing. */
  readonly transitions: number;
  readonly refusals: number;
  readonly selfLoops: number;
  /** Commands to the state that is furthest. */
  readonly depth: number;
  /** A shortest one within the bound. */
  readonly failure: Found | undefined;
}

/**
 * Runs every command from every state that a few ids can have, refused commands too, on the model and on the system, and
 * asks every invariant of every state. Takes a system that answers at once; `snapshot` and `restore` make it faster.
 *
 * @example
 * ```ts
 * import { explore, tableSystem } from 'procession-check';
 *
 * const { verdict, states, refusals } = await explore(tableSystem(), { ids: 3, symmetry: false });
 * [verdict, states, refusals].join(); // 'pass,355,8341'
 * ```
 */
export async function explore(system: SystemUnderTest, options: ExploreOptions = {}): Promise<Explored> {
  checkSystem('explore', system);
  checkOptions('explore', options, OPTIONS);
  if (system.asynchronous)
    throw new TypeError(
      `explore: ${system.name} answers later, and explore needs a system that answers at once: tour takes it`,
    );
  const { ids, symmetry = true, timeMs } = options;
  const specification = specificationOf(system);
  const newIds = symmetry ? 'any' : 'lowest';
  const plan = {
    bound: usualBound(specification, system, ids ?? specification.space.idsByDefault, newIds),
    symmetry,
    match: 'observation',
    selfCheck: system.selfCheck !== undefined,
  } as const;
  const control = worldFor(Number.POSITIVE_INFINITY);
  const result = await search(plan, system, specification, { timeMs, reachability: false }, control);
  if ('refused' in result) throw new Error(result.refused);
  const { verdict, reason, counts, failure } = result;
  const { states, transitions, refusals, selfLoops, depth } = counts;
  return {
    verdict,
    reason,
    states,
    transitions,
    refusals,
    selfLoops,
    depth,
    failure: failure && foundOn(system.name, failure, specification),
  };
}
