// Does the POSIX table answer as a Linux kernel did? Each row is a fact asked of kernel 6.18, by its id; the rows are
// grouped as the facts are.
import { describe, test } from 'vitest';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { runScript } from './posix-script.ts';

type Fact = readonly [id: string, claim: string, script: string];

const FORK: readonly Fact[] = [
  ['F1', "a child is in its parent's group", '1 fork 2; 2 setpgid 0 0; 2 fork 3; 3 getpgid 0 => 2'],
  ['F2', "a child is in its parent's session", '1 fork 2; 2 setsid; 2 fork 3; 3 getsid 0 => 2'],
  ['F3', "a child's parent is the caller", '1 fork 2; 2 fork 3; 3 getppid => 2; 1 getppid => 0'],
  ['F4', 'the child of a session leader leads none', '1 fork 2; 2 setpgid 0 0 => 0'],
  ['F5', 'the child of a session leader may lead one', '1 fork 2; 2 setsid => 2; 2 fork 3; 3 setsid => 3'],
  [
    'F12',
    'a later move of the parent does not move the child',
    '1 fork 2; 2 fork 3; 2 setpgid 0 0; 3 getpgid 0 => 1',
  ],
];

const SETSID: readonly Fact[] = [
  [
    'S1-S3',
    'leads session and group, and may not again',
    '1 fork 2; 2 setsid => 2; 2 getpgid 0 => 2; 2 getsid 0 => 2; 2 setsid => EPERM',
  ],
  ['S4', 'is refused to a group leader alone in its group', '1 fork 2; 2 setpgid 0 0; 2 setsid => EPERM'],
  [
    'S5-S7',
    'is refused while anybody, be it a zombie, is in the group of its number',
    '1 fork 4; 4 setpgid 0 0; 4 fork 5; 4 setpgid 0 1 => 0; 4 getpgid 0 => 1; 5 getpgid 0 => 4; 4 setsid => EPERM;' +
      '5 exit; 4 setsid => EPERM; 4 waitpid 5 => 5; 4 setsid => 4',
  ],
  [
    'S8',
    'is allowed once its own group is gone',
    '1 fork 2; 2 setpgid 0 0; 2 setpgid 0 1; - group 2 => gone; 2 setsid => 2',
  ],
  [
    'S9-S11',
    'leaves the children in the old session, out of its reach',
    '1 fork 2; 2 fork 3; 2 setsid; 3 getsid 0 => 1; 3 getpgid 0 => 1; 2 setpgid 3 3 => EPERM; 3 setpgid 0 2 => EPERM',
  ],
  ['S12', 'is refused to init', '1 setsid => EPERM'],
  ['S13', 'is refused to a leader made so by its parent', '1 fork 2; 1 setpgid 2 2; 2 setsid => EPERM'],
  [
    'S14-S17',
    "asks for the caller's number only, whoever is in that group",
    '1 fork 2; 2 fork 3; 2 fork 4; 2 setpgid 3 3; 2 setpgid 4 3; 2 setpgid 0 3; 2 setpgid 3 1; 3 setsid => EPERM;' +
      '2 setsid => 2; 3 setsid => EPERM; 4 setpgid 0 1; 3 setsid => 3',
  ],
];

/** 2 is a child of init with child 3 and grandchild 4; 5 is a sibling; 6 leads a session; group 5 lives. */
const FAMILY =
  '1 fork 2; 2 fork 3; 3 fork 4; 1 fork 5; 1 setpgid 5 5; 2 fork 6; 6 setsid; 2 fork 9; 2 execve; 6 fork 7;';

const SETPGID: readonly Fact[] = [
  [
    'G1 G2',
    'makes a group, and again changes nothing',
    '1 fork 2; 2 setpgid 0 0 => 0; 2 setpgid 0 0 => 0; - group 2 => 2',
  ],
  ['G3', 'a negative group is EINVAL', `${FAMILY} 2 setpgid 0 -5 => EINVAL`],
  ['G4', 'that comes before an unknown pid', `${FAMILY} 2 setpgid 99 -1 => EINVAL`],
  ['G5', 'a negative pid with a group is ESRCH', `${FAMILY} 2 setpgid -1 5 => ESRCH`],
  ['G6', 'a negative pid with 0 is EINVAL', `${FAMILY} 2 setpgid -1 0 => EINVAL`],
  ['G7', 'an unknown pid is ESRCH', `${FAMILY} 2 setpgid 99 0 => ESRCH; 2 setpgid 99 5 => ESRCH`],
  ['G8', 'the parent is ESRCH', `${FAMILY} 3 setpgid 2 2 => ESRCH`],
  ['G9', 'a grandchild is ESRCH', `${FAMILY} 2 setpgid 4 4 => ESRCH`],
  ['G10', 'a sibling is ESRCH', `${FAMILY} 2 setpgid 5 5 => ESRCH`],
  ['G11 G12', 'an unknown group is EPERM', `${FAMILY} 2 setpgid 0 99 => EPERM; 2 setpgid 3 99 => EPERM`],
  ['G13', 'the pid of one that leads no group is EPERM', `${FAMILY} 2 setpgid 0 3 => EPERM`],
  [
    'G14 G15',
    "a child's own group, and into it",
    `${FAMILY} 2 setpgid 3 3 => 0; 2 setpgid 0 3 => 0; - group 3 => 2 3`,
  ],
  ['G16', 'the own pid in full', `${FAMILY} 2 setpgid 2 2 => 0; 2 getpgid 0 => 2`],
  ['G17', 'a session leader may not, though nothing would change', `${FAMILY} 6 setpgid 0 0 => EPERM`],
  ['G18', 'a session leader may not join another group', `${FAMILY} 7 setpgid 0 0; 6 setpgid 0 7 => EPERM`],
  ['G19', 'nor an unknown one', `${FAMILY} 6 setpgid 0 99 => EPERM`],
  ['G20', 'negative is EINVAL to a session leader too', `${FAMILY} 6 setpgid 0 -99 => EINVAL`],
  [
    'G21 G22',
    'a child that leads a session is EPERM',
    `${FAMILY} 2 setpgid 6 6 => EPERM; 2 setpgid 6 99 => EPERM`,
  ],
  [
    'G23 G24',
    'a group of another session is EPERM',
    `${FAMILY} 2 setpgid 0 6 => EPERM; 2 setpgid 3 6 => EPERM`,
  ],
  ['G25', 'no child in another session is ESRCH', `${FAMILY} 1 setpgid 6 6 => ESRCH; 2 setpgid 7 7 => ESRCH`],
  ['G26', 'a huge pid has no meaning', `${FAMILY} 2 setpgid 2147483647 0 => ESRCH`],
  [
    'G30-G33',
    'a leader that left comes back into the same group',
    '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 fork 4; 2 setpgid 0 1 => 0; 3 getpgid 0 => 2; 4 getpgid 0 => 2;' +
      '2 setpgid 0 0 => 0; - group 2 => 2 3 4; 1 kill -2 0 => 0',
  ],
  [
    'G34',
    'its parent can bring it back',
    '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 setpgid 2 1 => 0; 1 setpgid 2 2 => 0; - group 2 => 2 3',
  ],
  [
    'G35-G37',
    'an emptied group is gone, and its namesake or the parent of that makes it anew',
    '1 fork 5; 1 fork 6; 5 setpgid 0 0; 5 setpgid 0 1; 6 setpgid 0 5 => EPERM; 5 setpgid 0 0 => 0; 5 getpgid 0 => 5;' +
      '5 setpgid 0 1 => 0; 1 setpgid 5 5 => 0; 5 getpgid 0 => 5',
  ],
  [
    'G40-G43 G45',
    'a group outlives its leader, may be joined, and is gone with its last member',
    '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 exit; 1 waitpid 2 => 2; 3 getpgid 0 => 2; 1 fork 4; 4 setpgid 0 2 => 0;' +
      '1 getpgid 2 => ESRCH; 1 setpgid 2 2 => ESRCH; 3 setpgid 0 0; 4 setpgid 0 1; 1 setpgid 4 2 => EPERM',
  ],
  [
    'G44',
    'a child is whom one has adopted, too',
    '1 fork 2; 2 fork 3; 2 exit; 3 getppid => 1; 1 setpgid 3 3 => 0; 3 getpgid 0 => 3',
  ],
];

const ZOMBIES: readonly Fact[] = [
  ['Z1', 'has a group and a session', '1 fork 3; 3 exit; 1 getpgid 3 => 1; 1 getsid 3 => 1'],
  [
    'Z2 Z3',
    'gets a group of its own by its parent, which the living may join',
    '1 fork 3; 3 exit; 1 setpgid 3 3 => 0; 1 getpgid 3 => 3; - group 3 => 3; 1 fork 4; 4 setpgid 0 3 => 0; 4 getpgid 0 => 3',
  ],
  ['Z4 Z6', 'is there for kill', '1 fork 3; 3 exit; 1 setpgid 3 3; 1 kill -3 0 => 0; 1 kill 3 0 => 0'],
  [
    'Z7 Z7b',
    'is moved, and the group that it leaves empty is gone',
    '1 fork 3; 3 setpgid 0 0; 3 exit; 1 setpgid 3 1 => 0; 1 getpgid 3 => 1; 1 fork 4; 4 setpgid 0 3 => EPERM',
  ],
  [
    'Z8 Z9',
    'is waited for by the group it has now, and then gone',
    '1 fork 3; 1 fork 4; 4 setpgid 0 0; 3 exit; 1 setpgid 3 4 => 0; 1 waitpid -4 => 3;' +
      '1 getpgid 3 => ESRCH; 1 getsid 3 => ESRCH; 1 kill 3 0 => ESRCH; 1 setpgid 3 3 => ESRCH',
  ],
  ['Z10', 'that had executed is not moved', '1 fork 3; 3 execve; 3 exit; 1 setpgid 3 3 => EACCES'],
  ['Z11', 'that led another session is not moved', '1 fork 3; 3 setsid; 3 exit; 1 setpgid 3 3 => EPERM'],
  [
    'Z13',
    'has given its children away when it died',
    '1 fork 2; 2 fork 3; 2 exit; - state 2 => Z; 3 getppid => 1',
  ],
  ['Z14', 'is not moved by its grandparent', '1 fork 2; 2 fork 3; 3 exit; 1 setpgid 3 3 => ESRCH'],
  [
    'Z15-Z20',
    'that led a session leaves it to the others',
    '1 fork 9; 9 setsid; 9 fork 11; 9 fork 12; 9 exit; 11 getsid 0 => 9; 12 getpgid 0 => 9; 1 waitpid 9 => 9;' +
      '11 getpgid 0 => 9; 11 getsid 0 => 9; 12 getsid 0 => 9; 1 getsid 9 => ESRCH; 11 setpgid 0 0 => 0;' +
      '11 getpgid 0 => 11; 12 setpgid 0 11; 12 setpgid 0 9 => EPERM; 12 getsid 0 => 9',
  ],
];

const IDS: readonly Fact[] = [
  [
    'I1 I2',
    "a running process's, and a zombie's",
    '1 fork 2; 1 fork 2 => EEXIST; 2 exit; 1 fork 2 => EEXIST',
  ],
  [
    'I3-I6',
    'that of a group with members, zombies or not, until the last is reaped',
    '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 fork 4; 2 exit; 1 waitpid 2; 1 fork 2 => EEXIST; 3 exit; 4 exit;' +
      '1 fork 2 => EEXIST; 1 waitpid 3; 1 fork 2 => EEXIST; 1 waitpid 4; 1 fork 2 => 2',
  ],
  [
    'I7-I10',
    'that of a session whose first group is gone, be there but a zombie; taken again it starts clean',
    '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 2 exit; 1 waitpid 2 => 2; 3 getsid 0 => 2; 3 getpgid 0 => 3;' +
      '- group 2 => gone; 1 fork 2 => EEXIST; 3 exit; 1 fork 2 => EEXIST; 1 waitpid 3; 1 fork 2 => 2; 2 setsid => 2',
  ],
  [
    'I11',
    'that of a process whose group is gone',
    '1 fork 2; 2 setpgid 0 0; 2 setpgid 0 1; 1 fork 2 => EEXIST',
  ],
  [
    'I12 I13',
    'the group of a reaped child, until its parent leaves it: nobody has to die',
    '1 fork 2; 2 fork 6; 2 setpgid 6 6; 2 setpgid 0 6; 6 exit; 2 waitpid 6; 2 getpgid 0 => 6; 1 fork 6 => EEXIST;' +
      '2 setpgid 0 1; 1 fork 6 => 6',
  ],
  [
    'I14',
    'that group until its last member calls setsid',
    '1 fork 2; 2 fork 7; 2 setpgid 7 7; 2 setpgid 0 7; 7 exit; 2 waitpid 7; 2 setsid; 1 fork 7 => 7',
  ],
];

const EXECVE: readonly Fact[] = [
  [
    'E1 E2 E4',
    'takes the child out of its parent’s hands',
    '1 fork 2; 2 execve; 1 setpgid 2 2 => EACCES; 1 setpgid 2 99 => EACCES; 1 setpgid 2 1 => EACCES',
  ],
  ['E3', 'comes after EINVAL', '1 fork 2; 2 execve; 1 setpgid 2 -1 => EINVAL'],
  ['E5', 'lets the child itself', '1 fork 2; 2 execve; 2 setpgid 0 0 => 0; 2 getpgid 0 => 2'],
  ['E6', 'is not inherited', '1 fork 2; 2 execve; 2 fork 4; 2 setpgid 4 4 => 0; 4 getpgid 0 => 4'],
  ['E8', 'keeps group and session', '1 fork 6; 6 setpgid 0 0; 6 execve; 6 getpgid 0 => 6; 6 getsid 0 => 1'],
  ['E9', 'comes after EPERM for another session', '1 fork 2; 2 setsid; 2 execve; 1 setpgid 2 2 => EPERM'],
  [
    'E10',
    'leaves a session leader one',
    '1 fork 2; 2 setsid; 2 execve; 2 setsid => EPERM; 2 setpgid 0 0 => EPERM',
  ],
  ['E11', 'binds who adopts the child, too', '1 fork 2; 2 fork 3; 3 execve; 2 exit; 1 setpgid 3 3 => EACCES'],
  ['E12', 'allows setsid', '1 fork 9; 9 execve; 9 setsid => 9'],
];

const QUERIES: readonly Fact[] = [
  ['Q1', 'of the caller by 0', '1 fork 3; 3 setpgid 0 0; 3 getpgid 0 => 3; 3 getpgid 3 => 3'],
  [
    'Q2',
    'of a process in another session',
    '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 1 getpgid 3 => 3; 1 getsid 3 => 2',
  ],
  ['Q3', 'of a negative pid', '1 getpgid -1 => ESRCH; 1 getsid -1 => ESRCH'],
  ['Q4', 'of nobody', '1 getpgid 9 => ESRCH; 1 getsid 9 => ESRCH'],
];

/** 2 waits: 3 is in its group, 4 leads its own; 5 is a grandchild. */
const WAITING = '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 fork 4; 4 setpgid 0 0; 3 fork 5;';

const WAITPID: readonly Fact[] = [
  [
    'W1-W3',
    'answers 0 while children live',
    `${WAITING} 2 waitpid -1 => 0; 2 waitpid 0 => 0; 2 waitpid -4 => 0; 2 waitpid 3 => 0`,
  ],
  [
    'W4 W5',
    'knows no child in a group',
    `${WAITING} 2 waitpid -1000 => ECHILD; 1 fork 9; 9 setpgid 0 0; 2 waitpid -9 => ECHILD`,
  ],
  [
    'W6-W8',
    'takes children only',
    `${WAITING} 2 waitpid 1 => ECHILD; 2 waitpid 99 => ECHILD; 2 waitpid 2 => ECHILD; 1 waitpid 1 => ECHILD`,
  ],
  ['W9', 'finds nobody for -2^31', `${WAITING} 2 waitpid -2147483648 => ESRCH`],
  ['W11', 'is refused where there are no children', '1 waitpid -1 => ECHILD; 1 waitpid 0 => ECHILD'],
  [
    'W12-W14',
    "takes by 0 the child of the caller's group alone",
    `${WAITING} 3 exit 3; 4 exit 7; 2 waitpid 0 => 3:768; 2 waitpid 0 => ECHILD; 2 waitpid -1 => 4:1792`,
  ],
  [
    'W16',
    'by 0 means the group of that moment',
    `${WAITING} 3 exit; 2 waitpid 0 => 3; 4 exit 2; 2 setpgid 0 4; 2 waitpid 0 => 4:512`,
  ],
  ['W17', 'takes a child once', `${WAITING} 4 exit; 2 waitpid 4 => 4; 2 waitpid 4 => ECHILD`],
  ['W18', 'takes no grandchild', `${WAITING} 5 exit; 2 waitpid 5 => ECHILD; 2 waitpid -1 => 0`],
  [
    'W25 W26',
    'takes several in the order of their births, not of their deaths',
    '1 fork 2; 2 fork 6; 2 fork 3; 2 fork 5; 2 fork 4; 4 exit; 5 exit; 3 exit; 6 exit; 2 waitpid -1 => 6;' +
      '2 waitpid -1 => 3; 2 waitpid -1 => 5; 2 waitpid -1 => 4; 2 waitpid -1 => ECHILD',
  ],
  ['W28', 'shows the signal that killed', '1 fork 8; 1 kill 8 9 => 0; 1 waitpid -1 => 8:9'],
  [
    'W37',
    'takes a child in another session',
    '1 fork 2; 2 fork 3; 3 setsid; 3 exit; 2 waitpid 0 => ECHILD; 2 waitpid -3 => 3',
  ],
  [
    'W40-W42 W44',
    'finds no zombie where SIGCHLD is ignored, though the id may stay taken by a group',
    '1 fork 2; 2 ignore on; 2 fork 3; 2 fork 4; 3 setpgid 0 0; 2 setpgid 4 3; 3 exit; - state 3 => gone;' +
      '1 fork 3 => EEXIST; 2 waitpid -1 => 0; 4 exit; 2 waitpid -1 => ECHILD; 1 fork 3 => 3',
  ],
  [
    'W46',
    'finds the zombie that was there before',
    '1 fork 8; 8 exit; 1 ignore on; - state 8 => Z; 1 waitpid 8 => 8',
  ],
];

/** 2 is a subreaper over 3, 4, 5, each the child of the one before; 6 is another child of 2. */
const LINEAGE = '1 fork 2; 2 subreaper on; 2 fork 3; 3 fork 4; 4 fork 5; 2 fork 6;';

const REAPING: readonly Fact[] = [
  [
    'R1 R2 R4',
    'gets the orphan when its parent exits',
    `${LINEAGE} 4 exit; 5 getppid => 2; - state 4 => Z; 5 getpgid 0 => 1; 5 getsid 0 => 1`,
  ],
  ['R3', 'gets direct children only', `${LINEAGE} 3 exit; 4 getppid => 2; 5 getppid => 4`],
  [
    'R5 R6',
    'may move and wait for it, and the one skipped may not',
    `${LINEAGE} 4 exit; 2 setpgid 5 5 => 0; 2 waitpid 5 => 0; 3 setpgid 5 5 => ESRCH; 3 waitpid 5 => ECHILD`,
  ],
  ['R7', 'does not pass the mark on', `${LINEAGE} 6 fork 7; 7 fork 8; 7 exit; 8 getppid => 2`],
  [
    'R8 R16',
    'that exits is passed over itself',
    `${LINEAGE} 4 exit; 2 exit; 3 getppid => 1; 5 getppid => 1; 6 getppid => 1`,
  ],
  ['R9', 'hands on the zombies it had not reaped', `${LINEAGE} 6 exit 1; 2 exit; 1 waitpid 6 => 6:256`],
  [
    'R10',
    'counts though marked late',
    '1 fork 2; 2 fork 3; 3 fork 4; 2 subreaper on; 3 exit; 4 getppid => 2',
  ],
  [
    'R11 R12',
    'is the nearest, and the next where the mark is taken back',
    `${LINEAGE} 3 subreaper on; 5 fork 7; 5 exit; 7 getppid => 3; 3 subreaper off; 4 exit; 7 getppid => 3; 7 fork 8; 7 exit; 8 getppid => 2`,
  ],
  ['R13', 'stays one when it executes', `${LINEAGE} 2 execve; 4 exit; 5 getppid => 2`],
  [
    'R15',
    'that ignores SIGCHLD gets the living and no zombies',
    `${LINEAGE} 3 fork 7; 3 fork 8; 7 exit; 8 exit; 2 ignore on; 3 exit; - state 7 => gone; - state 8 => gone; 4 getppid => 2; - state 3 => gone`,
  ],
  [
    'R17',
    "leaves the orphan in its dead parent's group",
    '1 fork 2; 2 subreaper on; 2 fork 6; 6 setpgid 0 0; 6 fork 7; 6 exit; 7 getppid => 2; 7 getpgid 0 => 6',
  ],
  [
    'R18',
    'reaps parent and child',
    '1 fork 2; 2 subreaper on; 2 fork 3; 3 fork 4; 4 exit; 3 exit; 2 waitpid -1 => 3; 2 waitpid -1 => 4',
  ],
];

const KILL: readonly Fact[] = [
  ['K1 K2', 'reaches groups', '1 fork 2; 2 setpgid 0 0; 1 kill -2 0 => 0; 2 kill 0 0 => 0'],
  [
    'K3-K6',
    'finds nobody',
    '1 fork 2; 1 kill -9 0 => ESRCH; 1 kill -2 0 => ESRCH; 1 kill -2147483648 0 => ESRCH; 1 kill 9 0 => ESRCH',
  ],
  [
    'K7',
    'looks for the process before it looks at the signal',
    '1 fork 2; 1 kill 2 77 => EINVAL; 1 kill -1 77 => EINVAL; 1 kill 9 77 => ESRCH',
  ],
  ['K8', 'reaches another session', '1 fork 2; 2 setsid; 1 kill -2 0 => 0'],
  [
    'K10',
    'tells a dead leader from its group',
    '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 exit; 1 waitpid 2; 1 kill 2 0 => ESRCH; 1 kill -2 0 => 0',
  ],
  [
    'K11 K12',
    'reaches a group of one adopted zombie until it is reaped',
    '1 fork 2; 2 fork 3; 3 setpgid 0 0; 3 exit; 2 exit; 1 kill -3 0 => 0; 1 waitpid 3; 1 kill -3 0 => ESRCH',
  ],
  [
    'K13',
    'by -1 means neither init nor the caller',
    '1 fork 2; 2 kill -1 0 => ESRCH; 1 waitpid 2 => 0; 2 fork 3; 3 exit; 2 kill -1 0 => 0',
  ],
  [
    'K14',
    'by -1 from init means its child',
    '1 kill -1 0 => ESRCH; 1 fork 2; 1 kill -1 0 => 0; 2 exit; 1 kill -1 0 => 0; 1 waitpid 2; 1 kill -1 0 => ESRCH',
  ],
  ['J19', 'does nothing to init', '1 fork 2; 2 kill 1 9 => 0; 1 kill 1 9 => 0; - state 1 => R'],
];

describe.each([
  ['fork', FORK],
  ['setsid', SETSID],
  ['setpgid', SETPGID],
  ['a zombie', ZOMBIES],
  ['an id is taken:', IDS],
  ['execve', EXECVE],
  ['getpgid and getsid', QUERIES],
  ['waitpid', WAITPID],
  ['a reaper', REAPING],
  ['kill', KILL],
])('%s', (_, facts) => {
  test.each(facts)('the table answers as linux:%s says: %s', (_id, _claim, script) =>
    runScript(new PosixTable({ capacity: 2 }), script),
  );
});
