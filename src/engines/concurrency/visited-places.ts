// The places from which a search of orders has found no way to the end: which commands were done, and the state then
// (Lowe, Testing for linearizability, 2017). Exact: numbers only say where to look.
import { isSameState } from '../../model/state-identity.ts';
import type { State } from '../../model/state.ts';

/** A place that a search of orders has come to, and the state there. */
export interface SearchPlace {
  /** By branch, the entries that lie behind. */
  readonly done: readonly number[];
  /** A part of the way that counts for what may follow, besides the state. */
  readonly gone: string;
  readonly state: State;
  /** The state's number, equal for equal states. */
  readonly hash: number;
}

interface Visited extends SearchPlace {
  readonly others: Visited | undefined;
}

/** A set of places. */
export class VisitedPlaces {
  readonly #byNumber = new Map<number, Visited>();

  has(place: SearchPlace): boolean {
    let visited = this.#byNumber.get(numberOf(place));
    while (visited !== undefined) {
      if (isSamePlace(visited, place)) return true;
      visited = visited.others;
    }
    return false;
  }

  /** Keeps the place, which must not change any more. */
  add({ done, gone, state, hash }: SearchPlace): void {
    const number = numberOf({ done, gone, state, hash });
    this.#byNumber.set(number, { done, gone, state, hash, others: this.#byNumber.get(number) });
  }
}

function numberOf({ done, hash }: SearchPlace): number {
  let number = hash;
  for (const count of done) number = Math.imul(number ^ count, 0x85ebca6b) ^ (number >>> 15);
  return number | 0;
}

function isSamePlace(one: SearchPlace, other: SearchPlace): boolean {
  return (
    one.hash === other.hash &&
    one.gone === other.gone &&
    one.done.every((count, branch) => count === other.done[branch]) &&
    isSameState(one.state, other.state)
  );
}
