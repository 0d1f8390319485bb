// Goal: the model of job control says what a Linux kernel said. Method: every row of the facts, with all refusals that apply;
// every litmus trace and story, on the model alone and beside our table.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { parseCommand, printAnswer } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { refusalAs } from '../../src/lockstep/answer-agreement.ts';
import { ALWAYS_FULL } from '../../src/lockstep/lockstep.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { terminalTableSystem } from '../../src/systems/in-process.ts';
import { Lockstep } from '../support/by-set.ts';
import { JOB_CONTROL_LITMUS_PATHS, STORY_PATHS, toldTrace } from '../support/job-control-litmus.ts';
import { JOB_CONTROL_FACTS } from '../support/linux-facts.ts';
import { contradictions, seenThen } from '../support/seen-then.ts';

const PATHS = [...JOB_CONTROL_LITMUS_PATHS, ...STORY_PATHS];

describe('the model of job control under the profile linux', () => {
  const model: Specification = JOB_CONTROL.linux;

  test.each(JOB_CONTROL_FACTS)(
    '$id: after "$after" the model says "$answer" to "$asked", and knows the refusals that apply',
    ({ after, asked, answer, refusals }) => {
      const state = (after === '' ? [] : after.split('; ')).reduce(
        (before, text) => stepped(model, before, commandIn(text)).next,
        model.initial,
      );
      const command = commandIn(asked);
      expect(model.isIssuable(state, command)).toBe(true);
      expect(model.refusalsOf(state, command)).toEqual(refusals);
      expect(stepped(model, state, command).said).toBe(answer);
    },
  );

  test.each(PATHS)('the model answers %s as a kernel did', (path) => {
    let state = model.initial;
    for (const { command, answer } of toldTrace(path).steps) {
      expect(model.isIssuable(state, command)).toBe(true);
      const { said, next } = stepped(model, state, command);
      expect(`${JSON.stringify(command)} ${said}`).toBe(`${JSON.stringify(command)} ${printAnswer(answer)}`);
      state = next;
    }
  });

  test.each(PATHS)('the table beside the model shows what a kernel showed in %s', (path) => {
    const table = terminalTableSystem();
    const lockstep = new Lockstep(table, { fullUpTo: ALWAYS_FULL, selfCheckEach: true });
    expect(lockstep.reset()).toBeUndefined();
    for (const { command, seen } of toldTrace(path).steps) {
      expect(lockstep.step(command)).toBeUndefined();
      expect(contradictions(seen, table.observe())).toEqual([]);
    }
    expect(lockstep.finish()).toBeUndefined();
  });

  test.each(JOB_CONTROL_FACTS)('$id: after "$after; $asked" the table shows what the page says', (fact) => {
    const table = terminalTableSystem();
    table.reset();
    for (const text of [...(fact.after === '' ? [] : fact.after.split('; ')), fact.asked])
      table.apply(commandIn(text));
    expect(contradictions(fact.seen.map(seenThen), table.observe())).toEqual([]);
  });
});

function stepped(
  model: Specification,
  state: State,
  command: Command,
): { readonly said: string; readonly next: State } {
  const done = model.step(state, command);
  const answer = done.refusals === undefined ? done.answer : { refused: refusalAs(model, done.refusals[0]) };
  return { said: printAnswer(answer), next: done.next };
}

function commandIn(text: string): Command {
  const parsed = parseCommand(text, JOB_CONTROL_VOCABULARY);
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message}`);
  return parsed.value;
}
