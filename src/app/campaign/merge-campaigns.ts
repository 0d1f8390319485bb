// The reports of all shards of a campaign, put together to the report that one run would have given.
import { specificationOf, VOCABULARIES } from '../../command-sets.ts';
import { declarationProblem } from '../../contract/declaration.ts';
import type { Certificate } from '../../counterexample/file/record.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { gapsIn, witnessesFor } from '../../engines/coverage.ts';
import { verdictBesideCorpus, verdictWithoutFailure, whyUncovered } from '../../engines/verdict-rules.ts';
import type { ReasonedVerdict } from '../../engines/verdict-rules.ts';
import { counted } from '../../contract/format-numbers.ts';
import { commandsTogether, togetherByName } from '../gate/merged-evidence.ts';
import { whyNotOneRun } from '../gate/one-run.ts';
import { shardText } from '../gate/report/shard-text.ts';
import { reportedFailure } from '../matrix/found-failure.ts';
import type { CampaignCounterexample, CampaignPart, CampaignReport } from './campaign-report.ts';

/** The report of a shard, and the file that it was read from. */
export interface NamedPart {
  readonly file: string;
  readonly report: CampaignPart;
}

/** A counterexample of a report, and the failure that it tells of. */
export interface ToldFailure {
  readonly told: CampaignCounterexample;
  readonly failure: Failure;
  readonly certificate: Certificate | undefined;
}

/** The whole: its report, and the failures in it. */
export interface MergedCampaign {
  readonly report: CampaignReport;
  readonly of: number;
  readonly first: ToldFailure | undefined;
  readonly others: readonly ToldFailure[];
  /** Whether a damaged regression trace decided. */
  readonly isDamaged: boolean;
}

/** The report of the whole, or a sentence that says why these are not the shards of one campaign. */
export function mergeCampaigns(
  given: readonly NamedPart[],
): { readonly value: MergedCampaign } | { readonly problem: string } {
  const parts = given.map(({ file, report }) => ({
    file,
    identity: identityOf(report),
    shards: [report.shard],
  }));
  const problem = whyNotOneRun(parts) ?? unknownSpecification(given[0].report);
  if (problem !== undefined) return { problem };
  const inOrder = given.toSorted((one, other) => one.report.shard.index - other.report.shard.index);
  const failures = failuresIn(inOrder);
  return 'problem' in failures ? failures : { value: mergedOf(inOrder, failures.value) };
}

/** The facts that all shards of a campaign share, by the words that a sentence has for them. */
function identityOf(report: CampaignPart): Readonly<Record<string, string>> {
  const { system, commandSet, profile, seed, commandsMax, idsMax, shard } = report;
  return {
    system,
    'command set': commandSet,
    profile: profile ?? 'none',
    seed: String(seed),
    'number of all runs': String(shard.runs),
    'limit of commands': String(commandsMax),
    'limit of ids': String(idsMax),
    'requirement of coverage': shard.requireCoverage ? 'set' : 'not set',
    'search behind the first failure': shard.allFailures ? 'set' : 'not set',
    ...shard.facts,
  };
}

function unknownSpecification({ commandSet, profile }: CampaignReport): string | undefined {
  return declarationProblem({ commandSet, profile: profile ?? undefined }, VOCABULARIES);
}

/** The failures of each shard, the one that it reports as its first before the others. */
function failuresIn(
  parts: readonly NamedPart[],
): { readonly value: readonly (readonly ToldFailure[])[] } | { readonly problem: string } {
  const all: ToldFailure[][] = [];
  for (const { file, report } of parts) {
    const own: ToldFailure[] = [];
    for (const told of [
      ...(report.counterexample === null ? [] : [report.counterexample]),
      ...report.otherFailures,
    ]) {
      const read = reportedFailure(told, report);
      if ('problem' in read) return { problem: `${file}: ${read.problem}` };
      const { failure, record } = read.value;
      own.push({ told, failure, certificate: record.certificate });
    }
    all.push(own);
  }
  return { value: all };
}

function mergedOf(
  parts: readonly NamedPart[],
  failures: readonly (readonly ToldFailure[])[],
): MergedCampaign {
  const reports = parts.map(({ report }) => report);
  const [{ report: base }] = parts;
  const failing = reports.findIndex(({ counterexample }) => counterexample !== null);
  const deciding = reports[failing];
  const ran = ranByOne(reports);
  const counts = countsOf(ran);
  const coverage = coverageOf(ran, base);
  const searched = verdictOf(reports, coverage.never);
  const { verdict, reason, isDamaged } = verdictBesideCorpus(searched, corpusCountsOf(base));
  const [first, ...others] = failing < 0 ? [] : kindsOf(failures.slice(failing).flat());
  const report: CampaignReport = {
    ...base,
    verdict,
    reason: reason ?? null,
    path: deciding?.path ?? null,
    ...counts,
    runsMax: base.shard.runs,
    coverage,
    unchecked: [...new Set(reports.flatMap(({ unchecked }) => unchecked))],
    guards: [...new Set(reports.flatMap(({ guards }) => guards))],
    counterexample: deciding?.counterexample ?? null,
    otherFailures: others.map(({ told }) => told),
    otherFailuresLeft: sumOf(reports.map(({ otherFailuresLeft }) => otherFailuresLeft)),
    shard: null,
  };
  return { report, of: base.shard.of, first, others, isDamaged };
}

/** The shards that one run would have come to: it ends with its first failure, unless it goes on behind it. */
function ranByOne(reports: readonly CampaignPart[]): readonly CampaignPart[] {
  const end = reports.findIndex(
    ({ counterexample, shard }) =>
      counterexample !== null &&
      !(shard.allFailures && counterexample.flaky !== true && counterexample.step >= 0),
  );
  return end < 0 ? reports : reports.slice(0, end + 1);
}

type Counts = Pick<
  CampaignReport,
  | 'runs'
  | 'commands'
  | 'refused'
  | 'meanLength'
  | 'elapsedMs'
  | 'commandsPerSecond'
  | 'sizes'
  | 'refusedAtLimit'
  | 'invariants'
  | 'knownDeviations'
>;

function countsOf(ran: readonly CampaignPart[]): Counts {
  const sum = (of: (report: CampaignPart) => number): number => sumOf(ran.map(of));
  const most = (of: (sizes: CampaignReport['sizes']) => number): number =>
    Math.max(...ran.map(({ sizes }) => of(sizes)));
  const runs = sum((report) => report.runs);
  const commands = sum((report) => report.commands);
  const elapsedMs = sum((report) => report.elapsedMs);
  return {
    runs,
    commands,
    refused: sum((report) => report.refused),
    meanLength: runs === 0 ? 0 : commands / runs,
    elapsedMs,
    commandsPerSecond: elapsedMs === 0 ? 0 : Math.round((1000 * commands) / elapsedMs),
    sizes: {
      processes: most(({ processes }) => processes),
      groups: most(({ groups }) => groups),
      sessions: most(({ sessions }) => sessions),
      commands: most((sizes) => sizes.commands),
    },
    refusedAtLimit: sum((report) => report.refusedAtLimit),
    invariants: togetherByName(
      ran.map(({ invariants }) => invariants),
      (values) => ({
        checked: sumOf(values.map(({ checked }) => checked)),
        notShown: sumOf(values.map(({ notShown }) => notShown)),
      }),
    ),
    knownDeviations: deviationsOf(ran),
  };
}

/** The deviations of the list, each with the times that it occurred in all. */
function deviationsOf(ran: readonly CampaignPart[]): CampaignReport['knownDeviations'] {
  const all = ran.flatMap(({ knownDeviations }) => knownDeviations);
  const same = Map.groupBy(all, (each) => JSON.stringify({ ...each, times: 0 }));
  return [...same.values()].map((each) => ({ ...each[0], times: sumOf(each.map(({ times }) => times)) }));
}

/** A witness was first seen after the commands of the shards before it and those of its own. */
function coverageOf(
  ran: readonly CampaignPart[],
  { commandSet, profile }: CampaignReport,
): CampaignReport['coverage'] {
  const specification = specificationOf({ commandSet, ...(profile !== null && { profile }) });
  const commands = commandsTogether(ran.map(({ coverage }) => coverage.commands));
  const witnesses: Record<string, number | null> = {};
  let before = 0;
  for (const { coverage } of ran) {
    for (const [name, seen] of Object.entries(coverage.witnesses))
      witnesses[name] ??= seen === null ? null : before + seen;
    before += sumOf(Object.values(coverage.commands).map(({ accepted, refused }) => accepted + refused));
  }
  const names = specification.commands.filter((name) => Object.hasOwn(commands, name));
  const unseen = witnessesFor(specification, names).filter((name) => (witnesses[name] ?? null) === null);
  return { commands, witnesses, never: [...gapsIn(specification, commands, unseen)] };
}

/** The verdict of the search: the first failure that a run shows, else a bad end, else what kept it from a verdict. */
function verdictOf(reports: readonly CampaignPart[], gaps: readonly string[]): ReasonedVerdict {
  const failing = reports.filter(({ shard }) => shard.searched.verdict === 'fail');
  const worst = failing.find(({ counterexample }) => counterexample !== null) ?? failing[0];
  if (worst !== undefined) return { verdict: 'fail', reason: worst.shard.searched.reason ?? undefined };
  const open = reports.filter(({ shard }) => shard.searched.verdict === 'inconclusive');
  if (open.length > 0) {
    const told = open.map(({ shard }) => `shard ${shardText(shard)}: ${shard.searched.reason ?? ''}`);
    return verdictWithoutFailure(told.join('; '));
  }
  return verdictWithoutFailure(whyUncovered(reports[0].shard.requireCoverage ? gaps : []));
}

/** The regression traces, which the first shard alone replays. */
function corpusCountsOf({ corpus }: CampaignReport): Parameters<typeof verdictBesideCorpus>[1] {
  const files = corpus?.files ?? [];
  const of = (wanted: string): number => files.filter(({ outcome }) => outcome === wanted).length;
  return {
    failing: of('still-fails'),
    damaged: of('damaged'),
    all: counted(files.length, 'regression trace'),
  };
}

/** Each kind of failure once, in the order in which they are first met; of one kind that with the fewest commands. */
function kindsOf([first, ...others]: readonly ToldFailure[]): readonly ToldFailure[] {
  const kinds = Map.groupBy(others, ({ failure }) => failure.divergence.failureClass);
  kinds.delete(first.failure.divergence.failureClass);
  const shortest = (same: readonly ToldFailure[]): ToldFailure =>
    same.reduce((one, other) => (other.failure.commands.length < one.failure.commands.length ? other : one));
  return [first, ...[...kinds.values()].map(shortest)];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
