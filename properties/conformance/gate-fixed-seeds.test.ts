// Goal: random commands of fixed seeds mean the same each time, and shares of them add up to the whole.
// Method: the row is run on our tables twice and in shares, and on mutants, whose failures are had again by the line told.
import { describe, expect, test } from 'vitest';
import type { MakeSystem } from '../../src/app/gate/check.ts';
import { Subject } from '../../src/app/gate/check.ts';
import type { CheckEvidence } from '../../src/app/gate/check-evidence.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { mergedEvidence } from '../../src/app/gate/merged-evidence.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import type { SearchAgain, Settings } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { runCampaign } from '../support/by-set.ts';
import { worldFor } from '../../src/app/gate/world.ts';
import { mutant } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false, timeoutMs: 600_000 });
const CHECK = CHECKS.find(({ name }) => name === 'fixed-seeds');

const run = (make: MakeSystem, shard = ALONE.shard, settings: Settings = SETTINGS) =>
  CHECK?.run(new Subject(make, settings, { ...ALONE, profile: 'quick', shard }));

describe('random commands of fixed seeds', () => {
  test.each([
    ['the table', () => tableSystem()],
    ['the table that answers the POSIX commands', () => posixTableSystem()],
  ])(
    'random commands of fixed seeds pass on %s, and the shares of three machines add up to the whole',
    async (_name, make) => {
      const whole = await run(make);
      expect(whole).toMatchObject({
        verdict: 'pass',
        sentence: expect.stringMatching(/^4 seeds, 400 runs, /) as string,
      });
      const shares: CheckEvidence[] = [];
      for (const index of [0, 1, 2]) shares.push((await run(make, { index, of: 3 }))?.evidence ?? {});
      expect(mergedEvidence(shares)).toEqual(whole?.evidence);
      expect(whole?.evidence?.coverage).toBeDefined();
    },
  );

  test.each(['forget-to-orphan', 'waitpid-takes-the-living'])(
    'a fixed seed finds %s by the same commands whatever the seed of the gate, and says how to find it again',
    async (name) => {
      const told: SearchAgain[] = [];
      const again = (how: SearchAgain): string => {
        told.push(how);
        return `try ${how.path}`;
      };
      const outcomes = [];
      for (const seed of [1, 2])
        outcomes.push(await run(() => mutant(name), ALONE.shard, { ...SETTINGS, seed, again }));
      const [one, other] = outcomes;
      expect(one).toMatchObject({
        verdict: 'fail',
        report: expect.stringContaining('again: try ') as string,
      });
      expect(other).toEqual(one);
      const [how] = told;
      if (how === undefined) throw new Error('nothing was told');
      const { numRuns: runs, seed, commandsMax, path } = how;
      const options = { runs, seed, commandsMax, idsMax: 8, ...(path !== undefined && { path }) };
      const found = await runCampaign(mutant(name), options, worldFor(60_000));
      expect(found.runs).toBe(1);
      expect(found.failure).toBeDefined();
    },
  );
});
