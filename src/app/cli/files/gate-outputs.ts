// The forms in which the gate's report is written, whether one run made it or shards were merged.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { GateReport } from '../../gate/gate.ts';
import { gateJunit } from '../../gate/report/junit.ts';
import { gateSarif } from '../../gate/report/sarif.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { printJson } from '../print.ts';
import { refuseMissingFolder, writeOutput } from './output.ts';

/** The files that are asked for. */
export interface GateOutputFlags {
  /** A file, or true for standard output. */
  readonly json?: string | true;
  readonly junit?: string;
  readonly sarif?: string;
}

/** Adds the options of {@link GateOutputFlags}. */
export function withGateOutputs(command: Command): Command {
  return command
    .option('--json [file]', 'the result as one JSON object, in a file, or else alone on standard output')
    .option('--junit <file>', 'the result as JUnit XML, for test reports')
    .option('--sarif <file>', 'the result as SARIF, for code scanning');
}

/** The paths of these files by option. */
export function outputFiles({ json, junit, sarif }: GateOutputFlags): Readonly<Record<string, string>> {
  return {
    ...(typeof json === 'string' && { '--json': json }),
    ...(junit !== undefined && { '--junit': junit }),
    ...(sarif !== undefined && { '--sarif': sarif }),
  };
}

/** Refuses files in folders that are not there, before anything is run. */
export function refuseMissingOutputs(flags: GateOutputFlags): void {
  for (const [option, file] of Object.entries(outputFiles(flags))) refuseMissingFolder(option, file);
}

/** Writes what is asked for. `sut`: the words that name the system, where they are known. */
export function writeGateOutputs(report: GateReport, flags: GateOutputFlags, sut?: string): void {
  const { json, junit, sarif } = flags;
  if (json === true) printJson(report);
  else if (json !== undefined) writeOutput(json, `${JSON.stringify(report, null, 2)}\n`);
  if (junit !== undefined) writeOutput(junit, gateJunit(report));
  if (sarif !== undefined)
    writeOutput(sarif, gateSarif(report, { file: placeOf(sut), exitCode: exitCodeOf(report.verdict) }));
}

/** A file that a result can be shown at: the system's module, or what says how it is checked. */
function placeOf(sut: string | undefined): string {
  if (sut !== undefined && /^\.{0,2}\//.test(sut) && existsSync(sut)) return sut.replace(/^\.\//, '');
  return existsSync('procession.gate.json') ? 'procession.gate.json' : 'package.json';
}
