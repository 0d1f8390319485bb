// A pool over a queue that promises little: it may hand a job out several times, also at once and long after it was done,
// lose jobs and what became of them, and tell late. So jobs are added again until they have ended, and an outcome is taken
// from the file that a job has written, never from the queue, wherever there is such a file.
import type { Mark } from '../checkpoint.ts';
import type { CondensedFacts } from './condense-job.ts';
import type { JobBench } from './job-bench.ts';
import { DamagedFile, readFooter, stampOf } from './layer-file.ts';
import type { JobPool } from './layered-search.ts';
import { SEEN } from './merge-job.ts';
import type { MergeFacts } from './merge-job.ts';
import { runJob } from './run-job.ts';
import type { LayerJob } from './run-job.ts';
import { RUN } from './slice-job.ts';
import type { SliceFacts } from './slice-job.ts';
import type { Store, StoredFile } from './store.ts';

/** The word of a worker that ran a job: the file that has the outcome, or the outcome where none was to be written. */
export type JobEnd = { readonly file: StoredFile } | { readonly facts: SliceFacts };

/** Jobs by their ids, as whoever waits for them sees the queue. */
export interface JobQueue {
  /** Adds the job, unless the queue has one of this id. */
  add(id: string, job: LayerJob): Promise<void>;
  /** The end of the job, where one is known; throws the error that it met. */
  endOf(id: string): Promise<JobEnd | undefined>;
  /** Ends when there may be an end of the job, and after a while in any case. */
  news(id: string): Promise<void>;
  /** Nobody asks for the job any more. */
  forget(id: string): Promise<void>;
}

/** The search whose jobs go through a queue. */
interface QueuedSearch {
  readonly store: Store;
  readonly mark: Mark;
  /** A word that no coordinator of the same queue had before: what is left of their jobs is no end of one of ours. */
  readonly run: string;
  /** The jobs that are in the queue at once. */
  readonly size: number;
}

/** The pool of a coordinator; its workers are those of the queue. */
export function poolOver(queue: JobQueue, search: QueuedSearch): JobPool {
  const { run, size } = search;
  return {
    size,
    slice: async (_, job) => {
      // Without a file to write there is one slice of this place in the layer only by the states it reads.
      const name = job.run ?? job.waiting.name;
      const end = await endedJob(queue, `${run}-${name}`, job);
      if (!('file' in end)) return { ...end.facts, run: undefined };
      return { ...(await factsIn<SliceFacts>(search, end.file, name, RUN)), run: end.file };
    },
    condense: async (_, job) => {
      const end = await endedJob(queue, `${run}-${job.output}`, job);
      const file = fileOf(end, 'runs were condensed');
      return { facts: await factsIn<CondensedFacts>(search, file, job.output, RUN), run: file };
    },
    merge: async (_, job) => {
      const end = await endedJob(queue, `${run}-${job.output}`, job);
      const file = fileOf(end, 'a merge ended');
      return { ...(await factsIn<MergeFacts>(search, file, job.output, SEEN)), seen: file };
    },
  };
}

/** Runs a job of the queue, on whatever bench a worker has. */
export async function runQueued(bench: JobBench, job: LayerJob): Promise<JobEnd> {
  const result = await runJob(bench, job);
  if ('seen' in result) return { file: result.seen };
  if ('facts' in result) return { file: result.run };
  const { run, ...facts } = result;
  return run === undefined ? { facts } : { file: run };
}

function fileOf(end: JobEnd, what: string): StoredFile {
  if ('file' in end) return end.file;
  throw new Error(`${what} without a file`);
}

async function endedJob(queue: JobQueue, id: string, job: LayerJob): Promise<JobEnd> {
  for (;;) {
    await queue.add(id, job);
    const end = await queue.endOf(id);
    if (end !== undefined) {
      await queue.forget(id);
      return end;
    }
    await queue.news(id);
  }
}

/** The facts of a file, which has to be the one that was to be written, whole and of this search. */
async function factsIn<Facts>(
  { store, mark }: QueuedSearch,
  file: StoredFile,
  wanted: string,
  kind: string,
): Promise<Facts> {
  if (file.name !== wanted) throw new Error(`the job of ${wanted} ended with ${file.name}`);
  try {
    const { facts } = await readFooter<Facts>(store, file, mark.newDigest, kind, stampOf(mark));
    return facts;
  } catch (error) {
    if (error instanceof DamagedFile || (await store.list()).some(({ name }) => name === wanted)) throw error;
    throw new DamagedFile(
      `${wanted} is not here, and a worker says that it has written it: all must be given the same folder`,
      { cause: error },
    );
  }
}
