// Goal: a kernel's own log says the same as a log of strace, and whatever is wrong with a line of it is told with its place.
// Method: lines as a kernel prints them, one form at a time.
import { describe, expect, test } from 'vitest';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { ExplainedStep, Explanation } from '../../src/engines/recordings/explanation.ts';
import type { Call, LogEvent } from '../../src/engines/recordings/log-event.ts';
import { kindOfText } from '../../src/engines/recordings/log-kind.ts';
import { StraceReader } from '../../src/engines/recordings/strace/strace-reader.ts';
import type { KernelState } from '../../src/engines/recordings/wire-lines.ts';
import { wireEvents, WireReader } from '../../src/engines/recordings/wire-lines.ts';

function events(lines: readonly object[], reader = new WireReader()): readonly LogEvent[] {
  return lines.flatMap((line) => reader.read(JSON.stringify(line)));
}

/** Events in the words of strace. */
function told(found: readonly LogEvent[]): readonly string[] {
  return found.map((event) => {
    if (event.kind === 'unreadable') return `unreadable: ${event.why}`;
    if (event.kind === 'enter') return `${event.call.thread} enters ${event.call.name}`;
    if (event.kind === 'return') return callText(event.call);
    if (event.kind === 'end') return `${event.thread} ends ${JSON.stringify(event.end)}`;
    return event.kind;
  });
}

function callText({ thread, name, arguments: given, result }: Call): string {
  const answer =
    result === undefined
      ? 'not there'
      : result.kind === 'value'
        ? result.value
        : result.kind === 'error'
          ? `-1 ${result.errno}`
          : '?';
  return `${thread} ${name}(${given.join(', ')}) = ${answer}`;
}

function toldOf(command: object, answer: object): readonly string[] {
  return told(events([{ command, answer }]));
}

/** The reason that the only event of a line is an unreadable one. */
function whyNot(...lines: readonly (object | string)[]): string {
  const reader = new WireReader();
  const found = lines.map((line) => reader.read(typeof line === 'string' ? line : JSON.stringify(line)));
  const last = found.at(-1) ?? [];
  expect(last).toHaveLength(1);
  const [event] = last;
  if (event?.kind !== 'unreadable') throw new Error(`it is read: ${told(last).join('; ')}`);
  expect(event.at.line).toBe(lines.length);
  return event.why;
}

const FORK = { command: { name: 'fork', process: 1 }, answer: { ok: { pid: 2 } } };

/** The commands with their answers, and the lines that strace writes of the same calls. */
const SAME_CALLS: readonly (readonly [name: string, command: object, answer: object, strace: string])[] = [
  ['fork', {}, { ok: { pid: 7 } }, 'clone(child_stack=NULL, flags=SIGCHLD) = 7'],
  ['fork', { child: 7 }, { ok: { pid: 7 } }, 'clone(child_stack=NULL, flags=SIGCHLD) = 7'],
  [
    'fork',
    {},
    { refused: 'EAGAIN' },
    'clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Resource temporarily unavailable)',
  ],
  ['setsid', {}, { ok: { sid: 3 } }, 'setsid() = 3'],
  ['setsid', {}, { refused: 'group-id-in-use' }, 'setsid() = -1 EPERM (Operation not permitted)'],
  ['setpgid', { pid: 4, pgid: 0 }, { ok: {} }, 'setpgid(4, 0) = 0'],
  ['setpgid', { pid: 4, pgid: -1 }, { refused: -22 }, 'setpgid(4, -1) = -1 EINVAL (Invalid argument)'],
  ['getpgid', { pid: 0 }, { ok: { pgid: 1 } }, 'getpgid(0) = 1'],
  ['getsid', { pid: 9 }, { refused: 3 }, 'getsid(9) = -1 ESRCH (No such process)'],
  ['getppid', {}, { ok: { ppid: 0 } }, 'getppid() = 0'],
  ['execve', { program: 'sh' }, { ok: {} }, 'execve("sh", [...], [...]) = 0'],
  [
    'execve',
    { program: 'a "b"' },
    { refused: 'ENOENT' },
    'execve("a \\"b\\"", [...], [...]) = -1 ENOENT (No such file or directory)',
  ],
  [
    'waitpid',
    { pid: -1 },
    { ok: { pid: 4, status: 768 } },
    'wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], WNOHANG, NULL) = 4',
  ],
  [
    'waitpid',
    { pid: 4 },
    { ok: { pid: 4, status: 9 } },
    'wait4(4, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], WNOHANG, NULL) = 4',
  ],
  [
    'waitpid',
    { pid: 4 },
    { ok: { pid: 4, status: 139 } },
    'wait4(4, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}], WNOHANG, NULL) = 4',
  ],
  [
    'waitpid',
    { pid: 4 },
    { ok: { pid: 4, status: 0x147f } },
    'wait4(4, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTSTP}], WNOHANG, NULL) = 4',
  ],
  [
    'waitpid',
    { pid: 4 },
    { ok: { pid: 4, status: 0xffff } },
    'wait4(4, [{WIFCONTINUED(s)}], WNOHANG, NULL) = 4',
  ],
  ['waitpid', { pid: -5 }, { ok: { pid: 0 } }, 'wait4(-5, NULL, WNOHANG, NULL) = 0'],
  ['set_subreaper', { on: true }, { ok: {} }, 'prctl(PR_SET_CHILD_SUBREAPER, 1) = 0'],
  ['set_subreaper', { on: false }, { ok: {} }, 'prctl(PR_SET_CHILD_SUBREAPER, 0) = 0'],
  ['kill', { target: -3, signal: 0 }, { ok: {} }, 'kill(-3, 0) = 0'],
  ['kill', { target: 5, signal: 15 }, { ok: {} }, 'kill(5, SIGTERM) = 0'],
  ['kill', { target: 5, signal: 34 }, { ok: {} }, 'kill(5, SIGRT_2) = 0'],
  [
    'ignore_sigchld',
    { on: true },
    { ok: {} },
    'rt_sigaction(SIGCHLD, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL, 8) = 0',
  ],
  [
    'ignore_sigchld',
    { on: false },
    { ok: {} },
    'rt_sigaction(SIGCHLD, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}, NULL, 8) = 0',
  ],
];

describe('a line with a command and its answer', () => {
  test.each(SAME_CALLS)('%s %o, answered %o, is the call that strace writes', (name, given, answer, line) => {
    const mine = events([{ seconds: 12.5, command: { name, process: 3, ...given }, answer }]);
    const theirs = new StraceReader().read(`3 12.5 ${line}`);
    const withoutText = (found: readonly LogEvent[]) => found.map((event) => ({ ...event, text: '' }));
    expect(withoutText(mine)).toEqual(withoutText(theirs));
  });

  test('every POSIX command has lines that are compared with those of strace, but for exit, which is a request and an end', () => {
    const names = new Set(SAME_CALLS.map(([name]) => name));
    expect([...names, 'exit'].toSorted()).toEqual(Object.keys(POSIX_VOCABULARY.commands).toSorted());
  });

  test('an exit is a request and an end on one line, of whose code 8 bits count', () => {
    const of = (code: number) => toldOf({ name: 'exit', process: 3, code }, { ok: {} });
    expect(of(7)).toEqual(['3 exit_group(7) = ?', '3 ends {"exitCode":7}']);
    expect(of(-1)).toEqual(['3 exit_group(-1) = ?', '3 ends {"exitCode":255}']);
  });

  test('an execve without a program has no argument', () => {
    expect(toldOf({ name: 'execve', process: 3 }, { ok: {} })).toEqual(['3 execve() = 0']);
  });

  test.each(['ERESTARTSYS', -512, -514])('a call that starts anew, %j, has no result', (refused) => {
    const told = toldOf({ name: 'waitpid', process: 3, pid: -1 }, { refused });
    expect(told).toEqual(['3 wait4(-1) = ?']);
  });

  test('a number that a group outside of a namespace has, 0, is an answer', () => {
    expect(toldOf({ name: 'getpgid', process: 1, pid: 0 }, { ok: { pgid: 0 } })).toEqual([
      '1 getpgid(0) = 0',
    ]);
  });

  test('the members of a line may come in any order, and space around them is nothing', () => {
    const line = '  { "answer": {"ok": {"sid": 3}}, "command": {"process": 3, "name": "setsid"} }\r';
    expect(told(new WireReader().read(line))).toEqual(['3 setsid() = 3']);
  });
});

describe('a call on two lines', () => {
  test('an entry and a return are of one call, whose arguments are filled in when it returns', () => {
    const reader = new WireReader();
    const [entered] = events(
      [{ call: 7, seconds: 1, command: { name: 'waitpid', process: 1, pid: -1 } }],
      reader,
    );
    if (entered?.kind !== 'enter') throw new Error('no entry');
    const { call } = entered;
    expect(call).toEqual({
      thread: 1,
      name: 'wait4',
      entered: { line: 1, seconds: 1 },
      arguments: ['-1'],
      returned: undefined,
      result: undefined,
    });
    const between = { command: { name: 'exit', process: 2, code: 0 }, answer: { ok: {} } };
    const [, , returned] = events(
      [between, { call: 7, seconds: 3, answer: { ok: { pid: 2, status: 0 } } }],
      reader,
    );
    if (returned?.kind !== 'return') throw new Error('no return');
    expect(returned.call).toBe(call);
    expect(returned.at).toEqual({ line: 3, seconds: 3 });
    expect(call.returned).toEqual({ line: 3, seconds: 3 });
    expect(callText(call)).toBe('1 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WNOHANG, NULL) = 2');
  });

  test('a number can be given again when its call has been answered', () => {
    const lines = [
      { call: 1, command: { name: 'setsid', process: 2 } },
      { call: 1, answer: { ok: { sid: 2 } } },
      { call: 1, command: { name: 'setsid', process: 2 } },
      { call: 1, answer: { refused: -1 } },
    ];
    expect(told(events(lines))).toEqual([
      '2 enters setsid',
      '2 setsid() = 2',
      '2 enters setsid',
      '2 setsid() = -1 EPERM',
    ]);
  });

  test('an answer that cannot be read leaves the call in flight, and a later line may answer it', () => {
    const lines = [
      { call: 1, command: { name: 'setsid', process: 2 } },
      { call: 1, answer: { ok: { pgid: 2 } } },
      { call: 1, answer: { ok: { sid: 2 } } },
    ];
    expect(told(events(lines))).toEqual([
      '2 enters setsid',
      'unreadable: an answer to setsid must have "sid"',
      '2 setsid() = 2',
    ]);
  });

  test('an exit that has been entered ends with its answer, or with the line that tells of the end', () => {
    const entry = { call: 4, command: { name: 'exit', process: 2, code: 5 } };
    expect(told(events([FORK, entry, { call: 4, answer: { ok: {} } }]).slice(1))).toEqual([
      '2 enters exit_group',
      '2 exit_group(5) = ?',
      '2 ends {"exitCode":5}',
    ]);
    expect(told(events([FORK, entry, { ended: { process: 2, status: 5 * 256 } }]).slice(1))).toEqual([
      '2 enters exit_group',
      '2 exit_group(5) = ?',
      '2 ends {"exitCode":5}',
    ]);
  });
});

describe('the end of a process', () => {
  const KILL = { command: { name: 'kill', process: 1, target: 2, signal: 9 }, answer: { ok: {} } };
  const KILLED = '2 ends {"signal":"SIGKILL","coreDumped":false}';

  test('an accepted kill with signal 9 ends its target on its line', () => {
    expect(told(events([FORK, KILL]).slice(1))).toEqual(['1 kill(2, SIGKILL) = 0', KILLED]);
  });

  test.each([
    ['init', [], { target: 1 }],
    ['a group', [], { target: -2 }],
    ['a zombie', [{ command: { name: 'exit', process: 2, code: 0 }, answer: { ok: {} } }], {}],
    ['a process that a line has ended', [{ ended: { process: 2, status: 0 } }], {}],
    ['a process that was killed before', [KILL], {}],
  ])('a kill with signal 9 of %s ends nobody', (_whom, before, other) => {
    const line = { ...KILL, command: { ...KILL.command, ...other } };
    const found = events([FORK, ...before, line]);
    expect(found.at(-1)?.kind).toBe('return');
  });

  test('a kill with another signal, one that is refused and one whose target ends later end nobody', () => {
    const others = [
      { ...KILL, command: { ...KILL.command, signal: 15 } },
      { ...KILL, answer: { refused: 'ESRCH' } },
      { ...KILL, ends: 'later' },
    ];
    for (const other of others) expect(told(events([FORK, other])).slice(1)).toHaveLength(1);
  });

  test('a target that ends later ends on the line that says so', () => {
    const lines = [
      FORK,
      { ...KILL, ends: 'later' },
      { command: { name: 'getppid', process: 2 }, answer: { ok: { ppid: 1 } } },
      { ended: { process: 2, status: 9 } },
    ];
    expect(told(events(lines)).slice(1)).toEqual(['1 kill(2, SIGKILL) = 0', '2 getppid() = 1', KILLED]);
    expect(whyNot(FORK, KILL, { ended: { process: 2, status: 9 } })).toBe(
      'process 2 has ended on line 2 already, by its kill: where the target ends later, the line of the kill must have "ends":"later"',
    );
  });

  test('a number that was forked or waited for again can be ended again', () => {
    const exit = { command: { name: 'exit', process: 2, code: 0 }, answer: { ok: {} } };
    const wait = { command: { name: 'waitpid', process: 1, pid: 2 }, answer: { ok: { pid: 2, status: 0 } } };
    expect(told(events([FORK, exit, wait, FORK, KILL]))).toContain(KILLED);
    expect(told(events([FORK, exit, FORK, KILL]))).toContain(KILLED);
  });

  test.each([
    [0, { exitCode: 0 }],
    [768, { exitCode: 3 }],
    [0xff00, { exitCode: 255 }],
    [9, { signal: 'SIGKILL', coreDumped: false }],
    [11 + 128, { signal: 'SIGSEGV', coreDumped: true }],
    [34, { signal: 'SIGRT_2', coreDumped: false }],
  ])('the status %i tells of the end %o', (status, end) => {
    const [event] = events([{ seconds: 2, ended: { process: 2, status } }]);
    expect(event).toMatchObject({ kind: 'end', thread: 2, end, at: { line: 1, seconds: 2 } });
  });

  test('the other calls of a process that has ended never return', () => {
    const wait = { call: 3, command: { name: 'waitpid', process: 2, pid: -1 } };
    const other = { call: 5, command: { name: 'setsid', process: 1 } };
    const lines = [FORK, wait, other, { ended: { process: 2, status: 9 } }];
    expect(told(events(lines)).slice(1)).toEqual(['2 enters wait4', '1 enters setsid', KILLED]);
    expect(whyNot(...lines, { call: 3, answer: { ok: { pid: 0 } } })).toBe(
      'call 3 has not been entered on a line before, or its process has ended since',
    );
    expect(told(events([...lines, { call: 5, answer: { refused: 'EPERM' } }])).at(-1)).toBe(
      '1 setsid() = -1 EPERM',
    );
  });
});

describe('what else a log holds', () => {
  test('empty lines and lines of others are passed over and count as lines of the log, others alone as foreign', () => {
    const reader = new WireReader();
    for (const line of ['', ' \r', 'Booting', '[    0.5] usb 1-1: {"new":1}'])
      expect(reader.read(line)).toEqual([]);
    expect(reader.foreign).toBe(2);
    expect(reader.remarks()).toEqual(['2 lines, the first of them line 3, are not of calls and passed over']);
    expect(events([FORK], reader)[0]?.at.line).toBe(5);
  });

  test('a line behind the time that a console prints before it is read', () => {
    const reader = new WireReader();
    const line = `[    0.512345] ${JSON.stringify(FORK)}`;
    const [event] = reader.read(line);
    expect(event).toMatchObject({ kind: 'return', text: line });
    expect(reader.foreign).toBe(0);
  });

  test('a log is known as a kernel’s by its first line, however much a serial line carries before it', () => {
    const boot = Array.from(
      { length: 500 },
      (_, index) => `[    0.${index}] pci 0000:00:${index}: { class 0x06 }`,
    );
    const line = JSON.stringify(FORK);
    expect(kindOfText(`${line}\n`)).toEqual({ kind: 'json-lines' });
    expect(kindOfText([...boot, line].join('\r\n'))).toEqual({ kind: 'json-lines' });
    expect(kindOfText([...boot, `[    1.5] ${line}`].join('\n'))).toEqual({ kind: 'json-lines' });
    expect(kindOfText(boot.join('\n')).kind).toBe('other');
  });

  test('a state that the kernel shows is told with its place and counted, beside a command or alone', () => {
    const shown: KernelState[] = [];
    const reader = new WireReader({ shown: (state) => void shown.push(state) });
    const observation = { processes: [{ pid: 1, parent: null, group: 1, state: 'running' }] };
    const found = events(
      [{ ...FORK, observation }, { seconds: 4, observation }, { observation: {} }],
      reader,
    );
    expect(told(found)).toEqual(['1 clone(child_stack=NULL, flags=SIGCHLD) = 2']);
    expect(reader.observations).toBe(3);
    expect(reader.remarks()).toEqual(['3 observations were read, and not compared']);
    expect(shown).toEqual([
      { at: { line: 1, seconds: undefined }, observation },
      { at: { line: 2, seconds: 4 }, observation },
      { at: { line: 3, seconds: undefined }, observation: {} },
    ]);
  });

  test('the events of a stream of lines come in its order', async () => {
    const found: LogEvent[] = [];
    const lines = [JSON.stringify(FORK), '{', JSON.stringify({ ended: { process: 2, status: 0 } })];
    for await (const event of wireEvents(lines)) found.push(event);
    expect(found.map(({ kind, at }) => `${kind} ${at.line}`)).toEqual(['return 1', 'unreadable 2', 'end 3']);
  });
});

describe('a line that cannot be read', () => {
  const of = (command: object, answer: object = { ok: {} }) => ({ command, answer });
  const COMMANDS = Object.keys(POSIX_VOCABULARY.commands).join(', ');

  test.each<readonly [about: string, line: object | string, why: string]>([
    [
      'a member that there is not',
      { comand: {} },
      '"comand" is not a member of a line, which can have call, seconds, command, answer, ends, ended, observation (Did you mean command?)',
    ],
    [
      'nothing in it',
      {},
      'a line must have a command and its answer, a call and one of the two, "ended" or an observation',
    ],
    [
      'a call alone',
      { call: 1 },
      'a line must have a command and its answer, a call and one of the two, "ended" or an observation',
    ],
    [
      'a call that is not a number',
      { call: 'a', ...FORK },
      '"call" must be a whole number from 0 on, not "a"',
    ],
    ['a call below 0', { call: -1, ...FORK }, '"call" must be a whole number from 0 on, not -1'],
    ['seconds in a text', { seconds: '1', ...FORK }, '"seconds" must be a number, not "1"'],
    [
      'a command without a name',
      of({ process: 1 }),
      'a command must be an object with a "name", not {"process":1}',
    ],
    [
      'a command in a text',
      { command: 'fork', answer: {} },
      'a command must be an object with a "name", not "fork"',
    ],
    [
      'a command that there is not',
      of({ name: 'setpgrp', process: 1 }),
      `there is no command "setpgrp" (Did you mean setpgid?): a recording has ${COMMANDS}`,
    ],
    [
      'a hierarchy command',
      of({ name: 'create_session', process: 1 }),
      `create_session is one of the hierarchy commands, and a recording is of the POSIX commands: ${COMMANDS}`,
    ],
    ['no process', of({ name: 'setsid' }), 'the command setsid must have "process"'],
    [
      'a process that is 0',
      of({ name: 'setsid', process: 0 }),
      '"process": expected an id, got "0": write a whole number from 1 to 2147483647',
    ],
    [
      'an argument in a text',
      of({ name: 'setpgid', process: 1, pid: 'x', pgid: 0 }),
      '"pid": expected a pid or pgid, got "x": write a whole number of 32 bits',
    ],
    [
      'an argument that there is not',
      of({ name: 'setpgid', process: 1, pid: 0, pgid: 0, pgrp: 0 }),
      '"pgrp" is not a member of the command setpgid, which can have name, process, pid, pgid (Did you mean pgid?)',
    ],
    [
      'a switch that is a number',
      of({ name: 'set_subreaper', process: 1, on: 1 }),
      '"on" must be true or false, not 1',
    ],
    [
      'a signal beyond the last',
      of({ name: 'kill', process: 1, target: 2, signal: 65 }),
      '"signal" must be a number from 0 to 64, not 65',
    ],
    [
      'a program that is a number',
      of({ name: 'execve', process: 1, program: 1 }),
      '"program" must be a text, not 1',
    ],
    [
      'no answer',
      { command: { name: 'setsid', process: 3 } },
      'setsid of process 3 must have an answer, or the number of a "call" that is answered on a later line',
    ],
    [
      'an exit without an answer',
      { command: { name: 'exit', process: 3, code: 0 } },
      'exit of process 3 has neither an answer nor a call: "answer":{"ok":{}} says that the process has ended here, and a "call" that it was entered',
    ],
    [
      'an answer alone',
      { answer: { ok: {} } },
      'an answer must have its command, or the number of its "call", beside it',
    ],
    [
      'an answer that is a number',
      { command: { name: 'setsid', process: 3 }, answer: 3 },
      'an answer must be {"ok":{…}} or {"refused":…}, not 3',
    ],
    [
      'an answer that is both',
      { command: { name: 'setsid', process: 3 }, answer: { ok: {}, refused: 'EPERM' } },
      'an answer must be {"ok":{…}} or {"refused":…}, not {"ok":{},"refused":"EPERM"}',
    ],
    [
      'an answer without its field',
      of({ name: 'getpgid', process: 3, pid: 0 }, { ok: { pid: 3 } }),
      'an answer to getpgid must have "pgid"',
    ],
    [
      'an answer with a field more',
      of({ name: 'setpgid', process: 3, pid: 0, pgid: 0 }, { ok: { pgid: 3 } }),
      '"pgid" is not a member of an answer to setpgid, which can have none',
    ],
    [
      'an errno among the accepted answers',
      of({ name: 'setsid', process: 3 }, { ok: { sid: -1 } }),
      '"sid" must be a whole number from 0 on, not -1',
    ],
    [
      'another child than the one asked for',
      of({ name: 'fork', process: 1, child: 2 }, { ok: { pid: 3 } }),
      'the answer names child 3, and the command names 2',
    ],
    [
      'a refusal without a reason',
      of({ name: 'setsid', process: 3 }, { refused: true }),
      '"refused" must be an errno, "EPERM" or -1, not true',
    ],
    [
      'a refusal with a number that is no errno',
      of({ name: 'setsid', process: 3 }, { refused: 0 }),
      '"refused" must be an errno, "EPERM" or -1, not 0',
    ],
    [
      'a refusal that there is not',
      of({ name: 'setsid', process: 3 }, { refused: 'group-id-in-us' }),
      '"refused" must be an errno, "EPERM" or -1, not "group-id-in-us" (Did you mean group-id-in-use?)',
    ],
    ['an end of nobody', { ended: { status: 9 } }, '"ended" must have "process"'],
    ['an end that is a number', { ended: 3 }, '"ended" must be an object, not 3'],
    [
      'an end with the status of a stop',
      { ended: { process: 3, status: 0x137f } },
      '"status" must be that of an end, 256 × an exit code or a signal, not 4991',
    ],
    [
      'an end with a status too large',
      { ended: { process: 3, status: 65_536 } },
      '"status" must be a wait status: 256 × an exit code, or a signal, not 65536',
    ],
    [
      'an end beside a command',
      { ...FORK, ended: { process: 3, status: 0 } },
      '"ended" must stand on a line of its own: no command is part of it',
    ],
    ['a wrong word of ends', { ...FORK, ends: 'soon' }, '"ends" must be "later", not "soon"'],
    ['ends of a fork', { ...FORK, ends: 'later' }, '"ends" belongs to the accepted answer of a kill'],
    [
      'ends of an entry',
      { call: 1, command: FORK.command, ends: 'later' },
      '"ends" belongs to the accepted answer of a kill',
    ],
    [
      'an answer to a call that was never entered',
      { call: 1, answer: { ok: {} } },
      'call 1 has not been entered on a line before, or its process has ended since',
    ],
    [
      'an observation of another form',
      { observation: { processes: [{ pid: 1, group: 0 }] } },
      'it shows a malformed observation: group of process 1 must be an id, not 0',
    ],
    [
      'JSON that something else was printed into',
      '{"command":{"na[ 1.5] usb 1-1: new device',
      expect.stringMatching(
        /^the line is not one whole piece of JSON, perhaps since something else was printed/,
      ) as string,
    ],
    [
      'a list behind a time',
      '[1.5] {"command":[],"answer":{}}',
      'a command must be an object with a "name", not []',
    ],
  ])('a line with %s is told with the cause', (_about, line, why) => {
    expect(whyNot(line)).toEqual(why);
  });

  test('two calls in flight with one number are told with the line of the first', () => {
    expect(whyNot(FORK, { call: 1, command: FORK.command }, { call: 1, command: FORK.command })).toBe(
      'call 1 was entered on line 2 and has not been answered: give each call in flight a number of its own',
    );
    expect(whyNot(FORK, { call: 1, command: FORK.command }, { call: 1, ...FORK })).toMatch(
      /^call 1 was entered on line 2/,
    );
  });
});

/** An explanation, and its steps. */
interface Explained {
  readonly explanation: Explanation;
  readonly steps: readonly ExplainedStep[];
}

async function explained(found: readonly LogEvent[]): Promise<Explained> {
  const steps: ExplainedStep[] = [];
  const explanation = await explain(found, {
    settled: (step) => void steps.push(step),
    hiding: () => 'nothing',
  });
  // The text of a line is that of its log.
  const unexplained = explanation.unexplained.map((line) => ({ ...line, text: '' }));
  return { explanation: { ...explanation, unexplained }, steps };
}

const call = (process: number, name: string, given: object, answer: object) => ({
  command: { process, name, ...given },
  answer,
});

/** A story, line by line in both forms of a log. */
const STORY: readonly (readonly [strace: string, wire: object])[] = [
  ['1 clone(child_stack=NULL, flags=SIGCHLD) = 2', call(1, 'fork', {}, { ok: { pid: 2 } })],
  ['2 setsid() = 2', call(2, 'setsid', {}, { ok: { sid: 2 } })],
  [
    '2 setpgid(0, 0) = -1 EPERM (Operation not permitted)',
    call(2, 'setpgid', { pid: 0, pgid: 0 }, { refused: -1 }),
  ],
  ['1 wait4(-1,  <unfinished ...>', { call: 1, command: { name: 'waitpid', process: 1, pid: -1 } }],
  ['2 clone(child_stack=NULL, flags=SIGCHLD) = 3', call(2, 'fork', {}, { ok: { pid: 3 } })],
  ['2 setpgid(3, 3) = 0', call(2, 'setpgid', { pid: 3, pgid: 3 }, { ok: {} })],
  ['3 getpgid(0) = 3', call(3, 'getpgid', { pid: 0 }, { ok: { pgid: 3 } })],
  ['3 execve("sleep", [...], [...]) = 0', call(3, 'execve', { program: 'sleep' }, { ok: {} })],
  [
    '2 setpgid(3, 2) = -1 EACCES (Permission denied)',
    call(2, 'setpgid', { pid: 3, pgid: 2 }, { refused: 'EACCES' }),
  ],
  ['3 getsid(0) = 2', call(3, 'getsid', { pid: 0 }, { ok: { sid: 2 } })],
  ['2 exit_group(3) = ?', { call: 2, command: { name: 'exit', process: 2, code: 3 } }],
  ['2 +++ exited with 3 +++', { ended: { process: 2, status: 768 } }],
  ['3 getppid() = 1', call(3, 'getppid', {}, { ok: { ppid: 1 } })],
  [
    '1 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 2',
    { call: 1, answer: { ok: { pid: 2, status: 768 } } },
  ],
  ['1 kill(-3, 0) = 0', call(1, 'kill', { target: -3, signal: 0 }, { ok: {} })],
  ['1 kill(3, SIGKILL) = 0', { ...call(1, 'kill', { target: 3, signal: 9 }, { ok: {} }), ends: 'later' }],
  ['3 +++ killed by SIGKILL +++', { ended: { process: 3, status: 9 } }],
  ['1 wait4(3, NULL, WNOHANG, NULL) = 3', call(1, 'waitpid', { pid: 3 }, { ok: { pid: 3 } })],
  ['1 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0', call(1, 'set_subreaper', { on: true }, { ok: {} })],
  [
    '1 rt_sigaction(SIGCHLD, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL, 8) = 0',
    call(1, 'ignore_sigchld', { on: true }, { ok: {} }),
  ],
  [
    '1 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)',
    call(1, 'waitpid', { pid: -1 }, { refused: -10 }),
  ],
];

/** The explanations of a story in both forms. */
async function bothOf(
  story: readonly (readonly [string, object])[],
): Promise<readonly [strace: Explained, wire: Explained]> {
  const strace = new StraceReader();
  const ofStrace = story.flatMap(([line], index) => {
    const [, thread, rest] = /^(\d+) (.*)$/.exec(line) ?? [];
    return strace.read(`${thread} ${1_800_000_000 + index} ${rest}`);
  });
  const ofWire = events(story.map(([, line], index) => ({ seconds: 1_800_000_000 + index, ...line })));
  return [await explained(ofStrace), await explained(ofWire)];
}

describe('the explanation', () => {
  test('a story is explained by the same steps whether it is a log of strace or a log of a kernel', async () => {
    const [strace, wire] = await bothOf(STORY);
    expect(wire).toEqual(strace);
    expect(wire.explanation).toMatchObject({
      verdict: 'pass',
      unreadable: [],
      openQuestions: [],
      running: [1],
    });
    expect(wire.explanation.counts).toMatchObject({
      lines: STORY.length,
      calls: 18,
      processes: 2,
      checked: 14,
    });
  });

  test('a story without one of its lines is missing it in both forms alike', async () => {
    let missed = 0;
    for (const [index, [line, wire]] of STORY.entries()) {
      const [ofStrace, ofWire] = await bothOf(STORY.toSpliced(index, 1));
      // Half of a call leaves a line that cannot be read in one form, and a call in flight in the other.
      if (!('call' in wire || 'ended' in wire)) expect(ofWire, line).toEqual(ofStrace);
      if (ofWire.explanation.verdict !== 'pass') missed += 1;
    }
    // Lines that only ask are not missed.
    expect(missed).toBeGreaterThanOrEqual(8);
  });

  test.each<readonly [what: string, lines: readonly object[], seen: string, allowed: string]>([
    [
      'a child of init with another parent',
      [FORK, call(2, 'getppid', {}, { ok: { ppid: 7 } })],
      'ok ppid=7',
      'ok ppid=1',
    ],
    [
      'a zombie of init that is gone unwaited',
      [FORK, call(2, 'exit', { code: 0 }, { ok: {} }), call(1, 'getpgid', { pid: 2 }, { refused: 'ESRCH' })],
      'ESRCH',
      'ok pgid=1',
    ],
    [
      'init without children where it has a zombie',
      [
        FORK,
        call(2, 'exit', { code: 0 }, { ok: {} }),
        call(1, 'waitpid', { pid: -1 }, { refused: 'ECHILD' }),
      ],
      'ECHILD',
      'ok pid=2 status=0',
    ],
    ['a second session of init', [call(1, 'setsid', {}, { ok: { sid: 1 } })], 'ok sid=1', 'EPERM'],
  ])('a log that begins with init shows %s to be wrong', async (_what, lines, seen, allowed) => {
    const { explanation } = await explained(events(lines));
    expect(explanation.unexplained).toEqual([
      expect.objectContaining({ line: lines.length, seen, allowed: [allowed] }),
    ]);
  });

  test('a log that begins with another process leaves open what was before it', async () => {
    const lines = [
      call(5, 'getppid', {}, { ok: { ppid: 7 } }),
      call(5, 'waitpid', { pid: -1 }, { refused: 'ECHILD' }),
      call(5, 'setsid', {}, { ok: { sid: 5 } }),
    ];
    const { explanation } = await explained(events(lines));
    expect(explanation.verdict).toBe('pass');
    expect(explanation.openQuestions).toHaveLength(1);
  });

  test('a call that overlaps many others is put before the one of them that explains it, in few steps', async () => {
    const others = Array.from({ length: 24 }, (_, index) => index + 3);
    const lines = [
      FORK,
      ...others.map((pid) => call(1, 'fork', {}, { ok: { pid } })),
      { call: 2, command: { name: 'getpgid', process: 2, pid: 3 } },
      ...others.map((pid) => ({ call: pid, command: { name: 'setsid', process: pid } })),
      ...others.map((pid) => ({ call: pid, answer: { ok: { sid: pid } } })),
      { call: 2, answer: { ok: { pgid: 1 } } },
    ];
    const { explanation, steps } = await explained(events(lines));
    expect(explanation).toMatchObject({ verdict: 'pass', beyondBudget: [], counts: { linesSearched: 1 } });
    expect(explanation.counts.stepsSearched).toBeLessThan(100);
    const inOrder = steps
      .slice(1 + others.length)
      .map(({ command }) => `${command?.name} of ${command?.['process']}`);
    expect(inOrder.slice(0, 2)).toEqual(['getpgid of 2', 'setsid of 3']);
  });

  test('a result that no order of overlapping calls gives is not explained', async () => {
    const lines = [
      FORK,
      call(1, 'fork', {}, { ok: { pid: 3 } }),
      { call: 2, command: { name: 'getpgid', process: 2, pid: 3 } },
      { call: 3, command: { name: 'setsid', process: 3 } },
      { call: 3, answer: { ok: { sid: 3 } } },
      { call: 2, answer: { ok: { pgid: 2 } } },
    ];
    const { explanation } = await explained(events(lines));
    expect(explanation.unexplained).toEqual([expect.objectContaining({ line: 6, allowed: ['ok pgid=3'] })]);
  });

  test('a call on one line took effect there, whatever was in flight', async () => {
    const entry = { call: 3, command: { name: 'setsid', process: 3 } };
    const story = (shown: number) => [
      FORK,
      call(1, 'fork', {}, { ok: { pid: 3 } }),
      call(2, 'getpgid', { pid: 3 }, { ok: { pgid: shown } }),
      entry,
      call(2, 'getpgid', { pid: 3 }, { ok: { pgid: shown } }),
      { call: 3, answer: { ok: { sid: 3 } } },
    ];
    expect((await explained(events(story(1)))).explanation.verdict).toBe('pass');
    const { unexplained } = (await explained(events(story(3)))).explanation;
    expect(unexplained.map(({ line }) => line)).toEqual([3]);
  });
});
