// Every pair of commands from every state within a bound, each under all schedules, each history judged by the
// specification. The smallest program of each pair of commands that goes wrong is told, by the fewest preemptions.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentMode, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { isInstance } from '../../contract/foreign-value.ts';
import { counted, grouped } from '../../contract/format-numbers.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { ConcurrentFailure, ConcurrentFailureKind } from '../../counterexample/concurrent-failure.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { whyHindered } from '../hindered.ts';
import { verdictWithoutFailure } from '../verdict-rules.ts';
import type { ReasonedVerdict } from '../verdict-rules.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { pairCountOf, pairPlaces, pairsFrom } from './pair-programs.ts';
import type { PairPlace } from './pair-programs.ts';
import { searchPair, withFewestPreemptions } from './pair-search.ts';
import type { PairBudget, SearchedPair } from './pair-search.ts';
import { runOnce } from './program-check.ts';
import { seenAgain } from './seen-again.ts';
import { settledSequence } from './sequential-failure.ts';
import type { SettledSequence } from './sequential-failure.ts';
import { isValidProgram } from './valid-program.ts';

const [FREE] = CONCURRENT_MODES;

/** The counts of an exploration of pairs. */
export interface PairCounts {
  /** States up to the names of ids whose pairs were all run, and all that there are. */
  readonly states: number;
  readonly statesMax: number;
  /** Programs of which every schedule was run or stood for, or that failed. */
  readonly programs: number;
  readonly executions: number;
  readonly pruned: number;
  /** Different outcomes, each judged, summed over programs. */
  readonly outcomes: number;
  /** Those in which commands overlapped. */
  readonly overlapping: number;
  /** The steps of the longest execution. */
  readonly longest: number;
}

/** The progress of an exploration of pairs. */
export interface PairProgress extends PairCounts {
  readonly elapsedMs: number;
  /** The time that is left if the rest is like what was done; absent while there is nothing to go by. */
  readonly leftMs?: number;
}

/** The options of an exploration of pairs. */
export interface PairOptions extends Omit<PairBudget, 'preemptionsMax'> {
  readonly bound: SpaceBound;
  /** The most preemptions; where this is absent, any number if steps say what they touch, else two. */
  readonly preemptionsMax?: number | 'any' | undefined;
  /** Goes on after a failing program, up to the end. */
  readonly allFailures: boolean;
  /** The exploration takes no longer than this. */
  readonly timeMs?: number | undefined;
  /** States that a bound may have: of one with more none is explored. */
  readonly statesMax?: number;
  /** Leaves programs out, besides those that a command set does not allow. */
  readonly allows?: (program: ConcurrentProgram) => boolean;
}

/** The first program in which a pair of commands goes wrong in a way: none within the bound has a shorter prefix. */
export interface FailingPair {
  readonly kind: ConcurrentFailureKind;
  /** The names of its commands, in alphabetical order. */
  readonly names: readonly string[];
  /** Programs of this pair that go wrong so. */
  readonly programs: number;
  readonly failure: ConcurrentFailure;
}

/** The end of an exploration of pairs. */
export interface PairExploration extends ReasonedVerdict {
  readonly mode: ConcurrentMode | undefined;
  readonly counts: PairCounts;
  /** The preemptions of a schedule at most; absent where any number was. */
  readonly preemptionsMax?: number;
  /** That bound was not asked for, but set since steps do not say what they touch. */
  readonly isUntold: boolean;
  /** Programs that go wrong: at most one unless all failures were asked for. */
  readonly failing: number;
  readonly failures: readonly FailingPair[];
  /** The failure, where a sequence of commands has it without any concurrency. */
  readonly sequential?: SettledSequence;
  /** The reason that not all was run; absent where it was. */
  readonly open?: string;
  /** The reason that schedules of a program were not reduced although its steps say what they touch. */
  readonly reductionGivenUp?: string;
  readonly hindered: boolean;
  readonly elapsedMs: number;
}

/** The bound of preemptions of a system whose steps do not say what they touch: each one more costs many times as much. */
const UNTOLD_PREEMPTIONS = 2;

/** Each state has a way and a list of commands in memory, and hundreds of pairs or more. */
const STATES_MAX = 100_000;

const NO_COUNTS: PairCounts = {
  states: 0,
  statesMax: 0,
  programs: 0,
  executions: 0,
  pruned: 0,
  outcomes: 0,
  overlapping: 0,
  longest: 0,
};

/**
 * Explores every pair of commands from every state within a bound; `subject` is undefined where the system offers no
 * concurrency. Cost: for each pair one execution a class of schedules, and a judgement of each different outcome; memory: a
 * way to each state.
 */
export async function explorePairs(
  subject: ConcurrentSubject | undefined,
  options: PairOptions,
  control: RunControl<PairProgress>,
): Promise<PairExploration> {
  if (subject !== undefined && subject.mode !== FREE)
    return await new Exploration(subject, options, control).run();
  const reason =
    subject === undefined
      ? 'it offers no way to run commands at the same time ("concurrent": docs/concurrency.md)'
      : 'it runs its branches freely, and every schedule can be run only of a system that offers steps (docs/concurrency.md)';
  return {
    verdict: 'inconclusive',
    reason,
    mode: subject?.mode,
    counts: NO_COUNTS,
    isUntold: false,
    failing: 0,
    failures: [],
    open: reason,
    hindered: false,
    elapsedMs: 0,
  };
}

/** A failing pair while it is counted. */
interface Tally {
  readonly kind: ConcurrentFailureKind;
  readonly names: readonly string[];
  programs: number;
  failure: ConcurrentFailure;
}

class Exploration {
  readonly #subject: ConcurrentSubject;
  readonly #options: PairOptions;
  readonly #control: RunControl<PairProgress>;
  readonly #pace: ReturnType<typeof pacer<PairProgress>>;
  readonly #began: number;
  readonly #counts: { -readonly [Key in keyof PairCounts]: PairCounts[Key] } = { ...NO_COUNTS };
  readonly #failures = new Map<string, Tally>();
  #failing = 0;
  #preemptionsMax: number | undefined;
  #isUntold = false;
  /** Pairs of all places, and those gone through. */
  #pairs = 0;
  #pairsDone = 0;
  #sequential: PairExploration['sequential'];
  #ended = false;
  /** The first reason that a program was not searched whole, and how many were not. */
  #open: string | undefined;
  #openPrograms = 0;
  #reductionGivenUp: string | undefined;
  #hindered: string | undefined;
  #tooLarge: string | undefined;
  #hasAllPlaces = true;
  /** Every place was gone through. */
  #isWhole = false;

  constructor(subject: ConcurrentSubject, options: PairOptions, control: RunControl<PairProgress>) {
    this.#subject = subject;
    this.#options = options;
    this.#control = control;
    this.#pace = pacer(control);
    this.#began = control.now();
  }

  async run(): Promise<PairExploration> {
    try {
      await this.#explore(await this.#places());
    } catch (error) {
      if (!(error instanceof Hindrance)) throw error;
      this.#hindered = whyHindered(error);
    }
    return this.#result();
  }

  /** All places, found before any is run, so that it can be told how far it is. */
  async #places(): Promise<readonly PairPlace[]> {
    const { specification, system } = this.#subject;
    const places: PairPlace[] = [];
    const looks = system.consistentReads === true;
    const { statesMax = STATES_MAX } = this.#options;
    for (const place of pairPlaces(specification.mostDecided, this.#options.bound, looks)) {
      if (this.#mayNotGoOn()) {
        this.#hasAllPlaces = false;
        break;
      }
      if (places.length === statesMax) {
        this.#tooLarge = `the bound has more than ${counted(statesMax, 'state')}, and pairs are explored of no more: fewer ids or commands make it smaller`;
        return [];
      }
      places.push(place);
      this.#pairs += pairCountOf(place);
      await this.#breathe();
    }
    this.#counts.statesMax = places.length;
    return places;
  }

  async #explore(places: readonly PairPlace[]): Promise<void> {
    let isFirst = true;
    for (const place of places) {
      for (const program of pairsFrom(place)) {
        if (this.#mayNotGoOn()) return;
        this.#pairsDone += 1;
        if (!this.#allows(program)) continue;
        if (isFirst) await this.#decideBound(program);
        isFirst = false;
        await this.#searchProgram(program);
        if (this.#ended) return;
        await this.#breathe();
      }
      this.#counts.states += 1;
    }
    this.#isWhole = this.#hasAllPlaces;
  }

  #allows(program: ConcurrentProgram): boolean {
    const { allows = () => true } = this.#options;
    return allows(program) && isValidProgram(this.#subject.specification, program);
  }

  /** Looks at one run for whether steps say what they touch. */
  async #decideBound(program: ConcurrentProgram): Promise<void> {
    const { preemptionsMax } = this.#options;
    if (preemptionsMax !== undefined) {
      if (preemptionsMax !== 'any') this.#preemptionsMax = preemptionsMax;
      return;
    }
    if (await this.#tellsTouched(program)) return;
    this.#preemptionsMax = UNTOLD_PREEMPTIONS;
    this.#isUntold = true;
  }

  async #tellsTouched(program: ConcurrentProgram): Promise<boolean> {
    try {
      const { steps = [] } = await runOnce(this.#subject, program, [], this.#options.limit);
      return steps.every(({ reads, writes }) => reads !== undefined && writes !== undefined);
    } catch (error) {
      // The search meets it again, and tells it.
      if (!isInstance(error, Trouble)) throw error;
      return false;
    }
  }

  async #searchProgram(program: ConcurrentProgram): Promise<void> {
    const control = { ...this.#settling(), stopped: () => this.#mayNotGoOn() };
    const searched = await searchPair(this.#subject, program, this.#budget, control);
    this.#count(searched);
    const { failure, open, reductionGivenUp } = searched;
    this.#reductionGivenUp ??= reductionGivenUp;
    if (failure !== undefined) await this.#failed(failure);
    else if (open !== undefined && !this.#mayNotGoOn()) {
      this.#openPrograms += 1;
      this.#open ??= open;
    }
  }

  #count({ counts, overlapping, open }: SearchedPair): void {
    const sums = this.#counts;
    sums.executions += counts.executions;
    sums.pruned += counts.pruned;
    sums.outcomes += counts.outcomes;
    sums.overlapping += overlapping;
    sums.longest = Math.max(sums.longest, counts.longest);
    if (open === undefined) sums.programs += 1;
  }

  async #failed(found: ConcurrentFailure): Promise<void> {
    this.#failing += 1;
    const names = namesOf(found.program);
    const key = [found.kind, ...names].join(' ');
    const known = this.#failures.get(key);
    if (known !== undefined) {
      known.programs += 1;
      return;
    }
    // It stands as it was found where the world keeps it from being run again.
    const tally: Tally = { kind: found.kind, names, programs: 1, failure: found };
    this.#failures.set(key, tally);
    const control = this.#settling();
    tally.failure = await withFewestPreemptions(this.#subject, found, this.#budget, control);
    if (await this.#isSequence(tally.failure)) {
      this.#failures.delete(key);
      return;
    }
    const again = await seenAgain(this.#subject, tally.failure, control);
    tally.failure = { ...tally.failure, again };
    if (!this.#options.allFailures) this.#ended = true;
  }

  /** True if the same commands fail one after the other: then nothing is said of them at the same time. */
  async #isSequence(found: ConcurrentFailure): Promise<boolean> {
    const { executions } = this.#counts;
    this.#sequential = await settledSequence(this.#subject, found, executions, {}, this.#settling());
    if (this.#sequential === undefined) return false;
    this.#ended = true;
    return true;
  }

  #result(): PairExploration {
    const failures = [...this.#failures.values()];
    const open = this.#whyOpen();
    const why = this.#sequential?.minimised.failure.divergence.sentence ?? failures[0]?.failure.sentence;
    const verdict: ReasonedVerdict =
      why === undefined
        ? verdictWithoutFailure(open ?? this.#whyNothing())
        : { verdict: 'fail', reason: why };
    return {
      ...verdict,
      mode: this.#subject.mode,
      counts: this.#counts,
      ...(this.#preemptionsMax !== undefined && { preemptionsMax: this.#preemptionsMax }),
      isUntold: this.#isUntold,
      failing: this.#failing,
      failures,
      ...(this.#sequential && { sequential: this.#sequential }),
      ...(open !== undefined && { open }),
      ...(this.#reductionGivenUp !== undefined && { reductionGivenUp: this.#reductionGivenUp }),
      hindered: this.#hindered !== undefined,
      elapsedMs: this.#elapsedMs,
    };
  }

  /** The reason that not all was run. */
  #whyOpen(): string | undefined {
    const { states, statesMax } = this.#counts;
    if ((this.#hindered ?? this.#tooLarge) !== undefined) return this.#hindered ?? this.#tooLarge;
    if (this.#ended) return 'it was ended by what it found';
    const far = `after ${grouped(states)} of ${counted(statesMax, 'state')}`;
    if (!this.#isWhole) return this.#control.stopped() ? `interrupted ${far}` : `the time was up ${far}`;
    if (this.#open === undefined) return undefined;
    const some = `${grouped(this.#openPrograms)} of ${counted(this.#counts.programs + this.#openPrograms, 'program')}`;
    return `${some} could not be searched to the end: ${this.#open}`;
  }

  /** The reason that what was run whole and found nothing is no pass. */
  #whyNothing(): string | undefined {
    const { programs, overlapping } = this.#counts;
    if (programs === 0) return 'nothing was run: no two commands of these can be given at the same time';
    return overlapping === 0 ? 'no two commands ever overlapped' : undefined;
  }

  get #budget(): PairBudget {
    const { executionsMax, limit } = this.#options;
    return { preemptionsMax: this.#preemptionsMax, executionsMax, limit };
  }

  get #elapsedMs(): number {
    return this.#control.now() - this.#began;
  }

  get #isOutOfTime(): boolean {
    const { timeMs } = this.#options;
    return timeMs !== undefined && this.#elapsedMs >= timeMs;
  }

  #mayNotGoOn(): boolean {
    return this.#control.stopped() || this.#isOutOfTime;
  }

  /** The control of what follows a failure, which goes on when the time is up. */
  #settling(): Pick<RunControl, 'now' | 'breathe' | 'stopped'> {
    const { now, stopped } = this.#control;
    return { now, stopped, breathe: () => this.#breathe() };
  }

  async #breathe(): Promise<void> {
    await this.#pace((now) => {
      const elapsedMs = now - this.#began;
      const leftMs = (elapsedMs * (this.#pairs - this.#pairsDone)) / this.#pairsDone;
      return { ...this.#counts, elapsedMs, ...(this.#pairsDone > 0 && { leftMs }) };
    });
  }
}

function namesOf({ branches }: ConcurrentProgram): readonly string[] {
  return branches.flatMap((branch) => branch.map(({ name }) => name)).toSorted();
}
