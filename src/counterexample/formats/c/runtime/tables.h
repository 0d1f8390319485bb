/*
 * Made by procession: one trace or many, each with the answers that are expected of a kernel.
 *
 *   cc -static -std=c99 -o trace trace.c && ./trace
 *
 * Prints TAP version 13 on its standard output. Exits with 0 where all that could be checked is as expected, with 1
 * where anything is not, with 3 where nothing could be checked. Needs no rights. Runs as an ordinary program or as
 * the first process of a kernel (which ends when the program does: most kernels call that a panic).
 *
 * Every process of a case is a puppet: told over a pipe to make one call, it answers over another. The numbers in the
 * tables are names: whatever id the kernel gives a process is its number's real id while anything bears the number.
 * Process 1 is played by a process that has called setsid and adopts orphans (PR_SET_CHILD_SUBREAPER), or, where
 * that call does not exist and this program is itself the first process, by this program.
 *
 * Beside the calls under test it uses pipe, read, write, close, sigaction, alarm, nanosleep and _exit; no stdio, no malloc.
 *
 * -DPROCESSION_SECONDS=n   how long to wait for one answer (5)
 * -DPROCESSION_UNUSED=n    an id that no process will ever have (0x3ffffffe)
 */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifndef PROCESSION_SECONDS
#define PROCESSION_SECONDS 5
#endif
#ifndef PROCESSION_UNUSED
#define PROCESSION_UNUSED 0x3ffffffe
#endif

/* What a puppet is asked; the last three only by this program for itself. */
enum {
  FORK, SETSID, SETPGID, GETPGID, GETSID, GETPPID, EXECVE, EXIT, WAITPID, SUBREAPER, KILL, IGNORE,
  WATCH, NOTICED, SHOW
};
/* Expected refusals; ANY is one of any kind. */
enum { XANY = -1, XPERM = -2, XSRCH = -3, XCHILD = -4, XACCES = -5, XINVAL = -6, XEXIST = -7 };
/*
 * What a step changes or allows. DIED: is a zombie, child of .parent. GONE: no process has this number. FREE: nothing
 * bears it. SET: from now on this parent, group, session are expected (-1: unknown). ALSO: may be reaped as well.
 */
enum { DIED, GONE, FREE, SET, ALSO };
/* Whether a case needs orphans to be adopted by process 1, or by others. */
enum { ORPHANS = 1, SUBREAPERS = 2 };

struct change { int kind, id, parent, group, session; };
/* want: the id or 0 that is expected, or a refusal; changes: how many of its rows come next; check: the whole state. */
struct step { int op, process, a, b, want, status, changes, check; };
struct test { const char *name; int steps, slots, needs; };
