// The share of a campaign's runs that one machine does: a block of them, one after the other, so that each run is what it is
// in the undivided campaign, by its number, and so that the first failure of all is the first of the first block that has one.
import type { Shard } from '../gate/surroundings.ts';

/** Runs that follow one another, by the number of the first, counted from 0. */
export interface RunShare {
  readonly first: number;
  readonly runs: number;
}

/** The runs of a shard; over all shards each run is done once, and their numbers differ by one at most. */
export function runShareOf(runs: number, { index, of }: Shard): RunShare {
  const first = Math.floor((runs * index) / of);
  return { first, runs: Math.floor((runs * (index + 1)) / of) - first };
}
