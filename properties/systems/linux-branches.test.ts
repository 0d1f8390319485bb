// Goal: the kernel runs branches of commands at the same time, each process its own, and what it answers is linearizable.
// Method: pairs of calls that meet in the kernel, many times each, every history judged by the model; programs in which a
// process ends in the middle of what it does. Skips aloud where this kernel, or our rights, cannot do it.
import type { TestContext } from 'vitest';
import { afterEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import { hasOverlap, historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { runProgram } from '../../src/engines/concurrency/run-program.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { LinuxOptions, LinuxSystem } from '../../src/systems/linux/system.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { parseCommand } from '../support/by-set.ts';

const open = new Set<LinuxSystem>();
afterEach(async () => {
  for (const system of open) await system.close?.();
  open.clear();
});

async function kernel(context: TestContext, options: LinuxOptions = {}): Promise<LinuxSystem> {
  const started = await linuxSystem(options);
  if ('inconclusive' in started) return context.skip(started.inconclusive);
  open.add(started.system);
  return started.system;
}

/** The kernel with processes of the very numbers that commands name, where our rights allow that. */
async function exactKernel(context: TestContext): Promise<LinuxSystem> {
  const system = await kernel(context);
  if (system.mode !== 'exact')
    context.skip(`no branches in a namespace that is not our own: ${system.reason}`);
  return system;
}

function commands(text: string): readonly Command[] {
  return text
    .split(';')
    .filter((each) => each.trim() !== '')
    .map((each) => {
      const parsed = parseCommand(each, 1, 'posix');
      if ('problem' in parsed) throw new Error(parsed.problem.message);
      return parsed.value;
    });
}

/** `1 fork 2 || 1 setpgid 2 2 || 2 setpgid 0 0`: the prefix, then the branches. */
function programOf(text: string): ConcurrentProgram {
  const [prefix, ...branches] = text.split('||').map(commands);
  return { prefix, branches };
}

async function runsOf(system: LinuxSystem, text: string, times: number): Promise<readonly ConcurrentRun[]> {
  const runs: ConcurrentRun[] = [];
  const run = system.runConcurrent?.bind(system);
  if (run === undefined) throw new Error('the kernel runs no branches');
  while (runs.length < times) runs.push(await runProgram(run, POSIX.linux, programOf(text)));
  return runs;
}

const isExplained = (text: string, run: ConcurrentRun): boolean =>
  linearize(POSIX.linux, historyOfRun(programOf(text), run)).verdict === 'pass';

const MEETINGS = [
  '1 fork 2; 1 fork 3; 2 setpgid 0 0 || 2 setpgid 0 0 || 3 setpgid 0 2',
  '1 fork 2 || 1 setpgid 2 2 || 2 setpgid 0 0',
  '1 fork 2; 1 fork 3 || 2 exit 1 || 3 setpgid 0 0',
  '1 fork 2 || 2 setsid || 1 setpgid 2 2',
  '1 fork 2; 1 fork 3 || 2 fork 4 || 3 kill 2 9',
  '1 fork 2; 1 fork 3 || 2 fork 4 || 3 kill 4 9; 3 kill 4 0',
  '1 fork 2; 2 fork 3 || 2 exit 1 || 3 exit 2',
  '1 fork 2; 1 fork 3 || 1 waitpid 2; 1 fork 2 || 2 exit 5 || 3 kill 2 0; 3 getpgid 2',
  '1 fork 2; 1 fork 3 || 2 fork 4 || 3 fork 4',
  '1 fork 2; 1 fork 3; 2 ignore_sigchld on || 2 execve || 1 execve; 1 setpgid 2 2 || 3 setsid',
];

describe('commands at the same time on the kernel', () => {
  test('the commands of branches that meet in the kernel overlap, and every history of theirs is linearizable', async (context) => {
    const system = await exactKernel(context);
    expect(system.concurrent).toEqual(['free']);
    let overlapped = 0;
    for (const text of MEETINGS) {
      const runs = await runsOf(system, text, 20);
      const wrong = runs.find((run) => !isExplained(text, run));
      expect(wrong, text).toBeUndefined();
      overlapped += runs.filter((run) => hasOverlap(historyOfRun(programOf(text), run))).length;
    }
    expect(overlapped).toBeGreaterThan(0);
  });

  test('the kernel goes on from where a program of branches has led', async (context) => {
    const system = await exactKernel(context);
    await runsOf(system, '1 fork 2 || 2 setsid || 1 fork 3', 1);
    expect(await system.apply({ name: 'getsid', process: 3, pid: 2 })).toEqual({ ok: { sid: 2 } });
    await system.reset();
    expect((await system.observe()).processes).toHaveLength(1);
  });

  test('a process that another branch kills leaves its command unanswered and the next one uncalled, and its child stays', async (context) => {
    const system = await exactKernel(context);
    const text = '1 fork 2; 1 fork 3 || 3 kill 2 9 || 2 fork 4; 2 setsid; 2 getppid';
    let unanswered = 0;
    for (const { branches, observation } of await runsOf(system, text, 30)) {
      const [fork, ...others] = branches[1];
      const told = (observation?.processes ?? []).map(({ pid }) => pid);
      if (fork.answer !== undefined && 'ok' in fork.answer) expect(told).toContain(4);
      const firstOpen = branches[1].findIndex(({ answered }) => answered === undefined);
      if (firstOpen === -1) continue;
      unanswered += 1;
      expect(branches[1].slice(firstOpen + 1)).toEqual(others.slice(firstOpen).map(() => ({})));
    }
    expect(unanswered).toBeGreaterThan(0);
  });

  test('a history of the kernel is not explained any more where one answer is another', async (context) => {
    const system = await exactKernel(context);
    const text = '1 fork 2; 1 fork 3 || 2 fork 4 || 3 fork 4';
    const [run] = await runsOf(system, text, 1);
    const both = run.branches.map(([told]) => [{ ...told, answer: { ok: { pid: 4 } } }]);
    expect(isExplained(text, run)).toBe(true);
    expect(isExplained(text, { ...run, branches: both })).toBe(false);
  });

  test('the kernel offers no branches where numbers are names for whatever it gives', async (context) => {
    const system = await kernel(context, { mode: 'mapped' });
    expect(system).toMatchObject({ concurrent: undefined, runConcurrent: undefined });
  });
});
