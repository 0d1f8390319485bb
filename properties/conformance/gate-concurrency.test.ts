// Goal: the gate asks of every system that offers it that commands at the same time do as if they had followed one another,
// and of our tables by the one that workers share; a suite asks it where it is told to. Method: the row, on systems with a
// planted fault and without.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMAND_SETS, SETS_WITH_SHARED_TABLES } from '../../src/command-sets.ts';
import type { Command } from '../../src/contract/command.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import { Subject } from '../../src/app/gate/check.ts';
import type { MakeSystem } from '../../src/app/gate/check.ts';
import { CORPUS_CHECK } from '../../src/app/gate/checks/corpus.ts';
import { CONCURRENCY_CHECK } from '../../src/app/gate/checks/concurrency.ts';
import { gateSettingsOf, settingsOf } from '../../src/app/gate/settings.ts';
import type { GateProfile } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { posixTableSystem, tableSystem, terminalTableSystem } from '../../src/systems/in-process.ts';
import { sharedSystemOf } from '../../src/systems/shared-table.ts';
import { freeSystem, losesUpdates, plantedSystem, sound, wrongAlone } from '../concurrency/planted-system.ts';

const gateSettings = gateSettingsOf('quick', { save: false });

function asGate(make: MakeSystem, surroundings = ALONE, settings = gateSettings) {
  return CONCURRENCY_CHECK.run(new Subject(make, settings, surroundings));
}

async function asSuite(make: MakeSystem, branches?: number) {
  const checks = conformanceChecks(make, {
    seed: 1,
    save: false,
    ...(branches !== undefined && { branches }),
  });
  return await checks.find(({ name }) => name.startsWith('commands of '))?.run();
}

test('the gate asks the table that workers share in place of our own tables, in every profile', async () => {
  for (const make of [() => tableSystem(), () => posixTableSystem()]) {
    const outcome = await asGate(make);
    expect(outcome).toMatchObject({ verdict: 'pass', evidence: { totals: { programs: 50 } } });
    expect(outcome.sentence).toMatch(
      /^50 programs of shared-table, [\d,]+ executions, [\d,]+ different histories$/,
    );
  }
  expect(CONCURRENCY_CHECK.profiles).toBeUndefined();
  for (const profile of ['quick', 'full', 'nightly'] as const satisfies readonly GateProfile[])
    expect(CONCURRENCY_CHECK.isAsked?.(gateSettingsOf(profile, {}))).toBe(true);
});

test('the gate leaves out a system that runs nothing at the same time, with the reason', async () => {
  const { concurrent, ...alone } = plantedSystem(sound);
  expect(concurrent).toEqual(['steps']);
  expect(await asGate(() => alone)).toMatchObject({
    verdict: 'inconclusive',
    excused: true,
    sentence: 'it offers no way to run commands at the same time',
  });
});

test('the gate passes a sound system by steps and one that runs freely', async () => {
  for (const make of [() => plantedSystem(sound), () => freeSystem(true)])
    expect(await asGate(make)).toMatchObject({ verdict: 'pass' });
});

test('the gate fails a system that loses updates, with its trace, record, file and the line that replays it', async () => {
  const save = mkdtempSync(join(tmpdir(), 'procession-'));
  try {
    const settings = { ...gateSettings, save, replayed: (file: string) => `replay ${file}` };
    const outcome = await asGate(() => plantedSystem(losesUpdates()), ALONE, settings);
    if (outcome.verdict !== 'fail') throw new Error(outcome.sentence);
    const { trace, file, replay, record, divergence } = outcome.counterexample ?? {};
    expect(trace).toMatch(/^procession trace 2 hierarchy\n# I16: /);
    expect(readFileSync(file ?? '', 'utf8')).toBe(trace);
    expect([replay, divergence]).toEqual([`replay ${file}`, undefined]);
    expect(record).toMatchObject({ version: 3, certificate: { smallest: true, commands: 2 } });
    expect(outcome.report).toMatch(/^I16: no order of the commands .*\n\n {2}# 1\.1 2\.1: /);
    expect(outcome.report).toContain(
      '\n1 preemption\ncertified smallest (2 commands in 2 branches, 1 preemption;',
    );
    expect(outcome.report).toMatch(/\nstored: .*\nstep by step: npx procession-check show .*\.trace$/);
    // The gate puts that line below the report.
    expect(outcome.report).not.toContain('replay ');
    const nowhere = { ...gateSettings, save: file ?? '' };
    const { report } = (await asGate(() => plantedSystem(losesUpdates()), ALONE, nowhere)) as {
      readonly report: string;
    };
    expect(report).toMatch(/\nnot stored: .* cannot be written \((EEXIST|ENOTDIR)\)$/);
  } finally {
    rmSync(save, { recursive: true });
  }
});

test('the gate tells what fails without concurrency as the sequence that it is', async () => {
  const make = () => {
    const system = plantedSystem(wrongAlone);
    return {
      ...system,
      apply: (command: Command) => {
        const answer = system.apply(command);
        return 'ok' in answer ? answer : { refused: 'not-held' };
      },
    };
  };
  const outcome = await asGate(make);
  expect(outcome).toMatchObject({ verdict: 'fail', counterexample: { divergence: { step: 0 } } });
});

test('each lot of programs is run once where machines divide the check', async () => {
  const settings = gateSettingsOf('quick', { save: false });
  const of = async (index: number, count: number) => {
    const shard = { index, of: count };
    const outcome = await asGate(() => plantedSystem(sound, 'stepper'), { ...ALONE, shard }, settings);
    return outcome.evidence?.totals ?? {};
  };
  const whole = await of(0, 1);
  const parts = [await of(0, 2), await of(1, 2)];
  for (const name of ['programs', 'executions', 'histories'])
    expect(parts.reduce((sum, totals) => sum + totals[name], 0)).toBe(whole[name]);
  expect(await asGate(() => plantedSystem(sound), { ...ALONE, shard: { index: 5, of: 6 } })).toMatchObject({
    sentence: 'no part of it falls to this shard',
  });
});

test('the check of concurrency names what would help once its time is up', async () => {
  const control = { ...ALONE.control, stopped: () => true };
  expect(await asGate(() => plantedSystem(sound), { ...ALONE, control })).toMatchObject({
    verdict: 'inconclusive',
    excused: false,
    sentence: 'interrupted after 0 of 10 programs; a longer timeLimitCheck of the configuration would help',
  });
});

test('a corpus holds traces with branches, too, which are replayed on what can run them', async () => {
  const corpus = mkdtempSync(join(tmpdir(), 'procession-'));
  try {
    const kept = await asGate(() => plantedSystem(losesUpdates()), ALONE, { ...gateSettings, save: corpus });
    expect(kept.verdict).toBe('fail');
    const settings = { ...gateSettings, corpus };
    const replay = (make: MakeSystem) => CORPUS_CHECK.run(new Subject(make, settings, ALONE));
    const again = await replay(() => plantedSystem(losesUpdates()));
    expect(again).toMatchObject({ verdict: 'fail', counterexample: { record: { version: 3 } } });
    expect(again.sentence).toMatch(/\.trace still fails: I16: /);
    expect(await replay(() => plantedSystem(sound))).toMatchObject({
      verdict: 'pass',
      sentence: '1 trace replayed',
    });
    expect(await replay(() => tableSystem())).toMatchObject({ verdict: 'inconclusive', excused: true });
  } finally {
    rmSync(corpus, { recursive: true });
  }
});

test('a suite asks about concurrency where it is told how many branches, and only there', async () => {
  expect(await asSuite(() => plantedSystem(sound))).toBeUndefined();
  expect(await asSuite(() => plantedSystem(sound, 'stepper'), 2)).toMatchObject({ verdict: 'pass' });
  expect(await asSuite(() => plantedSystem(losesUpdates()), 3)).toMatchObject({ verdict: 'fail' });
  expect(await asSuite(() => freeSystem(false), 2)).toMatchObject({
    verdict: 'fail',
    counterexample: { record: { mode: 'free' } },
  });
});

test('a suite that asks for branches of a system that offers none is no pass, and not excused', async () => {
  expect(await asSuite(() => tableSystem(), 2)).toMatchObject({ verdict: 'inconclusive', excused: false });
});

test.each([1, 4, 2.5])('a suite refuses %d branches in a sentence', (branches) => {
  expect(() => settingsOf({ branches })).toThrow(
    new TypeError(`conformance: branches is ${branches}: it must be a whole number from 2 to 3`),
  );
});

test.each(COMMAND_SETS.map(({ table }) => table.vocabulary.id))(
  'the list of command sets says of the %s commands as it is whether workers can share a table of them',
  (set) => {
    if (SETS_WITH_SHARED_TABLES.includes(set)) expect(() => sharedSystemOf(set)).not.toThrow();
    else expect(() => sharedSystemOf(set)).toThrow('there is no shared table');
  },
);

test('the gate leaves commands at the same time out where no table of a set is shared, and says so', async () => {
  expect(await asGate(() => terminalTableSystem())).toMatchObject({
    verdict: 'inconclusive',
    excused: true,
    sentence: 'there is no table of these commands that workers share',
  });
});
