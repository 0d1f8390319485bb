// What does a table cost that workers share? In one thread beside the table itself, on the mixed workload; then one worker
// and two that read, and that write.
// Usage: node bench/shared-table.bench.ts [--quick]
//
// Contestants take turns, block by block and round by round, all of them short; as others use the machine, too, the best
// tenth of the blocks counts, and the best round: two workers need two cores at once.
import { Worker } from 'node:worker_threads';
import { SharedProcessTable } from '../src/impl/shared/shared-process-table.ts';
import type { InsideProcessTable } from '../src/impl/shared/shared-process-table.ts';
import { ProcessTable } from '../src/impl/hierarchy/process-table.ts';
import type { HierarchyDriver } from '../src/app/gate/performance/hierarchy-driver.ts';
import { drawWorkload, longWarmUp } from '../src/app/gate/performance/mixed-workload.ts';
import type { Workload } from '../src/app/gate/performance/mixed-workload.ts';
import { DONE, PROCESSES, READS, ROUND, WORK, WRITES } from './shared-table-worker.ts';
import type { RoundsTask } from './shared-table-worker.ts';

const DRIVER = '../src/app/gate/performance/hierarchy-driver.ts';
const isQuick = process.argv.includes('--quick');
const TIMED = isQuick ? 400_000 : 2_000_000;
const BLOCKS = TIMED / 5_000;
const ROUNDS = isQuick ? 50 : 400;

/** A table in turns with another one: its driver is a copy that no other table uses, so that its calls stay monomorphic. */
class Contestant {
  readonly ns: number[] = [];
  readonly #driver: HierarchyDriver;
  readonly #work: Workload;

  private constructor(driver: HierarchyDriver, work: Workload) {
    this.#driver = driver;
    this.#work = work;
  }

  static async warmedUp(table: InsideProcessTable, work: Workload): Promise<Contestant> {
    const url = new URL(`${DRIVER}?${table.constructor.name}`, import.meta.url).href;
    const module = (await import(url)) as { readonly HierarchyDriver: typeof HierarchyDriver };
    const contestant = new Contestant(new module.HierarchyDriver(table, work), work);
    contestant.#drive(0, work.warmUp);
    return contestant;
  }

  /** Notes the time of an operation of a block. */
  run(from: number, to: number): void {
    this.ns.push(clock(() => this.#drive(from, to)) / (to - from));
  }

  #drive(from: number, to: number): void {
    const refused = this.#driver.drive(this.#work, from, to);
    if (refused > 0)
      throw new Error(`a ${this.#driver.table.constructor.name} refused ${refused} operations`);
  }
}

async function inOneThread(): Promise<void> {
  const work = drawWorkload({
    mix: 'A',
    processesMax: PROCESSES,
    warmUp: longWarmUp(PROCESSES),
    timed: TIMED,
  });
  const size = { capacity: 3 * PROCESSES, workers: 8 };
  const own = new ProcessTable(size);
  const table = await Contestant.warmedUp(own, work);
  const buffer = SharedProcessTable.allocate(size);
  const sharedOwn = new SharedProcessTable({ buffer, worker: 0 });
  const shared = await Contestant.warmedUp(sharedOwn, work);
  const block = TIMED / BLOCKS;
  for (let from = work.warmUp; from < work.warmUp + TIMED; from += block) {
    table.run(from, from + block);
    shared.run(from, from + block);
  }
  const words = new Int32Array(sharedOwn.snapshot().bytes);
  if (own.storage().length !== words.length) throw new Error('not the same end');
  for (const [at, word] of words.entries())
    if (own.storage()[at] !== word) throw new Error(`not the same end, at word ${at}`);
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

await inOneThread();
await inTwoWorkers();
