// Goal: a suite waits for a run of branches no longer than for any answer. Method: a system of which the first one never
// settles, and the second does.
import { expect, test } from 'vitest';
import { watched } from '../../src/app/gate/watched.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import type { AsynchronousSystemUnderTest } from '../../src/contract/system.ts';
import { Trouble } from '../../src/contract/trouble.ts';

test('a run of branches that never settles is a finding, and the next system takes the place of the one that hung', async () => {
  const run: ConcurrentRun = { prefix: [], branches: [], ended: 'done', observation: {} };
  let made = 0;
  const make = watched(
    (): AsynchronousSystemUnderTest => {
      made += 1;
      const hangs = made === 1;
      return {
        name: 'later',
        asynchronous: true,
        concurrent: ['free'],
        runConcurrent: () => (hangs ? new Promise<ConcurrentRun>(() => undefined) : Promise.resolve(run)),
        reset: () => Promise.resolve(),
        apply: () => Promise.resolve({ ok: {} }),
        observe: () => Promise.resolve({}),
      };
    },
    { stepMs: 30, makeMs: 20_000 },
  );
  const system = await make();
  const program = { prefix: [], branches: [] };
  const error: unknown = await Promise.resolve(system.runConcurrent?.(program)).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Trouble);
  expect(error).toMatchObject({
    method: 'runConcurrent',
    hung: true,
    message: 'it did not answer within 0.03 s',
  });
  expect(await system.runConcurrent?.(program)).toBe(run);
  expect(made).toBe(2);
});

test('a system without a method for branches has none when it is watched', async () => {
  const system: AsynchronousSystemUnderTest = {
    name: 'later',
    asynchronous: true,
    reset: () => Promise.resolve(),
    apply: () => Promise.resolve({ ok: {} }),
    observe: () => Promise.resolve({}),
  };
  expect('runConcurrent' in (await watched(() => system, { stepMs: 30, makeMs: 20_000 })())).toBe(false);
});
