// Lessons on the job-control commands: terminals, their foreground, and stopped jobs.
import { JOB_CONTROL_VOCABULARY } from '../../../../contract/sets/job-control.ts';
import type { Lesson } from './lesson.ts';

const commandSet = JOB_CONTROL_VOCABULARY.id;

/** A shell, process 2, with a session and terminal 1. */
const SHELL = ['1 fork 2', '2 setsid', '2 open_terminal tty1'];
/** Its pipeline of two, in group 3. */
const PIPELINE = ['2 fork 3', '2 setpgid 3 3', '2 fork 4', '2 setpgid 4 3'];

export const JOB_CONTROL_LESSONS: readonly Lesson[] = [
  {
    id: 'setsid-loses-the-terminal',
    title: 'setsid loses the terminal',
    commandSet,
    scenes: [
      {
        setup: [...SHELL, '2 fork 3'],
        tells: 'A shell, process 2, has terminal 1, and so has its child 3. The child makes a session.',
        command: '3 setsid',
        right: 'process 2 has terminal 1, process 3 has no terminal',
        wrong: ['processes 2 and 3 have terminal 1', 'processes 2 and 3 have no terminal', 'refused: EPERM'],
        why: 'A terminal serves one session; a new session begins without one.',
        clause: 'P2',
      },
      {
        setup: [],
        tells: 'It opens /dev/tty, whatever its terminal is.',
        command: '3 open_dev_tty',
        right: 'refused: ENXIO',
        wrong: ['it is allowed, process 3 has terminal 1', 'it is allowed, process 3 has no terminal'],
        why: 'There is none that the name could stand for.',
        clause: 'J8',
      },
      {
        setup: [],
        tells: 'The shell exits, and its terminal is free.',
        command: '2 exit 0',
        right: 'process 3 receives nothing',
        wrong: ['process 3 receives SIGHUP', 'process 3 receives SIGHUP and SIGCONT'],
        why: 'SIGHUP is for the foreground of the shell’s own terminal, and process 3 is out of its reach.',
        clause: 'P6',
      },
    ],
  },
  {
    id: 'double-fork',
    title: 'The double fork of a daemon',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2', '2 setsid'],
        tells: 'Process 2 is to be a daemon. It has a session without a terminal, and opens one by chance.',
        command: '2 open_terminal tty1',
        right: 'process 2 has terminal 1',
        wrong: ['process 2 has no terminal', 'refused: EPERM'],
        why: 'A session leader without a terminal gets the first free one that it opens.',
        clause: 'J3',
      },
      {
        setup: ['2 fork 3'],
        tells: 'A daemon wants none. It has forked once more, and now gives the terminal up.',
        command: '2 leave_terminal tty1',
        right: 'processes 2 and 3 have no terminal',
        wrong: ['process 2 has no terminal, process 3 has terminal 1', 'refused: ENOTTY'],
        why: 'A session leader gives it up for its whole session.',
        clause: 'J5',
      },
      {
        setup: ['2 exit 0'],
        tells: 'The leader has exited, and its child goes on as the daemon. It opens the same terminal.',
        command: '3 open_terminal tty1',
        right: 'it is allowed, process 3 has no terminal',
        wrong: ['it is allowed, process 3 has terminal 1', 'refused: EPERM'],
        why: 'It leads no session, so it can open what it likes and never acquires a terminal: that is what the second fork is for.',
        clause: 'J3',
      },
    ],
  },
  {
    id: 'background-read',
    title: 'A background read stops the job',
    commandSet,
    scenes: [
      {
        setup: [...SHELL, ...PIPELINE],
        tells:
          'Processes 3 and 4 are a pipeline in the background: group 2, the shell’s, is in the foreground. Process 4 reads.',
        command: '4 read_terminal tty1',
        right: 'processes 3 and 4 are stopped',
        wrong: ['process 3 runs, process 4 is stopped', 'processes 3 and 4 run', 'refused: EIO'],
        why: 'SIGTTIN goes to the whole group of the reader.',
        clause: 'J9',
      },
      {
        setup: [],
        tells: 'The shell continues the job, and leaves it in the background.',
        command: '2 kill -3 CONT',
        right: 'processes 3 and 4 run, processes 3 and 4 receive SIGCONT',
        wrong: ['process 3 runs, process 4 is stopped', 'processes 3 and 4 are stopped', 'refused: ESRCH'],
        why: 'A negative target is a group, and SIGCONT runs every member of it.',
        clause: 'J1',
      },
      {
        setup: [],
        tells: 'Process 4 reads again, and ignores SIGTTIN this time.',
        command: '4 read_terminal tty1 ignored',
        right: 'refused: EIO',
        wrong: ['it is allowed, processes 3 and 4 run', 'processes 3 and 4 are stopped'],
        why: 'Who cannot be stopped is refused: only the foreground may read.',
        clause: 'J9',
      },
    ],
  },
  {
    id: 'stale-foreground',
    title: 'A stale foreground',
    commandSet,
    scenes: [
      {
        setup: [...SHELL, '2 fork 3', '2 setpgid 3 3', '2 tcsetpgrp tty1 3', '3 exit 0', '2 waitpid 3'],
        tells: 'Job 3 was in the foreground, has ended and was waited for. The shell asks who is there.',
        command: '2 tcgetpgrp tty1',
        right: 'the answer is ok pgid=3',
        wrong: ['the answer is ok pgid=0', 'the answer is ok pgid=2', 'refused: ESRCH'],
        why: 'A terminal remembers its foreground, though the group is gone.',
        clause: 'J7',
      },
      {
        setup: ['2 fork 3', '2 setpgid 3 3'],
        tells: 'A new job gets the old number, and the terminal shows just this number. The job reads.',
        command: '3 read_terminal tty1',
        right: 'process 3 is stopped',
        wrong: ['it is allowed, process 3 runs', 'refused: EIO'],
        why: 'Another group of that number is another incarnation, and in the background.',
        clause: 'J9',
      },
    ],
  },
  {
    id: 'orphaned-stopped-job',
    title: 'An orphaned stopped job',
    commandSet,
    scenes: [
      {
        setup: [...SHELL, ...PIPELINE, '2 tcsetpgrp tty1 3'],
        tells: 'The pipeline is in the foreground. Somebody types Ctrl-Z.',
        command: 'tty1 type ^Z',
        right: 'process 2 runs, processes 3 and 4 are stopped',
        wrong: [
          'processes 2 and 3 are stopped',
          'process 3 is stopped, process 4 runs',
          'processes 3 and 4 are gone',
        ],
        why: 'The key sends SIGTSTP to each member of the foreground group, and to nobody else.',
        clause: 'J11',
      },
      {
        setup: ['2 tcsetpgrp tty1 2 ignored'],
        tells: 'The shell has taken the terminal back, and exits. Nobody is left who could continue the job.',
        command: '2 exit 0',
        right: 'processes 3 and 4 run, processes 3 and 4 receive SIGHUP and SIGCONT',
        wrong: [
          'processes 3 and 4 are stopped, processes 3 and 4 receive nothing',
          'processes 3 and 4 run, processes 3 and 4 receive SIGCONT',
          'processes 3 and 4 are zombies',
        ],
        why: 'An exit that orphans a group with a stopped member tells all of it, and runs it so that it can hear.',
        clause: 'P6',
      },
      {
        setup: [],
        tells: 'Can the orphaned job be stopped again?',
        command: '3 kill 0 TSTP',
        right: 'processes 3 and 4 run',
        wrong: ['processes 3 and 4 are stopped', 'process 3 is stopped, process 4 runs', 'refused: ESRCH'],
        why: 'TSTP, TTIN and TTOU stop nobody in an orphaned group; STOP still would.',
        clause: 'J1',
      },
    ],
  },
];
