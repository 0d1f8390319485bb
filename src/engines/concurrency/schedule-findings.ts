// The findings of a search of schedules that need no model: deadlock, lost wake-up, livelock, data race. Each with the
// schedule that leads there again.
import { counted } from '../../contract/format-numbers.ts';
import type { Schedule } from '../../contract/concurrent/program.ts';

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

/** The finding at an end where the limit was reached again with the branches in turn. */
export function livelockFinding(
  schedule: Schedule,
  at: readonly (string | null)[],
  limit: number,
): ScheduleFinding {
  const sentence = `after ${counted(limit, 'step')} nobody has got through, with the branches in turn neither: ${standing(at)}`;
  return { kind: 'livelock', schedule, sentence };
}

/** The schedule by which a run that reached its limit is tried again: its first half, then the branches in turn. */
export function withTurns(schedule: Schedule, branches: number, limit: number): number[] {
  const half = schedule.slice(0, Math.floor(limit / 2));
  // Those that cannot go are passed over, so that there may be more turns than steps.
  const turns = Array.from({ length: limit * branches }, (_, turn) => (turn % branches) + 1);
  return [...half, ...turns];
}
