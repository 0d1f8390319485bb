// Which witnesses the steps from a state are, for a search that asks every state once.
import type { Command, CommandName } from '../contract/command.ts';
import { INSIDE } from './space.ts';
import type { PackedModel } from './packed-rules.ts';
import { decodeState } from './packed-state.ts';
import { refusalsOf, step } from './rules.ts';
import type { SpaceBound } from './space.ts';
import type { State } from './state.ts';
import { WITNESS_NAMES, WITNESSES } from './witnesses.ts';
import type { WitnessName } from './witnesses.ts';

/** The commands without which a witness cannot come about; all others can with the core alone. */
const NEEDS: Readonly<Partial<Record<WitnessName, readonly CommandName[]>>> = {
  'empty-group-held': ['hold_group'],
  'empty-session-held': ['hold_session'],
  'group-held-twice': ['hold_group'],
  'subreaper-adopts': ['set_subreaper'],
  'thread-bears-the-pid': ['new_thread'],
  'threads-end-with-their-process': ['new_thread'],
  'exit-code-frozen': ['new_thread', 'exit_thread', 'group_exit'],
};

/** The witnesses that the commands of a bound could bring about. */
export function witnessesWithin({ commands, handles, threads }: SpaceBound): readonly WitnessName[] {
  return WITNESS_NAMES.filter((name) => {
    if (name === 'group-held-twice' && handles < 2) return false;
    const needs = NEEDS[name] ?? [];
    if (needs.includes('new_thread') && threads === 0) return false;
    return needs.every((command) => commands.includes(command));
  });
}

/**
 * Asks the model itself, on states unpacked for it, and each witness only until it was seen: slow at first, and
 * free once all are found.
 */
export class WitnessWatch {
  readonly names: readonly WitnessName[];
  readonly #commands: readonly Command[];
  readonly #unseen: Set<number>;

  constructor(names: readonly WitnessName[], commands: readonly Command[]) {
    this.names = names;
    this.#commands = commands;
    this.#unseen = new Set(names.keys());
  }

  /** Sets `witnessed[w]` for each witness that some step from the model's current state is. */
  look(model: PackedModel, labels: number, witnessed: Uint8Array): void {
    if (this.#unseen.size === 0) return;
    const before = decodeState(model.cells);
    for (let label = 0; label < labels && this.#unseen.size > 0; label += 1) {
      if (model.refusals(label) !== 0 || model.placement(label) !== INSIDE) continue;
      model.apply(label);
      const after = decodeState(model.next);
      const command = this.#commands[label];
      for (const w of this.#unseen) {
        if (!WITNESSES[this.names[w]].seen({ before, command, after })) continue;
        witnessed[w] = 1;
        this.#unseen.delete(w);
      }
    }
  }
}

/** The first of these commands by which a state's step is that witness. */
export function witnessingCommand(
  name: WitnessName,
  before: State,
  commands: readonly Command[],
): Command | undefined {
  return commands.find(
    (command) =>
      refusalsOf(before, command).length === 0 &&
      WITNESSES[name].seen({ before, command, after: step(before, command).next }),
  );
}
