// The campaign that a user gets who sets nothing, against a system judged by its behaviour alone.
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { runCampaign } from './by-set.ts';
import type { CampaignResult } from '../../src/engines/campaign/campaign.ts';

/** The defaults of `procession check`, without its few large runs: what is caught is caught by the many small ones. */
const DEFAULTS = { runs: 1000, commandsMax: 100, idsMax: 8 } as const;

/** No clock and no interruptions: the same seed always ends the same way. */
const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };

/** Nobody asks the system's opinion of its own innards: what it answers and shows has to tell. */
export function campaign(system: SystemUnderTest, seed: number, shrinkMax = 1): Promise<CampaignResult> {
  return runCampaign(
    { ...system, selfCheck: () => [] },
    { ...DEFAULTS, seed, shrinkMax, certifyStatesMax: 0 },
    WORLD,
  );
}
