// The handles that the harness holds on the system, counted from the answers it got.
import type { Answer, Command, CommandName, Id } from '../contract/command.ts';
import type { HeldHandles } from '../model/invariants/finding.ts';

/** Counts of accepted holds less accepted releases. O(1) each. */
export class HeldByHarness implements HeldHandles {
  readonly #groups = new Map<Id, number>();
  readonly #sessions = new Map<Id, number>();

  clear(): void {
    this.#groups.clear();
    this.#sessions.clear();
  }

  note(command: Command, answer: Answer): void {
    const more = CHANGES[command.name];
    if (more === undefined || !('ok' in answer)) return;
    if ('group' in command) add(this.#groups, command.group, more);
    else if ('session' in command) add(this.#sessions, command.session, more);
  }

  onGroup(pgid: Id): number {
    return this.#groups.get(pgid) ?? 0;
  }

  onSession(sid: Id): number {
    return this.#sessions.get(sid) ?? 0;
  }
}

/** What an accepted command adds to the handles on the thing it names. */
const CHANGES: Readonly<Partial<Record<CommandName, number>>> = {
  hold_group: +1,
  release_group: -1,
  hold_session: +1,
  release_session: -1,
};

function add(counts: Map<Id, number>, id: Id, more: number): void {
  const count = (counts.get(id) ?? 0) + more;
  if (count === 0) counts.delete(id);
  else counts.set(id, count);
}
