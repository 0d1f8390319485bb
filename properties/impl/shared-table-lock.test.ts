// Goal: a shared table takes its lock for each command and question and gives it back, whatever happens inside. Method: every
// method of both tables, in one thread, on words that throw; and a lock that somebody else keeps.
import { describe, expect, test } from 'vitest';
import { HEADER } from '../../src/impl/layout.ts';
import { BusyTableError, PoisonedTableError } from '../../src/impl/shared/errors.ts';
import { beginRead, beginWrite, endRead, endWrite, join } from '../../src/impl/shared/lock.ts';
import { readerWord, WHO, WRITER } from '../../src/impl/shared/lock-words.ts';
import { AtomicsMemory } from '../../src/impl/shared/memory.ts';
import { SharedPosixTable } from '../../src/impl/shared/shared-posix-table.ts';
import { SharedProcessTable } from '../../src/impl/shared/shared-process-table.ts';
import { allocate, call, COMMANDS, methodsOf, PLAIN, sharedTable } from '../support/shared-walk.ts';
import type { SharedSet } from '../support/shared-walk.ts';

/** Longer than anything here takes: what does not come within it does not come. */
const PATIENCE_MS = 1000;

/** The methods that may change something; a search for a free id notes where it ended. */
const WRITING: ReadonlySet<string> = new Set([
  ...COMMANDS.hierarchy,
  ...COMMANDS.posix.filter((name) => !name.startsWith('get')),
  'lowestFreeId',
  'reset',
  'restore',
]);

/** Methods that look at no word of the table. */
const WORDLESS: ReadonlySet<string> = new Set(['isInit']);

/** The commands and questions of a set's table by name: all its methods, and what is read off it or changes it whole. */
function usesOf(set: SharedSet): Readonly<Record<string, (table: SharedTables) => unknown>> {
  const methods = methodsOf(set).filter((name) => !WORDLESS.has(name));
  const uses = methods.map((name): [string, (table: SharedTables) => unknown] => [
    name,
    (table) => call(table, name, 1, name.endsWith('Into') ? [] : 2, 9),
  ]);
  const empty = sharedTable(set, { buffer: allocate(set, 8, 1), worker: 0 }).snapshot();
  return {
    ...Object.fromEntries(uses),
    resources: (table) => table.resources,
    snapshot: (table) => table.snapshot(),
    selfCheck: (table) => table.selfCheck(),
    reset: (table) => table.reset(),
    restore: (table) => table.restore(empty),
    ...(set === 'posix' && { 'signal 0': (table) => call(table, 'kill', 1, 1, 0) }),
  };
}

type SharedTables = SharedProcessTable | SharedPosixTable;

const USES = (['hierarchy', 'posix'] as const).flatMap((set) =>
  Object.entries(usesOf(set)).map(([name, use]) => [set, name, use] as const),
);

/** A table in whose lock one can look, and whose words throw once that is asked for. */
function tableOf(set: SharedSet) {
  const buffer = allocate(set, 8, 2);
  const all = new Int32Array(buffer);
  const lock = { throws: false, seen: new Set<string>() };
  const held = (): string =>
    (all[WRITER] & WHO) === 1 ? 'writes' : all[readerWord(0)] > 0 ? 'reads' : 'nothing';
  const words = (own: Int32Array): Int32Array =>
    new Proxy(own, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown;
        // Those that come first never change, and may be read at any time.
        if (Number(key.toString()) < HEADER.ROWS_END) return value;
        lock.seen.add(held());
        if (lock.throws) throw new Error('a word is gone');
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, key, value) => Reflect.set(target, key, value),
    });
  const table = sharedTable(set, { buffer, worker: 0, words, patienceMs: 0 });
  lock.seen.clear();
  return { table, lock, held, all };
}

describe('every command and question', () => {
  test.each(USES)('%s: %s has the lock while it looks at words, and gives it back', (set, name, use) => {
    const { table, lock, held } = tableOf(set);
    use(table);
    expect([...lock.seen]).toEqual([WRITING.has(name) ? 'writes' : 'reads']);
    expect(held()).toBe('nothing');
    expect(table.poisonedBy).toBeUndefined();
  });

  test.each(USES)('%s: %s that throws inside poisons the table if it may be half done', (set, name, use) => {
    const { table, lock, all } = tableOf(set);
    lock.throws = true;
    expect(() => use(table)).toThrow('a word is gone');
    lock.throws = false;
    expect(table.poisonedBy).toBe(WRITING.has(name) ? 0 : undefined);
    expect(all[readerWord(0)]).toBe(0);
  });

  test.each(USES)(
    '%s: %s is refused beside a writer, and beside a reader where it may write',
    (set, name, use) => {
      const { table, all, lock } = tableOf(set);
      const other = new AtomicsMemory(all, 0);
      join(other, 1);
      beginWrite(other, 1);
      expect(() => use(table)).toThrow(BusyTableError);
      expect(lock.seen).toEqual(new Set());
      endWrite(other, 1);
      beginRead(other, 1);
      if (WRITING.has(name))
        expect(() => use(table)).toThrow('worker 1 has been inside the shared table for 0 ms');
      else use(table);
      endRead(other, 1);
      use(table);
      expect(table.selfCheck()).toEqual([]);
    },
  );
});

describe('functions under the lock', () => {
  test.each(['read', 'write'] as const)(
    'a function that is given to %s runs with the lock, and its result is given back once the lock is',
    (way) => {
      const { table, lock, held } = tableOf('hierarchy');
      const during = (): readonly [string, number] => [held(), 7];
      expect(table[way](during)).toEqual([`${way}s`, 7]);
      expect(held()).toBe('nothing');
      expect(table.poisonedBy).toBeUndefined();
      expect(lock.seen).toEqual(new Set());
    },
  );

  test('a function that throws poisons the table where it may have changed something, and leaves it as it was where it may not', () => {
    const fail = (): never => {
      throw new Error('mine');
    };
    const { table, held } = tableOf('hierarchy');
    expect(() => table.read(fail)).toThrow('mine');
    expect([held(), table.poisonedBy, table.isRunning(1)]).toEqual(['nothing', undefined, true]);
    expect(() => table.write(fail)).toThrow('mine');
    expect(table.poisonedBy).toBe(0);
  });

  test.each(['read', 'write'] as const)(
    'a command or a question inside %s to the table itself is refused',
    (way) => {
      const { table } = tableOf('hierarchy');
      for (const use of [() => table.fork(1, 2), () => table.isRunning(1)])
        table[way](() => expect(use).toThrow('use the table that the function is given'));
      expect(table.fork(1, 2)).toBe('ok');
    },
  );

  test('a worker that has made its view is known to writers, which wait while it reads', () => {
    const buffer = allocate('hierarchy', 8, 2);
    const [one, other] = [0, 1].map((worker) => sharedTable('hierarchy', { buffer, worker, patienceMs: 0 }));
    other?.read(() => expect(() => one?.fork(1, 2)).toThrow(BusyTableError));
    expect(one?.fork(1, 2)).toBe('ok');
  });
});

describe('what a shared table is made of', () => {
  test.each(['hierarchy', 'posix'] as const)(
    'a shared table of the %s commands is as large as that of one thread',
    (set) => {
      const { table } = tableOf(set);
      const plain = new PLAIN[set]({ capacity: 8 });
      expect([table.capacity, table.byteLength]).toEqual([plain.capacity, plain.byteLength]);
      expect(table.worker).toBe(0);
    },
  );

  test('a table may have 4,096 workers, and no fewer than one', () => {
    expect(allocate('posix', 1, 4096).byteLength).toBeGreaterThan(4096 * 128);
    for (const workers of [0, 4097, 1.5])
      expect(() => allocate('posix', 1, workers)).toThrow(
        `workers is an integer from 1 to 4096, not ${workers}`,
      );
  });

  test.each([-1, 2, 0.5])('a view of worker %d, which there is not, is refused', (worker) => {
    expect(() => sharedTable('posix', { buffer: allocate('posix', 8, 2), worker })).toThrow(
      `worker is an integer from 0 to 1, not ${worker}`,
    );
  });

  test.each(['processData', 'threadData'])(
    'a snapshot with %s is refused, and the table stays as it is',
    (data) => {
      const { table } = tableOf('posix');
      table.fork(1, 2);
      const snapshot = { ...tableOf('posix').table.snapshot(), [data]: [undefined] };
      expect(() => table.restore(snapshot)).toThrow('a snapshot with data, which workers cannot share');
      expect(table.pids()).toEqual([1, 2]);
    },
  );

  test('a thread is refused where the table is full, unless it bears the pid of its process or is refused anyway', () => {
    const table = new SharedProcessTable({ buffer: allocate('hierarchy', 2, 1), worker: 0, patienceMs: 0 });
    expect(table.fork(1, 2)).toBe('ok');
    expect(table.newThread(1, 3)).toBe('EAGAIN');
    expect(table.newThread(1, 1)).toBe('ok');
    expect([table.newThread(1, 2), table.newThread(3, 4)]).toEqual(['id-in-use', 'not-running']);
    expect([table.exit(2), table.free(2), table.newThread(1, 3)]).toEqual(['ok', 'ok', 'ok']);
    expect(table.selfCheck()).toEqual([]);
  });

  test.each([
    ['hierarchy', 'fork', 'a new id is an integer from 1'],
    ['hierarchy', 'newThread', 'a new id is an integer from 1'],
    ['hierarchy', 'exitThread', 'exit code'],
    ['posix', 'fork', 'a new id is an integer from 1'],
  ] as const)(
    '%s: %s with a number that cannot be is refused before the lock is taken',
    (set, name, sentence) => {
      const { table } = tableOf(set);
      expect(() => call(table, name, 1, 0.5)).toThrow(sentence);
      expect([table.poisonedBy, table.isRunning(1)]).toEqual([undefined, true]);
    },
  );

  test.each(['hierarchy', 'posix'] as const)(
    'a shared table of the %s commands that grows all the same is our own bug, and is told',
    (set) => {
      const { table } = tableOf(set);
      const grow = (inside: object): unknown => call(inside, 'grow');
      expect(() => (table as SharedPosixTable).write(grow)).toThrow(
        'a table whose words are shared grows, though it had room',
      );
    },
  );
});

/** Two views of one table: of a worker that is inside, and of a thread that may not sleep. */
function pair(patienceMs: number) {
  const buffer = allocate('posix', 8, 2);
  const [inside, page] = [
    new SharedPosixTable({ buffer, worker: 0, patienceMs: PATIENCE_MS }),
    new SharedPosixTable({ buffer, worker: 1, sleeps: false, patienceMs }),
  ];
  const other = new AtomicsMemory(new Int32Array(buffer), 0);
  join(other, 0);
  return { inside, page, other };
}

describe('a thread that may not sleep', () => {
  test('a thread that may not sleep is told at once who is inside, and how to come again', () => {
    const { page, other } = pair(PATIENCE_MS);
    beginWrite(other, 0);
    expect(() => page.pids()).toThrow(new BusyTableError(0, undefined));
    expect(new BusyTableError(0, undefined).message).toBe(
      'worker 0 is inside the shared table, and this thread may not sleep: call again later, or in whenFree',
    );
    expect(new BusyTableError(7, 20)).toMatchObject({ worker: 7, name: 'BusyTableError' });
  });

  test('a command that waits until the table is free runs once it is, and gives its answer', async () => {
    const { inside, page } = pair(PATIENCE_MS);
    const later = inside.write(() => [page.whenFree(() => page.fork(1, 2))]);
    expect(await later[0]).toBe(2);
    expect(inside.pids()).toEqual([1, 2]);
  });

  test('a command that waits for longer than there is patience is told who is inside and for how long', async () => {
    const { page, other } = pair(1);
    beginWrite(other, 0);
    await expect(page.whenFree(() => page.fork(1, 2))).rejects.toThrow(
      'worker 0 has been inside the shared table for 1 ms. If it has ended, say declareEnded(0)',
    );
  });

  test('an error of a command is that of whoever waits for it, and so is a busy table in a thread that may sleep', async () => {
    const { inside, page } = pair(PATIENCE_MS);
    const own = new Error('mine');
    await expect(
      page.whenFree(() => {
        throw own;
      }),
    ).rejects.toBe(own);
    const busy = new BusyTableError(1, 5);
    await expect(
      inside.whenFree(() => {
        throw busy;
      }),
    ).rejects.toBe(busy);
  });
});

describe('an end', () => {
  test('an end inside a command is told to all that come with the worker that ended, and to those that only look', () => {
    const { inside, page, other } = pair(PATIENCE_MS);
    beginWrite(other, 0);
    expect(inside.poisonedBy).toBeUndefined();
    inside.declareEnded(0);
    const told = new PoisonedTableError(0);
    expect(told).toMatchObject({
      worker: 0,
      name: 'PoisonedTableError',
      message:
        'the shared table is poisoned: worker 0 ended inside a command, which may be half done. Allocate a new one',
    });
    for (const table of [inside, page]) {
      expect(() => table.fork(1, 2)).toThrow(told);
      expect(() => table.pids()).toThrow(told);
      expect(table.poisonedBy).toBe(0);
    }
  });

  test('an end while it reads is in the way of nobody, once it is declared', () => {
    const { page, other } = pair(PATIENCE_MS);
    beginRead(other, 0);
    expect(() => page.fork(1, 2)).toThrow(BusyTableError);
    page.declareEnded(0);
    expect(page.fork(1, 2)).toBe(2);
  });

  test.each([-1, 2, 0.5])('an end of worker %d, which there is not, is refused', (worker) => {
    expect(() => pair(1).inside.declareEnded(worker)).toThrow(
      `worker is an integer from 0 to 1, not ${worker}`,
    );
  });
});
