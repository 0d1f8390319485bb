// The alarm's alarm as a check of the gate: each fault of an engine is noticed by the test named for it.
import type { Check, CheckOutcome, Subject } from '../../src/app/gate/check.ts';
import { inconclusive, NO_SHARE, pass } from '../../src/app/gate/check.ts';
import { counted } from '../../src/contract/format-numbers.ts';
import { ENGINE_FAULTS } from './engine-faults.ts';
import { huntFaults } from './fault-hunt.ts';
import type { Hunt } from './fault-hunt.ts';

/** The tests that are named give some thousand commands each, the few that search more. */
const COMMANDS_A_FAULT = 10_000;

/** The share of the faults that falls to this machine is looked at. */
export const check: Check = {
  name: 'engine-faults',
  about: 'harness',
  line: 'alarm',
  profiles: ['full', 'nightly'],
  claim: () => 'every fault of an engine is noticed by the test named for it',
  cost: () => COMMANDS_A_FAULT * Object.keys(ENGINE_FAULTS).length,
  needs: ['git'],
  divides: true,
  run: noticedFaults,
};

async function noticedFaults({ surroundings: { control, shard } }: Subject): Promise<CheckOutcome> {
  const share = Object.entries(ENGINE_FAULTS).filter((_, index) => index % shard.of === shard.index);
  return share.length === 0 ? NO_SHARE : huntOutcome(await huntFaults(Object.fromEntries(share), control));
}

/** The outcome of a hunt: a machine on which a test came to no end says nothing of its fault. */
export function huntOutcome({ hunted, left }: Hunt): CheckOutcome {
  const unnoticed = hunted.flatMap(({ name, problem }) =>
    problem === undefined ? [] : `${name}: ${problem}`,
  );
  const unclear = hunted.flatMap(({ name, unclear: why }) => (why === undefined ? [] : [`${name}: ${why}`]));
  const noticed = hunted.length - unnoticed.length - unclear.length;
  const evidence = { totals: { faults: hunted.length, noticed } };
  const all = counted(hunted.length + left.length, 'fault');
  if (unnoticed.length > 0)
    return {
      verdict: 'fail',
      sentence: `${unnoticed.length} of ${all} of the engines went unnoticed`,
      report: [...unnoticed, ...unclear].join('\n'),
      counterexample: undefined,
      evidence,
    };
  if (unclear.length > 0)
    return {
      ...inconclusive(`of ${unclear.length} of ${all} nothing is known: ${unclear.join('; ')}`),
      evidence,
    };
  if (left.length > 0)
    return { ...inconclusive(`it was interrupted with ${left.length} of ${all} left`), evidence };
  return pass(`${all} of the engines, each noticed by the test named for it`, evidence);
}
