// Goal: the model's tables are what they seem. Method: random operations on a table and on a plain Map side by side,
// with ids at every edge of the trie.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Id } from '../../src/contract/command.ts';
import { ID_MAX } from '../../src/contract/command.ts';
import { IdMap } from '../../src/model/persistent-map.ts';
import { Table } from '../../src/model/indexed-table.ts';

interface Row {
  readonly owner: Id | null;
  readonly kind: Id;
}
type Rows = Table<Row, 'owner' | 'kind'>;
type Plain = ReadonlyMap<Id, Row>;

const EDGES: readonly Id[] = [
  1,
  2,
  31,
  32,
  33,
  63,
  64,
  1023,
  1024,
  1025,
  32_767,
  32_768,
  1 << 20,
  1 << 25,
  (1 << 30) - 1,
  1 << 30,
  ID_MAX - 1,
  ID_MAX,
];

const id = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(...EDGES));
const value = fc.constantFrom<Id[]>(1, 2, 31, 32, 1024, ID_MAX);
const row = fc.record({ owner: fc.option(value), kind: value });
const operation = fc.oneof(
  { arbitrary: fc.record({ set: id, row }), weight: 2 },
  { arbitrary: fc.record({ delete: id }), weight: 1 },
);
type Operation = { readonly set: Id; readonly row: Row } | { readonly delete: Id };
const operations: fc.Arbitrary<Operation[]> = fc.array(operation, { maxLength: 60, size: 'max' });

const EMPTY: Rows = Table.empty<Row, 'owner' | 'kind'>('owner', 'kind');
const RANDOMLY = { seed: 20, numRuns: 150 };

describe('a table', () => {
  test.prop([operations], RANDOMLY)(
    'a table has the rows that a plain map has, in ascending order',
    (done) => {
      const [table, plain] = last(versionsOf(done));
      expect(rowsOf(table)).toEqual(sorted(plain));
      expect(table.size).toBe(plain.size);
      for (const each of [...EDGES, ...plain.keys()]) {
        expect(table.get(each)).toBe(plain.get(each));
        expect(table.has(each)).toBe(plain.has(each));
      }
    },
  );

  test.prop([operations], RANDOMLY)(
    'a table finds by a column just the ids with that value, ascending',
    (done) => {
      const [table, plain] = last(versionsOf(done));
      for (const column of ['owner', 'kind'] as const) {
        for (const wanted of [...EDGES, 7]) {
          const ids = sorted(plain).flatMap(([each, { [column]: had }]) => (had === wanted ? [each] : []));
          expect(table.where(column, wanted)).toEqual(ids);
        }
      }
    },
  );

  test.prop([operations], RANDOMLY)('a table counts positions in ascending order', (done) => {
    const [table, plain] = last(versionsOf(done));
    const ids = sorted(plain).map(([each]) => each);
    expect(ids.map((_, position) => table.idAt(position))).toEqual(ids);
    expect(() => table.idAt(table.size)).toThrow(RangeError);
  });

  test.prop([operations], RANDOMLY)('a table is never changed: older versions keep their rows', (done) => {
    for (const [table, plain] of versionsOf(done)) {
      expect(rowsOf(table)).toEqual(sorted(plain));
      for (const wanted of EDGES) {
        const ids = sorted(plain).flatMap(([each, { kind }]) => (kind === wanted ? [each] : []));
        expect(table.where('kind', wanted)).toEqual(ids);
      }
    }
  });

  test.prop([operations, fc.nat(), fc.nat()], RANDOMLY)(
    'a table visits just the rows that two versions do not share, whichever is the older',
    (done, one, other) => {
      const versions = versionsOf(done);
      const [was, wasPlain] = versions[one % versions.length];
      const [is, isPlain] = versions[other % versions.length];
      const visited: (readonly [Id, Row | undefined, Row | undefined])[] = [];
      is.forEachChange(was, (each, before, after) => visited.push([each, before, after]));
      const ids = [...new Set([...wasPlain.keys(), ...isPlain.keys()])].toSorted((a, b) => a - b);
      const changed = ids.filter((each) => wasPlain.get(each) !== isPlain.get(each));
      expect(visited).toEqual(changed.map((each) => [each, wasPlain.get(each), isPlain.get(each)]));
    },
  );

  test.prop([operations, operations], RANDOMLY)(
    'a table visits the difference of two tables that share nothing',
    (first, second) => {
      const [was, wasPlain] = last(versionsOf(first));
      const [is, isPlain] = last(versionsOf(second));
      const visited: Id[] = [];
      is.forEachChange(was, (each) => visited.push(each));
      const ids = [...new Set([...wasPlain.keys(), ...isPlain.keys()])].toSorted((a, b) => a - b);
      expect(visited).toEqual(ids.filter((each) => wasPlain.get(each) !== isPlain.get(each)));
    },
  );

  test('a table has no position below the first, and says how many there are', () => {
    const table = EMPTY.set(5, { owner: null, kind: 1 }).set(6, { owner: 5, kind: 1 });
    expect(() => table.idAt(-1)).toThrow('position -1 in a map of 2');
    expect(() => table.idAt(2)).toThrow('position 2 in a map of 2');
  });

  test('a table has an index by each column, in which a value that no row has any more is not', () => {
    const table = EMPTY.set(5, { owner: null, kind: 1 }).set(6, { owner: 5, kind: 1 });
    expect([table.by('kind').get(1), table.by('owner').get(5)]).toEqual([[5, 6], [6]]);
    expect(table.delete(6).by('owner').size).toBe(0);
  });

  test('a table whose rows are shared has no change to visit', () => {
    const table = EMPTY.set(5, { owner: null, kind: 1 });
    table.forEachChange(table, () => expect.fail('a change'));
    const map = IdMap.empty<number>().set(5, 1);
    expect(map.delete(6)).toBe(map);
  });

  test('a table without an id is itself when the id is deleted', () => {
    const table = EMPTY.set(5, { owner: null, kind: 1 });
    expect(table.delete(6)).toBe(table);
    expect(table.delete(ID_MAX)).toBe(table);
    expect(EMPTY.delete(1)).toBe(EMPTY);
  });
});

describe('a map of ids', () => {
  test.each(EDGES)('a map of ids holds %i beside all other edges, and without them', (edge) => {
    const all = EDGES.reduce((map, each) => map.set(each, each), IdMap.empty<number>());
    expect(all.get(edge)).toBe(edge);
    expect(all.size).toBe(EDGES.length);
    expect(EDGES.map((_, position) => all.idAt(position))).toEqual(EDGES);
    const without = all.delete(edge);
    expect(without.get(edge)).toBeUndefined();
    expect(without.size).toBe(EDGES.length - 1);
    const alone = EDGES.filter((each) => each !== edge).reduce((map, each) => map.delete(each), all);
    expect([alone.size, alone.idAt(0), alone.get(edge)]).toEqual([1, edge, edge]);
    const visited: unknown[] = [];
    alone.forEachChange(IdMap.empty<number>(), (...change) => visited.push(change));
    expect(visited).toEqual([[edge, undefined, edge]]);
  });
});

/** The table and the map after each operation, the empty ones first. */
function versionsOf(done: readonly Operation[]): readonly (readonly [Rows, Plain])[] {
  const versions: (readonly [Rows, Plain])[] = [[EMPTY, new Map()]];
  for (const each of done) {
    const [table, plain] = last(versions);
    const next = new Map(plain);
    if ('set' in each) {
      next.set(each.set, each.row);
      versions.push([table.set(each.set, each.row), next]);
    } else {
      next.delete(each.delete);
      versions.push([table.delete(each.delete), next]);
    }
  }
  return versions;
}

function rowsOf(table: Rows): readonly (readonly [Id, Row])[] {
  const rows: (readonly [Id, Row])[] = [];
  table.forEach((each, rowId) => rows.push([rowId, each]));
  return rows;
}

function sorted(plain: Plain): readonly (readonly [Id, Row])[] {
  return [...plain].toSorted(([a], [b]) => a - b);
}

function last<Value>(values: readonly Value[]): Value {
  return values.at(-1) as Value;
}
