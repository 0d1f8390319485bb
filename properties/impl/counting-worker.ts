// A worker that counts in a plain word under the lock; every third time it only looks, and its count is one that it may see.
import { workerData } from 'node:worker_threads';
import { beginRead, beginWrite, endRead, endWrite, join } from '../../src/impl/shared/lock.ts';
import { ENTERED, tableStart } from '../../src/impl/shared/lock-words.ts';
import { AtomicsMemory } from '../../src/impl/shared/memory.ts';

/** The task of one of two workers. */
export interface CountingTask {
  readonly buffer: SharedArrayBuffer;
  readonly me: number;
  readonly times: number;
}

const { buffer, me, times } = workerData as CountingTask;
const words = new Int32Array(buffer);
const memory = new AtomicsMemory(words, 60_000);
join(memory, me);
const at = tableStart(2);
let seen = 0;
for (let count = 0; count < times; count += 1) {
  if (beginWrite(memory, me) !== ENTERED) throw new Error('the other one never left');
  words[at] += 1;
  endWrite(memory, me);
  if (count % 3 !== 0) continue;
  if (beginRead(memory, me) !== ENTERED) throw new Error('the other one never left');
  if (words[at] < seen || words[at] > 2 * times) throw new Error(`${words[at]} was counted after ${seen}`);
  seen = words[at];
  endRead(memory, me);
}
