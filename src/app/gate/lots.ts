// Lots: random runs of a fixed seed each, so that the verdict on a version is the same each time, and so that machines can
// divide them.
import type { System } from '../../contract/system.ts';
import { specificationOf } from '../../command-sets.ts';
import type { CampaignOptions } from '../../engines/campaign/options.ts';
import { runCampaign } from '../../engines/campaign/campaign.ts';
import type { CampaignResult } from '../../engines/campaign/campaign.ts';
import type { Subject } from './check.ts';
import { FIXED_SEED } from './settings.ts';
import { shareOf } from './surroundings.ts';
import type { Shard } from './surroundings.ts';

/** The lots of a share, by number. */
export function lotsOf(count: number, shard: Shard): readonly number[] {
  return shareOf(
    Array.from({ length: count }, (_, lot) => lot),
    shard,
  );
}

/** The seed of a lot; lot by lot it is one more. */
export function seedOf(lot: number): number {
  return FIXED_SEED + lot;
}

/** Runs a lot. */
export async function runLot(
  system: System,
  { surroundings: { control } }: Subject,
  lot: number,
  options: Omit<CampaignOptions, 'seed'>,
): Promise<CampaignResult> {
  return await runCampaign(
    system,
    specificationOf(system),
    { ...options, seed: seedOf(lot) },
    // The progress of a lot is no phrase; the check that it belongs to tells of its lots.
    { ...control, progress: undefined },
  );
}
