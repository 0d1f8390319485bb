// Goal: every list of branches is a run, and the run says what was done. Method: toys, run by schedules with all that a
// schedule may hold.
import { describe, expect, test } from 'vitest';
import { runStepper } from '../../src/contract/concurrent/run-of-stepper.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import { lock, ToyStepper, unlock } from './toy-stepper.ts';
import type { ToyOperation } from './toy-stepper.ts';

const increment: ToyOperation = { do: 'increment', word: 0 };
const read: ToyOperation = { do: 'read', word: 0 };

function run(
  code: readonly (readonly (readonly ToyOperation[])[])[],
  schedule?: number[],
  limit?: number,
): ConcurrentRun {
  const toy = new ToyStepper(code);
  return runStepper(toy, toy.program, schedule, limit);
}

const order = ({ steps = [] }: ConcurrentRun): string => steps.map(({ branch }) => branch).join('');

describe('a run by a schedule', () => {
  test('no schedule runs the branches one after the other, the lowest first', () => {
    expect(order(run([[[increment]], [[increment]]]))).toBe('1122');
  });

  test('the same branch goes on after the end of a schedule while it can', () => {
    expect(order(run([[[increment]], [[increment]], [[increment]]], [3]))).toBe('331122');
  });

  test('a number of a branch that has ended, that waits or that is none is passed over', () => {
    expect(order(run([[[increment]], [[increment]]], [1, 1, 1, 7, 0, -3, 2.5, 2]))).toBe('1122');
    const held = [[[lock(0), increment, unlock(0)]], [[lock(0), unlock(0)]]];
    expect(order(run(held, [1, 1, 2, 2, 2, 1]))).toBe('11212');
  });

  test('each step says where the branch stood, who could have gone, and what was touched', () => {
    expect(run([[[lock(0), read, unlock(0)]], [[lock(0), unlock(0)]]], [1, 2, 1]).steps).toEqual([
      { branch: 1, at: 'call', can: [1, 2], reads: [], writes: [] },
      { branch: 2, at: 'call', can: [1, 2], reads: [], writes: [] },
      { branch: 1, at: 'lock 0', can: [1, 2], reads: [], writes: ['lock 0'] },
      { branch: 1, at: 'read 0', can: [1], reads: ['word 0'], writes: ['lock 0'] },
      { branch: 2, at: 'lock 0', can: [2], reads: [], writes: ['lock 0'] },
    ]);
  });

  test('a run has the numbers of the steps in which each command was called and answered, and its answers', () => {
    expect(run([[[increment], [read]], [[increment]]], [1, 2, 2, 1]).branches).toEqual([
      [
        { called: 1, answered: 4, answer: { refused: 'saw-nothing' } },
        { called: 5, answered: 6, answer: { refused: 'saw-2' } },
      ],
      [{ called: 2, answered: 3, answer: { refused: 'saw-nothing' } }],
    ]);
  });

  test('a run that is done shows the state at rest, and one that is not shows where each branch stands', () => {
    const crossed = [[[lock(0), lock(1), unlock(1), unlock(0)]], [[lock(1), lock(0), unlock(0), unlock(1)]]];
    expect(run(crossed)).toMatchObject({ ended: 'done', observation: {} });
    const stuck = run(crossed, [1, 1, 2, 2]);
    expect(stuck).toMatchObject({ ended: 'deadlock', at: ['lock 1', 'lock 0'] });
    expect(stuck.branches).toEqual([[{ called: 1 }], [{ called: 3 }]]);
    expect(stuck).not.toHaveProperty('observation');
    const cut = run([[[increment], [read]], [[increment]]], [2, 2], 3);
    expect(cut).toMatchObject({ ended: 'limit', at: ['increment 0', null] });
    expect(cut.branches[0]).toEqual([{ called: 3 }, {}]);
  });
});
