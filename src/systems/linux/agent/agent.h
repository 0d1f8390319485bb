/* What the agent's files share; main.c says what the agent is. */
#ifndef AGENT_H
#define AGENT_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Numbers of calls younger than some libraries' headers; they are the same on every architecture built for since. */
enum { CALL_FSOPEN = 430, CALL_FSCONFIG = 431, CALL_FSMOUNT = 432, CALL_PIDFD_OPEN = 434, CALL_CLONE3 = 435 };

/*
 * Descriptors with a fixed number. A puppet has CHANNEL and PROGRAM and nothing else; with job control WORLD and TERMINALS,
 * too. INIT_CHANNEL is for init's own commands, where another thread of it has them carried out.
 */
enum { REQUESTS = 0, REPLIES = 1, CHANNEL = 3, PROGRAM = 4, WORLD = 5, TERMINALS = 6, PROC = 7, INIT_CHANNEL = 8 };

/* How init tells the keeper, by its exit code, what it needs. */
enum { LEAVE = 0, ANEW = 70, NOT_ENCLOSED = 71 };

enum { MOST = 4096 };

enum operation {
  FORK, SETSID, SETPGID, GETPGID, GETSID, GETPPID, EXECVE, EXIT, WAITPID, SET_SUBREAPER, KILL, IGNORE_SIGCHLD,
  OPEN_TERMINAL, SET_CONTROLLING_TERMINAL, LEAVE_TERMINAL, TCSETPGRP, TCGETPGRP, TCGETSID, OPEN_DEV_TTY, READ_TERMINAL,
  WRITE_TERMINAL, HANG_UP, TYPE, ASK, OPERATIONS
};

/*
 * `arguments`: which name ids (i), and which may be negative for a group (g); the rest (-) are plain numbers. There are none
 * where only job control has the operation; `with_jobs` are its arguments then, where they are others.
 */
extern const struct operation_words { const char *name, *arguments, *with_jobs; } operations[];

/*
 * What a process is asked to do, and what came of it. `error` is an errno, 0 where the call succeeded. A call waits for the
 * nanosecond `start`, where there is one; the reply says when it began and when it was over. `slot` is that of a process to
 * be forked: its stack, and where it counts its signals. `terminal` is the number of the slave that a call concerns.
 */
enum { ARGUMENTS = 4 };
struct request { enum operation operation; int arguments[ARGUMENTS], slot, terminal; long long start; };
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

enum signals { HANGUP = 1, CONTINUATION = 2, INTERRUPT = 4 };

/*
 * What job control has besides of a process. It counts signals in its slot; `received` came since the command before, `pending`
 * wait while it is stopped; `device` is its terminal as /proc has it. `owes` is the call whose answer has not come, because it
 * was stopped or is a wait that goes on, or ASK; an answer that has come in this step is `told`. `holds` is the terminal, from 1
 * on, whose master it may have open. `rest` is the state in which the step found it; the descriptors are of files in /proc.
 */
struct job {
  int device, received, pending, is_told, holds, syscall, status;
  enum operation owes;
  char rest;
  struct reply told;
};

/* A pseudo-terminal: init's descriptors of both ends, the number of the slave, and what /proc calls it. */
enum { TERMINALS_MOST = 2 };
struct terminal { int master, slave, number, device; };

/*
 * One process, as last read from /proc; the ids are the kernel's. `stat` stays open and is read again each time, and `birth`
 * tells it from others that bore its number. Its `slot`, which nobody else has until its row is closed, is a place for what
 * processes of one memory cannot share.
 */
struct row {
  int name, pid, birth, slot, parent, group, session, wait_status, executed, ignores, subreaper, channel, stat, leaves;
  char state;
  struct job job;
};
struct naming { int name, pid; };

/* All that init knows. It lies in memory shared with the keeper, because init may have to exec, or to be made anew. */
extern struct world {
  int mapped, greeted, limit_ms, left, in_request, in_step;
  int rows, namings, births, branches, own_branch;
  /* With job control: whether the rows are as they are now, whose command it is, and where signals are counted. */
  int jobs, is_read, acting, slots, free_slot[MOST];
  atomic_int slot[MOST];
  struct terminal terminal[TERMINALS_MOST];
  cpu_set_t cores, core;
  struct row row[MOST];
  struct naming naming[MOST];
  size_t read_to, filled_to, written_to;
  struct branch branch[BRANCHES];
  char why[256], disturbed[128], in[1 << 16], out[1 << 18];
} *world;

/* puppet.c */
/* A system call by its number: what it gives, or an errno below 0. */
long call_six(long number, long a, long b, long c, long d, long e, long f);
#define WITH_SIX(number, a, b, c, d, e, f, ...) call_six(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define call(...) WITH_SIX(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
int own_slot(void);
void be_in_slot(int slot);
long clone_into(uint64_t namespaces, int exactly);
int is_subreaper(void);
long ignore_sigchld(int on);
struct reply perform(struct request request, int end, const char *role);
void put_at(int from, int to);
long long now_ns(void);
__attribute__((noreturn)) void serve(void);
__attribute__((noreturn)) void serve_as_init(void);

/* jobs.c */
void count_signals(int slot);
long wait_for(const int arguments[], int *status);
long use_terminal(struct request request, int end);

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
int add_row(int name, int pid, int slot, int channel, int subreaper);
void await_free_briefly(int pid);
void close_row(const struct row *row);
int is_gone(const struct row *row);
void drop_row(int name);
void await_unborne(const struct row *gone);
void check_time(long long since, const char *what, int pid);
void be_patient(long long since, const char *what, int pid);
void note_end(const struct row *row);
int take_slot(void);
void leave_slot(int slot);
void free_slots(void);
int read_row(struct row *row);
void read_all(void);
void say_all(void);

/* commands.c */
struct request read_command(int *actor);
void send_request(const struct row *row, struct request request, int end);
int receive_reply(const struct row *row, struct reply *reply, const char *command);
struct reply ask(struct row *row, struct request request, int end);
void do_fork(struct row *parent, int name);
int open_pair(int ends[2]);
void say_reply(enum operation operation, struct reply reply);
void ask_all(void);
void end_step(void);
__attribute__((noreturn)) void drive(void);

/* terminals.c */
int open_terminals(void);
void free_terminals(void);
void hang_up(int terminal);
void type(int terminal, char key);
void drain(int terminal);
void let_stop_writers(int terminal, int does);
int terminal_of(int device);
void say_terminals(void);

/* settle.c */
void settle_jobs(void);
void settle_init(void);

/* job-steps.c */
void do_job(int actor, struct request request);
int job_marks(const struct row *row);
void say_job(struct row *row);
void say_woken(void);

/* together.c */
void read_branches(void);
void run_branches(void);
void go_on_after_exec(void);

#endif
