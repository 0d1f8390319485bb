// Run as a thread of its own: one branch of the programs that another thread begins, again and again, until it is told to
// stop.
import { parentPort, workerData } from 'node:worker_threads';
import { Aborted, Baton } from './baton.ts';
import { BatonMemory } from './baton-memory.ts';
import { ThreadBranch } from './thread-branch.ts';
import type { MakeThreadSubject } from './thread-branch.ts';
import type { ThreadStart } from './thread-runs.ts';

const { control, buffer, recipe, branch } = workerData as ThreadStart;
const baton = new Baton(control);
const module = (await import(recipe.module)) as Readonly<Record<string, MakeThreadSubject>>;
const subject = module[recipe.make](recipe.argument, buffer);
const memory = new BatonMemory(new Int32Array(buffer), baton, branch);
const own = new ThreadBranch(baton, branch, memory, subject);
parentPort?.postMessage('ready', []);

for (baton.take(branch); !baton.isStopped; baton.take(branch)) {
  let next: number;
  try {
    own.execute();
    next = baton.next(memory.all);
  } catch (error) {
    if (!(error instanceof Aborted)) throw error;
    baton.left(branch);
    next = 0;
  }
  // The thread that began the execution runs branch 1, and hears of its end.
  baton.give(next === 0 ? 1 : next);
}
