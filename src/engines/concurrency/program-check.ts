// Checks one program of branches on a system: by steps under all schedules, bound of preemptions by bound, or freely, again
// and again with the branches changing places. Ends at the first failure.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import { runStepper, STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../contract/concurrent/run.ts';
import { isInstance } from '../../contract/foreign-value.ts';
import { counted } from '../../contract/format-numbers.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import { findingFailure, judgeRun, troubleFailure } from './concurrent-subject.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { historyKey, onlyExplanation } from './explaining-orders.ts';
import { stepOfTrouble } from './place-trouble.ts';
import { runProgram } from './run-program.ts';
import { searchRuns } from './run-search.ts';
import type { ScheduleFinding } from './schedule-findings.ts';
import { searchSchedules } from './schedule-search.ts';
import type { ScheduleSearchOptions } from './schedule-search.ts';

const [, STEPS] = CONCURRENT_MODES;

/** The cost of checking one program, at most. */
export interface ProgramBudget {
  /** The most preemptions of a schedule. */
  readonly preemptionsMax: number;
  /** The fewest bound that is looked at; from it on, bound by bound. Default: 0. */
  readonly preemptionsFrom?: number;
  /** Executions by schedules. */
  readonly executionsMax: number;
  /** Steps of an execution. */
  readonly limit?: number;
  /** Free runs. */
  readonly freeRuns: number;
}

/** The outcome of checking one program. */
export interface CheckedProgram {
  readonly failure?: ConcurrentFailure;
  /** Executions or free runs. */
  readonly executions: number;
  /** Free runs in which commands overlapped; of executions, the different outcomes in which they did. */
  readonly overlapping: number;
  /** Whether processes were shown at rest, ever. */
  readonly showsProcesses: boolean;
  readonly histories: number;
  /** The highest bound of preemptions to which all schedules were run; −1 for none, and where it ran freely. */
  readonly bound: number;
  /** The orders of its commands that are the only explanation of a history; empty of schedules, which are not left to chance. */
  readonly onlyOrders: number;
  /** The kinds of points at which branches stood. */
  readonly points: ReadonlySet<string>;
  /** The reason that not all of it was done. */
  readonly open?: { readonly reason: string; readonly why: 'budget' | 'stopped' | 'elsewhere' };
}

type Control = Pick<RunControl, 'now' | 'breathe' | 'stopped'>;

/** Tells by its kind whether a failure is one that is looked for. */
export type IsWanted = (found: Pick<ConcurrentFailure, 'kind' | 'isSequential'>) => boolean;

/**
 * Checks a program until it fails. By schedules, failures that are not wanted are passed over, so that none of them hides
 * one that is. Throws a Hindrance where the world gets in the way.
 */
export async function checkProgram(
  subject: ConcurrentSubject,
  program: ConcurrentProgram,
  budget: ProgramBudget,
  control: Control,
  isWanted: IsWanted = () => true,
): Promise<CheckedProgram> {
  const check =
    subject.mode === STEPS
      ? new ScheduledCheck(subject, program, budget, { ...control, isWanted })
      : new FreeCheck(subject, program, budget, control);
  return await check.check();
}

/** One run of a program: by a schedule, or freely where there is none. */
export async function runOnce(
  { stepper, runner, specification }: ConcurrentSubject,
  program: ConcurrentProgram,
  schedule?: Schedule,
  limit?: number,
): Promise<ConcurrentRun> {
  if (stepper !== undefined && schedule !== undefined) return runStepper(stepper, program, schedule, limit);
  return await runProgram(runner, specification, program, schedule, limit);
}

class ScheduledCheck {
  readonly #subject: ConcurrentSubject;
  readonly #program: ConcurrentProgram;
  readonly #budget: ProgramBudget;
  readonly #control: Control & { readonly isWanted: IsWanted };
  readonly #limit: number;
  readonly #outcomes = new Set<string>();
  readonly #points = new Set<string>();
  #failure: ConcurrentFailure | undefined;
  #finding: ScheduleFinding | undefined;
  #open: CheckedProgram['open'];
  #executions = 0;
  #overlapping = 0;
  #showsProcesses = false;
  #asked: Schedule = [];
  #isRunning = false;
  /** A run without a failure, to be seen again. */
  #last: ConcurrentRun | undefined;

  constructor(
    subject: ConcurrentSubject,
    program: ConcurrentProgram,
    budget: ProgramBudget,
    control: Control & { readonly isWanted: IsWanted },
  ) {
    this.#subject = subject;
    this.#program = program;
    this.#budget = budget;
    this.#control = control;
    this.#limit = budget.limit ?? STEPS_MAX;
  }

  async check(): Promise<CheckedProgram> {
    const { preemptionsFrom = 0, preemptionsMax } = this.#budget;
    let done = -1;
    for (let bound = preemptionsFrom; bound <= preemptionsMax; bound += 1) {
      await this.#searchTo(bound);
      if (this.#failure !== undefined || this.#open !== undefined) break;
      done = bound;
    }
    if (this.#failure === undefined && this.#open === undefined) await this.#seeAgain();
    return {
      ...(this.#failure && { failure: this.#failure }),
      executions: this.#executions,
      overlapping: this.#overlapping,
      showsProcesses: this.#showsProcesses,
      histories: this.#outcomes.size,
      bound: done,
      onlyOrders: 0,
      points: this.#points,
      ...(this.#open && { open: this.#open }),
    };
  }

  async #searchTo(bound: number): Promise<void> {
    const { executionsMax } = this.#budget;
    const { now, breathe, stopped } = this.#control;
    const left = executionsMax - this.#executions;
    try {
      const {
        counts,
        complete,
        reason = '',
      } = await this.#search({
        preemptionsMax: bound,
        reduce: false,
        limit: this.#limit,
        executionsMax: left,
        onOutcome: ({ schedule, run }) => this.#judge(schedule, run()),
        onFinding: (finding) => {
          const isSequential = bound === 0 && finding.kind !== 'data-race';
          if (!this.#control.isWanted({ kind: finding.kind, isSequential })) return false;
          this.#finding = finding;
          return true;
        },
        now,
        breathe,
        stopped,
      });
      this.#executions += counts.executions;
      if (this.#finding !== undefined)
        this.#failure = await runFinding(this.#subject, this.#program, this.#finding, this.#limit, bound);
      else if (!complete && this.#failure === undefined && this.#open === undefined)
        this.#open = this.#whyOpen(reason, counts.executions >= left, bound);
    } catch (error) {
      if (!isInstance(error, Trouble)) throw error;
      this.#executions += 1;
      const { taken } = this.#subject.stepper ?? {};
      const schedule = taken?.slice() ?? this.#asked;
      const step = taken?.length ?? (this.#isRunning ? await this.#stepOfTrouble(schedule) : undefined);
      this.#failure = troubleFailure(this.#subject, this.#program, error, {
        schedule,
        preemptions: bound,
        ...(step !== undefined && { step }),
        isSequential: bound === 0,
      });
    }
  }

  /** Cost: some runs, each of which may take the time limit of a request. */
  async #stepOfTrouble(schedule: Schedule): Promise<number | undefined> {
    if (this.#control.stopped()) return undefined;
    const { runner, specification } = this.#subject;
    const believed: ConcurrentRunner = (...asked) => runProgram(runner, specification, ...asked);
    return await stepOfTrouble(believed, this.#program, schedule, this.#limit);
  }

  async #search(
    options: ScheduleSearchOptions & Control,
  ): Promise<Awaited<ReturnType<typeof searchSchedules>>> {
    const { stepper, runner, specification } = this.#subject;
    if (stepper !== undefined) return await searchSchedules(stepper, this.#program, options);
    return await searchRuns(
      async (program, schedule, limit) => {
        this.#asked = schedule;
        this.#isRunning = true;
        const run = await runProgram(
          async (...words) => {
            const told = await runner(...words);
            this.#isRunning = false;
            return told;
          },
          specification,
          program,
          schedule,
          limit,
        );
        return run;
      },
      this.#program,
      options,
    );
  }

  #whyOpen(reason: string, isSpent: boolean, bound: number): NonNullable<CheckedProgram['open']> {
    if (this.#control.stopped()) return { reason: 'it was interrupted', why: 'stopped' };
    if (!isSpent) return { reason, why: 'elsewhere' };
    const spent = counted(this.#budget.executionsMax, 'execution');
    return { reason: `${spent} did not do for ${counted(bound, 'preemption')}`, why: 'budget' };
  }

  /** True where the search may end. */
  #judge(schedule: Schedule, run: ConcurrentRun): boolean {
    this.#asked = schedule;
    const key = historyKey(run);
    if (this.#outcomes.has(key)) return false;
    this.#outcomes.add(key);
    for (const { at } of run.steps ?? []) this.#points.add(at.split(' ')[0]);
    const { failure, open, overlaps, showsProcesses } = judgeRun(this.#subject, this.#program, run);
    this.#showsProcesses ||= showsProcesses;
    if (overlaps) this.#overlapping += 1;
    if (failure === undefined) this.#last = run;
    if (open !== undefined) this.#open ??= { reason: open, why: 'budget' };
    if (failure === undefined || !this.#control.isWanted(failure)) return false;
    this.#failure = failure;
    return true;
  }

  /** The same request has the same reply, field by field: one of them is made again. */
  async #seeAgain(): Promise<void> {
    const run = this.#last;
    if (run?.steps === undefined || this.#subject.stepper !== undefined) return;
    const schedule = run.steps.map(({ branch }) => branch);
    const again = await runOnce(this.#subject, this.#program, schedule, this.#limit);
    this.#executions += 1;
    if (JSON.stringify(again) === JSON.stringify(run)) return;
    this.#open = { reason: `schedule ${schedule.join(' ')} led elsewhere the second time`, why: 'elsewhere' };
  }
}

/**
 * Runs the schedule of a search's finding, and gives the failure with that run; `bound`: the most preemptions of the
 * schedules searched, where they were bounded.
 */
export async function runFinding(
  subject: ConcurrentSubject,
  program: ConcurrentProgram,
  finding: ScheduleFinding,
  limit: number,
  bound?: number,
): Promise<ConcurrentFailure> {
  const run = await runOnce(subject, program, finding.schedule, limit);
  // A livelock's schedule goes on with the branches in turn, which is no part of what leads into it.
  return findingFailure(program, finding, run, finding.kind === 'livelock' ? bound : undefined);
}

class FreeCheck {
  readonly #subject: ConcurrentSubject;
  readonly #program: ConcurrentProgram;
  readonly #budget: ProgramBudget;
  readonly #control: Control;

  constructor(
    subject: ConcurrentSubject,
    program: ConcurrentProgram,
    budget: ProgramBudget,
    control: Control,
  ) {
    this.#subject = subject;
    this.#program = program;
    this.#budget = budget;
    this.#control = control;
  }

  async check(): Promise<CheckedProgram> {
    const { freeRuns } = this.#budget;
    const places = permutationsOf(this.#program.branches.length);
    const histories = new Set<string>();
    const only = new Set<string>();
    let overlapping = 0;
    let showsProcesses = false;
    let open: CheckedProgram['open'];
    let executions = 0;
    let failure: ConcurrentFailure | undefined;
    while (executions < freeRuns && failure === undefined) {
      await this.#control.breathe();
      if (this.#control.stopped()) {
        open ??= { reason: 'it was interrupted', why: 'stopped' };
        break;
      }
      const ran = await this.#runIn(places[executions % places.length]);
      executions += 1;
      if ('failure' in ran) {
        failure = ran.failure;
        break;
      }
      const { run, judged } = ran;
      failure = judged.failure;
      if (judged.open !== undefined) open ??= { reason: judged.open, why: 'budget' };
      if (judged.overlaps) overlapping += 1;
      showsProcesses ||= judged.showsProcesses;
      const key = historyKey(run);
      if (histories.has(key) || failure !== undefined) continue;
      histories.add(key);
      const order = onlyExplanation(this.#subject, this.#program, run);
      if (order !== undefined) only.add(order);
    }
    return {
      ...(failure && { failure }),
      executions,
      overlapping,
      showsProcesses,
      histories: histories.size,
      bound: -1,
      onlyOrders: only.size,
      points: new Set(),
      ...(open && { open }),
    };
  }

  async #runIn(
    places: readonly number[],
  ): Promise<
    | { readonly failure: ConcurrentFailure }
    | { readonly run: ConcurrentRun; readonly judged: ReturnType<typeof judgeRun> }
  > {
    const program = this.#program;
    try {
      const run = await runInPlaces(this.#subject, program, places);
      return { run, judged: judgeRun(this.#subject, program, run) };
    } catch (error) {
      if (!isInstance(error, Trouble)) throw error;
      return { failure: troubleFailure(this.#subject, program, error, { isSequential: false }) };
    }
  }
}

/** One free run with the branches in other places, told as if they stood in their own. */
export async function runInPlaces(
  subject: ConcurrentSubject,
  program: ConcurrentProgram,
  places: readonly number[],
): Promise<ConcurrentRun> {
  const moved = { ...program, branches: places.map((place) => program.branches[place]) };
  const run = await runOnce(subject, moved);
  const back = <Entry>(entries: readonly Entry[]): readonly Entry[] =>
    program.branches.map((_, branch) => entries[places.indexOf(branch)]);
  return { ...run, branches: back(run.branches), ...(run.at && { at: back(run.at) }) };
}

/** All orders of so many places, each a list of places from 0. */
export function permutationsOf(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return permutationsOf(count - 1).flatMap((others) =>
    Array.from({ length: count }, (_, at) => [...others.slice(0, at), count - 1, ...others.slice(at)]),
  );
}
