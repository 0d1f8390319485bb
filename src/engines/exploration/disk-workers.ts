// Worker threads for a search on disk, both ends: a pool that hands jobs out, and, where this file is run as a worker, the
// product that runs them. Each thread reads and writes the folder itself; only names and counts are sent.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { CondenseResult } from '../../checker/disk/condense-job.ts';
import { JobEnded } from '../../checker/disk/job-bench.ts';
import type { JobBench } from '../../checker/disk/job-bench.ts';
import type { JobPool } from '../../checker/disk/layered-search.ts';
import type { MergeResult } from '../../checker/disk/merge-job.ts';
import { runJob } from '../../checker/disk/run-job.ts';
import type { LayerJob, LayerJobResult } from '../../checker/disk/run-job.ts';
import type { SliceResult } from '../../checker/disk/slice-job.ts';
import { benchOf, markOf } from './disk-exploration.ts';
import { folderStore, newDigest } from './folder-store.ts';
import { explorable } from './plan.ts';
import type { ExplorationPlan } from './plan.ts';
import { madeBy, startThreads } from './threads.ts';
import type { Recipes } from './threads.ts';
import { arrived, travelling } from './travelling-error.ts';
import type { TravellingError } from './travelling-error.ts';

/** The data that a worker is started with; the mark tells it from workers of others that happen to load this file. */
interface Task {
  readonly procession: 'explore on disk';
  readonly plan: ExplorationPlan;
  readonly recipes: Recipes;
  readonly folder: string;
  readonly version: string;
}

type Reply = { readonly result: LayerJobResult } | { readonly error: TravellingError };

/** A pool that is to be closed. */
interface DiskPool extends JobPool {
  readonly close: () => Promise<void>;
}

/** Milliseconds between two looks at whether the search is to end. */
const LOOK_EVERY_MS = 100;

/**
 * Starts workers on a folder that this run has. A job that is under way when `whyEnd` gives a reason is given up: what it has
 * begun is done again by whoever goes on.
 */
export async function startDiskWorkers(
  task: Omit<Task, 'procession'>,
  size: number,
  whyEnd: () => string | undefined,
): Promise<DiskPool> {
  const all: Task = { procession: 'explore on disk', ...task };
  const threads = await startThreads<LayerJob, Reply>(new URL(import.meta.url), all, size);
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  const look = setInterval(() => {
    const reason = whyEnd();
    if (reason !== undefined) ended.reject(new JobEnded(reason));
  }, LOOK_EVERY_MS);
  look.unref();
  const run = async (worker: number, job: LayerJob): Promise<LayerJobResult> => {
    const reply = await Promise.race([threads.ask(worker, job), ended.promise]);
    if ('error' in reply) throw arrived(reply.error);
    return reply.result;
  };
  return {
    size,
    slice: async (worker, job) => (await run(worker, job)) as SliceResult,
    merge: async (worker, job) => (await run(worker, job)) as MergeResult,
    condense: async (worker, job) => (await run(worker, job)) as CondenseResult,
    close: async () => {
      clearInterval(look);
      await threads.close();
    },
  };
}

async function serve({ plan, recipes, folder, version }: Task): Promise<void> {
  const { system, specification } = await madeBy(recipes);
  const store = folderStore(folder);
  const mark = markOf(plan, system, specification, { store, newDigest, version });
  const bench = benchOf(explorable(plan, system, specification), store, mark, () => Promise.resolve());
  parentPort?.on('message', (job: LayerJob) => {
    void replyTo(bench, job).then((reply) => parentPort?.postMessage(reply, []));
  });
  parentPort?.postMessage('ready', []);
}

async function replyTo(bench: JobBench, job: LayerJob): Promise<Reply> {
  try {
    return { result: await runJob(bench, job) };
  } catch (error) {
    return { error: travelling(error) };
  }
}

function isTask(data: unknown): data is Task {
  return (
    typeof data === 'object' && data !== null && (data as Partial<Task>).procession === 'explore on disk'
  );
}

if (!isMainThread && isTask(workerData)) await serve(workerData);
