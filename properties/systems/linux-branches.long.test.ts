// Goal: whatever branches are drawn, the kernel's histories of them are linearizable, and the agent loses no process.
// Method: random programs of the POSIX commands, each run some times; every history judged by the model.
import { expect, test } from 'vitest';
import { printCommand } from '../../src/contract/notation/trace.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { isObserve } from '../../src/contract/concurrent/program.ts';
import { hasOverlap, historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { randomProgram } from '../../src/engines/concurrency/random-programs.ts';
import { runProgram } from '../../src/engines/concurrency/run-program.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';

const PROGRAMS = 300;
const RUNS = 3;

const textOf = ({ prefix, branches }: ConcurrentProgram): string =>
  [prefix, ...branches]
    .map((list) =>
      list.map((each) => (isObserve(each) ? '- observe' : printCommand(each, POSIX_VOCABULARY))).join('; '),
    )
    .join(' || ');

test('the kernel is linearizable in random programs of two and three branches', {
  timeout: 300_000,
}, async (context) => {
  const started = await linuxSystem();
  if ('inconclusive' in started) return context.skip(started.inconclusive);
  const { system } = started;
  const run = system.runConcurrent?.bind(system);
  if (run === undefined)
    return context.skip(`no branches in a namespace that is not our own: ${system.reason}`);
  const specification = POSIX.linux;
  let overlapped = 0;
  let runs = 0;
  for (let number = 1; number <= PROGRAMS; number += 1) {
    const program = randomProgram(specification, 1, number, { branches: 2 + (number % 2), idMax: 5 });
    if (program === undefined) continue;
    for (let times = 0; times < RUNS; times += 1) {
      const history = historyOfRun(program, await runProgram(run, specification, program));
      expect(linearize(specification, history).verdict, textOf(program)).toBe('pass');
      runs += 1;
      if (hasOverlap(history)) overlapped += 1;
    }
  }
  await system.close?.();
  expect(runs).toBeGreaterThan(PROGRAMS);
  expect(overlapped).toBeGreaterThan(0);
});
