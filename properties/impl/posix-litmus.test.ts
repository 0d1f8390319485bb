// The litmus sequences: each ends in what a real Linux kernel answered, and tells it from the fault of some real
// system. Process 1 plays the first process, which leads a session and adopts orphans.
import { describe, test } from 'vitest';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { runScript } from './posix-script.ts';

/** Id, what is right, what some system does instead, and the sequence. */
const LITMUS: readonly (readonly [id: string, right: string, fault: string, script: string])[] = [
  [
    'F01',
    'fork inherits group and session',
    "child in a group of its own, in the parent's-pid group, or in no group",
    '1 fork 2; 1 setpgid 2 2 => 0; 2 fork 3; 3 getpgid 0 => 2; 3 getsid 0 => 1; - group 2 => 2 3',
  ],
  [
    'F02',
    "setsid guard: any live group with the caller's id",
    'setsid allowed to a group leader that is not a session leader',
    '1 fork 2; 2 setpgid 0 0 => 0; 2 setsid => EPERM; 2 getsid 0 => 1',
  ],
  [
    'F03',
    "setsid guard: any live group with the caller's id",
    "setsid allowed although the caller's old group lives on through another member",
    '1 fork 2; 2 setpgid 0 0 => 0; 2 fork 3; 2 setpgid 0 1 => 0; 2 setsid => EPERM; 3 exit => 0; ' +
      '2 setsid => EPERM; 2 waitpid 3 => 3; 2 setsid => 2',
  ],
  [
    'F04',
    'setsid effect and return',
    'returns 0, keeps the old session, or stays in the old group',
    '1 fork 2; 2 setsid => 2; 2 getsid 0 => 2; 2 getpgid 0 => 2; - group 1 => 1; 1 getsid 2 => 2',
  ],
  [
    'F05',
    'setsid guard',
    'second setsid by the session leader succeeds',
    '1 fork 2; 2 setsid => 2; 2 setsid => EPERM',
  ],
  [
    'F06',
    'setpgid(p,p) creates',
    'refused because group p does not exist yet, or only pgid 0 is understood',
    '1 fork 2; 2 setpgid 2 2 => 0; 2 getpgid 0 => 2; 1 fork 3; 1 setpgid 3 3 => 0; 3 getpgid 0 => 3',
  ],
  [
    'F07',
    'setpgid(p,p) re-enters a live group p',
    'refused, or a second group object with the same id',
    '1 fork 2; 2 setpgid 0 0 => 0; 2 fork 3; 2 setpgid 0 1 => 0; 2 setpgid 0 0 => 0; ' +
      '- group 2 => 2 3; 1 kill -2 0 => 0',
  ],
  [
    'F08',
    'setpgid is idempotent',
    'error or member lost when already in the group',
    '1 fork 2; 2 setpgid 0 0 => 0; 2 setpgid 0 0 => 0; 2 setpgid 2 2 => 0; - group 2 => 2',
  ],
  [
    'F09',
    'a group belongs to one session',
    'join across sessions when both leaders are dead',
    '1 fork 2; 2 setsid => 2; 2 fork 3; 2 exit => 0; 1 waitpid 2 => 2; 1 fork 4; 4 setsid => 4; ' +
      '4 fork 5; 4 exit => 0; 1 waitpid 4 => 4; 5 setpgid 0 2 => EPERM; 5 getpgid 0 => 4; ' +
      '3 getsid 0 => 2',
  ],
  [
    'F10',
    'a group belongs to one session',
    'join a group of another session',
    '1 fork 2; 2 setsid => 2; 1 fork 3; 3 setpgid 0 2 => EPERM; 1 setpgid 3 2 => EPERM',
  ],
  [
    'F11',
    'a missing group gives EPERM',
    'ESRCH, or the number is taken as it is',
    '1 fork 2; 2 setpgid 0 999999 => EPERM; 1 setpgid 2 999999 => EPERM; 2 getpgid 0 => 1',
  ],
  [
    'F12',
    'target must be self or a child',
    'grandchild, parent, sibling or stranger accepted',
    '1 fork 2; 2 fork 3; 1 setpgid 3 3 => ESRCH; 3 setpgid 2 2 => ESRCH; 2 setpgid 1 1 => ESRCH; ' +
      '1 setpgid 999999 0 => ESRCH; 1 fork 4; 2 setpgid 4 4 => ESRCH',
  ],
  ['F13', 'negative ids', 'EINVAL missing', '1 fork 2; 2 setpgid 0 -1 => EINVAL; 2 setpgid -1 0 => EINVAL'],
  [
    'F14',
    'a session leader cannot change group',
    "setpgid(0,0) by a session leader gives 0, or it can join a child's group",
    '1 fork 2; 2 setsid => 2; 2 setpgid 0 0 => EPERM; 2 setpgid 2 2 => EPERM; 1 setpgid 2 2 => EPERM; ' +
      '2 fork 3; 3 setpgid 0 0 => 0; 2 setpgid 0 3 => EPERM; 2 getpgid 0 => 2',
  ],
  [
    'F15',
    'caller and target in one session',
    'parent moved to a new session can still move its child',
    '1 fork 2; 2 fork 3; 2 setsid => 2; 2 setpgid 3 3 => EPERM; 2 setpgid 3 2 => EPERM; ' +
      '3 getpgid 0 => 1; 3 getsid 0 => 1',
  ],
  [
    'F16',
    'EACCES after exec',
    "parent may still move a child that has exec'd",
    '1 fork 2; 1 setpgid 2 2 => 0; 2 execve => 0; 1 setpgid 2 1 => EACCES; 1 setpgid 2 2 => EACCES; ' +
      '2 setpgid 0 1 => 0',
  ],
  [
    'F17',
    'a group outlives its leader',
    'group dies with its leader (zombie or reaped): join refused, kill gives ESRCH',
    '1 fork 2; 2 setpgid 0 0 => 0; 1 fork 3; 2 exit => 0; 3 setpgid 0 2 => 0; 1 waitpid 2 => 2; ' +
      '1 fork 4; 4 setpgid 0 2 => 0; 1 kill -2 0 => 0; - group 2 => 3 4',
  ],
  [
    'F18',
    'a zombie keeps its group',
    'setpgid into a group that only a zombie holds; setpgid on a zombie child',
    '1 fork 2; 2 setpgid 0 0 => 0; 2 exit => 0; 1 fork 3; 3 setpgid 0 2 => 0; 1 getpgid 2 => 2; ' +
      '1 getsid 2 => 1; 1 setpgid 2 1 => 0; 1 getpgid 2 => 1',
  ],
  [
    'F19',
    'an empty group is gone',
    'group object leaks: join or kill still works',
    '1 fork 2; 2 setpgid 0 0 => 0; 2 exit => 0; 1 waitpid 2 => 2; 1 fork 3; 3 setpgid 0 2 => EPERM; ' +
      '1 kill -2 0 => ESRCH; 1 getpgid 2 => ESRCH',
  ],
  [
    'F20',
    'a zombie still answers',
    'getpgid/getsid/kill 0 on a zombie give ESRCH',
    '1 fork 2; 2 exit => 0; 1 getpgid 2 => 1; 1 getsid 2 => 1; 1 kill 2 0 => 0; 1 waitpid 2 => 2; ' +
      '1 kill 2 0 => ESRCH; 1 getsid 2 => ESRCH',
  ],
  [
    'F21',
    'reparenting finds the adopter and updates both ends',
    'parent pointer or child list stale',
    '1 fork 2; 2 fork 3; 2 exit => 0; 3 getppid => 1; 3 exit => 0; 1 waitpid 2 => 2; ' +
      '1 waitpid -1 => 3; 1 waitpid -1 => ECHILD',
  ],
  [
    'F22',
    'reparenting changes neither group nor session',
    'orphan thrown into a group or session of its own',
    '1 fork 2; 2 setsid => 2; 2 fork 3; 2 exit => 0; 3 getppid => 1; 3 getpgid 0 => 2; ' +
      '3 getsid 0 => 2; 1 waitpid 2 => 2; 3 getpgid 0 => 2; 3 getsid 0 => 2',
  ],
  [
    'F23',
    'zombies are reparented too',
    'zombie child of a dying parent lost, never reported, or waiter not woken',
    '1 fork 2; 2 fork 3; 3 exit => 0; 2 exit => 0; 1 waitpid 2 => 2; 1 waitpid -1 => 3',
  ],
  [
    'F24',
    'nearest living subreaper',
    'goes to init, to the farthest, or to a dead subreaper',
    '1 fork 2; 2 subreaper on => 0; 2 fork 3; 3 fork 4; 4 fork 5; 4 exit => 0; 5 getppid => 2; ' +
      '3 waitpid 4 => 4; 3 subreaper on => 0; 2 exit => 0; 5 getppid => 1; 3 getppid => 1',
  ],
];

describe('the POSIX table passes', () => {
  test.each(LITMUS)('litmus:%s %s (not: %s)', (_id, _right, _fault, script) => {
    runScript(new PosixTable(), script);
  });
});
