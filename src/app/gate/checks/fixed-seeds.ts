// The check by random commands of fixed seeds: the same verdict on the same version each time, on any number of machines.
import { counted } from '../../../contract/format-numbers.ts';
import type { System } from '../../../contract/system.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { inconclusive, NO_SHARE, pass } from '../check.ts';
import type { CheckEvidence } from '../check-evidence.ts';
import { coverageEvidenceOf } from '../coverage-evidence.ts';
import { searchFailed } from '../failure-outcome.ts';
import { mergedEvidence } from '../merged-evidence.ts';
import { lotsOf, runLot, seedOf } from '../lots.ts';
import { isGates, profileOf, RANDOM_IDS_MAX, WITH_DRAIN } from '../settings.ts';
import type { GateProfile, Settings } from '../settings.ts';
import { withSystem } from '../using-system.ts';

/** Lots, and the sizes of each. */
export interface Lots {
  readonly lots: number;
  readonly runs: number;
  readonly commandsMax: number;
}

const LOT = { runs: 100, commandsMax: 100 } as const;
/** Lots by profile; those of a larger one begin with those of a smaller one. */
export const FIXED_LOTS: Readonly<Record<GateProfile, number>> = { quick: 4, full: 40, nightly: 400 };

export const FIXED_SEEDS_CHECK: Check = {
  name: 'fixed-seeds',
  line: 'properties',
  claim: () => 'it agrees with the model on random commands of fixed seeds',
  cost: (settings) => costOfLots({ ...LOT, lots: lotsFor(settings) }),
  needs: [],
  isAsked: isGates,
  divides: true,
  run: async (subject) => {
    const { unseen: _, ...outcome } = await subject.once(allLots);
    const { coverage, ...evidence } = outcome.evidence ?? {};
    if (coverage === undefined) return outcome;
    const { commandSet, commands, witnesses } = coverage;
    return { ...outcome, evidence: { ...evidence, coverage: { commandSet, commands, witnesses } } };
  },
};

/** The lots of the profile, for whoever asks first. Their evidence tells classes of transitions apart. */
export async function allLots(subject: Subject): Promise<LotsOutcome> {
  let unseen: readonly string[] | undefined;
  const outcome = await withSystem(subject.make, async (system) => {
    const found = await fixedSeeds(system, subject, { ...LOT, lots: lotsFor(subject.settings) });
    ({ unseen } = found);
    return found;
  });
  return { ...outcome, ...(unseen !== undefined && { unseen }) };
}

/** The outcome of lots, and, in a phrase each, everything that should occur and did in none of them. */
export type LotsOutcome = CheckOutcome & { readonly unseen?: readonly string[] };

/** Commands at most. */
export function costOfLots({ lots, runs, commandsMax }: Lots): number {
  return WITH_DRAIN * lots * runs * commandsMax;
}

function lotsFor(settings: Settings): number {
  return settings.seeds ?? FIXED_LOTS[profileOf(settings)];
}

/** The outcome of this share of the lots. */
export async function fixedSeeds(
  system: System,
  subject: Subject,
  { lots: all, runs, commandsMax }: Lots,
): Promise<LotsOutcome> {
  const { make: fresh, settings, surroundings } = subject;
  const found: CheckEvidence[] = [];
  let unseen: readonly string[] | undefined;
  const lots = lotsOf(all, surroundings.shard);
  if (lots.length === 0) return NO_SHARE;
  for (const [done, lot] of lots.entries()) {
    surroundings.control.progress?.(`${done} of ${counted(lots.length, 'seed')}`);
    const result = await runLot(system, subject, lot, {
      runs,
      commandsMax,
      idsMax: RANDOM_IDS_MAX,
      classes: true,
      fresh,
    });
    if (result.failure !== undefined)
      return searchFailed(system, result.failure, {
        ...settings,
        seed: seedOf(lot),
        numRuns: runs,
        commandsMax,
      });
    if (result.verdict !== 'pass')
      return {
        ...inconclusive(result.reason ?? 'the search came to no verdict'),
        // A part of the lots reaches less than all of them, so that nothing is said of what is missing.
        evidence: mergedEvidence(found),
      };
    const { commands, coverage } = result;
    const gaps = coverage.gaps();
    unseen = unseen?.filter((gap) => gaps.includes(gap)) ?? gaps;
    found.push({ totals: { seeds: 1, runs: result.runs, commands }, coverage: coverageEvidenceOf(coverage) });
  }
  const evidence = mergedEvidence(found);
  const { runs: done = 0, commands = 0 } = evidence.totals ?? {};
  const sentence = `${counted(lots.length, 'seed')}, ${counted(done, 'run')}, ${counted(commands, 'command')}`;
  return { ...pass(sentence, evidence), ...(unseen && { unseen }) };
}
