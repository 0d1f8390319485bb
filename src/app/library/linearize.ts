// The judgement of a recorded history in one call.
import * as v from 'valibot';
import { specificationOf } from '../../command-sets.ts';
import type { CommandIn } from '../../command-sets.ts';
import type { Answer } from '../../contract/command.ts';
import type { BranchCommand } from '../../contract/concurrent/program.ts';
import type { CommandRun } from '../../contract/concurrent/run.ts';
import { knownDeviationsProblem } from '../../contract/declaration.ts';
import type { KnownDeviation } from '../../contract/known-deviation.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { Verdict } from '../../contract/verdict.ts';
import * as engine from '../../engines/concurrency/linearizability.ts';
import { placeText } from '../../engines/concurrency/history.ts';
import { refutedOrderText } from '../../engines/concurrency/refuted-orders.ts';
import { linearizationSentence } from '../report/linearization-text.ts';
import { checkOptions, whole } from './given.ts';
import { historyIn } from './history-schema.ts';

/** The content of a history file: docs/concurrency.md. */
export interface History {
  /** The command set. */
  readonly commands: string;
  /** Commands that ran before all others; without an answer, any that is right. */
  readonly prefix?: readonly { readonly command: CommandIn; readonly answer?: Answer }[];
  /** The commands of each branch in their order, with times of one counter. */
  readonly branches: readonly (readonly HistoryEntry[])[];
  /** Made when all was at rest; what is left out is not compared. */
  readonly observation?: Observation;
}

/** A command of a branch, and what came of it. */
export interface HistoryEntry extends CommandRun {
  readonly command: BranchCommand<CommandIn>;
}

/** All of these may be left out. */
export interface LinearizeOptions {
  /** The one whose choices are right where the commands leave some; any by default. */
  readonly profile?: string;
  /** `'first'`: of several refusals that apply only the first is right. Default: `'any'`. */
  readonly refuses?: 'first' | 'any';
  readonly knownDeviations?: readonly KnownDeviation[];
  /** Places that the search may look at, each of them commands done and a state; 100,000 by default. */
  readonly places?: number;
}

/** The outcome of a search for an order that explains a history. */
export interface Linearized {
  readonly verdict: Verdict;
  /** The reason that it is not a pass. */
  readonly reason: string | undefined;
  /** The places of commands in an order that explains the history, such as `2.1`; of no pass, the longest start of one. */
  readonly order: readonly string[];
  /** Orders of a failure up to the command that refutes each, with the reason: at most 50. */
  readonly refuted: readonly string[];
}

const OPTIONS = {
  profile: v.exactOptional(v.string('must be a text')),
  refuses: v.exactOptional(v.picklist(['first', 'any'], 'must be first or any')),
  knownDeviations: v.exactOptional(
    v.array(
      v.custom<KnownDeviation>(() => true),
      'must be a list',
    ),
  ),
  places: v.exactOptional(whole(1, 1e9)),
};

/**
 * Looks for an order of commands that ran at the same time in which the model gives the same answers and ends in the same
 * state. Each branch keeps its order, and what was answered before another command was called comes first.
 *
 * @example
 * ```ts
 * import { linearize } from 'procession-check';
 *
 * const fork = { name: 'fork', process: 1, child: 2 } as const;
 * const { verdict, refuted } = linearize({
 *   commands: 'hierarchy',
 *   branches: [
 *     [{ command: fork, called: 1, answered: 4, answer: { ok: { pid: 2 } } }],
 *     [{ command: fork, called: 2, answered: 3, answer: { ok: { pid: 2 } } }],
 *   ],
 * });
 * verdict; // 'fail'
 * refuted[0]; // '1.1 2.1: 2.1 should be refused (id-in-use)'
 * ```
 */
export function linearize(history: History, options: LinearizeOptions = {}): Linearized {
  checkOptions('linearize', options, OPTIONS);
  const read = historyIn(history);
  if ('problem' in read) throw new TypeError(`linearize: ${read.problem}`);
  const { commands, prefix = [], ...recorded } = read.value;
  const { profile, places: placesMax, ...rules } = options;
  const known = knownDeviationsProblem(rules.knownDeviations);
  if (known !== undefined) throw new TypeError(`linearize: ${known}`);
  const specification = specificationOf({
    commandSet: commands,
    ...(profile !== undefined && { profile }),
  });
  const outcome = engine.linearize(
    specification,
    { prefix, ...recorded },
    { ...rules, ...(placesMax !== undefined && { budget: { placesMax } }) },
  );
  const { verdict } = outcome;
  return {
    verdict,
    reason: verdict === 'pass' ? undefined : linearizationSentence(outcome, { prefix, ...recorded }),
    order: (verdict === 'pass' ? outcome.order : outcome.longest.order).map(placeText),
    refuted: verdict === 'fail' ? outcome.refuted.map(refutedOrderText) : [],
  };
}
