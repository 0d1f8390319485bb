// The reports of all shards of a run, put together to the report that one run would have given.
import { counted } from '../../contract/format-numbers.ts';
import type { Check } from './check.ts';
import { mergedEvidence } from './merged-evidence.ts';
import type { CheckReport, GateReport } from './gate.ts';
import { endingOf, reportOfGate } from './gate.ts';
import { whyNotOneRun } from './one-run.ts';
import { runFacts } from './run-facts.ts';
import { shardText } from './report/shard-text.ts';

/** A report, and the file that it was read from. */
export interface NamedReport {
  readonly file: string;
  readonly report: GateReport;
}

/** The report of the whole, or a sentence that says why these are not the shards of one run. */
export function mergeReports(
  given: readonly NamedReport[],
  checks: readonly Check[],
): { readonly value: GateReport } | { readonly problem: string } {
  const parts = given.map(({ file, report }) => ({
    file,
    identity: identityOf(report),
    shards: report.shards,
  }));
  const problem = whyNotOneRun(parts) ?? unaskedAmong(given);
  if (problem !== undefined) return { problem };
  const reports = given
    .map(({ report }) => report)
    .toSorted((one, other) => one.shards[0].index - other.shards[0].index);
  const [first] = reports;
  const notRun = [...new Set(reports.flatMap((report) => report.notRun))];
  const merged = namesOf(reports).flatMap((name) =>
    mergedCheck(name, reports, notRun.includes(name), checks),
  );
  const { procession, code, configuration, system, profile, seed, base, only, threshold } = first;
  const run = {
    procession,
    code,
    configuration,
    system,
    profile,
    seed,
    base,
    ...(only !== undefined && { only }),
    ...(threshold !== undefined && { threshold }),
    shards: [{ index: 0, of: 1 }],
    began: reports.map(({ began }) => began).reduce((one, other) => (one < other ? one : other)),
  };
  return { value: reportOfGate(run, merged, notRun) };
}

/** The checks, by name, of which shards did a share each, and which are none of these: only their module could judge the whole. */
export function unknownShares(given: readonly NamedReport[], checks: readonly Check[]): readonly string[] {
  const names = given.flatMap(({ report }) =>
    report.checks.filter(({ extent }) => extent === 'share').map(({ name }) => plainName(name)),
  );
  return [...new Set(names)].filter((plain) => !checks.some(({ name }) => name === plain));
}

/** The facts that all shards of a run share, by the words that a sentence has for them. */
function identityOf(report: GateReport): Readonly<Record<string, string>> {
  return { ...runFacts(report), system: report.system, seed: String(report.seed) };
}

/** A sentence about the first check of which a part was never asked: no verdict may leave that out. */
function unaskedAmong(given: readonly NamedReport[]): string | undefined {
  const names = new Set(
    given.flatMap(({ report }) => [...report.checks.map(({ name }) => name), ...report.notRun]),
  );
  for (const name of names) {
    const problem = unaskedPart(name, given);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function unaskedPart(name: string, given: readonly NamedReport[]): string | undefined {
  const told = given.map(({ file, report }) => ({
    file,
    isCutShort: report.notRun.length > 0,
    isNotRun: report.notRun.includes(name),
    extent: report.checks.find((check) => check.name === name)?.extent,
  }));
  // A shard that was interrupted does not list what others do: it is no pass as it is.
  const silent = told.find(({ extent, isCutShort }) => extent === undefined && !isCutShort);
  const cure = 'run all shards again with the same options';
  if (silent !== undefined)
    return `these are not of one run: ${silent.file} says nothing of the check ${name}, which another shard has; ${cure}`;
  if (told.some(({ isNotRun }) => isNotRun)) return undefined;
  const of = (wanted: CheckReport['extent']) => told.filter(({ extent }) => extent === wanted);
  if (of('share').length === 0 && of('whole').length === 0)
    return `no shard has done the check ${name}: each says that another does it; ${cure}`;
  const [sharing] = of('share');
  const [other] = told.filter(({ extent }) => extent === 'elsewhere' || extent === 'whole');
  return sharing === undefined || other === undefined
    ? undefined
    : `these are not of one run: ${sharing.file} has a share of the check ${name}, and ${other.file} has none; ${cure}`;
}

/** In the order in which one run has them: every shard lists all, unless it was interrupted. */
function namesOf(reports: readonly GateReport[]): readonly string[] {
  const longest = reports.toSorted((one, other) => other.checks.length - one.checks.length);
  return [...new Set(longest.flatMap(({ checks }) => checks.map(({ name }) => name)))];
}

/** A check of all shards; nothing where one of them did not come to it, and no other has found it failing. */
function mergedCheck(
  name: string,
  reports: readonly GateReport[],
  cutShort: boolean,
  checks: readonly Check[],
): readonly CheckReport[] {
  const parts = reports.flatMap((report) =>
    report.checks
      .filter((check) => check.name === name && check.extent !== 'elsewhere')
      .map((check) => ({ check, shard: report.shards.map(shardText).join(', ') })),
  );
  const failing = parts.filter(({ check }) => check.verdict === 'fail');
  if (parts.length === 0 || (cutShort && failing.length === 0)) return [];
  const [{ check: first }] = parts;
  if (parts.length === 1 && first.extent === 'whole') return [first];
  const evidence = mergedEvidence(parts.map(({ check }) => check.evidence));
  const { unjudged: _, ...judgedFirst } = first;
  const whole = {
    ...judgedFirst,
    evidence,
    elapsedMs: parts.reduce((sum, { check }) => sum + check.elapsedMs, 0),
    extent: 'whole',
  } as const;
  const plain = plainName(name);
  const isOpen = parts.some(({ check }) => check.verdict !== 'pass' && !check.leftOut);
  // Without evidence it was left out, and is so still.
  const isBare = Object.keys(evidence).length === 0;
  const judged = isOpen || isBare ? undefined : checks.find((check) => check.name === plain)?.judged;
  return [
    judged === undefined
      ? { ...whole, ...endOf(parts, whole) }
      : { ...whole, ...endingOf(judged(evidence)), counterexample: null },
  ];
}

/** `random` for `random/posix`. */
function plainName(name: string): string {
  return name.split('/', 1)[0];
}

/** The report of a check by one shard. */
interface Part {
  readonly check: CheckReport;
  readonly shard: string;
}

type End = Pick<CheckReport, 'verdict' | 'leftOut' | 'unjudged' | 'sentence' | 'report' | 'counterexample'>;

/** Any failure fails; then trouble counts; what applies to some shards applies. */
function endOf(parts: readonly Part[], { evidence }: CheckReport): End {
  const of = (chosen: (check: CheckReport) => boolean) => parts.filter(({ check }) => chosen(check));
  const failing = of(({ verdict }) => verdict === 'fail');
  const open = of(({ verdict, leftOut }) => verdict === 'inconclusive' && !leftOut);
  const passing = of(({ verdict }) => verdict === 'pass');
  const aside = of(({ leftOut }) => leftOut);
  const [deciding = []] = [failing, open, passing, aside].filter(({ length }) => length > 0);
  const [{ check }] = deciding;
  const counterexamples = failing
    .flatMap((part) => part.check.counterexample ?? [])
    .toSorted((one, other) => one.commands - other.commands);
  return {
    verdict: check.verdict,
    leftOut: check.leftOut,
    ...(deciding.some((part) => part.check.unjudged) && { unjudged: true }),
    sentence: passing === deciding ? totalsText(evidence, deciding) : sentenceOf(deciding),
    report: reportOf(deciding),
    counterexample: counterexamples[0] ?? null,
  };
}

/** The reports of the shards, or the one that all of them give. */
function reportOf(parts: readonly Part[]): string | null {
  const [{ check }] = parts;
  if (check.report === null || parts.every((part) => part.check.report === check.report)) return check.report;
  return parts
    .map((part) => `shard ${part.shard}:\n\n${part.check.report ?? part.check.sentence}`)
    .join('\n\n');
}

/** The counts of the whole; the sentences of the shards count their share. */
function totalsText({ totals = {} }: CheckReport['evidence'], parts: readonly Part[]): string {
  const counts = Object.entries(totals).map(([name, count]) => counted(count, singularOf(name), name));
  return counts.length === 0
    ? sentenceOf(parts)
    : `${counts.join(', ')}, in ${counted(parts.length, 'shard')}`;
}

/** The name of a total, which is in the plural, for one of it: `runs` is `run`, `mutants killed` is `mutant killed`. */
function singularOf(name: string): string {
  return name.replace(/^(\w*(?:ss|sh|ch|x))es\b|^(\w*[^\Ws])s\b/, '$1$2');
}

/** The sentences of the shards, each once. */
function sentenceOf(parts: readonly Part[]): string {
  const same = Map.groupBy(parts, ({ check }) => check.sentence);
  if (same.size === 1) return [...same.keys()].join('');
  return [...same]
    .map(([sentence, group]) => `${group.map(({ shard }) => shard).join(', ')}: ${sentence}`)
    .join('; ');
}
