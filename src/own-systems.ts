// Our own tables and their mutants as systems under test, whichever command set they answer.
import { COMMAND_SETS, commandSetOf } from './command-sets.ts';
import type { CommandSetEntry } from './command-sets.ts';
import type { SystemUnderTest } from './contract/system.ts';
import type { Candidate } from './counterexample/explain/similar-mutants.ts';
import { systemOfTable } from './systems/in-process.ts';
import { LOCK_MUTANTS } from './systems/mutants/concurrent/shared-lock.ts';

/** Every mutant's name. */
export const MUTANT_NAMES: readonly string[] = COMMAND_SETS.flatMap(({ table }) =>
  Object.keys(table.mutants),
);

/** Our own implementation of this command set; of the first where none is named. */
export function ownSystemOf(commandSet: string = COMMAND_SETS[0].table.vocabulary.id): CommandSetEntry {
  const own = commandSetOf(commandSet);
  if (own === undefined) throw new Error(`there is no table for the ${commandSet} commands`);
  return own;
}

/** Whether a system of ours that has no fault goes by this name. */
export function isOwnName(name: string): boolean {
  return COMMAND_SETS.some(({ makeSystem }) => makeSystem().name === name);
}

/**
 * The mutant of that name as `mutant:NAME`; `undefined` where there is none. It has no opinion of itself: it is to be
 * caught by what it does.
 */
export function mutantSystem(name: string): SystemUnderTest | undefined {
  const set = COMMAND_SETS.map(({ table }) => table).find(({ mutants }) => Object.hasOwn(mutants, name));
  if (set === undefined) return undefined;
  const { make } = set.mutants[name];
  const again = { module: import.meta.url, make: 'mutantSystem', argument: name };
  const system = systemOfTable(set, { name: `mutant:${name}`, make, again });
  delete system.selfCheck;
  return system;
}

/** The name of the table that workers share, driven by schedules in this thread. */
export const SHARED_TABLE_NAME = 'shared-table';

/** The name of the same with its branches in threads. */
export const SHARED_THREADS_NAME = 'shared-table-threads';

/** The table with a lock for each object, which is wrong where commands meet. */
export const LOCK_PER_OBJECT = 'lock-per-object';

/** Every fault of what workers share that programs of branches can show, by name: no worker of theirs ends inside. */
export const SHARED_MUTANT_NAMES: readonly string[] = [
  ...Object.keys(LOCK_MUTANTS).filter((name) => LOCK_MUTANTS[name].shows !== 'goes-on-poisoned'),
  LOCK_PER_OBJECT,
];

/** The mutants that answer a command set, as faults that a failure may be like. */
export function mutantCandidates(commandSet: string): readonly Candidate[] {
  return Object.entries(ownSystemOf(commandSet).table.mutants).map(([name, { sentence }]) => ({
    name: `mutant:${name}`,
    sentence,
    make: () => mutantSystem(name) as SystemUnderTest,
  }));
}
