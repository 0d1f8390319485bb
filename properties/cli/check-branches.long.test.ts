// Goal: procession check --branches says what it ran, fails with lanes, a certificate and a line that shows the failure again,
// and refuses what makes no sense. Method: the command line on what comes with the package, and on a module.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { specificationOf } from '../../src/command-sets.ts';
import { sharedMutantSystem, sharedTableBySteps } from '../../src/own-shared-tables.ts';
import { MUTANT_NAMES, SHARED_MUTANT_NAMES } from '../../src/own-systems.ts';
import { runConcurrentCampaign } from '../../src/engines/concurrency/concurrent-campaign.ts';
import type { ConcurrentCampaignResult } from '../../src/engines/concurrency/concurrent-campaign.ts';
import { concurrentSubjectOf } from '../../src/engines/concurrency/concurrent-subject.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { concurrentRunnerOf } from '../../src/systems/free-runs.ts';
import { documentedJson } from '../support/json-page.ts';
import { plantedModule } from '../support/planted-module.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const check = (...words: readonly string[]) => processionShared(folder.path, 'check', ...words);
const module = (name: string, system: string): string => plantedModule(folder.path, name, system);

describe('procession check --branches', () => {
  test('procession check --branches passes on the shared table, and says what was run', () => {
    const { code, out } = check('--sut', 'shared-table', '--branches', '2', '--seed', '1', '--runs', '20');
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^20 programs of 2 branches, [\d,]+ executions: [\d,]+ different histories, [\d,]+ with overlapping commands$/,
    );
    expect(lines[1]).toBe(
      'programs of which all schedules were run, by the most preemptions: 0: 20, 1: 20, 2: 20 (asked for: up to 2, at most 100,000 executions each)',
    );
    expect(lines.at(-1)).toBe(
      'PASS  every history of 20 programs of shared-table has an order that explains it, seed 1',
    );
  });

  test('procession check --branches fails with lanes, the orders, a certificate, a file and a replay that fails too', () => {
    const { code, out } = check('--sut', 'shared-mutant:lock-per-object', '--branches', '2', '--seed', '1');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}I16: no order of the commands explains what was answered and shown\n/);
    expect(out).toContain('  1.1 2.1: 2.1 should be refused (id-in-use)\n');
    expect(out).toContain('certified smallest (2 commands in 2 branches, 1 preemption;');
    expect(out).toContain('it came again in 2 of 2 runs\n');
    const [, replay = ''] = /^replay: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(replay).toMatch(/ --sut shared-mutant:lock-per-object$/);
    const again = processionShared(folder.path, ...replay.split(' '));
    expect([again.code, again.out]).toEqual([1, expect.stringMatching(/^FAIL {2}I16: /)]);
    const [, file = ''] = /^saved: {2}(.*)$/m.exec(out) ?? [];
    expect(readFileSync(join(folder.path, file), 'utf8')).toContain('\nschedule: 1 1');
    expect(existsSync(join(folder.path, file.replace('.trace', '.json')))).toBe(true);
  });

  test('procession check --branches --json has the counterexample as its schema has it, and the same for the same seed', () => {
    const words = [
      '--sut',
      'shared-mutant:lock-per-object',
      '--branches',
      '2',
      '--seed',
      '1',
      '--no-save',
      '--json',
    ];
    const { code, out } = check(...words);
    const { elapsedMs, ...said } = JSON.parse(out) as Readonly<Record<string, unknown>>;
    expect(code).toBe(1);
    expect(elapsedMs).toBeTypeOf('number');
    for (const name of ['elapsedMs', ...Object.keys(said)])
      expect(documentedJson('check --branches'), name).toContain(`\`${name}\``);
    expect(said).toMatchObject({
      verdict: 'fail',
      mode: 'steps',
      failedAt: 7,
      counterexample: {
        version: 3,
        found: { seed: 1, program: 7 },
        certificate: { smallest: true, commands: 2, branches: 2, preemptions: 1 },
      },
      sequential: null,
      file: null,
    });
    expect(said['replay']).toBe(
      'npx procession-check check --sut shared-mutant:lock-per-object --branches 2 --seed 1 --runs 7',
    );
    const { elapsedMs: _, ...again } = JSON.parse(check(...words).out) as Readonly<Record<string, unknown>>;
    expect(again).toEqual(said);
  });

  test('procession check --branches runs a module whose system runs freely, and tells the orders that were seen', () => {
    const sut = module('free.ts', 'freeSystem(true)');
    const { code, out } = check('--sut', sut, '--branches', '2', '--seed', '1', '--runs', '5');
    expect(out).toMatch(
      /^5 programs of 2 branches, 100 free runs: \d+ with overlapping commands, \d+ different histories\nof \d+ possible orders, \d+ were the only explanation of a history\n/,
    );
    expect(code).toBe(0);
  });

  test('procession check --branches on a system that runs nothing at the same time is inconclusive', () => {
    const { code, out } = check('--branches', '2', '--seed', '1');
    expect([code, out]).toEqual([
      3,
      'INCONCLUSIVE  it offers no way to run commands at the same time ("concurrent": docs/concurrency.md)\nseed 1\n',
    ]);
    const json = check('--branches', '2', '--seed', '1', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ verdict: 'inconclusive', mode: null, counterexample: null });
  });

  test.each([
    [['--preemptions', '1'], '--preemptions goes with --branches'],
    [['--schedules', '1'], '--schedules goes with --branches'],
    [['--free-runs', '1'], '--free-runs goes with --branches'],
    [['--branches', '2', '--ids', '3'], '--ids is about sequences, and --branches runs none'],
    [['--branches', '2', '--corpus', '.'], '--corpus is about sequences, and --branches runs none'],
    [['--branches', '4'], /'4' is invalid. It must be a whole number from 2 to 3/],
    [
      ['--sut', 'shared-mutant:lock-per-objekt'],
      /^procession: there is no shared mutant "lock-per-objekt", only .* \(Did you mean lock-per-object\?\)/,
    ],
  ] as const)('procession check %j is misuse', (words, sentence) => {
    const { code, err } = check(...words);
    expect(code).toBe(2);
    if (typeof sentence === 'string') expect(err).toBe(`procession: ${sentence}\n`);
    else expect(err).toMatch(sentence);
  });
});

async function campaign(system: SystemUnderTest, programs: number): Promise<ConcurrentCampaignResult> {
  const sizes = { branches: 2, programs, seed: 1, preemptionsMax: 2, executionsMax: 20_000, freeRuns: 1 };
  return await runConcurrentCampaign(
    concurrentSubjectOf(system, specificationOf(system), concurrentRunnerOf(system, 1)),
    { ...sizes, certifyExecutionsMax: 0 },
    { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false },
  );
}

describe('what workers share', () => {
  test.each(SHARED_MUTANT_NAMES)(
    'the fault %s of what workers share is found by random programs',
    async (name) => {
      const { verdict, failure } = await campaign(sharedMutantSystem(name) as SystemUnderTest, 100);
      expect(verdict).toBe('fail');
      expect(failure?.failure.isSequential).toBe(false);
      expect(failure?.failure.again?.times).toBe(2);
    },
  );

  test.each(['hierarchy', 'posix'])(
    'the shared table of the %s commands passes random programs',
    async (set) => {
      expect(await campaign(sharedTableBySteps(set), 30)).toMatchObject({
        verdict: 'pass',
        counts: { programs: 30 },
      });
    },
  );

  test('the names of shared mutants are those that the documentation counts, and none is a mutant of the table', () => {
    expect(SHARED_MUTANT_NAMES.filter((name) => MUTANT_NAMES.includes(name))).toEqual([]);
    const text = readFileSync(new URL('../../docs/concurrency.md', import.meta.url), 'utf8');
    expect(text).toContain(`${SHARED_MUTANT_NAMES.length} faults, of its lock`);
  });
});
