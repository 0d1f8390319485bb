// A recording of two processes, small enough to be read in a test: a shell that makes a session, and its child.

/** The log, line by line. */
export const SMALL_LOG = [
  '100 1700001000.000000 execve("/bin/sh", [...], 0x7ffc00000000 /* 3 vars */) = 0',
  '100 1700001001.000000 setsid()               = 100',
  '100 1700001002.000000 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f0000000000) = 101',
  '101 1700001003.000000 getppid()              = 100',
  '101 1700001004.000000 setpgid(0, 0)          = 0',
  '100 1700001005.000000 setpgid(101, 7)        = -1 EPERM (Operation not permitted)',
  '100 1700001006.000000 getpgid(101)           = 101',
  '101 1700001007.000000 exit_group(3)          = ?',
  '101 1700001008.000000 +++ exited with 3 +++',
  '100 1700001009.000000 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 101',
  '100 1700001010.000000 exit_group(0)          = ?',
  '100 1700001011.000000 +++ exited with 0 +++',
] as const;

/** The log as a text; with another line in place of some, by their numbers from 1. */
export function smallLog(instead: Readonly<Record<number, string>> = {}): string {
  return SMALL_LOG.map((line, index) => `${instead[index + 1] ?? line}\n`).join('');
}

/** The same with a child that is in another group than it made. */
export const WRONG_LOG = smallLog({ 7: '100 1700001006.000000 getpgid(101)           = 100' });

const HEADING = '  PID  PPID  PGID   SID TPGID STAT COMMAND';

/** Snapshots of it: the second one shows the child, in this group. */
export function smallSnapshots(group = 101): string {
  return [
    '# snapshot 0 label=begin t0=1700001001.200 t1=1700001001.400',
    HEADING,
    '  100     9   100   100    -1 Ss   sh',
    '# snapshot 1 label=child t0=1700001006.200 t1=1700001006.400',
    HEADING,
    '  100     9   100   100    -1 Ss   sh',
    `  101   100 ${String(group).padStart(5)}   100    -1 S    sh`,
    '',
  ].join('\n');
}
