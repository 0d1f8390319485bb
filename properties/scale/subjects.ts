// The spaces that simulated searches search: four ids up to renaming, mutants, and a toy for those in a hurry.
import { createHash } from 'node:crypto';
import { benchOf, markOf } from '../../src/engines/exploration/disk-exploration.ts';
import { explorable } from '../../src/engines/exploration/plan.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import { specificationOf } from '../../src/command-sets.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { memoryStore } from '../checker/memory-store.ts';
import { toldInMemory } from '../checker/told.ts';
import { beads, mark } from '../checker/toys.ts';
import type { Recorded } from '../exploration/ladder.ts';
import { planOf, SPACES } from '../exploration/spaces.ts';
import { textOf } from '../support/repository.ts';
import { subject } from './simulation.ts';
import type { Subject } from './simulation.ts';

/** As many as one machine has, and as many as ten have. */
const WORKERS: readonly number[] = [1, 2, 3, 7, 64];

/** The number of workers by the seed: each of them in turn. */
export function workersOf(seed: number): number {
  return WORKERS[seed % WORKERS.length];
}

/** The mutant of the twenty by the seed, with every number of workers in turn. */
export function mutantOf(seed: number): string {
  return MUTANTS[Math.floor(seed / WORKERS.length) % MUTANTS.length];
}

const ready = (): Promise<void> => Promise.resolve();

export function toySubject(): Subject {
  const { system, symmetry } = beads(4, 3);
  const bench = { system, symmetry, mark: mark('toy'), identityWords: system.keyWords, pause: ready };
  const sizes = { sliceMin: 2, sliceMax: 4, foundPerSlice: 8, ownerMax: 20, runsMaxBytes: 1000 };
  return subject({ name: 'beads', bench, sizes, stepsMax: 20_000, expected: toldInMemory(beads(4, 3)) });
}

/** Four ids up to renaming, in some ten slices and eight owners where layers are large. */
export function fourIds(): Subject {
  const sizes = { sliceMin: 64, sliceMax: 128, foundPerSlice: 64, ownerMax: 1000, runsMaxBytes: 30_000 };
  return spaceSubject('four ids', planOf(SPACES['ids 4, orbits']), tableSystem, sizes);
}

const recorded = JSON.parse(textOf('properties/recorded/mutants.json')) as Readonly<Record<string, Recorded>>;

/** The twenty of the core commands that are hardest to find: at most ids first, then by the longest counterexample. */
export const MUTANTS: readonly string[] = Object.keys(recorded)
  .filter((name) => /^--ids [23]$/.test(recorded[name].bound))
  .sort((one, other) => rank(recorded[other]) - rank(recorded[one]))
  .slice(0, 20);

function rank({ bound, length }: Recorded): number {
  return 100 * Number(bound.slice(-1)) + length;
}

export function mutantSubject(name: string): Subject {
  const made = (): SystemUnderTest => {
    const system = mutantSystem(name);
    if (system === undefined) throw new Error(`there is no mutant ${name}`);
    return system;
  };
  const sizes = { sliceMin: 4, sliceMax: 8, foundPerSlice: 16, ownerMax: 20, runsMaxBytes: 2000 };
  return spaceSubject(name, planOf(SPACES['ids 3, orbits']), made, sizes);
}

function spaceSubject(
  name: string,
  plan: ExplorationPlan,
  made: () => SystemUnderTest,
  sizes: Subject['sizes'],
): Subject {
  const system = made();
  const specification = specificationOf(system);
  const target = explorable(plan, system, specification);
  const folder = { store: memoryStore(), newDigest: () => createHash('sha256'), version: 'this' };
  const searchMark = markOf(plan, system, specification, folder);
  const { store: _, ...bench } = benchOf(target, folder.store, searchMark, ready);
  const { product, symmetry } = explorable(plan, made(), specification);
  return subject({
    name,
    bench: { ...bench, system: target.product },
    sizes,
    stepsMax: 1_000_000,
    expected: toldInMemory({ system: product, symmetry }),
  });
}
