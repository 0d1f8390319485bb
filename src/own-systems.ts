// Our own tables and their mutants as systems under test, whichever command set they answer.
import { COMMAND_SETS } from './command-sets.ts';
import type { CommandSetEntry } from './command-sets.ts';
import { BRANCHES_MAX } from './contract/concurrent/program.ts';
import type { SystemUnderTest } from './contract/system.ts';
import type { Candidate } from './counterexample/explain/similar-mutants.ts';
import { sharedTableInSteps } from './systems/concurrent/shared-table-steps.ts';
import type { SteppedLock } from './systems/concurrent/shared-table-steps.ts';
import { sharedTableRecipe } from './systems/concurrent/shared-table-threads.ts';
import { steppedSystem } from './systems/concurrent/stepped-system.ts';
import { ThreadRuns } from './systems/concurrent/thread-runs.ts';
import { sharedSystemOf } from './systems/shared-table.ts';
import { systemOfTable } from './systems/in-process.ts';
import { lockPerObject, LOCK_PER_OBJECT_SUPPORTS } from './systems/mutants/concurrent/lock-per-object.ts';
import { IDS_MAX } from './systems/mutants/concurrent/object-words.ts';
import { LOCK_MUTANTS } from './systems/mutants/concurrent/shared-lock.ts';

/** Every mutant's name. */
export const MUTANT_NAMES: readonly string[] = COMMAND_SETS.flatMap(({ table }) =>
  Object.keys(table.mutants),
);

/** Our own implementation of this command set; of the first where none is named. */
export function ownSystemOf(commandSet: string = COMMAND_SETS[0].table.vocabulary.id): CommandSetEntry {
  const own = COMMAND_SETS.find(({ table }) => table.vocabulary.id === commandSet);
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

/**
 * The table that workers share, answering this command set, driven by schedules in this thread: commands one after the other
 * by a table with room for all, branches by a small one, which begins anew quickly.
 */
export function sharedTableBySteps(
  commandSet: string = COMMAND_SETS[0].table.vocabulary.id,
  name: string = SHARED_TABLE_NAME,
  lock?: SteppedLock,
): SystemUnderTest {
  const about = { ...ownSystemOf(commandSet).table.says, name, consistentReads: true };
  const branches = steppedSystem(about, sharedTableInSteps({ commandSet }, lock));
  return { ...branches, ...sharedSystemOf(commandSet), ...about };
}

/** The name of that system. */
export const SHARED_TABLE_NAME = 'shared-table';

/** The same, its branches run in threads by the code that is shipped. */
export async function sharedTableInWorkers(
  commandSet: string = COMMAND_SETS[0].table.vocabulary.id,
): Promise<SystemUnderTest> {
  const threads = await ThreadRuns.start(sharedTableRecipe({ commandSet }), BRANCHES_MAX);
  return {
    ...sharedSystemOf(commandSet),
    ...ownSystemOf(commandSet).table.says,
    name: SHARED_THREADS_NAME,
    consistentReads: true,
    concurrent: ['steps'],
    runConcurrent: (program, schedule, limit) => threads.run(program, schedule, limit),
    close: () => void threads.close(),
  };
}

/** The name of that system. */
export const SHARED_THREADS_NAME = 'shared-table-threads';

/** The table with a lock for each object, which is wrong where commands meet. */
const LOCK_PER_OBJECT = 'lock-per-object';

/** Every fault of what workers share that programs of branches can show, by name: no worker of theirs ends inside. */
export const SHARED_MUTANT_NAMES: readonly string[] = [
  ...Object.keys(LOCK_MUTANTS).filter((name) => LOCK_MUTANTS[name].shows !== 'goes-on-poisoned'),
  LOCK_PER_OBJECT,
];

/** The fault of that name as `shared-mutant:NAME`; `undefined` where there is none. */
export function sharedMutantSystem(name: string): SystemUnderTest | undefined {
  const { says, vocabulary } = COMMAND_SETS[0].table;
  const about = { ...says, name: `shared-mutant:${name}` };
  if (name === LOCK_PER_OBJECT)
    return steppedSystem(
      { ...about, supports: LOCK_PER_OBJECT_SUPPORTS, idMax: IDS_MAX },
      lockPerObject(),
      // Each access of it is a race: what they lead to is what it is kept for.
      { races: false },
    );
  if (!Object.hasOwn(LOCK_MUTANTS, name)) return undefined;
  return sharedTableBySteps(vocabulary.id, about.name, LOCK_MUTANTS[name].lock);
}

/** The mutants that answer a command set, as faults that a failure may be like. */
export function mutantCandidates(commandSet: string): readonly Candidate[] {
  return Object.entries(ownSystemOf(commandSet).table.mutants).map(([name, { sentence }]) => ({
    name: `mutant:${name}`,
    sentence,
    make: () => mutantSystem(name) as SystemUnderTest,
  }));
}
