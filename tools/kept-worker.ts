// Keeps Vitest's one worker from run to run, where its own pool ends it after each. Loading the sources anew costs far
// more than the tests that notice a mutant, and no module of theirs keeps a result between uses; test files and setup
// files are read anew by Vitest each time. After so many runs a new worker takes over all the same.
import type { PoolOptions, PoolWorker, Vite, WorkerRequest } from 'vitest/node';
import { ThreadsPoolWorker } from 'vitest/node';

const RUNS_PER_WORKER = 100;
const NAME = 'kept-thread';

type Listener = Parameters<PoolWorker['on']>[1];

/** The thread that is kept, and the number of runs that it has been given. */
interface Kept {
  readonly thread: ThreadsPoolWorker;
  runs: number;
  /** Whether it ended by itself. */
  over: boolean;
}

/**
 * The thread as one run sees it. The first run starts it, the last one ends it; the next run may begin before that
 * is done, so it has another thread by then.
 */
class RunOfThread implements PoolWorker {
  readonly name = NAME;
  readonly #kept: Kept;
  readonly #project: PoolOptions['project'];
  readonly #listeners = new Set<Listener>();
  readonly #isFirst: boolean;
  readonly #isLast: boolean;

  constructor(of: Kept, project: PoolOptions['project']) {
    this.#kept = of;
    this.#project = project;
    of.runs += 1;
    this.#isFirst = of.runs === 1;
    this.#isLast = of.runs === RUNS_PER_WORKER;
  }

  on(event: string, listener: Listener): void {
    if (event === 'message') this.#listeners.add(listener);
    this.#kept.thread.on(event, listener);
  }

  off(event: string, listener: Listener): void {
    this.#listeners.delete(listener);
    this.#kept.thread.off(event, listener);
  }

  /** A thread that is told to stop listens no more, and one that goes on has started before: it is answered for. */
  send(message: WorkerRequest): void {
    if (message.type === 'stop' && !this.#isLast) this.#answer('stopped');
    else if (message.type === 'start' && !this.#isFirst) this.#answer('started');
    else this.#kept.thread.send(this.#withTestsOfRun(message));
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
    if (!this.#isFirst) return;
    const kept = this.#kept;
    await kept.thread.start();
    kept.thread.on('exit', () => (kept.over = true));
  }

  async stop(): Promise<void> {
    for (const listener of this.#listeners) this.#kept.thread.off('message', listener);
    this.#listeners.clear();
    if (this.#isLast) await this.#kept.thread.stop();
  }
}

let kept: Kept | undefined;

/** Vitest with a worker that is kept; for one worker only. */
export const keptWorker: Vite.Plugin = {
  name: NAME,
  configureVitest({ project }) {
    project.config.pool = NAME as 'threads';
    project.config.poolRunner = {
      name: NAME,
      createPoolWorker: (options) => {
        if (kept === undefined || kept.over || kept.runs === RUNS_PER_WORKER)
          kept = { thread: new ThreadsPoolWorker(options), runs: 0, over: false };
        return new RunOfThread(kept, project);
      },
    };
  },
};
