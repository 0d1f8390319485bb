// Known deviations of a system: which one an answer is, and how the model goes on from it.
import type { Answer, Command } from '../contract/command.ts';
import { argumentsOf, fieldsOf } from '../contract/command.ts';
import type { KnownDeviation } from '../contract/known-deviation.ts';
import { canBeCarriedOut, isAnswerOf, isArgumentOf } from '../contract/known-deviation.ts';
import type { Limits } from '../contract/limits.ts';
import type { Step } from '../model/rulebook.ts';
import { CannotBeCarriedOut } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import type { Difference } from '../contract/observation/differences.ts';

/**
 * Tells whether a system's answers decide where the model goes: it may choose, is known to deviate, or may be full. Then what comes
 * after a command cannot be known before it was answered.
 */
export function dependsOnAnswers(
  { leavesChoices }: Specification,
  knownDeviations: readonly unknown[] = [],
  { processes }: Limits = {},
): boolean {
  return leavesChoices || knownDeviations.length > 0 || processes !== undefined;
}

/** A known deviation, and how often it occurred. */
export interface DeviationCount {
  readonly deviation: KnownDeviation;
  readonly times: number;
}

/** Tells whether an answer to a command that should be accepted is right in all that the deviation does not speak of. */
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

/** A step that went as a known deviation says. */
export interface Deviated {
  readonly step: Step;
  readonly known: KnownDeviation;
  /** The deviation, where nothing can be compared after it. */
  readonly ended: KnownDeviation | undefined;
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
  ): Deviated | undefined {
    const known = this.#counts.find(
      ({ deviation }) =>
        deviation.differs === undefined &&
        isOf(specification, deviation, state, command, step) &&
        isAnswerOf(deviation, seen, command) &&
        isOtherwiseRight(deviation, step, seen),
    );
    if (known === undefined) return undefined;
    const { effect = 'nothing' } = known.deviation;
    if (effect === 'ends-run') {
      known.times += 1;
      return { step: { refusals: [], next: state }, known: known.deviation, ended: known.deviation };
    }
    if (effect === 'carried-out' && !canBeCarriedOut(specification.vocabulary, step.refusals ?? []))
      return undefined;
    const carriedOut = effect === 'carried-out' && step.refusals !== undefined && 'ok' in seen;
    const next = carriedOut ? carriedOutIfPossible(specification, state, command, seen) : state;
    if (next === undefined) return undefined;
    known.times += 1;
    if (!('ok' in seen))
      return { step: { refusals: [], next: state }, known: known.deviation, ended: undefined };
    return {
      known: known.deviation,
      step:
        step.refusals === undefined ? { ...step, answer: seen } : { refusals: undefined, next, answer: seen },
      ended: undefined,
    };
  }

  /**
   * The known deviation that a state shown after a right answer is, where it tells of everything that differs; counted.
   * `state` and `step` are those of the command. O(known × differences).
   */
  stateOf(
    specification: Specification,
    state: State,
    command: Command,
    step: Step,
    seen: Answer,
    differences: readonly Difference[],
  ): KnownDeviation | undefined {
    const differing = new Set(differences.map(differingOf));
    const known = this.#counts.find(
      ({ deviation }) =>
        deviation.differs !== undefined &&
        isOf(specification, deviation, state, command, step) &&
        isAnswerOf(deviation, seen, command) &&
        isCovered(differing, deviation.differs),
    );
    if (known !== undefined) known.times += 1;
    return known?.deviation;
  }

  /**
   * The known deviation by which the state after a right answer may be shown otherwise than it should be; `undefined`
   * where none speaks of it. O(known).
   */
  mayBeShownOtherwise(
    specification: Specification,
    state: State,
    command: Command,
    step: Step,
    seen: Answer,
  ): KnownDeviation | undefined {
    return this.#counts.find(
      ({ deviation }) =>
        deviation.differs !== undefined &&
        isOf(specification, deviation, state, command, step) &&
        isAnswerOf(deviation, seen, command),
    )?.deviation;
  }

  /** Whether a command would meet, here, a deviation after which nothing can be compared, were the answer as told. */
  mayEndAt(specification: Specification, state: State, command: Command): boolean {
    const ending = this.#counts.filter(
      ({ deviation }) => deviation.command === command.name && deviation.effect === 'ends-run',
    );
    if (ending.length === 0) return false;
    const step = specification.step(state, command);
    return ending.some(({ deviation }) => isOf(specification, deviation, state, command, step));
  }
}

/** Tells whether a deviation speaks of this command where the model takes this step, whatever is answered. */
function isOf(
  { groundOf }: Specification,
  deviation: KnownDeviation,
  state: State,
  command: Command,
  { refusals }: Step,
): boolean {
  if (deviation.command !== command.name) return false;
  const [first] = refusals ?? [];
  if (deviation.when !== (first ?? 'accepted')) return false;
  if (deviation.ground !== undefined && (!first || groundOf(state, command, first) !== deviation.ground))
    return false;
  const values = argumentsOf(command);
  return Object.entries(deviation.arguments ?? {}).every(([key, pattern]) =>
    isArgumentOf(pattern, values[key]),
  );
}

/** `group existence`, of a difference between `group 7` and its absence. */
export function differingOf({ of, field }: Pick<Difference, 'of' | 'field'>): string {
  return `${of.split(' ')[0]} ${field}`;
}

function isCovered(differing: ReadonlySet<string>, differs: readonly string[]): boolean {
  return differing.size > 0 && [...differing].every((each) => differs.includes(each));
}
