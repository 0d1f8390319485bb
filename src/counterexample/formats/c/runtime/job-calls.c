/*
 * Job control in a puppet: the signals that it tells of, waits that block, and its calls on terminals.
 */
#include "tables.h"
#include "trace.h"

#ifndef PROCESSION_QUIET
#define PROCESSION_QUIET 30
#endif
#ifndef PROCESSION_PROC
#define PROCESSION_PROC "/proc"
#endif

/* A socket on which puppets are passed a master. */
static int passing[2];
static int notes;

static int on_signal(int signal, void (*handler)(int), int flags);

/* A note has no request, and says who it is from. */
static void on_noted(int signal) {
  struct answer note = {0, 0, 0, 0, 0};
  int error = errno;
  ssize_t count;
  note.value = (int)getpid();
  note.more = signal == SIGHUP ? HANGUP : CONTINUATION;
  do count = write(notes, &note, sizeof note);
  while (count < 0 && errno == EINTR);
  errno = error;
}

/* Without SA_RESTART a call on a terminal that was stopped is not made anew: it would stop again. */
static void note_signals(int flags) {
  on_signal(SIGHUP, on_noted, flags);
  on_signal(SIGCONT, on_noted, flags);
}

/* Process 1 is neither ended nor stopped by what is typed or by its own accesses. */
static void take_signals(int slot, int pipe) {
  void (*const usual)(int) = slot == 0 ? SIG_IGN : SIG_DFL;
  notes = pipe;
  note_signals(0);
  on_signal(SIGINT, usual, 0);
  on_signal(SIGTSTP, usual, 0);
  on_signal(SIGTTIN, usual, 0);
  on_signal(SIGTTOU, usual, 0);
}

/* The numbers in the tables are those of Linux on most processors. */
static int real_signal(int named) {
  switch (named) {
  case 1: return SIGHUP;
  case 18: return SIGCONT;
  case 19: return SIGSTOP;
  case 20: return SIGTSTP;
  case 21: return SIGTTIN;
  case 22: return SIGTTOU;
  }
  return named;
}

static int named_signal(int real) {
  int named;
  for (named = 18; named <= 22; named++) if (real_signal(named) == real) return named;
  return real;
}

/* A wait that blocks goes on after the signals that are noted. */
static int wait_for(const struct request *request, int *status) {
  const int how = request->how;
  const int options = (how & OF_STOPS ? WUNTRACED : 0) | (how & OF_CONTINUATIONS ? WCONTINUED : 0);
  int value, error;
  if (how & BLOCKS) note_signals(SA_RESTART);
  value = (int)waitpid((pid_t)request->a, status, how & BLOCKS ? options : options | WNOHANG);
  error = errno;
  if (how & BLOCKS) note_signals(0);
  errno = error;
  return value;
}

/* Whether a child has ended; it stays to be waited for. */
static int peek(int child) {
  siginfo_t seen;
  seen.si_pid = 0;
  return waitid(P_PID, (id_t)child, &seen, WEXITED | WNOHANG | WNOWAIT) == 0 ? (int)seen.si_pid : -1;
}

/* The message with which a descriptor is passed. */
union passed { struct cmsghdr header; char room[sizeof(struct cmsghdr) + 64]; };

static struct cmsghdr *passed_in(struct msghdr *message, union passed *control, struct iovec *data, char *byte) {
  static const struct msghdr empty;
  *message = empty;
  data->iov_base = byte;
  data->iov_len = 1;
  message->msg_iov = data;
  message->msg_iovlen = 1;
  message->msg_control = control;
  message->msg_controllen = sizeof *control;
  return CMSG_FIRSTHDR(message);
}

static int receive_master(void) {
  struct msghdr message;
  union passed control;
  struct iovec data;
  char byte;
  const unsigned char *from;
  int fd = -1, index;
  ssize_t count;
  struct cmsghdr *header = passed_in(&message, &control, &data, &byte);
  do count = recvmsg(passing[1], &message, 0);
  while (count < 0 && errno == EINTR);
  header = count == 1 ? CMSG_FIRSTHDR(&message) : 0;
  if (!header || header->cmsg_type != SCM_RIGHTS) { errno = EBADF; return -1; }
  from = CMSG_DATA(header);
  for (index = 0; index < (int)sizeof fd; index++) ((unsigned char *)&fd)[index] = from[index];
  return fd;
}

/* Of its signal the caller has its own opinion for one call. */
static void dispose(int signal, int how) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  if (how & IS_BLOCKED) sigprocmask(SIG_BLOCK, &one, 0);
  else on_signal(signal, how & IS_IGNORED ? SIG_IGN : SIG_DFL, 0);
}

static void dispose_as_before(int signal, int how, int slot) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  if (how & IS_BLOCKED) sigprocmask(SIG_UNBLOCK, &one, 0);
  else on_signal(signal, slot == 0 ? SIG_IGN : SIG_DFL, 0);
}

static int call_on(int fd, const struct request *request) {
  char byte = 'w';
  switch (request->op) {
#ifdef TIOCSCTTY
  case ACQUIRE_TERMINAL: return ioctl(fd, TIOCSCTTY, request->how & STEALS ? 1 : 0);
#endif
#ifdef TIOCNOTTY
  case LEAVE_TERMINAL: return ioctl(fd, TIOCNOTTY, 0);
#endif
  case TCSETPGRP: return tcsetpgrp(fd, (pid_t)request->b);
  case TCGETPGRP: return (int)tcgetpgrp(fd);
  case TCGETSID: return (int)tcgetsid(fd);
  case READ_TERMINAL: return read(fd, &byte, 1) < 0 ? -1 : 0;
  case WRITE_TERMINAL: return write(fd, &byte, 1) < 0 ? -1 : 0;
  case OPEN_TERMINAL: case OPEN_DEV_TTY: return 0;
  }
  errno = ENOSYS;
  return -1;
}

static int use_terminal(const struct request *request, int slot) {
  const int how = request->how, signal = request->op == READ_TERMINAL ? SIGTTIN : SIGTTOU;
  const int gets_it = request->op == OPEN_TERMINAL && !(how & WITHOUT_CONTROL);
  const int fd = how & AT_MASTER ? receive_master() :
    request->op == OPEN_DEV_TTY ? open("/dev/tty", O_RDWR) :
    open(request->terminal, O_RDWR | (gets_it ? 0 : O_NOCTTY));
  int value, error;
  if (fd < 0) return -1;
  dispose(signal, how);
  value = call_on(fd, request);
  error = errno;
  dispose_as_before(signal, how, slot);
  close(fd);
  errno = error;
  return value;
}
