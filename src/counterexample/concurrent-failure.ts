// The evidence of a failure of commands at the same time: the program, the schedule that leads there or the fact that it
// ran freely, the run seen, and what is wrong with it.
import type { ConcurrentMode, ConcurrentProgram, Schedule } from '../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../contract/concurrent/run.ts';
import type { Refusal } from '../contract/refusal.ts';

/** The kinds of what can be wrong; `trouble`: the system crashed, hung or told what can be no run. */
export const CONCURRENT_FAILURE_KINDS = [
  'not-linearizable',
  'deadlock',
  'lost-wake-up',
  'livelock',
  'data-race',
  'trouble',
] as const;

export type ConcurrentFailureKind = (typeof CONCURRENT_FAILURE_KINDS)[number];

/** An order of the commands, up to where it is no explanation of what was seen. */
export interface ToldOrder {
  /** The commands by branch and place in it, `1.1` and so on, up to the one that cannot stand there. */
  readonly order: readonly string[];
  /** `end`: all commands may stand so, and it is what was shown at the end that is wrong. */
  readonly at: 'command' | 'end';
  /** Completes the last command to a sentence: `should be refused (id-in-use)`; at the end, a sentence. */
  readonly because: string;
  readonly clause: string;
  readonly refusals: readonly Refusal[];
}

/** Runs of the same program, by the same schedule or freely, and how many of them failed so. */
export interface Recurrence {
  readonly tries: number;
  readonly times: number;
}

/** A failure of a program of branches. */
export interface ConcurrentFailure {
  readonly kind: ConcurrentFailureKind;
  readonly program: ConcurrentProgram;
  readonly mode: ConcurrentMode;
  /** The branch of each step up to the failure; absent where it ran freely. */
  readonly schedule?: Schedule;
  /** The preemptions of the schedule; absent where it ran freely. */
  readonly preemptions?: number;
  /** The run seen; absent where trouble left none. */
  readonly run?: ConcurrentRun;
  /** The step at which trouble came, from 1, where a schedule places it. */
  readonly step?: number;
  /** It went wrong in the prefix or without a preemption: a failure that takes no concurrency. */
  readonly isSequential: boolean;
  /** The clause that is broken, or the name of the kind. */
  readonly concerns: string;
  readonly sentence: string;
  /** The orders tried, where it is not linearizable, and whether every order begins with one of them. */
  readonly orders: readonly ToldOrder[];
  readonly allOrders: boolean;
  /** Runs made after it, to see it again; a failure that never came again is told as not replayable. */
  readonly again?: Recurrence;
}

/**
 * A search for anything smaller: fewer commands, the prefix counted, then fewer branches, then fewer preemptions. `covers`
 * says over which commands, ids, prefixes and schedules, at which kinds of points.
 */
export type ConcurrentCertificate =
  | {
      readonly smallest: true;
      readonly commands: number;
      readonly branches: number;
      readonly preemptions: number;
      /** Programs and executions that the search ran. */
      readonly programs: number;
      readonly executions: number;
      readonly covers: string;
    }
  | {
      readonly smallest: false;
      readonly reason: string;
      readonly programs: number;
      readonly executions: number;
    };

/** Whether a failure was looked for again and never came. */
export function isNotReplayable({ again }: ConcurrentFailure): boolean {
  return again !== undefined && again.tries > 0 && again.times === 0;
}

/** The commands of a program, those of its prefix counted. */
export function commandCount({ prefix, branches }: ConcurrentProgram): number {
  return branches.reduce((count, branch) => count + branch.length, prefix.length);
}

/** `1.1 2.1: 2.1 should be refused (id-in-use)`. */
export function toldOrderText({ order, at, because }: ToldOrder): string {
  const why = at === 'end' ? because : `${order.at(-1)} ${because}`;
  return order.length === 0 ? why : `${order.join(' ')}: ${why}`;
}

/**
 * The preemptions of a run: steps by another branch than the step before, where the branch left was inside a command and
 * could have gone on. O(steps).
 */
export function preemptionsOf({ steps = [], branches }: ConcurrentRun): number {
  const ends = branches.map((runs) => new Set(runs.map(({ answered }) => answered)));
  return steps.filter(({ branch, can }, index) => {
    const before = steps[index - 1]?.branch;
    if (before === undefined || before === branch) return false;
    return can.includes(before) && !ends[before - 1].has(index);
  }).length;
}
