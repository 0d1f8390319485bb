// One command on the model and on a system, compared: the engine under random search, replay, shrinking and play.
// The synchronous and the asynchronous run differ only in where they wait; everything that decides is shared.
import type { Answer, Command } from '../contract/command.ts';
import { signatureOf } from '../contract/command.ts';
import { printAnswer, printCommand } from '../contract/notation.ts';
import { FlatObservation } from '../contract/flat-observation.ts';
import type { Focus } from '../contract/flat-observation.ts';
import { RESOURCE_NAMES } from '../contract/observation.ts';
import type { AsynchronousSystemUnderTest, System, SystemUnderTest } from '../contract/system.ts';
import { DRAIN_INVARIANT, NOT_SHOWN, STATE_INVARIANTS, STEP_INVARIANTS } from '../model/invariants.ts';
import type { Finding, InvariantId, StateInvariant, StepInvariant } from '../model/invariants.ts';
import type { Step } from '../model/rules.ts';
import type { Specification } from '../model/specification.ts';
import { HIERARCHY } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { agrees, answerProblem, expectedAnswer } from './answers.ts';
import { differences } from './compare.ts';
import type { Divergence, DivergenceKind, Violation } from './divergence.ts';
import { focusOn } from './focus.ts';
import { HeldByHarness } from './held-by-harness.ts';
import { flatten, unflatten } from './observation-json.ts';

/** How closely a run looks. */
export interface LockstepOptions {
  readonly specification?: Specification;
  /**
   * Up to this many entries (processes, groups and sessions) everything is compared after every command. Beyond it,
   * what the command can have touched is, and everything at intervals in proportion to the number of entries, so
   * that a command's cost does not grow with it. {@link ALWAYS_FULL} compares everything every time.
   */
  readonly fullUpTo?: number;
  /** Whether to ask the system's own `selfCheck` after every command, not only at the end. */
  readonly selfCheckEach?: boolean;
}

export const ALWAYS_FULL: number = Number.POSITIVE_INFINITY;
const FULL_UP_TO = 64;
/** A full comparison at least every `entries / FULL_SHARE` commands. */
const FULL_SHARE = 8;

/** How often each invariant was checked, and how often the system did not show its evidence. */
export interface InvariantCounts {
  readonly checked: number;
  readonly notShown: number;
}

/** One run of model and system side by side. After the first divergence it must not be stepped further. */
export class Lockstep {
  readonly #sut: System;
  readonly #specification: Specification;
  readonly #fullUpTo: number;
  readonly #selfCheckEach: boolean;
  readonly #held = new HeldByHarness();
  readonly #startResources = new Int32Array(RESOURCE_NAMES.length);
  readonly #checked = new Map<InvariantId, { checked: number; notShown: number }>();
  #state: State;
  #lastStep: Step | undefined;
  #steps = 0;
  #sinceFull = 0;
  #expected = new FlatObservation();
  #before = new FlatObservation();
  #after = new FlatObservation();

  constructor(sut: System, options: LockstepOptions = {}) {
    this.#sut = sut;
    this.#specification = options.specification ?? HIERARCHY;
    this.#fullUpTo = options.fullUpTo ?? FULL_UP_TO;
    this.#selfCheckEach = options.selfCheckEach ?? false;
    this.#state = this.#specification.initial;
    for (const id of [...Object.keys(STATE_INVARIANTS), ...Object.keys(STEP_INVARIANTS), 'I9'] as InvariantId[]) {
      this.#checked.set(id, { checked: 0, notShown: 0 });
    }
  }

  /** The model's state now. */
  get state(): State {
    return this.#state;
  }

  /** How many commands were run. */
  get steps(): number {
    return this.#steps;
  }

  /** What the model made of the command run last. */
  get lastStep(): Step | undefined {
    return this.#lastStep;
  }

  /** Over all runs of this object since it was made. */
  get invariantCounts(): ReadonlyMap<InvariantId, InvariantCounts> {
    return this.#checked;
  }

  /** Resets both sides and compares where they start. May be called again to begin anew. */
  reset(): Divergence | undefined {
    const sut = this.#synchronous();
    this.#resetModel();
    try {
      sut.reset();
      this.#show(sut, this.#after);
    } catch (error) {
      return this.#threw(error, undefined, undefined);
    }
    return this.#judgeStart();
  }

  /** Runs one command on both sides. O(what is looked at); no allocation beyond the model's own. */
  step(command: Command): Divergence | undefined {
    const sut = this.#synchronous();
    const focus = this.#focusFor(sut, command);
    if (focus === undefined) {
      const earlier = this.#compareInFull(sut); // Only where the last look was a part: this one needs a whole to follow.
      if (earlier !== undefined) return earlier;
    }
    let answer: Answer | undefined;
    try {
      if (focus !== undefined) sut.observeInto?.(this.#before, focus);
      answer = sut.apply(command);
      if (focus === undefined) this.#show(sut, this.#after);
      else sut.observeInto?.(this.#after, focus);
    } catch (error) {
      return this.#threw(error, command, answer);
    }
    const divergence = this.#judge(command, answer, focus);
    if (divergence === undefined && this.#selfCheckEach) return this.#selfCheck(sut, command);
    return divergence;
  }

  /** Ends a run: a full comparison, the system's own check, and the drain that I9 asks for. `ran` is told each command. */
  finish(ran?: (command: Command) => void): Divergence | undefined {
    const sut = this.#synchronous();
    const atEnd = this.#compareInFull(sut) ?? this.#selfCheck(sut, undefined);
    if (atEnd !== undefined) return atEnd;
    for (const command of this.#drain()) {
      ran?.(command);
      const divergence = this.step(command);
      if (divergence !== undefined) return divergence;
    }
    return this.#compareInFull(sut) ?? this.#judgeDrained();
  }

  /** As {@link reset}, for a system elsewhere. */
  async resetAsync(): Promise<Divergence | undefined> {
    const sut = this.#asynchronous();
    this.#resetModel();
    try {
      await sut.reset();
      flatten(await sut.observe(), this.#after);
    } catch (error) {
      return this.#threw(error, undefined, undefined);
    }
    return this.#judgeStart();
  }

  /** As {@link step}, for a system elsewhere; everything it shows is compared. */
  async stepAsync(command: Command): Promise<Divergence | undefined> {
    const sut = this.#asynchronous();
    let answer: Answer | undefined;
    try {
      answer = await sut.apply(command);
      flatten(await sut.observe(), this.#after);
    } catch (error) {
      return this.#threw(error, command, answer);
    }
    return this.#judge(command, answer, undefined);
  }

  /** As {@link finish}, for a system elsewhere. */
  async finishAsync(ran?: (command: Command) => void): Promise<Divergence | undefined> {
    for (const command of this.#drain()) {
      ran?.(command);
      const divergence = await this.stepAsync(command);
      if (divergence !== undefined) return divergence;
    }
    return this.#judgeDrained();
  }

  #resetModel(): void {
    this.#state = this.#specification.initial;
    this.#lastStep = undefined;
    this.#steps = 0;
    this.#sinceFull = 0;
    this.#held.clear();
    this.#specification.observe(this.#state, this.#expected);
  }

  #judgeStart(): Divergence | undefined {
    const divergence = this.#compare(undefined, undefined, false);
    this.#startResources.set(this.#after.resources);
    this.#swap();
    return divergence;
  }

  /** Compares answer and observation, checks the invariants, and moves on. */
  #judge(command: Command, answer: Answer, focus: Focus | undefined): Divergence | undefined {
    const malformed = answerProblem(answer);
    if (malformed !== undefined) return this.#threw(new TypeError(malformed), command, undefined);
    const model = this.#specification.step(this.#state, command, answer);
    const moved = model.next !== this.#state;
    this.#lastStep = model;
    this.#state = model.next;
    this.#steps += 1;
    this.#held.note(command, answer);
    if (moved || focus !== undefined) this.#specification.observe(this.#state, this.#expected, focus);
    if (!agrees(model, answer, this.#sut.refuses ?? 'any')) return this.#wrongAnswer(command, model, answer);
    if (focus !== undefined) return this.#judgeInFocus(command, answer);
    const unchanged = this.#before.equals(this.#after);
    const divergence = unchanged && !moved ? undefined : this.#compare(command, answer, true);
    const found = divergence ?? this.#checkSteps(command, answer);
    this.#swap();
    return found;
  }

  #judgeInFocus(command: Command, answer: Answer): Divergence | undefined {
    this.#sinceFull += 1;
    if (!this.#expected.equals(this.#after)) return this.#compareInFull(this.#synchronous(), command, answer);
    const divergence = this.#checkSteps(command, answer);
    if (divergence !== undefined || this.#sinceFull * FULL_SHARE < this.#entries()) return divergence;
    return this.#compareInFull(this.#synchronous(), command, answer);
  }

  /** Everything, on both sides. Does nothing where the last comparison was one already. */
  #compareInFull(sut: SystemUnderTest, command?: Command, answer?: Answer): Divergence | undefined {
    if (this.#sinceFull === 0) return undefined;
    this.#sinceFull = 0;
    try {
      this.#show(sut, this.#after);
    } catch (error) {
      return this.#threw(error, command, answer);
    }
    this.#specification.observe(this.#state, this.#expected);
    const divergence = this.#compare(command, answer, false);
    this.#swap();
    return divergence;
  }

  /** The whole observation against the model's, and against every invariant of a state. `follows`: `#before` is whole too. */
  #compare(command: Command | undefined, answer: Answer | undefined, follows: boolean): Divergence | undefined {
    const equal = this.#expected.equals(this.#after);
    const found = equal ? [] : differences(this.#expected, this.#after);
    const violations = this.#checkStates();
    if (found.length === 0 && violations.length === 0) return undefined;
    const kind: DivergenceKind = found.length > 0 ? 'observation' : 'invariant';
    const first = found[0];
    const sentence =
      first === undefined
        ? (violations[0] as Violation).finding
        : `${first.of}: ${first.field} should be ${first.expected} and is ${first.seen}`;
    if (follows && command !== undefined && answer !== undefined) violations.push(...this.#stepViolations(command, answer));
    return this.#divergence(kind, command, answer, { sentence, differences: found, violations });
  }

  #checkStates(): Violation[] {
    const violations: Violation[] = [];
    for (const [id, invariant] of STATE_ENTRIES) this.#note(id, invariant.find(this.#after, this.#held), violations);
    return violations;
  }

  #checkSteps(command: Command, answer: Answer): Divergence | undefined {
    const violations = this.#stepViolations(command, answer);
    if (violations.length === 0) return undefined;
    return this.#divergence('invariant', command, answer, { sentence: (violations[0] as Violation).finding, violations });
  }

  #stepViolations(command: Command, answer: Answer): Violation[] {
    const violations: Violation[] = [];
    const step = { before: this.#before, command, answer, after: this.#after };
    for (const [id, invariant] of STEP_ENTRIES) this.#note(id, invariant.find(step), violations);
    return violations;
  }

  #note(id: InvariantId, finding: Finding, violations: Violation[]): void {
    const counts = this.#checked.get(id) as { checked: number; notShown: number };
    if (finding === NOT_SHOWN) counts.notShown += 1;
    else {
      counts.checked += 1;
      if (finding !== undefined) violations.push({ invariant: id, finding });
    }
  }

  #drain(): readonly Command[] {
    const commands = this.#specification.drainOf(this.#state);
    const { supports } = this.#sut;
    return supports === undefined || commands.every(({ name }) => supports.includes(name)) ? commands : [];
  }

  #judgeDrained(): Divergence | undefined {
    if (this.#specification.drainOf(this.#state).length > 0) return undefined; // It lacks a command of the drain.
    const violations: Violation[] = [];
    this.#note('I9', DRAIN_INVARIANT.find(this.#before, this.#startResources, RESOURCE_NAMES), violations);
    if (violations.length === 0) return undefined;
    this.#swap(); // Reports read `after`.
    return this.#divergence('invariant', undefined, undefined, { sentence: (violations[0] as Violation).finding, violations });
  }

  #selfCheck(sut: SystemUnderTest, command: Command | undefined): Divergence | undefined {
    let sentences: readonly string[];
    try {
      sentences = sut.selfCheck?.() ?? [];
    } catch (error) {
      return this.#threw(error, command, undefined);
    }
    if (sentences.length === 0) return undefined;
    return this.#divergence('self-check', command, undefined, { sentence: sentences.join('; ') });
  }

  #wrongAnswer(command: Command, model: Step, answer: Answer): Divergence {
    const wanted = expectedAnswer(model, this.#sut.refuses ?? 'any');
    const text = 'refusedWithAnyOf' in wanted ? `refused (${wanted.refusedWithAnyOf.join(' or ')})` : printAnswer(wanted);
    const violations = this.#lookedAtAll() ? [...this.#checkStates(), ...this.#stepViolations(command, answer)] : [];
    return this.#divergence('answer', command, answer, {
      sentence: `${printCommand(command)} should answer "${text}" and answers "${printAnswer(answer)}"`,
      expectedAnswer: wanted,
      differences: this.#lookedAtAll() ? differences(this.#expected, this.#after) : [],
      violations,
    });
  }

  #threw(error: unknown, command: Command | undefined, answer: Answer | undefined): Divergence {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const during = command === undefined ? 'its reset' : printCommand(command);
    return {
      ...this.#divergence('exception', command, answer, { sentence: `${during} ended in an exception: ${message}` }),
      step: command === undefined ? -1 : this.#steps,
      seen: undefined,
    };
  }

  #divergence(
    kind: DivergenceKind,
    command: Command | undefined,
    seenAnswer: Answer | undefined,
    details: Pick<Divergence, 'sentence'> & Partial<Divergence>,
  ): Divergence {
    return {
      kind,
      step: this.#steps - 1,
      command,
      concerns: concernsOf(kind, command, details.violations),
      expectedAnswer: undefined,
      seenAnswer,
      expected: unflatten(this.#expected),
      seen: unflatten(this.#after),
      differences: [],
      violations: [],
      ...details,
    };
  }

  #entries(): number {
    return this.#state.processes.size + this.#state.groups.size + this.#state.sessions.size;
  }

  /** What to look at around this command; `undefined`: everything. */
  #focusFor(sut: SystemUnderTest, command: Command): Focus | undefined {
    if (this.#entries() <= this.#fullUpTo || sut.observeInto === undefined) return undefined;
    return focusOn(this.#state, this.#specification.step(this.#state, command).next, command);
  }

  #lookedAtAll(): boolean {
    return this.#after.processCount + this.#after.groupCount + this.#after.sessionCount >= this.#entries();
  }

  #show(sut: SystemUnderTest, out: FlatObservation): void {
    if (sut.observeInto === undefined) flatten(sut.observe(), out);
    else sut.observeInto(out);
  }

  #swap(): void {
    const after = this.#after;
    this.#after = this.#before;
    this.#before = after;
  }

  #synchronous(): SystemUnderTest {
    if (this.#sut.asynchronous) throw new Error('an asynchronous system was run synchronously');
    return this.#sut;
  }

  #asynchronous(): AsynchronousSystemUnderTest {
    if (!this.#sut.asynchronous) throw new Error('a synchronous system was run asynchronously');
    return this.#sut;
  }
}

/** The invariant violated, else the clause of the command, else what was being done. */
function concernsOf(kind: DivergenceKind, command: Command | undefined, violations: readonly Violation[] = []): string {
  const [violation] = violations;
  if (violation !== undefined && (kind === 'invariant' || command === undefined)) return violation.invariant;
  return command === undefined ? kind : signatureOf(command.name).clause;
}

const STATE_ENTRIES = Object.entries(STATE_INVARIANTS) as readonly (readonly [InvariantId, StateInvariant])[];
const STEP_ENTRIES = Object.entries(STEP_INVARIANTS) as readonly (readonly [InvariantId, StepInvariant])[];
