// Keeps Vitest's one worker from run to run, where its own pool ends it after each. Loading the sources anew costs far
// more than the tests that notice a mutant, and no module of theirs keeps a result between uses; test files and setup
// files are read anew by Vitest each time. After so many runs a new worker takes over all the same.
import type { PoolOptions, PoolWorker, Vite, WorkerRequest } from 'vitest/node';
import { ThreadsPoolWorker } from 'vitest/node';

const RUNS_PER_WORKER = 100;
const NAME = 'kept-thread';

type Listener = Parameters<PoolWorker['on']>[1];

class KeptThread implements PoolWorker {
  readonly name = NAME;
  readonly #thread: ThreadsPoolWorker;
  readonly #project: PoolOptions['project'];
  readonly #listeners = new Set<Listener>();
  #runs = 0;
  /** Whether it ended by itself, or was told to. */
  over = false;

  constructor(options: PoolOptions) {
    this.#thread = new ThreadsPoolWorker(options);
    this.#project = options.project;
  }

  on(event: string, listener: Listener): void {
    if (event === 'message') this.#listeners.add(listener);
    this.#thread.on(event, listener);
  }

  off(event: string, listener: Listener): void {
    this.#listeners.delete(listener);
    this.#thread.off(event, listener);
  }

  /** A thread that is told to stop listens no more, and one that goes on has started before: it is answered for. */
  send(message: WorkerRequest): void {
    if (message.type === 'stop' && this.#runs < RUNS_PER_WORKER) this.#answer('stopped');
    else if (message.type === 'start' && this.#runs > 0) this.#answer('started');
    else this.#thread.send(this.#withTestsOfRun(message));
  }

  /**
   * The tests of a run are named in the configuration, which a worker is told once, as it starts. A worker that is kept
   * would go on with those of its first run, and pass over any other.
   */
  #withTestsOfRun(message: WorkerRequest): WorkerRequest {
    const { testNamePattern } = this.#project.config;
    if (message.type === 'start') {
      const config = { ...message.context.config, testNamePattern: undefined };
      return { ...message, context: { ...message.context, config } };
    }
    if (message.type !== 'run') return message;
    const files = message.context.files.map((file) => ({ ...file, testNamePattern }));
    return { ...message, context: { ...message.context, files } };
  }

  #answer(type: 'started' | 'stopped'): void {
    for (const listener of this.#listeners) listener({ type, __vitest_worker_response__: true });
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  async start(): Promise<void> {
    if (this.#runs > 0) return;
    await this.#thread.start();
    this.#thread.on('exit', () => (this.over = true));
  }

  async stop(): Promise<void> {
    for (const listener of this.#listeners) this.#thread.off('message', listener);
    this.#listeners.clear();
    this.#runs += 1;
    if (this.#runs <= RUNS_PER_WORKER) return;
    this.over = true;
    await this.#thread.stop();
  }
}

let kept: KeptThread | undefined;

/** Vitest with a worker that is kept; for one worker only. */
export const keptWorker: Vite.Plugin = {
  name: NAME,
  configureVitest({ project }) {
    project.config.pool = NAME as 'threads';
    project.config.poolRunner = {
      name: NAME,
      createPoolWorker: (options) => {
        if (kept === undefined || kept.over) kept = new KeptThread(options);
        return kept;
      },
    };
  },
};
