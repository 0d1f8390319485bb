// A file with branches, opened in the page: its commands one after the other, in an order that real time allows and in which
// the model gives the recorded answers, as far as it does in one. The page that is small does without.
import { isObserve } from '../../../contract/concurrent/program.ts';
import type { ConcurrentTrace } from '../../../contract/notation/concurrent-trace.ts';
import type { TraceStep } from '../../../contract/notation/trace.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { Vocabularies } from '../../../contract/vocabulary.ts';
import type { ConcurrentEvidence } from '../../../counterexample/file/read-file.ts';
import { readAnyEvidence, tellingOf, unissuableIn } from '../../../counterexample/file/read-file.ts';
import { agrees } from '../../../lockstep/answer-agreement.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';

/** The trial that a file holds. */
export interface OpenedTrial {
  readonly specification: Specification;
  readonly steps: readonly TraceStep[];
  /** The system that it was found on, where the file says so. */
  readonly system: string | undefined;
  /** A recorded answer that the model does not allow, or the order of branches, in a sentence. */
  readonly remark: string | undefined;
}

export type Opened = { readonly value: OpenedTrial } | { readonly problem: string };

/** Reads a file with branches or without. */
export function readWithBranches(
  text: string,
  vocabularies: Vocabularies,
): ReturnType<typeof readAnyEvidence> {
  return readAnyEvidence(text, vocabularies);
}

/** The commands of branches, in one order. */
export function openedBranches(
  { concurrent, origin }: ConcurrentEvidence,
  specificationNamed: (commandSet: string) => Specification,
): Opened {
  const { commandSet } = concurrent;
  const named = specificationNamed(commandSet);
  const { steps, sentence } = inOneOrder(concurrent, named.mostOpen);
  const trace = { commandSet, steps };
  const specification = tellingOf(trace, named);
  const placeOf = (step: number): string => `command ${step + 1} of the order`;
  const unissuable = unissuableIn({ trace, placeOf }, specification);
  if (unissuable !== undefined) return { problem: `${unissuable}; "${COMMAND_LINE} show" draws its lanes` };
  return { value: { specification, steps, system: origin?.system, remark: sentence } };
}

/** The commands in one order, and the sentence on it. */
interface OneOrder {
  readonly steps: readonly TraceStep[];
  readonly sentence: string;
}

/** A command of a branch, with the moments of its call and its answer. */
interface PlacedStep extends TraceStep {
  /** Numbered from 1. */
  readonly branch: number;
  readonly called: number;
  /** Later than anything where it was not answered. */
  readonly answered: number;
}

/** Puts them into an order; looks are left out. O(orders × commands), of nine commands at most. */
function inOneOrder(trace: ConcurrentTrace, specification: Specification): OneOrder {
  const commands = placedSteps(trace);
  let state = specification.initial;
  for (const { command, answer } of trace.prefix)
    if (specification.isIssuable(state, command)) state = specification.step(state, command, answer).next;
  const furthest = furthestOrder(specification, state, commands);
  const rest = commands
    .filter((each) => !furthest.includes(each))
    .toSorted((one, other) => one.answered - other.answered || one.called - other.called);
  const order = [...furthest, ...rest];
  const numbers = order.map(({ branch }) => branch).join(' ');
  const isExplained = rest.every(({ answer }) => answer === undefined);
  return {
    steps: [...trace.prefix, ...order.map(({ command, answer }) => ({ command, ...(answer && { answer }) }))],
    sentence: isExplained
      ? `its branches stand one after the other, in an order that explains their answers: ${numbers}`
      : `its branches stand one after the other (${numbers}): no order explains their answers, and this one goes furthest`,
  };
}

function placedSteps({ branches, history }: ConcurrentTrace): readonly PlacedStep[] {
  const moments = branches.map((steps, index) => {
    const own = (history ?? []).flatMap(({ branch, kind }, at) =>
      branch === index + 1 ? [{ kind, at }] : [],
    );
    const [calls, answers] = (['call', 'answer'] as const).map((wanted) =>
      own.filter(({ kind }) => kind === wanted).map(({ at }) => at),
    );
    // Without a history, a branch's own order is all that is known.
    return steps.map((_, place) =>
      history === undefined
        ? { called: place, answered: Number.POSITIVE_INFINITY }
        : { called: calls[place], answered: answers[place] ?? Number.POSITIVE_INFINITY },
    );
  });
  return branches.flatMap((steps, index) =>
    steps.flatMap(({ command, answer }, place) => {
      const { called, answered } = moments[index][place];
      if (isObserve(command) || called === undefined) return [];
      return [{ command, ...(answer && { answer }), branch: index + 1, called, answered }];
    }),
  );
}

/** The longest beginning of an order in which the model gives each answer that was recorded. */
function furthestOrder(
  specification: Specification,
  start: State,
  commands: readonly PlacedStep[],
): readonly PlacedStep[] {
  let furthest: readonly PlacedStep[] = [];
  const goOn = (state: State, order: readonly PlacedStep[]): void => {
    if (order.length > furthest.length) furthest = order;
    const left = commands.filter((each) => !order.includes(each));
    for (const next of left) {
      if (furthest.length === commands.length) return;
      if (left.some((other) => isBefore(other, next))) continue;
      if (!specification.isIssuable(state, next.command)) continue;
      const step = specification.step(state, next.command, next.answer);
      if (next.answer !== undefined && !agrees(step, next.answer, 'any', specification)) continue;
      goOn(step.next, [...order, next]);
    }
  };
  goOn(start, []);
  return furthest;
}

/** Whether a command had to come before another one: by its branch, or by its answer. */
function isBefore(one: PlacedStep, other: PlacedStep): boolean {
  return one.branch === other.branch ? one.called < other.called : one.answered < other.called;
}
