// Goal: no state is stranded unnoticed. Method: graphs drawn by hand, with and without traps.
import { describe, expect, test } from 'vitest';
import { canAlwaysGetHome as pausingSweeps } from '../../src/checker/home-state.ts';
import { inOneGo } from '../../src/lockstep/pauses.ts';
import { searchToEnd } from '../../src/checker/search.ts';
import type { TransitionSystem } from '../../src/checker/transition-system.ts';
import { beads, chain, clock, dials, graph, grid, numbers } from './toys.ts';

const canAlwaysGetHome = (...of: Parameters<typeof pausingSweeps>) => inOneGo(pausingSweeps(...of));
const keyIs =
  (...words: readonly number[]) =>
  (key: Uint32Array, offset: number): boolean =>
    words.every((word, w) => key[offset + w] === word);
const letter = (name: string): ((key: Uint32Array, offset: number) => boolean) => keyIs(name.charCodeAt(0));
const withEdges = (system: TransitionSystem) => searchToEnd(system, { edges: true });

describe('getting home', () => {
  test('a clock can always get home, from either side', () => {
    expect(canAlwaysGetHome(withEdges(clock()), keyIs(0))).toMatchObject({ verdict: 'pass', homes: 1 });
    expect(canAlwaysGetHome(withEdges(clock()), keyIs(1))).toMatchObject({ verdict: 'pass', homes: 1 });
  });

  test('a trap is found, with a shortest path into it and all whom it holds', () => {
    //  a ⇄ b → c ⇄ d      c and d cannot get back; e can
    //  ↑   ↓
    //  └── e
    const search = withEdges(graph('ab ba bc be cd dc ea'));
    expect(canAlwaysGetHome(search, letter('a'))).toMatchObject({
      verdict: 'fail',
      homes: 1,
      stranded: 2,
      path: [0, 1],
    });
    expect(canAlwaysGetHome(search, letter('c'))).toMatchObject({ verdict: 'pass' });
  });

  test('a dead end is a trap unless it is home', () => {
    const search = withEdges(grid(5));
    expect(canAlwaysGetHome(search, keyIs(4, 4))).toMatchObject({ verdict: 'pass', homes: 1 });
    expect(canAlwaysGetHome(search, keyIs(0, 0))).toMatchObject({ verdict: 'fail', stranded: 24, path: [0] });
  });

  test('several homes are as good as one', () => {
    expect(canAlwaysGetHome(withEdges(graph('ab ac bd ce')), (key, at) => key[at] >= 100)).toMatchObject({
      verdict: 'pass',
      homes: 2,
    });
  });

  test('the start itself is stranded where there is no home', () => {
    expect(canAlwaysGetHome(withEdges(clock()), () => false)).toMatchObject({
      verdict: 'fail',
      homes: 0,
      stranded: 2,
      path: [],
    });
  });

  test('a way home that goes up and down through the ids takes more sweeps, and is found', () => {
    // The start leads to 1 … 6, which get their ids in that order; the way home is 1 → 6 → 2 → 5 → 3 → 4.
    const system = numbers({
      start: 0,
      commands: {
        ...Object.fromEntries(
          [1, 2, 3, 4, 5, 6].map((to) => [`to ${to}`, (n: number) => (n === 0 ? to : undefined)]),
        ),
        onward: (n) => [undefined, 6, 5, 4, undefined, 3, 2][n],
      },
    });
    // Against the ids 3 gets home, along them 5, against them 2, along them 6, against them 1.
    expect(canAlwaysGetHome(withEdges(system), keyIs(4))).toEqual({ verdict: 'pass', homes: 1, sweeps: 5 });
  });

  test('the answer with symmetry is that of the plain graph', () => {
    const { system, symmetry } = beads(4, 2);
    const reduced = searchToEnd(system, { symmetry, edges: true });
    const isWhite = (key: Uint32Array, offset: number): boolean =>
      key.subarray(offset, offset + 4).every((word) => word >>> 5 === 0);
    expect(canAlwaysGetHome(reduced, isWhite)).toMatchObject({ verdict: 'pass', homes: 1 });
    expect(canAlwaysGetHome(withEdges(system), isWhite)).toMatchObject({ verdict: 'pass', homes: 6 });
  });

  test('a search that did not see everything cannot say who gets home', () => {
    const search = searchToEnd(dials(4, 3).system, { edges: true, depthMax: 2 });
    expect(canAlwaysGetHome(search, keyIs(0, 0, 0, 0))).toEqual({
      verdict: 'inconclusive',
      reason: 'states not expanded: 10 of 15',
    });
  });

  test('a search without edges is not accepted', () => {
    expect(() => canAlwaysGetHome(searchToEnd(chain(3)), keyIs(0))).toThrow('kept no edges');
  });
});

describe('edges', () => {
  test('the edges are kept by source, in the order of firing, repeated ones too', () => {
    const { edges } = withEdges(graph('ab ac ab ba cc cb')).exploration;
    const from = (id: number): number[] =>
      Array.from({ length: edges!.end(id) - edges!.begin(id) }, (_, i) =>
        edges!.target(edges!.begin(id) + i),
      );
    expect([from(0), from(1), from(2)]).toEqual([[1, 2, 1], [0], [1]]);
  });
});
