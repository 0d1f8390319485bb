// Small scenarios for each row of the table of several right outcomes (semantics, section 7), each beside one that differs in
// what makes the race.

/** A command, after others. */
export type Row = readonly [after: string, asked: string];

/** A session with a terminal: its leader is 2. */
export const TTY = '1 fork 2; 2 setsid; 2 open_terminal tty1';
/** A job in its foreground, of 3. */
const JOB = `${TTY}; 2 fork 3; 3 setpgid 0 0; 2 tcsetpgrp tty1 3`;
/** A job of 3 and 4, both children of the leader. */
const TWO = `${TTY}; 2 fork 3; 3 setpgid 0 0; 2 fork 4; 4 setpgid 0 3; 2 tcsetpgrp tty1 3`;
/** Two children of 2, in a group of their own. */
const CHILDREN = '1 fork 2; 2 fork 3; 2 fork 4; 3 setpgid 0 0; 4 setpgid 0 3';
/** Init's group, with a terminal and in the background, is not orphaned: 3 links it. */
export const INIT_BEHIND =
  '1 open_terminal tty1; 1 fork 2; 2 setpgid 0 0; 2 fork 3; 3 setpgid 0 1; 1 tcsetpgrp tty1 2';
/** Process 2 waits for the group of 5 alone, and gets 4 of that group without being told: it is stopped as its parent 3 ends. */
export const ADOPTED =
  '1 fork 2; 2 set_subreaper on; 2 fork 5; 5 setpgid 0 0; 2 fork 3; 3 fork 4; 4 setpgid 0 5; 1 kill 4 STOP; 2 waitpid -5 untraced block; 3 exit 0';

/** The leader remembers the foreground of a terminal that was hung up: 4, stopped, with an interrupt waiting, and no child of his. */
const LOST = `${TTY}; 2 fork 3; 3 fork 4; 4 setpgid 0 0; 2 tcsetpgrp tty1 4; 3 exit 0; 2 waitpid 3; 1 kill 4 STOP; tty1 type ^C; tty1 hang_up`;

/** Commands with several right outcomes. */
export const RACED: readonly Row[] = [
  // An interrupt ends several, and their order decides whose children end where.
  [`${JOB}; 3 fork 4; 4 fork 5`, 'tty1 type ^C'],
  [`${JOB}; 3 fork 4; 4 fork 5; 5 fork 6; 6 fork 7`, 'tty1 type ^C'],
  [`${TWO}; 3 fork 5; 5 setpgid 0 0; 4 fork 6; 6 setpgid 0 0`, 'tty1 type ^C'],
  [`${TWO}; 2 waitpid -1 block`, 'tty1 type ^C'],
  // An end brings about another one.
  [`${JOB}; 1 kill 3 STOP; tty1 type ^C`, '2 exit 0'],
  [`${JOB}; 1 kill 3 STOP; tty1 type ^C`, '1 kill 2 9'],
  [
    `${TTY}; 2 fork 3; 3 setpgid 0 0; 3 fork 4; 4 setpgid 0 0; 2 tcsetpgrp tty1 4; 1 kill 4 STOP; tty1 type ^C; 2 tcsetpgrp tty1 3 blocked`,
    'tty1 type ^C',
  ],
  [LOST, '2 exit 0'],
  [`1 ignore_sigchld on; ${LOST}`, '2 exit 0'],
  // One with an interrupt waiting is continued.
  [`${JOB}; 1 kill 3 STOP; tty1 type ^C; 2 waitpid -1 continued block`, '1 kill 3 CONT'],
  // Several children that are waited for have something to report, whether the wait asks for that or not.
  [`${CHILDREN}; 2 waitpid -1 untraced block`, '1 kill -3 STOP'],
  [`${CHILDREN}; 2 waitpid -3 untraced block`, '1 kill -3 STOP'],
  [`${CHILDREN}; 2 waitpid -1 block`, '1 kill -3 STOP'],
  // A signal meets a waiter, and a child of it has something to report: before or after it in the order of signals.
  ['1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 waitpid -1 untraced block', '1 kill -2 STOP'],
  ['1 fork 2; 2 setpgid 0 0; 2 fork 3; 1 kill 3 STOP; 2 waitpid -1 continued block', '1 kill -2 CONT'],
  ['1 fork 3; 3 setpgid 0 0; 3 fork 2; 1 kill 2 STOP; 3 waitpid -1 continued block', '1 kill -3 CONT'],
  // A stop drops a continue report.
  ['1 fork 2; 2 fork 3; 1 kill 3 STOP; 1 kill 3 CONT; 2 waitpid -1 untraced block', '1 kill 3 STOP'],
];

/** Commands like those above, with one right outcome. */
export const FREE: readonly Row[] = [
  ['1 fork 2', '2 exit 0'],
  ['1 fork 2', '1 kill -1 0'],
  ['1 fork 2', '1 kill 0 0'],
  ['1 fork 2', '1 kill 2 9'],
  ['1 fork 2', '1 kill 1 9'],
  ['1 fork 2', '1 kill 0 STOP'],
  ['1 fork 2; 2 setpgid 0 0', '1 kill -2 STOP'],
  ['1 open_terminal tty1; 1 fork 2; 2 setpgid 0 0; 1 tcsetpgrp tty1 2', '1 read_terminal tty1'],
  [INIT_BEHIND, '1 write_terminal tty1'],
  [INIT_BEHIND, '1 tcsetpgrp tty1 1 blocked'],
  [INIT_BEHIND, '3 read_terminal tty1'],
  [TTY, 'tty1 type ^C'],
  [`${TTY}; 2 fork 3; 2 fork 4`, 'tty1 type ^C'],
  [TWO, 'tty1 type ^C'],
  [`${TWO}; 2 fork 5; 5 setpgid 0 3; 2 fork 6; 6 setpgid 0 3; 2 fork 7; 7 setpgid 0 3`, 'tty1 type ^C'],
  [`${JOB}; 3 fork 4`, 'tty1 type ^C'],
  [`${JOB}; 1 kill 3 STOP; tty1 type ^C`, '1 kill 3 CONT'],
  [`${JOB}; 1 kill 3 STOP; tty1 type ^C`, '2 waitpid -1 continued block'],
  [`${JOB}; 1 kill 3 STOP; tty1 type ^C`, '2 fork 4'],
  [`${JOB}; 1 kill 3 STOP`, '2 exit 0'],
  [`${TWO}; 1 kill 3 STOP; tty1 type ^C`, '2 fork 5'],
  ['1 fork 2; 2 fork 3; 2 waitpid -1 untraced block', '1 kill 3 STOP'],
  [`${CHILDREN}; 2 waitpid 3 untraced block`, '1 kill -3 STOP'],
  ['1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 waitpid -1 untraced block', '1 kill 2 STOP'],
  ['1 fork 2; 2 setpgid 0 0; 2 fork 3; 1 kill 3 STOP; 2 waitpid -1 continued block', '1 kill 3 CONT'],
  ['1 fork 3; 3 setpgid 0 0; 3 fork 2; 3 waitpid -1 block', '1 kill -3 HUP'],
  ['1 fork 2; 2 fork 3; 2 waitpid -1 block', '1 fork 4'],
  ['1 fork 2; 2 fork 3; 2 waitpid -1 block', '1 kill 9 STOP'],
  ['1 fork 2; 2 fork 3; 2 waitpid -1 block', '3 exit 0'],
  ['1 fork 2; 2 fork 3; 2 waitpid 0 block', '3 setpgid 0 0'],
  // A number that became stale while the waiter was stopped is borne again, and meant by the call that starts anew.
  [
    '1 fork 2; 2 ignore_sigchld on; 2 fork 3; 3 setpgid 0 0; 2 fork 4; 2 waitpid -3 block; 1 kill 2 STOP; 3 setpgid 0 1; 3 exit 0; 1 fork 3; 3 setpgid 0 0; 4 setpgid 0 3',
    '1 kill 2 CONT',
  ],
];
