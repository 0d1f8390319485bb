// Goal: machines that divide a tour run all of it, each sequence once. Method: the row is run whole and in shares.
import { expect, test } from 'vitest';
import { Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { gateSettingsOf, settingsOf } from '../../src/app/gate/settings.ts';
import type { Settings } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';

test('the shares of a tour add up to the whole', async () => {
  const settings = gateSettingsOf('quick', { seed: 1, save: false });
  const tour = CHECKS.find(({ name }) => name === 'tour');
  const totalsOf = async (index: number, of: number) => {
    const subject = new Subject(() => posixTableSystem(), settings, { ...ALONE, shard: { index, of } });
    const outcome = await tour?.run(subject);
    expect(outcome).toMatchObject({ verdict: 'pass' });
    return outcome?.evidence?.totals ?? {};
  };
  const whole = await totalsOf(0, 1);
  const sum = { sequences: 0, commands: 0 };
  for (const index of [0, 1]) {
    const { sequences = 0, commands = 0 } = await totalsOf(index, 2);
    sum.sequences += sequences;
    sum.commands += commands;
  }
  expect(sum).toEqual(whole);
  expect(whole['sequences']).toBeGreaterThan(1);
});

test.each(['random', 'tour', 'twice'])(
  'the check %s names what would help once its time is up, as the gate and as a suite call it',
  async (name) => {
    const check = CHECKS.find((each) => each.name === name);
    const control = { ...ALONE.control, stopped: () => true };
    const of = async (settings: Settings) =>
      await check?.run(new Subject(() => posixTableSystem(), settings, { ...ALONE, control }));
    expect(await of(gateSettingsOf('quick', { seed: 1, save: false }))).toMatchObject({
      verdict: 'inconclusive',
      sentence: expect.stringContaining('a longer timeLimitCheck of the configuration') as string,
    });
    expect(await of(settingsOf({ seed: 1, save: false }))).toMatchObject({
      sentence: expect.stringContaining('a longer timeoutMs') as string,
    });
  },
);

test('the check reset is not judged where the time was up before it is known if the system does the same twice', async () => {
  const control = { ...ALONE.control, stopped: () => true };
  const settings = gateSettingsOf('quick', { seed: 1, save: false });
  const subject = new Subject(() => posixTableSystem(), settings, { ...ALONE, control });
  expect(await CHECKS.find(({ name }) => name === 'reset')?.run(subject)).toMatchObject({
    unjudged: true,
    sentence: 'it is not known whether the system does the same twice, as another check reports',
  });
});
