/*
 * When has a command had all of its effects? Signals are on their way, processes end, their children are told and handed on,
 * waits wake up. Everything is at rest when twice in a row every process is found ended, stopped, or asleep where it waits
 * for a request or in a wait for children.
 *
 * The letter in /proc/PID/stat does not tell all: a process looks at its children with the state of one asleep, and one that
 * is stopped tells its parent afterwards. /proc/PID/syscall says which call a process sleeps in, once it is off the processor.
 */
#include "agent.h"

enum { ON_THE_PROCESSOR = -2, FIRST_NS = 30000, FURTHER_NS = 10000 };

static int open_of(const struct row *row, const char *file) {
  char path[32];
  snprintf(path, sizeof path, "%d/%s", row->pid, file);
  const int fd = openat(PROC, path, O_RDONLY);
  if (fd < 0 && errno != ENOENT && errno != ESRCH) failed("/proc/%s does not open", path);
  return fd;
}

static int call_asleep_in(struct row *row) {
  char text[128];
  if (row->job.syscall < 0) row->job.syscall = open_of(row, "syscall");
  const ssize_t got = row->job.syscall < 0 ? -1 : pread(row->job.syscall, text, sizeof text - 1, 0);
  if (got <= 0 || text[0] == 'r') return ON_THE_PROCESSOR;
  text[got] = 0;
  return atoi(text);
}

/* Signals that wait while a process is stopped, sent to it whole or to its one thread. */
static void read_pending(struct row *row) {
  char text[4096];
  row->job.pending = 0;
  if (row->job.status < 0) row->job.status = open_of(row, "status");
  const ssize_t got = row->job.status < 0 ? -1 : pread(row->job.status, text, sizeof text - 1, 0);
  if (got <= 0) return;
  text[got] = 0;
  const char *at = strstr(text, "\nShdPnd:");
  const unsigned long long signals = at == NULL ? 0 : strtoull(at + 8, NULL, 16);
  if (signals & 1ULL << (SIGHUP - 1)) row->job.pending |= HANGUP;
  if (signals & 1ULL << (SIGINT - 1)) row->job.pending |= INTERRUPT;
}

/* The answer of a call that was stopped comes when nobody asks any more. */
static int take_answer(struct row *row) {
  struct reply reply;
  if (recv(row->channel, &reply, sizeof reply, MSG_DONTWAIT) != sizeof reply) return 0;
  row->job.is_told = row->job.owes == WAITPID || row->name == world->acting;
  row->job.told = reply;
  row->job.owes = ASK;
  row->job.holds = 0;
  row->subreaper = reply.subreaper;
  return 1;
}

/* False while something may yet come of it. */
static int is_at_rest(struct row *row) {
  switch (row->state) {
    case 'Z': return 1;
    case 'T': return row->job.rest == 'T' || call_asleep_in(row) != ON_THE_PROCESSOR;
    case 'S': {
      if (row->job.owes == ASK) return 1;
      const int call = row->job.owes == WAITPID ? call_asleep_in(row) : 0;
      return call == SYS_wait4 || (call != ON_THE_PROCESSOR && take_answer(row));
    }
    default: return 0;
  }
}

/* A zombie, or one that is being freed. */
static int has_ended(char state) { return state == 'Z' || state == 'X'; }

static struct row gone[MOST];

/* The processes as they are now: one that is not at rest, or 0. `changed` is whether any was otherwise the last time. */
static int look_at_all(int *changed) {
  int kept = 0, left = 0, busy = 0, deaths = 0;
  *changed = 0;
  for (int i = 0; i < world->rows; i += 1) {
    struct row *row = &world->row[i];
    const char before = row->state;
    const enum operation owed = row->job.owes;
    const int is_there = read_row(row);
    if (has_ended(is_there ? row->state : 'X') && !has_ended(before)) {
      note_end(row);
      deaths += 1;
    }
    if (is_there && !is_at_rest(row)) busy = row->name;
    *changed |= !is_there || row->state != before || row->job.owes != owed;
    if (!is_there) gone[left++] = *row;
    else if (kept++ < i) world->row[kept - 1] = *row;
  }
  world->rows = kept;
  for (int i = 0; i < left; i += 1) close_row(&gone[i]);
  for (int i = 0; i < left; i += 1) await_unborne(&gone[i]);
  /* An end is decided, and told, under a lock that this call takes, too. */
  if (deaths > 0) kill(0, 0);
  return busy;
}

/*
 * Sleeps until the acting process answers, or for so long. Whoever only yields on a core with other work may have to wait
 * for its turn much longer.
 */
static void let_run(long nanoseconds) {
  const struct row *row = row_named(world->acting);
  struct pollfd answer = { .fd = row == NULL || row->job.owes == ASK ? -1 : row->channel, .events = POLLIN };
  const struct timespec time = { .tv_nsec = nanoseconds };
  ppoll(&answer, 1, &time, NULL);
}

void settle_jobs(void) {
  const long long since = now_ns();
  let_run(FIRST_NS);
  for (int times = 0; times < 2;) {
    int changed;
    const int busy = look_at_all(&changed);
    times = busy != 0 ? 0 : changed ? 1 : times + 1;
    if (busy == 0) continue;
    check_time(since, "not at rest is process", busy);
    let_run(FURTHER_NS);
  }
  for (int i = 0; i < world->rows; i += 1) {
    struct row *row = &world->row[i];
    if (row->state == 'T') read_pending(row);
    else row->job.pending = row->leaves = 0;
  }
  world->is_read = 1;
}

/* All processes but init are gone: a wait of its own ends when a signal has it look again. */
void settle_init(void) {
  struct row *row = &world->row[0];
  const long long since = now_ns();
  while (!read_row(row) || !is_at_rest(row) || row->job.owes != ASK) {
    if (row->job.owes == WAITPID) syscall(SYS_tgkill, getpid(), getpid(), SIGHUP);
    be_patient(since, "not at rest is process", 1);
  }
}
