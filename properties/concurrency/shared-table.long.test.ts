// Goal: every pair of commands of the shared table is right at the same time. Method: from every state of three ids, of POSIX
// commands of two, up to renaming, under all schedules, each outcome judged by the specification, each access looked at for data races.
import { describe, expect, test } from 'vitest';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { exploredSharedPairs } from './explored-pairs.ts';

describe('every pair of commands', () => {
  test('every pair of commands of the shared table from every state of three ids is right and has no data race', {
    timeout: 600_000,
  }, async () => {
    const { counts, failing, complete } = await exploredSharedPairs(3, HIERARCHY);
    expect([failing, complete]).toEqual([0, true]);
    expect(counts).toEqual({
      states: 182,
      programs: 84_630,
      executions: 846_300,
      pruned: 0,
      outcomes: 258_600,
      longest: 14,
    });
  });

  test('every pair of POSIX commands of the shared table from every state of two ids is right and has no data race', async () => {
    const { counts, failing, complete } = await exploredSharedPairs(2, POSIX.linux);
    expect([failing, complete]).toEqual([0, true]);
    expect(counts).toMatchObject({ states: 10, programs: 4920, executions: 72_027 });
  });
});
