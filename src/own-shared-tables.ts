// The table that workers share and its faults as systems under test. Loaded where one is asked for: no other needs what
// runs branches.
import { COMMAND_SETS } from './command-sets.ts';
import { BRANCHES_MAX } from './contract/concurrent/program.ts';
import type { SystemUnderTest } from './contract/system.ts';
import { LOCK_PER_OBJECT, ownSystemOf, SHARED_TABLE_NAME, SHARED_THREADS_NAME } from './own-systems.ts';
import { sharedTableInSteps } from './systems/concurrent/shared-table-steps.ts';
import { sharedTableRecipe } from './systems/concurrent/shared-table-threads.ts';
import type { SteppedLock } from './systems/concurrent/stepped-lock-parts.ts';
import { steppedSystem } from './systems/concurrent/stepped-system.ts';
import { ThreadRuns } from './systems/concurrent/thread-runs.ts';
import { lockPerObject, LOCK_PER_OBJECT_SUPPORTS } from './systems/mutants/concurrent/lock-per-object.ts';
import { IDS_MAX } from './systems/mutants/concurrent/object-words.ts';
import { LOCK_MUTANTS } from './systems/mutants/concurrent/shared-lock.ts';
import { sharedSystemOf } from './systems/shared-table.ts';

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
