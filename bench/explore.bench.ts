// Goal: what exploring model and table together costs, beside the plainest search of the model alone. Method: the same
// state space (core commands, ids 5, up to renaming), in turns in one process: the plain search with accepted commands
// only; ours on one thread and on two, every command run on both sides from every orbit and compared. Draining and the
// way home are left out of the ratio and timed by themselves.
// Usage: node bench/explore.bench.ts [--quick]
import { tableSystem } from '../src/systems/in-process.ts';
import { exploreInParallel } from '../src/checker/parallel-search.ts';
import { StateSearch } from '../src/checker/search.ts';
import type { Explorable, ExplorationPlan } from '../src/engines/exploration/plan.ts';
import { waysHomeByDrains } from '../src/engines/exploration/ways-home.ts';
import { startWorkers } from '../src/engines/exploration/workers.ts';
import { commandsFor } from '../properties/support/bounds.ts';
import { countOrbits } from './plain-orbits.ts';
import { HIERARCHY } from '../src/model/hierarchy/specification.ts';
import { explorable } from '../properties/support/by-set.ts';
import { medianOf } from '../properties/support/median.ts';

const quick = process.argv.includes('--quick');
const IDS = quick ? 4 : 5;
const ROUNDS = quick ? 3 : 5;

const plan: ExplorationPlan = {
  bound: { ids: IDS, amounts: {}, commands: commandsFor(), newIds: 'any' },
  symmetry: true,
  match: 'observation',
  selfCheck: false,
};

const orbits = new Set<number>();
const plain: number[] = [];
const one: number[] = [];
const two: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  if (round < 2) plain.push(await seconds(() => countOrbits(IDS)));
  one.push(await seconds(oneThread));
  two.push(await twoThreads());
}
if (orbits.size !== 1) throw new Error(`the searches disagree: ${[...orbits].join(', ')} orbits`);

console.log(
  `ids ${IDS}, core, up to renaming: ${[...orbits].join()} orbits; medians of ${ROUNDS} rounds (plain: 2)`,
);
row('plain search, model alone, accepted commands only', plain);
row('model and table, every command, 1 thread', one);
row('model and table, every command, 2 workers', two);
const drained = withDrains();
row('  the same on 1 thread with drains and self-checks', [await seconds(() => drained.run().counts.states)]);
row('  the way home from every orbit', [await seconds(() => wayHome(drained))]);
const { visited } = drained.search.exploration;
console.log(
  `  ${(visited.bytes / visited.size).toFixed(1)} bytes a state in the table, parent link included`,
);

function oneThread(): number {
  const { product, symmetry } = explorable(plan, tableSystem(), { drainMax: 0 });
  const search = new StateSearch(product, { symmetry });
  search.step(Number.POSITIVE_INFINITY);
  return search.counts.states;
}

/** Without starting the workers, which takes as long whatever they search. */
async function twoThreads(): Promise<number> {
  const recipe = tableSystem().again?.();
  const specification = HIERARCHY.recipe;
  if (recipe === undefined || specification === undefined)
    throw new Error('a table says how another thread makes one');
  const pool = await startWorkers(plan, { system: recipe, specification }, 2, { drainMax: 0 });
  const { product, symmetry } = explorable(plan, tableSystem());
  const search = new StateSearch(product, { symmetry });
  const taken = await seconds(async () => {
    await exploreInParallel(search, pool, 1_000_000, () => undefined);
    return search.counts.states;
  });
  await pool.close();
  return taken;
}

interface DrainedSearch extends Explorable {
  readonly search: StateSearch;
  readonly run: () => StateSearch;
}

function withDrains(): DrainedSearch {
  const target = explorable({ ...plan, selfCheck: true }, tableSystem());
  const search = new StateSearch(target.product, { symmetry: target.symmetry });
  const run = (): StateSearch => {
    search.step(Number.POSITIVE_INFINITY);
    return search;
  };
  return { ...target, search, run };
}

async function wayHome({ search, ...target }: DrainedSearch): Promise<number> {
  const { states } = search.counts;
  const ends = search.exploration.ends?.map((id) => search.pathTo(id));
  const control = { breathe: () => Promise.resolve(), stopped: () => false };
  const { verdict } = await waysHomeByDrains(target, { states, ends }, control);
  if (verdict !== 'pass') throw new Error('no way home');
  return states;
}

async function seconds(work: () => number | Promise<number>): Promise<number> {
  const started = performance.now();
  orbits.add(await work());
  return (performance.now() - started) / 1000;
}

function row(name: string, figures: readonly number[]): void {
  const middle = medianOf(figures);
  const ratio = medianOf(plain) / middle;
  console.log(`${name.padEnd(54)} ${middle.toFixed(2).padStart(7)} s   ${ratio.toFixed(1).padStart(6)}×`);
}
