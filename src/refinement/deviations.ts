// Known deviations of a system: which one an answer is, and how the model goes on from it.
import type { Answer, Command } from '../contract/command.ts';
import { argumentsOf, fieldsOf } from '../contract/command.ts';
import type { KnownDeviation } from '../contract/deviation.ts';
import { canBeCarriedOut, isAnswerOf, isArgumentOf } from '../contract/deviation.ts';
import type { Step } from '../model/rulebook.ts';
import { CannotBeCarriedOut } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';

/**
 * Whether a system's answers decide where the model goes: it may choose, or is known to deviate. Then what comes after a
 * command cannot be known before it was answered.
 */
export function hangsOnAnswers(
  { leavesChoices }: Specification,
  knownDeviations: readonly unknown[] = [],
): boolean {
  return leavesChoices || knownDeviations.length > 0;
}

/** A known deviation, and how often it occurred. */
export interface DeviationCount {
  readonly deviation: KnownDeviation;
  readonly times: number;
}

/** Of an answer to what should be accepted, whether all that the deviation does not tell of is as it should be. */
function isOtherwiseRight({ answer: told }: KnownDeviation, step: Step, seen: Answer): boolean {
  if (step.refusals !== undefined || !('ok' in seen) || !('ok' in step.answer)) return true;
  const [right, given] = [fieldsOf(step.answer), fieldsOf(seen)];
  return [...new Set([...Object.keys(right), ...Object.keys(given)])].every(
    (key) => (typeof told !== 'string' && Object.hasOwn(told, key)) || given[key] === right[key],
  );
}

/** The state after the command; `undefined` where there is none, because what it acts on does not exist. */
function carriedOutIfPossible(
  { carryOut }: Specification,
  state: State,
  command: Command,
  seen: Answer,
): State | undefined {
  try {
    return carryOut(state, command, seen);
  } catch (error) {
    if (error instanceof CannotBeCarriedOut) return undefined;
    throw error;
  }
}

/** The deviations of one system, counted over all its runs. */
export class Deviations {
  readonly #counts: { readonly deviation: KnownDeviation; times: number }[];

  constructor(known: readonly KnownDeviation[]) {
    this.#counts = known.map((deviation) => ({ deviation, times: 0 }));
  }

  get counts(): readonly DeviationCount[] {
    return this.#counts;
  }

  /**
   * The step that the model takes with the system, where its answer, which does not agree, is a known deviation;
   * counted. O(known).
   */
  stepOf(
    specification: Specification,
    state: State,
    command: Command,
    step: Step,
    seen: Answer,
  ): Step | undefined {
    const when = step.refusals === undefined ? 'accepted' : step.refusals[0];
    const values = argumentsOf(command);
    const known = this.#counts.find(
      ({ deviation }) =>
        deviation.command === command.name &&
        deviation.when === when &&
        isAnswerOf(deviation, seen) &&
        isOtherwiseRight(deviation, step, seen) &&
        Object.entries(deviation.arguments ?? {}).every(([key, pattern]) =>
          isArgumentOf(pattern, values[key]),
        ),
    );
    if (known === undefined) return undefined;
    const { effect = 'nothing' } = known.deviation;
    if (effect === 'carried-out' && !canBeCarriedOut(step.refusals ?? [])) return undefined;
    const carriedOut = effect === 'carried-out' && step.refusals !== undefined && 'ok' in seen;
    const next = carriedOut ? carriedOutIfPossible(specification, state, command, seen) : state;
    if (next === undefined) return undefined;
    known.times += 1;
    if (!('ok' in seen)) return { refusals: [], next: state };
    return step.refusals === undefined
      ? { ...step, answer: seen }
      : { refusals: undefined, next, answer: seen };
  }
}
