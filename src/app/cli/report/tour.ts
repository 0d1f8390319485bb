// A tour's outcome, for people and for machines.
import { againLines } from './again-lines.ts';
import type { System } from '../../../contract/system.ts';
import type { TourResult } from '../../../engines/tour/run.ts';
import type { Tour } from '../../../engines/tour/transition-tour.ts';
import type { SpaceBound } from '../../../model/bounded/bound.ts';
import { reportForm } from '../../report/report-form.ts';
import { counterexampleJson } from '../../report/counterexample-json.ts';
import { unsteadyText } from '../../report/failure-text.ts';
import { logLines } from '../options/system.ts';
import { counted, grouped, styled } from '../terminal.ts';
import { coverageLines, gapLines } from './campaign.ts';
import { paintedFailureLines, headline, shrinkLines } from './failure.ts';
import { deviationLines, deviationsJson, guardLines, uncheckedLines } from './known-deviations.ts';

/** The run, its system, and the file of its failure. */
export interface TourReport {
  readonly result: TourResult;
  readonly planned: Tour;
  readonly bound: SpaceBound;
  readonly system: System;
  /** Whether commands that are refused or change nothing were run once a kind, not from every state. */
  readonly changesOnly: boolean;
  /** Whether of states that differ by the names of ids one was gone through. */
  readonly symmetry: boolean;
  /** The first sequences, which were left out. */
  readonly skipped: number;
  readonly file: string | undefined;
  readonly replay: string | undefined;
}

/** The report for people. */
export function tourLines(report: TourReport): readonly string[] {
  const { result, planned, bound, system } = report;
  const { verdict, reason, failure, coverage } = result;
  const head = `${system.name} and the model, ids 1 … ${bound.ids}: ${bound.commands.join(', ')}`;
  const known = [
    ...deviationLines(result.deviations),
    ...uncheckedLines(system.unchecked),
    ...guardLines(system.guards),
  ];
  if (failure !== undefined)
    return [head, '', ...failureText(failure, report), ...(known.length > 0 ? ['', ...known] : [])];
  const all = report.changesOnly ? 'each kind once' : 'from every state';
  return [
    head,
    '',
    ...coverageLines(result),
    '',
    `the tour: ${counted(planned.states, 'state')}${report.symmetry ? ' up to the names of ids' : ''}, all of ${counted(planned.transitions, 'transition')} between them, ${counted(planned.still, 'command')} refused or without effect (${all})`,
    `${grouped(result.sequences)} of ${counted(planned.sequences.length, 'sequence')} run, ${counted(coverage.commands, 'command')}, ${perSecond(result.sequences, result.elapsedMs)}`,
    ...gapLines(result),
    ...skipLines(report),
    ...strayLines(result),
    ...known,
    '',
    ...(verdict === 'pass'
      ? [
          `${styled('green', 'PASS')}  ${system.name} and the model agree on ${result.strayed === 0 && report.skipped === 0 ? 'the whole tour' : 'all that was run'}`,
        ]
      : [
          `${styled(verdict === 'fail' ? 'red' : 'yellow', verdict.toUpperCase())}  ${reason ?? ''}`,
          ...logLines(system),
        ]),
  ];
}

/** The sequences that were left out, and how what is still to be run can be. The plan of a tour is the same each time. */
function skipLines({ result, planned, skipped }: TourReport): readonly string[] {
  const reached = skipped + result.sequences;
  const left = planned.sequences.length - reached;
  return [
    ...(skipped === 0 ? [] : [`skipped, and not judged: the first ${counted(skipped, 'sequence')}`]),
    ...(left === 0 || reached === 0 ? [] : [`to go on from here: the same with --skip ${reached}`]),
  ];
}

/** Said aloud, because the tour is no exhaustive search then. */
function strayLines({ strayed, sequences }: TourResult): readonly string[] {
  if (strayed === 0) return [];
  const of = `${grouped(strayed)} of ${counted(sequences, 'sequence')}`;
  return [
    `${of} went another way than planned, by choices or known deviations of the system: not every command was run from every state`,
  ];
}

function failureText(
  { minimised, flaky, history, foundWith }: NonNullable<TourResult['failure']>,
  { result, system, file, replay }: TourReport,
): readonly string[] {
  return [
    `${styled('red', 'FAIL')}  ${headline(minimised.failure)}`,
    '',
    ...paintedFailureLines(minimised.failure, result.coverage.specification),
    '',
    ...(flaky ? [unsteadyText(system.name, history)] : shrinkLines(minimised, foundWith)),
    ...againLines({ file, replay }),
    ...logLines(system),
  ];
}

/** The report for machines, with stable names (docs/json.md). */
export function tourJson({
  result,
  planned,
  bound,
  system,
  symmetry,
  skipped,
  file,
  replay,
}: TourReport): Readonly<Record<string, unknown>> {
  const { verdict, reason, sequences, coverage, invariants, elapsedMs, failure } = result;
  return {
    ...reportForm('tour'),
    verdict,
    reason: reason ?? null,
    system: system.name,
    commandSet: coverage.specification.commandSet,
    profile: coverage.specification.profile ?? null,
    ids: bound.ids,
    commands: bound.commands,
    symmetry,
    states: planned.states,
    transitions: planned.transitions,
    still: planned.still,
    sequences,
    skipped,
    strayed: result.strayed,
    sequencesMax: planned.sequences.length,
    commandsRun: coverage.commands,
    elapsedMs: Math.round(elapsedMs),
    coverage: { commands: coverage.counts(), witnesses: coverage.witnesses() },
    sizes: coverage.sizes,
    invariants: Object.fromEntries(invariants),
    knownDeviations: deviationsJson(result.deviations),
    unchecked: system.unchecked ?? [],
    guards: system.guards ?? [],
    counterexample:
      failure === undefined
        ? null
        : counterexampleJson(failure.minimised.failure, coverage.specification, {
            shrunk: { ...failure.minimised, foundWith: failure.foundWith },
            again: failure,
            file,
            replay,
          }),
  };
}

function perSecond(count: number, elapsedMs: number): string {
  return elapsedMs === 0
    ? 'at once'
    : `${counted(Math.round((1000 * count) / elapsedMs), 'sequence')} a second`;
}
