// Goal: each cell says what became of the clause, whichever reports it comes from, and every form says the same. Method: findings
// written by hand, with each end of a clause; golden files of the forms.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { matrixLines } from '../../src/app/cli/report/matrix.ts';
import { plainText } from '../../src/app/cli/print.ts';
import { systemsMarkdown } from '../../src/app/matrix/markdown.ts';
import type { SystemCell, SystemsTable } from '../../src/app/matrix/systems-table.ts';
import { systemsTable } from '../../src/app/matrix/systems-table.ts';
import type { SystemFindings } from '../../src/app/matrix/findings.ts';
import { HOSTILE } from '../gate-reports/example-report.ts';
import { failure, findings, OF_EACH_STANDING, source } from './example-findings.ts';

const golden = (name: string): string =>
  fileURLToPath(new URL(`../recorded/golden/matrix/${name}`, import.meta.url));
const cell = (table: SystemsTable, clause: string, system = 'mine'): SystemCell | undefined =>
  table.groups
    .flatMap(({ rows }) => rows)
    .find((row) => row.clause === clause)
    ?.cells.at(table.systems.findIndex(({ name }) => name === system));

describe('a table in every form', () => {
  const table = systemsTable(OF_EACH_STANDING);
  test.each([
    ['systems.md', systemsMarkdown(table)],
    ['systems.txt', plainText(matrixLines(table))],
  ])('%s is as recorded', async (name, text) => {
    await expect(text).toMatchFileSnapshot(golden(name));
  });

  test('hostile texts neither end a cell of Markdown nor begin a line', () => {
    const hostile = systemsTable([
      findings(
        { H1: 1 },
        {
          system: HOSTILE,
          source: source({ verdict: 'fail', reason: HOSTILE, file: HOSTILE }),
          failures: [failure([HOSTILE], { sentence: HOSTILE, replay: HOSTILE, trace: HOSTILE })],
          deviations: [{ clause: 'H1', reason: HOSTILE, times: 1 }],
          gaps: [HOSTILE],
        },
      ),
    ]);
    const text = systemsMarkdown(hostile);
    const outside = text.replaceAll(/^(`{3,})text\n.*?\n\1$/gms, '');
    expect(outside).not.toMatch(/<img|\]\(javascript|@everyone|^::error|^```/m);
    for (const line of outside.split('\n').filter((each) => each.startsWith('|')))
      expect(line.split('|')).toHaveLength(5);
    expect(plainText(matrixLines(hostile))).not.toMatch(/^(::error|##\[error)/m);
  });
});

describe('a cell', () => {
  test('a clause that decided without a failure passed, as often as all reports count together', () => {
    const table = systemsTable([findings({ H1: 3 }), findings({ H1: 4 })]);
    expect(table.systems).toHaveLength(1);
    expect(cell(table, 'H1')).toMatchObject({ standing: 'passed', times: 7, failures: [] });
  });

  test('a clause that a report saw decide without counting passed, and its times are not known', () => {
    const table = systemsTable([findings({ I1: null }), findings({ I1: 0 })]);
    expect(cell(table, 'I1')).toMatchObject({ standing: 'passed', times: null });
  });

  test('one failing report of several makes the cell red, and the shortest trace comes first', () => {
    const longer = failure(['H5'], { commands: 8, sentence: 'longer' });
    const shorter = failure(['H5'], { commands: 2, sentence: 'shorter', trace: 'another' });
    const table = systemsTable([
      findings({ H5: 9 }, { failures: [longer] }),
      findings({ H5: 9 }, { failures: [shorter] }),
    ]);
    expect(cell(table, 'H5')).toMatchObject({ standing: 'failed', note: 'shorter', failures: [1, 2] });
    expect(table.failures.map(({ commands }) => commands)).toEqual([2, 8]);
  });

  test('a failure that two reports found is told once', () => {
    const both = [findings({ H5: 1 }, { failures: [failure(['H5'])] })];
    expect(systemsTable([...both, ...both]).failures).toHaveLength(1);
  });

  test('a failure of one system leaves another system’s cell as it is', () => {
    const table = systemsTable([
      findings({ H5: 1 }, { failures: [failure(['H5'])] }),
      findings({ H5: 2 }, { system: 'other' }),
    ]);
    expect(cell(table, 'H5', 'other')).toMatchObject({ standing: 'passed', times: 2, failures: [] });
  });

  test('a clause of another command set was not asked, and one that no report asked neither', () => {
    const table = systemsTable(OF_EACH_STANDING);
    expect(cell(table, 'H1', 'kernel')).toMatchObject({
      standing: 'not-asked',
      note: 'of another command set: it was asked that of posix',
    });
    expect(cell(table, 'H7', 'theirs')).toMatchObject({
      standing: 'not-asked',
      note: 'none of the reports asked it',
    });
  });

  test('a clause that decided nothing is not reached, or inconclusive where a run came to no end', () => {
    const open = source({ verdict: 'inconclusive', reason: 'interrupted' });
    const table = systemsTable([
      findings({ H1: 0, H2: 5 }, { source: open }),
      findings({ H1: 0 }, { system: 'whole' }),
    ]);
    expect(cell(table, 'H1')).toMatchObject({ standing: 'inconclusive', note: 'interrupted' });
    expect(cell(table, 'H2')).toMatchObject({ standing: 'passed' });
    expect(cell(table, 'H1', 'whole')).toMatchObject({ standing: 'not-reached' });
  });

  test('a choice that had a part in a failing step is inconclusive, however often it decided', () => {
    expect(cell(systemsTable(OF_EACH_STANDING), 'C17')).toMatchObject({
      standing: 'inconclusive',
      note: 'it had a part in a step that fails (H5, I6)',
    });
  });

  test('a known deviation is no pass, and a failure of the same clause counts for more', () => {
    const deviations = [{ clause: 'H2', reason: 'known', times: 1 }];
    const table = systemsTable([
      findings({ H2: 5 }, { deviations }),
      findings({ H2: 5 }, { system: 'worse', deviations, failures: [failure(['H2'])] }),
    ]);
    expect(cell(table, 'H2')).toMatchObject({ standing: 'deviates', note: 'known' });
    expect(cell(table, 'H2', 'worse')).toMatchObject({ standing: 'failed' });
  });

  test('a failure that concerns no clause has a row of its own', () => {
    expect(cell(systemsTable(OF_EACH_STANDING), 'reset')).toMatchObject({
      standing: 'failed',
      failures: [3],
    });
  });
});

describe('a system that was asked by two profiles', () => {
  const by = (profile: string | null, times: number, commandSet = 'posix'): SystemFindings =>
    findings({ P1: times }, { system: 'kernel', commandSet, profile });

  test('two profiles of a system have a column each, which bears the profile', () => {
    const table = systemsTable([
      by('posix', 3),
      by('linux', 4),
      findings({ P1: 9 }, { system: 'other', commandSet: 'posix', profile: 'linux' }),
    ]);
    expect(table.systems.map(({ name }) => name)).toEqual(['kernel (posix)', 'kernel (linux)', 'other']);
    expect([cell(table, 'P1', 'kernel (posix)')?.times, cell(table, 'P1', 'kernel (linux)')?.times]).toEqual([
      3, 4,
    ]);
  });

  test('a failure by one profile leaves the other as it is', () => {
    const failed = { ...by('posix', 3), failures: [failure(['P1'])] };
    const table = systemsTable([failed, by('linux', 4)]);
    expect(cell(table, 'P1', 'kernel (posix)')?.standing).toBe('failed');
    expect(cell(table, 'P1', 'kernel (linux)')?.standing).toBe('passed');
    expect(table.failures.map(({ system }) => system)).toEqual(['kernel (posix)']);
  });

  test('one profile in every set, and reports that name none, are one column under its own name', () => {
    const table = systemsTable([by('linux', 3), by('linux', 4), by('linux', 1, 'job-control'), by(null, 2)]);
    expect(table.systems.map(({ name }) => name)).toEqual(['kernel']);
  });
});
