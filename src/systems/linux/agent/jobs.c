/* Job control in one process: the signals that it counts, the waits that block, and its calls on terminals. */
#include "agent.h"

enum disposition { DEFAULT, IGNORED, BLOCKED };

static int slot;

static void count(int signal) { atomic_fetch_or(&world->slot[slot], signal == SIGHUP ? HANGUP : CONTINUATION); }

static void catch(int flags) {
  struct sigaction action = { .sa_handler = count, .sa_flags = flags };
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, NULL);
  sigaction(SIGCONT, &action, NULL);
}

/* Without SA_RESTART: a call on a terminal that was stopped is not made anew, for it would stop again. */
void count_signals(int at) {
  slot = at;
  catch(0);
}

int own_slot(void) { return slot; }

/* A wait that blocks goes on after the signals that are counted. The call is named, for /proc tells it by its number. */
long wait_for(const int arguments[], int *status) {
  const int blocks = arguments[3];
  const int options = (arguments[1] ? WUNTRACED : 0) | (arguments[2] ? WCONTINUED : 0) | (blocks ? 0 : WNOHANG);
  if (blocks) catch(SA_RESTART);
  const long result = syscall(SYS_wait4, arguments[0], status, options, NULL);
  const int error = errno;
  if (blocks) catch(0);
  errno = error;
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

static long call_as(enum operation operation, int fd, const int arguments[]) {
  pid_t group = arguments[1];
  char byte = 'w';
  switch (operation) {
    case SET_CONTROLLING_TERMINAL: return ioctl(fd, TIOCSCTTY, arguments[1]);
    case LEAVE_TERMINAL: return ioctl(fd, TIOCNOTTY);
    case TCSETPGRP: return ioctl(fd, TIOCSPGRP, &group);
    case TCGETPGRP: return ioctl(fd, TIOCGPGRP, &group) == 0 ? group : -1;
    case TCGETSID: return ioctl(fd, TIOCGSID, &group) == 0 ? group : -1;
    case READ_TERMINAL: return read(fd, &byte, 1);
    case WRITE_TERMINAL: return write(fd, &byte, 1);
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
  const int fd = operation == OPEN_DEV_TTY ? open("/dev/tty", O_RDWR) :
    master >= 0 ? master : openat(TERMINALS, name, O_RDWR | (is_opened ? 0 : O_NOCTTY));
  if (fd < 0) return -1;
  dispose(signal, disposition, 0);
  const long result = call_as(operation, fd, arguments);
  const int error = errno;
  dispose(signal, disposition, 1);
  if (fd != master) close(fd);
  errno = error;
  return result;
}
