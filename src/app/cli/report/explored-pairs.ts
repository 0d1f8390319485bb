// The outcome of an exploration of pairs of commands, for people and for machines.
import { branchesAgainLines } from './again-lines.ts';
import type { Guard } from '../../../contract/refusal.ts';
import { commandCount } from '../../../counterexample/concurrent-failure.ts';
import { concurrentRecordOf } from '../../../counterexample/file/concurrent-record.ts';
import type {
  FailingPair,
  PairExploration,
  PairOptions,
} from '../../../engines/concurrency/explore-pairs.ts';
import { coversOf } from '../../../engines/certificate/scope.ts';
import type { Specification } from '../../../model/specification.ts';
import { counted, grouped, plainTable, styled, tableLines } from '../terminal.ts';
import { guardLines, uncheckedLines } from './known-deviations.ts';
import { sequentialJson, sequentialLines, smallestFailureLines } from './smallest-failure.ts';

/** A failure's file, and the line that shows it again. */
export interface StoredFailure {
  readonly file: string | undefined;
  readonly replay: string | undefined;
}

/** Facts that only the command line knows. */
export interface PairsAfterwards {
  readonly system: string;
  readonly unchecked: readonly string[];
  readonly guards: readonly Guard[];
  /** Lines with what the system itself has written. */
  readonly log: readonly string[];
  /** The files of failing pairs, in their order. */
  readonly failures: readonly StoredFailure[];
  readonly sequential: StoredFailure;
}

/** The report for people. */
export function pairsLines(
  result: PairExploration,
  specification: Specification,
  options: PairOptions,
  after: PairsAfterwards,
): readonly string[] {
  const { verdict, failures, sequential, open } = result;
  // The line that replays a failure ends the report where there is one alone; several are told each with its own.
  const storedAt = (stored: StoredFailure): readonly string[] =>
    options.allFailures ? branchesAgainLines(stored) : [];
  const failed = failures.flatMap((pair, index) => [
    ...failureText(pair, specification, after),
    ...storedAt(after.failures[index]),
    '',
  ]);
  const alone =
    sequential === undefined
      ? []
      : [...sequentialLines(sequential, specification, after.system), ...storedAt(after.sequential), ''];
  const [only] = sequential === undefined ? after.failures : [after.sequential];
  const kept = only === undefined || options.allFailures ? [] : branchesAgainLines(only);
  const about = [...uncheckedLines(after.unchecked), ...guardLines(after.guards)];
  const isTold = failed.length > 0 || alone.length > 0;
  const covered = countLines(result, specification, options, after);
  const left = isTold && open !== undefined && options.allFailures ? [`not all was run: ${open}`] : [];
  return [
    ...failed,
    ...alone,
    ...covered,
    ...(failures.length > 0 && options.allFailures ? ['', ...pairTable(failures)] : []),
    ...about,
    ...left,
    ...(kept.length > 0 ? ['', ...kept] : []),
    ...(isTold
      ? after.log
      : [...(covered.length > 0 ? [''] : []), ...verdictLines(result, specification, options, after)]),
    ...(verdict === 'fail' && !isTold ? after.log : []),
  ];
}

/** The failure itself, in lanes. */
function failureText(
  { failure, names }: FailingPair,
  specification: Specification,
  { system }: PairsAfterwards,
): readonly string[] {
  const commands = commandCount(failure.program);
  const found = { failure, foundWith: commands, shrunkTo: commands, executions: 0 };
  return [
    ...smallestFailureLines(found, specification, { system }),
    `no program of ${names.join(' and ')} with a shorter prefix fails so within the bound`,
  ];
}

/** The bound, and the work that was done. */
function countLines(
  result: PairExploration,
  specification: Specification,
  { bound, executionsMax }: PairOptions,
  { system }: PairsAfterwards,
): readonly string[] {
  const { mode, counts, failing, reductionGivenUp, failures } = result;
  if (mode === undefined || counts.statesMax === 0) return [];
  const { states, statesMax, programs, executions, outcomes, overlapping, longest } = counts;
  const rows: readonly (readonly [string, number, string])[] = [
    ['states', states, `${states < statesMax ? `of ${grouped(statesMax)}, ` : ''}up to the names of ids`],
    ['programs', programs, 'pairs of commands from a state'],
    [
      'executions',
      executions,
      `at most ${grouped(executionsMax)} a program; the longest of ${counted(longest, 'step')}`,
    ],
    ['different histories', outcomes, `${grouped(overlapping)} with overlapping commands`],
    ...(failing > 0 && failures.length > 0 ? [['failing programs', failing, ''] as const] : []),
  ];
  const width = Math.max(...rows.map(([, count]) => grouped(count).length));
  return [
    `${system}, two commands at the same time: ${boundText(specification, bound)}`,
    bound.commands.join(' '),
    '',
    ...rows.map(([name, count, more]) =>
      `${name.padEnd(20)}  ${grouped(count).padStart(width)}  ${more}`.trimEnd(),
    ),
    `${'schedules'.padEnd(20)}  ${schedulesText(result)}`,
    ...(reductionGivenUp === undefined ? [] : [`not reduced: ${reductionGivenUp}`]),
  ];
}

function boundText(specification: Specification, bound: PairOptions['bound']): string {
  return coversOf(specification, bound).replace(/^all sequences of .* on ids/, 'ids');
}

function schedulesText({ preemptionsMax, isUntold }: PairExploration): string {
  if (preemptionsMax === undefined) return 'all';
  const bound = `of at most ${counted(preemptionsMax, 'preemption')}`;
  return isUntold ? `${bound}: its steps do not say what they touch (--preemptions none: all)` : bound;
}

/** The failing pairs, a line each. */
function pairTable(failures: readonly FailingPair[]): readonly string[] {
  const table = plainTable([
    { name: 'commands', alignment: 'left' },
    { name: 'kind', alignment: 'left' },
    { name: 'failing programs', alignment: 'right' },
  ]);
  for (const { names, kind, programs } of failures)
    table.addRow({ commands: names.join(', '), kind, 'failing programs': grouped(programs) });
  return tableLines(table);
}

function verdictLines(
  result: PairExploration,
  specification: Specification,
  { bound }: PairOptions,
  { system }: PairsAfterwards,
): readonly string[] {
  const { verdict, reason = '', counts, preemptionsMax } = result;
  if (verdict === 'pass') {
    const schedules =
      preemptionsMax === undefined
        ? 'under all schedules'
        : `under all schedules of at most ${counted(preemptionsMax, 'preemption')}`;
    return [
      `${styled('green', 'PASS')}  ${system}: every history of two commands at the same time has an order that explains it, from each of ${counted(counts.states, 'state')} at ${boundText(specification, bound)}, ${schedules}`,
    ];
  }
  return verdict === 'fail'
    ? [`${styled('red', 'FAIL')}  ${reason}`]
    : [`${styled('yellow', 'INCONCLUSIVE')}  ${reason}`];
}

/** The report for machines, with stable names (docs/json.md). */
export function pairsJson(
  result: PairExploration,
  specification: Specification,
  { bound, executionsMax }: PairOptions,
  after: PairsAfterwards,
): Readonly<Record<string, unknown>> {
  const { verdict, reason, mode, counts, preemptionsMax, failing, failures, sequential, open, elapsedMs } =
    result;
  return {
    verdict,
    reason: reason ?? null,
    system: after.system,
    commandSet: specification.commandSet,
    profile: specification.profile ?? null,
    branches: 2,
    mode: mode ?? null,
    ids: bound.ids,
    handles: 0,
    threads: 0,
    ...bound.amounts,
    commands: bound.commands,
    preemptionsMax: preemptionsMax ?? null,
    touchedUntold: result.isUntold,
    schedulesMax: executionsMax,
    ...counts,
    open: open ?? null,
    reductionGivenUp: result.reductionGivenUp ?? null,
    elapsedMs: Math.round(elapsedMs),
    unchecked: after.unchecked,
    guards: after.guards,
    failing,
    failures: failures.map(({ kind, names, programs, failure }, index) => ({
      kind,
      commands: names,
      programs,
      counterexample: concurrentRecordOf(failure, { system: after.system }, specification.vocabulary),
      file: after.failures[index].file ?? null,
      replay: after.failures[index].replay ?? null,
    })),
    sequential:
      sequential === undefined
        ? null
        : {
            ...sequentialJson(sequential, specification),
            file: after.sequential.file ?? null,
            replay: after.sequential.replay ?? null,
          },
  };
}
