// Worker threads for an exhaustive search, both ends: a pool that hands requests out, and, where this file is run as
// a worker, the product that serves them.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from '../../checker/parallel-worker.ts';
import { SearchWorker, transferable } from '../../checker/parallel-worker.ts';
import type { WorkerPool } from '../../checker/parallel-search.ts';
import type { ProductOptions } from '../../lockstep/product/product.ts';
import type { ExplorationPlan } from './plan.ts';
import { explorable } from './plan.ts';
import { madeBy, startThreads } from './threads.ts';
import type { Recipes } from './threads.ts';

/** The data that a worker is started with; the mark tells it from workers of others that happen to load this file. */
interface Task {
  readonly procession: 'explore';
  readonly plan: ExplorationPlan;
  readonly recipes: Recipes;
  readonly options: ProductOptions;
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
  const threads = await startThreads<WorkerRequest, WorkerReply>(new URL(import.meta.url), task, size);
  return {
    size,
    run: (index, request) => threads.ask(index, request, transferable(request)),
    close: threads.close,
  };
}

async function serve({ plan, recipes, options }: Task): Promise<void> {
  const { system, specification } = await madeBy(recipes);
  const { product, symmetry } = explorable(plan, system, specification, options);
  const expander = new SearchWorker(product, symmetry);
  parentPort?.on('message', (request: WorkerRequest) => {
    const reply = expander.serve(request);
    parentPort?.postMessage(reply, transferable(reply));
  });
  parentPort?.postMessage('ready', []);
}

function isTask(data: unknown): data is Task {
  return typeof data === 'object' && data !== null && (data as Partial<Task>).procession === 'explore';
}

if (!isMainThread && isTask(workerData)) await serve(workerData);
