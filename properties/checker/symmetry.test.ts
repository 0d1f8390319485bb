// Goal: one canonical form per orbit and its exact size. Method: spaces whose orbits theory counts, the orbit
// sum against the plain search, and all permutations tried on small structures.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walk } from '../../src/checker/path.ts';
import { searchToEnd } from '../../src/checker/search.ts';
import type { Renaming } from '../../src/checker/symmetry.ts';
import { CanonicalRenaming } from '../../src/checker/symmetry.ts';
import {
  beads,
  dials,
  functions,
  renamingOfWords,
  type Symmetric,
  token,
  twoPhaseCommit,
  wordOf,
} from './toys.ts';

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
const factorial = (n: number): number => (n === 0 ? 1 : n * factorial(n - 1));
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Burnside: the mean over the n rotations of how many paintings each leaves as they are. */
const necklaces = (n: number, k: number): number =>
  Array.from({ length: n }, (_, i) => k ** gcd(n, i)).reduce((sum, fixed) => sum + fixed, 0) / n;

const permutations = (n: number, fixed: number): number[][] => {
  const all: number[][] = [];
  const extend = (names: number[]): void => {
    if (names.length === n) all.push(names);
    else for (let name = 0; name < n; name++) if (!names.includes(name)) extend([...names, name]);
  };
  extend(Array.from({ length: fixed }, (_, i) => i));
  return all;
};

const canonicalOf = (
  renaming: Renaming,
  key: Uint32Array,
): { readonly key: string; readonly orbit: number } => {
  const out = new Uint32Array(renaming.keyWords);
  const orbit = new CanonicalRenaming(renaming).canonical(key, 0, out, 0);
  return { key: out.join(), orbit };
};

const renamed = (renaming: Renaming, key: Uint32Array, names: readonly number[]): Uint32Array => {
  const out = new Uint32Array(renaming.keyWords);
  renaming.rename(key, 0, Uint8Array.from(names), out, 0);
  return out;
};

/** Plain and reduced counts of a toy. */
const both = ({
  system,
  symmetry,
}: Symmetric): { readonly states: number; readonly orbits: number; readonly sum: number } => {
  const { states, orbits, sum } = {
    states: searchToEnd(system).counts.states,
    orbits: searchToEnd(system, { symmetry }).counts.states,
    sum: searchToEnd(system, { symmetry }).counts.orbitSum,
  };
  return { states, orbits, sum };
};

describe('orbits are as many as theory says, and their sizes add up to the plain count', () => {
  test.each([
    [1, 5],
    [4, 3],
    [6, 3],
    [5, 4],
  ])('%i dials of %i positions are multisets', (n, k) => {
    const states = k ** n;
    expect(both(dials(n, k))).toEqual({ states, orbits: choose(n + k - 1, n), sum: states });
  });

  test.each([
    [3, 2],
    [4, 3],
    [5, 2],
    [5, 3],
    [6, 2],
  ])('%i beads of %i colours are necklaces', (n, k) => {
    const states = factorial(n - 1) * k ** n;
    expect(both(beads(n, k))).toEqual({ states, orbits: necklaces(n, k), sum: states });
  });

  test.each([3, 5, 6])('a token in a ring of %i is always in the same place', (n) => {
    expect(both(token(n))).toEqual({ states: factorial(n), orbits: 1, sum: factorial(n) });
  });

  // OEIS A001372: functional graphs on n points.
  test.each([
    [1, 1],
    [2, 3],
    [3, 7],
    [4, 19],
    [5, 47],
  ])('the functions from %i points to themselves are %i functional graphs', (n, orbits) => {
    expect(both(functions(n))).toEqual({ states: n ** n, orbits, sum: n ** n });
  });

  test.each([
    [3, 288, 80],
    [4, 1568, 166],
    [5, 8832, 314],
  ])('two-phase commit with %i managers has %i states in %i orbits', (n, states, orbits) => {
    expect(both(twoPhaseCommit(n))).toEqual({ states, orbits, sum: states });
  });
});

describe('the canonical form', () => {
  /** Ids with one of two colours and two references each, to ids or to none. */
  const structures = fc
    .integer({ min: 1, max: 5 })
    .chain((n) =>
      fc.record({
        n: fc.constant(n),
        fixed: fc.integer({ min: 0, max: Math.min(n, 2) }),
        key: fc.array(
          fc.tuple(fc.nat(1), fc.integer({ min: -1, max: n - 1 }), fc.integer({ min: -1, max: n - 1 })),
          { minLength: n, maxLength: n },
        ),
      }),
    )
    .map(({ n, fixed, key }) => ({
      renaming: renamingOfWords(n, 2, fixed),
      key: Uint32Array.from(key, ([colour, a, b]) => wordOf(colour, [a, b])),
    }));

  test('the canonical form is the same for all renamings, is one of them, and the orbit has as many states as there are', () => {
    fc.assert(
      fc.property(structures, ({ renaming, key }) => {
        const canonical = canonicalOf(renaming, key);
        const all = permutations(renaming.ids, renaming.fixed).map((names) => renamed(renaming, key, names));
        const orbit = new Set(all.map((other) => other.join()));
        expect(orbit).toContain(canonical.key);
        expect(canonical.orbit).toBe(orbit.size);
        for (const other of all) expect(canonicalOf(renaming, other)).toEqual(canonical);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('the canonical form tells two rings of three from one of six, which no refinement does', () => {
    const renaming = renamingOfWords(6, 1);
    const ring = (next: readonly number[]): Uint32Array => Uint32Array.from(next, (id) => wordOf(0, [id]));
    const six = canonicalOf(renaming, ring([1, 2, 3, 4, 5, 0]));
    const threes = canonicalOf(renaming, ring([1, 2, 0, 4, 5, 3]));
    expect(six.orbit).toBe(factorial(6) / 6);
    expect(threes.orbit).toBe(factorial(6) / 18);
    expect(six.key).not.toBe(threes.key);
  });

  test('the canonical form is the same for all renamings of two rings, of which the first words of a key say nothing', () => {
    const renaming = renamingOfWords(6, 1);
    const key = Uint32Array.from([4, 2, 3, 1, 0, -1], (id) => wordOf(0, [id]));
    const forms = permutations(6, 0).map((names) => canonicalOf(renaming, renamed(renaming, key, names)));
    expect(new Set(forms.map((form) => form.key)).size).toBe(1);
    expect(new Set(forms.map(({ orbit }) => orbit))).toEqual(new Set([factorial(6) / 6]));
  });

  test('the canonical form needs one renaming for ids that are all alike, however many orders they have', () => {
    const plain = renamingOfWords(18, 1);
    let renamings = 0;
    const counting: Renaming = {
      ...plain,
      rename(...args) {
        renamings++;
        plain.rename(...args);
      },
    };
    expect(canonicalOf(counting, new Uint32Array(18)).orbit).toBe(1);
    expect(renamings).toBe(1);
  });

  test('the canonical form leaves fixed ids where they are', () => {
    const renaming = renamingOfWords(4, 1, 2);
    const key = Uint32Array.from([wordOf(1, [3]), wordOf(0, [0]), wordOf(0, [-1]), wordOf(0, [1])]);
    const [first, second] = canonicalOf(renaming, key).key.split(',').map(Number);
    expect(first >>> 5).toBe(1);
    expect(second).toBe(wordOf(0, [0]));
  });

  test('the canonical form of a view that says nothing merges less, and still nothing that differs', () => {
    const { system, renaming } = functions(3);
    const blind = new CanonicalRenaming({
      ...renaming,
      view: (_key, _offset, colours, targets) => void [colours.fill(0), targets.fill(-1)],
    });
    const onlyValues = new CanonicalRenaming({
      ...renaming,
      view(key, offset, colours, targets) {
        renaming.view(key, offset, colours, targets);
        for (let i = 0; i < 3; i++) targets[i] = targets[i] === i ? i : -1;
      },
    });
    expect(searchToEnd(system, { symmetry: blind }).counts).toMatchObject({ states: 27, orbitSum: 27 });
    const { states } = searchToEnd(system, { symmetry: onlyValues }).counts;
    expect(states).toBeGreaterThan(7);
    expect(states).toBeLessThan(27);
  });

  test('the canonical form refuses more ids than it can count the orders of', () => {
    expect(() => new CanonicalRenaming(renamingOfWords(19, 0))).toThrow('at most 18 ids');
  });
});

describe('the search goes on from the state it reached', () => {
  test.each([
    ['two-phase commit', twoPhaseCommit(3)],
    ['beads', beads(4, 2)],
    ['functions', functions(4)],
  ])(
    'every path of %s can be walked, and ends in the orbit that it was found for',
    (_, { system, symmetry }) => {
      const search = searchToEnd(system, { symmetry });
      const { visited } = search.exploration;
      const canonical = new Uint32Array(system.keyWords);
      for (let id = 0; id < visited.size; id++) {
        let last = new Uint32Array();
        walk(system, search.pathTo(id), (row) => {
          last = row.slice();
        });
        symmetry.canonical(last, 0, canonical, 0);
        expect(visited.hasKey(id, canonical, 0)).toBe(true);
      }
    },
  );

  test('the paths through representatives lead astray', () => {
    const { system, symmetry } = twoPhaseCommit(3);
    const representatives = twoPhaseCommit(3).system;
    const reached = representatives.successorKey.bind(representatives);
    representatives.successorKey = (out, offset) => {
      const key = new Uint32Array(system.keyWords);
      reached(key, 0);
      symmetry.canonical(key, 0, out, offset);
    };
    const search = searchToEnd(representatives, { symmetry });
    expect(search.counts).toMatchObject({ states: 80, orbitSum: 288 });
    const ids = Array.from({ length: 80 }, (_, id) => id);
    const isWalkable = (id: number): boolean => {
      try {
        walk(system, search.pathTo(id));
        return true;
      } catch {
        return false;
      }
    };
    expect(ids.every(isWalkable)).toBe(false);
  });

  test('a violation is found at the same distance with symmetry as without', () => {
    const broken = (): Symmetric => {
      const toy = twoPhaseCommit(4);
      const inspect = toy.system.inspect.bind(toy.system);
      toy.system.inspect = (witnessed) => {
        inspect(witnessed);
        return witnessed[0] === 0;
      };
      return toy;
    };
    const plain = searchToEnd(broken().system).conclusion;
    const { system, symmetry } = broken();
    const reduced = searchToEnd(system, { symmetry }).conclusion;
    expect(plain).toMatchObject({ verdict: 'fail', path: { length: 13 } });
    expect(reduced).toMatchObject({ verdict: 'fail', path: { length: 13 } });
  });
});
