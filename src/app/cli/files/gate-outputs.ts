// The forms in which the gate's report is written, whether one run made it or shards were merged.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { GateReport } from '../../gate/gate.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import { printJson } from '../print.ts';
import { readGateReportFile } from './gate-report.ts';
import { refuseUnwritable, writeOutput } from './output.ts';

/** The files that are asked for. */
export interface GateOutputFlags {
  /** A file, or true for standard output. */
  readonly json?: string | true;
  readonly junit?: string;
  readonly sarif?: string;
  readonly html?: string;
  /** Files with the results of earlier runs. */
  readonly trend?: readonly string[];
}

/** Adds the options of {@link GateOutputFlags}. */
export function withGateOutputs(command: Command): Command {
  return command
    .option('--json [file]', 'the result as one JSON object, in a file, or else alone on standard output')
    .option('--junit <file>', 'the result as JUnit XML, for test reports')
    .option('--sarif <file>', 'the result as SARIF, for code scanning')
    .option('--html <file>', 'the result as a page to look at: one file that needs nothing else')
    .option(
      '--trend <files...>',
      'for the page: what --json wrote in earlier runs, to be drawn beside this one',
    );
}

/** The paths of these files by option. */
export function outputFiles({ json, junit, sarif, html }: GateOutputFlags): Readonly<Record<string, string>> {
  return {
    ...(typeof json === 'string' && { '--json': json }),
    ...(junit !== undefined && { '--junit': junit }),
    ...(sarif !== undefined && { '--sarif': sarif }),
    ...(html !== undefined && { '--html': html }),
  };
}

/** Refuses, before anything is run, files in folders that are not there, and earlier results that cannot be read. */
export function refuseMissingOutputs(flags: GateOutputFlags): void {
  for (const [option, file] of Object.entries(outputFiles(flags))) refuseUnwritable(option, file);
  if (flags.trend !== undefined && flags.html === undefined)
    throw new Misuse('--trend draws on the page, which is not asked for: add --html FILE');
  earlierReports(flags);
}

function earlierReports({ trend = [] }: GateOutputFlags): readonly GateReport[] {
  return trend.map((file) => readGateReportFile(file).report);
}

/** Writes what is asked for. `sut`: the words that name the system, where they are known. */
export async function writeGateOutputs(
  report: GateReport,
  flags: GateOutputFlags,
  sut?: string,
): Promise<void> {
  const { junit, sarif, html } = flags;
  // Read before anything is written: the next run's earlier result may be this run's own file.
  const earlier = earlierReports(flags);
  writeJson(report, flags);
  // Each form is loaded where it is asked for: no other command should wait for them.
  if (junit !== undefined) {
    const { gateJunit } = await import('../../gate/report/junit.ts');
    writeOutput(junit, gateJunit(report));
  }
  if (html !== undefined) {
    const { gatePage } = await import('./gate-page.ts');
    writeOutput(html, await gatePage(report, earlier));
  }
  if (sarif !== undefined) {
    const { gateSarif } = await import('../../gate/report/sarif.ts');
    writeOutput(sarif, gateSarif(report, { file: placeOf(sut), exitCode: exitCodeOf(report.verdict) }));
  }
}

/** Writes a report as JSON, where that is asked for. */
export function writeJson(report: object, { json }: Pick<GateOutputFlags, 'json'>): void {
  if (json === true) printJson(report);
  else if (json !== undefined) writeOutput(json, `${JSON.stringify(report, null, 2)}\n`);
}

/** A file that a result can be shown at: the system's module, or what says how it is checked. */
function placeOf(sut: string | undefined): string {
  if (sut !== undefined && /^\.{0,2}\//.test(sut) && existsSync(sut)) return sut.replace(/^\.\//, '');
  return existsSync('procession.gate.json') ? 'procession.gate.json' : 'package.json';
}
