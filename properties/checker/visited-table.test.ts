// Goal: only whole keys tell states apart. Method: hashes that help nothing.
import { describe, expect, test } from 'vitest';
import { searchToEnd } from '../../src/checker/search.ts';
import type { Hash } from '../../src/checker/visited-table.ts';
import { mixWords, VisitedTable } from '../../src/checker/visited-table.ts';
import { grid, twoPhaseCommit } from './toys.ts';

const fill = (visited: VisitedTable, count: number, keyOf: (i: number) => readonly number[]): number[] =>
  Array.from({ length: count }, (_, i) => {
    visited.reserve(1);
    return visited.insert(Uint32Array.from(keyOf(i)), 0, Math.max(0, i - 1), i % 7);
  });

describe('a hash only finds the slot', () => {
  const hashes: Record<string, Hash> = {
    'all keys hash alike': () => 0,
    'all keys hash to minus one': () => -1,
    'the hash has two values': (key, offset) => key[offset] & 1,
    'the hash is the first word': (key, offset) => key[offset],
    'the hash has its high bits only': (key, offset, words) => mixWords(key, offset, words) & 0xffff_0000,
  };
  test.each(Object.entries(hashes))('the counts are exact when %s', (_, hash) => {
    expect(searchToEnd(grid(20), { hash }).counts).toMatchObject({
      states: 400,
      transitions: 760,
      depth: 38,
    });
    const { system, symmetry } = twoPhaseCommit(3);
    expect(searchToEnd(system, { hash, symmetry }).counts).toMatchObject({ states: 80, orbitSum: 288 });
  });

  test('two keys that differ in any one bit are different states', () => {
    const visited = new VisitedTable(3);
    const keys = Array.from({ length: 96 }, (_, bit) =>
      [0, 1, 2].map((w) => (bit >> 5 === w ? 1 << (bit & 31) : 0)),
    );
    expect(new Set(fill(visited, 96, (i) => keys[i])).size).toBe(96);
    expect(fill(visited, 96, (i) => keys[i])).toEqual(Array.from({ length: 96 }, (_, i) => i));
  });
});

describe('growing', () => {
  test('a table that grows keeps ids, keys and links through chunks and doublings of the index', () => {
    const visited = new VisitedTable(2);
    const count = 100_000;
    const keyOf = (i: number): number[] => [Math.imul(i, 0x9e3779b1) >>> 0, i & 15];
    fill(visited, count, keyOf);
    expect(visited.size).toBe(count);
    const all = Array.from({ length: count }, (_, i) => i);
    expect(all.filter((i) => visited.insert(Uint32Array.from(keyOf(i)), 0, 5, 5) !== i)).toEqual([]);
    for (let i = 0; i < count; i += 997) {
      expect(visited.hasKey(i, Uint32Array.from(keyOf(i)), 0)).toBe(true);
      expect([visited.parent(i), visited.label(i)]).toEqual([Math.max(0, i - 1), i % 7]);
    }
  });

  test('growth is announced: bytes grow by no more than was foreseen, and only when it was', () => {
    const visited = new VisitedTable(3);
    let most = 0;
    for (let i = 0; i < 60_000; i++) {
      const [before, foreseen] = [visited.bytes, visited.growth(1)];
      visited.reserve(1);
      visited.insert(Uint32Array.of(i, i, i), 0, 0, 0);
      const grown = visited.bytes - before;
      if (grown > foreseen || (foreseen === 0 && grown !== 0))
        throw new Error(`${grown} bytes at ${i}, not ${foreseen}`);
      if (i > 40_000) most = Math.max(most, (before + foreseen) / i);
    }
    expect(most).toBeLessThanOrEqual(40);
  });

  test('a table that grows never copies rows: the chunks that were there stay', () => {
    const visited = new VisitedTable(1);
    visited.reserve(1);
    const first = visited.rows.chunks[0];
    fill(visited, 50_000, (i) => [i]);
    expect(visited.rows.chunks.length).toBeGreaterThan(1);
    expect(visited.rows.chunks[0]).toBe(first);
  });
});
