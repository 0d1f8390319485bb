// Goal: what the specification allows is explained, in every corner that recordings of real programs have, and nothing else is.
// Method: the recordings as a whole, with the counts on record; then logs of a few lines, each beside a twin in which one result
// is wrong, which must be told with its line.
import { describe, expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import { recordingNames } from '../support/recorded-logs.ts';
import { explanationOfLines, twinLogs, wrongIn } from '../support/twin-logs.ts';
import { countsOfRecording } from './recording-counts.ts';
import type { RecordingCounts } from './recording-counts.ts';

const RECORDED = JSON.parse(textOf('properties/recorded/recordings.json')) as Record<
  string,
  RecordingCounts | undefined
>;

describe('the recordings of real programs', () => {
  test('there are counts on record of every recording, and of no other', () => {
    expect(Object.keys(RECORDED)).toEqual(recordingNames());
  });

  test.each(recordingNames())(
    '%s passes with its snapshots and without, each line of it explained, as is on record',
    async (name) => {
      const counts = await countsOfRecording(name);
      expect(counts).toEqual(RECORDED[name]);
    },
  );
});

/** Logs of two calls and more, with what makes each a case of its own. */
type Cases = readonly (readonly [claim: string, log: string])[];

/** Every claim is held to its log, and its twin must be told with the line that differs. */
function checkTwins(cases: Cases): void {
  test.each(cases)('%s, and the twin of its log is told', async (_, log) => {
    const { right, wrong, line } = twinLogs(log);
    expect(wrongIn(await explanationOfLines(right))).toBe('pass');
    const { verdict, unexplained } = await explanationOfLines(wrong);
    expect(verdict).toBe('fail');
    expect(unexplained.map((one) => one.line)).toContain(line);
  });
}

const IGNORES = '{sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}';
const NO_CHILD_WAIT = '{sa_handler=SIG_DFL, sa_mask=[], sa_flags=SA_NOCLDWAIT}';
const THREAD = 'clone(flags=CLONE_VM|CLONE_SIGHAND|CLONE_THREAD)';
const INIT = 'clone(flags=CLONE_NEWPID|SIGCHLD)';
const FORK = 'clone(flags=SIGCHLD)';
const ENDED = '[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]';
/** The end of a process that asks for it. */
const exits = (pid: number): string => `${pid} exit_group(0) = ?\n${pid} +++ exited with 0 +++`;
/** The number of a process in its namespace, and in the tracer's. */
const inside = (inner: number, outer: number): string => `${inner} /* ${outer} in strace's PID NS */`;

describe('calls on two lines, and the lines of a child', () => {
  checkTwins([
    [
      'a call on two lines took effect somewhere between them, which a line in between may show',
      `10 execve("a", [], []) = 0
       10 setsid() = 10
       10 ${FORK} = 11
       11 setpgid(0, 0 <unfinished ...>
       10 getpgid(11) = 11 ~> 12
       11 <... setpgid resumed>) = 0`,
    ],
    [
      'a call on two lines may not have taken effect yet, either, where a line in between shows that',
      `10 execve("a", [], []) = 0
       10 setsid() = 10
       10 ${FORK} = 11
       11 setpgid(0, 0 <unfinished ...>
       10 getpgid(11) = 10 ~> 12
       11 <... setpgid resumed>) = 0`,
    ],
    [
      'a child may act before the line that shows its parent’s fork',
      `10 execve("a", [], []) = 0
       10 clone(flags=SIGCHLD <unfinished ...>
       11 getppid() = 10 ~> 1
       10 <... clone resumed>) = 11`,
    ],
    [
      'a child of vfork acts, executes a program and lives on before its parent’s line',
      `10 execve("a", [], []) = 0
       10 vfork( <unfinished ...>
       11 setsid() = 11
       11 execve("b", [], []) = 0
       10 <... vfork resumed>) = 11
       10 getsid(11) = 11 ~> 10`,
    ],
    [
      'a parent may find that its child has executed a program before the line that shows it',
      `10 execve("a", [], []) = 0
       10 vfork( <unfinished ...>
       11 setpgid(0, 0) = 0
       11 execve("b", [], [] <unfinished ...>
       10 <... vfork resumed>) = 11
       10 setpgid(11, 0) = -1 EACCES (Permission denied) ~> -1 ESRCH (No such process)
       11 <... execve resumed>) = 0`,
    ],
    [
      'a fork that returns no number, or one that is taken, is told where its child shows',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       10 ${FORK} = 12 ~> -1 EAGAIN (Resource temporarily unavailable)
       11 getppid() = 10
       12 getppid() = 10`,
    ],
    [
      'a fork that returns the number of a process that lives is told',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       11 getppid() = 10
       10 ${FORK} = 12 ~> 11
       12 getppid() = 10`,
    ],
    [
      'a number is used again only once its process is gone',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       ${exits(11)}
       10 getpgid(11) = 5
       10 wait4(11, ${ENDED}, 0, NULL) = 11 ~> -1 ECHILD (No child processes)
       10 ${FORK} = 11
       11 getppid() = 10`,
    ],
  ]);
});

describe('threads', () => {
  checkTwins([
    [
      'a child that a thread forks is its process’s child',
      `10 execve("a", [], []) = 0
       10 ${THREAD} = 11
       11 ${FORK} = 12
       12 getppid() = 10 ~> 11`,
    ],
    [
      'a process whose first thread has ended lives on, and keeps its children',
      `10 execve("a", [], []) = 0
       10 ${THREAD} = 11
       10 exit(0) = ?
       10 +++ exited with 0 +++
       11 ${FORK} = 12
       12 getppid() = 10 ~> 1`,
    ],
    [
      'a thread that executes a program takes its process’s number, and the process has one thread',
      `10 execve("a", [], []) = 0
       10 ${THREAD} = 11
       11 execve("b", [], [] <unfinished ...>
       10 +++ superseded by execve in pid 11 +++
       10 <... execve resumed>) = 0
       10 ${FORK} = 12
       12 getppid() = 10 ~> 11`,
    ],
    [
      'a thread that is not the first has a number that no group can be joined by',
      `10 execve("a", [], []) = 0
       10 ${THREAD} = 11
       10 setpgid(11, 0) = -1 EINVAL (Invalid argument) ~> 0`,
    ],
    [
      'where two calls return one number, of a thread and of a process, both are told',
      `10 execve("a", [], []) = 0
       10 ${THREAD} = 11 ~> 13
       10 ${FORK} = 13
       13 getppid() = 10
       11 ${FORK} = 14`,
    ],
    [
      'the number of a new process is one that no thread bears',
      `10 execve("a", [], []) = 0
       10 ${THREAD} = 11
       11 ${FORK} = 12
       10 ${FORK} = 13 ~> 11
       13 getppid() = 10`,
    ],
    [
      'the number of a new thread is one that no process bears',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       11 getppid() = 10
       10 ${THREAD} = 12 ~> 11
       12 getppid() = 5`,
    ],
  ]);
});

describe('waits', () => {
  checkTwins([
    [
      'children of a process that ignores SIGCHLD leave no zombies',
      `10 execve("a", [], []) = 0
       10 rt_sigaction(SIGCHLD, ${IGNORES}, NULL, 8) = 0
       10 ${FORK} = 11
       ${exits(11)}
       10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes) ~> 11`,
    ],
    [
      'SA_NOCLDWAIT holds until the process executes a program',
      `10 execve("a", [], []) = 0
       10 rt_sigaction(SIGCHLD, ${NO_CHILD_WAIT}, NULL, 8) = 0
       10 ${FORK} = 11
       ${exits(11)}
       10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)
       10 execve("b", [], []) = 0
       10 ${FORK} = 12
       ${exits(12)}
       10 wait4(-1, NULL, 0, NULL) = 12 ~> -1 ECHILD (No child processes)`,
    ],
    [
      'SIG_IGN for SIGCHLD outlives the execution of a program',
      `10 execve("a", [], []) = 0
       10 rt_sigaction(SIGCHLD, ${IGNORES}, NULL, 8) = 0
       10 execve("b", [], []) = 0
       10 ${FORK} = 12
       ${exits(12)}
       10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes) ~> 12`,
    ],
    [
      'a wait with WNOWAIT leaves the zombie as it is',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       ${exits(11)}
       10 waitid(P_PID, 11, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=11, si_uid=0, si_status=0}, WEXITED|WNOWAIT, NULL) = 0
       10 wait4(11, NULL, 0, NULL) = 11 ~> -1 ECHILD (No child processes)`,
    ],
    [
      'a wait tells of the child that it names',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       10 ${FORK} = 12
       ${exits(11)}
       ${exits(12)}
       10 waitid(P_ALL, 0, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=11, ~> si_pid=12, si_uid=0, si_status=0}, WEXITED, NULL) = 0`,
    ],
    [
      'the first of several zombies in the order of children is told of first',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       10 ${FORK} = 12
       ${exits(12)}
       ${exits(11)}
       10 wait4(-1, NULL, 0, NULL) = 11 ~> 12
       10 wait4(-1, NULL, 0, NULL) = 12`,
    ],
    [
      'a child whose end another signal tells is found by __WCLONE, and by no usual wait',
      `10 execve("a", [], []) = 0
       10 clone(flags=0) = 11
       ${exits(11)}
       10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes) ~> 11
       10 wait4(-1, NULL, __WCLONE, NULL) = 11`,
    ],
    [
      'a usual child is not found by __WCLONE, and every child by __WALL',
      `10 execve("a", [], []) = 0
       10 clone(flags=0) = 11
       10 ${FORK} = 12
       ${exits(11)}
       ${exits(12)}
       10 wait4(-1, NULL, __WALL, NULL) = 11
       10 wait4(-1, NULL, WNOHANG|__WCLONE, NULL) = -1 ECHILD (No child processes) ~> 12
       10 wait4(-1, NULL, __WALL, NULL) = 12`,
    ],
    [
      'with __WNOTHREAD a thread finds the children that it forked itself alone',
      `10 execve("a", [], []) = 0
       10 ${THREAD} = 11
       11 ${FORK} = 12
       10 wait4(-1, NULL, WNOHANG|__WNOTHREAD, NULL) = -1 ECHILD (No child processes) ~> 0
       11 wait4(-1, NULL, WNOHANG|__WNOTHREAD, NULL) = 0`,
    ],
    [
      'a wait that does not block is not interrupted',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       10 wait4(-1, NULL, WNOHANG, NULL) = 0 ~> -1 EINTR (Interrupted system call)`,
    ],
    [
      'a wait that blocks is not interrupted where a child had ended before it',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       ${exits(11)}
       10 wait4(-1, NULL, 0, NULL) = 11 ~> -1 EINTR (Interrupted system call)`,
    ],
    [
      'a wait is refused for its options where it has options that it does not know',
      `10 execve("a", [], []) = 0
       10 wait4(-1, NULL, WEXITED, NULL) = -1 EINVAL (Invalid argument)
       10 waitid(P_ALL, 0, NULL, WNOHANG, NULL) = -1 EINVAL (Invalid argument)
       10 waitid(P_PID, 0, NULL, WEXITED, NULL) = -1 EINVAL (Invalid argument)
       10 wait4(-2147483648, NULL, 0, NULL) = -1 ESRCH (No such process)
       10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes) ~> -1 EINVAL (Invalid argument)`,
    ],
    [
      'a call that succeeds without a number returns 0',
      `10 execve("a", [], []) = 0
       10 setpgid(0, 0) = 0 ~> 10`,
    ],
  ]);
});

describe('a child whose maker is killed in the call', () => {
  checkTwins([
    [
      'a child whose maker was killed is in its group before it shows',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       11 setpgid(0, 0) = 0
       11 clone(flags=SIGCHLD <unfinished ...>
       10 kill(11, SIGKILL) = 0
       11 <... clone resumed>) = ?
       11 +++ killed by SIGKILL +++
       10 wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = 11
       10 kill(-11, 0) = 0
       12 getpgid(0) = 11 ~> 10
       ${exits(12)}`,
    ],
  ]);
});

test('a number that two calls return is that of the one which was not killed as it returned, and the other has made another', async () => {
  const lines = `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       11 clone(flags=SIGCHLD <unfinished ...>
       13 getppid() = 11
       10 clone(flags=SIGCHLD <unfinished ...>
       12 kill(11, SIGKILL) = 0
       10 <... clone resumed>) = 12
       11 <... clone resumed>) = 12
       11 +++ killed by SIGKILL +++
       ${exits(13)}
       ${exits(12)}
       ${exits(10)}`;
  expect(wrongIn(await explanationOfLines(lines.split('\n').map((line) => line.trim())))).toBe('pass');
});

describe('marks of a process that is killed as it sets them', () => {
  checkTwins([
    [
      'a prctl whose caller was killed as it returned may have made it a subreaper though an errno is shown',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       11 ${FORK} = 12
       12 ${FORK} = 13
       11 prctl(PR_SET_CHILD_SUBREAPER, 1 <unfinished ...>
       10 kill(11, SIGKILL) = 0
       11 <... prctl resumed>) = -1 ESRCH
       12 exit_group(0) = ?
       12 +++ exited with 0 +++
       13 getppid() = 11 ~> 10
       11 +++ killed by SIGKILL +++`,
    ],
  ]);
});

describe('zombies that go with the end of their parent', () => {
  const left = `10 execve("a", [], []) = 0
       10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       10 ${FORK} = 11
       11 ${FORK} = 12
       12 setpgid(0, 0) = 0
       ${exits(12)}
       10 rt_sigaction(SIGCHLD, ${IGNORES}, {}, 8) = 0
       ${exits(11)}`;
  checkTwins([
    [
      'a zombie that goes with the end of its parent may be seen for some lines more',
      `${left}
       10 getpgid(12) = 12 ~> 11
       10 kill(-12, 0) = 0
       10 getpgid(12) = -1 ESRCH`,
    ],
    [
      'a zombie that goes with the end of its parent is gone at once for whoever waits',
      `${left}
       10 kill(12, 0) = 0
       10 wait4(-1, NULL, WNOHANG, NULL) = -1 ECHILD ~> 12`,
    ],
    [
      'a zombie that goes with the end of its parent is gone for everybody after 256 lines',
      `${left}
       ${'10 setsid() = -1 EPERM\n'.repeat(256)}
       10 kill(12, 0) = -1 ESRCH ~> 0`,
    ],
    [
      'a process leaves its children to another, and its own parent is told later, and may ignore SIGCHLD by then',
      `10 execve("a", [], []) = 0
       10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       10 ${FORK} = 11
       11 ${FORK} = 12
       ${exits(12)}
       11 exit_group(0) = ?
       10 rt_sigaction(SIGCHLD, ${IGNORES},  <unfinished ...>
       11 +++ exited with 0 +++
       10 <... rt_sigaction resumed>{}, 8) = 0
       10 setpgid(11, 11) = -1 ESRCH
       10 wait4(-1, ${ENDED}, WNOHANG, NULL) = 12 ~> 11`,
    ],
    [
      'a process whose end was told before its parent ignored SIGCHLD stays a zombie',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       ${exits(11)}
       10 rt_sigaction(SIGCHLD, ${IGNORES}, {}, 8) = 0
       10 wait4(-1, ${ENDED}, WNOHANG, NULL) = 11 ~> -1 ECHILD`,
    ],
  ]);
});

describe('orphans', () => {
  checkTwins([
    [
      'an orphan passes to the nearest subreaper above its parent',
      `10 execve("a", [], []) = 0
       10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       10 ${FORK} = 11
       11 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       11 ${FORK} = 12
       12 ${FORK} = 13
       ${exits(12)}
       13 getppid() = 11 ~> 10`,
    ],
    [
      'an orphan passes over a subreaper that has ended',
      `10 execve("a", [], []) = 0
       10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       10 ${FORK} = 11
       11 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       11 ${FORK} = 12
       12 ${FORK} = 13
       11 +++ killed by SIGKILL +++
       ${exits(12)}
       13 getppid() = 10 ~> 11`,
    ],
    [
      'a process that takes the mark back adopts nobody from then on',
      `10 execve("a", [], []) = 0
       10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       10 ${FORK} = 11
       11 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       11 prctl(PR_SET_CHILD_SUBREAPER, 0) = 0
       11 ${FORK} = 12
       12 ${FORK} = 13
       ${exits(12)}
       13 getppid() = 10 ~> 11`,
    ],
    [
      'a child does not inherit its parent’s mark of a subreaper',
      `10 execve("a", [], []) = 0
       10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       10 ${FORK} = 11
       11 ${FORK} = 12
       12 ${FORK} = 13
       ${exits(12)}
       13 getppid() = 10 ~> 11`,
    ],
    [
      'a child made with CLONE_PARENT is its maker’s sibling',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       11 clone(flags=CLONE_PARENT|SIGCHLD) = 12
       12 getppid() = 10 ~> 11`,
    ],
    [
      'orphans pass to whoever adopts them outside, who is one and the same',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       11 ${FORK} = 12
       11 ${FORK} = 13
       ${exits(11)}
       12 getppid() = 1
       12 getppid() = 1
       13 getppid() = 1 ~> 7`,
    ],
    [
      'a zombie that somebody outside has adopted goes at any moment, and does not come back',
      `10 execve("a", [], []) = 0
       10 getpgrp() = 5
       10 ${FORK} = 11
       11 ${FORK} = 12
       ${exits(11)}
       ${exits(12)}
       10 getpgid(12) = 5
       10 getpgid(12) = -1 ESRCH (No such process)
       10 getpgid(12) = -1 ESRCH (No such process) ~> 5`,
    ],
    [
      'a group from before the recording is kept by members outside, and ends once',
      `10 execve("a", [], []) = 0
       10 getpgrp() = 5
       10 setpgid(0, 0) = 0
       10 setpgid(0, 5) = 0
       10 setpgid(0, 10) = 0
       10 setpgid(0, 5) = -1 EPERM (Operation not permitted)
       10 setpgid(0, 5) = -1 EPERM (Operation not permitted) ~> 0`,
    ],
  ]);
});

describe('pid namespaces', () => {
  checkTwins([
    [
      'numbers in a namespace are its own, and its first process is number 1',
      `10 execve("a", [], []) = 0
       10 ${INIT} = 11
       11 ${FORK} = ${inside(2, 12)}
       12 getppid() = ${inside(1, 11)} ~> ${inside(2, 12)}`,
    ],
    [
      'numbers in a namespace mean the same where the log shows them alone',
      `10 execve("a", [], []) = 0
       10 ${INIT} = 11
       11 ${FORK} = ${inside(2, 12)}
       12 setpgid(0, 0) = 0
       11 getpgid(2) = 2 ~> 1`,
    ],
    [
      'the parent of a namespace’s first process is outside, which shows as 0',
      `10 execve("a", [], []) = 0
       10 ${INIT} = 11
       11 getppid() = 0 ~> 10`,
    ],
    [
      'a group outside of a namespace shows as 0, and one inside does not',
      `10 execve("a", [], []) = 0
       10 getpgrp() = 5
       10 ${INIT} = 11
       11 getpgrp() = 0
       11 setpgid(0, 0) = 0
       11 getpgrp() = ${inside(1, 11)} ~> 0`,
    ],
    [
      'orphans in a namespace pass to its first process',
      `10 execve("a", [], []) = 0
       10 ${INIT} = 11
       11 ${FORK} = ${inside(2, 12)}
       12 ${FORK} = ${inside(3, 13)}
       ${exits(12)}
       13 getppid() = ${inside(1, 11)} ~> 0`,
    ],
    [
      'with a namespace’s first process all others end, and its parent waits for it alone',
      `10 execve("a", [], []) = 0
       10 ${INIT} = 11
       11 ${FORK} = ${inside(2, 12)}
       11 exit_group(0 <unfinished ...>
       12 +++ killed by SIGKILL +++
       11 <... exit_group resumed>) = ?
       11 +++ exited with 0 +++
       10 wait4(-1, NULL, 0, NULL) = 11 ~> 12`,
    ],
    [
      'a process whose parent, group and session show as 0 has them outside of its namespace, and they stay there',
      `10 execve("a", [], []) = 0
       10 getppid() = 0
       10 getpgrp() = 0
       10 getsid(0) = 0
       10 getppid() = 0 ~> 5`,
    ],
  ]);
});

describe('a running tree to which strace was attached', () => {
  checkTwins([
    [
      'the parent is known from the first line that shows it',
      `10 getppid() = 5
       10 getppid() = 5
       10 getppid() = 5 ~> 10`,
    ],
    [
      'a parent outside may end, and is never the parent again',
      `10 getppid() = 5
       10 getppid() = 1
       10 getppid() = 1 ~> 5`,
    ],
    [
      'the group is known from the first line that shows it, whoever shows it',
      `10 ${FORK} = 11
       10 getpgid(11) = 7
       10 getpgrp() = 7
       11 getpgrp() = 7 ~> 8`,
    ],
    [
      'the session is known from the first line that shows it, whoever shows it',
      `10 ${FORK} = 11
       11 getsid(0) = 3
       10 getsid(0) = 3
       10 getsid(11) = 3 ~> 4`,
    ],
    [
      'a process that could make no session leads its group, since another line shows that it could not',
      `10 setsid() = -1 EPERM (Operation not permitted)
       10 getpgrp() = 10
       10 getpgrp() = 10 ~> 7`,
    ],
    [
      'a number that a call of the recording has made is not the one of something older',
      `10 ${FORK} = 11
       10 getppid() = 5 ~> 11
       10 getppid() = 5`,
    ],
  ]);
});

/** Two children that end at the same time, so that the parent may find either first. */
const ENDS_OVERLAP = `10 execve("a", [], []) = 0
  10 ${FORK} = 11
  10 ${FORK} = 12
  11 exit_group(0 <unfinished ...>
  12 exit_group(0 <unfinished ...>
  10 wait4(-1, NULL, 0, NULL <unfinished ...>
  11 <... exit_group resumed>) = ?
  12 <... exit_group resumed>) = ?
  12 +++ exited with 0 +++
  11 +++ exited with 0 +++
  10 <... wait4 resumed>) = 12`;

describe('calls whose callers were killed in them', () => {
  checkTwins([
    [
      'a setpgid whose caller was killed in it may have taken effect, as a later line shows',
      `10 execve("a", [], []) = 0
       10 setsid() = 10
       10 ${FORK} = 11
       11 setpgid(0, 0 <unfinished ...>
       10 kill(11, SIGKILL) = 0
       11 +++ killed by SIGKILL +++
       10 getpgid(11) = 11 ~> 12`,
    ],
    [
      'a setpgid whose caller was killed in it may have done nothing, as a later line shows',
      `10 execve("a", [], []) = 0
       10 setsid() = 10
       10 ${FORK} = 11
       11 setpgid(0, 0 <unfinished ...>
       10 kill(11, SIGKILL) = 0
       11 +++ killed by SIGKILL +++
       10 getpgid(11) = 10 ~> 12`,
    ],
    [
      'a wait whose caller was killed in it may have freed a child, so that no heir finds it',
      `10 execve("a", [], []) = 0
       10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
       10 ${FORK} = 11
       11 ${FORK} = 12
       12 exit_group(0) = ?
       12 +++ exited with 0 +++
       11 wait4(-1,  <unfinished ...>
       10 kill(11, SIGKILL) = 0
       11 +++ killed by SIGKILL +++
       10 wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = 11
       10 wait4(-1, 0x7f, 0, NULL) = -1 ECHILD (No child processes) ~> -1 EINVAL (Invalid argument)`,
    ],
    [
      'a setpgid whose caller was killed as it returned may have succeeded though an errno is shown',
      `10 execve("a", [], []) = 0
       10 setsid() = 10
       10 ${FORK} = 11
       11 setpgid(0, 0) = -1 ESRCH (No such process)
       11 +++ killed by SIGKILL +++
       10 getpgid(11) = 11 ~> 12`,
    ],
    [
      'a setpgid whose caller was killed as it returned may have done nothing though 0 is shown',
      `10 execve("a", [], []) = 0
       10 setsid() = 10
       10 ${FORK} = 11
       11 setpgid(0, 0) = 0
       11 +++ killed by SIGKILL +++
       10 getpgid(11) = 10 ~> 12`,
    ],
  ]);
});

describe('groups and processes outside of which the log has told nothing so far', () => {
  checkTwins([
    [
      'a process may join a group that was there before, and is in it from then on',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       10 setpgid(11, 7) = 0
       10 getpgid(11) = 7 ~> 11`,
    ],
    [
      'a wait for the group that a child was born into finds the child, by whichever number the group goes',
      `10 execve("a", [], []) = 0
       10 ${FORK} = 11
       10 wait4(-7, 0x7f, WNOHANG, NULL) = 0
       10 getpgid(11) = 7 ~> 11`,
    ],
    [
      'the group and session of process 1 are unknown where the log does not begin with it',
      `10 execve("a", [], []) = 0
       10 getpgid(1) = 0
       10 getsid(1) = 0
       10 setsid() = 10 ~> 1`,
    ],
  ]);
});

describe('the order of calls that overlap', () => {
  /** Both set the child’s group, and the parent asks for it between. */
  const overlapping = (seen: number): readonly string[] =>
    `10 execve("a", [], []) = 0
     10 setsid() = 10
     10 ${FORK} = 11
     10 ${FORK} = 12
     11 setpgid(0, 0 <unfinished ...>
     12 setpgid(0, 11 <unfinished ...>
     12 <... setpgid resumed>) = 0
     10 getpgid(12) = ${seen}
     11 <... setpgid resumed>) = 0`
      .split('\n')
      .map((line) => line.trim());

  test('a result that only another order explains is explained by that order, and the search is counted', async () => {
    const explanation = await explanationOfLines(overlapping(11));
    expect(wrongIn(explanation)).toBe('pass');
    expect(explanation.counts.linesSearched).toBeGreaterThan(0);
    expect(explanation.beyondBudget).toEqual([]);
  });

  test('a result that no order explains is told with its line, and with the answers that are allowed', async () => {
    const explanation = await explanationOfLines(overlapping(12));
    expect(wrongIn(explanation)).toBe('fail 8');
    expect(explanation.unexplained[0]).toMatchObject({
      command: '10 getpgid 12',
      seen: 'ok pgid=12',
      allowed: ['ok pgid=11'],
      clauses: ['P4'],
    });
  });

  test('two calls that do not overlap keep their order in a search, whichever call overlaps both', async () => {
    const lines = `10 execve("a", [], []) = 0
      10 setsid() = 10
      10 ${FORK} = 11
      10 ${FORK} = 12
      12 getppid( <unfinished ...>
      11 setpgid(0, 0) = 0
      10 getpgid(11) = 10
      12 <... getppid resumed>) = 10`;
    const explanation = await explanationOfLines(lines.split('\n').map((line) => line.trim()));
    expect(wrongIn(explanation)).toBe('fail 7');
  });

  test('a result whose search ends with its budget is told, and the line is named as one that was not searched to the end', async () => {
    const explanation = await explanationOfLines(overlapping(11), { steps: 1 });
    expect(wrongIn(explanation)).toMatch(/^fail 7\b/);
    expect(explanation.beyondBudget).toContain(7);
    expect(explanation.limits.steps).toBe(1);
  });

  test('a log that hides the ends of processes is inconclusive, whatever seems wrong in it', async () => {
    const log = [
      '10 execve("a", [], []) = 0',
      `10 ${FORK} = 11`,
      '11 exit_group(0) = ?',
      `10 wait4(-1, ${ENDED}, 0, NULL) = 11`,
    ];
    const { verdict, inconclusive } = await explanationOfLines(log);
    expect(verdict).toBe('inconclusive');
    expect(inconclusive).toContain('-qq');
    const told = await explanationOfLines(log.toSpliced(3, 0, '11 +++ exited with 0 +++'));
    expect(told.verdict).toBe('pass');
  });

  test('the order of children is not asked for among those that may have ended in any order', async () => {
    const either = ENDS_OVERLAP.split('\n').map((line) => line.trim());
    expect(wrongIn(await explanationOfLines(either))).toBe('pass');
    const other = [...either.slice(0, -1), '10 <... wait4 resumed>) = 11'];
    expect(wrongIn(await explanationOfLines(other))).toBe('pass');
  });
});
