// Model × system as a transition system: a state is a state of the model and one of the system that shows it, a step
// is one command on both, and what must hold is that they agree. Fits the checker's interface by structure.
import { broken } from '../../model/assert.ts';
import { MOVED, OUTSIDE, REFUSED, UNCHANGED, VIOLATED } from '../../checker/transition-system.ts';
import type { LabelOutcome, TransitionSystem } from '../../checker/transition-system.ts';
import type { Command } from '../../contract/command.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import { decodeState, newCells } from '../../model/bounded/cells.ts';
import { areCellsHome } from '../../model/bounded/home-state.ts';
import { KeyLayout } from '../../model/bounded/key-layout.ts';
import { ASIDE, BEYOND, INSIDE } from '../../model/bounded/bound.ts';
import { alphabetOf } from '../../model/bounded/alphabet.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { spaceModelOf } from '../../model/bounded/ruled-model.ts';
import type { Placement, SpaceModel } from '../../model/bounded/bounded-model.ts';
import type { Specification } from '../../model/specification.ts';
import { WitnessWatch, witnessesWithin } from '../../model/bounded/witness-search.ts';
import type { MissedRefusal } from '../divergence.ts';
import type { ExplorableSystem } from './explorable-system.ts';
import { SystemThrew, thrownIn } from './explorable-system.ts';
import type { SystemMethod } from '../../contract/trouble.ts';

/**
 * The step violates (`answer`, `observation`), or the state does (`invariant`, or draining it, at the last of so many
 * commands), or the system threw. `command` is the step's, or the drain's last.
 */
export interface ProductViolation {
  readonly kind: 'answer' | 'observation' | 'invariant' | 'exception';
  readonly command: Command['name'] | undefined;
  readonly drain: readonly Command[];
  /** The refusal that should have been the answer: the first that applies, and what made it apply. */
  readonly missed?: MissedRefusal;
  /** The exception of the system, in words: a violation travels between threads. */
  readonly threw?: string;
  /** The method that it threw in, where that is known. */
  readonly threwIn?: SystemMethod;
}

/** A command and a refusal it can have. */
export interface Decider {
  readonly command: Command['name'];
  readonly refusal: Refusal;
}

export interface ProductOptions {
  /** Whether to look for what must sometimes happen. */
  readonly witnesses?: boolean;
  /** Drains of more commands than this are not run. */
  readonly drainMax?: number;
  /** Violations that it is false of are passed over: a step leads nowhere then, a state is gone on from. */
  readonly wanted?: (violation: ProductViolation) => boolean;
}

export class Product {
  readonly specification: Specification;
  readonly layout: KeyLayout;
  readonly keyWords: number;
  readonly payloadWords: number;
  readonly labels: number;
  readonly witnesses: number;
  readonly witnessNames: readonly string[];
  /**
   * The pair that the tallies `2i` (applied) and `2i + 1` (applied alone) are of; the next one counts steps aside, those
   * behind it the acceptances of each of {@link names}, and the last two the states that are home, and those from which
   * commands of the bound drain all there is to drain.
   */
  readonly deciders: readonly Decider[];
  /** The commands' names. */
  readonly names: readonly Command['name'][];
  readonly tallies: Float64Array;
  /** Runs the system alone, and compares nothing; absent where its state is no words. */
  readonly retrace: TransitionSystem['retrace'];
  violation: ProductViolation | undefined;
  /** Whether nothing of the state last inspected was left to drain. */
  isEnd = false;
  /** The commands, by label; behind those that are fired, what a drain needs besides. */
  readonly #commands: readonly Command[];
  readonly #model: SpaceModel;
  readonly #subject: ExplorableSystem;
  readonly #watch: WitnessWatch;
  readonly #initial: Uint8Array;
  readonly #drainMax: number;
  readonly #wanted: (violation: ProductViolation) => boolean;
  /** By label, the tally of its first refusal. */
  readonly #firstTally: Uint16Array;
  /** By label, the tally of its acceptances. */
  readonly #acceptedTally: Uint16Array;
  readonly #homeTally: number;
  readonly #isHome: (cells: Uint8Array) => boolean;
  readonly #representation: Uint32Array;
  readonly #seen: Uint32Array;
  readonly #enabled: Uint8Array;
  #touched = false;
  /** The model has said what would come of each command in the current state. */
  #expanded = false;
  /** A state is loaded, then either inspected, which uses it up, or fired from; after MOVED there is a successor. */
  #at: 'nowhere' | 'loaded' | 'inspected' | 'moved' = 'nowhere';
  /** The exception of the system on the way to the current state. */
  #lost: SystemThrew | undefined;
  /** The drain under way, and how much of it was run. */
  #draining: readonly number[] = [];
  #drained = 0;
  /** The end of the last command: at the model's `next`, or (refused, with another representation) nowhere else. */
  #successor: Uint8Array;

  constructor(
    specification: Specification,
    bound: SpaceBound,
    subject: ExplorableSystem,
    { witnesses = true, drainMax = Number.POSITIVE_INFINITY, wanted = () => true }: ProductOptions = {},
  ) {
    this.specification = specification;
    this.#initial = newCells(specification.space.columns);
    const { commands, labels } = alphabetOf(specification, bound);
    this.#commands = commands;
    this.layout = new KeyLayout(specification.space.columns, bound);
    this.#model = spaceModelOf(specification, bound, commands);
    this.#subject = subject;
    this.#lost = thrownIn(() => this.#subject.reset());
    this.#drainMax = drainMax;
    this.#wanted = wanted;
    this.#successor = this.#model.next;
    this.#representation = new Uint32Array(this.#subject.representationWords);
    this.#seen = new Uint32Array(this.#subject.representationWords);
    this.keyWords = this.layout.words + this.#subject.representationWords;
    this.payloadWords = this.#subject.payloadWords;
    this.labels = labels;
    this.#enabled = new Uint8Array(labels);
    this.witnessNames = witnesses ? witnessesWithin(specification, bound) : [];
    this.witnesses = this.witnessNames.length;
    this.#watch = new WitnessWatch(specification, this.witnessNames, commands);
    this.names = [...new Set(commands.slice(0, labels).map(({ name }) => name))];
    this.deciders = this.names.flatMap((command) =>
      specification.refusalsPossible(command).map((refusal) => ({ command, refusal })),
    );
    this.#homeTally = 2 * this.deciders.length + 1 + this.names.length;
    this.tallies = new Float64Array(this.#homeTally + 2);
    this.#isHome = areCellsHome(this.layout);
    if (subject.retrace !== undefined) this.retrace = (...to) => this.#retrace(...to);
    this.#acceptedTally = Uint16Array.from(
      commands.slice(0, labels),
      ({ name }) => 2 * this.deciders.length + 1 + this.names.indexOf(name),
    );
    this.#firstTally = Uint16Array.from(
      commands.slice(0, labels),
      ({ name }) => 2 * this.deciders.findIndex(({ command }) => command === name),
    );
  }

  start(row: Uint32Array, offset: number): void {
    const subject = this.#subject;
    this.layout.pack(this.#initial, row, offset);
    this.#lost = thrownIn(() => {
      subject.reset();
      if (this.#seen.length > 0) subject.representation(row, offset + this.layout.words);
      subject.save(row, offset + this.keyWords);
    });
  }

  load(row: Uint32Array, offset: number): void {
    this.layout.unpack(row, offset, this.#model.cells);
    this.#model.survey();
    for (let w = 0; w < this.#seen.length; w += 1)
      this.#representation[w] = row[offset + this.layout.words + w];
    this.#lost = thrownIn(() => this.#subject.load(row, offset + this.keyWords));
    this.#touched = false;
    this.#expanded = false;
    this.#at = 'loaded';
  }

  inspect(witnessed: Uint8Array): boolean {
    if (this.#at !== 'loaded') broken('a state is inspected that was not loaded');
    this.#at = 'inspected';
    this.violation = undefined;
    this.isEnd = false;
    const { cells } = this.#model;
    this.#draining = [];
    this.#watch.look(this.#model, this.labels, witnessed);
    const threw =
      this.#lost ??
      thrownIn(() => {
        const holds = this.#subject.shows(cells) && this.#subject.holds(cells);
        this.violation = holds ? this.#drain() : { kind: 'invariant', command: undefined, drain: [] };
      });
    if (threw !== undefined) this.violation = { ...this.#drainViolation('exception'), ...thrown(threw) };
    if (this.violation !== undefined && !this.#wanted(this.violation)) this.violation = undefined;
    return this.violation === undefined;
  }

  lookFor(witnesses: readonly number[]): void {
    this.#watch.lookFor(witnesses);
  }

  enabled(): ArrayLike<number> {
    this.#expand();
    const { placements } = this.#model;
    const enabled = this.#enabled;
    for (let label = 0; label < enabled.length; label += 1)
      enabled[label] = placements[label] === BEYOND ? 0 : 1;
    return enabled;
  }

  fire(label: number): LabelOutcome {
    if (this.#at === 'nowhere' || this.#at === 'inspected')
      broken(`${this.describe(label)} is fired where no state is loaded`);
    this.#at = 'loaded';
    this.violation = undefined;
    this.#expand();
    const refusals = this.#model.refusals[label];
    const placement = refusals === 0 ? (this.#model.placements[label] as Placement) : INSIDE;
    // Nothing can be run from where the system could not be brought.
    if (placement === BEYOND || this.#lost !== undefined) return OUTSIDE;
    try {
      return this.#run(label, refusals, placement);
    } catch (error) {
      if (error instanceof SystemThrew) return this.#violated('exception', label, thrown(error));
      throw error;
    }
  }

  /** Has the model say what would come of each command in the current state. */
  #expand(): void {
    if (this.#expanded) return;
    this.#model.expand();
    this.#expanded = true;
  }

  #run(label: number, refusals: number, placement: Placement): LabelOutcome {
    const model = this.#model;
    const subject = this.#subject;
    if (this.#touched) subject.rewind();
    else if (subject.foresee !== undefined) subject.foresee(this.#labelsToFire());
    this.#touched = true;
    const moves = refusals === 0 && model.idle[label] === 0 && model.apply(label);
    if (!subject.run(label, refusals, model.answers[label], model))
      return this.#violated('answer', label, this.#missed(label, refusals));
    if (refusals !== 0) this.#tally(label, refusals);
    else this.tallies[this.#acceptedTally[label]] += 1;
    if (!moves) return this.#stayed(refusals === 0 ? UNCHANGED : REFUSED, label);
    if (!subject.shows(model.next)) return this.#violated('observation', label);
    if (!model.stepHolds(label)) return this.#violated('invariant', label);
    if (placement === ASIDE) {
      this.tallies[2 * this.deciders.length] = this.tallies[2 * this.deciders.length] + 1;
      return OUTSIDE;
    }
    this.#successor = model.next;
    this.#at = 'moved';
    return MOVED;
  }

  /** Those that are run from the loaded state. */
  #labelsToFire(): readonly number[] {
    const labels: number[] = [];
    for (let label = 0; label < this.labels; label += 1)
      if (this.#model.placements[label] !== BEYOND) labels.push(label);
    return labels;
  }

  successorKey(out: Uint32Array, offset: number): void {
    if (this.#at !== 'moved') broken('a successor is asked for where nothing moved');
    this.layout.pack(this.#successor, out, offset);
    if (this.#seen.length > 0) this.#subject.representation(out, offset + this.layout.words);
  }

  successorPayload(out: Uint32Array, offset: number): void {
    this.#subject.save(out, offset);
  }

  describe(label: number): string {
    return printCommand(this.#commands[label], this.specification.vocabulary);
  }

  /** The invariants for which the system did not show the evidence. */
  get notShown(): ReadonlySet<InvariantId> {
    return this.#subject.notShown;
  }

  /** The commands that are fired, by label. */
  get commands(): readonly Command[] {
    return this.#commands.slice(0, this.labels);
  }

  commandOf(label: number): Command {
    return this.#commands[label];
  }

  /** The commands of a path. */
  commandsOf(path: readonly number[]): readonly Command[] {
    return path.map((label) => this.#commands[label]);
  }

  #retrace(labels: Uint32Array, out: Uint32Array, offset: number): boolean {
    const subject = this.#subject;
    this.#at = 'nowhere';
    const threw = thrownIn(() => {
      subject.retrace?.(labels);
      subject.save(out, offset);
    });
    return threw === undefined;
  }

  /** The model stays where it was: does the system? */
  #stayed(outcome: typeof REFUSED | typeof UNCHANGED, label: number): LabelOutcome {
    if (this.#subject.isUntouched()) {
      this.#touched = false;
      return outcome;
    }
    if (!this.#subject.shows(this.#model.cells)) return this.#violated('observation', label);
    if (this.#seen.length === 0) return outcome;
    this.#subject.representation(this.#seen, 0);
    if (this.#seen.every((word, w) => word === this.#representation[w])) return outcome;
    this.#successor = this.#model.cells;
    this.#at = 'moved';
    return MOVED;
  }

  #violated(
    kind: ProductViolation['kind'],
    label: number,
    why: Pick<ProductViolation, 'missed' | 'threw' | 'threwIn'> = {},
  ): typeof VIOLATED | typeof OUTSIDE {
    this.violation = { kind, command: this.#commands[label].name, drain: [], ...why };
    if (this.#wanted(this.violation)) return VIOLATED;
    this.violation = undefined;
    return OUTSIDE;
  }

  /** `refusals`: those that apply to a command that was answered wrongly. */
  #missed(label: number, refusals: number): { readonly missed?: MissedRefusal } {
    if (refusals === 0) return {};
    const command = this.#commands[label];
    const refusal = this.specification.refusalsPossible(command.name).at(Math.log2(refusals & -refusals));
    if (refusal === undefined) return {};
    return {
      missed: {
        refusal,
        ground: this.specification.groundOf(
          decodeState(this.specification.space.columns, this.#model.cells),
          command,
          refusal,
        ),
      },
    };
  }

  #tally(label: number, refusals: number): void {
    const { tallies } = this;
    const alone = (refusals & (refusals - 1)) === 0 ? 1 : 0;
    let at = this.#firstTally[label];
    for (let rest = refusals; rest !== 0; rest >>>= 1, at += 2) {
      if ((rest & 1) === 0) continue;
      tallies[at] = tallies[at] + 1;
      tallies[at + 1] = tallies[at + 1] + alone;
    }
  }

  /** I9: the drain's commands are accepted and lead where the model says, and nothing is left. */
  #drain(): ProductViolation | undefined {
    const model = this.#model;
    const subject = this.#subject;
    const labels = model.drain();
    this.#draining = labels;
    this.isEnd = labels.length === 0;
    if (this.#isHome(model.cells)) this.#count(this.#homeTally);
    for (this.#drained = 0; this.#drained < labels.length; ) {
      if (this.#drained >= this.#drainMax) return undefined;
      const label = labels[this.#drained];
      this.#drained += 1;
      model.apply(label);
      if (!subject.run(label, 0, model.answer(label), model)) return this.#drainViolation('answer');
      if (!subject.shows(model.next)) return this.#drainViolation('observation');
      model.advance();
    }
    if (this.#hasDrainedWithin(labels)) this.#count(this.#homeTally + 1);
    return subject.isDrained() ? undefined : { ...this.#drainViolation('invariant'), command: undefined };
  }

  /** Whether these, which were all run, are commands of the bound, and have left nothing to drain. */
  #hasDrainedWithin(labels: readonly number[]): boolean {
    if (!labels.every((label) => label < this.labels)) return false;
    return labels.length === 0 || this.#model.drain().length === 0;
  }

  #count(tally: number): void {
    this.tallies[tally] = this.tallies[tally] + 1;
  }

  /** The states inspected that are home, and those that commands of the bound have drained. */
  get homeward(): { readonly homes: number; readonly drained: number } {
    return { homes: this.tallies[this.#homeTally], drained: this.tallies[this.#homeTally + 1] };
  }

  /** With the drain's commands up to the one that violates. */
  #drainViolation(kind: ProductViolation['kind']): ProductViolation {
    const drain = this.commandsOf(this.#draining.slice(0, this.#drained));
    return { kind, command: drain.at(-1)?.name, drain };
  }
}

/** The part of a violation that tells of an exception. */
function thrown({ message, method }: SystemThrew): Pick<ProductViolation, 'threw' | 'threwIn'> {
  return { threw: message, ...(method !== undefined && { threwIn: method }) };
}
