// Breadth-first search of a transition system: every state, every label from each, exact counts, and the
// first violation found a shortest one. Runs in slices, so that the caller keeps clock, display and stop.
import type { Bounds, Counts, Shape, Shortfall } from './search-state.ts';
import { Exploration, shapeOf } from './search-state.ts';
import { confirm, pathTo } from './path.ts';
import type { Symmetry, TransitionSystem } from './transition-system.ts';
import { MOVED, REFUSED, rowWords, UNCHANGED, VIOLATED } from './transition-system.ts';
import type { Hash } from './visited-table.ts';

/** How to search. */
export interface SearchOptions extends Bounds {
  readonly symmetry?: Symmetry | undefined;
  /** Keeps the transitions as well, 4 bytes each, for what is asked of the graph afterwards. */
  readonly edges?: boolean | undefined;
  readonly hash?: Hash | undefined;
}

/** A violation and the shortest way there. Of `at: 'step'` the last label is the one that violates. */
interface Failure<Violation> {
  readonly verdict: 'fail';
  readonly violation: Violation;
  readonly at: 'state' | 'step';
  readonly path: readonly number[];
}

/** How a search ended. A pass means that every state within the system's own bound was seen and held. */
export type Conclusion<Violation> =
  | { readonly verdict: 'pass' }
  | Failure<Violation>
  | ({ readonly verdict: 'inconclusive' } & Shortfall);

/**
 * A search under way. Each level is inspected whole before any of it is expanded: a violation by a state
 * at depth d is as far as one by a step to depth d, and nearer than one by a step from it. So whichever
 * comes first is a shortest one, and always the same.
 */
export class Search<Violation = unknown> {
  readonly system: TransitionSystem<Violation>;
  readonly options: SearchOptions;
  readonly exploration: Exploration;
  #conclusion: Conclusion<Violation> | undefined;
  readonly #witnessed: Uint8Array;
  readonly #row: Uint32Array;
  readonly #canonical: Uint32Array;

  /** From the start state, or on from an exploration of the same shape (see checkpoint.ts). */
  constructor(system: TransitionSystem<Violation>, options: SearchOptions = {}, resumed?: Exploration) {
    this.system = system;
    this.options = options;
    this.#witnessed = new Uint8Array(system.witnesses);
    this.#row = new Uint32Array(rowWords(system));
    this.#canonical = new Uint32Array(system.keyWords);
    this.exploration = resumed ?? begin(system, options);
  }

  /** The shape of the explorations that this search can go on from. */
  static shape(system: TransitionSystem, options: SearchOptions): Shape {
    return shapeOf(system, options.symmetry !== undefined, options.edges === true);
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
        this.#inspect(exploration.inspected++);
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

  /** For whoever drives the exploration instead of {@link step}; the first conclusion stands. */
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
    const id = this.exploration.firstWitness[w] ?? -1;
    return id === -1 ? undefined : this.pathTo(id);
  }

  /** The shortest path to a state found. */
  pathTo(id: number): readonly number[] {
    return pathTo(this.exploration.visited, id).labels;
  }

  #inspect(id: number): void {
    const { system, exploration } = this;
    system.load(exploration.frontier.chunk(id), exploration.frontier.offset(id));
    if (!system.inspect(this.#witnessed)) this.fail('state', id);
    exploration.noteWitnesses(this.#witnessed, id);
  }

  #expand(id: number): void {
    const { system, exploration } = this;
    const { labels } = exploration.shape;
    system.load(exploration.frontier.chunk(id), exploration.frontier.offset(id));
    let refusals = 0;
    let selfLoops = 0;
    for (let label = 0; label < labels; label++) {
      const outcome = system.fire(label);
      if (outcome === REFUSED) refusals++;
      else if (outcome === MOVED) this.#arrive(id, label);
      else if (outcome === UNCHANGED) selfLoops++;
      else if (outcome === VIOLATED) {
        this.fail('step', id, label);
        break;
      }
    }
    exploration.refusals += refusals;
    exploration.selfLoops += selfLoops;
    exploration.expandedOne();
  }

  /** Looked up by canonical key, gone on from as reached: a path through representatives could not be walked. */
  #arrive(parent: number, label: number): void {
    const { system, exploration } = this;
    const { symmetry } = this.options;
    const row = this.#row;
    system.successorKey(row, 0);
    exploration.transitions++;
    let key = row;
    let orbit = 1;
    if (symmetry !== undefined) {
      key = this.#canonical;
      orbit = symmetry.canonical(row, 0, key, 0);
    }
    if (!exploration.admit(key, 0, parent, label, orbit)) return;
    const { frontier, shape } = exploration;
    const id = frontier.length - 1;
    const chunk = frontier.chunk(id);
    const at = frontier.offset(id);
    for (let w = 0; w < shape.keyWords; w++) chunk[at + w] = row[w];
    if (shape.rowWords > shape.keyWords) system.successorPayload(chunk, at + shape.keyWords);
  }
}

/** Searches to the end in one go. */
export function explore<Violation>(
  system: TransitionSystem<Violation>,
  options: SearchOptions = {},
): Search<Violation> {
  const search = new Search(system, options);
  search.step(Infinity);
  return search;
}

/**
 * The caller's turn, between two pieces of work: to show progress, save a checkpoint, let the event loop
 * run. A sentence from it ends the search as interrupted.
 */
export type Between<Violation> = (
  search: Search<Violation>,
) => string | undefined | Promise<string | undefined>;

/** Searches in slices of about `work` labels. */
export async function exploreInSlices<Violation>(
  search: Search<Violation>,
  work: number,
  between: Between<Violation>,
): Promise<Search<Violation>> {
  while (search.step(work)) {
    const reason = await between(search);
    if (reason !== undefined) search.interrupt(reason);
  }
  return search;
}

/** An exploration that holds the start state alone. */
function begin(system: TransitionSystem, options: SearchOptions): Exploration {
  const exploration = new Exploration(Search.shape(system, options), options.hash);
  system.tallies.fill(0);
  const row = new Uint32Array(rowWords(system));
  system.start(row, 0);
  const canonical = row.slice(0, system.keyWords);
  const orbit = options.symmetry?.canonical(row, 0, canonical, 0) ?? 1;
  exploration.admitStart(canonical, orbit);
  exploration.frontier.chunk(0).set(row, 0);
  return exploration;
}
