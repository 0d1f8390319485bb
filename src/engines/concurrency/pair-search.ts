// Searches the schedules of one program of an exploration: reduced where the system says what its steps touch, up to the
// first failure; then for the same kind of failure by the fewest preemptions.
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import { STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import { isInstance } from '../../contract/foreign-value.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { ConcurrentFailure, ConcurrentFailureKind } from '../../counterexample/concurrent-failure.ts';
import { judgeRun, troubleFailure } from './concurrent-subject.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { checkProgram, runFinding } from './program-check.ts';
import { runProgram } from './run-program.ts';
import { searchRuns } from './run-search.ts';
import type { RunSearchResult } from './run-search.ts';
import type { ScheduleFinding } from './schedule-findings.ts';
import { searchSchedules } from './schedule-search.ts';
import type { ScheduleCounts } from './search-tally.ts';

/** The schedules of a program that are searched. */
export interface PairBudget {
  /** The most preemptions; any number where this is absent. */
  readonly preemptionsMax?: number | undefined;
  /** Executions of a program, at most. */
  readonly executionsMax: number;
  /** Steps of an execution. */
  readonly limit?: number | undefined;
}

/** The outcome of a search. */
export interface SearchedPair {
  readonly counts: Pick<ScheduleCounts, 'executions' | 'outcomes' | 'pruned' | 'longest'>;
  /** Different outcomes in which commands overlapped. */
  readonly overlapping: number;
  readonly failure?: ConcurrentFailure;
  /** The reason that not every schedule was searched, where none failed. */
  readonly open?: string;
  /** The reason that nothing was reduced any more. */
  readonly reductionGivenUp?: string;
}

type Control = Pick<RunControl, 'now' | 'breathe' | 'stopped'>;

const NO_COUNTS: SearchedPair['counts'] = { executions: 0, outcomes: 0, pruned: 0, longest: 0 };

/** The preemptions up to which the fewest are looked for, bound by bound. */
const PREEMPTIONS_MAX = 3;

/** One search of one program. */
class PairSearch {
  readonly #subject: ConcurrentSubject;
  readonly #program: ConcurrentProgram;
  readonly #budget: PairBudget;
  readonly #control: Control;
  readonly #limit: number;
  /** The kind of failure that is looked for; any where this is absent. */
  readonly #wanted: ConcurrentFailureKind | undefined;
  #failure: ConcurrentFailure | undefined;
  #finding: ScheduleFinding | undefined;
  #open: string | undefined;
  #overlapping = 0;
  /** The schedule asked for last. */
  #asked: Schedule = [];

  constructor(
    subject: ConcurrentSubject,
    program: ConcurrentProgram,
    budget: PairBudget,
    control: Control,
    wanted?: ConcurrentFailureKind,
  ) {
    this.#subject = subject;
    this.#program = program;
    this.#budget = budget;
    this.#control = control;
    this.#limit = budget.limit ?? STEPS_MAX;
    this.#wanted = wanted;
  }

  async search(): Promise<SearchedPair> {
    try {
      const result = await this.#result();
      const { counts, complete, reason, reductionGivenUp } = result;
      if (this.#finding !== undefined)
        this.#failure = await runFinding(
          this.#subject,
          this.#program,
          this.#finding,
          this.#limit,
          this.#budget.preemptionsMax,
        );
      const open = this.#open ?? (complete ? undefined : reason);
      return {
        counts,
        overlapping: this.#overlapping,
        ...(this.#failure && { failure: this.#failure }),
        ...(open !== undefined && this.#failure === undefined && { open }),
        ...(reductionGivenUp !== undefined && { reductionGivenUp }),
      };
    } catch (error) {
      if (!isInstance(error, Trouble)) throw error;
      const schedule = this.#subject.stepper?.taken.slice() ?? this.#asked;
      const facts = { schedule, isSequential: false };
      const failure = troubleFailure(this.#subject, this.#program, error, facts);
      return { counts: { ...NO_COUNTS, executions: 1 }, overlapping: this.#overlapping, failure };
    }
  }

  async #result(): Promise<Omit<RunSearchResult, 'runs' | 'exchanged'>> {
    const { stepper, runner, specification } = this.#subject;
    const { preemptionsMax, executionsMax } = this.#budget;
    const { now, breathe, stopped } = this.#control;
    const options = {
      limit: this.#limit,
      preemptionsMax,
      executionsMax,
      onOutcome: ({ run }: { readonly run: () => ConcurrentRun }) => this.#judge(run()),
      onFinding: (finding: ScheduleFinding) => this.#note(finding),
      now,
      breathe,
      stopped,
    };
    if (stepper !== undefined) return await searchSchedules(stepper, this.#program, options);
    return await searchRuns(
      (program, schedule, limit) => {
        this.#asked = schedule;
        return runProgram(runner, specification, program, schedule, limit);
      },
      this.#program,
      options,
    );
  }

  /** True where the search may end. */
  #judge(run: ConcurrentRun): boolean {
    const { failure, open, overlaps } = judgeRun(this.#subject, this.#program, run);
    if (overlaps) this.#overlapping += 1;
    this.#open ??= open;
    if (failure === undefined || !this.#isWanted(failure.kind)) return false;
    this.#failure = failure;
    return true;
  }

  #note(finding: ScheduleFinding): boolean {
    if (!this.#isWanted(finding.kind)) return false;
    this.#finding = finding;
    return true;
  }

  #isWanted(kind: ConcurrentFailureKind): boolean {
    return this.#wanted === undefined || this.#wanted === kind;
  }
}

/**
 * Searches the schedules of a program up to the first failure. Cost: one execution for each class of schedules; where
 * preemptions are bounded or steps do not say what they touch, for each schedule.
 */
export async function searchPair(
  subject: ConcurrentSubject,
  program: ConcurrentProgram,
  budget: PairBudget,
  control: Control,
): Promise<SearchedPair> {
  return await new PairSearch(subject, program, budget, control).search();
}

/**
 * The failure of a program that is known to fail, of the same kind and by the fewest preemptions: bound by bound up to
 * three; the known one where that finds none. A crash or a hang is placed at its step, too.
 */
export async function withFewestPreemptions(
  subject: ConcurrentSubject,
  known: ConcurrentFailure,
  budget: PairBudget,
  control: Control,
): Promise<ConcurrentFailure> {
  const { program, kind } = known;
  const { preemptionsMax: most = PREEMPTIONS_MAX } = budget;
  if (kind === 'trouble') {
    const whole = { ...budget, preemptionsMax: most, freeRuns: 0 };
    const { failure } = await checkProgram(
      subject,
      program,
      { ...whole, limit: budget.limit ?? STEPS_MAX },
      control,
    );
    return failure?.kind === kind ? failure : known;
  }
  const highest = Math.min(most, (known.preemptions ?? PREEMPTIONS_MAX) - 1, PREEMPTIONS_MAX);
  for (let preemptionsMax = 0; preemptionsMax <= highest && !control.stopped(); preemptionsMax += 1) {
    const bounded = { ...budget, preemptionsMax };
    const { failure } = await new PairSearch(subject, program, bounded, control, kind).search();
    if (failure?.kind === kind) return failure;
  }
  return known;
}
