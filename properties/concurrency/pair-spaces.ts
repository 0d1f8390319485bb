// The spaces whose pairs of commands are on record, and how they are counted.
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { PairCounts } from '../../src/engines/concurrency/explore-pairs.ts';
import { sharedMutantSystem, sharedTableBySteps } from '../../src/own-shared-tables.ts';
import { textOf } from '../support/repository.ts';
import { exploredPairsOf } from './explored-pairs.ts';

export const PAIR_SPACES_FILE = 'properties/recorded/pair-spaces.json';

interface PairSpace {
  readonly make: () => SystemUnderTest;
  readonly ids: number;
}

const lockPerObject = (): SystemUnderTest => sharedMutantSystem('lock-per-object') as SystemUnderTest;

/** By name. */
export const PAIR_SPACES: Readonly<Record<string, PairSpace>> = {
  'shared-table, hierarchy, ids 2': { make: () => sharedTableBySteps('hierarchy'), ids: 2 },
  'shared-table, hierarchy, ids 3': { make: () => sharedTableBySteps('hierarchy'), ids: 3 },
  'shared-table, posix, ids 2': { make: () => sharedTableBySteps('posix'), ids: 2 },
  'lock-per-object, ids 2': { make: lockPerObject, ids: 2 },
  'lock-per-object, ids 3': { make: lockPerObject, ids: 3 },
};

/** The counts of a space; `failing`: programs that go wrong, and by the commands that do. */
export interface CountedPairs {
  readonly counts: PairCounts;
  readonly failing: number;
  readonly failures: Readonly<Record<string, number>>;
}

/** Explores a space. */
export async function countsOfPairs(name: string): Promise<CountedPairs> {
  const { make, ids } = PAIR_SPACES[name];
  const { counts, failing, failures, open } = await exploredPairsOf(make(), ids);
  if (open !== undefined) throw new Error(`${name}: ${open}`);
  const entries = failures.map(({ kind, names, programs }) => [`${kind} ${names.join(' ')}`, programs]);
  return { counts, failing, failures: Object.fromEntries(entries) as Readonly<Record<string, number>> };
}

/** The counts on record. */
export const RECORDED_PAIRS = JSON.parse(textOf(PAIR_SPACES_FILE)) as Readonly<Record<string, CountedPairs>>;
