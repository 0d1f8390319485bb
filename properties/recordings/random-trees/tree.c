// A tree of processes that all run at once, and ask and change each other: tree SEED STEPS. Each draws what it does from a seed, so
// that what is done is the same each time, and when it is done is not. To be recorded under strace.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX 24

/** The processes that the others know of. */
static struct {
  int count;
  pid_t pids[PROCESSES_MAX];
} volatile *known;

static unsigned long long randomness;
static int steps;

/** Below the bound (xorshift). */
static unsigned draw(unsigned bound) {
  randomness ^= randomness << 13;
  randomness ^= randomness >> 7;
  randomness ^= randomness << 17;
  return (unsigned)((randomness >> 33) % bound);
}

static pid_t a_known_one(void) {
  int count = known->count;
  return known->pids[draw((unsigned)(count < PROCESSES_MAX ? count : PROCESSES_MAX))];
}

static pid_t anybody(void) {
  switch (draw(8)) {
  case 0:
    return 0;
  case 1:
    return getpid();
  case 2:
    return getppid();
  default:
    return a_known_one();
  }
}

static void live(int depth);

static void fork_one(int depth) {
  if (known->count >= PROCESSES_MAX)
    return;
  unsigned long long seed = ((unsigned long long)draw(1u << 30) << 20) | draw(1u << 20) | 1;
  pid_t pid = draw(6) ? fork() : (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    randomness = seed;
    live(depth + 1);
    _exit((int)draw(5));
  }
  if (pid < 0)
    return;
  int place = __sync_fetch_and_add(&known->count, 1);
  if (place < PROCESSES_MAX)
    known->pids[place] = pid;
  if (draw(3) == 0)
    setpgid(pid, pid);
}

static void ask(void) {
  switch (draw(4)) {
  case 0:
    getpgid(anybody());
    break;
  case 1:
    getsid(anybody());
    break;
  case 2:
    syscall(SYS_getppid);
    break;
  default: {
    pid_t pid = anybody();
    if (pid > 1)
      kill(draw(2) ? -pid : pid, 0);
  }
  }
}

static void wait_for_some(void) {
  int status;
  pid_t pid = anybody();
  switch (draw(4)) {
  case 0:
    waitpid(-1, &status, 0);
    break;
  case 1:
    waitpid(-1, &status, WNOHANG);
    break;
  default:
    waitpid(draw(2) ? pid : -pid, &status, WNOHANG | (draw(2) ? WUNTRACED : 0));
  }
}

/** Marks itself, ends itself, kills another, or sleeps. The first process neither ends early nor is killed. */
static void be_rare(int depth) {
  switch (draw(6)) {
  case 0:
    signal(SIGCHLD, draw(2) ? SIG_IGN : SIG_DFL);
    break;
  case 1:
    prctl(PR_SET_CHILD_SUBREAPER, draw(2), 0, 0, 0);
    break;
  case 2:
    if (depth > 0)
      _exit((int)draw(7));
    break;
  case 3: {
    pid_t pid = a_known_one();
    if (depth > 1 && pid > 1 && pid != known->pids[0])
      kill(pid, draw(2) ? SIGKILL : SIGTERM);
    break;
  }
  default:
    usleep(draw(2000));
  }
}

static void live(int depth) {
  int own = steps / (depth + 1) + 2;
  for (int step = 0; step < own; step++) {
    switch (draw(9)) {
    case 0:
    case 1:
      fork_one(depth);
      break;
    case 2:
      setsid();
      break;
    case 3:
      setpgid(0, 0);
      break;
    case 4:
      setpgid(anybody(), anybody());
      break;
    case 5:
    case 6:
      ask();
      break;
    case 7:
      wait_for_some();
      break;
    default:
      be_rare(depth);
    }
  }
}

int main(int count, char **words) {
  randomness = strtoull(count > 1 ? words[1] : "1", 0, 10) * 0x9E3779B97F4A7C15ull + 1;
  steps = count > 2 ? atoi(words[2]) : 20;
  known = mmap(0, sizeof *known, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if ((void *)known == MAP_FAILED)
    return 1;
  known->pids[0] = getpid();
  known->count = 1;
  live(0);
  // Some may be left to whoever adopts them.
  for (int child = 0; child < PROCESSES_MAX; child++)
    waitpid(-1, 0, WNOHANG);
  return 0;
}
