// Lessons on the hierarchy commands: lifetimes, ids and orphans.
import { HIERARCHY_VOCABULARY } from '../../../../contract/sets/hierarchy.ts';
import type { Lesson } from './lesson.ts';

const commandSet = HIERARCHY_VOCABULARY.id;

export const HIERARCHY_LESSONS: readonly Lesson[] = [
  {
    id: 'zombie-keeps-its-group',
    title: 'A zombie keeps its group',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2', '2 create_group'],
        tells: 'Process 2 leads group 2 and is alone in it. Now it exits.',
        command: '2 exit',
        right: 'process 2 is a zombie, group 2 lives',
        wrong: ['process 2 is a zombie, group 2 is gone', 'process 2 is gone, group 2 is gone'],
        why: 'A zombie stays a member of its group, and a group lives as long as it has a member.',
        clause: 'H5',
      },
      {
        setup: [],
        tells: 'Somebody collects the zombie.',
        command: '2 free',
        right: 'process 2 is gone, group 2 is gone',
        wrong: ['process 2 is gone, group 2 lives', 'refused: not-a-zombie'],
        why: 'Its last member has left, and so the group ends.',
        clause: 'H6',
      },
    ],
  },
  {
    id: 'group-ids-outlive-leaders',
    title: 'Group ids outlive leaders',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2', '2 create_group', '2 fork 3', '2 exit'],
        tells: 'Process 3 was born into group 2. The leader has exited, and is freed now.',
        command: '2 free',
        right: 'group 2 lives, process 3 is in group 2',
        wrong: ['group 2 is gone, process 3 is in group 1', 'group 2 is gone, process 3 is gone'],
        why: 'A group does not end because its leader did: process 3 is a member still.',
        clause: 'H6',
      },
      {
        setup: [],
        tells: 'There is no process 2 any more. Can a new one take the number?',
        command: '1 fork 2',
        right: 'refused: id-in-use',
        wrong: ['it is allowed, process 2 is in group 1', 'it is allowed, process 2 is in group 2'],
        why: 'An id is in use while a group bears it: a new process 2 would pass for the leader of strangers.',
        clause: 'H1',
      },
      {
        setup: [],
        tells: 'Process 3, the last member, moves to group 1.',
        command: '3 move_to_group 1',
        right: 'process 3 is in group 1, group 2 is gone',
        wrong: ['process 3 is in group 1, group 2 lives', 'refused: not-in-my-session'],
        why: 'A group ends with its last member, without any death; number 2 can be taken at once.',
        clause: 'H4',
      },
    ],
  },
  {
    id: 'orphan-and-its-reaper',
    title: 'An orphan and its reaper',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2', '2 fork 3', '3 fork 4'],
        tells: 'Each process has forked the next one. Process 3 exits. Whose child is 4?',
        command: '3 exit',
        right: 'process 4 is a child of 1',
        wrong: ['process 4 is a child of 2', 'process 4 is a child of 3', 'process 4 is gone'],
        why: 'Children pass to the reaper, which is init where no ancestor is a subreaper; a grandparent is nobody special.',
        clause: 'H5',
      },
      {
        setup: [],
        tells: 'Process 3 is a zombie, and its parent exits too.',
        command: '2 exit',
        right: 'process 3 is a child of 1',
        wrong: ['process 3 is gone', 'process 3 is a child of 2'],
        why: 'Zombies are orphaned like others: now init can free it.',
        clause: 'H5',
      },
    ],
  },
  {
    id: 'subreaper',
    title: 'A subreaper adopts',
    commandSet,
    scenes: [
      {
        setup: ['1 fork 2', '2 set_subreaper on', '2 fork 3', '3 fork 4', '4 fork 5'],
        tells: 'Process 2 is a subreaper; 3, 4 and 5 descend from it. Process 4 exits. Who adopts 5?',
        command: '4 exit',
        right: 'process 5 is a child of 2',
        wrong: ['process 5 is a child of 1', 'process 5 is a child of 3'],
        why: 'The reaper is the nearest ancestor that is marked, and the mark is not inherited.',
        clause: 'H5',
      },
      {
        setup: [],
        tells: 'The subreaper itself exits.',
        command: '2 exit',
        right: 'processes 3 and 5 are children of 1',
        wrong: [
          'processes 3 and 5 are children of 2',
          'process 3 is a child of 1, process 5 is a child of 3',
        ],
        why: 'A zombie adopts nobody and keeps nobody: the next reaper above is init.',
        clause: 'H5',
      },
    ],
  },
];
