// Goal: a hunt for faults of the engines tells what nobody notices from what cannot be told. Method: three real faults, of which
// one is said to be noticed by its test, one by another, and one by a test that there is not.
import { expect, test } from 'vitest';
import { ENGINE_FAULTS } from './engine-faults.ts';
import { huntFaults } from './fault-hunt.ts';
import type { HuntedFault } from './fault-hunt.ts';

const FILE = 'properties/alarm/verdict-rules.test.ts';
const TITLE = 'a failure of the search is told whatever the corpus has';

test('a hunt tells a fault that is noticed, one that is not, and one whose test is not there', {
  timeout: 300_000,
}, async () => {
  const told: HuntedFault[] = [];
  const { hunted, left } = await huntFaults(
    {
      'verdict-passes-what-is-inconclusive': ENGINE_FAULTS['verdict-passes-what-is-inconclusive'],
      'exit-code-of-inconclusive-is-0': {
        ...ENGINE_FAULTS['exit-code-of-inconclusive-is-0'],
        noticedBy: { file: FILE, title: TITLE },
      },
      'coverage-counts-too-much': {
        ...ENGINE_FAULTS['coverage-counts-too-much'],
        noticedBy: { file: FILE, title: 'nobody counts' },
      },
    },
    { hunted: (fault) => told.push(fault) },
  );
  expect(told).toEqual(hunted);
  expect(left).toEqual([]);
  const [noticed, unnoticed, unnamed] = hunted;
  expect(noticed).toMatchObject({ noticed: expect.stringMatching(/^AssertionError/) as string });
  expect(unnoticed?.problem).toMatch(
    /must fail, and passes, though src\/app\/cli\/exit-codes\.ts is wrong: /,
  );
  expect(unnamed?.problem).toMatch(/"nobody counts" was not run: no test has that title$/);
});

test('a hunt that is stopped before it begins has looked at no fault', { timeout: 60_000 }, async () => {
  const faults = { 'coverage-counts-too-much': ENGINE_FAULTS['coverage-counts-too-much'] };
  const { hunted, left } = await huntFaults(faults, { stopped: () => true });
  expect([hunted, left]).toEqual([[], ['coverage-counts-too-much']]);
});
