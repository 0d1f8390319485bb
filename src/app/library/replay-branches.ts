// Replay of a program of branches in one call, with Node's clock.
import { specificationOf } from '../../command-sets.ts';
import type { CommandIn } from '../../command-sets.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import type { System } from '../../contract/system.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { toldOrderText } from '../../counterexample/concurrent-failure.ts';
import { concurrentTraceOf } from '../../counterexample/file/concurrent-record.ts';
import { titleOf } from '../../counterexample/file/record.ts';
import { worldFor } from '../gate/world.ts';
import { checkProgram, checkSystem } from './given.ts';

/** A program, and the schedule by which it failed. */
export interface RecordedProgram extends ConcurrentProgram<CommandIn> {
  /** The branch of each step; without it, every schedule is searched. */
  readonly schedule?: Schedule;
}

/** The end of a replay of branches. */
export interface BranchesReplayed {
  readonly verdict: Verdict;
  /** A sentence; of a run that no order of the commands explains, below it the orders and what refutes each. */
  readonly reason: string;
  /** The text of a trace file of the failure: what `procession replay` and `show` take. */
  readonly trace: string | undefined;
}

/**
 * Runs a program of branches on a system again. By steps: passes where the schedule leads to nothing wrong and is taken to
 * its end, or else where no schedule of the program does. Freely: 1,000 times, and inconclusive where none of them fails.
 *
 * @example
 * ```ts
 * import { replayBranches, tableSystem } from 'procession-check';
 *
 * const fork = (process: number) => ({ name: 'fork', process, child: 3 }) as const;
 * const prefix = [{ name: 'fork', process: 1, child: 2 }] as const;
 * const { verdict } = await replayBranches(tableSystem(), { prefix, branches: [[fork(1)], [fork(2)]] });
 * verdict; // 'inconclusive'
 * ```
 */
export async function replayBranches(system: System, program: RecordedProgram): Promise<BranchesReplayed> {
  checkSystem('replayBranches', system);
  const specification = specificationOf(system);
  checkProgram('replayBranches', program, specification);
  checkSchedule(program);
  const { prefix, branches, schedule } = program;
  const trace: ConcurrentTrace = {
    commandSet: specification.vocabulary.id,
    prefix: prefix.map((command) => ({ command })),
    branches: branches.map((commands) => commands.map((command) => ({ command }))),
    ...(schedule && { schedule }),
  };
  // Loaded here, since sequences need none of it.
  const { branchesSubject } = await import('../gate/branches-subject.ts');
  const { replayProgram } = await import('../../engines/concurrency/replay-program.ts');
  const subject = branchesSubject(trace, system);
  if (typeof subject === 'string')
    return { verdict: 'inconclusive', reason: `it does not apply: ${subject}`, trace: undefined };
  const control = worldFor(Number.POSITIVE_INFINITY);
  const { verdict, reason, failure } = await replayProgram(subject, trace, {}, control);
  if (failure === undefined) return { verdict, reason, trace: undefined };
  return {
    verdict,
    reason: [titleOf(failure), ...failure.orders.map(toldOrderText)].join('\n'),
    trace: concurrentTraceOf(failure, { system: system.name }, specification.vocabulary),
  };
}

function checkSchedule({ schedule, branches }: RecordedProgram): void {
  const isSchedule =
    Array.isArray(schedule) &&
    schedule.every(
      (branch: unknown) =>
        Number.isInteger(branch) && Number(branch) >= 1 && Number(branch) <= branches.length,
    );
  if (schedule !== undefined && !isSchedule)
    throw new TypeError(
      `replayBranches: schedule must be a list of numbers from 1 to ${branches.length}, not ${describeValue(schedule)}`,
    );
}
