// The state of a breadth-first search: visited table, frontier, counters, and whether the next piece of work fits the
// bounds. Runs nothing itself; the searches on one thread and on several both add to it.
import { brokenSearch } from './assert.ts';
import { EdgeList } from './edge-list.ts';
import { RowStorage } from './row-storage.ts';
import type { TransitionSystem } from './transition-system.ts';
import { keptWords } from './transition-system.ts';
import type { Hash } from './visited-table.ts';
import { VisitedTable } from './visited-table.ts';

/** The limits at which a search stops before it has seen everything. Checked between two states, so that it can go on. */
export interface Bounds {
  /** States at this depth are inspected, but not expanded. */
  readonly depthMax?: number | undefined;
  /** No state is expanded once there are this many; the last one expanded may overshoot it. */
  readonly statesMax?: number | undefined;
  /** No table grows beyond this in all, and the growth that would is not begun. */
  readonly memoryMaxBytes?: number | undefined;
}

/** The bound that made a search inconclusive, and a sentence about it. */
export interface Shortfall {
  readonly bound: keyof Bounds | 'interrupted';
  readonly reason: string;
}

/** Exact numbers; each state, and each label at each expanded state, is counted once. */
export interface Counts {
  /** Distinct states, the first one included; with symmetry, orbits. */
  readonly states: number;
  /** The orbit sizes of all states added up: the distinct states that a search without symmetry has. */
  readonly orbitSum: number;
  /** Accepted labels that led to a successor. */
  readonly transitions: number;
  readonly refusals: number;
  /** Accepted labels that changed nothing. */
  readonly selfLoops: number;
  /** The longest shortest path. */
  readonly depth: number;
  /** By length of the shortest path to them. While a level is being expanded, the last entry still grows. */
  readonly statesByDepth: readonly number[];
  readonly expanded: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
  readonly bytes: number;
}

/** The sizes that are fixed before the first state, and must be the same when a checkpoint is resumed. */
export interface SearchShape {
  readonly keyWords: number;
  /** The words of a row that are kept while its state waits. */
  readonly keptWords: number;
  readonly labels: number;
  readonly witnesses: number;
  readonly tallies: number;
  readonly symmetric: boolean;
  readonly edges: boolean;
}

/** The most that the next piece of work can add. */
export interface Coming {
  readonly states: number;
  /** New states that wait to be expanded. */
  readonly waiting: number;
  readonly expansions: number;
  readonly transitions: number;
}

/** The shape of a search of this system. */
export function searchShapeOf(system: TransitionSystem, symmetric: boolean, edges: boolean): SearchShape {
  const { keyWords, labels, witnesses, tallies } = system;
  return {
    keyWords,
    keptWords: keptWords(system),
    labels,
    witnesses,
    tallies: tallies.length,
    symmetric,
    edges,
  };
}

/** Labels fired, by what they came to. */
export interface LabelCounts {
  transitions: number;
  refusals: number;
  selfLoops: number;
}

/** The numbers of a search under way, as a checkpoint keeps them. */
export interface SavedSearch {
  readonly states: number;
  readonly transitions: number;
  readonly refusals: number;
  readonly selfLoops: number;
  readonly orbitSum: number;
  readonly inspected: number;
  readonly expanded: number;
  readonly levels: readonly number[];
  readonly levelEnd: number;
  readonly firstWitness: readonly number[];
  /** Null where they were too many to be kept. */
  readonly ends: readonly number[] | null;
  readonly edges: number;
}

/** States in which others end are few, of systems that have such; of more, none are kept, since to look at them would take too long. */
export const ENDS_MAX = 10_000;

/**
 * Breadth-first order is order of ids: states are inspected, then expanded, by ascending id, and a level
 * is the ids from the last of `#levels` up to `#levelEnd`. So neither depth nor order is stored with a state.
 *
 *   0 ≤ expanded ≤ inspected ≤ levelEnd ≤ states found, and the levels begin at ascending ids
 *
 * holds between any two calls; {@link flawIn} says where saved numbers break it.
 */
export class SearchState {
  readonly shape: SearchShape;
  readonly visited: VisitedTable;
  /** By id, the rows as reached (the key, and a payload that cannot be retraced), from the first state not yet expanded on. */
  readonly frontier: RowStorage;
  readonly edges: EdgeList | undefined;
  #transitions = 0;
  #refusals = 0;
  #selfLoops = 0;
  #orbitSum = 0;
  #inspected = 0;
  #expanded = 0;
  /** The first id of each level begun. */
  #levels: number[] = [0];
  #levelEnd = 1;
  /** By witness, the first state that is it, or −1. */
  readonly #firstWitness: Float64Array;
  /** The states in which others end, by ascending id. */
  #ends: number[] | null = [];
  readonly #nextExpansion: Coming;

  constructor(shape: SearchShape, hash?: Hash) {
    this.shape = shape;
    this.visited = new VisitedTable(shape.keyWords, hash);
    this.frontier = new RowStorage(shape.keptWords);
    this.edges = shape.edges ? new EdgeList() : undefined;
    this.#firstWitness = new Float64Array(shape.witnesses).fill(-1);
    const { labels } = shape;
    this.#nextExpansion = { states: labels, waiting: labels, expansions: 1, transitions: labels };
  }

  /** Ids below are inspected; while a state is being inspected, this is its id. */
  get inspected(): number {
    return this.#inspected;
  }

  /** Ids below are expanded; while a state is being expanded, this is its id. */
  get expanded(): number {
    return this.#expanded;
  }

  /** The first id beyond the level that is being inspected or expanded. */
  get levelEnd(): number {
    return this.#levelEnd;
  }

  get bytes(): number {
    return this.visited.bytes + this.frontier.bytes + (this.edges?.bytes ?? 0);
  }

  /** The length of the shortest paths to the states being inspected or expanded. */
  get depth(): number {
    return this.#levels.length - 1;
  }

  /** Takes in the start state; no transition leads there. Its row is to be filled by the caller. */
  admitStart(key: Uint32Array, orbit: number): void {
    this.visited.reserve(1);
    this.frontier.reserve(1);
    this.frontier.length = this.visited.insert(key, 0, 0, 0) + 1;
    this.#orbitSum = orbit;
  }

  /**
   * Takes in an arrival at `key`, canonical if there is symmetry. True if it is new: then its row, the
   * last of the frontier, is to be filled by the caller. Room must have been made before.
   */
  admit(key: Uint32Array, offset: number, parent: number, label: number, orbit: number): boolean {
    const { visited, frontier } = this;
    const id = visited.insert(key, offset, parent, label);
    if (id > frontier.length) brokenSearch(`state ${id} is new, rows kept: ${frontier.length}`);
    if (this.edges !== undefined) this.edges.push(id);
    if (id !== frontier.length) return false;
    frontier.length++;
    this.#orbitSum += orbit;
    return true;
  }

  /** Counts the next states of the level as inspected. */
  takeInspected(count: number): void {
    if (this.#inspected + count > this.#levelEnd)
      brokenSearch(`state ${this.#levelEnd} is inspected before level ${this.depth} is expanded`);
    this.#inspected += count;
  }

  /** Counts the next state as expanded, after its last arrival. */
  takeExpanded(): void {
    if (this.#expanded >= this.#levelEnd || this.#inspected < this.#levelEnd)
      brokenSearch(`state ${this.#expanded} is expanded before level ${this.depth} is inspected`);
    this.edges?.seal();
    this.#expanded++;
    if ((this.#expanded & this.frontier.mask) === 0) this.frontier.release(this.#expanded);
  }

  /** Adds labels that were fired from states of this level. */
  countFired({ transitions, refusals, selfLoops }: LabelCounts): void {
    this.#transitions += transitions;
    this.#refusals += refusals;
    this.#selfLoops += selfLoops;
  }

  /** Once a level is expanded, makes the next one current; false if there is none. */
  nextLevel(): boolean {
    const { visited, frontier } = this;
    const levelEnd = this.#levelEnd;
    if (this.#inspected !== levelEnd || this.#expanded !== levelEnd)
      brokenSearch(
        `level ${this.depth} ends at ${levelEnd}, inspected to ${this.#inspected}, expanded to ${this.#expanded}`,
      );
    if (visited.size !== frontier.length)
      brokenSearch(`states found: ${visited.size}, rows kept: ${frontier.length}`);
    if (visited.size === levelEnd) return false;
    this.#levels.push(levelEnd);
    this.#levelEnd = visited.size;
    return true;
  }

  /** Notes that state `id` is witness `w`; the first one stands. States come by ascending id. */
  noteWitness(w: number, id: number): void {
    if (this.#firstWitness[w] === -1) this.#firstWitness[w] = id;
  }

  /** The first state that is witness `w`. */
  firstWitness(w: number): number | undefined {
    const id = this.#firstWitness[w] ?? -1;
    return id === -1 ? undefined : id;
  }

  /** Notes that others end in state `id`. States come by ascending id. */
  noteEnd(id: number): void {
    if (this.#ends !== null && this.#ends.push(id) > ENDS_MAX) this.#ends = null;
  }

  /** The states in which others end, by a way of the system's own; undefined where they are too many. */
  get ends(): readonly number[] | undefined {
    return this.#ends ?? undefined;
  }

  /** Makes room for the successors of the next state, or says what keeps it from being expanded. */
  obstacle(bounds: Bounds): Shortfall | undefined {
    return this.boundMet(bounds) ?? this.makeRoom(this.#nextExpansion, bounds);
  }

  /** Compares with the bounds: enough states, or enough levels of them. */
  boundMet({ depthMax = Infinity, statesMax = Infinity }: Bounds): Shortfall | undefined {
    const states = this.visited.size;
    if (this.depth < depthMax && states < statesMax) return undefined;
    const waiting = `states not expanded: ${states - this.#expanded}`;
    return this.depth >= depthMax
      ? { bound: 'depthMax', reason: `the depth bound of ${depthMax} is reached; ${waiting}` }
      : { bound: 'statesMax', reason: `the states bound of ${statesMax} is reached; ${waiting}` };
  }

  /** Makes room for what is said to come, or says why there is none. */
  makeRoom(coming: Coming, { memoryMaxBytes = Infinity }: Bounds): Shortfall | undefined {
    const { visited, frontier, edges } = this;
    const { states, waiting, expansions, transitions } = coming;
    const growth =
      visited.growth(states) + frontier.growth(waiting) + (edges?.growth(expansions, transitions) ?? 0);
    if (growth > 0 && this.bytes + growth > memoryMaxBytes)
      return this.#outOfMemory(`the budget of ${inMB(memoryMaxBytes)} would be exceeded`, growth);
    // Even without growth: a spare chunk may have to be put in place.
    try {
      visited.reserve(states);
      frontier.reserve(waiting);
      edges?.reserve(expansions, transitions);
    } catch (error) {
      // The world ran out before the budget did. The present content stays whole: growing adds, then switches over.
      if (error instanceof RangeError)
        return this.#outOfMemory(`the memory was refused (${error.message})`, growth);
      throw error;
    }
    return undefined;
  }

  /** A method, not a function in {@link makeRoom}, which is called for every state and would make it anew each time. */
  #outOfMemory(why: string, growth: number): Shortfall {
    const { visited } = this;
    return {
      bound: 'memoryMaxBytes',
      reason:
        `${why}: ${inMB(this.bytes)} hold the states (${visited.size}, not expanded: ` +
        `${visited.size - this.#expanded}), and the next growth takes another ${inMB(growth)}`,
    };
  }

  get counts(): Counts {
    const states = this.visited.size;
    const starts = states > this.#levelEnd ? [...this.#levels, this.#levelEnd] : this.#levels;
    const statesByDepth = starts.map((start, depth) => (starts[depth + 1] ?? states) - start);
    return {
      states,
      orbitSum: this.#orbitSum,
      transitions: this.#transitions,
      refusals: this.#refusals,
      selfLoops: this.#selfLoops,
      depth: starts.length - 1,
      statesByDepth,
      expanded: this.#expanded,
      frontier: states - this.#expanded,
      bytes: this.bytes,
    };
  }

  /** The numbers to go on from; the rows are read from the tables themselves. */
  saved(): SavedSearch {
    return {
      states: this.visited.size,
      transitions: this.#transitions,
      refusals: this.#refusals,
      selfLoops: this.#selfLoops,
      orbitSum: this.#orbitSum,
      inspected: this.#inspected,
      expanded: this.#expanded,
      levels: [...this.#levels],
      levelEnd: this.#levelEnd,
      firstWitness: [...this.#firstWitness],
      ends: this.#ends && [...this.#ends],
      edges: this.edges?.targets.length ?? 0,
    };
  }

  /** Goes on from saved numbers without a flaw, whose rows the tables hold. */
  restore(saved: SavedSearch): void {
    const { visited, frontier, edges, shape } = this;
    const flaw = flawIn(saved, shape);
    if (flaw !== undefined) brokenSearch(`a search is restored whose ${flaw} cannot be`);
    if (saved.states !== visited.size || saved.states !== frontier.length)
      brokenSearch(`states restored: ${saved.states}, rows: ${visited.size} and ${frontier.length}`);
    if (saved.edges !== (edges?.targets.length ?? 0)) brokenSearch(`edges restored: ${saved.edges}`);
    visited.reindex();
    this.#transitions = saved.transitions;
    this.#refusals = saved.refusals;
    this.#selfLoops = saved.selfLoops;
    this.#orbitSum = saved.orbitSum;
    this.#inspected = saved.inspected;
    this.#expanded = saved.expanded;
    this.#levels = [...saved.levels];
    this.#levelEnd = saved.levelEnd;
    this.#firstWitness.set(saved.firstWitness);
    this.#ends = saved.ends && [...saved.ends];
  }
}

/** The name of a number that no search of this shape can have had, if there is one. */
export function flawIn(saved: SavedSearch, shape: SearchShape): string | undefined {
  const { states, inspected, expanded, levels, levelEnd, firstWitness, ends, edges } = saved;
  const counts = [saved.transitions, saved.refusals, saved.selfLoops, saved.orbitSum, edges];
  const wrong = {
    states: !isCount(states) || states < 1,
    inspected: !isCount(inspected) || inspected > levelEnd,
    expanded: !isCount(expanded) || expanded > inspected,
    levels: levels[0] !== 0 || !ascend(levels) || !(levels[levels.length - 1] < levelEnd),
    levelEnd: !isCount(levelEnd) || levelEnd > states,
    firstWitness:
      firstWitness.length !== shape.witnesses ||
      !firstWitness.every((id) => id === -1 || (isCount(id) && id < states)),
    ends: ends !== null && !(ascend(ends) && ends.every((id) => id < inspected)),
    counts: !counts.every(isCount) || (edges > 0 && !shape.edges),
  };
  return Object.entries(wrong).find(([, is]) => is)?.[0];
}

/** Whether these are counts, each greater than the one before: what was read from a file may be no list. */
function ascend(counts: readonly number[]): boolean {
  return (
    Array.isArray(counts) &&
    counts.every((count: number, at) => isCount(count) && count > ((counts[at - 1] as number) ?? -1))
  );
}

/** Whether this can be a count: what was read from a file may be anything. */
export function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

function inMB(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
