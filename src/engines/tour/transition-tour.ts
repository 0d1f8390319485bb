// Sequences that together run every command from every state of a bound: the exhaustive search as a test plan, for
// systems that can be reset and asked, and neither copied nor put into a state.
import { counted } from '../../contract/format-numbers.ts';
import type { Command } from '../../contract/command.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import { ModelStates } from '../model-states.ts';
import type { Successor } from '../model-states.ts';
import type { Way } from './ways.ts';
import { Ways } from './ways.ts';

/** States of a tour at most where nothing else is said: more would take minutes to plan, and hours to run. */
export const TOUR_STATES_MAX = 10_000;

/** Commands that a reset is worth, with the way back to init alone before it: a walk goes on rather than save fewer. */
const RESET_WORTH = 12;
/** States found, or sequences laid out, between two reports of how far the planning is. */
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
  /** Told now and then how far the planning is: large bounds take minutes. */
  readonly progress?: (progress: PlanProgress) => void;
}

/** The states found so far; and, once all are, how many of them have commands for which there is no sequence yet. */
export interface PlanProgress {
  readonly states: number;
  readonly left?: number;
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
  while (walk.left > 0) {
    const labels = walk.sequence(sequenceMax);
    sequences.push(labels.map((label) => commands[label]));
    if (sequences.length % PACE === 0) plan.progress?.({ states: places.length, left: walk.left });
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
  readonly #ways: Ways;
  #left = 0;
  /** The first place with something left: all before it are done. */
  #first = 0;
  stillRun = 0;

  constructor(places: readonly Place[]) {
    this.#places = places;
    this.#moved = new Uint16Array(places.length);
    this.#rested = new Uint8Array(places.length);
    this.#ways = new Ways(places, (at) => !this.#isDone(at));
    for (let at = 0; at < places.length; at += 1) if (!this.#isDone(at)) this.#left += 1;
  }

  /** Places with something left. */
  get left(): number {
    return this.#left;
  }

  /** The labels of one sequence from a reset. */
  sequence(lengthMax: number): readonly number[] {
    const labels: number[] = [];
    let at = 0;
    for (;;) {
      at = this.#runHere(at, labels);
      if (this.#left === 0 || (labels.length >= lengthMax && labels.length > 0)) return labels;
      const fromReset = this.#wayFromReset();
      const way = labels.length === 0 ? fromReset : this.#ways.from(at);
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

  /** The way from a reset to the nearest place with something left: places stand in the order of their distance. */
  #wayFromReset(): Way {
    while (this.#isDone(this.#first)) this.#first += 1;
    const labels: number[] = [];
    for (let at = this.#first; at !== 0; at = this.#places[at].from) labels.push(this.#places[at].by);
    return { labels: labels.reverse(), to: this.#first };
  }
}

/**
 * Every state of the bound, in the order of their distance from the first one. Without `still`, of the commands that
 * change nothing only the first of each kind is kept: the same name and the same refusals. With `orbits`, of the states of
 * one orbit only the first one's commands are to be run.
 */
function placesOf(
  states: ModelStates,
  orbits: ModelStates | undefined,
  { still: everything, statesMax = TOUR_STATES_MAX, progress }: TourPlan,
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
    if (places.length % PACE === 0) progress?.({ states: places.length });
  }
  return places;
}
