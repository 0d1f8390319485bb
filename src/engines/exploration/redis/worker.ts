// A worker of searches that other processes coordinate: takes jobs from the queue of a folder, one at a time, and runs them on
// the files there. The jobs say which search they are of.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from 'bullmq';
import { runQueued } from '../../../checker/disk/job-queue.ts';
import type { JobBench } from '../../../checker/disk/job-bench.ts';
import { pacer } from '../../../contract/run-control.ts';
import type { RunControl } from '../../../contract/run-control.ts';
import { benchOf, markOf } from '../disk-exploration.ts';
import { folderStore, missingHere, newDigest, queueOf } from '../folder-store.ts';
import { explorable } from '../plan.ts';
import { madeBy } from '../threads.ts';
import { travelling } from '../travelling-error.ts';
import { queueName, unpacked } from './queued-task.ts';
import type { QueuedData, QueuedReply, QueuedTask } from './queued-task.ts';
import type { RedisSession } from './session.ts';

export { openRedis } from './session.ts';

/** A worker that is silent for so long is taken for dead, and its job given to another. */
const LOCK_MS = 6000;
const STALLED_EVERY_MS = 3000;
const LOOK_EVERY_MS = 200;

/** The end of a worker: the search came to its end, it was told to stop, or its code is another. */
export interface WorkersEnd {
  readonly why: 'over' | 'stopped' | 'other code';
  readonly jobs: number;
}

/** The place and the code of a worker. */
interface Place {
  readonly folder: string;
  /** The name of the folder's queue. */
  readonly queue: string;
  readonly version: string;
}

/** The name of the folder's queue, once a search has made one; undefined where the user wanted an end before. */
export async function awaitQueue(
  folder: string,
  { stopped }: Pick<RunControl, 'stopped'>,
): Promise<string | undefined> {
  for (;;) {
    const queue = queueOf(folder);
    if (queue !== undefined || stopped()) return queue;
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Works until there is a reason to end; the job under way is done first, or given back where it is of other code. The progress
 * is the number of jobs done.
 */
export async function workForRedis(
  session: RedisSession,
  place: Place,
  control: RunControl<number>,
): Promise<WorkersEnd> {
  const { Worker, WaitingError } = session.bullmq;
  const ended = Promise.withResolvers<WorkersEnd['why']>();
  const bench = benchMaker(place.folder, place.version, { ...control, progress: undefined });
  let jobs = 0;
  control.progress?.(jobs);
  const run = async (job: Job<QueuedData, QueuedReply>, token?: string): Promise<QueuedReply> => {
    const { task, job: work } = job.data;
    if (task.version !== place.version) {
      ended.resolve('other code');
      await job.moveToWait(token);
      throw new WaitingError();
    }
    try {
      const end = await runQueued(await bench(task), work);
      jobs += 1;
      control.progress?.(jobs);
      return { end };
    } catch (error) {
      return { error: travelling(missingHere(error) ?? error) };
    }
  };
  const worker = new Worker<QueuedData, QueuedReply>(queueName(place.queue), run, {
    connection: session.connect(),
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_EVERY_MS,
    // A job may lose any number of workers: none of them is its fault.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  // Connections that break come back, or the session says so.
  worker.on('error', () => {});
  const look = setInterval(() => {
    if (control.stopped()) ended.resolve('stopped');
    else if (queueOf(place.folder) !== place.queue) ended.resolve('over');
  }, LOOK_EVERY_MS);
  try {
    const why = await Promise.race([ended.promise, session.gone]);
    await Promise.race([worker.close(), session.gone]);
    return { why, jobs };
  } finally {
    clearInterval(look);
    session.close();
    // Else it would try for ever to get a job from a Redis that is gone.
    worker.close(true).catch(() => {});
  }
}

/** Makes the bench of a search, once for all jobs of it that come one after the other. */
function benchMaker(
  folder: string,
  version: string,
  control: RunControl,
): (task: QueuedTask) => Promise<JobBench> {
  const pace = pacer(control);
  const pause = async (): Promise<void> => {
    await pace(() => undefined);
  };
  const store = folderStore(folder);
  let last: { readonly key: string; readonly bench: Promise<JobBench> } | undefined;
  const made = async ({ plan, recipes }: QueuedTask): Promise<JobBench> => {
    const { system, specification } = await madeBy(unpacked(recipes));
    const mark = markOf(plan, system, specification, { store, newDigest, version });
    return benchOf(explorable(plan, system, specification), store, mark, pause);
  };
  return async (task) => {
    const key = JSON.stringify(task);
    if (last?.key !== key) last = { key, bench: made(task) };
    return await last.bench;
  };
}
