// Goal: an exhaustive search tells whose exception it was: the system's is a finding, ours ends the search. Method: each
// call of the model's and each of the system's throws in its turn, for a table that travels as words and for one that is run.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { explore, Lockstep, replay } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import type { ExplorationResult } from '../../src/engines/exploration/result.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { DRAIN_INVARIANT } from '../../src/model/invariants/all.ts';
import { HierarchyModel } from '../../src/model/hierarchy/packed-rules.ts';
import { commandsFor } from '../support/bounds.ts';
import { Judge } from '../../src/lockstep/judge.ts';
import { elsewhere } from '../support/elsewhere.ts';
import { STATE_INVARIANTS } from '../../src/model/invariants/of-states.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const PLAN: ExplorationPlan = {
  bound: { ids: 3, amounts: {}, commands: commandsFor(), newIds: 'any' },
  symmetry: true,
  match: 'observation',
  selfCheck: true,
};

const throwing = (sentence: string) => (): never => {
  throw new TypeError(sentence);
};

async function searched(system: SystemUnderTest): Promise<ExplorationResult> {
  const result = await explore(PLAN, system, { reachability: false }, WORLD);
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

/** The table as a system that is run: a copy of it is none of ours. */
const run = (changes: Partial<SystemUnderTest> = {}): SystemUnderTest => ({ ...tableSystem(), ...changes });

afterEach(() => void vi.restoreAllMocks());

describe('an exception of the model ends the search as our own bug', () => {
  const ours: readonly [string, () => unknown][] = [
    ['in what must hold of a step', () => vi.spyOn(HierarchyModel.prototype, 'stepHolds')],
    ['in a step', () => vi.spyOn(HierarchyModel.prototype, 'apply')],
    ['in the refusals', () => vi.spyOn(HierarchyModel.prototype, 'expand')],
    ['in an invariant', () => vi.spyOn(STATE_INVARIANTS.I2, 'find')],
    ['in what must hold of a drained state', () => vi.spyOn(DRAIN_INVARIANT, 'find')],
  ];

  test.each(ours)('an exception of the model %s ends the search as our own bug', async (_where, spy) => {
    for (const system of [tableSystem(), run()]) {
      (spy() as ReturnType<typeof vi.fn>).mockImplementation(throwing('ours'));
      await expect(searched(system)).rejects.toThrow(new TypeError('ours'));
      vi.restoreAllMocks();
    }
  });

  test('an exception of the model in a step of the rules ends the search as our own bug, with a system that is run', async () => {
    vi.spyOn(HIERARCHY, 'step').mockImplementation(throwing('ours'));
    await expect(searched(run())).rejects.toThrow(new TypeError('ours'));
  });
});

describe('an exception of the judge ends a run as our own bug', () => {
  const fork = (child: number): Command => ({ name: 'fork', process: 1, child });

  test.each(['beforeInFocus', 'look', 'stepInFocus'] as const)(
    'an exception of the judge in %s ends the run as our own bug, if a part is looked at',
    (method) => {
      const lockstep = new Lockstep(tableSystem(), { fullUpTo: 0 });
      lockstep.reset();
      expect(lockstep.step(fork(2))).toBeUndefined();
      vi.spyOn(Judge.prototype, method).mockImplementation(throwing('ours'));
      expect(() => {
        for (let child = 3; child < 40; child += 1) {
          const found = lockstep.step(fork(child));
          if (found !== undefined) throw new Error(found.sentence);
        }
      }).toThrow(new TypeError('ours'));
    },
  );

  test('an exception of the judge in what a system asks while it runs a sequence ends the run as our own bug', async () => {
    const inside = elsewhere(tableSystem());
    const asking: AsynchronousSystemUnderTest = {
      ...inside,
      runSequence: async (commands, watch) => {
        const ran = await inside.runSequence?.(commands);
        if (ran === undefined) throw new Error('it takes sequences');
        watch?.goesOn?.(ran.start, ran.steps);
        return ran;
      },
    };
    vi.spyOn(Judge.prototype, 'start').mockImplementationOnce(throwing('ours'));
    await expect(replay(asking, [fork(2)])).rejects.toThrow(new TypeError('ours'));
  });
});

describe('an exception of the system is a finding about it', () => {
  const forks = ({ name }: Command): boolean => name === 'fork';

  test.each<[string, () => SystemUnderTest, string]>([
    [
      'in a command',
      () => {
        const table = tableSystem();
        const apply = (command: Command) => (forks(command) ? throwing('theirs')() : table.apply(command));
        return { ...table, apply };
      },
      'theirs',
    ],
    ['in its reset', () => run({ reset: throwing('theirs') }), 'theirs'],
    ['in what it shows', () => run({ observeInto: throwing('theirs') }), 'theirs'],
    ['in an answer without a form', () => run({ apply: () => null as never }), 'answer'],
    [
      'in an observation without a form',
      () => run({ observeInto: undefined as never, observe: () => 3 as never }),
      '',
    ],
  ])('an exception of the system %s is a finding about it', async (_where, make, sentence) => {
    const { verdict, failure } = await searched(make());
    expect(verdict).toBe('fail');
    expect(failure?.divergence).toMatchObject({ kind: 'exception' });
    expect(failure?.divergence.sentence).toContain(sentence);
  });

  test('an exception in a command of a table of ours is a finding about it', async () => {
    vi.spyOn(ProcessTable.prototype, 'fork').mockImplementation(throwing('theirs'));
    const { verdict, failure } = await searched(tableSystem());
    expect([verdict, failure?.divergence.kind]).toEqual(['fail', 'exception']);
    expect(failure?.divergence.sentence).toContain('theirs');
  });

  test.each(['snapshot', 'restore'] as const)(
    'an exception in %s, which a run of its own does not show, is a finding, and what it threw is told',
    async (method) => {
      const { verdict, reason } = await searched(run({ [method]: throwing('theirs') }));
      expect(verdict).toBe('fail');
      expect(reason).toContain(
        `its ${method} on the way to these commands: TypeError: theirs (properties/lockstep/`,
      );
    },
  );
});
