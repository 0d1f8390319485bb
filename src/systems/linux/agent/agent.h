/* What the agent's files share; main.c says what the agent is. */
#ifndef AGENT_H
#define AGENT_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Numbers of calls younger than some libraries' headers; they are the same on every architecture built for since. */
enum { CALL_FSOPEN = 430, CALL_FSCONFIG = 431, CALL_FSMOUNT = 432, CALL_PIDFD_OPEN = 434, CALL_CLONE3 = 435 };

/* Descriptors with a fixed number. A puppet has CHANNEL and PROGRAM and nothing else. */
enum { REQUESTS = 0, REPLIES = 1, CHANNEL = 3, PROGRAM = 4, WORLD = 5, PROC = 6 };

/* How init tells the keeper, by its exit code, what it needs. */
enum { LEAVE = 0, ANEW = 70, NOT_ENCLOSED = 71 };

enum { MOST = 4096 };

enum operation {
  FORK, SETSID, SETPGID, GETPGID, GETSID, GETPPID, EXECVE, EXIT, WAITPID, SET_SUBREAPER, KILL, IGNORE_SIGCHLD, ASK, OPERATIONS
};

/* `arguments`: which name ids (i), and which may be negative for a group (g); the rest (-) are plain numbers. */
extern const struct operation_words { const char *name, *arguments; } operations[];

/*
 * What a process is asked to do, and what came of it. `error` is an errno, 0 where the call succeeded. A call waits for the
 * nanosecond `start`, where there is one; the reply says when it began and when it was over.
 */
struct request { enum operation operation; int arguments[2]; long long start; };
struct reply { long result; int error, status, subreaper; long long called, answered; };

/* Commands at the same time: branches of commands, and how far each has come (together.c). */
enum { BRANCHES = 8, BRANCH_COMMANDS = 8 };
enum waiting { FOR_NOTHING, FOR_REPLY, FOR_CHILD, FOR_DEATH };
struct branch_command { int actor, birth; struct request request; struct reply reply; long long called, answered; };
struct branch {
  int commands, at, is_cut, pidfd, channel, ends[2];
  enum waiting waiting;
  struct branch_command command[BRANCH_COMMANDS];
};

/*
 * One process, as last read from /proc; the ids are the kernel's. `stat` stays open and is read again each time, and `birth`
 * tells it from others that bore its number.
 */
struct row { int name, pid, birth, parent, group, session, wait_status, executed, ignores, subreaper, channel, stat, leaves; char state; };
struct naming { int name, pid; };

/* All that init knows. It lies in memory shared with the keeper, because init may have to exec, or to be made anew. */
extern struct world {
  int mapped, greeted, limit_ms, left, in_request, in_step;
  int rows, namings, births, branches, own_branch;
  cpu_set_t cores, core;
  struct row row[MOST];
  struct naming naming[MOST];
  size_t read_to, filled_to, written_to;
  struct branch branch[BRANCHES];
  char why[256], disturbed[128], in[1 << 16], out[1 << 18];
} *world;

/* puppet.c */
long clone_into(uint64_t namespaces, int exactly);
int is_subreaper(void);
long ignore_sigchld(int on);
struct reply perform(struct request request, int end, const char *role);
void put_at(int from, int to);
long long now_ns(void);
__attribute__((noreturn)) void serve(void);

/* protocol.c */
void flush(void);
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);
__attribute__((noreturn, format(printf, 1, 2))) void trouble(const char *format, ...);
__attribute__((noreturn, format(printf, 1, 2))) void failed(const char *format, ...);
const char *word(void);
int number(void);
const char *errno_name(int error);

/* proc-state.c */
int pid_of(int name);
int name_of(int pid);
void name_anew(int name, int pid);
struct row *row_named(int name);
struct row *row_of(int pid);
int is_borne(int pid);
int add_row(int name, int pid, int channel, int subreaper);
void await_free_briefly(int pid);
void close_row(const struct row *row);
int is_gone(const struct row *row);
void drop_row(int name);
void await_unborne(const struct row *gone);
void read_all(void);
void say_all(void);

/* commands.c */
struct request read_command(int *actor);
void send_request(const struct row *row, struct request request, int end);
int open_pair(int ends[2]);
void say_reply(enum operation operation, struct reply reply);
void ask_all(void);
void end_step(void);
__attribute__((noreturn)) void drive(void);

/* together.c */
void read_branches(void);
void run_branches(void);
void go_on_after_exec(void);

#endif
