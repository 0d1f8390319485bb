// A search by many workers without a machine: the coordinator and the jobs are the real ones, on a queue and a store in memory.
// A seed decides who goes on next, who is killed, and what the queue loses, repeats and tells late.
import { isDeepStrictEqual } from 'node:util';
import type { JobBench } from '../../src/checker/disk/job-bench.ts';
import { poolOver } from '../../src/checker/disk/job-queue.ts';
import type { JobQueue } from '../../src/checker/disk/job-queue.ts';
import type { LayerJob } from '../../src/checker/disk/run-job.ts';
import { searchInLayers } from '../../src/checker/disk/layered-search.ts';
import type { JobPool, LayerSizes } from '../../src/checker/disk/layered-search.ts';
import type { Store } from '../../src/checker/disk/store.ts';
import type { TransitionSystem } from '../../src/checker/transition-system.ts';
import { drawsFrom } from '../../src/systems/free-runs.ts';
import type { TurnDraw } from '../../src/systems/free-runs.ts';
import { memoryStore } from '../checker/memory-store.ts';
import type { MemoryStore } from '../checker/memory-store.ts';
import { told } from '../checker/told.ts';
import { KeptJobs } from './kept-jobs.ts';
import { jobIn, SimulatedQueue } from './simulated-queue.ts';
import type { Delivery } from './simulated-queue.ts';
import { Turns } from './turns.ts';
import type { Actor } from './turns.ts';

/** A space to search, and what has to come of it. */
export interface Subject {
  readonly name: string;
  readonly bench: Omit<JobBench, 'store'> & { readonly system: TransitionSystem };
  readonly sizes: LayerSizes;
  /** A search that has not ended by then never will. */
  readonly stepsMax: number;
  /** As a search in memory tells it. */
  readonly expected: unknown;
  readonly jobs: KeptJobs;
  /** The bytes of every file that was put in its place so far, in any search of it: a name stands for its bytes. */
  readonly bytes: Map<string, Uint8Array>;
}

export function subject(parts: Omit<Subject, 'jobs' | 'bytes'>): Subject {
  return { ...parts, jobs: new KeptJobs(parts.bench), bytes: new Map() };
}

/** A way to do things otherwise than they should be done, to see whether that is noticed. */
export interface Fault {
  /** The store of a worker, or of a coordinator. */
  readonly store?: (store: Store, files: MemoryStore['files'], who: 'worker' | 'coordinator') => Store;
  readonly queue?: (queue: JobQueue) => JobQueue;
  readonly pool?: (pool: JobPool) => JobPool;
  /** The job that is run in place of the one that was handed out. */
  readonly job?: (delivery: Delivery, job: LayerJob, files: MemoryStore['files']) => LayerJob;
  /** The end that a worker tells. */
  readonly end?: (delivery: Delivery, job: LayerJob, end: string) => string;
  /** Jobs of dead workers do not come back. */
  readonly forgetsTheDead?: true;
}

/** The misfortunes of a search. */
export interface Happened {
  steps: number;
  workersKilled: number;
  coordinatorsKilled: number;
  repeated: number;
  lost: number;
}

/** The seed of one search, and how many work on it. */
interface Cast {
  readonly seed: number;
  readonly workers: number;
}

/** More would only keep a search from its end. */
const COORDINATORS_KILLED_MAX = 8;
const WORKERS_KILLED_MAX = 200;
const WIPES_MAX = 3;

/** Searches; what is wrong about its outcome, in words, or nothing. */
export async function simulated(
  of: Subject,
  cast: Cast,
  fault: Fault = {},
): Promise<{ readonly wrong: string | undefined; readonly happened: Happened }> {
  const simulation = new Simulation(of, cast, fault);
  const wrong = await simulation.run();
  return { wrong, happened: simulation.happened };
}

/** One in so many steps, at which something happens; never where it is 0. */
interface Weather {
  readonly killWorker: number;
  readonly killCoordinator: number;
  readonly stall: number;
  readonly repeat: number;
  readonly lose: number;
  readonly wipe: number;
  readonly time: number;
}

function weather(draw: TurnDraw): Weather {
  const rate = (...rates: readonly number[]): number => rates[draw(rates.length)];
  return {
    killWorker: rate(0, 400, 100, 20),
    killCoordinator: rate(0, 2000, 500, 150),
    stall: rate(0, 200, 40),
    repeat: rate(0, 200, 40),
    lose: rate(0, 400, 100),
    wipe: rate(0, 1000),
    time: rate(400, 60),
  };
}

class Simulation {
  readonly happened: Happened = { steps: 0, workersKilled: 0, coordinatorsKilled: 0, repeated: 0, lost: 0 };
  readonly #of: Subject;
  readonly #fault: Fault;
  readonly #draw: TurnDraw;
  readonly #turns: Turns;
  readonly #queue: SimulatedQueue;
  readonly #files = new Map<string, Uint8Array>();
  readonly #weather: Weather;
  readonly #workers: Actor[];
  readonly #poolSize: number;
  #coordinator: Actor = { isDead: false };
  #runs = 0;
  #wipes = 0;
  /** The end of it, once there is one. */
  #ended: { readonly wrong: string | undefined } | undefined;

  constructor(of: Subject, { seed, workers }: Cast, fault: Fault) {
    this.#of = of;
    this.#fault = fault;
    this.#draw = drawsFrom(seed);
    this.#turns = new Turns(this.#draw);
    this.#queue = new SimulatedQueue(this.#turns, this.#draw);
    this.#weather = weather(this.#draw);
    this.#poolSize = [1, 5, 64][this.#draw(3)];
    this.#workers = Array.from({ length: workers }, () => ({ isDead: false }));
  }

  async run(): Promise<string | undefined> {
    const { stepsMax } = this.#of;
    for (const worker of this.#workers) void this.#work(worker);
    void this.#coordinate(this.#coordinator);
    for (;;) {
      await this.#turns.settled();
      if (this.#ended !== undefined) return this.#ended.wrong;
      if (this.happened.steps === stepsMax) return `it did not end in ${stepsMax} steps`;
      this.happened.steps += 1;
      this.#misfortune();
      this.#goOn();
    }
  }

  /** One thing that goes on as it should. */
  #goOn(): void {
    const deliveries = this.#queue.canDeliver ? 1 : 0;
    const choices = this.#turns.count + deliveries;
    if (choices > 0) {
      const isDelivery = this.#draw(choices) < deliveries;
      if (isDelivery) this.#queue.deliver();
      else this.#turns.give();
    }
    const told = this.#draw(2) === 0 && this.#queue.tell();
    if (choices === 0 && !told) this.#passTime();
  }

  #passTime(): void {
    this.#queue.passTime(this.#fault.forgetsTheDead !== true);
  }

  #happens(rate: number): boolean {
    return rate > 0 && this.#draw(rate) === 0;
  }

  #misfortune(): void {
    const { killWorker, killCoordinator, stall, repeat, lose, wipe, time } = this.#weather;
    const { happened } = this;
    if (this.#happens(killWorker) && happened.workersKilled < WORKERS_KILLED_MAX) this.#killWorker();
    if (this.#happens(killCoordinator) && happened.coordinatorsKilled < COORDINATORS_KILLED_MAX)
      this.#killCoordinator();
    if (this.#happens(stall)) {
      this.#queue.stall();
      happened.repeated += 1;
    }
    if (this.#happens(repeat)) {
      this.#queue.repeat();
      happened.repeated += 1;
    }
    if (this.#happens(lose)) {
      this.#queue.lose();
      happened.lost += 1;
    }
    if (this.#happens(wipe) && this.#wipes < WIPES_MAX) {
      this.#wipes += 1;
      this.#queue.wipe();
    }
    if (this.#happens(time)) this.#passTime();
  }

  #killWorker(): void {
    const busy = this.#workers.filter((worker) => this.#queue.isBusy(worker));
    if (busy.length === 0) return;
    this.happened.workersKilled += 1;
    const worker = busy[this.#draw(busy.length)];
    this.#bury(worker);
    const next = { isDead: false };
    this.#workers[this.#workers.indexOf(worker)] = next;
    void this.#work(next);
  }

  #killCoordinator(): void {
    this.happened.coordinatorsKilled += 1;
    this.#bury(this.#coordinator);
    // The next one clears what its forerunner left in the queue, or did not get to it.
    if (this.#draw(2) === 0) this.#queue.wipe();
    this.#coordinator = { isDead: false };
    void this.#coordinate(this.#coordinator);
  }

  #bury(actor: Actor): void {
    this.#turns.kill(actor);
    this.#queue.bury(actor);
  }

  async #work(worker: Actor): Promise<void> {
    const store = this.#storeOf(worker, 'worker');
    const turn = async (): Promise<void> => await this.#turns.turn(worker);
    const place = { store, files: this.#files, turn };
    for (;;) {
      const delivery = await this.#queue.take(worker);
      const told = jobIn(delivery);
      const job = this.#fault.job?.(delivery, told, this.#files) ?? told;
      try {
        const end = await this.#of.jobs.run(job, place);
        await turn();
        this.#queue.end(worker, delivery.id, { value: this.#fault.end?.(delivery, job, end) ?? end });
      } catch (error) {
        await turn();
        this.#queue.end(worker, delivery.id, { error });
      }
    }
  }

  async #coordinate(coordinator: Actor): Promise<void> {
    const { bench, sizes, expected } = this.#of;
    const { pool: asPlanted = (pool) => pool, queue: planted = (queue) => queue } = this.#fault;
    const store = this.#storeOf(coordinator, 'coordinator');
    const queue = planted(this.#queue.of(coordinator));
    this.#runs += 1;
    const search = { store, mark: bench.mark, run: String(this.#runs), size: this.#poolSize };
    try {
      const outcome = await searchInLayers({
        ...bench,
        store,
        pool: asPlanted(poolOver(queue, search)),
        sizes,
        now: () => 0,
        turn: async () => undefined,
        hindrance: async () => undefined,
      });
      if ('refused' in outcome) this.#ended = { wrong: `refused: ${outcome.refused}` };
      else if (isDeepStrictEqual(told(outcome), expected)) this.#ended ??= { wrong: undefined };
      else this.#ended = { wrong: `other counts or another failure: ${wordsOf(outcome.conclusion)}` };
    } catch (error) {
      this.#ended = { wrong: `it threw: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  /** The store as one of them has it: each act waits for a turn. */
  #storeOf(actor: Actor, who: 'worker' | 'coordinator'): Store {
    const plain = this.#inTurns(actor, memoryStore(this.#files));
    return this.#fault.store?.(plain, this.#files, who) ?? plain;
  }

  #inTurns(actor: Actor, store: Store): Store {
    const turn = async (): Promise<void> => await this.#turns.turn(actor);
    return {
      list: async () => (await turn(), await store.list()),
      read: async (name, from, to) => (await turn(), await store.read(name, from, to)),
      remove: async (name) => (await turn(), await store.remove(name)),
      freeBytes: async () => undefined,
      create: async (name) => {
        await turn();
        const file = await store.create(name);
        return {
          write: async (bytes) => (await turn(), await file.write(bytes)),
          discard: async () => (await turn(), await file.discard()),
          commit: async (lasting) => {
            await turn();
            await file.commit(lasting);
            this.#compare(name);
          },
        };
      },
    };
  }

  /** A file of a job has the same bytes whenever it is written. */
  #compare(name: string): void {
    const bytes = this.#files.get(name);
    if (bytes === undefined || name.startsWith('layer-')) return;
    const known = this.#of.bytes.get(name);
    if (known === undefined) this.#of.bytes.set(name, bytes);
    else if (Buffer.compare(known, bytes) === 0) this.#files.set(name, known);
    else this.#ended ??= { wrong: `${name} was written with other bytes than before` };
  }
}

function wordsOf(conclusion: { readonly verdict: string; readonly reason?: string }): string {
  return [conclusion.verdict, conclusion.reason].filter((word) => word !== undefined).join(', ');
}
