/*
 * The driver's tools: printing, numbers and real ids, asking a puppet, waiting for an end. Calls nothing that prints
 * or allocates, and waits for nothing without a bound.
 */
#include "puppet.c"

/* A number of the trace, and which real process bears it. */
enum { EMPTY, RUNNING, ZOMBIE, ENDED };
#ifdef JOBS
/*
 * Of a process that ought to run .job and .terminal are expected; .received has arrived. Sequences: .owed is of the order
 * that it has not answered, with which it may have the master .holds; .wait of a wait that goes on, whose answer is
 * .told once .is_told; .probe of what it may not answer while it is stopped.
 */
struct slot {
  int name, real, state, unexecuted, shown, parent, group, session;
  int job, terminal, received, owed, holds, wait, is_told, probe, is_answered;
  struct answer told;
};
/* A pseudo-terminal; its foreground as the trace and as the kernel call it. */
struct terminal { int master, slave, group, real; char name[NAME_MOST]; };
static struct terminal terminals[3];
#else
struct slot { int name, real, state, unexecuted, shown, parent, group, session; };
#endif
static struct slot slots[SLOTS];

#ifdef JOBS
enum { BY_KERNEL, BY_INIT, NO_EXECVE, OTHERS, NO_DEV_TTY, IN_A_WAIT, REASONS };
static const char *const reasons[REASONS] = {
  "id chosen by the kernel", "process 1 is played by another one", "execve does not work here",
  "other processes are there", "there is no /dev/tty", "whether a process in a wait is stopped is not seen here"
};
#else
enum { BY_KERNEL, BY_INIT, NO_EXECVE, OTHERS, REASONS };
static const char *const reasons[REASONS] = {
  "id chosen by the kernel", "process 1 is played by another one", "execve does not work here",
  "other processes are there"
};
#endif

static int sequence, subreapers, is_init, patience = PROCESSION_SECONDS, tries = 3000, hangs;
static volatile sig_atomic_t late;

static void put(const char *text) {
  size_t length = 0, done = 0;
  while (text[length]) length++;
  while (done < length) {
    ssize_t count = write(1, text + done, length - done);
    if (count > 0) done += (size_t)count;
    else if (count == 0 || errno != EINTR) return;
  }
}

static void put_number(int number) {
  char digits[12];
  put(decimal(digits + sizeof digits, number));
}

static void put_error(int error) {
  static const struct { int error; const char *name; } names[] = {
    {EPERM, "EPERM"}, {ESRCH, "ESRCH"}, {ECHILD, "ECHILD"}, {EACCES, "EACCES"}, {EINVAL, "EINVAL"},
    {EEXIST, "EEXIST"}, {EAGAIN, "EAGAIN"}, {ENOMEM, "ENOMEM"}, {ENOSYS, "ENOSYS"}, {ENOENT, "ENOENT"},
#ifdef JOBS
    {ENOTTY, "ENOTTY"}, {ENXIO, "ENXIO"}, {EIO, "EIO"},
#endif
    {EMFILE, "EMFILE"}, {ENFILE, "ENFILE"}, {EINTR, "EINTR"}
  };
  size_t index;
  for (index = 0; index < sizeof names / sizeof *names; index++)
    if (names[index].error == error) { put(names[index].name); return; }
  put("errno ");
  put_number(error);
}

static int refusal_of(int error) {
  switch (error) {
  case EPERM: return XPERM;
  case ESRCH: return XSRCH;
  case ECHILD: return XCHILD;
  case EACCES: return XACCES;
  case EINVAL: return XINVAL;
  case EEXIST: return XEXIST;
#ifdef JOBS
  case ENOTTY: return XNOTTY;
  case ENXIO: return XNXIO;
  case EIO: return XIO;
  case EINTR: return XINTR;
#endif
  }
  return XANY;
}

static void put_wanted(int want) {
#ifdef JOBS
  static const char *const names[] = {
    "a refusal", "EPERM", "ESRCH", "ECHILD", "EACCES", "EINVAL", "EEXIST", "ENOTTY", "ENXIO", "EIO", "EINTR",
    "to be stopped", "to wait"
  };
#else
  static const char *const names[] = {"a refusal", "EPERM", "ESRCH", "ECHILD", "EACCES", "EINVAL", "EEXIST"};
#endif
  if (want < 0) put(names[-1 - want]);
  else put_number(want);
}

static struct slot *slot_of(int name) {
  int index;
  for (index = 0; index < SLOTS; index++)
    if (slots[index].state != EMPTY && slots[index].name == name) return &slots[index];
  return 0;
}

static struct slot *slot_with(int real) {
  int index;
  for (index = 0; index < SLOTS; index++)
    if (slots[index].state != EMPTY && slots[index].real == real) return &slots[index];
  return 0;
}

/* A number that nothing bears is one that no process has; 0 and negative ones stay. */
static int real_id(int name) {
  struct slot *slot = slot_of(name);
  return name <= 0 ? name : slot ? slot->real : PROCESSION_UNUSED;
}

/* Of kill and waitpid: below -1 it is a group. */
static int real_target(int name) {
  return name < -1 ? -real_id(-name) : real_id(name);
}

/* Whether this program itself plays process 1; with job control it could not be waited for. */
static int plays_first(void) {
#ifdef JOBS
  return 0;
#else
  return is_init && !subreapers;
#endif
}

/* The parent of process 1. */
static int outside(void) {
  return plays_first() ? 0 : (int)getpid();
}

static void put_id(int real) {
  struct slot *slot = slot_with(real);
  if (real == 0 || slot) put_number(slot ? slot->name : 0);
  else { put("the real id "); put_number(real); }
}

static void on_alarm(int signal) {
  (void)signal;
  late = 1;
  alarm(1); /* once more, should the call that it is for not have begun */
}

static void be_patient(void) {
  late = 0;
  alarm((unsigned)patience);
}

/* Between two tries: first quick, then a millisecond. */
static void breathe(int tried) {
  struct timespec time;
  time.tv_sec = 0;
  time.tv_nsec = tried < 50 ? 10000L : 1000000L;
  nanosleep(&time, 0);
}

static int plays_itself(const struct slot *slot) {
  return slot == slots && plays_first();
}

#ifdef JOBS
static void pass_master(int master) {
  struct msghdr message;
  union passed control;
  struct iovec data;
  char byte = 0;
  ssize_t count;
  int index;
  struct cmsghdr *header = passed_in(&message, &control, &data, &byte);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = (size_t)(CMSG_DATA(header) - (unsigned char *)header) + sizeof master;
  message.msg_controllen = header->cmsg_len;
  for (index = 0; index < (int)sizeof master; index++) CMSG_DATA(header)[index] = ((unsigned char *)&master)[index];
  do count = sendmsg(passing[0], &message, 0);
  while (count < 0 && errno == EINTR);
}

/* Of the next order. */
static int how;

static void fill_in(struct request *request, struct slot *slot) {
  int index;
  const int is_at_terminal = request->op >= OPEN_TERMINAL && request->op <= WRITE_TERMINAL && request->op != OPEN_DEV_TTY;
  request->how = how;
  how = 0;
  for (index = 0; index < NAME_MOST; index++)
    request->terminal[index] = (char)(is_at_terminal ? terminals[request->a].name[index] : 0);
  slot->owed = request->sequence;
  slot->holds = 0;
  if (!is_at_terminal || !(request->how & AT_MASTER)) return;
  slot->holds = request->a;
  pass_master(terminals[request->a].master);
}
#endif

static void order(struct slot *slot, int op, int a, int b, int child) {
  struct request request;
  ssize_t count;
  request.sequence = ++sequence;
  request.op = op;
  request.a = a;
  request.b = b;
  request.slot = child;
#ifdef JOBS
  fill_in(&request, slot);
#endif
  do count = write(requests[slot - slots][1], &request, sizeof request);
  while (count < 0 && errno == EINTR && !late);
}

#ifndef JOBS
/* Asks the process in a slot to make a call; 0 where no answer came in time. */
static int ask(struct slot *slot, int op, int a, int b, int child, struct answer *answer) {
  if (plays_itself(slot)) {
    struct request request;
    request.sequence = ++sequence;
    request.op = op;
    request.a = a;
    request.b = b;
    request.slot = child;
    perform(&request, answer, 0);
    return 1;
  }
  be_patient();
  order(slot, op, a, b, child);
  do {
    size_t done = 0;
    while (done < sizeof *answer) {
      ssize_t count = read(answers[0], (char *)answer + done, sizeof *answer - done);
      if (count > 0) done += (size_t)count;
      else if (count == 0 || errno != EINTR || late) { patience = hangs = 1; return 0; }
    }
  } while (answer->sequence != sequence);
  alarm(0);
  return 1;
}

/* Waits, not for ever, until the parent has been told of a child's end: then the child is a zombie. */
static void await_end(int parent) {
  struct slot *slot = slot_of(parent);
  struct answer answer;
  int tried;
  for (tried = 0; slot && tried < tries; tried++) {
    if (!ask(slot, NOTICED, 0, 0, 0, &answer) || answer.value) return;
    breathe(tried);
  }
  tries = 50;
}
#endif

static int is_gone(int real) {
  int tried;
  for (tried = 0; tried < tries; tried++) {
    if (kill((pid_t)real, 0) != 0 && errno == ESRCH) return 1;
    breathe(tried);
  }
  tries = 50;
  return 0;
}
