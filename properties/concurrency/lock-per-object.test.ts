// Goal: a table with a lock for each object is right one command after the other, and goes wrong in just the pairs that the
// systems it is like went wrong in. Method: every pair from the states of two ids, and for each race its smallest program.
import { describe, expect, test } from 'vitest';
import { check } from '../../src/app/library/check.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { runStepper } from '../../src/contract/concurrent/run-of-stepper.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { sharedMutantSystem } from '../../src/own-shared-tables.ts';
import { SteppedWords } from '../../src/systems/concurrent/stepped-words.ts';
import { lockPerObject } from '../../src/systems/mutants/concurrent/lock-per-object.ts';
import { exploredPairs } from './explored-pairs.ts';

/** A program as text: `1 fork 2; 2 exit || 2 free`. */
const textOf = ({ prefix, branches }: ConcurrentProgram): string =>
  [prefix, ...branches].map((commands) => commands.map(plain).join('; ')).join(' || ');

function plain({ name, process, ...others }: { readonly name: string; readonly process?: unknown }): string {
  return [process, name, ...Object.values(others)].join(' ');
}

describe('a table with a lock for each object', () => {
  test('two commands of a table with a lock for each object are right where one follows the other', async () => {
    const { failing, open, counts } = await exploredPairs(2, { preemptionsMax: 0 });
    expect([failing, open]).toEqual([0, undefined]);
    expect(counts.executions).toBe(2 * counts.programs);
  });

  test('a table with a lock for each object is right for as long as one command follows the other', async () => {
    const system = sharedMutantSystem('lock-per-object') as SystemUnderTest;
    const { passed, notChecked } = await check(() => system, {
      seed: 1,
      numRuns: 60,
      ids: 2,
      coverage: 'commands',
    });
    expect(passed.length).toBeGreaterThan(5);
    expect(notChecked).toEqual([]);
  });

  test('three commands of a branch that each make a group and a session leave those of other branches alone', async () => {
    const lead = (process: number) => ({ name: 'create_session', process }) as const;
    const program = {
      prefix: [2, 3, 4, 5, 6, 7].map((child) => ({ name: 'fork', process: 1, child }) as const),
      branches: [
        [lead(2), lead(3), lead(4)],
        [lead(5), lead(6), lead(7)],
      ],
    };
    const run = runStepper(new SteppedWords(lockPerObject()), program, []);
    expect(run.branches.flat().filter(({ answer }) => answer === undefined || !('ok' in answer))).toEqual([]);
    expect(linearize(HIERARCHY, historyOfRun(program, run)).verdict).toBe('pass');
  });

  test.each([
    ['fork', 'fork', ' || 1 fork 2 || 1 fork 2'],
    ['create_group', 'create_group', '1 fork 2 || 2 create_group || 2 create_group'],
    ['create_session', 'create_session', '1 fork 2 || 2 create_session || 2 create_session'],
    ['create_session', 'create_group', '1 fork 2 || 2 create_session || 2 create_group'],
    ['create_session', 'move_to_group', '1 fork 2 || 2 create_session || 2 move_to_group 1'],
    ['free', 'free', '1 fork 2; 2 exit || 2 free || 2 free'],
    ['fork', 'exit', '1 fork 2 || 2 fork 3 || 2 exit'],
    ['exit', 'free', '1 fork 2; 2 fork 3; 3 exit || 2 exit || 3 free'],
  ])(
    'the commands %s and %s go wrong together, with one preemption, first in "%s"',
    async (one, other, program) => {
      const { failures } = await exploredPairs(3, { names: [one, other] });
      expect(failures.map(({ failure }) => textOf(failure.program))).toEqual([program]);
      expect(failures[0]?.failure).toMatchObject({
        kind: 'not-linearizable',
        preemptions: 1,
        allOrders: true,
        again: { tries: 2, times: 2 },
      });
    },
  );

  test.each([
    ['move_to_group', 'move_to_group'],
    ['fork', 'move_to_group'],
    ['exit', 'exit'],
  ])(
    'the commands %s and %s are right together in all schedules from every state of two ids',
    async (one, other) => {
      const { failures, open, counts } = await exploredPairs(2, { names: [one, other] });
      expect([failures, open]).toEqual([[], undefined]);
      expect(counts.executions).toBeGreaterThan(counts.programs);
    },
  );

  test('an exploration of pairs that is told to stop says so and keeps its counts', async () => {
    let looks = 0;
    const { verdict, open, counts } = await exploredPairs(2, {
      allFailures: true,
      stopped: () => (looks += 1) > 500,
    });
    expect([verdict, open]).toEqual(['fail', expect.stringMatching(/^interrupted after \d of 10 states$/)]);
    expect(counts.programs).toBeGreaterThan(10);
    expect(counts.programs).toBeLessThan(2000);
  });

  test('the failure of create_session and move_to_group is a process in its old session though both said yes', async () => {
    const { failures } = await exploredPairs(3, { names: ['create_session', 'move_to_group'] });
    const run = failures[0]?.failure.run;
    expect(run?.branches.map(([{ answer }]) => answer)).toEqual([{ ok: { sid: 2, pgid: 2 } }, { ok: {} }]);
    expect(run?.observation?.sessions).toEqual([{ sid: 1, groups: [1] }]);
  });

  test('the failure of exit and free is a zombie that was freed and stays in the list of init', async () => {
    const { failures } = await exploredPairs(3, { names: ['exit', 'free'] });
    expect(
      failures[0]?.failure.run?.observation?.processes?.map(({ pid, children }) => [pid, children]),
    ).toEqual([
      [1, [2, 3]],
      [2, []],
    ]);
  });
});
