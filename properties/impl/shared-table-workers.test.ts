// Goal: workers that use one table at the same time leave it sane, and one that ends inside is named to the others. Method:
// real workers that walk at random, are ended inside, stay inside, or may not sleep.
import { describe, expect, test } from 'vitest';
import { BusyTableError, PoisonedTableError } from '../../src/impl/shared/errors.ts';
import { allocate, faultsAfterwards, sharedTable } from '../support/shared-walk.ts';
import type { SharedSet } from '../support/shared-walk.ts';
import { TableWorker } from '../support/table-worker.ts';

const SETS = ['hierarchy', 'posix'] as const satisfies readonly SharedSet[];

describe('workers with one table', () => {
  test.each(SETS)(
    'two workers that run random %s commands leave a sane table that can be drained',
    async (set) => {
      const buffer = allocate(set, 64, 3);
      const workers = [0, 1].map(
        (worker) => new TableWorker({ set, buffer, worker, does: 'walk', seed: worker + 1, times: 10_000 }),
      );
      for (const worker of workers) expect(await worker.last()).toBe('done');
      expect(faultsAfterwards(sharedTable(set, { buffer, worker: 2 }))).toEqual([]);
    },
  );

  test('a worker that is ended while it writes is named to those who wait, to those who come later and to new ones', async () => {
    const buffer = allocate('posix', 16, 4);
    const table = sharedTable('posix', { buffer, worker: 2 });
    const ended = new TableWorker({ set: 'posix', buffer, worker: 0, does: 'write' });
    await ended.hears('inside');
    const waiting = new TableWorker({ set: 'posix', buffer, worker: 1, does: 'ask' });
    await waiting.hears('begins');
    await ended.end();
    table.declareEnded(0);
    const told = 'PoisonedTableError: the shared table is poisoned: worker 0 ended inside a command';
    expect(await waiting.last()).toContain(told);
    expect(table.poisonedBy).toBe(0);
    for (const use of [
      () => table.fork(1, 2),
      () => table.pids(),
      () => table.reset(),
      () => table.selfCheck(),
    ])
      expect(use).toThrow(PoisonedTableError);
    const late = sharedTable('posix', { buffer, worker: 3 });
    expect(() => late.pids()).toThrow(told.slice(20));
  });

  test('a worker that is ended while it reads is in the way of nobody', async () => {
    const buffer = allocate('hierarchy', 16, 3);
    const table = sharedTable('hierarchy', { buffer, worker: 2, patienceMs: 20 });
    const ended = new TableWorker({ set: 'hierarchy', buffer, worker: 0, does: 'read' });
    await ended.hears('inside');
    expect(table.isRunning(1)).toBe(true);
    expect(() => table.fork(1, 2)).toThrow(
      'worker 0 has been inside the shared table for 20 ms. If it has ended, say declareEnded(0)',
    );
    await ended.end();
    table.declareEnded(0);
    expect(table.fork(1, 2)).toBe('ok');
    expect(table.selfCheck()).toEqual([]);
  });

  test('a thread that may not sleep is told who is inside, and comes again when it is free', async () => {
    const buffer = allocate('posix', 16, 2);
    const gate = new SharedArrayBuffer(4);
    const page = sharedTable('posix', { buffer, worker: 1, sleeps: false });
    const inside = new TableWorker({ set: 'posix', buffer, worker: 0, does: 'write', gate });
    await inside.hears('inside');
    expect(() => page.fork(1, 2)).toThrow(BusyTableError);
    expect(() => page.pids()).toThrow('worker 0 is inside the shared table, and this thread may not sleep');
    const later = page.whenFree(() => page.fork(1, 2));
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    expect(await later).toBe(2);
    expect(await inside.last()).toBe('done');
    const own = new Error('mine');
    await expect(page.whenFree(() => Promise.reject(own))).rejects.toBe(own);
  });

  test('a thread that may not sleep waits for a reader, and gives up where that never leaves', async () => {
    const buffer = allocate('posix', 16, 2);
    const page = sharedTable('posix', { buffer, worker: 1, sleeps: false, patienceMs: 30 });
    const inside = new TableWorker({ set: 'posix', buffer, worker: 0, does: 'read' });
    await inside.hears('inside');
    await expect(page.whenFree(() => page.fork(1, 2))).rejects.toThrow(
      'worker 0 has been inside the shared table for 30 ms',
    );
    const later = page.whenFree(() => page.fork(1, 2));
    await inside.end();
    page.declareEnded(0);
    expect(
      await later.catch((error: unknown) => (error instanceof BusyTableError ? page.fork(1, 2) : error)),
    ).toBe(2);
  });
});
