// Goal: the faults of the engines can be hunted. Method: each patch is tried on the sources of today, and each test is
// looked for where it is said to be; the hunt itself, which takes minutes, is `npm run gate:engine-faults`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_SHARE, Subject } from '../../src/app/gate/check.ts';
import { settingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { temporaryFolder } from '../support/procession.ts';
import { testTitles } from '../support/prose.ts';
import { ROOT, textOf } from '../support/repository.ts';
import { ENGINE_FAULTS } from './engine-faults.ts';
import { check, huntOutcome } from './engine-faults-check.ts';
import { faultLine, FAULTS_FOLDER, huntFault, huntLine } from './fault-hunt.ts';
import { endIn, NamedTests, patternOf } from './named-tests.ts';
import { patched, patchNames } from './patches.ts';

const all = Object.entries(ENGINE_FAULTS);

test('the faults of the engines are the patches of their folder, each of which applies to its file and to no other', () => {
  expect(patchNames(ROOT, FAULTS_FOLDER)).toEqual(Object.keys(ENGINE_FAULTS).sort());
  expect(new Set(all.map(([, { sentence }]) => sentence)).size).toBe(all.length);
  expect(textOf('docs/gate.md')).toContain(`each of ${all.length} faults`);
  for (const [name, { file }] of all) {
    expect(patched(ROOT, FAULTS_FOLDER, name, 'try')).toBeUndefined();
    const touched = [...textOf(`${FAULTS_FOLDER}/${name}.patch`).matchAll(/^\+\+\+ b\/(.*)$/gm)];
    expect(touched.map(([, path]) => path)).toEqual([file]);
  }
});

test('the test that must notice a fault of an engine is there', () => {
  for (const [file, faults] of Map.groupBy(all, ([, { noticedBy }]) => noticedBy.file)) {
    const titles = testTitles(file, textOf(file)).map(({ text }) => text);
    for (const [name, { noticedBy }] of faults) {
      const pattern = new RegExp(`^${patternOf(noticedBy.title)}$`);
      const found = titles.filter((text) => text === noticedBy.title || pattern.test(text));
      expect(found, name).not.toEqual([]);
    }
  }
});

describe('the end of a named test', () => {
  const report = (status: string, failureMessages: readonly string[] = []) => ({
    testResults: [
      {
        name: '/x/a.test.ts',
        status,
        message: 'SyntaxError: no such thing\n    at',
        assertionResults: [
          { fullName: 'a b 1', title: 'b 1', status, failureMessages },
          { fullName: 'a c', title: 'c', status: 'skipped', failureMessages: [] },
        ],
      },
    ],
  });
  const end = (title: string, ...made: Parameters<typeof report>) =>
    endIn(report(...made), { file: 'a.test.ts', title }, '/x/');

  test('the end of a named test is an assertion only where an assertion failed', () => {
    expect(end('b %s', 'passed')).toEqual({ end: 'passed' });
    const asserted = 'AssertionError: expected 1 to be 2\n    at';
    expect(end('b %s', 'failed', [asserted])).toEqual({
      end: 'assertion failed',
      sentence: 'AssertionError: expected 1 to be 2',
    });
    expect(end('b 1', 'failed', ['TypeError: x is undefined'])).toEqual({
      end: 'error',
      sentence: 'TypeError: x is undefined',
    });
  });

  test('the end of a named test tells a title that no test has, and a file that cannot be loaded', () => {
    expect(end('b', 'passed')).toMatchObject({
      end: 'not run',
      sentence: expect.stringContaining('no test has that title') as string,
    });
    expect(end('c', 'passed')).toMatchObject({ end: 'not run' });
    expect(end('b', 'failed')).toMatchObject({
      end: 'not run',
      sentence: expect.stringMatching(/SyntaxError: no such thing$/) as string,
    });
    expect(endIn({ testResults: [] }, { file: 'a.test.ts', title: 'b' }, '/x/')).toMatchObject({
      end: 'not run',
      sentence: 'a.test.ts was not run',
    });
  });
});

test.each([
  ['ends without a report', '', 60_000, 'Vitest made no report: '],
  [
    'comes to no end',
    'setInterval(() => undefined, 1000)',
    200,
    'Vitest made no report: it did not end within 0.2 seconds',
  ],
])(
  'a machine on which Vitest %s leaves a fault unknown, and the check open',
  async (_, source, limit, sentence) => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'node_modules/vitest'), { recursive: true });
    writeFileSync(join(folder.path, 'node_modules/vitest/vitest.mjs'), source);
    const tests = new NamedTests(folder.path, folder.path, limit);
    const [[name, fault]] = all as [(typeof all)[number]];
    const [green] = await tests.run([fault.noticedBy]);
    expect(green).toEqual({ end: 'unknown', sentence });
    const found = await huntFault(name, fault, green, folder.path, tests);
    const passing = { name: 'other', noticed: 'AssertionError', problem: undefined };
    expect(huntOutcome({ hunted: [passing, found], left: [] })).toMatchObject({
      verdict: 'inconclusive',
      excused: false,
      evidence: { totals: { faults: 2, noticed: 1 } },
    });
    const unnoticed = { name: 'third', noticed: undefined, problem: 'it passes' };
    expect(huntOutcome({ hunted: [found, unnoticed], left: [] })).toMatchObject({ verdict: 'fail' });
  },
);

test('a fault of which nothing is known is told as that, and is neither noticed nor unnoticed', () => {
  const noticed = { name: 'a', noticed: 'AssertionError', problem: undefined };
  const unnoticed = { name: 'b', noticed: undefined, problem: 'it passes' };
  const unclear = { name: 'c', noticed: undefined, problem: undefined, unclear: 'Vitest made no report' };
  expect([noticed, unnoticed, unclear].map(faultLine)).toEqual([
    'noticed    a: AssertionError',
    'UNNOTICED  b: it passes',
    'unclear    c: Vitest made no report',
  ]);
  expect(huntLine({ hunted: [noticed, unnoticed, unclear], left: ['d'] })).toBe(
    '1 of 3 faults of the engines noticed, of 1 nothing is known, interrupted with 1 left',
  );
  expect(huntLine({ hunted: [noticed], left: [] })).toBe('1 of 1 faults of the engines noticed');
});

test('the faults of the engines are divided among machines, and count as work', async () => {
  expect(check.divides).toBe(true);
  expect(check.cost(settingsOf({ seed: 1 }))).toBeGreaterThanOrEqual(all.length);
  const shard = { index: all.length, of: all.length + 1 };
  const subject = new Subject(() => tableSystem(), settingsOf({ seed: 1 }), { ...ALONE, shard });
  expect(await check.run(subject)).toEqual(NO_SHARE);
});

test('a patch that does not apply any more is told with its file and the cure', () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'src'));
  mkdirSync(join(folder.path, FAULTS_FOLDER), { recursive: true });
  writeFileSync(join(folder.path, 'src/a.ts'), 'three\n');
  writeFileSync(
    join(folder.path, `${FAULTS_FOLDER}/old.patch`),
    '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-one\n+two\n',
  );
  expect(patched(folder.path, FAULTS_FOLDER, 'old', 'try')).toMatch(
    /old\.patch must apply to the sources of today \(patch failed: src\/a\.ts:1\): make its change by hand/,
  );
});
