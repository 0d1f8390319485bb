// Worker threads for an exhaustive search, both ends: a pool that hands requests out, and, where this file is run as
// a worker, the product that serves them.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from '../../checker/parallel-worker.ts';
import { SearchWorker, transferable } from '../../checker/parallel-worker.ts';
import type { WorkerPool } from '../../checker/parallel-search.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Specification } from '../../model/specification.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { ProductOptions } from '../../lockstep/product/product.ts';
import type { ExplorationPlan } from './plan.ts';
import { explorable } from './plan.ts';

/** The data that a worker is started with; the mark tells it from workers of others that happen to load this file. */
interface Task {
  readonly procession: 'explore';
  readonly plan: ExplorationPlan;
  readonly recipes: Recipes;
  readonly options: ProductOptions;
}

/** The recipes by which a worker makes the system and its specification. */
export interface Recipes {
  readonly system: Recipe;
  readonly specification: Recipe;
}

/** A pool that is to be closed. */
export interface ClosablePool extends WorkerPool {
  readonly close: () => Promise<void>;
}

/** Starts workers, each with a system and its specification made anew. A worker that dies makes its requests fail. */
export async function startWorkers(
  plan: ExplorationPlan,
  recipes: Recipes,
  size: number,
  options: ProductOptions = {},
): Promise<ClosablePool> {
  const task: Task = { procession: 'explore', plan, recipes, options };
  const workers = Array.from(
    { length: size },
    () => new Worker(new URL(import.meta.url), { workerData: task }),
  );
  await Promise.all(workers.map(readiness));
  const waiting = workers.map(() => [] as PromiseWithResolvers<WorkerReply>[]);
  let dead: Error | undefined;
  for (const [index, worker] of workers.entries()) {
    const queue = waiting[index];
    const fail = (error: Error): void => {
      dead ??= error;
      for (const { reject } of queue.splice(0)) reject(error);
    };
    worker.on('message', (reply: WorkerReply) => queue.shift()?.resolve(reply));
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('a worker ended before its work')));
  }
  return {
    size,
    run: async (index, request) => {
      if (dead !== undefined) throw dead;
      const answer = Promise.withResolvers<WorkerReply>();
      waiting[index].push(answer);
      workers[index].postMessage(request, transferable(request));
      return await answer.promise;
    },
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.terminate()));
    },
  };
}

/** Its first message says that it can be asked. */
async function readiness(worker: Worker): Promise<void> {
  const ready = Promise.withResolvers<void>();
  worker.once('message', () => ready.resolve());
  worker.once('error', ready.reject);
  await ready.promise;
}

async function serve({ plan, recipes, options }: Task): Promise<void> {
  const system = (await made(recipes.system)) as SystemUnderTest;
  const specification = (await made(recipes.specification)) as Specification;
  const { product, symmetry } = explorable(plan, system, specification, options);
  const expander = new SearchWorker(product, symmetry);
  parentPort?.on('message', (request: WorkerRequest) => {
    const reply = expander.serve(request);
    parentPort?.postMessage(reply, transferable(reply));
  });
  parentPort?.postMessage('ready', []);
}

/** Makes the thing of a recipe. */
async function made({ module, make, argument }: Recipe): Promise<unknown> {
  const exported = ((await import(module)) as Readonly<Record<string, unknown>>)[make];
  if (typeof exported !== 'function') throw new Error(`${module} exports no function ${make}`);
  return (exported as (argument: unknown) => unknown)(argument);
}

function isTask(data: unknown): data is Task {
  return typeof data === 'object' && data !== null && (data as Partial<Task>).procession === 'explore';
}

if (!isMainThread && isTask(workerData)) await serve(workerData);
