// What decides: the model's side of a run. It is given what the system answered and showed, and says whether that
// is right. It never touches the system, so the same judgement serves synchronous and asynchronous runs.
import { broken } from '../model/assert.ts';
import type { Answer, Command, CommandSet } from '../contract/command.ts';
import { signatureOf } from '../contract/command.ts';
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { Focus } from '../contract/observation/flat-observation.ts';
import type { KnownDeviation } from '../contract/known-deviation.ts';
import { isRefusedAtLimit } from '../contract/limits.ts';
import type { Limits } from '../contract/limits.ts';
import { printAnswer, printCommand } from '../contract/notation/trace.ts';
import { RESOURCE_NAMES } from '../contract/observation/observation.ts';
import { visible } from '../contract/visible.ts';
import type { StateInvariant, StepInvariant } from '../model/invariants/finding.ts';
import { groundOf } from '../model/grounds.ts';
import { DRAIN_INVARIANT } from '../model/invariants/all.ts';
import type { InvariantId } from '../model/invariants/all.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { STATE_INVARIANTS } from '../model/invariants/of-states.ts';
import { STEP_INVARIANTS } from '../model/invariants/of-steps.ts';
import { agrees, expectedAnswer, expectedWords } from './answer-agreement.ts';
import { checksOf, note } from './invariant-counts.ts';
import type { Check, InvariantCounts } from './invariant-counts.ts';
import { differences } from '../contract/observation/differences.ts';
import { Deviations, hangsOnAnswers } from './known-deviations.ts';
import type { DeviationCount } from './known-deviations.ts';
import type { Divergence, DivergenceKind, Violation } from './divergence.ts';
import { HeldByHarness } from './held-handles.ts';
import { unflatten } from '../contract/observation/json.ts';
import { tooMuchShown } from './observation-limit.ts';

/** The model beside one system, step by step. */
export class Judge {
  readonly specification: Specification;
  readonly #refuses: 'first' | 'any';
  readonly #deviations: Deviations;
  readonly #limits: Limits;
  /** Forks refused for want of room, where the system says that it has none. */
  refusedAtLimit = 0;
  readonly #held: HeldByHarness;
  readonly #startResources = new Int32Array(RESOURCE_NAMES.length);
  readonly #stateChecks = checksOf<StateInvariant>(STATE_INVARIANTS);
  readonly #stepChecks = checksOf<StepInvariant>(STEP_INVARIANTS);
  readonly #drainCheck = { id: 'I9', checked: 0, notShown: 0 } as Check;
  readonly #expected = new FlatObservation();
  #state: State;
  /** A run is reset, then started, then goes on step by step. */
  #run: 'none' | 'reset' | 'started' = 'none';
  #lastStep: Step | undefined;
  #ended: KnownDeviation | undefined;
  /** The command run last since the reset. */
  lastCommand: Command | undefined;
  #steps = 0;
  /** See {@link hangsOnAnswers}; then the answers of a run are kept, and those of the run before. */
  readonly hangsOnAnswers: boolean;
  #answers: Answer[] = [];
  #answersBefore: readonly Answer[] = [];

  /** What the system shows: the runner writes `after`, and `before` where it looks at a part only. */
  before: FlatObservation = new FlatObservation();
  after: FlatObservation = new FlatObservation();

  constructor(
    specification: Specification,
    refuses: 'first' | 'any',
    deviations: Deviations = new Deviations([]),
    limits: Limits = {},
  ) {
    this.#limits = limits;
    this.#deviations = deviations;
    this.specification = specification;
    this.#held = new HeldByHarness(specification.vocabulary.commands);
    this.#refuses = refuses;
    this.#state = specification.initial;
    this.hangsOnAnswers = hangsOnAnswers(specification, deviations.counts, limits);
  }

  /** Another one that judges by the same rules, for a system without known deviations. */
  beside(): Judge {
    return new Judge(this.specification, this.#refuses, undefined, this.#limits);
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

  /** Known deviations of the system, and how often each occurred. */
  get deviationCounts(): readonly DeviationCount[] {
    return this.#deviations.counts;
  }

  get invariantCounts(): ReadonlyMap<InvariantId, InvariantCounts> {
    const checks: readonly Check[] = [...this.#stateChecks, ...this.#stepChecks, this.#drainCheck];
    return new Map(checks.map(({ id, checked, notShown }) => [id, { checked, notShown }]));
  }

  /** The model is where it starts. */
  reset(): void {
    this.#run = 'reset';
    this.#state = this.specification.initial;
    this.#lastStep = undefined;
    this.#ended = undefined;
    this.lastCommand = undefined;
    this.#steps = 0;
    this.#answersBefore = this.#answers;
    this.#answers = [];
    this.#held.clear();
  }

  /** Judges what the system shows after its reset. */
  start(): Divergence | undefined {
    if (this.#run !== 'reset') broken('a run is judged from its start that was not reset');
    this.#run = 'started';
    const divergence = this.#compare(undefined, undefined, false);
    this.#startResources.set(this.after.resources);
    this.#advance();
    return divergence;
  }

  /** Moves the model by one command and judges the answer to it and everything shown after it. */
  step(command: Command, answer: Answer): Divergence | undefined {
    const was = this.#state;
    const wrong = this.#move(command, answer);
    const tooMuch = this.#tooMuch(command, answer);
    if (tooMuch !== undefined) return tooMuch;
    if (wrong !== undefined) return this.#wrongAnswer(wrong, command, answer, true);
    if (this.#ended !== undefined) return undefined;
    // Shown as it was, and it should be: every state invariant was checked on just this.
    const same = was === this.#state && this.before.equals(this.after);
    const shown = same ? undefined : this.#compare(command, answer, true);
    if (this.#isKnown(shown, was, command, answer)) return undefined;
    const found = shown ?? this.#checkStep(command, answer);
    this.#advance();
    return found;
  }

  /** Whether the part shown before a step is what the model expects of it. */
  beforeInFocus(focus: Focus): boolean {
    this.specification.observe(this.#state, this.#expected, focus);
    return this.#expected.equals(this.before);
  }

  /** As {@link step}, where only a part is shown before and after. `'look'`: the part is not right, look at the whole. */
  stepInFocus(command: Command, answer: Answer, focus: Focus): Divergence | 'look' | undefined {
    const wrong = this.#move(command, answer);
    if (wrong !== undefined) return this.#wrongAnswer(wrong, command, answer, false);
    if (this.#ended !== undefined) return undefined;
    this.specification.observe(this.#state, this.#expected, focus);
    return this.#expected.equals(this.after) ? this.#checkStep(command, answer) : 'look';
  }

  /** Judges everything shown, without a step. `after`: where the model was before the command, if just that was run. */
  look(command: Command | undefined, answer: Answer | undefined, after?: State): Divergence | undefined {
    const divergence = this.#compare(command, answer, false);
    if (after !== undefined && this.#isKnown(divergence, after, command, answer)) return undefined;
    this.#advance();
    return divergence;
  }

  /** The same divergence, told on everything shown instead of a part. */
  inFull(divergence: Divergence): Divergence {
    const differences = this.#differences();
    return { ...divergence, differences, expected: unflatten(this.#expected), seen: unflatten(this.after) };
  }

  /** Judges I9 on what was shown last, the model being drained. */
  drained(): Divergence | undefined {
    const { size } = this.#state.processes;
    if (size !== 1) broken(`I9 is judged while processes are left, in number ${size}`);
    const finding = DRAIN_INVARIANT.find(this.before, this.#startResources, RESOURCE_NAMES);
    const violation = note(this.#drainCheck, finding);
    if (violation === undefined) return undefined;
    this.#advance(); // Reports read `after`.
    return this.#invariantDivergence(undefined, undefined, [violation]);
  }

  /**
   * A divergence of the system's own: it threw, or finds itself broken. `taken`: the model has gone the command's step
   * already, or there is none.
   */
  failure(
    kind: 'exception' | 'self-check',
    sentence: string,
    command: Command | undefined,
    answer: Answer | undefined,
    taken: boolean = command === undefined,
  ): Divergence {
    const divergence = this.#divergence(kind, command, answer, { sentence: visible(sentence) });
    if (kind === 'self-check') return divergence;
    return {
      ...divergence,
      step: taken ? this.#steps - 1 : this.#steps,
      expected: undefined,
      seen: undefined,
    };
  }

  /** Returns the model's step where it does not allow the answer. */
  #move(command: Command, answer: Answer): Step | undefined {
    if (this.#run !== 'started') broken(`${command.name} is judged before the start of its run`);
    const ruled = this.specification.step(this.#state, command, answer);
    const right = agrees(ruled, answer, this.#refuses, this.specification);
    const full = !right && isRefusedAtLimit(this.#limits, this.#state.processes.size, command, answer);
    if (full) this.refusedAtLimit += 1;
    const deviated =
      right || full
        ? undefined
        : this.#deviations.stepOf(this.specification, this.#state, command, ruled, answer);
    const step = full ? { refusals: [], next: this.#state } : (deviated?.step ?? ruled);
    this.#ended = deviated?.ended;
    this.#lastStep = step;
    this.lastCommand = command;
    this.#state = step.next;
    this.#steps += 1;
    this.#held.note(command, answer);
    if (this.hangsOnAnswers) this.#answers.push(answer);
    return right || full || deviated !== undefined ? undefined : step;
  }

  /** Whether the state shown after a right answer is a known deviation, which then ends the run. */
  #isKnown(
    found: Divergence | undefined,
    before: State,
    command: Command | undefined,
    answer: Answer | undefined,
  ): boolean {
    if (found?.kind !== 'observation' || command === undefined || answer === undefined) return false;
    const step = this.specification.step(before, command, answer);
    this.#ended = this.#deviations.stateOf(before, command, step, answer, found.differences);
    return this.#ended !== undefined;
  }

  #advance(): void {
    const { after } = this;
    this.after = this.before;
    this.before = after;
  }

  /** Everything shown against the model and the state invariants. `follows`: `before` is the step's, and whole. */
  #compare(
    command: Command | undefined,
    answer: Answer | undefined,
    follows: boolean,
  ): Divergence | undefined {
    const tooMuch = this.#tooMuch(command, answer);
    if (tooMuch !== undefined) return tooMuch;
    const equal = this.specification.isObserved(this.#state, this.after);
    const ofState = this.#stateViolations();
    if (equal && ofState.length === 0) return undefined;
    const found = equal ? [] : this.#differences();
    const [first] = found;
    if (first === undefined)
      return ofState.length === 0 ? undefined : this.#invariantDivergence(command, answer, ofState);
    const ofStep =
      follows && command !== undefined && answer !== undefined ? this.#stepViolations(command, answer) : NONE;
    const violations = [...ofState, ...ofStep];
    const sentence = `${first.of}: ${first.field} should be ${first.expected} and is ${first.seen}`;
    return this.#divergence('observation', command, answer, { sentence, differences: found, violations });
  }

  /** What shows far more than can be there, in a sentence: to compare and print all of it could take for ever. */
  #tooMuch(command: Command | undefined, answer: Answer | undefined): Divergence | undefined {
    const sentence = tooMuchShown(this.#state, this.#steps, this.after);
    if (sentence === undefined) return undefined;
    return this.#divergence('observation', command, answer, { sentence, seen: undefined });
  }

  #differences(): ReturnType<typeof differences> {
    this.specification.observe(this.#state, this.#expected);
    return differences(this.#expected, this.after);
  }

  #stateViolations(): readonly Violation[] {
    let violations: Violation[] | undefined;
    for (const check of this.#stateChecks) {
      const violation = note(check, check.invariant.find(this.after, this.#held));
      if (violation !== undefined) (violations ??= []).push(violation);
    }
    return violations ?? NONE;
  }

  #stepViolations(command: Command, answer: Answer): readonly Violation[] {
    let violations: Violation[] | undefined;
    const { commands } = this.specification.vocabulary;
    const step = { before: this.before, command, answer, after: this.after, commands };
    for (const check of this.#stepChecks) {
      const violation = note(check, check.invariant.find(step));
      if (violation !== undefined) (violations ??= []).push(violation);
    }
    return violations ?? NONE;
  }

  #checkStep(command: Command, answer: Answer): Divergence | undefined {
    const violations = this.#stepViolations(command, answer);
    return violations.length === 0 ? undefined : this.#invariantDivergence(command, answer, violations);
  }

  #wrongAnswer(model: Step, command: Command, answer: Answer, whole: boolean): Divergence {
    const wanted = expectedAnswer(model, this.#refuses, this.specification);
    const words = expectedWords(wanted, model, this.specification);
    return this.#divergence('answer', command, answer, {
      sentence: `${printCommand(command)} should answer ${words} and answers "${printAnswer(answer)}"`,
      expectedAnswer: wanted,
      ...this.#missedBy(model, command),
      differences: whole ? this.#differences() : [],
      violations: whole ? [...this.#stateViolations(), ...this.#stepViolations(command, answer)] : [],
    });
  }

  /** A refused step leads nowhere, so the state is still the one that the command was given in. */
  #missedBy({ refusals }: Step, command: Command): Pick<Divergence, 'missed'> {
    const [refusal] = refusals ?? [];
    return refusal === undefined
      ? {}
      : { missed: { refusal, ground: groundOf(this.#state, command, refusal) } };
  }

  #invariantDivergence(
    command: Command | undefined,
    answer: Answer | undefined,
    violations: readonly Violation[],
  ): Divergence {
    const sentence = violations.map(({ invariant, finding }) => `${invariant}: ${finding}`).join('; ');
    return this.#divergence('invariant', command, answer, { sentence, violations });
  }

  #divergence(
    kind: DivergenceKind,
    command: Command | undefined,
    seenAnswer: Answer | undefined,
    details: Pick<Divergence, 'sentence'> & Partial<Divergence>,
  ): Divergence {
    this.specification.observe(this.#state, this.#expected);
    return {
      kind,
      step: this.#steps - 1,
      command,
      concerns: concernsOf(this.specification.commandSet, kind, command, details.violations),
      expectedAnswer: undefined,
      seenAnswer,
      expected: unflatten(this.#expected),
      seen: 'seen' in details ? undefined : unflatten(this.after),
      differences: [],
      violations: [],
      ...(this.hangsOnAnswers && {
        // What shows after a reset is told with the run before it.
        answers: this.#steps === 0 && command === undefined ? this.#answersBefore : [...this.#answers],
      }),
      ...details,
    };
  }
}

const NONE: readonly Violation[] = [];

/** The invariant violated, else the clause of the command, else what was being done. */
function concernsOf(
  set: CommandSet,
  kind: DivergenceKind,
  command: Command | undefined,
  violations: readonly Violation[] = [],
): string {
  const [violation] = violations;
  if (violation !== undefined && (kind === 'invariant' || command === undefined)) return violation.invariant;
  if (kind === 'self-check') return kind;
  return command === undefined ? 'reset' : signatureOf(set, command.name).clause;
}
