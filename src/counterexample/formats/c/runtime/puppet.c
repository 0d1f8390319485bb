/*
 * The puppet: a process that makes one call a request, and the loop around it. Plain C99 over POSIX calls, so that a
 * young C library is enough.
 */
#ifdef JOBS
#include "job-calls.c"
#else
#include "tables.h"
#include "trace.h"
#endif

/* A pipe a slot to ask the process in it, and one that all answer on, for one is asked at a time. */
static int requests[SLOTS][2], answers[2], pipes;
static int is_driver = 1;
static const char *self = "/init";
static volatile sig_atomic_t noticed;

static void puppet(int slot);

#ifndef JOBS
static void on_child(int signal) {
  (void)signal;
  noticed = 1;
}
#endif

static int on_signal(int signal, void (*handler)(int), int flags) {
  struct sigaction action;
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  return sigaction(signal, &action, 0);
}

#ifdef JOBS
/* Without a handler: a signal that is handled lets a wait begin anew. */
static int ignore_children(int on) {
  return on_signal(SIGCHLD, on ? SIG_IGN : SIG_DFL, 0);
}
#else
/* A handler that does next to nothing: children are not reaped behind our back, and their end is noticed. */
static int ignore_children(int on) {
  return on ? on_signal(SIGCHLD, SIG_IGN, 0) : on_signal(SIGCHLD, on_child, SA_RESTART);
}
#endif

static int adopt_orphans(int on) {
#ifdef PR_SET_CHILD_SUBREAPER
  return prctl(PR_SET_CHILD_SUBREAPER, (unsigned long)on, 0UL, 0UL, 0UL);
#else
  (void)on;
  errno = ENOSYS;
  return -1;
#endif
}

/* The whole of it: 1, or 0 where there is no more. */
static int receive(int from, void *into, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t count = read(from, (char *)into + done, size - done);
    if (count > 0) done += (size_t)count;
    else if (count == 0 || errno != EINTR) return 0;
  }
  return 1;
}

static void reply(const struct answer *answer) {
  ssize_t count;
  do count = write(answers[1], answer, sizeof *answer);
  while (count < 0 && errno == EINTR);
  if (count < 0) _exit(1);
}

static char *decimal(char *end, int number) {
  unsigned rest = number < 0 ? 0u - (unsigned)number : (unsigned)number;
  *--end = 0;
  do *--end = (char)('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (number < 0) *--end = '-';
  return end;
}

static int parsed(const char *text) {
  int number = 0;
  while (*text >= '0' && *text <= '9') number = number * 10 + (*text++ - '0');
  return number;
}

/* The numbers that this program is told before those of the pipes. */
#ifdef JOBS
enum { NUMBERS = 5 };
#else
enum { NUMBERS = 4 };
#endif

/* This program again, told where its pipes are; that it came to be is answered by the new program. */
static void execute(int sequence, int slot) {
  static const char mark[] = "--puppet";
  static char digits[SLOTS + NUMBERS][12], self_copy[256], mark_copy[sizeof mark];
  static char *arguments[SLOTS + NUMBERS + 3], *environment[1];
  int numbers[NUMBERS], count = 0, index;
  for (index = 0; self[index] && index < 255; index++) self_copy[index] = self[index];
  for (index = 0; mark[index]; index++) mark_copy[index] = mark[index];
  arguments[count++] = self_copy;
  arguments[count++] = mark_copy;
  numbers[0] = sequence;
  numbers[1] = slot;
  numbers[2] = answers[1];
  numbers[3] = pipes;
#ifdef JOBS
  numbers[4] = passing[1];
#endif
  for (index = 0; index < NUMBERS + pipes; index++)
    arguments[count++] =
      decimal(digits[index] + 12, index < NUMBERS ? numbers[index] : requests[index - NUMBERS][0]);
  arguments[count] = 0;
  execve(self_copy, arguments, environment);
#ifdef __linux__
  if (errno == ENOENT) execve("/proc/self/exe", arguments, environment);
#endif
}

/* A wait status in the form that the tables have: 256 times the code, or the signal. */
static int canonical(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status) * 256;
#ifdef JOBS
  if (WIFSTOPPED(status)) return named_signal(WSTOPSIG(status)) * 256 + 127;
  if (WIFCONTINUED(status)) return 0xffff;
#endif
  return WIFSIGNALED(status) ? WTERMSIG(status) : status;
}

/* One call, made in this very process. */
static void perform(const struct request *request, struct answer *answer, int slot) {
  int value = -1, status = 0;
  answer->sequence = request->sequence;
  answer->more = answer->third = 0;
  errno = 0;
  switch (request->op) {
  case FORK:
    value = (int)fork();
    if (value == 0) puppet(request->slot);
    break;
  case SETSID: value = (int)setsid(); break;
  case SETPGID: value = setpgid((pid_t)request->a, (pid_t)request->b); break;
  case GETPGID: value = (int)getpgid((pid_t)request->a); break;
  case GETSID: value = (int)getsid((pid_t)request->a); break;
  case GETPPID: value = (int)getppid(); break;
  case EXECVE: execute(request->sequence, slot); break;
  case EXIT: _exit(request->a);
  case WAITPID:
#ifdef JOBS
    value = wait_for(request, &status);
#else
    value = (int)waitpid((pid_t)request->a, &status, WNOHANG);
#endif
    answer->more = canonical(status);
    break;
  case SUBREAPER: value = adopt_orphans(request->a); break;
#ifdef JOBS
  case KILL: value = kill((pid_t)request->a, real_signal(request->b)); break;
  case PEEK: value = peek(request->a); break;
  default: value = use_terminal(request, slot); break;
#else
  case KILL: value = kill((pid_t)request->a, request->b); break;
#endif
  case IGNORE: value = ignore_children(request->a); break;
  case WATCH: value = noticed = 0; break;
  case NOTICED: value = noticed; break;
  case SHOW:
    value = (int)getpgid(0);
    answer->more = (int)getsid(0);
    answer->third = (int)getppid();
    break;
  }
  answer->value = value;
  answer->error = value < 0 ? errno : 0;
}

/* Serves its slot until the driver is gone. */
static void puppet(int slot) {
  struct request request;
  struct answer answer;
  int index;
  if (is_driver) {
    is_driver = 0;
    close(answers[0]);
    for (index = 0; index < pipes; index++) close(requests[index][1]);
#ifdef JOBS
    close(passing[0]);
#endif
  }
#ifdef JOBS
  take_signals(slot, answers[1]);
#endif
  while (receive(requests[slot][0], &request, sizeof request)) {
    perform(&request, &answer, slot);
    reply(&answer);
  }
  _exit(0);
}

/* What execve led to: arguments are the request, the slot, the answers' pipe, and the requests' pipes. */
static void puppet_again(int count, char **arguments) {
  struct answer answer = {0, 0, 0, 0, 0};
  struct sigaction action;
  int slot = parsed(arguments[3]), index;
  answer.sequence = parsed(arguments[2]);
  answers[1] = parsed(arguments[4]);
  pipes = parsed(arguments[5]);
  if (pipes > SLOTS || slot >= pipes || count != NUMBERS + 2 + pipes) _exit(1);
  for (index = 0; index < pipes; index++) requests[index][0] = parsed(arguments[NUMBERS + 2 + index]);
  is_driver = 0;
#ifdef JOBS
  passing[1] = parsed(arguments[6]);
  take_signals(slot, answers[1]);
#endif
  if (sigaction(SIGCHLD, 0, &action) != 0 || action.sa_handler != SIG_IGN) ignore_children(0);
  reply(&answer);
  puppet(slot);
}
