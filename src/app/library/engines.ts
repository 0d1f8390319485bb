// The engines for users of the package: each goes by the specification of the command set that a system says it answers.
import { specificationOf } from '../../command-sets.ts';
import type { Command } from '../../contract/command.ts';
import type { Run } from '../../lockstep/run-plan.ts';
import type { System } from '../../contract/system.ts';
import * as campaigns from '../../engines/campaign/campaign.ts';
import type { CampaignResult } from '../../engines/campaign/campaign.ts';
import type { CampaignOptions } from '../../engines/campaign/options.ts';
import * as shrinking from '../../counterexample/shrink/shrink.ts';
import type { Shrunk, ShrinkOptions } from '../../counterexample/shrink/shrink.ts';
import * as beside from '../../lockstep/lockstep.ts';
import type { LockstepOptions } from '../../lockstep/lockstep.ts';
import * as replaying from '../../lockstep/replay.ts';
import type { Specification } from '../../model/specification.ts';

/** Runs commands on a system beside the model, everything compared after each, and resets it at the end. */
export async function replay(
  system: System,
  commands: readonly Command[],
  options?: Parameters<typeof replaying.replay>[3],
): Promise<Run> {
  return await replaying.replay(system, specificationOf(system), commands, options);
}

/** Makes a failing sequence shorter and simpler; `undefined` where it does not fail again. */
export async function shrink(
  system: System,
  commands: readonly Command[],
  options: ShrinkOptions,
  passes?: Parameters<typeof shrinking.shrink>[4],
): Promise<Shrunk | undefined> {
  return await shrinking.shrink(system, specificationOf(system), commands, options, passes);
}

/** Runs of one system beside the model; after a divergence, the next call must be a reset. */
export class Lockstep<Sut extends System = System> extends beside.Lockstep<Sut> {
  constructor(sut: Sut, options: LockstepOptions & { readonly specification?: Specification } = {}) {
    super(sut, options.specification ?? specificationOf(sut), options);
  }
}

/** Runs random commands on a system beside the model. A failed run is run again and shrunk before it is reported. */
export async function runCampaign(
  system: System,
  options: CampaignOptions,
  control: Parameters<typeof campaigns.runCampaign>[3],
): Promise<CampaignResult> {
  return await campaigns.runCampaign(system, specificationOf(system), options, control);
}
