// Goal: a mutant is tried on its own tests. Method: the worker that is kept from run to run, with nothing behind it; what it
// would tell its thread, run after run.
import { afterEach, expect, test, vi } from 'vitest';
import { ThreadsPoolWorker } from 'vitest/node';
import type { PoolOptions, PoolRunnerInitializer, Vite, WorkerRequest } from 'vitest/node';
import { keptWorker } from '../../tools/kept-worker.ts';

const RUN = { type: 'run', context: { files: [{ filepath: 'a.test.ts' }] } } as unknown as WorkerRequest;

/** Vitest's way to a worker for a run, by this configuration. */
function workersBy(config: { testNamePattern?: RegExp; poolRunner?: PoolRunnerInitializer }) {
  const logger = { outputStream: null, errorStream: null };
  const project = { config, vitest: { logger } };
  const configure = keptWorker.configureVitest as (context: unknown) => void;
  configure.call({} as Vite.Plugin, { project });
  const options = { project, distPath: '.', method: 'run', execArgv: [], env: {} } as unknown as PoolOptions;
  return () => config.poolRunner?.createPoolWorker(options);
}

afterEach(() => void vi.restoreAllMocks());

test('a worker that is kept is told in each run which tests it is to run, and never for good', async () => {
  const told = vi.spyOn(ThreadsPoolWorker.prototype, 'send').mockReturnValue(undefined);
  const config: { testNamePattern?: RegExp; poolRunner?: PoolRunnerInitializer } = {};
  const workerOfRun = workersBy(config);
  for (const pattern of [/one/, /other/, undefined]) {
    if (pattern === undefined) delete config.testNamePattern;
    else config.testNamePattern = pattern;
    const worker = workerOfRun();
    worker?.send({ type: 'start', context: { config: { ...config } } } as unknown as WorkerRequest);
    worker?.send(RUN);
    expect(told.mock.lastCall?.[0]).toMatchObject({
      context: { files: [{ filepath: 'a.test.ts', testNamePattern: pattern }] },
    });
    await worker?.stop();
  }
  const started = told.mock.calls.filter(([{ type }]) => type === 'start');
  expect(started).toHaveLength(1);
  expect(started[0]?.[0]).toMatchObject({ context: { config: { testNamePattern: undefined } } });
});

test('a run is given no worker that has been told to stop, though it may begin before the run before it has ended', async () => {
  const told = vi.spyOn(ThreadsPoolWorker.prototype, 'send').mockReturnValue(undefined);
  vi.spyOn(ThreadsPoolWorker.prototype, 'on').mockReturnValue(undefined);
  const started = vi.spyOn(ThreadsPoolWorker.prototype, 'start').mockResolvedValue(undefined);
  const stopped = vi.spyOn(ThreadsPoolWorker.prototype, 'stop').mockResolvedValue(undefined);
  const workerOfRun = workersBy({});
  let before: ReturnType<typeof workerOfRun>;
  for (let run = 0; run < 250; run += 1) {
    const worker = workerOfRun();
    before?.send({ type: 'stop' } as WorkerRequest);
    await worker?.start();
    worker?.send(RUN);
    await before?.stop();
    before = worker;
  }
  const threads = Map.groupBy(told.mock.calls.keys(), (call) => told.mock.contexts[call]);
  const typesOf = (calls: readonly number[]) => calls.map((call) => told.mock.calls[call]?.[0].type);
  const last = [...threads.values()].map((calls) => typesOf(calls).slice(0, -1).includes('stop'));
  expect(last).toEqual([false, false, false]);
  expect([started.mock.calls.length, stopped.mock.calls.length]).toEqual([2, 2]);
});
