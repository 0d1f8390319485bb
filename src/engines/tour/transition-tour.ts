// Sequences that together run every command from every state of a bound: the exhaustive search as a test plan, for
// systems that can be reset and asked, and neither copied nor put into a state.
import { counted } from '../../contract/format-numbers.ts';
import type { Command } from '../../contract/command.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import { ModelStates } from '../model-states.ts';
import type { Successor } from '../model-states.ts';

/** States of a tour at most where nothing else is said: more would take minutes to plan, and hours to run. */
export const TOUR_STATES_MAX = 10_000;

/** Places that are looked at for a way from where the walk stands, before the map is asked. */
const NEAR_MAX = 100;
/** Moves that there may be for each way asked of a map, before a way that leads nowhere has it drawn anew. */
const MOVES_A_WAY = 10_000;
/** Commands that a reset is worth, with the way back to init alone before it: a walk goes on rather than save fewer. */
const RESET_WORTH = 12;
/** States found between two reports of how far the planning is. */
const PACE = 1000;

/** The bound has more states than a tour takes. */
export class TooManyStates extends Error {
  constructor(statesMax: number) {
    super(`a tour takes up to ${counted(statesMax, 'state')}`);
  }
}

/** The goal of a tour. */
export interface TourPlan {
  /** By which its states are planned. */
  readonly specification: Specification;
  /** New ids are the lowest free ones, whatever it says of them. */
  readonly bound: SpaceBound;
  /** Whether commands that are refused or change nothing are run from every state too; else each kind once. */
  readonly still: boolean;
  /** Commands of a sequence at most, but for one that is longer on its way to what it covers. */
  readonly sequenceMax: number;
  /** Whether of states that differ by the names of ids alone the first one stands for all; else each is gone through. */
  readonly symmetry?: boolean;
  /** States of the bound at most; by default {@link TOUR_STATES_MAX}. */
  readonly statesMax?: number;
  /** Told now and then how many states have been found: large bounds take minutes to plan. */
  readonly found?: (states: number) => void;
}

export interface Tour {
  readonly sequences: readonly (readonly Command[])[];
  /** States that are gone through, and the commands that change them: every one of these is in some sequence. */
  readonly states: number;
  readonly transitions: number;
  /** Commands run besides that are refused or change nothing: all there are, where these were asked for. */
  readonly still: number;
}

/** A state of the model, and what each command makes of it. */
interface Place {
  /** Commands that change it, as labels, and where each leads: a label, a place, a label, … */
  readonly moves: Int32Array;
  /** Commands to run there that are refused or change nothing, as labels. */
  readonly still: Int32Array;
  /** Whether its commands are to be run; else it is only passed through. */
  readonly isToursOwn: boolean;
  /** The place that it was found from, which is nearest to the reset, and the label that led here. */
  readonly from: number;
  readonly by: number;
}

/**
 * A greedy walk: from where it stands it takes what was not run yet; where all was, it goes the shortest way to a state
 * with something left, from there or, where that saves more than it costs, from a reset. To one that is far it goes by a map
 * of the ways, drawn anew now and then, so that way may be longer than the shortest. Not the shortest tour there is (that is
 * the Chinese postman's), and within a small factor of it. O(transitions), and amortized a constant for each that does not
 * follow from the one before. Throws {@link TooManyStates}.
 */
export function tourOf(plan: TourPlan): Tour {
  const { specification, bound, sequenceMax, symmetry = false } = plan;
  const lowest: SpaceBound = { ...bound, newIds: 'lowest' };
  const states = new ModelStates(specification, lowest, { upToRenaming: false });
  const orbits = symmetry ? new ModelStates(specification, lowest, { upToRenaming: true }) : undefined;
  const { commands } = states;
  const places = placesOf(states, orbits, plan);
  const own = places.filter(({ isToursOwn }) => isToursOwn);
  const walk = new Walk(places);
  const sequences: Command[][] = [];
  while (walk.isLeft()) {
    const labels = walk.sequence(sequenceMax);
    sequences.push(labels.map((label) => commands[label]));
  }
  return {
    sequences,
    states: own.length,
    transitions: own.reduce((sum, { moves }) => sum + moves.length / 2, 0),
    still: walk.stillRun,
  };
}

/** One walk after the other, until everything was run. */
class Walk {
  readonly #places: readonly Place[];
  /** By place: how many of its moves were run. */
  readonly #moved: Uint16Array;
  readonly #rested: Uint8Array;
  readonly #near: NearSearch;
  readonly #map: WayMap;
  #left = 0;
  /** The first place with something left: all before it are done. */
  #first = 0;
  stillRun = 0;

  constructor(places: readonly Place[]) {
    this.#places = places;
    this.#moved = new Uint16Array(places.length);
    this.#rested = new Uint8Array(places.length);
    const isDone = (at: number): boolean => this.#isDone(at);
    this.#near = new NearSearch(places, isDone);
    this.#map = new WayMap(places, isDone);
    for (let at = 0; at < places.length; at += 1) if (!this.#isDone(at)) this.#left += 1;
  }

  isLeft(): boolean {
    return this.#left > 0;
  }

  /** The labels of one sequence from a reset. */
  sequence(lengthMax: number): readonly number[] {
    const labels: number[] = [];
    let at = 0;
    for (;;) {
      at = this.#runHere(at, labels);
      if (!this.isLeft() || (labels.length >= lengthMax && labels.length > 0)) return labels;
      const fromReset = this.#wayFromReset();
      const way = labels.length === 0 ? fromReset : this.#wayFrom(at);
      if (way === undefined || fromReset.labels.length + RESET_WORTH < way.labels.length) return labels;
      labels.push(...way.labels);
      at = way.to;
    }
  }

  /** Everything still at this place, then a move that was not run yet, and so on; where it ends. */
  #runHere(start: number, labels: number[]): number {
    let at = start;
    for (;;) {
      const { moves, still } = this.#places[at];
      if (this.#isDone(at)) return at;
      if (this.#rested[at] === 0) {
        for (const label of still) labels.push(label);
        this.stillRun += still.length;
        this.#rested[at] = 1;
      }
      const next = this.#moved[at] * 2;
      const hasMoved = next < moves.length;
      if (hasMoved) {
        this.#bringForward(moves, next);
        this.#moved[at] += 1;
      }
      if (this.#isDone(at)) this.#left -= 1;
      if (!hasMoved) return at;
      labels.push(moves[next]);
      at = moves[next + 1];
    }
  }

  /** Puts a move that leads to a place with something left first among those from here on, if there is one. O(moves). */
  #bringForward(moves: Int32Array, from: number): void {
    for (let move = from; move < moves.length; move += 2) {
      if (this.#isDone(moves[move + 1])) continue;
      const [label, to] = [moves[move], moves[move + 1]];
      moves.copyWithin(from + 2, from, move);
      moves[from] = label;
      moves[from + 1] = to;
      return;
    }
  }

  #isDone(at: number): boolean {
    const { moves, still, isToursOwn } = this.#places[at];
    return (
      !isToursOwn || (this.#moved[at] * 2 >= moves.length && (this.#rested[at] === 1 || still.length === 0))
    );
  }

  /** A short way to a place with something left; none where none was found. */
  #wayFrom(at: number): Way | undefined {
    const near = this.#near.wayFrom(at);
    if (near !== undefined) return near;
    const far = this.#map.wayFrom(at);
    if (!this.#isDone(far.to)) return far;
    const further = this.#near.wayFrom(far.to);
    return further && { labels: [...far.labels, ...further.labels], to: further.to };
  }

  /** The way from a reset to the nearest place with something left: places stand in the order of their distance. */
  #wayFromReset(): Way {
    while (this.#isDone(this.#first)) this.#first += 1;
    const labels: number[] = [];
    for (let at = this.#first; at !== 0; at = this.#places[at].from) labels.push(this.#places[at].by);
    return { labels: labels.reverse(), to: this.#first };
  }
}

/** Looks for the nearest place with something left, breadth first, and gives up soon. Allocates nothing but the way. */
class NearSearch {
  readonly #places: readonly Place[];
  readonly #isDone: (at: number) => boolean;
  /** The places found, and of each the place in this queue that it was found from, and by which label. */
  readonly #queue = new Int32Array(NEAR_MAX);
  readonly #cameFrom = new Int32Array(NEAR_MAX);
  readonly #cameBy = new Int32Array(NEAR_MAX);
  /** By place: the last search that found it. */
  readonly #seenIn: Int32Array;
  #searches = 0;
  /** Places found by the search at hand. */
  #found = 0;

  constructor(places: readonly Place[], isDone: (at: number) => boolean) {
    this.#places = places;
    this.#isDone = isDone;
    this.#seenIn = new Int32Array(places.length);
  }

  /** The shortest way; none where none is near. */
  wayFrom(start: number): Way | undefined {
    this.#searches += 1;
    this.#found = 0;
    this.#note(start, 0, 0);
    for (let next = 0; next < this.#found; next += 1) {
      if (!this.#isDone(this.#queue[next])) return this.#wayTo(next);
      const { moves } = this.#places[this.#queue[next]];
      for (let move = 0; move < moves.length && this.#found < NEAR_MAX; move += 2)
        this.#note(moves[move + 1], next, moves[move]);
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

/** Knows for every place the first step of a shortest way to one with something left, as it was when the map was drawn. */
class WayMap {
  readonly #places: readonly Place[];
  readonly #isDone: (at: number) => boolean;
  /** The moves that lead to each place, as those from it stand in {@link Place}: where each comes from, by which label. */
  readonly #starts: Int32Array;
  readonly #into: Int32Array;
  /** By place: the first step of its way, and its label; −1 where no way is known. */
  readonly #step: Int32Array;
  readonly #label: Int32Array;
  readonly #queue: Int32Array;
  /** Ways asked for since it was drawn. */
  #asked = 0;

  constructor(places: readonly Place[], isDone: (at: number) => boolean) {
    this.#places = places;
    this.#isDone = isDone;
    this.#starts = new Int32Array(places.length + 1);
    for (const { moves } of places)
      for (let move = 0; move < moves.length; move += 2) this.#starts[moves[move + 1] + 1] += 2;
    for (let at = 0; at < places.length; at += 1) this.#starts[at + 1] += this.#starts[at];
    this.#into = new Int32Array(this.#starts[places.length]);
    const filled = this.#starts.slice(0, places.length);
    for (const [from, { moves }] of places.entries())
      for (let move = 0; move < moves.length; move += 2) {
        const at = filled[moves[move + 1]];
        this.#into[at] = moves[move];
        this.#into[at + 1] = from;
        filled[moves[move + 1]] = at + 2;
      }
    this.#step = new Int32Array(places.length).fill(-1);
    this.#label = new Int32Array(places.length);
    this.#queue = new Int32Array(places.length);
  }

  /** A way to a place that has something left, or had when the map was drawn. O(way), but for the drawing of a map. */
  wayFrom(start: number): Way {
    this.#asked += 1;
    const way = this.#follow(start);
    if (!this.#isDone(way.to) || this.#asked * MOVES_A_WAY < this.#into.length / 2) return way;
    this.#draw();
    return this.#follow(start);
  }

  #follow(start: number): Way {
    const labels: number[] = [];
    let at = start;
    while (this.#isDone(at) && this.#step[at] >= 0 && this.#step[at] !== at) {
      labels.push(this.#label[at]);
      at = this.#step[at];
    }
    return { labels, to: at };
  }

  /** Breadth first from all places with something left, against the moves. O(transitions). */
  #draw(): void {
    this.#asked = 0;
    this.#step.fill(-1);
    let found = 0;
    for (let at = 0; at < this.#places.length; at += 1) {
      if (this.#isDone(at)) continue;
      this.#step[at] = at;
      this.#queue[found] = at;
      found += 1;
    }
    for (let next = 0; next < found; next += 1) {
      const to = this.#queue[next];
      for (let move = this.#starts[to]; move < this.#starts[to + 1]; move += 2) {
        const from = this.#into[move + 1];
        if (this.#step[from] >= 0) continue;
        this.#step[from] = to;
        this.#label[from] = this.#into[move];
        this.#queue[found] = from;
        found += 1;
      }
    }
  }
}

/** Labels to run, and the place that they lead to. */
interface Way {
  readonly labels: readonly number[];
  readonly to: number;
}

/**
 * Every state of the bound, in the order of their distance from the first one. Without `still`, of the commands that
 * change nothing only the first of each kind is kept: the same name and the same refusals. With `orbits`, of the states of
 * one orbit only the first one's commands are to be run.
 */
function placesOf(
  states: ModelStates,
  orbits: ModelStates | undefined,
  { still: everything, statesMax = TOUR_STATES_MAX, found: told }: TourPlan,
): readonly Place[] {
  const places: Place[] = [];
  const kinds = new Set<string>();
  const isWanted = ({ command, refusals }: Successor): boolean => {
    const kind = `${command.name} ${refusals}`;
    const known = kinds.has(kind);
    kinds.add(kind);
    return everything || !known;
  };
  const found = [{ cells: states.start(), from: 0, by: 0 }];
  states.numberOf(found[0].cells);
  for (const { cells, from, by } of found) {
    const isToursOwn = orbits === undefined || orbits.size === orbits.numberOf(cells);
    const moves: number[] = [];
    const still: number[] = [];
    for (const successor of states.successorsOf(cells)) {
      const { label, leadsTo } = successor;
      if (leadsTo === undefined) {
        if (isToursOwn && isWanted(successor)) still.push(label);
        continue;
      }
      const to = states.numberOf(leadsTo);
      if (to === found.length) {
        if (to >= statesMax) throw new TooManyStates(statesMax);
        found.push({ cells: leadsTo, from: places.length, by: label });
      }
      moves.push(label, to);
    }
    places.push({ moves: Int32Array.from(moves), still: Int32Array.from(still), isToursOwn, from, by });
    if (places.length % PACE === 0) told?.(places.length);
  }
  return places;
}
