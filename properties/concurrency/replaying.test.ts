// Goal: a recorded trace of branches is compared with a run step by step, and a crash is placed at its step. Method: runs of
// a tiny table under a lock, recorded and then changed in one place; a table that crashes at a step of its own.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { ConcurrentRunner } from '../../src/contract/concurrent/run.ts';
import { Hindrance } from '../../src/contract/hindrance.ts';
import type { ConcurrentTrace } from '../../src/contract/notation/concurrent-trace.ts';
import { fitOfRun } from '../../src/contract/notation/fit-of-run.ts';
import { traceOfRun } from '../../src/contract/notation/trace-of-run.ts';
import { Trouble } from '../../src/contract/trouble.ts';
import { stepOfTrouble } from '../../src/engines/concurrency/place-trouble.ts';
import { fork, RACE } from '../support/branch-programs.ts';
import { SteppedTable } from '../systems/misbehaving/stepped-table.ts';

const SCHEDULE = [1, 1, 2, 2, 2, 1];
const BAD = new SteppedTable('forgetful').runConcurrent(RACE, SCHEDULE);
const TRACE = traceOfRun('hierarchy', RACE, BAD);

describe('a recorded trace', () => {
  test('a recorded trace fits the run that it was made of, to its end', () => {
    expect(fitOfRun(TRACE, BAD)).toEqual({ steps: 6, of: 6 });
  });

  test('a trace fits where it leaves things out, and the run goes on after its schedule', () => {
    const bare = ({ command }: { readonly command: Command }) => ({ command });
    const { commandSet, prefix } = TRACE;
    const branches = TRACE.branches.map((steps) => steps.map((step) => bare(step as never)));
    expect(fitOfRun({ commandSet, prefix: prefix.map(bare), branches, schedule: [1, 1] }, BAD)).toEqual({
      steps: 2,
      of: 2,
    });
  });

  test('a trace parts from a table that looks and uses under one lock, at the step that is no longer possible', () => {
    const good = new SteppedTable('careful').runConcurrent(RACE, SCHEDULE);
    expect(fitOfRun(TRACE, good)).toEqual({
      steps: 1,
      of: 6,
      parts: 'at step 2, command 1.1 is "1)" of the history, and "2(" is recorded',
    });
  });

  const ok = { ok: { pid: 3 } };
  const refused = { refused: 'id-in-use' };
  const answering = (one: object, other: object): ConcurrentTrace => ({
    ...TRACE,
    branches: [one, other].map((answer, index) => [{ ...TRACE.branches[index][0], answer } as never]),
  });
  test.each<readonly [ConcurrentTrace, object]>([
    [
      { ...TRACE, prefix: [{ command: fork(1, 2), answer: refused }] },
      { steps: 0, parts: 'in the prefix, command 1 answers "ok pid=2", and "refused id-in-use" is recorded' },
    ],
    [
      answering(ok, refused),
      { steps: 4, parts: 'at step 5, command 2.1 answers "ok pid=3", and "refused id-in-use" is recorded' },
    ],
    [
      answering(refused, ok),
      { steps: 5, parts: 'at step 6, command 1.1 answers "ok pid=3", and "refused id-in-use" is recorded' },
    ],
    [
      { ...TRACE, schedule: [1, 2, 2, 2, 2, 1] },
      { steps: 1, parts: 'at step 2, branch 1 goes, and branch 2 is recorded' },
    ],
    [
      { ...TRACE, schedule: [...SCHEDULE, 2] },
      { steps: 6, of: 7, parts: 'at step 7, the run has ended after 6 steps' },
    ],
    [
      { ...TRACE, history: (TRACE.history ?? []).slice(0, 2) },
      { steps: 4, parts: 'at step 5, command 2.1 is "2)" of the history, and nothing more is recorded' },
    ],
    [
      { ...TRACE, history: [...(TRACE.history ?? []), { branch: 2, kind: 'call' }] },
      { steps: 6, parts: 'the run has no "2(", which is recorded' },
    ],
    [
      { ...answering(refused, ok), schedule: [1, 1, 2, 2, 2] },
      {
        steps: 5,
        of: 5,
        parts: 'at step 6, command 1.1 answers "ok pid=3", and "refused id-in-use" is recorded',
      },
    ],
  ])('a trace that is changed in one place parts there: %o', (trace, fit) => {
    expect(fitOfRun(trace, BAD)).toMatchObject(fit);
  });
});

describe('the step of a crash', () => {
  /** Runs that count, and end in trouble when a step is taken. */
  function crashingAt(step: number, error: Error = new Trouble('it ended with exit code 9')) {
    let runs = 0;
    const table = new SteppedTable();
    const runner: ConcurrentRunner = (program, schedule, limit) => {
      runs += 1;
      const run = table.runConcurrent(program, schedule, limit);
      if ((run.steps ?? []).length >= step) throw error;
      return run;
    };
    return { runner, runs: () => runs };
  }

  test('the step of a crash is the first limit that is not survived, found in few runs', async () => {
    for (let step = 1; step <= 6; step += 1) {
      const { runner, runs } = crashingAt(step);
      expect(await stepOfTrouble(runner, RACE, SCHEDULE, 1000)).toBe(step);
      expect(runs()).toBeLessThanOrEqual(6);
    }
  });

  test('the step of a crash that does not come again is none', async () => {
    const { runner, runs } = crashingAt(7);
    expect(await stepOfTrouble(runner, RACE, SCHEDULE, 1000)).toBeUndefined();
    expect(runs()).toBe(4);
    expect(await stepOfTrouble(runner, RACE, SCHEDULE, 5)).toBeUndefined();
  });

  test('the step of a crash is not looked for where the world is in the way', async () => {
    const { runner } = crashingAt(3, new Hindrance('no more processes'));
    await expect(stepOfTrouble(runner, RACE, SCHEDULE, 1000)).rejects.toThrow(Hindrance);
  });
});
