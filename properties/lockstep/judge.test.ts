// Goal: the judge sees a part as it sees the whole, counts what it allows, and is asked in order. Method: one judge, handed
// exchanges that are right, wrong in the part in focus, or out of turn; no engine stands between.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import type { Focus } from '../../src/contract/observation/flat-observation.ts';
import { Deviations } from '../../src/lockstep/known-deviations.ts';
import { focusOn } from '../../src/lockstep/footprint.ts';
import { Judge } from '../../src/lockstep/judge.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { State } from '../../src/model/state.ts';
import { commandsOf } from '../support/scenarios.ts';

const [COMMAND] = commandsOf('1 fork 2') as readonly [Command];
const { answer: RIGHT } = HIERARCHY.step(HIERARCHY.initial, COMMAND, { refused: true }) as {
  readonly answer: Answer;
};

function shownOf(state: State, focus?: Focus): FlatObservation {
  const shown = new FlatObservation();
  HIERARCHY.observe(state, shown, focus);
  return shown;
}

/** A judge whose run has been started, with what it has been shown. */
function started(limits = {}): { readonly judge: Judge; readonly before: FlatObservation } {
  const judge = new Judge(HIERARCHY, 'any', undefined, limits);
  judge.reset();
  const before = shownOf(judge.state);
  expect(judge.start(before)).toBeUndefined();
  return { judge, before };
}

/** The same, and a step judged by a part alone. */
function inFocus(answer: Answer, damage: (after: FlatObservation) => void = () => {}) {
  const { judge } = started();
  const was = judge.state;
  const { next } = HIERARCHY.step(was, COMMAND, RIGHT);
  const focus = focusOn(HIERARCHY.vocabulary, was, next, COMMAND);
  const after = shownOf(next, focus);
  damage(after);
  const found = judge.stepInFocus({ command: COMMAND, answer, before: shownOf(was, focus), after }, focus);
  return { judge, found, focus, was, next };
}

describe('what is shown again', () => {
  test.each(['1 fork 2', '2 exit', '2 create_group', '2 set_subreaper on', '1 new_thread 5'])(
    'what is shown again is wrong in that very step where the model has moved on: %s',
    (text) => {
      const { judge, before } = started();
      const [first, second] = commandsOf(`1 fork 2; ${text}`) as readonly [Command, Command];
      const forked = HIERARCHY.step(judge.state, first).next;
      if (text !== '1 fork 2')
        expect(judge.step({ command: first, answer: RIGHT, before, after: shownOf(forked) })).toBeUndefined();
      const { state, steps } = judge;
      const { answer } = HIERARCHY.step(state, second) as { readonly answer: Answer };
      const found = judge.step({
        command: second,
        answer,
        before: shownOf(state),
        after: shownOf(state),
      });
      expect(found).toMatchObject({ kind: 'observation', step: steps, command: second });
      expect(found?.differences).not.toHaveLength(0);
    },
  );

  test('what is shown again is right where only a handle is held more, and every invariant counts as judged', () => {
    const { judge, before } = started();
    const [command] = commandsOf('- hold_group 1') as readonly [Command];
    expect(judge.step({ command, answer: { ok: {} }, before, after: before })).toBeUndefined();
    const counts = ['I1', 'I2', 'I4', 'I5', 'I6', 'I7'] as const;
    for (const id of counts) expect(judge.invariantCounts.get(id), id).toEqual({ checked: 2, notShown: 0 });
  });

  test('what is shown again violates I4 in the step that released the last handle', () => {
    const accepted = { command: 'release_group', when: 'not-held', answer: 'ok', reason: 'it counts anyway' };
    const judge = new Judge(HIERARCHY, 'any', new Deviations([accepted]));
    judge.reset();
    judge.start(shownOf(judge.state));
    // By the first release, which a known deviation accepts, one handle fewer is held than the model has.
    const commands = commandsOf(`1 fork 2; 2 create_group; - release_group 2; - hold_group 2; - hold_group 2
      2 move_to_group 1; - release_group 2`);
    const found = commands.map((command) => {
      const before = shownOf(judge.state);
      const { next, ...step } = HIERARCHY.step(judge.state, command);
      const answer: Answer = 'answer' in step ? step.answer : { ok: {} };
      return judge.step({ command, answer, before, after: shownOf(next) });
    });
    expect(found.slice(0, -1)).toEqual(commands.slice(1).map(() => undefined));
    expect(found.at(-1)).toMatchObject({
      kind: 'invariant',
      violations: [{ invariant: 'I4', finding: 'group 2 lives without member or handle' }],
    });
  });
});

describe('a part', () => {
  test('a part that is right is passed, and the model has moved', () => {
    const { judge, found, next } = inFocus(RIGHT);
    expect(found).toBeUndefined();
    expect(judge.state.processes.size).toBe(next.processes.size);
    expect([judge.steps, judge.lastCommand]).toEqual([1, COMMAND]);
  });

  test('a part that is wrong asks for a look at the whole, which tells what differs', () => {
    const { judge, found, next } = inFocus(RIGHT, (after) => (after.parent[1] = 7));
    expect(found).toBe('look');
    const whole = shownOf(next);
    whole.parent[1] = 7;
    const divergence = judge.look({ command: COMMAND, answer: RIGHT }, whole);
    expect(divergence?.kind).toBe('observation');
    expect(judge.context.phase).toBe('over');
  });

  test('a wrong answer is told of a part without differences, and in full with them', () => {
    const { judge, found, was } = inFocus({ refused: 'is-init' });
    expect(found).toMatchObject({ kind: 'answer', step: 0, differences: [], violations: [] });
    const full = found !== undefined && found !== 'look' ? judge.inFull(found, shownOf(was)) : undefined;
    expect(full?.differences).not.toHaveLength(0);
    expect(full?.seen?.processes).toHaveLength(1);
  });

  test('a part shown before a step is held to the model', () => {
    const { judge } = started();
    const focus = { processes: [1], groups: [1], sessions: [1], listMax: 32 };
    const before = shownOf(judge.state, focus);
    expect(judge.beforeInFocus(before, focus)).toBe(true);
    before.group[0] = 9;
    expect(judge.beforeInFocus(before, focus)).toBe(false);
  });
});

describe('a limit', () => {
  test('a refusal at the limit is allowed, counted, and moves nothing', () => {
    const { judge, before } = started({ processes: 1 });
    const was = judge.state;
    const answer: Answer = { refused: 'EAGAIN' };
    expect(judge.step({ command: COMMAND, answer, before, after: before })).toBeUndefined();
    expect([judge.refusedAtLimit, judge.state === was, judge.lastStep?.refusals]).toEqual([1, true, []]);
  });

  test('a refusal below the limit is a divergence', () => {
    const { judge, before } = started({ processes: 2 });
    const answer: Answer = { refused: 'EAGAIN' };
    const found = judge.step({ command: COMMAND, answer, before, after: before });
    expect([found?.kind, judge.refusedAtLimit]).toEqual(['answer', 0]);
  });
});

describe('a turn', () => {
  test('a step before the start of a run and one after its end are broken assumptions, each in its words', () => {
    const judge = new Judge(HIERARCHY, 'any');
    const before = shownOf(judge.state);
    const exchange = { command: COMMAND, answer: { refused: 'is-init' }, before, after: before } as const;
    expect(() => judge.step(exchange)).toThrow('is judged before the start of its run');
    judge.reset();
    judge.start(before);
    expect(judge.step(exchange)?.kind).toBe('answer');
    expect(() => judge.step(exchange)).toThrow('is judged after the end of its run');
  });

  test('an exception is told at the step that it belongs to, whether the model has moved or not', () => {
    const { judge } = started();
    const occasion = { command: COMMAND, answer: undefined };
    expect(judge.failure('it threw', occasion, 'unmoved').step).toBe(0);
    expect(judge.failure('it threw', occasion, 'moved').step).toBe(-1);
    expect(judge.failure('it threw', { command: undefined, answer: undefined }, 'unmoved').step).toBe(-1);
  });

  test('distrust is told with its words, and leaves the run as it is', () => {
    const { judge, before } = started();
    expect(judge.distrusted('a link is missing', COMMAND, before)).toMatchObject({
      kind: 'self-check',
      command: COMMAND,
      sentence: 'a link is missing',
    });
    expect(judge.context.phase).toBe('started');
  });

  test('a context is a copy that later steps leave alone, the resources at the start included', () => {
    const { judge } = started();
    const taken = judge.context;
    expect(judge.context.startResources).not.toBe(taken.startResources);
    const counts = [...taken.startResources];
    judge.goOnFrom({ ...taken, startResources: taken.startResources.map((count) => count + 5) });
    expect([...judge.context.startResources]).toEqual(counts.map((count) => count + 5));
    expect([...taken.startResources]).toEqual(counts);
  });
});
