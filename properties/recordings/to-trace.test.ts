// Goal: a recording of a real program, as a trace, says what the recording says, and any system can be given it.
// Method: all recordings in logs/ but the largest, which the long tests have. Each trace is judged by what knows nothing of
// recordings: the parser, the model, the table, the kernel, mutants. Logs of a few lines tell how each thing is said.
import type { TestContext } from 'vitest';
import { test as checked } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { WireReader } from '../../src/engines/recordings/wire-lines.ts';
import { refusalAs } from '../../src/lockstep/answer-agreement.ts';
import { replay } from '../../src/lockstep/replay.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { LinuxSystem } from '../../src/systems/linux/system.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { POSIX_MUTANTS } from '../../src/systems/mutants/registry.ts';
import { printTrace } from '../support/by-set.ts';
import { POSIX_LITMUS_PATHS, posixLitmus } from '../support/posix-litmus.ts';
import { eventsOfRecording, recordingNames } from '../support/recorded-logs.ts';
import type { RecordedTrace } from '../support/recorded-traces.ts';
import {
  LARGE_RECORDINGS,
  modelDifferences,
  stepsOf,
  traceOfEvents,
  traceOfLog,
  traceOfRecording,
} from '../support/recorded-traces.ts';
import { treeDifferences } from '../support/recorded-trees.ts';
import type { WalkStep } from '../support/walks.ts';
import { walksOf } from '../support/walks.ts';

const SMALL = recordingNames().filter((name) => !LARGE_RECORDINGS.includes(name));

const made = new Map<string, Promise<RecordedTrace>>();

/** The trace of a recording, made once. */
function traceOf(name: string): Promise<RecordedTrace> {
  const trace = made.get(name) ?? traceOfRecording(name);
  made.set(name, trace);
  return trace;
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function commandsOf(trace: Pick<RecordedTrace, 'text'>): readonly Command[] {
  return stepsOf(trace).map(({ command }) => command);
}

describe('the trace of a recording', () => {
  test.each(SMALL)(
    'the model and the table answer every command of the trace of %s as it is written',
    async (name) => {
      const trace = await traceOf(name);
      expect(trace.trace.commands).toBeGreaterThan(20);
      expect(modelDifferences(trace)).toEqual([]);
      const run = await replay(posixTableSystem(), POSIX.linux, commandsOf(trace));
      expect(run.divergence?.sentence).toBeUndefined();
      expect(run.commands).toHaveLength(trace.trace.commands);
    },
  );

  test('a trace with one answer changed, or one command missing, is not what the model answers', async () => {
    const trace = await traceOf('bash_jobs');
    expect(
      modelDifferences({ text: trace.text.replace('setsid => ok sid=2', 'setsid => EPERM') }),
    ).toHaveLength(1);
    expect(modelDifferences({ text: trace.text.replace('2 fork 3 => ok pid=3\n', '') })).not.toEqual([]);
  });

  test('a trace that is read and printed again has the same commands and answers', async () => {
    for (const name of SMALL) {
      const { text } = await traceOf(name);
      const [first, ...lines] = text.trimEnd().split('\n');
      const commands = [first, ...lines.filter((line) => !line.startsWith('#'))].join('\n');
      expect(printTrace({ commandSet: 'posix', steps: stepsOf({ text }) })).toBe(`${commands}\n`);
    }
  });

  test('wherever a recording is cut off, its trace has led to the tree that the recording shows there', async () => {
    let compared = 0;
    for (const name of SMALL) {
      const events = await allOf(eventsOfRecording(name));
      for (let end = 5; end <= events.length; end += 53) {
        const cut = await traceOfEvents(events.slice(0, end));
        // A child may show before the line of its fork, which is cut off.
        if (cut.explanation.verdict !== 'pass') continue;
        compared += 1;
        expect(treeDifferences(cut), `${name} up to ${end}`).toEqual([]);
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  test('a tree in which a process is in another group, has ended or has another parent is told from the right one', async () => {
    const right = await traceOfLog(SHELL, fork(10, 11), '11 setpgid(0, 0) = 0', fork(10, 12));
    expect(treeDifferences(right)).toEqual([]);
    const others = [
      [SHELL, fork(10, 11), fork(10, 12)],
      [SHELL, fork(10, 11), '11 setpgid(0, 0) = 0', fork(11, 12)],
      [SHELL, fork(10, 11), '11 setpgid(0, 0) = 0', fork(10, 12), ...ends(12)],
      [SHELL, fork(10, 11), '11 setpgid(0, 0) = 0'],
    ];
    for (const log of others) {
      const { state } = await traceOfLog(...log);
      expect(treeDifferences({ trace: right.trace, state })).not.toEqual([]);
    }
  });

  test('nothing of the recordings is left out but waits that tell of a stop, leave the child, or look at some children only', async () => {
    const reasons = new Map<string, number>();
    for (const name of SMALL)
      for (const [why, times] of (await traceOf(name)).trace.leftOut)
        reasons.set(why, (reasons.get(why) ?? 0) + times);
    expect([...reasons]).toEqual([
      ['it tells of a stop, or leaves the child as it is', 18],
      ['it may look at some of its children only', 1],
    ]);
  });

  test('the running kernel answers as traces of recordings say', async (context) => {
    const system = await kernel(context);
    try {
      for (const name of ['bash_jobs', 'pidns_tini', 'tini_subreaper', 'zoo_errors', 'zoo_reapers']) {
        const trace = await traceOf(name);
        const run = await replay(system, POSIX.linux, commandsOf(trace));
        expect(run.divergence?.sentence, name).toBeUndefined();
        expect(run.commands).toHaveLength(trace.trace.commands);
      }
    } finally {
      await system.close?.();
    }
  });

  test.each([
    ['setpgid-makes-no-group', 'bash_jobs'],
    ['orphans-go-to-init', 'tini_subreaper'],
    ['setpgid-forbids-groups-of-zombies', 'tmux_windows'],
    ['waitpid-says-the-bare-code', 'script_cmd'],
    ['session-never-ends', 'setsid_util'],
  ])('the fault %s fails on the trace of %s', async (mutant, name) => {
    const system = mutantSystem(mutant);
    if (system === undefined) throw new Error(`there is no ${mutant}`);
    const run = await replay(system, POSIX.linux, commandsOf(await traceOf(name)));
    expect(run.divergence).toBeDefined();
  });
});

/** Skips aloud where this kernel, or our rights, cannot do it. */
async function kernel(context: TestContext): Promise<LinuxSystem> {
  const started = await linuxSystem();
  return 'inconclusive' in started ? context.skip(started.inconclusive) : started.system;
}

const SHELL = '10 execve("sh", [], 0x0 /* 1 var */) = 0';

function fork(parent: number, child: number, flags = 'SIGCHLD'): string {
  return `${parent} clone(child_stack=NULL, flags=${flags}) = ${child}`;
}

function ends(pid: number, code = 0): readonly string[] {
  return [`${pid} exit_group(${code}) = ?`, `${pid} +++ exited with ${code} +++`];
}

function waits(parent: number, child: number, asked: number | string = -1): string {
  return `${parent} wait4(${asked}, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = ${child}`;
}

/** The lines of the trace of a log that begins with a shell, below those that make it, without the last, which counts. */
async function said(...log: readonly string[]): Promise<readonly string[]> {
  const { lines } = await traceOfLog(SHELL, ...log);
  expect(lines.slice(0, 3)).toEqual([
    '# process 10, with which the recording begins, is 2 here',
    '1 fork 2 => ok pid=2',
    '2 execve => ok',
  ]);
  return withoutCounts(lines.slice(3));
}

function withoutCounts(lines: readonly string[]): readonly string[] {
  return lines.slice(
    0,
    lines.findIndex((line) => / of the recording are /.test(line)),
  );
}

describe('the ids of a trace', () => {
  test('a process gets the lowest number that is free, which may have been another one’s', async () => {
    expect(await said(fork(10, 11), fork(10, 12), ...ends(11), waits(10, 11), fork(12, 13))).toEqual([
      '2 fork 3 => ok pid=3',
      '2 fork 4 => ok pid=4',
      '3 exit 0 => ok',
      '2 waitpid -1 => ok pid=3 status=0',
      '4 fork 3 => ok pid=3',
    ]);
  });

  test('the number of a group that lives is not free, though its leader is gone', async () => {
    const log = [
      fork(10, 11),
      '11 setpgid(0, 0) = 0',
      fork(11, 12),
      ...ends(11),
      waits(10, 11),
      fork(10, 13),
    ];
    expect((await said(...log)).at(-1)).toBe('2 fork 5 => ok pid=5');
    expect((await said(...log, '13 setpgid(0, 11) = 0')).at(-1)).toBe('5 setpgid 0 3 => ok');
  });

  test('a number that nothing bears any more, and one that nothing has borne, are ones that are free', async () => {
    const log = [
      fork(10, 11),
      ...ends(11),
      waits(10, 11),
      '10 kill(11, SIGTERM) = -1 ESRCH (No such process)',
    ];
    expect((await said(...log)).at(-1)).toBe('2 kill 3 0 => ESRCH');
    expect(
      (await said(...log, fork(10, 12), '10 kill(11, SIGTERM) = -1 ESRCH (No such process)')).at(-1),
    ).toBe('2 kill 4 0 => ESRCH');
    expect((await said('10 setpgid(0, 99) = -1 EPERM (Operation not permitted)')).at(-1)).toBe(
      '2 setpgid 0 3 => EPERM',
    );
  });

  test('the parent, the group and the session from before the recording are those of init', async () => {
    const log = [
      '10 getppid() = 9',
      '10 getpgid(0) = 8',
      '10 getsid(0) = 7',
      fork(10, 11),
      '11 setpgid(0, 0) = 0',
    ];
    expect(await said(...log, '11 setpgid(0, 8) = 0', '11 kill(0, SIGTERM) = 0')).toEqual([
      '2 getppid => ok ppid=1',
      '2 getpgid 0 => ok pgid=1',
      '2 getsid 0 => ok sid=1',
      '2 fork 3 => ok pid=3',
      '3 setpgid 0 0 => ok',
      '3 setpgid 0 1 => ok',
      '3 kill 0 0 => ok',
    ]);
  });

  test('a shell that turns out to lead its group or its session leads it from the start', async () => {
    const led = await traceOfLog(SHELL, fork(10, 11), '11 getpgid(0) = 10');
    expect(led.lines.slice(1, 5)).toEqual([
      '1 fork 2 => ok pid=2',
      '2 setpgid 0 2 => ok',
      '2 execve => ok',
      '2 fork 3 => ok pid=3',
    ]);
    const session = await traceOfLog(SHELL, fork(10, 11), '11 getsid(0) = 10');
    expect(session.lines.slice(1, 4)).toEqual([
      '1 fork 2 => ok pid=2',
      '2 setsid => ok sid=2',
      '2 execve => ok',
    ]);
  });

  test('what no namespace of a program shows it is answered as the model does', async () => {
    const log = [fork(10, 11, 'CLONE_NEWPID|SIGCHLD'), '11 getppid() = 0', '11 getpgid(0) = 0'];
    expect((await said(...log)).slice(1)).toEqual([
      '3 set_subreaper on => ok',
      '3 getppid => ok ppid=2',
      '3 getpgid 0 => ok pgid=1',
    ]);
  });
});

describe('the commands of a trace', () => {
  test('init waits at once for whoever becomes its zombie', async () => {
    const log = [fork(10, 11), fork(11, 12), ...ends(12), ...ends(11), waits(10, 11), ...ends(10)];
    expect(await said(...log)).toEqual([
      '2 fork 3 => ok pid=3',
      '3 fork 4 => ok pid=4',
      '4 exit 0 => ok',
      '3 exit 0 => ok',
      '1 waitpid 4 => ok pid=4 status=0',
      '2 waitpid -1 => ok pid=3 status=0',
      '2 exit 0 => ok',
      '1 waitpid 2 => ok pid=2 status=0',
    ]);
  });

  test('an end by a signal is a kill by init, and a comment names the signal unless it is SIGKILL', async () => {
    const killed = '[{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}]';
    const log = [
      fork(10, 11),
      '11 +++ killed by SIGSEGV (core dumped) +++',
      `10 wait4(11, ${killed}, 0, NULL) = 11`,
    ];
    expect(await said(...log, fork(10, 12), '12 +++ killed by SIGKILL +++')).toEqual([
      '2 fork 3 => ok pid=3',
      '# line 3: SIGSEGV ends 3',
      '1 kill 3 9 => ok',
      '2 waitpid 3 => ok pid=3 status=9',
      '2 fork 3 => ok pid=3',
      '1 kill 3 9 => ok',
    ]);
  });

  test('a wait asks as the recording does, and for its child by number where the order of children has another first', async () => {
    const two = [fork(10, 11), fork(10, 12), '12 setpgid(0, 0) = 0', ...ends(11), ...ends(12)];
    expect((await said(...two, waits(10, 11))).at(-1)).toBe('2 waitpid -1 => ok pid=3 status=0');
    expect((await said(...two, waits(10, 12, -12))).at(-1)).toBe('2 waitpid -4 => ok pid=4 status=0');
    const threaded = '10 clone(child_stack=NULL, flags=CLONE_VM|CLONE_THREAD) = 15';
    expect((await said(threaded, ...two, waits(10, 12))).at(-1)).toBe('2 waitpid 4 => ok pid=4 status=0');
  });

  test('a wait that found nobody stands where nobody had ended, though its line comes later', async () => {
    const entered = '10 wait4(-1,  <unfinished ...>';
    const found = '10 <... wait4 resumed>NULL, WNOHANG, NULL) = 0';
    expect((await said(fork(10, 11), entered, ...ends(11), found, waits(10, 11))).slice(1)).toEqual([
      '2 waitpid -1 => ok pid=0',
      '3 exit 0 => ok',
      '2 waitpid -1 => ok pid=3 status=0',
    ]);
  });

  test('a child that is made for the maker’s parent is that one’s, and joins the group of its maker', async () => {
    const log = [
      fork(10, 11),
      '11 setpgid(0, 0) = 0',
      fork(11, 12, 'CLONE_PARENT|SIGCHLD'),
      '12 getppid() = 10',
    ];
    expect((await said(...log)).slice(2)).toEqual([
      '# line 4: 3 makes a child of its parent, which no command says',
      '2 fork 4 => ok pid=4',
      '4 setpgid 0 3 => ok',
      '4 getppid => ok ppid=2',
    ]);
  });

  test('a shell that turns out to ignore SIGCHLD does so before the wait that shows it', async () => {
    const log = [fork(10, 11), ...ends(11), '10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)'];
    expect((await said(...log)).slice(2)).toEqual([
      '2 ignore_sigchld on => ok',
      '# line 5: 3 is gone by now, and no line tells who waited for it',
      '2 waitpid 3 => ok pid=3 status=0',
      '2 waitpid -1 => ECHILD',
    ]);
  });

  test('a process that was there before the recording is forked by its parent, and moved to its group and session', async () => {
    const { lines } = await traceOfLog(
      '10 getppid() = 9',
      '30 getpgid(0) = 20',
      '20 getppid() = 10',
      fork(30, 31),
      '40 getsid(0) = 40',
    );
    expect(withoutCounts(lines)).toEqual([
      '# process 10, with which the recording begins, is 2 here',
      '1 fork 2 => ok pid=2',
      '2 getppid => ok ppid=1',
      '# line 2: process 30, which no command has made, comes in as 3',
      '1 fork 3 => ok pid=3',
      '3 getpgid 0 => ok pgid=1',
      '# line 3: process 20, which no command has made, comes in as 4',
      '2 fork 4 => ok pid=4',
      '4 getppid => ok ppid=2',
      '3 fork 5 => ok pid=5',
      '# line 5: process 40, which no command has made, comes in as 6',
      '1 fork 6 => ok pid=6',
      '6 setsid => ok sid=6',
      '6 getsid 0 => ok sid=6',
    ]);
  });
});

describe('what a trace leaves out', () => {
  const STOPPED = '10 wait4(-1, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WUNTRACED, NULL) = 11';
  const ESRCH = '-1 ESRCH (No such process)';

  test.each([
    [
      'a wait that tells of a stop',
      [fork(10, 11), '11 --- stopped by SIGSTOP ---', STOPPED],
      /tells of a stop/,
    ],
    [
      'a wait that does not say of whom it tells',
      [fork(10, 11), ...ends(11), '10 waitid(P_ALL, 0, NULL, WEXITED, NULL) = 0'],
      /does not tell its result$/,
    ],
    ['a signal to somebody outside', ['10 kill(77, SIGTERM) = 0'], /outside of the recording: ESRCH$/],
    ['a signal to everybody', ['10 kill(-1, SIGTERM) = 0'], /outside of the recording: ESRCH$/],
    [
      'a signal to the group of init from another one',
      ['10 getpgid(0) = 8', fork(10, 11), '11 setpgid(0, 0) = 0', '11 kill(-8, SIGTERM) = 0'],
      /-1 means everybody$/,
    ],
    [
      'an error that no rule is about',
      [fork(10, 11), '10 kill(11, SIGTERM) = -1 EPERM (Operation not permitted)'],
      /no rule gives this answer$/,
    ],
  ])('%s is left out, and a comment names its line and the reason', async (_, log, why) => {
    const lines = await said(...log);
    expect(lines.at(-1)).toMatch(new RegExp(`^# line ${log.length + 1}, left out: `));
    expect(lines.at(-1)).toMatch(why);
    const { lines: all, trace } = await traceOfLog(SHELL, ...log, `10 getpgid(99) = ${ESRCH}`);
    const [reason = ''] = trace.leftOut.keys();
    expect(all.at(-1)).toBe(`# left out 1 time: ${reason}`);
  });

  test('the last lines count the lines, the commands, what was left out, and the results that no command has', async () => {
    const { lines } = await traceOfLog(SHELL, '10 ioctl(0, TIOCSPGRP, [10]) = 0', '10 kill(77, SIGTERM) = 0');
    expect(lines.slice(-3)).toEqual([
      '# 3 lines of the recording are 2 commands',
      '# left out 1 time: it is about somebody outside of the recording',
      '# not told: 1 result that no command has',
    ]);
  });

  test('a comment names every hundredth line, so that a command is found in a long recording', async () => {
    const { lines } = await traceOf('bash_jobs');
    expect(lines.filter((line) => /^# line \d+$/.test(line))).toEqual(['# line 100', '# line 200']);
  });
});

describe('the trace of a recording that is not explained', () => {
  test('the trace ends with the first line that is not explained, answered as it should be, and quotes it', async () => {
    const log = ['10 setsid() = 10', '10 setsid() = 11', '10 getsid(0) = 10'];
    expect((await traceOfLog(SHELL, ...log)).lines.slice(3)).toEqual([
      '2 setsid => ok sid=2',
      '# line 3 is not explained, and the trace ends with it, answered as it should be: 10 setsid => ok sid=11',
      '2 setsid => EPERM',
      '# 4 lines of the recording are 4 commands',
      '# 1 line not explained, the first:',
      '# line 3: 10 setsid() = 11',
    ]);
  });

  test('a wrong status is a wrong answer', async () => {
    const log = [fork(10, 11), ...ends(11, 3), waits(10, 11)];
    expect((await said(...log)).slice(3)).toEqual(['2 waitpid -1 => ok pid=3 status=768']);
  });

  test('the trace ends before a line that nobody can say', async () => {
    const trace = await traceOfKernelLog([
      { command: { name: 'fork', process: 1 }, answer: { ok: { pid: 2 } } },
      { command: { name: 'exit', process: 1, code: 0 }, answer: { ok: {} } },
      { command: { name: 'setsid', process: 2 }, answer: { ok: { sid: 2 } } },
    ]);
    expect(withoutCounts(trace.lines)).toEqual([
      '1 fork 2 => ok pid=2',
      '# line 2 is not explained, and the trace ends before it: 1 exit 0 => ok',
    ]);
  });

  test("the trace of a faulty kernel's own log fails on that kernel and passes on a right one", async () => {
    let faults = 0;
    for (const mutant of Object.keys(POSIX_MUTANTS)) {
      const trace = await traceOfKernel(mutant);
      if (trace === undefined) continue;
      faults += 1;
      const commands = commandsOf(trace);
      const system = mutantSystem(mutant) ?? posixTableSystem();
      expect((await replay(system, POSIX.linux, commands)).divergence, mutant).toBeDefined();
      expect((await replay(posixTableSystem(), POSIX.linux, commands)).divergence, mutant).toBeUndefined();
    }
    expect(faults).toBeGreaterThan(80);
  });
});

/** The trace of a log that a kernel writes of itself. */
function traceOfKernelLog(lines: readonly object[]): Promise<RecordedTrace> {
  const reader = new WireReader();
  const events = lines.flatMap((line) => reader.read(JSON.stringify(line)));
  return traceOfEvents([...events, ...reader.end()]);
}

const LITMUS = POSIX_LITMUS_PATHS.map((path) => posixLitmus(path).steps);

/** The trace of the first log of a faulty kernel that no rule explains; `undefined` where it answers no litmus sequence wrongly. */
async function traceOfKernel(mutant: string): Promise<RecordedTrace | undefined> {
  for (const steps of LITMUS) {
    const system = mutantSystem(mutant) ?? posixTableSystem();
    system.reset();
    const log: object[] = [];
    for (const { command, answer } of steps) {
      const seen = answerOf(system, command);
      if (seen === undefined) break;
      log.push({ command, answer: seen });
      if (JSON.stringify(seen) === JSON.stringify(answer)) continue;
      const trace = await traceOfKernelLog(log);
      if (trace.explanation.verdict === 'fail') return trace;
      break;
    }
  }
  return undefined;
}

/** A kernel that panics logs nothing more. */
function answerOf(system: SystemUnderTest, command: Command): Answer | undefined {
  try {
    return system.apply(command);
  } catch {
    return undefined; // Some mutants break what the table is sure of.
  }
}

describe('the trace of a kernel’s own log', () => {
  test('init is itself, with the waits of the log and no others', async () => {
    const trace = await traceOfKernelLog([
      { command: { name: 'fork', process: 1 }, answer: { ok: { pid: 2 } } },
      { command: { name: 'exit', process: 2, code: 3 }, answer: { ok: {} } },
      { command: { name: 'kill', process: 1, target: 2, signal: 0 }, answer: { ok: {} } },
      { command: { name: 'waitpid', process: 1, pid: -1 }, answer: { ok: { pid: 2, status: 768 } } },
    ]);
    expect(withoutCounts(trace.lines)).toEqual([
      '1 fork 2 => ok pid=2',
      '2 exit 3 => ok',
      '1 kill 2 0 => ok',
      '1 waitpid -1 => ok pid=2 status=768',
    ]);
  });

  checked.prop([walksOf(100, POSIX.linux)], { seed: 1, numRuns: 40 })(
    'nothing that a right kernel does is left out, and the trace leads to its tree',
    async (walk) => {
      const trace = await traceOfKernelLog(logOf(walk));
      expect(trace.explanation.unexplained).toEqual([]);
      expect([...trace.trace.leftOut]).toEqual([]);
      expect(modelDifferences(trace)).toEqual([]);
      expect(treeDifferences(trace)).toEqual([]);
    },
  );
});

/** The log that a right kernel writes of a walk. */
function logOf(walk: readonly WalkStep[]): readonly object[] {
  return walk.map(({ command, step }) => {
    const [refusal = ''] = step.refusals ?? [];
    const answer = step.refusals === undefined ? step.answer : { refused: refusalAs(POSIX.linux, refusal) };
    return { command, answer };
  });
}
