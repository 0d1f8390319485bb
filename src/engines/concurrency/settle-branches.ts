// Settles a failure of branches: as a sequence of commands where it takes no concurrency, else seen again, made smallest and
// certified.
import { isInstance } from '../../contract/foreign-value.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { seenAgain } from './seen-again.ts';
import { settledSequence } from './sequential-failure.ts';
import type { SettledSequence } from './sequential-failure.ts';
import { smallestFailure, untouchedFailure } from './smallest-failure.ts';
import type { SmallestBudget, SmallestFailure, SmallestProgress } from './smallest-failure.ts';

/** The failure, in one of the two ways. */
export type SettledBranches =
  | { readonly failure: SmallestFailure }
  | { readonly sequential: SettledSequence };

/**
 * Settles it; `runs`: those that the system had before. It stands as it was found where the world keeps it from being run
 * again.
 */
export async function settleBranches(
  ...asked: Parameters<typeof settledUnlessHindered>
): Promise<SettledBranches> {
  try {
    return await settledUnlessHindered(...asked);
  } catch (error) {
    if (!isInstance(error, Hindrance)) throw error;
    const [, found] = asked;
    return { failure: untouchedFailure(found, error.message) };
  }
}

async function settledUnlessHindered(
  subject: ConcurrentSubject,
  found: ConcurrentFailure,
  budget: SmallestBudget,
  runs: number,
  control: RunControl<SmallestProgress>,
): Promise<SettledBranches> {
  const options = budget.certifyExecutionsMax === 0 ? { certifyStatesMax: 0 } : {};
  const sequential = await settledSequence(subject, found, runs, options, control);
  if (sequential !== undefined) return { sequential };
  const again = await seenAgain(subject, found, control);
  return { failure: await smallestFailure(subject, { ...found, again }, budget, control) };
}
