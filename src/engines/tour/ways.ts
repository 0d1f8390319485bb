// Short ways between the places of a graph, to those where something is left, of which there are fewer and fewer.

/** Places that are looked at for one with something left, before the map is asked. */
const NEAR_MAX = 100;
/** Places that are looked at for one from which the map knows a way, before it is drawn anew. */
const KNOWN_MAX = 10_000;

/** The moves from a place: a label, the place that it leads to, a label, … */
interface Leading {
  readonly moves: Int32Array;
}

/** Labels to run, and the place that they lead to. */
export interface Way {
  readonly labels: readonly number[];
  readonly to: number;
}

/**
 * Finds ways to places with something left: the shortest one to a near place, else one by a map of ways, which may be longer than
 * the shortest. The map is drawn anew when searching has cost as much as drawing, which keeps both to a constant for each way.
 */
export class Ways {
  readonly #isLeft: (place: number) => boolean;
  readonly #near: NearSearch;
  readonly #map: WayMap;
  readonly #places: number;
  /** Places that searches looked at since the map was drawn. */
  #searched = 0;

  /** @param isLeft Whether something is left at a place: never again where nothing is. O(moves). */
  constructor(places: readonly Leading[], isLeft: (place: number) => boolean) {
    const graph = graphOf(places);
    this.#places = places.length;
    this.#isLeft = isLeft;
    this.#near = new NearSearch(graph);
    this.#map = new WayMap(graph, isLeft);
  }

  /** A short way to a place with something left; none where none was found among ten thousand places. Amortized O(1). */
  from(place: number): Way | undefined {
    return (
      this.#near.wayFrom(place, NEAR_MAX, this.#isLeft) ??
      this.#knownWayFrom(place) ??
      this.#drawnWayFrom(place)
    );
  }

  /** A way to a place from which the map knows one, and on by the map. */
  #knownWayFrom(place: number): Way | undefined {
    const known = this.#near.wayFrom(place, KNOWN_MAX, (at) => this.#map.knowsWayFrom(at));
    this.#searched += this.#near.found;
    if (known === undefined) return undefined;
    const onward = this.#map.wayFrom(known.to);
    return { labels: [...known.labels, ...onward.labels], to: onward.to };
  }

  /** A way by a new map, if one is due. */
  #drawnWayFrom(place: number): Way | undefined {
    if (this.#searched < this.#places) return undefined;
    this.#searched = 0;
    this.#map.draw();
    return this.#map.knowsWayFrom(place) ? this.#map.wayFrom(place) : undefined;
  }
}

/** The moves of all places, one for each two places that are connected, forwards and backwards. */
interface Graph {
  readonly places: number;
  readonly forward: Edges;
  readonly backward: Edges;
}

/** By place: where its edges start; by edge: the place at its other end, and a label. */
interface Edges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly labels: Int32Array;
}

function graphOf(places: readonly Leading[]): Graph {
  const forward = firstMoves(places);
  return { places: places.length, forward, backward: turned(forward) };
}

/** The first of the moves from one place to another, for each two. */
function firstMoves(places: readonly Leading[]): Edges {
  const starts = new Int32Array(places.length + 1);
  const lastFrom = new Int32Array(places.length).fill(-1);
  const ends: number[] = [];
  const labels: number[] = [];
  for (const [from, { moves }] of places.entries()) {
    for (let move = 0; move < moves.length; move += 2) {
      const to = moves[move + 1];
      if (lastFrom[to] === from) continue;
      lastFrom[to] = from;
      labels.push(moves[move]);
      ends.push(to);
    }
    starts[from + 1] = ends.length;
  }
  return { starts, ends: Int32Array.from(ends), labels: Int32Array.from(labels) };
}

function turned({ starts, ends, labels }: Edges): Edges {
  const places = starts.length - 1;
  const turnedStarts = new Int32Array(places + 1);
  for (const to of ends) turnedStarts[to + 1] += 1;
  for (let at = 0; at < places; at += 1) turnedStarts[at + 1] += turnedStarts[at];
  const filled = turnedStarts.slice(0, places);
  const back = {
    starts: turnedStarts,
    ends: new Int32Array(ends.length),
    labels: new Int32Array(ends.length),
  };
  for (let from = 0; from < places; from += 1)
    for (let edge = starts[from]; edge < starts[from + 1]; edge += 1) {
      const at = filled[ends[edge]];
      back.ends[at] = from;
      back.labels[at] = labels[edge];
      filled[ends[edge]] = at + 1;
    }
  return back;
}

/** Looks for the nearest place of a kind, breadth first, among so many. Allocates nothing but the way. */
class NearSearch {
  readonly #edges: Edges;
  /** The places found, and of each the place in this queue that it was found from, and by which label. */
  readonly #queue = new Int32Array(KNOWN_MAX);
  readonly #cameFrom = new Int32Array(KNOWN_MAX);
  readonly #cameBy = new Int32Array(KNOWN_MAX);
  /** By place: the last search that found it. */
  readonly #seenIn: Int32Array;
  #searches = 0;
  #found = 0;

  constructor({ places, forward }: Graph) {
    this.#edges = forward;
    this.#seenIn = new Int32Array(places);
  }

  /** The places that the last search found. */
  get found(): number {
    return this.#found;
  }

  /** The shortest way; none where none of the nearest `most` places, at most {@link KNOWN_MAX}, is wanted. */
  wayFrom(start: number, most: number, isWanted: (place: number) => boolean): Way | undefined {
    const { starts, ends, labels } = this.#edges;
    this.#searches += 1;
    this.#found = 0;
    this.#note(start, 0, 0);
    for (let next = 0; next < this.#found; next += 1) {
      const at = this.#queue[next];
      if (isWanted(at)) return this.#wayTo(next);
      for (let edge = starts[at]; edge < starts[at + 1] && this.#found < most; edge += 1)
        this.#note(ends[edge], next, labels[edge]);
    }
    return undefined;
  }

  #note(place: number, from: number, label: number): void {
    if (this.#seenIn[place] === this.#searches) return;
    this.#seenIn[place] = this.#searches;
    this.#queue[this.#found] = place;
    this.#cameFrom[this.#found] = from;
    this.#cameBy[this.#found] = label;
    this.#found += 1;
  }

  #wayTo(found: number): Way {
    const labels: number[] = [];
    for (let at = found; at !== 0; at = this.#cameFrom[at]) labels.push(this.#cameBy[at]);
    return { labels: labels.reverse(), to: this.#queue[found] };
  }
}

/**
 * Knows for every place the first step of a shortest way to one that had something left when the map was drawn, and whether that
 * one still has.
 */
class WayMap {
  readonly #edges: Edges;
  readonly #isLeft: (place: number) => boolean;
  /** By place: the first step of its way, and its label; −1 where no way is known. */
  readonly #step: Int32Array;
  readonly #label: Int32Array;
  /** By place: the end of its way. */
  readonly #goal: Int32Array;
  readonly #queue: Int32Array;

  constructor({ places, backward }: Graph, isLeft: (place: number) => boolean) {
    this.#edges = backward;
    this.#isLeft = isLeft;
    this.#step = new Int32Array(places).fill(-1);
    this.#label = new Int32Array(places);
    this.#goal = new Int32Array(places);
    this.#queue = new Int32Array(places);
  }

  /** Whether the place's way leads to one that still has something left. O(1). */
  knowsWayFrom(place: number): boolean {
    return this.#step[place] >= 0 && this.#isLeft(this.#goal[place]);
  }

  /** The way of a place that has one. O(way). */
  wayFrom(start: number): Way {
    const labels: number[] = [];
    let at = start;
    for (; this.#step[at] !== at; at = this.#step[at]) labels.push(this.#label[at]);
    return { labels, to: at };
  }

  /** Breadth first from all places with something left, against the edges. O(edges). */
  draw(): void {
    const { starts, ends, labels } = this.#edges;
    this.#step.fill(-1);
    let found = 0;
    for (let at = 0; at < this.#step.length; at += 1) {
      if (!this.#isLeft(at)) continue;
      this.#step[at] = at;
      this.#goal[at] = at;
      this.#queue[found] = at;
      found += 1;
    }
    for (let next = 0; next < found; next += 1) {
      const to = this.#queue[next];
      for (let edge = starts[to]; edge < starts[to + 1]; edge += 1) {
        const from = ends[edge];
        if (this.#step[from] >= 0) continue;
        this.#step[from] = to;
        this.#goal[from] = this.#goal[to];
        this.#label[from] = labels[edge];
        this.#queue[found] = from;
        found += 1;
      }
    }
  }
}
