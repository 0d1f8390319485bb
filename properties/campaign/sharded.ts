// A campaign in shards without a command line: the report of each, as check prints it, and of all in one.
import { readCampaignPart } from '../../src/app/campaign/campaign-report.ts';
import type { CampaignPart } from '../../src/app/campaign/campaign-report.ts';
import { mergeCampaigns } from '../../src/app/campaign/merge-campaigns.ts';
import type { MergedCampaign } from '../../src/app/campaign/merge-campaigns.ts';
import type { RunShare } from '../../src/app/campaign/run-share.ts';
import { runShareOf } from '../../src/app/campaign/run-share.ts';
import { campaignJson } from '../../src/app/cli/report/campaign.ts';
import { specificationOf } from '../../src/command-sets.ts';
import type { System } from '../../src/contract/system.ts';
import { controlIn } from '../../src/contract/run-control.ts';
import { runCampaign } from '../../src/engines/campaign/campaign.ts';
import type { CampaignOptions } from '../../src/engines/campaign/options.ts';

/** A campaign to be divided. */
export interface Divided {
  readonly make: () => System;
  readonly options: CampaignOptions;
  /** The runs of a shard, where they are not to be the right ones. */
  readonly share?: (index: number, of: number) => RunShare;
}

type Json = Readonly<Record<string, unknown>>;

/** The report of one run. */
export async function wholeReport({ make, options }: Divided): Promise<Json> {
  return { ...(await reportOf(make(), options)), corpus: null, shard: null };
}

/** The report of a shard. */
export async function partOf(divided: Divided, index: number, of: number): Promise<CampaignPart> {
  const { make, options, share = (i, n) => runShareOf(options.runs, { index: i, of: n }) } = divided;
  const { requireCoverage = false, allFailures = false, runs } = options;
  const report = await reportOf(make(), { ...options, ...share(index, of), requireCoverage: false });
  const { verdict, reason } = report;
  const shard = { index, of, runs, requireCoverage, allFailures, searched: { verdict, reason }, facts: {} };
  const read = readCampaignPart(JSON.parse(JSON.stringify({ ...report, corpus: null, shard })));
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

/** All shards put together. */
export async function mergedOf(divided: Divided, of: number): Promise<MergedCampaign> {
  const parts: CampaignPart[] = [];
  for (let index = 0; index < of; index += 1) parts.push(await partOf(divided, index, of));
  return mergedParts(parts);
}

/** The same of parts that are there; the file of each is named by its number. */
export function mergedParts(parts: readonly CampaignPart[]): MergedCampaign {
  const merged = mergeCampaigns(named(parts));
  if ('problem' in merged) throw new Error(merged.problem);
  return merged.value;
}

/** Each part in a file of its own. */
export function named(parts: readonly CampaignPart[]): Parameters<typeof mergeCampaigns>[0] {
  return parts.map((report, place) => ({ file: `${place + 1}.json`, report }));
}

/** Everything but the times. */
export function timeless(report: object): Json {
  return { ...report, elapsedMs: 0, commandsPerSecond: 0 };
}

async function reportOf(system: System, options: CampaignOptions): Promise<Json> {
  const result = await runCampaign(system, specificationOf(system), options, controlIn({}));
  const about = {
    system: system.name,
    unchecked: system.unchecked ?? [],
    guards: system.guards ?? [],
    log: [],
  };
  const kept = { file: undefined, replay: undefined };
  const after = { ...about, ...kept, others: result.otherFailures.map(() => kept) };
  return JSON.parse(JSON.stringify(campaignJson(result, options, after))) as Json;
}
