// Mutants as systems under test, whichever command set they answer.
import { posixTableSystem, tableSystem } from '../adapters/in-process.ts';
import type { CommandSet } from '../contract/command.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import type { Candidate } from '../counterexample/nearest.ts';
import { ALL_MUTANTS, MUTANTS, POSIX_MUTANTS } from '../mutants/registry.ts';

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
  return system === undefined ? undefined : { ...system, selfCheck: () => [] };
}

/** The mutants that answer a command set, as faults that a failure may be like. */
export function mutantCandidates(set: CommandSet): readonly Candidate[] {
  return Object.entries(ALL_MUTANTS[set]).map(([name, { sentence }]) => ({
    name: `mutant:${name}`,
    sentence,
    make: () => mutantSystem(name) as SystemUnderTest,
  }));
}
