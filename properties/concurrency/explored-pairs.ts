// Explores pairs of commands of the table with a lock for each object, and of the shared table, as the quick tests and the
// long ones do.
import { specificationOf } from '../../src/command-sets.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { concurrentSubjectOf } from '../../src/engines/concurrency/concurrent-subject.ts';
import { explorePairs } from '../../src/engines/concurrency/explore-pairs.ts';
import type {
  PairExploration,
  PairOptions,
  PairProgress,
} from '../../src/engines/concurrency/explore-pairs.ts';
import { usualCommands } from '../../src/model/bounded/alphabet.ts';
import { sharedMutantSystem, sharedTableBySteps } from '../../src/own-shared-tables.ts';
import { concurrentRunnerOf } from '../../src/systems/free-runs.ts';

interface Asked extends Partial<Omit<PairOptions, 'bound'>> {
  /** The two commands; all pairs where this is absent. */
  readonly names?: readonly [string, string];
  readonly stopped?: () => boolean;
  readonly now?: () => number;
  readonly progress?: (progress: PairProgress) => void;
}

/** Explores the pairs of two commands, or all pairs, of a system from every state of so many ids. */
export async function exploredPairsOf(
  system: SystemUnderTest,
  ids: number,
  { names, stopped = () => false, now = () => 0, progress, ...options }: Asked = {},
): Promise<PairExploration> {
  const specification = specificationOf(system);
  const { supports = specification.commands } = system;
  const commands = usualCommands(specification).filter((name) => supports.includes(name));
  const wanted = names?.toSorted().join();
  return await explorePairs(
    concurrentSubjectOf(system, specification, concurrentRunnerOf(system, 1)),
    {
      bound: { ids, amounts: {}, commands, newIds: 'any' },
      executionsMax: 100_000,
      allFailures: names === undefined,
      allows: ({ branches }) =>
        wanted === undefined ||
        branches
          .map(([{ name }]) => name)
          .toSorted()
          .join() === wanted,
      ...options,
    },
    { now, breathe: () => Promise.resolve(), stopped, progress },
  );
}

/** The same of the table with a lock for each object. */
export async function exploredPairs(ids: number, asked: Asked): Promise<PairExploration> {
  return await exploredPairsOf(sharedMutantSystem('lock-per-object') as SystemUnderTest, ids, asked);
}

/** The same of the shared table, each access looked at for data races. */
export async function exploredSharedPairs(ids: number, commandSet?: string): Promise<PairExploration> {
  return await exploredPairsOf(sharedTableBySteps(commandSet), ids);
}
