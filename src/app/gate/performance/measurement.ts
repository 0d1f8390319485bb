// Two versions of a table measured in as many processes as it takes to tell them apart, or as the budget has.
import { pathToFileURL } from 'node:url';
import type { RunControl } from '../../../contract/run-control.ts';
import { ChildProcesses } from '../../../systems/process/child-process.ts';
import { raceIn } from './measuring-process.ts';
import { isTimeToLook, judgement } from './judgement.ts';
import type { Judgement } from './judgement.ts';
import { middleOf } from './median-interval.ts';
import type { Race } from './contestant.ts';

/** The two versions, by their folders of sources, and the name of the base. */
export interface Versions {
  readonly base: string;
  readonly candidate: string;
  readonly baseName: string;
}

/** The judgement of one race, and the time that it took. */
export interface RaceResult extends Judgement {
  readonly msPerProcess: number;
}

/** Measures one race; answers in words what made it impossible, and `undefined` where an end was asked for. */
export async function measureRace(
  workload: string,
  race: Race,
  { base, candidate, baseName }: Versions,
  processesMost: number,
  control: RunControl<string>,
  threshold?: number,
): Promise<RaceResult | string | undefined> {
  const children = new ChildProcesses();
  using _hold = children.hold();
  const implementations = [entryOf(base), entryOf(candidate)] as const;
  const ratios: number[] = [];
  const started = control.now();
  for (;;) {
    control.progress?.(`${workload}: process ${ratios.length + 1} of ${processesMost} at most`);
    const request = { race, implementations, candidateFirst: ratios.length % 2 === 1 };
    const reply = await raceIn(children, request, control.stopped);
    if (reply === undefined) return undefined;
    if ('trouble' in reply) return reply.trouble;
    ratios.push(ratioOf(reply));
    if (!isTimeToLook(ratios.length)) continue;
    const judged = judgement(
      { workload, base: baseName, blocks: race.blocks * ratios.length },
      ratios,
      threshold,
    );
    if (judged.verdict === 'unclear' && ratios.length < processesMost) continue;
    return { ...judged, msPerProcess: (control.now() - started) / ratios.length };
  }
}

/** The middle one of the ratios of blocks that ran next to each other, so that the machine's mood hit both. */
function ratioOf({
  base,
  candidate,
}: {
  readonly base: readonly number[];
  readonly candidate: readonly number[];
}): number {
  return middleOf(candidate.map((time, block) => time / base[block]).toSorted((a, b) => a - b));
}

function entryOf(sources: string): string {
  const folder = sources.endsWith('/') ? sources : `${sources}/`;
  return new URL(`impl/index${import.meta.url.slice(-3)}`, pathToFileURL(folder)).href;
}
