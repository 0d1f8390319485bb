// Goal: a path is believed only after it was walked. Method: systems that are no functions of their rows.
import { describe, expect, test } from 'vitest';
import { confirm, pathTo, walk } from '../../src/checker/path.ts';
import { searchToEnd } from '../../src/checker/search.ts';
import type { TransitionSystem } from '../../src/checker/transition-system.ts';
import { REFUSED } from '../../src/checker/transition-system.ts';
import { chain, grid, RetracedRounds, Rounds } from './toys.ts';

describe('payloads', () => {
  test.each([
    ['kept while its state waits', new Rounds(), 3],
    ['retraced by the path and not kept', new RetracedRounds(), 1],
  ] as const)('the payloads come along with the state reached first, each %s', (_, system, words) => {
    const { counts, exploration } = searchToEnd(system);
    expect(exploration.frontier.width).toBe(words);
    expect(exploration.ends).toEqual([0]);
    expect(counts).toMatchObject({ states: 5, transitions: 6, refusals: 4, depth: 3 });
    expect(system.seen).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 3],
    ]);
  });
});

describe('a system that cannot retrace where it was', () => {
  test('a system that cannot retrace where it was is found out before the state is looked at', () => {
    const system = Object.assign(new RetracedRounds(), {
      retrace: (labels: Uint32Array, out: Uint32Array, offset: number): boolean => {
        out.set([labels.length, 77], offset);
        return labels.length < 2;
      },
    });
    expect(() => searchToEnd(system)).toThrow(/^the path of labels 1 0 cannot be walked again/);
    expect(system.seen).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
  });
});

describe('states in which others end', () => {
  test.each([
    [10_000, 10_000],
    [10_001, undefined],
  ])('a search keeps the states in which others end while they are few: %i', (states, kept) => {
    const system = Object.assign(chain(states - 1), { isEnd: true });
    expect(searchToEnd(system).exploration.ends?.length).toBe(kept);
  });
});

describe('a walk', () => {
  test('a walk visits every state on the way, loaded, from the start on', () => {
    const search = searchToEnd(grid(4));
    const rows: string[] = [];
    walk(search.system, [0, 1, 0], (row, step) => rows.push(`${step}: ${row.join()}`));
    expect(rows).toEqual(['0: 0,0', '1: 1,0', '2: 1,1', '3: 2,1']);
  });

  test('a walk leaves the tallies as they were', () => {
    const system = new Rounds();
    const search = searchToEnd(system);
    expect([...system.tallies]).toEqual([5, 5]);
    walk(system, search.pathTo(4));
    expect([...system.tallies]).toEqual([5, 5]);
  });

  test('a walk to each state found is as long as the state is deep', () => {
    const search = searchToEnd(grid(5));
    const { visited } = search.exploration;
    const depths = Array.from({ length: visited.size }, (_, id) => pathTo(visited, id).labels.length);
    expect(depths).toEqual(
      search.counts.statesByDepth.flatMap((states, depth) => Array.from({ length: states }, () => depth)),
    );
  });
});

describe('a system with hidden state', () => {
  /** Refuses everything from the given firing on. */
  const tiring = (firings: number, system: TransitionSystem<string>): TransitionSystem<string> => {
    const fire = system.fire.bind(system);
    let fired = 0;
    system.fire = (label) => (++fired > firings ? REFUSED : fire(label));
    return system;
  };

  test('a system with hidden state is found out when its counterexample is walked, and the likely cause is named', () => {
    const system = tiring(6, chain(9, { invariants: { small: (n) => n < 5 } }));
    expect(() => searchToEnd(system)).toThrow(
      /^a path cannot be walked again: step 2 of 5 \(next\) was refused, though the search moved by it\..*more than the row it was loaded with/,
    );
  });

  test('a system with hidden state is found out when it leads elsewhere', () => {
    const system = chain(9, { invariants: { small: (n) => n < 5 } });
    const successorKey = system.successorKey.bind(system);
    let asked = 0;
    system.successorKey = (out, offset) => {
      successorKey(out, offset);
      if (++asked > 6) out[offset] = 8;
    };
    expect(() => searchToEnd(system)).toThrow(
      'step 2 of 5 (next) led to another state than it did in the search',
    );
  });

  test('a system with hidden state is found out when the violation does not come back', () => {
    let inspected = 0;
    const system = chain(9, { invariants: { once: () => ++inspected !== 3 } });
    expect(() => searchToEnd(system)).toThrow('led to a state that now holds, though it did not');
    const steps = chain(9);
    expect(() => confirm(steps, [0, 0], 'step')).toThrow('step 2 of 2 (next) moved, though it violated');
  });
});
