// Simulated searches by one seed after the other, up to the first whose outcome is wrong.
import { simulated } from './simulation.ts';
import type { Fault, Happened, Subject } from './simulation.ts';
import { workersOf } from './subjects.ts';

/** A seed, and what was wrong by it. */
export interface Found {
  readonly seed: number;
  readonly wrong: string;
}

/** All wrong outcomes of the seeds `first` to `last`, and all that happened. */
export async function hunted(
  subjectOf: (seed: number) => Subject,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<{ readonly found: readonly Found[]; readonly happened: Happened }> {
  const found: Found[] = [];
  const total: Happened = { steps: 0, workersKilled: 0, coordinatorsKilled: 0, repeated: 0, lost: 0 };
  for (let seed = first; seed <= last; seed += 1) {
    const { wrong, happened } = await simulated(subjectOf(seed), { seed, workers: workersOf(seed) });
    if (wrong !== undefined) found.push({ seed, wrong });
    for (const kind of Object.keys(total) as (keyof Happened)[]) total[kind] += happened[kind];
  }
  return { found, happened: total };
}

/** The first seed of at most `seeds` that shows the fault; undefined where none does. */
export async function firstShowing(fault: Fault, on: Subject, seeds: number): Promise<Found | undefined> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { wrong } = await simulated(on, { seed, workers: workersOf(seed) }, fault);
    if (wrong !== undefined) return { seed, wrong };
  }
  return undefined;
}
