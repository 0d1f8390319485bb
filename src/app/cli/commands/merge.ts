// procession merge: the reports of the shards of a gate or of a campaign, put together to one verdict.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { Check } from '../../gate/check.ts';
import { mergeReports, unknownShares } from '../../gate/merge-reports.ts';
import type { NamedReport } from '../../gate/merge-reports.ts';
import { mergeCampaigns } from '../../campaign/merge-campaigns.ts';
import type { NamedPart } from '../../campaign/merge-campaigns.ts';
import { EXIT_STATUS, exitCodeOf, Misuse } from '../exit-codes.ts';
import {
  outputFiles,
  refuseMissingOutputs,
  withGateOutputs,
  writeGateOutputs,
  writeJson,
} from '../files/gate-outputs.ts';
import type { GateOutputFlags } from '../files/gate-outputs.ts';
import { GATE_CONFIG_FILE } from '../files/gate-config.ts';
import { readShardFile } from '../files/gate-report.ts';
import { configuredModules } from '../options/configured.ts';
import { printLines, printProblem } from '../print.ts';
import { endedLines, gateHeader, gateSummary } from '../report/gate.ts';
import { mergedCampaignLines } from '../report/merged-campaign.ts';
import { GithubStep } from '../report/github-runner.ts';

interface MergeFlags extends GateOutputFlags {
  readonly config?: string | false;
}

export function mergeCommand(): Command {
  return withGateOutputs(new Command('merge'))
    .argument(
      '<files...>',
      'what gate --shard i/n --json FILE wrote, or check --shard i/n --json printed, one file a shard',
    )
    .option(
      '--config <file>',
      `the gate's options as a file of JSON, of which the modules with further checks are taken (default: ${GATE_CONFIG_FILE}, if there)`,
    )
    .option('--no-config', 'read no such file')
    .addHelpText(
      'after',
      `
Examples:
  ${COMMAND_LINE} gate --seed 7 --shard 1/2 --json 1.json      on one machine
  ${COMMAND_LINE} gate --seed 7 --shard 2/2 --json 2.json      on another
  ${COMMAND_LINE} merge 1.json 2.json --html gate.html         the verdict, and a page of it
  ${COMMAND_LINE} check --seed 7 --shard 1/2 --json > 1.json   the same of random runs alone

Exit codes: 0 pass, 1 fail, 2 misuse (reports that are not all the shards of one run, too), 3 inconclusive.`,
    )
    .action(async (files: readonly string[], flags: MergeFlags) => {
      process.exitCode = await merge(files, flags);
    });
}

async function merge(files: readonly string[], flags: MergeFlags): Promise<number> {
  refuseMissingOutputs(flags);
  refuseOverwriting(files, flags);
  const read = files.map(readShardFile);
  const campaigns = read.flatMap((each) => ('campaign' in each ? [each.campaign] : []));
  const gates = read.flatMap((each) => ('gate' in each ? [each.gate] : []));
  const [[campaign], [gate]] = [campaigns, gates];
  if (campaign === undefined) return await mergeGates(gates, flags);
  if (gate !== undefined)
    throw new Misuse(
      `these are not of one run: ${campaign.file} is a report of check, and ${gate.file} one of the gate`,
    );
  return mergeChecks(campaigns, flags);
}

async function mergeGates(given: readonly NamedReport[], flags: MergeFlags): Promise<number> {
  const checks = await checksFor(given, flags);
  const merged = mergeReports(given, checks);
  if ('problem' in merged) throw new Misuse(merged.problem);
  const { value: report } = merged;
  const step = new GithubStep(flags.json === true);
  if (flags.json !== true)
    printLines([gateHeader(report), ...endedLines(report.checks), ...gateSummary(report)]);
  for (const name of unknownShares(given, checks)) printProblem(unknownText(name));
  await writeGateOutputs(report, flags);
  step.tell(report);
  return exitCodeOf(report.verdict);
}

/** The same of a campaign, which has no checks, and no other forms than those of check. */
function mergeChecks(given: readonly NamedPart[], flags: MergeFlags): number {
  const form = Object.keys(outputFiles(flags)).find((option) => option !== '--json');
  if (form !== undefined)
    throw new Misuse(`${form} is a form of the gate's report, and these are reports of check: leave it out`);
  const merged = mergeCampaigns(given);
  if ('problem' in merged) throw new Misuse(merged.problem);
  const { report, isDamaged } = merged.value;
  if (flags.json !== true) printLines(mergedCampaignLines(merged.value));
  writeJson(report, flags);
  return isDamaged ? EXIT_STATUS.misuse : exitCodeOf(report.verdict);
}

/** The checks that judge the whole: those of the configuration only where shards divided one that is not procession's. */
async function checksFor(given: readonly NamedReport[], { config }: MergeFlags): Promise<readonly Check[]> {
  // Loaded here, since no other command needs the checks.
  const { CHECKS } = await import('../../gate/checks.ts');
  if (unknownShares(given, CHECKS).length === 0) return CHECKS;
  const { checksIn } = await import('../files/check-module.ts');
  const own = await checksIn(
    configuredModules(config),
    CHECKS.map(({ name }) => name),
  );
  return [...CHECKS, ...own];
}

function unknownText(name: string): string {
  return `no module is known that has the check ${name}, which shards divided: it passes where each share does, and what its module would say of the whole is not asked; --config names the file that says which module`;
}

/** A report that is written over one of its parts cannot be made again. */
function refuseOverwriting(files: readonly string[], flags: GateOutputFlags): void {
  const given = files.map((file) => resolve(file));
  for (const [option, file] of Object.entries(outputFiles(flags)))
    if (given.includes(resolve(file)))
      throw new Misuse(`${option}: ${file} is one of the reports to be merged: name another file`);
}
