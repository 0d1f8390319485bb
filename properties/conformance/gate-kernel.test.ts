// Goal: a kernel that does not do as the model says is noticed, and so is a machine without one.
// Method: mutants of the table stand in for the kernel; where there is a kernel, the row is run on it.
import { describe, expect, test } from 'vitest';
import { availableNeeds } from '../../src/app/cli/machine.ts';
import { Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { kernel } from '../../src/app/gate/checks/kernel.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import type { Settings } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { overlaid } from '../../src/lockstep/overlay.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import { temporaryFolder } from '../support/procession.ts';
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

  test('a failure of the kernel is had again on the kernel, whatever system the gate was asked about', async () => {
    using folder = temporaryFolder();
    const settings: Settings = {
      ...gateSettingsOf('quick', { seed: 1, save: folder.path }),
      again: ({ seed }, sut) => `check --sut ${sut} --seed ${seed}`,
      replayed: (_, sut) => `replay --sut ${sut}`,
    };
    const subject = new Subject(() => posixTableSystem(), settings, { ...ALONE, profile: 'quick' });
    const outcome = await kernel(subject, () => mutant('setsid-refused-once-executed'));
    expect(outcome).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringMatching(/^random: /) as string,
      report: expect.stringMatching(/^again: check --sut linux --seed 2026\d+$/m) as string,
      counterexample: { replay: 'replay --sut linux' },
    });
  });

  test('a part of the kernel check that falls away leaves a whole one open, and is named', async () => {
    const first = { supports: ['fork', 'exit'] };
    const outcome = await kernel(SUBJECT, () => overlaid(posixTableSystem(), first));
    expect(outcome).toMatchObject({
      verdict: 'inconclusive',
      excused: false,
      sentence: expect.stringMatching(/^tour: .*; random: .*; litmus: left out: none applies/) as string,
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
