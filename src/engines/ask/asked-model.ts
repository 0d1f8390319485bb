// The model within a bound as a transition system to which a question is put: a state or a step "violates" if
// the answer is yes. So the checker's own search finds a shortest way there.
import type { LabelOutcome, TransitionSystem } from '../../checker/transition-system.ts';
import { MOVED, OUTSIDE, REFUSED, UNCHANGED, VIOLATED } from '../../checker/transition-system.ts';
import type { Command } from '../../contract/command.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import { alphabetOf } from '../../model/bounded/alphabet.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { INSIDE } from '../../model/bounded/bound.ts';
import type { SpaceModel } from '../../model/bounded/bounded-model.ts';
import { decodeState, encodeState, newCells } from '../../model/bounded/cells.ts';
import { KeyLayout } from '../../model/bounded/key-layout.ts';
import { spaceModelOf } from '../../model/bounded/ruled-model.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import type { ModelStep } from '../../model/witness.ts';

/** A question with yes or no for an answer. */
export interface Question {
  /** Whether the step that leads to a state is asked about, too: it is put to every step then, and to the start alone. */
  readonly asksSteps: boolean;
  readonly holdsIn: (state: State) => boolean;
  readonly holdsAfter: (step: ModelStep) => boolean;
}

export class AskedModel implements TransitionSystem<true> {
  readonly keyWords: number;
  readonly payloadWords = 0;
  readonly labels: number;
  readonly witnesses = 0;
  readonly tallies = new Float64Array(0);
  violation: true | undefined;
  readonly layout: KeyLayout;
  readonly commands: readonly Command[];
  readonly #specification: Specification;
  readonly #question: Question;
  readonly #model: SpaceModel;
  readonly #start: Uint32Array;
  readonly #enabled: Uint8Array;
  #isAtStart = false;
  #isExpanded = false;

  /** @param start The state to begin in, which the bound must hold. */
  constructor(specification: Specification, bound: SpaceBound, question: Question, start: State) {
    const { columns } = specification.space;
    const { commands, labels } = alphabetOf(specification, bound);
    this.#specification = specification;
    this.#question = question;
    this.#model = spaceModelOf(specification, bound, commands);
    this.commands = commands;
    this.labels = labels;
    this.layout = new KeyLayout(columns, bound);
    this.keyWords = this.layout.words;
    this.#enabled = new Uint8Array(labels);
    this.#start = new Uint32Array(this.keyWords);
    const cells = newCells(columns);
    encodeState(columns, start, cells);
    this.layout.pack(cells, this.#start, 0);
  }

  start(row: Uint32Array, offset: number): void {
    row.set(this.#start, offset);
  }

  load(row: Uint32Array, offset: number): void {
    this.layout.unpack(row, offset, this.#model.cells);
    this.#model.survey();
    this.#isAtStart = this.#start.every((word, place) => word === row[offset + place]);
    this.#isExpanded = false;
  }

  inspect(): boolean {
    const { asksSteps, holdsIn } = this.#question;
    const isAsked = this.#isAtStart || !asksSteps;
    this.violation = isAsked && holdsIn(this.#decoded(this.#model.cells)) ? true : undefined;
    return this.violation === undefined;
  }

  /** Leaves out commands that are refused or lead beyond the bound: they lead nowhere, and are not asked about. */
  enabled(): ArrayLike<number> {
    this.#expand();
    const { refusals, placements } = this.#model;
    for (let label = 0; label < this.labels; label += 1)
      this.#enabled[label] = refusals[label] === 0 && placements[label] === INSIDE ? 1 : 0;
    return this.#enabled;
  }

  fire(label: number): LabelOutcome {
    this.#expand();
    const model = this.#model;
    this.violation = undefined;
    if (model.refusals[label] !== 0) return REFUSED;
    if (model.placements[label] !== INSIDE) return OUTSIDE;
    if (!this.#question.asksSteps) return model.idle[label] === 0 && model.apply(label) ? MOVED : UNCHANGED;
    const moves = model.apply(label);
    if (!this.#question.holdsAfter(this.#stepBy(label))) return moves ? MOVED : UNCHANGED;
    this.violation = true;
    return VIOLATED;
  }

  successorKey(out: Uint32Array, offset: number): void {
    this.layout.pack(this.#model.next, out, offset);
  }

  successorPayload(): void {}

  describe(label: number): string {
    return printCommand(this.commands[label], this.#specification.vocabulary);
  }

  #expand(): void {
    if (this.#isExpanded) return;
    this.#model.expand();
    this.#isExpanded = true;
  }

  /** The step just applied; its states are made when they are looked at, since most questions look at the command first. */
  #stepBy(label: number): ModelStep {
    const decoded = (cells: Uint8Array): State => this.#decoded(cells);
    const { cells, next } = this.#model;
    let before: State | undefined;
    let after: State | undefined;
    return {
      get before() {
        return (before ??= decoded(cells));
      },
      command: this.commands[label],
      get after() {
        return (after ??= decoded(next));
      },
    };
  }

  #decoded(cells: Uint8Array): State {
    return decodeState(this.#specification.space.columns, cells);
  }
}
