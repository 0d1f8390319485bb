// Goal: what a person is left with is short, simple and still fails for the same reason. Method: systems with one
// fault each, failing runs found by random search, and the passes' promises checked on what comes out.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { compareSimplicity, printCommand, replay, shapeOf, shrink } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { ShrinkOptions } from '../../src/counterexample/shrink/shrink.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { refusalsOf } from '../../src/model/hierarchy/rules.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import type { State } from '../../src/model/state.ts';
import { commandsOf } from '../support/scenarios.ts';

const UNHURRIED: ShrinkOptions = { executionsMax: 20_000, stopped: () => false };

/** Answers a command wrongly in the states where the fault shows. */
function faulty(fault: (state: State, command: Command) => boolean): SystemUnderTest {
  const right = modelSystem();
  return {
    ...right,
    name: 'faulty',
    apply: (command) => {
      const wrong = fault(right.snapshot?.() as State, command);
      const answer = right.apply(command);
      if (!wrong) return answer;
      return 'ok' in answer ? { refused: 'is-init' } : { ok: {} };
    },
  };
}

const sole = (state: State, command: Command, refusal: string): boolean => {
  const refusals = refusalsOf(state, command);
  return refusals.length === 1 && refusals[0] === refusal;
};

/** Each with the length of its shortest failure, known by hand. */
const FAULTS: Readonly<
  Record<string, { readonly shortest: number; readonly fault: (state: State, command: Command) => boolean }>
> = {
  'exit with a child': {
    shortest: 3,
    fault: (state, command) =>
      command.name === 'exit' &&
      command.process !== 1 &&
      state.processes.where('parent', Number(command.process)).length > 0,
  },
  'move across sessions accepted': {
    shortest: 3,
    fault: (state, command) => command.name === 'move_to_group' && sole(state, command, 'not-in-my-session'),
  },
  'group id in use forgotten': {
    shortest: 5,
    fault: (state, command) => command.name === 'create_group' && sole(state, command, 'group-id-in-use'),
  },
  'session id in use forgotten': {
    shortest: 4,
    fault: (state, command) => command.name === 'create_session' && sole(state, command, 'session-id-in-use'),
  },
  'third handle': {
    shortest: 3,
    fault: (state, command) =>
      command.name === 'hold_group' && state.groups.get(Number(command.group))?.handles === 2,
  },
};

/** A failing run, drawn from a seed. */
async function foundOn(system: SystemUnderTest, seed: number): Promise<readonly Command[]> {
  const dice = new Dice();
  dice.seed(seed);
  for (;;) {
    const decoder = new Decoder(
      HIERARCHY,
      HIERARCHY.commands,
      shapeOf(dice.below(0x7fff_ffff), HIERARCHY.commands, 8),
    );
    let state = HIERARCHY.initial;
    const commands = Array.from({ length: 100 }, () => {
      const command = decoder.decode(dice.below(0x7fff_ffff), state);
      state = HIERARCHY.step(state, command).next;
      return command;
    });
    const run = await replay(system, commands);
    if (run.divergence !== undefined) return run.commands;
  }
}

describe.each(Object.entries(FAULTS))('%s', (_, { shortest, fault }) => {
  test('a failing sequence shrinks to what fails alike, from which nothing can be taken, near the shortest', async () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const system = faulty(fault);
      const found = await foundOn(system, seed);
      const before = (await replay(system, found)).divergence;
      const shrunk = await shrink(system, found, UNHURRIED);
      if (shrunk === undefined || before === undefined) throw new Error('did not fail again');
      const { commands, divergence } = shrunk.failure;
      expect(shrunk.unfinished).toBeUndefined();
      expect(failureClassOf(divergence)).toBe(failureClassOf(before));
      expect(commands.length).toBeGreaterThanOrEqual(shortest);
      expect(commands.length).toBeLessThanOrEqual(shortest + 2);
      for (let taken = 0; taken < commands.length; taken += 1) {
        const fewer = await replay(
          system,
          commands.filter((__, index) => index !== taken),
        );
        const alike =
          fewer.divergence !== undefined && failureClassOf(fewer.divergence) === failureClassOf(divergence);
        expect(
          alike && compareSimplicity(fewer.commands, commands) < 0,
          `without ${printCommand(commands[taken])}`,
        ).toBe(false);
      }
    }
  });

  test('a failing sequence that was shrunk is not shrunk further', async () => {
    const system = faulty(fault);
    const once = await shrink(system, await foundOn(system, 9), UNHURRIED);
    const twice = await shrink(system, once?.failure.commands ?? [], UNHURRIED);
    expect(twice?.failure.commands).toEqual(once?.failure.commands);
  });
});

describe('shrinking', () => {
  const { fault } = FAULTS['session id in use forgotten'] as {
    fault: (state: State, command: Command) => boolean;
  };

  test('shrinking returns what is best when its budget is spent, and says that it did not finish', async () => {
    const system = faulty(fault);
    const found = await foundOn(system, 4);
    const shrunk = await shrink(system, found, { ...UNHURRIED, executionsMax: 12 });
    expect(shrunk?.unfinished).toBe('the budget of 12 executions was spent');
    expect(shrunk?.executions).toBeLessThanOrEqual(12);
    expect((await replay(system, shrunk?.failure.commands ?? [])).divergence).toBeDefined();
  });

  test('shrinking stops when told to and keeps what it has', async () => {
    const system = faulty(fault);
    let asked = 0;
    const shrunk = await shrink(system, await foundOn(system, 4), {
      ...UNHURRIED,
      stopped: () => (asked += 1) > 30,
    });
    expect(shrunk?.unfinished).toBe('interrupted');
    expect(shrunk?.failure.divergence).toBeDefined();
  });

  test('shrinking finds nothing to shrink in what does not fail again', async () => {
    expect(await shrink(modelSystem(), [{ name: 'fork', process: 1, child: 2 }], UNHURRIED)).toBeUndefined();
  });

  test('shrinking stays with its fault where a shorter one is near', async () => {
    const withChild = FAULTS['exit with a child']?.fault ?? expect.fail('must be there');
    const one = faulty(withChild);
    const two: SystemUnderTest = {
      ...one,
      apply: (command) => {
        if (command.name === 'exit' && one.observe().processes?.length !== 3) throw new Error('alone');
        return one.apply(command);
      },
    };
    const met: string[] = [];
    const shrunk = await shrink(two, commandsOf('1 fork 2; 2 fork 3; 2 set_subreaper on; 2 exit'), {
      ...UNHURRIED,
      met: ({ commands, divergence }) => met.push(`${divergence.kind} after ${commands.length}`),
    });
    expect(met).toContain('exception after 2');
    expect(shrunk?.failure.commands.map(({ name }) => name)).toEqual(['fork', 'fork', 'exit']);
    expect(shrunk?.failure.divergence.kind).toBe('answer');
  });
});

describe('simpler', () => {
  const fork = (child: number): Command => ({ name: 'fork', process: 1, child });

  test('fewer commands are simpler', () => {
    expect(compareSimplicity([fork(9)], [fork(2), fork(3)])).toBeLessThan(0);
  });

  test('an earlier command in the tables is simpler, then a smaller argument', () => {
    expect(compareSimplicity([fork(9)], [{ name: 'exit', process: 1 }])).toBeLessThan(0);
    expect(compareSimplicity([fork(2)], [fork(3)])).toBeLessThan(0);
    expect(compareSimplicity([fork(2)], [fork(2)])).toBe(0);
  });
});
