// Goal: the job-control commands answer what a Linux kernel answered. Method: the litmus traces, one for each fact and some
// for clauses that no fact has, and the stories of docs/job-control.md.
import { describe, expect, test } from 'vitest';
import { parseTrace, printAnswer, printCommand, printTrace } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { JOB_CONTROL_LITMUS_PATHS, STORY_PATHS, toldTrace } from '../support/job-control-litmus.ts';
import { JOB_CONTROL_FACTS } from '../support/linux-facts.ts';
import { textOf } from '../support/repository.ts';
import { seenThen } from '../support/seen-then.ts';

const TOLD = JOB_CONTROL_LITMUS_PATHS.map((path) => ({
  name: path.split('/').at(-1)?.replace('.trace', '') ?? '',
  ...toldTrace(path),
}));

describe('the traces of job control', () => {
  test('every fact of job control has a trace of its name, and no other trace cites a fact', () => {
    const facts = new Set(JOB_CONTROL_FACTS.map(({ id }) => id));
    const citing = TOLD.filter(({ of }) => of.startsWith('linux:'));
    expect(citing.map(({ name }) => name).toSorted()).toEqual([...facts].toSorted());
    expect(citing.filter(({ name, of }) => of !== `linux:${name}`)).toEqual([]);
    expect(facts.size).toBeGreaterThan(100);
  });

  test('every row of the page stands in the trace of its fact, with the same answer and what is seen then', () => {
    const missing = JOB_CONTROL_FACTS.filter(({ id, asked, answer, seen }) => {
      const steps = TOLD.find(({ name }) => name === id)?.steps ?? [];
      return !steps.some(
        (step) =>
          printCommand(step.command, JOB_CONTROL_VOCABULARY) === asked &&
          printAnswer(step.answer) === answer &&
          seen.every((sentence) =>
            step.seen.some((each) => JSON.stringify(each) === JSON.stringify(seenThen(sentence))),
          ),
      );
    });
    expect(missing).toEqual([]);
  });

  test('the other traces name the clause that they show, and each clause of a terminal or a wait has one', () => {
    const clauses = TOLD.filter(({ of }) => !of.startsWith('linux:')).map(({ of }) => of);
    expect(clauses.filter((of) => !/^[JP]\d+$/.test(of))).toEqual([]);
    for (const clause of ['J1', 'J2', 'J3', 'J6', 'J9', 'J10', 'J11', 'J12'])
      expect(clauses).toContain(clause);
  });

  test('the traces of job control read the same when printed and read again', () => {
    for (const path of [...JOB_CONTROL_LITMUS_PATHS, ...STORY_PATHS]) {
      const parsed = parseTrace(textOf(path), [JOB_CONTROL_VOCABULARY]);
      if ('problem' in parsed) throw new Error(`${path}: ${parsed.problem.message}`);
      const lines = textOf(path)
        .split('\n')
        .filter((line) => !line.startsWith('#'));
      expect(printTrace(parsed.value.steps, JOB_CONTROL_VOCABULARY)).toBe(lines.join('\n'));
    }
  });

  test('there are twelve stories, and docs/job-control.md links each', () => {
    expect(STORY_PATHS).toHaveLength(12);
    const page = textOf('docs/job-control.md');
    for (const path of STORY_PATHS) expect(page).toContain(`(../${path})`);
  });
});
