// procession merge: the reports of a gate's shards, put together to one verdict.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { mergeReports } from '../../gate/merge-reports.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import {
  outputFiles,
  refuseMissingOutputs,
  withGateOutputs,
  writeGateOutputs,
} from '../files/gate-outputs.ts';
import type { GateOutputFlags } from '../files/gate-outputs.ts';
import { readGateReportFile } from '../files/gate-report.ts';
import { printLines } from '../print.ts';
import { endedLines, gateHeader, gateSummary } from '../report/gate.ts';
import { GithubStep } from '../report/github-runner.ts';

export function mergeCommand(): Command {
  return withGateOutputs(new Command('merge'))
    .description(
      'put the reports of all shards of one gate together: their totals add up, and one verdict comes of them',
    )
    .argument('<files...>', 'what gate --shard i/n --json FILE wrote, one file a shard')
    .addHelpText(
      'after',
      `
Examples:
  ${COMMAND_LINE} gate --seed 7 --shard 1/2 --json 1.json      on one machine
  ${COMMAND_LINE} gate --seed 7 --shard 2/2 --json 2.json      on another
  ${COMMAND_LINE} merge 1.json 2.json --html gate.html         the verdict, and a page of it

Exit codes: 0 pass, 1 fail, 2 misuse (reports that are not all the shards of one run, too), 3 inconclusive.`,
    )
    .action(async (files: readonly string[], flags: GateOutputFlags) => {
      process.exitCode = await merge(files, flags);
    });
}

async function merge(files: readonly string[], flags: GateOutputFlags): Promise<number> {
  refuseMissingOutputs(flags);
  refuseOverwriting(files, flags);
  // Loaded here, since no other command needs the checks.
  const { CHECKS } = await import('../../gate/checks.ts');
  const merged = mergeReports(files.map(readGateReportFile), CHECKS);
  if ('problem' in merged) throw new Misuse(merged.problem);
  const { value: report } = merged;
  const step = new GithubStep(flags.json === true);
  if (flags.json !== true)
    printLines([gateHeader(report), ...endedLines(report.checks), ...gateSummary(report)]);
  await writeGateOutputs(report, flags);
  step.tell(report);
  return exitCodeOf(report.verdict);
}

/** A report that is written over one of its parts cannot be made again. */
function refuseOverwriting(files: readonly string[], flags: GateOutputFlags): void {
  const given = files.map((file) => resolve(file));
  for (const [option, file] of Object.entries(outputFiles(flags)))
    if (given.includes(resolve(file)))
      throw new Misuse(`${option}: ${file} is one of the reports to be merged: name another file`);
}
