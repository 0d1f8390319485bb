// Goal: every pair of commands of the shared table is right at the same time. Method: from every state of three ids up to
// renaming, under all schedules, each outcome judged by the specification, each access looked at for data races.
import { describe, expect, test } from 'vitest';
import { countsOfPairs, PAIR_SPACES, RECORDED_PAIRS } from './pair-spaces.ts';

describe('every pair of commands', () => {
  test.each(Object.keys(PAIR_SPACES))(
    'the counts of every pair of commands at the same time are those on record: %s',
    { timeout: 1_200_000 },
    async (name) => {
      const counts = await countsOfPairs(name);
      expect(counts).toEqual(RECORDED_PAIRS[name]);
      expect(counts.failing > 0).toBe(name.startsWith('lock-per-object'));
    },
  );
});
