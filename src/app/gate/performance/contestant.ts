// The measurement as messages: what a measuring process is asked, and what it answers.
import type { WorkloadPlan } from './mixed-workload.ts';

/** A piece of work that both versions do. */
export interface Race {
  readonly workload: WorkloadPlan;
  /** The driver's file beside this one, without its ending, and the name of the class in it. */
  readonly driver: { readonly file: string; readonly name: string };
  /** The name by which the implementation exports the table. */
  readonly table: string;
  /** Whether every block begins with a new table that has room for one id, and grows. */
  readonly grows: boolean;
  /** Pairs of blocks, and operations in a block. */
  readonly blocks: number;
  readonly blockSize: number;
}

/** The question to a measuring process. */
export interface RaceRequest {
  readonly race: Race;
  /** URLs of the two implementations, base first. */
  readonly implementations: readonly [base: string, candidate: string];
  /** Whether the candidate is loaded, filled and asked first; in every second block the other one is. */
  readonly candidateFirst: boolean;
}

/** The answer: processor time in nanoseconds an operation, by block, in which both did the same work; or why there is none. */
export type RaceReply =
  | { readonly base: readonly number[]; readonly candidate: readonly number[] }
  | { readonly trouble: string };
