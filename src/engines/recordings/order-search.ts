// Searches the orders that a log leaves open for one that explains a result: a deed took effect somewhere between the line of its
// entry and that of its return, so two whose intervals overlap may have happened in either order.
import { StateIdentity } from '../../model/state-identity.ts';
import { Bearing } from './bearing.ts';
import type { Deed } from './deeds/deed.ts';
import { onlyAsks } from './deeds/deed.ts';
import type { Placed } from './placed.ts';
import type { LatestEntries, Remaining } from './remaining-deeds.ts';
import { canBeNext, RemainingDeeds } from './remaining-deeds.ts';
import type { World } from './world.ts';

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

/** Changes to the order so far, tried one after the other; the last allows any order. */
const CHANGES_MAX = [0, 1, 2, 4, Infinity];

/**
 * An order of the deeds placed last, of `deed`, and of some that are in flight, in which all have the results that the log shows:
 * with as few changes to the order so far as can be, going back as few deeds as can be. First those deeds alone change places that
 * share a process or a group with this one, then all. O(`stepsMax`) questions to the specification.
 */
export function searchOrder(
  history: readonly Placed[],
  world: World,
  deed: Deed,
  inFlight: readonly Deed[],
  stepsMax: number,
): OrderSearch {
  const bearing = new Bearing(deed, world, history, inFlight);
  const all = [...history.map((placed) => placed.deed), deed, ...inFlight];
  const causes = new Set([...bearing.causesOf(deed, history, inFlight), deed]);
  let circles: readonly ReadonlySet<Deed>[] = [causes, bearing.around([deed], all), new Set(all)];
  let steps = 0;
  for (const changes of CHANGES_MAX) {
    const cutShort: ReadonlySet<Deed>[] = [];
    for (const movable of circles) {
      const isLast = changes === Infinity && movable === circles.at(-1);
      const allowed = isLast ? stepsMax : steps + (stepsMax - steps) / 2;
      const flights = inFlight.filter((flight) => movable.has(flight));
      let isCutShort = false;
      for (const back of waysBack(history, movable, deed, flights)) {
        const undone = history.slice(history.length - back);
        const deeds = [...undone.map((one) => one.deed), deed];
        const search = new Search(deeds, movable, flights, bearing, allowed - steps);
        const placed = search.from(undone[0]?.before ?? world, changes);
        steps += search.steps;
        isCutShort = search.isCutShort;
        if (placed !== undefined) return { replaces: back, placed, steps };
      }
      if (isCutShort) cutShort.push(movable);
    }
    circles = cutShort;
  }
  return { placed: undefined, steps, isWhole: circles.length === 0 };
}

/**
 * The numbers of deeds to take back, each time four times as many as before of those that could have been otherwise: another one can
 * come before it, or another world behind it.
 */
function waysBack(
  history: readonly Placed[],
  movable: ReadonlySet<Deed>,
  deed: Deed,
  inFlight: readonly Deed[],
): readonly number[] {
  let earliest = Math.min(deed.entered, ...inFlight.map(({ entered }) => entered));
  const backs: number[] = [];
  for (let back = 1; back <= history.length; back += 1) {
    const from = history[history.length - back];
    if (from === undefined) break;
    const { deed: last, isChoice } = from;
    if (movable.has(last) && (isChoice || last.left >= earliest)) backs.push(back);
    earliest = Math.min(earliest, last.entered);
  }
  const ways = [0];
  for (let count = 1; count < 4 * backs.length; count *= 4)
    ways.push(backs[Math.min(count, backs.length) - 1] ?? 0);
  return ways;
}

/** The deeds that remain to be done: those not put aside in their order, and those put aside. */
interface Left {
  readonly rest: Remaining;
  readonly aside: readonly Deed[];
  readonly inFlight: readonly Deed[];
  readonly changes: number;
  /** The deed done last. */
  readonly last: Deed | undefined;
  /** The number of the world's state: see {@link StateIdentity.hashAfter}. */
  readonly hash: number;
  /** The number of the deeds that are left, and of how: see {@link Search.#moved}. */
  readonly number: number;
}

/** The kinds of deeds that are left: a deed that is done is of none. */
type Kind = 'rest' | 'aside' | 'inFlight';
const KINDS: readonly Kind[] = ['rest', 'aside', 'inFlight'];

/** Depth first, and nothing twice: what is left after the same deeds have led to the same world has been tried. */
class Search {
  readonly #left: Left;
  readonly #rest: RemainingDeeds;
  readonly #target: Deed | undefined;
  readonly #movable: ReadonlySet<Deed>;
  readonly #bearing: Bearing;
  readonly #stepsMax: number;
  readonly #identity = new StateIdentity([]);
  readonly #places = new Map<Deed, number>();
  /** The most changes that were left where this was tried. */
  readonly #tried = new Map<string, number>();
  /** A number for each set of a world, since sets are seldom changed. */
  readonly #sets = new Map<object, number>();
  readonly #order: Placed[] = [];
  #putAside = 0;
  steps = 0;
  /** There were more orders, with more changes. */
  isCutShort = false;

  constructor(
    deeds: readonly Deed[],
    movable: ReadonlySet<Deed>,
    inFlight: readonly Deed[],
    bearing: Bearing,
    stepsMax: number,
  ) {
    this.#target = deeds.at(-1);
    this.#rest = new RemainingDeeds(deeds);
    const rest = this.#rest.all();
    this.#left = { rest, aside: [], inFlight, changes: 0, last: undefined, hash: 0, number: 0 };
    this.#movable = movable;
    this.#bearing = bearing;
    this.#stepsMax = stepsMax;
    for (const deed of [...deeds, ...inFlight]) this.#places.set(deed, this.#places.size);
  }

  /** An order of all of these deeds, and of some in flight, that begins in this world, with so many changes at most. */
  from(world: World, changes: number): readonly Placed[] | undefined {
    return this.#extend(world, { ...this.#left, changes }) ? this.#order : undefined;
  }

  #extend(world: World, left: Left): boolean {
    const { rest, aside, last } = left;
    const first = this.#rest.next(rest);
    if (first === undefined && aside.length === 0) return true;
    if (this.#wasTried(world, left)) return false;
    const latest = this.#rest.latestEntries(rest, aside);
    // One that was put aside comes back after what it had to wait for.
    for (const deed of aside) {
      const mayComeBack = last === undefined || first === undefined || this.#bearing.shares(deed, last);
      if (!mayComeBack && deed !== latest.first) continue;
      if (!canBeNext(deed, latest)) continue;
      if (this.#perform(world, deed, this.#moved(left, deed, 'aside'))) return true;
    }
    if (first === undefined) return false;
    const absorbed = this.#absorb(world, left, first, latest);
    if (absorbed !== undefined) return this.#extend(world, absorbed);
    if (canBeNext(first, latest) && this.#perform(world, first, this.#moved(left, first, 'rest')))
      return true;
    return this.#movable.has(first) && this.#change(world, left, first, latest);
  }

  /** Has another deed before the next one, or puts that aside. */
  #change(world: World, left: Left, first: Deed, latest: LatestEntries): boolean {
    const { rest, aside, inFlight, changes } = left;
    const mayGoBefore = (deed: Deed): boolean => canBeNext(deed, latest) && this.#mayChange(deed, first);
    const earlier = this.#rest
      .enteredBy(rest, latest.leftOfOthers)
      .filter((deed) => deed !== first && mayGoBefore(deed));
    const early = inFlight.filter(mayGoBefore);
    const mayWait = [...this.#rest.enteredBy(rest, first.left), ...inFlight].some(
      (deed) => deed !== first && deed.entered <= first.left && this.#mayChange(deed, first),
    );
    if (earlier.length + early.length === 0 && !mayWait) return false;
    if (changes === 0) {
      this.isCutShort = true;
      return false;
    }
    const fewer = { ...left, changes: changes - 1 };
    for (const deed of earlier) if (this.#perform(world, deed, this.#moved(fewer, deed, 'rest'))) return true;
    for (const deed of early)
      if (this.#perform(world, deed, this.#moved(fewer, deed, 'inFlight'))) return true;
    if (!mayWait || this.#isOver()) return false;
    this.#putAside += 1;
    const moved = this.#moved(fewer, first, 'rest');
    const number = moved.number ^ this.#numberIn(first, 'aside');
    return this.#extend(world, { ...moved, aside: [...aside, first], number });
  }

  /** The deeds that are left without one of a kind. Their number is a sum in which each of them stands with its kind. O(1) mostly. */
  #moved(left: Left, deed: Deed, from: Kind): Left {
    const { rest, aside, inFlight } = left;
    return {
      ...left,
      rest: from === 'rest' ? this.#rest.without(rest, deed) : rest,
      aside: from === 'aside' ? aside.filter((other) => other !== deed) : aside,
      inFlight: from === 'inFlight' ? inFlight.filter((other) => other !== deed) : inFlight,
      number: left.number ^ this.#numberIn(deed, from),
    };
  }

  #numberIn(deed: Deed, kind: Kind): number {
    return mixed(3 * (this.#places.get(deed) ?? 0) + KINDS.indexOf(kind) + 1);
  }

  /** Whether it would make a difference if the two changed places. */
  #mayChange(deed: Deed, first: Deed): boolean {
    return this.#movable.has(deed) && this.#bearing.shares(deed, first);
  }

  /**
   * Does a deed that only asks, and gets its answer in this world already: the next, or one that the next might keep from it.
   * There is no harm in having it now, so that nothing else need be tried. Gives what is left then.
   */
  #absorb(world: World, left: Left, first: Deed, latest: LatestEntries): Left | undefined {
    for (const deed of this.#rest.enteredBy(left.rest, latest.leftOfOthers)) {
      if (!canBeNext(deed, latest) || !onlyAsks(deed)) continue;
      if (deed !== first && !this.#bearing.shares(deed, first)) continue;
      if (this.#isOver()) return undefined;
      this.steps += 1;
      const [after, ...more] = deed.perform(world);
      if (after !== world || more.length > 0) continue;
      this.#order.push({ deed, before: world, after, isChoice: false, isShown: true });
      return { ...this.#moved(left, deed, 'rest'), last: deed };
    }
    return undefined;
  }

  /** Whether the steps are used up; a deed put aside uses up one, too, since there are many ways to put deeds aside. */
  #isOver(): boolean {
    if (this.steps + this.#putAside < this.#stepsMax) return false;
    this.isCutShort = true;
    return true;
  }

  #perform(world: World, deed: Deed, left: Left): boolean {
    if (this.#isOver()) return false;
    this.steps += 1;
    const { length } = this.#order;
    const shown = deed.perform(world);
    // The one that is searched for is to be explained as it is shown.
    const others = deed === this.#target ? undefined : deed.otherwise?.(world);
    for (const after of [...shown, ...(others ?? [])]) {
      const isChoice = shown.length > 1 || others !== undefined;
      this.#order.push({ deed, before: world, after, isChoice, isShown: shown.includes(after) });
      const hash = this.#identity.hashAfter(world.state, left.hash, after.state);
      if (this.#extend(after, { ...left, last: deed, hash })) return true;
      this.#order.length = length;
    }
    return false;
  }

  /**
   * Tells if the same is left as before, in the same world, with as many changes: taken from numbers of 64 bits, of which two are
   * equal by chance in one of 10^11 searches. O(1).
   */
  #wasTried(
    { reaper, outsiders, hidden, gone, endedGroups, terminals, released }: World,
    left: Left,
  ): boolean {
    const { changes, hash, number } = left;
    const sets = [outsiders, hidden, gone, endedGroups, terminals, released].map((set) =>
      this.#numberOf(set),
    );
    const key = `${hash} ${number} ${sets.join(' ')} ${reaper ?? ''}`;
    if ((this.#tried.get(key) ?? -1) >= changes) return true;
    this.#tried.set(key, changes);
    return false;
  }

  #numberOf(set: object): number {
    const known = this.#sets.get(set);
    if (known !== undefined) return known;
    const number = this.#sets.size;
    this.#sets.set(set, number);
    return number;
  }
}

/** Spreads a small number over 32 bits (the finalizer of MurmurHash3). */
function mixed(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
