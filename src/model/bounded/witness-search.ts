// Which witnesses the steps from a state are, for a search that asks every state once.
import type { Command } from '../../contract/command.ts';
import { INSIDE } from './bound.ts';
import type { SpaceBound } from './bound.ts';
import type { SpaceModel } from './bounded-model.ts';
import { decodeState } from './cells.ts';
import type { Specification } from '../specification.ts';
import type { State } from '../state.ts';

/** The witnesses that the commands of a bound could bring about. */
export function witnessesWithin(
  { witnesses }: Specification,
  { commands, handles, threads }: SpaceBound,
): readonly string[] {
  return Object.keys(witnesses).filter((name) => {
    const { needs = [], handles: held = 0 } = witnesses[name];
    if (handles < held || (needs.includes('new_thread') && threads === 0)) return false;
    return needs.every((command) => commands.includes(command));
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
  readonly #unseen: Set<number>;

  constructor(specification: Specification, names: readonly string[], commands: readonly Command[]) {
    this.#specification = specification;
    this.names = names;
    this.#commands = commands;
    this.#unseen = new Set(names.keys());
  }

  /** Sets `witnessed[w]` for each witness that some step from the model's current state is. */
  look(model: SpaceModel, labels: number, witnessed: Uint8Array): void {
    if (this.#unseen.size === 0) return;
    const before = decodeState(model.cells);
    for (let label = 0; label < labels && this.#unseen.size > 0; label += 1) {
      if (model.refusals(label) !== 0 || model.placement(label) !== INSIDE) continue;
      model.apply(label);
      const after = decodeState(model.next);
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
