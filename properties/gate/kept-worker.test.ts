// Goal: a mutant is tried on its own tests. Method: the worker that is kept from run to run, with nothing behind it; what it
// would tell its thread, run after run.
import { expect, test, vi } from 'vitest';
import { ThreadsPoolWorker } from 'vitest/node';
import type { PoolOptions, PoolRunnerInitializer, Vite, WorkerRequest } from 'vitest/node';
import { keptWorker } from '../../tools/kept-worker.ts';

test('a worker that is kept is told in each run which tests it is to run, and never for good', async () => {
  const told = vi.spyOn(ThreadsPoolWorker.prototype, 'send').mockReturnValue(undefined);
  const config: { testNamePattern?: RegExp; poolRunner?: PoolRunnerInitializer } = {};
  const logger = { outputStream: null, errorStream: null };
  const project = { config, vitest: { logger } };
  const configure = keptWorker.configureVitest as (context: unknown) => void;
  configure.call({} as Vite.Plugin, { project });
  const options = { project, distPath: '.', method: 'run', execArgv: [], env: {} } as unknown as PoolOptions;
  const run = { type: 'run', context: { files: [{ filepath: 'a.test.ts' }] } } as unknown as WorkerRequest;
  for (const pattern of [/one/, /other/, undefined]) {
    if (pattern === undefined) delete config.testNamePattern;
    else config.testNamePattern = pattern;
    const worker = config.poolRunner?.createPoolWorker(options);
    worker?.send({ type: 'start', context: { config: { ...config } } } as unknown as WorkerRequest);
    worker?.send(run);
    expect(told.mock.lastCall?.[0]).toMatchObject({
      context: { files: [{ filepath: 'a.test.ts', testNamePattern: pattern }] },
    });
    await worker?.stop();
  }
  const started = told.mock.calls.filter(([{ type }]) => type === 'start');
  expect(started).toHaveLength(1);
  expect(started[0]?.[0]).toMatchObject({ context: { config: { testNamePattern: undefined } } });
  told.mockRestore();
});
