// One of the workers of shared-table.bench.ts: does a round of work whenever it is told to, on a table that it shares.
import { workerData } from 'node:worker_threads';
import { SharedProcessTable } from '../src/impl/shared/shared-process-table.ts';

/** The task of a worker: its table, and the words by which rounds begin and end. */
export interface RoundsTask {
  readonly buffer: SharedArrayBuffer;
  readonly worker: number;
  readonly rounds: SharedArrayBuffer;
}

/** The words of a worker, by its index times their number. */
export const ROUND = { WORK: 0, DONE: 1, WORDS: 32 } as const;
/** Work of a round. 0: none; told to end. */
export const WORK = { READ: 1, WRITE: 2, END: 3 } as const;
export const DONE = { WELL: 1, BADLY: 2 } as const;
/** Commands of a round. */
export const READS = 60_000;
export const WRITES = 20_000;
/** Processes that are there; a worker's own begin at its index times as many, and are forked by that one of these. */
export const PROCESSES = 1000;

if (workerData !== null) run(workerData as RoundsTask);

function run({ buffer, worker, rounds }: RoundsTask): void {
  const table = new SharedProcessTable({ buffer, worker });
  const words = new Int32Array(rounds);
  const at = worker * ROUND.WORDS;
  for (;;) {
    Atomics.wait(words, at + ROUND.WORK, 0);
    const work = Atomics.exchange(words, at + ROUND.WORK, 0);
    if (work === WORK.END) return;
    const isWell = work === WORK.READ ? read(table, worker) : write(table, worker);
    Atomics.store(words, at + ROUND.DONE, isWell ? DONE.WELL : DONE.BADLY);
    Atomics.notify(words, at + ROUND.DONE);
  }
}

/** Answers whether every question had an answer. */
function read(table: SharedProcessTable, worker: number): boolean {
  let missing = 0;
  let x = worker;
  for (let count = 0; count < READS; count += 1) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    if (table.group(1 + ((x >>> 8) % PROCESSES)) === undefined) missing += 1;
  }
  return missing === 0;
}

/** Answers whether every command was accepted. */
function write(table: SharedProcessTable, worker: number): boolean {
  const parent = worker + 1;
  const first = (worker + 1) * PROCESSES + 1;
  let refused = 0;
  for (let count = 0; count < WRITES; count += 4) {
    const pid = first + (count % PROCESSES);
    if (table.fork(parent, pid) !== 'ok') refused += 1;
    if (table.createGroup(pid) !== 'ok') refused += 1;
    if (table.exit(pid) !== 'ok') refused += 1;
    if (table.free(pid) !== 'ok') refused += 1;
  }
  return refused === 0;
}
