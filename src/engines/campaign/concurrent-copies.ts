// Sequences of one system on several copies of it at once. They are judged in the order in which they were begun, and
// none after one that failed, so that the outcome is the same however many copies there are.
import { broken } from '../../model/assert.ts';
import type { AsynchronousSystemUnderTest, System } from '../../contract/system.ts';
import { closeSystem } from '../../lockstep/exceptions.ts';
import type { Lockstep } from '../../lockstep/lockstep.ts';
import type { Run, RunPlan } from '../../lockstep/run-plan.ts';
import type { Begun } from '../../lockstep/run-ahead.ts';
import { begin, judgeSequence } from '../../lockstep/run-ahead.ts';

/** One is run while another is generated or judged; more would wait for the harness. */
const COPIES = 2;

interface Lane<Tag> {
  readonly tag: Tag;
  readonly plan: RunPlan;
  readonly copy: System;
  readonly begun: Promise<Begun>;
}

/** A run that was judged, and the run before it on the same copy. */
export interface Judged<Tag> {
  readonly tag: Tag;
  readonly run: Run;
  readonly previous: Run | undefined;
}

export class Lanes<Tag> {
  readonly #lockstep: Lockstep;
  readonly #copies: readonly System[];
  readonly #lanes: Lane<Tag>[] = [];
  readonly #previous = new Map<System, Run>();
  #begun = 0;

  constructor(lockstep: Lockstep, copies: readonly System[]) {
    this.#lockstep = lockstep;
    this.#copies = copies;
  }

  get busy(): boolean {
    return this.#lanes.length > 0;
  }

  /** Whether one must be judged before another can be begun. */
  get full(): boolean {
    return this.#lanes.length === this.#copies.length;
  }

  begin(tag: Tag, plan: RunPlan): void {
    if (this.full) broken('a sequence is begun while every copy runs one');
    const copy = this.#copies[this.#begun % this.#copies.length];
    this.#begun += 1;
    this.#lanes.push({ tag, plan, copy, begun: begin(this.#lockstep, plan, copy) });
  }

  /** Waits for the one begun first and judges it. There must be one. */
  async judge(): Promise<Judged<Tag>> {
    const lane = this.#lanes.shift() ?? broken('no sequence is under way that could be judged');
    const { tag, plan, copy, begun } = lane;
    const run = await judgeSequence(this.#lockstep, plan, await begun);
    const previous = this.#previous.get(copy);
    this.#previous.set(copy, run);
    return { tag, run, previous };
  }

  /** Waits for all that are under way, unjudged, and ends the copies but the first; why one of them ended badly. */
  async end(): Promise<string | undefined> {
    await Promise.all(this.#lanes.splice(0).map(({ begun }) => begun));
    const ends = await Promise.all(this.#copies.slice(1).map(closeSystem));
    return ends.find((badEnd) => badEnd !== undefined);
  }
}

/** The system and as many copies of it as help; only itself where it cannot be copied or one run is all there is. */
export async function copiesOf(
  system: AsynchronousSystemUnderTest,
  runs: number,
): Promise<readonly System[]> {
  if (system.copy === undefined || runs < COPIES) return [system];
  const more = Array.from({ length: COPIES - 1 }, async () => await system.copy?.());
  const copies = await Promise.allSettled(more);
  return [
    system,
    ...copies.flatMap((copy) => (copy.status === 'fulfilled' && copy.value ? [copy.value] : [])),
  ];
}
