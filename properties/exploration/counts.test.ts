// Goal: exploration sees every state, each once, and says how many. Method: spaces that an independent search counted,
// and the sum of orbit sizes against the plain count wherever both can be had.
import { afterAll, describe, expect, test } from 'vitest';
import { isHome } from '../../src/model/bounded/home-state.ts';
import { KeyLayout } from '../../src/model/bounded/key-layout.ts';
import { HIERARCHY_COLUMNS } from '../../src/model/hierarchy/columns.ts';
import { canAlwaysGetHome } from '../../src/checker/home-state.ts';
import { textOf } from '../support/repository.ts';
import { explorePosix } from '../support/posix-search.ts';
import { countsOf, explored, modelKeys, planOf, PLAIN_POSIX_SPACES, SPACES } from './spaces.ts';
import type { Explored, SpaceCounts } from './spaces.ts';
import { inOneGo } from '../../src/lockstep/pauses.ts';

const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;
const quick = Object.keys(SPACES).filter((name) => !SPACES[name].long);

/** Each space is explored once here, whatever is asked of it. */
const found = new Map<string, Explored>();
function inSpace(name: string): Explored {
  const target = found.get(name) ?? explored(planOf(SPACES[name]));
  found.set(name, target);
  return target;
}

afterAll(() => found.clear());

describe('the table, explored beside the model', () => {
  test.each(quick)(
    'the table explored beside the model has with %s the states, transitions and refusals recorded',
    (name) => {
      expect(countsOf(inSpace(name))).toEqual(recorded[name]);
    },
  );

  test('the table explored beside the model is recorded at every bound', () => {
    expect(Object.keys(recorded)).toEqual(Object.keys(SPACES));
  });

  test('the table explored beside the model has orbits whose sizes add up to the plain count, wherever both are recorded', () => {
    const pairs = Object.keys(recorded).flatMap((name) => {
      const orbits = recorded[`${name}, orbits`];
      return orbits === undefined ? [] : [[name, recorded[name]?.states, orbits.orbitSum] as const];
    });
    expect(pairs.length).toBeGreaterThan(6);
    for (const [, plain, sum] of pairs) expect(sum).toBe(plain);
  });

  test('the table explored beside the model has the counts that an independent search gave', () => {
    expect(recorded).toMatchObject({
      'ids 2': { states: 10, transitions: 17, depth: 5, refused: 129, unchanged: 14 },
      'ids 2, orbits': { states: 10, depth: 5, orbitSum: 10 },
      'ids 3': { states: 355, transitions: 1561, depth: 12, refused: 8341, unchanged: 747 },
      'ids 3, orbits': { states: 182, depth: 10, orbitSum: 355 },
      'ids 3, handles': { states: 9108, transitions: 75420, depth: 16, refused: 267136, unchanged: 18580 },
      'ids 3, handles, orbits': { states: 4604, depth: 14, orbitSum: 9108 },
    });
  });

  test.each(PLAIN_POSIX_SPACES.filter(([name]) => quick.includes(name)))(
    'the table explored beside the model has with %s the counts that a plain search of the model gives',
    (name, idsMax, without) => {
      expect(explorePosix({ idsMax, without }).counts).toEqual(recorded[name]);
    },
  );

  test('the table explored beside the model has many representations of a state, and every state among them', () => {
    const plain = inSpace('ids 3');
    const told = inSpace('ids 3, representations');
    const { words } = plain.product.layout;
    expect(new Set(modelKeys(told.search, words))).toEqual(new Set(modelKeys(plain.search, words)));
    expect(told.search.counts.states).toBeGreaterThan(10 * plain.search.counts.states);
  });
});

describe('a key', () => {
  const layoutAt = (ids: number): KeyLayout =>
    new KeyLayout(HIERARCHY_COLUMNS, planOf({ ids, handles: 1 }).bound);

  test('a key has 13 bits an id with the core and handles at 7 ids, but for what of init never varies', () => {
    expect(layoutAt(7).bits).toBe(7 * 13 - 5);
  });

  test.each([2, 3, 4, 5, 6])(
    'a key has at %i ids at most 3 words, so that a state takes at most 40 bytes',
    (ids) => {
      expect(layoutAt(ids).words).toBeLessThanOrEqual(3);
    },
  );

  test('a key and all that is kept of a state beside it take less than 40 bytes', () => {
    const { exploration, counts } = inSpace('ids 3, handles').search;
    expect(exploration.visited.bytes / counts.states).toBeLessThan(40);
  });
});

describe('home', () => {
  test.each([
    ['ids 3', 1],
    ['ids 3, orbits', 1],
    ['ids 3, handles', 1],
    // Init may be marked, and have one of two codes.
    ['ids 2, threads', 4],
    ['POSIX, ids 3, no marks', 1],
    // Init may bear three marks.
    ['POSIX, ids 2', 8],
  ] as const)('home can be reached again from every state with %s', (name, homes) => {
    const { search, product } = inSpace(name);
    expect(inOneGo(canAlwaysGetHome(search, isHome(product.layout)))).toMatchObject({
      verdict: 'pass',
      homes,
    });
  });
});
