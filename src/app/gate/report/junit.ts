// The gate's report as JUnit XML: a suite for each command set and one for the harness, a case for each check.
import XMLBuilder from 'fast-xml-builder';
import { visible } from '../../../contract/visible.ts';
import type { CheckReport, GateReport } from '../gate.ts';
import { longText } from './long-text.ts';
import { shardText } from './shard-text.ts';
import { toldChecks } from './told-checks.ts';

const HARNESS = 'harness';

/** The report as the JUnit reporters of Ant and Jenkins write theirs. */
export function gateJunit(report: GateReport): string {
  const told = toldChecks(report);
  const suites = Map.groupBy(told, ({ commandSet }) => commandSet ?? HARNESS);
  const builder = new XMLBuilder({
    attributeNamePrefix: '@',
    format: true,
    ignoreAttributes: false,
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
  });
  const text = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': attribute(`procession gate of ${report.system}`),
      ...countsOf(told, report.elapsedMs),
      testsuite: [...suites].map(([name, checks], id) => suiteOf(report, name, checks, id)),
    },
  });
  return text.endsWith('\n') ? text : `${text}\n`;
}

function suiteOf(report: GateReport, name: string, checks: readonly CheckReport[], id: number): object {
  return {
    '@name': attribute(name),
    '@package': 'procession',
    '@id': id,
    // The schema of Ant knows no zones, and a report is the same wherever it is read.
    '@timestamp': attribute(report.began.slice(0, '2000-01-01T00:00:00'.length)),
    '@hostname': 'localhost',
    ...countsOf(
      checks,
      checks.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    ),
    '@skipped': checks.filter(({ leftOut }) => leftOut).length,
    properties: {
      property: Object.entries(propertiesOf(report)).map(([key, value]) => ({
        '@name': key,
        '@value': attribute(value),
      })),
    },
    testcase: checks.map((check) => caseOf(name, check)),
    'system-out': '',
    'system-err': '',
  };
}

function countsOf(checks: readonly CheckReport[], elapsedMs: number): object {
  return {
    '@tests': checks.length,
    '@failures': checks.filter(({ verdict }) => verdict === 'fail').length,
    '@errors': checks.filter(({ verdict, leftOut }) => verdict === 'inconclusive' && !leftOut).length,
    '@time': seconds(elapsedMs),
  };
}

function propertiesOf({ procession, system, profile, seed, base, only, threshold, shards }: GateReport) {
  return {
    procession,
    system,
    profile,
    seed: String(seed),
    ...(base !== null && { base }),
    ...(only !== undefined && { only: only.join(' ') }),
    ...(threshold !== undefined && { threshold: String(threshold) }),
    shards: shards.map(shardText).join(', '),
  };
}

function caseOf(suite: string, check: CheckReport): object {
  const { name, verdict, leftOut, sentence, elapsedMs } = check;
  return {
    '@name': attribute(name),
    '@classname': attribute(`procession.${suite}`),
    '@time': seconds(elapsedMs),
    ...(leftOut && { skipped: visible(sentence) }),
    ...(verdict === 'inconclusive' && !leftOut && { error: problemOf(check) }),
    ...(verdict === 'fail' && { failure: problemOf(check) }),
  };
}

function problemOf({ verdict, sentence, question, report }: CheckReport): object {
  return {
    '@type': verdict,
    '@message': attribute(sentence),
    '#text': `${visible(question)}\n\n${report === null ? visible(sentence) : longText(report)}`,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** On one line: a reader of XML would make spaces of line breaks. */
function attribute(text: string): string {
  return visible(text);
}
