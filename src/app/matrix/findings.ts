// The findings of one report by clause: how often each decided, what failed, what is known to deviate. They are the same
// whichever command wrote it; the gate's are of each command set that it asked.
import type { CommandSetEntry } from '../../command-sets.ts';
import { COMMAND_SET_NAMES, COMMAND_SETS, commandSetOf } from '../../command-sets.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { invariantsOf } from '../../model/invariants/all.ts';
import type { CoverageEvidence } from '../gate/check-evidence.ts';
import { clausesIn, clausesOfSet } from '../gate/clauses.ts';
import type { CheckReport, GateReport } from '../gate/gate.ts';
import { mergedEvidence } from '../gate/merged-evidence.ts';
import { failureIn, gateFailureIn, LINEARIZABLE } from './found-failure.ts';
import type { FoundFailure } from './found-failure.ts';
import type { SystemReport } from './read-system-report.ts';
import type {
  CheckFindings,
  CommandReport,
  ExploreFindings,
  ReportedCounterexample,
  TourFindings,
} from './report-tables.ts';

/** The report that findings come from. */
export interface Source {
  readonly file: string;
  readonly command: SystemReport['command'];
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** Commands that the system was given. */
  readonly commands: number;
}

/** A clause that one report asked of a system. */
export interface AskedClause {
  readonly clause: string;
  /** The times that it decided; `null` where it did, and nobody counted. */
  readonly decided: number | null;
  /** Whether the system does not show what it is judged by. */
  readonly unshown: boolean;
}

/** A known deviation that occurred. */
export interface OccurredDeviation {
  readonly clause: string;
  readonly reason: string;
  readonly times: number;
}

/** The findings of one report on one command set. */
export interface SystemFindings {
  readonly system: string;
  readonly commandSet: string;
  readonly profile: string | null;
  readonly source: Source;
  readonly asked: readonly AskedClause[];
  readonly failures: readonly FoundFailure[];
  readonly deviations: readonly OccurredDeviation[];
  /** Sentences on what cannot be checked on the system, and on what its adapter decides. */
  readonly gaps: readonly string[];
}

type Read<Value> = { readonly value: Value } | { readonly problem: string };

/** The findings in a report, or a sentence that completes "FILE: …". */
export function findingsIn(file: string, given: SystemReport): Read<readonly SystemFindings[]> {
  if (given.command === 'gate') return gateFindings(file, given.report);
  const { command, report } = given;
  const { system, commandSet, profile, verdict, reason } = report;
  const set = commandSetOf(commandSet);
  if (set === undefined) return { problem: unknownSet('commandSet', commandSet) };
  if (profile !== null && set.specifications.every((each) => each.profile !== profile))
    return { problem: `profile is ${describeValue(profile)}, which the ${commandSet} commands do not have` };
  const failures = failuresIn(report);
  if ('problem' in failures) return failures;
  const { commands, ...found } = command === 'explore' ? explored(set, report) : walked(set, given);
  const source = { file, command, verdict, reason, commands };
  return { value: [{ system, commandSet, profile, source, failures: failures.value, ...found }] };
}

function unknownSet(place: string, commandSet: string): string {
  return `${place} is ${describeValue(commandSet)}, and this release has ${COMMAND_SET_NAMES.join(', ')}`;
}

function failuresIn(report: CommandReport['report']): Read<readonly FoundFailure[]> {
  const given: readonly ReportedCounterexample[] = [
    ...(report.counterexample === null ? [] : [report.counterexample]),
    ...('otherFailures' in report ? report.otherFailures : []),
  ];
  const failures: FoundFailure[] = [];
  for (const each of given) {
    const read = failureIn(each, report);
    if ('problem' in read) return read;
    failures.push(read.value);
  }
  return { value: failures };
}

type Found = Pick<SystemFindings, 'asked' | 'deviations' | 'gaps'>;

/** The findings of check and of tour, which count in the same way. */
function walked(
  set: CommandSetEntry,
  given: Exclude<CommandReport, { readonly command: 'explore' }>,
): Found & Pick<Source, 'commands'> {
  const { coverage, invariants, knownDeviations, unchecked, guards }: CheckFindings | TourFindings =
    given.report;
  const witnesses = Object.entries(coverage.witnesses).map(([name, seen]) => [name, seen === null ? 0 : 1]);
  return {
    commands: given.command === 'check' ? given.report.commands : given.report.commandsRun,
    asked: [
      ...commandClauses(set, {
        commandSet: set.table.vocabulary.id,
        commands: coverage.commands,
        witnesses: Object.fromEntries(witnesses) as Readonly<Record<string, number>>,
      }),
      ...invariantsOf(set.table.vocabulary).map((clause) => {
        const { checked, notShown } = Object.hasOwn(invariants, clause) ? invariants[clause] : NEVER;
        return { clause, decided: checked, unshown: checked === 0 && notShown > 0 };
      }),
    ],
    deviations: occurred(set, knownDeviations),
    gaps: [
      ...unchecked,
      ...(guards.length === 0 ? [] : [`its adapter decides ${guards.join(', ')}, not the system itself`]),
    ],
  };
}

const NEVER = { checked: 0, notShown: 0 } as const;

/** The findings of an exhaustive search: the invariants hold of every state and step, which it does not count one by one. */
function explored(set: CommandSetEntry, report: ExploreFindings): Found & Pick<Source, 'commands'> {
  const { transitions, selfLoops, refusals, notShown } = report;
  const commands = transitions + selfLoops + refusals;
  return {
    commands,
    asked: [
      ...commandClauses(set, exploredCoverage(report)),
      ...invariantsOf(set.table.vocabulary).map((clause) => {
        const unshown = notShown.includes(clause);
        return { clause, decided: unshown || commands === 0 ? 0 : null, unshown };
      }),
    ],
    deviations: [],
    gaps: [],
  };
}

function exploredCoverage(report: ExploreFindings): CoverageEvidence {
  const { commandSet, acceptedByCommand, refusalsByCommand, witnesses } = report;
  const refused = Map.groupBy(refusalsByCommand, ({ command }) => command);
  const commands = Object.entries(acceptedByCommand).map(([name, accepted]) => {
    const refusals = (refused.get(name) ?? []).map(
      ({ refusal, applied, alone }) => [refusal, { times: applied, alone }] as const,
    );
    return [name, { accepted, refused: 0, refusals: Object.fromEntries(refusals) }] as const;
  });
  const seen = Object.entries(witnesses).map(([name, path]) => [name, path === null ? 0 : 1] as const);
  return { commandSet, commands: Object.fromEntries(commands), witnesses: Object.fromEntries(seen) };
}

/** The clauses that the commands which were asked can decide, as the gate counts them. */
function commandClauses(set: CommandSetEntry, coverage: CoverageEvidence): readonly AskedClause[] {
  const [{ witnesses }] = set.specifications;
  const isAsked = (command: string): boolean => Object.hasOwn(coverage.commands, command);
  const canShow = clausesOfSet(set).filter(({ shows }) =>
    shows.some((sign) =>
      'witness' in sign ? (witnesses[sign.witness].needs ?? []).every(isAsked) : isAsked(sign.command),
    ),
  );
  return clausesIn('', { coverage })
    .filter(({ clause }) => canShow.some((each) => each.clause === clause))
    .map(({ clause, decided }) => ({ clause, decided, unshown: false }));
}

function occurred(
  set: CommandSetEntry,
  known: readonly { readonly command: string; readonly reason: string; readonly times: number }[],
): readonly OccurredDeviation[] {
  const { commands } = set.table.vocabulary;
  return known
    .filter(({ command, times }) => times > 0 && Object.hasOwn(commands, command))
    .map(({ command, reason, times }) => ({ clause: commands[command].clause, reason, times }));
}

/** The checks that are about a system, by the command set that they ask. Those about procession itself say nothing of it. */
function gateFindings(file: string, report: GateReport): Read<readonly SystemFindings[]> {
  const bySet = Map.groupBy(report.checks, ({ commandSet }) => commandSet);
  const all: SystemFindings[] = [];
  for (const [commandSet, checks] of bySet) {
    if (commandSet === null) continue;
    const set = commandSetOf(commandSet);
    if (set === undefined) return { problem: unknownSet('a check’s commandSet', commandSet) };
    const findings = gateFindingsOf(file, systemOf(report, set), set, checks);
    if ('problem' in findings) return findings;
    all.push(findings.value);
  }
  return all.length === 0 ? { problem: 'it has no check of a system' } : { value: all };
}

/** The gate of all our tables names them in one text; each set is asked of its own. */
function systemOf({ system }: GateReport, { makeSystem }: CommandSetEntry): string {
  const own = COMMAND_SETS.map((each) => each.makeSystem().name);
  return system === own.join(', ') ? makeSystem().name : system;
}

function gateFindingsOf(
  file: string,
  system: string,
  set: CommandSetEntry,
  checks: readonly CheckReport[],
): Read<SystemFindings> {
  const { id } = set.table.vocabulary;
  // The commands given to mutants were not given to the system.
  const evidences = checks
    .map(({ evidence }) => evidence)
    .filter(({ killMatrix }) => killMatrix === undefined);
  const { coverage, totals = {}, deviations = [] } = mergedEvidence(evidences);
  const failures = gateFailures(system, checks);
  if ('problem' in failures) return failures;
  const told = checks.filter(({ leftOut }) => !leftOut);
  const open = told.find(({ verdict }) => verdict !== 'pass');
  const failing = told.find(({ verdict }) => verdict === 'fail');
  const { verdict, sentence = null, name = '' } = failing ?? open ?? { verdict: 'pass' as const };
  return {
    value: {
      system,
      commandSet: id,
      profile: null,
      source: {
        file,
        command: 'gate',
        verdict,
        reason: sentence === null ? null : `${name}: ${sentence}`,
        commands: totals['commands'] ?? 0,
      },
      asked: [
        ...(coverage === undefined ? [] : commandClauses(set, coverage)),
        ...[...invariantsOf(set.table.vocabulary), LINEARIZABLE].flatMap((clause) =>
          judgedBy(clause, clause === LINEARIZABLE ? 'concurrency' : clause, told),
        ),
      ],
      failures: failures.value,
      deviations: occurred(set, deviations),
      gaps: checks
        .filter((check) => plainName(check) === 'unchecked' && check.verdict !== 'pass')
        .map((check) => check.sentence),
    },
  };
}

/** The clause that one check is about, where it was judged. */
function judgedBy(clause: string, name: string, told: readonly CheckReport[]): readonly AskedClause[] {
  return told
    .filter((check) => plainName(check) === name)
    .map(({ verdict, evidence: { totals = {} } }) => ({
      clause,
      decided: verdict === 'pass' ? (totals['checked'] ?? totals['histories'] ?? null) : 0,
      unshown: false,
    }));
}

/** `I9` for `I9/first`. */
function plainName({ name }: CheckReport): string {
  return name.split('/', 1)[0];
}

function gateFailures(system: string, checks: readonly CheckReport[]): Read<readonly FoundFailure[]> {
  const failures: FoundFailure[] = [];
  for (const check of checks.filter(({ verdict }) => verdict === 'fail')) {
    const name = plainName(check);
    const { sentence, counterexample } = check;
    const given = counterexample ?? { commands: 0, trace: null, file: null, replay: null };
    const read = gateFailureIn(given, { system, sentence, check: name });
    if ('problem' in read) return read;
    failures.push(read.value);
  }
  return { value: failures };
}
