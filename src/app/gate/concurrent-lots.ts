// Lots of random programs of branches, run on a system for the gate or a suite of tests.
import { SETS_WITH_SHARED_TABLES, specificationOf } from '../../command-sets.ts';
import { counted } from '../../contract/format-numbers.ts';
import type { System } from '../../contract/system.ts';
import { runConcurrentCampaign } from '../../engines/concurrency/concurrent-campaign.ts';
import type { ConcurrentCampaignResult } from '../../engines/concurrency/concurrent-campaign.ts';
import { concurrentSubjectOf } from '../../engines/concurrency/concurrent-subject.ts';
import { sharedTableBySteps } from '../../own-shared-tables.ts';
import { isOwnName } from '../../own-systems.ts';
import { concurrentRunnerOf } from '../../systems/free-runs.ts';
import { branchesOutcome } from './branches-outcome.ts';
import type { CheckOutcome, Subject } from './check.ts';
import { excused, inconclusive, NO_SHARE, pass } from './check.ts';
import { failureOutcome } from './failure-outcome.ts';
import { lotsOf, seedOf } from './lots.ts';
import { isGates, moreTime } from './settings.ts';
import type { Settings } from './settings.ts';
import { worldFor } from './world.ts';

/** An amount of work. */
export interface ConcurrentAmount {
  readonly lots: number;
  readonly branches: number;
  /** Programs of a lot. */
  readonly programs: number;
  readonly preemptionsMax: number;
  readonly executionsMax: number;
  readonly freeRuns: number;
}

/** The search may take half of a check's time, and what is left of four fifths goes to making a failure small. */
const ALL_SHARE = 0.8;
const CERTIFY_SHARE = 0.3;

/** The gate's seeds are always the same, so that the same code gets the same verdict. */
function seedIn(settings: Settings, lot: number): number {
  return isGates(settings) ? seedOf(lot) : settings.seed + lot;
}

/** Runs the lots of this shard on a system, or on the shared table in place of our own; the outcome of the check. */
export async function concurrentLots(
  asked: System,
  subject: Subject,
  { lots: lotsOfAll, ...amount }: ConcurrentAmount,
): Promise<CheckOutcome> {
  const { settings, surroundings } = subject;
  const stands = isGates(settings) && isOwnName(asked.name);
  if (stands && !SETS_WITH_SHARED_TABLES.includes(specificationOf(asked).commandSet))
    return excused('there is no table of these commands that workers share');
  const system = stands ? sharedTableBySteps(specificationOf(asked).commandSet) : asked;
  if ((system.concurrent ?? []).length === 0) {
    const sentence = 'it offers no way to run commands at the same time';
    return isGates(settings) ? excused(sentence) : inconclusive(`${sentence}, which branches asks for`);
  }
  const lots = lotsOf(lotsOfAll, surroundings.shard);
  if (lots.length === 0) return NO_SHARE;
  const world = worldFor(settings.timeoutMs * ALL_SHARE, surroundings.control);
  const totals = { programs: 0, executions: 0, histories: 0, overlapping: 0 };
  for (const [done, lot] of lots.entries()) {
    surroundings.control.progress?.(`${done} of ${counted(lots.length, 'lot')}`);
    const seed = seedIn(settings, lot);
    const result = await runConcurrentCampaign(
      concurrentSubjectOf(system, specificationOf(system), concurrentRunnerOf(system, seed)),
      {
        ...amount,
        seed,
        certifyTimeMs: settings.timeoutMs * CERTIFY_SHARE,
      },
      world,
    );
    if (result.verdict === 'fail') return failedOutcome(system, result, seed, settings);
    if (result.verdict !== 'pass') {
      const why = world.stopped() ? `${result.reason}; ${moreTime(settings)}` : (result.reason ?? '');
      return { ...inconclusive(why), evidence: { totals } };
    }
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += result.counts[name];
  }
  const where = stands ? ` of ${system.name}` : '';
  return pass(
    `${counted(totals.programs, 'program')}${where}, ${counted(totals.executions, 'execution')}, ${counted(totals.histories, 'different history', 'different histories')}`,
    { totals },
  );
}

function failedOutcome(
  system: System,
  { failure, sequential, failedAt, reason = '' }: ConcurrentCampaignResult,
  seed: number,
  settings: Settings,
): CheckOutcome {
  if (sequential !== undefined) {
    const { failure: sequence, certificate } = sequential.minimised;
    return failureOutcome(system, sequence, { save: settings.save, seed, certificate });
  }
  if (failure === undefined) return inconclusive(reason);
  const { save, replayed } = settings;
  return branchesOutcome(system, failure, {
    seed,
    save,
    ...(failedAt !== undefined && { program: failedAt }),
    ...(replayed && { replayed }),
  });
}
