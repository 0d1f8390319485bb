// Goal: faults of growth, index and restoring are seen, which a table with room enough may never show.
// Method: the row is run on our tables, and on tables with one such fault each.
import { describe, expect, test } from 'vitest';
import { Subject } from '../../src/app/gate/check.ts';
import type { CheckOutcome } from '../../src/app/gate/check.ts';
import { capacities } from '../../src/app/gate/checks/capacities.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import type { Shard } from '../../src/app/gate/surroundings.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import type { AnySetTable } from '../../src/systems/command-set.ts';
import { endedAt } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false });

function subjectOf(set: AnySetTable, shard: Shard = ALONE.shard): Subject {
  const makeSystem = COMMAND_SETS.find(({ table }) => table.vocabulary.id === set.vocabulary.id)?.makeSystem;
  if (makeSystem === undefined) throw new Error('a set without systems');
  return new Subject(makeSystem, SETTINGS, { ...ALONE, profile: 'quick', shard });
}

/** The faults that only handle objects show, which the POSIX table and the terminal table do not have. */
const OF_HANDLE_OBJECTS = [
  'restore-leaves-handle-objects-alive',
  'restore-in-place-leaves-handle-objects-alive',
];

describe.each(COMMAND_SETS.map(({ table }) => [table.vocabulary.id, table] as const))(
  'the table of the %s commands',
  (id, set) => {
    test('a table is the same at every size, and two machines that divide the work do all of it', async () => {
      const check = CHECKS.find(({ name }) => name === 'capacities');
      const sum: Record<string, number> = {};
      for (const index of [0, 1]) {
        const part = await check?.run(subjectOf(set, { index, of: 2 }));
        expect(part).toMatchObject({ verdict: 'pass' });
        for (const [name, count] of Object.entries(part?.evidence?.totals ?? {}))
          sum[name] = (sum[name] ?? 0) + count;
      }
      expect(sum['runs']).toBe(40);
      expect(sum['growths']).toBeGreaterThan(40);
      expect(sum['moves']).toBeGreaterThan(400);
    });

    test('the lots of the capacities that were done when an end is asked for are counted', async () => {
      expect(await capacities(set, subjectOf(set).under(endedAt(/^1 of /)))).toMatchObject({
        verdict: 'inconclusive',
        evidence: { totals: { runs: 10 } },
      });
    });

    const faults = Object.entries(set.growthMutants ?? {});

    test('a fault of growth has a sentence of its own', () => {
      expect(faults.length).toBeGreaterThan(9);
      const sentences = faults.map(([, { sentence }]) => sentence);
      expect(new Set(sentences).size).toBe(faults.length);
    });

    test.each(faults.filter(([name]) => id === 'hierarchy' || !OF_HANDLE_OBJECTS.includes(name)))(
      'a table with the fault %s is found out',
      async (_name, { make }) => {
        const broken: AnySetTable = { ...set, make };
        const outcome: CheckOutcome = await capacities(broken, subjectOf(set));
        expect(outcome.verdict, outcome.sentence).toBe('fail');
        if (outcome.verdict !== 'fail' || outcome.counterexample === undefined) return;
        // No other command has a table that moves.
        const again = `gate --only capacities --set ${id}`;
        expect(outcome.counterexample.replay).toMatch(new RegExp(`${again}$`));
        expect(outcome.report).toMatch(new RegExp(`^again: .*${again}$`, 'm'));
      },
    );
  },
);
