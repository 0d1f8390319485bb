// The worth of a pass of a damaged log: what can be told is, and each damage that is not told leaves a log that can be right.
import { describe, expect, test } from 'vitest';
import { Dice } from '../../src/engines/generate/prng.ts';
import { pick } from '../fuzz/mutate.ts';
import { recordingNames } from '../support/recorded-logs.ts';
import { linesOfRecording } from './cut-logs.ts';
import type { DamageTrial } from './damaged-recordings.ts';
import { damageTrials, explainedAfterManyDamages } from './damaged-recordings.ts';
import type { DamageKind, LineKind } from './damages.ts';
import { DAMAGES } from './damages.ts';

const DAMAGES_EACH = 20;
const SEED = 7;
/** Longer recordings are damaged by the script alone. */
const LINES_MAX = 1000;

/** The least share of damages that is told. */
const TOLD_LEAST: readonly (readonly [kind: DamageKind, of: LineKind | 'any', share: number])[] = [
  ['removed', 'fork', 1],
  ['removed', 'first half of a call', 1],
  ['removed', 'second half of a call', 0.8],
  ['removed', 'end', 0.45],
  ['removed', 'wait', 0.6],
  ['doubled', 'fork', 1],
  ['doubled', 'end', 1],
  ['doubled', 'setsid', 1],
  ['doubled', 'wait', 1],
  ['doubled', 'first half of a call', 1],
  ['doubled', 'second half of a call', 1],
  ['swapped, one thread', 'fork', 0.9],
  ['swapped, two threads', 'fork', 1],
  ['lines lost', 'any', 0.6],
  ['cut in a line', 'any', 1],
];

describe('recordings that were damaged', () => {
  test('an explanation tells of damages as often as their kind allows, and each that is not told has a known reason', async () => {
    const trials: DamageTrial[] = [];
    for (const name of recordingNames().filter((one) => linesOfRecording(one).length <= LINES_MAX))
      for (const kind of Object.keys(DAMAGES) as readonly DamageKind[])
        trials.push(...(await damageTrials(name, kind, DAMAGES_EACH, SEED)));
    const untold = trials.filter(({ alone, reason }) => alone === undefined && reason === undefined);
    expect(untold.map(({ recording, line, kind, of }) => `${recording}:${line} ${kind}: ${of}`)).toEqual([]);
    for (const [kind, of, share] of TOLD_LEAST) {
      const found = trials.filter((trial) => trial.kind === kind && (of === 'any' || trial.of === of));
      expect(found.length, `${kind}: ${of}`).toBeGreaterThan(5);
      const { length: told } = found.filter(({ alone }) => alone !== undefined);
      expect(told / found.length, `${kind}: ${of}`).toBeGreaterThanOrEqual(share);
    }
    const passed = trials.filter(({ alone, verdict }) => alone !== undefined && verdict === 'pass');
    expect(passed).toEqual([]);
  }, 600_000);

  test('no damages make the explanation of a recording throw, nor pass one of which a line cannot be read', async () => {
    const logs = recordingNames()
      .map(linesOfRecording)
      .filter(({ length }) => length <= LINES_MAX);
    const dice = new Dice();
    for (let run = 0; run < 4000; run += 1) {
      dice.seed(run);
      const { verdict, unreadable } = await explainedAfterManyDamages(pick(dice, logs), dice);
      if (unreadable.length > 0) expect(verdict, `run ${run}`).not.toBe('pass');
    }
  }, 600_000);
});
