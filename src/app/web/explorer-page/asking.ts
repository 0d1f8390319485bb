// Answers what the page asks of the model by searching: where something holds, and where a refused command is accepted. Runs in a
// worker or beside the page; question and answer are plain values that can be sent.
import { specificationToTell } from '../../../command-sets.ts';
import type { Command } from '../../../contract/command.ts';
import { placedProblem, printCommand } from '../../../contract/notation/trace.ts';
import type { TraceStep } from '../../../contract/notation/trace.ts';
import type { RunControl } from '../../../contract/run-control.ts';
import { findShortest } from '../../../engines/ask/find-shortest.ts';
import type { FindProgress } from '../../../engines/ask/find-shortest.ts';
import { acceptanceText, distanceText, missingText } from '../../../engines/ask/outcome-text.ts';
import { parsePredicate } from '../../../engines/ask/parse-predicate.ts';
import { nearestAcceptance } from '../../../engines/ask/why-refused.ts';
import { BEYOND_BOUNDS, boundHolding, widenedFor } from '../../../engines/ask/widened-bound.ts';
import { stateReached } from '../../../engines/ask/state-reached.ts';
import { usualCommands } from '../../../model/bounded/alphabet.ts';
import { PACKED_ID_MAX } from '../../../model/bounded/columns.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';

/** A search that the page asks for. */
export interface PageQuestion {
  readonly commandSet: string;
  /** The commands that lead from the start to where the search begins. */
  readonly steps: readonly TraceStep[];
  readonly asked: Asking;
}

type Asking =
  | { readonly predicate: string; readonly ids: number }
  /** A command that is refused there. */
  | { readonly command: Command };

/** The end of a search, told in a sentence. `problem`: the question makes no sense. */
export type PageAnswer =
  | { readonly found: readonly TraceStep[]; readonly sentence: string }
  | { readonly found: undefined; readonly sentence: string }
  | { readonly problem: string };

/** A search that needs more states ends without a conclusion: as much as a page can hold without harm. */
const MEMORY_MAX_BYTES = 2 ** 29;

/** Answers by the profile that decides most. Cost: the states that are nearer than the one found. */
export async function answerTo(
  { commandSet, steps, asked }: PageQuestion,
  control: RunControl<FindProgress>,
): Promise<PageAnswer> {
  const specification = specificationToTell(commandSet);
  const from = stateReached(steps, specification);
  if ('why' in from) {
    const text = printCommand(steps[from.place].command, specification.vocabulary);
    return {
      problem: `searches go by the profile ${specification.profile ?? ''}, by which "${text}" cannot be issued: ${from.why}`,
    };
  }
  const options = { ...control, memoryMaxBytes: MEMORY_MAX_BYTES };
  if ('predicate' in asked) return await found(specification, from.state, asked, options);
  const nearest = await nearestAcceptance(specification, from.state, asked.command, options);
  return {
    found: nearest.outcome === 'found' ? nearest.steps : undefined,
    sentence: acceptanceText(nearest),
  };
}

async function found(
  specification: Specification,
  from: State,
  { predicate: text, ids }: Extract<Asking, { readonly predicate: string }>,
  options: RunControl<FindProgress> & { readonly memoryMaxBytes: number },
): Promise<PageAnswer> {
  const parsed = parsePredicate(text, specification);
  if ('problem' in parsed) return { problem: placedProblem(parsed.problem) };
  const usual = { ids, amounts: {}, commands: usualCommands(specification), newIds: 'any' } as const;
  const holding = boundHolding(usual, specification, from);
  const bound = holding && widenedFor(holding, specification, parsed.value);
  if (bound === undefined || bound.ids > PACKED_ID_MAX) return { problem: BEYOND_BOUNDS };
  const outcome = await findShortest(specification, bound, parsed.value, { ...options, from });
  const within = `ids 1 … ${bound.ids}`;
  if (outcome.outcome === 'found')
    return { found: outcome.steps, sentence: distanceText(outcome, 'this', within) };
  const more = outcome.outcome === 'none' ? '; a larger bound may have one' : '';
  return { found: undefined, sentence: `${missingText(outcome)} (${within})${more}` };
}
