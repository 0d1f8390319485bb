// Our implementation, broken on purpose: every fault by its name, for each command set. Whoever has tests can ask them
// of these.
import type { PosixTable } from '../../impl/posix/posix-table.ts';
import type { TerminalTable } from '../../impl/job-control/terminal-table.ts';
import { COUNTS } from './hierarchy/counts.ts';
import { EXIT } from './hierarchy/exit.ts';
import { FORK } from './hierarchy/fork.ts';
import { FREE } from './hierarchy/free.ts';
import { CREATE_GROUP } from './hierarchy/create-group.ts';
import { GROUP_HANDLE, SESSION_HANDLE } from './hierarchy/handles.ts';
import { LIFETIME } from './hierarchy/lifetime.ts';
import { GROUP_EXIT, SET_SUBREAPER } from './hierarchy/marks.ts';
import { MOVE_TO_GROUP } from './hierarchy/move-to-group.ts';
import type { Mutant } from './mutant.ts';
import { ORPHANS } from './hierarchy/orphans.ts';
import { ACCESS_MUTANTS } from './job-control/accesses.ts';
import { JOB_CONTROL_EXITS } from './job-control/exits.ts';
import { FOREGROUND_MUTANTS } from './job-control/foreground.ts';
import { INHERITANCE } from './job-control/inheritance.ts';
import { JOB_CONTROL_KILL } from './job-control/kill.ts';
import { TERMINAL_MUTANTS } from './job-control/terminals.ts';
import { JOB_CONTROL_WAITPID } from './job-control/waitpid.ts';
import { BLOCKED_WAITS } from './job-control/waits.ts';
import { POSIX_EXIT } from './posix/exit.ts';
import { POSIX_FORK } from './posix/fork.ts';
import { KILL } from './posix/kill.ts';
import { POSIX_LIFETIME } from './posix/lifetime.ts';
import { EXECVE, IGNORE_SIGCHLD, POSIX_SET_SUBREAPER } from './posix/marks.ts';
import { POSIX_ORPHANS } from './posix/orphans.ts';
import { QUERIES } from './posix/getpgid-getsid-getppid.ts';
import { REAPING } from './posix/waitpid-result.ts';
import { SETPGID_GROUP } from './posix/setpgid-group.ts';
import { SETPGID_MOVE } from './posix/setpgid-move.ts';
import { SETPGID_TARGET } from './posix/setpgid-target.ts';
import { SETSID } from './posix/setsid.ts';
import { WAITPID } from './posix/waitpid.ts';
import { CREATE_SESSION } from './hierarchy/create-session.ts';
import { EXIT_THREAD, NEW_THREAD } from './hierarchy/threads.ts';

export type { Mutant } from './mutant.ts';

/** Every mutant of the table for the hierarchy commands, in the order of the clauses; lifetimes and counts last. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  ...FORK,
  ...CREATE_SESSION,
  ...CREATE_GROUP,
  ...MOVE_TO_GROUP,
  ...EXIT,
  ...ORPHANS,
  ...FREE,
  ...NEW_THREAD,
  ...EXIT_THREAD,
  ...GROUP_EXIT,
  ...SET_SUBREAPER,
  ...GROUP_HANDLE,
  ...SESSION_HANDLE,
  ...LIFETIME,
  ...COUNTS,
};

/** Every mutant of the table for the POSIX commands, in the order of the clauses; lifetimes last. */
export const POSIX_MUTANTS: Readonly<Record<string, Mutant<PosixTable>>> = {
  ...POSIX_FORK,
  ...SETSID,
  ...SETPGID_TARGET,
  ...SETPGID_GROUP,
  ...SETPGID_MOVE,
  ...QUERIES,
  ...EXECVE,
  ...POSIX_EXIT,
  ...POSIX_ORPHANS,
  ...WAITPID,
  ...REAPING,
  ...POSIX_SET_SUBREAPER,
  ...KILL,
  ...IGNORE_SIGCHLD,
  ...POSIX_LIFETIME,
};

/** Every mutant of the table for the job-control commands, in the order of the clauses. */
export const JOB_CONTROL_MUTANTS: Readonly<Record<string, Mutant<TerminalTable>>> = {
  ...INHERITANCE,
  ...JOB_CONTROL_EXITS,
  ...JOB_CONTROL_KILL,
  ...JOB_CONTROL_WAITPID,
  ...TERMINAL_MUTANTS,
  ...FOREGROUND_MUTANTS,
  ...ACCESS_MUTANTS,
  ...BLOCKED_WAITS,
};
