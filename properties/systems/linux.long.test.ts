// Is the Linux kernel a system under test like any other: does it answer as known, start afresh, and leave nothing?
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { LinuxOptions, LinuxSystem } from '../../src/systems/linux/system.ts';
import { LINUX_SETS, linuxSystem } from '../../src/systems/linux/system.ts';
import type { Command } from '../../src/contract/command.ts';
import { parseCommand } from '../support/by-set.ts';
import { Hindrance } from '../../src/contract/hindrance.ts';
import { parseAnswer } from '../../src/contract/notation/trace.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import { POSIX_LITMUS_PATHS, posixLitmus } from '../support/posix-litmus.ts';
import { agentProcessesFrom } from './agent-processes.ts';

/** A program of our own, so that its processes can be told from those of other tests. */
const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-linux-'));
const open = new Set<LinuxSystem>();

afterEach(async () => {
  for (const system of open) await system.close?.();
  open.clear();
});
afterAll(() => rm(cacheFolder, { recursive: true }));

/** Skips aloud where this kernel, or our rights, cannot do it. */
async function kernel(context: TestContext, options: LinuxOptions = {}): Promise<LinuxSystem> {
  const started = await linuxSystem({ cacheFolder, ...options });
  if ('inconclusive' in started) return context.skip(started.inconclusive);
  open.add(started.system);
  return started.system;
}

const MODES = ['exact', 'mapped'] as const;

const INIT_ALONE: Observation = {
  processes: [
    {
      pid: 1,
      parent: null,
      group: 1,
      state: 'running',
      exitCode: 0,
      executed: false,
      ignoresSigchld: false,
      subreaper: false,
      children: [],
    },
  ],
  groups: [{ pgid: 1, session: 1, processes: [1] }],
  sessions: [{ sid: 1, groups: [1] }],
};

/** Everything there is to undo: marks of init, orphans, zombies, sessions, auto-reaped children. */
const A_MESS = [
  '1 fork 2',
  '2 fork 3',
  '3 fork 4',
  '3 setsid',
  '4 execve',
  '3 set_subreaper on',
  '3 ignore_sigchld on',
  '4 fork 5',
  '5 setpgid 0 0',
  '2 exit 3',
  '1 execve',
  '1 set_subreaper on',
  '1 ignore_sigchld on',
];

function value<Value>(parsed: { readonly value: Value } | { readonly problem: { message: string } }): Value {
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.value;
}

function commands(texts: readonly string[]): Command[] {
  return texts.map((text) => value(parseCommand(text.split('=>', 1)[0], 1, 'posix')));
}

/** Runs steps `COMMAND => ANSWER` and `group G has PIDS`, and says what was answered and shown instead, if anything. */
async function differences(system: LinuxSystem, steps: readonly string[]): Promise<unknown[]> {
  const asked = steps.filter((step) => !step.startsWith('group '));
  const run = await system.runSequence?.(commands(asked));
  const found: unknown[] = run?.trouble === undefined ? [] : [run.trouble];
  let at = -1;
  for (const step of steps) {
    const [, group, members] = /^group (\d+) has (.*)$/.exec(step) ?? [];
    if (group === undefined) at += 1;
    const shown = run?.steps[at];
    const seen =
      group === undefined
        ? shown?.answer
        : shown?.observation.groups?.find(({ pgid }) => pgid === Number(group))?.processes;
    const expected =
      group === undefined ? value(parseAnswer(step.split('=>')[1])) : members.split(' ').map(Number);
    if (JSON.stringify(seen) !== JSON.stringify(expected)) found.push({ step, seen });
  }
  return found;
}

const agentProcesses = (): number[] => agentProcessesFrom(cacheFolder);

/** As numbered in the innermost of its namespaces. */
function innerPid(pid: number): number {
  return Number(/^NSpid:.*?(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

async function untilGone(): Promise<void> {
  while (agentProcesses().length > 0) await delay(10);
}

describe.each(MODES)('the kernel, %s,', (mode) => {
  test('the kernel starts each sequence with init alone, whatever went before', async (context) => {
    const system = await kernel(context, { mode });
    for (let round = 0; round < 3; round += 1) {
      const run = await system.runSequence?.(commands(A_MESS));
      expect(run?.trouble).toBeUndefined();
      expect(run?.start).toEqual(INIT_ALONE);
      expect(run?.steps.at(-1)?.observation).not.toEqual(INIT_ALONE);
    }
    await system.reset();
    expect(await system.observe()).toEqual(INIT_ALONE);
  });

  test('the kernel answers command by command as in a sequence', async (context) => {
    const system = await kernel(context, { mode });
    const run = await system.runSequence?.(commands(A_MESS));
    await system.reset();
    const steps = [];
    for (const command of commands(A_MESS)) {
      steps.push({ answer: await system.apply(command), observation: await system.observe() });
    }
    expect(steps).toEqual(run?.steps);
  });

  test('the kernel shows marks, statuses and parents', async (context) => {
    const system = await kernel(context, { mode });
    const run = await system.runSequence?.(commands([...A_MESS, '4 exit 7', '5 kill 5 9']));
    const shown = run?.steps.at(-1)?.observation;
    expect(
      shown?.processes?.map(({ pid, parent, state, exitCode, executed }) => [
        pid,
        parent,
        state,
        exitCode,
        executed,
      ]),
    ).toEqual([
      [1, null, 'running', 0, true],
      [2, 1, 'zombie', 3 * 256, false],
      [3, 1, 'running', 0, false],
    ]);
    expect(shown?.processes?.map(({ subreaper, ignoresSigchld }) => [subreaper, ignoresSigchld])).toEqual([
      [true, true],
      [undefined, false],
      [true, true],
    ]);
    expect(shown?.sessions).toEqual([
      { sid: 1, groups: [1] },
      { sid: 3, groups: [3] },
    ]);
  });

  test('the kernel kills, also the caller, and never init', async (context) => {
    const system = await kernel(context, { mode });
    const steps = [
      '1 fork 2 => ok pid=2',
      '2 fork 3 => ok pid=3',
      '2 kill 1 9 => ok',
      '1 kill 1 9 => ok',
      '1 kill -1 0 => ok',
      '3 kill 2 9 => ok',
      '3 kill 2 9 => ok',
      '3 getppid => ok ppid=1',
      '3 kill 3 9 => ok',
      '1 waitpid -1 => ok pid=2 status=9',
      '1 kill -1 0 => ok',
      '1 waitpid 0 => ok pid=3 status=9',
      '1 kill -1 0 => ESRCH',
      '1 kill 0 0 => ok',
      '1 getppid => ok ppid=0',
    ];
    expect(await differences(system, steps)).toEqual([]);
  });

  test('the kernel reaps by itself for a parent that ignores SIGCHLD', async (context) => {
    const system = await kernel(context, { mode });
    const steps = [
      '1 ignore_sigchld on => ok',
      '1 fork 2 => ok pid=2',
      '2 ignore_sigchld off => ok',
      '2 fork 3 => ok pid=3',
      '3 exit 1 => ok',
      '2 exit 0 => ok', // Hands its zombie to init, which does not want it either.
      'group 1 has 1',
      '1 waitpid -1 => ECHILD',
      '1 fork 3 => ok pid=3',
      '1 fork 2 => ok pid=2',
    ];
    expect(await differences(system, steps)).toEqual([]);
  });

  test('the kernel leaves no process behind when it is closed', async (context) => {
    const system = await kernel(context, { mode });
    await system.runSequence?.(commands(A_MESS));
    expect(agentProcesses().length).toBeGreaterThan(3);
    await system.close?.();
    expect(agentProcesses()).toEqual([]);
  });

  test.for(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'the kernel leaves no process behind when its user ends by %s',
    async (signal, context) => {
      await kernel(context, { mode }).then((system) => system.close?.());
      const script = `
        const { linuxSystem } = await import(${JSON.stringify(new URL('../../src/systems/linux/system.ts', import.meta.url).href)});
        const { system } = await linuxSystem(${JSON.stringify({ cacheFolder, mode })});
        for (let round = 0; ; round += 1) {
          await system.runSequence(${JSON.stringify(commands(A_MESS))});
          if (round === 3) console.log('at work');
        }`;
      const user = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => user.on('exit', (_code, by) => resolve(by)));
      await new Promise((resolve) => user.stdout.once('data', resolve));
      expect(agentProcesses().length).toBeGreaterThan(0);
      user.kill(signal);
      expect(await ended).toBe(signal);
      await untilGone();
    },
  );

  test('the kernel says so when the agent is killed, and goes on with another', async (context) => {
    const system = await kernel(context, { mode });
    await system.runSequence?.(commands(A_MESS));
    const keeper = Math.min(...agentProcesses()); // Made first, and it takes the others along.
    process.kill(keeper, 'SIGKILL');
    const run = await system.runSequence?.(commands(A_MESS));
    expect(run?.steps).toEqual([]);
    expect(run?.trouble).toBeUndefined();
    expect(run?.hindrance).toMatch(/^the agent ended .*; the same commands, run again, do not lead there/);
    await untilGone();
    await expect(system.apply(commands(['1 fork 2'])[0])).rejects.toThrow(/only a reset starts another/);
    expect((await system.runSequence?.(commands(A_MESS)))?.trouble).toBeUndefined();
  });

  test.for([
    [
      'killed',
      'SIGKILL',
      /^process [23] (?:ended, and no command had ended it|died of .*); the same commands/,
    ],
    ['stopped', 'SIGSTOP', /^process [23] did not answer .* within 300 ms; the same commands/],
  ] as const)(
    'the kernel is hindered, and blames no kernel, when a process of its own is %s by others',
    async ([, signal, why], context) => {
      const system = await kernel(context, { mode, limitMs: 300 });
      await system.reset();
      const before = new Set(agentProcesses());
      for (const command of commands(['1 fork 2', '1 fork 3'])) await system.apply(command);
      const [puppet] = agentProcesses().filter((pid) => !before.has(pid));
      process.kill(puppet, signal);
      const next = commands(['2 setsid', '3 setsid', '2 getppid', '3 getppid']);
      const asked = (async () => {
        for (const command of next) await system.apply(command);
      })();
      await expect(asked).rejects.toThrow(Hindrance);
      await expect(asked).rejects.toThrow(why);
      // Nothing of it is left, and with another agent all is well.
      await untilGone();
      expect(await system.runSequence?.(commands(A_MESS))).not.toHaveProperty('hindrance');
    },
  );

  test('the agent does nothing that is left of it when nobody is left to want it', async (context) => {
    const system = await kernel(context, { mode });
    const run = await system.runSequence?.(commands(['1 fork 2', '2 exit 0', '2 setsid', '1 setsid']));
    expect(run?.steps.map(({ answer }) => answer)).toEqual([{ ok: { pid: 2 } }, { ok: {} }]);
    expect(run?.trouble).toBe('process 2 does not run, so it cannot setsid');
  });
});

describe('in a namespace of its own', () => {
  test.for([
    ['lives', []],
    ['is a zombie', ['2 exit 0']],
    ['is the id of a group alone', ['2 setpgid 0 0', '2 fork 3', '2 exit 0', '1 waitpid 2']],
    ['is the id of a session alone', ['2 setsid', '2 fork 3', '3 setpgid 0 0', '2 exit 0', '1 waitpid 2']],
  ] as const)('a fork is refused to a number that %s', async ([, steps], context) => {
    const system = await kernel(context, { mode: 'exact' });
    const run = await system.runSequence?.(commands(['1 fork 2', ...steps, '1 fork 2']));
    expect(run?.steps.at(-1)?.answer).toEqual({ refused: 'EEXIST' });
  });

  test('a number is given again as soon as nothing bears it', async (context) => {
    const system = await kernel(context, { mode: 'exact' });
    const steps = ['1 fork 2', '2 setsid', '2 execve', '2 exit 5', '1 waitpid -1'];
    const again = Array.from({ length: 50 }, () => steps).flat();
    const run = await system.runSequence?.(commands(again));
    const once = [
      { ok: { pid: 2 } },
      { ok: { sid: 2 } },
      { ok: {} },
      { ok: {} },
      { ok: { pid: 2, status: 1280 } },
    ];
    expect(run?.steps.map(({ answer }) => answer)).toEqual(Array.from({ length: 50 }, () => once).flat());
  });

  test('an answer that no rule knows is passed on', async (context) => {
    const system = await kernel(context, { mode: 'exact' });
    const run = await system.runSequence?.(commands(['1 fork 2000000000']));
    expect(run?.steps[0]?.answer).toEqual({ refused: 'EINVAL' });
  });

  test('a user who is not root has a namespace of its own too, by a user namespace', async (context) => {
    await kernel(context);
    const [program] = await readdir(cacheFolder);
    await chmod(cacheFolder, 0o755);
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const agent = spawn(join(cacheFolder, program), ['exact', '5000'], {
      ...nobody,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    agent.stdout.on('data', (data: Buffer) => {
      said += data.toString();
    });
    agent.stdin.end('sequence 2 fork 1 9 fork 1 9\n');
    await new Promise((resolve) => agent.on('close', resolve));
    const [first, ...lines] = said.split('\n');
    if (first.startsWith('unable')) context.skip(first);
    expect(lines.map((line) => line.split('|', 1)[0])).toEqual(['', 'ok 9', 'EEXIST', 'done', '']);
  });

  test('nothing goes unchecked of a kernel in a namespace of its own', async (context) => {
    const system = await kernel(context, { mode: 'exact' });
    expect([system.mode, system.reason, system.unchecked]).toEqual(['exact', '', []]);
  });

  test('two kernels do not see each other', async (context) => {
    const [one, other] = [await kernel(context, { mode: 'exact' }), await kernel(context, { mode: 'exact' })];
    await one.runSequence?.(commands(['1 fork 2']));
    const run = await other.runSequence?.(commands(['1 kill 2 0', '1 fork 2']));
    expect(run?.steps.map(({ answer }) => answer)).toEqual([{ refused: 'ESRCH' }, { ok: { pid: 2 } }]);
  });

  test.for(LINUX_SETS)(
    'a copy of a kernel is another one, that runs sequences at the same time: %s',
    async (commandSet, context) => {
      const one = await kernel(context, { mode: 'exact', commandSet });
      const other = (await one.copy?.()) as LinuxSystem;
      open.add(other);
      expect([other.mode, other.commandSet]).toEqual(['exact', commandSet]);
      const runs = await Promise.all([
        one.runSequence?.(commands(['1 fork 2', '2 fork 3', '3 setsid'])),
        other.runSequence?.(commands(['1 kill 3 0', '1 fork 3', '1 kill 2 0'])),
      ]);
      expect(runs.map((run) => run?.steps.map(({ answer }) => answer))).toEqual([
        [{ ok: { pid: 2 } }, { ok: { pid: 3 } }, { ok: { sid: 3 } }],
        [{ refused: 'ESRCH' }, { ok: { pid: 3 } }, { refused: 'ESRCH' }],
      ]);
    },
  );

  test('a process that does not answer is named, with its command, and cleared away', async (context) => {
    const system = await kernel(context, { mode: 'exact', limitMs: 1000 });
    await system.reset();
    await system.apply(commands(['1 fork 7'])[0]);
    for (const pid of agentProcesses()) if (innerPid(pid) === 7) process.kill(pid, 'SIGSTOP');
    await expect(system.apply(commands(['7 setsid'])[0])).rejects.toThrow(
      /process 7 did not answer (setsid|a question) within 1000 ms/,
    );
    await untilGone();
  });
});

describe('among the caller’s processes', () => {
  // In a namespace of its own they are run beside the model.
  test.for(POSIX_LITMUS_PATHS)(
    'the kernel answers as recorded among the caller’s processes: %s',
    async (path, context) => {
      const system = await kernel(context, { mode: 'mapped' });
      const { steps } = posixLitmus(path);
      const run = await system.runSequence?.(steps.map(({ command }) => command));
      expect(run?.trouble).toBeUndefined();
      expect(run?.steps.map(({ answer }) => answer)).toEqual(steps.map(({ answer }) => answer));
      for (const [index, { shows }] of steps.entries()) {
        if (shows === undefined) continue;
        const group = run?.steps[index]?.observation.groups?.find(({ pgid }) => pgid === shows.group);
        expect(group?.processes).toEqual(shows.members);
      }
    },
  );

  test('the kernel says what goes unchecked among the caller’s processes, and why', async (context) => {
    const system = await kernel(context, { mode: 'mapped' });
    expect(system.mode).toBe('mapped');
    expect(system).toHaveProperty('copy', undefined);
    expect(system.reason).not.toBe('');
    expect(system.unchecked.join('\n')).toMatch(/EEXIST[\s\S]*free again/);
  });

  test('a name in use is refused all the same', async (context) => {
    const system = await kernel(context, { mode: 'mapped' });
    const steps = [
      '1 fork 2',
      '2 setsid',
      '2 fork 3',
      '3 setpgid 0 0',
      '2 exit 0',
      '1 waitpid 2',
      '1 fork 2',
    ];
    const run = await system.runSequence?.(commands(steps));
    expect(run?.steps.at(-1)?.answer).toEqual({ refused: 'EEXIST' });
  });
});

describe('the agent is built', () => {
  test('the agent is not built on another kernel, which is said', async () => {
    const here = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
    Object.defineProperty(process, 'platform', { ...here, value: 'darwin' });
    const found = await linuxSystem({ cacheFolder });
    Object.defineProperty(process, 'platform', here);
    expect(found).toEqual({ inconclusive: 'this host runs darwin, so there is no Linux kernel to ask' });
  });

  async function inNewFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), 'procession-build-'));
    try {
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test('the agent is not built without a compiler, which is said', async () => {
    const found = await inNewFolder((folder) =>
      linuxSystem({ cacheFolder: folder, compiler: 'no-such-compiler' }),
    );
    expect(found).toEqual({
      inconclusive: 'the Linux agent is built from C, and there is no compiler "no-such-compiler" here',
    });
  });

  test('the agent is not built by a compiler that fails, which is said', async () => {
    const found = await inNewFolder((folder) => linuxSystem({ cacheFolder: folder, compiler: 'false' }));
    expect('inconclusive' in found && found.inconclusive).toMatch(
      /^"false" does not compile the Linux agent: /,
    );
  });
});
