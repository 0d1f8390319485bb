// A worker thread with a shared table of its own, as a test sees it.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SharedTask } from '../impl/shared-table-worker.ts';

/** A worker that does its task, and what has been heard of it. */
export class TableWorker {
  readonly said: unknown[] = [];
  readonly #worker: Worker;
  readonly #exit: Promise<unknown>;

  constructor(task: SharedTask) {
    this.#worker = new Worker(new URL('../impl/shared-table-worker.ts', import.meta.url), {
      workerData: task,
    });
    this.#worker.on('message', (what) => this.said.push(what));
    this.#exit = once(this.#worker, 'exit');
  }

  async hears(what: unknown): Promise<void> {
    while (!this.said.includes(what)) await once(this.#worker, 'message');
  }

  /** Waits for its end, and answers the last that it said. */
  async last(): Promise<unknown> {
    await this.#exit;
    return this.said.at(-1);
  }

  /** Ends it where it stands. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
