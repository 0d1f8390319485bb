// Our own tables and their mutants as systems under test, whichever command set they answer.
import { HIERARCHY_TABLE, POSIX_TABLE } from './command-set.ts';
import type { AnySetTable } from './command-set.ts';
import { HIERARCHY_VOCABULARY } from '../contract/sets/hierarchy.ts';
import { POSIX_VOCABULARY } from '../contract/sets/posix.ts';
import { posixTableSystem, systemOfTable, tableSystem } from './in-process.ts';
import type { CommandSet } from '../contract/command.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import type { Candidate } from '../counterexample/explain/similar-mutants.ts';
import { ALL_MUTANTS } from './mutants/registry.ts';

/** Our own implementation of a command set, as a system. */
interface OwnSystem {
  readonly commandSet: string;
  readonly make: () => SystemUnderTest;
  /** The name that the package exports `make` by. */
  readonly exportedAs: string;
}

const OWN_SYSTEMS: readonly OwnSystem[] = [
  { commandSet: HIERARCHY_VOCABULARY.id, make: tableSystem, exportedAs: 'tableSystem' },
  { commandSet: POSIX_VOCABULARY.id, make: posixTableSystem, exportedAs: 'posixTableSystem' },
];

/** Our own implementation of this command set; of the first where none is named. */
export function ownSystemOf(commandSet: string = HIERARCHY_VOCABULARY.id): OwnSystem {
  const own = OWN_SYSTEMS.find((each) => each.commandSet === commandSet);
  if (own === undefined) throw new Error(`there is no table for the ${commandSet} commands`);
  return own;
}

/** Whether a system of ours that has no fault goes by this name. */
export function isOwnName(name: string): boolean {
  return OWN_SYSTEMS.some(({ make }) => make().name === name);
}

const TABLES: readonly AnySetTable[] = [HIERARCHY_TABLE, POSIX_TABLE];

/**
 * The mutant of that name as `mutant:NAME`; `undefined` where there is none. It has no opinion of itself: it is to be
 * caught by what it does.
 */
export function mutantSystem(name: string): SystemUnderTest | undefined {
  const set = TABLES.find(({ mutants }) => Object.hasOwn(mutants, name));
  if (set === undefined) return undefined;
  const { make } = set.mutants[name];
  const again = { module: import.meta.url, make: 'mutantSystem', argument: name };
  const system = systemOfTable(set, { name: `mutant:${name}`, make, again });
  delete system.selfCheck;
  return system;
}

/** The mutants that answer a command set, as faults that a failure may be like. */
export function mutantCandidates(set: CommandSet): readonly Candidate[] {
  return Object.entries(ALL_MUTANTS[set]).map(([name, { sentence }]) => ({
    name: `mutant:${name}`,
    sentence,
    make: () => mutantSystem(name) as SystemUnderTest,
  }));
}
