// Runs a failing program again: a failure that never comes again is told as not replayable, and fails all the same.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import { isInstance } from '../../contract/foreign-value.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { ConcurrentFailure, Recurrence } from '../../counterexample/concurrent-failure.ts';
import { judgeRun } from './concurrent-subject.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { permutationsOf, runInPlaces, runOnce } from './program-check.ts';

const [FREE] = CONCURRENT_MODES;

/** Runs by a schedule that has to lead to the same, and free ones, which need luck. */
const SCHEDULED_TRIES = 2;
const FREE_TRIES = 50;
/** Free runs that failed again, after which it is known. */
const FREE_TIMES = 3;

/** Counts how often a failure comes again, by its schedule or freely. */
export async function seenAgain(
  subject: ConcurrentSubject,
  failure: ConcurrentFailure,
  { stopped, breathe }: Pick<RunControl, 'stopped' | 'breathe'>,
): Promise<Recurrence> {
  const isFree = failure.mode === FREE;
  const places = permutationsOf(failure.program.branches.length);
  const most = isFree ? FREE_TRIES : SCHEDULED_TRIES;
  let tries = 0;
  let times = 0;
  while (tries < most && times < FREE_TIMES && !stopped()) {
    await breathe();
    if (await failsSo(subject, failure, places[tries % places.length])) times += 1;
    tries += 1;
  }
  return { tries, times };
}

/** True if one more run fails in the same way. */
async function failsSo(
  subject: ConcurrentSubject,
  { program, kind, schedule, run: seen, mode }: ConcurrentFailure,
  places: readonly number[],
): Promise<boolean> {
  try {
    const limit = seen?.ended === 'limit' ? seen.steps?.length : undefined;
    const run =
      mode === FREE
        ? await runInPlaces(subject, program, places)
        : await runOnce(subject, program, schedule ?? [], limit);
    if (kind === 'livelock') return run.ended === 'limit';
    if (kind === 'lost-wake-up') return run.ended === 'deadlock';
    if (kind === 'data-race') return (subject.stepper?.races?.() ?? []).length > 0;
    return run.ended !== 'limit' && judgeRun(subject, program, run).failure?.kind === kind;
  } catch (error) {
    if (!isInstance(error, Trouble)) throw error;
    return kind === 'trouble';
  }
}
