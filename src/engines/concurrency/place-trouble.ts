// Finds the step of a schedule at which a system crashes or hangs: the first limit on steps that it does not survive.
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../contract/concurrent/run.ts';
import { isInstance } from '../../contract/foreign-value.ts';
import { Trouble } from '../../contract/trouble.ts';

/**
 * The step, counted from 1, at which a program of branches ends in trouble; `undefined` where it does not within the limit.
 * The same schedule gives the same steps, so that whatever survives a limit survives a lower one. Cost: about twice the
 * logarithm of the step in runs; of a hang, half of them take the time limit of a request. Throws what is no trouble.
 */
export async function stepOfTrouble(
  runner: ConcurrentRunner,
  program: ConcurrentProgram,
  schedule: Schedule,
  limitMax: number,
): Promise<number | undefined> {
  let survived = 0;
  let fatal = 1;
  for (;;) {
    const end = await endAt(runner, program, schedule, fatal);
    if (end === TROUBLE) break;
    if (end !== 'limit' || fatal === limitMax) return undefined;
    survived = fatal;
    fatal = Math.min(2 * fatal, limitMax);
  }
  while (fatal - survived > 1) {
    const middle = Math.floor((survived + fatal) / 2);
    if ((await endAt(runner, program, schedule, middle)) === TROUBLE) fatal = middle;
    else survived = middle;
  }
  return fatal;
}

const TROUBLE = 'trouble';

/** The end of a run with a limit on steps. */
async function endAt(
  runner: ConcurrentRunner,
  program: ConcurrentProgram,
  schedule: Schedule,
  limit: number,
): Promise<ConcurrentRun['ended'] | typeof TROUBLE> {
  try {
    return (await runner(program, schedule, limit)).ended;
  } catch (error) {
    if (isInstance(error, Trouble)) return TROUBLE;
    throw error;
  }
}
