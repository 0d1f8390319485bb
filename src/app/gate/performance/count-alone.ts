// The work of a set's table, counted in a thread of its own.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SetWork } from './counted-commands.ts';

/**
 * Counts the work of the table of a command set where the engine has run nothing else. In a thread that ran other checks it
 * goes on allocating in code of ours that these made slow, at times for as long as one looks. Rejects with what the thread
 * threw. About a second, and an engine of its own.
 */
export async function countedAlone(id: string): Promise<SetWork> {
  const file = new URL(`./counting-thread${import.meta.url.slice(-3)}`, import.meta.url);
  const thread = new Worker(file, { workerData: id });
  const [work] = (await once(thread, 'message')) as [SetWork];
  return work;
}
