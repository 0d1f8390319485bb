// The findings of a search of schedules that need no model: deadlock, lost wake-up, livelock, data race. Each with the
// schedule that leads there again.
import { counted } from '../../contract/format-numbers.ts';
import type { Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';

/** The kinds of what goes wrong between branches, whatever their commands answer. */
export type ScheduleFindingKind = 'deadlock' | 'lost-wake-up' | 'livelock' | 'data-race';

/** Something wrong that a schedule leads to. */
export interface ScheduleFinding {
  readonly kind: ScheduleFindingKind;
  readonly schedule: Schedule;
  /** The finding in a sentence. */
  readonly sentence: string;
}

/** Tells who stands where, such as `branch 1 at lock a and branch 2 at lock b`. */
function standing(at: readonly (string | null)[]): string {
  return at
    .flatMap((point, index) => (point === null ? [] : [`branch ${index + 1} at ${point}`]))
    .join(' and ');
}

/** The finding at an end where nobody can go on; `overslept`: one sleeps although what it waits for has come about. */
export function stuckFinding(
  schedule: Schedule,
  at: readonly (string | null)[],
  overslept: boolean,
): ScheduleFinding {
  const where = standing(at);
  return overslept
    ? { kind: 'lost-wake-up', schedule, sentence: `nobody wakes what sleeps: ${where}` }
    : { kind: 'deadlock', schedule, sentence: `nobody can go on: ${where}` };
}

/**
 * The meaning of an execution that reached its limit, by the run that tried it again with the branches in turn: a livelock,
 * or a loop that waits and does not say so. `open`: why the search is not complete, in a sentence.
 */
export function limitReached(
  again: ConcurrentRun,
  limit: number,
): { readonly finding?: ScheduleFinding; readonly open: string } {
  const steps = counted(limit, 'step');
  if (again.ended !== 'limit')
    return {
      open: `an execution took ${steps} and comes to its end with the branches in turn: a loop in it should be told as waiting`,
    };
  const sentence = `after ${steps} nobody has got through, with the branches in turn neither: ${standing(again.at ?? [])}`;
  const schedule = (again.steps ?? []).map(({ branch }) => branch);
  return {
    finding: { kind: 'livelock', schedule, sentence },
    open: `some schedules have more than ${steps}`,
  };
}

/** The schedule by which a run that reached its limit is tried again: its first half, then the branches in turn. */
export function withTurns(schedule: Schedule, branches: number, limit: number): number[] {
  const half = schedule.slice(0, Math.floor(limit / 2));
  // Those that cannot go are passed over, so that there may be more turns than steps.
  const turns = Array.from({ length: limit * branches }, (_, turn) => (turn % branches) + 1);
  return [...half, ...turns];
}
