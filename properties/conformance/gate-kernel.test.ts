// Goal: a kernel that does not do as the model says is noticed, and so is a machine without one.
// Method: mutants of the table stand in for the kernel; where there is a kernel, the row is run on it.
import { describe, expect, test } from 'vitest';
import { availableNeeds } from '../../src/app/cli/machine.ts';
import { Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { kernel } from '../../src/app/gate/checks/kernel.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import { mutant } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false });
const SUBJECT = new Subject(() => posixTableSystem(), SETTINGS, { ...ALONE, profile: 'quick' });

describe('a kernel', () => {
  test('the model agrees with a right one on litmus traces, a tour and random commands', async () => {
    const outcome = await kernel(SUBJECT, () => posixTableSystem());
    expect(outcome).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringMatching(/^litmus: 24 traces.*; tour: .*; random: 2 seeds, 20 runs/) as string,
    });
    expect(Object.keys(outcome.evidence?.totals ?? {})).toEqual(
      expect.arrayContaining(['litmus: traces', 'tour: sequences', 'random: commands']),
    );
  });

  test.each([
    ['setsid-succeeds-again', 'litmus: '],
    ['waitpid-takes-the-living', 'tour: '],
  ])('a kernel with the fault %s is told apart from the model', async (name, part) => {
    expect(await kernel(SUBJECT, () => mutant(name))).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringMatching(`^${part}`) as string,
    });
  });

  test('the model agrees with the kernel of this machine, where it can be asked', async (context) => {
    const started = await linuxSystem();
    if ('inconclusive' in started) return context.skip(started.inconclusive);
    await started.system.close?.();
    const check = CHECKS.find(({ name }) => name === 'kernel');
    expect(await check?.run(SUBJECT)).toMatchObject({ verdict: 'pass' });
    expect([...(await availableNeeds(['kernel', 'kernel', 'base']))]).toEqual(['kernel']);
  });

  test('a kernel that cannot be had leaves the check inconclusive', async () => {
    const outcome = await kernel(SUBJECT, () => {
      throw new Error('no agent');
    });
    expect(outcome).toMatchObject({ verdict: 'inconclusive', excused: false });
  });
});

test('a tool that no machine has is not there, and one that is asked for nowhere is not looked for', async () => {
  expect(await availableNeeds(['base'])).toEqual(new Set());
  expect(await availableNeeds([])).toEqual(new Set());
  const { PATH } = process.env;
  try {
    process.env['PATH'] = '';
    expect(await availableNeeds(['git', 'compiler'])).toEqual(new Set());
  } finally {
    process.env['PATH'] = PATH;
  }
});
