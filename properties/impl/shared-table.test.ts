// Goal: a table over shared words is the table. Method: both sets beside the table of one thread and beside the model; a
// full one, and one that is used wrongly. All in one thread: those of several are tried in shared-table-workers.test.ts.
import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { choicesUpTo } from '../../src/engines/generate/random-search.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { SharedProcessTable } from '../../src/impl/shared/shared-process-table.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { SharedPosixTable } from '../../src/impl/shared/shared-posix-table.ts';
import { HEADER } from '../../src/impl/layout.ts';
import { readerWord, WHO, WRITER } from '../../src/impl/shared/lock-words.ts';
import type { SharedTableOptions } from '../../src/impl/shared/shared-table.ts';
import { explore } from '../../src/app/library/explore.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { sharedPosixTableSystem, sharedTableSystem } from '../../src/systems/shared-table.ts';
import { allocate, call, COMMANDS, methodsOf, PLAIN, sharedTable, SWITCHES } from '../support/shared-walk.ts';
import type { SharedSet } from '../support/shared-walk.ts';
import { divergenceOn } from '../support/walks.ts';

const SETS = ['hierarchy', 'posix'] as const satisfies readonly SharedSet[];
const UNSHARED = { hierarchy: tableSystem, posix: posixTableSystem } as const;
const SYSTEMS = { hierarchy: sharedTableSystem, posix: sharedPosixTableSystem } as const;

/** A shared table of its own, for one thread. */
function alone(set: SharedSet, capacity = 64, workers = 2): SharedProcessTable | SharedPosixTable {
  return sharedTable(set, { buffer: allocate(set, capacity, workers), worker: 0, patienceMs: 1000 });
}

/** The first call that two tables answer differently, or that leaves different words behind. */
function firstDifference(shared: object, plain: object, set: SharedSet, seed: number): string | undefined {
  const dice = new Dice();
  dice.seed(seed);
  const methods = methodsOf(set);
  const wordsOf = (table: object): Int32Array =>
    new Int32Array((call(table, 'snapshot') as { readonly bytes: ArrayBuffer }).bytes);
  for (let count = 0; count < 400; count += 1) {
    const name = dice.below(4) === 0 ? 'fork' : methods[dice.below(methods.length)];
    const given = [
      1 + dice.below(9),
      SWITCHES.has(name) ? dice.below(2) > 0 : 1 + dice.below(9),
      [0, 9][dice.below(2)],
    ];
    const into = name.endsWith('Into');
    const answers = [shared, plain].map((table) => {
      const out: number[] = [];
      return [call(table, name, given[0], into ? out : given[1], given[2]), out];
    });
    const said = `${name}(${given.join(', ')})`;
    if (JSON.stringify(answers[0]) !== JSON.stringify(answers[1])) return said;
    const [some, others] = [wordsOf(shared), wordsOf(plain)];
    if (some.some((word, at) => word !== others[at])) return `${said} leaves other words`;
  }
  return undefined;
}

describe.each(SETS)('one worker with a table for the %s commands', (set) => {
  test(`${set}: every command and question of a shared table answers as that of one thread, and leaves the same words`, () => {
    expect(methodsOf(set).length).toBeGreaterThan(35);
    expect(methodsOf(set)).toEqual(expect.arrayContaining([...COMMANDS[set]]));
    for (let seed = 1; seed <= 6; seed += 1)
      expect(firstDifference(alone(set), new PLAIN[set]({ capacity: 64 }), set, seed)).toBeUndefined();
  });

  property.prop([choicesUpTo(100)], { seed: 31, numRuns: 25 })(
    `${set}: a shared table agrees with the model, and finds itself sane after every command`,
    ({ numbers }) => {
      expect(divergenceOn(SYSTEMS[set](100), numbers, 8, { selfCheckEach: true })).toBeUndefined();
    },
  );

  test(`${set}: a shared table has every state of two ids that the table of one thread has, and no other`, async () => {
    const [shared, plain] = await Promise.all(
      [SYSTEMS[set](20), UNSHARED[set]()].map((system) => explore(system, { ids: 2 })),
    );
    expect(shared.verdict).toBe('pass');
    for (const count of ['states', 'transitions', 'refusals', 'selfLoops', 'depth'] as const)
      expect(shared[count]).toBe(plain[count]);
  });

  test(`${set}: a table of any small capacity refuses when it is full, changes nothing, and takes the next id once one is free`, () => {
    for (let capacity = 1; capacity <= 20; capacity += 1) {
      const table = alone(set, capacity);
      const accepted = set === 'posix' ? (child: number) => child : () => 'ok';
      for (let child = 2; child <= capacity; child += 1) expect(table.fork(1, child)).toBe(accepted(child));
      const before = table.snapshot();
      expect(table.fork(1, capacity + 1)).toBe(set === 'posix' ? -11 : 'EAGAIN');
      expect(table.fork(1, 1)).toBe(set === 'posix' ? -17 : 'id-in-use');
      expect(table.snapshot()).toEqual(before);
      expect(table.selfCheck()).toEqual([]);
      if (capacity === 1) continue;
      if (table instanceof SharedPosixTable) expect([table.exit(2, 0), table.waitpid(1, 2)]).toEqual([0, 2]);
      else expect([table.exit(2), table.free(2)]).toEqual(['ok', 'ok']);
      expect(table.fork(1, capacity + 1)).toBe(accepted(capacity + 1));
      expect(table.selfCheck()).toEqual([]);
    }
  });

  test(`${set}: no word is touched outside the lock, and a question writes none`, () => {
    expect(touchesOutside(set, (options) => sharedTable(set, options))).toEqual([]);
  });
});

property.prop([choicesUpTo(60)], { seed: 32, numRuns: 40 })(
  'a table that is full now and then agrees with the model within the limits that it tells',
  ({ numbers }) => {
    expect(divergenceOn(sharedPosixTableSystem(6), numbers, 8, { selfCheckEach: true })).toBeUndefined();
  },
);

test('a full table is found to be wrong that tells of higher limits', () => {
  const dice = new Dice();
  dice.seed(1);
  const system = { ...sharedPosixTableSystem(6), limits: { processes: 7 } };
  const numbers = Array.from({ length: 300 }, () => dice.below(2 ** 31));
  expect(divergenceOn(system, numbers, 8, {})?.sentence).toContain('EAGAIN');
});

/** Accesses to words of the table that the lock does not cover, each sentence once, over many calls of every method. */
function touchesOutside(
  set: SharedSet,
  make: (options: SharedTableOptions) => SharedProcessTable | SharedPosixTable,
): readonly string[] {
  const buffer = allocate(set, 16, 1);
  const all = new Int32Array(buffer);
  const found = new Set<string>();
  let doing = 'constructor';
  const note = (at: number, writes: boolean): void => {
    const held = (all[WRITER] & WHO) !== 0 ? 'writes' : all[readerWord(0)] > 0 ? 'reads' : 'nothing';
    // The words before it are written once and for all.
    if (at < HEADER.ROWS_END && !writes) return;
    if (held === 'nothing' || (writes && held === 'reads'))
      found.add(`${doing} ${writes ? 'writes' : 'reads'}`);
  };
  const table = make({ buffer, worker: 0, words: (own) => noting(own, note) });
  const dice = new Dice();
  dice.seed(5);
  const methods = [...methodsOf(set), 'reset'];
  for (let count = 0; count < 3000; count += 1) {
    doing = dice.below(4) === 0 ? 'fork' : methods[dice.below(methods.length)];
    const into = doing.endsWith('Into');
    const second = into ? [] : SWITCHES.has(doing) ? dice.below(2) > 0 : 1 + dice.below(9);
    call(table, doing, 1 + dice.below(9), second, [0, 9][dice.below(2)]);
  }
  doing = 'resources, capacity and byteLength';
  if (table.resources.processes < 1 || table.capacity !== 16 || table.byteLength < 1) throw new Error('lost');
  doing = 'restore';
  table.restore(table.snapshot());
  return [...found].toSorted();
}

/** The words with each access told. */
function noting(own: Int32Array, note: (at: number, writes: boolean) => void): Int32Array {
  return new Proxy(own, {
    get: (target, key) => {
      const value = Reflect.get(target, key) as unknown;
      if (typeof value !== 'function') {
        if (typeof key === 'string' && /^\d+$/.test(key)) note(Number(key), false);
        return value;
      }
      return (...given: unknown[]) => {
        note(target.length, key === 'fill' || key === 'set');
        return Reflect.apply(value, target, given) as unknown;
      };
    },
    set: (target, key, value) => {
      note(Number(key), true);
      return Reflect.set(target, key, value);
    },
  });
}

describe('shared tables with a fault', () => {
  const make = (): SharedTableOptions => ({ buffer: allocate('hierarchy', 64, 2), worker: 0 });

  test('a command that is another one is found beside the table of one thread', () => {
    class Broken extends SharedProcessTable {
      override moveToGroup(pid: number): ReturnType<SharedProcessTable['moveToGroup']> {
        return this.createGroup(pid);
      }
    }
    const differences = [1, 2, 3].map((seed) =>
      firstDifference(new Broken(make()), new ProcessTable({ capacity: 64 }), 'hierarchy', seed),
    );
    expect(differences.join(' ')).toContain('moveToGroup(');
  });

  test('a question without the lock is found', () => {
    class Broken extends SharedProcessTable {
      override isRunning(pid: number): boolean {
        return this.inside.isRunning(pid);
      }
    }
    expect(touchesOutside('hierarchy', (options) => new Broken(options))).toEqual(['isRunning reads']);
  });

  test('a question that writes is found', () => {
    class Broken extends SharedProcessTable {
      override lowestFreeId(): number {
        return this.ask((table) => table.lowestFreeId());
      }
    }
    expect(touchesOutside('hierarchy', (options) => new Broken(options))).toEqual(['lowestFreeId writes']);
  });
});

describe('what is asked wrongly', () => {
  test.each([
    ['a table without workers', () => allocate('posix', 8, 0), 'workers is an integer from 1 to 4096, not 0'],
    ['too many workers', () => allocate('posix', 8, 4097), 'workers is an integer from 1 to 4096, not 4097'],
    ['a table without room', () => allocate('posix', 0, 1), 'capacity is an integer from 1 to'],
    [
      'a buffer of something else',
      () => sharedTable('posix', { buffer: new SharedArrayBuffer(8), worker: 0 }),
      'buffer is no shared table: it must be one that allocate made',
    ],
    [
      'a buffer for other commands',
      () => sharedTable('posix', { buffer: allocate('hierarchy', 8, 1), worker: 0 }),
      'buffer is a shared table for other commands',
    ],
    [
      'a worker too many',
      () => sharedTable('posix', { buffer: allocate('posix', 8, 2), worker: 2 }),
      'worker is an integer from 0 to 1, not 2',
    ],
    ['an end of nobody', () => alone('posix').declareEnded(2), 'worker is an integer from 0 to 1, not 2'],
    ['a child without an id', () => alone('posix').fork(1, 0), 'a new id is an integer from 1'],
    [
      'a snapshot of another size',
      () => alone('posix', 8).restore(alone('posix', 9).snapshot()),
      'a snapshot of capacity 9, and a shared table keeps its own: 8',
    ],
    [
      'a snapshot for other commands',
      () => alone('posix', 8).restore(alone('hierarchy', 8).snapshot()),
      'a process table of the hierarchy commands, and this is one of the POSIX commands',
    ],
    [
      'a snapshot with data',
      () => alone('posix', 8).restore({ ...alone('posix', 8).snapshot(), processData: [undefined] }),
      'a snapshot with data, which workers cannot share',
    ],
  ])('%s is told in a sentence', (_, ask, sentence) => {
    expect(ask).toThrow(sentence);
  });

  test('a command that throws before it begins leaves the table as usable as before', () => {
    const table = alone('hierarchy') as SharedProcessTable;
    expect(() => table.fork(1, -1)).toThrow(RangeError);
    expect(() => table.newThread(1, 0.5)).toThrow(RangeError);
    expect(() => table.exitThread(1, 0.5)).toThrow(RangeError);
    expect(() => table.restore(alone('posix').snapshot())).toThrow('of the POSIX commands');
    expect([table.poisonedBy, table.fork(1, 2)]).toEqual([undefined, 'ok']);
  });

  test('a snapshot that is restored inside a function of the user is judged as well', () => {
    const table = alone('posix', 8);
    expect(() => table.write((inside) => inside.restore(alone('posix', 9).snapshot()))).toThrow(
      'a shared table of',
    );
  });
});

describe('one table, several steps', () => {
  test('a function under the lock sees one state and makes one step of several commands', () => {
    const buffer = allocate('posix', 16, 2);
    const [one, other] = [0, 1].map((worker) => new SharedPosixTable({ buffer, worker }));
    const child = one.write((inside) => inside.fork(1, inside.lowestFreeId()));
    expect(child).toBe(2);
    expect(other.read((inside) => [inside.pids(), inside.children(1)])).toEqual([[1, 2], [2]]);
  });

  test('a snapshot goes to a table of one thread and back', () => {
    const table = alone('posix', 16);
    table.fork(1, 2);
    const plain = PosixTable.from(table.snapshot());
    plain.fork(2, 3);
    table.restore(plain.snapshot());
    expect(table.children(2)).toEqual([3]);
    table.reset();
    expect(table.pids()).toEqual([1]);
  });

  test('the status of a child is that which the worker itself has waited for', () => {
    const buffer = allocate('posix', 16, 2);
    const [one, other] = [0, 1].map((worker) => new SharedPosixTable({ buffer, worker }));
    for (const child of [2, 3]) {
      one.fork(1, child);
      one.exit(child, child);
    }
    expect([one.waitpid(1, 2), other.waitpid(1, 3)]).toEqual([2, 3]);
    expect([one.lastStatus, other.lastStatus]).toEqual([512, 768]);
  });

  test.each(['read', 'write'] as const)('a table that is used inside its own %s says so', (way) => {
    const table = alone('posix');
    expect(() => table[way](() => table.pids())).toThrow('use the table that the function is given');
    expect(table.poisonedBy).toBe(way === 'write' ? 0 : undefined);
  });
});
