// A worker with a shared table of its own: it walks at random, or stays inside until it is ended.
import { parentPort, workerData } from 'node:worker_threads';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { SharedMemory } from '../../src/impl/shared/memory.ts';
import { sharedTable, walk } from '../support/shared-walk.ts';
import type { SharedSet } from '../support/shared-walk.ts';

/** The task of a worker. */
export interface SharedTask {
  readonly set: SharedSet;
  readonly buffer: SharedArrayBuffer;
  readonly worker: number;
  /**
   * `walk`: so many random commands; `walk on`: commands until the gate is opened; `write`, `read`: says so once it is
   * inside, and stays until the gate is opened; `ask`: one question. All say in the end that it is done, or the error.
   */
  readonly does: 'walk' | 'walk on' | 'write' | 'read' | 'ask';
  readonly seed?: number;
  readonly times?: number;
  readonly idsMax?: number;
  /** A word: 0 until it is opened. */
  readonly gate?: SharedArrayBuffer;
  readonly patienceMs?: number;
  /** Whether the lock is left out. */
  readonly lockless?: boolean;
}

const task = workerData as SharedTask;
const { set, does, seed = 1, times = 1000, idsMax = 12 } = task;
const gate = new Int32Array(task.gate ?? new SharedArrayBuffer(4));

try {
  run();
  say('done');
} catch (error) {
  say(String(error));
}

function run(): void {
  const { buffer, worker, patienceMs = 60_000, lockless = false } = task;
  const table = sharedTable(set, { buffer, worker, patienceMs, ...(lockless ? { memory: noLock() } : {}) });
  const dice = new Dice();
  dice.seed(seed);
  say('begins');
  if (does === 'walk') walk(table, set, dice, times, idsMax);
  else if (does === 'walk on') while (Atomics.load(gate, 0) === 0) walk(table, set, dice, 20, idsMax);
  else if (does === 'ask') table.isRunning(1);
  else
    table[does](() => {
      say('inside');
      Atomics.wait(gate, 0, 0);
    });
}

function say(what: string): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread's port has no origin
  parentPort?.postMessage(what);
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
