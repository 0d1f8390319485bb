// The check that commands at the same time do as if they had followed one another: random programs of branches on systems
// that offer it, and of our own tables on the one that workers share.
import { specificationOf } from '../../../command-sets.ts';
import { BRANCHES_MIN } from '../../../contract/concurrent/program.ts';
import type { ConcurrentRunner } from '../../../contract/concurrent/run.ts';
import { counted } from '../../../contract/format-numbers.ts';
import type { System } from '../../../contract/system.ts';
import { runConcurrentCampaign } from '../../../engines/concurrency/concurrent-campaign.ts';
import type { ConcurrentCampaignResult } from '../../../engines/concurrency/concurrent-campaign.ts';
import { concurrentSubjectOf } from '../../../engines/concurrency/concurrent-subject.ts';
import type { ConcurrentSubject } from '../../../engines/concurrency/concurrent-subject.ts';
import { sharedTableBySteps } from '../../../own-shared-tables.ts';
import { isOwnName } from '../../../own-systems.ts';
import { concurrentRunnerOf } from '../../../systems/free-runs.ts';
import { branchesOutcome } from '../branches-outcome.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, inconclusive, NO_SHARE, pass } from '../check.ts';
import { failureOutcome } from '../failure-outcome.ts';
import { lotsOf, seedOf } from '../lots.ts';
import { isGates, moreTime, profileOf } from '../settings.ts';
import type { GateProfile, Settings } from '../settings.ts';
import { withSystem } from '../using-system.ts';
import { worldFor } from '../world.ts';

/** Programs of a lot, and the commands that one has at most: its prefix and two branches, or three. */
const PROGRAMS = 10;
const COMMANDS_MAX = 13;

/** An amount of work. */
interface Amount {
  readonly lots: number;
  readonly preemptionsMax: number;
  readonly executionsMax: number;
  readonly freeRuns: number;
}

const AMOUNTS: Readonly<Record<GateProfile | 'suite', Amount>> = {
  quick: { lots: 5, preemptionsMax: 1, executionsMax: 2000, freeRuns: 10 },
  full: { lots: 20, preemptionsMax: 2, executionsMax: 20_000, freeRuns: 20 },
  nightly: { lots: 200, preemptionsMax: 2, executionsMax: 100_000, freeRuns: 50 },
  suite: { lots: 5, preemptionsMax: 2, executionsMax: 20_000, freeRuns: 20 },
};

/** The search may take half of a check's time, and what is left of four fifths goes to making a failure small. */
const ALL_SHARE = 0.8;
const CERTIFY_SHARE = 0.3;

export const CONCURRENCY_CHECK: Check = {
  name: 'concurrency',
  claim: (settings) =>
    `commands of ${branchesOf(settings)} branches at the same time do as if they had followed one another${isGates(settings) ? '' : ` (with seed=${settings.seed})`}`,
  cost: (settings) => {
    const { lots, executionsMax } = amountOf(settings);
    return lots * PROGRAMS * executionsMax * COMMANDS_MAX;
  },
  needs: [],
  isAsked: (settings) => isGates(settings) || settings.branches !== undefined,
  divides: true,
  run: (subject) => withSystem(subject.make, (system) => concurrency(system, subject)),
};

/** The amount of work. */
function amountOf(settings: Settings): Amount {
  const amount = AMOUNTS[isGates(settings) ? profileOf(settings) : 'suite'];
  return branchesOf(settings) === BRANCHES_MIN ? amount : { ...amount, preemptionsMax: 1 };
}

function branchesOf({ branches = BRANCHES_MIN }: Settings): number {
  return branches;
}

/** The gate's seeds are always the same, so that the same code gets the same verdict. */
function seedIn(settings: Settings, lot: number): number {
  return isGates(settings) ? seedOf(lot) : settings.seed + lot;
}

async function concurrency(asked: System, subject: Subject): Promise<CheckOutcome> {
  const { settings, surroundings } = subject;
  const stands = isGates(settings) && isOwnName(asked.name);
  const system = stands ? sharedTableBySteps(specificationOf(asked).commandSet) : asked;
  if ((system.concurrent ?? []).length === 0) {
    const sentence = 'it offers no way to run commands at the same time';
    return isGates(settings) ? excused(sentence) : inconclusive(`${sentence}, which branches asks for`);
  }
  const amount = amountOf(settings);
  const lots = lotsOf(amount.lots, surroundings.shard);
  if (lots.length === 0) return NO_SHARE;
  const world = worldFor(settings.timeoutMs * ALL_SHARE, surroundings.control);
  const totals = { programs: 0, executions: 0, histories: 0, overlapping: 0 };
  for (const [done, lot] of lots.entries()) {
    surroundings.control.progress?.(`${done} of ${counted(lots.length, 'lot')}`);
    const seed = seedIn(settings, lot);
    const runner = concurrentRunnerOf(system, seed);
    const result = await runConcurrentCampaign(
      subjectOf(system, runner),
      {
        ...amount,
        branches: branchesOf(settings),
        programs: PROGRAMS,
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

function subjectOf(system: System, runner: ConcurrentRunner | undefined): ConcurrentSubject | undefined {
  return concurrentSubjectOf(system, specificationOf(system), runner);
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
