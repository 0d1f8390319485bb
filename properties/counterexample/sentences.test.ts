// Goal: each command and each refusal is told with the ids that it is about. Method: stories made by hand, two for each
// fork in a sentence, and the sentence that the step after each is told in.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import { describeRefusal, describeStep } from '../../src/model/describe.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { jobControlCommand, jobControlStateAfter } from '../support/job-control-scenarios.ts';
import { posixCommandsOf, posixStateAfter } from '../support/posix-scenarios.ts';
import { commandsOf, stateAfter } from '../support/scenarios.ts';

/** The commands that happened, the one that is told, and the sentence. */
type Told = readonly [story: string, command: string, sentence: string];

const TOLD: readonly Told[] = [
  ['1 fork 2; 2 create_group', '2 fork 3', 'H1 fork: process 2 forks 3, which runs in group 2 of session 1'],
  [
    '1 fork 2; 2 create_session; 2 fork 3',
    '3 create_group',
    'H3 create_group: process 3 leaves group 2 and leads the new group 3 in session 2',
  ],
  [
    '1 fork 2',
    '2 create_session',
    'H2 create_session: process 2 leaves group 1 of session 1 and leads the new session 2 and its group 2',
  ],
  ['1 fork 2', '2 exit', 'H5 exit: process 2 becomes a zombie and stays in group 1'],
  [
    '1 fork 2; 2 fork 3; 2 new_thread 4; 2 new_thread 5',
    '2 exit',
    'H5 exit: process 2 becomes a zombie and stays in group 1; threads 4, 5 end; process 3 passes to its reaper 1',
  ],
  [
    '1 fork 2; 1 new_thread 3',
    '- exit_thread 3 7',
    'H8 exit_thread: thread 3 of process 1, its last one, ends with code 7; the exit code of 1 is 7 now',
  ],
  [
    '1 fork 2; 1 new_thread 3; 1 new_thread 4',
    '- exit_thread 3 7',
    'H8 exit_thread: thread 3 of process 1 ends with code 7; the exit code of 1 is 7 now',
  ],
  [
    '1 new_thread 5',
    '1 group_exit',
    'H9 group_exit: process 1 is marked group-exited, its exit code 0 is frozen',
  ],
  [
    '1 group_exit',
    '1 group_exit',
    'H9 group_exit: process 1 is marked group-exited already, nothing changes',
  ],
  ['', '1 new_thread 2', 'H7 new_thread: thread 2 of process 1 begins'],
  ['', '1 set_subreaper on', 'H10 set_subreaper: process 1 is a subreaper now: orphans below it pass to it'],
  ['', '1 set_subreaper off', 'H10 set_subreaper: process 1 is no subreaper already, nothing changes'],
  ['1 set_subreaper on', '1 set_subreaper off', 'H10 set_subreaper: process 1 is no subreaper any more'],
  [
    '1 set_subreaper on',
    '1 set_subreaper on',
    'H10 set_subreaper: process 1 is a subreaper already, nothing changes',
  ],
  ['', '- hold_group 1', 'H11 hold_group: group 1 is held now'],
  [
    '- hold_group 1; - hold_group 1',
    '- release_group 1',
    'H11 release_group: a handle on group 1 is released, 1 left',
  ],
  ['- hold_group 1', '- release_group 1', 'H11 release_group: a handle on group 1 is released, the last one'],
  ['', '- hold_session 1', 'H12 hold_session: session 1 is held now'],
  ['- hold_session 1', '- hold_session 1', 'H12 hold_session: session 1 is held, 2 times now'],
  [
    '- hold_session 1',
    '- release_session 1',
    'H12 release_session: a handle on session 1 is released, the last one',
  ],
  [
    '- hold_session 1; - hold_session 1',
    '- release_session 1',
    'H12 release_session: a handle on session 1 is released, 1 left',
  ],
  [
    '',
    '7 fork 2',
    'H1 fork refused: not-running – no running process has this pid (process 7 does not exist)',
  ],
  [
    '',
    '1 fork 1',
    'H1 fork refused: id-in-use – a process, thread, group or session bears this id already (process 1 is running; group 1: 1; session 1: groups 1)',
  ],
  [
    '1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 2 move_to_group 3',
    '2 create_session',
    "H2 create_session refused: session-id-in-use – a live session bears the process's pid (session 2: groups 3)",
  ],
  [
    '',
    '1 move_to_group 9',
    'H4 move_to_group refused: no-such-group – no live group has this id (group 9 does not live)',
  ],
  [
    '',
    '- hold_group 9',
    'H11 hold_group refused: no-such-group – no live group has this id (group 9 does not live)',
  ],
  [
    '',
    '- hold_session 9',
    'H12 hold_session refused: no-such-session – no live session has this id (session 9 does not live)',
  ],
  [
    '',
    '- exit_thread 9 0',
    'H8 exit_thread refused: no-such-thread – no thread has this id (thread 9 does not exist)',
  ],
  ['', '1 exit', 'H5 exit refused: is-init – init never exits (process 1)'],
  ['1 fork 2', '2 free', 'H6 free refused: not-a-zombie – no zombie has this pid (process 2 is running)'],
  [
    '',
    '- release_group 1',
    'H11 release_group refused: not-held – no handle on it is held (group 1 has no handle)',
  ],
  [
    '',
    '- release_group 9',
    'H11 release_group refused: not-held – no handle on it is held (group 9 does not live)',
  ],
  [
    '',
    '- release_session 1',
    'H12 release_session refused: not-held – no handle on it is held (session 1 has no handle)',
  ],
  [
    '',
    '- release_session 9',
    'H12 release_session refused: not-held – no handle on it is held (session 9 does not live)',
  ],
  [
    '1 new_thread 2',
    '1 new_thread 2',
    'H7 new_thread refused: id-in-use – a process, thread, group or session bears this id already (thread 2 of process 1)',
  ],
  [
    '',
    '9 create_group',
    'H3 create_group refused: not-running – no running process has this pid (process 9 does not exist)',
  ],
  [
    '',
    '9 move_to_group 1',
    'H4 move_to_group refused: not-running – no running process has this pid (process 9 does not exist)',
  ],
  [
    '1 fork 2; 2 create_group; 2 fork 3; 2 move_to_group 1',
    '2 create_group',
    "H3 create_group refused: group-id-in-use – a live group bears the process's pid (group 2: 3)",
  ],
  [
    '1 fork 2; 2 create_session; - hold_session 2; 2 exit; 2 free',
    '- release_session 2',
    'H12 release_session: a handle on session 2 is released, the last one; session 2 ended, having neither group nor handle',
  ],
];

const POSIX_TOLD: readonly Told[] = [
  ['1 fork 2; 2 setpgid 0 0', '2 fork 3', 'P1 fork: process 2 forks 3, which runs in group 2 of session 1'],
  [
    '1 fork 2',
    '2 setsid',
    'P2 setsid: process 2 leaves group 1 of session 1 and leads the new session 2 and its group 2',
  ],
  [
    '1 fork 2; 2 setpgid 0 0',
    '2 setpgid 0 0',
    'P3 setpgid: process 2 is in group 2 already, nothing changes',
  ],
  [
    '1 fork 2',
    '1 setpgid 2 2',
    'P3 setpgid: process 1 moves its child: process 2 goes from group 1 to the new group 2',
  ],
  [
    '1 fork 2; 2 setpgid 0 0',
    '2 setpgid 0 1',
    'P3 setpgid: process 2 goes from group 2 to group 1; group 2 ended, having neither member nor handle',
  ],
  ['1 fork 2', '2 setpgid 2 0', 'P3 setpgid: process 2 goes from group 1 to the new group 2'],
  ['1 fork 2; 2 setsid', '1 getpgid 2', 'P4 getpgid: process 2 is in group 2'],
  ['1 fork 2; 2 setsid', '2 getpgid 0', 'P4 getpgid: process 2 is in group 2'],
  ['1 fork 2; 2 setsid', '1 getsid 2', 'P4 getsid: process 2 is in session 2'],
  ['1 fork 2; 2 setsid', '2 getsid 0', 'P4 getsid: process 2 is in session 2'],
  ['1 fork 2', '2 getppid', 'P4 getppid: the parent of process 2 is 1'],
  ['', '1 execve', 'P5 execve: process 1 executes a program: its parent may not move it any more'],
  ['1 execve', '1 execve', 'P5 execve: process 1 executes a program again, nothing changes'],
  ['1 fork 2', '2 exit 3', 'P6 exit: process 2 exits with code 3; it is a zombie now, in group 1'],
  [
    '1 fork 2; 2 fork 3; 2 fork 4',
    '2 exit 3',
    'P6 exit: process 2 exits with code 3; it is a zombie now, in group 1; processes 3, 4 pass to its reaper 1',
  ],
  [
    '1 fork 2; 2 fork 3',
    '2 exit 0',
    'P6 exit: process 2 exits with code 0; it is a zombie now, in group 1; process 3 passes to its reaper 1',
  ],
  [
    '1 ignore_sigchld on; 1 fork 2',
    '2 exit 0',
    'P6 exit: process 2 exits with code 0; its parent ignores SIGCHLD: it is gone at once',
  ],
  [
    '1 fork 2; 2 fork 3; 3 exit 0; 1 ignore_sigchld on',
    '2 exit 0',
    'P6 exit: process 2 exits with code 0; its parent ignores SIGCHLD: it is gone at once; process 3 is gone, the reaper ignoring SIGCHLD',
  ],
  [
    '1 fork 2; 2 fork 3; 2 fork 4; 3 exit 0; 4 exit 0; 1 ignore_sigchld on',
    '2 exit 0',
    'P6 exit: process 2 exits with code 0; its parent ignores SIGCHLD: it is gone at once; processes 3, 4 are gone, the reaper ignoring SIGCHLD',
  ],
  [
    '1 fork 2; 2 fork 3; 2 fork 4; 3 exit 0; 1 ignore_sigchld on',
    '1 kill 2 9',
    'P9 kill: process 1 kills 2; its parent ignores SIGCHLD: it is gone at once; process 4 passes to its reaper 1; process 3 is gone, the reaper ignoring SIGCHLD',
  ],
  [
    '1 fork 2',
    '1 waitpid -1',
    'P7 waitpid: process 1 waits: none of the children asked for is a zombie, nothing changes',
  ],
  ['1 fork 2; 2 exit 5', '1 waitpid 2', 'P7 waitpid: process 1 waits: zombie 2 is gone, its status 1280'],
  ['', '1 set_subreaper on', 'P8 set_subreaper: process 1 is a subreaper now: orphans below it pass to it'],
  ['', '1 set_subreaper off', 'P8 set_subreaper: process 1 is no subreaper now'],
  [
    '',
    '1 ignore_sigchld on',
    'P10 ignore_sigchld: process 1 ignores SIGCHLD now: its children are freed as they end',
  ],
  [
    '',
    '1 ignore_sigchld off',
    'P10 ignore_sigchld: process 1 does not ignore SIGCHLD now: its children become zombies as they end',
  ],
  ['1 fork 2', '1 kill 2 0', 'P9 kill: process 1 asks for process 2: there is somebody, nothing changes'],
  ['1 fork 2', '1 kill 0 0', 'P9 kill: process 1 asks for its own group: there is somebody, nothing changes'],
  [
    '1 fork 2; 1 fork 3',
    '2 kill -1 0',
    'P9 kill: process 2 asks for anybody but init and itself: there is somebody, nothing changes',
  ],
  [
    '1 fork 2; 2 setpgid 0 0',
    '1 kill -2 0',
    'P9 kill: process 1 asks for group 2: there is somebody, nothing changes',
  ],
  ['1 fork 2', '2 kill 1 9', 'P9 kill: process 2 kills init, nothing changes: init never ends'],
  ['1 fork 2; 2 exit 0', '1 kill 2 9', 'P9 kill: process 1 kills 2, a zombie already, nothing changes'],
  ['1 fork 2', '1 kill 2 9', 'P9 kill: process 1 kills 2; it is a zombie now, in group 1'],
  [
    '',
    '1 fork 1',
    'P1 fork refused: EEXIST, id-in-use – a process, thread, group or session bears this id already (process 1 is running; group 1: 1; session 1: groups 1)',
  ],
  [
    '1 fork 2; 2 setpgid 0 0',
    '2 setsid',
    "P2 setsid refused: EPERM, group-id-in-use – a live group bears the process's pid (group 2: 2)",
  ],
  [
    '1 fork 2',
    '1 setpgid 2 -1',
    'P3 setpgid refused: EINVAL, negative-group – the group asked for is negative (the group is -1)',
  ],
  [
    '',
    '1 setpgid 9 0',
    'P3 setpgid refused: ESRCH, no-such-process – no unfreed process has this pid (process 9 does not exist)',
  ],
  [
    '',
    '1 setpgid 0 -3',
    'P3 setpgid refused: EINVAL, negative-group – the group asked for is negative (the group is -3); also leads-its-session',
  ],
  [
    '1 fork 2; 2 setsid',
    '1 setpgid 2 0',
    "P3 setpgid refused: EPERM, child-in-another-session – the child is in another session than the caller's (process 2 is in session 2, process 1 in session 1); also leads-its-session",
  ],
  [
    '1 fork 2; 2 execve',
    '1 setpgid 2 0',
    'P3 setpgid refused: EACCES, child-has-executed – the child has executed a program since it was forked (process 2 is running)',
  ],
  [
    '1 fork 2; 1 fork 3',
    '2 setpgid 3 0',
    'P3 setpgid refused: ESRCH, neither-self-nor-child – the target is neither the caller nor a child of its (the parent of process 3 is 1)',
  ],
  [
    '1 fork 2',
    '2 setpgid 1 0',
    'P3 setpgid refused: ESRCH, neither-self-nor-child – the target is neither the caller nor a child of its (the parent of process 1 is none); also leads-its-session',
  ],
  [
    '1 fork 2; 2 setsid',
    '2 setpgid 0 0',
    'P3 setpgid refused: EPERM, leads-its-session – the target leads a session (session 2: groups 2)',
  ],
  [
    '1 fork 2; 2 setsid',
    '2 setpgid 2 2',
    'P3 setpgid refused: EPERM, leads-its-session – the target leads a session (session 2: groups 2)',
  ],
  [
    '',
    '1 setpgid 0 9',
    'P3 setpgid refused: EPERM, leads-its-session – the target leads a session (session 1: groups 1); also no-such-group-here',
  ],
  [
    '1 fork 2',
    '1 setpgid 2 9',
    "P3 setpgid refused: EPERM, no-such-group-here – the group is neither the target's own number nor a live group of its session (group 9 does not live, process 2 in session 1)",
  ],
  [
    '1 fork 2; 2 setsid; 1 fork 3',
    '3 setpgid 0 2',
    "P3 setpgid refused: EPERM, no-such-group-here – the group is neither the target's own number nor a live group of its session (group 2 is in session 2, process 3 in session 1)",
  ],
  [
    '1 fork 2; 2 setsid; 2 fork 3; 1 waitpid -1',
    '3 setpgid 0 0',
    'P3 setpgid: process 3 goes from group 2 to the new group 3',
  ],
  [
    '1 fork 2',
    '2 waitpid -1',
    'P7 waitpid refused: ECHILD, no-such-child – no child of the caller is asked for (process 2 has no children)',
  ],
  [
    '1 fork 2; 1 fork 3',
    '1 waitpid 9',
    'P7 waitpid refused: ECHILD, no-such-child – no child of the caller is asked for (process 1 has 2, 3)',
  ],
  [
    '',
    '1 kill 9 0',
    'P9 kill refused: ESRCH, nobody-there – no unfreed process is asked for (process 9 does not exist)',
  ],
  [
    '',
    '1 kill -1 0',
    'P9 kill refused: ESRCH, nobody-there – no unfreed process is asked for (there are init and the caller alone)',
  ],
  [
    '',
    '1 kill -9 0',
    'P9 kill refused: ESRCH, nobody-there – no unfreed process is asked for (group 9 does not live)',
  ],
  [
    '',
    '1 getpgid 9',
    'P4 getpgid refused: ESRCH, no-such-process – no unfreed process has this pid (process 9 does not exist)',
  ],
];

const JOB_CONTROL_TOLD: readonly Told[] = [
  [
    '1 fork 2',
    '1 waitpid 2',
    'J2 waitpid: process 1 waits: none of the children asked for has anything to report, nothing changes',
  ],
  [
    '1 fork 2; 2 fork 3',
    '2 waitpid 3 block',
    'J2 waitpid: process 2 waits: none of the children asked for has anything to report, it sleeps',
  ],
  ['1 fork 2; 2 exit 5', '1 waitpid 2', 'J2 waitpid: process 1 waits: zombie 2 is gone, its status 1280'],
  [
    '1 fork 2; 1 kill 2 STOP',
    '1 waitpid 2 untraced',
    'J2 waitpid: process 1 waits: child 2 was stopped by signal 19, which is fetched',
  ],
  [
    '1 fork 2; 1 kill 2 STOP; 1 kill 2 CONT',
    '1 waitpid 2 continued',
    'J2 waitpid: process 1 waits: child 2 was continued, which is fetched',
  ],
  [
    '1 fork 2; 2 fork 3; 2 waitpid 3 block',
    '3 exit 0',
    'P6 exit: process 3 exits with code 0; its parent waits for it: it is gone at once; the wait of process 2 ends with child 3, status 0',
  ],
  [
    '1 fork 2; 2 fork 3; 2 waitpid 3 untraced block',
    '1 kill 3 STOP',
    'J1 kill: process 1 sends SIGSTOP to process 3; process 3 stopped; the wait of process 2 ends with child 3, status 4991',
  ],
  [
    '1 fork 2; 2 fork 3; 3 fork 4; 4 exit 1; 2 set_subreaper on; 2 waitpid 4 block',
    '3 exit 0',
    'P6 exit: process 3 exits with code 0; it is a zombie now, in group 1; process 4 passes to its reaper 2',
  ],
  [
    '1 fork 2; 2 fork 3; 3 fork 4; 4 exit 1; 2 set_subreaper on; 2 waitpid -1 block',
    '3 exit 0',
    'P6 exit: process 3 exits with code 0; it is a zombie now, in group 1; process 4 is gone, the reaper waiting; the wait of process 2 ends with child 4, status 256',
  ],
  [
    '1 fork 2; 2 fork 3; 2 ignore_sigchld on; 2 waitpid -1 block',
    '3 exit 0',
    'P6 exit: process 3 exits with code 0; its parent ignores SIGCHLD: it is gone at once; the wait of process 2 ends with ECHILD',
  ],
  ['1 fork 2', '1 kill 2 0', 'J1 kill: process 1 asks for process 2: there is somebody, nothing changes'],
  ['1 fork 2', '1 kill 2 9', 'J1 kill: process 1 kills 2; it is a zombie now, in group 1'],
  ['1 fork 2', '1 kill 2 STOP', 'J1 kill: process 1 sends SIGSTOP to process 2; process 2 stopped'],
  ['1 fork 2', '1 kill 0 TSTP', 'J1 kill: process 1 sends SIGTSTP to its own group'],
  ['1 fork 2; 1 setpgid 2 0', '1 kill -2 CONT', 'J1 kill: process 1 sends SIGCONT to group 2'],
  [
    '1 fork 2; 1 fork 3',
    '1 kill -1 STOP',
    'J1 kill: process 1 sends SIGSTOP to anybody but init and itself; processes 2, 3 stopped',
  ],
  ['1 fork 2', '1 kill 2 HUP', 'J1 kill: process 1 sends SIGHUP to process 2; SIGHUP reaches process 2'],
  [
    '1 fork 2; 1 kill 2 STOP',
    '1 kill 2 CONT',
    'J1 kill: process 1 sends SIGCONT to process 2; process 2 continued',
  ],
  [
    '',
    '1 open_terminal tty1',
    'J3 open_terminal: terminal 1 is the controlling terminal of process 1 now, whose group is in the foreground',
  ],
  [
    '1 open_terminal tty1',
    '1 open_terminal tty1',
    'J3 open_terminal: process 1 opens terminal 1, its controlling terminal already',
  ],
  [
    '1 fork 2',
    '2 open_terminal tty1',
    'J3 open_terminal: process 2 opens terminal 1, which does not become its controlling terminal',
  ],
  [
    '1 open_terminal tty1',
    '1 open_terminal tty2',
    'J3 open_terminal: process 1 opens terminal 2, which does not become its controlling terminal',
  ],
  [
    '',
    '1 set_controlling_terminal tty1',
    'J4 set_controlling_terminal: terminal 1 is the controlling terminal of process 1 now, whose group is in the foreground',
  ],
  [
    '1 open_terminal tty1',
    '1 set_controlling_terminal tty1',
    'J4 set_controlling_terminal: process 1 has terminal 1 already',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 setsid',
    '2 set_controlling_terminal tty1 steal',
    'J4 set_controlling_terminal: terminal 1 is the controlling terminal of process 2 now, whose group is in the foreground; session 1 loses it',
  ],
  [
    '1 fork 2; 2 setsid',
    '2 set_controlling_terminal tty1 steal',
    'J4 set_controlling_terminal: terminal 1 is the controlling terminal of process 2 now, whose group is in the foreground',
  ],
  [
    '1 open_terminal tty1',
    '1 leave_terminal tty1',
    'J5 leave_terminal: process 1 gives up terminal 1 for its whole session; the foreground gets SIGHUP and SIGCONT; SIGHUP reaches process 1',
  ],
  [
    '1 open_terminal tty1; 1 fork 2',
    '2 leave_terminal tty1',
    'J5 leave_terminal: process 2 alone leaves terminal 1',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0',
    '1 tcsetpgrp tty1 2',
    'J6 tcsetpgrp: process 1 puts group 2 into the foreground of terminal 1',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0',
    '2 tcsetpgrp tty1 2',
    'J6 tcsetpgrp: process 2 is in the background: its whole group gets SIGTTOU, and nothing else happens; process 2 stopped',
  ],
  ['1 open_terminal tty1', '1 tcgetpgrp tty1', 'J7 tcgetpgrp: the foreground of terminal 1 is group 1'],
  ['1 open_terminal tty1', '1 tcgetsid tty1', 'J7 tcgetsid: terminal 1 serves session 1'],
  ['1 open_terminal tty1', '1 open_dev_tty', 'J8 open_dev_tty: process 1 opens its controlling terminal, 1'],
  [
    '1 open_terminal tty1; 1 fork 2; 2 fork 3; 3 setpgid 0 0',
    '3 read_terminal tty1',
    'J9 read_terminal: process 3 is in the background: its whole group gets SIGTTIN, and nothing else happens; process 3 stopped',
  ],
  ['1 open_terminal tty1', '1 read_terminal tty1', 'J9 read_terminal: process 1 reads from terminal 1'],
  [
    '1 open_terminal tty1; 1 fork 2; 2 fork 3; 3 setpgid 0 0',
    '3 write_terminal tty1',
    'J9 write_terminal: process 3 writes to terminal 1',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 fork 3; 3 setpgid 0 0',
    '3 write_terminal tty1 tostop',
    'J9 write_terminal: process 3 is in the background: its whole group gets SIGTTOU, and nothing else happens; process 3 stopped',
  ],
  ['', 'tty1 hang_up', 'J10 hang_up: terminal 1 is hung up, and serves no session'],
  [
    '1 open_terminal tty1',
    'tty1 hang_up',
    'J10 hang_up: terminal 1 is hung up: session 1 loses it, its leader gets SIGHUP and SIGCONT; SIGHUP reaches process 1',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0; 1 tcsetpgrp tty1 2',
    'tty1 hang_up',
    'J10 hang_up: terminal 1 is hung up: session 1 loses it, its leader gets SIGHUP and SIGCONT; SIGHUP reaches process 1',
  ],
  ['', 'tty1 type ^C', 'J11 type: ^C is typed at terminal 1, which has nobody in its foreground'],
  [
    '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0; 1 tcsetpgrp tty1 2',
    'tty1 type ^C',
    'J11 type: ^C is typed at terminal 1: group 2 gets SIGINT',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 fork 3; 3 setpgid 0 0; 1 tcsetpgrp tty1 3',
    'tty1 type ^Z',
    'J11 type: ^Z is typed at terminal 1: group 3 gets SIGTSTP; process 3 stopped',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0; 1 tcsetpgrp tty1 2; 2 exit 0; 1 waitpid 2',
    'tty1 type ^Z',
    'J11 type: ^Z is typed at terminal 1, which has nobody in its foreground',
  ],
  [
    '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 3 setpgid 0 0; 1 kill 3 STOP',
    '2 exit 0',
    'P6 exit: process 2 exits with code 0; it is a zombie now, in group 2; process 3 passes to its reaper 1; process 3 continued; SIGHUP reaches process 3',
  ],
  [
    '1 open_terminal tty1; 1 fork 2',
    '2 set_controlling_terminal tty1',
    'J4 set_controlling_terminal refused: EPERM, leads-no-session – the caller leads no session (process 2 is in session 1); also serves-another-session',
  ],
  [
    '1 open_terminal tty1',
    '1 set_controlling_terminal tty2',
    'J4 set_controlling_terminal refused: EPERM, has-another-terminal – the caller has another controlling terminal (process 1 has terminal 1)',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 setsid',
    '2 set_controlling_terminal tty1',
    'J4 set_controlling_terminal refused: EPERM, serves-another-session – the terminal serves another session (terminal 1 serves session 1)',
  ],
  [
    '',
    '1 leave_terminal tty1',
    "J5 leave_terminal refused: ENOTTY, not-its-terminal – the terminal is not the caller's controlling terminal (process 1 has no controlling terminal)",
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 setsid',
    '2 tcgetpgrp tty1',
    "J7 tcgetpgrp refused: ENOTTY, not-its-terminal – the terminal is not the caller's controlling terminal (process 2 has no controlling terminal)",
  ],
  [
    '1 open_terminal tty1',
    '1 tcsetpgrp tty1 9',
    'J6 tcsetpgrp refused: ESRCH, no-such-number – no process, group or session bears this number (nothing bears 9)',
  ],
  [
    '1 open_terminal tty1',
    '1 tcsetpgrp tty1 -1',
    'J6 tcsetpgrp refused: EINVAL, negative-group – the group asked for is negative (the group is -1)',
  ],
  [
    '1 open_terminal tty1; 1 fork 2',
    '1 tcsetpgrp tty1 2',
    'J6 tcsetpgrp: process 1 puts 2, which is no group, into the foreground of terminal 1',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 setsid',
    '1 tcsetpgrp tty1 2',
    "J6 tcsetpgrp refused: EPERM, number-of-another-session – the number is not of the caller's session (process 2 is running; group 2: 2; session 2: groups 2; process 1 is in session 1)",
  ],
  [
    '',
    '1 tcgetsid tty1',
    "J7 tcgetsid refused: ENOTTY, not-its-terminal – the terminal is not the caller's controlling terminal (process 1 has no controlling terminal); also serves-no-session",
  ],
  [
    '',
    '1 open_dev_tty',
    'J8 open_dev_tty refused: ENXIO, has-no-terminal – the caller has no controlling terminal (process 1 is running)',
  ],
  [
    '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 3 setpgid 0 0; 2 exit 0',
    '3 read_terminal tty1',
    'J9 read_terminal: process 3 reads from terminal 1',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0; 1 tcsetpgrp tty1 2',
    '1 read_terminal tty1',
    'J9 read_terminal refused: EIO, cannot-be-stopped – the caller is in the background, and its group is orphaned or its signal does not reach it (process 1 is in group 1, which is orphaned; the foreground is 2)',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0; 2 fork 3; 2 exit 0',
    '3 read_terminal tty1',
    'J9 read_terminal: process 3 is in the background: its whole group gets SIGTTIN, and nothing else happens; process 3 stopped',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 fork 3; 3 setpgid 0 0; 2 exit 0',
    '3 tcsetpgrp tty1 3',
    'J6 tcsetpgrp: process 3 is in the background: its whole group gets SIGTTOU, and nothing else happens; process 3 stopped',
  ],
  [
    '1 fork 2; 2 kill 1 STOP',
    '1 waitpid 2 block',
    'J2 waitpid: process 1 waits: none of the children asked for has anything to report, it sleeps',
  ],
  [
    '1 open_terminal tty1; 1 fork 2; 2 fork 3; 2 setpgid 3 0; 2 exit 0',
    '3 write_terminal tty1 tostop',
    'J9 write_terminal: process 3 is in the background: its whole group gets SIGTTOU, and nothing else happens; process 3 stopped',
  ],
];

describe('the sentence of a hierarchy command', () => {
  test.each(TOLD)('the step after "%s" tells "%s" as "%s"', (story, text, sentence) => {
    const before = stateAfter(story);
    const [command] = commandsOf(text) as readonly [Command];
    expect(describeStep(HIERARCHY, before, command, HIERARCHY.step(before, command))).toBe(sentence);
  });
});

describe('the sentence of a POSIX command', () => {
  test.each(POSIX_TOLD)('the step of POSIX after "%s" tells "%s" as "%s"', (story, text, sentence) => {
    const before = posixStateAfter(story);
    const [command] = posixCommandsOf(text) as readonly Command[] as readonly [Command];
    expect(describeStep(POSIX.linux, before, command, POSIX.linux.step(before, command))).toBe(sentence);
  });
});

describe('the sentence of a job-control command', () => {
  const { linux } = JOB_CONTROL;

  test.each(JOB_CONTROL_TOLD)(
    'the step of job control after "%s" tells "%s" as "%s"',
    (story, text, sentence) => {
      const [before, command] = [jobControlStateAfter(story), jobControlCommand(text)];
      expect(describeStep(linux, before, command, linux.step(before, command))).toBe(sentence);
    },
  );
});

/** The command, a refusal that does not apply to it in the first state, and what is said to be there all the same. */
type Inapplicable = readonly [command: string, refusal: Refusal, found: string];

const INAPPLICABLE: readonly Inapplicable[] = [
  ['9 create_group', 'leads-its-group', '(process 9 is in group none)'],
  ['9 move_to_group 8', 'not-in-my-session', '(group 8 is in session none, process 9 in session none)'],
];

const POSIX_INAPPLICABLE: readonly Inapplicable[] = [
  ['1 setpgid 0 0', 'negative-group', '(the group is 1)'],
  ['1 setpgid 2 0', 'negative-group', '(the group is 2)'],
  ['1 setpgid 2 3', 'negative-group', '(the group is 3)'],
  ['8 setpgid 9 0', 'child-in-another-session', '(process 9 is in session none, process 8 in session none)'],
  ['8 setpgid 9 7', 'no-such-group-here', '(group 7 does not live, process 9 in session none)'],
  ['1 setpgid 9 0', 'neither-self-nor-child', '(the parent of process 9 is none)'],
];

describe('the sentence of a refusal that does not apply', () => {
  test.each(INAPPLICABLE)('the refusal of "%s" for %s ends with "%s"', (text, refusal, found) => {
    const [command] = commandsOf(text) as readonly [Command];
    expect(describeRefusal(HIERARCHY, HIERARCHY.initial, command, refusal).endsWith(found)).toBe(true);
  });

  test.each(POSIX_INAPPLICABLE)('the refusal of POSIX "%s" for %s ends with "%s"', (text, refusal, found) => {
    const [command] = posixCommandsOf(text) as readonly Command[] as readonly [Command];
    expect(describeRefusal(POSIX.linux, POSIX.linux.initial, command, refusal).endsWith(found)).toBe(true);
  });
});
