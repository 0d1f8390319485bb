// Goal: a search by many workers comes to the same whatever dies, repeats, is lost or is late. Method: simulated searches of a
// toy by seeds, and the same with planted faults of the coordinator, its workers and its queue, each of which must show.
import { expect, test } from 'vitest';
import { COORDINATOR_FAULTS } from './coordinator-faults.ts';
import { firstShowing, hunted } from './hunt.ts';
import { simulated } from './simulation.ts';
import { toySubject } from './subjects.ts';

const SEEDS_OF_A_FAULT = 1000;

test('a simulated search tells what a search in memory does, and has had its share of misfortunes', async () => {
  const toy = toySubject();
  const { found, happened } = await hunted(() => toy, { first: 1, last: 100 });
  expect(found).toEqual([]);
  expect(happened.workersKilled).toBeGreaterThan(200);
  expect(happened.coordinatorsKilled).toBeGreaterThan(50);
  expect(happened.repeated).toBeGreaterThan(200);
  expect(happened.lost).toBeGreaterThan(50);
});

test('a simulated search goes the same way by the same seed, whatever was searched before', async () => {
  const toy = toySubject();
  for (let seed = 1; seed <= 20; seed += 1) {
    const first = await simulated(toySubject(), { seed, workers: 3 });
    expect(await simulated(toy, { seed, workers: 3 })).toEqual(first);
  }
});

test.each(Object.entries(COORDINATOR_FAULTS))('%s is found by a seed', async (_, fault) => {
  expect(await firstShowing(fault, toySubject(), SEEDS_OF_A_FAULT)).toBeDefined();
});
