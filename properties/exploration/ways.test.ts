// Goal: a walk over a graph is led to all that is left, near or far. Method: graphs drawn at random and rings, whose places are used
// up one by one; each way is gone along the graph's own moves, and near ones are held against a plain search.
import { describe, expect, test } from 'vitest';
import { Dice } from '../../src/engines/generate/prng.ts';
import { Ways } from '../../src/engines/tour/ways.ts';
import type { Way } from '../../src/engines/tour/ways.ts';

type Graph = readonly { readonly moves: Int32Array }[];

/** A ring, whose places also lead to some drawn at random: every place leads to every other. */
function drawnGraph(seed: number, size: number): Graph {
  const dice = new Dice();
  dice.seed(seed);
  return Array.from({ length: size }, (_, at) => {
    const ends = [(at + 1) % size, ...Array.from({ length: dice.below(4) }, () => dice.below(size))];
    return { moves: Int32Array.from(ends.flatMap((to, index) => [10 + index, to])) };
  });
}

/** A ring alone. */
function ring(size: number): Graph {
  return Array.from({ length: size }, (_, at) => ({ moves: Int32Array.of(7, (at + 1) % size) }));
}

/** The place that labels lead to. */
function endOf(graph: Graph, start: number, { labels }: Way): number {
  return labels.reduce((at, label) => {
    const moves = graph[at]?.moves ?? new Int32Array();
    const index = moves.findIndex((value, move) => move % 2 === 0 && value === label);
    expect(index, `a move ${label} from place ${at}`).toBeGreaterThanOrEqual(0);
    return moves[index + 1] ?? -1;
  }, start);
}

/** The moves that it takes at least to a place that is left. */
function plainDistance(graph: Graph, start: number, left: ReadonlySet<number>): number {
  let layer = new Set([start]);
  for (let distance = 0; ; distance += 1) {
    if ([...layer].some((at) => left.has(at))) return distance;
    layer = new Set(
      [...layer].flatMap((at) => [...(graph[at]?.moves ?? [])].filter((_, move) => move % 2 === 1)),
    );
  }
}

describe('ways', () => {
  test.each([1, 2, 3])(
    'a walk by ways comes to all that is left of a small graph, each time the shortest way (graph %i)',
    (seed) => {
      const graph = drawnGraph(seed, 90);
      const left = new Set(graph.keys());
      const ways = new Ways(graph, (place) => left.has(place));
      let at = 0;
      while (left.size > 0) {
        const way = ways.from(at);
        expect(way?.labels).toHaveLength(plainDistance(graph, at, left));
        expect(endOf(graph, at, way!)).toBe(way?.to);
        expect(left.delete(way!.to)).toBe(true);
        at = way!.to;
      }
      expect(ways.from(at)).toBeUndefined();
    },
  );

  test('a walk by ways comes to all that is left of a graph beyond what a near search sees, and seldom goes far', () => {
    const graph = drawnGraph(4, 3_000);
    const left = new Set(graph.keys());
    const ways = new Ways(graph, (place) => left.has(place));
    let at = 0;
    let moves = 0;
    while (left.size > 0) {
      const way = ways.from(at);
      expect(endOf(graph, at, way!)).toBe(way?.to);
      expect(left.delete(way!.to)).toBe(true);
      moves += way!.labels.length;
      at = way!.to;
    }
    expect(moves).toBeLessThan(4 * graph.length);
  });

  test('a map is drawn for what is far beyond every search, as soon as searches have cost as much', () => {
    const graph = ring(25_000);
    const ways = new Ways(graph, (place) => place === 24_000);
    expect([ways.from(1), ways.from(1)]).toEqual([undefined, undefined]);
    const way = ways.from(1);
    expect(way?.to).toBe(24_000);
    expect(way?.labels).toHaveLength(23_999);
    // From here on the map is known.
    expect(ways.from(3)?.labels).toHaveLength(23_997);
  });

  test('a way that the map knew is told no more once there is nothing left at its end, but one from a place near by', () => {
    const left = new Set([12_000, 24_000]);
    const ways = new Ways(ring(25_000), (place) => left.has(place));
    for (let asked = 0; asked < 3; asked += 1) ways.from(1);
    expect(ways.from(1)?.to).toBe(12_000);
    left.delete(12_000);
    const way = ways.from(11_990);
    expect(way?.to).toBe(24_000);
    expect(way?.labels).toHaveLength(24_000 - 11_990);
  });

  test('no way is told where nothing that is left can be reached', () => {
    const graph = [
      { moves: Int32Array.of(1, 1) },
      { moves: new Int32Array() },
      { moves: Int32Array.of(1, 0) },
    ];
    const ways = new Ways(graph, (place) => place === 2);
    expect(ways.from(0)).toBeUndefined();
    expect(ways.from(0)).toBeUndefined();
    expect(ways.from(2)).toEqual({ labels: [], to: 2 });
  });
});
