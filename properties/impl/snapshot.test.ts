// Snapshots: one copy there, one copy back, and damaged ones turned away.
import { describe, expect, test } from 'vitest';
import { HEADER } from '../../src/impl/layout.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

/** A table with something of everything in it. */
function furnished(capacity: number): ProcessTable<string> {
  const table = new ProcessTable<string>({ capacity });
  for (let pid = 2; pid <= 20; pid++) table.fork(Math.floor(pid / 2), pid, `process ${pid}`);
  for (const pid of [4, 8, 10]) table.createGroup(pid);
  table.createSession(5);
  table.setSubreaper(2, true);
  table.newThread(3, 3, 'main');
  table.newThread(3, 100, 'other');
  table.holdGroup(8);
  table.holdSession(5);
  table.exit(9);
  table.exit(18);
  table.free(18);
  return table;
}

function shown(table: ProcessTable<string>): unknown {
  return [
    table.resources,
    table
      .pids()
      .map((pid) => [
        pid,
        table.parent(pid),
        table.group(pid),
        table.session(pid),
        table.isZombie(pid),
        table.data(pid),
        table.children(pid),
        table.threads(pid)?.map((tid) => [tid, table.threadData(tid)]),
      ]),
  ];
}

describe('a snapshot', () => {
  test('a snapshot restored takes back whatever was done since', () => {
    const table = furnished(64);
    const before = shown(table);
    const snapshot = table.snapshot();
    table.exit(4);
    table.free(4);
    table.fork(1, 99, 'new');
    table.exitThread(100, 3);
    table.releaseSession(5);
    table.restore(snapshot);
    expect(shown(table)).toEqual(before);
    expect(table.selfCheck()).toEqual([]);
  });

  test('a snapshot is not changed by the table it came from, nor by the one it went into, and may be restored again', () => {
    const table = furnished(64);
    const before = shown(table);
    const snapshot = table.snapshot();
    for (let time = 0; time < 3; time++) {
      table.restore(snapshot);
      expect(shown(table)).toEqual(before);
      table.fork(1, 500 + time, 'new');
    }
  });

  test('a snapshot from before a growth takes a grown table back to the old capacity, and one from after it forward', () => {
    const table = furnished(32);
    const before = shown(table);
    const small = table.snapshot();
    for (let pid = 200; pid < 400; pid++) table.fork(1, pid, 'more');
    const after = shown(table);
    const large = table.snapshot();
    expect(large.bytes.byteLength).toBeGreaterThan(small.bytes.byteLength);
    table.restore(small);
    expect(shown(table)).toEqual(before);
    expect(table.byteLength).toBe(small.bytes.byteLength);
    table.restore(large);
    expect(shown(table)).toEqual(after);
    expect(table.selfCheck()).toEqual([]);
  });

  test('a snapshot makes an equal table elsewhere, also after a structured clone', () => {
    const table = furnished(64);
    const copy = ProcessTable.from(structuredClone(table.snapshot()));
    expect(shown(copy)).toEqual(shown(table));
    expect(copy.fork(1, 18)).toBe('ok');
    expect(table.idInUse(18)).toBe(false);
    expect(copy.selfCheck()).toEqual([]);
  });

  test('a snapshot carries no data where there never was any', () => {
    expect(new ProcessTable().snapshot()).toEqual({ bytes: expect.any(ArrayBuffer) as ArrayBuffer });
    const table = furnished(64);
    table.restore(new ProcessTable<string>().snapshot());
    expect(table.data(2)).toBeUndefined();
    expect(table.pids()).toEqual([1]);
  });
});

describe('data in a snapshot', () => {
  test('data in a snapshot are copies, of processes and of threads, each alone and both', () => {
    for (const [ofProcess, ofThread] of [
      ['two', undefined],
      [undefined, 'three'],
      ['two', 'three'],
      [undefined, undefined],
    ]) {
      const table = new ProcessTable<string>({ capacity: 4 });
      table.fork(1, 2, ofProcess);
      table.newThread(2, 3, ofThread);
      const snapshot = table.snapshot();
      const without = ofProcess === undefined && ofThread === undefined;
      expect(Object.keys(snapshot)).toEqual(without ? ['bytes'] : ['bytes', 'processData', 'threadData']);
      const other = ProcessTable.from(snapshot);
      for (const each of [table, other]) {
        expect([each.data(2), each.threadData(3)]).toEqual([ofProcess, ofThread]);
        each.exitThread(3, 0);
        each.exit(2);
        each.free(2);
        each.fork(1, 4, 'four');
        each.newThread(4, 5, 'five');
      }
      const again = ProcessTable.from(snapshot);
      expect([again.data(2), again.threadData(3), again.data(4)]).toEqual([ofProcess, ofThread, undefined]);
    }
  });

  test('data are kept of the row they were given to, where only a later row has some', () => {
    const table = new ProcessTable<string>();
    for (const pid of [2, 3, 4]) table.fork(1, pid, pid === 4 ? 'four' : undefined);
    const { processData } = table.snapshot();
    expect(processData?.filter((datum) => datum !== undefined)).toEqual(['four']);
  });
});

describe('the words of a table', () => {
  test('a table takes over words of the same capacity, and refuses words of another', () => {
    const [table, other] = [new ProcessTable({ capacity: 16 }), new ProcessTable({ capacity: 16 })];
    other.fork(1, 2);
    table.overwrite(Int32Array.from(other.storage() as Int32Array));
    expect([table.pids(), table.selfCheck()]).toEqual([[1, 2], []]);
    const smaller = new ProcessTable({ capacity: 4 }).storage() as Int32Array;
    expect(() => table.overwrite(smaller)).toThrow('words of a table of another capacity');
    expect(table.pids()).toEqual([1, 2]);
  });

  test('a snapshot is not written by a table of another capacity that takes it', () => {
    const snapshot = new ProcessTable({ capacity: 16 }).snapshot();
    const table = new ProcessTable({ capacity: 4 });
    table.restore(snapshot);
    table.fork(1, 2);
    expect(ProcessTable.from(snapshot).pids()).toEqual([1]);
    const least = new ProcessTable({ capacity: 1 });
    expect(ProcessTable.from(least.snapshot()).capacity).toBe(1);
  });

  test.each([
    [1, 16],
    [12, 16],
    [13, 32],
    [24, 32],
    [25, 64],
    [48, 64],
  ])('a table of %d rows has words for them, the header and %d buckets', (capacity, buckets) => {
    expect(new ProcessTable({ capacity }).byteLength).toBe(4 * ((1 + capacity) * 18 + buckets));
  });
});

describe('restore refuses, and leaves the table as it was,', () => {
  const words = (change: (words: Int32Array) => void): ArrayBuffer => {
    const { bytes } = new ProcessTable({ capacity: 8 }).snapshot();
    change(new Int32Array(bytes));
    return bytes;
  };

  test.each([
    ['no bytes', new ArrayBuffer(0), '0 bytes are no header and whole words'],
    ['bytes that are no words', new ArrayBuffer(1_001), '1001 bytes are no header and whole words'],
    ['zeros', new ArrayBuffer(1_024), 'the first word is not the magic number in this byte order'],
    [
      'the other byte order',
      words((w) => new DataView(w.buffer).setInt32(0, w[HEADER.MAGIC], false)),
      'the first word is not the magic number in this byte order',
    ],
    ['another version', words((w) => (w[HEADER.VERSION] = 2)), 'of version 2, and this is version 1'],
    ['too few bytes', words(() => {}).slice(0, 400), '400 bytes, which is not what its capacity 8 takes'],
    ['too many bytes', words(() => {}).transfer(2_000), '2000 bytes, which is not what its capacity 8 takes'],
    ['a capacity of nothing', words((w) => (w[HEADER.CAPACITY] = 0)), 'is not what its capacity 0 takes'],
    [
      'no more than a header',
      words((w) => (w[HEADER.CAPACITY] = 0)).slice(0, 72),
      '72 bytes, which is not what its capacity 0 takes',
    ],
    ['less than a header', words(() => {}).slice(0, 68), '68 bytes are no header and whole words'],
    [
      'a header and an index without a row',
      words((w) => (w[HEADER.CAPACITY] = 0)).slice(0, 4 * (18 + 16)),
      'is not what its capacity 0 takes',
    ],
    [
      'a capacity below nothing',
      words((w) => (w[HEADER.CAPACITY] = -8)),
      'is not what its capacity -8 takes',
    ],
    ['too large a capacity', words((w) => (w[HEADER.CAPACITY] = 2 ** 30)), 'is not what its capacity'],
  ])('restore refuses %s, and leaves the table as it was', (_name, bytes, sentence) => {
    const table = furnished(64);
    const before = shown(table);
    expect(() => table.restore({ bytes })).toThrow(sentence);
    expect(() => ProcessTable.from({ bytes })).toThrow(Error);
    expect(shown(table)).toEqual(before);
    expect(table.selfCheck()).toEqual([]);
  });
});

describe('reset', () => {
  test('reset leads back to init alone, and keeps the room', () => {
    const table = furnished(16);
    const { byteLength } = table;
    table.reset();
    expect(shown(table)).toEqual(shown(new ProcessTable<string>()));
    expect(table.byteLength).toBe(byteLength);
    expect(table.isSubreaper(2)).toBe(false);
    expect(table.fork(1, 2)).toBe('ok');
    expect(table.data(2)).toBeUndefined();
    expect(table.lowestFreeId()).toBe(3);
    expect(table.selfCheck()).toEqual([]);
  });
});
