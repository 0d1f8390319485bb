/* What there is: names and numbers of the processes, and what /proc says of each. */
#include "agent.h"

/*
 * A name that nothing bears stands for a number that no kernel gives (pid_max is at most 2^22); what it stood for once
 * may be a stranger's by now.
 */
int pid_of(int name) {
  if (!world->mapped || name <= 0) return name;
  for (int i = 0; i < world->namings; i += 1) {
    const struct naming *naming = &world->naming[i];
    if (naming->name == name && is_borne(naming->pid)) return naming->pid;
  }
  return name <= INT_MAX - (1 << 23) ? name + (1 << 23) : name;
}

int name_of(int pid) {
  if (!world->mapped || pid <= 0) return pid;
  for (int i = 0; i < world->namings; i += 1) if (world->naming[i].pid == pid) return world->naming[i].name;
  return pid;
}

void name_anew(int name, int pid) {
  int kept = 0;
  for (int i = 0; i < world->namings; i += 1) {
    struct naming *old = &world->naming[i];
    if (old->name != name && old->pid != pid) world->naming[kept++] = *old;
  }
  if (kept == MOST) trouble("more than %d names are in use", MOST);
  world->naming[kept++] = (struct naming){ name, pid };
  world->namings = kept;
}

struct row *row_named(int name) {
  for (int i = 0; i < world->rows; i += 1) if (world->row[i].name == name) return &world->row[i];
  return NULL;
}

struct row *row_of(int pid) {
  for (int i = 0; i < world->rows; i += 1) if (world->row[i].pid == pid) return &world->row[i];
  return NULL;
}

/* Whether any process shown bears the number as pid, group or session. */
int is_borne(int pid) {
  for (int i = 0; i < world->rows; i += 1) {
    const struct row *row = &world->row[i];
    if (row->pid == pid || row->group == pid || row->session == pid) return 1;
  }
  return 0;
}

/* False where the process is gone already. */
int add_row(int name, int pid, int slot, int channel, int subreaper) {
  char path[32];
  int at = world->rows;
  if (at == MOST) trouble("more than %d processes at once", MOST);
  if (world->mapped) name_anew(name, pid);
  snprintf(path, sizeof path, "%d/stat", pid);
  int stat = openat(PROC, path, O_RDONLY);
  if (stat < 0 && (errno == ENOENT || errno == ESRCH)) return 0;
  if (stat < 0) failed("/proc/%s of a process just made does not open", path);
  for (; at > 0 && world->row[at - 1].name > name; at -= 1) world->row[at] = world->row[at - 1];
  world->births += 1;
  world->row[at] = (struct row){ .name = name, .pid = pid, .birth = world->births, .slot = slot, .channel = channel, .stat = stat, .subreaper = subreaper,
                                 .job = { .syscall = -1, .status = -1, .owes = ASK } };
  world->rows += 1;
  return 1;
}

int take_slot(void) {
  if (world->slots == 0) trouble("more than %d processes at once", MOST);
  const int slot = world->free_slot[--world->slots];
  atomic_store(&world->slot[slot], 0);
  return slot;
}

void leave_slot(int slot) { world->free_slot[world->slots++] = slot; }

/* All but that of init. */
void free_slots(void) {
  world->slots = 0;
  for (int slot = MOST - 1; slot > 0; slot -= 1) leave_slot(slot);
}

void close_row(const struct row *row) {
  close(row->stat);
  if (row->channel >= 0) close(row->channel);
  if (row->job.syscall >= 0) close(row->job.syscall);
  if (row->job.status >= 0) close(row->job.status);
  leave_slot(row->slot);
}

int is_gone(const struct row *row) {
  char byte;
  return pread(row->stat, &byte, 1, 0) <= 0;
}

/* Another process bears its number. */
void drop_row(int name) {
  int kept = 0;
  for (int i = 0; i < world->rows; i += 1) {
    if (world->row[i].name == name) close_row(&world->row[i]);
    else world->row[kept++] = world->row[i];
  }
  world->rows = kept;
}

/* Called again and again while something is about to happen. */
void check_time(long long since, const char *what, int pid) {
  if (now_ns() - since > world->limit_ms * 1000000LL) trouble("%s %d for more than %d ms", what, name_of(pid), world->limit_ms);
}

void be_patient(long long since, const char *what, int pid) {
  check_time(since, what, pid);
  sched_yield();
}

/* False where the process is gone. Fields as in proc(5), counted from 1; the name in field 2 is ours, without blanks. */
int read_row(struct row *row) {
  char text[1024];
  ssize_t got = pread(row->stat, text, sizeof text - 1, 0);
  if (got <= 0) return 0;
  text[got] = 0;
  char *at = strrchr(text, ')');
  if (at == NULL) trouble("/proc/%d/stat is not of the known form", row->pid);
  at += 2;
  row->state = *at++;
  for (int field = 4; field <= 52; field += 1) {
    /* Unsigned reading wraps for the few negative fields, none of which is used. */
    unsigned long long value = strtoull(at, &at, 10);
    if (field == 4) row->parent = value;
    else if (field == 5) row->group = value;
    else if (field == 6) row->session = value;
    else if (field == 7) row->job.device = value;
    else if (field == 9) row->executed = (value & 0x40) == 0; /* PF_FORKNOEXEC: forked and not executed yet */
    else if (field == 33) row->ignores = (value >> (SIGCHLD - 1)) & 1;
    else if (field == 52) row->wait_status = value;
  }
  return 1;
}

/*
 * Waits until nobody holds the number. The kernel takes a process out of sight first and gives its number back a moment
 * later; in between, a fork to that number fails. F_SETOWN is the one call that says whether a number is held at all.
 */
static void await_free(int pid) {
  for (long long since = now_ns(); fcntl(CHANNEL, F_SETOWN, pid) == 0;) be_patient(since, "nobody bears, but the kernel keeps, number", pid);
}

/* The same for a millisecond, where something else may rightly bear the number. */
void await_free_briefly(int pid) {
  const long long until = now_ns() + 1000000;
  while (fcntl(CHANNEL, F_SETOWN, pid) == 0 && now_ns() < until) sched_yield();
}

void await_unborne(const struct row *gone) {
  const int held[] = { gone->pid, gone->group, gone->session };
  for (int i = 0; i < 3 && !world->mapped; i += 1) if (held[i] > 0 && !is_borne(held[i])) await_free(held[i]);
}

void note_end(const struct row *row) {
  if (row->leaves || row->name == 1) return;
  snprintf(world->disturbed, sizeof world->disturbed, "process %d ended, and no command had ended it", row->name);
}

void read_all(void) {
  static struct row gone[MOST];
  int kept = 0, left = 0;
  for (int i = 0; i < world->rows; i += 1) {
    struct row row = world->row[i];
    const struct row before = row;
    int is_there = read_row(&row);
    /* X is dying and not gone: its number is still taken. */
    for (long long since = now_ns(); is_there && row.state == 'X'; is_there = read_row(&row)) be_patient(since, "dying is process", row.pid);
    if ((!is_there || row.state == 'Z') && before.state != 'Z') note_end(&row);
    if (is_there) world->row[kept++] = row;
    else {
      close_row(&before);
      gone[left++] = before;
    }
  }
  world->rows = kept;
  for (int i = 0; i < left; i += 1) await_unborne(&gone[i]);
}

void say_all(void) {
  if (!world->is_read) read_all();
  for (int i = 0; i < world->rows; i += 1) {
    struct row *row = &world->row[i];
    const int is_zombie = row->state == 'Z', is_init = row->name == 1;
    say("|%d %d %d %d %c %d %d", row->name, is_init ? 0 : name_of(row->parent), name_of(row->group), name_of(row->session),
        is_zombie ? 'z' : world->jobs && row->state == 'T' ? 't' : 'r',
        is_zombie || !world->jobs ? row->wait_status : 0, /* A stopped one has its signal there. */
        row->executed + 2 * row->ignores + (is_zombie ? 0 : 4 * row->subreaper + 8) + (world->jobs ? job_marks(row) : 0));
    if (world->jobs) say_job(row);
  }
  if (world->jobs) {
    say_terminals();
    say_woken();
  }
  say("\n");
  world->in_step = world->is_read = 0;
}
