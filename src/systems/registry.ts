// Our own tables and their mutants as systems under test, whichever command set they answer.
import { asOwnTable, ownTableOf, posixTableSystem, tableSystem } from './in-process.ts';
import type { OwnTable } from './in-process.ts';
import type { CommandSet } from '../contract/command.ts';
import type { System, SystemUnderTest } from '../contract/system.ts';
import type { Candidate } from '../counterexample/explain/similar-mutants.ts';
import { ProcessTable } from '../impl/hierarchy/process-table.ts';
import { ALL_MUTANTS, MUTANTS, POSIX_MUTANTS } from './mutants/registry.ts';

/**
 * The mutant of that name as `mutant:NAME`; `undefined` where there is none. It has no opinion of itself: it is to be
 * caught by what it does.
 */
export function mutantSystem(name: string): SystemUnderTest | undefined {
  const system = Object.hasOwn(MUTANTS, name)
    ? tableSystem(`mutant:${name}`, MUTANTS[name].make())
    : Object.hasOwn(POSIX_MUTANTS, name)
      ? posixTableSystem(`mutant:${name}`, POSIX_MUTANTS[name].make())
      : undefined;
  if (system === undefined) return undefined;
  delete system.selfCheck;
  return asOwnTable(system, { commandSet: system.commandSet ?? 'hierarchy', mutant: name });
}

/** Another system like one of our own. Throws where there is no such mutant. */
export function systemLike({ commandSet, mutant }: OwnTable): SystemUnderTest {
  if (mutant === undefined) return commandSet === 'posix' ? posixTableSystem() : tableSystem();
  const system = mutantSystem(mutant);
  if (system === undefined) throw new Error(`there is no mutant ${mutant}`);
  return system;
}

/** A new table like the one that a system is, where its state travels as words; `undefined` of every other system. */
export function tableLike(system: System): ProcessTable | undefined {
  const { commandSet, mutant } = ownTableOf(system) ?? {};
  if (commandSet !== 'hierarchy') return undefined;
  return mutant === undefined ? new ProcessTable() : MUTANTS[mutant].make();
}

/** The mutants that answer a command set, as faults that a failure may be like. */
export function mutantCandidates(set: CommandSet): readonly Candidate[] {
  return Object.entries(ALL_MUTANTS[set]).map(([name, { sentence }]) => ({
    name: `mutant:${name}`,
    sentence,
    make: () => mutantSystem(name) as SystemUnderTest,
  }));
}
