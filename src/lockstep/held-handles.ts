// The handles that the harness holds on the system, counted from the answers it got.
import type { Answer, Command, Id } from '../contract/command.ts';
import { argumentsOf } from '../contract/command.ts';
import type { CommandTable } from '../contract/vocabulary.ts';
import type { HeldHandles } from '../model/invariants/finding.ts';
import { IdMap } from '../model/persistent-map.ts';

/** Accepted holds less accepted releases. A value: what was noted gives another one. O(log ids) each. */
export class HeldByHarness implements HeldHandles {
  static readonly none: HeldByHarness = new HeldByHarness(IdMap.empty(), IdMap.empty());
  readonly #groups: IdMap<number>;
  readonly #sessions: IdMap<number>;

  private constructor(groups: IdMap<number>, sessions: IdMap<number>) {
    this.#groups = groups;
    this.#sessions = sessions;
  }

  /** The handles held once this was answered; this very value where the command holds and releases none. */
  after(commands: CommandTable, command: Command, answer: Answer): HeldByHarness {
    const { handle, arguments: kinds } = commands[command.name];
    if (handle === undefined || !('ok' in answer)) return this;
    const id = Number(argumentsOf(command)[handle.on]);
    return kinds[handle.on] === 'group'
      ? new HeldByHarness(added(this.#groups, id, handle.by), this.#sessions)
      : new HeldByHarness(this.#groups, added(this.#sessions, id, handle.by));
  }

  onGroup(pgid: Id): number {
    return this.#groups.get(pgid) ?? 0;
  }

  onSession(sid: Id): number {
    return this.#sessions.get(sid) ?? 0;
  }
}

function added(counts: IdMap<number>, id: Id, more: number): IdMap<number> {
  const count = (counts.get(id) ?? 0) + more;
  return count === 0 ? counts.delete(id) : counts.set(id, count);
}
