/*
 * The driver's tools for job control: terminals, what /proc says of a process, and answers, which may come late or never.
 */
#include "driver.c"

/* Raw, but for the keys that send signals; the echo tells that a key has had its effect. A read waits for nothing. */
static int set_modes(const struct terminal *terminal, int stops_writers) {
  struct termios modes;
  if (tcgetattr(terminal->slave, &modes) != 0) return 0;
  modes.c_iflag = modes.c_oflag = 0;
  modes.c_lflag = (tcflag_t)(ISIG | ECHO | NOFLSH | (stops_writers ? TOSTOP : 0));
  modes.c_cc[VINTR] = 3;
  modes.c_cc[VSUSP] = 26;
  modes.c_cc[VMIN] = modes.c_cc[VTIME] = 0;
  return tcsetattr(terminal->slave, TCSANOW, &modes) == 0;
}

static void close_terminal(struct terminal *terminal) {
  if (terminal->master >= 0) close(terminal->master);
  if (terminal->slave >= 0) close(terminal->slave);
  terminal->master = terminal->slave = -1;
  terminal->group = terminal->real = 0;
}

static int open_terminal(struct terminal *terminal) {
  const char *name = 0;
  int index;
  terminal->slave = -1;
  terminal->group = terminal->real = 0;
  terminal->master = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal->master >= 0 && grantpt(terminal->master) == 0 && unlockpt(terminal->master) == 0)
    name = ptsname(terminal->master);
  for (index = 0; name && index < NAME_MOST - 1 && name[index]; index++) terminal->name[index] = name[index];
  terminal->name[name ? index : 0] = 0;
  if (name) terminal->slave = open(terminal->name, O_RDWR | O_NOCTTY);
  if (terminal->slave >= 0 && set_modes(terminal, 0)) return 1;
  index = errno;
  close_terminal(terminal);
  errno = index;
  return 0;
}

static int has_input(int fd, int milliseconds) {
  struct pollfd from;
  int count;
  from.fd = fd;
  from.events = POLLIN;
  do count = poll(&from, 1, milliseconds);
  while (count < 0 && errno == EINTR);
  return count > 0 && (from.revents & POLLIN);
}

/* Takes what processes have written to a terminal, until it is still for so long, or this key is among it. */
static void drain(const struct terminal *terminal, int milliseconds, char key) {
  char text[256];
  while (has_input(terminal->master, milliseconds)) {
    ssize_t count = read(terminal->master, text, sizeof text), index;
    if (count <= 0) return;
    for (index = 0; index < count; index++) if (text[index] == key) return;
  }
}

/* A kernel may have another thread look at the key; the echo comes after the signal. */
static int type_key(const struct terminal *terminal, int key) {
  const char typed = (char)key;
  drain(terminal, 0, 0);
  if (write(terminal->master, &typed, 1) != 1) return 0;
  drain(terminal, 1000, typed);
  return 1;
}

/* What tells whether a terminal can be stolen takes the same right as that. */
static int may_steal(void) {
#ifdef TIOCVHANGUP
  struct terminal terminal;
  int may = open_terminal(&terminal) && ioctl(terminal.slave, TIOCVHANGUP) == 0;
  close_terminal(&terminal);
  return may;
#else
  return geteuid() == 0;
#endif
}

static int has_proc;

/* Reads the beginning of a file of a process; -1 where there is none. */
static int read_of(int real, const char *file, char *text, int size) {
  char path[sizeof PROCESSION_PROC + 40], digits[12];
  const char *parts[5];
  int part, fd, length = 0;
  ssize_t count;
  parts[0] = PROCESSION_PROC;
  parts[1] = parts[3] = "/";
  parts[2] = decimal(digits + sizeof digits, real);
  parts[4] = file;
  for (part = 0; part < 5; part++) {
    const char *from = parts[part];
    while (*from) path[length++] = *from++;
  }
  path[length] = 0;
  fd = open(path, O_RDONLY);
  if (fd < 0) return -1;
  count = read(fd, text, (size_t)size - 1);
  close(fd);
  if (count >= 0) text[count] = 0;
  return (int)count;
}

/* A /proc of another namespace has other numbers. */
static int proc_is_ours(void) {
  char link[12], digits[12], *own = decimal(digits + sizeof digits, (int)getpid());
  ssize_t length = readlink(PROCESSION_PROC "/self", link, sizeof link), index;
  for (index = 0; index < length; index++) if (link[index] != own[index]) return 0;
  return length > 0 && own[length] == 0;
}

/* Its state: T is stopped, Z a zombie, X gone, S asleep; 0 where that is not known. */
static char letter(const struct slot *slot) {
  char text[256];
  int index, found = 0;
  if (!has_proc) return 0;
  if (read_of(slot->real, "stat", text, sizeof text) <= 0) return 'X';
  for (index = 0; text[index]; index++) if (text[index] == ')') found = index + 2;
  return text[found] == 't' ? 'T' : text[found];
}

/* A process looks at its children, and tells that it has stopped, with the letter of one that sleeps or is stopped. */
static int is_off(const struct slot *slot) {
  char text[64];
  return read_of(slot->real, "syscall", text, sizeof text) <= 0 || text[0] != 'r';
}

/* Whether nothing more comes of it by itself. */
static int is_at_rest(const struct slot *slot) {
  switch (letter(slot)) {
  case 'Z': case 'X': return 1;
  case 'T': return (slot->job & STOPPED) || is_off(slot);
  case 'S': return !slot->wait || is_off(slot);
  }
  return 0;
}

static void forget_job(struct slot *slot) {
  slot->job = slot->terminal = slot->received = slot->owed = slot->holds = slot->wait = 0;
  slot->is_told = slot->probe = slot->is_answered = 0;
}

static int awaited;

/* Notes and late answers are put down; 1 for the answer that is awaited. */
static int put_down(const struct answer *answer) {
  struct slot *slot;
  if (answer->sequence == 0) {
    slot = slot_with(answer->value);
    if (slot) slot->received |= answer->more;
    return 0;
  }
  for (slot = slots; slot < slots + SLOTS; slot++) {
    if (slot->state == EMPTY) continue;
    if (slot->owed == answer->sequence) slot->owed = slot->holds = 0;
    if (slot->probe == answer->sequence) slot->is_answered = 1;
    if (slot->wait != answer->sequence) continue;
    slot->told = *answer;
    slot->is_told = 1;
    slot->wait = 0;
  }
  return answer->sequence == awaited;
}

/* Listens until the awaited answer comes, or nothing has come for so long. */
static int heard(struct answer *answer, int milliseconds) {
  while (has_input(answers[0], milliseconds) && receive(answers[0], answer, sizeof *answer))
    if (put_down(answer)) { awaited = 0; return 1; }
  return 0;
}

static void listen_for(int milliseconds) {
  struct answer answer;
  awaited = 0;
  heard(&answer, milliseconds);
}

enum { ANSWERED, IS_STOPPED, BLOCKS_NOW, IS_OVER, SILENT };

/* What comes of the last order: an answer, or what stands in its place. `wish` is what ought to come. */
static int await(const struct slot *slot, int wish, struct answer *answer) {
  const int tick = wish == ANSWERED ? 10 : 1;
  int waited = 0, calm = 0;
  awaited = sequence;
  while (waited < patience * 1000) {
    char state;
    if (heard(answer, tick)) return ANSWERED;
    waited += tick;
    state = letter(slot);
    if (!state && wish != ANSWERED && waited >= PROCESSION_QUIET) return wish;
    if (!state) continue;
    if (state != 'T' && state != 'Z' && state != 'X' && !(state == 'S' && wish == BLOCKS_NOW)) calm = 0;
    else calm = is_off(slot) ? calm + 1 : 0;
    if (calm < 2) continue;
    if (heard(answer, 0)) return ANSWERED;
    return state == 'T' ? IS_STOPPED : state == 'S' ? BLOCKS_NOW : IS_OVER;
  }
  patience = 1;
  return SILENT;
}

/* Asks a process that ought to run; 0 where no answer came, or none can come. */
static int ask(struct slot *slot, int op, int a, int b, int child, struct answer *answer) {
  order(slot, op, a, b, child);
  return await(slot, ANSWERED, answer) == ANSWERED;
}

/* Waits until every process is at rest; without /proc, while one is in a wait that a signal may have reached. */
static void settle(void) {
  int calm = 0, tried, index, waits = 0;
  for (index = 0; index < SLOTS; index++) if (slots[index].state == RUNNING && slots[index].wait) waits = 1;
  for (tried = 0; has_proc && calm < 2 && tried < 2000; tried++) {
    int busy = 0;
    listen_for(0);
    for (index = 0; index < SLOTS; index++) if (slots[index].state == RUNNING) busy |= !is_at_rest(&slots[index]);
    calm = busy ? 0 : calm + 1;
    if (busy) breathe(tried);
  }
  listen_for(!has_proc && waits ? PROCESSION_QUIET : 0);
}

/* Whether a process that ought to be stopped is; without /proc it is listened to, once. */
static int is_stopped(struct slot *slot) {
  if (has_proc) return letter(slot) == 'T';
  if (!slot->probe) {
    order(slot, SHOW, 0, 0, 0);
    slot->probe = sequence;
    slot->is_answered = 0;
    listen_for(PROCESSION_QUIET);
  }
  return !slot->is_answered;
}

/* Waits, not for ever, until a process has ended; 0 where it is known not to have. `parent` can be asked, if there is one. */
static int await_end(struct slot *slot, struct slot *parent) {
  struct answer answer;
  int tried;
  for (tried = 0; has_proc && tried < tries; tried++) {
    const char state = letter(slot);
    if (state == 'Z' || state == 'X') return 1;
    breathe(tried);
  }
  for (tried = 0; !has_proc && parent && tried < tries; tried++) {
    if (!ask(parent, PEEK, slot->real, 0, 0, &answer) || answer.value < 0) break;
    if (answer.value == slot->real) return 1;
    breathe(tried);
  }
  if (!has_proc && (!parent || tried < tries)) {
    listen_for(PROCESSION_QUIET);
    return 1;
  }
  tries = 50;
  return 0;
}
