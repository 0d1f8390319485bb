// Goal: what is said of ways home is true of every state. Method: the drains' answer beside that of all transitions; commands
// that cannot drain what they make, of which the transitions alone can say where home is out of reach.
import { expect, test } from 'vitest';
import { canAlwaysGetHome } from '../../src/checker/home-state.ts';
import { explore } from '../../src/engines/exploration/exploration.ts';
import { exploreOnDisk } from '../../src/engines/exploration/disk-exploration.ts';
import { waysHomeByDrains } from '../../src/engines/exploration/ways-home.ts';
import { inOneGo } from '../../src/lockstep/pauses.ts';
import { isHome } from '../../src/model/bounded/home-state.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { CONTROL, memoryFolder } from './in-layers.ts';
import { explored, planOf, SPACES } from './spaces.ts';

test.each([
  'ids 2',
  'ids 3, orbits',
  'ids 3, handles',
  'ids 2, threads',
  'POSIX, ids 3, no marks',
  'POSIX, ids 2',
  'job control, ids 2, orbits',
])(
  'the drains of "%s" settle that home is in reach, and count as many homes as all transitions',
  async (name) => {
    const target = explored(planOf(SPACES[name]));
    const { search, product } = target;
    const ends = search.exploration.ends?.map((id) => search.pathTo(id));
    expect(ends?.length).toBeGreaterThan(0);
    const byDrains = await waysHomeByDrains(target, { states: search.counts.states, ends }, CONTROL);
    const byTransitions = inOneGo(canAlwaysGetHome(search, isHome(product.layout)));
    expect(byTransitions.verdict).toBe('pass');
    expect(byDrains).toEqual({
      verdict: 'pass',
      homes: byTransitions.verdict === 'pass' && byTransitions.homes,
    });
  },
);

/** The hierarchy commands, where home is asked for whatever commands there are. */
const ASKING = Object.create(HIERARCHY, {
  space: { value: { ...HIERARCHY.space, homeward: () => [] } },
  mostDecided: { get: () => ASKING },
}) as Specification;

test('whoever may not free what has exited has no way home, which all transitions say of each state, and drains of none', async () => {
  const plan = {
    bound: { ids: 3, amounts: {}, commands: ['fork', 'exit'], newIds: 'any' },
    symmetry: true,
    match: 'observation',
    selfCheck: true,
  } as const;
  const budget = { reachability: true };
  const inMemory = await explore(plan, tableSystem(), ASKING, budget, CONTROL);
  // Init alone is home. Else it has: one child, running or not; two, of which none, one or both run; one with a child, running or not.
  expect(inMemory).toMatchObject({
    verdict: 'fail',
    counts: { states: 8 },
    homeward: { verdict: 'fail', stranded: 7, path: [{ name: 'fork', child: 2 }] },
  });
  const folder = memoryFolder();
  const onDisk = await exploreOnDisk(plan, tableSystem(), ASKING, budget, { ...CONTROL, folder });
  expect(onDisk).toMatchObject({
    verdict: 'inconclusive',
    homeward: {
      verdict: 'inconclusive',
      reason: '7 states cannot be drained by commands of the bound alone',
    },
  });
});

test('a second search that its bounds end says so, and nothing of ways home', async () => {
  const plan = { ...planOf(SPACES['ids 3, orbits']), selfCheck: false };
  const commands = plan.bound.commands.filter((name) => name !== 'free');
  const bound = { ...plan.bound, commands };
  const whole = await explore({ ...plan, bound }, tableSystem(), ASKING, { reachability: true }, CONTROL);
  if ('refused' in whole) throw new Error(whole.refused);
  expect(whole.homeward.verdict).toBe('fail');
  // Enough for the states; their transitions do not fit.
  const memoryMaxBytes = whole.counts.bytes;
  const result = await explore(
    { ...plan, bound },
    tableSystem(),
    ASKING,
    { reachability: true, memoryMaxBytes },
    CONTROL,
  );
  expect(result).toMatchObject({
    verdict: 'inconclusive',
    homeward: { verdict: 'inconclusive', reason: expect.stringContaining('would be exceeded') as string },
  });
});
