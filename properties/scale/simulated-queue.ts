// A queue of jobs in memory that is as bad as a queue may be: it hands jobs out in any order, again and long after they were
// done, forgets jobs and ends, and takes the word of workers whose job was given to another. Jobs and ends go through it as text.
import type { JobEnd, JobQueue } from '../../src/checker/disk/job-queue.ts';
import type { LayerJob } from '../../src/checker/disk/run-job.ts';
import type { TurnDraw } from '../../src/systems/free-runs.ts';
import type { Actor, Turns } from './turns.ts';

/** A job as a worker gets it. */
export interface Delivery {
  readonly id: string;
  readonly job: string;
  /** The times that this job was handed out so far, with this one. */
  readonly nth: number;
}

interface Entry {
  readonly id: string;
  readonly job: string;
  deliveries: number;
  end: { readonly value: string } | { readonly error: unknown } | undefined;
}

interface News {
  readonly actor: Actor;
  readonly id: string;
  readonly go: () => void;
}

export class SimulatedQueue {
  readonly #turns: Turns;
  readonly #draw: TurnDraw;
  #entries = new Map<string, Entry>();
  #waiting: Entry[] = [];
  /** Handed out, by worker; those of dead ones come back when time has passed. */
  readonly #active = new Map<Actor, Entry>();
  #idle: { readonly worker: Actor; readonly go: (delivery: Delivery) => void }[] = [];
  #news: News[] = [];

  constructor(turns: Turns, draw: TurnDraw) {
    this.#turns = turns;
    this.#draw = draw;
  }

  /** The queue as a coordinator has it. */
  of(coordinator: Actor): JobQueue {
    const turn = async (): Promise<void> => await this.#turns.turn(coordinator);
    return {
      add: async (id, job) => {
        await turn();
        if (this.#entries.has(id)) return;
        const entry = { id, job: JSON.stringify(job), deliveries: 0, end: undefined };
        this.#entries.set(id, entry);
        this.#waiting.push(entry);
      },
      endOf: async (id) => {
        await turn();
        const end = this.#entries.get(id)?.end;
        if (end !== undefined && 'error' in end) throw end.error;
        return end && (JSON.parse(end.value) as JobEnd);
      },
      news: async (id) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        if (!coordinator.isDead) this.#news.push({ actor: coordinator, id, go: resolve });
        await promise;
      },
      forget: async (id) => {
        await turn();
        this.#entries.delete(id);
      },
    };
  }

  /** The next job for a worker, whenever there is one. */
  async take(worker: Actor): Promise<Delivery> {
    const { promise, resolve } = Promise.withResolvers<Delivery>();
    this.#idle.push({ worker, go: resolve });
    return await promise;
  }

  /** The word of a worker about a job that it once got. */
  end(worker: Actor, id: string, end: NonNullable<Entry['end']>): void {
    this.#active.delete(worker);
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.end = end;
  }

  get canDeliver(): boolean {
    return this.#idle.length > 0 && this.#waiting.length > 0;
  }

  deliver(): void {
    const [{ worker, go }] = this.#idle.splice(this.#draw(this.#idle.length), 1);
    const [entry] = this.#waiting.splice(this.#draw(this.#waiting.length), 1);
    entry.deliveries += 1;
    this.#active.set(worker, entry);
    go({ id: entry.id, job: entry.job, nth: entry.deliveries });
  }

  /** Tells a coordinator of an end; false where there is none to tell. */
  tell(): boolean {
    const at = this.#news.findIndex(({ id }) => this.#entries.get(id)?.end !== undefined);
    if (at === -1) return false;
    for (const { go } of this.#news.splice(at, 1)) go();
    return true;
  }

  /** A while is over: jobs of the dead come back, and a coordinator is told nothing. */
  passTime(comesBack: boolean): void {
    for (const [worker, entry] of this.#active) {
      if (!worker.isDead) continue;
      this.#active.delete(worker);
      if (comesBack) this.#waiting.push(entry);
    }
    const at = this.#draw(Math.max(1, this.#news.length));
    for (const { go } of this.#news.splice(at, 1)) go();
  }

  /** One who works on a job is taken for dead, and the job given to another too. */
  stall(): void {
    const entries = [...this.#active.values()];
    if (entries.length > 0) this.#waiting.push(entries[this.#draw(entries.length)]);
  }

  /** A job that has ended is handed out again. */
  repeat(): void {
    const ended = [...this.#entries.values()].filter(({ end }) => end !== undefined);
    if (ended.length > 0) this.#waiting.push(ended[this.#draw(ended.length)]);
  }

  /** A job that waits is lost, or an end. */
  lose(): void {
    const entries = [...this.#entries.values()];
    if (entries.length === 0) return;
    const lost = entries[this.#draw(entries.length)];
    this.#entries.delete(lost.id);
    this.#waiting = this.#waiting.filter((entry) => entry !== lost);
  }

  /** The queue starts again with nothing. */
  wipe(): void {
    this.#entries = new Map();
    this.#waiting = [];
  }

  bury(actor: Actor): void {
    this.#idle = this.#idle.filter(({ worker }) => worker !== actor);
    this.#news = this.#news.filter((news) => news.actor !== actor);
  }

  isBusy(worker: Actor): boolean {
    return this.#active.has(worker);
  }
}

/** The job that was handed out. */
export function jobIn({ job }: Delivery): LayerJob {
  return JSON.parse(job) as LayerJob;
}
