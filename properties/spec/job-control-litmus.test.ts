// Goal: the job-control commands answer what a Linux kernel answered. Method: the litmus traces, one for each fact and some
// for clauses that no fact has, and the stories of docs/job-control.md.
import { describe, expect, test } from 'vitest';
import { parseTrace, printAnswer, printCommand, printTrace } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { JOB_CONTROL_LITMUS_PATHS, STORY_PATHS, toldTrace } from '../support/job-control-litmus.ts';
import { JOB_CONTROL_FACTS } from '../support/linux-facts.ts';
import { textOf } from '../support/repository.ts';
import { contradictions, seenThen } from '../support/seen-then.ts';

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

describe('the sentences of what is seen', () => {
  const OBSERVATION = {
    processes: [
      { pid: 2, state: 'running', received: ['SIGHUP'], waiting: true },
      { pid: 3, state: 'stopped', received: [], waiting: false },
    ],
    woken: [{ process: 4, answer: { refused: 'ECHILD' } }],
  } as const;

  test('an observation that shows what was said contradicts nothing', () => {
    const said = ['2 received SIGHUP', '2 waits', '3 is stopped', '3 received nothing', '4 is told ECHILD'];
    expect(contradictions(said.map(seenThen), OBSERVATION)).toEqual([]);
  });

  test.each([
    [['4 is told ECHILD'], '2 received SIGHUP, not nothing'],
    [['2 received SIGHUP'], 'woken are "4 ECHILD", not ""'],
    [['2 received SIGHUP', '4 is told ECHILD', '2 runs', '3 waits'], '3 is stopped, not waiting'],
    [['2 received SIGHUP', '4 is told ECHILD', '3 runs'], '3 is stopped, not running'],
    [['2 received SIGHUP', '4 is told ECHILD', '5 runs'], '5 is undefined, not running'],
  ])('an observation that shows otherwise contradicts %j: %s', (said, contradiction) => {
    expect(contradictions(said.map(seenThen), OBSERVATION)).toEqual([contradiction]);
  });

  test('a system that does not show what was received contradicts what is said of it', () => {
    expect(contradictions([], { processes: [{ pid: 1, state: 'running' }] })).toEqual([
      '1 does not show what it received, which is nothing',
    ]);
  });

  test('a sentence that nobody can say of a step is refused', () => {
    expect(() => seenThen('3 sleeps')).toThrow('nobody can say "3 sleeps" of a step');
  });
});
