// The numbers that stand-ins for groups and sessions outside of the recording turned out to have.
import type { Id } from '../../contract/command.ts';
import type { State } from '../../model/state.ts';
import { isStandIn } from './world.ts';

export class LearnedNumbers {
  readonly #groups = new Map<Id, Id>();
  readonly #sessions = new Map<Id, Id>();
  #last: State | undefined;

  /**
   * Takes the state before a step of a recording and the one after it. A stand-in that is gone while its members go on in another
   * group was given up for that group's number, and no group goes to another session. O(what changed × log).
   */
  take(before: State, after: State): void {
    if (this.#last !== undefined) this.#compare(this.#last, before);
    this.#compare(before, after);
    this.#last = after;
  }

  #compare(before: State, after: State): void {
    if (before === after) return;
    after.groups.forEachChange(before.groups, (_, was, is) => {
      if (was !== undefined && is !== undefined) this.#learnSession(was.session, is.session);
    });
    after.processes.forEachChange(before.processes, (_, was, is) => {
      if (was === undefined || is === undefined || was.group === is.group) return;
      if (!isStandIn(was.group) || after.groups.has(was.group)) return;
      this.#groups.set(was.group, is.group);
      const [from, to] = [before.groups.get(was.group), after.groups.get(is.group)];
      if (from !== undefined && to !== undefined) this.#learnSession(from.session, to.session);
    });
  }

  #learnSession(standIn: Id, number: Id): void {
    if (standIn !== number && isStandIn(standIn)) this.#sessions.set(standIn, number);
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
