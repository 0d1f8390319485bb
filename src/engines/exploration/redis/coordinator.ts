// The queue of a search as its coordinator has it, on BullMQ: jobs by their ids, and the ends that workers tell.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue, QueueEvents } from 'bullmq';
import { JobEnded } from '../../../checker/disk/job-bench.ts';
import { poolOver } from '../../../checker/disk/job-queue.ts';
import type { JobQueue } from '../../../checker/disk/job-queue.ts';
import type { JobPool } from '../../../checker/disk/layered-search.ts';
import type { Mark } from '../../../checker/checkpoint.ts';
import type { Store } from '../../../checker/disk/store.ts';
import { arrived } from '../travelling-error.ts';
import { queueName } from './queued-task.ts';
import type { QueuedData, QueuedReply, QueuedTask } from './queued-task.ts';
import type { RedisSession } from './session.ts';

export { packed } from './queued-task.ts';
export { openRedis } from './session.ts';

/** Jobs in the queue at once: enough for any number of workers that a folder can bear. */
const JOBS_AT_ONCE = 256;
/** An end whose news were lost is looked for after so long, and a job that was lost added again. */
const NEWS_MS = 3000;
const LOOK_EVERY_MS = 100;
/** To clear the queue is worth no more time than this. */
const CLEARING_MS = 2000;

/** The pool of workers elsewhere, that is to be closed. */
export interface RedisPool extends JobPool {
  /** Workers that are there now. */
  readonly workers: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Begins to hand out jobs of a search, whose queue has this name; those of an earlier coordinator are taken back. */
export async function startRedisPool(
  session: RedisSession,
  name: string,
  task: QueuedTask,
  search: {
    readonly store: Store;
    readonly mark: Mark;
    readonly run: string;
    /** Whether the queue is this coordinator's, and not of one that took the search over. */
    readonly isOurs: () => boolean;
  },
  whyEnd: () => string | undefined,
): Promise<RedisPool> {
  const { Queue, QueueEvents } = session.bullmq;
  const queue: Queue<QueuedData, QueuedReply> = new Queue(queueName(name), { connection: session.connect() });
  const events = new QueueEvents(queueName(name), { connection: session.connect() });
  // Connections that break come back, or the session says so.
  queue.on('error', () => {});
  events.on('error', () => {});
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  session.gone.catch(ended.reject);
  const look = setInterval(() => {
    const reason = whyEnd();
    if (reason !== undefined) ended.reject(new JobEnded(reason));
  }, LOOK_EVERY_MS);
  look.unref();
  const orEnded = async <Result>(act: Promise<Result>): Promise<Result> =>
    await Promise.race([act, ended.promise]);
  await orEnded(Promise.all([queue.obliterate({ force: true }), events.waitUntilReady()]));
  const pool = poolOver(jobQueue(queue, events, task, orEnded), {
    ...search,
    size: JOBS_AT_ONCE,
  });
  return {
    ...pool,
    workers: async () => await orEnded(queue.getWorkersCount()),
    close: async () => {
      clearInterval(look);
      const clear = async (): Promise<void> => {
        if (search.isOurs()) await queue.obliterate({ force: true });
        await Promise.all([events.close(), queue.close()]);
      };
      const clearing = clear();
      const patience = sleep(CLEARING_MS, undefined, { ref: false });
      await Promise.race([clearing.catch(() => {}), patience]);
      session.close();
      // Else they would go on asking a Redis that is gone.
      for (const asking of [events, queue]) asking.close().catch(() => {});
    },
  };
}

function jobQueue(
  queue: Queue<QueuedData, QueuedReply>,
  events: QueueEvents,
  task: QueuedTask,
  orEnded: <Result>(act: Promise<Result>) => Promise<Result>,
): JobQueue {
  const waiting = new Map<string, () => void>();
  const told = ({ jobId }: { readonly jobId: string }): void => waiting.get(jobId)?.();
  events.on('completed', told);
  events.on('failed', told);
  return {
    add: async (id, job) => {
      await orEnded(queue.add(job.do, { task, job }, { jobId: id }));
    },
    endOf: async (id) => {
      const job = await orEnded(queue.getJob(id));
      if (job?.finishedOn === undefined) return undefined;
      if (job.returnvalue === null) {
        // It failed by no word of a worker's: it is added again.
        await orEnded(queue.remove(id));
        return undefined;
      }
      if ('error' in job.returnvalue) throw arrived(job.returnvalue.error);
      return job.returnvalue.end;
    },
    news: async (id) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(resolve, NEWS_MS);
      waiting.set(id, resolve);
      try {
        await orEnded(promise);
      } finally {
        clearTimeout(patience);
        waiting.delete(id);
      }
    },
    // One that somebody still works on, as it was handed out twice, cannot be removed; it goes with the queue.
    forget: async (id) => {
      await orEnded(queue.remove(id).catch(() => 0));
    },
  };
}
