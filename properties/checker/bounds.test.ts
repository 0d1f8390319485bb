// Goal: a search that met a bound says so, is never a pass, and goes on from there. Method: boards of known size.
import { describe, expect, test } from 'vitest';
import { checkpoint, resume } from '../../src/checker/checkpoint.ts';
import { searchToEnd, StateSearch } from '../../src/checker/search.ts';
import { grid, mark } from './toys.ts';

const copied = (pieces: Iterable<Uint8Array>): Uint8Array[] => Array.from(pieces, (piece) => piece.slice());

describe('the depth bound', () => {
  test('the depth bound inspects the states at the bound and expands none of them', () => {
    const search = searchToEnd(grid(10), { depthMax: 3 });
    expect(search.conclusion).toEqual({
      verdict: 'inconclusive',
      bound: 'depthMax',
      reason: 'the depth bound of 3 is reached; states not expanded: 4',
    });
    expect(search.counts).toMatchObject({ states: 10, depth: 3, expanded: 6, frontier: 4 });
    expect(search.exploration.inspected).toBe(10);
  });

  test('the depth bound does not hide a violation at the bound, and hides one beyond', () => {
    const invariants = { near: ([x = 0, y = 0]: readonly number[]): boolean => x + y < 3 };
    expect(searchToEnd(grid(10, { invariants }), { depthMax: 3 }).conclusion?.verdict).toBe('fail');
    expect(searchToEnd(grid(10, { invariants }), { depthMax: 2 }).conclusion?.verdict).toBe('inconclusive');
  });

  test('a search that meets its depth bound passes once the level beyond the deepest is known to be empty', () => {
    expect(searchToEnd(grid(3), { depthMax: 4 }).conclusion?.verdict).toBe('inconclusive');
    expect(searchToEnd(grid(3), { depthMax: 5 }).conclusion?.verdict).toBe('pass');
  });
});

describe('the states bound', () => {
  test('a search stops expanding once it has as many states as its bound', () => {
    const search = searchToEnd(grid(10), { statesMax: 20 });
    expect(search.conclusion).toMatchObject({ verdict: 'inconclusive', bound: 'statesMax' });
    expect(search.counts.states).toBeGreaterThanOrEqual(20);
    expect(search.counts.states).toBeLessThan(20 + search.system.labels);
  });

  test('the states bound is not met by a space that has fewer', () => {
    expect(searchToEnd(grid(10), { statesMax: 101 }).conclusion?.verdict).toBe('pass');
  });
});

describe('the memory budget', () => {
  const budget = 1_500_000;

  test('growth that would exceed the memory budget is not begun, and the sentence says how much it would take', () => {
    const search = searchToEnd(grid(300), { memoryMaxBytes: budget });
    expect(search.conclusion).toMatchObject({ verdict: 'inconclusive', bound: 'memoryMaxBytes' });
    expect(search.counts.bytes).toBeLessThanOrEqual(budget);
    expect(search.counts.frontier).toBeGreaterThan(0);
    expect(search.conclusion).toHaveProperty(
      'reason',
      expect.stringMatching(
        /^the budget of 1\.5 MB would be exceeded: \d\.\d MB hold the states \(\d+, not expanded: \d+\), and the next growth takes another \d\.\d MB$/,
      ),
    );
  });

  test('a raised memory budget lets the search go on from its checkpoint to the same counts', () => {
    const stopped = searchToEnd(grid(300), { memoryMaxBytes: budget });
    const search = resume(grid(300), {}, mark('board'), copied(checkpoint(stopped, mark('board'))));
    if (!(search instanceof StateSearch)) throw new Error(search.refused);
    search.step(Infinity);
    expect(search.conclusion).toEqual({ verdict: 'pass' });
    const { bytes, ...counts } = search.counts;
    expect(counts).toEqual({ ...searchToEnd(grid(300)).counts, bytes: undefined });
    expect(bytes).toBeGreaterThan(budget);
  });

  test('the memory budget counts what a checkpoint needs before it is read in', () => {
    const bytes = copied(checkpoint(searchToEnd(grid(300)), mark('board')));
    expect(resume(grid(300), { memoryMaxBytes: budget }, mark('board'), bytes)).toHaveProperty(
      'refused',
      expect.stringMatching(/^the checkpoint does not fit: the budget of 1\.5 MB would be exceeded/),
    );
  });

  test('the tables take at most 40 bytes a state for keys of up to three words', () => {
    const { visited } = searchToEnd(grid(300)).exploration;
    expect(visited.bytes / visited.size).toBeLessThanOrEqual(40 - 4);
  });
});
