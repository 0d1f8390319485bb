/* Job control in one process: the signals that it counts, the waits that block, and its calls on terminals. */
#include "agent.h"

enum disposition { DEFAULT, IGNORED, BLOCKED };

static void count(int signal) { atomic_fetch_or(&world->slot[own_slot()], signal == SIGHUP ? HANGUP : CONTINUATION); }

static void catch(int flags) {
  struct sigaction action = { .sa_handler = count, .sa_flags = flags };
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, NULL);
  sigaction(SIGCONT, &action, NULL);
}

/* Without SA_RESTART: a call on a terminal that was stopped is not made anew, for it would stop again. */
void count_signals(int at) {
  be_in_slot(at);
  catch(0);
}

/* A wait that blocks goes on after the signals that are counted. The call is named, for /proc tells it by its number. */
long wait_for(const int arguments[], int *status) {
  const int blocks = arguments[3];
  const int options = (arguments[1] ? WUNTRACED : 0) | (arguments[2] ? WCONTINUED : 0) | (blocks ? 0 : WNOHANG);
  if (blocks) catch(SA_RESTART);
  const long result = call(SYS_wait4, arguments[0], status, options, NULL);
  if (blocks) catch(0);
  return result;
}

/* For one call, or (DEFAULT) after it. */
static void dispose(int signal, enum disposition disposition, int is_after) {
  struct sigaction action = { .sa_handler = is_after ? SIG_DFL : SIG_IGN };
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  if (disposition == IGNORED) sigaction(signal, &action, NULL);
  if (disposition == BLOCKED) sigprocmask(is_after ? SIG_UNBLOCK : SIG_BLOCK, &one, NULL);
}

static long asked(int fd, unsigned long what) {
  pid_t group = 0;
  const long result = call(SYS_ioctl, fd, what, &group);
  return result < 0 ? result : group;
}

static long call_as(enum operation operation, int fd, const int arguments[]) {
  const pid_t group = arguments[1];
  char byte = 'w';
  switch (operation) {
    case SET_CONTROLLING_TERMINAL: return call(SYS_ioctl, fd, TIOCSCTTY, arguments[1]);
    case LEAVE_TERMINAL: return call(SYS_ioctl, fd, TIOCNOTTY);
    case TCSETPGRP: return call(SYS_ioctl, fd, TIOCSPGRP, &group);
    case TCGETPGRP: return asked(fd, TIOCGPGRP);
    case TCGETSID: return asked(fd, TIOCGSID);
    case READ_TERMINAL: return call(SYS_read, fd, &byte, 1);
    case WRITE_TERMINAL: return call(SYS_write, fd, &byte, 1);
    default: return 0;
  }
}

/* `master` is a descriptor of the terminal's other end, for a call through it. */
long use_terminal(struct request request, int master) {
  const int *arguments = request.arguments;
  const enum operation operation = request.operation;
  const int signal = operation == READ_TERMINAL ? SIGTTIN : SIGTTOU;
  const enum disposition disposition = operation == TCSETPGRP ? arguments[3] :
    operation == READ_TERMINAL || operation == WRITE_TERMINAL ? arguments[1] : DEFAULT;
  const int is_opened = operation == OPEN_TERMINAL && !arguments[1];
  char name[16];
  snprintf(name, sizeof name, "%d", request.terminal);
  const long fd = operation == OPEN_DEV_TTY ? call(SYS_openat, AT_FDCWD, "/dev/tty", O_RDWR) :
    master >= 0 ? master : call(SYS_openat, TERMINALS, name, O_RDWR | (is_opened ? 0 : O_NOCTTY));
  if (fd < 0) return fd;
  dispose(signal, disposition, 0);
  const long result = call_as(operation, fd, arguments);
  dispose(signal, disposition, 1);
  if (fd != master) call(SYS_close, fd);
  return result;
}
