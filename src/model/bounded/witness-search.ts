// Looks for witnesses among the steps from a state, for a search that asks every state once.
import type { Command } from '../../contract/command.ts';
import { amountOf, INSIDE } from './bound.ts';
import type { SpaceBound } from './bound.ts';
import type { SpaceModel } from './bounded-model.ts';
import { decodeState } from './cells.ts';
import type { Specification } from '../specification.ts';
import type { State } from '../state.ts';

/** The witnesses that the commands of a bound could bring about. */
export function witnessesWithin({ witnesses, space }: Specification, bound: SpaceBound): readonly string[] {
  return Object.keys(witnesses).filter((name) => {
    const { needs = [], amounts = {} } = witnesses[name];
    const isLacking = Object.entries(space.options).some(([option, { makers }]) => {
      const least = Math.max(amounts[option] ?? 0, needs.some((command) => makers.includes(command)) ? 1 : 0);
      return amountOf(bound, option) < least;
    });
    return !isLacking && needs.every((command) => bound.commands.includes(command));
  });
}

/**
 * Asks the model itself, on states unpacked for it, and each witness only until it was seen: slow at first, and
 * free once all are found.
 */
export class WitnessWatch {
  readonly names: readonly string[];
  readonly #specification: Specification;
  readonly #commands: readonly Command[];
  #unseen: Set<number>;

  constructor(specification: Specification, names: readonly string[], commands: readonly Command[]) {
    this.#specification = specification;
    this.names = names;
    this.#commands = commands;
    this.#unseen = new Set(names.keys());
  }

  /** Looks for these, seen before or not, and for no others. */
  lookFor(witnesses: readonly number[]): void {
    this.#unseen = new Set(witnesses);
  }

  /** Sets `witnessed[w]` for each witness that some step from the model's current state is. */
  look(model: SpaceModel, labels: number, witnessed: Uint8Array): void {
    if (this.#unseen.size === 0) return;
    const { columns } = this.#specification.space;
    const before = decodeState(columns, model.cells);
    model.expand();
    for (let label = 0; label < labels && this.#unseen.size > 0; label += 1) {
      if (model.refusals[label] !== 0 || model.placements[label] !== INSIDE) continue;
      // Decoding costs most, and most commands lead nowhere.
      const after = model.apply(label) ? decodeState(columns, model.next) : before;
      const command = this.#commands[label];
      for (const w of this.#unseen) {
        if (!this.#specification.witnesses[this.names[w]].seen({ before, command, after })) continue;
        witnessed[w] = 1;
        this.#unseen.delete(w);
      }
    }
  }
}

/** The first of these commands by which a state's step is that witness. */
export function witnessingCommand(
  { isIssuable, refusalsOf, step, witnesses }: Specification,
  name: string,
  before: State,
  commands: readonly Command[],
): Command | undefined {
  return commands.find(
    (command) =>
      isIssuable(before, command) &&
      refusalsOf(before, command).length === 0 &&
      witnesses[name].seen({ before, command, after: step(before, command).next }),
  );
}
