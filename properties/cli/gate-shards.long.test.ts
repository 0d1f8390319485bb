// Goal: a gate that several machines divide gives the report of one. Method: the whole quick profile on both tables, on the
// command line, once as a whole and once in three shards.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKS } from '../../src/app/gate/checks.ts';
import type { GateReport } from '../../src/app/gate/gate.ts';
import { LAUNCHER, temporaryFolder } from '../support/procession.ts';

const DIVIDED = new Set(CHECKS.filter(({ divides }) => divides === true).map(({ name }) => name));

/** Expects a command line, which may take minutes, to pass. */
function expectPass(folder: string, ...words: readonly string[]): void {
  const options = {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    timeout: 600_000,
    encoding: 'utf8',
  } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...words], options);
  expect(status, `${stdout}${stderr}`).toBe(0);
}

/** Everything of a report but its times, and the sentences that count what was divided in other words. */
function timeless(folder: string, file: string): unknown {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8')) as GateReport;
  return {
    ...report,
    began: '',
    elapsedMs: 0,
    checks: report.checks.map((check) => ({
      ...check,
      elapsedMs: 0,
      ...(DIVIDED.has(check.name.split('/')[0]) && { sentence: '' }),
    })),
  };
}

test('three shards, merged, have the totals, the coverage and the verdict of one run', () => {
  using folder = temporaryFolder();
  const gate = ['gate', '--seed', '5', '--profile', 'quick'];
  expectPass(folder.path, ...gate, '--json', 'whole.json');
  const files = ['1', '2', '3'].map((number) => {
    expectPass(folder.path, ...gate, '--shard', `${number}/3`, '--json', `${number}.json`);
    return `${number}.json`;
  });
  expectPass(folder.path, 'merge', ...files, '--json', 'merged.json');
  expect(timeless(folder.path, 'merged.json')).toEqual(timeless(folder.path, 'whole.json'));
}, 1_800_000);
