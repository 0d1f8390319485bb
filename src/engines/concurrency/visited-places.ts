// The places from which a search of orders has found no way to the end: which commands were done, and the state then
// (Lowe, Testing for linearizability, 2017). Exact: numbers only say where to look.
import type { StateIdentity } from '../../model/state-identity.ts';
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

/** A place that is kept: its state as a key, which takes a tenth of the memory. */
interface VisitedPlace {
  readonly done: readonly number[];
  readonly gone: string;
  readonly key: string;
  readonly others: VisitedPlace | undefined;
}

const PLACE_BYTES = 160;

/** A set of places. */
export class VisitedPlaces {
  readonly #byNumber = new Map<number, VisitedPlace>();
  readonly #identity: StateIdentity;
  #bytes = 0;

  constructor(identity: StateIdentity) {
    this.#identity = identity;
  }

  /** The memory that the places take, as an estimate from above. */
  get bytes(): number {
    return this.#bytes + this.#identity.bytes;
  }

  has({ done, gone, state, hash }: SearchPlace): boolean {
    let visited = this.#byNumber.get(numberOf(done, hash));
    if (visited === undefined) return false;
    const key = this.#identity.keyOf(state);
    for (; visited !== undefined; visited = visited.others)
      if (visited.key === key && visited.gone === gone && isSame(visited.done, done)) return true;
    return false;
  }

  add({ done, gone, state, hash }: SearchPlace): void {
    const number = numberOf(done, hash);
    const key = this.#identity.keyOf(state);
    this.#byNumber.set(number, { done, gone, key, others: this.#byNumber.get(number) });
    this.#bytes += PLACE_BYTES + 8 * done.length + 2 * key.length;
  }
}

function numberOf(done: readonly number[], hash: number): number {
  let number = hash;
  for (const count of done) number = Math.imul(number ^ count, 0x85ebca6b) ^ (number >>> 15);
  return number | 0;
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.every((count, branch) => count === other[branch]);
}
