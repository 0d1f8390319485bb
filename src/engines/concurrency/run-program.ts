// Has a system run a program of branches, and believes what it tells only where that can be a run of the program.
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import { runProblem } from '../../contract/concurrent/run-problem.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../contract/concurrent/run.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { Specification } from '../../model/specification.ts';
import { troubleOf } from './guarded-stepper.ts';
import { isBoundToActor } from './valid-program.ts';

/**
 * One run of a program from init alone, by a schedule or freely. Throws {@link Trouble}, a finding about the system,
 * and what is none as it came.
 */
export async function runProgram(
  runner: ConcurrentRunner,
  specification: Specification,
  program: ConcurrentProgram,
  schedule?: Schedule,
  limit?: number,
): Promise<ConcurrentRun> {
  const run = await asked(() => runner(program, schedule, limit));
  const problem = runProblem(run, {
    program,
    ...(schedule && { schedule }),
    ...(limit !== undefined && { limit }),
    mayGoUnanswered: (command) => isBoundToActor(specification, command),
  });
  if (problem !== undefined) throw new Trouble(problem, { method: 'runConcurrent' });
  return run;
}

/** The result of a method; what it throws becomes trouble in it, but for what says nothing of the system. */
async function asked(call: () => ConcurrentRun | Promise<ConcurrentRun>): Promise<ConcurrentRun> {
  try {
    return await call();
  } catch (error) {
    throw troubleOf(error);
  }
}
