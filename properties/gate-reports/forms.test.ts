// Goal: the gate's report is accepted by those who read JUnit, SARIF and GitHub's workflow commands, whatever its texts
// hold. Method: golden files of one report; the schemas that readers of the forms use, put to reports by validators that
// are not ours; hostile texts in every place.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import type { GateReport } from '../../src/app/gate/gate.ts';
import { gateAnnotations, gateSummaryMarkdown } from '../../src/app/gate/report/github.ts';
import { gateJunit } from '../../src/app/gate/report/junit.ts';
import { gateSarif } from '../../src/app/gate/report/sarif.ts';
import { visible } from '../../src/contract/visible.ts';
import { checkReport, gateReport, HOSTILE, hostileReport, OF_EACH_END } from './example-report.ts';

const golden = (name: string): string =>
  fileURLToPath(new URL(`../recorded/golden/gate/${name}`, import.meta.url));
const schemaText = (name: string): string =>
  readFileSync(new URL(`../recorded/schemas/${name}`, import.meta.url), 'utf8');

const sarif = (report: GateReport): string =>
  gateSarif(report, { file: 'procession.gate.json', exitCode: 1 });

/** The parts of a run that the tests look at. */
interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly {
    readonly ruleId: string;
    readonly level: string;
    readonly locations: readonly {
      readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
    }[];
  }[];
}

function runIn(log: string): SarifRun {
  return (JSON.parse(log) as { readonly runs: readonly [SarifRun] }).runs[0];
}

/** Everything that has no place in a text file. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const withoutNewlines = (text: string): string => text.replaceAll('\n', '');

describe('one report in every form', () => {
  test.each([
    ['junit.xml', gateJunit(OF_EACH_END)],
    ['report.sarif', sarif(OF_EACH_END)],
    ['summary.md', gateSummaryMarkdown(OF_EACH_END)],
    ['annotations.txt', `${gateAnnotations(OF_EACH_END).join('\n')}\n`],
  ])('%s is as recorded', async (name, text) => {
    await expect(text).toMatchFileSnapshot(golden(name));
  });
});

describe('a gate that is open though no check is', () => {
  const passing = checkReport('start/first');
  const aside = checkReport('kernel/first', { verdict: 'inconclusive', leftOut: true });
  const open = { verdict: 'inconclusive' } as const;
  test.each([
    [
      'was interrupted',
      gateReport([passing], { ...open, notRun: ['random/first', 'alarm'], reason: 'interrupted' }),
      ['random/first', 'alarm'],
      'not run: the gate was interrupted before',
    ],
    [
      'judged nothing',
      gateReport([aside], { ...open, reason: 'no check applied' }),
      ['gate'],
      'no check applied',
    ],
  ])('a gate that %s is green in no form', (_what, report, names, sentence) => {
    using document = XmlDocument.fromString(gateJunit(report));
    expect(document.find('//testcase[error]/@name').map(({ content }) => content)).toEqual(names);
    expect(document.get('/testsuites/@errors')?.content).toBe(String(names.length));
    expect(document.get('//testcase/error/@message')?.content).toBe(sentence);
    expect(runIn(sarif(report)).results.map(({ ruleId, level }) => [ruleId, level])).toEqual(
      names.map((name) => [name, 'warning']),
    );
    expect(gateAnnotations(report)).toEqual(
      names.map((name) => `::warning title=procession gate%3A ${name}::${sentence}`),
    );
  });
});

describe('JUnit', () => {
  // The schema of Jenkins' xUnit plugin, under its licence: junit-4.xsd of dtkit-junit-model.
  using schema = XmlDocument.fromString(schemaText('junit-4.xsd'));
  const validator = XsdValidator.fromDoc(schema);

  const problemsOf = (xml: string): string | undefined => {
    using document = XmlDocument.fromString(xml);
    try {
      validator.validate(document);
      return undefined;
    } catch (error) {
      return String(error);
    }
  };

  test.each([
    ['a report of each end', OF_EACH_END],
    ['a hostile report', hostileReport()],
    ['a report without checks', gateReport([])],
  ])("%s is accepted by the schema of Jenkins' plugin", (_what, report) => {
    expect(problemsOf(gateJunit(report))).toBeUndefined();
  });

  test('the schema turns down a case that has no name', () => {
    const xml = gateJunit(OF_EACH_END).replace('<testcase name="start/first"', '<testcase');
    expect(problemsOf(xml)).toContain('name');
  });

  test('a reader finds the counts, each verdict, and the hostile text as it was, with its controls written out', () => {
    using document = XmlDocument.fromString(gateJunit(hostileReport()));
    const attribute = (path: string): string | undefined => document.get(path)?.content;
    expect(attribute('/testsuites/@tests')).toBe('5');
    expect(attribute('/testsuites/@failures')).toBe('3');
    expect(attribute('/testsuites/@errors')).toBe('1');
    expect(document.find('//testcase/skipped')).toHaveLength(1);
    expect(document.find('//testcase/error')).toHaveLength(1);
    expect(attribute('(//failure)[1]/@message')).toBe(visible(HOSTILE));
    expect(attribute('(//failure)[1]')).toContain(String.raw`\u001b[31mred\u001b[0m\u0000`);
    expect(attribute('(//failure)[1]')).toContain(`]]> --> </failure></details></script>&amp;"'`);
  });
});

describe('SARIF', () => {
  // The schema as npm's @microsoft/jest-sarif 1.0.0-beta.0 has it from the schema store: draft 4, which differs here from
  // the drafts that the validator knows in the name of one key alone.
  const {
    $schema: _draft,
    id: $id,
    ...rest
  } = JSON.parse(schemaText('sarif-2.1.0-rtm.5.json')) as Readonly<Record<string, unknown>>;
  const isUri = (text: string): boolean => URL.canParse(text) && !/[\s<>"]/.test(text);
  const isValid = new Ajv({
    allErrors: true,
    strict: false,
    unicodeRegExp: false,
    formats: {
      uri: isUri,
      'uri-reference': (text: string) =>
        isUri(new URL(text, 'file:///a').href) && !/[\s<>"\\^`{|}]/.test(text),
      'date-time': (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text),
    },
  }).compile({ $id: String($id), ...rest });

  test.each([
    ['a report of each end', OF_EACH_END],
    ['a hostile report', hostileReport()],
    ['a report without checks', gateReport([])],
  ])('%s is accepted by the schema', (_what, report) => {
    isValid(JSON.parse(sarif(report)));
    expect(isValid.errors ?? []).toEqual([]);
  });

  test('the schema turns down a level that there is not', () => {
    expect(isValid(JSON.parse(sarif(OF_EACH_END).replace('"level": "error"', '"level": "bad"')))).toBe(false);
  });

  test('there is one rule a check, and one result for each that neither passes nor is left out', () => {
    const run = runIn(sarif(OF_EACH_END));
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(OF_EACH_END.checks.map(({ name }) => name));
    expect(run.results.map(({ ruleId, level }) => `${ruleId}: ${level}`)).toEqual([
      'random/first: error',
      'performance: warning',
    ]);
  });

  test.each([
    ['.procession/failures/H5 exit.trace', '.procession/failures/H5%20exit.trace'],
    ['.procession\\failures\\a#b.trace', '.procession/failures/a%23b.trace'],
    ['/tmp/a?b.trace', 'file:///tmp/a%3Fb.trace'],
  ])('the counterexample in %s is located at %s', (file, uri) => {
    const counterexample = { commands: 1, trace: null, file, replay: null };
    const text = sarif(gateReport([checkReport('random', { verdict: 'fail', counterexample })]));
    expect(runIn(text).results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });
});

describe('GitHub', () => {
  test('an annotation is one line, which the runner reads back as the text that it was', () => {
    const [line = ''] = gateAnnotations(
      gateReport([checkReport('a:b,c', { verdict: 'fail', sentence: '100%0A\nnext' })]),
    );
    expect(line).toBe('::error title=procession gate%3A a%3Ab%2Cc::100%250A%0Anext');
  });

  test('nine of twelve failures have an annotation each, and a tenth names the others', () => {
    const failing = Array.from({ length: 12 }, (_, index) =>
      checkReport(`check-${index}`, { verdict: 'fail', sentence: 'wrong' }),
    );
    const lines = gateAnnotations(gateReport(failing));
    expect(lines).toHaveLength(10);
    expect(lines[9]).toBe('::error title=procession gate::3 checks more: check-9, check-10, check-11');
  });

  test('hostile texts make no annotation of their own, and each stays on its line', () => {
    const lines = gateAnnotations(hostileReport());
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      expect(line).toMatch(/^::(error|warning) (file=[^,:]*,)?title=[^,:]*::/);
      expect(line).not.toMatch(UNSEEN);
    }
  });

  test('hostile texts stay within their cells, summaries and fences', () => {
    const outside: string[] = [];
    let fence: string | undefined;
    for (const line of gateSummaryMarkdown(hostileReport()).split('\n')) {
      const [run] = /^`{3,}/.exec(line) ?? [];
      if (fence === undefined && run !== undefined) fence = run;
      else if (fence !== undefined && line === fence) fence = undefined;
      else if (fence === undefined) outside.push(line);
    }
    expect(fence).toBeUndefined();
    const text = outside.join('\n');
    expect(text.match(/<\/?\w+>/g)?.filter((tag) => !/^<\/?(details|summary)>$/.test(tag))).toEqual([]);
    expect(text.match(/<details>/g)).toHaveLength(5);
    expect(text.match(/<\/details>/g)).toHaveLength(5);
    expect(text).not.toMatch(/<img|\]\(|@everyone|`/);
    for (const row of outside.filter((line) => line.startsWith('|'))) expect(row.split('|')).toHaveLength(6);
  });

  test('a summary beyond what a step may write leaves failures out, and says how many', () => {
    const report = `${'長'.repeat(400)}\n`.repeat(200);
    const failing = Array.from({ length: 12 }, (_, index) =>
      checkReport(`check-${index}`, { verdict: 'fail', report }),
    );
    const text = gateSummaryMarkdown(gateReport(failing));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/… \d+ checks more than fit here\./);
  });
});

test.each([
  ['JUnit', gateJunit],
  ['SARIF', sarif],
  ['the summary', gateSummaryMarkdown],
])('%s of a hostile report stays small, and has no character that nobody sees', (_form, write) => {
  const text = write(hostileReport());
  expect(text.length).toBeLessThan(200_000);
  expect(withoutNewlines(text)).not.toMatch(UNSEEN);
});

test('a list of checks and a threshold of speed stand in every report for people and servers', () => {
  const report = gateReport([checkReport('start/first')], { only: ['start'], threshold: 1.5 });
  expect(gateJunit(report)).toMatch(/name="only" value="start"[^]*name="threshold" value="1\.5"/);
  expect(gateSummaryMarkdown(report)).toMatch(/only start, speed threshold 1\.5/);
});
