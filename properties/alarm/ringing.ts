// The alarm, rung by some mutants of a set.
import { expect } from 'vitest';
import { alarmMutants, alarmPlan } from '../../src/app/gate/alarm-plan.ts';
import type { CheckOutcome } from '../../src/app/gate/check.ts';
import { alarmOutcome } from '../../src/app/gate/checks/alarm.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import type { AlarmPlan } from '../../src/engines/alarm/kill-matrix.ts';

/** The first mutants of a set that show within a few commands. */
export function few(commandSet: string, count: number): AlarmPlan {
  const mutants = alarmMutants(commandSet).filter(({ example }) => example === undefined);
  return { ...alarmPlan(commandSet, 'full', mutants.slice(0, count)), budget: 6000 };
}

export const outcomeOf = (plan: AlarmPlan, shard = ALONE.shard): Promise<CheckOutcome> =>
  alarmOutcome(plan, { control: ALONE.control, shard });
export const rowsOf = ({ evidence }: CheckOutcome) => evidence?.killMatrix?.mutants ?? [];

/** The alarm rings for the first of twelve shares of a set's mutants. */
export async function expectRings(set: string): Promise<void> {
  const mutants = Math.ceil(alarmMutants(set).length / 12);
  expect(await outcomeOf(alarmPlan(set, 'quick'), { index: 0, of: 12 })).toMatchObject({
    verdict: 'pass',
    evidence: { totals: { mutants, killed: mutants, equivalent: 0 } },
  });
}

/** The kill matrix of some mutants of a set is the same twice, and as it is in two shares. */
export async function expectSameInShares(set: string): Promise<void> {
  const plan = few(set, 3);
  const whole = await outcomeOf(plan);
  expect(await outcomeOf(plan)).toEqual(whole);
  const shares = [await outcomeOf(plan, { index: 0, of: 2 }), await outcomeOf(plan, { index: 1, of: 2 })];
  expect([0, 2, 1].map((at) => rowsOf(whole)[at])).toEqual(shares.flatMap(rowsOf));
  const sum = shares.reduce((total, { evidence }) => total + (evidence?.totals?.['commands'] ?? 0), 0);
  expect(whole.evidence?.totals?.['commands']).toBe(sum);
}
