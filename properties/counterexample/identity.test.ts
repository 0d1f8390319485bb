// Goal: a search is of the system that it was given. Method: systems that are named like ours, wrap ours, copy its methods
// or had one replaced, each with a fault of its own; and tables of ours under names of the user's.
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { certify, explore, printCommand, replay, runCampaign } from '../support/by-set.ts';
import type { Recipe } from '../../src/contract/recipe.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { commandsFor } from '../support/bounds.ts';
import { overlaid } from '../../src/lockstep/overlay.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const HIDDEN_TOO = /what the system hides was told apart too/;

/** A table that refuses `create_group` to every process but init. */
function partial(): SystemUnderTest {
  const table = tableSystem();
  return {
    ...table,
    apply: (command) =>
      command.name === 'create_group' && Number(command.process) > 1
        ? { refused: 'not-running' }
        : table.apply(command),
  };
}

const PLAN: ExplorationPlan = {
  bound: { ids: 3, amounts: {}, commands: commandsFor(), newIds: 'any' },
  symmetry: true,
  match: 'observation',
  selfCheck: true,
};

describe('a system that is called "table"', () => {
  test('a system that is called "table" is the one that a campaign searches and certifies, whatever word is said beside it', async () => {
    const options = { runs: 200, commandsMax: 40, idsMax: 8, seed: 2, sut: 'table' };
    const { failure } = await runCampaign(partial(), options, WORLD);
    expect(failure?.failure.commands.map(printCommand)).toEqual(['1 fork 2', '2 create_group']);
    expect(failure?.certificate).toMatchObject({ shortest: true, commands: 2 });
    expect(failure?.certificate).not.toMatchObject({ covers: expect.stringMatching(HIDDEN_TOO) as string });
  });

  test('a system that is called "table" is the one that an exhaustive search runs', async () => {
    const result = await explore(PLAN, partial(), { reachability: false }, WORLD);
    expect(result).toMatchObject({ verdict: 'fail' });
  });
});

const WORDS = [2, [{ name: 'fork', process: 1, child: 2 }]] as const;

describe('a system of one of our tables', () => {
  const ours: readonly [string, SystemUnderTest][] = [
    ['sound', tableSystem()],
    ['by whatever name', tableSystem('mine', new ProcessTable({ capacity: 2 }))],
    ['for POSIX', posixTableSystem('theirs')],
    ['a mutant', mutantSystem('forget-to-orphan') as SystemUnderTest],
    ['a mutant for POSIX', mutantSystem('kill-knows-no-zombies') as SystemUnderTest],
  ];

  test.each(ours)(
    'a system of one of our tables says that its state is words, in a copy that leaves it alone: %s',
    (_what, system) => {
      const before = system.observe();
      const words = system.explorable?.(...WORDS);
      expect(words?.answer(0, words.run(0))).toEqual({ ok: { pid: 2 } });
      expect(system.observe()).toEqual(before);
    },
  );

  test.each(ours)(
    'a system of one of our tables says how another like it is made: %s',
    async (_what, system) => {
      const again = system.again?.() as Recipe;
      const exported = (await import(again.module)) as Record<string, (argument: unknown) => SystemUnderTest>;
      const other = exported[again.make]?.(again.argument);
      expect(other?.commandSet).toBe(system.commandSet);
      expect(other?.again?.()).toEqual(again);
      expect(structuredClone(again)).toEqual(again);
    },
  );

  test('a system of one of our tables with a fault is certified with all that it hides, and not where it is copied or wrapped', async () => {
    const mutant = mutantSystem('forget-to-orphan') as SystemUnderTest;
    const covered = async (system: SystemUnderTest): Promise<string> => {
      const commands: readonly Command[] = [
        { name: 'fork', process: 1, child: 2 },
        { name: 'fork', process: 2, child: 3 },
        { name: 'exit', process: 2 },
      ];
      const run = await replay(system, commands);
      if (run.divergence === undefined) throw new Error('it should fail');
      const failure = { commands, divergence: run.divergence };
      const { certificate } = await certify(system, failure, WORLD);
      return certificate.shortest ? certificate.covers : certificate.reason;
    };
    expect(await covered(mutant)).toMatch(HIDDEN_TOO);
    expect(await covered({ ...mutant })).not.toMatch(HIDDEN_TOO);
    expect(await covered(overlaid(mutant, { name: 'mine' }))).not.toMatch(HIDDEN_TOO);
  });
});

class Variant extends ProcessTable {}

describe('nothing is said of a system', () => {
  test.each<[string, () => SystemUnderTest]>([
    ['that is a copy of one', () => ({ ...tableSystem() })],
    ['that is a copy of one for POSIX', () => ({ ...posixTableSystem() })],
    ['that inherits from one', () => Object.create(tableSystem()) as SystemUnderTest],
    ['that shows one through a proxy', () => new Proxy(tableSystem(), {})],
    ['that wraps one', () => overlaid(tableSystem(), { apply: () => ({ ok: {} }) })],
    ['of a variant of the class', () => tableSystem('table', new Variant())],
    [
      'of a table with a method of its own',
      () => tableSystem('table', Object.assign(new ProcessTable(), { fork: () => 'ok' as const })),
    ],
    ['of which a method was replaced later', () => Object.assign(tableSystem(), { observe: () => ({}) })],
    [
      'of which an answer may be another refusal',
      () => Object.assign(tableSystem(), { refuses: 'any' as const }),
    ],
    [
      'that is a mutant with a method replaced',
      () => Object.assign(mutantSystem('forget-to-orphan') as SystemUnderTest, { apply: () => ({ ok: {} }) }),
    ],
  ])('nothing is said of a system %s', (_what, make) => {
    const system = make();
    expect(system.explorable?.(...WORDS)).toBeUndefined();
    expect(system.again?.()).toBeUndefined();
  });
});
