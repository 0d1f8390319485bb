// Goal: remembering canonical forms changes nothing but the time. Method: searches with and without, and keys that
// overwrite each other.
import { describe, expect, test } from 'vitest';
import { CanonicalCache } from '../../src/checker/canonical-cache.ts';
import { searchToEnd } from '../../src/checker/search.ts';
import { beads, chain, dials, twoPhaseCommit } from './toys.ts';

describe('a symmetry that is remembered', () => {
  test.each([
    ['dials', dials(4, 5)],
    ['beads', beads(5, 3)],
    ['two-phase commit', twoPhaseCommit(4)],
  ])(
    'a symmetry that is remembered gives %s the orbits and the sizes of the symmetry itself',
    (_, { system, symmetry }) => {
      const plain = searchToEnd(system, { symmetry }).counts;
      const remembered = searchToEnd(system, {
        symmetry: new CanonicalCache(symmetry, system.keyWords),
      }).counts;
      expect(remembered).toEqual(plain);
    },
  );

  test('a symmetry that is remembered is asked again for a key that was forgotten', () => {
    let asked = 0;
    const symmetry = {
      canonical: (key: Uint32Array, offset: number, out: Uint32Array, outOffset: number): number => {
        asked += 1;
        out[outOffset] = key[offset] >>> 1;
        return 2;
      },
    };
    const recent = new CanonicalCache(symmetry, 1);
    const out = new Uint32Array(1);
    const key = new Uint32Array(1);
    let wrong = 0;
    const ask = (word: number): void => {
      key[0] = word;
      if (recent.canonical(key, 0, out, 0) !== 2 || out[0] !== word >>> 1) wrong += 1;
    };
    ask(0);
    ask(0);
    expect(asked).toBe(1);
    for (let round = 0; round < 2; round += 1) for (let word = 0; word < 200_000; word += 1) ask(word);
    expect(asked).toBeGreaterThan(200_000);
    expect(wrong).toBe(0);
  });
});

test('a search takes the room of states it has let go of again', () => {
  expect(searchToEnd(chain(200_000)).counts).toMatchObject({ states: 200_001, depth: 200_000 });
});
