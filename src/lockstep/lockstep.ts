// One command on the model and on a system, compared: the engine under random search, replay, shrinking and play.
// Drives the system, at once or with waiting; what decides is judge.ts.
import type { Command } from '../contract/command.ts';
import type { KnownDeviation } from '../contract/known-deviation.ts';
import { declarationProblem, knownDeviationsProblem } from '../contract/declaration.ts';
import type { Focus } from '../contract/observation/flat-observation.ts';
import type { Refusal } from '../contract/refusal.ts';
import { describeValue } from '../contract/foreign-value.ts';
import type { AsynchronousSystemUnderTest, System, SystemUnderTest } from '../contract/system.ts';
import type { InvariantId } from '../model/invariants/all.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { Deviations } from './known-deviations.ts';
import type { DeviationCount } from './known-deviations.ts';
import type { Divergence } from './divergence.ts';
import { focusOn } from './footprint.ts';
import type { InvariantCounts } from './invariant-counts.ts';
import { Judge } from './judge.ts';
import { threw, worried } from './exceptions.ts';
import type { Recorder } from './recorder.ts';
import { CurrentExchange, perform, show } from './exchange.ts';
import type { Exchange, Occasion } from './exchange.ts';
import { inOneGo, inTurns, settled, STEPS_A_TURN } from './pauses.ts';
import type { Work } from './pauses.ts';

/** Options on how closely a run looks. */
export interface LockstepOptions {
  /**
   * Up to this many entries (processes, groups and sessions) everything is compared after every command. Beyond it,
   * what the command can have touched is, and everything at intervals in proportion to the number of entries, so
   * that a command's cost does not grow with it. {@link ALWAYS_FULL} compares everything every time.
   */
  readonly fullUpTo?: number;
  /** Whether to ask the system's own `selfCheck` after every command, not only at the end; only of one that answers at once. */
  readonly selfCheckEach?: boolean;
  /** Notes every exchange; then everything is compared every time. */
  readonly recorder?: Recorder | undefined;
}

export const ALWAYS_FULL: number = Number.POSITIVE_INFINITY;
const FULL_UP_TO = 64;
/** Beyond {@link LockstepOptions.fullUpTo}, a full comparison every `entries / FULL_SHARE` commands. */
const FULL_SHARE = 8;

/** The finding of a comparison: at once of a system that answers at once, later of one elsewhere. */
export type DivergenceOf<Sut extends System> = Sut extends AsynchronousSystemUnderTest
  ? Promise<Divergence | undefined>
  : Divergence | undefined;

/** Runs of one system beside the model. After a divergence, and where {@link ended}, the next call must be a reset. */
export class Lockstep<Sut extends System = System> {
  readonly #sut: Sut;
  readonly #judge: Judge;
  readonly #fullUpTo: number;
  readonly #selfCheckEach: boolean;
  readonly #recorder: Recorder | undefined;
  readonly #exchange = new CurrentExchange();
  /** Commands since everything was compared. */
  #sinceFull = 0;

  /** Throws a `TypeError` where what the system says of itself makes no sense: a command that there is not, for one. */
  constructor(sut: Sut, specification: Specification, options: LockstepOptions = {}) {
    const problem =
      (typeof sut.name === 'string' ? undefined : 'it has no name') ??
      declarationProblem(sut, [specification.vocabulary]) ??
      knownDeviationsProblem(sut.knownDeviations);
    if (problem !== undefined) throw new TypeError(`${describeValue(sut.name)} cannot be run: ${problem}`);
    this.#sut = sut;
    this.#judge = new Judge(
      specification,
      sut.refuses ?? 'any',
      new Deviations(sut.knownDeviations ?? []),
      sut.limits,
    );
    this.#recorder = options.recorder;
    this.#fullUpTo = options.recorder === undefined ? (options.fullUpTo ?? FULL_UP_TO) : ALWAYS_FULL;
    this.#selfCheckEach = options.selfCheckEach === true && !sut.asynchronous;
  }

  /** Forks refused for want of room, where the system says that it has none. */
  get refusedAtLimit(): number {
    return this.#judge.refusedAtLimit;
  }

  /** The model's state now. */
  get state(): State {
    return this.#judge.state;
  }

  /** For what runs the system in another way: the two that this object brings together. */
  get sut(): Sut {
    return this.#sut;
  }

  /**
   * Whether whole sequences can be run ahead of being judged: the system takes them, and what comes next never hangs on
   * a choice or a known deviation of its.
   */
  get runsAhead(): boolean {
    const sut: System = this.#sut;
    const takes = sut.asynchronous === true && sut.runSequence !== undefined;
    return takes && !this.#judge.dependsOnAnswers && this.#recorder === undefined;
  }

  get judge(): Judge {
    return this.#judge;
  }

  get specification(): Specification {
    return this.#judge.specification;
  }

  /** The number of commands since the reset. */
  get steps(): number {
    return this.#judge.steps;
  }

  /** The known deviation that ended the run, at the last command: the next call must be a reset. */
  get ended(): KnownDeviation | undefined {
    return this.#judge.ended;
  }

  /** Whether a command may meet such a deviation now. */
  mayEndAt(command: Command): boolean {
    return this.#judge.mayEndAt(command);
  }

  /** The model's step by the command run last. */
  get lastStep(): Step | undefined {
    return this.#judge.lastStep;
  }

  /** Known deviations, and how often each occurred since this object was made. */
  get deviationCounts(): readonly DeviationCount[] {
    return this.#judge.deviationCounts;
  }

  /** Over all runs since this object was made. */
  get invariantCounts(): ReadonlyMap<InvariantId, InvariantCounts> {
    return this.#judge.invariantCounts;
  }

  /** Resets both sides and compares where they start. */
  reset(): DivergenceOf<Sut> {
    this.#judge.reset();
    this.#sinceFull = 0;
    this.#exchange.begin();
    const waiting = perform(this.#sut, this.#exchange);
    const found = waiting === undefined ? this.#started() : waiting.then(() => this.#started());
    return found as DivergenceOf<Sut>;
  }

  /**
   * Runs one command on both sides. `refusals`: those that the model has for it here, where they are known already.
   * O(what is looked at).
   */
  step(command: Command, refusals?: readonly Refusal[]): DivergenceOf<Sut> {
    const was = this.state;
    const foreseen = this.#looksAtParts()
      ? this.specification.step(was, command, undefined, refusals)
      : undefined;
    const focus =
      foreseen === undefined
        ? undefined
        : focusOn(this.specification.vocabulary, was, foreseen.next, command);
    // After a part, a whole is needed for a step to follow.
    const earlier = focus === undefined ? this.#lookAtAll() : this.#lookBefore(command, focus);
    if (earlier !== undefined) return earlier as DivergenceOf<Sut>;
    this.#exchange.begin(command, focus);
    this.#exchange.refusals = refusals;
    if (!this.specification.leavesChoices) this.#exchange.foreseen = foreseen;
    const waiting = perform(this.#sut, this.#exchange);
    const found = waiting === undefined ? this.#judged(was) : waiting.then(() => this.#judged(was));
    return found as DivergenceOf<Sut>;
  }

  /**
   * Ends a run: everything compared, then the drain that I9 asks for, then the system's own opinion of the state the
   * run led to, which counts only where behaviour shows nothing. `ran` is told the drain's commands if they fail; it has at most `most`.
   */
  finish(ran?: (command: Command) => void, most?: number): DivergenceOf<Sut> {
    const work = this.finishing(ran, most);
    return (this.#sut.asynchronous ? inTurns(work) : inOneGo(work)) as DivergenceOf<Sut>;
  }

  /** As {@link finish}, with pauses in the drain. */
  *finishing(ran?: (command: Command) => void, most?: number): Work<Divergence | undefined> {
    const different = this.#lookAtAll();
    if (different !== undefined) return different;
    const bad = yield* this.#distrust();
    const drained: Command[] = [];
    let divergence: Divergence | undefined;
    for (const command of this.drainOf(this.state).slice(0, most)) {
      drained.push(command);
      if (drained.length % STEPS_A_TURN === 0) yield;
      const found = this.step(command) as DivergenceOf<System>;
      divergence = found instanceof Promise ? yield* settled(found) : found;
      if (divergence !== undefined || this.ended !== undefined) break;
    }
    if (divergence === undefined && this.ended !== undefined) return bad;
    divergence ??= this.#lookAtAll() ?? this.#drained();
    if (divergence === undefined) return bad;
    for (const command of drained) ran?.(command);
    return divergence;
  }

  /** The commands that drain a state; none where the system lacks one of them, so that I9 stays unchecked. */
  drainOf(state: State): readonly Command[] {
    const commands = this.#judge.specification.drainOf(state);
    const { supports } = this.#sut;
    return supports === undefined || commands.every(({ name }) => supports.includes(name)) ? commands : [];
  }

  #started(): Divergence | undefined {
    const exchange = this.#exchange;
    this.#recorder?.note(exchange, this.state, this.#judge);
    if (exchange.caught !== undefined) return threw(this.#judge, exchange.caught, exchange, 'moved');
    const found = this.#judge.start(exchange.after);
    exchange.advance();
    return found;
  }

  /** Judges the exchange that was performed; `was` is where the model was before it. */
  #judged(was: State): Divergence | undefined {
    const exchange = this.#exchange;
    const { caught, focus } = exchange;
    if (caught !== undefined) {
      this.#recorder?.note(exchange, was, this.#judge);
      return threw(this.#judge, caught, exchange, 'unmoved');
    }
    const found = focus === undefined ? this.#judgedInFull(was) : this.#judgedInFocus(focus, was);
    if (found !== undefined || this.ended !== undefined) return found;
    return this.#selfCheckEach ? inOneGo(this.#distrust(exchange.command)) : undefined;
  }

  #judgedInFull(was: State): Divergence | undefined {
    const found = this.#judge.step(this.#exchange as Exchange);
    this.#recorder?.note(this.#exchange, was, this.#judge);
    this.#exchange.advance();
    return found;
  }

  #judgedInFocus(focus: Focus, was: State): Divergence | undefined {
    this.#sinceFull += 1;
    const found = this.#judge.stepInFocus(this.#exchange as Exchange, focus);
    if (found === 'look') return this.#lookAtAll(was);
    if (found !== undefined) return this.#inFull(found);
    if (this.ended !== undefined) return undefined;
    return this.#sinceFull * FULL_SHARE >= this.#entries() ? this.#lookAtAll() : undefined;
  }

  /** The part in focus, before the command; where it is not as the model has it, the whole. */
  #lookBefore(command: Command, focus: Focus): Divergence | undefined {
    const trouble = this.#show('before', { command, answer: undefined }, 'unmoved', focus);
    if (trouble !== undefined || this.#judge.beforeInFocus(this.#exchange.before, focus)) return trouble;
    this.#sinceFull += 1;
    return this.#lookAtAll() ?? this.#show('before', { command, answer: undefined }, 'unmoved', focus);
  }

  /**
   * Everything, on both sides. Does nothing where the last comparison was of everything. `from`: where the model was
   * before the last command, if that is known to have changed what is seen.
   */
  #lookAtAll(from?: State): Divergence | undefined {
    if (this.#sinceFull === 0) return undefined;
    this.#sinceFull = 0;
    const exchange = this.#exchange;
    const trouble = this.#show('after', exchange, 'moved');
    if (trouble !== undefined) return trouble;
    const found = this.#judge.look(exchange, exchange.after, from);
    exchange.advance();
    return found;
  }

  /** A divergence seen on a part, reported on the whole. */
  #inFull(divergence: Divergence): Divergence {
    const { after } = this.#exchange;
    try {
      show(this.#here, after);
    } catch {
      return divergence; // The finding on the part stands.
    }
    return this.#judge.inFull(divergence, after);
  }

  /** Has the system show itself besides an exchange. */
  #show(
    into: 'before' | 'after',
    occasion: Occasion,
    model: 'moved' | 'unmoved',
    focus?: Focus,
  ): Divergence | undefined {
    try {
      show(this.#here, this.#exchange[into], focus);
      return undefined;
    } catch (error) {
      return threw(this.#judge, { error, method: 'observe' }, occasion, model);
    }
  }

  /** The system's own opinion of its innards, at a command or at the end of a run. */
  *#distrust(command?: Command): Work<Divergence | undefined> {
    try {
      const said = this.#sut.selfCheck?.();
      const sentences = this.#sut.asynchronous ? yield* settled(Promise.resolve(said)) : said;
      return worried(this.#judge, this.#exchange.before, sentences as readonly string[], command);
    } catch (error) {
      const occasion = { command: this.#judge.lastCommand, answer: undefined };
      return threw(this.#judge, { error, method: 'selfCheck' }, occasion, 'moved');
    }
  }

  #drained(): Divergence | undefined {
    if (this.#judge.specification.drainOf(this.state).length > 0) return undefined;
    // From a state in which nobody can act any more there is no way back to ask about.
    if (this.state.processes.size > 1) return undefined;
    return this.#judge.drained(this.#exchange.before);
  }

  #entries(): number {
    return this.state.processes.size + this.state.groups.size + this.state.sessions.size;
  }

  /** Whether a part alone is looked at around the next command. */
  #looksAtParts(): boolean {
    const sut: System = this.#sut;
    return !sut.asynchronous && sut.observeInto !== undefined && this.#entries() > this.#fullUpTo;
  }

  /** The system, where it answers at once: only then is it looked at besides its exchanges. */
  get #here(): SystemUnderTest {
    const sut: System = this.#sut;
    if (sut.asynchronous) throw new Error('an asynchronous system was looked at synchronously');
    return sut;
  }
}
