// Goal: small known situations come out as they must. Method: recorded traces, replayed on the model and on our own
// implementation in lockstep: each answer as recorded, and the end as its last comment says. Traces of a kernel are in litmus/ (by the POSIX commands: posix-litmus.test.ts), what the tests of axprocess demand in axprocess/.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { Lockstep, parseTrace, printCommand, printTrace } from '../support/by-set.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import type { TraceStep } from '../../src/contract/notation/trace.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { step } from '../../src/model/hierarchy/rules.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';
import { ALWAYS_FULL } from '../../src/lockstep/lockstep.ts';
import { stateText } from '../support/plain-search.ts';
import { ROOT, textOf } from '../support/repository.ts';

const PATHS = ['properties/traces/litmus/', 'properties/traces/axprocess/'].flatMap((folder) =>
  readdirSync(ROOT + folder)
    .filter((name) => name.endsWith('.trace'))
    .toSorted()
    .map((file) => folder + file),
);

describe('as recorded, end included:', () => {
  test.each(PATHS)('the model answers %s', (path) => {
    let state = INITIAL_STATE;
    const answered = stepsOf(path).map(({ command }): TraceStep => {
      const done = step(state, command);
      state = done.next;
      const answer = done.refusals === undefined ? done.answer : { refused: done.refusals[0] };
      return { command, answer };
    });
    expect(linesOf(answered)).toEqual(linesOf(stepsOf(path)));
    expect(stateText(state)).toBe(/^# ends in (.*)$/m.exec(textOf(path))?.[1]);
  });

  test.each(PATHS)('the table answers %s', (path) => {
    const answered: TraceStep[] = [];
    const lockstep = new Lockstep(recording(tableSystem(), answered), {
      fullUpTo: ALWAYS_FULL,
      selfCheckEach: true,
    });
    expect(lockstep.reset()).toBeUndefined();
    for (const { command } of stepsOf(path)) expect(lockstep.step(command)).toBeUndefined();
    expect(linesOf(answered)).toEqual(linesOf(stepsOf(path)));
    expect(lockstep.finish()).toBeUndefined();
  });
});

describe('the traces', () => {
  test('the litmus traces are there, each with an answer to every command', () => {
    expect(PATHS.length).toBeGreaterThan(30);
    const unanswered = PATHS.filter((path) => stepsOf(path).some(({ answer }) => answer === undefined));
    expect(unanswered).toEqual([]);
  });

  test('the litmus traces read the same when printed and read again', () => {
    for (const path of PATHS) {
      const parsed = parseTrace(textOf(path));
      expect('value' in parsed && parseTrace(printTrace(parsed.value))).toEqual(parsed);
    }
  });
});

function stepsOf(path: string): readonly TraceStep[] {
  const parsed = parseTrace(textOf(path));
  if ('problem' in parsed)
    throw new Error(`${path}:${parsed.problem.line}:${parsed.problem.column} ${parsed.problem.message}`);
  return parsed.value.steps;
}

function linesOf(steps: readonly TraceStep[]): readonly string[] {
  return steps.map(
    ({ command, answer }) => `${printCommand(command)} => ${answer ? printAnswer(answer) : 'nothing'}`,
  );
}

/** The system, its answers written down. */
function recording(sut: SystemUnderTest, answered: TraceStep[]): SystemUnderTest {
  const apply = (command: Command): ReturnType<SystemUnderTest['apply']> => {
    const answer = sut.apply(command);
    answered.push({ command, answer });
    return answer;
  };
  return { ...sut, apply };
}
