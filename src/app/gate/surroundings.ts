// The surroundings of a check while it runs: the control that it obeys, how much is asked, and its share of the work
// where several machines divide it.
import type { RunControl } from '../../contract/run-control.ts';
import { controlIn } from '../../contract/run-control.ts';
import type { Need } from './needs.ts';
import type { GateProfile } from './settings.ts';

/** One of `of` equal shares of the work, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** The surroundings of a check. */
export interface Surroundings {
  /** Progress is a phrase: `3 of 20 seeds`. */
  readonly control: RunControl<string>;
  readonly profile: GateProfile;
  readonly shard: Shard;
  /** The version to compare with, as git names it. */
  readonly base?: string;
  /** The time that the system may take, as a multiple of the base's; the check's own where this is absent. */
  readonly threshold?: number;
  /** Needs that must be met: a check that misses one is inconclusive, and no more left out. */
  readonly required?: ReadonlySet<Need>;
}

/** The whole work, with nobody watching. */
export const ALONE: Surroundings = {
  control: controlIn<string>({}),
  profile: 'full',
  shard: { index: 0, of: 1 },
};

/** The items that a shard is to do; over all shards each is done once. */
export function shareOf<Item>(items: readonly Item[], shard: Shard): readonly Item[] {
  return items.filter((_, place) => isInShare(place, shard));
}

/** Whether the item at a place, counted from 0, is the shard's to do. */
export function isInShare(place: number, { index, of }: Shard): boolean {
  return place % of === index;
}
