// Paths: read off the parent links as labels, and walked again by firing them. A state is never taken
// from the table to go on from: with symmetry the table holds canonical keys, which were perhaps never reached.
import type { LabelOutcome, Symmetry, TransitionSystem } from './transition-system.ts';
import { MOVED, OUTSIDE, REFUSED, rowWords, UNCHANGED, VIOLATED } from './transition-system.ts';
import type { VisitedTable } from './visited-table.ts';

/** A path could not be walked again: the system is no function of its rows. */
export class PathAstray extends Error {}

/** The states on a path, the start included, and the label into each but the start. */
export interface Path {
  readonly ids: readonly number[];
  readonly labels: readonly number[];
}

/** The shortest path to a state that a breadth-first search found. */
export function pathTo(visited: VisitedTable, id: number): Path {
  const ids = [id];
  const labels: number[] = [];
  for (let at = id; at !== 0; ) {
    labels.push(visited.label(at));
    at = visited.parent(at);
    ids.push(at);
  }
  return { ids: ids.reverse(), labels: labels.reverse() };
}

/** Writes the labels of the path to a state at this depth from `offset` on. O(depth), and allocates nothing. */
export function putPath(
  visited: VisitedTable,
  id: number,
  labels: Uint32Array,
  offset: number,
  depth: number,
): void {
  for (let at = id, place = offset + depth; place > offset; at = visited.parent(at))
    labels[--place] = visited.label(at);
}

/** The search's claims about the states on the path, to be compared with what the walk meets. */
export interface Expected {
  readonly ids: readonly number[];
  readonly visited: VisitedTable;
  readonly symmetry?: Symmetry | undefined;
}

/**
 * Fires the labels from the start on. `each` is called at every state, the start first, with its row, while
 * the system has it loaded; the last one stays loaded. The tallies end as they were. Throws if the walk
 * goes another way than the search went: then the system is no function of its rows, and no result of
 * the search can be trusted.
 */
export function walk(
  system: TransitionSystem,
  labels: readonly number[],
  each: (row: Uint32Array, step: number) => void = () => {},
  expected?: Expected,
): void {
  const tallies = system.tallies.slice();
  const row = new Uint32Array(rowWords(system));
  const canonical = new Uint32Array(system.keyWords);
  const arrive = (step: number): void => {
    if (expected !== undefined) {
      if (expected.symmetry === undefined) canonical.set(row.subarray(0, system.keyWords));
      else expected.symmetry.canonical(row, 0, canonical, 0);
      if (!expected.visited.hasKey(expected.ids[step], canonical, 0)) {
        throw new PathAstray(astray(system, labels, step, 'led to another state than it did in the search'));
      }
    }
    system.load(row, 0);
    each(row, step);
  };
  system.start(row, 0);
  arrive(0);
  labels.forEach((label, i) => {
    const outcome = system.fire(label);
    if (outcome !== MOVED)
      throw new PathAstray(
        astray(system, labels, i + 1, `${IN_WORDS[outcome]}, though the search moved by it`),
      );
    system.successorKey(row, 0);
    if (system.payloadWords > 0) system.successorPayload(row, system.keyWords);
    arrive(i + 1);
  });
  system.tallies.set(tallies);
}

/**
 * Walks to a violation and gives it back as the system states it at the end of that walk. With `at: 'step'` the last
 * label is the one that violates; with `at: 'state'` the path ends at the state that does.
 */
export function confirm<Violation>(
  system: TransitionSystem<Violation>,
  labels: readonly number[],
  at: 'state' | 'step',
  expected?: Expected,
): Violation {
  const tallies = system.tallies.slice();
  const last = labels[labels.length - 1];
  if (at === 'state' || last === undefined) {
    walk(system, labels, undefined, expected);
    if (system.inspect(new Uint8Array(system.witnesses))) {
      throw new PathAstray(
        astray(system, labels, labels.length, 'led to a state that now holds, though it did not'),
      );
    }
  } else {
    walk(system, labels.slice(0, -1), undefined, expected);
    const outcome = system.fire(last);
    if (outcome !== VIOLATED) {
      throw new PathAstray(astray(system, labels, labels.length, `${IN_WORDS[outcome]}, though it violated`));
    }
  }
  system.tallies.set(tallies);
  return system.violation as Violation;
}

const IN_WORDS: Readonly<Record<LabelOutcome, string>> = {
  [REFUSED]: 'was refused',
  [UNCHANGED]: 'changed nothing',
  [MOVED]: 'moved',
  [VIOLATED]: 'violated',
  [OUTSIDE]: 'was not in the alphabet',
};

/** Names the likely cause, not only the symptom. */
function astray(system: TransitionSystem, labels: readonly number[], step: number, what: string): string {
  const label = labels[step - 1];
  const where =
    label === undefined ? 'the start' : `step ${step} of ${labels.length} (${system.describe(label)})`;
  return (
    `a path cannot be walked again: ${where} ${what}. The system's behaviour seems to depend on more than the row it ` +
    'was loaded with: something left over from an earlier label, an order of iteration, a clock, randomness'
  );
}
