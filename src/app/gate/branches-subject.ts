// A recorded program of branches beside the system that was asked for: how it is run there, or why it cannot be.
import { specificationOf } from '../../command-sets.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import type { System } from '../../contract/system.ts';
import { concurrentSubjectOf } from '../../engines/concurrency/concurrent-subject.ts';
import type { ConcurrentSubject } from '../../engines/concurrency/concurrent-subject.ts';
import { whyNotRun } from '../../engines/concurrency/why-not-run.ts';
import { concurrentRunnerOf } from '../../systems/free-runs.ts';

/** The turns that this process draws for a system without a method of its own are the same each time. */
const SEED = 1;

/** The system as its branches are run, or the reason that this program cannot be run on it. */
export function branchesSubject(trace: ConcurrentTrace, system: System): ConcurrentSubject | string {
  const specification = specificationOf(system);
  const why = whyNotRun(trace, system, specification);
  const subject = concurrentSubjectOf(system, specification, concurrentRunnerOf(system, SEED));
  return why ?? subject ?? `${system.name} runs no commands at the same time`;
}
