// Goal: reduction saves what it is there for. Method: two processes that create one group, on two tables, counted.
import { expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import type { Stepper } from '../../src/contract/concurrent/stepper.ts';
import { ScheduleSearch } from '../../src/engines/concurrency/schedule-search.ts';
import { sharedTableInSteps } from '../../src/systems/concurrent/shared-table-steps.ts';
import { SteppedWords } from '../../src/systems/concurrent/stepped-words.ts';
import { lockPerObject } from '../../src/systems/mutants/concurrent/lock-per-object.ts';

const create = { name: 'create_group', process: 2 } as const;
const PROGRAM = {
  prefix: [{ name: 'fork', process: 1, child: 2 }],
  branches: [[create], [create]],
} as const;

/** Executions with and without reduction, those given up included, and the outcomes of each. */
function executions<Of extends Command>(stepper: Stepper<Of>, program: ConcurrentProgram<Of>): number[][] {
  return [true, false].map((reduce) => {
    const search = new ScheduleSearch(stepper, program, { reduce });
    search.go(Infinity);
    return [search.executed, search.result().counts.outcomes];
  });
}

test('a process that two others put into its own group needs 32 of 222 executions with a lock for each object', () => {
  expect(executions(new SteppedWords(lockPerObject()), PROGRAM)).toEqual([
    [32, 7],
    [222, 7],
  ]);
});

test('a process that two others put into its own group needs 10 of 170 executions with the shared table', () => {
  const stepper = new SteppedWords(sharedTableInSteps({ commandSet: 'hierarchy' }));
  expect(executions<Command>(stepper, PROGRAM)).toEqual([
    [10, 4],
    [170, 4],
  ]);
});
