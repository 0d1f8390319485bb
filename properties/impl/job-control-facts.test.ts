// Does the terminal table answer as a Linux kernel did? Each row is a fact asked of kernel 6.18, by its id; the rows are
// grouped as the facts are. Each is asked of a table that has room, of one that must grow again and again, and of one that
// is copied before every command.
import { describe, test } from 'vitest';
import { TerminalTable } from '../../src/impl/job-control/terminal-table.ts';
import { runJobScript } from './job-control-script.ts';
import type { NextTable } from './job-control-script.ts';

type Fact = readonly [id: string, claim: string, script: string];

/** 2 leads a session, with child 3 in a group of its own, and grandchild 4 in that. */
const JOB = '1 fork 2; 2 setsid; 2 fork 3; 2 setpgid 3 3; 3 fork 4;';

/** 2 leads a session with terminal 1 and is in the foreground; 3 and 4 are jobs, each in its own group. */
const SHELL = '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 2 setpgid 3 3; 2 fork 4; 2 setpgid 4 4;';

const WAITING: readonly Fact[] = [
  ['W1', 'a child that lives has nothing to tell', '1 fork 2; 1 waitpid -1 => ok pid=0'],
  ['W4', 'a group without a child is ECHILD', '1 fork 2; 1 waitpid -2 => ECHILD'],
  ['W8', 'the own pid is ECHILD', '1 fork 2; 1 waitpid 1 => ECHILD'],
  [
    'W25',
    'of several zombies the first by birth is told of',
    '1 fork 2; 1 fork 3; 3 exit 0; 2 exit 1; 1 waitpid -1 => ok pid=2 status=256',
  ],
  [
    'W27',
    'a wait that blocks ends when the child dies',
    '1 fork 2; 1 waitpid -1 block => ok pid=0 blocked=on; - state 1 => Rw; 2 exit 5; - woken => 1 pid=2 status=1280; - state 2 => gone',
  ],
  [
    'W28',
    'the status of a child that was killed is the signal',
    '1 fork 2; 1 kill 2 9; 1 waitpid 2 => ok pid=2 status=9',
  ],
  [
    'W30 W31 W32',
    'a wait for a group sleeps on when its last child leaves, dies elsewhere, or another one dies',
    '1 fork 2; 2 fork 3; 2 fork 4; 3 setpgid 0 0; 2 waitpid -3 block; 3 setpgid 0 1; - woken => nobody; 3 exit 0; - woken => nobody; 4 exit 0; - state 2 => Rw',
  ],
  [
    'W33',
    'after a signal the same wait is ECHILD',
    '1 fork 2; 2 fork 3; 3 setpgid 0 0; 2 waitpid -3 block; 3 setpgid 0 1; 1 kill 2 HUP; - woken => 2 ECHILD',
  ],
  [
    'W34',
    'a child that joins the group later ends the wait when it dies',
    '1 fork 2; 2 fork 3; 3 setpgid 0 0; 2 fork 4; 2 waitpid -3 block; 4 setpgid 0 3; 4 exit 4; - woken => 2 pid=4 status=1024',
  ],
  [
    'W35 W36',
    'a zombie that is moved into the group wakes nobody, and a new wait finds it',
    '1 fork 2; 2 fork 3; 3 setpgid 0 0; 2 fork 4; 4 exit 0; 2 setpgid 4 3; 2 waitpid -3 => ok pid=4 status=0',
  ],
  [
    'W37',
    'a child in another session can be waited for',
    '1 fork 2; 2 setsid; 2 exit 0; 1 waitpid -2 => ok pid=2 status=0',
  ],
  [
    'W43',
    'a wait is ECHILD when its last child is freed at once',
    '1 fork 2; 2 ignore_sigchld on; 2 fork 3; 2 fork 4; 2 waitpid -1 block; 3 exit 0; - woken => nobody; 4 exit 0; - woken => 2 ECHILD',
  ],
  [
    'W44',
    'the number of a child that is freed at once is free',
    '1 ignore_sigchld on; 1 fork 2; 2 setpgid 0 0; 2 exit 0; 1 fork 2',
  ],
];

const STOPPING: readonly Fact[] = [
  [
    'J2 J3',
    'a stop is reported once, and only where it is asked for',
    '1 fork 2; 1 kill 2 STOP; 1 waitpid -1 => ok pid=0; 1 waitpid -1 untraced => ok pid=2 status=4991; 1 waitpid -1 untraced => ok pid=0',
  ],
  [
    'J5',
    'a continuation is reported once',
    '1 fork 2; 1 kill 2 STOP; 1 waitpid -1 untraced; 1 kill 2 CONT; 1 waitpid -1 continued => ok pid=2 status=65535; 1 waitpid -1 continued => ok pid=0',
  ],
  [
    'J6',
    'the report of a stop is lost with the continuation',
    '1 fork 2; 1 kill 2 STOP; 1 kill 2 CONT; 1 waitpid -1 untraced => ok pid=0',
  ],
  [
    'J7 J8',
    'a stopped child can be moved, and is found by its new group',
    '1 fork 2; 1 kill 2 STOP; 1 setpgid 2 2; 1 waitpid -2 untraced => ok pid=2 status=4991',
  ],
  [
    'J9',
    'a SIGHUP waits while a process is stopped',
    '1 fork 2; 1 kill 2 STOP; 1 kill 2 HUP; - pending 2 => h; - received 2 => nothing',
  ],
  [
    'J10',
    'SIGKILL ends a stopped process',
    '1 fork 2; 1 kill 2 STOP; 1 kill 2 9; - state 2 => Z; 1 waitpid 2 untraced => ok pid=2 status=9',
  ],
  [
    'J12',
    'SIGCONT to a group continues its members, and reaches those that run',
    `${JOB} 1 kill 3 STOP; 1 kill -3 CONT; - state 3 => R; - received 3 => SIGCONT; - received 4 => SIGCONT; - told => 3 continued, 3 SIGCONT, 4 SIGCONT`,
  ],
  [
    'J18',
    'a stop signal discards the report of a continuation',
    '1 fork 2; 1 kill 2 STOP; 1 kill 2 CONT; 1 kill 2 STOP; 1 waitpid -1 continued => ok pid=0; 1 waitpid -1 untraced => ok pid=2 status=4991',
  ],
  [
    'J19',
    'init takes no notice of signals that stop or end',
    '1 kill 1 STOP; 1 kill 1 9; 1 kill 0 TSTP; - state 1 => R',
  ],
  ['K7', 'nobody there is found before an odd signal', '1 kill 9 STOP => ESRCH; 1 kill -9 CONT => ESRCH'],
  [
    'K8',
    'a group of another session can be signalled',
    '1 fork 2; 2 setsid; 1 kill -2 HUP; - received 2 => SIGHUP',
  ],
];

const ORPHANING: readonly Fact[] = [
  [
    'O1',
    'an exit that orphans a group with a stopped member sends SIGHUP and SIGCONT to all of it',
    `${JOB} 1 kill 4 STOP; 2 exit 0; - received 3 => SIGHUP SIGCONT; - received 4 => SIGHUP SIGCONT; - state 4 => R`,
  ],
  [
    'O2',
    'with nobody stopped it sends nothing',
    `${JOB} 2 exit 0; - received 3 => nothing; - received 4 => nothing`,
  ],
  [
    'O3 O4',
    'SIGTSTP, SIGTTIN and SIGTTOU stop nobody in an orphaned group',
    '1 fork 2; 2 setsid; 1 kill 2 TSTP; 1 kill -2 TTIN; 1 kill 2 TTOU; - state 2 => R',
  ],
  ['O5', 'SIGSTOP does', '1 fork 2; 2 setsid; 1 kill 2 STOP; - state 2 => T'],
  [
    'O7',
    'a parent that joins the group of its child orphans it in silence',
    '1 fork 2; 2 setsid; 2 fork 3; 2 fork 4; 3 setpgid 0 0; 3 fork 5; 5 setpgid 0 0; 1 kill 5 STOP; 3 setpgid 0 5; - received 5 => nothing; - state 5 => T',
  ],
  [
    'O8 O9',
    "a parent's setsid orphans in silence, and so does its exit after that",
    '1 fork 2; 2 fork 3; 2 setpgid 3 3; 1 kill 3 STOP; 2 setsid; - received 3 => nothing; 2 exit 0; - received 3 => nothing; - state 3 => T',
  ],
  [
    'O10',
    'the exit of the member that was the link orphans the rest',
    '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 3 fork 4; 1 kill 4 STOP; 3 exit 0; - received 4 => SIGHUP SIGCONT',
  ],
  [
    'O11',
    'one link of two changes nothing',
    '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 2 fork 5; 2 setpgid 5 3; 3 fork 4; 1 kill 4 STOP; 3 exit 0; - received 4 => nothing; - state 4 => T',
  ],
  [
    'O12',
    'a child adopted by a subreaper of its session is a link still',
    '1 fork 2; 2 setsid; 2 set_subreaper on; 2 fork 3; 3 setpgid 0 0; 3 fork 4; 4 setpgid 0 0; 1 kill 4 STOP; 3 exit 0; - received 4 => nothing; 4 getppid => ESRCH; 1 kill 4 CONT; 4 getppid => ok ppid=2; 1 kill 4 TSTP; - state 4 => T',
  ],
  [
    'O13',
    'init counts as a parent like any other',
    '1 fork 2; 2 setpgid 0 0; 1 kill -2 TSTP; - state 2 => T',
  ],
  [
    'O14',
    'a zombie is no link',
    '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 2 fork 5; 2 setpgid 5 3; 3 fork 4; 1 kill 4 STOP; 5 exit 0; - received 4 => nothing; 3 exit 0; - received 4 => SIGHUP SIGCONT',
  ],
  [
    'O15 O16 O17',
    'a new session leader is in an orphaned group, its child in that too, and one in its own group is not',
    '1 fork 2; 2 setsid; 2 fork 3; 2 fork 4; 2 setpgid 4 4; 1 kill 2 TSTP; 1 kill 3 TSTP; 1 kill 4 TSTP; - state 2 => R; - state 3 => R; - state 4 => T',
  ],
];

const ACQUIRING: readonly Fact[] = [
  [
    'T1 T2',
    'with noctty a leader gets no terminal',
    '1 fork 2; 2 setsid; 2 open_terminal tty1 noctty; 2 open_dev_tty => ENXIO; 2 tcgetpgrp tty1 => ENOTTY; 2 tcgetsid tty1 => ENOTTY; 2 tcgetpgrp tty1 master => ok pgid=0; 2 tcgetsid tty1 master => ENOTTY',
  ],
  ['T3', 'who leads no session gets none', '1 fork 2; 2 set_controlling_terminal tty1 => EPERM'],
  [
    'T4 T5 T6',
    'a leader that asks for one gets it, with its group in the foreground, and may ask again',
    '1 fork 2; 2 setsid; 2 set_controlling_terminal tty1; 2 tcgetpgrp tty1 => ok pgid=2; 2 tcgetsid tty1 => ok sid=2; 2 set_controlling_terminal tty1; 2 set_controlling_terminal tty1 steal',
  ],
  [
    'T7 T8',
    'a child from after that has it, one from before has not',
    '1 fork 2; 2 setsid; 2 fork 3; 2 open_terminal tty1; 2 fork 4; 3 open_dev_tty => ENXIO; 4 open_dev_tty => ok',
  ],
  [
    'T9',
    'a leader that has one gets no other',
    '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 set_controlling_terminal tty2 => EPERM; 2 open_terminal tty2; - tty2 => free',
  ],
  [
    'T10 T11 T16',
    'one that serves a session is not given to another',
    `${SHELL} 1 fork 5; 5 setsid; 5 set_controlling_terminal tty1 => EPERM; 5 open_terminal tty1; 5 open_dev_tty => ENXIO`,
  ],
  [
    'T12 T13 T14',
    'it can be stolen, without a signal, and the old session has none',
    `${SHELL} 1 fork 5; 5 setsid; 5 set_controlling_terminal tty1 steal; - tty1 => s5 fg 5; 2 open_dev_tty => ENXIO; 3 open_dev_tty => ENXIO; - told => nothing`,
  ],
  [
    'T15',
    'who was stolen from can take another',
    `${SHELL} 1 fork 5; 5 setsid; 5 set_controlling_terminal tty1 steal; 2 open_terminal tty2; - tty2 => s2 fg 2`,
  ],
  ['T20', 'who leads no session gets none by opening', '1 fork 2; 2 open_terminal tty1; - tty1 => free'],
  [
    'T24 T25',
    'setsid drops the terminal of the caller alone',
    `${SHELL} 4 setpgid 0 3; 4 setsid; 4 open_dev_tty => ENXIO; 3 open_dev_tty => ok`,
  ],
  ['T26', 'execve keeps it', `${SHELL} 3 execve; 3 open_dev_tty => ok`],
];

const FOREGROUND: readonly Fact[] = [
  ['T30', 'a job is put into the foreground', `${SHELL} 2 tcsetpgrp tty1 3; 2 tcgetpgrp tty1 => ok pgid=3`],
  [
    'T31',
    'a leader in the background takes it back where it ignores SIGTTOU',
    `${SHELL} 2 tcsetpgrp tty1 3; 2 tcsetpgrp tty1 2 ignored; - tty1 => s2 fg 2`,
  ],
  [
    'T32',
    'a negative number is EINVAL, to anybody',
    `${SHELL} 2 tcsetpgrp tty1 -3 => EINVAL; 1 tcsetpgrp tty1 -3 => EINVAL`,
  ],
  [
    'T33 T34',
    'what nothing bears is ESRCH',
    `${SHELL} 2 tcsetpgrp tty1 0 => ESRCH; 2 tcsetpgrp tty1 9 => ESRCH`,
  ],
  ['T35', 'a group of another session is EPERM', `${SHELL} 2 tcsetpgrp tty1 1 => EPERM`],
  [
    'T36',
    'the number of a process that leads no group is accepted',
    `${SHELL} 2 fork 5; 2 tcsetpgrp tty1 5; - tty1 => s2 fg 5; tty1 type ^C; - told => nothing; 2 tcgetpgrp tty1 => ok pgid=5`,
  ],
  [
    'T37',
    'a terminal that is not its own is ENOTTY',
    `${SHELL} 2 tcsetpgrp tty2 3 => ENOTTY; 1 tcsetpgrp tty1 2 => ENOTTY`,
  ],
  [
    'T40',
    'a group whose leader is gone can be there',
    `${SHELL} 3 fork 5; 3 exit 0; 2 waitpid 3; 2 tcsetpgrp tty1 3; - tty1 => s2 fg 3`,
  ],
  ['T41', 'a group of zombies can be there', `${SHELL} 3 exit 0; 2 tcsetpgrp tty1 3; - tty1 => s2 fg 3`],
  [
    'T42 T43 T44',
    'a foreground that is gone is shown still, names nothing, and keeps no number in use',
    `${SHELL} 2 tcsetpgrp tty1 3; 3 exit 0; 2 waitpid 3; 2 tcgetpgrp tty1 => ok pgid=3; 2 tcsetpgrp tty1 3 blocked => ESRCH; 2 fork 3; - tty1 => s2 fg 3`,
  ],
  [
    'T45 T46',
    'a group that gets the number looks like the foreground and is not',
    `${SHELL} 2 tcsetpgrp tty1 3; 3 exit 0; 2 waitpid 3; 2 fork 3; 2 setpgid 3 3; 3 getpgid 0 => ok pgid=3; 3 tcgetpgrp tty1 => ok pgid=3; 3 read_terminal tty1 => ok stopped=on; 2 tcsetpgrp tty1 3 blocked; 2 kill 3 CONT; 3 read_terminal tty1 => ok`,
  ],
  [
    'T47',
    'the other side sees the same number',
    `${SHELL} 2 tcsetpgrp tty1 3; 1 tcgetpgrp tty1 master => ok pgid=3`,
  ],
  [
    'T96 T97 T98',
    'through the master a stranger may ask, and not set',
    `${SHELL} 2 tcsetpgrp tty1 3 master; 1 tcgetpgrp tty1 master => ok pgid=3; 1 tcgetsid tty1 master => ok sid=2; 1 tcsetpgrp tty1 3 master => ENOTTY; 1 tcgetpgrp tty1 => ENOTTY; 1 tcgetsid tty1 => ENOTTY`,
  ],
  [
    'T112 T113',
    'a group that all have left, and its namesake has entered again, is the foreground again',
    `${SHELL} 2 tcsetpgrp tty1 3; 3 setpgid 0 4; - tty1 => s2 fg 3; 3 read_terminal tty1 => ok stopped=on; 2 kill -4 CONT; 3 setpgid 0 0; 3 read_terminal tty1 => ok`,
  ],
];

const BACKGROUND: readonly Fact[] = [
  [
    'T50 T51',
    'a read from the background stops the whole group',
    `${SHELL} 4 setpgid 0 3; 4 read_terminal tty1 => ok stopped=on; - state 3 => T; - state 4 => T; 2 waitpid 3 untraced => ok pid=3 status=5503`,
  ],
  [
    'T52',
    'in the foreground and continued it can read',
    `${SHELL} 3 read_terminal tty1 => ok stopped=on; 2 tcsetpgrp tty1 3; 2 kill 3 CONT; 3 read_terminal tty1 => ok`,
  ],
  [
    'T53 T54',
    'with SIGTTIN ignored or blocked it is EIO',
    `${SHELL} 3 read_terminal tty1 ignored => EIO; 3 read_terminal tty1 blocked => EIO; - state 3 => R`,
  ],
  [
    'T55 T57 T58 T59',
    'a write stops with tostop and the default action alone',
    `${SHELL} 3 write_terminal tty1 => ok; 3 write_terminal tty1 ignored tostop => ok; 3 write_terminal tty1 blocked tostop => ok; 3 write_terminal tty1 tostop => ok stopped=on; 2 waitpid 3 untraced => ok pid=3 status=5759`,
  ],
  [
    'T60 T62',
    'a tcsetpgrp stops, without effect, unless SIGTTOU is blocked',
    `${SHELL} 3 tcsetpgrp tty1 3 => ok stopped=on; - tty1 => s2 fg 2; 2 kill 3 CONT; 3 tcsetpgrp tty1 3 master => ok stopped=on; 2 kill 3 CONT; 3 tcsetpgrp tty1 3 blocked; - tty1 => s2 fg 3`,
  ],
  ['T63', 'anybody may ask for the foreground', `${SHELL} 3 tcgetpgrp tty1 => ok pgid=2; - state 3 => R`],
  [
    'T70 T71 T72 T74',
    'in an orphaned group it is EIO, and tcsetpgrp ENOTTY unless SIGTTOU is ignored',
    `${SHELL} 2 tcsetpgrp tty1 3; 2 read_terminal tty1 => EIO; 2 write_terminal tty1 tostop => EIO; 2 tcsetpgrp tty1 4 => ENOTTY; 2 write_terminal tty1 => ok; 2 tcsetpgrp tty1 4 ignored; - tty1 => s2 fg 4`,
  ],
];

const LOSING: readonly Fact[] = [
  [
    'T80 T81 T82 T83',
    "a leader's exit sends SIGHUP to the foreground alone, and nobody has the terminal",
    `${SHELL} 2 tcsetpgrp tty1 3; 2 exit 0; - received 3 => SIGHUP; - received 4 => nothing; 3 open_dev_tty => ENXIO; 4 getsid 0 => ok sid=2; - tty1 => free; - terminal 2 => 0`,
  ],
  [
    'T84 T85 T86',
    'it serves another session at once, and the old one gets none any more',
    `${SHELL} 2 exit 0; 1 fork 5; 5 setsid; 5 open_terminal tty1; - tty1 => s5 fg 5; 3 tcgetpgrp tty1 => ENOTTY; 3 set_controlling_terminal tty2 => EPERM`,
  ],
  [
    'T87',
    'a stopped job that the exit orphans gets SIGHUP and SIGCONT',
    `${SHELL} 2 tcsetpgrp tty1 3; 1 kill 3 STOP; 1 kill 4 STOP; 2 exit 0; - received 4 => SIGHUP SIGCONT; - received 3 => SIGHUP SIGCONT; - state 3 => R`,
  ],
  [
    'T88',
    "a foreground leader's exit sends nothing",
    `${SHELL} 3 fork 5; 2 tcsetpgrp tty1 3; 3 exit 0; - received 5 => nothing; 5 open_dev_tty => ok`,
  ],
  [
    'T89',
    'where the leader itself is in the foreground the others there get SIGHUP',
    `${SHELL} 2 fork 5; 2 exit 0; - received 5 => SIGHUP; - state 2 => Z`,
  ],
  [
    'T90',
    'who has not got it cannot give it up',
    `${SHELL} 2 leave_terminal tty2 => ENOTTY; 1 leave_terminal tty1 => ENOTTY`,
  ],
  [
    'T91 T94',
    'who leads no session gives up its own alone',
    `${SHELL} 3 leave_terminal tty1; - told => nothing; 3 open_dev_tty => ENXIO; 4 open_dev_tty => ok; 3 tcgetpgrp tty1 => ENOTTY; 3 tcsetpgrp tty1 3 => ENOTTY`,
  ],
  [
    'T92 T93',
    'a leader gives up that of all, with SIGHUP and SIGCONT to the foreground, and can take it again',
    `${SHELL} 2 fork 5; 2 leave_terminal tty1; - received 2 => SIGHUP SIGCONT; - received 5 => SIGHUP SIGCONT; - received 3 => nothing; 3 open_dev_tty => ENXIO; 2 open_terminal tty1; 2 open_dev_tty => ok; 3 open_dev_tty => ENXIO`,
  ],
  [
    'T100 T101',
    'a hang-up signals the leader alone, and nobody has the terminal',
    `${SHELL} 2 tcsetpgrp tty1 3; tty1 hang_up; - received 2 => SIGHUP SIGCONT; - received 3 => nothing; 3 open_dev_tty => ENXIO; - tty1 => free`,
  ],
  [
    'T102',
    "after a hang-up the foreground from then is signalled at the leader's exit",
    `${SHELL} 2 tcsetpgrp tty1 3; tty1 hang_up; 2 exit 0; - received 3 => SIGHUP SIGCONT; - received 4 => nothing`,
  ],
  [
    'T110',
    '^C ends the foreground alone',
    `${SHELL} 2 tcsetpgrp tty1 3; tty1 type ^C; - state 3 => Z; - state 4 => R; - state 2 => R; 2 waitpid -1 => ok pid=3 status=2`,
  ],
  [
    'T111',
    '^Z stops it',
    `${SHELL} 2 tcsetpgrp tty1 3; tty1 type ^Z; - state 3 => T; - state 2 => R; 2 waitpid -1 untraced => ok pid=3 status=5247`,
  ],
];

const copied: NextTable = (table) => TerminalTable.from(structuredClone(table.snapshot()));

const TABLES: readonly (readonly [kind: string, run: (script: string) => void])[] = [
  ['a table with room', (script) => runJobScript(new TerminalTable(), script)],
  ['a table that grows', (script) => runJobScript(new TerminalTable({ capacity: 1 }), script)],
  ['a table that is copied', (script) => runJobScript(new TerminalTable({ capacity: 3 }), script, copied)],
];

const FACTS: readonly (readonly [subject: string, facts: readonly Fact[]])[] = [
  ['waiting', WAITING],
  ['stopping', STOPPING],
  ['orphaned groups', ORPHANING],
  ['acquiring a terminal', ACQUIRING],
  ['the foreground', FOREGROUND],
  ['access from the background', BACKGROUND],
  ['losing a terminal', LOSING],
];

describe.each(TABLES)('%s', (_kind, run) => {
  describe.each(FACTS)('about %s', (_subject, facts) => {
    test.each(facts)('the table answers as linux:%s says: %s', (_id, _claim, script) => run(script));
  });
});
