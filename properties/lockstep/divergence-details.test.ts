// Goal: a divergence tells all that is wrong, and a run that a known deviation ends is judged no more. Method: one judge,
// handed exchanges that are wrong in several ways at once, or rightly wrong; no engine stands between.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { focusOn } from '../../src/lockstep/footprint.ts';
import { Judge } from '../../src/lockstep/judge.ts';
import { Deviations } from '../../src/lockstep/known-deviations.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { commandsOf, seenOf, stateAfter } from '../support/scenarios.ts';

const [FORK, AGAIN] = commandsOf('1 fork 2; 1 fork 2') as readonly [Command, Command];
const FORKED = stateAfter('1 fork 2');
const REFUSED: Answer = { refused: 'is-init' };
const { answer: OK } = HIERARCHY.step(HIERARCHY.initial, FORK, REFUSED) as { readonly answer: Answer };

/** Says of whatever is shown that it is as expected, so that only the invariants are left to object. */
const CONTENT: Specification = { ...HIERARCHY, isObserved: () => true };

/** A fork is answered as it should be, and the wrong parent is shown. */
const WRONG_PARENT: KnownDeviation = {
  command: 'fork',
  when: 'accepted',
  answer: 'ok',
  effect: 'ends-run',
  differs: ['process parent'],
  reason: 'its parent is forgotten',
};

/** A fork that should be accepted is refused, and nothing is known of what comes then. */
const GIVES_UP: KnownDeviation = {
  command: 'fork',
  when: 'accepted',
  answer: 'refused',
  effect: 'ends-run',
  reason: 'it gives up',
};

function started(
  known: readonly KnownDeviation[] = [],
  specification: Specification = HIERARCHY,
): { readonly judge: Judge; readonly before: FlatObservation } {
  const judge = new Judge(specification, 'any', new Deviations(known));
  judge.reset();
  const before = seenOf(judge.state);
  expect(judge.start(before)).toBeUndefined();
  return { judge, before };
}

/** The state after the fork, with the child in the care of somebody who is not there. */
function astray(): FlatObservation {
  const after = seenOf(FORKED);
  after.parent[1] = 77;
  return after;
}

/** Far more than can be there. */
function farTooMuch(): FlatObservation {
  const after = new FlatObservation();
  for (let pid = 1; pid <= 2_000; pid++) after.addProcess(pid, 1, 1, 0, 0, 0);
  return after;
}

describe('a wrong answer', () => {
  test('a wrong answer tells, where everything is shown, what else differs and which invariants are violated', () => {
    const { judge, before } = started();
    const found = judge.step({ command: FORK, answer: REFUSED, before, after: astray() });
    expect(found?.kind).toBe('answer');
    expect(found?.differences.map(({ of, field }) => `${of} ${field}`)).toEqual(['process 2 parent']);
    const violated = found?.violations.map(({ invariant }) => invariant) ?? [];
    expect(violated).toEqual(expect.arrayContaining(['I6', 'I8']));
  });

  test('a wrong answer to what should be refused tells the refusal that was missed, and its ground', () => {
    const { judge, before } = started();
    const after = seenOf(FORKED);
    expect(judge.step({ command: FORK, answer: OK, before, after })).toBeUndefined();
    const found = judge.step({ command: AGAIN, answer: OK, before: after, after });
    expect(found?.missed).toEqual({ refusal: 'id-in-use', ground: 'process' });
    expect(found?.failureClass).toContain('id-in-use');
  });

  test('a wrong answer to what should be accepted has missed no refusal', () => {
    const { judge, before } = started();
    const found = judge.step({ command: FORK, answer: REFUSED, before, after: before });
    expect(found).not.toHaveProperty('missed');
  });

  test('a wrong answer tells the state that the model has come to, where a part alone was shown', () => {
    const { judge, before } = started();
    const focus = focusOn(HIERARCHY.vocabulary, judge.state, FORKED, FORK);
    const found = judge.stepInFocus({ command: FORK, answer: REFUSED, before, after: before }, focus);
    expect(found).toMatchObject({ kind: 'answer', expected: unflatten(seenOf(FORKED)) });
  });
});

describe('an invariant', () => {
  test('an invariant that is violated by what is as expected is told with its finding, after others', () => {
    const { judge, before } = started([], CONTENT);
    const after = astray();
    after.group[1] = 88;
    const found = judge.step({ command: FORK, answer: OK, before, after });
    expect(found).toMatchObject({ kind: 'invariant', differences: [] });
    const told = found?.violations.map(({ invariant, finding }) => `${invariant}: ${finding}`) ?? [];
    expect(told.length).toBeGreaterThan(1);
    expect(found?.sentence).toBe(told.join('; '));
  });

  test('an invariant of steps is asked where the state after the step is as expected', () => {
    const { judge, before } = started();
    const after = seenOf(FORKED);
    expect(judge.step({ command: FORK, answer: OK, before, after })).toBeUndefined();
    const refused: Answer = { refused: 'id-in-use' };
    expect(judge.step({ command: AGAIN, answer: refused, before, after })).toMatchObject({
      kind: 'invariant',
      sentence: 'I8: fork was refused and still changed something',
    });
  });
});

describe('too much', () => {
  test('too much is told as that, with the command and its answer, and none of it is shown', () => {
    const { judge, before } = started();
    const found = judge.step({ command: FORK, answer: OK, before, after: farTooMuch() });
    expect(found).toMatchObject({
      kind: 'observation',
      command: FORK,
      seenAnswer: OK,
      seen: undefined,
      differences: [],
      violations: [],
      sentence: expect.stringContaining('too much to compare') as string,
    });
  });

  test('a start is wrong where far too much is shown', () => {
    const judge = new Judge(HIERARCHY, 'any');
    judge.reset();
    expect(judge.start(farTooMuch())?.sentence).toContain('too much to compare');
  });
});

describe('a known deviation that ends the run', () => {
  test('a known deviation of an answer ends the run, though a part alone is shown', () => {
    const { judge, before } = started([GIVES_UP]);
    const focus = focusOn(HIERARCHY.vocabulary, judge.state, FORKED, FORK);
    const exchange = { command: FORK, answer: REFUSED, before, after: astray() };
    expect(judge.stepInFocus(exchange, focus)).toBeUndefined();
    expect([judge.ended, judge.context.phase]).toEqual([GIVES_UP, 'over']);
    expect(() => judge.step(exchange)).toThrow('is judged after the end of its run');
  });

  test('a known deviation of the state ends the run where everything is looked at after a part', () => {
    const { judge } = started([WRONG_PARENT]);
    const was = judge.state;
    const focus = focusOn(HIERARCHY.vocabulary, was, FORKED, FORK);
    const exchange = { command: FORK, answer: OK, before: seenOf(was), after: astray() };
    expect(judge.stepInFocus(exchange, focus)).toBe('look');
    expect(judge.look(exchange, astray(), was)).toBeUndefined();
    expect([judge.ended, judge.deviationCounts[0]?.times]).toEqual([WRONG_PARENT, 1]);
  });

  test('a known deviation of the state excuses nothing where no command was answered', () => {
    const { judge } = started([WRONG_PARENT]);
    const was = judge.state;
    const { context } = judge;
    expect(judge.look({ command: FORK, answer: undefined }, astray(), was)?.kind).toBe('observation');
    judge.goOnFrom(context);
    expect(judge.look({ command: undefined, answer: OK }, astray(), was)?.kind).toBe('observation');
    expect(judge.deviationCounts[0]?.times).toBe(0);
  });

  test('a known deviation is not counted where the answer is right', () => {
    const { judge, before } = started([{ ...GIVES_UP, answer: 'ok', effect: 'nothing' }]);
    const exchange = { command: FORK, answer: OK, before, after: seenOf(FORKED) };
    expect(judge.step(exchange)).toBeUndefined();
    expect(judge.deviationCounts[0]?.times).toBe(0);
  });
});

describe('a judge', () => {
  test('a judge that has judged nothing knows no run, no answers and no deviations', () => {
    const judge = new Judge(HIERARCHY, 'any');
    expect(judge.context).toMatchObject({ phase: 'none', answers: [], answersBefore: [] });
    expect([judge.deviationCounts, judge.dependsOnAnswers]).toEqual([[], false]);
  });

  test('a judge keeps the answers where they decide what is right, and there alone', () => {
    for (const known of [[], [GIVES_UP]]) {
      const { judge, before } = started(known);
      judge.step({ command: FORK, answer: OK, before, after: seenOf(FORKED) });
      expect(judge.context.answers).toEqual(known.length === 0 ? [] : [OK]);
    }
  });

  test('a state left over by a reset is told with the answers of the run before it, and any other with its own', () => {
    const { judge, before } = started([GIVES_UP]);
    judge.step({ command: FORK, answer: OK, before, after: seenOf(FORKED) });
    const nowhere = { command: undefined, answer: undefined };
    expect(judge.look(nowhere, astray())?.answers).toEqual([OK]);
    judge.reset();
    expect(judge.failure('it threw', { command: FORK, answer: undefined }, 'unmoved').answers).toEqual([]);
    expect(judge.start(seenOf(FORKED))?.answers).toEqual([OK]);
    judge.reset();
    expect(judge.start(before)).toBeUndefined();
    judge.step({ command: FORK, answer: OK, before, after: seenOf(FORKED) });
    expect(judge.look(nowhere, astray())?.answers).toEqual([OK]);
  });

  test('a judge that goes on from a context leaves its answers alone', () => {
    const { judge, before } = started([GIVES_UP]);
    const { context } = judge;
    judge.goOnFrom(context);
    judge.step({ command: FORK, answer: OK, before, after: seenOf(FORKED) });
    expect(context.answers).toEqual([]);
    expect(judge.context.answers).toEqual([OK]);
  });

  test('distrust brings no violations of its own', () => {
    const { judge, before } = started();
    expect(judge.distrusted('a link is missing', FORK, before)).toMatchObject({
      differences: [],
      violations: [],
    });
  });
});
