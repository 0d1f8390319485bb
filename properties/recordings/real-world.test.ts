// Goal: the facts about Linux and strace that recordings of real programs have shown are explained, and nothing else that looks like them.
// Method: small logs, cut out of such recordings; beside each a log in which one thing is wrong, which must be told.
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import { snapshotsIn } from '../../src/engines/recordings/ps-snapshots.ts';
import { eventsOfLog } from '../support/told-events.ts';

async function explanationOf(log: string | readonly string[], ps = ''): Promise<Explanation> {
  const lines = typeof log === 'string' ? log.trim().split('\n') : log;
  const snapshots = snapshotsIn(ps);
  if ('problem' in snapshots) throw new Error(snapshots.problem);
  return await explain(eventsOfLog(lines), { snapshots, hiding: () => 'nothing' });
}

/** The verdict, and the lines and rows that are not explained. */
async function verdictOf(log: string | readonly string[], ps = ''): Promise<string> {
  const { verdict, unexplained, unexplainedRows, unreadable } = await explanationOf(log, ps);
  const wrong = [...unexplained.map(({ line }) => line), ...unexplainedRows.map(({ line }) => `row ${line}`)];
  return [verdict, ...wrong, ...unreadable.map(({ line }) => `unreadable ${line}`)].join(' ');
}

describe('zombies that are somebody’s outside of the recording', () => {
  /** The parent of 100 forks a sibling of it (CLONE_PARENT), which ends; its own parent, outside, waits for nobody. */
  const orphaned = (answer: string): readonly string[] => [
    '100 1790000001.000001 execve("a", [...], [...]) = 0',
    '100 1790000001.000002 clone(child_stack=NULL, flags=CLONE_PARENT|SIGCHLD) = 101',
    '101 1790000001.000003 +++ exited with 0 +++',
    ...Array.from({ length: 9000 }, () => '100 1790000001.000004 getppid() = 99'),
    `100 1790000002.000005 getpgid(101) = ${answer}`,
    '100 1790000003.000006 exit_group(0) = ?',
    '100 1790000003.000007 +++ exited with 0 +++',
  ];

  test('a zombie whose parent is outside may be there thousands of lines later, and may be gone', async () => {
    expect(await verdictOf(orphaned('100'))).toBe('pass');
    expect(await verdictOf(orphaned('-1 ESRCH (No such process)'))).toBe('pass');
  });

  test('a snapshot may show such a zombie thousands of lines later, in its group', async () => {
    const rows =
      '# snapshot 0 label=late t0=1790000002.5 t1=1790000002.6\nPID PPID PGID SID STAT\n100 99 50 40 S\n101 99 50 40 Z\n';
    expect(await verdictOf(orphaned('50'), rows)).toBe('pass');
  });

  test('a snapshot that shows a child of a process as its sibling’s is told, and not followed', async () => {
    const rows =
      '# snapshot 0 label=late t0=1790000002.5 t1=1790000002.6\nPID PPID PGID SID STAT\n100 99 50 40 S\n101 100 50 40 Z\n';
    expect(await verdictOf(orphaned('50'), rows)).toBe('fail row 4');
  });
});

describe('processes that are killed inside of a call', () => {
  const fork = 'clone(child_stack=NULL, flags=SIGCHLD';

  test('strace shows the result of another call where a process was killed as its own returned, which proves nothing', async () => {
    const log = (next: string): string => `
100 execve("a", [...], [...]) = 0
100 getsid(0) = 40
100 ${fork}) = 101
101 getsid(100 <unfinished ...>
100 setpgid(0, 0 <unfinished ...>
101 <... getsid resumed>) = 109
100 <... setpgid resumed>) = 0
101 ${next}
101 +++ killed by SIGKILL +++
100 wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = 101
100 exit_group(0) = ?
100 +++ exited with 0 +++`;
    const killedLater = log('getsid(100) = 40');
    expect(await verdictOf(killedLater)).toBe('fail 2 6');
    const killed = await explanationOf(killedLater.replace('101 getsid(100) = 40\n', ''));
    expect(killed.verdict).toBe('pass');
    expect(killed.counts.open).toBe(1);
    expect(killed.openQuestions.map(({ line }) => line)).toEqual([6]);
  });

  test('a child shows whose maker was killed before its call could return, and is taken for the child of such a call', async () => {
    const log = `
100 execve("a", [...], [...]) = 0
100 ${fork}) = 101
101 setpgid(0, 0) = 0
101 ${fork}) = 102
102 ${fork} <unfinished ...>
101 ${fork} <unfinished ...>
102 +++ killed by SIGKILL +++
101 <... clone resumed> <unfinished ...>) = ?
101 +++ killed by SIGKILL +++
104 getpgid(0) = 101
103 +++ killed by SIGKILL +++
104 getsid(0) = 40
104 +++ killed by SIGKILL +++
100 wait4(-1, NULL, 0, NULL) = 101
100 exit_group(0) = ?
100 +++ exited with 0 +++`;
    expect(await verdictOf(log)).toBe('pass');
    expect(await verdictOf(log.replace('getpgid(0) = 101', 'getpgid(0) = 100'))).toBe('fail 10');
    const one = log.replace(`102 ${fork} <unf`, '102 kill(0, SIGKILL <unf');
    expect(await verdictOf(one.replaceAll(/^104 .*\n/gm, ''))).toBe('pass');
    expect(await verdictOf(one)).toBe('inconclusive unreadable 11');
  });

  test('a child is another call’s where strace shows a number for a call whose caller was killed', async () => {
    const log = `
100 execve("a", [...], [...]) = 0
100 ${fork}) = 101
100 ${fork}) = 102
101 ${fork} <unfinished ...>
101 <... clone resumed>, child_tidptr=0x1) = 102
101 +++ killed by SIGKILL +++
103 +++ killed by SIGKILL +++
102 exit_group(0) = ?
102 +++ exited with 0 +++
100 wait4(-1, NULL, 0, NULL) = 101
100 exit_group(0) = ?
100 +++ exited with 0 +++`;
    expect(await verdictOf(log)).toBe('pass');
    expect(await verdictOf(log.replace('101 +++', '101 getppid() = 100\n101 +++'))).not.toBe('pass');
  });
});

describe('what strace puts behind the number of a file', () => {
  test('a device and a deleted file are told apart from what follows them (-yy)', async () => {
    const log = `
100 execve("a", [...], [...]) = 0
100 openat(AT_FDCWD</tmp>, "/dev/null", O_RDONLY) = 3</dev/null<char 1:3>>
100 dup2(3</dev/null<char 1:3>>, 0</dev/null<char 1:3>>) = 0</dev/null<char 1:3>>
100 open_tree(AT_FDCWD, "a", 0) = 4</tmp/a>(deleted)
100 write(4</tmp/a>(deleted), "<", 1) = 1
100 connect(5<TCP:[127.0.0.1:1->127.0.0.1:2]>, {sa_family=AF_UNSPEC}, 16) = 0
100 getsid(0) = 40
100 exit_group(0) = ?
100 +++ exited with 0 +++`;
    expect(await verdictOf(log)).toBe('pass');
    expect(await verdictOf(log.replace('1:3>>\n', '1:3>\n'))).toBe('inconclusive unreadable 2');
  });
});

describe('pid namespaces', () => {
  const fork = 'clone(child_stack=NULL, flags=SIGCHLD';
  const inNamespace = (number: number, outside: number): string =>
    `${number} /* ${outside} in strace's PID NS */`;

  test('a process in two namespaces has a number in each of them', async () => {
    const log = `
10 execve("unshare", [...], [...]) = 0
10 unshare(CLONE_NEWPID) = 0
10 ${fork}) = 11
11 unshare(CLONE_NEWPID) = 0
11 ${fork}) = ${inNamespace(2, 12)}
12 getppid() = 0
12 ${fork}) = ${inNamespace(2, 13)}
13 getppid() = ${inNamespace(1, 12)}
13 +++ exited with 0 +++
12 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
12 +++ exited with 0 +++
11 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
11 +++ exited with 0 +++
10 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 11
10 +++ exited with 0 +++`;
    expect(await verdictOf(log)).toBe('pass');
    const other = log.replace(
      '11 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2',
      '11 getppid() = 1',
    );
    expect(await verdictOf(other)).toBe('fail 12');
  });

  test('the end of a namespace’s process 1 frees all zombies that are in it', async () => {
    const log = `
10 execve("tini", [...], [...]) = 0
10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
10 clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = 11
11 ${fork}) = ${inNamespace(2, 12)}
11 exit_group(0) = ?
12 +++ killed by SIGKILL +++
11 +++ exited with 0 +++
10 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 11
10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)
10 +++ exited with 0 +++`;
    expect(await verdictOf(log)).toBe('pass');
    expect(await verdictOf(log.replace('CLONE_NEWPID|', ''))).toBe('fail 9');
  });

  test('the orphans of a namespace pass to its process 1, though it is no ancestor of theirs', async () => {
    const log = `
10 execve("a", [...], [...]) = 0
10 getppid() = 9
10 unshare(CLONE_NEWPID) = 0
10 ${fork}) = 11
10 ${fork}) = 12
12 ${fork}) = ${inNamespace(3, 13)}
12 +++ exited with 0 +++
13 getppid() = ${inNamespace(1, 11)}
13 +++ exited with 0 +++
11 wait4(-1, NULL, 0, NULL) = 3
11 +++ exited with 0 +++
10 wait4(-1, NULL, 0, NULL) = 12
10 +++ exited with 0 +++`;
    expect(await verdictOf(log)).toBe('pass');
    expect(
      await verdictOf(
        log.replace('10 unshare(CLONE_NEWPID) = 0\n', '').replaceAll(/\d+ \/\* (\d+) .*?\*\//g, '$1'),
      ),
    ).toMatch(/^fail 7 9\b/);
  });

  test('children are found where only their numbers inside are told, also those that show before the call returns', async () => {
    const log = `
10 execve("unshare", [...], [...]) = 0
10 unshare(CLONE_NEWPID) = 0
10 ${fork}) = 11
11 ${fork}) = 2
11 wait4(-1, 0x1, WNOHANG, NULL) = 0
11 vfork( <unfinished ...>
13 execve("b", [...], [...]) = 0
11 <... vfork resumed>) = 3
13 setpgid(0, 0) = 0
12 getpgid(3) = 3
12 +++ exited with 7 +++
13 getsid(2) = 0
13 +++ exited with 0 +++
11 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 7}], 0, NULL) = 2
11 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 3
11 +++ exited with 0 +++
10 +++ exited with 0 +++`;
    expect(await verdictOf(log)).toBe('pass');
    expect(await verdictOf(log.replace('12 getpgid(3) = 3', '12 getpgid(3) = 2'))).toBe('fail 10');
    expect(await verdictOf(log.replace('WEXITSTATUS(s) == 7', 'WEXITSTATUS(s) == 6'))).toBe('fail 14');
  });

  test('a process may enter a namespace, one of the recording, one outside of it, or its own', async () => {
    const log = (number: string): string => `
10 execve("nsenter", [...], [...]) = 0
10 setns(3, CLONE_NEWPID) = 0
10 ${fork}) = 12
12 getppid() = ${number}
12 ${fork}) = 13
12 wait4(-1, 0x1, WNOHANG, NULL) = 0
13 +++ exited with 0 +++
12 wait4(-1, NULL, 0, NULL) = 13
12 +++ exited with 0 +++
10 wait4(-1, NULL, 0, NULL) = 12
10 +++ exited with 0 +++`;
    expect(await verdictOf(log('10'))).toBe('pass');
    const outside = log('0').replace(') = 13\n', `) = 7\n`).replace(', NULL) = 13', ', NULL) = 7');
    expect(await verdictOf(outside)).toBe('pass');
    expect(await verdictOf(outside.replace(', NULL) = 7', ', NULL) = 8'))).toBe('fail 8');
    const inside = log('0')
      .replace('10 setns', `10 clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = 11\n10 setns`)
      .replaceAll('= 13', `= ${inNamespace(3, 13)}`);
    expect(await verdictOf(`${inside}\n11 +++ exited with 0 +++`)).toBe('pass');
  });
});

describe('the signal that tells of a child’s end', () => {
  const log = (...lines: readonly string[]): string =>
    ['10 execve("a", [...], [...]) = 0', ...lines, '10 exit_group(0) = ?', '10 +++ exited with 0 +++'].join(
      '\n',
    );

  test('a child whose end another signal tells is one for __WCLONE, until it executes a program', async () => {
    const lines = (...between: readonly string[]): readonly string[] => [
      '10 clone3({flags=0, exit_signal=SIGUSR1, stack=NULL, stack_size=0}, 88) = 11',
      ...between,
      '11 exit_group(0) = ?',
      '11 +++ exited with 0 +++',
      '10 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=11} ---',
    ];
    const refused = '10 wait4(-1, 0x7ffe, WNOHANG, NULL) = -1 ECHILD (No child processes)';
    const told = '10 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WNOHANG, NULL) = 11';
    const exec = '11 execve("b", [...], [...]) = 0';
    expect(await verdictOf(log(...lines(), refused, told.replace('WNOHANG', '__WCLONE')))).toBe('pass');
    expect(await verdictOf(log(...lines(exec), told))).toBe('pass');
    expect(await verdictOf(log(...lines(), told))).toBe('fail 6');
    expect(await verdictOf(log(...lines(exec), refused))).toBe('fail 7');
  });

  test('an adopted child is told by SIGCHLD', async () => {
    const lines = (told: string): string =>
      log(
        '10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0',
        '10 clone(child_stack=NULL, flags=SIGCHLD) = 11',
        '11 clone(child_stack=NULL, flags=0) = 12',
        '11 exit_group(0) = ?',
        '11 +++ exited with 0 +++',
        '10 wait4(11, NULL, 0, NULL) = 11',
        '12 exit_group(0) = ?',
        '12 +++ exited with 0 +++',
        `10 wait4(-1, ${told}`,
      );
    expect(await verdictOf(lines('NULL, 0, NULL) = 12'))).toBe('pass');
    expect(await verdictOf(lines('0x7ffe, __WCLONE, NULL) = -1 ECHILD (No child processes)'))).toBe('pass');
    expect(await verdictOf(lines('NULL, __WCLONE, NULL) = 12'))).toBe('fail 10');
  });

  test('a child for the parent is told as its maker is', async () => {
    const lines = (told: string): string =>
      log(
        '10 clone(child_stack=NULL, flags=0) = 11',
        '11 clone(child_stack=NULL, flags=CLONE_PARENT|SIGCHLD) = 12',
        '12 exit_group(0) = ?',
        '12 +++ exited with 0 +++',
        `10 wait4(-1, ${told}`,
        '11 exit_group(0) = ?',
        '11 +++ exited with 0 +++',
      );
    expect(await verdictOf(lines('NULL, __WALL, NULL) = 12'))).toBe('pass');
    expect(await verdictOf(lines('NULL, 0, NULL) = 12'))).toBe('fail 6');
  });
});

describe('waits that do not name the child', () => {
  const log = (...waits: readonly string[]): string =>
    [
      '10 execve("a", [...], [...]) = 0',
      '10 clone(child_stack=NULL, flags=SIGCHLD) = 11',
      '11 exit_group(0) = ?',
      '11 +++ exited with 0 +++',
      '10 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=11} ---',
      ...waits,
      '10 exit_group(0) = ?',
      '10 +++ exited with 0 +++',
    ].join('\n');
  const none = '10 wait4(-1, 0x7ffe, 0, NULL) = -1 ECHILD (No child processes)';

  test('a waitid that asks for no information frees the child all the same', async () => {
    expect(await verdictOf(log('10 waitid(P_ALL, 0, NULL, WEXITED, NULL) = 0', none))).toBe('pass');
    expect(await verdictOf(log('10 waitid(P_ALL, 0, NULL, WEXITED|WNOWAIT, NULL) = 0', none))).toBe('fail 7');
    expect(
      await verdictOf(
        log('10 wait4(11, NULL, 0, NULL) = 11', '10 waitid(P_ALL, 0, NULL, WEXITED, NULL) = 0'),
      ),
    ).toBe('fail 7');
  });

  test('a wait that has no place for its status frees the child, though it fails', async () => {
    expect(await verdictOf(log('10 wait4(11, 0x8, 0, NULL) = -1 EFAULT (Bad address)', none))).toBe('pass');
  });

  test('a wait by file descriptor is held to the child where strace tells which one it is', async () => {
    const second = '10 clone(child_stack=NULL, flags=SIGCHLD) = 12';
    const wait = (number: string): string =>
      `10 waitid(P_PIDFD, 3${number}, 0x7ffe, WEXITED, NULL) = -1 ECHILD (No child processes)`;
    const end = ['12 exit_group(0) = ?', '12 +++ exited with 0 +++'];
    expect(await verdictOf(log(second, '10 wait4(11, NULL, 0, NULL) = 11', wait(''), ...end))).toBe('pass');
    expect(await verdictOf(log(second, '10 wait4(11, NULL, 0, NULL) = 11', wait('<pid:11>'), ...end))).toBe(
      'pass',
    );
    expect(await verdictOf(log(second, wait('<pid:11>'), ...end))).toBe('fail 7');
    const { openQuestions } = await explanationOf(log(second, wait(''), ...end));
    expect(openQuestions.map(({ line }) => line)).toEqual([7]);
  });
});

describe('the moment of a snapshot', () => {
  const snapshot = (group: number, state: string): string =>
    `# snapshot 0 label=a t0=1790000001.4 t1=1790000001.5\nPID PPID PGID SID STAT\n11 10 ${group} 40 ${state}\n10 9 40 40 S\n`;
  const log = (...last: readonly string[]): string =>
    [
      '10 1790000001.000001 execve("a", [...], [...]) = 0',
      '10 1790000001.000002 getpgrp() = 40',
      '10 1790000001.000003 clone(child_stack=NULL, flags=SIGCHLD) = 11',
      ...last,
      '10 1790000007.000001 exit_group(0) = ?',
      '10 1790000007.000002 +++ exited with 0 +++',
      '11 1790000007.000003 +++ killed by SIGKILL +++',
    ].join('\n');

  test('the time of a call on one line is that of its entry, so that a snapshot may come before it', async () => {
    const calls = log('11 1790000001.300000 setpgid(0, 0) = 0', '10 1790000003.000000 getsid(0) = 40');
    expect(await verdictOf(calls, snapshot(11, 'S'))).toBe('pass');
    expect(await verdictOf(calls, snapshot(40, 'S'))).toBe('pass');
    expect(await verdictOf(calls, snapshot(10, 'S'))).toBe('fail row 3');
    expect(await verdictOf(calls.replace('1.300000', '1.000004'), snapshot(40, 'S'))).toBe('pass');
    const earlier = log('11 1789999999.300000 setpgid(0, 0) = 0').replaceAll(
      /1790000001.00000(\d)/g,
      '1789999999.10000$1',
    );
    expect(await verdictOf(earlier, snapshot(40, 'S'))).toBe('fail row 3');
  });

  test('an end is seen by strace some time after it, so that a snapshot may show a zombie before', async () => {
    const killed = (at: string): string =>
      log(`10 1790000001.300000 kill(11, SIGKILL) = 0`, `11 ${at} +++ killed by SIGKILL +++`).replace(
        /\n11 1790000007.*/,
        '',
      );
    expect(await verdictOf(killed('1790000001.900000'), snapshot(40, 'Z'))).toBe('pass');
    expect(await verdictOf(killed('1790000001.900000'), snapshot(40, 'S'))).toBe('pass');
    expect(await verdictOf(killed('1790000005.900000'), snapshot(40, 'Z'))).toBe('fail row 3');
  });
});
