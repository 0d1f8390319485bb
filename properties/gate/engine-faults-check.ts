// The alarm's alarm as a check of the gate: each fault of an engine is noticed by the test named for it.
import type { Check, CheckOutcome, Subject } from '../../src/app/gate/check.ts';
import { inconclusive, pass } from '../../src/app/gate/check.ts';
import { counted } from '../../src/contract/format-numbers.ts';
import { ENGINE_FAULTS } from './engine-faults.ts';
import { huntFaults } from './fault-hunt.ts';

/** The share of the faults that falls to this machine is looked at. */
export const check: Check = {
  name: 'engine-faults',
  about: 'harness',
  line: 'alarm',
  profiles: ['full', 'nightly'],
  claim: () => 'every fault of an engine is noticed by the test named for it',
  // No system is given a command: the work is that of the tests.
  cost: () => 0,
  needs: ['git'],
  run: noticedFaults,
};

async function noticedFaults({ surroundings: { control, shard } }: Subject): Promise<CheckOutcome> {
  const share = Object.entries(ENGINE_FAULTS).filter((_, index) => index % shard.of === shard.index);
  const { hunted, left } = await huntFaults(Object.fromEntries(share), control);
  const unnoticed = hunted.flatMap(({ name, problem }) =>
    problem === undefined ? [] : `${name}: ${problem}`,
  );
  const evidence = { totals: { faults: hunted.length, noticed: hunted.length - unnoticed.length } };
  const all = counted(share.length, 'fault');
  if (unnoticed.length > 0)
    return {
      verdict: 'fail',
      sentence: `${unnoticed.length} of ${all} of the engines went unnoticed`,
      report: unnoticed.join('\n'),
      counterexample: undefined,
      evidence,
    };
  if (left.length > 0)
    return { ...inconclusive(`it was interrupted with ${left.length} of ${all} left`), evidence };
  return pass(`${all} of the engines, each noticed by the test named for it`, evidence);
}
