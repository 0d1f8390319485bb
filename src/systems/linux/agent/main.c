/*
 * Runs process commands as real processes of a Linux kernel and says what the kernel answered and what /proc shows.
 *
 * Three kinds of process, one program:
 *   keeper   started by the harness; makes init, waits for it, leaves last. Dies with the harness, and init with it.
 *   init     pid 1 of a pid namespace of its own ("exact"), or a plain child ("mapped"): reads requests, has each
 *            command carried out in the process concerned (in itself, where that is init), and reads the state back.
 *   puppet   every other process: waits on its own socket for a request, makes that one system call, answers.
 * Puppets leave when init's end of their socket closes; in a namespace the kernel also kills them with init.
 *
 * Started as: agent auto|exact|mapped LIMIT_MS [jobs]. Says first, in one line, `ready exact`, `ready mapped REASON` or
 * `unable REASON`. Then each request is one line of words, and each reply a few lines, the last `done`, `trouble WHY`,
 * `hindered ERRNO WHY` (a limit of the machine or the user, met by a call of the agent's own) or `disturbed WHY` (as
 * `done`, but a process ended that no command had ended: by the kernel's fault, or somebody else's doing):
 *
 *   sequence N COMMAND*N     back to init alone, then the commands       one line OBSERVATION, then for each command
 *   continue N COMMAND*N     the commands from where things are          a line ANSWER OBSERVATION
 *
 *   together B (OFFSET N COMMAND*N)*B   ("exact" alone) branches of commands that begin at one moment, each so many
 *                            nanoseconds after it, from where things are: for each command a line `CALLED ANSWERED
 *                            ANSWER` (nanoseconds), `CALLED` where no answer came, or `-`; then a line OBSERVATION
 *
 *   COMMAND      its name, the acting process, its arguments in order (`setpgid 3 0 2`, `set_subreaper 2 1`)
 *   ANSWER       `ok`, `ok N`, `ok PID STATUS`, or the name of an errno
 *   OBSERVATION  `|PID PARENT GROUP SESSION STATE STATUS MARKS` for each process, by ascending pid. STATE is r(unning)
 *                or z(ombie), STATUS the wait status, MARKS the sum of 1 has executed a program, 2 ignores SIGCHLD,
 *                4 is a subreaper, 8 could be asked whether it is a subreaper
 *
 * With `jobs`, in "exact" mode and for root, init has a second thread that does all of this, while the first carries out
 * init's commands as any puppet does, so that it can wait. Processes have two terminals, stop and wait then:
 *
 *   COMMAND      `type TERMINAL KEY` and `hang_up TERMINAL` have no process; signals and keys are numbers, a side is 0 for
 *                the slave, a disposition 0 for the default, 1 for ignored, 2 for blocked
 *   ANSWER       also `stopped`, of a call that stopped its caller, and `blocked`, of a wait that goes on
 *   OBSERVATION  STATE may be t (stopped); MARKS has 16 in a wait, 32 a SIGHUP is pending, 64 a SIGINT is pending. There
 *                follow ` TERMINAL RECEIVED` (0 for none; the sum of 1 SIGHUP, 2 SIGCONT since the command before), and
 *                after all processes `/SESSION FOREGROUND` of each terminal (0 for none), then `!PID ANSWER` of each
 *                process whose wait has ended in this step
 *
 * In "mapped" mode numbers are names for whatever pids the kernel gave, translated both ways by init.
 */
#include "agent.h"

__attribute__((noreturn)) static void give_up(const char *what) {
  snprintf(world->why, sizeof world->why, "%s: %s", what, strerror(errno));
  _exit(NOT_ENCLOSED);
}

/* A file system of init's own, mounted nowhere: the descriptor is enough. */
static int private_mount(const char *type, const char *what) {
  char cannot[64];
  snprintf(cannot, sizeof cannot, "%s of its own cannot be had", what);
  enum { CREATE = 6 };
  const int context = syscall(CALL_FSOPEN, type, 0);
  if (context < 0 || syscall(CALL_FSCONFIG, context, CREATE, NULL, NULL, 0) != 0) give_up(cannot);
  const int mount = syscall(CALL_FSMOUNT, context, 0, 0);
  if (mount < 0) give_up(cannot);
  close(context);
  return mount;
}

static void check_exact_fork(void) {
  long child = clone_into(0, 2);
  if (child == 0) _exit(0);
  if (child != 2) give_up("a process cannot be given a number of our choice");
  waitpid(child, NULL, 0);
}

/* The first words, or the end of a reset. */
__attribute__((noreturn)) static void begin(void) {
  if (world->in_request) say_all();
  else {
    if (world->mapped) say("ready mapped %s\n", world->why);
    else say("ready exact\n");
    flush();
    world->greeted = 1;
  }
  drive();
}

/* With job control init must be able to wait and go on: it drives in a second thread, which no signal reaches. */
static const int IS_MADE = 0, IS_RESUMED = 1;

static void *drive_jobs(void *how) {
  struct reply greeting;
  struct row *row = &world->row[0];
  if (!receive_reply(row, &greeting, "its start")) trouble("init died when it started");
  row->subreaper = greeting.subreaper;
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); /* It sleeps for some microseconds at a time. */
  if (how == &IS_MADE) begin();
  say("ok");
  end_step();
  drive();
}

static void make_jobs(void) {
  int ends[2];
  put_at(private_mount("devpts", "a /dev/pts"), TERMINALS);
  open_pair(ends);
  put_at(ends[1], INIT_CHANNEL);
  world->row[0].channel = ends[0];
  atomic_store(&world->slot[0], 0);
  if (open("/dev/tty", O_RDWR) >= 0 || errno != ENXIO) give_up("job control needs /dev/tty");
  if (!open_terminals()) give_up("job control needs the rights of root, to hang up a terminal");
}

/* A thread takes a number, too: the largest that there is. */
static void take_last_number(void) {
  char most[16] = "", before[16];
  const int of_most = openat(PROC, "sys/kernel/pid_max", O_RDONLY), of_last = openat(PROC, "sys/kernel/ns_last_pid", O_WRONLY);
  const ssize_t got = of_most < 0 ? -1 : read(of_most, most, sizeof most - 1);
  const int length = snprintf(before, sizeof before, "%d", atoi(most) - 2);
  if (got <= 0 || of_last < 0 || write(of_last, before, length) != length) give_up("job control needs /proc/sys/kernel/ns_last_pid");
  close(of_most);
  close(of_last);
}

__attribute__((noreturn)) static void start_jobs(const int *how) {
  pthread_t driver;
  sigset_t all, before;
  if (how == &IS_MADE) make_jobs();
  count_signals(0);
  take_last_number();
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (pthread_create(&driver, NULL, drive_jobs, (void *)how) != 0) give_up("job control needs a second thread");
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  serve_as_init();
}

/* Made for the first time, or anew in the middle of a request, whose reset is then done. */
__attribute__((noreturn)) static void init(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  setsid();
  ignore_sigchld(0);
  /* A reset signals all it can reach. */
  if (!world->mapped && getpid() != 1) {
    errno = ENOTSUP;
    give_up("a pid namespace of its own is not given");
  }
  int proc = world->mapped ? open("/proc", O_RDONLY | O_DIRECTORY) : private_mount("proc", "a /proc");
  if (proc < 0) give_up("/proc cannot be opened");
  put_at(proc, PROC);
  if (world->mapped) prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  else check_exact_fork();
  world->rows = world->namings = 0;
  free_slots();
  add_row(1, getpid(), 0, -1, 0);
  if (world->jobs) start_jobs(&IS_MADE);
  begin();
}

struct world *world;

static void map_world(void) {
  world = mmap(NULL, sizeof *world, PROT_READ | PROT_WRITE, MAP_SHARED, WORLD, 0);
  if (world == MAP_FAILED) _exit(LEAVE);
}

/* Init goes on where it executed this program. */
__attribute__((noreturn)) static void resume(void) {
  map_world();
  if (world->jobs) start_jobs(&IS_RESUMED);
  if (world->own_branch > 0) go_on_after_exec();
  else {
    say("ok");
    end_step();
  }
  drive();
}

/* A process with job control, where it executed this program. */
__attribute__((noreturn)) static void resume_puppet(int slot) {
  map_world();
  count_signals(slot);
  serve();
}

static int write_text(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) return -1;
  ssize_t wrote = write(fd, text, strlen(text));
  close(fd);
  return wrote == (ssize_t)strlen(text) ? 0 : -1;
}

/* For those who are not root: a namespace in which they are. */
static int become_root(void) {
  char map[64];
  const unsigned user = geteuid(), group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return -1;
  snprintf(map, sizeof map, "0 %u 1", user);
  if (write_text("/proc/self/uid_map", map) != 0) return -1;
  write_text("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %u 1", group);
  return write_text("/proc/self/gid_map", map);
}

static long make_init(void) {
  if (world->mapped) return fork();
  long child = clone_into(CLONE_NEWPID, 0);
  if (child < 0 && errno == EPERM && become_root() == 0) child = clone_into(CLONE_NEWPID, 0);
  if (child < 0) snprintf(world->why, sizeof world->why, "a pid namespace of its own is refused: %s", strerror(errno));
  return child;
}

/*
 * Puppets that outlived their init are ours now, and end with their sockets; one that somebody stopped does not. A pid
 * is a child's of ours or it is left alone, and the children of one that ends come next.
 */
static void end_puppets(void) {
  do {
    for (int i = 0; i < world->rows; i += 1) {
      siginfo_t child;
      if (waitid(P_PID, world->row[i].pid, &child, WEXITED | WNOHANG | WNOWAIT) == 0) kill(world->row[i].pid, SIGKILL);
    }
  } while (wait(NULL) > 0 || errno == EINTR);
}

static int keep(const char *program, const char *mode, int limit_ms, int jobs) {
  struct rlimit files;
  setsid(); /* Ctrl-C is for the harness, which then decides. */
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  put_at(open("/dev/null", O_RDWR), CHANNEL); /* Init's own CHANNEL is nobody's. */
  put_at(open(program, O_RDONLY), PROGRAM);
  put_at(memfd_create("world", 0), WORLD);
  if (ftruncate(WORLD, sizeof *world) != 0) return LEAVE;
  map_world();
  sched_getaffinity(0, sizeof world->cores, &world->cores);
  world->limit_ms = limit_ms;
  world->jobs = jobs;
  /* Kept for what init puts there. */
  for (int fd = TERMINALS; fd <= INIT_CHANNEL && jobs; fd += 1) dup2(CHANNEL, fd);
  world->mapped = strcmp(mode, "mapped") == 0;
  snprintf(world->why, sizeof world->why, "as asked");
  if (jobs && world->mapped) {
    dprintf(REPLIES, "unable job control needs a pid namespace of its own\n");
    return LEAVE;
  }
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  for (;;) {
    int status = NOT_ENCLOSED << 8;
    long child = make_init();
    if (child == 0) init();
    /* After the change of rights that make_init may bring, which would undo it. */
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (child > 0) while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == ANEW) {
      sched_setaffinity(0, sizeof world->core, &world->core);
      continue;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != NOT_ENCLOSED) break;
    if (world->greeted) {
      fprintf(stderr, "%s\n", world->why);
      break;
    }
    if (world->mapped || jobs || strcmp(mode, "exact") == 0) {
      dprintf(REPLIES, "unable %s\n", world->why);
      break;
    }
    world->mapped = 1;
  }
  end_puppets();
  return LEAVE;
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "puppet") == 0) serve();
  if (count == 3 && strcmp(arguments[1], "puppet") == 0) resume_puppet(atoi(arguments[2]));
  if (count >= 2 && strcmp(arguments[1], "init") == 0) resume();
  const int jobs = count == 4 && strcmp(arguments[3], "jobs") == 0;
  if (count != 3 && !jobs) {
    fprintf(stderr, "usage: %s auto|exact|mapped LIMIT_MS [jobs]\n", arguments[0]);
    return 2;
  }
  return keep(arguments[0], arguments[1], atoi(arguments[2]), jobs);
}
