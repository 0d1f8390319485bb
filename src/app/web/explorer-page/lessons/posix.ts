// Lessons on the POSIX commands: who may make sessions and groups, and when they end.
import { POSIX_VOCABULARY } from '../../../../contract/sets/posix.ts';
import type { Lesson } from './lesson.ts';

const commandSet = POSIX_VOCABULARY.id;

export const POSIX_LESSONS: readonly Lesson[] = [
  {
    id: 'session-ends-with-its-last-group',
    title: 'A session ends when its last group does',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2', '2 setsid', '2 fork 3', '2 exit 0'],
        tells: 'Process 2 made session 2 and has ended. Its parent collects it.',
        command: '1 waitpid 2',
        right: 'process 2 is gone, session 2 lives',
        wrong: ['process 2 is gone, session 2 is gone', 'process 2 is a zombie, session 2 lives'],
        why: 'A session lives as long as it has a group, whatever became of its leader.',
        clause: 'P7',
      },
      {
        setup: [],
        tells: 'Process 3 makes a group of its own. Group 2 has nobody else.',
        command: '3 setpgid 0 0',
        right: 'group 2 is gone, process 3 is in session 2',
        wrong: [
          'group 2 lives, process 3 is in session 2',
          'group 2 is gone, process 3 is in session 1',
          'refused: EPERM',
        ],
        why: 'The new group is made in the session of the process, which so outlives the group of its own number.',
        clause: 'P3',
      },
      {
        setup: ['3 exit 0'],
        tells: 'Process 3 is a zombie, and the last of session 2. Init collects it.',
        command: '1 waitpid 3',
        right: 'group 3 is gone, session 2 is gone',
        wrong: ['group 3 is gone, session 2 lives', 'group 3 lives, session 2 lives'],
        why: 'The last member ends the group, and the last group ends the session.',
        clause: 'P7',
      },
    ],
  },
  {
    id: 'setsid-is-refused',
    title: 'setsid is refused to leaders, and not only to them',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2', '2 setpgid 0 0'],
        tells: 'Process 2 leads group 2, and wants a session.',
        command: '2 setsid',
        right: 'refused: EPERM',
        wrong: ['it is allowed, process 2 is in session 2', 'it is allowed, process 2 is in session 1'],
        why: 'The new group would bear number 2, and a group that bears it lives.',
        clause: 'P2',
      },
      {
        setup: ['2 fork 3', '2 setpgid 0 1'],
        tells: 'Process 2 has gone back to group 1, and leads nothing. Its child 3 is in group 2 still.',
        command: '2 setsid',
        right: 'refused: EPERM',
        wrong: ['it is allowed, process 2 is in session 2', 'it is allowed, process 3 is in session 2'],
        why: 'The number counts, not who leads: it is a group’s still.',
        clause: 'P2',
      },
      {
        setup: ['3 exit 0'],
        tells: 'Process 3 has ended, and nobody has waited for it.',
        command: '2 setsid',
        right: 'refused: EPERM',
        wrong: ['it is allowed, process 2 is in session 2'],
        why: 'A zombie is a member: even an empty-looking group has its number.',
        clause: 'P2',
      },
      {
        setup: ['2 waitpid 3'],
        tells: 'Now it has been waited for.',
        command: '2 setsid',
        right: 'it is allowed, process 2 is in session 2',
        wrong: ['refused: EPERM'],
        why: 'Group 2 has ended, and so a new one can bear the number. Who forks first, and lets the child call setsid, never has to wait.',
        clause: 'P2',
      },
    ],
  },
  {
    id: 'setpgid-after-execve',
    title: 'After execve the parent is too late',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2'],
        tells: 'A shell, process 1, puts its child into a group of its own.',
        command: '1 setpgid 2 2',
        right: 'it is allowed, process 2 is in group 2',
        wrong: ['refused: EPERM', 'refused: EACCES'],
        why: 'A parent may move a child that has not executed yet.',
        clause: 'P3',
      },
      {
        setup: ['1 fork 3', '3 execve'],
        tells: 'The next child was quicker: it has executed its program already.',
        command: '1 setpgid 3 2',
        right: 'refused: EACCES',
        wrong: ['it is allowed, process 3 is in group 2', 'refused: EPERM'],
        why: 'A program that runs is not moved from outside.',
        clause: 'P3',
      },
      {
        setup: [],
        tells: 'And if the child asks for it itself?',
        command: '3 setpgid 0 2',
        right: 'it is allowed, process 3 is in group 2',
        wrong: ['refused: EACCES', 'refused: EPERM'],
        why: 'For oneself it is never too late, so shells call setpgid on both sides of a fork.',
        clause: 'P3',
      },
    ],
  },
];
