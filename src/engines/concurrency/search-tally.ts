// The counts of a search of schedules, and what it has found, each thing once.
import type { Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import type { ScheduleFinding } from './schedule-findings.ts';

/** The counts of a search. */
export interface ScheduleCounts {
  /** Executions that came to an end: all branches did, or nobody could go on, or the limit was reached. */
  readonly executions: number;
  /** Executions given up on the way, since others stand for all that could follow. */
  readonly pruned: number;
  /** Steps taken, those of executions that were given up included. */
  readonly steps: number;
  /** The steps of the longest execution. */
  readonly longest: number;
  /** Different outcomes: answers, their order in time, and the state at rest. */
  readonly outcomes: number;
}

/** An outcome, the first time it is met. */
export interface NewOutcome {
  readonly schedule: Schedule;
  /** The preemptions of this schedule. */
  readonly preemptions: number;
  /** The whole run with all steps told: it may be run once more for it. */
  readonly run: () => ConcurrentRun;
}

/** Those who want to know at once. */
export interface SearchListeners {
  /** Told of each new outcome; where it answers true, the search ends. */
  readonly onOutcome?: ((outcome: NewOutcome) => boolean | void) | undefined;
  /** Told of each finding, the first of its kind and place; where it answers true, the search ends. */
  readonly onFinding?: ((finding: ScheduleFinding) => boolean | void) | undefined;
}

/** The end of a search. */
export interface ScheduleSearchResult {
  readonly counts: ScheduleCounts;
  /** The first finding of each kind and place. */
  readonly findings: readonly ScheduleFinding[];
  /** Whether every schedule was run or stood for, as far as the options go. */
  readonly complete: boolean;
  /** The reason that it is not complete, in a sentence. */
  readonly reason?: string;
}

/** Memory: a string for each outcome and finding. */
export class SearchTally {
  /** A listener wanted an end. */
  ended = false;
  /** The reason that something is left open although nothing is left to run. */
  open: string | undefined;
  readonly #listeners: SearchListeners;
  readonly #seen = new Set<string>();
  readonly #findings = new Map<string, ScheduleFinding>();
  #executions = 0;
  #steps = 0;
  #longest = 0;

  constructor(listeners: SearchListeners) {
    this.#listeners = listeners;
  }

  get executions(): number {
    return this.#executions;
  }

  /** Counts an execution; `isWhole`: it came to an end. */
  count(steps: number, isWhole: boolean): void {
    this.#steps += steps;
    if (steps > this.#longest) this.#longest = steps;
    if (isWhole) this.#executions += 1;
  }

  /** Takes note of an outcome; `told` is asked only if somebody listens and the key is new. */
  outcome(key: string, told: () => NewOutcome): void {
    if (this.ended || this.#seen.has(key)) return;
    this.#seen.add(key);
    const { onOutcome } = this.#listeners;
    if (onOutcome?.(told()) === true) this.ended = true;
  }

  finding(finding: ScheduleFinding): void {
    const place = `${finding.kind} ${finding.sentence}`;
    // The first thing that is wrong with an execution ends the search, and is told; not the last.
    if (this.ended || this.#findings.has(place)) return;
    this.#findings.set(place, finding);
    if (this.#listeners.onFinding?.(finding) === true) this.ended = true;
  }

  /** The result so far; `reason`: why the search ends before it has run all, where it does. */
  result(pruned: number, reason: string | undefined): ScheduleSearchResult {
    const open = this.ended ? 'it was ended by what it found' : (reason ?? this.open);
    return {
      counts: {
        executions: this.#executions,
        pruned,
        steps: this.#steps,
        longest: this.#longest,
        outcomes: this.#seen.size,
      },
      findings: [...this.#findings.values()],
      complete: open === undefined,
      ...(open === undefined ? {} : { reason: open }),
    };
  }
}
