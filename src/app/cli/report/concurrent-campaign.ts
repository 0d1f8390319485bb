// The outcome of a campaign of branches, for people and for machines.
import { branchesAgainLines } from './again-lines.ts';
import type { Guard } from '../../../contract/refusal.ts';
import { CONCURRENT_MODES } from '../../../contract/concurrent/program.ts';
import { concurrentRecordOf } from '../../../counterexample/file/concurrent-record.ts';
import type {
  ConcurrentCampaignOptions,
  ConcurrentCampaignResult,
} from '../../../engines/concurrency/concurrent-campaign.ts';
import type { Specification } from '../../../model/specification.ts';
import { counted, grouped, styled } from '../terminal.ts';
import { sequentialJson, sequentialLines, smallerLines, smallestFailureLines } from './smallest-failure.ts';
import { guardLines, uncheckedLines } from './known-deviations.ts';

const [FREE] = CONCURRENT_MODES;

/** Facts that only the command line knows. */
export interface ConcurrentAfterwards {
  readonly system: string;
  readonly unchecked: readonly string[];
  readonly guards: readonly Guard[];
  /** Lines with what the system itself has written. */
  readonly log: readonly string[];
  /** The file of the failure, and the line that shows it again. */
  readonly file: string | undefined;
  readonly replay: string | undefined;
}

/** The report for people. */
export function concurrentCampaignLines(
  result: ConcurrentCampaignResult,
  specification: Specification,
  options: ConcurrentCampaignOptions,
  after: ConcurrentAfterwards,
): readonly string[] {
  const { failure, sequential } = result;
  const covered = coveredLines(result, options);
  const about = [...notShownLines(result), ...uncheckedLines(after.unchecked), ...guardLines(after.guards)];
  const kept = [...branchesAgainLines(after), ...after.log];
  if (failure !== undefined)
    return [
      ...smallestFailureLines(failure, specification, { system: after.system, seed: options.seed }),
      '',
      ...covered,
      ...smallerLines(failure),
      ...kept,
      ...about,
    ];
  if (sequential !== undefined)
    return [...sequentialLines(sequential, specification, after.system, covered), ...kept, ...about];
  const before = [...covered, ...about];
  return [...before, ...(before.length > 0 ? [''] : []), ...verdictLines(result, options, after)];
}

function verdictLines(
  { verdict, reason = '', counts }: ConcurrentCampaignResult,
  { seed }: ConcurrentCampaignOptions,
  { system, log }: ConcurrentAfterwards,
): readonly string[] {
  if (verdict === 'pass')
    return [
      `${styled('green', 'PASS')}  every history of ${counted(counts.programs, 'program')} of ${system} has an order that explains it, seed ${seed}`,
    ];
  const [colour, word] =
    verdict === 'fail' ? (['red', 'FAIL'] as const) : (['yellow', 'INCONCLUSIVE'] as const);
  return [`${styled(colour, word)}  ${reason}`, `seed ${seed}`, ...(verdict === 'fail' ? log : [])];
}

/** A system that shows no processes is judged by its answers alone. */
function notShownLines({ verdict, counts }: ConcurrentCampaignResult): readonly string[] {
  return verdict === 'pass' && !counts.showsProcesses
    ? [styled('yellow', 'NOT compared, the system shows no processes: the state when all is at rest')]
    : [];
}

/** The work that was done, a line or two. */
function coveredLines(
  { mode, counts }: ConcurrentCampaignResult,
  { branches, preemptionsMax, executionsMax }: ConcurrentCampaignOptions,
): readonly string[] {
  if (mode === undefined) return [];
  const programs = `${counted(counts.programs, 'program')} of ${branches} branches`;
  if (mode === FREE)
    return [
      `${programs}, ${counted(counts.executions, 'free run')}: ${grouped(counts.overlapping)} with overlapping commands, ${counted(counts.histories, 'different history', 'different histories')}`,
      `of ${counted(counts.orders, 'possible order')}, ${grouped(counts.onlyOrders)} were the only explanation of a history`,
    ];
  const bounds = counts.byBound.map((count, bound) => `${bound}: ${grouped(count)}`).join(', ');
  return [
    `${programs}, ${counted(counts.executions, 'execution')}: ${counted(counts.histories, 'different history', 'different histories')}, ${grouped(counts.overlapping)} with overlapping commands`,
    `programs of which all schedules were run, by the most preemptions: ${bounds === '' ? 'none' : bounds} (asked for: up to ${preemptionsMax}, at most ${counted(executionsMax, 'execution')} each)`,
  ];
}

/** The report for machines, with stable names (docs/json.md). */
export function concurrentCampaignJson(
  result: ConcurrentCampaignResult,
  specification: Specification,
  options: ConcurrentCampaignOptions,
  after: ConcurrentAfterwards,
): Readonly<Record<string, unknown>> {
  const { verdict, reason, mode, counts, failure, sequential, failedAt, elapsedMs } = result;
  const { seed, branches, programs, preemptionsMax, executionsMax, freeRuns } = options;
  const origin = { system: after.system, seed, ...(failedAt !== undefined && { program: failedAt }) };
  return {
    verdict,
    reason: reason ?? null,
    system: after.system,
    commandSet: specification.commandSet,
    profile: specification.profile ?? null,
    seed,
    branches,
    mode: mode ?? null,
    programs: counts.programs,
    programsMax: programs,
    preemptionsMax,
    schedulesMax: executionsMax,
    freeRuns,
    executions: counts.executions,
    overlapping: counts.overlapping,
    showsProcesses: counts.showsProcesses,
    histories: counts.histories,
    byPreemptions: counts.byBound,
    orders: { possible: counts.orders, onlyExplanations: counts.onlyOrders },
    elapsedMs: Math.round(elapsedMs),
    unchecked: after.unchecked,
    guards: after.guards,
    failedAt: failedAt ?? null,
    counterexample:
      failure === undefined
        ? null
        : {
            ...concurrentRecordOf(failure.failure, origin, specification.vocabulary, failure.certificate),
            foundWith: failure.foundWith,
            shrunkTo: failure.shrunkTo,
            executions: failure.executions,
          },
    sequential: sequentialJson(sequential, specification),
    file: after.file ?? null,
    replay: after.replay ?? null,
  };
}
