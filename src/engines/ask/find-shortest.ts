// Finds a shortest sequence of commands from a state, init alone by default, to one in which a predicate holds: breadth first,
// by the checker's search, within a bound. Clock, stop and display are passed in; nothing here needs more than a browser has.
//
//   parsePredicate(text, specification)               a predicate, or the place and the cure of what makes no sense
//   widenedFor(bound, specification, predicate)         the bound with the commands that what is asked about needs
//   findShortest(specification, bound, predicate)     commands, or that there are none within the bound
//   whyRefused(specification, state, command)         accepted and what changes, or every refusal that applies
//   nearestAcceptance(specification, state, command)  a shortest continuation after which the command is accepted
import { CanonicalCache } from '../../checker/canonical-cache.ts';
import { exploreInSlices, StateSearch } from '../../checker/search.ts';
import { CanonicalRenaming } from '../../checker/symmetry.ts';
import type { Symmetry } from '../../checker/transition-system.ts';
import type { Command, Id } from '../../contract/command.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import type { TraceStep } from '../../contract/notation/trace.ts';
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { broken } from '../../model/assert.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { StateRenaming } from '../../model/bounded/id-renaming.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { AskedModel } from './asked-model.ts';
import type { Question } from './asked-model.ts';
import { judgeOf } from './judge-predicate.ts';
import { KeptNames } from './kept-names.ts';
import type { Predicate } from './predicate.ts';

/** The limits of a search, where it begins, and how it is controlled. */
export interface FindOptions extends Partial<RunControl<FindProgress>> {
  /** No sequence of more commands is looked at. */
  readonly depthMax?: number | undefined;
  /** The search ends once there are this many states. */
  readonly statesMax?: number | undefined;
  /** No table of the search grows beyond this in all. */
  readonly memoryMaxBytes?: number | undefined;
  /** The state to begin in; init alone by default. The bound must hold it. */
  readonly from?: State | undefined;
}

export interface FindProgress {
  /** States found so far; those that differ by names alone are one. */
  readonly states: number;
  /** Commands on the way to those looked at. */
  readonly depth: number;
}

/** The end of a search. */
export type FindOutcome = {
  /** States found, with symmetry those that differ by the names of ids are one. */
  readonly states: number;
  /** Commands on the way to the last of them. */
  readonly depth: number;
  /** The ids that kept their names, or `all`. */
  readonly kept: readonly Id[] | 'all';
} & (
  | {
      readonly outcome: 'found';
      /** As few as there can be within the bound, each with the model's answer. */
      readonly steps: readonly TraceStep[];
      /** The state that they lead to. */
      readonly state: State;
    }
  /** No state of the bound is one. */
  | { readonly outcome: 'none' }
  /** The search was cut short; the reason completes a sentence. */
  | {
      readonly outcome: 'unfinished';
      readonly limit: 'depth' | 'states' | 'memory' | 'stopped';
      readonly reason: string;
    }
);

/** Labels between two looks at the clock. */
const SLICE = 5000;

/**
 * A shortest sequence to a state in which the predicate holds. `bound.newIds` should be `'any'`: with `'lowest'` sequences may be
 * longer. By the profile that decides most. Cost: the states of the bound, as many as are nearer than the one found.
 */
export async function findShortest(
  { mostDecided: specification }: Specification,
  bound: SpaceBound,
  predicate: Predicate,
  options: FindOptions = {},
): Promise<FindOutcome> {
  const question = { asksSteps: predicate.asksSteps, ...judgeOf(predicate, specification) };
  return await searchFor(specification, bound, question, {
    ...options,
    kept: predicate.ordersIds ? 'all' : predicate.namedIds,
  });
}

/** The same for any question; `kept` are the ids whose names make a difference to it. */
export async function searchFor(
  specification: Specification,
  bound: SpaceBound,
  question: Question,
  { kept, from = specification.initial, ...options }: FindOptions & { readonly kept: readonly Id[] | 'all' },
): Promise<FindOutcome> {
  const system = new AskedModel(specification, bound, question, from);
  const { depthMax, statesMax, memoryMaxBytes } = options;
  const search = new StateSearch(system, {
    symmetry: symmetryOf(system, kept),
    depthMax,
    statesMax,
    memoryMaxBytes,
  });
  const control = controlIn(options);
  const pace = pacer(control);
  await exploreInSlices(search, SLICE, async () => {
    await pace(() => ({ states: search.counts.states, depth: search.counts.depth }));
    return control.stopped() ? 'it was interrupted' : undefined;
  });
  const { conclusion, counts } = search;
  if (conclusion === undefined) throw new Error('a search ended without a conclusion');
  const searched = { states: counts.states, depth: counts.depth, kept };
  switch (conclusion.verdict) {
    case 'pass':
      return { ...searched, outcome: 'none' };
    case 'inconclusive':
      return {
        ...searched,
        outcome: 'unfinished',
        limit: LIMITS[conclusion.bound],
        reason: conclusion.reason,
      };
    case 'fail': {
      const commands = conclusion.path.map((label) => system.commands[label]);
      return { ...searched, outcome: 'found', ...walked(specification, from, commands, question) };
    }
  }
}

const LIMITS = {
  depthMax: 'depth',
  statesMax: 'states',
  memoryMaxBytes: 'memory',
  interrupted: 'stopped',
} as const;

/** The symmetry that leaves these names alone; none where that would be all of them. */
function symmetryOf({ layout, keyWords }: AskedModel, kept: readonly Id[] | 'all'): Symmetry | undefined {
  if (kept === 'all') return undefined;
  const renaming = new KeptNames(new StateRenaming(layout), kept);
  if (renaming.fixed >= renaming.ids - 1) return undefined;
  return new CanonicalCache(new CanonicalRenaming(renaming), keyWords);
}

/** The sequence by the rules themselves, which must end in a state of which the answer is yes. */
function walked(
  specification: Specification,
  from: State,
  commands: readonly Command[],
  question: Question,
): { readonly steps: readonly TraceStep[]; readonly state: State } {
  const steps: TraceStep[] = [];
  let state = from;
  let holds = question.holdsIn(state);
  for (const command of commands) {
    const step = specification.step(state, command);
    if (step.refusals !== undefined)
      broken(`"${printCommand(command, specification.vocabulary)}" is refused on a way that was found`);
    steps.push({ command, answer: step.answer });
    holds = question.holdsAfter({ before: state, command, after: step.next });
    state = step.next;
  }
  if (!holds) broken('the rules lead elsewhere than the search');
  return { steps, state };
}
