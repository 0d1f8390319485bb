// The id index: whatever the ids, however they come and go.
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { CountedProcessTable } from '../support/counted-table.ts';
import { IdTable } from '../../src/impl/id-table.ts';
import { CAPACITY_MAX, COLUMN, NONE } from '../../src/impl/layout.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

/** An id table alone, with its steps in the open. */
class Ids extends IdTable {
  add(id: number): void {
    const row = this.take(id); // may replace the words
    this.words[row + COLUMN.FLAGS] = 1;
  }

  drop(id: number): void {
    const row = this.find(id);
    this.words[row + COLUMN.FLAGS] = 0;
    this.release(row);
  }

  faults(): string[] {
    return this.indexFaults();
  }
}

const ID_MAX = 2 ** 31 - 1;

/** `count` ids whose search starts at one bucket of a table of this capacity: the first one's, or so many buckets behind it. */
function sameBucket(capacity: number, count: number, behind = 0): number[] {
  const table = new CountedProcessTable({ capacity });
  const ids: number[] = [];
  let bucket: number | undefined;
  for (let id = 2; ids.length < count; id++) {
    const [first = 0] = table.count(() => table.idInUse(id)).buckets;
    bucket ??= first + behind;
    if (first === bucket) ids.push(id);
  }
  return ids;
}

describe('ids', () => {
  test.each([
    ['consecutive', (i: number) => i + 1],
    ['the largest', (i: number) => ID_MAX - i],
    ['multiples of 2^15', (i: number) => (i + 1) * 2 ** 15],
    ['multiples of a million', (i: number) => (i % 2147) * 1_000_000 + Math.floor(i / 2147) + 1],
    ['in two clusters', (i: number) => (i % 2 === 0 ? 1_000 : 2_000_000_000) + i],
    ['powers of two and their neighbours', (i: number) => 2 ** (i % 31) + Math.floor(i / 31) * 37 + 5],
  ])('the ids that are %s are found, and no others, in memory by their number', (_name, idAt) => {
    const ids = new Set(Array.from({ length: 20_000 }, (_, i) => idAt(i)).filter((id) => id <= ID_MAX));
    const table = new Ids(16);
    for (const id of ids) table.add(id);
    expect([...ids].every((id) => table.idInUse(id))).toBe(true);
    expect([...ids].some((id) => !ids.has(id + 1) && table.idInUse(id + 1))).toBe(false);
    expect(table.byteLength).toBeLessThan(ids.size * 160);
    expect(table.faults()).toEqual([]);
  });

  test('the ids that all start at one bucket are found and given back, farther away than a bucket can say', () => {
    const ids = sameBucket(100, 60);
    const table = new Ids(100);
    for (const id of ids) table.add(id);
    expect(table.faults()).toEqual([]);
    // From the front, from the back, and from the middle: each deletion shifts the rest back.
    for (const id of [...ids.slice(0, 20), ...ids.slice(50), ...ids.slice(25, 45)]) {
      table.drop(id);
      expect(table.idInUse(id)).toBe(false);
      expect(table.faults()).toEqual([]);
    }
    expect(ids.filter((id) => table.idInUse(id))).toEqual([...ids.slice(20, 25), ...ids.slice(45, 50)]);
  });

  test('the ids that lie far behind their bucket are not shifted before it, as others go that lie in front', () => {
    for (const behind of [1, 3, 10]) {
      const [front, back] = [sameBucket(100, behind), sameBucket(100, 40, behind)];
      const table = new Ids(100);
      for (const id of [...front, ...back]) table.add(id);
      for (const id of [...front, ...back.slice(0, 20)]) {
        table.drop(id);
        expect(table.faults()).toEqual([]);
      }
      expect(back.map((id) => table.idInUse(id))).toEqual(back.map((_, index) => index >= 20));
    }
  });

  test('the ids that lie far from their bucket come back to it as it falls empty, over others that are at home', () => {
    const [first, late] = sameBucket(100, 2) as [number, number];
    const table = new Ids(100);
    table.add(first);
    for (let behind = 1; behind <= 20; behind++) for (const id of sameBucket(100, 1, behind)) table.add(id);
    table.add(late);
    table.drop(first);
    expect(table.faults()).toEqual([]);
    expect([table.idInUse(first), table.idInUse(late)]).toEqual([false, true]);
  });

  test('the ids that come and go at random leave an index as if they had never been', () => {
    const id = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: ID_MAX }));
    const property = fc.property(fc.array(id, { minLength: 1, maxLength: 120 }), (toggled) => {
      const table = new Ids(4);
      const present = new Set<number>();
      for (const each of toggled) {
        if (present.delete(each)) table.drop(each);
        else {
          table.add(each);
          present.add(each);
        }
        expect(toggled.filter((other) => table.idInUse(other) !== present.has(other))).toEqual([]);
      }
      expect(table.faults()).toEqual([]);
    });
    fc.assert(property, { seed: 20, numRuns: 200 });
  });

  test('the ids churned a hundred thousand times take no more room', () => {
    const table = new Ids(64);
    const { byteLength } = table;
    for (let id = 1; id <= 100_000; id++) {
      table.add(id);
      if (id > 60) table.drop(id - 60);
    }
    expect(table.byteLength).toBe(byteLength);
    expect(table.faults()).toEqual([]);
    expect(table.idInUse(100_000)).toBe(true);
    expect(table.idInUse(99_940)).toBe(false);
  });

  test('the ids that are taken get a row back that was given back, the latest first', () => {
    const table = new ProcessTable({ capacity: 4 });
    for (const pid of [2, 3]) table.fork(1, pid);
    const { capacity } = table;
    for (let pid = 4; pid < 1_000; pid++) {
      table.exit(pid - 1);
      table.free(pid - 1);
      table.fork(1, pid);
    }
    expect(table.capacity).toBe(capacity);
    expect(table.selfCheck()).toEqual([]);
  });
});

describe('growth', () => {
  test('growth keeps everything, at every size on the way', () => {
    const table = new ProcessTable<number>({ capacity: 1 });
    expect(table.capacity).toBe(1);
    const capacities = new Set<number>();
    for (let pid = 2; pid < 3_000; pid++) {
      const parent = Math.floor(pid / 3) + 1;
      expect(table.fork(parent, pid, pid * 2)).toBe('ok');
      if (pid % 5 === 0) table.createGroup(pid);
      if (pid % 11 === 0) table.createSession(pid);
      if (pid % 7 === 0) table.newThread(pid, 1_000_000 + pid);
      if (capacities.size < capacities.add(table.capacity).size) expect(table.selfCheck()).toEqual([]);
    }
    expect(capacities.size).toBeGreaterThan(8);
    expect(table.selfCheck()).toEqual([]);
    for (let pid = 2; pid < 3_000; pid++) {
      expect(table.parent(pid)).toBe(Math.floor(pid / 3) + 1);
      expect(table.data(pid)).toBe(pid * 2);
      expect(table.threads(pid)).toEqual(pid % 7 === 0 ? [1_000_000 + pid] : []);
    }
  });

  test('growth is not needed where capacity was reserved', () => {
    const table = new ProcessTable({ capacity: 1_000 });
    const { byteLength } = table;
    for (let pid = 2; pid <= 1_000; pid++) table.fork(1, pid);
    expect(table.byteLength).toBe(byteLength);
    table.fork(1, 1_001);
    expect(table.byteLength).toBeGreaterThan(byteLength);
  });

  test.each([0, -1, 1.5, Number.NaN, CAPACITY_MAX + 1])(
    'growth cannot start from a capacity of %d',
    (capacity) => {
      expect(() => new ProcessTable({ capacity })).toThrow(`capacity is an integer from 1 to 80000000`);
    },
  );

  test('a table that grows leaves "none" without a row', () => {
    const table = new ProcessTable();
    expect(table.rowOf(9)).toBe(NONE);
    expect(table.rowOf(1)).not.toBe(NONE);
  });
});
