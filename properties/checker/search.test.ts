// Goal: the search sees every state once and its counts are exact. Method: toy systems with answers by hand.
import { stripTypeScriptTypes } from 'node:module';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import { searchToEnd, exploreInSlices, StateSearch } from '../../src/checker/search.ts';
import { MOVED, OUTSIDE, REFUSED, type TransitionSystem } from '../../src/checker/transition-system.ts';
import { chain, clock, graph, grid, numbers, twoPhaseCommit } from './toys.ts';

const pathIn = (system: TransitionSystem, path: readonly number[] | undefined): string | undefined =>
  path?.map((label) => system.describe(label)).join(', ');

describe('counts', () => {
  test('a two-state clock has two states, two transitions and two refusals', () => {
    const search = searchToEnd(clock());
    expect(search.conclusion).toEqual({ verdict: 'pass' });
    expect(search.counts).toMatchObject({ states: 2, transitions: 2, refusals: 2, selfLoops: 0, depth: 1 });
  });

  test('a label that a system lists as not enabled is never fired, and counts as nothing', () => {
    let time = 0;
    const fired: string[] = [];
    const system: TransitionSystem<never> = {
      keyWords: 1,
      payloadWords: 0,
      labels: 3,
      witnesses: 0,
      tallies: new Float64Array(0),
      violation: undefined,
      start: (row, offset) => void (row[offset] = 0),
      load: (row, offset) => void (time = row[offset] ?? 0),
      inspect: () => true,
      enabled: () => [time === 0 ? 1 : 0, time === 1 ? 1 : 0, 1],
      fire: (label) => {
        fired.push(`${label} at ${time}`);
        return label === 2 ? OUTSIDE : MOVED;
      },
      successorKey: (out, offset) => void (out[offset] = 1 - time),
      successorPayload: () => undefined,
      describe: String,
    };
    const { counts } = searchToEnd(system);
    expect(counts).toMatchObject({ states: 2, transitions: 2, refusals: 0, selfLoops: 0 });
    expect(fired).toEqual(['0 at 0', '2 at 0', '1 at 1', '2 at 1']);
  });

  test('a system of one state that nothing changes is explored at depth 0', () => {
    const { counts } = searchToEnd(
      numbers({ start: 7, commands: { stay: (n) => n, leave: () => undefined } }),
    );
    expect(counts).toMatchObject({
      states: 1,
      transitions: 0,
      refusals: 1,
      selfLoops: 1,
      depth: 0,
      frontier: 0,
    });
  });

  test('a system without commands has its start state', () => {
    expect(searchToEnd(numbers({ start: 0, commands: {} })).counts).toMatchObject({
      states: 1,
      transitions: 0,
      depth: 0,
    });
  });

  test('a dead end is a state like any other', () => {
    expect(searchToEnd(chain(5)).counts).toMatchObject({ states: 6, transitions: 5, refusals: 1, depth: 5 });
  });

  test('a search walks cycles and crossing paths once', () => {
    //  a → b → d ⇄ e
    //   ↘ c ↗    ↖ itself
    const { counts } = searchToEnd(graph('ab ac bd cd de ed ee'));
    expect(counts).toMatchObject({ states: 5, transitions: 6, selfLoops: 1, refusals: 3, depth: 3 });
    expect(counts.statesByDepth).toEqual([1, 2, 1, 1]);
  });

  test('a board is explored by diagonals', () => {
    const { counts } = searchToEnd(grid(4));
    expect(counts).toMatchObject({
      states: 16,
      transitions: 24,
      refusals: 8,
      selfLoops: 16,
      depth: 6,
      orbitSum: 16,
    });
    expect(counts.statesByDepth).toEqual([1, 2, 3, 4, 3, 2, 1]);
  });

  test('a board of 90 000 states outgrows chunks and index and keeps exact counts', () => {
    const { counts } = searchToEnd(grid(300));
    expect(counts).toMatchObject({
      states: 90_000,
      transitions: 2 * 300 * 299,
      depth: 598,
      expanded: 90_000,
    });
  });

  test.each([
    [3, 288],
    [4, 1568],
    [5, 8832],
  ])('two-phase commit with %i resource managers has %i states', (managers, states) => {
    const search = searchToEnd(twoPhaseCommit(managers).system);
    expect(search.conclusion).toEqual({ verdict: 'pass' });
    expect(search.counts.states).toBe(states);
  });

  test('the labels outside the alphabet at a state are not counted', () => {
    const system = clock();
    const fire = system.fire.bind(system);
    system.fire = (label) => (fire(label) === REFUSED ? OUTSIDE : fire(label));
    expect(searchToEnd(system).counts).toMatchObject({ states: 2, transitions: 2, refusals: 0 });
  });
});

describe('violations', () => {
  test('a violation at depth 7 is found by a path of 7 labels', () => {
    const search = searchToEnd(chain(100, { invariants: { small: (n) => n < 7 } }));
    expect(search.conclusion).toEqual({
      verdict: 'fail',
      violation: 'small',
      at: 'state',
      path: [0, 0, 0, 0, 0, 0, 0],
    });
  });

  test('a violation by the start state has the empty path', () => {
    expect(searchToEnd(chain(3, { invariants: { never: () => false } })).conclusion).toMatchObject({
      verdict: 'fail',
      path: [],
    });
  });

  test('the shorter of two ways to a violation is reported, however late its labels are tried', () => {
    const system = graph('ab bc cd de ax xe', 'e');
    const { conclusion } = searchToEnd(system);
    expect(conclusion).toMatchObject({ verdict: 'fail', at: 'state', path: [1, 0] });
  });

  test('a step that violates is the last label of its path, and is named', () => {
    const system = chain(9, { stepInvariants: { 'never from 4': (before) => before !== 4 } });
    const { conclusion } = searchToEnd(system);
    expect(conclusion).toEqual({
      verdict: 'fail',
      violation: 'never from 4',
      at: 'step',
      path: [0, 0, 0, 0, 0],
    });
  });

  test('a state that violates beats a step that violates from an earlier state of the same depth', () => {
    //  start → 1 (a step from here violates: 2 labels), start → 2 (violates: 1 label)
    const system = numbers({
      start: 0,
      commands: { one: (n) => (n === 0 ? 1 : undefined), two: (n) => (n === 0 ? 2 : n + 1) },
      invariants: { 'is not 2': (n) => n !== 2 },
      stepInvariants: { 'not from 1': (before) => before !== 1 },
    });
    expect(searchToEnd(system).conclusion).toMatchObject({ violation: 'is not 2', path: [1] });
  });

  test('a violation that nothing leads to does not fail the search', () => {
    const search = searchToEnd(
      numbers({
        start: 0,
        commands: { 'add 2': (n) => (n + 2) % 10 },
        invariants: { even: (n) => n % 2 === 0 },
      }),
    );
    expect(search.conclusion).toEqual({ verdict: 'pass' });
    expect(search.counts.states).toBe(5);
  });

  test('the same counterexample comes out of every run', () => {
    const broken = (): TransitionSystem<string> =>
      grid(6, { invariants: { near: ([x = 0, y = 0]) => x * y < 6 } });
    const { conclusion } = searchToEnd(broken());
    expect(conclusion).toEqual(searchToEnd(broken()).conclusion);
    expect(conclusion).toMatchObject({ path: [0, 0, 0, 1, 1] });
  });
});

describe('witnesses', () => {
  test('each witness is reached by a shortest path, or is said not to be', () => {
    const { system } = twoPhaseCommit(3);
    const search = searchToEnd(system);
    expect(pathIn(system, search.witness(1))).toBe('choose to abort 0, choose to abort 1, choose to abort 2');
    expect(search.witness(0)).toHaveLength(10);
    expect(searchToEnd(chain(3, { witnesses: { four: (n) => n === 4 } })).witness(0)).toBeUndefined();
  });

  test('the start state can be a witness', () => {
    expect(searchToEnd(chain(3, { witnesses: { zero: (n) => n === 0 } })).witness(0)).toEqual([]);
  });
});

describe('slices', () => {
  test('a search in slices of any size ends like one in a single go', async () => {
    const whole = searchToEnd(twoPhaseCommit(3).system);
    for (const work of [1, 7, 100]) {
      let slices = 0;
      const search = await exploreInSlices(new StateSearch(twoPhaseCommit(3).system), work, () => {
        slices++;
        return undefined;
      });
      expect(search.conclusion).toEqual(whole.conclusion);
      expect(search.counts).toEqual(whole.counts);
      expect(slices).toBeGreaterThan(3);
    }
  });

  test('a search that is interrupted is inconclusive and says why', async () => {
    const search = await exploreInSlices(new StateSearch(grid(50)), 300, () =>
      Promise.resolve('the time budget is used up'),
    );
    expect(search.conclusion).toEqual({
      verdict: 'inconclusive',
      bound: 'interrupted',
      reason: 'the time budget is used up',
    });
    expect(search.step(1)).toBe(false);
  });

  test('an interruption after the end changes nothing', () => {
    const search = searchToEnd(clock());
    search.interrupt('too late');
    expect(search.conclusion).toEqual({ verdict: 'pass' });
  });

  test('a system searched twice counts its tallies from nothing', () => {
    const tallies = new Float64Array(1);
    const counting = (): TransitionSystem<string> => {
      const system = chain(4);
      const fire = system.fire.bind(system);
      return Object.assign(system, {
        tallies,
        fire: (label: number) => {
          tallies[0] += 1;
          return fire(label);
        },
      });
    };
    const system = counting();
    searchToEnd(system);
    searchToEnd(system);
    expect(tallies[0]).toBe(5);
  });
});

describe('the clock above the interface', () => {
  const [, example = '', counts = ''] =
    /^\/\/ A clock[^\n]*\n\/\/\n((?:\/\/ {3}[^\n]*\n)+)/m
      .exec(textOf('src/checker/transition-system.ts'))?.[1]
      ?.match(/^([\s\S]*counts; )\/\/ ([\d, ]+)\n$/) ?? [];

  test('the clock above the interface has the counts that it claims, and is the clock of these tests', () => {
    const code = stripTypeScriptTypes(example.replaceAll(/^\/\/ {3}/gm, ''));
    const found = runInNewContext(`${code}; [states, transitions, refusals, depth]`, {
      searchToEnd,
      MOVED,
      REFUSED,
    }) as readonly number[];
    expect(found.join(', ')).toBe(counts);
    const { states, transitions, refusals, depth } = searchToEnd(clock()).counts;
    expect([...found]).toEqual([states, transitions, refusals, depth]);
  });
});
