// The lives of processes, of groups or of sessions while a recording is read: those that go on by their ids, and the numbers
// that ids of things outside of the recording turned out to stand for.
import type { Id } from '../../contract/command.ts';

/** Ids from here on stand for processes, groups and sessions outside of the recording whose number its log has not shown. */
export const FIRST_OUTSIDE_ID: Id = 2 ** 22 + 1;

export class Lives<Life> {
  readonly #begun = new Set<Life>();
  readonly #present = new Map<Id, Life>();
  readonly #numbers = new Map<Id, Id>();

  /** All lives, in the order in which they began. */
  all(): readonly Life[] {
    return [...this.#begun];
  }

  /** The one that bears the id at present. */
  at(id: Id): Life | undefined {
    return this.#present.get(id);
  }

  begin(id: Id, life: Life): void {
    this.#begun.add(life);
    this.#present.set(id, life);
  }

  /** Takes the id from the life that bears it, and returns that life. */
  end(id: Id): Life | undefined {
    const life = this.#present.get(id);
    this.#present.delete(id);
    return life;
  }

  /** Learns that an id of something outside stands for another: one life goes on under that one, or is a part of its life. */
  learn(standIn: Id, number: Id): void {
    const life = this.#present.get(standIn);
    if (standIn < FIRST_OUTSIDE_ID || standIn === number || life === undefined) return;
    this.#numbers.set(standIn, number);
    this.#present.delete(standIn);
    if (this.#present.has(number)) this.#begun.delete(life);
    else this.#present.set(number, life);
  }

  /** The id that an id turned out to be. */
  readonly numberOf = (id: Id): Id => {
    let number = id;
    for (let next = this.#numbers.get(number); next !== undefined; next = this.#numbers.get(number))
      number = next;
    return number;
  };
}
