// Goal: a log of strace is read in every form that strace gives it, and what cannot be read is told with its place and its reason.
// Method: small logs, as strace 6.1 wrote them, one form at a time, and the same ones damaged.
import { describe, expect, test } from 'vitest';
import { remarksOnForm } from '../../src/engines/recordings/strace/log-form.ts';
import { StraceReader, straceEvents } from '../../src/engines/recordings/strace/strace-reader.ts';
import { eventsOfLog, toldEvent, toldLog } from '../support/told-events.ts';
import { ON_TERMINAL } from '../support/written-logs.ts';

/** The events of one line behind a number. */
function toldLine(event: string): readonly string[] {
  return eventsOfLog([`12 ${event}`]).map(toldEvent);
}

/** The lines that strace writes of each kind of event, and the event that each is read as. */
const EVENTS: readonly (readonly [line: string, event: string])[] = [
  ['setsid()        = 12', '12 setsid() = 12'],
  ['setpgid(13, 0)  = 0', '12 setpgid(13 | 0) = 0'],
  ['setsid() = -1 EPERM (Operation not permitted)', '12 setsid() = EPERM'],
  ['waitid(P_ALL, 0) = -1 (errno 530)', '12 waitid(P_ALL | 0) = errno 530'],
  ['clone(0) = -1 (errno 18446744073709551554)', '12 clone(0) = ?'],
  ['pause() = ? ERESTARTNOHAND (To be restarted if no handler)', '12 pause() = ?'],
  ['exit_group(3)   = ?', '12 exit_group(3) = ?'],
  ['clone(0) = 0x12', '12 clone(0) = 18'],
  ['umask(077) = 022', '12 umask(077) = 18'],
  ["getpgrp() = 2 /* 20152 in strace's PID NS */", '12 getpgrp() = 2, outside 20152'],
  ["getppid() = 1<tini> /* 20151 in strace's PID NS */", '12 getppid() = 1, outside 20151'],
  ['fcntl(3</dev/pts/0>, F_GETFD) = 0x1 (flags FD_CLOEXEC)', '12 fcntl(3</dev/pts/0> | F_GETFD) = 1'],
  [
    'dup(4<TCP:[10.0.0.1:1->10.0.0.2:2]>) = 5<TCP:[10.0.0.1:1->10.0.0.2:2]>',
    '12 dup(4<TCP:[10.0.0.1:1->10.0.0.2:2]>) = 5',
  ],
  ['kill(-13, SIGTERM) = 0 <0.000021>', '12 kill(-13 | SIGTERM) = 0'],
  [
    'kill(13, SIGKILL) = -1 EPERM (Operation not permitted) (INJECTED) <0.1>',
    '12 kill(13 | SIGKILL) = EPERM',
  ],
  [
    'execve("/bin/a, \\"(b", ["c)", "{"...], 0x7f /* 3, vars */) = 0',
    '12 execve("/bin/a, \\"(b" | ["c)", "{"...] | 0x7f /* 3, vars */) = 0',
  ],
  [
    'wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WNOHANG|WSTOPPED, NULL) = 13',
    '12 wait4(-1 | [{WIFEXITED(s) && WEXITSTATUS(s) == 0}] | WNOHANG|WSTOPPED | NULL) = 13',
  ],
  [
    'clone3({flags=CLONE_VM, exit_signal=0} => {parent_tid=[13]}, 88) = 13',
    '12 clone3({flags=CLONE_VM, exit_signal=0} => {parent_tid=[13]} | 88) = 13',
  ],
  [
    'rt_sigaction(SIGCHLD, {sa_mask=~[RTMIN RT_1]}, NULL, 8) = 0',
    '12 rt_sigaction(SIGCHLD | {sa_mask=~[RTMIN RT_1]} | NULL | 8) = 0',
  ],
  [
    'restart_syscall(<... resuming interrupted wait4 ...>) = 13',
    '12 restart_syscall(<... resuming interrupted wait4 ...>) = 13',
  ],
  ['mmap(NULL, 1<<12, 7) = 0x7f0000000000', '12 mmap(NULL | 1<<12 | 7) = 139637976727552'],
  ['wait4(-1,  <unfinished ...>) = ?', '12 wait4(-1) = ?'],
  ['--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=13} ---', '12 gets SIGCHLD'],
  ['--- SIGRT_3 {si_signo=SIGRT_3, si_code=SI_TKILL} ---', '12 gets SIGRT_3'],
  ['--- SIGCHLD (Child exited) @ 0 (0) ---', '12 gets SIGCHLD'],
  ['--- stopped by SIGTSTP ---', '12 stops by SIGTSTP'],
  ['+++ exited with 3 +++', '12 exits with 3'],
  ['+++ killed by SIGKILL +++', '12 is killed by SIGKILL'],
  ['+++ killed by SIGSEGV (core dumped) +++', '12 is killed by SIGSEGV with a core'],
];

/** Options of strace with what they put in front of an event; the seconds that it means. */
const COLUMNS: readonly (readonly [option: string, columns: string, seconds: number | undefined])[] = [
  ['-f', '12 ', undefined],
  ['-f, with a short number', '12    ', undefined],
  ['-f -t', '12 10:11:12 ', 36_672],
  ['-f -tt', '12 10:11:12.250000 ', 36_672.25],
  ['-f -ttt', '12 1795353508.361227 ', 1_795_353_508.361_227],
  ['-f --absolute-timestamps=unix', '12 1795353508 ', 1_795_353_508],
  ['-f --absolute-timestamps=unix,ns', '12 1795353508.361227000 ', 1_795_353_508.361_227],
  ['-f -r', '12      0.000123 ', 0.000_123],
  ['-f -r -t', '12 10:11:12 (+     0.000123) ', 36_672],
  ['-f -n', '12 [ 112] ', undefined],
  ['-f -i', '12 [00007f4bf43254f7] ', undefined],
  ['-f -i, without a register', '12 [????????????????] ', undefined],
  ['-f -Y', '12<sh> 10:11:12 ', 36_672],
  ['-ff with strace-log-merge', '12 10:11:12.250000 ', 36_672.25],
];

describe('one line', () => {
  test.each(EVENTS)('the line %j is read as "%s"', (line, event) => {
    expect(toldLine(line)).toEqual([event]);
  });

  test.each(COLUMNS)(
    'the columns that strace %s puts in front of an event are read',
    (_option, columns, seconds) => {
      const [event, ...others] = eventsOfLog([`${columns}setsid() = 12`]);
      expect(others).toEqual([]);
      expect(event && toldEvent(event)).toBe('12 setsid() = 12');
      expect(event?.at).toEqual({ line: 1, seconds });
    },
  );

  test('a call on one line was entered where it returned', () => {
    const [event] = eventsOfLog(['12 1795353508.5 setsid() = 12']);
    expect(event?.kind === 'return' && event.call.entered).toBe(event?.at);
    expect(event?.kind === 'return' && event.call.returned).toBe(event?.at);
  });

  test('a line that ends in a carriage return is read as one that does not', () => {
    expect(toldLog('12 setsid() = 12\r\n12 +++ exited with 0 +++\r\n')).toEqual([
      '1: 12 setsid() = 12',
      '2: 12 exits with 0',
    ]);
  });

  test.each([
    '12 [ Process PID=12 runs in 32 bit mode. ]',
    ' > /usr/lib/libc.so.6(_exit+0x29) [0xd4409]',
    'strace: ptrace(PTRACE_SEIZE, 13): Operation not permitted',
    '',
  ])('the line %j is a remark and no event', (line) => {
    expect(toldLog(`12 getppid() = 1\n${line}\n12 setsid() = 12\n`)).toEqual([
      '1: 12 getppid() = 1',
      '3: 12 setsid() = 12',
    ]);
  });

  test('the table of strace -C behind a log is no event', () => {
    const table =
      '% time     seconds  usecs/call     calls    errors syscall\n------ ------\n100.00  0.0  total\n';
    expect(toldLog(`12 setsid() = 12\n12 +++ exited with 0 +++\n${table}`)).toHaveLength(2);
  });

  test.each([
    ['12 setsid', 'no event of strace has this form'],
    ['12 --- SIGCHLD', 'no event of strace has this form'],
    ['12 +++ exited with x +++', 'no event of strace has this form'],
    ['12 setpgid(13, 0', 'the call has no end on this line'],
    ['12 setpgid(13, 0) = ', 'the call has no end on this line'],
    ['12 setpgid(13, 0) = 0x', 'the call has no end on this line'],
    ['12 write(1, "abc) = 3', 'the call has no end on this line'],
    ['setsid() = 12', 'no number of a thread at its front'],
    ['[pid 12] setsid() = 12', 'no number of a thread at its front'],
    ['4194304 setsid() = 12', 'no number of a thread at its front'],
    ['99999999 setsid() = 12', 'no number of a thread at its front'],
    ['12 +++ superseded by execve in pid 4194304 +++', 'no event of strace has this form'],
    ['some output', 'no number of a thread at its front'],
  ])('the line %j amid a log with numbers is unreadable, and the line after it is read', (line, why) => {
    const [, unreadable, last] = toldLog(`12 getppid() = 1\n${line}\n12 setsid() = 12\n`);
    expect(unreadable).toContain(`2: unreadable: `);
    expect(unreadable).toContain(why);
    expect(last).toBe('3: 12 setsid() = 12');
  });
});

describe('a call on two lines', () => {
  test('the two halves are one call, with the arguments of both', () => {
    const events = eventsOfLog([
      '12 100000001.0 wait4(13,  <unfinished ...>',
      '13 100000001.5 +++ exited with 3 +++',
      '12 100000002.0 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 13',
    ]);
    const [enter, , back] = events;
    expect(events.map(toldEvent).slice(1)).toEqual([
      '13 exits with 3',
      '12 wait4(13 | [{WIFEXITED(s) && WEXITSTATUS(s) == 3}] | 0 | NULL) = 13',
    ]);
    expect(enter?.kind === 'enter' && back?.kind === 'return' && enter.call === back.call).toBe(true);
    expect(back?.kind === 'return' && back.call.entered).toEqual({ line: 1, seconds: 100_000_001 });
    expect(back?.kind === 'return' && back.call.returned).toEqual({ line: 3, seconds: 100_000_002 });
  });

  test('the arguments so far are there as soon as a call is entered', () => {
    const reader = new StraceReader();
    expect(reader.read('12 wait4(13,  <unfinished ...>').map(toldEvent)).toEqual(['12 enters wait4(13)']);
    expect(reader.read('14 setpgid(14, 0 <unfinished ...>').map(toldEvent)).toEqual([
      '14 enters setpgid(14 | 0)',
    ]);
    expect(reader.read('15 vfork( <unfinished ...>').map(toldEvent)).toEqual(['15 enters vfork()']);
  });

  test.each([
    ['setpgid(13, 0 <unfinished ...>', '<... setpgid resumed>) = 0', '12 setpgid(13 | 0) = 0'],
    [
      'clone(flags=SIGCHLD <unfinished ...>',
      '<... clone resumed>, child_tidptr=0x1) = 13',
      '12 clone(flags=SIGCHLD | child_tidptr=0x1) = 13',
    ],
    [
      'wait4(-1,  <unfinished ...>',
      '<... wait4 resumed> [{WIFCONTINUED(s)}], 0, NULL) = 13',
      '12 wait4(-1 | [{WIFCONTINUED(s)}] | 0 | NULL) = 13',
    ],
    ['wait4(-1,  <unfinished ...>', '<... wait4 resumed> <unfinished ...>) = ?', '12 wait4(-1) = ?'],
    [
      'wait4(-1,  <unfinished ...>',
      '<... wait4 resumed>0x7f, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
      '12 wait4(-1 | 0x7f | 0 | NULL) = ?',
    ],
    [
      'execve("a", ["a"], 0x1 /* 3 vars */ <unfinished ...>',
      '<... execve resumed>) = -1 ENOENT (No such file or directory) <0.1>',
      '12 execve("a" | ["a"] | 0x1 /* 3 vars */) = ENOENT',
    ],
  ])('%j and %j are one call', (first, second, call) => {
    expect(toldLog(`12 ${first}\n13 getppid() = 12\n12 ${second}\n`).at(-1)).toBe(`3: ${call}`);
  });

  test('a call that another thread of the process replaces goes on under the number of the first', () => {
    const events = eventsOfLog([
      '12 pause( <unfinished ...>',
      '13 execve("a", ["a"], 0x1 /* 3 vars */ <unfinished ...>',
      '12 +++ superseded by execve in pid 13 +++',
      '12 <... execve resumed>) = 0',
      '12 setsid() = 12',
    ]);
    expect(events.map(toldEvent)).toEqual([
      '12 enters pause()',
      expect.stringMatching(/^13 (?:enters )?execve/),
      '12 is superseded by 13',
      '13 execve("a" | ["a"] | 0x1 /* 3 vars */) = 0',
      '12 setsid() = 12',
    ]);
    const [, enter, , back] = events;
    expect(enter?.kind === 'enter' && back?.kind === 'return' && enter.call === back.call).toBe(true);
  });

  test('the end of a thread ends its pending call, so that a thread of the same number begins anew', () => {
    expect(
      toldLog('12 pause( <unfinished ...>\n12 +++ killed by SIGKILL +++\n12 setsid() = 12\n').at(-1),
    ).toBe('3: 12 setsid() = 12');
  });

  test('a call at which strace ceases to follow is entered, and does not return', () => {
    expect(toldLog('12 wait4(-1,  <detached ...>\n')).toEqual(['1: 12 enters wait4(-1)', '1: detach 12']);
  });

  test('a call that is resumed and was never entered is unreadable, which names the thread and the call', () => {
    expect(toldLog('13 getppid() = 12\n12 <... wait4 resumed>0x7f, 0, NULL) = 13\n')[1]).toBe(
      '2: unreadable: thread 12 resumes wait4, and no line before shows where it entered it: the beginning of the log or a line of it is missing',
    );
  });

  test('a call entered while another has not returned is unreadable, which names both lines, and is read all the same', () => {
    expect(toldLog('12 wait4(-1,  <unfinished ...>\n13 getppid() = 12\n12 setsid() = 12\n').slice(2)).toEqual(
      [
        '3: unreadable: thread 12 entered wait4 on line 1, and enters setsid on line 3 before it has returned: the line that resumes wait4 is missing',
        '3: 12 setsid() = 12',
      ],
    );
  });

  test('a call resumed under another name is unreadable, which names the line where it was entered', () => {
    expect(toldLog('12 wait4(-1,  <unfinished ...>\n12 <... clone resumed>) = 13\n')[1]).toContain(
      '2: unreadable: thread 12 resumes clone, and on line 1 it entered wait4',
    );
  });
});

describe('times', () => {
  test('a time of the day goes on after midnight', () => {
    const seconds = eventsOfLog([
      '12 23:59:59.500000 getppid() = 1',
      '12 00:00:00.250000 getppid() = 1',
      '12 00:00:01.000000 getppid() = 1',
    ]).map(({ at }) => at.seconds);
    expect(seconds).toEqual([86_399.5, 86_400.25, 86_401]);
  });

  test('a time of the day that goes back a little is no midnight', () => {
    const seconds = eventsOfLog(['12 10:00:00.5 getppid() = 1', '13 10:00:00.4 getppid() = 12']);
    expect(seconds.map(({ at }) => at.seconds)).toEqual([36_000.5, 36_000.4]);
  });

  test('the distances between lines are added up', () => {
    const seconds = eventsOfLog([
      '12      0.000000 getppid() = 1',
      '13      0.250000 getppid() = 12',
      '12      1.500000 getppid() = 1',
    ]).map(({ at }) => at.seconds);
    expect(seconds).toEqual([0, 0.25, 1.75]);
  });
});

describe('a log without numbers on each line', () => {
  test('a line without a number is about the one process that there is', () => {
    expect(toldLog(ON_TERMINAL)).toEqual([
      '1: 12 execve("/usr/bin/sh" | ["sh"] | 0x7f /* 3 vars */) = 0',
      '2: 12 getppid() = 5',
      // The object of the call is the same at its entry and at its return.
      '3: 12 enters clone(child_stack=NULL | flags=CLONE_CHILD_SETTID|SIGCHLD | child_tidptr=0x7f7a5c674a10)',
      '3: attach 13',
      '4: 12 clone(child_stack=NULL | flags=CLONE_CHILD_SETTID|SIGCHLD | child_tidptr=0x7f7a5c674a10) = 13',
      '5: 13 setpgid(13 | 13) = 0',
      '6: 12 enters wait4(-1 | [{WIFEXITED(s) && WEXITSTATUS(s) == 3}] | 0 | NULL)',
      '8: 13 exit_group(3) = ?',
      '9: 13 exits with 3',
      '10: 12 wait4(-1 | [{WIFEXITED(s) && WEXITSTATUS(s) == 3}] | 0 | NULL) = 13',
      '11: 12 gets SIGCHLD',
      '12: 12 exit_group(0) = ?',
      '13: 12 exits with 0',
    ]);
  });

  test('a line without a number is about the child once its parent is gone', () => {
    const log = `clone(flags=SIGCHLD) = 13
strace: Process 13 attached
[pid 12] exit_group(0) = ?
[pid 12] +++ exited with 0 +++
setsid() = 13
+++ exited with 0 +++
`;
    expect(toldLog(log).slice(-2)).toEqual(['5: 13 setsid() = 13', '6: 13 exits with 0']);
  });

  test('the number of the first process is learnt behind those of its children', () => {
    const log = `clone(flags=SIGCHLD) = 13
clone(flags=SIGCHLD) = 14
wait4(-1,  <unfinished ...>
[pid 13] setpgid(13, 13) = 0
[pid 14] setpgid(14, 14) = 0
[pid 14] +++ exited with 0 +++
[pid 12] <... wait4 resumed>NULL, 0, NULL) = 14
`;
    expect(toldLog(log)[0]).toBe('1: 12 clone(flags=SIGCHLD) = 13');
    expect(toldLog(log).at(-1)).toBe('7: 12 wait4(-1 | NULL | 0 | NULL) = 14');
  });

  test('the number of the first process is learnt although its children show themselves before it knows of them', () => {
    const log = `clone(flags=SIGCHLD <unfinished ...>
[pid 13] setpgid(13, 13 <unfinished ...>
[pid 12] <... clone resumed>) = 13
[pid 13] <... setpgid resumed>) = 0
`;
    expect(toldLog(log).map((line) => line.slice(0, 5))).toEqual(['1: 12', '2: 13', '3: 12', '4: 13']);
  });

  test.each(['getpid() = 12', 'setsid() = 12', 'gettid() = 12', "setsid() = 1 /* 12 in strace's PID NS */"])(
    'the number of the only process is learnt from %s',
    (line) => {
      expect(toldLog(`getppid() = 5\n${line}\n`)[0]).toBe('1: 12 getppid() = 5');
    },
  );

  test('a process whose number is never told gets one that no process can have', () => {
    expect(toldLog('getppid() = 5\n+++ exited with 0 +++\n')).toEqual([
      '1: 4194304 getppid() = 5',
      '2: 4194304 exits with 0',
    ]);
  });

  test('the events of a long log whose first process has no number are told before its end', () => {
    const reader = new StraceReader();
    const told = Array.from({ length: 10_001 }, () => reader.read('getppid() = 5').length);
    expect(told.indexOf(10_000)).toBe(9_999);
    expect(told.at(-1)).toBe(1);
    expect(reader.read('getpid() = 12').map(toldEvent)).toEqual(['4194304 getpid() = 12']);
  });

  test('a process that strace is attached to is the first', () => {
    expect(
      toldLog('strace: Process 12 attached\nwait4(-1, strace: Process 12 detached\n <detached ...>\n'),
    ).toEqual(['1: attach 12', '2: 12 enters wait4(-1)', '2: detach 12']);
  });

  test('the messages of an old strace are understood', () => {
    expect(
      toldLog(
        'clone(flags=SIGCHLD) = 13\nProcess 13 attached (waiting for parent)\n[pid 12] getppid() = 5\n',
      ),
    ).toEqual(['1: 12 clone(flags=SIGCHLD) = 13', '2: attach 13', '3: 12 getppid() = 5']);
  });

  test.each([
    ['-tt', '10:11:12.250000 '],
    ['-ttt', '1795353508.361227 '],
    ['-r', '     0.000123 '],
    ['-n', '[ 112] '],
    ['-i', '[00007f4bf43254f7] '],
  ])('the columns that strace %s puts in front are read where there is no number', (_option, columns) => {
    expect(toldLog(`${columns}setsid() = 12\n[pid 13] ${columns}+++ exited with 0 +++\n`)).toEqual([
      '1: 12 setsid() = 12',
      '2: 13 exits with 0',
    ]);
  });
});

describe("the program's own output", () => {
  const lines = (text: string): readonly string[] =>
    toldLog(`setsid() = 12\n${text}\ngetppid() = 5\n`).slice(1, -1);

  test.each([
    'hello',
    '',
    '13 bottles',
    'f(x',
    '--- hello ---',
    '+++ a +++',
    '$ echo = 5',
    '{"a":1}',
    'a <unfinished ...>',
  ])('the line %j amid a log without numbers is taken for output, and counted', (line) => {
    expect(lines(line)).toEqual([]);
    const reader = new StraceReader();
    eventsOfLog(['setsid() = 12', line, 'getppid() = 5'], reader);
    expect(reader.form.foreign).toEqual({ lines: 1, first: 2 });
  });

  test('a line that bears a number is never taken for output', () => {
    expect(lines('[pid 13] hello')).toEqual(['2: unreadable: no event of strace has this form']);
  });

  test('a line without a time is taken for output in a log with times', () => {
    expect(toldLog('10:11:12 setsid() = 12\nf(1) = 2\n10:11:13 getppid() = 5\n')).toHaveLength(2);
  });

  test('an event behind output that has no end of line is found', () => {
    expect(lines('hello[pid 13] exit_group(0) = ?')).toEqual(['2: 13 exit_group(0) = ?']);
    expect(toldLog('setsid() = 12\nhello+++ exited with 3 +++\n')[1]).toBe('2: 12 exits with 3');
    expect(toldLog('10:11:12 setsid() = 12\nhello10:11:13 --- SIGHUP {si_signo=SIGHUP} ---\n')[1]).toBe(
      '2: 12 gets SIGHUP',
    );
  });

  test('the arguments of a call that waits are known although the program prints amid it', () => {
    const log = `[pid 12] wait4(-1, hello, (world
and "more
[{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 13
[pid 12] wait4(-1, partial <unfinished ...>
[pid 13] getppid() = 12
[pid 12] <... wait4 resumed>NULL, 0, NULL) = 14
`;
    expect(toldLog(log).filter((line) => line.includes(' = 1'))).toEqual([
      '3: 12 wait4(-1 | [{WIFEXITED(s) && WEXITSTATUS(s) == 3}] | 0 | NULL) = 13',
      '5: 13 getppid() = 12',
      '6: 12 wait4(-1 | NULL | 0 | NULL) = 14',
    ]);
  });

  test('a fork is known although the program prints amid it', () => {
    expect(
      toldLog(
        '[pid 12] clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLDhello\n, child_tidptr=0x1) = 13\n',
      ).at(-1),
    ).toBe('2: 12 clone(child_stack=NULL | flags=CLONE_CHILD_SETTID|SIGCHLD | child_tidptr=0x1) = 13');
  });

  test.each([
    [
      'clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLDhello, child_tidptr=0x1) = 13',
      'clone(child_stack=NULL | flags=CLONE_CHILD_SETTID|SIGCHLD | child_tidptr=0x1) = 13',
    ],
    [
      'wait4(-1, hello, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 13',
      'wait4(-1 | [{WIFEXITED(s) && WEXITSTATUS(s) == 0}] | 0 | NULL) = 13',
    ],
    ['wait4(-1, helloNULL, 0, NULL) = 13', 'wait4(-1 | NULL | 0 | NULL) = 13'],
    [
      'waitid(P_ALL, 0, hello{si_pid=13}, WEXITED, NULL) = 0',
      'waitid(P_ALL | 0 | {si_pid=13} | WEXITED | NULL) = 0',
    ],
    ['setsid(hello) = 12', 'setsid() = 12'],
  ])('the arguments of %j are told from the output that stands amid them', (line, call) => {
    expect(toldLog(`[pid 12] ${line}\n`)).toEqual([`1: 12 ${call}`]);
  });

  test.each([
    'setpgid(13, 13hello) = 0',
    'kill(13, SIGTERMhello) = 0',
    'exit_group(0hello) = ?',
    'wait4(-1, hello, 0, NULL) = 13',
  ])('the arguments of %j cannot be told from output, so that it is unreadable', (line) => {
    expect(toldLog(`[pid 12] ${line}\n`)[0]).toContain(
      '1: unreadable: output of the program stands amid this call',
    );
  });

  test.each([
    'setpgid(13<sh>, 0) = 0',
    "kill(-2 /* 13 in strace's PID NS */, SIGRT_1) = 0",
    'prctl(PR_SET_CHILD_SUBREAPER, 1) = 0',
    'prctl(PR_GET_CHILD_SUBREAPER, [1]) = 0',
    'wait4(-1, 0x7f, WNOHANG, NULL) = 0',
    'wait4(-1,  <unfinished ...>) = ?',
  ])('the call %j has no output amid it', (line) => {
    expect(toldLog(`[pid 12] ${line}\n`)).toEqual(toldLog(`12 ${line}\n`));
  });

  test('another call that the program prints amid is unreadable, with the cure', () => {
    const log = `[pid 12] setpgid(13, 13 files
 <unfinished ...>
[pid 13] getppid() = 12
[pid 12] <... setpgid resumed>) = 0
`;
    const [first, , last] = toldLog(log);
    expect(first).toContain('1: unreadable: output of the program stands amid this call');
    expect(first).toContain('strace -o FILE');
    expect(last).toContain('4: unreadable: setpgid was entered on line 1 amid output of the program');
  });

  test('a call that never goes on is unreadable', () => {
    expect(toldLog('[pid 12] setpgid(13, 1\n[pid 12] getppid() = 5\n')[0]).toBe(
      '1: unreadable: the call on this line does not end',
    );
  });

  test('a line that could be of several processes is unreadable, with the cure, where the log hides who is gone', () => {
    const log = `clone(flags=SIGCHLD) = 13
[pid 13] getppid() = 12
[pid 12] getppid() = 5
setsid() = 13
`;
    expect(toldLog(log).at(-1)).toContain('4: unreadable: strace follows several processes there');
    expect(toldLog(log).at(-1)).toContain('strace -f -o FILE');
    // Here it does not hide it, and would write a number.
    expect(toldLog(log.replace('setsid', '[pid 14] +++ exited with 0 +++\nsetsid'))).toHaveLength(4);
  });

  test('a line behind the end of every process is unreadable, and says so', () => {
    expect(toldLog('getpid() = 12\n+++ exited with 0 +++\n+++ exited with 0 +++\n').at(-1)).toContain(
      '3: unreadable: every process that the log shows has ended before',
    );
  });

  test('a process that has asked for its end is not counted where the log hides ends', () => {
    const log = `clone(flags=SIGCHLD) = 13
[pid 13] getppid() = 12
[pid 12] wait4(-1,  <unfinished ...>
[pid 13] exit_group(0) = ?
<... wait4 resumed>NULL, 0, NULL) = 13
`;
    expect(toldLog(log).at(-1)).toBe('5: 12 wait4(-1 | NULL | 0 | NULL) = 13');
  });
});

describe('remarks on the form', () => {
  const remarks = (text: string): readonly string[] => {
    const reader = new StraceReader();
    eventsOfLog(text.split('\n'), reader);
    return remarksOnForm(reader.form);
  };

  test('a log of one process that makes others asks for -f or strace-log-merge', () => {
    expect(remarks('getpid() = 12\nclone(flags=SIGCHLD) = 13\n')).toEqual([
      'the log shows one process, and not the 1 child that it made: record with strace -f -o FILE, or join the files of strace -ff -o NAME with strace-log-merge NAME',
    ]);
  });

  test('output of the program asks for -o', () => {
    expect(remarks('getpid() = 12\nhello\nworld\ngetppid() = 5\n')).toEqual([
      '2 lines, the first of them line 2, are taken for output of the program: record with strace -o FILE, which keeps the two apart',
    ]);
  });

  test('a log that hides ends asks for one without -qq', () => {
    const log =
      '12 wait4(-1,  <unfinished ...>\n13 exit_group(0) = ?\n12 <... wait4 resumed>NULL, 0, NULL) = 13\n';
    expect(remarks(log)).toEqual([expect.stringContaining('record without -qq')]);
    expect(remarks(`${log}13 +++ exited with 0 +++\n`)).toEqual([]);
  });

  test('a log with numbers on each line, or of one process without children, needs no remark', () => {
    expect(remarks('12 clone(flags=SIGCHLD) = 13\n')).toEqual([]);
    expect(remarks('getpid() = 12\n')).toEqual([]);
    expect(remarks('clone(flags=SIGCHLD) = 13\n[pid 13] getppid() = 12\n[pid 12] getppid() = 5\n')).toEqual(
      [],
    );
  });
});

describe('a log that is cut off', () => {
  test.each(['setsid() = 12', '<... wait4 resumed>NULL, 0, NULL) = 13', '+++ exited with 0 +++'])(
    'a log with numbers that begins with the rest of a line, %j, is read as one with numbers',
    (rest) => {
      const [first, ...others] = toldLog(`${rest}\n12 getppid() = 5\n13 getppid() = 12\n`);
      expect(first).toContain('1: unreadable: the line has no number of a thread at its front');
      expect(others).toEqual(['2: 12 getppid() = 5', '3: 13 getppid() = 12']);
    },
  );

  test.each([
    '12 setpgid(13, 0',
    '12 setpgid(13, 0) =',
    '12 --- SIGCHLD {si_signo=S',
    '12 +++ exited wi',
    '12 17953535',
    '1',
  ])('a log whose last line is %j says that it is cut off there', (line) => {
    expect(toldLog(`12 getppid() = 5\n${line}`).slice(1)).toEqual([
      '2: unreadable: the log is cut off there: its last line is not all of a line',
    ]);
  });

  test('a log without numbers says that it is cut off where a call does not end', () => {
    expect(toldLog('getpid() = 12\nsetpgid(13, 1').slice(1)).toEqual([
      '2: unreadable: the log is cut off there: the call on this line does not end',
    ]);
  });

  const cut = (text: string): string | undefined =>
    eventsOfLog(['12 getppid() = 5', { text, why: 'it has no end', mayBeWhole: true }])
      .map(toldEvent)
      .at(-1);

  test.each(['12 setsid() = 1', '12 setsid() = 12', '12 exit_group(0) = ?'])(
    'the last line %j without an end may lack some of its result, and is unreadable',
    (line) => {
      expect(cut(line)).toBe('unreadable: it has no end');
    },
  );

  test.each([
    ['12 +++ exited with 0 +++', '12 exits with 0'],
    ['12 --- stopped by SIGTSTP ---', '12 stops by SIGTSTP'],
    ['12 setsid() = -1 EPERM (Operation not permitted)', '12 setsid() = EPERM'],
    ['12 pause( <unfinished ...>', '12 enters pause()'],
  ])('the last line %j without an end can lack nothing, and is read', (line, event) => {
    expect(cut(line)).toBe(event);
  });

  test('a line that is damaged is told with its own reason, whatever its text is', () => {
    const damaged = { text: '12 setsid() = 12', why: 'the line is too long', mayBeWhole: false };
    expect(eventsOfLog(['12 getppid() = 5', damaged, '12 getppid() = 5']).map(toldEvent)[1]).toBe(
      'unreadable: the line is too long',
    );
  });

  test('a call that is pending at the end is no trouble', () => {
    expect(toldLog('12 wait4(-1,  <unfinished ...>\n')).toEqual(['1: 12 enters wait4(-1)']);
  });
});

describe('the reader as a whole', () => {
  test('a log without a single event is unreadable line by line', () => {
    expect(toldLog('hello\nworld\n').map((line) => line.slice(0, 14))).toEqual([
      '1: unreadable:',
      '2: unreadable:',
    ]);
  });

  test('an empty log has no events', () => {
    expect(toldLog('')).toEqual([]);
  });

  test('the events are the same where the lines come one by one', async () => {
    async function* lines(): AsyncGenerator<string> {
      yield* ON_TERMINAL.trimEnd().split('\n');
    }
    const told: string[] = [];
    for await (const event of straceEvents(lines())) told.push(`${event.at.line}: ${toldEvent(event)}`);
    expect(told.length).toBe(toldLog(ON_TERMINAL).length);
    expect(told.at(-1)).toBe('13: 12 exits with 0');
  });
});
