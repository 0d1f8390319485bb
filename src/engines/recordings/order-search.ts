// Searches the orders that a log leaves open for one that explains a result: a deed took effect somewhere between the line of its
// entry and that of its return, so two whose intervals overlap may have happened in either order.
import type { Deed } from './deeds/deed.ts';
import { isBefore } from './deeds/deed.ts';
import type { World } from './world.ts';

/** A deed in the order found so far, with the world before it and after it. */
export interface Placed {
  readonly deed: Deed;
  readonly before: World;
  readonly after: World;
}

interface FoundOrder {
  /** As many of the deeds placed last are replaced. */
  readonly replaces: number;
  readonly placed: readonly Placed[];
  readonly steps: number;
}

/** The outcome of a search: an order, or none within the steps allowed. */
export type OrderSearch =
  | FoundOrder
  | { readonly placed: undefined; readonly steps: number; readonly isWhole: boolean };

/** Deeds in flight that an order may have before the one that needs an explanation. */
const EARLY_MAX = 3;

/**
 * An order of the deeds placed last, of `deed`, and of some that are in flight, in which all have the results that the log shows.
 * It goes back as few deeds as it can; the earlier order is tried first. O(`stepsMax`) questions to the specification.
 */
export function searchOrder(
  history: readonly Placed[],
  world: World,
  deed: Deed,
  inFlight: readonly Deed[],
  stepsMax: number,
): OrderSearch {
  const search = new Search(inFlight, stepsMax);
  const inserted = search.inserted(history, deed);
  if (inserted !== undefined) return { ...inserted, steps: search.steps };
  for (let back = 0; back <= history.length; back += 1) {
    const from = history[history.length - back];
    const undone = history.slice(history.length - back);
    if (from !== undefined && !canMove(from.deed, undone, deed, inFlight)) continue;
    const placed = search.from(from?.before ?? world, [...undone.map((one) => one.deed), deed]);
    if (placed !== undefined) return { replaces: back, placed, steps: search.steps };
    if (search.steps >= stepsMax) break;
  }
  return { placed: undefined, steps: search.steps, isWhole: search.steps < stepsMax };
}

/** Whether going back to a deed gives orders that going back less far does not: another can come before it. */
function canMove(first: Deed, undone: readonly Placed[], deed: Deed, inFlight: readonly Deed[]): boolean {
  const canPrecede = (other: Deed): boolean => other !== first && !isBefore(first, other);
  return canPrecede(deed) || undone.some((one) => canPrecede(one.deed)) || inFlight.some(canPrecede);
}

class Search {
  readonly #inFlight: readonly Deed[];
  readonly #stepsMax: number;
  steps = 0;

  constructor(inFlight: readonly Deed[], stepsMax: number) {
    this.#inFlight = inFlight;
    this.#stepsMax = stepsMax;
  }

  /** The order so far with the deed at an earlier place, as late as it can be: what most overlaps come to, for few steps. */
  inserted(
    history: readonly Placed[],
    deed: Deed,
  ): { readonly replaces: number; readonly placed: readonly Placed[] } | undefined {
    for (let back = 1; back <= history.length; back += 1) {
      const from = history[history.length - back];
      if (from === undefined || isBefore(from.deed, deed) || this.steps >= this.#stepsMax) return undefined;
      const deeds = [deed, ...history.slice(history.length - back).map((one) => one.deed)];
      const placed = this.#inOrder(from.before, deeds);
      if (placed !== undefined) return { replaces: back, placed };
    }
    return undefined;
  }

  /** The deeds in just this order. */
  #inOrder(world: World, [deed, ...rest]: readonly Deed[]): readonly Placed[] | undefined {
    if (deed === undefined) return [];
    if (this.steps >= this.#stepsMax) return undefined;
    this.steps += 1;
    for (const after of deed.perform(world)) {
      const others = this.#inOrder(after, rest);
      if (others !== undefined) return [{ deed, before: world, after }, ...others];
    }
    return undefined;
  }

  /** An order of all of these deeds, and of some in flight, that begins in this world. */
  from(world: World, deeds: readonly Deed[]): readonly Placed[] | undefined {
    for (let early = 0; early <= Math.min(EARLY_MAX, this.#inFlight.length); early += 1) {
      const found = this.#extend(world, deeds, this.#inFlight, early);
      if (found !== undefined || this.steps >= this.#stepsMax) return found;
    }
    return undefined;
  }

  /** With exactly `early` of those in flight. */
  #extend(
    world: World,
    deeds: readonly Deed[],
    inFlight: readonly Deed[],
    early: number,
  ): readonly Placed[] | undefined {
    if (deeds.length === 0) return early === 0 ? [] : undefined;
    const latest = latestEntries(deeds);
    for (const deed of deeds) {
      if (!canBeNext(deed, latest)) continue;
      const rest = deeds.filter((other) => other !== deed);
      const found = this.#after(world, deed, rest, inFlight, early);
      if (found !== undefined) return found;
    }
    if (early === 0) return undefined;
    for (const deed of inFlight) {
      if (!canBeNext(deed, latest)) continue;
      const others = inFlight.filter((other) => other !== deed);
      const found = this.#after(world, deed, deeds, others, early - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #after(
    world: World,
    deed: Deed,
    deeds: readonly Deed[],
    inFlight: readonly Deed[],
    early: number,
  ): readonly Placed[] | undefined {
    if (this.steps >= this.#stepsMax) return undefined;
    this.steps += 1;
    for (const after of deed.perform(world)) {
      const rest = this.#extend(after, deeds, inFlight, early);
      if (rest !== undefined) return [{ deed, before: world, after }, ...rest];
    }
    return undefined;
  }
}

/** The lines by which two of the deeds that remain have left: the first, and the first of the others. */
interface LatestEntries {
  readonly first: Deed | undefined;
  readonly left: number;
  readonly leftOfOthers: number;
}

function latestEntries(deeds: readonly Deed[]): LatestEntries {
  let first: Deed | undefined;
  let left = Infinity;
  let leftOfOthers = Infinity;
  for (const deed of deeds) {
    if (deed.left < left) {
      leftOfOthers = left;
      [first, left] = [deed, deed.left];
    } else if (deed.left < leftOfOthers) leftOfOthers = deed.left;
  }
  return { first, left, leftOfOthers };
}

/** Whether none of the deeds that remain came before it for certain. O(1). */
function canBeNext(deed: Deed, { first, left, leftOfOthers }: LatestEntries): boolean {
  return deed.entered <= (deed === first ? leftOfOthers : left);
}
