// Goal: a search of four ids by up to 64 workers has the counts on record, and each of twenty mutants its shortest
// counterexample, whatever happens. Method: simulated searches by seeds; `npm run scale:simulation -- 10000` has more of them.
import { expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import type { SpaceCounts } from '../exploration/spaces.ts';
import { COORDINATOR_FAULTS } from './coordinator-faults.ts';
import { firstShowing, hunted } from './hunt.ts';
import type { Subject } from './simulation.ts';
import { fourIds, MUTANTS, mutantOf, mutantSubject } from './subjects.ts';

test('a simulated search of four ids has the counts on record and the states by depth of a search in memory', async () => {
  const four = fourIds();
  const spaces = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
    Record<string, SpaceCounts>
  >;
  const { states, transitions, depth, refused, unchanged } = spaces['ids 4, orbits'];
  expect(four.expected).toMatchObject({
    states,
    transitions,
    depth,
    refusals: refused,
    selfLoops: unchanged,
  });
  const { found } = await hunted(() => four, { first: 1, last: 150 });
  expect(found).toEqual([]);
});

test('a simulated search finds each of twenty mutants by the failure of a search in memory', async () => {
  expect(new Set(MUTANTS).size).toBe(20);
  const subjects = new Map<string, Subject>();
  for (const name of MUTANTS) subjects.set(name, mutantSubject(name));
  const subjectOf = (seed: number): Subject => subjects.get(mutantOf(seed)) ?? mutantSubject(mutantOf(seed));
  const { found } = await hunted(subjectOf, { first: 0, last: 199 });
  expect(found).toEqual([]);
  for (const { expected } of subjects.values())
    expect(expected).toMatchObject({ conclusion: { verdict: 'fail' } });
});

test.each(Object.entries(COORDINATOR_FAULTS))('%s shows at four ids too', async (_, fault) => {
  expect(await firstShowing(fault, fourIds(), 100)).toBeDefined();
});
