// Goal: a search on disk whose runs are condensed, since they may take little room, says what the search in memory says. Method:
// spaces of each command set and a mutant with limits of some kilobytes, in a store in memory.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { mutantSystem } from '../../src/own-systems.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import type { ExplorationResult } from '../../src/engines/exploration/result.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { memoryStore } from '../checker/memory-store.ts';
import { commandsFor } from '../support/bounds.ts';
import { exploreOnDisk } from '../support/by-set.ts';
import { exploredInMemory, findingsIn } from './in-layers.ts';
import { planOf, SPACES } from './spaces.ts';

/** The result, and how many files a condensation wrote. */
async function condensed(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  runsMaxBytes: number,
  { sliceMin = 2 ** 3, depthMax }: { readonly sliceMin?: number; readonly depthMax?: number } = {},
): Promise<{ readonly result: ExplorationResult; readonly files: number }> {
  let files = 0;
  const store = memoryStore(undefined, (moment, name) => {
    if (moment === 'commit' && /^run-\d+-\d+-\d+$/.test(name)) files += 1;
  });
  const result = await exploreOnDisk(
    plan,
    system,
    { reachability: true, depthMax },
    {
      now: () => 0,
      breathe: () => Promise.resolve(),
      stopped: () => false,
      folder: { store, newDigest: () => createHash('sha256'), version: 'this' },
      sizes: { sliceMin, sliceMax: 2 ** 7, foundPerSlice: 64, ownerMax: 2 ** 10, runsMaxBytes },
    },
  );
  if ('refused' in result) throw new Error(result.refused);
  return { result, files };
}

test.each<[string, () => SystemUnderTest, number]>([
  ['ids 3, orbits', tableSystem, 2_000],
  ['ids 4, orbits', tableSystem, 40_000],
  ['POSIX, ids 3, no marks, no kill, orbits', posixTableSystem, 500],
])(
  'a search of "%s" that condenses its runs has the counts, witnesses, refusals and way home of the search in memory',
  async (name, make, most) => {
    const plan = planOf(SPACES[name]);
    const { result, files } = await condensed(plan, make(), most);
    expect(files).toBeGreaterThan(3);
    const plain = await condensed(plan, make(), Number.POSITIVE_INFINITY);
    expect(plain.files).toBe(0);
    expect(findingsIn(result)).toEqual(findingsIn(plain.result));
    expect(findingsIn(result)).toEqual(findingsIn(await exploredInMemory(plan, make())));
  },
);

test('a search that condenses its runs finds the shortest counterexample that the search in memory finds', async () => {
  const plan = {
    bound: { ids: 3, amounts: {}, commands: commandsFor(), newIds: 'any' },
    symmetry: true,
    match: 'observation',
    selfCheck: false,
  } as const;
  const [one, other] = [mutantSystem('forget-to-orphan'), mutantSystem('forget-to-orphan')];
  if (one === undefined || other === undefined) throw new Error('there is no such mutant');
  const { result, files } = await condensed(plan, one, 100, { sliceMin: 1 });
  expect([result.verdict, files > 0]).toEqual(['fail', true]);
  expect(findingsIn(result)).toEqual(findingsIn(await exploredInMemory(plan, other)));
});

test.each([
  ['never condenses', Number.POSITIVE_INFINITY],
  ['condenses beyond 20 kB', 20_000],
])(
  'a search of four ids that %s foretells from the middle on, within a third, the most that it takes',
  async (_, most) => {
    const plan = planOf(SPACES['ids 4, orbits']);
    const whole = (await condensed(plan, tableSystem(), most)).result.disk;
    if (whole === undefined) throw new Error('it was not on disk');
    expect(whole.foretold).toBeUndefined();
    const { result } = await condensed(plan, tableSystem(), most, { depthMax: 8 });
    const foretold = result.disk?.foretold?.bytes ?? 0;
    expect(Math.abs(foretold / whole.peakBytes - 1)).toBeLessThan(1 / 3);
  },
);
