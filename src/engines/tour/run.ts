// A tour on a system: every sequence beside the model, until one fails or all are done.
import { counted, grouped } from '../../contract/format-numbers.ts';
import { specificationOf } from '../../command-sets.ts';
import type { Command, CommandName } from '../../contract/command.ts';
import type { System } from '../../contract/system.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import { encodeState, newCells } from '../../model/bounded/cells.ts';
import type { State } from '../../model/state.ts';
import type { InvariantCounts } from '../../lockstep/invariant-counts.ts';
import { dependsOnAnswers } from '../../lockstep/known-deviations.ts';
import type { DeviationCount } from '../../lockstep/known-deviations.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import { specificationAt } from '../../lockstep/product/product.ts';
import { planOf, runInTurns } from '../../lockstep/run.ts';
import type { Run, RunPlan } from '../../lockstep/run.ts';
import { Coverage } from '../coverage.ts';
import { whyHindered } from '../hindered.ts';
import { settle } from '../settle-failure.ts';
import type { Settled } from '../settle-failure.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { whyNothingCompared } from '../../contract/verdict.ts';

export interface TourOptions {
  /** The commands that the tour is of. */
  readonly commands: readonly CommandName[];
  /** States that the search for a shorter failure may visit; 0 leaves it out. */
  readonly certifyStatesMax?: number;
  /** Run no longer than this; what is left then makes the verdict inconclusive. */
  readonly timeMs?: number | undefined;
  /** Makes another system like it; as in a campaign. */
  readonly fresh?: (() => Promise<System> | System) | undefined;
}

/** The world as a tour needs it. */
export interface TourWorld {
  readonly now: () => number;
  readonly breathe: () => Promise<void>;
  readonly stopped: () => boolean;
  readonly progress?: (done: number, elapsedMs: number) => void;
}

export interface TourResult {
  readonly verdict: Verdict;
  /** Why not a pass; `undefined` for a pass. */
  readonly reason: string | undefined;
  /** Sequences run to their end. */
  readonly sequences: number;
  /**
   * Those of them that a choice or a known deviation of the system led to other states than planned: what was to be
   * run from there was run elsewhere or, where it could not be issued, not at all.
   */
  readonly strayed: number;
  readonly coverage: Coverage;
  readonly invariants: ReadonlyMap<InvariantId, InvariantCounts>;
  /** Known deviations of the system, and how often each occurred. */
  readonly deviations: readonly DeviationCount[];
  readonly elapsedMs: number;
  readonly failure: (Settled & { readonly foundWith: number }) | undefined;
}

/** The tour ends in the middle of a sequence. */
class Ended extends Error {}

/** Runs the sequences in order. A failed one is run again and made short before it is reported. */
export async function runTour(
  system: System,
  sequences: readonly (readonly Command[])[],
  options: TourOptions,
  world: TourWorld,
): Promise<TourResult> {
  const started = world.now();
  const specification = specificationOf(system);
  const coverage = new Coverage(specification, options.commands);
  const lockstep = new Lockstep(system);
  const strays = strayWatch(system);
  let done = 0;
  let strayed = 0;
  let previous: Run | undefined;
  const result = (): Omit<TourResult, 'verdict' | 'reason' | 'failure'> => ({
    sequences: done,
    strayed,
    coverage,
    invariants: lockstep.invariantCounts,
    deviations: lockstep.deviationCounts,
    elapsedMs: world.now() - started,
  });
  const inconclusive = (reason: string): TourResult => ({
    ...result(),
    verdict: 'inconclusive',
    reason,
    failure: undefined,
  });
  const { timeMs = Number.POSITIVE_INFINITY } = options;
  const whyEnd = (): string | undefined => {
    const soFar = `after ${grouped(done)} of ${counted(sequences.length, 'sequence')}`;
    if (world.stopped()) return `interrupted ${soFar}`;
    return world.now() - started >= timeMs ? `the time was up ${soFar}` : undefined;
  };
  const turn = async (): Promise<void> => {
    await world.breathe();
    if (whyEnd() !== undefined) throw new Ended();
  };
  for (const sequence of sequences) {
    const end = whyEnd();
    if (end !== undefined) return inconclusive(end);
    let hasStrayed = false;
    let ran: Run;
    for (let left = sequence; ; ) {
      let before = specification.initial;
      const planned = planOf(specification, left);
      const plan: RunPlan = {
        next: (state) => planned.next((before = state)),
        turn,
        stepped: (from, command, step) => {
          coverage.note(from, command, step);
          hasStrayed ||= strays(from, command, step.next);
        },
      };
      try {
        ran = await runInTurns(lockstep, plan);
      } catch (error) {
        return inconclusive(error instanceof Ended ? (whyEnd() ?? 'it was ended') : whyHindered(error));
      }
      // A known deviation that ended it: the rest is run without that command, which should have changed nothing.
      const rest = ran.ended === undefined ? undefined : withoutLast(left, ran.commands);
      if (rest === undefined) break;
      const endBetween = whyEnd();
      if (endBetween !== undefined) return inconclusive(endBetween);
      const last = ran.commands.at(-1) as Command;
      hasStrayed ||= specification.step(before, last).next !== before;
      if (hasStrayed) break;
      left = rest;
      await world.breathe();
    }
    if (ran.divergence !== undefined) {
      // What shows after a reset is the doing of the run before it, and would show after every further one.
      const afterReset = ran.divergence.step < 0;
      const { commands } = afterReset && previous !== undefined ? previous : ran;
      const found = { commands, divergence: ran.divergence };
      const minimising = {
        certifyStatesMax: options.certifyStatesMax,
        now: world.now,
        stopped: world.stopped,
        tick: () => world.breathe(),
      };
      const before = { runs: done, commands: coverage.commands };
      let settled: Settled;
      try {
        const { now, stopped } = world;
        settled = await settle(system, found, minimising, { fresh: options.fresh, before, now, stopped });
      } catch (error) {
        return inconclusive(whyHindered(error, ran.divergence));
      }
      const failure = { ...settled, foundWith: commands.length };
      const { sentence } = failure.minimised.failure.divergence;
      return { ...result(), verdict: 'fail', reason: sentence, failure };
    }
    previous = ran;
    coverage.noteRun(lockstep.steps);
    done += 1;
    if (hasStrayed) strayed += 1;
    world.progress?.(done, world.now() - started);
    await world.breathe();
  }
  const nothing = whyNothingCompared(coverage.commands, options.commands);
  if (nothing !== undefined) return inconclusive(nothing);
  return { ...result(), verdict: 'pass', reason: undefined, failure: undefined };
}

/** A sequence without the last command of those that were run of it; `undefined` where all were and the drain ended. */
function withoutLast(sequence: readonly Command[], ran: readonly Command[]): readonly Command[] | undefined {
  let place = -1;
  for (const command of ran) place = sequence.indexOf(command, place + 1);
  return place === sequence.length - 1 ? undefined : sequence.toSpliced(place, 1);
}

/** Whether a step leads elsewhere than the tour was planned: only where a system may answer otherwise without failing. */
function strayWatch(system: System): (before: State, command: Command, after: State) => boolean {
  const specification = specificationOf(system);
  const { commandSet } = specification;
  if (!dependsOnAnswers(specification, system.knownDeviations, system.limits)) return () => false;
  const planned = specificationAt({ commandSet });
  const cells = newCells(commandSet === 'posix');
  const cellsOf = (state: State): string => {
    encodeState(state, cells);
    return cells.join();
  };
  return (before, command, after) => cellsOf(planned.step(before, command).next) !== cellsOf(after);
}
