// Our own tables and their mutants as systems under test, whichever command set they answer.
import { HIERARCHY_TABLE, POSIX_TABLE } from './command-set.ts';
import type { AnySetTable } from './command-set.ts';
import { posixTableSystem, systemOfTable, tableSystem } from './in-process.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import type { Candidate } from '../counterexample/explain/similar-mutants.ts';

/** Our own implementation of a command set, as a system. */
interface OwnSystem {
  readonly set: AnySetTable;
  readonly make: () => SystemUnderTest;
  /** The name that the package exports `make` by. */
  readonly exportedAs: string;
}

/** The first is meant where no command set is named. */
const OWN_SYSTEMS: readonly [OwnSystem, ...OwnSystem[]] = [
  { set: HIERARCHY_TABLE, make: tableSystem, exportedAs: 'tableSystem' },
  { set: POSIX_TABLE, make: posixTableSystem, exportedAs: 'posixTableSystem' },
];

/** Every mutant's name. */
export const MUTANT_NAMES: readonly string[] = OWN_SYSTEMS.flatMap(({ set }) => Object.keys(set.mutants));

/** Our own implementation of this command set; of the first where none is named. */
export function ownSystemOf(commandSet: string = OWN_SYSTEMS[0].set.vocabulary.id): OwnSystem {
  const own = OWN_SYSTEMS.find(({ set }) => set.vocabulary.id === commandSet);
  if (own === undefined) throw new Error(`there is no table for the ${commandSet} commands`);
  return own;
}

/** Whether a system of ours that has no fault goes by this name. */
export function isOwnName(name: string): boolean {
  return OWN_SYSTEMS.some(({ make }) => make().name === name);
}

/**
 * The mutant of that name as `mutant:NAME`; `undefined` where there is none. It has no opinion of itself: it is to be
 * caught by what it does.
 */
export function mutantSystem(name: string): SystemUnderTest | undefined {
  const set = OWN_SYSTEMS.map((own) => own.set).find(({ mutants }) => Object.hasOwn(mutants, name));
  if (set === undefined) return undefined;
  const { make } = set.mutants[name];
  const again = { module: import.meta.url, make: 'mutantSystem', argument: name };
  const system = systemOfTable(set, { name: `mutant:${name}`, make, again });
  delete system.selfCheck;
  return system;
}

/** The mutants that answer a command set, as faults that a failure may be like. */
export function mutantCandidates(commandSet: string): readonly Candidate[] {
  return Object.entries(ownSystemOf(commandSet).set.mutants).map(([name, { sentence }]) => ({
    name: `mutant:${name}`,
    sentence,
    make: () => mutantSystem(name) as SystemUnderTest,
  }));
}
