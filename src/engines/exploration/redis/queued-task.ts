// The data of a job on its way through Redis: what is searched, by which code, and the job, which is names and counts. Whoever
// can write to that Redis decides what workers do, so they load nothing but files of their own package.
import type { JobEnd } from '../../../checker/disk/job-queue.ts';
import type { LayerJob } from '../../../checker/disk/run-job.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import type { ExplorationPlan } from '../plan.ts';
import type { Recipes } from '../threads.ts';
import type { TravellingError } from '../travelling-error.ts';

/** The search that a job is of. Modules are named by where they are in the package, wherever that lies. */
export interface QueuedTask {
  readonly plan: ExplorationPlan;
  readonly recipes: Recipes;
  readonly version: string;
}

export interface QueuedData {
  readonly task: QueuedTask;
  readonly job: LayerJob;
}

export type QueuedReply = { readonly end: JobEnd } | { readonly error: TravellingError };

/** The folder that all our files are in. */
const OURS = new URL('../../../', import.meta.url).href;

/** The recipes for elsewhere; undefined where one is of a module that is not ours. */
export function packed({ system, specification }: Recipes): Recipes | undefined {
  const isOurs = [system, specification].every(({ module }) => module.startsWith(OURS));
  const short = (recipe: Recipe): Recipe => ({ ...recipe, module: recipe.module.slice(OURS.length) });
  return isOurs ? { system: short(system), specification: short(specification) } : undefined;
}

/** The recipes here. */
export function unpacked({ system, specification }: Recipes): Recipes {
  return { system: long(system), specification: long(specification) };
}

function long(recipe: Recipe): Recipe {
  const { href } = new URL(recipe.module, OURS);
  if (!href.startsWith(OURS))
    throw new Error(`a job must name a file of this package, and this one names ${recipe.module}`);
  return { ...recipe, module: href };
}

/** The name of a folder's queue in Redis. */
export function queueName(folder: string): string {
  return `procession-${folder}`;
}
