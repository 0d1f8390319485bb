// Goal: the read side shows what is there, all of it, and nothing else. Method: ids that bear nothing or something else, data that
// nobody attached, and tables that are full to the last row.
import { describe, expect, test } from 'vitest';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

/** Group 2 and session 2 outlive process 2; 3 is a process alone, 4 a thread of it. */
function someTable(): ProcessTable<string> {
  const table = new ProcessTable<string>();
  table.fork(1, 2);
  table.createSession(2);
  table.holdGroup(2);
  table.exit(2);
  table.free(2);
  table.fork(1, 3);
  table.newThread(3, 4);
  return table;
}

const OF_PROCESSES = {
  has: (table: ProcessTable<string>, id: number) => table.has(id) || undefined,
  exitCode: (table: ProcessTable<string>, id: number) => table.exitCode(id),
  parent: (table: ProcessTable<string>, id: number) => table.parent(id),
  group: (table: ProcessTable<string>, id: number) => table.group(id),
  session: (table: ProcessTable<string>, id: number) => table.session(id),
  data: (table: ProcessTable<string>, id: number) => table.data(id),
  children: (table: ProcessTable<string>, id: number) => table.children(id),
  threads: (table: ProcessTable<string>, id: number) => table.threads(id),
  running: (table: ProcessTable<string>, id: number) => table.isRunning(id) || undefined,
  zombie: (table: ProcessTable<string>, id: number) => table.isZombie(id) || undefined,
};

describe('a query', () => {
  test.each(Object.entries(OF_PROCESSES))(
    'a query for the %s of an id that no process bears finds nothing, whatever else bears it',
    (_, query) => {
      const table = someTable();
      expect([2, 4, 9, 0, -1].map((id) => query(table, id))).toEqual(Array(5).fill(undefined));
    },
  );

  test('a query for groups, sessions and threads finds nothing where something else bears the id', () => {
    const table = someTable();
    for (const id of [3, 4, 9]) {
      expect([table.hasGroup(id), table.groupSession(id), table.processes(id)]).toEqual([
        false,
        undefined,
        undefined,
      ]);
      expect([table.hasSession(id), table.processGroups(id)]).toEqual([false, undefined]);
    }
    for (const id of [1, 2, 3, 9])
      expect([table.threadProcess(id), table.threadData(id)]).toEqual([undefined, undefined]);
    expect([table.hasGroup(2), table.hasSession(2), table.threadProcess(4)]).toEqual([true, true, 3]);
    expect([table.has(3), table.parent(1), table.parent(3)]).toEqual([true, undefined, 1]);
  });

  test('a query into a list writes nothing and answers 0 where nothing bears the id', () => {
    const table = someTable();
    const out: number[] = [];
    const counts = [table.childrenInto(9, out), table.processesInto(3, out), table.processGroupsInto(3, out)];
    expect([counts, out]).toEqual([[0, 0, 0], []]);
  });
});

describe('data', () => {
  test('data that nobody attached are undefined, before any was attached and after', () => {
    const table = someTable();
    expect([table.data(3), table.threadData(4)]).toEqual([undefined, undefined]);
    table.fork(1, 5, 'five');
    table.newThread(5, 6, 'six');
    expect([table.data(3), table.data(5), table.threadData(4), table.threadData(6)]).toEqual([
      undefined,
      'five',
      undefined,
      'six',
    ]);
    table.exit(5);
    table.free(5);
    table.fork(1, 5);
    expect(table.data(5)).toBeUndefined();
  });

  test('data of a POSIX process are its own, and of no process that takes its row', () => {
    const table = new PosixTable<string>();
    table.fork(1, 2, 'two');
    table.fork(1, 3);
    expect([table.data(1), table.data(2), table.data(3)]).toEqual([undefined, 'two', undefined]);
    table.exit(2, 0);
    expect(table.waitpid(1, 2)).toBe(2);
    table.fork(1, 4);
    expect(table.data(4)).toBeUndefined();
    expect(PosixTable.from(table.snapshot()).pids()).toEqual([1, 3, 4]);
    expect(Object.keys(new PosixTable().snapshot())).toEqual(['bytes']);
    const without = new PosixTable();
    without.fork(1, 2);
    expect(Object.keys(without.snapshot())).toEqual(['bytes']);
  });
});

describe('the threads of a process', () => {
  test.each([
    [2, [7, 4, 9]],
    [5, [7, 4, 9]],
    [9, [7, 4, 3]],
  ])(
    'the threads of process %d are ascending, the one that bears its pid among the others',
    (pid, others) => {
      const table = new ProcessTable();
      table.fork(1, pid);
      expect(table.newThread(pid, pid)).toBe('ok');
      for (const tid of others) expect(table.newThread(pid, tid)).toBe('ok');
      expect(table.threads(pid)).toEqual([pid, ...others].toSorted((one, other) => one - other));
    },
  );
});

describe('a full table', () => {
  test('a full table shows its rows, and nothing of the index behind them', () => {
    for (let capacity = 1; capacity <= 64; capacity++) {
      const table = new ProcessTable({ capacity });
      const posix = new PosixTable({ capacity });
      for (let pid = 2; pid <= capacity; pid++) {
        table.fork(1, pid);
        posix.fork(1, pid);
      }
      const all = Array.from({ length: capacity }, (_, index) => index + 1);
      expect([table.capacity, table.pids(), table.pgids(), table.sids(), table.tids()]).toEqual([
        capacity,
        all,
        [1],
        [1],
        [],
      ]);
      expect([posix.pids(), posix.selfCheck(), table.selfCheck()]).toEqual([all, [], []]);
    }
  });
});
