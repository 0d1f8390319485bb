// Traces with branches of a corpus, replayed on a system: by their schedule and, where that no longer fits, by all schedules
// of the program, or freely again and again.
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import { commandCount } from '../../counterexample/concurrent-failure.ts';
import type { BranchesReplay } from '../../counterexample/file/corpus.ts';
import { programOf } from '../../contract/notation/trace-of-run.ts';

/** Fewer than a replay that somebody asks for: a corpus has many traces. */
const EXECUTIONS_MAX = 20_000;
const FREE_RUNS = 200;

/** Replays such traces on a system; what comes to no verdict is said, and decides nothing. */
export function branchesReplayer(
  system: System,
  control: Pick<RunControl, 'now' | 'stopped' | 'breathe'>,
): BranchesReplay {
  return async ({ concurrent }) => {
    // Loaded here, since most corpora have no such trace.
    const { branchesSubject } = await import('./branches-subject.ts');
    const { replayProgram } = await import('../../engines/concurrency/replay-program.ts');
    const subject = branchesSubject(concurrent, system);
    if (typeof subject === 'string') return { outcome: 'no-longer-applicable', reason: subject };
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
