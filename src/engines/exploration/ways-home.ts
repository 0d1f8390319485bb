// Ways home from every state of a search that kept no transitions: each state was drained, so it is enough to know them from
// where drains end.
import { onwardSearch } from '../../checker/onward-search.ts';
import { exploreInSlices } from '../../checker/search.ts';
import { counted } from '../../contract/format-numbers.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { isHome } from '../../model/bounded/home-state.ts';
import type { Explorable } from './plan.ts';
import type { Homeward } from './result.ts';

/** A search that has seen everything, and the paths to the states in which drains end, unless they were too many. */
export interface Drained {
  readonly states: number;
  readonly ends: readonly (readonly number[])[] | undefined;
}

/** States that are looked at on the way home from one of the states in which drains end. */
const ONWARD_STATES_MAX = 200_000;
const ONWARD_WORK = 200;

/**
 * Every state was drained, by commands of the bound: so each has a way to one of the states in which drains end. Those are
 * few, and from each home is searched for. Inconclusive, with the reason, where that does not settle it.
 */
export async function waysHomeByDrains(
  { product, symmetry }: Explorable,
  { states, ends }: Drained,
  { breathe, stopped }: Pick<RunControl, 'breathe' | 'stopped'>,
): Promise<Homeward> {
  const { homes, drained } = product.homeward;
  if (drained < states)
    return inconclusive(
      `${counted(states - drained, 'state')} cannot be drained by commands of the bound alone`,
    );
  if (ends === undefined) return inconclusive('drains end in too many states');
  const tallies = product.tallies.slice();
  try {
    for (const end of ends) {
      const options = { symmetry, statesMax: ONWARD_STATES_MAX };
      const search = onwardSearch(product, end, isHome(product.layout), options);
      await exploreInSlices(search, ONWARD_WORK, async () => {
        await breathe();
        return stopped() ? 'it was interrupted' : undefined;
      });
      if (search.conclusion?.verdict === 'inconclusive') return inconclusive(search.conclusion.reason);
      if (search.conclusion?.verdict !== 'fail')
        return inconclusive(
          'a drain ends in a state that has no way back: a search in memory says of which others that is true',
        );
    }
  } finally {
    product.tallies.set(tallies);
  }
  return { verdict: 'pass', homes };
}

function inconclusive(reason: string): Homeward {
  return { verdict: 'inconclusive', reason };
}
