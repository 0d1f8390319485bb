// Compares each answer and each observation with the model. Never calls the system, so the same judgement serves
// synchronous and asynchronous runs, and whole sequences that are judged after they have run.
import { differenceText } from '../contract/observation/difference-text.ts';
import { broken } from '../model/assert.ts';
import type { Answer, Command } from '../contract/command.ts';
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { Focus } from '../contract/observation/flat-observation.ts';
import type { KnownDeviation } from '../contract/known-deviation.ts';
import { refusalsAtLimit } from '../contract/limits.ts';
import type { AtLimit, Limits } from '../contract/limits.ts';
import { printAnswer, printCommand } from '../contract/notation/trace.ts';
import { RESOURCE_NAMES } from '../contract/observation/observation.ts';
import { visible } from '../contract/visible.ts';
import type { InvariantId } from '../model/invariants/all.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { agrees, expectedAnswer, expectedWords } from './answer-agreement.ts';
import { InvariantChecks } from './invariant-counts.ts';
import type { InvariantCounts } from './invariant-counts.ts';
import { differences } from '../contract/observation/differences.ts';
import { dependsOnAnswers, Deviations } from './known-deviations.ts';
import type { DeviationCount } from './known-deviations.ts';
import { classify } from './divergence.ts';
import type { Divergence, DivergenceKind, Violation } from './divergence.ts';
import type { Context } from './context.ts';
import type { Exchange, Occasion } from './exchange.ts';
import { HeldByHarness } from './held-handles.ts';
import { unflatten } from '../contract/observation/json.ts';
import { tooMuchShown } from './observation-limit.ts';

/**
 * The model beside one system, step by step. A run is reset, then started, then goes on step by step until it is over, by a
 * divergence or by a known deviation that ends it.
 */
export class Judge {
  readonly specification: Specification;
  readonly #refuses: 'first' | 'any';
  readonly #deviations: Deviations;
  readonly #atLimit: AtLimit;
  /** Forks refused for want of room, where the system says that it has none. */
  refusedAtLimit = 0;
  readonly #invariants: InvariantChecks;
  readonly #expected = new FlatObservation();
  /** See {@link dependsOnAnswers}; then the answers of a run are kept, and those of the run before. */
  readonly dependsOnAnswers: boolean;

  // The context, in fields of its own so that a step makes no new one.
  #phase: Context['phase'] = 'none';
  #state: State;
  #steps = 0;
  #lastStep: Step | undefined;
  #lastCommand: Command | undefined;
  #ended: KnownDeviation | undefined;
  #held = HeldByHarness.none;
  #startResources = new Int32Array(RESOURCE_NAMES.length);
  #answers: Answer[] = [];
  #answersBefore: readonly Answer[] = [];

  constructor(
    specification: Specification,
    refuses: 'first' | 'any',
    deviations: Deviations = new Deviations([]),
    limits: Limits = {},
  ) {
    this.#atLimit = refusalsAtLimit(limits, specification.vocabulary);
    this.#deviations = deviations;
    this.specification = specification;
    this.#invariants = new InvariantChecks(specification.vocabulary);
    this.#refuses = refuses;
    this.#state = specification.initial;
    this.dependsOnAnswers = dependsOnAnswers(specification, deviations.counts, limits);
  }

  /** Another one that judges by the same rules, for a system without known deviations. */
  beside(): Judge {
    return new Judge(this.specification, this.#refuses, undefined, this.#atLimit.limits);
  }

  /**
   * The run as it stands, to be gone on from as often as wanted: one judge can follow many candidates, each a context, as
   * where several orders of the same commands are possible. Counts are the judge's and not a context's.
   * O(answers kept), else O(1).
   */
  get context(): Context {
    return {
      phase: this.#phase,
      state: this.#state,
      steps: this.#steps,
      lastStep: this.#lastStep,
      lastCommand: this.#lastCommand,
      ended: this.#ended,
      held: this.#held,
      startResources: this.#startResources.slice(),
      answers: this.#answers.slice(),
      answersBefore: this.#answersBefore,
    };
  }

  /** Goes on from where a run stood. */
  goOnFrom(context: Context): void {
    this.#phase = context.phase;
    this.#state = context.state;
    this.#steps = context.steps;
    this.#lastStep = context.lastStep;
    this.#lastCommand = context.lastCommand;
    this.#ended = context.ended;
    this.#held = context.held;
    this.#startResources.set(context.startResources);
    this.#answers = context.answers.slice();
    this.#answersBefore = context.answersBefore;
  }

  get state(): State {
    return this.#state;
  }

  get steps(): number {
    return this.#steps;
  }

  /** The known deviation after which nothing is judged any more until the next reset. */
  get ended(): KnownDeviation | undefined {
    return this.#ended;
  }

  /** Whether a command may meet such a deviation now. */
  mayEndAt(command: Command): boolean {
    return this.#deviations.mayEndAt(this.specification, this.#state, command);
  }

  get lastStep(): Step | undefined {
    return this.#lastStep;
  }

  /** The command run last since the reset. */
  get lastCommand(): Command | undefined {
    return this.#lastCommand;
  }

  /** Known deviations of the system, and how often each occurred. */
  get deviationCounts(): readonly DeviationCount[] {
    return this.#deviations.counts;
  }

  get invariantCounts(): ReadonlyMap<InvariantId, InvariantCounts> {
    return this.#invariants.counts;
  }

  /** Puts the model where it starts. */
  reset(): void {
    this.#phase = 'reset';
    this.#state = this.specification.initial;
    this.#steps = 0;
    this.#lastStep = undefined;
    this.#lastCommand = undefined;
    this.#ended = undefined;
    this.#held = HeldByHarness.none;
    this.#answersBefore = this.#answers;
    this.#answers = [];
  }

  /** Judges what the system shows after its reset. */
  start(shown: FlatObservation): Divergence | undefined {
    if (this.#phase !== 'reset') broken('a run is judged from its start that was not reset');
    this.#phase = 'started';
    const divergence = this.#compare({ ...AT_RESET, after: shown });
    this.#startResources.set(shown.resources);
    return this.#noted(divergence);
  }

  /** Moves the model by one command and judges the answer to it and everything shown after it. */
  step(exchange: Exchange): Divergence | undefined {
    return this.#noted(this.#judge(exchange));
  }

  /** Whether the part shown before a step is what the model expects of it. */
  beforeInFocus(before: FlatObservation, focus: Focus): boolean {
    this.specification.observe(this.#state, this.#expected, focus);
    return this.#expected.equals(before);
  }

  /** As {@link step}, where only a part is shown before and after. `'look'`: the part is not right, look at the whole. */
  stepInFocus(exchange: Exchange, focus: Focus): Divergence | 'look' | undefined {
    const wrong = this.#move(exchange);
    if (wrong !== undefined) return this.#noted(this.#wrongAnswer(wrong, exchange, 'part'));
    if (this.#ended !== undefined) return undefined;
    this.specification.observe(this.#state, this.#expected, focus);
    return this.#expected.equals(exchange.after) ? this.#noted(this.#checkStep(exchange)) : 'look';
  }

  /**
   * Judges everything shown, without a step. `from`: where the model was before the command of the occasion, if just that
   * was run.
   */
  look(occasion: Occasion, shown: FlatObservation, from?: State): Divergence | undefined {
    const { command, answer } = occasion;
    const divergence = this.#compare({ command, answer, after: shown });
    if (from !== undefined && this.#isKnown(divergence, from, occasion)) return undefined;
    return this.#noted(divergence);
  }

  /** The same divergence, told on everything shown instead of a part. */
  inFull(divergence: Divergence, shown: FlatObservation): Divergence {
    const found = this.#differences(shown);
    return { ...divergence, differences: found, expected: unflatten(this.#expected), seen: unflatten(shown) };
  }

  /** Judges I9 on what was shown last, the model being drained. */
  drained(shown: FlatObservation): Divergence | undefined {
    const { size } = this.#state.processes;
    if (size !== 1) broken(`I9 is judged while processes are left, in number ${size}`);
    const violation = this.#invariants.inDrained(shown, this.#startResources);
    if (violation === undefined) return undefined;
    return this.#noted(this.#invariantDivergence({ ...AT_RESET, after: shown }, [violation]));
  }

  /**
   * A divergence of the system's own: it threw. `model`: whether the model has moved by the command already; at a reset
   * there is nothing to move by.
   */
  failure(sentence: string, occasion: Occasion, model: 'moved' | 'unmoved'): Divergence {
    const divergence = this.#divergence(
      'exception',
      { ...occasion, after: undefined },
      { sentence: visible(sentence) },
    );
    const taken = model === 'moved' || occasion.command === undefined;
    return { ...divergence, step: taken ? this.#steps - 1 : this.#steps, expected: undefined };
  }

  /** A divergence of the system's own: it finds itself broken. Leaves the run as it is, for behaviour counts for more. */
  distrusted(sentence: string, command: Command | undefined, shown: FlatObservation): Divergence {
    return this.#divergence('self-check', { command, answer: undefined, after: shown }, { sentence });
  }

  /** A run is over where it diverges. */
  #noted(divergence: Divergence | undefined): Divergence | undefined {
    if (divergence !== undefined) this.#phase = 'over';
    return divergence;
  }

  #judge(exchange: Exchange): Divergence | undefined {
    const was = this.#state;
    const heldBefore = this.#held;
    const wrong = this.#move(exchange);
    const tooMuch = this.#tooMuch(exchange);
    if (tooMuch !== undefined) return tooMuch;
    if (wrong !== undefined) return this.#wrongAnswer(wrong, exchange, 'whole');
    if (this.#ended !== undefined) return undefined;
    const unchanged = exchange.before.equals(exchange.after);
    const right = unchanged && this.#isStillRight(exchange.after, was, heldBefore);
    const shown = right ? undefined : this.#compare(exchange, exchange);
    return this.#isKnown(shown, was, exchange) ? undefined : (shown ?? this.#checkStep(exchange, unchanged));
  }

  /**
   * Whether what is shown, which was all right in the state before with the handles held then, is so now: it was compared and
   * every state invariant was asked of just this.
   */
  #isStillRight(shown: FlatObservation, was: State, heldBefore: HeldByHarness): boolean {
    const { areAlike, isObserved } = this.specification;
    const state = this.#state;
    if (was === state) return true;
    if (!areAlike(was, state) && !isObserved(state, shown)) return false;
    const held = this.#held === heldBefore ? undefined : this.#held;
    return this.#invariants.inStateAgain(shown, held).length === 0;
  }

  /** Returns the model's step where it does not allow the answer. */
  #move({ command, answer, foreseen, refusals }: Exchange): Step | undefined {
    if (this.#phase !== 'started')
      broken(
        this.#phase === 'over'
          ? `${command.name} is judged after the end of its run`
          : `${command.name} is judged before the start of its run`,
      );
    const ruled = foreseen ?? this.specification.step(this.#state, command, answer, refusals);
    const right = agrees(ruled, answer, this.#refuses, this.specification);
    const full = !right && this.#atLimit.refuses(this.#state.processes.size, command, answer);
    if (full) this.refusedAtLimit += 1;
    const deviated =
      right || full
        ? undefined
        : this.#deviations.stepOf(this.specification, this.#state, command, ruled, answer);
    const step = full ? { refusals: [], next: this.#state } : (deviated?.step ?? ruled);
    if (deviated?.ended !== undefined) this.#endWith(deviated.ended);
    this.#lastStep = step;
    this.#lastCommand = command;
    this.#state = step.next;
    this.#steps += 1;
    this.#held = this.#held.after(this.specification.vocabulary.commands, command, answer);
    if (this.dependsOnAnswers) this.#answers.push(answer);
    return right || full || deviated !== undefined ? undefined : step;
  }

  /** Nothing is judged any more until the next reset. */
  #endWith(deviation: KnownDeviation): void {
    this.#ended = deviation;
    this.#phase = 'over';
  }

  /** Whether the state shown after a right answer is a known deviation, which then ends the run. */
  #isKnown(found: Divergence | undefined, before: State, { command, answer }: Occasion): boolean {
    if (found?.kind !== 'observation' || command === undefined || answer === undefined) return false;
    const step = this.specification.step(before, command, answer);
    const known = this.#deviations.stateOf(
      this.specification,
      before,
      command,
      step,
      answer,
      found.differences,
    );
    if (known !== undefined) this.#endWith(known);
    return known !== undefined;
  }

  /** Everything shown against the model and the state invariants, and where it `follows` an exchange, those of steps. */
  #compare(told: Told, follows?: Exchange): Divergence | undefined {
    const tooMuch = this.#tooMuch(told);
    if (tooMuch !== undefined) return tooMuch;
    const equal = this.specification.isObserved(this.#state, told.after);
    const ofState = this.#invariants.inState(told.after, this.#held);
    if (equal && ofState.length === 0) return undefined;
    const found = equal ? [] : this.#differences(told.after);
    const [first] = found;
    if (first === undefined)
      return ofState.length === 0 ? undefined : this.#invariantDivergence(told, ofState);
    const violations = follows === undefined ? ofState : [...ofState, ...this.#invariants.inStep(follows)];
    const sentence = differenceText(first);
    return this.#divergence('observation', told, { sentence, differences: found, violations });
  }

  /** A divergence where far more is shown than can be there: to compare and print all of it could take for ever. */
  #tooMuch(told: Told): Divergence | undefined {
    const sentence = tooMuchShown(this.#state, this.#steps, told.after);
    if (sentence === undefined) return undefined;
    return this.#divergence('observation', { ...told, after: undefined }, { sentence });
  }

  #differences(shown: FlatObservation): ReturnType<typeof differences> {
    this.specification.observe(this.#state, this.#expected);
    return differences(this.#expected, shown);
  }

  #checkStep(exchange: Exchange, unchanged = false): Divergence | undefined {
    const violations = this.#invariants.inStep(exchange, unchanged);
    return violations.length === 0 ? undefined : this.#invariantDivergence(exchange, violations);
  }

  /** A wrong answer, with all that else is wrong where the whole was shown. */
  #wrongAnswer(model: Step, exchange: Exchange, seen: 'whole' | 'part'): Divergence {
    const { command, answer, after } = exchange;
    const wanted = expectedAnswer(model, this.#refuses, this.specification);
    const words = expectedWords(wanted, model, this.specification);
    const whole = seen === 'whole';
    return this.#divergence('answer', exchange, {
      sentence: `${printCommand(command, this.specification.vocabulary)} should answer ${words} and answers "${printAnswer(answer)}"`,
      expectedAnswer: wanted,
      ...this.#missedBy(model, command),
      differences: whole ? this.#differences(after) : [],
      violations: whole
        ? [...this.#invariants.inState(after, this.#held), ...this.#invariants.inStep(exchange)]
        : [],
    });
  }

  /** A refused step leads nowhere, so the state is still the one that the command was given in. */
  #missedBy({ refusals }: Step, command: Command): Pick<Divergence, 'missed'> {
    const [refusal] = refusals ?? [];
    return refusal === undefined
      ? {}
      : { missed: { refusal, ground: this.specification.groundOf(this.#state, command, refusal) } };
  }

  #invariantDivergence(told: Told, violations: readonly Violation[]): Divergence {
    const sentence = violations.map(({ invariant, finding }) => `${invariant}: ${finding}`).join('; ');
    return this.#divergence('invariant', told, { sentence, violations });
  }

  #divergence(
    kind: DivergenceKind,
    { command, answer, after }: Occasion & { readonly after: FlatObservation | undefined },
    details: Pick<Divergence, 'sentence'> & Partial<Omit<Divergence, 'concerns' | 'failureClass'>>,
  ): Divergence {
    this.specification.observe(this.#state, this.#expected);
    return {
      kind,
      step: this.#steps - 1,
      command,
      ...classify(this.specification.vocabulary, { kind, command, ...details }),
      expectedAnswer: undefined,
      seenAnswer: answer,
      expected: unflatten(this.#expected),
      seen: after === undefined ? undefined : unflatten(after),
      differences: [],
      violations: [],
      ...(this.dependsOnAnswers && {
        // A state left over by a reset is told with the run before it.
        answers: this.#steps === 0 && command === undefined ? this.#answersBefore : [...this.#answers],
      }),
      ...details,
    };
  }
}

/** An occasion and what was shown after it. */
interface Told extends Occasion {
  readonly after: FlatObservation;
}

const AT_RESET: Occasion = { command: undefined, answer: undefined };
