// The interface of a concurrent program that is driven point by point in one thread. A search of schedules asks it many
// thousand times a second, so sets of branches and of touched things are bits of a number.
import type { Answer, Command } from '../command.ts';
import type { ConcurrentProgram } from './program.ts';
import type { CommandRun } from './run.ts';
import type { Observation } from '../observation/observation.ts';

/** Marks of a step: what it does besides reading and writing. Bits. */
export const MARK = {
  /** It left the point `call`: its command has begun. */
  CALLS: 1,
  /** Its command was answered. */
  ANSWERS: 2,
  /** Nobody knows what it touched: it depends on every other step. */
  UNKNOWN: 4,
} as const;

/**
 * The outcome of a command whose process was ended by another branch before it could do anything: it has no answer, and the
 * branch ends.
 */
export const CUT_OFF = 'cut off';

/** A set of branches: bit b − 1 stands for branch b. */
export type BranchSet = number;

/** The point before each command, before anything of it. */
export const CALL_POINT = 'call';

/** The answer, or the look at the state, of one command of a branch; neither where it was not answered. */
export type BranchAnswer = Pick<CommandRun, 'answer' | 'observation'>;

/** The result of a program: what the steps led to. */
export interface ProgramResult {
  readonly prefix: readonly Answer[];
  /** In the shape of the program's branches. */
  readonly branches: readonly (readonly BranchAnswer[])[];
  /** The state at rest; only where all branches have ended. */
  readonly observation?: Observation;
}

/** The things that a step touched, by name; a name both read and written stands in both. */
export interface TouchedNames {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/**
 * A system that runs a concurrent program one step at a time. The same steps always lead to the same points, touched
 * things and result.
 */
export interface Stepper<Of extends Command = Command> {
  /** Runs the prefix, and has all branches stand at {@link CALL_POINT}. Asked again with the same program, it is fast. */
  start(program: ConcurrentProgram<Of>): void;
  /** The branches that could take a step now: all that have not ended, but for those that would only wait. */
  can(): BranchSet;
  /** The branches that have come to their ends. */
  ended(): BranchSet;
  /** Takes a branch, one of {@link can}, to its next point or to its end. */
  step(branch: number): void;
  /** The {@link MARK}s of the last step. */
  marks(): number;
  /**
   * The things that the last step read and wrote, as bits. A bit keeps its meaning while the program stays the same; where
   * there are more things than bits, several share one. A thing that was written need not be among those read.
   */
  reads(): number;
  writes(): number;
  /** The same by name; undefined where nobody knows. */
  touched(): TouchedNames | undefined;
  /** The name of the point where a branch stands, null where it has ended. */
  at(branch: number): string | null;
  /**
   * The branches that sleep although what they sleep for has come about: where nobody can go on, a wake-up was lost.
   * Absent where the system cannot tell.
   */
  overslept?(): BranchSet;
  /** All that {@link result} says, as a short string: equal where the results are. */
  resultKey(): string;
  result(): ProgramResult;
  /** Data races that the run has had so far, in sentences; absent where the system does not look for any. */
  races?(): readonly string[];
}
