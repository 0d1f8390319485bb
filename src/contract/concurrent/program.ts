// Commands at the same time, as data: a program of branches that start together, and the order in which they take
// their steps.
import type { Command } from '../command.ts';

/** The ways in which a system can run branches: as they come, or one step at a time by a schedule. */
export type ConcurrentMode = 'free' | 'steps';

/** The same as a list: the first is the one for which a system that answers later needs no method. */
export const CONCURRENT_MODES = ['free', 'steps'] as const satisfies readonly ConcurrentMode[];

/** A look at the whole state from within a branch, for systems that claim consistent reads (I17). */
export interface ObserveCommand {
  readonly name: 'observe';
}

/** One entry of a branch. */
export type BranchCommand<Of extends Command = Command> = Of | ObserveCommand;

/** A sequence, then two or three branches of one to three commands each, which run at the same time. */
export interface ConcurrentProgram<Of extends Command = Command> {
  readonly prefix: readonly Of[];
  /** Branches are numbered from 1 wherever they are named. */
  readonly branches: readonly (readonly BranchCommand<Of>[])[];
}

/**
 * The branch of each step, counted from 1. A number that cannot go is passed over; after the last, the same branch goes
 * on while it can, else the lowest that can: so every list is a run.
 */
export type Schedule = readonly number[];

/** The fewest branches that can be in each other's way, and the most that are run. */
export const BRANCHES_MIN = 2;
export const BRANCHES_MAX = 3;

/** The most commands of a branch; it has at least one. */
export const BRANCH_COMMANDS_MAX = 3;

/** Whether an entry of a branch is a look at the state. */
export function isObserve(entry: BranchCommand): entry is ObserveCommand {
  return entry.name === 'observe';
}
