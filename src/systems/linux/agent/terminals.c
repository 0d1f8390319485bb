/* The two pseudo-terminals of job control, on a devpts of init's own. Init alone has their masters. */
#include "agent.h"
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* Raw, but for the keys that send signals, and with an echo, which tells that a key has had its effect. */
static void set_modes(int terminal, int tostop) {
  struct termios modes;
  const struct terminal *at = &world->terminal[terminal];
  if (tcgetattr(at->slave, &modes) != 0) failed("no modes of terminal %d", terminal + 1);
  modes.c_iflag = modes.c_oflag = 0;
  modes.c_lflag = ISIG | ECHO | NOFLSH | (tostop ? TOSTOP : 0);
  modes.c_cc[VINTR] = 3;
  modes.c_cc[VSUSP] = 26;
  modes.c_cc[VMIN] = modes.c_cc[VTIME] = 0;
  if (tcsetattr(at->slave, TCSANOW, &modes) != 0) failed("terminal %d takes no modes", terminal + 1);
}

static void open_terminal(int terminal) {
  struct terminal *at = &world->terminal[terminal];
  const int unlocked = 0;
  char name[16];
  struct stat of;
  at->master = openat(TERMINALS, "ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (at->master < 0 || ioctl(at->master, TIOCSPTLCK, &unlocked) != 0 || ioctl(at->master, TIOCGPTN, &at->number) != 0) {
    failed("no pseudo-terminal");
  }
  snprintf(name, sizeof name, "%d", at->number);
  at->slave = openat(TERMINALS, name, O_RDWR | O_NOCTTY);
  if (at->slave < 0 || fstat(at->slave, &of) != 0) failed("no slave of a pseudo-terminal");
  /* As proc(5) has it: the minor number's lower byte, the major number, the rest of the minor number. */
  at->device = (minor(of.st_rdev) & 0xff) | major(of.st_rdev) << 8 | (minor(of.st_rdev) & ~0xffU) << 12;
  set_modes(terminal, 0);
}

static void close_terminal(int terminal) {
  close(world->terminal[terminal].master);
  close(world->terminal[terminal].slave);
}

/* False, with an errno, where a terminal can be neither hung up nor stolen: both take the rights of the machine's root. */
int open_terminals(void) {
  for (int i = 0; i < TERMINALS_MOST; i += 1) open_terminal(i);
  if (ioctl(world->terminal[0].slave, TIOCVHANGUP) != 0) return 0;
  close_terminal(0);
  open_terminal(0);
  return 1;
}

/*
 * A process that was stopped in a call on the master has it open and cannot close it; then the terminal is hung up as the
 * last close of its master would.
 */
void hang_up(int terminal) {
  int is_held = 0;
  for (int i = 0; i < world->rows; i += 1) is_held |= world->row[i].job.holds == terminal + 1;
  if (is_held && ioctl(world->terminal[terminal].slave, TIOCVHANGUP) != 0) failed("terminal %d cannot be hung up", terminal + 1);
  close_terminal(terminal);
  open_terminal(terminal);
}

/* All processes but init are gone. */
void free_terminals(void) {
  for (int i = 0; i < TERMINALS_MOST; i += 1) {
    pid_t session;
    const struct terminal *at = &world->terminal[i];
    if (world->row[0].job.device == at->device) ioctl(at->slave, TIOCNOTTY);
    if (ioctl(at->master, TIOCGSID, &session) == 0) hang_up(i);
    drain(i);
  }
}

void drain(int terminal) {
  char text[4096];
  while (read(world->terminal[terminal].master, text, sizeof text) > 0) continue;
}

/* The kernel has another thread look at the key; the echo comes after the signal. */
void type(int terminal, char key) {
  const int master = world->terminal[terminal].master;
  drain(terminal);
  if (write(master, &key, 1) != 1) failed("terminal %d takes no key", terminal + 1);
  for (;;) {
    char text[4096];
    struct pollfd wait = { .fd = master, .events = POLLIN };
    if (poll(&wait, 1, world->limit_ms) <= 0) trouble("terminal %d has shown no echo within %d ms", terminal + 1, world->limit_ms);
    const ssize_t got = read(master, text, sizeof text);
    if (got > 0 && memchr(text, key, got) != NULL) return;
  }
}

void let_stop_writers(int terminal, int does) { set_modes(terminal, does); }

/* Which terminal /proc means: from 1 on, 0 for none. */
int terminal_of(int device) {
  for (int i = 0; i < TERMINALS_MOST; i += 1) if (device != 0 && world->terminal[i].device == device) return i + 1;
  return 0;
}

void say_terminals(void) {
  for (int i = 0; i < TERMINALS_MOST; i += 1) {
    pid_t session = 0, group = 0;
    const int master = world->terminal[i].master;
    if (ioctl(master, TIOCGSID, &session) != 0) session = 0;
    if (ioctl(master, TIOCGPGRP, &group) != 0) group = 0;
    say("/%d %d", session, group);
  }
}
