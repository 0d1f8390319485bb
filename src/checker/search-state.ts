// What has been explored so far, and how far: the states, those still to be expanded, the counts, and
// whether the next piece of work fits the bounds. It runs nothing; a search, whichever way it runs, adds to it.
import { broken } from './assert.ts';
import { Edges } from './edge-list.ts';
import { Rows } from './row-storage.ts';
import type { TransitionSystem } from './transition-system.ts';
import { rowWords } from './transition-system.ts';
import type { Hash } from './visited-table.ts';
import { Visited } from './visited-table.ts';

/** Where a search stops without having seen everything. Checked between two states, so that it can go on. */
export interface Bounds {
  /** States at this depth are inspected, but not expanded. */
  readonly depthMax?: number | undefined;
  /** No state is expanded once there are this many; the last one expanded may overshoot it. */
  readonly statesMax?: number | undefined;
  /** No table grows beyond this in all, and the growth that would is not begun. */
  readonly memoryMaxBytes?: number | undefined;
}

/** Why a search is inconclusive: which bound it met, and in a sentence. */
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

/** What is settled before the first state, and must be the same when a checkpoint is resumed. */
export interface Shape {
  readonly keyWords: number;
  readonly rowWords: number;
  readonly labels: number;
  readonly witnesses: number;
  readonly tallies: number;
  readonly symmetric: boolean;
  readonly edges: boolean;
}

/** What room is made for, at most. */
export interface Coming {
  readonly states: number;
  /** New states that wait to be expanded. */
  readonly waiting: number;
  readonly expansions: number;
  readonly transitions: number;
}

/** The shape of a search of this system. */
export function shapeOf(system: TransitionSystem, symmetric: boolean, edges: boolean): Shape {
  const { keyWords, labels, witnesses, tallies } = system;
  return {
    keyWords,
    rowWords: rowWords(system),
    labels,
    witnesses,
    tallies: tallies.length,
    symmetric,
    edges,
  };
}

/**
 * Breadth-first order is order of ids: states are inspected, then expanded, by ascending id, and a level
 * is the ids from `levels[depth]` up to `levelEnd`. So neither depth nor order is stored with a state.
 */
export class Exploration {
  readonly shape: Shape;
  readonly visited: Visited;
  /** By id, the rows as reached (key and payload), from the first state not yet expanded on. */
  readonly frontier: Rows;
  readonly edges: Edges | undefined;
  transitions = 0;
  refusals = 0;
  selfLoops = 0;
  orbitSum = 0;
  /** Ids below are inspected. */
  inspected = 0;
  /** Ids below are expanded. */
  expanded = 0;
  /** The first id of each level begun. */
  levels: number[] = [0];
  levelEnd = 1;
  /** By witness, the first state that is it, or −1. */
  readonly firstWitness: Float64Array;
  readonly #nextExpansion: Coming;

  constructor(shape: Shape, hash?: Hash) {
    this.shape = shape;
    this.visited = new Visited(shape.keyWords, hash);
    this.frontier = new Rows(shape.rowWords);
    this.edges = shape.edges ? new Edges() : undefined;
    this.firstWitness = new Float64Array(shape.witnesses).fill(-1);
    const { labels } = shape;
    this.#nextExpansion = { states: labels, waiting: labels, expansions: 1, transitions: labels };
  }

  get bytes(): number {
    return this.visited.bytes + this.frontier.bytes + (this.edges?.bytes ?? 0);
  }

  /** The length of the shortest paths to the states being inspected or expanded. */
  get depth(): number {
    return this.levels.length - 1;
  }

  /** Takes in the start state; no transition leads there. Its row is to be filled by the caller. */
  admitStart(key: Uint32Array, orbit: number): void {
    this.visited.reserve(1);
    this.frontier.reserve(1);
    this.frontier.length = this.visited.insert(key, 0, 0, 0) + 1;
    this.orbitSum = orbit;
  }

  /**
   * Takes in an arrival at `key`, canonical if there is symmetry. True if it is new: then its row, the
   * last of the frontier, is to be filled by the caller. Room must have been made before.
   */
  admit(key: Uint32Array, offset: number, parent: number, label: number, orbit: number): boolean {
    const { visited, frontier } = this;
    const id = visited.insert(key, offset, parent, label);
    if (id > frontier.length) broken(`state ${id} is new, rows kept: ${frontier.length}`);
    if (this.edges !== undefined) this.edges.push(id);
    if (id !== frontier.length) return false;
    frontier.length++;
    this.orbitSum += orbit;
    return true;
  }

  /** After a state's last arrival; states are expanded by ascending id. */
  expandedOne(): void {
    if (this.expanded >= this.levelEnd || this.inspected < this.levelEnd)
      broken(`state ${this.expanded} is expanded before level ${this.depth} is inspected`);
    this.edges?.seal();
    this.expanded++;
    if ((this.expanded & this.frontier.mask) === 0) this.frontier.release(this.expanded);
  }

  /** Once a level is expanded, makes the next one current; false if there is none. */
  nextLevel(): boolean {
    const { inspected, expanded, levelEnd, visited, frontier } = this;
    if (inspected !== levelEnd || expanded !== levelEnd)
      broken(`level ${this.depth} ends at ${levelEnd}, inspected to ${inspected}, expanded to ${expanded}`);
    if (visited.size !== frontier.length)
      broken(`states found: ${visited.size}, rows kept: ${frontier.length}`);
    if (this.visited.size === this.levelEnd) return false;
    this.levels.push(this.levelEnd);
    this.levelEnd = this.visited.size;
    return true;
  }

  /** Notes the witnesses that state `id` is the first to be. */
  noteWitnesses(witnessed: Uint8Array, id: number): void {
    for (let w = 0; w < witnessed.length; w++) {
      if (witnessed[w] === 1 && this.firstWitness[w] === -1) this.firstWitness[w] = id;
    }
  }

  /** What keeps the next state from being expanded, if anything. Afterwards there is room for its successors. */
  obstacle(bounds: Bounds): Shortfall | undefined {
    return this.boundMet(bounds) ?? this.makeRoom(this.#nextExpansion, bounds);
  }

  /** Whether there are enough states, or enough levels of them. */
  boundMet({ depthMax = Infinity, statesMax = Infinity }: Bounds): Shortfall | undefined {
    const states = this.visited.size;
    if (this.depth < depthMax && states < statesMax) return undefined;
    const waiting = `states not expanded: ${states - this.expanded}`;
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
    const shortfall = (why: string): Shortfall => ({
      bound: 'memoryMaxBytes',
      reason:
        `${why}: ${inMB(this.bytes)} hold the states (${visited.size}, not expanded: ` +
        `${visited.size - this.expanded}), and the next growth takes another ${inMB(growth)}`,
    });
    if (growth > 0 && this.bytes + growth > memoryMaxBytes)
      return shortfall(`the budget of ${inMB(memoryMaxBytes)} would be exceeded`);
    // Even without growth: a spare chunk may have to be put in place.
    try {
      visited.reserve(states);
      frontier.reserve(waiting);
      edges?.reserve(expansions, transitions);
    } catch (error) {
      // The world ran out before the budget did. What is there stays whole: growing adds, then switches over.
      if (error instanceof RangeError) return shortfall(`the memory was refused (${error.message})`);
      throw error;
    }
    return undefined;
  }

  get counts(): Counts {
    const { transitions, refusals, selfLoops, orbitSum, expanded } = this;
    const states = this.visited.size;
    const starts = states > this.levelEnd ? [...this.levels, this.levelEnd] : this.levels;
    const statesByDepth = starts.map((start, depth) => (starts[depth + 1] ?? states) - start);
    return {
      states,
      orbitSum,
      transitions,
      refusals,
      selfLoops,
      depth: starts.length - 1,
      statesByDepth,
      expanded,
      frontier: states - expanded,
      bytes: this.bytes,
    };
  }
}

function inMB(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
