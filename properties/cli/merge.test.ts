// Goal: reports of shards are merged on the command line, in every form, and what cannot be merged is refused with a
// sentence and exit code 2. Method: files written by hand, and the line that GitHub's runner would read.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CheckReport, GateReport } from '../../src/app/gate/gate.ts';
import { readGateReport } from '../../src/app/gate/read-report.ts';
import { checkReport, gateReport } from '../gate-reports/example-report.ts';
import { processionShared, processionSharedWith, temporaryFolder } from '../support/procession.ts';
import type { Ended } from '../support/procession.ts';

const share = (runs: number, differing: Partial<CheckReport> = {}): CheckReport =>
  checkReport('random/first', { extent: 'share', evidence: { totals: { runs } }, ...differing });
const shard = (index: number, of: number, check: CheckReport): GateReport =>
  gateReport([check], { shards: [{ index, of }] });

const FAILING = share(4, {
  verdict: 'fail',
  sentence: 'wrong',
  report: 'H1: wrong\n::error::of its own',
  counterexample: {
    commands: 2,
    trace: null,
    file: 'a.trace',
    replay: 'npx procession-check replay a.trace',
  },
});

/** Merges reports that are written to 1.json, 2.json, …; `words` after their names. */
function merged(
  folder: string,
  reports: readonly unknown[],
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Ended {
  const files = reports.map((report, index) => {
    writeFileSync(join(folder, `${index + 1}.json`), JSON.stringify(report));
    return `${index + 1}.json`;
  });
  const outside = { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' };
  return processionSharedWith({ ...outside, ...env }, folder, 'merge', ...files, ...words);
}

describe('the verdict', () => {
  test('two shards that pass make a pass, in every form', () => {
    using folder = temporaryFolder();
    const words = ['--json', 'gate.json', '--junit', 'gate.xml', '--sarif', 'gate.sarif'];
    const { code, out } = merged(folder.path, [shard(0, 2, share(3)), shard(1, 2, share(4))], words);
    expect(code).toBe(0);
    expect(out).toContain('7 runs, in 2 shards');
    const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
    const report = readGateReport(read('gate.json'));
    expect('value' in report && report.value.checks[0].evidence).toEqual({ totals: { runs: 7 } });
    expect(read('gate.xml')).toContain('<testcase name="random/first"');
    expect(read('gate.sarif')).toContain('"exitCode": 0');
  });

  test('a shard that fails makes it fail, and the line that replays its counterexample is there', () => {
    using folder = temporaryFolder();
    const { code, out } = merged(folder.path, [shard(0, 2, share(3)), shard(1, 2, FAILING)]);
    expect(code).toBe(1);
    expect(out).toContain('replay: npx procession-check replay a.trace');
    expect(out).toContain('FAIL  failed: random/first');
  });

  test('the one JSON object of --json stands alone on standard output', () => {
    using folder = temporaryFolder();
    const { out } = merged(folder.path, [shard(0, 1, share(3))], ['--json'], { GITHUB_ACTIONS: 'true' });
    expect(readGateReport(out)).toHaveProperty('value.verdict', 'pass');
  });
});

describe('a check of the user’s own', () => {
  const MODULE = `export const check = { name: 'mine', needs: [], divides: true, claim: () => 'enough is done', cost: () => 0,
  run: async () => ({ verdict: 'pass', sentence: 'done' }),
  judged: ({ totals }) => ({ verdict: 'fail', sentence: totals.hits + ' hits', report: 'too few', counterexample: undefined }) };`;
  const part = (index: number): GateReport =>
    shard(index, 2, checkReport('mine/first', { extent: 'share', evidence: { totals: { hits: index } } }));

  test.each<[string, string, readonly string[]]>([
    ['the configuration of the folder', 'procession.gate.json', []],
    ['the configuration that is named', 'other.json', ['--config', 'other.json']],
  ])('a check that shards divided is judged as a whole by the module of %s', (_, file, words) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'mine.mjs'), MODULE);
    writeFileSync(join(folder.path, file), '{ "checks": ["./mine.mjs"] }');
    const { code, out, err } = merged(folder.path, [part(0), part(1)], words);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^✗ mine .* 1 hits$/m);
  });

  test('a check that shards divided and no module is known to have is told, and counted by its shares', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'procession.gate.json'), '{ "checks": ["./mine.mjs"] }');
    const { code, out, err } = merged(folder.path, [part(0), part(1)], ['--no-config']);
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ mine .* 1 hit, in 2 shards$/m);
    expect(err).toMatch(
      /^procession: no module is known that has the check mine, .* --config names the file/,
    );
    const missing = merged(folder.path, [part(0), part(1)]);
    expect(missing).toMatchObject({ code: 2, err: 'procession: there is no file ./mine.mjs with a check\n' });
    // Nothing is loaded for what procession itself can judge.
    expect(merged(folder.path, [shard(0, 1, share(1))])).toMatchObject({ code: 0, err: '' });
  });
});

describe('on a runner of GitHub', () => {
  test('the runner obeys the annotations alone, and gets a summary', () => {
    using folder = temporaryFolder();
    const summary = join(folder.path, 'summary.md');
    writeFileSync(summary, 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { out } = merged(folder.path, [shard(0, 1, { ...FAILING, extent: 'whole' })], [], env);
    const lines = out.split('\n');
    const [, token = ''] = /^::stop-commands::(.+)$/.exec(lines[0] ?? '') ?? [];
    expect(token).toMatch(/^[0-9a-f-]{36}$/);
    const obeyed = lines.slice(lines.indexOf(`::${token}::`) + 1);
    expect(obeyed).toEqual([
      '::error file=a.trace,title=procession gate%3A random/first::wrong%0A%0AH1: wrong%0A::error::of its own',
      '',
    ]);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## procession gate of mine: fail\n/);
  });

  test('a summary that cannot be written changes no verdict, and is told', () => {
    using folder = temporaryFolder();
    const env = { GITHUB_STEP_SUMMARY: folder.path };
    const { code, err } = merged(folder.path, [shard(0, 1, share(3))], [], env);
    expect(code).toBe(0);
    expect(err).toContain('the summary of the step cannot be written');
  });
});

describe('what cannot be merged is misuse', () => {
  test.each<[string, readonly unknown[], readonly string[], string]>([
    ['a missing shard', [shard(0, 2, share(1))], [], '1 shard of 2 is missing: 2/2'],
    [
      'a wrong key',
      [{ ...shard(0, 1, share(1)), seed: 'x' }],
      [],
      '1.json: seed must be a whole number of 32 bits, not "x"',
    ],
    [
      'a file that is not there',
      [],
      ['none.json'],
      'none.json cannot be read: there is no such file or folder',
    ],
    ['no file', [], [], "missing required argument 'files'"],
    [
      'a report over one of its parts',
      [shard(0, 1, share(1))],
      ['--junit', './1.json'],
      '--junit: ./1.json is one of the reports to be merged: name another file',
    ],
    [
      'a folder that is not there',
      [shard(0, 1, share(1))],
      ['--sarif', 'no/gate.sarif'],
      '--sarif: there is no folder no',
    ],
  ])('merging is refused for %s', (_what, reports, words, sentence) => {
    using folder = temporaryFolder();
    const { code, out, err } = merged(folder.path, reports, words);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `procession: ${sentence}\n` });
  });

  test.each(['0/4', '5/4', '1', '1/x', '1/0', '1/1001'])('a shard %s is refused', (words) => {
    using folder = temporaryFolder();
    const { code, err } = processionSharedWith({}, folder.path, 'gate', '--shard', words);
    expect(code).toBe(2);
    expect(err).toContain('It must be one of at most 1000 shards: 1/4 for the first of four.');
  });
});

describe('the shards of a campaign', () => {
  const check = (folder: string, shard: string, file: string, ...more: readonly string[]): Ended => {
    const words = ['check', '--runs', '20', '--commands-max', '9', '--ids', '4', '--seed', '3', '--no-save'];
    const ended = processionShared(folder, ...words, '--shard', shard, '--json', ...more);
    writeFileSync(join(folder, file), ended.out);
    return ended;
  };

  test('a campaign whose shards pass is told as one run is, in words and as JSON that matrix reads', () => {
    using folder = temporaryFolder();
    expect(check(folder.path, '1/2', '1.json').code).toBe(0);
    expect(check(folder.path, '2/2', '2.json').code).toBe(0);
    const { code, out, err } = processionShared(
      folder.path,
      'merge',
      '2.json',
      '1.json',
      '--json',
      'all.json',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^20 runs, \d+ commands/m);
    expect(out).toMatch(/^PASS {2}table and the model agree in 20 runs, seed 3, in 2 shards$/m);
    expect(JSON.parse(readFileSync(join(folder.path, 'all.json'), 'utf8'))).toMatchObject({
      verdict: 'pass',
      runs: 20,
      shard: null,
    });
    expect(processionShared(folder.path, 'matrix', 'all.json').code).toBe(0);
  });

  test('a shard that fails shows the failure, and the line that finds it again needs no shard', () => {
    using folder = temporaryFolder();
    const mutant = ['--sut', 'mutant:session-dies-with-its-leader'];
    check(folder.path, '1/2', '1.json', ...mutant);
    expect(check(folder.path, '2/2', '2.json', ...mutant).code).toBe(1);
    const { code, out } = processionShared(folder.path, 'merge', '1.json', '2.json');
    expect(code).toBe(1);
    expect(out).toContain('FAIL  H5 exit: the states differ');
    expect(out).toMatch(/^run \d+, seed 3, in 2 shards$/m);
    const [, again = ''] = /^replay: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(again).not.toContain('--shard');
    expect(processionShared(folder.path, ...again.split(' '), '--no-save')).toMatchObject({ code: 1 });
  });

  test('coverage that is required of all is judged here, and regression traces are replayed by the first shard', () => {
    using folder = temporaryFolder();
    const words = ['--require-coverage', '--corpus', '.'];
    const [first, second] = ['1/2', '2/2'].map((shard) =>
      check(folder.path, shard, `${shard[0]}.json`, ...words),
    );
    expect([first.code, second.code]).toEqual([0, 0]);
    expect([first, second].map(({ out }) => (JSON.parse(out) as { corpus: unknown }).corpus)).toEqual([
      { folder: '.', files: [] },
      null,
    ]);
    const { code, out } = processionShared(folder.path, 'merge', '1.json', '2.json');
    expect(code).toBe(3);
    expect(out).toContain('INCONCLUSIVE  required coverage is missing: ');
  });

  test.each<[string, readonly string[], string]>([
    ['one that is missing', ['1.json'], '1 shard of 2 is missing: 2/2'],
    [
      'one of the gate beside one of check',
      ['1.json', 'gate.json'],
      'these are not of one run: 1.json is a report of check, and gate.json one of the gate',
    ],
    [
      'a form that a campaign has not',
      ['1.json', '--junit', 'x.xml'],
      "--junit is a form of the gate's report, and these are reports of check: leave it out",
    ],
    [
      'a shard of other sizes',
      ['1.json', 'longer.json'],
      'the limit of commands of 1.json is 9, and that of longer.json is 8',
    ],
    [
      'what ended before any run',
      ['1.json', 'early.json'],
      'early.json: it ended before any run (fail: gone)',
    ],
  ])('%s is refused with a sentence', (_, words, sentence) => {
    using folder = temporaryFolder();
    check(folder.path, '1/2', '1.json');
    check(folder.path, '2/2', 'longer.json', '--commands-max', '8');
    writeFileSync(join(folder.path, 'gate.json'), JSON.stringify(shard(0, 2, share(1))));
    writeFileSync(
      join(folder.path, 'early.json'),
      '{ "verdict": "fail", "reason": "gone", "counterexample": null }',
    );
    const { code, out, err } = processionShared(folder.path, 'merge', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});
