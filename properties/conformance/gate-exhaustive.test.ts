// Goal: a count of states that is not the recorded one is noticed, as is a state that is wrong.
// Method: the row is run on our tables, on mutants, on systems that lack commands, and with records that are off by one.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MakeSystem } from '../../src/app/gate/check.ts';
import { Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { exhaustive } from '../../src/app/gate/checks/exhaustive.ts';
import { spacesFor } from '../../src/app/gate/recorded-spaces.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { overlaid } from '../../src/lockstep/overlay.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { GATE_SPACES_FILE, gateSpaces } from '../exploration/gate-spaces.ts';
import type { SpaceCounts } from '../exploration/spaces.ts';
import { textOf } from '../support/repository.ts';
import { endedAt, mutant, tableElsewhere, tableWith } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false, timeoutMs: 600_000 });
const CHECK = CHECKS.find(({ name }) => name === 'exhaustive');
const QUICK = spacesFor('quick');

const subjectOf = (make: MakeSystem, shard = ALONE.shard): Subject =>
  new Subject(make, SETTINGS, { ...ALONE, profile: 'quick', shard });

describe('the states of our tables', () => {
  test.each([
    ['the table', () => tableSystem(), 5],
    ['the table that answers the POSIX commands', () => posixTableSystem(), 3],
  ])('%s has the recorded states', async (_name, make, spaces) => {
    const whole = await CHECK?.run(subjectOf(make));
    expect(whole).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringMatching(`^${spaces} spaces as recorded: `) as string,
    });
  });

  test('the shares of machines that divide the spaces add up to the whole', async () => {
    const small = QUICK.filter(({ counts }) => counts.states < 1000);
    const totalsOf = async (index: number, of: number) =>
      (
        await exhaustive(
          subjectOf(() => tableSystem(), { index, of }),
          small,
        )
      ).evidence?.totals ?? {};
    const whole = await totalsOf(0, 1);
    expect(whole['spaces']).toBeGreaterThan(1);
    const sum: Record<string, number> = {};
    for (const index of [0, 1])
      for (const [name, count] of Object.entries(await totalsOf(index, 2)))
        sum[name] = (sum[name] ?? 0) + count;
    expect(sum).toEqual(whole);
  });

  test('a space has no time limit beside that of the check: the clock of the check alone decides', async () => {
    const small = QUICK.filter(({ counts }) => counts.states < 1000);
    const brief = { ...SETTINGS, timeoutMs: 1 };
    const of = (stopped: () => boolean) =>
      exhaustive(
        new Subject(() => tableSystem(), brief, { ...ALONE, control: { ...ALONE.control, stopped } }),
        small,
      );
    expect(await of(() => false)).toMatchObject({ verdict: 'pass' });
    expect(await of(() => true)).toMatchObject({
      verdict: 'inconclusive',
      sentence: expect.stringContaining('it was interrupted') as string,
    });
  });

  test('the spaces that were searched when an end is asked for are counted', async () => {
    const small = QUICK.filter(
      ({ commandSet, counts }) => commandSet === 'hierarchy' && counts.states < 1000,
    );
    const surroundings = { ...ALONE, control: endedAt(/: 1 of /) };
    const subject = new Subject(() => tableSystem(), SETTINGS, surroundings);
    expect(await exhaustive(subject, small)).toMatchObject({
      verdict: 'inconclusive',
      evidence: { totals: { spaces: 1, states: small[0]?.counts.states } },
    });
  });

  test('a mutant fails with a shortest counterexample', async () => {
    expect(await CHECK?.run(subjectOf(() => mutant('forget-to-orphan')))).toMatchObject({
      verdict: 'fail',
      counterexample: { commands: { length: 3 } },
    });
  });

  test.each(['states', 'transitions', 'refused', 'unchanged', 'depth', 'orbitSum'] as const)(
    'a recorded number of %s that is one too high fails, and both numbers are told',
    async (key) => {
      const space = QUICK.find(({ name }) => name === 'ids 3, orbits');
      if (space === undefined) throw new Error('the space is gone');
      const seen = space.counts[key] ?? 0;
      const wrong = { ...space, counts: { ...space.counts, [key]: seen + 1 } };
      expect(
        await exhaustive(
          subjectOf(() => tableSystem()),
          [wrong],
        ),
      ).toMatchObject({
        verdict: 'fail',
        sentence: expect.stringMatching(
          RegExp(`^ids 3, orbits: ${grouped(seen)} .*, and ${grouped(seen + 1)} are on record$`),
        ) as string,
      });
    },
  );

  test('a system that lacks commands is searched without them, and is not held to the counts', async () => {
    const make = () => tableWith({ supports: ['fork', 'exit', 'free'] });
    expect(await CHECK?.run(subjectOf(make))).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringContaining('5 spaces, 0 of them as recorded') as string,
    });
  });

  test.each([
    ['answers later', () => tableElsewhere()],
    ['has no snapshots', () => overlaid(tableSystem(), { snapshot: undefined })],
  ])('a system that %s is left to the tour', async (_name, make) => {
    expect(await CHECK?.run(subjectOf(make))).toMatchObject({
      verdict: 'inconclusive',
      excused: true,
      sentence: expect.stringContaining('the tour stands in its place') as string,
    });
  });
});

test('the spaces of the gate are those on record, and each profile has more of them than the one before', () => {
  const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Record<string, SpaceCounts>;
  expect(readFileSync(GATE_SPACES_FILE, 'utf8')).toBe(gateSpaces(recorded));
  expect(QUICK.length).toBeLessThan(spacesFor('full').length);
  expect(spacesFor('full').length).toBeLessThan(spacesFor('nightly').length);
});

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
