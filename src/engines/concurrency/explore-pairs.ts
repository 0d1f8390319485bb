// Every pair of commands from every state within a bound, each under all schedules, each history judged by the
// specification. The first failure has the fewest commands; then the fewest preemptions are looked for.
import type { Command } from '../../contract/command.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import { runStepper } from '../../contract/concurrent/run-of-stepper.ts';
import type { Stepper } from '../../contract/concurrent/stepper.ts';
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { preemptionsOf } from '../../counterexample/concurrent-failure.ts';
import type { Specification } from '../../model/specification.ts';
import { historyOfRun } from './history.ts';
import { linearize } from './linearizability.ts';
import type { Linearization, LinearizeOptions } from './linearizability.ts';
import { pairPrograms } from './pair-programs.ts';
import type { ScheduleFinding } from './schedule-findings.ts';
import { ScheduleSearch } from './schedule-search.ts';
import type { ScheduleSearchOptions } from './schedule-search.ts';

/** The counts of an exploration of pairs. */
export interface PairCounts {
  /** States up to the names of ids. */
  readonly states: number;
  readonly programs: number;
  readonly executions: number;
  readonly pruned: number;
  /** Different outcomes, each judged, summed over programs. */
  readonly outcomes: number;
  /** The steps of the longest execution. */
  readonly longest: number;
}

/** A program that goes wrong, by a schedule with the fewest preemptions. */
export interface PairFailure {
  readonly program: ConcurrentProgram;
  readonly schedule: Schedule;
  readonly preemptions: number;
  readonly run: ConcurrentRun;
  /** The history refuted, where that is the failure; else the finding. */
  readonly refuted?: Linearization;
  readonly finding?: ScheduleFinding;
}

/** The options of an exploration of pairs. */
export interface PairOptions extends Partial<RunControl<PairCounts>> {
  readonly bound: SpaceBound;
  /** The rules by which answers are judged. */
  readonly rules?: LinearizeOptions;
  /** Leaves programs out: those that a command set does not allow. */
  readonly allows?: (program: ConcurrentProgram) => boolean;
  /** Whether to go on after a failing program, and count how many fail. */
  readonly countFailures?: boolean;
  readonly search?: Pick<ScheduleSearchOptions, 'limit' | 'reduce' | 'preemptionsMax'>;
}

/** The end of an exploration of pairs. */
export interface PairExploration {
  readonly counts: PairCounts;
  /** Programs that go wrong: at most one unless they were to be counted. */
  readonly failing: number;
  /** The first failing program. */
  readonly failure?: PairFailure;
  /** Whether all was run. */
  readonly complete: boolean;
  readonly reason?: string;
}

/** Something wrong with a program. */
interface Wrong {
  readonly refuted?: Linearization;
  readonly finding?: ScheduleFinding;
  readonly schedule: Schedule;
}

/** Executions between two looks at the clock. */
const CHUNK = 2000;

/** Searches one program, up to the first thing wrong, or until it is told to stop. */
function searchProgram<Of extends Command>(
  stepper: Stepper<Of>,
  program: ConcurrentProgram<Of>,
  isWrong: (run: ConcurrentRun) => Linearization | undefined,
  options: ScheduleSearchOptions,
  stopped: () => boolean,
): { readonly search: ScheduleSearch<Of>; readonly wrong: Wrong | undefined } {
  let wrong: Wrong | undefined;
  const search = new ScheduleSearch(stepper, program, {
    ...options,
    onOutcome: ({ schedule, run }) => {
      const refuted = isWrong(run());
      if (refuted !== undefined) wrong = { schedule, refuted };
      return refuted !== undefined;
    },
    onFinding: (finding) => {
      wrong = { schedule: finding.schedule, finding };
      return true;
    },
  });
  do search.go(CHUNK);
  while (!search.finished && !stopped());
  return { search, wrong };
}

/** Preemptions beyond which the fewest are not looked for one by one. */
const PREEMPTIONS_MAX = 3;

/**
 * The failure of a program that is known to fail, by a schedule with the fewest preemptions: bound by bound, without
 * reduction, up to three; then whichever was found.
 */
function withFewestPreemptions<Of extends Command>(
  stepper: Stepper<Of>,
  program: ConcurrentProgram<Of>,
  isWrong: (run: ConcurrentRun) => Linearization | undefined,
  known: Wrong,
  stopped: () => boolean,
): PairFailure {
  for (let preemptions = 0; preemptions <= PREEMPTIONS_MAX && !stopped(); preemptions += 1) {
    const { wrong } = searchProgram(stepper, program, isWrong, { preemptionsMax: preemptions }, stopped);
    if (wrong !== undefined) return failureOf(stepper, program, wrong);
  }
  return failureOf(stepper, program, known);
}

function failureOf<Of extends Command>(
  stepper: Stepper<Of>,
  program: ConcurrentProgram<Of>,
  { schedule, refuted, finding }: Wrong,
): PairFailure {
  const run = runStepper(stepper, program, schedule);
  return {
    program,
    schedule,
    preemptions: preemptionsOf(run),
    run,
    ...(refuted !== undefined && { refuted }),
    ...(finding !== undefined && { finding }),
  };
}

/**
 * Explores every pair of commands from every state within a bound. Cost: for each pair one execution a class of schedules,
 * and a judgement of each different outcome.
 */
export async function explorePairs<Of extends Command>(
  stepper: Stepper<Of>,
  specification: Specification,
  options: PairOptions,
): Promise<PairExploration> {
  const { bound, rules = {}, allows = () => true, countFailures = false, search: how = {} } = options;
  const control = controlIn<PairCounts>(options);
  const pace = pacer(control);
  const counts = { states: 0, programs: 0, executions: 0, pruned: 0, outcomes: 0, longest: 0 };
  let failing = 0;
  let failure: PairFailure | undefined;
  let reason: string | undefined;
  const end = (why: string | undefined): PairExploration => ({
    counts,
    failing,
    ...(failure !== undefined && { failure }),
    complete: why === undefined,
    ...(why !== undefined && { reason: why }),
  });
  for (const { program, state } of pairPrograms(specification, bound)) {
    if (control.stopped()) return end('it was told to stop');
    counts.states = state + 1;
    if (!allows(program)) continue;
    const isWrong = (run: ConcurrentRun): Linearization | undefined => {
      const judged = linearize(specification, historyOfRun(program, run), rules);
      if (judged.verdict === 'inconclusive') reason ??= judged.reason;
      return judged.verdict === 'fail' ? judged : undefined;
    };
    const asked = program as ConcurrentProgram<Of>;
    const { search, wrong } = searchProgram(stepper, asked, isWrong, how, control.stopped);
    const result = search.result();
    counts.programs += 1;
    counts.executions += result.counts.executions;
    counts.pruned += result.counts.pruned;
    counts.outcomes += result.counts.outcomes;
    counts.longest = Math.max(counts.longest, result.counts.longest);
    if (wrong === undefined) reason ??= result.reason;
    else {
      failing += 1;
      failure ??= withFewestPreemptions(stepper, asked, isWrong, wrong, control.stopped);
      if (!countFailures) return end('it was ended by what it found');
    }
    await pace(() => ({ ...counts }));
  }
  return end(reason);
}
