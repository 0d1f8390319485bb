// Goal: a program of branches can be kept as a test of one's own: it fails while the fault is there and passes once it is
// gone. Method: the library's function on tables with and without the fault, called rightly and wrongly.
import { describe, expect, test } from 'vitest';
import { VOCABULARIES } from '../../src/command-sets.ts';
import { parseAnyTrace } from '../../src/contract/notation/concurrent-trace.ts';
import { replayBranches, tableSystem } from '../../src/index.ts';
import type { RecordedProgram, System } from '../../src/index.ts';
import { CROSSED, fork, RACE } from '../support/branch-programs.ts';
import { SteppedTable } from '../systems/misbehaving/stepped-table.ts';

const TWICE = { ...RACE, schedule: [1, 1, 2, 2, 2, 1] } as unknown as RecordedProgram;
const table = (fault: 'careful' | 'forgetful' | 'crossed') => new SteppedTable(fault) as unknown as System;

describe('replayBranches', () => {
  test('replayBranches fails where the fault is there, with the orders refuted and a trace that is read again', async () => {
    const { verdict, reason, trace } = await replayBranches(table('forgetful'), TWICE);
    expect(verdict).toBe('fail');
    expect(reason.split('\n')).toEqual([
      expect.stringMatching(/^I16: no order/),
      '1.1 2.1: 2.1 should be refused (id-in-use)',
      '2.1 1.1: 1.1 should be refused (id-in-use)',
    ]);
    expect(parseAnyTrace(trace ?? '', VOCABULARIES)).toMatchObject({
      value: { schedule: [1, 1, 2, 2, 2, 1] },
    });
  });

  test('replayBranches passes where no schedule fails, and names a deadlock where one ends so', async () => {
    expect(await replayBranches(table('careful'), TWICE)).toMatchObject({
      verdict: 'pass',
      trace: undefined,
    });
    const crossed = await replayBranches(table('crossed'), CROSSED as unknown as RecordedProgram);
    expect(crossed).toMatchObject({ verdict: 'fail' });
    expect(crossed.reason).toMatch(/^deadlock: nobody can go on/);
  });

  test('replayBranches is inconclusive on a system that runs nothing at the same time', async () => {
    expect(await replayBranches(tableSystem(), TWICE)).toEqual({
      verdict: 'inconclusive',
      reason: 'it does not apply: table runs no commands at the same time',
      trace: undefined,
    });
  });

  test.each([
    ['no program', 5, 'replayBranches: expected a program, got 5'],
    ['no prefix', { branches: [] }, 'replayBranches: the prefix must be a list, not undefined'],
    [
      'a prefix of no commands',
      { prefix: [{}], branches: [] },
      /^replayBranches: prefix: command 1 must have the name/,
    ],
    [
      'one branch',
      { prefix: [], branches: [[fork(1, 2)]] },
      /the branches must be 2 or 3 lists of 1 to 3 commands, not/,
    ],
    ['an empty branch', { prefix: [], branches: [[fork(1, 2)], []] }, /1 to 3 commands, and branch 2 is/],
    [
      'no command',
      { prefix: [], branches: [[fork(1, 2)], [{ name: 'spoon' }]] },
      /^replayBranches: command 2\.1 must have the name/,
    ],
    [
      'no schedule',
      { ...RACE, schedule: [1, 3] },
      /^replayBranches: schedule must be a list of numbers from 1 to 2, not/,
    ],
  ])('replayBranches throws a TypeError for %s', async (_what, program, message) => {
    await expect(replayBranches(table('careful'), program as RecordedProgram)).rejects.toThrow(message);
    await expect(replayBranches(table('careful'), program as RecordedProgram)).rejects.toThrow(TypeError);
  });
});
