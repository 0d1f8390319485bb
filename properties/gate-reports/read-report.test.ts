// Goal: a report that was written is read again as it was, and whatever is otherwise is turned down by the path of the
// wrong key, as the published schema turns it down. Method: reports of every kind, and one damaged in every place.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { CheckEvidence } from '../../src/app/gate/check-evidence.ts';
import { readGateReport } from '../../src/app/gate/read-report.ts';
import { checkReport, gateReport, hostileReport, OF_EACH_END } from './example-report.ts';
import { GATE_REPORT_SCHEMA_FILE, gateReportSchema } from './gate-report-schema.ts';

/** Holds everything that evidence may be: what the reader knew nothing of would be lost. */
const WITH_EVIDENCE = gateReport([
  checkReport('random/first', {
    evidence: {
      totals: { runs: 3, 'columns a command': 1.5 },
      coverage: {
        commandSet: 'first',
        commands: { make: { accepted: 1, refused: 1, refusals: { full: { times: 1, alone: 0 } } } },
        witnesses: { w1: 2 },
      },
      killMatrix: {
        commandSet: 'first',
        properties: ['P1'],
        mutants: [
          { name: 'a', rule: 'H1', sentence: 'a is wrong', killedBy: { P1: 4 } },
          {
            name: 'b',
            rule: 'H2',
            sentence: 'b is not',
            killedBy: {},
            equivalent: { bound: 'ids 3', states: 2, transitions: 5 },
          },
        ],
      },
      performance: [
        {
          workload: 'forks',
          base: 'main',
          ratio: 1.02,
          low: 0.99,
          high: 1.05,
          confidence: 0.95,
          threshold: 1.1,
          blocks: 2,
          ratios: [1.01, 1.03],
        },
      ],
      clauses: [{ clause: 'X1', title: 'a rule', decided: 7, byCheck: { random: 7 }, mutants: ['m1'] }],
      deviations: [{ command: 'make', reason: 'it has always done so', times: 3 }],
    } satisfies Required<CheckEvidence>,
  }),
]);

const fitsSchema = new Ajv2020({
  allErrors: true,
  strict: true,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
}).compile(gateReportSchema());

const problemOf = (report: unknown): string => {
  const read = readGateReport(JSON.stringify(report));
  return 'problem' in read ? read.problem : 'none';
};

test.each([
  ['each end', OF_EACH_END],
  ['hostile texts', hostileReport()],
  ['all evidence', WITH_EVIDENCE],
])('a report with %s is read as it was written', (_what, report) => {
  expect(readGateReport(JSON.stringify(report))).toEqual({ value: report });
  expect(fitsSchema(JSON.parse(JSON.stringify(report)))).toBe(true);
});

test('the published schema is what `npm run schema` makes', () => {
  expect(JSON.parse(readFileSync(GATE_REPORT_SCHEMA_FILE, 'utf8'))).toEqual(gateReportSchema());
});

test('a member that this release does not know is passed over', () => {
  expect(readGateReport(JSON.stringify({ ...OF_EACH_END, later: 1 }))).toEqual({ value: OF_EACH_END });
});

describe('a sentence says what is wrong, and where', () => {
  const first = OF_EACH_END.checks[0];
  test.each([
    ['no object', 7, 'the report must be an object, not 7'],
    ['another form', { ...OF_EACH_END, format: 'x' }, 'format must be "procession-gate", not "x"'],
    [
      'a later version',
      { ...OF_EACH_END, version: 2 },
      'version must be 1: this release of procession reads no other, not 2',
    ],
    ['a missing key', { ...OF_EACH_END, system: undefined }, 'system is missing'],
    [
      'a wrong verdict',
      { ...OF_EACH_END, verdict: 'good' },
      'verdict must be one of pass, fail, inconclusive, not "good"',
    ],
    [
      'a wrong amount',
      gateReport([{ ...first, budget: -1 }]),
      'checks.0.budget must be a whole number from 0 up, not -1',
    ],
    [
      'a wrong total',
      gateReport([{ ...first, evidence: { totals: { runs: 'x' } } } as never]),
      'checks.0.evidence.totals.runs must be a number from 0 up, not "x"',
    ],
    ['no shard', { ...OF_EACH_END, shards: [] }, 'shards must have a shard, not []'],
    [
      'no moment',
      { ...OF_EACH_END, began: 'yesterday' },
      'began must be a moment as ISO 8601 writes it: 2026-01-31T12:00:00.000Z, not "yesterday"',
    ],
  ])('%s is told with its path', (_what, report, sentence) => {
    expect(problemOf(report)).toBe(sentence);
    expect(fitsSchema(JSON.parse(JSON.stringify(report)))).toBe(false);
  });

  test('text that is no JSON is told by line and column', () => {
    const read = readGateReport('{\n  "format": procession\n}');
    expect('problem' in read ? read.problem : '').toMatch(/^2:/);
  });
});
