// What does a table cost that workers share? In one thread beside the table itself, on the mixed workload; then one worker
// and two that read, and that write.
// Usage: node bench/shared-table.bench.ts [--quick]
//
// Contestants take turns, block by block and round by round, all of them short; as others use the machine, too, the best
// tenth of the blocks counts, and the best round: two workers need two cores at once.
import { Worker } from 'node:worker_threads';
import { SharedProcessTable } from '../src/impl/shared/shared-process-table.ts';
import { ProcessTable } from '../src/impl/hierarchy/process-table.ts';
import { drawWorkload, longWarmUp, OPERATION } from '../src/app/gate/performance/mixed-workload.ts';
import type { Workload } from '../src/app/gate/performance/mixed-workload.ts';
import { DONE, PROCESSES, READS, ROUND, WORK, WRITES } from './shared-table-worker.ts';
import type { RoundsTask } from './shared-table-worker.ts';

const { FORK, CREATE_GROUP, CREATE_SESSION, MOVE } = OPERATION;
const isQuick = process.argv.includes('--quick');
const TIMED = isQuick ? 400_000 : 2_000_000;
const BLOCKS = TIMED / 5_000;
const ROUNDS = isQuick ? 50 : 400;

class Driver<Contestant> {
  readonly contestant: Contestant;
  readonly pids: Int32Array;
  readonly ns: number[] = [];
  nextPid = 2;

  constructor(contestant: Contestant, { processesMax }: Workload) {
    this.contestant = contestant;
    this.pids = new Int32Array(processesMax + 8);
    this.pids[0] = 1;
  }
}

// The two drivers are the same lines twice: shared, their calls would be polymorphic and both would be slower.

function driveTable(driver: Driver<ProcessTable>, work: Workload, from: number, to: number): void {
  const { contestant, pids } = driver;
  const { operations, a, b } = work;
  let refused = 0;
  for (let i = from; i < to; i++) {
    const operation = operations[i];
    const pid = pids[a[i]];
    if (operation === FORK) {
      pids[b[i]] = driver.nextPid++;
      if (contestant.fork(pid, pids[b[i]]) !== 'ok') refused++;
    } else if (operation === CREATE_GROUP) {
      if (contestant.createGroup(pid) !== 'ok') refused++;
    } else if (operation === CREATE_SESSION) {
      if (contestant.createSession(pid) !== 'ok') refused++;
    } else if (operation === MOVE) {
      if (contestant.moveToGroup(pid, contestant.group(pids[b[i]])!) !== 'ok') refused++;
    } else {
      if (contestant.exit(pid) !== 'ok') refused++;
      if (contestant.free(pid) !== 'ok') refused++;
      pids[a[i]] = 0;
    }
  }
  if (refused > 0) throw new Error(`the table refused ${refused} operations`);
}

function driveShared(driver: Driver<SharedProcessTable>, work: Workload, from: number, to: number): void {
  const { contestant, pids } = driver;
  const { operations, a, b } = work;
  let refused = 0;
  for (let i = from; i < to; i++) {
    const operation = operations[i];
    const pid = pids[a[i]];
    if (operation === FORK) {
      pids[b[i]] = driver.nextPid++;
      if (contestant.fork(pid, pids[b[i]]) !== 'ok') refused++;
    } else if (operation === CREATE_GROUP) {
      if (contestant.createGroup(pid) !== 'ok') refused++;
    } else if (operation === CREATE_SESSION) {
      if (contestant.createSession(pid) !== 'ok') refused++;
    } else if (operation === MOVE) {
      if (contestant.moveToGroup(pid, contestant.group(pids[b[i]])!) !== 'ok') refused++;
    } else {
      if (contestant.exit(pid) !== 'ok') refused++;
      if (contestant.free(pid) !== 'ok') refused++;
      pids[a[i]] = 0;
    }
  }
  if (refused > 0) throw new Error(`the shared table refused ${refused} operations`);
}

function inOneThread(): void {
  const work = drawWorkload({
    mix: 'A',
    processesMax: PROCESSES,
    warmUp: longWarmUp(PROCESSES),
    timed: TIMED,
  });
  const size = { capacity: 3 * PROCESSES, workers: 8 };
  const table = new Driver(new ProcessTable(size), work);
  const buffer = SharedProcessTable.allocate(size);
  const shared = new Driver(new SharedProcessTable({ buffer, worker: 0 }), work);
  driveTable(table, work, 0, work.warmUp);
  driveShared(shared, work, 0, work.warmUp);
  const block = TIMED / BLOCKS;
  for (let from = work.warmUp; from < work.warmUp + TIMED; from += block) {
    table.ns.push(clock(() => driveTable(table, work, from, from + block)) / block);
    shared.ns.push(clock(() => driveShared(shared, work, from, from + block)) / block);
  }
  const words = new Int32Array(shared.contestant.snapshot().bytes);
  if (table.contestant.storage().length !== words.length) throw new Error('not the same end');
  for (const [at, word] of words.entries())
    if (table.contestant.storage()[at] !== word) throw new Error(`not the same end, at word ${at}`);
  const [ns, sharedNs] = [table.ns, shared.ns].map(undisturbed);
  console.log(
    `one thread, mix A, ${PROCESSES} processes: ${ns.toFixed(0)} ns an operation, shared ${sharedNs.toFixed(0)} ns: ` +
      `${(sharedNs / ns).toFixed(2)} times as long`,
  );
}

/** Two workers that do a round of work each whenever they are told to. */
class Rounds {
  readonly #words: Int32Array;
  readonly #workers: readonly Worker[];

  constructor() {
    const buffer = SharedProcessTable.allocate({ capacity: 3 * PROCESSES, workers: 3 });
    const table = new SharedProcessTable({ buffer, worker: 2 });
    for (let pid = 2; pid <= PROCESSES; pid += 1)
      if (table.fork(pid >> 1, pid) !== 'ok') throw new Error(`no process ${pid}`);
    const rounds = new SharedArrayBuffer(4 * ROUND.WORDS * 2);
    this.#words = new Int32Array(rounds);
    this.#workers = [0, 1].map((worker) => {
      const workerData: RoundsTask = { buffer, worker, rounds };
      return new Worker(new URL('shared-table-worker.ts', import.meta.url), { workerData });
    });
  }

  /** The time that it takes until so many workers have done a round. */
  time(workers: number, work: number): number {
    const all = [0, 1].slice(0, workers).map((worker) => worker * ROUND.WORDS);
    return clock(() => {
      for (const at of all) this.#tell(at, work);
      for (const at of all) {
        Atomics.wait(this.#words, at + ROUND.DONE, 0);
        if (Atomics.exchange(this.#words, at + ROUND.DONE, 0) !== DONE.WELL)
          throw new Error('a worker was refused something');
      }
    });
  }

  async end(): Promise<void> {
    for (const worker of [0, 1]) this.#tell(worker * ROUND.WORDS, WORK.END);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #tell(at: number, work: number): void {
    Atomics.store(this.#words, at + ROUND.WORK, work);
    Atomics.notify(this.#words, at + ROUND.WORK);
  }
}

async function inTwoWorkers(): Promise<void> {
  const rounds = new Rounds();
  for (const [name, work, commands] of [
    ['read', WORK.READ, READS],
    ['write', WORK.WRITE, WRITES],
  ] as const) {
    const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS; round += 1)
      for (const workers of [1, 2])
        best[workers - 1] = Math.min(best[workers - 1], rounds.time(workers, work));
    const perSecond = best.map((ns, at) => ((at + 1) * commands * 1e3) / ns);
    console.log(
      `workers that ${name}: one ${perSecond[0].toFixed(1)} million commands a second, two ` +
        `${perSecond[1].toFixed(1)} in sum: ${(perSecond[1] / perSecond[0]).toFixed(2)} times as many`,
    );
  }
  await rounds.end();
}

function clock(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start);
}

/** The mean of the best tenth: others disturb a block or they do not, and the rest of the blocks is alike. */
function undisturbed(values: readonly number[]): number {
  const best = values.toSorted((one, other) => one - other).slice(0, Math.ceil(values.length / 10));
  return best.reduce((sum, value) => sum + value, 0) / best.length;
}

inOneThread();
await inTwoWorkers();
