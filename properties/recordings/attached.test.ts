// Goal: a recording that began in the middle is explained by what was there before, as far as its lines show it.
// Method: logs of a few lines that begin with a process which forks, so that it was there; each beside one that nothing explains.
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { eventsOfLog } from '../support/told-events.ts';
import { explanationOfLines, wrongIn } from '../support/twin-logs.ts';

const ENDED = '[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]';
/** A shell that forks shows first. */
const SHELL = '100 clone(child_stack=NULL, flags=SIGCHLD) = 200';

/** The unexplained lines. */
async function unexplained(...lines: readonly string[]): Promise<readonly string[]> {
  const found = await explain(eventsOfLog(lines), { hiding: () => 'nothing' });
  return found.unexplained.map(({ line, sentence }) => `${line}: ${sentence}`);
}

describe('a recording that begins in the middle', () => {
  test('a process that shows with its end and is then waited for was a child of whoever waits for it', async () => {
    const log = [SHELL, '101 +++ exited with 0 +++'];
    expect(await unexplained(...log, `100 wait4(-1, ${ENDED}, 0, NULL) = 101`)).toEqual([]);
    expect(await unexplained(...log, `200 wait4(-1, ${ENDED}, 0, NULL) = 101`)).toHaveLength(1);
    const twice = [`100 wait4(-1, ${ENDED}, 0, NULL) = 101`, `100 wait4(-1, ${ENDED}, 0, NULL) = 101`];
    expect(await unexplained(...log, ...twice)).toEqual([
      '4: 100 waitpid -1 cannot tell of process 101: it is gone',
    ]);
  });

  test('a process may have children from before of whom no line is, and one that the recording has made may not', async () => {
    const wait = (pid: number): string => `${pid} wait4(-1, NULL, WNOHANG, NULL) = 0`;
    expect(await unexplained('100 getppid() = 99', wait(100))).toEqual([]);
    expect(await unexplained(SHELL, wait(200))).toHaveLength(1);
    expect(await unexplained(SHELL, '200 +++ exited with 0 +++', wait(100))).toHaveLength(1);
  });

  test('a process that was there may lead its group, which a signal to the group shows', async () => {
    const log = [SHELL, '101 getppid() = 100'];
    expect(await unexplained(...log, '100 kill(-101, SIGTERM) = 0')).toEqual([]);
    expect(await unexplained(...log, '100 kill(-200, SIGTERM) = 0')).toHaveLength(1);
  });
});

const EXITED = (pid: number): string => `${pid} +++ exited with 0 +++`;

describe('the numbers and children from before a recording', () => {
  test.each([
    [
      'a child that no line has shown may be moved',
      '100 setpgid(101, 101) = 0',
      '101 getpgid(0) = 101',
      '101 getpgid(0) = 100',
    ],
    [
      'a child that no line has shown may have ended',
      '100 setpgid(101, 101) = 0',
      '100 wait4(101, NULL, 0, NULL) = 101\n100 getpgid(101) = -1 ESRCH (No such process)',
      '200 setpgid(300, 300) = 0',
    ],
    [
      'a group is joined that no line has shown',
      '100 setpgid(0, 0) = 0',
      '100 setpgid(0, 90) = 0\n100 getpgid(0) = 90',
      '100 getpgid(0) = 91',
    ],
    [
      'a group may live on whose leader was there and has ended',
      EXITED(101),
      '100 kill(-101, SIGTERM) = 0',
      '100 kill(-200, SIGTERM) = 0',
    ],
    [
      'a process may lead a group that it has left',
      '100 setpgid(0, 90) = 0',
      '100 setsid() = -1 EPERM (Operation not permitted)',
      '100 setsid() = 101',
    ],
    [
      'an orphan is adopted by a process that was there',
      `200 clone(flags=SIGCHLD) = 201\n${EXITED(200)}\n201 getppid() = 1`,
      '201 getppid() = 100',
      '201 getppid() = 200',
    ],
    [
      'a wait for clones tells of a child that was there',
      '101 getppid() = 100',
      `${EXITED(101)}\n100 wait4(101, NULL, __WCLONE, NULL) = 101`,
      `${EXITED(200)}\n100 wait4(200, NULL, __WCLONE, NULL) = 200`,
    ],
    [
      'a child is waited for in a group that nobody knows',
      '101 getppid() = 100',
      `${EXITED(101)}\n100 wait4(0, NULL, 0, NULL) = 101`,
      `200 setpgid(0, 0) = 0\n${EXITED(200)}\n100 wait4(0, NULL, 0, NULL) = 200`,
    ],
  ])('%s, and no more than that', async (_, before, right, wrong) => {
    const log = [SHELL, ...before.split('\n')].filter((line) => line !== '');
    expect(wrongIn(await explanationOfLines([...log, ...right.split('\n')]))).toBe('pass');
    expect((await explanationOfLines([...log, ...wrong.split('\n')])).verdict).toBe('fail');
  });

  test('a process that was there may ignore SIGCHLD until it sets a disposition', async () => {
    const log = [SHELL, EXITED(200), '100 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)'];
    const signal = '100 --- SIGCHLD {si_signo=SIGCHLD} ---';
    const handles = '100 rt_sigaction(SIGCHLD, {sa_handler=0x1, sa_mask=[], sa_flags=0}, NULL, 8) = 0';
    expect(wrongIn(await explanationOfLines([...log, handles, signal]))).toBe('pass');
    expect(wrongIn(await explanationOfLines([...log, signal]))).toBe('fail 3');
  });

  test('a process that was there may be in a pid namespace, which a number of there shows', async () => {
    const log = [
      "20 getpgrp() = 2 /* 20 in strace's PID NS */",
      "20 clone(flags=SIGCHLD) = 3 /* 21 in strace's PID NS */",
    ];
    expect(wrongIn(await explanationOfLines([...log, '21 getppid() = 2', '21 setsid() = 3']))).toBe('pass');
    expect(wrongIn(await explanationOfLines([...log, '21 getppid() = 4', '21 setsid() = 2']))).toBe(
      'fail 1, 3, 4',
    );
    const told = [
      EXITED(21),
      `20 wait4(-1, ${ENDED}, 0, NULL) = 3`,
      '20 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)',
    ];
    const signal = '20 --- SIGCHLD {si_signo=SIGCHLD} ---';
    expect(wrongIn(await explanationOfLines([...log, ...told, signal]))).toBe('pass');
    expect(wrongIn(await explanationOfLines([...log, EXITED(21), ...told.slice(2), signal]))).toBe('fail 4');
  });

  test('a child that sees its parent as 0 may be in a pid namespace of its own, if its parent was there', async () => {
    const log = [
      '10 clone(flags=SIGCHLD) = 20',
      '20 getppid() = 0',
      "20 clone(flags=SIGCHLD) = 2 /* 21 in strace's PID NS */",
    ];
    expect(wrongIn(await explanationOfLines([...log, '21 getppid() = 1', '21 setsid() = 2']))).toBe('pass');
    expect(wrongIn(await explanationOfLines([...log, '21 getppid() = 3', '21 setsid() = 2']))).toBe('fail 4');
    expect(
      wrongIn(await explanationOfLines(['9 execve("a", [], []) = 0', '9 clone(flags=SIGCHLD) = 10', ...log])),
    ).toContain('fail 4');
  });
});

describe('a log whose head is missing', () => {
  const TOLD = `100 <... wait4 resumed>${ENDED}, 0, NULL) = 101`;

  test('a call that no line shows entered is unreadable, and its result is followed', async () => {
    expect(wrongIn(await explanationOfLines([EXITED(101), TOLD]))).toBe('inconclusive unreadable 2');
    const again = `100 wait4(-1, ${ENDED}, 0, NULL) = 101`;
    expect(wrongIn(await explanationOfLines([EXITED(101), TOLD, again]))).toBe('fail 3, unreadable 2');
  });

  test('a child may have come some way that a call has made which no line shows entered', async () => {
    const log = ['101 getpgid(0) = 101', '100 <... clone resumed>, child_tidptr=0x1) = 101'];
    expect(wrongIn(await explanationOfLines(log))).toBe('inconclusive unreadable 2');
    expect(wrongIn(await explanationOfLines(log.toReversed()))).toBe('inconclusive unreadable 1');
    const made = ['100 clone(flags=SIGCHLD) = 101', '101 getpgid(0) = 101'];
    expect(wrongIn(await explanationOfLines(made))).toBe('fail 2');
    const gone = [...log, EXITED(101), `100 wait4(-1, ${ENDED}, 0, NULL) = 101`];
    expect(wrongIn(await explanationOfLines(gone))).toBe('inconclusive unreadable 2');
    expect(wrongIn(await explanationOfLines([...gone, '100 kill(101, 0) = 0']))).toBe('fail 5, unreadable 2');
  });

  test('a log that begins with the execution of a program begins in the middle if another process is told of the first one, or goes on with a call', async () => {
    const log = ['10 execve("a", [], []) = 0', EXITED(10)];
    const told = `20 wait4(-1, ${ENDED}, 0, NULL) = 10`;
    expect(wrongIn(await explanationOfLines([...log, told]))).toBe('pass');
    expect(wrongIn(await explanationOfLines([...log, '20 <... setsid resumed>) = 20']))).toBe(
      'inconclusive unreadable 3',
    );
    const made = ['10 execve("a", [], []) = 0', '10 clone(flags=SIGCHLD) = 20', told];
    expect(wrongIn(await explanationOfLines(made))).toBe('fail 3');
  });

  test('a process that no call has made is named, and is explained from there on as one that was there', async () => {
    const log = ['10 execve("a", [], []) = 0', '20 getppid() = 10', EXITED(20)];
    const { verdict, inconclusive, unreadable } = await explanationOfLines([
      ...log,
      `10 wait4(-1, ${ENDED}, 0, NULL) = 20`,
    ]);
    expect(verdict).toBe('inconclusive');
    expect(inconclusive).toBe('a line could not be read');
    expect(unreadable).toEqual([
      {
        line: 2,
        why: 'process 20 shows here, and no call has made it: lines before this one are missing, the log begins in the middle, or it hides the call (record with -e trace=%process)',
      },
    ]);
    expect(wrongIn(await explanationOfLines([...log, '20 getppid() = 10', '10 getpgid(30) = 30']))).toContain(
      'inconclusive',
    );
  });
});
