// Traces with branches of a corpus, replayed on a system: by their schedule and, where that no longer fits, by all schedules
// of the program, or freely again and again.
import { specificationOf } from '../../command-sets.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import { commandCount } from '../../counterexample/concurrent-failure.ts';
import type { BranchesReplay } from '../../counterexample/file/corpus.ts';
import { programOf } from '../../contract/notation/trace-of-run.ts';
import { concurrentSubjectOf } from '../../engines/concurrency/concurrent-subject.ts';
import { replayProgram } from '../../engines/concurrency/replay-program.ts';
import { whyNotRun } from '../../engines/concurrency/why-not-run.ts';
import { concurrentRunnerOf } from '../../systems/free-runs.ts';

/** The turns that this process draws are the same each time. */
const SEED = 1;
/** Fewer than a replay that somebody asks for: a corpus has many traces. */
const EXECUTIONS_MAX = 20_000;
const FREE_RUNS = 200;

/** Replays such traces on a system; what comes to no verdict is said, and decides nothing. */
export function branchesReplayer(
  system: System,
  control: Pick<RunControl, 'now' | 'stopped' | 'breathe'>,
): BranchesReplay {
  return async ({ concurrent }) => {
    const specification = specificationOf(system);
    const why = whyNotRun(concurrent, system, specification);
    const subject = concurrentSubjectOf(system, specification, concurrentRunnerOf(system, SEED));
    if (why !== undefined || subject === undefined)
      return {
        outcome: 'no-longer-applicable',
        reason: why ?? `${system.name} runs no commands at the same time`,
      };
    const budget = { executionsMax: EXECUTIONS_MAX, freeRuns: FREE_RUNS };
    const { now, stopped, breathe } = control;
    const { verdict, reason, failure } = await replayProgram(subject, concurrent, budget, {
      now,
      stopped,
      breathe,
    });
    if (failure !== undefined) return { outcome: 'still-fails', branches: failure };
    if (verdict === 'pass') return { outcome: 'fixed', commands: commandCount(programOf(concurrent)) };
    return { outcome: 'no-longer-applicable', reason: `it came to no verdict: ${reason}` };
  };
}
