// A history: what came out of commands that ran at the same time, and which of them ended before others began. Knows
// no rule of any command.
import type { Answer, Command } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { CommandRun } from '../../contract/concurrent/run.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { KnownRun } from '../../counterexample/explain/lanes.ts';

/** A command of the prefix; without an answer, whichever is allowed. */
export interface PrefixEntry {
  readonly command: Command;
  readonly answer?: Answer;
}

/** A command of a branch, and what came of it. */
export interface HistoryEntry extends CommandRun {
  readonly command: BranchCommand;
}

/** A history of any number of branches and commands. */
export interface ConcurrentHistory {
  readonly prefix: readonly PrefixEntry[];
  readonly branches: readonly (readonly HistoryEntry[])[];
  /** Made when all was at rest. */
  readonly observation?: Observation;
  /**
   * Whether everything came to its end: then a command that a process issues itself, and that was never answered, is
   * right only where that process has ended. Default: true.
   */
  readonly atRest?: boolean;
}

/** The place of a command in the branches of a history, both numbers counted from 1. */
export interface CommandPlace {
  readonly branch: number;
  readonly position: number;
}

/** `2.1`: the first command of branch 2. */
export function placeText({ branch, position }: CommandPlace): string {
  return `${branch}.${position}`;
}

/** The history of one run of a program, as far as it is known. O(commands). */
export function historyOfRun({ prefix, branches }: ConcurrentProgram, run: KnownRun): ConcurrentHistory {
  return {
    prefix: prefix.map((command, step) => {
      const answer = run.prefix[step];
      return answer === undefined ? { command } : { command, answer };
    }),
    branches: branches.map((branch, index) =>
      branch.map((command, position) => ({ command, ...run.branches[index][position] })),
    ),
    ...(run.observation !== undefined && { observation: run.observation }),
    // A command without an answer says nothing where the run may have ended anywhere.
    atRest: run.ended === 'done',
  };
}

/** Whether a command was answered before another was called; equal times overlap. */
export function precedes({ answered }: CommandRun, { called }: CommandRun): boolean {
  return answered !== undefined && called !== undefined && answered < called;
}

/**
 * Whether two commands of different branches overlapped: each was called, and neither was answered before the other.
 * O(commands × branches), and a sort.
 */
export function hasOverlap({ branches }: ConcurrentHistory): boolean {
  const called = branches
    .flatMap((entries, branch) => entries.map((entry) => ({ ...entry, branch })))
    .filter((entry) => entry.called !== undefined)
    .sort((one, other) => Number(one.called) - Number(other.called));
  /** By branch, the last answer to what was called so far. */
  const answered = branches.map(() => Number.NEGATIVE_INFINITY);
  for (const { branch, called: time = 0, answered: end = Number.POSITIVE_INFINITY } of called) {
    if (answered.some((last, other) => other !== branch && last >= time)) return true;
    answered[branch] = Math.max(answered[branch], end);
  }
  return false;
}
