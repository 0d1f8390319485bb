// The things that a search in layers tells as a search in memory does, whatever happened to it on the way.
import type { LayeredOutcome } from '../../src/checker/disk/layered-search.ts';
import { searchToEnd } from '../../src/checker/search.ts';
import type { Symmetry, TransitionSystem } from '../../src/checker/transition-system.ts';

/** A system to search, and the symmetry to search it by. */
export interface Searched<Violation = unknown> {
  readonly system: TransitionSystem<Violation>;
  readonly symmetry?: Symmetry | undefined;
}

/** The part of an outcome that does not depend on the place of the states; after a failure there are no whole counts. */
export function told({
  counts,
  conclusion,
  witnesses,
  tallies,
}: Pick<LayeredOutcome<unknown>, 'counts' | 'conclusion' | 'witnesses' | 'tallies'>): unknown {
  const { bytes: _, ...others } = counts;
  return conclusion.verdict === 'fail'
    ? { conclusion }
    : { ...others, tallies: [...tallies], conclusion, witnesses };
}

export function toldInMemory({ system, symmetry }: Searched): unknown {
  const search = searchToEnd(system, { symmetry });
  const { conclusion, counts } = search;
  if (conclusion === undefined) throw new Error('it did not end');
  const witnesses = Array.from({ length: system.witnesses }, (_, w) => search.witness(w));
  return told({ counts, conclusion, witnesses, tallies: [...system.tallies] });
}
