// Goal: a kernel that does not do as the model says is noticed, and so is a machine without one.
// Method: mutants of the table stand in for the kernel; where there is a kernel, the row is run on it.
import { describe, expect, test } from 'vitest';
import { availableNeeds } from '../../src/app/cli/machine.ts';
import { Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { kernel, kernels } from '../../src/app/gate/checks/kernel.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import type { Settings } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { overlaid } from '../../src/lockstep/overlay.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { posixTableSystem, terminalTableSystem } from '../../src/systems/in-process.ts';
import { temporaryFolder } from '../support/procession.ts';
import { mutant } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false });
const SUBJECT = new Subject(() => posixTableSystem(), SETTINGS, { ...ALONE, profile: 'quick' });

describe('a kernel', () => {
  test('the model agrees with a right one on litmus traces, a tour and random commands', async () => {
    const outcome = await kernel(SUBJECT, () => posixTableSystem(), 'posix');
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
    expect(await kernel(SUBJECT, () => mutant(name), 'posix')).toMatchObject({
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
    const outcome = await kernel(subject, () => mutant('setsid-refused-once-executed'), 'posix');
    expect(outcome).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringMatching(/^random: /) as string,
      report: expect.stringMatching(/^again: check --sut linux --seed 2026\d+$/m) as string,
      counterexample: { replay: 'replay --sut linux' },
    });
  });

  test('a part of the kernel check that falls away leaves a whole one open, and is named', async () => {
    const first = { supports: ['fork', 'exit'] };
    const outcome = await kernel(SUBJECT, () => overlaid(posixTableSystem(), first), 'posix');
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
    const outcome = await kernels(SUBJECT, async () => ({ inconclusive: 'no agent' }));
    expect(outcome).toMatchObject({
      verdict: 'inconclusive',
      excused: false,
      sentence: expect.stringContaining('no agent') as string,
    });
  });

  test('a kernel is asked about job control, too, where that may be asked for, and what it says counts', async () => {
    const tables = {
      posix: async () => ({ system: posixTableSystem() }),
      'job-control': async () => ({ system: terminalTableSystem() }),
    };
    const both = await kernels(SUBJECT, (set) => tables[set]());
    expect(both).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringMatching(
        /^posix: litmus: 24 .*; job-control: litmus: \d+ traces.*; tour: 3 states.*; random: 2 seeds/,
      ) as string,
    });
    const [poor, wrong] = [{ inconclusive: 'it takes root' }, { system: mutant('open-terminal-steals') }];
    const without = await kernels(SUBJECT, async (set) => (set === 'posix' ? tables.posix() : poor));
    expect(without).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringMatching(/; job-control: left out: it takes root$/) as string,
    });
    const failed = await kernels(SUBJECT, async (set) => (set === 'posix' ? tables.posix() : wrong));
    expect(failed).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringMatching(/^job-control: litmus: /) as string,
    });
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
