// A campaign whose runs several machines divided, for people: as one run tells it, as far as reports have it.
import { specificationOf } from '../../../command-sets.ts';
import type { KnownDeviation } from '../../../contract/known-deviation.ts';
import type { Guard } from '../../../contract/refusal.ts';
import type { InvariantCounts } from '../../../lockstep/invariant-counts.ts';
import type { InvariantId } from '../../../model/invariants/all.ts';
import type { CampaignReport } from '../../campaign/campaign-report.ts';
import type { MergedCampaign, ToldFailure } from '../../campaign/merge-campaigns.ts';
import { certificateText } from '../../report/certificate-text.ts';
import { unsteadyText } from '../../report/failure-text.ts';
import { counted, grouped, styled } from '../terminal.ts';
import { againLines } from './again-lines.ts';
import { countLines, noteLines, otherLines, verdictLines } from './campaign.ts';
import type { CampaignCounts } from './campaign.ts';
import { headline, paintedFailureLines } from './failure.ts';

/** The report for people. */
export function mergedCampaignLines(merged: MergedCampaign): readonly string[] {
  const { report, of, first, others } = merged;
  const specification = specificationIn(report);
  const counts = countsIn(report);
  const notes = {
    unchecked: report.unchecked,
    guards: report.guards as readonly Guard[],
    // The reader has asked of each what is told of it.
    deviations: report.knownDeviations.map(({ times, ...deviation }) => ({
      deviation: deviation as unknown as KnownDeviation,
      times,
    })),
  };
  const seed = `seed ${report.seed}, in ${counted(of, 'shard')}`;
  if (first === undefined)
    return [
      ...countLines({ ...counts, ...notes }, notes),
      '',
      ...verdictLines(
        { ...report, reason: report.reason ?? undefined },
        { system: report.system, seed, log: [] },
      ),
      ...corpusProblems(report),
    ];
  const known = noteLines(notes, notes);
  return [
    ...failureLines(first, report, seed),
    ...otherLines(
      {
        otherFailures: others.map(({ failure, certificate }) => ({ failure, certificate })),
        otherFailuresLeft: report.otherFailuresLeft,
        coverage: { specification },
      },
      { others: others.map(({ told }) => keptOf(told)) },
    ),
    ...(known.length > 0 ? ['', ...known] : []),
    ...corpusProblems(report),
  ];
}

function failureLines(
  { told, failure, certificate }: ToldFailure,
  report: CampaignReport,
  seed: string,
): readonly string[] {
  const { foundWith, flaky } = told;
  const run = report.path === null ? '' : `run ${grouped(Number(report.path) + 1)}, `;
  return [
    `${styled('red', 'FAIL')}  ${headline(failure)}`,
    '',
    ...paintedFailureLines(failure, specificationIn(report)),
    '',
    `${run}${seed}`,
    ...(foundWith === null ? [] : [`found with ${counted(foundWith, 'command')}`]),
    ...(flaky === true ? [unsteadyText(report.system, undefined)] : []),
    ...(certificate === undefined ? [] : [certificateText(certificate, failure.commands.length)]),
    ...againLines(keptOf(told)),
  ];
}

function keptOf({ file, replay }: ToldFailure['told']): {
  readonly file: string | undefined;
  readonly replay: string | undefined;
} {
  return { file: file ?? undefined, replay: replay ?? undefined };
}

/** The regression traces that are no pass. */
function corpusProblems({ corpus }: CampaignReport): readonly string[] {
  const problems = (corpus?.files ?? []).filter(
    ({ outcome }) => outcome === 'still-fails' || outcome === 'damaged',
  );
  return problems.flatMap(({ file, outcome, reason, replay }) => [
    outcome === 'damaged' ? `  ! ${reason ?? file}` : `  ✗ ${file} still fails: ${reason ?? ''}`,
    ...(replay === null ? [] : [`    replay: ${replay}`]),
  ]);
}

function specificationIn({ commandSet, profile }: CampaignReport): ReturnType<typeof specificationOf> {
  return specificationOf({ commandSet, ...(profile !== null && { profile }) });
}

function countsIn(report: CampaignReport): CampaignCounts {
  const { runs, commands, elapsedMs, refusedAtLimit, coverage, sizes, refused } = report;
  return {
    runs,
    commands,
    elapsedMs,
    refusedAtLimit,
    invariants: new Map(Object.entries(report.invariants)) as ReadonlyMap<InvariantId, InvariantCounts>,
    coverage: {
      counts: () => coverage.commands,
      witnesses: () => coverage.witnesses,
      witnessNames: Object.keys(coverage.witnesses),
      gaps: () => coverage.never,
      sizes,
      commands: refusedAndAccepted(report),
      refused,
    },
  };
}

function refusedAndAccepted({ coverage }: CampaignReport): number {
  return Object.values(coverage.commands).reduce((sum, { accepted, refused }) => sum + accepted + refused, 0);
}
