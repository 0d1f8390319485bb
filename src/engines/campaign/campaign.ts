// The property campaign: many random runs of one system beside the model, until one fails or all are done.
import { counted, grouped } from '../../contract/format-numbers.ts';
import type { Specification } from '../../model/specification.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { InvariantCounts } from '../../lockstep/invariant-counts.ts';
import type { DeviationCount } from '../../lockstep/known-deviations.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import type { Coverage } from '../coverage.ts';
import { verdictWithoutFailure, whyNothingCompared, whyUncovered } from '../verdict-rules.ts';
import type { ReasonedVerdict } from '../verdict-rules.ts';
import { afterFailure } from './after-failure.ts';
import type { CampaignFailure, SettledCampaign } from './after-failure.ts';
import type { CampaignOptions, CampaignProgress } from './options.ts';
import type { OtherFailure } from './other-failures.ts';
import { CampaignRuns } from './runs.ts';
import { search } from './search.ts';

/** The result of a campaign: what it saw, and its verdict. */
export interface CampaignResult extends ReasonedVerdict {
  readonly runs: number;
  readonly coverage: Coverage;
  readonly invariants: ReadonlyMap<InvariantId, InvariantCounts>;
  /** Forks refused because the system was as full as it says that it can be. */
  readonly refusedAtLimit: number;
  /** Known deviations of the system, and how often each occurred. */
  readonly deviations: readonly DeviationCount[];
  /** Commands of all runs, drains and the failing run included; the time is the search's, without shrinking. */
  readonly commands: number;
  readonly elapsedMs: number;
  readonly failure: CampaignFailure | undefined;
  /** Failures of other kinds, each kind once, and how many more kinds there were. */
  readonly otherFailures: readonly OtherFailure[];
  readonly otherFailuresLeft: number;
  /** Whether it was the world that kept it from a verdict. */
  readonly hindered: boolean;
}

/** Runs the campaign. A failed run is run again and shrunk before it is reported. */
export async function runCampaign(
  system: System,
  specification: Specification,
  options: CampaignOptions,
  control: RunControl<CampaignProgress>,
): Promise<CampaignResult> {
  const runs = new CampaignRuns(system, specification, options, control);
  const end = await runs.searching(() => search(system, options, runs));
  switch (end.kind) {
    case 'hindered':
      return hinderedResult(runs, end.reason);
    case 'clean':
      return resultOf(
        runs,
        end.badEnd === undefined
          ? verdictWithoutFailure(whyNotPass(runs, options, control.stopped()))
          : { verdict: 'fail', reason: end.badEnd },
      );
    case 'found': {
      const settled = await afterFailure(system, end, runs, options, control);
      if ('hindrance' in settled) return hinderedResult(runs, settled.hindrance);
      const reason = settled.failure.failure.divergence.sentence;
      return resultOf(runs, { verdict: 'fail', reason }, settled);
    }
  }
}

const NOTHING_FOUND = { failure: undefined, otherFailures: [], otherFailuresLeft: 0 } as const;

function resultOf(
  runs: CampaignRuns,
  verdict: ReasonedVerdict,
  found: SettledCampaign | typeof NOTHING_FOUND = NOTHING_FOUND,
): CampaignResult {
  const { lockstep, coverage } = runs;
  return {
    runs: runs.count,
    coverage,
    invariants: lockstep.invariantCounts,
    deviations: lockstep.deviationCounts,
    refusedAtLimit: lockstep.refusedAtLimit,
    commands: runs.commands,
    elapsedMs: runs.searchedMs,
    ...found,
    ...verdict,
    hindered: false,
  };
}

function hinderedResult(runs: CampaignRuns, reason: string): CampaignResult {
  return { ...resultOf(runs, { verdict: 'inconclusive', reason }), hindered: true };
}

function whyNotPass(
  { coverage, names, count, isOutOfTime }: CampaignRuns,
  options: CampaignOptions,
  stopped: boolean,
): string | undefined {
  const soFar = `after ${grouped(count)} of ${counted(options.runs, 'run')}`;
  if (isOutOfTime && !options.untilTime) return `the time was up ${soFar}`;
  if (stopped) return `interrupted ${soFar}`;
  const nothing = whyNothingCompared(coverage.commands, names);
  if (nothing !== undefined) return nothing;
  if (isOutOfTime && count === 0) return 'the time was up before a run came to its end';
  return whyUncovered(options.requireCoverage ? coverage.gaps() : []);
}
