// The campaign of programs of branches: random programs on one system, each under all schedules to a bound of preemptions or
// freely again and again, until one fails or all are done.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentMode, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { counted, grouped } from '../../contract/format-numbers.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import { whyHindered } from '../hindered.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { verdictWithoutFailure } from '../verdict-rules.ts';
import type { ReasonedVerdict } from '../verdict-rules.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { orderCount } from './explaining-orders.ts';
import { checkProgram } from './program-check.ts';
import type { CheckedProgram, ProgramBudget } from './program-check.ts';
import { randomProgram } from './random-programs.ts';
import type { SettledSequence } from './sequential-failure.ts';
import { settleBranches } from './settle-branches.ts';
import type { SmallestFailure } from './smallest-failure.ts';

/** The size of a campaign, and its seed. */
export interface ConcurrentCampaignOptions extends ProgramBudget {
  readonly branches: number;
  /** Programs. */
  readonly programs: number;
  /** A whole number of 32 bits. */
  readonly seed: number;
  /** The search takes no longer than this. */
  readonly timeMs?: number;
  /** Whether the end of the time is the end that was asked for, or cuts the programs short. */
  readonly untilTime?: boolean;
  /** Executions that the search for a smaller failure may take; 0 leaves it out. */
  readonly certifyExecutionsMax?: number;
  readonly certifyTimeMs?: number;
}

/** The part of a campaign that is under way. */
export interface ConcurrentProgress {
  readonly phase: 'search' | 'shrink' | 'certify';
  readonly programs: number;
  readonly executions: number;
  /** The commands of the smallest failure so far. */
  readonly best?: number;
  readonly elapsedMs: number;
}

/** The counts of a campaign. */
export interface ConcurrentCounts {
  /** Programs of which all was done that was to be. */
  readonly programs: number;
  /** Executions by schedules, or free runs; those of shrinking are left out. */
  readonly executions: number;
  /** See {@link CheckedProgram}. */
  readonly overlapping: number;
  readonly showsProcesses: boolean;
  readonly histories: number;
  /** The orders that the commands of programs run freely can have, and those that alone explained a history. */
  readonly orders: number;
  readonly onlyOrders: number;
  /** Programs by the highest bound of preemptions to which all of their schedules were run, from bound 0. */
  readonly byBound: readonly number[];
}

/** The result of a campaign. */
export interface ConcurrentCampaignResult extends ReasonedVerdict {
  readonly mode: ConcurrentMode | undefined;
  readonly counts: ConcurrentCounts;
  readonly elapsedMs: number;
  /** The number of the program that failed, from 1. */
  readonly failedAt?: number;
  readonly failure?: SmallestFailure;
  /** The failure, where a sequence of commands has it without any concurrency. */
  readonly sequential?: SettledSequence;
  /** Whether it was the world that kept it from a verdict. */
  readonly hindered: boolean;
}

/** Runs the campaign; `subject` is undefined where the system offers no concurrency. */
export async function runConcurrentCampaign(
  subject: ConcurrentSubject | undefined,
  options: ConcurrentCampaignOptions,
  control: RunControl<ConcurrentProgress>,
): Promise<ConcurrentCampaignResult> {
  if (subject === undefined) return NOTHING_OFFERED;
  return await new Campaign(subject, options, control).run();
}

const NO_COUNTS: ConcurrentCounts = {
  programs: 0,
  executions: 0,
  overlapping: 0,
  showsProcesses: false,
  histories: 0,
  orders: 0,
  onlyOrders: 0,
  byBound: [],
};

const NOTHING_OFFERED: ConcurrentCampaignResult = {
  verdict: 'inconclusive',
  reason: 'it offers no way to run commands at the same time ("concurrent": docs/concurrency.md)',
  mode: undefined,
  counts: NO_COUNTS,
  elapsedMs: 0,
  hindered: false,
};

const [FREE] = CONCURRENT_MODES;

type BareControl = Pick<RunControl, 'now' | 'breathe' | 'stopped'>;

class Campaign {
  readonly #subject: ConcurrentSubject;
  readonly #options: ConcurrentCampaignOptions;
  readonly #control: RunControl<ConcurrentProgress>;
  readonly #pace: ReturnType<typeof pacer<ConcurrentProgress>>;
  readonly #began: number;
  #counts: { -readonly [Key in keyof ConcurrentCounts]: ConcurrentCounts[Key] } & { byBound: number[] };
  #phase: ConcurrentProgress['phase'] = 'search';
  #best: number | undefined;
  #searchedMs: number | undefined;
  /** The first reason that a program was not done whole. */
  #open: NonNullable<CheckedProgram['open']> | undefined;
  #openPrograms = 0;

  constructor(
    subject: ConcurrentSubject,
    options: ConcurrentCampaignOptions,
    control: RunControl<ConcurrentProgress>,
  ) {
    this.#subject = subject;
    this.#options = options;
    this.#control = control;
    this.#pace = pacer(control);
    this.#began = control.now();
    this.#counts = { ...NO_COUNTS, byBound: [] };
  }

  async run(): Promise<ConcurrentCampaignResult> {
    try {
      return await this.#search();
    } catch (error) {
      if (!(error instanceof Hindrance)) throw error;
      const reason = whyHindered(error);
      return { ...this.#result({ verdict: 'inconclusive', reason }), hindered: true };
    }
  }

  async #search(): Promise<ConcurrentCampaignResult> {
    const { programs, seed, branches } = this.#options;
    const { system, specification } = this.#subject;
    const { supports, consistentReads: looks = false, idMax } = system;
    const names = specification.commands.filter((name) => supports?.includes(name) ?? true);
    const drawn = { branches, names, looks, ...(idMax !== undefined && { idMax }) };
    for (let number = 1; number <= programs && !this.#mayNotGoOn(); number += 1) {
      const program = randomProgram(specification, seed, number, drawn);
      if (program === undefined) continue;
      const checked = await checkProgram(this.#subject, program, this.#options, this.#searching());
      this.#count(program, checked);
      if (checked.failure !== undefined) return await this.#afterFailure(checked.failure, number);
    }
    return this.#result(verdictWithoutFailure(this.#whyNotPass()));
  }

  #count(program: ConcurrentProgram, checked: CheckedProgram): void {
    const counts = this.#counts;
    counts.executions += checked.executions;
    counts.overlapping += checked.overlapping;
    counts.showsProcesses ||= checked.showsProcesses;
    counts.histories += checked.histories;
    counts.onlyOrders += checked.onlyOrders;
    for (let bound = 0; bound <= checked.bound; bound += 1)
      counts.byBound[bound] = (counts.byBound[bound] ?? 0) + 1;
    if (this.#subject.mode === FREE) counts.orders += orderCount(program);
    if (checked.open === undefined) counts.programs += 1;
    else if (checked.open.why !== 'stopped' || checked.executions > 0) {
      this.#openPrograms += 1;
      if (this.#open === undefined || checked.open.why === 'elsewhere') this.#open = checked.open;
    }
  }

  async #afterFailure(found: ConcurrentFailure, failedAt: number): Promise<ConcurrentCampaignResult> {
    this.#searchedMs = this.#control.now() - this.#began;
    this.#phase = 'shrink';
    const settled = await settleBranches(this.#subject, found, this.#options, this.#counts.executions, {
      ...this.#settling(),
      progress: ({ phase, best }) => {
        this.#phase = phase;
        this.#best = best;
      },
    });
    const reason =
      'sequential' in settled
        ? settled.sequential.minimised.failure.divergence.sentence
        : settled.failure.failure.sentence;
    return { ...this.#result({ verdict: 'fail', reason }), failedAt, ...settled };
  }

  #result(verdict: ReasonedVerdict): ConcurrentCampaignResult {
    return {
      ...verdict,
      mode: this.#subject.mode,
      counts: this.#counts,
      elapsedMs: this.#searchedMs ?? this.#control.now() - this.#began,
      hindered: false,
    };
  }

  get #isOutOfTime(): boolean {
    const { timeMs } = this.#options;
    return timeMs !== undefined && this.#control.now() - this.#began >= timeMs;
  }

  #mayNotGoOn(): boolean {
    return this.#control.stopped() || this.#isOutOfTime;
  }

  /** The control of the search, which also ends when its time is up. */
  #searching(): BareControl {
    return { ...this.#settling(), stopped: () => this.#mayNotGoOn() };
  }

  #settling(): BareControl {
    const { now, stopped } = this.#control;
    return { now, stopped, breathe: () => this.#breathe() };
  }

  async #breathe(): Promise<void> {
    await this.#pace((now) => ({
      phase: this.#phase,
      programs: this.#counts.programs,
      executions: this.#counts.executions,
      ...(this.#best !== undefined && { best: this.#best }),
      elapsedMs: now - this.#began,
    }));
  }

  #whyNotPass(): string | undefined {
    const { programs: asked, untilTime = false, seed } = this.#options;
    const { programs, executions, overlapping } = this.#counts;
    const soFar = `after ${grouped(programs)} of ${counted(asked, 'program')}`;
    if (this.#control.stopped()) return `interrupted ${soFar}`;
    if (this.#isOutOfTime && !untilTime) return `the time was up ${soFar}`;
    if (executions === 0)
      return this.#isOutOfTime
        ? 'the time was up before a program was run'
        : 'nothing was run: no command that it supports can begin a program';
    if (this.#open !== undefined && !(this.#isOutOfTime && this.#open.why === 'stopped'))
      return this.#openReason(this.#open);
    if (programs === 0) return `the time was up before a program of seed ${seed} was run whole`;
    return overlapping === 0 ? 'no two commands ever overlapped' : undefined;
  }

  #openReason({ reason, why }: NonNullable<CheckedProgram['open']>): string {
    if (why === 'elsewhere') return reason;
    const some = `${grouped(this.#openPrograms)} of ${counted(this.#counts.programs + this.#openPrograms, 'program')}`;
    return `${some} could not be searched to the end: ${reason}`;
  }
}
