// Sequences that together run every command from every state of a bound: the exhaustive search as a test plan, for
// systems that can be reset and asked, and neither copied nor put into a state.
import { counted } from '../../contract/format-numbers.ts';
import type { Command } from '../../contract/command.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import { ModelStates } from '../model-states.ts';
import type { Successor } from '../model-states.ts';

/** States of a tour at most: more would take minutes to plan, and hours to run. */
export const TOUR_STATES_MAX = 10_000;

/** The bound has more states than a tour takes. */
export class TooManyStates extends Error {
  constructor() {
    super(`a tour takes up to ${counted(TOUR_STATES_MAX, 'state')}`);
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
}

export interface Tour {
  readonly sequences: readonly (readonly Command[])[];
  /** States of the bound, and the commands that change them: every one of these is in some sequence. */
  readonly states: number;
  readonly transitions: number;
  /** Commands run besides that are refused or change nothing: all there are, where these were asked for. */
  readonly still: number;
}

/** A state of the model, and what each command makes of it. */
interface Place {
  /** Commands that change it, as labels, and where they lead. */
  readonly moves: readonly { readonly label: number; readonly to: number }[];
  /** Commands to run there that are refused or change nothing. */
  readonly still: readonly number[];
}

/**
 * A greedy walk: from where it stands it takes what was not run yet; where all was, it goes the shortest way to a state
 * with something left, from there or from a reset, whichever is shorter. Not the shortest tour there is (that is the
 * Chinese postman's), and within a small factor of it. O(states × transitions) at worst. Throws {@link TooManyStates}.
 */
export function tourOf({ specification, bound, still, sequenceMax }: TourPlan): Tour {
  const states = new ModelStates(specification, { ...bound, newIds: 'lowest' }, { upToRenaming: false });
  const { commands } = states;
  const places = placesOf(states, still);
  const walk = new Walk(places);
  const sequences: Command[][] = [];
  while (walk.isLeft()) {
    const labels = walk.sequence(sequenceMax);
    sequences.push(labels.map((label) => commands[label]));
  }
  return {
    sequences,
    states: places.length,
    transitions: places.reduce((sum, { moves }) => sum + moves.length, 0),
    still: walk.stillRun,
  };
}

/** One walk after the other, until everything was run. */
class Walk {
  readonly #places: readonly Place[];
  /** By place: how many of its moves were run. */
  readonly #moved: Uint16Array;
  readonly #rested: Uint8Array;
  #left: number;
  stillRun = 0;

  constructor(places: readonly Place[]) {
    this.#places = places;
    this.#moved = new Uint16Array(places.length);
    this.#rested = new Uint8Array(places.length);
    this.#left = places.length;
    for (let at = 0; at < places.length; at += 1) if (this.#isDone(at)) this.#left -= 1;
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
      const way = this.#wayFrom(at);
      if (way === undefined) return labels;
      if (labels.length > 0 && at !== 0) {
        const fromReset = this.#wayFrom(0);
        if (fromReset !== undefined && fromReset.labels.length < way.labels.length) return labels;
      }
      labels.push(...way.labels);
      at = way.to;
    }
  }

  /** Everything still at this place, then a move that was not run yet, and so on; where it ends. */
  #runHere(start: number, labels: number[]): number {
    let at = start;
    for (;;) {
      const { moves, still } = this.#places[at];
      const wasDone = this.#isDone(at);
      if (this.#rested[at] === 0) {
        labels.push(...still);
        this.stillRun += still.length;
        this.#rested[at] = 1;
      }
      const move = moves[this.#moved[at]];
      if (move !== undefined) this.#moved[at] = this.#moved[at] + 1;
      if (!wasDone && this.#isDone(at)) this.#left -= 1;
      if (move === undefined) return at;
      labels.push(move.label);
      at = move.to;
    }
  }

  #isDone(at: number): boolean {
    const { moves, still } = this.#places[at];
    return this.#moved[at] >= moves.length && (this.#rested[at] === 1 || still.length === 0);
  }

  /** The shortest way to a place with something left, breadth first. */
  #wayFrom(start: number): { readonly labels: readonly number[]; readonly to: number } | undefined {
    const cameBy = new Map<number, { readonly from: number; readonly label: number } | undefined>([
      [start, undefined],
    ]);
    for (const at of cameBy.keys()) {
      if (!this.#isDone(at)) {
        const labels: number[] = [];
        for (let back = cameBy.get(at); back !== undefined; back = cameBy.get(back.from))
          labels.push(back.label);
        return { labels: labels.reverse(), to: at };
      }
      for (const { label, to } of this.#places[at].moves)
        if (!cameBy.has(to)) cameBy.set(to, { from: at, label });
    }
    return undefined;
  }
}

/**
 * Every state of the bound, the first one first. Without `everything`, of the commands that change nothing only the
 * first of each kind is kept: the same name and the same refusals.
 */
function placesOf(states: ModelStates, everything: boolean): readonly Place[] {
  const places: Place[] = [];
  const kinds = new Set<string>();
  const isWanted = ({ command, refusals }: Successor): boolean => {
    const kind = `${command.name} ${refusals}`;
    const known = kinds.has(kind);
    kinds.add(kind);
    return everything || !known;
  };
  const found = [states.start()];
  states.numberOf(found[0]);
  for (const cells of found) {
    const moves: { readonly label: number; readonly to: number }[] = [];
    const still: number[] = [];
    for (const successor of states.successorsOf(cells)) {
      const { label, leadsTo } = successor;
      if (leadsTo === undefined) {
        if (isWanted(successor)) still.push(label);
        continue;
      }
      const to = states.numberOf(leadsTo);
      if (to === found.length && found.push(leadsTo) > TOUR_STATES_MAX) throw new TooManyStates();
      moves.push({ label, to });
    }
    places.push({ moves, still });
  }
  return places;
}
