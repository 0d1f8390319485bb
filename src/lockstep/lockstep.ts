// One command on the model and on a system, compared: the engine under random search, replay, shrinking and play.
// It drives the system, now or with waiting; what decides is judge.ts.
import type { Answer, Command } from '../contract/command.ts';
import type { KnownDeviation } from '../contract/known-deviation.ts';
import { declarationProblem, knownDeviationsProblem } from '../contract/declaration.ts';
import type { FlatObservation, Focus } from '../contract/observation/flat-observation.ts';
import { describeValue } from '../contract/foreign-value.ts';
import type { AsynchronousSystemUnderTest, System, SystemUnderTest } from '../contract/system.ts';
import type { SystemMethod } from '../contract/trouble.ts';
import type { InvariantId } from '../model/invariants/all.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import { specificationOf } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { Deviations } from './known-deviations.ts';
import type { DeviationCount } from './known-deviations.ts';
import type { Divergence } from './divergence.ts';
import { focusOn } from './footprint.ts';
import type { InvariantCounts } from './invariant-counts.ts';
import { Judge } from './judge.ts';
import { flatten } from '../contract/observation/json.ts';
import { threw, wellFormed, worried } from './exceptions.ts';
import { inOneGo, STEPS_A_TURN } from './pauses.ts';

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
/** Beyond {@link LockstepOptions.fullUpTo}, a full comparison every `entries / FULL_SHARE` commands. */
const FULL_SHARE = 8;

/** Runs of one system beside the model. After a divergence, and where {@link ended}, the next call must be a reset. */
export class Lockstep {
  readonly #sut: System;
  readonly #judge: Judge;
  readonly #fullUpTo: number;
  readonly #selfCheckEach: boolean;
  /** Commands since everything was compared, and the last of them. */
  #sinceFull = 0;
  #last: { readonly command: Command; readonly answer: Answer } | undefined;

  /** Throws a `TypeError` where what the system says of itself makes no sense: a command that there is not, for one. */
  constructor(sut: System, options: LockstepOptions = {}) {
    const problem =
      (typeof sut.name === 'string' ? undefined : 'it has no name') ??
      declarationProblem(sut) ??
      knownDeviationsProblem(sut.knownDeviations);
    if (problem !== undefined)
      throw new TypeError(`${describeValue(sut.name)} is no system to run: ${problem}`);
    this.#sut = sut;
    this.#judge = new Judge(
      options.specification ?? specificationOf(sut),
      sut.refuses ?? 'any',
      new Deviations(sut.knownDeviations ?? []),
      sut.limits,
    );
    this.#fullUpTo = options.fullUpTo ?? FULL_UP_TO;
    this.#selfCheckEach = options.selfCheckEach ?? false;
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
  get sut(): System {
    return this.#sut;
  }

  /**
   * Whether whole sequences can be run ahead of being judged: the system takes them, and what comes next never hangs on
   * a choice or a known deviation of its.
   */
  get runsAhead(): boolean {
    const sut = this.#sut;
    const takes = sut.asynchronous === true && sut.runSequence !== undefined;
    return takes && !this.#judge.hangsOnAnswers;
  }

  get judge(): Judge {
    return this.#judge;
  }

  get specification(): Specification {
    return this.#judge.specification;
  }

  /** How many commands were run since the reset. */
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

  /** What the model made of the command run last. */
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
  reset(): Divergence | undefined {
    const sut = this.#synchronous();
    this.#judge.reset();
    this.#sinceFull = 0;
    this.#last = undefined;
    let method: SystemMethod = 'reset';
    try {
      sut.reset();
      method = 'observe';
      show(sut, this.#judge.after);
    } catch (error) {
      return threw(this.#judge, error, method, undefined);
    }
    return this.#judge.start();
  }

  /** Runs one command on both sides. O(what is looked at). */
  step(command: Command): Divergence | undefined {
    const sut = this.#synchronous();
    const focus = this.#focusFor(sut, command);
    const found =
      focus === undefined ? this.#stepInFull(sut, command) : this.#stepInFocus(sut, command, focus);
    if (found !== undefined || this.ended !== undefined) return found;
    return this.#selfCheckEach ? this.#selfCheck(sut, command) : undefined;
  }

  /**
   * Ends a run: everything compared, then the drain that I9 asks for, then the system's own opinion of the state the
   * run led to, which counts only where behaviour shows nothing. `ran` is told the drain's commands if they fail; it has at most `most`.
   */
  finish(ran?: (command: Command) => void, most?: number): Divergence | undefined {
    return inOneGo(this.finishing(ran, most));
  }

  /** As {@link finish}, with pauses in the drain. */
  *finishing(ran?: (command: Command) => void, most?: number): Generator<void, Divergence | undefined> {
    const sut = this.#synchronous();
    const different = this.#lookAtAll(sut);
    if (different !== undefined) return different;
    const bad = this.#selfCheck(sut, undefined);
    const drained: Command[] = [];
    let divergence: Divergence | undefined;
    for (const command of this.drainOf(this.state).slice(0, most)) {
      drained.push(command);
      if (drained.length % STEPS_A_TURN === 0) yield;
      divergence = this.step(command);
      if (divergence !== undefined || this.ended !== undefined) break;
    }
    if (this.ended !== undefined) return bad;
    divergence ??= this.#lookAtAll(sut) ?? this.#drained();
    if (divergence === undefined) return bad;
    for (const command of drained) ran?.(command);
    return divergence;
  }

  /** As {@link reset}, for a system elsewhere. */
  async resetAsync(): Promise<Divergence | undefined> {
    const sut = this.#asynchronous();
    this.#judge.reset();
    let method: SystemMethod = 'reset';
    try {
      await sut.reset();
      method = 'observe';
      flatten(await sut.observe(), this.#judge.after);
    } catch (error) {
      return threw(this.#judge, error, method, undefined);
    }
    return this.#judge.start();
  }

  /** As {@link step}, for a system elsewhere; everything it shows is compared every time. */
  async stepAsync(command: Command): Promise<Divergence | undefined> {
    const sut = this.#asynchronous();
    let answer: Answer | undefined;
    try {
      answer = wellFormed(await sut.apply(command));
      flatten(await sut.observe(), this.#judge.after);
    } catch (error) {
      return this.#threwAt(error, command, answer);
    }
    return this.#judge.step(command, answer);
  }

  /** As {@link finish}, for a system elsewhere. */
  async finishAsync(ran?: (command: Command) => void, most?: number): Promise<Divergence | undefined> {
    const sut = this.#asynchronous();
    let bad: Divergence | undefined;
    try {
      bad = worried(this.#judge, await sut.selfCheck?.());
    } catch (error) {
      bad = this.#threwInSelfCheck(error);
    }
    const drained: Command[] = [];
    let divergence: Divergence | undefined;
    for (const command of this.drainOf(this.state).slice(0, most)) {
      drained.push(command);
      divergence = await this.stepAsync(command);
      if (divergence !== undefined || this.ended !== undefined) break;
    }
    if (divergence === undefined && this.ended !== undefined) return bad;
    divergence ??= this.#drained();
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

  #stepInFull(sut: SystemUnderTest, command: Command): Divergence | undefined {
    // After a part, a whole is needed for this step to follow.
    const earlier = this.#lookAtAll(sut);
    if (earlier !== undefined) return earlier;
    let answer: Answer | undefined;
    try {
      answer = wellFormed(sut.apply(command));
      show(sut, this.#judge.after);
    } catch (error) {
      return this.#threwAt(error, command, answer);
    }
    return this.#judge.step(command, answer);
  }

  #stepInFocus(sut: SystemUnderTest, command: Command, focus: Focus): Divergence | undefined {
    const was = this.state;
    const unseen = this.#lookBefore(sut, command, focus);
    if (unseen !== undefined) return unseen;
    if (!this.#judge.beforeInFocus(focus)) {
      this.#sinceFull += 1;
      const earlier = this.#lookAtAll(sut) ?? this.#lookBefore(sut, command, focus);
      if (earlier !== undefined) return earlier;
    }
    let answer: Answer | undefined;
    try {
      answer = wellFormed(sut.apply(command));
      sut.observeInto?.(this.#judge.after, focus);
    } catch (error) {
      return this.#threwAt(error, command, answer);
    }
    this.#sinceFull += 1;
    this.#last = { command, answer };
    const found = this.#judge.stepInFocus(command, answer, focus);
    if (found === 'look') return this.#lookAtAll(sut, was);
    if (found !== undefined) return this.#inFull(sut, found);
    if (this.ended !== undefined) return undefined;
    return this.#sinceFull * FULL_SHARE >= this.#entries() ? this.#lookAtAll(sut) : undefined;
  }

  /** The part in focus, before the command. */
  #lookBefore(sut: SystemUnderTest, command: Command, focus: Focus): Divergence | undefined {
    try {
      sut.observeInto?.(this.#judge.before, focus);
      return undefined;
    } catch (error) {
      return threw(this.#judge, error, 'observe', command, undefined);
    }
  }

  /**
   * Everything, on both sides. Does nothing where the last comparison was of everything. `before`: where the model was
   * before the last command, if that is known to have changed what is seen.
   */
  #lookAtAll(sut: SystemUnderTest, before?: State): Divergence | undefined {
    if (this.#sinceFull === 0) return undefined;
    this.#sinceFull = 0;
    try {
      show(sut, this.#judge.after);
    } catch (error) {
      return threw(this.#judge, error, 'observe', this.#last?.command, this.#last?.answer, true);
    }
    return this.#judge.look(this.#last?.command, this.#last?.answer, before);
  }

  /** A divergence seen on a part, reported on the whole. */
  #inFull(sut: SystemUnderTest, divergence: Divergence): Divergence {
    try {
      show(sut, this.#judge.after);
    } catch {
      return divergence; // What was seen on the part stands.
    }
    return this.#judge.inFull(divergence);
  }

  #selfCheck(sut: SystemUnderTest, command: Command | undefined): Divergence | undefined {
    try {
      return worried(this.#judge, sut.selfCheck?.(), command);
    } catch (error) {
      return this.#threwInSelfCheck(error);
    }
  }

  #threwInSelfCheck(error: unknown): Divergence {
    return threw(this.#judge, error, 'selfCheck', this.#judge.lastCommand, undefined, true);
  }

  #drained(): Divergence | undefined {
    return this.#judge.specification.drainOf(this.state).length === 0 ? this.#judge.drained() : undefined;
  }

  /** Where there is an answer, it was shown what came of it that failed. */
  #threwAt(error: unknown, command: Command, answer: Answer | undefined): Divergence {
    return threw(this.#judge, error, answer === undefined ? 'apply' : 'observe', command, answer);
  }

  #entries(): number {
    return this.state.processes.size + this.state.groups.size + this.state.sessions.size;
  }

  /** What to look at around this command; `undefined`: everything. */
  #focusFor(sut: SystemUnderTest, command: Command): Focus | undefined {
    if (this.#entries() <= this.#fullUpTo || sut.observeInto === undefined) return undefined;
    return focusOn(this.state, this.#judge.specification.step(this.state, command).next, command);
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

function show(sut: SystemUnderTest, out: FlatObservation): void {
  if (sut.observeInto === undefined) flatten(sut.observe(), out);
  else sut.observeInto(out);
}
