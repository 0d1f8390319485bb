// Goal: random commands of fixed seeds find the same fault each time, and say how. Method: the row is run on mutants, whose
// failures are had again by the line told. That it passes, and divides, is tested with what it reaches, in gate-classes.test.ts.
import { describe, expect, test } from 'vitest';
import type { MakeSystem } from '../../src/app/gate/check.ts';
import { pass, Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import type { SearchAgain, Settings } from '../../src/app/gate/settings.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { runCampaign } from '../support/by-set.ts';
import { worldFor } from '../../src/app/gate/world.ts';
import { endedAt, mutant } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false, timeoutMs: 600_000 });
const CHECK = CHECKS.find(({ name }) => name === 'fixed-seeds');

const run = (make: MakeSystem, settings: Settings) =>
  CHECK?.run(new Subject(make, settings, { ...ALONE, profile: 'quick' }));

describe('random commands of fixed seeds', () => {
  test.each(['forget-to-orphan', 'waitpid-takes-the-living'])(
    'a fixed seed finds %s by the same commands whatever the seed of the gate, and says how to find it again',
    async (name) => {
      const told: SearchAgain[] = [];
      const again = (how: SearchAgain): string => {
        told.push(how);
        return `try ${how.path}`;
      };
      const outcomes = [];
      for (const seed of [1, 2]) outcomes.push(await run(() => mutant(name), { ...SETTINGS, seed, again }));
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

test('a lot has no time limit beside that of the check: the clock of the check alone decides', async () => {
  const [{ makeSystem }] = COMMAND_SETS;
  const of = (stopped: () => boolean) =>
    CHECK?.run(
      new Subject(
        makeSystem,
        { ...SETTINGS, seeds: 1, timeoutMs: 1 },
        { ...ALONE, control: { ...ALONE.control, stopped } },
      ),
    );
  expect(await of(() => false)).toMatchObject({ verdict: 'pass' });
  expect(await of(() => true)).toMatchObject({ verdict: 'inconclusive', excused: false });
});

test('the fixed seeds that were done when an end is asked for are counted', async () => {
  const [{ makeSystem }] = COMMAND_SETS;
  const surroundings = { ...ALONE, control: endedAt(/^1 of /) };
  const subject = new Subject(makeSystem, { ...SETTINGS, seeds: 2 }, surroundings);
  expect(await CHECK?.run(subject)).toMatchObject({
    verdict: 'inconclusive',
    evidence: { totals: { seeds: 1, runs: 100 } },
  });
});

test.each(COMMAND_SETS.map(({ table, makeSystem }) => [table.vocabulary.id, makeSystem] as const))(
  'the coverage of the %s commands does not hang on the fresh seed, for everything occurs with the fixed ones',
  async (_, make) => {
    const coverage = CHECKS.find(({ name }) => name === 'coverage');
    const hardlyAny = { ...SETTINGS, numRuns: 1, commandsMax: 1 };
    const subject = new Subject(make, hardlyAny, { ...ALONE, profile: 'quick' });
    expect(await coverage?.run(subject)).toEqual(pass('everything occurred'));
    // Without fixed seeds the few fresh commands decide.
    const { profile: _profile, ...suite } = hardlyAny;
    expect(await coverage?.run(new Subject(make, suite, ALONE))).toMatchObject({ verdict: 'inconclusive' });
  },
);
