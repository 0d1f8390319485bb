// Checks that home can be reached again from everywhere (AG EF home): a backward pass over the explored graph.
// The caller says which states are home.
import { pathTo } from './path.ts';
import type { StateSearch } from './search.ts';

/** The answer for every state explored. A failure names the nearest state that cannot get home. */
export type Homecoming =
  | { readonly verdict: 'pass'; readonly homes: number; readonly sweeps: number }
  | {
      readonly verdict: 'fail';
      readonly homes: number;
      readonly sweeps: number;
      /** The number of states that cannot get home. */
      readonly stranded: number;
      readonly path: readonly number[];
    }
  | { readonly verdict: 'inconclusive'; readonly reason: string };

const STATES_A_PAUSE = 2 ** 14;

/**
 * `isHome` reads a key of the table: with symmetry the canonical one, so it must not depend on names. There
 * it is asked of the quotient graph, in which home is in reach exactly when it is in the full one.
 *
 * The search must have kept its edges and have passed: what is not expanded might lead home or not.
 *
 * Cost: a bit a state beside the edges, and no reversed graph. Instead the edges are swept, against and
 * along the order of ids in turn, until nothing new gets home: each sweep reads every edge of the states
 * still without a way home. Two or three sweeps are usual; as many as there are states are conceivable. It pauses every
 * {@link STATES_A_PAUSE} states, so that whoever runs it can let others in.
 */
export function* canAlwaysGetHome(
  search: StateSearch,
  isHome: (key: Uint32Array, offset: number) => boolean,
): Generator<void, Homecoming> {
  const { visited, edges, expanded } = search.exploration;
  const states = visited.size;
  if (edges === undefined) throw new Error('the search kept no edges to go back along');
  if (expanded < states) {
    return { verdict: 'inconclusive', reason: `states not expanded: ${states - expanded} of ${states}` };
  }
  const reaches = new Uint8Array(Math.ceil(states / 8));
  const isMarked = (id: number): boolean => (reaches[id >>> 3] & (1 << (id & 7))) !== 0;
  const mark = (id: number): void => {
    reaches[id >>> 3] |= 1 << (id & 7);
  };

  let homes = 0;
  for (let id = 0; id < states; id++) {
    if (id % STATES_A_PAUSE === 0) yield;
    if (!isHome(visited.rows.chunk(id), visited.rows.offset(id))) continue;
    homes++;
    mark(id);
  }
  let stranded = states - homes;
  const visit = (id: number): void => {
    if (isMarked(id)) return;
    const end = edges.end(id);
    for (let i = edges.begin(id); i < end; i++) {
      if (!isMarked(edges.target(i))) continue;
      mark(id);
      stranded--;
      return;
    }
  };
  let sweeps = 0;
  for (let before = -1; stranded > 0 && stranded !== before; sweeps++) {
    before = stranded;
    const backwards = sweeps % 2 === 0;
    for (let nth = 0; nth < states; nth++) {
      if (nth % STATES_A_PAUSE === 0) yield;
      visit(backwards ? states - 1 - nth : nth);
    }
  }
  if (stranded === 0) return { verdict: 'pass', homes, sweeps };
  let first = 0;
  while (isMarked(first)) first++;
  return { verdict: 'fail', homes, sweeps, stranded, path: pathTo(visited, first).labels };
}
