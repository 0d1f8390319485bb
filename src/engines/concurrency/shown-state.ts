// A look at the whole state, ready to be compared with many states of the model.
import { differences } from '../../contract/observation/differences.ts';
import type { Difference } from '../../contract/observation/differences.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { flatten } from '../../contract/observation/json.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/** Flat observations to be used again: to make one costs more than to judge a short history. */
const POOL: FlatObservation[] = [];
const POOL_MAX = 8;
/** Larger ones are not kept: a pool is no place for the memory of one large history. */
const POOLED_ENTRIES_MAX = 256;

/** The state that the model expects, written and read at once. */
const EXPECTED = new FlatObservation();

/** An observation, of which only what is shown is compared. To be disposed of when no more is compared with it. */
export class ShownState {
  readonly #seen = POOL.pop() ?? new FlatObservation();
  readonly #specification: Specification;

  /** Throws {@link Trouble} where it is no observation. */
  constructor(specification: Specification, observation: Observation) {
    this.#specification = specification;
    flatten(observation, this.#seen);
  }

  /** Whether the state would be shown so. O(what is shown), and mostly O(1) where it would not. */
  isOf(state: State): boolean {
    const seen = this.#seen;
    if (
      (seen.showsProcesses && seen.processCount !== state.processes.size) ||
      (seen.showsGroups && seen.groupCount !== state.groups.size) ||
      (seen.showsSessions && seen.sessionCount !== state.sessions.size)
    )
      return false;
    return this.#specification.isObserved(state, seen) || this.differencesFrom(state).length === 0;
  }

  /** Everything shown otherwise than the state would be. */
  differencesFrom(state: State): readonly Difference[] {
    this.#specification.observe(state, EXPECTED);
    return differences(EXPECTED, this.#seen);
  }

  [Symbol.dispose](): void {
    if (POOL.length < POOL_MAX && this.#seen.entries <= POOLED_ENTRIES_MAX) POOL.push(this.#seen);
  }
}
