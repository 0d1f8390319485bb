// The possible outcomes of one command at one place in an order, by the rules that the lockstep judge goes by: any answer
// allowed, refusals by name or errno, lawful limits, known deviations. And why nothing may, in a sentence.
import type { Answer, Command } from '../../contract/command.ts';
import { acceptedWith, argumentsOf } from '../../contract/command.ts';
import type { KnownDeviation } from '../../contract/known-deviation.ts';
import { refusalsAtLimit } from '../../contract/limits.ts';
import type { AtLimit, Limits } from '../../contract/limits.ts';
import { printAnswer } from '../../contract/notation/trace.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { agrees, expectedAnswer, expectedWords } from '../../lockstep/answer-agreement.ts';
import type { ExpectedAnswer } from '../../lockstep/divergence.ts';
import { Deviations } from '../../lockstep/known-deviations.ts';
import type { Step } from '../../model/rulebook.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/** The words of a system about its answers, besides its command set. */
export interface AnsweringRules {
  /** See `refuses` of a system. Default: `'any'`. */
  readonly refuses?: 'first' | 'any';
  readonly knownDeviations?: readonly KnownDeviation[];
  readonly limits?: Limits;
}

/** One thing that may have come of a command. */
export interface PossibleOutcome {
  readonly next: State;
  /** The known deviation that it is. */
  readonly deviation?: KnownDeviation;
  /** The known deviation after which the model does not know the state, so that everything is allowed. */
  readonly ended?: KnownDeviation;
  /** A known deviation by which the state may be shown otherwise from here on. */
  readonly mayDiffer?: KnownDeviation;
}

/** The reason that a command cannot stand at its place in an order. */
export interface Reason {
  /** Completes the command's place to a sentence: `should be refused (id-in-use)`. */
  readonly because: string;
  /** The clause that says so. */
  readonly clause: string;
  /** The refusals that apply there; none where it should be accepted, or nobody can issue it. */
  readonly refusals: readonly Refusal[];
  readonly expected?: ExpectedAnswer;
}

const NONE: readonly never[] = [];

/** The outcomes of commands by one specification, of a system that is so and so. */
export class CommandOutcomes {
  readonly specification: Specification;
  readonly #refuses: 'first' | 'any';
  readonly #known: readonly KnownDeviation[];
  readonly #deviations: Deviations;
  readonly #atLimit: AtLimit;

  constructor(
    specification: Specification,
    { refuses = 'any', knownDeviations = [], limits = {} }: AnsweringRules,
  ) {
    this.specification = specification;
    this.#refuses = refuses;
    this.#known = knownDeviations;
    this.#deviations = new Deviations(knownDeviations);
    this.#atLimit = refusalsAtLimit(limits, specification.vocabulary);
  }

  /** The possible outcomes of a command with this answer; none where it cannot stand here. */
  answered(state: State, command: Command, answer: Answer): readonly PossibleOutcome[] {
    const { specification } = this;
    if (!specification.isIssuable(state, command)) return NONE;
    const step = specification.step(state, command, answer);
    if (agrees(step, answer, this.#refuses, specification)) {
      if (this.#known.length === 0) return [step];
      const mayDiffer = this.#deviations.mayBeShownOtherwise(specification, state, command, step, answer);
      return [mayDiffer === undefined ? step : { next: step.next, mayDiffer }];
    }
    if (this.#atLimit.refuses(state.processes.size, command, answer)) return [{ next: state }];
    const deviated = this.#deviations.stepOf(specification, state, command, step, answer);
    if (deviated === undefined) return NONE;
    const { step: taken, known, ended } = deviated;
    return [{ next: taken.next, deviation: known, ...(ended && { ended }) }];
  }

  /**
   * The possible outcomes of a command that was carried out and whose answer nobody saw: by each answer allowed, and each
   * that is a known deviation.
   */
  unanswered(state: State, command: Command): readonly PossibleOutcome[] {
    const { specification } = this;
    if (!specification.isIssuable(state, command)) return NONE;
    const refusals = specification.refusalsOf(state, command);
    const right: readonly PossibleOutcome[] =
      refusals.length > 0
        ? [{ next: state }]
        : specification.answersTo(state, command).flatMap((answer) => this.answered(state, command, answer));
    const known = this.#known.filter((each) => each.command === command.name && each.differs === undefined);
    if (known.length === 0) return right;
    const step = specification.step(state, command);
    return [
      ...right,
      ...known
        .map((deviation) => answerBy(deviation, command))
        .filter((answer) => !agrees(step, answer, this.#refuses, specification))
        .flatMap((answer) => this.answered(state, command, answer)),
    ];
  }

  /** The reason that a command with this answer cannot stand here, given that it cannot. */
  whyNot(state: State, command: Command, answer: Answer | undefined): Reason {
    const { specification } = this;
    const { clause } = specification.vocabulary.commands[command.name];
    const unissuable = specification.whyUnissuable(state, command);
    if (unissuable !== undefined)
      return { because: `cannot be issued: ${unissuable}`, clause, refusals: NONE };
    const step = specification.step(state, command, answer);
    const expected = expectedAnswer(step, this.#refuses, specification);
    return {
      because: answer === undefined ? 'has no outcome' : this.#shouldBe(step, answer, expected),
      clause,
      refusals: step.refusals ?? NONE,
      expected,
    };
  }

  #shouldBe(step: Step, answer: Answer, expected: ExpectedAnswer): string {
    if (step.refusals === undefined)
      return `should answer ${expectedWords(expected, step, this.specification)}`;
    const names = 'refusedWithAnyOf' in expected ? expected.refusedWithAnyOf : step.refusals.slice(0, 1);
    const refused = `should be refused (${names.join(' or ')})`;
    return 'ok' in answer ? refused : `${refused}, not "${printAnswer(answer)}"`;
  }
}

/** The answer that a known deviation tells of; fields that it does not name are left out. */
function answerBy({ answer: told }: KnownDeviation, command: Command): Answer {
  if (told === 'ok') return acceptedWith({});
  if (typeof told === 'string') return { refused: told === 'refused' ? true : told };
  const values = argumentsOf(command);
  return acceptedWith(
    Object.fromEntries(
      Object.entries(told).map(([key, value]) => [
        key,
        // An argument that an answer repeats is an id or a switch.
        typeof value === 'string' ? (values[value] as number | boolean) : value,
      ]),
    ),
  );
}
