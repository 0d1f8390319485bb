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
#ifdef JOBS
/*
 * Job control. This program holds the masters of two pseudo-terminals; puppets open the slaves by name, and are passed a
 * master over a socket for a call through it. To type is to write to a master, to hang up is to close it. A wait that
 * blocks is an order whose answer comes later; every SIGHUP and SIGCONT that arrives is told at once by its handler.
 *
 * A stopped process cannot be asked. Where /proc knows this program by its own number, a process is stopped if its letter
 * in /proc/PID/stat is T, and a step is over when all are at rest. Elsewhere it is asked once, when it ought to stop, and
 * an answer before it ought to run again is a failure: at once where it comes within PROCESSION_QUIET milliseconds, at a
 * later step or at the end of the case where it is late. So a process that ought to be stopped, and answers slowly, is
 * found later or, where the case is over by then, not at all; and nobody fails for answering slowly. A wait is held
 * to go on in the same way. On a kernel where a process may take longer than that to begin to wait, or to die, the
 * number must be larger. Whether a process in a wait is stopped cannot be told without /proc, and is left out aloud.
 *
 * The answers are those of Linux. What is never seen: the parent and the terminal of a process that is stopped or waits,
 * whether a signal waits for it (its handler tells when it runs again), and the foreground of a terminal that nobody has
 * who can be asked. A number that a trace uses again is another one for the kernel, which cannot mistake the two here.
 * Only to steal a terminal takes more rights.
 *
 * Beside the calls under test job control uses poll, open, posix_openpt, grantpt, unlockpt, ptsname, tcsetattr, socketpair,
 * sendmsg, recvmsg, sigprocmask, waitid, readlink.
 *
 * -DPROCESSION_QUIET=n     without /proc, how long a stopped process is listened to, in milliseconds (30)
 * -DPROCESSION_PROC=s      where /proc is ("/proc")
 */
#endif
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
#ifdef JOBS
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#endif
#ifndef PROCESSION_SECONDS
#define PROCESSION_SECONDS 5
#endif
#ifndef PROCESSION_UNUSED
#define PROCESSION_UNUSED 0x3ffffffe
#endif

/* What a puppet is asked; the last few only by this program for itself. */
enum {
  FORK, SETSID, SETPGID, GETPGID, GETSID, GETPPID, EXECVE, EXIT, WAITPID, SUBREAPER, KILL, IGNORE,
#ifdef JOBS
  OPEN_TERMINAL, ACQUIRE_TERMINAL, LEAVE_TERMINAL, TCSETPGRP, TCGETPGRP, TCGETSID, OPEN_DEV_TTY, READ_TERMINAL,
  WRITE_TERMINAL, HANG_UP, TYPE, PEEK,
#endif
  WATCH, NOTICED, SHOW
};
/* Expected refusals; ANY is one of any kind. */
enum { XANY = -1, XPERM = -2, XSRCH = -3, XCHILD = -4, XACCES = -5, XINVAL = -6, XEXIST = -7 };
#ifdef JOBS
/* The same, and what is no answer: the call has stopped its caller, or goes on. */
enum { XNOTTY = -8, XNXIO = -9, XIO = -10, XINTR = -11, XSTOPPED = -12, XBLOCKED = -13 };
#endif
/*
 * What a step changes or allows. DIED: is a zombie, child of .parent. GONE: no process has this number. FREE: nothing
 * bears it. SET: from now on this parent, group, session are expected (-1: unknown). ALSO: may be reaped as well.
 */
enum { DIED, GONE, FREE, SET, ALSO };
/* Whether a case needs orphans to be adopted by process 1, or by others. */
enum { ORPHANS = 1, SUBREAPERS = 2 };

#ifdef JOBS
/*
 * More kinds. TERMINAL: number .id serves .session, with the foreground .group, which is .stale where nothing bears that
 * number as it did. GOT: the signals .job have arrived. WOKEN: the wait has ended with child .parent and status .group,
 * or where .stale with any other report.
 */
enum { TERMINAL = ALSO + 1, GOT, WOKEN };
/* Of SET .job: a sum of these and 4 times the number of its terminal. */
enum { STOPPED = 1, WAITS = 2 };
/* Of GOT .job. */
enum { HANGUP = 1, CONTINUATION = 2 };
/* More needs: pseudo-terminals, their masters in the hands of puppets, the right to steal one. */
enum { TERMINALS = 4, MASTERS = 8, THIEVES = 16 };
/* .how of waitpid; of a call on a terminal how its caller takes the signal, and the rest. */
enum { OF_STOPS = 1, OF_CONTINUATIONS = 2, BLOCKS = 4 };
enum { IS_IGNORED = 1, IS_BLOCKED = 2, AT_MASTER = 4, STOPS_WRITERS = 8, WITHOUT_CONTROL = 16, STEALS = 32 };

struct change { int kind, id, parent, group, session, job, stale; };
#else
struct change { int kind, id, parent, group, session; };
#endif
/* want: the id or 0 that is expected, or a refusal; changes: how many of its rows come next; check: the whole state. */
#ifdef JOBS
struct step { int op, process, a, b, want, status, changes, check, how; };
#else
struct step { int op, process, a, b, want, status, changes, check; };
#endif
struct test { const char *name; int steps, slots, needs; };

/* .slot is that of the child to be forked. */
#ifdef JOBS
enum { NAME_MOST = 64 };
struct request { int sequence, op, a, b, slot, how; char terminal[NAME_MOST]; };
#else
struct request { int sequence, op, a, b, slot; };
#endif
struct answer { int sequence, value, error, more, third; };
