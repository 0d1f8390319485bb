/* One process: carries out the commands it is sent, each as one system call made in itself. */
#include "agent.h"

static void puppet(int end, int slot);

static int channel = CHANNEL;

/* `exactly` is the number the child shall have, 0 for any. SIGCHLD, or its parent could not wait for it plainly. */
long clone_into(uint64_t namespaces, int exactly) {
  struct {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
  } how = { .flags = namespaces, .exit_signal = SIGCHLD };
  if (exactly != 0) {
    how.set_tid = (uintptr_t)&exactly;
    how.set_tid_size = 1;
  }
  return syscall(CALL_CLONE3, &how, sizeof how);
}

/* With job control a puppet counts its signals in a place of its own. */
static int counts_signals(void) { return world != NULL && world->jobs; }

/* `role` is what the program is to be afterwards. */
static void execute(const char *role) {
  char place[16];
  snprintf(place, sizeof place, "%d", counts_signals() ? own_slot() : 0);
  char *const arguments[] = { "procession-agent", (char *)role, counts_signals() ? place : NULL, NULL };
  char *const environment[] = { NULL };
  syscall(SYS_execveat, PROGRAM, "", arguments, environment, AT_EMPTY_PATH);
}

int is_subreaper(void) {
  int on = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &on, 0, 0, 0);
  return on;
}

long ignore_sigchld(int on) {
  struct sigaction action = { .sa_handler = on ? SIG_IGN : SIG_DFL };
  return sigaction(SIGCHLD, &action, NULL);
}

long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* `end` is the socket of the child to be forked. Does not return after an exec or an exit that works. */
struct reply perform(struct request request, int end, const char *role) {
  const int a = request.arguments[0], b = request.arguments[1];
  struct reply reply = { .result = -1 };
  /* Several processes begin at one moment: of two that are only woken, one would be over before the other begins. */
  while (request.start > 0 && now_ns() < request.start) continue;
  reply.called = now_ns();
  errno = 0;
  switch (request.operation) {
    case FORK:
      reply.result = a == 0 ? fork() : clone_into(0, a);
      if (reply.result == 0) puppet(end, request.slot);
      break;
    case SETSID: reply.result = setsid(); break;
    case SETPGID: reply.result = setpgid(a, b); break;
    case GETPGID: reply.result = getpgid(a); break;
    case GETSID: reply.result = getsid(a); break;
    case GETPPID: reply.result = getppid(); break;
    case EXECVE: execute(role); break;
    case EXIT: _exit(a);
    case WAITPID: reply.result = wait_for(request.arguments, &reply.status); break;
    case SET_SUBREAPER: reply.result = prctl(PR_SET_CHILD_SUBREAPER, a, 0, 0, 0); break;
    case KILL: reply.result = kill(a, b); break;
    case IGNORE_SIGCHLD: reply.result = ignore_sigchld(a); break;
    case ASK: reply.result = 0; break;
    default: reply.result = use_terminal(request, end);
  }
  reply.error = reply.result == -1 ? errno : 0;
  reply.answered = now_ns();
  reply.subreaper = is_subreaper();
  return reply;
}

void put_at(int from, int to) {
  if (from == to || from < 0) return;
  dup2(from, to);
  close(from);
}

static void close_from(int first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
  for (int fd = first; fd < 3 * MOST; fd += 1) close(fd);
}

/* A request comes with one descriptor where it is a fork, the child's socket, or concerns the master of a terminal. */
static int receive(struct request *request) {
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  struct iovec data = { request, sizeof *request };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
  ssize_t got;
  do got = recvmsg(channel, &message, 0); while (got < 0 && errno == EINTR);
  if (got != sizeof *request) _exit(LEAVE);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  int end = -1;
  if (header != NULL) memcpy(&end, CMSG_DATA(header), sizeof end);
  return end;
}

static void answer(struct reply reply) {
  if (send(channel, &reply, sizeof reply, MSG_NOSIGNAL) != sizeof reply) _exit(LEAVE);
}

__attribute__((noreturn)) static void serve_as(const char *role) {
  answer((struct reply){ .subreaper = is_subreaper() });
  for (;;) {
    struct request request;
    int end = receive(&request);
    struct reply reply = perform(request, end, role);
    if (end >= 0) close(end);
    answer(reply);
  }
}

void serve(void) { serve_as("puppet"); }

/* The same for init, which drives in another thread. */
void serve_as_init(void) {
  channel = INIT_CHANNEL;
  serve_as("init");
}

/* A process just forked keeps its own socket alone, so that every socket ends with the process it belongs to. */
static void puppet(int end, int slot) {
  channel = CHANNEL;
  dup2(end, CHANNEL);
  for (int fd = 0; fd < CHANNEL; fd += 1) close(fd);
  if (counts_signals()) count_signals(slot);
  close_from(counts_signals() ? PROC : WORLD);
  serve();
}
