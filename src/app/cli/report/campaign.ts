// A campaign's outcome, for people and for machines.
import { againLines } from './again-lines.ts';
import type { Guard } from '../../../contract/refusal.ts';
import { printCommands } from '../../../contract/notation/trace.ts';
import type { CampaignFailure } from '../../../engines/campaign/after-failure.ts';
import type { CampaignOptions } from '../../../engines/campaign/options.ts';
import type { CampaignResult } from '../../../engines/campaign/campaign.ts';
import type { Coverage, Sizes } from '../../../engines/coverage.ts';
import { reportForm } from '../../report/report-form.ts';
import { counterexampleJson } from '../../report/counterexample-json.ts';
import { unsteadyText } from '../../report/failure-text.ts';
import type { OtherFailure } from '../../../engines/campaign/other-failures.ts';
import type { Specification } from '../../../model/specification.ts';
import { missedWords } from '../../../lockstep/divergence.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import { deviationLines, deviationsJson, guardLines, uncheckedLines } from './known-deviations.ts';
import { paintedFailureLines, headline, shrinkLines, paintedTellingLines } from './failure.ts';
import { counted, grouped, plainTable, styled, tableLines, wrapped } from '../terminal.ts';

/** The file of a failure, and the line that shows it again. */
export interface Kept {
  readonly file: string | undefined;
  readonly replay: string | undefined;
}

/** Facts that only the command line knows. */
export interface Afterwards extends Kept {
  readonly system: string;
  /** The share of the runs that it did, where that is not all: `shard 2/4 of 1,000 runs`. */
  readonly share?: string;
  /** The same of the other failures, one for each. */
  readonly others: readonly Kept[];
  /** Sentences on the rules that cannot be checked on it here. */
  readonly unchecked: readonly string[];
  /** The refusals that its adapter decides. */
  readonly guards: readonly Guard[];
  /** Lines with what the system itself has written. */
  readonly log: readonly string[];
}

/** The counts of a campaign, as far as people are told them. */
export interface CampaignCounts
  extends Pick<CampaignResult, 'runs' | 'commands' | 'elapsedMs' | 'refusedAtLimit' | 'invariants'> {
  readonly coverage: Pick<
    Coverage,
    'counts' | 'witnesses' | 'witnessNames' | 'gaps' | 'sizes' | 'commands' | 'refused'
  >;
}

/** The report for people. */
export function campaignLines(
  result: CampaignResult,
  options: CampaignOptions,
  after: Afterwards,
): readonly string[] {
  if (result.failure !== undefined) {
    const first = failureText(result.coverage.specification, result.failure, after);
    const known = noteLines(result, after);
    return [...first, ...otherLines(result, after), ...(known.length > 0 ? ['', ...known] : [])];
  }
  const seed = `seed ${options.seed}${after.share === undefined ? '' : `, ${after.share}`}`;
  return [...countLines(result, after), '', ...verdictLines(result, { ...after, seed })];
}

/** Everything counted, and what is to be known of the system beside it. */
export function countLines(
  result: CampaignCounts & Pick<CampaignResult, 'deviations'>,
  after: Pick<Afterwards, 'unchecked' | 'guards'>,
): readonly string[] {
  return [...coverageLines(result), '', ...summaryLines(result), ...noteLines(result, after)];
}

/** The known deviations, the rules not checked, the refusals that an adapter decides. */
export function noteLines(
  { deviations }: Pick<CampaignResult, 'deviations'>,
  { unchecked, guards }: Pick<Afterwards, 'unchecked' | 'guards'>,
): readonly string[] {
  return [...deviationLines(deviations), ...uncheckedLines(unchecked), ...guardLines(guards)];
}

/** The verdict on a campaign without a counterexample. */
export function verdictLines(
  { verdict, reason = '', runs }: Pick<CampaignResult, 'verdict' | 'reason' | 'runs'>,
  {
    system,
    seed,
    log,
  }: Pick<Afterwards, 'system' | 'log'> & {
    /** The seed and the share of the runs, in words. */
    readonly seed: string;
  },
): readonly string[] {
  switch (verdict) {
    case 'pass':
      return [
        `${styled('green', 'PASS')}  ${system} and the model agree in ${counted(runs, 'run')}, ${seed}`,
      ];
    case 'fail':
      return [`${styled('red', 'FAIL')}  ${reason}`, seed, ...log];
    case 'inconclusive':
      return [`${styled('yellow', 'INCONCLUSIVE')}  ${reason}`, seed];
  }
}

/** The report for machines, with stable names (docs/json.md). */
export function campaignJson(
  result: CampaignResult,
  options: CampaignOptions,
  after: Afterwards,
): Readonly<Record<string, unknown>> {
  const { coverage, failure } = result;
  return {
    ...reportForm('check'),
    verdict: result.verdict,
    reason: result.reason ?? null,
    system: after.system,
    commandSet: coverage.specification.commandSet,
    profile: coverage.specification.profile ?? null,
    seed: options.seed,
    path: failure?.path ?? null,
    runs: result.runs,
    runsMax: options.path === undefined ? options.runs : 1,
    commandsMax: options.commandsMax,
    idsMax: options.idsMax,
    commands: result.commands,
    refused: coverage.refused,
    meanLength: result.runs === 0 ? 0 : result.commands / result.runs,
    elapsedMs: Math.round(result.elapsedMs),
    commandsPerSecond: perSecond(result),
    coverage: { commands: coverage.counts(), witnesses: coverage.witnesses(), never: coverage.gaps() },
    sizes: coverage.sizes,
    refusedAtLimit: result.refusedAtLimit,
    invariants: Object.fromEntries(result.invariants),
    knownDeviations: deviationsJson(result.deviations),
    unchecked: after.unchecked,
    guards: after.guards,
    counterexample:
      failure === undefined ? null : failureJson(failure, coverage.specification, after, failure),
    otherFailures: result.otherFailures.map((other, index) =>
      failureJson(other, coverage.specification, after.others[index] ?? NOT_KEPT),
    ),
    otherFailuresLeft: result.otherFailuresLeft,
  };
}

const NOT_KEPT: Kept = { file: undefined, replay: undefined };

function failureJson(
  found: OtherFailure,
  specification: Specification,
  kept: Kept,
  again?: Pick<CampaignFailure, 'flaky' | 'history'>,
): Readonly<Record<string, unknown>> {
  return counterexampleJson(found.failure, specification, { shrunk: found, again, ...kept });
}

function summaryLines(result: CampaignCounts): readonly string[] {
  const { coverage, runs, commands } = result;
  const mean = runs === 0 ? 0 : commands / runs;
  const share = coverage.commands === 0 ? 0 : (100 * coverage.refused) / coverage.commands;
  return [
    `${counted(runs, 'run')}, ${counted(commands, 'command')} (${mean.toFixed(1)} a run, ${share.toFixed(0)} % refused), ${counted(perSecond(result), 'command')} a second`,
    ...gapLines(result),
    ...(result.refusedAtLimit === 0
      ? []
      : [
          `${counted(result.refusedAtLimit, 'fork')} refused because it was as full as it says that it can be`,
        ]),
  ];
}

/** Coverage: what was reached of what must sometimes happen and be checked, and each thing that was not. */
export function gapLines(result: Pick<CampaignCounts, 'coverage' | 'invariants'>): readonly string[] {
  const { coverage } = result;
  const reached = Object.values(coverage.witnesses()).filter((seen) => seen !== null).length;
  return [
    `${reached} of ${counted(coverage.witnessNames.length, 'witness', 'witnesses')} reached; ${invariantLine(result)}`,
    ...coverage.gaps().map((gap) => styled('yellow', `  ${gap}`)),
    sizesLine(coverage.sizes),
  ];
}

/** The sizes reached: of more nothing is said. */
function sizesLine({ processes, groups, sessions, commands }: Sizes): string {
  return `at most ${counted(processes, 'process', 'processes')}, ${counted(groups, 'group')} and ${counted(sessions, 'session')} at once; the longest run had ${counted(commands, 'command')}`;
}

/** With the columns before it, a table some 100 wide. */
const REASONS_WIDTH = 64;

/** One row a command: how often it was accepted, and refused for what. */
export function coverageLines({ coverage }: Pick<CampaignCounts, 'coverage'>): readonly string[] {
  const table = plainTable([
    { name: 'command', alignment: 'left' },
    { name: 'accepted', alignment: 'right' },
    { name: 'refused', alignment: 'right' },
    { name: 'for (of these alone)', alignment: 'left' },
  ]);
  for (const [command, { accepted, refused, refusals }] of Object.entries(coverage.counts())) {
    const reasons = Object.entries(refusals).map(
      ([name, { times, alone }]) => `${name} ${grouped(times)} (${grouped(alone)})`,
    );
    const [first, ...more] = wrapped(reasons, REASONS_WIDTH);
    const counts = { accepted: grouped(accepted), refused: grouped(refused) };
    table.addRow({ command, ...counts, 'for (of these alone)': first });
    for (const line of more) table.addRow({ 'for (of these alone)': line });
  }
  return tableLines(table);
}

/** The invariants that were checked, and those that could not be. */
function invariantLine({ invariants }: Pick<CampaignResult, 'invariants'>): string {
  const entries = [...invariants].sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)));
  const checked = entries.filter(([, { checked: times }]) => times > 0).map(([id]) => id);
  const unchecked = entries.filter(([, { checked: times }]) => times === 0).map(([id]) => id);
  const not =
    unchecked.length === 0
      ? ''
      : `; NOT checked, the system does not show what they need: ${unchecked.join(' ')}`;
  return `invariants checked: ${checked.length === 0 ? 'none' : checked.join(' ')}${not}`;
}

function failureText(
  specification: Specification,
  found: CampaignFailure,
  after: Afterwards,
): readonly string[] {
  const { failure } = found;
  return [
    `${styled('red', 'FAIL')}  ${headline(failure)}`,
    '',
    ...paintedFailureLines(failure, specification),
    '',
    ...found.fastCheck.split('\n'),
    ...(after.share === undefined ? [] : [after.share]),
    '',
    ...(found.flaky ? [unsteadyText(after.system, found.history)] : shrinkLines(found, found.foundWith)),
    ...againLines(after),
    ...after.log,
  ];
}

/** The failures of other kinds, shortly; `show` and `replay` have more to say of each. */
export function otherLines(
  {
    otherFailures,
    otherFailuresLeft,
    coverage,
  }: {
    readonly otherFailures: readonly Pick<OtherFailure, 'failure' | 'certificate'>[];
    readonly otherFailuresLeft: number;
    readonly coverage: Pick<Coverage, 'specification'>;
  },
  { others }: Pick<Afterwards, 'others'>,
): readonly string[] {
  if (otherFailures.length === 0) return [];
  const told = otherFailures.flatMap(({ failure, certificate }, index) => {
    const { file, replay } = others[index] ?? NOT_KEPT;
    const { commands, divergence } = failure;
    const certified = certificate?.shortest === true ? 'certified shortest' : 'not certified';
    return [
      '',
      `  ${headline(failure)}${missedIn(divergence)} (${counted(commands.length, 'command')}, ${certified})`,
      `    ${printCommands(commands, coverage.specification.vocabulary).join('; ')}`,
      ...paintedTellingLines(divergence).map((line) => `    ${line}`),
      ...(file === undefined ? [] : [`    saved:  ${file}`]),
      ...(replay === undefined ? [] : [`    replay: ${replay}`]),
    ];
  });
  const left =
    otherFailuresLeft === 0
      ? []
      : [
          '',
          `  and ${counted(otherFailuresLeft, 'failure')} of further kinds: --all-failures tells them too`,
        ];
  return ['', 'It fails in other ways too, by the same fault or by others:', ...told, ...left];
}

/** The words that tell several failures of one command apart. */
function missedIn({ missed }: Divergence): string {
  return missed === undefined ? '' : `, ${missedWords(missed)} missed`;
}

function perSecond({ commands, elapsedMs }: Pick<CampaignResult, 'commands' | 'elapsedMs'>): number {
  return elapsedMs === 0 ? 0 : Math.round((1000 * commands) / elapsedMs);
}
