// Does the Linux kernel, as a system under test, answer and show the job-control commands as is known of it? If this kernel or
// our rights cannot do it, the tests say so and are skipped.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import { afterAll, describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { parseCommand, printAnswer } from '../../src/contract/notation/trace.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import type { ShownStep } from '../../src/contract/system.ts';
import type { LinuxOptions, LinuxSystem } from '../../src/systems/linux/system.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { agentProcessesFrom } from './agent-processes.ts';

/** A program of our own, so that its processes can be told from those of other tests. */
const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-jobs-'));
const open = new Map<string, LinuxSystem>();

afterAll(async () => {
  for (const system of open.values()) await system.close?.();
  await rm(cacheFolder, { recursive: true });
});

/** One for all tests of the same options, since each sequence starts afresh. Skips aloud where it cannot be had. */
async function kernel(context: TestContext, options: LinuxOptions = {}): Promise<LinuxSystem> {
  const key = JSON.stringify(options);
  const known = open.get(key);
  if (known !== undefined) return known;
  const started = await linuxSystem({ cacheFolder, commandSet: 'job-control', ...options });
  if ('inconclusive' in started) return context.skip(started.inconclusive);
  open.set(key, started.system);
  return started.system;
}

function commandIn(text: string): Command {
  const parsed = parseCommand(text, JOB_CONTROL_VOCABULARY);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.value;
}

/** `2T&1`: process 2 is stopped, and terminal 1 is its own. Empty of one that there is nothing to say of. */
function marksOf(process: ProcessObservation): string {
  const marks = [
    process.state === 'zombie' ? 'z' : process.state === 'stopped' ? 'T' : '',
    process.pendingHangup ? 'h' : '',
    process.pendingInterrupt ? 'c' : '',
    process.waiting ? 'w' : '',
    typeof process.terminal === 'number' ? `&${process.terminal}` : '',
    ...(process.received ?? []).map((signal) => `+${signal.slice(3)}`),
  ].join('');
  return marks === '' ? '' : `${process.pid}${marks}`;
}

/** Everything of job control that is shown, in one line: processes, then `tty1:2/3` (session, foreground), then who was woken. */
function jobsOf({ processes = [], terminals = [], woken = [] }: Observation): string {
  return [
    ...processes.map(marksOf),
    ...terminals
      .filter(({ session, foreground }) => session !== null || foreground !== null)
      .map(({ terminal, session, foreground }) => `tty${terminal}:${session}/${foreground}`),
    ...woken.map(({ process, answer }) => `${process}<${printAnswer(answer)}`),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Says a step as it is asked for: `COMMAND => ANSWER`, and what is shown where the question says something of it. */
function saidAs(asked: string, { answer, observation }: ShownStep): string {
  const [command] = asked.split(' => ');
  const said = `${command} => ${printAnswer(answer)}`;
  return asked.includes(';') ? `${said}; ${jobsOf(observation)}`.trim() : said;
}

/** Runs steps `COMMAND => ANSWER; SHOWN`, and gives them as they went. A step without an answer is expected to be accepted. */
async function said(system: LinuxSystem, steps: readonly string[]): Promise<readonly string[]> {
  const run = await system.runSequence?.(steps.map((step) => commandIn(step.split(/ => |;/, 1)[0])));
  if (run === undefined || run.trouble !== undefined) throw new Error(String(run?.trouble));
  return run.steps.map((step, index) =>
    steps[index].includes(' => ')
      ? saidAs(steps[index], step)
      : 'ok' in step.answer
        ? steps[index]
        : saidAs(steps[index], step),
  );
}

/** Session 2 with terminal 1, whose leader is in the foreground. */
const A_SESSION = ['1 fork 2', '2 setsid', '2 open_terminal tty1'];
/** The same with two jobs, of 3 and 4, and of 5. */
const TWO_JOBS = [
  ...A_SESSION,
  '2 fork 3',
  '3 setpgid 0 0',
  '3 fork 4',
  '2 fork 5',
  '5 setpgid 0 0 => ok; 2&1 3&1 4&1 5&1 tty1:2/2',
];

/** A claim, and the steps that show it. */
type Scenario = readonly [claim: string, steps: readonly string[]];

function claims(scenarios: readonly Scenario[]): void {
  test.for(scenarios)('Linux shows that %s', async ([, steps], context) => {
    expect(await said(await kernel(context), steps)).toEqual(steps);
  });
}

describe('stopping and continuing', () => {
  claims([
    [
      'a stop and a continuation are reported once, and to those who ask for them',
      [
        '1 fork 2',
        '1 kill 2 STOP => ok; 2T',
        '1 waitpid -1 => ok pid=0',
        '1 waitpid -1 untraced => ok pid=2 status=4991',
        '1 waitpid -1 untraced => ok pid=0',
        '1 kill 2 CONT => ok; 2+CONT',
        '1 waitpid -1 untraced => ok pid=0',
        '1 waitpid -1 continued => ok pid=2 status=65535',
        '1 waitpid -1 continued => ok pid=0',
        '1 getpgid 0 => ok pgid=1;',
      ],
    ],
    [
      'a stop clears the report of a continuation, and a continuation that of a stop',
      [
        '1 fork 2',
        '1 kill 2 STOP',
        '1 kill 2 CONT',
        '1 waitpid -1 untraced => ok pid=0',
        '1 kill 2 STOP',
        '1 waitpid -1 continued => ok pid=0',
        '1 waitpid -1 untraced continued => ok pid=2 status=4991',
      ],
    ],
    [
      'a stopped process is moved, found by its new group, and killed',
      [
        '1 fork 2',
        '1 kill 2 STOP',
        '1 setpgid 2 2',
        '1 waitpid -2 untraced => ok pid=2 status=4991',
        '1 kill 2 9 => ok; 2z',
        '1 waitpid -1 => ok pid=2 status=9;',
      ],
    ],
    [
      'a SIGHUP waits while its process is stopped',
      [
        '1 fork 2',
        '1 kill 2 HUP => ok; 2+HUP',
        '1 kill 2 STOP => ok; 2T',
        '1 kill 2 HUP => ok; 2Th',
        '1 kill 2 TSTP => ok; 2Th',
        '1 kill 2 CONT => ok; 2+HUP+CONT',
        '1 kill 2 CONT => ok; 2+CONT',
      ],
    ],
    [
      'init is never stopped, and hears what it catches',
      [
        '1 kill 1 STOP => ok;',
        '1 kill 0 TSTP => ok;',
        '1 kill 1 HUP => ok; 1+HUP',
        '1 kill 0 CONT => ok; 1+CONT',
        '1 kill 1 9 => ok;',
      ],
    ],
    [
      'an orphaned group is not stopped by what a terminal sends, but by SIGSTOP',
      [
        '1 fork 2',
        '1 kill 2 TSTP => ok;',
        '1 kill 2 TTIN => ok;',
        '1 kill 2 TTOU => ok;',
        '2 kill 0 STOP => ok; 2T',
      ],
    ],
    [
      'a group with a parent elsewhere in the session is stopped by all of it, and by itself',
      [
        '1 fork 2',
        '2 setpgid 0 0',
        '2 kill 0 TSTP => ok; 2T',
        '1 waitpid -1 untraced => ok pid=2 status=5247',
        '1 kill -2 CONT => ok; 2+CONT',
        '2 kill -2 TTIN => ok; 2T',
        '1 waitpid -1 untraced => ok pid=2 status=5503',
        '1 kill 2 CONT => ok; 2+CONT',
        '2 kill 2 TTOU => ok; 2T',
        '1 waitpid -1 untraced => ok pid=2 status=5759',
        '1 kill 2 CONT => ok; 2+CONT',
        '2 kill 2 0 => ok;',
      ],
    ],
    [
      'a group is orphaned at birth where its parent is in another session',
      [
        '1 fork 2',
        '2 setsid',
        '1 kill 2 TSTP => ok;',
        '2 fork 3',
        '1 kill 3 TSTP => ok;',
        '2 setpgid 3 3',
        '1 kill 3 TSTP => ok; 3T',
      ],
    ],
  ]);
});

/** Session 2, in which 3 links the group of 4 and 5. */
const A_LINK = ['1 fork 2', '2 setsid', '2 fork 3', '3 fork 4', '4 setpgid 0 0', '4 fork 5'];

describe('orphaned groups', () => {
  claims([
    [
      'a group that an exit orphans is told where a member is stopped',
      [...A_LINK, '1 kill 5 STOP', '3 exit 0 => ok; 3z 4+HUP+CONT 5+HUP+CONT'],
    ],
    [
      'a group that an exit orphans is told nothing where nobody is stopped',
      [...A_LINK, '3 exit 0 => ok; 3z'],
    ],
    [
      'a group is not orphaned where a subreaper of its session adopts',
      [
        ...A_LINK,
        '2 set_subreaper on',
        '1 kill 5 STOP',
        '3 exit 0 => ok; 3z 5T',
        '1 kill 4 TSTP => ok; 3z 4T 5T',
      ],
    ],
    [
      'a group is not orphaned where init is of its session',
      ['1 fork 2', '2 fork 3', '3 setpgid 0 0', '1 kill 3 STOP', '2 exit 0 => ok; 2z 3T'],
    ],
    [
      'a group is told where the member that linked it ends',
      [
        '1 fork 2',
        '2 setsid',
        '2 fork 3',
        '3 setpgid 0 0',
        '3 fork 4',
        '1 kill 4 STOP',
        '1 kill 4 HUP => ok; 4Th',
        '3 exit 0 => ok; 3z 4+HUP+CONT',
      ],
    ],
    [
      'a group is told nothing where its parent leaves the session',
      [...A_LINK, '1 kill 4 STOP', '3 setsid => ok sid=3; 4T', '3 exit 0 => ok; 3z 4T'],
    ],
    [
      'a group is told nothing where its parent joins it',
      [
        '1 fork 2',
        '2 setsid',
        '2 fork 3',
        '3 setpgid 0 0',
        '3 fork 4',
        '4 setpgid 0 0',
        '2 exit 0',
        '1 kill 4 STOP => ok; 2z 4T',
        '3 setpgid 0 4 => ok; 2z 4T',
      ],
    ],
    [
      'a stopped process that is killed counts no more as stopped',
      [...A_LINK, '1 kill 4 STOP', '1 kill 4 9 => ok; 4z', '3 exit 0 => ok; 3z 4z'],
    ],
  ]);
});

describe('getting a terminal', () => {
  claims([
    [
      'a session leader gets a terminal by a call, and only one',
      [
        '1 fork 2',
        '2 setsid',
        '2 open_terminal tty1 noctty => ok;',
        '2 open_dev_tty => ENXIO',
        '2 tcgetpgrp tty1 => ENOTTY',
        '2 tcgetpgrp tty1 master => ok pgid=0',
        '2 tcgetsid tty1 master => ENOTTY',
        '2 fork 3',
        '3 set_controlling_terminal tty1 => EPERM;',
        '2 set_controlling_terminal tty1 => ok; 2&1 tty1:2/2',
        '2 tcgetpgrp tty1 => ok pgid=2',
        '2 tcgetsid tty1 => ok sid=2',
        '2 set_controlling_terminal tty1 => ok; 2&1 tty1:2/2',
        '3 open_dev_tty => ENXIO',
        '2 fork 4 => ok pid=4; 2&1 4&1 tty1:2/2',
        '4 open_dev_tty => ok',
        '2 set_controlling_terminal tty2 => EPERM',
        '2 set_controlling_terminal tty2 steal => EPERM',
        '2 open_terminal tty2 => ok; 2&1 4&1 tty1:2/2',
      ],
    ],
    [
      'a terminal is taken from another session by stealing alone, and silently',
      [
        ...A_SESSION,
        '2 fork 3 => ok pid=3; 2&1 3&1 tty1:2/2',
        '1 set_controlling_terminal tty1 => EPERM',
        '1 open_terminal tty1 => ok; 2&1 3&1 tty1:2/2',
        '1 set_controlling_terminal tty1 steal => ok; 1&1 tty1:1/1',
        '2 set_controlling_terminal tty2 => ok; 1&1 2&2 tty1:1/1 tty2:2/2',
        '3 open_dev_tty => ENXIO',
      ],
    ],
    [
      'a terminal goes to session leaders alone, goes on by fork and execve, and not over setsid',
      [
        '1 fork 2',
        '2 open_terminal tty1 => ok;',
        '2 setsid',
        '2 open_terminal tty1 => ok; 2&1 tty1:2/2',
        '2 execve => ok; 2&1 tty1:2/2',
        '2 fork 3 => ok pid=3; 2&1 3&1 tty1:2/2',
        '3 setsid => ok sid=3; 2&1 tty1:2/2',
        '1 open_terminal tty2 => ok; 1&2 2&1 tty1:2/2 tty2:1/1',
        '1 execve => ok; 1&2 2&1 tty1:2/2 tty2:1/1',
      ],
    ],
  ]);
});

describe('the foreground', () => {
  claims([
    [
      'the foreground is any group of the session, and refusals have an order',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 3 => ok; 2&1 3&1 4&1 5&1 tty1:2/3',
        '2 tcsetpgrp tty1 2 => ENOTTY; 2&1 3&1 4&1 5&1 tty1:2/3',
        '2 tcsetpgrp tty1 -1 => ENOTTY',
        '2 tcsetpgrp tty1 2 ignored => ok; 2&1 3&1 4&1 5&1 tty1:2/2',
        '2 tcsetpgrp tty1 -1 => EINVAL',
        '2 tcsetpgrp tty2 -1 => EINVAL',
        '2 tcsetpgrp tty2 2 => ENOTTY',
        '2 tcsetpgrp tty1 0 => ESRCH',
        '2 tcsetpgrp tty1 99 => ESRCH',
        '2 tcsetpgrp tty1 1 => EPERM',
        '2 tcsetpgrp tty1 4 => ok; 2&1 3&1 4&1 5&1 tty1:2/4',
        '2 tcgetpgrp tty1 => ok pgid=4',
      ],
    ],
    [
      'the foreground may be a group whose leader is gone, or that is all zombies',
      [
        ...TWO_JOBS,
        '3 exit 0',
        '2 waitpid 3 => ok pid=3 status=0',
        '2 tcsetpgrp tty1 3 => ok; 2&1 4&1 5&1 tty1:2/3',
        '5 exit 0',
        '2 tcsetpgrp tty1 5 blocked => ok; 2&1 4&1 5z&1 tty1:2/5',
      ],
    ],
    [
      'a stale foreground shows its number, which a new group may bear without being there',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 5',
        '5 exit 0',
        '2 waitpid 5',
        '2 tcgetpgrp tty1 => ok pgid=5; 2&1 3&1 4&1 tty1:2/5',
        '2 tcsetpgrp tty1 5 ignored => ESRCH',
        '2 fork 5',
        '5 setpgid 0 0',
        '2 tcgetpgrp tty1 => ok pgid=5; 2&1 3&1 4&1 5&1 tty1:2/5',
        '5 read_terminal tty1 => ok stopped=on; 2&1 3&1 4&1 5T&1 tty1:2/5',
      ],
    ],
    [
      'a group that all have left and its namesake enters again is in the foreground again',
      [
        ...A_SESSION,
        '2 fork 3',
        '3 setpgid 0 0',
        '2 tcsetpgrp tty1 3',
        '3 setpgid 0 2 => ok; 2&1 3&1 tty1:2/3',
        '3 read_terminal tty1 => EIO',
        '3 setpgid 0 0',
        '3 read_terminal tty1 => ok; 2&1 3&1 tty1:2/3',
      ],
    ],
    [
      'the master answers everybody, and is set by the session alone',
      [
        ...A_SESSION,
        '1 tcgetpgrp tty1 master => ok pgid=2',
        '1 tcgetsid tty1 master => ok sid=2',
        '1 tcsetpgrp tty1 2 master => ENOTTY',
        '1 tcgetpgrp tty1 => ENOTTY',
        '1 tcgetsid tty1 => ENOTTY',
        '2 fork 3',
        '2 setpgid 3 3',
        '2 tcsetpgrp tty1 3 master => ok; 2&1 3&1 tty1:2/3',
        '2 tcsetpgrp tty1 2 master => ENOTTY',
        '2 tcsetpgrp tty1 2 master blocked => ok; 2&1 3&1 tty1:2/2',
      ],
    ],
  ]);
});

describe('the background', () => {
  claims([
    [
      'a read from the background stops the whole group, unless its signal cannot come',
      [
        ...TWO_JOBS,
        '5 read_terminal tty1 ignored => EIO',
        '5 read_terminal tty1 blocked => EIO',
        '5 read_terminal tty1 => ok stopped=on; 2&1 3&1 4&1 5T&1 tty1:2/2',
        '2 waitpid 5 untraced => ok pid=5 status=5503',
        '4 read_terminal tty1 => ok stopped=on; 2&1 3T&1 4T&1 5T&1 tty1:2/2',
        '2 waitpid -1 untraced => ok pid=3 status=5503',
        '2 kill -3 CONT => ok; 2&1 3&1+CONT 4&1+CONT 5T&1 tty1:2/2',
        '2 read_terminal tty1 => ok',
        '4 read_terminal tty2 => ok',
      ],
    ],
    [
      'a write from the background stops the group where the terminal says so, unless its signal cannot come',
      [
        ...TWO_JOBS,
        '5 write_terminal tty1 => ok',
        '5 write_terminal tty1 ignored tostop => ok',
        '5 write_terminal tty1 blocked tostop => ok',
        '5 write_terminal tty2 tostop => ok',
        '2 write_terminal tty1 tostop => ok; 2&1 3&1 4&1 5&1 tty1:2/2',
        '5 write_terminal tty1 tostop => ok stopped=on; 2&1 3&1 4&1 5T&1 tty1:2/2',
        '2 waitpid 5 untraced => ok pid=5 status=5759',
        '2 kill 5 CONT',
        '5 write_terminal tty1 => ok',
      ],
    ],
    [
      'setting the foreground from the background stops the group, on either side, and changes nothing',
      [
        ...TWO_JOBS,
        '4 tcsetpgrp tty1 3 => ok stopped=on; 2&1 3T&1 4T&1 5&1 tty1:2/2',
        '2 kill -3 CONT => ok; 2&1 3&1+CONT 4&1+CONT 5&1 tty1:2/2',
        '4 tcsetpgrp tty1 3 master => ok stopped=on; 2&1 3T&1 4T&1 5&1 tty1:2/2',
        '5 tcgetpgrp tty1 => ok pgid=2',
        '5 tcsetpgrp tty1 5 blocked => ok; 2&1 3T&1 4T&1 5&1 tty1:2/5',
        '2 kill -3 CONT => ok; 2&1 3&1+CONT 4&1+CONT 5&1 tty1:2/5',
        '4 tcsetpgrp tty1 3 ignored => ok; 2&1 3&1 4&1 5&1 tty1:2/3',
      ],
    ],
    [
      'an orphaned group in the background has errors in place of stops',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 5',
        '2 read_terminal tty1 => EIO',
        '2 write_terminal tty1 tostop => EIO',
        '2 write_terminal tty1 ignored tostop => ok',
        '2 write_terminal tty1 => ok',
        '2 tcsetpgrp tty1 2 => ENOTTY; 2&1 3&1 4&1 5&1 tty1:2/5',
      ],
    ],
  ]);
});

describe('losing a terminal', () => {
  claims([
    [
      'the end of a session leader hangs up the foreground group, and the terminal is free at once',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 3',
        '2 exit 0 => ok; 2z 3+HUP 4+HUP',
        '3 open_dev_tty => ENXIO',
        '3 set_controlling_terminal tty1 => EPERM',
        '3 tcgetpgrp tty1 => ENOTTY',
        '1 fork 6',
        '6 setsid',
        '6 open_terminal tty1 => ok; 2z 6&1 tty1:6/6',
      ],
    ],
    [
      'the end of a session leader tells those who are stopped and orphaned besides',
      [
        ...TWO_JOBS,
        '1 kill -5 STOP',
        '1 kill 4 STOP',
        '2 tcsetpgrp tty1 3',
        '2 exit 0 => ok; 2z 3+HUP+CONT 4+HUP+CONT 5+HUP+CONT',
      ],
    ],
    [
      'the end of the leader of a group is nothing to a terminal, and its zombie keeps it',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 3',
        '3 exit 0 => ok; 2&1 3z&1 4&1 5&1 tty1:2/3',
        '2 leave_terminal tty1 => ok; 3z 4+HUP+CONT',
      ],
    ],
    [
      'a terminal that its session leader leaves is left by all, and its foreground is told',
      [
        ...TWO_JOBS,
        '2 leave_terminal tty2 => ENOTTY',
        '1 leave_terminal tty1 => ENOTTY',
        '3 leave_terminal tty1 => ok; 2&1 4&1 5&1 tty1:2/2',
        '3 tcgetpgrp tty1 => ENOTTY',
        '2 tcsetpgrp tty1 5',
        '2 leave_terminal tty1 => ok; 5+HUP+CONT',
        '2 set_controlling_terminal tty1 => ok; 2&1 tty1:2/2',
        '5 open_dev_tty => ENXIO',
      ],
    ],
    [
      'a hang-up tells the session leader alone, and the foreground group when the leader ends',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 3',
        'tty1 hang_up => ok; 2+HUP+CONT',
        '3 open_dev_tty => ENXIO',
        '2 execve',
        '1 open_terminal tty1 => ok; 1&1 tty1:1/1',
        '2 exit 0 => ok; 1&1 2z 3+HUP+CONT 4+HUP+CONT tty1:1/1',
      ],
    ],
    [
      'a session leader that gets a terminal again forgets what it lost by a hang-up',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 3',
        'tty1 hang_up => ok; 2+HUP+CONT',
        '2 open_terminal tty2 => ok; 2&2 tty2:2/2',
        '2 leave_terminal tty2 => ok; 2+HUP+CONT',
        '2 exit 0 => ok; 2z',
      ],
    ],
    [
      'a terminal is hung up while a process is stopped in a call on its master',
      [
        ...TWO_JOBS,
        '5 tcsetpgrp tty1 5 master => ok stopped=on; 2&1 3&1 4&1 5T&1 tty1:2/2',
        'tty1 hang_up => ok; 2+HUP+CONT 5T',
        '2 open_terminal tty1 => ok; 2&1 5T tty1:2/2',
        '2 kill 5 CONT => ok; 2&1 5+CONT tty1:2/2',
        '5 open_dev_tty => ENXIO',
        'tty1 hang_up => ok; 2+HUP+CONT',
        'tty2 hang_up => ok;',
      ],
    ],
  ]);
});

describe('keys', () => {
  claims([
    [
      'an interrupt ends the foreground group alone',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 3',
        'tty1 type ^C => ok; 2&1 3z&1 4z&1 5&1 tty1:2/3',
        '2 waitpid -1 => ok pid=3 status=2',
        'tty2 type ^C => ok; 2&1 4z&1 5&1 tty1:2/3',
      ],
    ],
    [
      'a suspension stops the foreground group alone',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 3',
        'tty1 type ^Z => ok; 2&1 3T&1 4T&1 5&1 tty1:2/3',
        '2 waitpid -1 untraced => ok pid=3 status=5247',
        '2 tcsetpgrp tty1 2 blocked',
        'tty1 type ^Z => ok; 2&1 3T&1 4T&1 5&1 tty1:2/2',
      ],
    ],
    [
      'an interrupt waits in a stopped process, and ends it when it is continued',
      [
        ...TWO_JOBS,
        '2 tcsetpgrp tty1 5',
        '1 kill 5 STOP',
        'tty1 type ^C => ok; 2&1 3&1 4&1 5Tc&1 tty1:2/5',
        '1 kill 5 HUP => ok; 2&1 3&1 4&1 5Thc&1 tty1:2/5',
        '1 kill 5 CONT => ok; 2&1 3&1 4&1 5z&1 tty1:2/5',
        '2 waitpid 5 => ok pid=5 status=2',
      ],
    ],
    [
      'no key does anything to init',
      ['1 open_terminal tty1', 'tty1 type ^C => ok; 1&1 tty1:1/1', 'tty1 type ^Z => ok; 1&1 tty1:1/1'],
    ],
  ]);
});

describe('waits that block', () => {
  claims([
    [
      'a wait ends with its child, also that of init',
      [
        '1 waitpid -1 block => ECHILD',
        '1 fork 2',
        '2 fork 3',
        '2 waitpid 3 block => ok pid=0 blocked=on; 2w',
        '1 waitpid -1 block => ok pid=0 blocked=on; 1w 2w',
        '3 exit 5 => ok; 1w 2<ok pid=3 status=1280',
        '2 exit 6 => ok; 1<ok pid=2 status=1536',
        '1 execve',
        '1 fork 2',
        '1 waitpid -1 block => ok pid=0 blocked=on; 1w',
        '2 execve',
        '2 exit 7 => ok; 1<ok pid=2 status=1792',
      ],
    ],
    [
      'a wait that finds something at once does not block',
      ['1 fork 2', '2 exit 1', '1 waitpid -1 block => ok pid=2 status=256;'],
    ],
    [
      'a wait is woken by a stop and a continuation where it asks for them',
      [
        '1 fork 2',
        '1 fork 3',
        '1 waitpid 2 untraced block => ok pid=0 blocked=on; 1w',
        '3 kill 2 CONT => ok; 1w 2+CONT',
        '3 kill 2 STOP => ok; 2T 1<ok pid=2 status=4991',
        '1 waitpid 2 continued block => ok pid=0 blocked=on; 1w 2T',
        '3 kill 2 CONT => ok; 2+CONT 1<ok pid=2 status=65535',
        '1 waitpid 2 block => ok pid=0 blocked=on; 1w',
        '3 kill 2 STOP => ok; 1w 2T',
        '3 kill 2 9 => ok; 1<ok pid=2 status=9',
      ],
    ],
    [
      'a wait for a group is not woken when its last child leaves it, and looks again at a signal',
      [
        '1 fork 2',
        '1 fork 3',
        '2 setpgid 0 0',
        '1 waitpid -2 block => ok pid=0 blocked=on; 1w',
        '2 setpgid 0 1 => ok; 1w',
        '2 exit 0 => ok; 1w 2z',
        '3 kill 1 HUP => ok; 1+HUP 2z 1<ECHILD',
      ],
    ],
    [
      'a child that joins a group after the wait for it began ends the wait',
      [
        '1 fork 2',
        '1 fork 3',
        '2 setpgid 0 0',
        '1 waitpid -2 block => ok pid=0 blocked=on; 1w',
        '3 setpgid 0 2 => ok; 1w',
        '3 exit 4 => ok; 1<ok pid=3 status=1024',
      ],
    ],
    [
      'a wait for 0 means the group of the call, until a signal has it begin anew',
      [
        '1 fork 2',
        '2 fork 3',
        '2 fork 4',
        '2 waitpid 0 block => ok pid=0 blocked=on; 2w',
        '1 setpgid 2 2 => ok; 2w',
        '3 exit 0 => ok; 2<ok pid=3 status=0',
        '2 waitpid 4 block => ok pid=0 blocked=on; 2w',
        '1 kill 2 CONT => ok; 2w+CONT',
        '1 kill 2 HUP => ok; 2w+HUP',
        '4 exit 0 => ok; 2<ok pid=4 status=0',
        '2 fork 3',
        '2 waitpid 0 block => ok pid=0 blocked=on; 2w',
        '1 setpgid 2 1 => ok; 2w',
        '1 kill 2 HUP => ok; 2+HUP 2<ECHILD',
      ],
    ],
    [
      'a wait whose children leave no zombies ends when the last is gone',
      [
        '1 ignore_sigchld on',
        '1 fork 2',
        '1 waitpid -1 block => ok pid=0 blocked=on; 1w',
        '2 exit 0 => ok; 1<ECHILD',
        '1 fork 2 => ok pid=2',
      ],
    ],
    [
      'a stopped wait sees nothing until it is continued, and is lost when it ends',
      [
        '1 fork 2',
        '2 fork 3',
        '2 fork 4',
        '2 waitpid -1 block => ok pid=0 blocked=on; 2w',
        '1 kill 2 STOP => ok; 2Tw',
        '3 exit 4 => ok; 2Tw 3z',
        '1 kill 2 CONT => ok; 2+CONT 2<ok pid=3 status=1024',
        '2 waitpid -1 block => ok pid=0 blocked=on; 2w',
        '1 kill 2 9 => ok; 2z',
      ],
    ],
    [
      'a wait is in a terminal’s reach like any other call',
      [
        ...TWO_JOBS,
        '3 waitpid -1 block => ok pid=0 blocked=on; 2&1 3w&1 4&1 5&1 tty1:2/2',
        '2 tcsetpgrp tty1 3',
        'tty1 type ^Z => ok; 2&1 3Tw&1 4T&1 5&1 tty1:2/3',
        'tty1 type ^C => ok; 2&1 3Tcw&1 4Tc&1 5&1 tty1:2/3',
        '2 kill 3 CONT => ok; 2&1 3z&1 4z&1 5&1 tty1:2/3', // Its end orphans and continues 4.
      ],
    ],
  ]);
});

/** Everything there is to undo: terminals, stopped processes, waits, what waits in them, and init among all. */
const A_MESS = [
  ...TWO_JOBS.slice(0, -1),
  '5 setpgid 0 0',
  '1 open_terminal tty2',
  '5 tcsetpgrp tty1 5 master',
  '3 waitpid -1 block',
  '2 tcsetpgrp tty1 3',
  'tty1 type ^Z',
  '2 kill -3 HUP',
  'tty1 type ^C',
  '2 execve',
  'tty2 hang_up',
  '1 open_terminal tty2',
  '1 ignore_sigchld on',
  '1 waitpid -1 untraced block',
  '2 waitpid -1 block',
];
const MESS_SHOWN = '1w&2 2w&1 3Thcw&1 4Thc&1 5T&1 tty1:2/3 tty2:1/1';

function commandsOf(texts: readonly string[]): Command[] {
  return texts.map(commandIn);
}

const agentProcesses = (): number[] => agentProcessesFrom(cacheFolder);

describe('the kernel as a system', () => {
  test('each sequence starts with init alone, whatever stands stopped or waits', async (context) => {
    const system = await kernel(context);
    for (const mess of [A_MESS, [...A_MESS.slice(0, -2), '1 execve', ...A_MESS.slice(-2)], A_MESS]) {
      const run = await system.runSequence?.(commandsOf(mess));
      expect(run?.trouble).toBeUndefined();
      expect(run?.start.processes?.map(({ pid, executed }) => [pid, executed])).toEqual([[1, false]]);
      expect(jobsOf(run?.start ?? {})).toBe('');
      expect(jobsOf(run?.steps.at(-1)?.observation ?? {})).toBe(MESS_SHOWN);
    }
  });

  test('the kernel answers command by command as in a sequence, and shows a step again', async (context) => {
    const system = await kernel(context);
    const run = await system.runSequence?.(commandsOf(A_MESS));
    await system.reset();
    const steps = [];
    for (const command of commandsOf(A_MESS)) {
      const answer = await system.apply(command);
      const observation = await system.observe();
      expect(await system.observe()).toEqual(observation);
      steps.push({ answer, observation });
    }
    expect(steps).toEqual(run?.steps);
  });

  test('the kernel shows a state that it has, and no sign of job control to the POSIX commands', async (context) => {
    const system = await kernel(context);
    const run = await system.runSequence?.(commandsOf(A_MESS));
    expect(run?.steps.at(-1)?.observation.processes?.at(2)).toEqual({
      pid: 3,
      parent: 2,
      group: 3,
      state: 'stopped',
      exitCode: 0,
      executed: false,
      ignoresSigchld: false,
      subreaper: false,
      children: [4],
      terminal: 1,
      received: [],
      pendingHangup: true,
      pendingInterrupt: true,
      waiting: true,
    });
    const posix = await kernel(context, { commandSet: 'posix' });
    expect(Object.keys((await posix.observe()).processes?.[0] ?? {})).not.toContain('terminal');
  });

  test('a process that stands stopped or waits is asked nothing, which is said', async (context) => {
    const system = await kernel(context);
    for (const [before, name] of [
      ['1 kill 2 STOP', 2],
      ['2 waitpid -1 block', 2],
    ] as const) {
      const run = await system.runSequence?.(commandsOf(['1 fork 2', '2 fork 3', before, '2 getppid']));
      expect(run?.steps).toHaveLength(3);
      expect(run?.trouble).toBe(`process ${name} does not run, so it cannot getppid`);
    }
  });

  test('a call in which init would go round for ever is given up, which is said', async (context) => {
    const system = await kernel(context, { limitMs: 1000 });
    const steps = ['1 fork 2', '2 setpgid 0 0', '1 open_terminal tty1', '1 tcsetpgrp tty1 2'];
    // Orphaned, its group has an error.
    const orphaned = await system.runSequence?.(commandsOf([...steps, '1 read_terminal tty1']));
    expect(orphaned?.steps.at(-1)?.answer).toEqual({ refused: 'EIO' });
    const linked = ['2 fork 3', '2 setpgid 3 1', '1 read_terminal tty1'];
    const run = await system.runSequence?.(commandsOf([...steps, ...linked]));
    expect(run?.trouble).toBe('not at rest is process 1 for more than 1000 ms');
    expect(run?.steps).toHaveLength(steps.length + linked.length - 1);
  });

  test('no process is left behind when the system is closed, of those stopped and waiting neither', async (context) => {
    const own = await linuxSystem({ cacheFolder, commandSet: 'job-control' });
    if ('inconclusive' in own) return context.skip(own.inconclusive);
    const others = new Set(agentProcesses());
    await own.system.runSequence?.(commandsOf(A_MESS));
    const its = (): number[] => agentProcesses().filter((pid) => !others.has(pid));
    expect(its().length).toBeGreaterThan(3);
    await own.system.close?.();
    while (its().length > 0) await delay(10);
  });

  test('job control is had in a namespace of its own alone, which is said', async () => {
    expect(await linuxSystem({ cacheFolder, commandSet: 'job-control', mode: 'mapped' })).toEqual({
      inconclusive: 'the Linux agent cannot work here: job control needs a pid namespace of its own',
    });
  });

  test('every number up to the largest that is offered can be borne, for the agent’s own is beyond', async (context) => {
    const [jobs, posix] = [await kernel(context), await kernel(context, { commandSet: 'posix' })];
    expect(jobs.idMax).toBe((posix.idMax as number) - 1);
    expect(await said(jobs, [`1 kill ${jobs.idMax} 0 => ESRCH`, `1 fork ${jobs.idMax}`])).toHaveLength(2);
  });
});
