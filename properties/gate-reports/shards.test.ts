// Goal: shards divide the work of a gate so that nothing is left out, nothing is done twice that need not be, and their
// reports together are that of one run. Method: tasks made up for the purpose; then the real checks on both tables.
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { pass } from '../../src/app/gate/check.ts';
import type { Check } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { combined, notRunOf, runTasks } from '../../src/app/gate/gate.ts';
import type { CheckReport, GateReport } from '../../src/app/gate/gate.ts';
import { mergeReports } from '../../src/app/gate/merge-reports.ts';
import { settingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import type { Shard } from '../../src/app/gate/surroundings.ts';
import { checksAsked, tasksOf } from '../../src/app/gate/tasks.ts';
import { gateReport } from './example-report.ts';

const SETTINGS = settingsOf({ seed: 5, numRuns: 10, commandsMax: 20, ids: 2, coverage: 'none', save: false });
const SYSTEMS = [
  { name: 'table', commandSet: 'hierarchy', isOwn: true, make: () => tableSystem() },
  { name: 'posix-table', commandSet: 'posix', isOwn: true, make: () => posixTableSystem() },
];

const NOT_STOPPED = { now: () => 0, stopped: () => false };

/** Without what a merged report says in its own words: the sentences of checks that were divided. */
function toldOnce(report: GateReport): GateReport {
  const divided = new Set(CHECKS.filter(({ divides }) => divides === true).map(({ name }) => name));
  return {
    ...report,
    checks: report.checks.map((check) =>
      divided.has(check.name.split('/')[0]) ? { ...check, sentence: '' } : check,
    ),
  };
}

const checkNamed = (name: string, cost: number, more: Partial<Check> = {}): Check => ({
  name,
  claim: () => `${name} holds`,
  cost: () => cost,
  needs: [],
  run: ({ surroundings: { shard } }) =>
    Promise.resolve(pass('it does', { totals: { [`${shard.index} of ${shard.of}`]: 1 } })),
  ...more,
});

async function reportsOf(checks: readonly Check[], shard: Shard): Promise<readonly CheckReport[]> {
  const surroundings = { ...ALONE, profile: 'quick', shard } as const;
  const tasks = tasksOf(checksAsked(checks, SETTINGS, surroundings), SYSTEMS, SETTINGS, surroundings);
  return await runTasks(tasks, new Set(), NOT_STOPPED);
}

async function allOf(checks: readonly Check[], of: number): Promise<readonly (readonly CheckReport[])[]> {
  const shards = Array.from({ length: of }, (_, index) => ({ index, of }));
  return await Promise.all(shards.map(async (shard) => await reportsOf(checks, shard)));
}

describe('the division', () => {
  test('a check that divides is run by every shard with its share, and any other by one, as if it were alone', async () => {
    const checks = [
      checkNamed('whole', 5, { about: 'harness' }),
      checkNamed('parts', 5, { about: 'harness', divides: true }),
    ];
    const told = (await allOf(checks, 2)).map((reports) =>
      reports.map(({ name, extent, evidence }) => [name, extent, ...Object.keys(evidence.totals ?? {})]),
    );
    expect(told).toEqual([
      [
        ['whole', 'whole', '0 of 1'],
        ['parts', 'share', '0 of 2'],
      ],
      [
        ['whole', 'elsewhere'],
        ['parts', 'share', '1 of 2'],
      ],
    ]);
  });

  test('the costliest go to different shards, and checks that share their work to one', async () => {
    const checks = [
      checkNamed('small', 1),
      checkNamed('large', 100),
      checkNamed('asks-large', 100, { sharesWorkOf: 'large' }),
      checkNamed('middle', 60),
    ].map((check) => ({ ...check, about: 'harness' as const }));
    const owners = (await allOf(checks, 2)).map((reports) =>
      reports.filter(({ extent }) => extent === 'whole').map(({ name }) => name),
    );
    expect(owners).toEqual([
      ['large', 'asks-large'],
      ['small', 'middle'],
    ]);
  });

  test('what another shard does counts for nothing, as no pass of this one', async () => {
    const [, second = []] = await allOf([checkNamed('only', 1, { about: 'harness' })], 2);
    expect(second).toMatchObject([
      { verdict: 'inconclusive', leftOut: true, sentence: 'another shard does it' },
    ]);
    expect(combined(second)).toEqual({ verdict: 'inconclusive', reason: 'no check applied' });
  });
});

test('a shard that was interrupted misses its own checks alone', () => {
  const checks = [checkNamed('first', 2), checkNamed('second', 1), checkNamed('third', 1, { divides: true })];
  const surroundings = { ...ALONE, shard: { index: 0, of: 2 } };
  const tasks = tasksOf(checks, SYSTEMS.slice(0, 1), SETTINGS, surroundings);
  expect(notRunOf(tasks, [])).toEqual(['first/hierarchy', 'third/hierarchy']);
});

test('a shard to which no part of a check falls leaves it out, and passes nothing', async () => {
  const shard = { index: 998, of: 1000 };
  const surroundings = { ...ALONE, profile: 'quick', shard } as const;
  const settings = { ...SETTINGS, profile: 'quick', corpus: 'properties/traces/regressions' } as const;
  const divided = checksAsked(CHECKS, settings, surroundings).filter(
    ({ divides, about }) => divides === true && about !== 'harness',
  );
  const reports = await runTasks(tasksOf(divided, SYSTEMS, settings, surroundings), new Set(), NOT_STOPPED);
  expect(reports.length).toBeGreaterThan(8);
  expect(reports.filter(({ leftOut }) => !leftOut)).toEqual([]);
});

test('three shards of the real checks, merged, are the report of one run', async () => {
  // Those of much work are run so by the command line, in the long tests.
  const cheap = CHECKS.filter(({ cost, about }) => about !== 'harness' && cost(SETTINGS) <= 4_500);
  const named = (checks: readonly CheckReport[], shard: Shard) => ({
    file: `${shard.index}.json`,
    report: gateReport(checks, { shards: [shard], ...combined(checks) }),
  });
  const [whole = []] = await allOf(cheap, 1);
  const shards = (await allOf(cheap, 3)).map((checks, index) => named(checks, { index, of: 3 }));
  const merged = mergeReports(shards, CHECKS);
  if ('problem' in merged) throw new Error(merged.problem);
  const expected: GateReport = gateReport(whole, combined(whole));
  expect(toldOnce(merged.value)).toEqual(toldOnce(expected));
  expect(expected.verdict).toBe('pass');
});
