// Goal: a search on disk says what the search in memory says. Method: small spaces of each command set and some mutants, both
// ways; the long suite has the others.
import { expect, test } from 'vitest';
import type { JobPool } from '../../src/checker/disk/layered-search.ts';
import { runMerge } from '../../src/checker/disk/merge-job.ts';
import { runSlice } from '../../src/checker/disk/slice-job.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { benchOf, markOf } from '../../src/engines/exploration/disk-exploration.ts';
import { explorable } from '../../src/engines/exploration/plan.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { posixTableSystem, tableSystem, terminalTableSystem } from '../../src/systems/in-process.ts';
import { commandsFor } from '../support/bounds.ts';
import { memoryStore } from '../checker/memory-store.ts';
import { exploredInLayers, exploredInMemory, findingsIn, memoryFolder } from './in-layers.ts';
import { planOf, SPACES } from './spaces.ts';

const SYSTEMS = { hierarchy: tableSystem, posix: posixTableSystem, 'job-control': terminalTableSystem };

test.each([
  'ids 2',
  'ids 3, orbits',
  'ids 2, threads',
  'POSIX, ids 3, no marks, no kill, orbits',
  'job control, ids 2, orbits',
])(
  'a search on disk of "%s" has the counts, witnesses, refusals and way home of the search in memory',
  async (name) => {
    const plan = planOf(SPACES[name]);
    const system = SYSTEMS[plan.commandSet];
    const onDisk = await exploredInLayers(plan, system());
    expect(onDisk.homeward.verdict).toBe('pass');
    expect(findingsIn(onDisk)).toEqual(findingsIn(await exploredInMemory(plan, system())));
  },
);

test('a job of a search on disk writes the same bytes on a bench that has done it, and all before it, already', async () => {
  const plan = planOf(SPACES['ids 3, orbits']);
  const system = tableSystem();
  const specification = specificationOf(system);
  const files = new Map<string, Uint8Array>();
  const folder = memoryFolder(memoryStore(files));
  const target = explorable(plan, system, specification);
  const bench = benchOf(target, folder.store, markOf(plan, system, specification, folder), async () => {});
  const again = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    const before = new Set(files.keys());
    const result = await run();
    const written = [...files].filter(([name]) => !before.has(name));
    expect(await run()).toEqual(result);
    for (const [name, bytes] of written) expect(files.get(name)).toEqual(bytes);
    return result;
  };
  const pool: JobPool = {
    size: 1,
    slice: (_, job) => again(() => runSlice(bench, job)),
    merge: (_, job) => again(() => runMerge(bench, job)),
  };
  const onDisk = await exploredInLayers(plan, tableSystem(), { reachability: true }, folder, pool);
  expect(findingsIn(onDisk)).toEqual(findingsIn(await exploredInMemory(plan, tableSystem())));
});

test.each(['forget-to-orphan', 'fork-into-a-group-of-its-own'])(
  'a search on disk finds the shortest counterexample of %s that the search in memory finds',
  async (name) => {
    const plan = {
      bound: { ids: 3, amounts: {}, commands: commandsFor(), newIds: 'any' },
      symmetry: true,
      match: 'observation',
      selfCheck: false,
    } as const;
    const [one, other] = [mutantSystem(name), mutantSystem(name)];
    if (one === undefined || other === undefined) throw new Error(`there is no mutant ${name}`);
    const onDisk = await exploredInLayers(plan, one);
    expect(onDisk.failure).toMatchObject({ isShortest: true });
    expect(findingsIn(onDisk)).toEqual(findingsIn(await exploredInMemory(plan, other)));
  },
);

test('a search on disk of commands that cannot lead home says that it did not ask, and one that is stopped that it does not know', async () => {
  const plan = planOf(SPACES['ids 2']);
  const commands = commandsFor().filter((name) => name !== 'free');
  const lacking = { ...plan, bound: { ...plan.bound, commands } };
  const asked = await exploredInLayers(lacking, tableSystem());
  expect(asked.homeward).toEqual({
    verdict: 'not asked',
    reason: 'it may take free, which the commands lack',
  });
  const stopped = await exploredInLayers(plan, tableSystem(), { reachability: true, depthMax: 2 });
  expect(stopped.homeward).toEqual({ verdict: 'inconclusive', reason: 'not everything was explored' });
  expect(findingsIn(stopped)).toEqual(
    findingsIn(await exploredInMemory(plan, tableSystem(), { reachability: true, depthMax: 2 })),
  );
});
