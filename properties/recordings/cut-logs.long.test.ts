// Every recording cut at many places, with its snapshots and without: what is left is not told to be wrong.
import { describe, expect, test } from 'vitest';
import { Dice } from '../../src/engines/generate/prng.ts';
import { recordingNames, snapshotsOfRecording } from '../support/recorded-logs.ts';
import { accusedAfterCuts, linesOfRecording } from './cut-logs.ts';

/** Recordings of so many lines are cut after each line, longer ones at this many places. */
const CUTS_MAX = 120;

function cutsOf(lines: readonly string[]): readonly number[] {
  const { length } = lines;
  if (length <= CUTS_MAX) return lines.map((_, index) => index + 1);
  const dice = new Dice();
  dice.seed(length);
  return Array.from({ length: CUTS_MAX }, () => 1 + dice.below(length));
}

describe('a recording that was cut', () => {
  test.each(recordingNames())(
    '%s is not told to be wrong, wherever it was cut off',
    async (name) => {
      const lines = linesOfRecording(name);
      const cuts = cutsOf(lines);
      for (const snapshots of [[], snapshotsOfRecording(name)])
        expect(await accusedAfterCuts(cuts, (cut) => lines.slice(0, cut), snapshots)).toEqual([]);
    },
    600_000,
  );

  test.each(recordingNames())(
    '%s is not told to be wrong, wherever its head ends that is missing',
    async (name) => {
      const lines = linesOfRecording(name);
      const cuts = cutsOf(lines);
      for (const snapshots of [[], snapshotsOfRecording(name)])
        expect(await accusedAfterCuts(cuts, (cut) => lines.slice(cut - 1), snapshots)).toEqual([]);
    },
    600_000,
  );
});
