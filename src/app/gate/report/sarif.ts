// The gate's report as SARIF 2.1.0: a rule for each check, a result for each that does not pass.
import { COMMAND_LINE, PACKAGE_NAME } from '../../../contract/package-name.ts';
import { visible, visibleJson } from '../../../contract/visible.ts';
import { counted } from '../../../contract/format-numbers.ts';
import type { CheckReport, GateReport } from '../gate.ts';
import { longText } from './long-text.ts';
import { shardText } from './shard-text.ts';
import { toldChecks } from './told-checks.ts';

/** The address by which readers know the form. */
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const ROOT_ID = '%SRCROOT%';

/** The facts that the report itself does not hold. */
export interface SarifPlace {
  /** The file that a result is about where no counterexample is stored: where the system is, or the configuration. */
  readonly file: string;
  readonly exitCode: number;
}

/** Readers show a result only at a file, so each has one. */
export function gateSarif(report: GateReport, { file, exitCode }: SarifPlace): string {
  const { procession, began, verdict, reason } = report;
  const checks = toldChecks(report);
  const results = checks.flatMap((check, index) =>
    check.verdict === 'pass' || check.leftOut ? [] : [resultOf(check, index, file)],
  );
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'procession',
            semanticVersion: visible(procession),
            informationUri: `https://www.npmjs.com/package/${PACKAGE_NAME}`,
            rules: checks.map(ruleOf),
          },
        },
        automationDetails: { id: `procession-gate/${report.profile}/` },
        invocations: [
          {
            executionSuccessful: true,
            exitCode,
            exitCodeDescription: visible(reason === null ? verdict : `${verdict}: ${reason}`),
            startTimeUtc: began,
          },
        ],
        columnKind: 'utf16CodeUnits',
        results,
        properties: {
          system: visible(report.system),
          profile: report.profile,
          seed: report.seed,
          base: report.base === null ? null : visible(report.base),
          shards: report.shards.map(shardText),
          leftOut: checks.filter(({ leftOut }) => leftOut).map(({ name }) => visible(name)),
        },
      },
    ],
  };
  return `${visibleJson(log, 2)}\n`;
}

function ruleOf({ name, question, budget }: CheckReport): object {
  const [check = name] = name.split('/');
  const again = `${COMMAND_LINE} gate --only ${visible(check)}`;
  return {
    id: visible(name),
    shortDescription: { text: sentenceOf(question) },
    help: {
      text: `${sentenceOf(question)} It gives the system ${counted(budget, 'command')} at most. This check alone: ${again}`,
    },
    defaultConfiguration: { level: 'error' },
  };
}

function resultOf(check: CheckReport, ruleIndex: number, file: string): object {
  const { name, verdict, sentence, report, counterexample } = check;
  return {
    ruleId: visible(name),
    ruleIndex,
    level: verdict === 'fail' ? 'error' : 'warning',
    message: { text: longText(report === null ? sentence : `${sentence}\n\n${report}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(counterexample?.file ?? file),
          region: { startLine: 1 },
        },
      },
    ],
    // By the check, so that a failure stays the same one while its words change.
    partialFingerprints: { 'procession/check/v1': visible(name) },
  };
}

/** A path below the folder of the project as a relative URI, any other as one of its own. */
function locationOf(path: string): object {
  const uri = path
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
  return uri.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: ROOT_ID };
}

function sentenceOf(question: string): string {
  const text = visible(question);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
