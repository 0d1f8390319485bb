// Runs a tour on a system: every sequence beside the model, until one fails or all are done.
import { counted, grouped } from '../../contract/format-numbers.ts';
import type { Specification } from '../../model/specification.ts';
import type { Command, CommandName } from '../../contract/command.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import { encodeState, newCells, sameCells } from '../../model/bounded/cells.ts';
import type { State } from '../../model/state.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import type { InvariantCounts } from '../../lockstep/invariant-counts.ts';
import { dependsOnAnswers } from '../../lockstep/known-deviations.ts';
import type { DeviationCount } from '../../lockstep/known-deviations.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import { planOf, runInTurns } from '../../lockstep/run.ts';
import type { Run, RunPlan } from '../../lockstep/run-plan.ts';
import { Coverage } from '../coverage.ts';
import { whyHindered } from '../hindered.ts';
import { settle } from '../certificate/settle-failure.ts';
import type { Settled } from '../certificate/settle-failure.ts';
import { verdictWithoutFailure, whyNothingCompared } from '../verdict-rules.ts';
import type { ReasonedVerdict } from '../verdict-rules.ts';

/** The commands of a tour, its time, and what is done with a failure. */
export interface TourOptions {
  /** The commands that the tour is of. */
  readonly commands: readonly CommandName[];
  /** States that the search for a shorter failure may visit; 0 leaves it out. */
  readonly certifyStatesMax?: number;
  /** Run no longer than this; what is left then makes the verdict inconclusive. */
  readonly timeMs?: number | undefined;
  /** The first sequences that are left out, because an earlier run of the same tour ended after them (default: 0). */
  readonly skip?: number | undefined;
  /** Makes another system like it; as in a campaign. */
  readonly fresh?: (() => Promise<System> | System) | undefined;
}

/** Sequences run or skipped so far. */
export interface TourProgress {
  readonly sequences: number;
  readonly elapsedMs: number;
}

/** The result of a tour: what it saw, and its verdict. */
export interface TourResult extends ReasonedVerdict {
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

/** Runs the sequences in order, from the first that is not skipped. A failed one is run again and made short before it is reported. */
export async function runTour(
  system: System,
  specification: Specification,
  sequences: readonly (readonly Command[])[],
  options: TourOptions,
  control: RunControl<TourProgress>,
): Promise<TourResult> {
  const tour = new TourRun(system, specification, sequences.length, options, control);
  try {
    for (const sequence of sequences.slice(options.skip)) {
      const ran = await tour.run(sequence);
      if (ran.divergence !== undefined) return await tour.failed(ran, ran.divergence);
      await control.breathe();
    }
  } catch (error) {
    return tour.ended(verdictWithoutFailure(error instanceof Ended ? error.message : whyHindered(error)));
  }
  return tour.ended(verdictWithoutFailure(whyNothingCompared(tour.coverage.commands, options.commands)));
}

/** Thrown where the tour must end; the message says why. */
class Ended extends Error {}

/** One tour under way: runs its sequences, counts them, and says when it must end. */
class TourRun {
  readonly coverage: Coverage;
  readonly #system: System;
  readonly #planned: number;
  readonly #options: TourOptions;
  readonly #control: RunControl<TourProgress>;
  readonly #lockstep: Lockstep;
  readonly #strays: ReturnType<typeof strayWatch>;
  readonly #began: number;
  #done = 0;
  #strayed = 0;
  /** The run before the one at hand. */
  #previous: Run | undefined;

  constructor(
    system: System,
    specification: Specification,
    planned: number,
    options: TourOptions,
    control: RunControl<TourProgress>,
  ) {
    this.#system = system;
    this.#planned = planned;
    this.#options = options;
    this.#control = control;
    this.#began = control.now();
    this.#lockstep = new Lockstep(system, specification);
    this.coverage = new Coverage(this.#lockstep.specification, options.commands);
    this.#strays = strayWatch(system, specification);
  }

  /** Runs a sequence to its end and counts it, unless it fails. Throws {@link Ended} where the tour must end. */
  async run(sequence: readonly Command[]): Promise<Run> {
    const { run, hasStrayed } = await this.#runToEnd(sequence);
    if (run.divergence !== undefined) return run;
    this.#previous = run;
    this.coverage.noteRun(this.#lockstep.steps);
    this.#done += 1;
    if (hasStrayed) this.#strayed += 1;
    this.#control.progress?.({ sequences: this.#reached(), elapsedMs: this.#elapsedMs() });
    return run;
  }

  /** The result where a run failed: the failure is run again and made short. */
  async failed(run: Run, divergence: Divergence): Promise<TourResult> {
    // A failure after a reset is the doing of the run before it, and would show after every further one.
    const { commands } = divergence.step < 0 && this.#previous !== undefined ? this.#previous : run;
    const { certifyStatesMax, fresh } = this.#options;
    const { now, stopped, breathe } = this.#control;
    const before = { runs: this.#done, commands: this.coverage.commands };
    let settled: Settled;
    try {
      settled = await settle(
        this.#system,
        this.#lockstep.specification,
        { commands, divergence },
        { certifyStatesMax, now, stopped, breathe },
        { fresh, before },
      );
    } catch (error) {
      return this.ended(verdictWithoutFailure(whyHindered(error, divergence)));
    }
    const { sentence } = settled.minimised.failure.divergence;
    return this.ended({ verdict: 'fail', reason: sentence }, { ...settled, foundWith: commands.length });
  }

  ended(verdict: ReasonedVerdict, failure?: TourResult['failure']): TourResult {
    return {
      ...verdict,
      sequences: this.#done,
      strayed: this.#strayed,
      coverage: this.coverage,
      invariants: this.#lockstep.invariantCounts,
      deviations: this.#lockstep.deviationCounts,
      elapsedMs: this.#elapsedMs(),
      failure,
    };
  }

  /** If a known deviation ends a run, the rest is run without that command, which should have changed nothing. */
  async #runToEnd(
    sequence: readonly Command[],
  ): Promise<{ readonly run: Run; readonly hasStrayed: boolean }> {
    const { specification } = this.#lockstep;
    for (let left = sequence; ; ) {
      this.#mayGoOn();
      const { run, before, hasStrayed } = await this.#runOnce(left);
      const rest = run.ended === undefined ? undefined : withoutLast(left, run.commands);
      if (rest === undefined) return { run, hasStrayed };
      this.#mayGoOn();
      const last = run.commands.at(-1) as Command;
      if (hasStrayed || specification.step(before, last).next !== before) return { run, hasStrayed: true };
      left = rest;
      await this.#control.breathe();
    }
  }

  /** Runs commands once; `before` is the state before the last of them. */
  async #runOnce(
    commands: readonly Command[],
  ): Promise<{ readonly run: Run; readonly before: State; readonly hasStrayed: boolean }> {
    const { specification } = this.#lockstep;
    const planned = planOf(specification, commands);
    let before = specification.initial;
    let hasStrayed = false;
    const plan: RunPlan = {
      next: (state) => planned.next((before = state)),
      turn: async () => {
        await this.#control.breathe();
        this.#mayGoOn();
      },
      stepped: (from, command, step) => {
        this.coverage.note(from, command, step);
        hasStrayed ||= this.#strays(from, command, step.next);
      },
    };
    const run = await runInTurns(this.#lockstep, plan);
    return { run, before, hasStrayed };
  }

  #mayGoOn(): void {
    const { timeMs = Number.POSITIVE_INFINITY } = this.#options;
    const soFar = `after ${grouped(this.#reached())} of ${counted(this.#planned, 'sequence')}`;
    if (this.#control.stopped()) throw new Ended(`interrupted ${soFar}`);
    if (this.#elapsedMs() >= timeMs) throw new Ended(`the time was up ${soFar}`);
  }

  /** The sequences of the tour that are behind this one. */
  #reached(): number {
    return (this.#options.skip ?? 0) + this.#done;
  }

  #elapsedMs(): number {
    return this.#control.now() - this.#began;
  }
}

/** A sequence without the last command of those that were run of it; `undefined` where all were and the drain ended. */
function withoutLast(sequence: readonly Command[], ran: readonly Command[]): readonly Command[] | undefined {
  let place = -1;
  for (const command of ran) place = sequence.indexOf(command, place + 1);
  return place === sequence.length - 1 ? undefined : sequence.toSpliced(place, 1);
}

/** Makes the test for a step that leads elsewhere than the tour was planned, which needs a system that may choose. */
function strayWatch(
  system: System,
  specification: Specification,
): (before: State, command: Command, after: State) => boolean {
  const { columns } = specification.space;
  if (!dependsOnAnswers(specification, system.knownDeviations, system.limits)) return () => false;
  const planned = specification.mostDecided;
  const [expected, met] = [newCells(columns), newCells(columns)];
  return (before, command, after) => {
    encodeState(columns, planned.step(before, command).next, expected);
    encodeState(columns, after, met);
    return !sameCells(expected, met);
  };
}
