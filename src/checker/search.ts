// Breadth-first search of a transition system: every state, every label from each, exact counts, and the
// first violation found a shortest one. Runs in slices, so that the caller keeps clock, display and stop.
import type { SuccessorSink } from './expansion.ts';
import { expandState, inspectState, NO_LABEL } from './expansion.ts';
import type { Bounds, Counts, LabelCounts, SearchShape, Shortfall } from './search-state.ts';
import { SearchState, searchShapeOf } from './search-state.ts';
import { confirm, pathTo, putPath } from './path.ts';
import type { Symmetry, TransitionSystem } from './transition-system.ts';
import { rowWords } from './transition-system.ts';
import type { Hash } from './visited-table.ts';
import { WaitingRow } from './waiting-row.ts';

/** The bounds of a search, its symmetry, and what it keeps. */
export interface SearchOptions extends Bounds {
  readonly symmetry?: Symmetry | undefined;
  /** Keeps the transitions as well, 4 bytes each, for what is asked of the graph afterwards. */
  readonly edges?: boolean | undefined;
  readonly hash?: Hash | undefined;
}

/** A violation and the shortest way there. With `at: 'step'` the last label is the one that violates. */
interface Failure<Violation> {
  readonly verdict: 'fail';
  readonly violation: Violation;
  readonly at: 'state' | 'step';
  readonly path: readonly number[];
}

/** The end of a search. A pass means that every state within the system's own bound was seen and held. */
export type Conclusion<Violation> =
  | { readonly verdict: 'pass' }
  | Failure<Violation>
  | ({ readonly verdict: 'inconclusive' } & Shortfall);

/**
 * A search under way. Each level is inspected whole before any of it is expanded: a violation by a state
 * at depth d is as far as one by a step to depth d, and nearer than one by a step from it. So whichever
 * comes first is a shortest one, and always the same.
 */
export class StateSearch<Violation = unknown> {
  readonly system: TransitionSystem<Violation>;
  readonly options: SearchOptions;
  readonly exploration: SearchState;
  #conclusion: Conclusion<Violation> | undefined;
  readonly #witnessed: Uint8Array;
  readonly #expansion: Expansion;
  readonly #waiting: WaitingRow;
  /** The path to the state under way; empty where it is not asked for. */
  #labels = new Uint32Array(0);

  /** From the start state, or on from an exploration of the same shape (see checkpoint.ts). */
  constructor(system: TransitionSystem<Violation>, options: SearchOptions = {}, resumed?: SearchState) {
    this.system = system;
    this.options = options;
    this.#witnessed = new Uint8Array(system.witnesses);
    this.exploration = resumed ?? begin(system, options);
    this.#expansion = new Expansion(system, options.symmetry, this.exploration);
    this.#waiting = new WaitingRow(system);
  }

  /** The shape of the explorations that this search can go on from. */
  static shape(system: TransitionSystem, options: SearchOptions): SearchShape {
    return searchShapeOf(system, options.symmetry !== undefined, options.edges === true);
  }

  get counts(): Counts {
    return this.exploration.counts;
  }

  /** Undefined while there is more to do. */
  get conclusion(): Conclusion<Violation> | undefined {
    return this.#conclusion;
  }

  /** Goes on until about so many labels are fired and states inspected; false once it is concluded. */
  step(work: number): boolean {
    const { exploration, options } = this;
    const { labels } = exploration.shape;
    for (let left = work; left > 0 && this.#conclusion === undefined; ) {
      if (exploration.inspected < exploration.levelEnd) {
        this.#inspect(exploration.inspected);
        left -= 1;
      } else if (exploration.expanded < exploration.levelEnd) {
        const shortfall = exploration.obstacle(options);
        if (shortfall === undefined) this.#expand(exploration.expanded);
        else this.#conclusion = { verdict: 'inconclusive', ...shortfall };
        left -= 1 + labels;
      } else if (!exploration.nextLevel()) {
        this.#conclusion = { verdict: 'pass' };
      }
    }
    return this.#conclusion === undefined;
  }

  /** Ends a search from outside: a time budget, a signal. */
  interrupt(reason: string): void {
    this.conclude({ verdict: 'inconclusive', bound: 'interrupted', reason });
  }

  /**
   * Ends the search; the first conclusion stands. Called by `exploreInParallel`, which works in place of {@link step}.
   */
  conclude(conclusion: Conclusion<Violation>): void {
    this.#conclusion ??= conclusion;
  }

  /** A violation counts only if the walk to it shows it again, as it will to everybody who is told of it. */
  fail(at: 'state' | 'step', id: number, label?: number): void {
    const { system, options, exploration } = this;
    const { ids, labels } = pathTo(exploration.visited, id);
    const path = label === undefined ? labels : [...labels, label];
    const expected = { ids, visited: exploration.visited, symmetry: options.symmetry };
    this.conclude({ verdict: 'fail', violation: confirm(system, path, at, expected), at, path });
  }

  /** The shortest path to the first state that is witness `w`, if one was reached. */
  witness(w: number): readonly number[] | undefined {
    const id = this.exploration.firstWitness(w);
    return id === undefined ? undefined : this.pathTo(id);
  }

  /** The shortest path to a state found. */
  pathTo(id: number): readonly number[] {
    return pathTo(this.exploration.visited, id).labels;
  }

  #inspect(id: number): void {
    const { system, exploration } = this;
    const witnessed = this.#witnessed;
    const waiting = this.#waiting;
    this.#take(id);
    const holds = inspectState(system, waiting.words, waiting.offset, witnessed);
    for (let w = 0; w < witnessed.length; w++) if (witnessed[w] === 1) exploration.noteWitness(w, id);
    if (system.isEnd === true) exploration.noteEnd(id);
    exploration.takeInspected(1);
    if (!holds) this.fail('state', id);
  }

  /** Has the whole row of a state at hand. */
  #take(id: number): void {
    const { frontier, visited, depth } = this.exploration;
    if (this.system.retrace !== undefined) {
      if (this.#labels.length !== depth) this.#labels = new Uint32Array(depth);
      putPath(visited, id, this.#labels, 0, depth);
    }
    this.#waiting.take(frontier.chunk(id), frontier.offset(id), this.#labels);
  }

  #expand(id: number): void {
    const { exploration } = this;
    this.#take(id);
    const violated = this.#expansion.expand(id, this.#waiting);
    if (violated !== NO_LABEL) this.fail('step', id, violated);
    exploration.takeExpanded();
  }
}

/** Expands states of the frontier one by one and takes their successors into the table. */
class Expansion implements SuccessorSink {
  readonly #system: TransitionSystem;
  readonly #symmetry: Symmetry | undefined;
  readonly #exploration: SearchState;
  readonly #row: Uint32Array;
  readonly #canonical: Uint32Array;
  readonly #fired: LabelCounts = { transitions: 0, refusals: 0, selfLoops: 0 };
  #parent = 0;

  constructor(system: TransitionSystem, symmetry: Symmetry | undefined, exploration: SearchState) {
    this.#system = system;
    this.#symmetry = symmetry;
    this.#exploration = exploration;
    this.#row = new Uint32Array(rowWords(system));
    this.#canonical = new Uint32Array(system.keyWords);
  }

  /** Returns the label that violated, or NO_LABEL. */
  expand(id: number, { words, offset }: WaitingRow): number {
    const fired = this.#fired;
    fired.transitions = 0;
    fired.refusals = 0;
    fired.selfLoops = 0;
    this.#parent = id;
    const violated = expandState(this.#system, words, offset, this, fired);
    this.#exploration.countFired(fired);
    return violated;
  }

  /**
   * Looks a successor up by canonical key and keeps it as reached: a path through representatives could not be walked.
   */
  takeSuccessor(label: number): void {
    const system = this.#system;
    const symmetry = this.#symmetry;
    const exploration = this.#exploration;
    const row = this.#row;
    system.successorKey(row, 0);
    let key = row;
    let orbit = 1;
    if (symmetry !== undefined) {
      key = this.#canonical;
      orbit = symmetry.canonical(row, 0, key, 0);
    }
    if (!exploration.admit(key, 0, this.#parent, label, orbit)) return;
    const { frontier, shape } = exploration;
    const id = frontier.length - 1;
    const chunk = frontier.chunk(id);
    const at = frontier.offset(id);
    for (let w = 0; w < shape.keyWords; w++) chunk[at + w] = row[w];
    if (shape.keptWords > shape.keyWords) system.successorPayload(chunk, at + shape.keyWords);
  }
}

/** Searches to the end in one go. */
export function searchToEnd<Violation>(
  system: TransitionSystem<Violation>,
  options: SearchOptions = {},
): StateSearch<Violation> {
  const search = new StateSearch(system, options);
  search.step(Infinity);
  return search;
}

/**
 * The caller's turn, between two pieces of work: to show progress, save a checkpoint, let the event loop
 * run. A sentence from it ends the search as interrupted.
 */
export type Between<Violation> = (
  search: StateSearch<Violation>,
) => string | undefined | Promise<string | undefined>;

/** Searches in slices of about `work` labels. */
export async function exploreInSlices<Violation>(
  search: StateSearch<Violation>,
  work: number,
  between: Between<Violation>,
): Promise<StateSearch<Violation>> {
  while (search.step(work)) {
    const reason = await between(search);
    if (reason !== undefined) search.interrupt(reason);
  }
  return search;
}

/** An exploration that holds the start state alone. */
function begin(system: TransitionSystem, options: SearchOptions): SearchState {
  const exploration = new SearchState(StateSearch.shape(system, options), options.hash);
  system.tallies.fill(0);
  const row = new Uint32Array(rowWords(system));
  system.start(row, 0);
  const canonical = row.slice(0, system.keyWords);
  const orbit = options.symmetry?.canonical(row, 0, canonical, 0) ?? 1;
  exploration.admitStart(canonical, orbit);
  exploration.frontier.chunk(0).set(row.subarray(0, exploration.shape.keptWords), 0);
  return exploration;
}
