// The record of one run of a concurrent program: when each command was called and answered, and the steps taken.
import type { Answer, Command } from '../command.ts';
import type { Observation } from '../observation/observation.ts';
import type { ConcurrentProgram, Schedule } from './program.ts';

/**
 * One command of a branch. Times are counted by one counter, or are numbers of steps. A command that was never answered
 * has `called` alone, one that was never called has neither.
 */
export interface CommandRun {
  readonly called?: number;
  readonly answered?: number;
  readonly answer?: Answer;
  /** In place of the answer, for a look at the state. */
  readonly observation?: Observation;
}

/** One step: a branch went from its point to its next one, or to its end. */
export interface ScheduledStep {
  readonly branch: number;
  /** The point that it stood at: its kind, then the thing, such as `lock ids`. */
  readonly at: string;
  /** The branches that could have taken this step, ascending. */
  readonly can: readonly number[];
  /** All that it read and wrote, where the system can say so; a lock taken or released is written. */
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
}

/** One run of a concurrent program. */
export interface ConcurrentRun {
  readonly prefix: readonly Answer[];
  /** In the shape of the program's branches. */
  readonly branches: readonly (readonly CommandRun[])[];
  /** Absent where the system ran freely. */
  readonly steps?: readonly ScheduledStep[];
  /** `done`: all came to their ends; `deadlock`: nobody can go on; `limit`: so many steps were taken. */
  readonly ended: 'done' | 'deadlock' | 'limit';
  /** The state when all is at rest; only where the run is done. */
  readonly observation?: Observation;
  /** The point where each branch stands, null for one that has ended; only where the run is not done. */
  readonly at?: readonly (string | null)[];
}

/** The ways in which a run ends. */
export const RUN_ENDS = ['done', 'deadlock', 'limit'] as const satisfies readonly ConcurrentRun['ended'][];

/** Runs a program of branches from init alone: freely, or by a schedule. */
export type ConcurrentRunner = (
  program: ConcurrentProgram,
  schedule?: Schedule,
  limit?: number,
) => ConcurrentRun | Promise<ConcurrentRun>;

/** The run that was asked for. */
export interface AskedRun {
  readonly program: ConcurrentProgram;
  /** Absent where the branches ran freely. */
  readonly schedule?: Schedule;
  /** The most steps that it may take. */
  readonly limit?: number;
  /** Whether another branch can have ended the process that issues the command, so that nobody waits for its answer. */
  readonly mayGoUnanswered?: (command: Command) => boolean;
}
