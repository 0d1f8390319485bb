// Goal: the litmus traces judge whatever system answers their commands, and no shard is left out.
// Method: the row is run on our tables, on mutants, on systems that lack commands, and on folders with a wrong trace.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MakeSystem } from '../../src/app/gate/check.ts';
import { Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { litmus } from '../../src/app/gate/checks/litmus.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { posixTableSystem, tableSystem, terminalTableSystem } from '../../src/systems/in-process.ts';
import { temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import { mutant, tableWith } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false });
const CHECK = CHECKS.find(({ name }) => name === 'litmus');

const run = (make: MakeSystem, shard = ALONE.shard) =>
  CHECK?.run(new Subject(make, SETTINGS, { ...ALONE, shard }));

describe('the litmus traces', () => {
  test.each([
    ['the table', () => tableSystem(), ''],
    ['the table that answers the POSIX commands', () => posixTableSystem(), '/posix'],
    ['the table with terminals', () => terminalTableSystem(), '/job-control'],
  ])('%s answers all of them as recorded', async (_name, make, folder) => {
    const names = readdirSync(`${ROOT}properties/traces/litmus${folder}`);
    const traces = names.filter((name) => name.endsWith('.trace')).length;
    expect(traces).toBeGreaterThan(20);
    expect(await run(make)).toMatchObject({
      verdict: 'pass',
      sentence: `${traces} traces replayed`,
      evidence: { totals: { traces, 'traces not applicable': 0 } },
    });
  });

  test.each(['forget-to-orphan', 'setsid-succeeds-again'])(
    '%s fails one of them, which is named',
    async (name) => {
      expect(await run(() => mutant(name))).toMatchObject({
        verdict: 'fail',
        sentence: expect.stringMatching(/litmus\/.*\.trace still fails: [HP]\d+/) as string,
      });
    },
  );

  test('a system that lacks commands is given the traces that do without, and the others are counted', async () => {
    const make = () => tableWith({ supports: ['fork', 'exit', 'free'] });
    expect(await run(make)).toMatchObject({
      verdict: 'pass',
      sentence: '3 traces replayed; 19 traces not applicable',
    });
    expect(await run(() => tableWith({ supports: ['new_thread'] }))).toMatchObject({
      verdict: 'inconclusive',
      excused: true,
      sentence: 'none applies: table does not support fork',
    });
  });

  test('three shards replay what one run does', async () => {
    let sum = 0;
    for (const index of [0, 1, 2]) {
      const outcome = await run(() => tableSystem(), { index, of: 3 });
      sum += outcome?.evidence?.totals?.['commands'] ?? 0;
    }
    expect(sum).toBe((await run(() => tableSystem()))?.evidence?.totals?.['commands']);
  });

  test('a trace with an answer that the model does not give fails, and so does one that cannot be read', async () => {
    using folder = temporaryFolder();
    const subject = new Subject(() => tableSystem(), SETTINGS);
    const place = (path: string) => (path.endsWith('litmus') ? folder.path : undefined);
    writeFileSync(
      join(folder.path, 'one.trace'),
      'procession trace 1 hierarchy\n1 fork 2 => refused id-in-use\n',
    );
    expect(await litmus(subject, place)).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining('the specification says "ok pid=2"') as string,
    });
    writeFileSync(join(folder.path, 'one.trace'), 'procession trace 1 hierarchy\n1 frok 2\n');
    expect(await litmus(subject, place)).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining('one.trace:2:3: ') as string,
    });
  });

  test('litmus traces are replayed until an end is asked for, and the failure that was found by then is kept', async () => {
    const stoppingAt = (turn: number) => {
      let turns = 0;
      return { ...ALONE, control: { ...ALONE.control, stopped: () => (turns += 1) >= turn } };
    };
    const of = async (make: MakeSystem, turn: number) =>
      await CHECK?.run(new Subject(make, SETTINGS, stoppingAt(turn)));
    expect(await of(() => tableSystem(), 1)).toMatchObject({
      verdict: 'inconclusive',
      excused: false,
      sentence: 'it was ended after 0 traces',
    });
    expect(await of(() => tableSystem(), 4)).toMatchObject({ evidence: { totals: { traces: 3 } } });
    let turn = 1;
    while ((await of(() => mutant('forget-to-orphan'), turn))?.verdict !== 'fail') turn += 1;
    const traces = readdirSync(`${ROOT}properties/traces/litmus`).filter((name) => name.endsWith('.trace'));
    expect(turn).toBeLessThan(traces.length);
  });
});
