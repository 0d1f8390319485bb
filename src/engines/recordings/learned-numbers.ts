// The numbers that stand-ins for parents, groups and sessions from before the recording turned out to have.
import type { Id } from '../../contract/command.ts';
import type { State } from '../../model/state.ts';
import type { ExplainedStep } from './explanation.ts';
import { isStandIn } from './world.ts';

export class LearnedNumbers {
  readonly #parents = new Map<Id, Id>();
  readonly #groups = new Map<Id, Id>();
  readonly #sessions = new Map<Id, Id>();
  #last: State | undefined;

  /**
   * Takes the next step of a recording. A stand-in that is gone while its members are in another
   * group, or its children another's, was given up for that number, and no group goes to another session. O(what changed × log).
   */
  take({ process, seen, before, after }: ExplainedStep): void {
    if (this.#last !== undefined) this.#compare(this.#last, before);
    this.#compare(before, after);
    this.#last = after;
    // A child that its parent has waited for is gone as soon as it is known to be one.
    const child =
      seen !== undefined && 'ok' in seen ? before.processes.get(Number(seen.ok['pid'])) : undefined;
    if (child?.zombie === true && child.parent !== null && isStandIn(child.parent))
      this.#parents.set(child.parent, process);
  }

  #compare(before: State, after: State): void {
    if (before === after) return;
    after.groups.forEachChange(before.groups, (_, was, is) => {
      if (was !== undefined && is !== undefined) this.#learnSession(was.session, is.session);
    });
    after.processes.forEachChange(before.processes, (_, was, is) => {
      if (was === undefined || is === undefined) return;
      if (
        was.parent !== null &&
        is.parent !== null &&
        isStandIn(was.parent) &&
        !after.processes.has(was.parent)
      )
        this.#parents.set(was.parent, is.parent);
      if (was.group === is.group || !isStandIn(was.group) || after.groups.has(was.group)) return;
      this.#groups.set(was.group, is.group);
      const [from, to] = [before.groups.get(was.group), after.groups.get(is.group)];
      if (from !== undefined && to !== undefined) this.#learnSession(from.session, to.session);
    });
  }

  #learnSession(standIn: Id, number: Id): void {
    if (standIn !== number && isStandIn(standIn)) this.#sessions.set(standIn, number);
  }

  /** The number of somebody's parent, as far as it is known. */
  parent(id: Id): Id {
    return lastOf(this.#parents, id);
  }

  /** The number of a group, as far as it is known. */
  group(id: Id): Id {
    return lastOf(this.#groups, id);
  }

  /** The number of a session, as far as it is known. */
  session(id: Id): Id {
    return lastOf(this.#sessions, id);
  }
}

function lastOf(numbers: ReadonlyMap<Id, Id>, id: Id): Id {
  let number = id;
  for (let next = numbers.get(number); next !== undefined; next = numbers.get(number)) number = next;
  return number;
}
