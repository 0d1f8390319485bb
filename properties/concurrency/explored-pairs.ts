// Explores pairs of commands of the table with a lock for each object, and of the shared table, as the quick tests and the
// long ones do.
import { explorePairs } from '../../src/engines/concurrency/explore-pairs.ts';
import type { PairExploration } from '../../src/engines/concurrency/explore-pairs.ts';
import { isValidProgram } from '../../src/engines/concurrency/valid-program.ts';
import { usualCommands } from '../../src/model/bounded/alphabet.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { sharedTableInSteps } from '../../src/systems/concurrent/shared-table-steps.ts';
import { SteppedWords } from '../../src/systems/concurrent/stepped-words.ts';
import {
  LOCK_PER_OBJECT_SUPPORTS,
  lockPerObject,
} from '../../src/systems/mutants/concurrent/lock-per-object.ts';

interface Asked {
  /** The two commands; all pairs, and how many fail, where this is absent. */
  readonly names?: readonly [string, string];
  readonly preemptionsMax?: number;
  readonly countFailures?: boolean;
  readonly stopped?: () => boolean;
}

/** Explores the pairs of two commands, or all pairs, from every state of so many ids. */
export function exploredPairs(
  ids: number,
  { names, preemptionsMax, countFailures = names === undefined, stopped = () => false }: Asked,
): Promise<PairExploration> {
  const wanted = names?.toSorted().join();
  return explorePairs(new SteppedWords(lockPerObject()), HIERARCHY, {
    bound: { ids, amounts: {}, commands: LOCK_PER_OBJECT_SUPPORTS, newIds: 'any' },
    allows: ({ branches }) =>
      wanted === undefined ||
      branches
        .map(([{ name }]) => name)
        .toSorted()
        .join() === wanted,
    countFailures,
    stopped,
    search: { preemptionsMax },
  });
}

/** Explores the pairs of a shared table's commands, and looks at each access for data races. */
export function exploredSharedPairs(ids: number, specification: Specification): Promise<PairExploration> {
  const { commandSet } = specification;
  const stepper = new SteppedWords(sharedTableInSteps({ commandSet }), { races: true });
  const isCore = (name: string): boolean => (LOCK_PER_OBJECT_SUPPORTS as readonly string[]).includes(name);
  const commands = usualCommands(specification).filter((name) => specification !== HIERARCHY || isCore(name));
  return explorePairs(stepper, specification, {
    bound: { ids, amounts: {}, commands, newIds: 'any' },
    rules: { refuses: 'first' },
    allows: (program) => isValidProgram(specification, program),
    countFailures: true,
  });
}
