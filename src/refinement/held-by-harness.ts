// The handles that the harness holds on the system, counted from the answers it got.
import type { Answer, Command, Id } from '../contract/command.ts';
import type { HeldHandles } from '../model/evidence.ts';

/** Counts of accepted holds less accepted releases. O(1) each. */
export class HeldByHarness implements HeldHandles {
  readonly #groups = new Map<Id, number>();
  readonly #sessions = new Map<Id, number>();

  clear(): void {
    this.#groups.clear();
    this.#sessions.clear();
  }

  note(command: Command, answer: Answer): void {
    switch (command.name) {
      case 'hold_group':
        if ('ok' in answer) add(this.#groups, command.group, +1);
        break;
      case 'release_group':
        if ('ok' in answer) add(this.#groups, command.group, -1);
        break;
      case 'hold_session':
        if ('ok' in answer) add(this.#sessions, command.session, +1);
        break;
      case 'release_session':
        if ('ok' in answer) add(this.#sessions, command.session, -1);
        break;
      default:
    }
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
