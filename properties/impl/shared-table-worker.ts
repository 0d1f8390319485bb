// A worker with a shared table of its own: it walks at random, or stays inside until it is ended.
import { parentPort, workerData } from 'node:worker_threads';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { SharedMemory } from '../../src/impl/shared/memory.ts';
import { call, sharedTable, walk } from '../support/shared-walk.ts';
import type { SharedSet } from '../support/shared-walk.ts';

/** The task of a worker. */
export interface SharedTask {
  readonly set: SharedSet;
  readonly buffer: SharedArrayBuffer;
  readonly worker: number;
  /**
   * `walk`: random commands; `write`, `read`: says so once it is inside, and stays; `ask`: one question, and the name of the
   * error that it ends in, if it does.
   */
  readonly does: 'walk' | 'write' | 'read' | 'ask';
  readonly seed?: number;
  readonly times?: number;
  readonly idsMax?: number;
  /** A word that those inside wait for: 0 keeps them there. */
  readonly gate?: SharedArrayBuffer;
  /** For a walk: whether the lock is left out. */
  readonly lockless?: boolean;
}

const task = workerData as SharedTask;
const table = sharedTable(task.set, {
  buffer: task.buffer,
  worker: task.worker,
  ...(task.lockless === true ? { memory: noLock() } : {}),
});
function say(what: unknown): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread's port has no origin
  parentPort?.postMessage(what);
}

if (task.does === 'walk') {
  const dice = new Dice();
  dice.seed(task.seed ?? 1);
  walk(table, task.set, dice, task.times ?? 1000, task.idsMax ?? 12);
  say('done');
} else if (task.does === 'ask') {
  say('asks');
  try {
    say(call(table, 'isRunning', 1));
  } catch (error) {
    say(String(error));
  }
} else {
  table[task.does](() => {
    say('inside');
    Atomics.wait(new Int32Array(task.gate ?? new SharedArrayBuffer(4)), 0, 0);
  });
}

/** A memory in which every lock is free. */
function noLock(): SharedMemory {
  return {
    tries: 1,
    untaken: 0,
    load: () => 0,
    store: () => {},
    exchange: () => 0,
    compareExchange: (_at, expected) => expected,
    wait: () => true,
    notify: () => {},
  };
}
