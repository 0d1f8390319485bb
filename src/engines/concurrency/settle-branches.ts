// Settles a failure of branches: as a sequence of commands where it takes no concurrency, else seen again, made smallest and
// certified.
import { isInstance } from '../../contract/foreign-value.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import { settle } from '../certificate/settle-failure.ts';
import type { Settled } from '../certificate/settle-failure.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { seenAgain } from './seen-again.ts';
import { sequentialFailure } from './sequential-failure.ts';
import { smallestFailure, untouchedFailure } from './smallest-failure.ts';
import type { SmallestBudget, SmallestFailure, SmallestProgress } from './smallest-failure.ts';

/** The failure, in one of the two ways. */
export type SettledBranches =
  | { readonly failure: SmallestFailure }
  | {
      /** The failure of a sequence of commands, and how many it had at first. */
      readonly sequential: Settled & { readonly foundWith: number };
    };

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
  const { now, stopped, breathe } = control;
  const sequence = await sequentialFailure(subject, found, control);
  if (sequence === undefined) {
    const again = await seenAgain(subject, found, control);
    return { failure: await smallestFailure(subject, { ...found, again }, budget, control) };
  }
  const { system, specification } = subject;
  const before = { runs, commands: 0 };
  const options = budget.certifyExecutionsMax === 0 ? { certifyStatesMax: 0 } : {};
  const settled = await settle(
    system,
    specification,
    sequence,
    { ...options, now, stopped, breathe },
    { before },
  );
  return { sequential: { ...settled, foundWith: sequence.commands.length } };
}
