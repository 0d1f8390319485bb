// The check that a system begins where the model does.
import { specificationOf } from '../../../command-sets.ts';
import { Lockstep } from '../../../lockstep/lockstep.ts';
import type { Check } from '../check.ts';
import { pass } from '../check.ts';
import { failureOutcome } from '../failure-outcome.ts';
import { withSystem } from '../using-system.ts';

export const START_CHECK: Check = {
  name: 'start',
  claim: () => 'it starts as init alone, leading group 1 and session 1',
  cost: () => 0,
  needs: [],
  run: ({ make, settings }) =>
    withSystem(make, async (system) => {
      const divergence = await new Lockstep(system, specificationOf(system)).reset();
      return divergence === undefined
        ? pass('init is there, and nothing else')
        : failureOutcome(system, { commands: [], divergence }, settings);
    }),
};
