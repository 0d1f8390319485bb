// The worth of a pass: of recordings with one result changed, nearly all are told to be wrong, by the line that was changed.
import { describe, expect, test } from 'vitest';
import { recordingNames } from '../support/recorded-logs.ts';
import type { ChangeTrial } from './changed-recordings.ts';
import { changeTrials } from './changed-recordings.ts';

/** Changes of each recording, of some 23,000 that there could be. */
const CHANGES = 10;
const SEED = 7;

function shareOf(trials: readonly ChangeTrial[], noticed: 'caught' | 'named'): number {
  return trials.filter(({ withSnapshots }) => withSnapshots[noticed]).length / trials.length;
}

describe('recordings with one result changed', () => {
  test('an explanation catches 95 of 100 changed results and names 90 by their line, of terminals 70, and each that passes has a known reason', async () => {
    const trials = [];
    for (const name of recordingNames()) trials.push(...(await changeTrials(name, CHANGES, SEED)));
    expect(trials.length).toBeGreaterThan(300);
    const ofTerminals = trials.filter(({ change }) => change.call === 'ioctl');
    const others = trials.filter(({ change }) => change.call !== 'ioctl');
    expect(shareOf(others, 'caught')).toBeGreaterThanOrEqual(0.95);
    expect(shareOf(others, 'named')).toBeGreaterThanOrEqual(0.9);
    expect(ofTerminals.length).toBeGreaterThan(30);
    expect(shareOf(ofTerminals, 'named')).toBeGreaterThanOrEqual(0.7);
    const unknown = trials.filter(
      ({ withSnapshots, reason }) => !withSnapshots.caught && reason === undefined,
    );
    expect(unknown.map(({ recording, change }) => `${recording}:${change.line}`)).toEqual([]);
  }, 300_000);
});
