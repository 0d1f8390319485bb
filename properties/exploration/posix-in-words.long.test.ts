// Goal: the POSIX table is searched as the hierarchy's is: by threads, from checkpoints, by what it hides. Method: counts
// with and without each of these, and a fault that nothing but hidden state shows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchToEnd } from '../../src/checker/search.ts';
import type { Command } from '../../src/contract/command.ts';
import { printCommand } from '../../src/contract/notation/trace.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { certify, explorable, explore, replay } from '../support/by-set.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { keptCheckpoint } from '../support/kept-checkpoint.ts';
import type { ExplorationBudget } from '../../src/engines/exploration/exploration.ts';
import type { ExplorationResult } from '../../src/engines/exploration/result.ts';
import { startWorkers } from '../../src/engines/exploration/workers.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { planOf } from './spaces.ts';
import type { SpacePlan } from './spaces.ts';

const told = (command: Command): string => printCommand(command, POSIX_VOCABULARY);
const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const WITHOUT = [...MARKING_COMMANDS, 'kill'] as const;
const PLANS: readonly [string, SpacePlan][] = [
  ['up to renaming', planOf({ ids: 3, posixWithout: WITHOUT, symmetry: true })],
  ['by name', planOf({ ids: 3, posixWithout: WITHOUT })],
  ['by representation', planOf({ ids: 2, posixWithout: [], representation: true })],
];

async function result(
  plan: SpacePlan,
  budget: Partial<ExplorationBudget> = {},
  world: Partial<Parameters<typeof explore>[3]> = {},
): Promise<ExplorationResult> {
  const came = await explore(
    plan,
    posixTableSystem(),
    { reachability: true, ...budget },
    { ...WORLD, ...world },
  );
  if ('refused' in came) throw new Error(came.refused);
  return came;
}

describe('the POSIX table', () => {
  /** The results of one thread that nothing interrupts, each had once. */
  const whole = new Map<SpacePlan, ExplorationResult>();
  beforeAll(async () => {
    for (const [, plan] of PLANS) whole.set(plan, await result(plan));
  }, 60_000);
  afterAll(() => whole.clear());

  test.each(PLANS)('two threads count the POSIX table as one does, %s', async (_, plan) => {
    const again = posixTableSystem().again?.();
    const specification = POSIX.linux.recipe;
    if (again === undefined || specification === undefined)
      throw new Error('the table says how it is made again');
    const one = whole.get(plan)!;
    const pool = await startWorkers(plan, { system: again, specification }, 2);
    const two = await result(plan, {}, { pool });
    await pool.close();
    expect(one.verdict).toBe('pass');
    expect(two).toMatchObject({ verdict: 'pass', counts: one.counts, deciders: one.deciders });
    expect([...two.witnesses.keys()]).toEqual([...one.witnesses.keys()]);
  });

  test.each(PLANS)(
    'a search that goes on from a checkpoint ends with the same counts, %s',
    async (_, plan) => {
      const { counts, homeward } = whole.get(plan)!;
      const checkpoint = keptCheckpoint();
      const half = await result(plan, { statesMax: counts.states >> 1 }, { checkpoint });
      expect(half.verdict).toBe('inconclusive');
      expect(checkpoint.bytes()).toBeGreaterThan(counts.states);
      const rest = await result(plan, {}, { checkpoint });
      expect(rest.resumedWith).toBeGreaterThan(0);
      expect(rest).toMatchObject({ verdict: 'pass', counts, homeward });
      expect(checkpoint.bytes()).toBe(0);
    },
  );

  test('every state of the model has a representation, and most have several', async () => {
    const plan = planOf({ ids: 2, posixWithout: [] });
    const [shown, told] = [await result(plan), whole.get(PLANS[2][1])!];
    expect(told.modelStates).toBe(shown.counts.states);
    expect(told.counts.states).toBeGreaterThan(2 * told.modelStates);
  });

  test('the command explores the POSIX table by representation, with workers and a checkpoint', () => {
    using folder = temporaryFolder();
    const words = ['--set', 'posix', '--ids', '2', '--match', 'representation', '--symmetry', 'off'];
    const at = ['explore', '--json', ...words, '--workers', '2', '--checkpoint', 'half'];
    const cut = JSON.parse(processionShared(folder.path, ...at, '--states-max', '15').out) as object;
    expect(cut).toMatchObject({ verdict: 'inconclusive' });
    const whole = JSON.parse(processionShared(folder.path, ...at).out) as object;
    expect(whole).toMatchObject({ verdict: 'pass', states: 29, modelStates: 10 });
  });
});

describe('a fault of the POSIX table that shows in hidden state alone', () => {
  const mutant = mutantSystem('setpgid-keeps-the-number-though-refused') as SystemUnderTest;
  const wanted = ['1 setpgid 0 2', '1 fork 2'];

  test('a search by representation finds it, and none by what is shown does', () => {
    const at = (representation: boolean) => {
      const plan = planOf({ ids: 2, posixWithout: [], ...(representation && { representation }) });
      const { product } = explorable({ ...plan, selfCheck: false }, mutant);
      const { conclusion } = searchToEnd(product);
      return conclusion?.verdict === 'fail' ? product.commandsOf(conclusion.path).map(told) : [];
    };
    expect(at(false)).toEqual([]);
    expect(at(true)).toEqual(wanted);
  });

  test('a certificate of it covers what it hides, and one of its copy does not', async () => {
    const commands: readonly Command[] = [
      { name: 'fork', process: 1, child: 2 },
      { name: 'setpgid', process: 1, pid: 2, pgid: 3 },
      { name: 'fork', process: 1, child: 3 },
    ];
    const { divergence } = await replay(mutant, commands);
    if (divergence === undefined) throw new Error('it should fail');
    const { failure, certificate } = await certify(mutant, { commands, divergence }, WORLD);
    expect(failure.commands.map(told)).toEqual(wanted);
    expect(certificate).toMatchObject({
      shortest: true,
      commands: 2,
      covers: expect.stringContaining('what the system hides was told apart too') as string,
    });
    const { certificate: copied } = await certify({ ...mutant }, { commands, divergence }, WORLD);
    expect(copied).toMatchObject({
      shortest: true,
      commands: 3,
      covers: expect.stringContaining('what the system hides was not told apart') as string,
    });
  });
});
