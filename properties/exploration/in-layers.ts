// A search on disk without a disk: in a store in memory, and beside the search in memory, which must come to the same.
import { createHash } from 'node:crypto';
import type { JobPool } from '../../src/checker/disk/layered-search.ts';
import type { Store } from '../../src/checker/disk/store.ts';
import type { SearchFolder } from '../../src/engines/exploration/disk-exploration.ts';
import type { ExplorationBudget } from '../../src/engines/exploration/exploration.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import type { ExplorationResult } from '../../src/engines/exploration/result.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { memoryStore } from '../checker/memory-store.ts';
import { explore, exploreOnDisk } from '../support/by-set.ts';

export const CONTROL = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };

/** A folder of its own. */
export function memoryFolder(store: Store = memoryStore()): SearchFolder {
  return { store, newDigest: () => createHash('sha256'), version: 'this' };
}

export async function exploredInLayers(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  budget: ExplorationBudget = { reachability: true },
  folder: SearchFolder = memoryFolder(),
  pool?: JobPool,
): Promise<ExplorationResult> {
  const result = await exploreOnDisk(plan, system, budget, { ...CONTROL, folder, pool });
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

export async function exploredInMemory(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  budget: ExplorationBudget = { reachability: true },
): Promise<ExplorationResult> {
  const result = await explore(plan, system, budget, CONTROL);
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

/** The parts of a result that do not say where the states were. Counts are those of whole layers only where nothing failed. */
export function findingsIn(result: ExplorationResult): unknown {
  const { verdict, reason, counts, failure, homeward, witnesses, deciders, accepted, aside } = result;
  const { notShown, modelStates, keyBits } = result;
  if (failure !== undefined) return { verdict, reason, failure, keyBits };
  return {
    verdict,
    reason,
    witnesses,
    deciders,
    accepted,
    aside,
    notShown,
    modelStates,
    keyBits,
    counts: { ...counts, bytes: 0 },
    homeward: homeward.verdict === 'pass' ? { verdict: 'pass', homes: homeward.homes } : homeward,
  };
}
