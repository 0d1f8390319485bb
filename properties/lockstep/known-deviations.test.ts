// Goal: a known deviation is taken for what it says and for nothing near it. Method: the list of deviations alone, asked of single
// steps of the model; no system, no judge.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import { dependsOnAnswers, Deviations } from '../../src/lockstep/known-deviations.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { commandsOf, stateAfter } from '../support/scenarios.ts';

const [FORK, AGAIN, EXIT] = commandsOf('1 fork 2; 1 fork 1; 1 exit') as readonly [Command, Command, Command];
const STATE = HIERARCHY.initial;
const OK: Answer = { ok: { pid: 2 } };
const REFUSED: Answer = { refused: 'is-init' };

const ACCEPTED: KnownDeviation = {
  command: 'fork',
  when: 'accepted',
  answer: 'refused',
  reason: 'it is tired',
};
const TAKES_TWICE: KnownDeviation = {
  command: 'fork',
  when: 'id-in-use',
  answer: 'ok',
  reason: 'it is eager',
};
const SHOWS: KnownDeviation = {
  command: 'fork',
  when: 'accepted',
  answer: 'ok',
  effect: 'ends-run',
  differs: ['process parent'],
  reason: 'its parent is forgotten',
};

function stepOf(
  known: readonly KnownDeviation[],
  command: Command,
  seen: Answer,
  specification: Specification = HIERARCHY,
) {
  const deviations = new Deviations(known);
  const taken = deviations.stepOf(specification, STATE, command, HIERARCHY.step(STATE, command), seen);
  return { taken, times: deviations.counts.map(({ times }) => times) };
}

describe('a step', () => {
  test('a step that is refused against the rules leaves the state as it was, whether the run ends there or not', () => {
    const step = { refusals: [], next: STATE };
    expect(stepOf([ACCEPTED], FORK, REFUSED)).toEqual({
      taken: { step, known: ACCEPTED, ended: undefined },
      times: [1],
    });
    const ending: KnownDeviation = { ...ACCEPTED, effect: 'ends-run' };
    expect(stepOf([ending], FORK, REFUSED)).toEqual({
      taken: { step, known: ending, ended: ending },
      times: [1],
    });
    const carried: KnownDeviation = { ...ACCEPTED, effect: 'carried-out' };
    expect(stepOf([carried], FORK, REFUSED).taken).toEqual({ step, known: carried, ended: undefined });
  });

  test('a step with another value in its answer is the model’s own, though it is said to be carried out', () => {
    const known: KnownDeviation = { ...ACCEPTED, answer: { pid: 7 }, effect: 'carried-out' };
    const seen: Answer = { ok: { pid: 7 } };
    const never: Specification = { ...HIERARCHY, carryOut: () => expect.fail('it was carried out') };
    const { taken } = stepOf([known], FORK, seen, never);
    expect(taken).toEqual({
      step: { ...HIERARCHY.step(STATE, FORK), answer: seen },
      known,
      ended: undefined,
    });
  });

  test('a step is not carried out where it has nothing to act on, whatever the model would make of it', () => {
    const able: Specification = { ...HIERARCHY, carryOut: (state) => state };
    const carried: KnownDeviation = { ...TAKES_TWICE, effect: 'carried-out' };
    expect(stepOf([carried], AGAIN, OK, able)).toEqual({ taken: undefined, times: [0] });
    expect(stepOf([TAKES_TWICE], AGAIN, OK, able).times).toEqual([1]);
  });

  test('a step whose carrying out breaks an assumption of ours is no deviation, and thrown', () => {
    const known: KnownDeviation = {
      command: 'exit',
      when: 'is-init',
      answer: 'ok',
      effect: 'carried-out',
      reason: '',
    };
    const broken: Specification = {
      ...HIERARCHY,
      carryOut: () => {
        throw new TypeError('a bug of ours');
      },
    };
    expect(() => stepOf([known], EXIT, { ok: {} }, broken)).toThrow('a bug of ours');
  });

  test.each<[string, KnownDeviation, number]>([
    ['another command', { ...ACCEPTED, command: 'exit' }, 0],
    ['an argument of the same value', { ...ACCEPTED, arguments: { child: 2 } }, 1],
    ['an argument of another value', { ...ACCEPTED, arguments: { child: 3 } }, 0],
  ])('a step is compared with a deviation by %s', (_, known, times) => {
    expect(stepOf([known], FORK, REFUSED).times).toEqual([times]);
  });
});

describe('a state', () => {
  const ask = (known: readonly KnownDeviation[], command: Command, seen: Answer) => {
    const deviations = new Deviations(known);
    const step = HIERARCHY.step(STATE, command);
    const parts = [HIERARCHY, STATE, command, step, seen] as const;
    const parent = { of: 'process 2', field: 'parent', expected: '1', seen: '7' };
    return {
      may: deviations.mayBeShownOtherwise(...parts),
      covered: deviations.stateOf(...parts, [parent]),
      equal: deviations.stateOf(...parts, []),
      times: deviations.counts.map(({ times }) => times),
    };
  };

  test('a state that differs as a deviation says is that one, and one that does not differ is none', () => {
    expect(ask([SHOWS], FORK, OK)).toEqual({ may: SHOWS, covered: SHOWS, equal: undefined, times: [1] });
  });

  test.each<[string, KnownDeviation, Command, Answer]>([
    ['after another command', SHOWS, EXIT, { ok: {} }],
    ['after another answer', SHOWS, FORK, REFUSED],
    ['by a deviation of the answer', { ...ACCEPTED, answer: 'ok' }, FORK, OK],
  ])('a state is not shown otherwise %s', (_, known, command, seen) => {
    expect(ask([known], command, seen)).toEqual({
      may: undefined,
      covered: undefined,
      equal: undefined,
      times: [0],
    });
  });
});

describe('an end of the run', () => {
  const ending: KnownDeviation = { ...ACCEPTED, effect: 'ends-run' };

  test.each<[string, readonly KnownDeviation[], boolean]>([
    ['no deviation', [], false],
    ['one that ends it', [ending], true],
    ['one that does not end it', [ACCEPTED], false],
    ['one of another command', [{ ...ending, command: 'exit' }], false],
    ['one where the command would be refused', [{ ...ending, when: 'id-in-use' }], false],
    ['two of which one applies', [{ ...ending, when: 'id-in-use' }, ending], true],
  ])('an end of the run is expected by %s: %j', (_, known, expected) => {
    expect(new Deviations(known).mayEndAt(HIERARCHY, stateAfter(''), FORK)).toBe(expected);
  });
});

test('a run depends on answers where the system may choose, deviates or has a limit, and else not', () => {
  expect(dependsOnAnswers(HIERARCHY)).toBe(false);
  expect(dependsOnAnswers({ ...HIERARCHY, leavesChoices: true })).toBe(true);
  expect(dependsOnAnswers(HIERARCHY, [ACCEPTED])).toBe(true);
  expect(dependsOnAnswers(HIERARCHY, [], { processes: 3 })).toBe(true);
});
