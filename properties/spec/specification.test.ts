// Goal: a specification is made of a set's model without loss: by profile, with its drain checked, its sentences by name. Method:
// specifications made anew of both sets' models, and of models that differ in one point.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { HIERARCHY_MODEL } from '../../src/model/hierarchy/specification.ts';
import { POSIX_MODEL } from '../../src/model/posix/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { specificationsOf } from '../../src/model/specification.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';
import { stateAfter } from '../support/scenarios.ts';

const fork: Command = { name: 'fork', process: 1, child: 2 };

/** The hierarchy commands' only specification. */
function hierarchy(changes: Partial<typeof HIERARCHY_MODEL> = {}): Specification {
  return specificationsOf({ ...HIERARCHY_MODEL, ...changes })[0];
}

describe('profiles', () => {
  test('a set has a specification for each profile in the order of its vocabulary, and one alone where it has none', () => {
    const profilesOf = (all: readonly Specification[]) => all.map(({ profile }) => profile);
    expect(profilesOf(specificationsOf(POSIX_MODEL))).toEqual(POSIX_MODEL.vocabulary.profiles);
    expect(POSIX_MODEL.vocabulary.profiles).toEqual(['posix', 'linux']);
    expect(profilesOf(specificationsOf(HIERARCHY_MODEL))).toEqual([undefined]);
  });

  test('the profile that leaves most to the system is the first of its set, the one that decides most the last, whoever is asked', () => {
    const [open, decided] = specificationsOf(POSIX_MODEL);
    for (const each of [open, decided]) {
      expect(each?.mostOpen).toBe(open);
      expect(each?.mostDecided).toBe(decided);
    }
    const alone = hierarchy();
    expect([alone.mostOpen, alone.mostDecided]).toEqual([alone, alone]);
  });

  test('a profile says whether it leaves choices, and which fields are then without consequence', () => {
    const told = specificationsOf(POSIX_MODEL).map(({ leavesChoices, withoutConsequence }) => [
      leavesChoices,
      withoutConsequence,
    ]);
    expect(told).toEqual([
      [true, ['place']],
      [false, []],
    ]);
    expect(hierarchy().withoutConsequence).toEqual([]);
  });

  test('a recipe names the module and the profile, and a set without one has none', () => {
    const [posix] = specificationsOf(POSIX_MODEL);
    expect(posix.recipe).toEqual({ ...POSIX_MODEL.again, argument: 'posix' });
    const { again: _, ...without } = HIERARCHY_MODEL;
    expect(specificationsOf(without)[0].recipe).toBeUndefined();
  });
});

describe('what a specification is made of', () => {
  test('a specification has the commands of its vocabulary, its rules, and what its states show', () => {
    const made = hierarchy();
    expect(made).toMatchObject({
      vocabulary: HIERARCHY_MODEL.vocabulary,
      commandSet: 'hierarchy',
      commands: Object.keys(HIERARCHY_MODEL.vocabulary.commands),
      initial: INITIAL_STATE,
      neverAlone: HIERARCHY_MODEL.neverAlone,
      witnesses: HIERARCHY_MODEL.witnesses,
      space: HIERARCHY_MODEL.space,
      draws: HIERARCHY_MODEL.draws,
    });
    expect(made.step(INITIAL_STATE, fork).next.processes.size).toBe(2);
    expect(typeof made.observe).toBe('function');
  });

  test('the order of refusals is prescribed where the vocabulary says so', () => {
    expect([hierarchy().refusesInOrder, specificationsOf(POSIX_MODEL)[0].refusesInOrder]).toEqual([
      false,
      true,
    ]);
  });

  test('the words for what happened, for what a refusal met and for its ground are those that the set has by name', () => {
    const made = hierarchy();
    const { next: after, ...step } = made.step(INITIAL_STATE, fork);
    if (step.refusals !== undefined) throw new Error('a fork is refused');
    expect(made.told({ before: INITIAL_STATE, after, answer: step.answer }, fork)).toBe(
      'process 1 forks 2, which runs in group 1 of session 1',
    );
    expect(made.met(after, fork, 'id-in-use')).toBe('process 2 is running');
    expect(made.groundOf(after, fork, 'id-in-use')).toBe(
      HIERARCHY_MODEL.grounds['id-in-use']?.(after, { process: 1, child: 2 }),
    );
    expect(made.groundOf(after, fork, 'id-in-use')).toBeTypeOf('string');
    expect(made.groundOf(after, fork, 'is-init')).toBeUndefined();
  });

  test('the guesses at what undoes a command are those of the set', () => {
    const after = stateAfter('1 fork 2');
    const exit: Command = { name: 'exit', process: 2 };
    expect(hierarchy().undo(after, exit)).toEqual(HIERARCHY_MODEL.undo(after, exit as never));
    expect(hierarchy({ undo: () => [[fork]] }).undo(after, exit)).toEqual([[fork]]);
  });
});

describe('a drain', () => {
  const exit = { name: 'exit', process: 2 } as const;
  const free = { name: 'free', process: 2 } as const;

  test('a drain is told the state that each of its commands leads to', () => {
    const made = hierarchy({
      drain: (state, step) => [exit, ...(step(state, exit).processes.get(2)?.zombie ? [free] : [])],
    });
    expect(made.drainOf(stateAfter('1 fork 2'))).toEqual([exit, free]);
  });

  test('a drain with a command that is refused is our own bug, and is told with all that refuses it', () => {
    const made = hierarchy({
      drain: (state, step) => (step(state, { name: 'create_session', process: 1 }), []),
    });
    expect(() => made.drainOf(INITIAL_STATE)).toThrow(
      "the drain's create_session is refused: leads-its-group, group-id-in-use, session-id-in-use",
    );
  });
});
