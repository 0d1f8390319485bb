// Goal: whoever reads a report with a program finds in it what the published schema says. Method: reports of each verdict as the
// command line prints them, judged by the schema with the names that it has and no other; and reports that lack one.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closedForm, judgeOf } from '../support/json-schema.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { REPORT_SCHEMAS, reportSchema, reportSchemaFile } from './report-schemas.ts';

type Report = Readonly<Record<string, unknown>>;

const FAULTY = ['--sut', 'mutant:forget-to-orphan'] as const;

/** By command, the words of runs that end in different ways. */
const RUNS: Readonly<Record<(typeof REPORT_SCHEMAS)[number], readonly (readonly string[])[]>> = {
  check: [
    ['--runs', '5', '--seed', '1', '--no-corpus'],
    [...FAULTY, '--runs', '50', '--seed', '1'],
    ['--sut', 'cmd:false', '--runs', '1'],
    ['--runs', '8', '--seed', '1', '--shard', '2/2'],
  ],
  tour: [
    ['--ids', '2'],
    [...FAULTY, '--ids', '3'],
  ],
  explore: [
    ['--ids', '2'],
    [...FAULTY, '--ids', '3'],
    ['--ids', '4', '--disk', 'four', '--states-max', '3000'],
  ],
  find: [
    ['zombie(3)'],
    ['count(groups) = 4', '--ids', '2'],
    ['zombie(3) and stopped(2)', '--set', 'job-control', '--depth-max', '1'],
    ['--list', '--set', 'job-control'],
  ],
  why: [
    ['s1{ g1: 1 2<1 }', '1 setsid'],
    ['1 fork 2; 2 exit', '2 fork 3'],
    ['1 fork 2', '2 fork 3'],
    ['1 fork 2; 2 exit 0', '2 setsid', '--set', 'posix', '--profile', 'posix'],
  ],
  matrix: [['a.json', 'b.json']],
};

describe.each(REPORT_SCHEMAS)('the report of %s', (command) => {
  const schema = reportSchema(command);
  const accepts = judgeOf(closedForm(schema) as object);
  using folder = temporaryFolder();
  if (command === 'matrix')
    for (const [name, words] of [
      ['a.json', ['--runs', '5', '--seed', '1', '--no-corpus']],
      ['b.json', RUNS.check[1]],
    ] as const)
      writeFileSync(join(folder.path, name), processionShared(folder.path, 'check', ...words, '--json').out);
  const reports = RUNS[command].map(
    (words) => JSON.parse(processionShared(folder.path, command, ...words, '--json').out) as Report,
  );

  test(`the published schema of ${command} is what its description makes`, () => {
    expect(JSON.parse(readFileSync(reportSchemaFile(command), 'utf8'))).toEqual(schema);
  });

  test(`${command} prints what its schema describes, and no other name`, () => {
    for (const report of reports) expect(accepts(report), JSON.stringify(accepts.errors)).toBe(true);
    expect(accepts({ ...reports[0], unheard: 1 })).toBe(false);
  });

  test(`a report of ${command} that lacks a name, or has a value of another kind, is none`, () => {
    const optional = new Set(['handles', 'threads', 'terminals', 'waits', 'codes']);
    for (const name of Object.keys(reports[0] ?? {}).filter((each) => !optional.has(each))) {
      const { [name]: _, ...rest } = reports[0] ?? {};
      expect([name, accepts(rest)]).toEqual([name, false]);
      expect([name, accepts({ ...reports[0], [name]: -0.5 })]).toEqual([name, false]);
    }
  });
});
