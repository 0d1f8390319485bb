// Goal: exploration sees every state, each once, and says how many. Method: spaces that an independent search counted,
// and the sum of orbit sizes against the plain count wherever both can be had.
import { describe, expect, test } from 'vitest';
import { isHome } from '../../src/model/bounded/home-state.ts';
import { KeyLayout } from '../../src/model/bounded/key-layout.ts';
import { HIERARCHY_COLUMNS } from '../../src/model/hierarchy/columns.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { canAlwaysGetHome } from '../../src/checker/home-state.ts';
import { textOf } from '../support/repository.ts';
import { explorePosix } from '../support/posix-search.ts';
import { countsOf, explored, modelKeys, planOf, SPACES } from './spaces.ts';
import type { SpaceCounts } from './spaces.ts';
import { inOneGo } from '../../src/lockstep/pauses.ts';

const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;
const quick = Object.entries(SPACES).filter(([, { long }]) => !long);

describe('the table, explored beside the model', () => {
  test.each(quick)(
    'the table explored beside the model has with %s the states, transitions and refusals recorded',
    (name, space) => {
      expect(countsOf(explored(planOf(space)))).toEqual(recorded[name]);
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

  test.each(
    Object.entries(SPACES).flatMap(([name, { ids, posixWithout, symmetry, representation }]) =>
      posixWithout === undefined || symmetry || representation || ids > 3
        ? []
        : [[name, ids, posixWithout] as const],
    ),
  )(
    'the table explored beside the model has with %s the counts that a plain search of the model gives',
    (name, idsMax, without) => {
      expect(explorePosix({ idsMax, without }).counts).toEqual(recorded[name]);
    },
  );

  test('the table explored beside the model has many representations of a state, and every state among them', () => {
    const plain = explored(planOf({ ids: 3 }));
    const told = explored(planOf({ ids: 3, representation: true }));
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
    const { exploration, counts } = explored(planOf({ ids: 4 })).search;
    expect(exploration.visited.bytes / counts.states).toBeLessThan(40);
  });
});

describe('home', () => {
  test.each([
    ['ids 3', { ids: 3 }, 1],
    ['ids 3, orbits', { ids: 3, symmetry: true }, 1],
    ['ids 3, handles', { ids: 3, handles: 1 }, 1],
    ['ids 2, threads: init may be marked, and have one of two codes', { ids: 2, threads: 1 }, 4],
    ['POSIX, ids 3, no marks', { ids: 3, posixWithout: MARKING_COMMANDS }, 1],
    ['POSIX, ids 2: init may bear three marks', { ids: 2, posixWithout: [] }, 8],
  ] as const)('home can be reached again from every state with %s', (_, space, homes) => {
    const plan = planOf(space);
    const { search, product } = explored(plan);
    expect(inOneGo(canAlwaysGetHome(search, isHome(product.layout)))).toMatchObject({
      verdict: 'pass',
      homes,
    });
  });
});
