// The bounded model of any set, run by the rules themselves; and the choice of a set's own, faster form where it has one.
import type { Answer, Command } from '../../contract/command.ts';
import { argumentListOf } from '../../contract/command.ts';
import { isTaken } from '../../contract/argument.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import { STEP_INVARIANTS } from '../invariants/of-steps.ts';
import type { Specification } from '../specification.ts';
import type { State } from '../state.ts';
import { idInUse } from '../state.ts';
import { ASIDE, BEYOND, INSIDE } from './bound.ts';
import type { SpaceBound } from './bound.ts';
import type { Placement, SpaceModel } from './bounded-model.ts';
import { decodeState, encodeState, newCells, sameCells } from './cells.ts';
import { argumentAt } from './packed-model.ts';

/** Makes the model of a specification's bound; labels are places in `commands`. */
export function spaceModelOf(
  specification: Specification,
  bound: SpaceBound,
  commands: readonly Command[],
): SpaceModel {
  return specification.space.packed?.(bound, commands) ?? new RuledModel(specification, bound, commands);
}

/** Runs the rules themselves, on states decoded for it: far slower than bytes, and for any set of commands. */
export class RuledModel implements SpaceModel {
  readonly cells: Uint8Array;
  readonly next: Uint8Array;
  readonly refusals: Uint32Array;
  readonly placements: Uint8Array;
  readonly answers: (Answer | undefined)[];
  readonly idle: Uint8Array;
  readonly #specification: Specification;
  readonly #bound: SpaceBound;
  readonly #commands: readonly Command[];
  /** By label, the refusals that the command can have. */
  readonly #possible: readonly (readonly string[])[];
  /** By label, the place of the argument that is an id to be taken; −1 where there is none. */
  readonly #newIds: readonly number[];
  readonly #labels: ReadonlyMap<string, number>;
  readonly #before = new FlatObservation();
  readonly #after = new FlatObservation();
  #state: State;
  #successor: State;

  constructor(specification: Specification, bound: SpaceBound, commands: readonly Command[]) {
    this.cells = newCells(specification.space.columns);
    this.next = newCells(specification.space.columns);
    this.refusals = new Uint32Array(commands.length);
    this.placements = new Uint8Array(commands.length);
    this.answers = commands.map(() => undefined);
    this.idle = new Uint8Array(commands.length);
    this.#specification = specification;
    this.#bound = bound;
    this.#commands = commands;
    this.#possible = commands.map(({ name }) => specification.refusalsPossible(name));
    this.#newIds = commands.map(({ name }) =>
      argumentListOf(specification.vocabulary, name).findIndex(({ kind }) => isTaken(kind)),
    );
    this.#labels = new Map(
      commands.map((command, label) => [printCommand(command, specification.vocabulary), label]),
    );
    this.#state = specification.initial;
    this.#successor = specification.initial;
  }

  survey(): void {
    this.#state = decodeState(this.#specification.space.columns, this.cells);
  }

  expand(): void {
    const { isIssuable, refusalsOf } = this.#specification;
    const state = this.#state;
    for (const [label, command] of this.#commands.entries()) {
      const issuable = isIssuable(state, command);
      let bits = 0;
      for (const refusal of issuable ? refusalsOf(state, command) : [])
        bits |= 1 << this.#possible[label].indexOf(refusal);
      this.refusals[label] = bits;
      const placement = issuable ? (bits === 0 ? this.#placement(label) : INSIDE) : BEYOND;
      this.placements[label] = placement;
      this.answers[label] = bits === 0 && placement !== BEYOND ? this.answer(label) : undefined;
    }
  }

  apply(label: number): boolean {
    this.#successor = this.#specification.step(this.#state, this.#commands[label]).next;
    if (this.#successor === this.#state) {
      this.next.set(this.cells);
      return false;
    }
    encodeState(this.#specification.space.columns, this.#successor, this.next);
    return !sameCells(this.next, this.cells);
  }

  answer(label: number): Answer {
    const step = this.#specification.step(this.#state, this.#commands[label]);
    if (step.refusals !== undefined) throw new Error('a refused command is asked for its answer');
    return step.answer;
  }

  advance(): void {
    this.cells.set(this.next);
    this.#state = this.#successor;
  }

  stepHolds(label: number): boolean {
    this.#specification.observe(this.#state, this.#before);
    this.#specification.observe(this.#successor, this.#after);
    const step = {
      before: this.#before,
      command: this.#commands[label],
      answer: { ok: {} },
      after: this.#after,
      commands: this.#specification.vocabulary.commands,
    };
    return STEP_INVARIANTS.I3.find(step) === undefined && STEP_INVARIANTS.I10.find(step) === undefined;
  }

  drain(): readonly number[] {
    return this.#specification
      .drainOf(this.#state)
      .map((command) => this.#labels.get(printCommand(command, this.#specification.vocabulary)) as number);
  }

  #placement(label: number): Placement {
    const command = this.#commands[label];
    if (this.#specification.space.isBeyond?.(this.#bound, this.#state, command)) return BEYOND;
    const place = this.#newIds[label];
    if (place < 0 || this.#bound.newIds === 'any') return INSIDE;
    const id = argumentAt(this.#specification.vocabulary, command, place);
    // An id in use that may be taken all the same is that of a thread's own process.
    return id === this.#lowestFree() || idInUse(this.#state, id) ? INSIDE : ASIDE;
  }

  #lowestFree(): number {
    for (let id = 1; id <= this.#bound.ids; id += 1) if (!idInUse(this.#state, id)) return id;
    return 0;
  }
}
