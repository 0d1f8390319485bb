// Goal: faults of growth, index and restoring are seen, which a table with room enough may never show.
// Method: the row is run on our tables, and on tables with one such fault each.
import { describe, expect, test } from 'vitest';
import { capacities } from '../../src/app/gate/checks/capacities.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { expectFoundOut, growthFaultsOf, subjectOf } from './growing-tables.ts';
import { endedAt } from './systems.ts';

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

    // The long tests try the others.
    test.each(growthFaultsOf(set).filter((_, at) => id === 'hierarchy' || at % 5 === 0))(
      'a table with the fault %s is found out',
      (_name, fault) => expectFoundOut(set, fault),
    );
  },
);
