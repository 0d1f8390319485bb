// Makes a failing sequence of commands shorter and simpler while it goes on failing for the same reason.
//
// The order of the passes is Hypothesis's (greedy_shrink and fixate_shrink_passes in internal/conjecture/shrinker.py),
// for its reason: each command less makes every later execution cheaper, so what deletes comes first, large parts before
// small ones; then what changes many places at once, then each place by itself; and all of it again until nothing
// changes. Ours differs in what it knows: a model tells which commands change nothing, and ids are names, so that they
// are lowered by calling them otherwise everywhere before any is lowered where it stands.
import type { Command } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import type { System } from '../../contract/system.ts';
import type { Failure } from '../failure.ts';
import {
  lowerArguments,
  lowerEqualCodes,
  lowerEverywhere,
  lowerInHalves,
  nameFreely,
  renameIds,
} from './lower-numbers.ts';
import {
  keepRelated,
  removeIdle,
  removeLives,
  removeNames,
  removePairs,
  removeRuns,
} from './remove-commands.ts';
import { ShrinkSearch, THOROUGH_UP_TO } from './shrink-search.ts';
import type { ShrinkOptions } from './shrink-search.ts';

export type { ShrinkOptions } from './shrink-search.ts';

export interface Shrunk {
  readonly failure: Failure;
  readonly executions: number;
  /** Times that something simpler took the place of what failed. */
  readonly shrinks: number;
  /** The reason that not everything that is promised was tried; `undefined` where it was. */
  readonly unfinished: string | undefined;
}

/** One way to look for something simpler. */
export type Pass = (search: ShrinkSearch) => Promise<void>;

/** In the order in which they are run. */
export const PASSES: readonly Pass[] = [
  removeIdle,
  keepRelated,
  nameFreely,
  removeNames,
  lowerEverywhere,
  removeIdle,
  removeRuns,
  removeLives,
  removePairs,
  renameIds,
  lowerEqualCodes,
  lowerInHalves,
  lowerArguments,
];

/**
 * Shortens a failing sequence; `undefined` where it does not fail again. Afterwards, without the failure going away or
 * becoming another: no command, no two commands and no id with all commands that name it can be taken out; ids are
 * numbered from 2 in the order in which they appear, or where that is not to be had, none can be exchanged everywhere
 * for one up to eight or the next smaller one; no argument can be lowered alone to a value up to eight from 0, or by
 * one, nor a code in all commands that have it. A sequence that stays longer than {@link THOROUGH_UP_TO} commands is
 * promised less, and is not finished: of every two commands only those are taken out together of which one is the next
 * to name an id of the other, ids are lowered alone only to their least, and of what differs in the names of ids alone
 * one is tried, if it was seen to fail under two namings. That it is a shortest one is not claimed.
 */
export async function shrink(
  system: System,
  specification: Specification,
  commands: readonly Command[],
  options: ShrinkOptions,
  passes: readonly Pass[] = PASSES,
): Promise<Shrunk | undefined> {
  const search = new ShrinkSearch(system, specification, options);
  if (!(await search.begin(commands))) return undefined;
  if (search.best.divergence.step < 0) {
    const unfinished = 'every further run would begin with what the one before it left behind';
    return { failure: search.best, executions: 1, shrinks: 0, unfinished };
  }
  let unchanged: readonly Command[] | undefined;
  while (search.best.commands !== unchanged && !search.over()) {
    unchanged = search.best.commands;
    for (const pass of passes) await pass(search);
  }
  const bounded = search.isLong
    ? `of more than ${THOROUGH_UP_TO} commands not every two are taken out together, nor every id lowered by itself`
    : undefined;
  const { best, executions, shrinks } = search;
  return { failure: best, executions, shrinks, unfinished: search.whyOver ?? bounded };
}
