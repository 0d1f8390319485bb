// Goal: several workers find what one thread finds. Method: workers in this thread, whose replies overtake each other.
import { describe, expect, test } from 'vitest';
import { checkpoint, resume } from '../../src/checker/checkpoint.ts';
import {
  SearchWorker,
  type WorkerReply,
  type WorkerRequest,
  transferable,
} from '../../src/checker/parallel-worker.ts';
import { exploreInParallel, type WorkerPool } from '../../src/checker/parallel-search.ts';
import { type SearchOptions, StateSearch, searchToEnd } from '../../src/checker/search.ts';
import type { Symmetry, TransitionSystem } from '../../src/checker/transition-system.ts';
import { beads, chain, grid, mark, numbers, RetracedRounds, Rounds, twoPhaseCommit } from './toys.ts';

interface Toy {
  readonly system: TransitionSystem<string>;
  readonly symmetry?: Symmetry;
}

/** Workers that serve in order, each after as many turns of the loop as its number and the request say. */
function pool(size: number, toy: () => Toy, requests: WorkerRequest[] = []): WorkerPool {
  const workers = Array.from({ length: size }, () => {
    const { system, symmetry } = toy();
    return { expander: new SearchWorker(system, symmetry), last: Promise.resolve() };
  });
  let served = 0;
  return {
    size,
    run(worker, request) {
      requests.push(request);
      const sent = structuredClone(request, { transfer: transferable(request) });
      const reply = workers[worker].last.then(async (): Promise<WorkerReply> => {
        for (let turns = (worker * 5 + served++ * 3) % 11; turns > 0; turns--) await Promise.resolve();
        const answer = workers[worker].expander.serve(sent);
        return structuredClone(answer, { transfer: transferable(answer) });
      });
      workers[worker].last = reply.then(() => {});
      return reply;
    },
  };
}

const nothing = (): undefined => undefined;

const inParallel = (
  size: number,
  toy: () => Toy,
  options: SearchOptions = {},
): Promise<StateSearch<string>> => {
  const { system, symmetry } = toy();
  return exploreInParallel(new StateSearch(system, { ...options, symmetry }), pool(size, toy), 1, nothing);
};

/** Counts, conclusion, and the table itself: who was reached first, from where, by what. */
const summary = (search: StateSearch): unknown => ({
  ...search.counts,
  bytes: undefined,
  inspected: search.exploration.inspected,
  conclusion: search.conclusion,
  witnesses: Array.from({ length: search.system.witnesses }, (_, w) => search.witness(w)),
  ends: search.exploration.ends,
  tallies: [...search.system.tallies],
  rows: [...search.exploration.visited.rows.words(0, search.counts.states)].map((words) => words.join()),
});

const toys: Record<string, () => Toy> = {
  'a board': () => ({ system: grid(40) }),
  'two-phase commit': () => ({ system: twoPhaseCommit(4).system }),
  'two-phase commit up to renaming': () => twoPhaseCommit(5),
  'beads up to renaming': () => beads(5, 3),
  'a system with payload and tallies': () => ({ system: new Rounds() }),
  'a system that retraces its payload': () => ({ system: new RetracedRounds() }),
  'a countdown to the key that is all zeros': () => ({
    system: numbers({ start: 40, commands: { down: (n) => (n > 0 ? n - 1 : undefined) } }),
  }),
  'a chain that breaks': () => ({ system: chain(50, { invariants: { small: (n) => n < 33 } }) }),
  'a board that breaks': () => ({
    system: grid(40, { invariants: { near: ([x = 0, y = 0]) => x * y < 90 } }),
  }),
  'a board that breaks by a step': () => ({
    system: grid(40, {
      stepInvariants: { 'not past the middle': ([x = 0, y = 0]) => x + y < 33 || x !== 11 },
    }),
  }),
};

describe('searching with workers', () => {
  test.each(Object.entries(toys))(
    '%s gives the table, counts and counterexample of one thread',
    async (_, toy) => {
      const { system, symmetry } = toy();
      const alone = summary(searchToEnd(system, { symmetry }));
      for (const size of [1, 2, 3]) expect(summary(await inParallel(size, toy))).toEqual(alone);
    },
  );

  test('a search with workers ends with a sentence where a state cannot be reached again', async () => {
    const lost = (): Toy => ({ system: Object.assign(new RetracedRounds(), { retrace: () => false }) });
    await expect(inParallel(2, lost)).rejects.toThrow(/^the path of labels {2}cannot be walked again/);
  });

  test('a search with workers keeps the same edges if asked to', async () => {
    const toy = toys['two-phase commit'];
    const edgesOf = ({ exploration: { edges } }: StateSearch): string[] =>
      [...edges!.targets.words(0, edges!.targets.length)].map((words) => words.join());
    expect(edgesOf(await inParallel(2, toy, { edges: true }))).toEqual(
      edgesOf(searchToEnd(toy().system, { edges: true })),
    );
  });

  test('a search with workers keeps to the bounds, and can be resumed on one thread from where it stopped', async () => {
    const toy = toys['a board'];
    const stopped = await inParallel(2, toy, { statesMax: 500 });
    expect(stopped.conclusion).toMatchObject({ verdict: 'inconclusive', bound: 'statesMax' });
    const rest = resume(
      toy().system,
      {},
      mark('toy'),
      Array.from(checkpoint(stopped, mark('toy')), (piece) => piece.slice()),
    );
    if (!(rest instanceof StateSearch)) throw new Error(rest.refused);
    rest.step(Infinity);
    expect(summary(rest)).toEqual(summary(searchToEnd(toy().system)));
  });

  test('a search with workers can be interrupted between any two batches, and goes on from there with other workers', async () => {
    const toy = toys['two-phase commit up to renaming'];
    const { system, symmetry } = toy();
    const whole = summary(searchToEnd(system, { symmetry }));
    for (let cut = 1; cut < 40; cut += 3) {
      const first = toy();
      const search = new StateSearch(first.system, { symmetry: first.symmetry });
      let turns = 0;
      await exploreInParallel(search, pool(2, toy), 1, () => (++turns === cut ? 'stop' : undefined));
      expect(search.conclusion).toMatchObject({ bound: 'interrupted' });
      const second = toy();
      const bytes = Array.from(checkpoint(search, mark('toy')), (piece) => piece.slice());
      const rest = resume(second.system, { symmetry: second.symmetry }, mark('toy'), bytes);
      if (!(rest instanceof StateSearch)) throw new Error(rest.refused);
      expect(summary(await exploreInParallel(rest, pool(3, toy), 1000, nothing))).toEqual(whole);
    }
  });

  test('a search with workers can use a pool again: nothing of the search before is left in it', async () => {
    const toy = toys['two-phase commit'];
    const workers = pool(2, toy);
    const first = summary(await exploreInParallel(new StateSearch(toy().system), workers, 1000, nothing));
    const second = summary(await exploreInParallel(new StateSearch(toy().system), workers, 1000, nothing));
    expect(second).toEqual(first);
  });

  test('a search with workers gives every worker something to do', async () => {
    const requests: WorkerRequest[] = [];
    const toy = toys['a board'];
    await exploreInParallel(new StateSearch(toy().system), pool(2, toy, requests), 1, nothing);
    const expansions = requests.filter(({ ask }) => ask === 'expand');
    expect(expansions.length).toBeGreaterThan(79);
  });

  test('a search with workers passes on what a worker throws', async () => {
    const failing: WorkerPool = { size: 2, run: () => Promise.reject(new Error('the worker is gone')) };
    await expect(exploreInParallel(new StateSearch(grid(9)), failing, 1, nothing)).rejects.toThrow(
      'the worker is gone',
    );
  });
});
