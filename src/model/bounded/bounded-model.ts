// The model at a bound as a product with a system needs it: states as bytes, commands as labels. The hierarchy commands
// have a form of their own for speed (packed-rules.ts); any other set is run by its rules.
import type { Answer, Command } from '../../contract/command.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { decodeState, encodeState, newCells, sameCells } from './cells.ts';
import { PackedModel } from '../hierarchy/packed-rules.ts';
import { ASIDE, BEYOND, INSIDE } from './bound.ts';
import { argumentAt } from './alphabet.ts';
import type { SpaceBound } from './bound.ts';
import type { Specification } from '../specification.ts';
import type { State } from '../state.ts';
import { idInUse } from '../state.ts';
import { STEP_INVARIANTS } from '../invariants/of-steps.ts';

/** One state, and what a command makes of it. */
export interface SpaceModel {
  /** The current state; after writing to it, {@link survey}. */
  readonly cells: Uint8Array;
  /** After {@link apply}: the state the command leads to. */
  readonly next: Uint8Array;
  /** Derives what it needs from the current state. */
  survey(): void;
  /** The refusals that apply to a command now: bit `i` is the i-th of the command's list in the tables. */
  refusals(label: number): number;
  /** Whether a command that no refusal applies to leads where the bound goes; what cannot be issued does not. */
  placement(label: number): typeof INSIDE | typeof ASIDE | typeof BEYOND;
  /** Runs a command that no refusal applies to. Whether {@link next} differs from the current state. */
  apply(label: number): boolean;
  /** The answer to the command just applied; the same object where it is known to be the same answer. */
  answer(label: number): Answer;
  /** Goes on from {@link next}. */
  advance(): void;
  /** I3 and I10 of the step just applied. */
  stepHolds(label: number): boolean;
}

/** The model of a bound's command set; labels are places in `commands`. */
export function spaceModelOf(
  specification: Specification,
  bound: SpaceBound,
  commands: readonly Command[],
): SpaceModel {
  return specification.commandSet === 'hierarchy'
    ? new PackedModel(bound, commands)
    : new RuledModel(specification, bound, commands);
}

/** Runs the rules themselves, on states decoded for it: far slower than bytes, and for any set of commands. */
class RuledModel implements SpaceModel {
  readonly cells: Uint8Array = newCells(true);
  readonly next: Uint8Array = newCells(true);
  readonly #specification: Specification;
  readonly #commands: readonly Command[];
  readonly #ids: number;
  readonly #lowestOnly: boolean;
  readonly #bits: readonly ReadonlyMap<string, number>[];
  readonly #before = new FlatObservation();
  readonly #after = new FlatObservation();
  #state: State;
  #successor: State;
  #answer: Answer = { ok: {} };

  constructor(specification: Specification, { ids, newIds }: SpaceBound, commands: readonly Command[]) {
    this.#specification = specification;
    this.#commands = commands;
    this.#ids = ids;
    this.#lowestOnly = newIds === 'lowest';
    this.#bits = commands.map(
      ({ name }) => new Map(specification.refusalsPossible(name).map((refusal, bit) => [refusal, 1 << bit])),
    );
    this.#state = specification.initial;
    this.#successor = specification.initial;
  }

  survey(): void {
    this.#state = decodeState(this.cells);
  }

  refusals(label: number): number {
    const command = this.#commands[label];
    if (!this.#specification.isIssuable(this.#state, command)) return 0;
    return this.#specification
      .refusalsOf(this.#state, command)
      .reduce((bits, refusal) => bits | (this.#bits[label].get(refusal) ?? 0), 0);
  }

  placement(label: number): typeof INSIDE | typeof ASIDE | typeof BEYOND {
    const command = this.#commands[label];
    if (!this.#specification.isIssuable(this.#state, command)) return BEYOND;
    if (command.name !== 'fork' || !this.#lowestOnly) return INSIDE;
    return argumentAt(command, 1) === this.#lowestFree() ? INSIDE : ASIDE;
  }

  apply(label: number): boolean {
    const step = this.#specification.step(this.#state, this.#commands[label]);
    if (step.refusals !== undefined) throw new Error('a refused command is applied');
    this.#answer = step.answer;
    this.#successor = step.next;
    if (this.#successor === this.#state) {
      this.next.set(this.cells);
      return false;
    }
    encodeState(this.#successor, this.next);
    return !sameCells(this.next, this.cells);
  }

  answer(): Answer {
    return this.#answer;
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

  #lowestFree(): number {
    for (let id = 1; id <= this.#ids; id += 1) if (!idInUse(this.#state, id)) return id;
    return 0;
  }
}
