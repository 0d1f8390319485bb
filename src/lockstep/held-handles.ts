// The handles that the harness holds on the system, counted from the answers it got.
import type { Answer, Command, Id } from '../contract/command.ts';
import { argumentsOf } from '../contract/command.ts';
import type { CommandTable } from '../contract/vocabulary.ts';
import type { HeldHandles } from '../model/invariants/finding.ts';

/** Counts of accepted holds less accepted releases. O(1) each. */
export class HeldByHarness implements HeldHandles {
  readonly #commands: CommandTable;
  readonly #groups = new Map<Id, number>();
  readonly #sessions = new Map<Id, number>();

  constructor(commands: CommandTable) {
    this.#commands = commands;
  }

  clear(): void {
    this.#groups.clear();
    this.#sessions.clear();
  }

  note(command: Command, answer: Answer): void {
    const { handle, arguments: kinds } = this.#commands[command.name];
    if (handle === undefined || !('ok' in answer)) return;
    const counts = kinds[handle.on] === 'group' ? this.#groups : this.#sessions;
    add(counts, Number(argumentsOf(command)[handle.on]), handle.by);
  }

  onGroup(pgid: Id): number {
    return this.#groups.get(pgid) ?? 0;
  }

  onSession(sid: Id): number {
    return this.#sessions.get(sid) ?? 0;
  }
}

function add(counts: Map<Id, number>, id: Id, more: number): void {
  const count = (counts.get(id) ?? 0) + more;
  if (count === 0) counts.delete(id);
  else counts.set(id, count);
}
