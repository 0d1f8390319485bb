// Goal: docs/systems.md shows what the reports on record give, and the reports are those of the systems that it names. Method: the part is
// made anew and compared; every column of the page is looked for among those that are asked.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../src/app/matrix/findings.ts';
import { readSystemReport } from '../../src/app/matrix/read-system-report.ts';
import { systemsTable } from '../../src/app/matrix/systems-table.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { textOf } from '../support/repository.ts';
import { ASKED, recordedReports, SYSTEMS_RECORD, systemsPart, withPart } from './recorded-systems.ts';

const reports = recordedReports();
const table = systemsTable(
  reports.flatMap(({ words, report }) => {
    const read = readSystemReport(JSON.stringify(report));
    if ('problem' in read) throw new Error(read.problem);
    const found = findingsIn(words.join(' '), read.value);
    if ('problem' in found) throw new Error(found.problem);
    return found.value;
  }),
);

describe('docs/systems.md', () => {
  test('the table is what the reports on record give: npm run systems:record -- --page', () => {
    const page = textOf('docs/systems.md');
    expect(withPart(page, systemsPart(reports))).toBe(page);
  });

  test('the reports on record are of all the systems that are asked, in their order', () => {
    expect(reports.map(({ words }) => words)).toEqual(ASKED.map(({ words }) => words));
  });

  test('the record has our tables, a kernel and examples in several languages, each under its own name', () => {
    const names = table.systems.map(({ name }) => name);
    const own = COMMAND_SETS.map(({ makeSystem }) => makeSystem().name);
    expect(names.slice(0, own.length)).toEqual(own);
    expect(names.some((name) => name.startsWith('Linux '))).toBe(true);
    for (const language of ['c', 'rust', 'python'])
      expect(
        names.some((name) => name.startsWith(`${language}-example`)),
        language,
      ).toBe(true);
  });

  test('our tables and the kernel fail nowhere, and every clause of their sets was decided on our tables', () => {
    for (const [index, { name, verdict, tally }] of table.systems.slice(0, 4).entries()) {
      expect({ name, verdict, failed: tally.failed }).toEqual({ name, verdict: 'pass', failed: 0 });
      const open = table.groups
        .flatMap(({ rows }) => rows)
        .filter(({ cells }) => ['not-reached', 'inconclusive'].includes(cells[index]?.standing ?? ''));
      if (!name.startsWith('Linux ')) expect(open, name).toEqual([]);
    }
  });

  test('every red cell has a trace that is certified or at least shrunk to a few commands', () => {
    expect(table.failures.length).toBeGreaterThan(0);
    for (const { trace, commands } of table.failures) {
      expect(trace).toMatch(/^procession trace 1 /);
      expect(commands).toBeLessThan(10);
    }
  });

  test('the record stays small', () => {
    expect(readFileSync(SYSTEMS_RECORD).length).toBeLessThan(150_000);
  });
});
