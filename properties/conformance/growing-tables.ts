// Tables with a fault of growth, index or restoring each, and the check that finds them out.
import { expect } from 'vitest';
import { Subject } from '../../src/app/gate/check.ts';
import type { CheckOutcome } from '../../src/app/gate/check.ts';
import { capacities } from '../../src/app/gate/checks/capacities.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import type { Shard } from '../../src/app/gate/surroundings.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import type { AnySetTable } from '../../src/systems/command-set.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false });

export function subjectOf(set: AnySetTable, shard: Shard = ALONE.shard): Subject {
  const makeSystem = COMMAND_SETS.find(({ table }) => table.vocabulary.id === set.vocabulary.id)?.makeSystem;
  if (makeSystem === undefined) throw new Error('a set without systems');
  return new Subject(makeSystem, SETTINGS, { ...ALONE, profile: 'quick', shard });
}

/** The faults that only handle objects show, which the POSIX table and the terminal table do not have. */
const OF_HANDLE_OBJECTS = [
  'restore-leaves-handle-objects-alive',
  'restore-in-place-leaves-handle-objects-alive',
];

type GrowthFault = NonNullable<AnySetTable['growthMutants']>[string];

/** The faults of growth that can show in tables of a set, by name. */
export function growthFaultsOf(set: AnySetTable): readonly (readonly [string, GrowthFault])[] {
  const hasHandles = set.vocabulary.id === 'hierarchy';
  return Object.entries(set.growthMutants ?? {}).filter(
    ([name]) => hasHandles || !OF_HANDLE_OBJECTS.includes(name),
  );
}

/** A table with the fault fails the check, whose report says how that is had again. */
export async function expectFoundOut(set: AnySetTable, { make }: GrowthFault): Promise<void> {
  const broken: AnySetTable = { ...set, make };
  const outcome: CheckOutcome = await capacities(broken, subjectOf(set));
  expect(outcome.verdict, outcome.sentence).toBe('fail');
  if (outcome.verdict !== 'fail' || outcome.counterexample === undefined) return;
  // No other command has a table that moves.
  const again = `gate --only capacities --set ${set.vocabulary.id}`;
  expect(outcome.counterexample.replay).toMatch(new RegExp(`${again}$`));
  expect(outcome.report).toMatch(new RegExp(`^again: .*${again}$`, 'm'));
}
