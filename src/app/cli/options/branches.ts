// The usual amounts of work on programs of branches, which the help of several commands tells.

/** Programs, executions and free runs of a program, at most. */
export const BRANCHES_DEFAULTS = { programs: 100, schedules: 100_000, freeRuns: 20 } as const;

/** Preemptions by the number of branches: with three, each one more costs ten times as much. */
export function preemptionsFor(branches: number): number {
  return branches === 2 ? 2 : 1;
}
