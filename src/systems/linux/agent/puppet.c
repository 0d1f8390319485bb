/*
 * One process: carries out the commands it is sent, each as one system call made in itself.
 *
 * It shares its memory with the process that forked it, since a copy takes many times as long as all the rest of a fork and
 * of an exit. What is here and in jobs.c is thus run by many processes at once in one memory: it keeps nothing but on its
 * stack, and makes its calls itself, for the library's leave errors in a place that all would share.
 */
#include "agent.h"

__attribute__((noreturn)) static void puppet(int end, int slot);
__attribute__((noreturn)) static void serve_as(const char *role, int channel);

/* SIGCHLD, or its parent could not wait for it plainly. */
struct clone_how { uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup; };

/* The number that the child shall have, 0 for any. */
static void be_exactly(struct clone_how *how, const int *number) {
  if (*number == 0) return;
  how->set_tid = (uintptr_t)number;
  how->set_tid_size = 1;
}

/* A process with a memory of its own. */
long clone_into(uint64_t namespaces, int exactly) {
  struct clone_how how = { .flags = namespaces, .exit_signal = SIGCHLD };
  be_exactly(&how, &exactly);
  return syscall(CALL_CLONE3, &how, sizeof how);
}

#if defined __x86_64__ && !defined COPIED_MEMORY
long call_six(long number, long a, long b, long c, long d, long e, long f) {
  register long fourth __asm__("r10") = d;
  register long fifth __asm__("r8") = e;
  register long sixth __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "rcx", "r11", "memory");
  return result;
}

/* Room for the frames of a signal, whatever registers the processor has. */
enum { STACK = 1 << 15 };

/* Of each slot; the place of a stack tells whose it is. The first one is that of init, which has a stack of its own. */
static struct stack { _Alignas(STACK) struct { int end, slot; } start; char rest[STACK - 8]; } stacks[MOST];

static int slot_of_stack(void) {
  const uintptr_t from_first = (uintptr_t)__builtin_frame_address(0) - (uintptr_t)stacks;
  return from_first < sizeof stacks ? (int)(from_first / STACK) : 0;
}

static void start_puppet(struct stack *stack) { puppet(stack->start.end, stack->start.slot); }

static long fork_puppet(int exactly, int end, int slot) {
  struct stack *stack = &stacks[slot];
  struct clone_how how = { .flags = CLONE_VM, .exit_signal = SIGCHLD, .stack = (uintptr_t)stack, .stack_size = sizeof *stack };
  long result;
  be_exactly(&how, &exactly);
  stack->start.end = end;
  stack->start.slot = slot;
  /* The child has its parent's registers, but for the result and the stack. */
  __asm__ volatile("syscall\n\t"
                   "test %%rax, %%rax\n\t"
                   "jnz 1f\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "mov %[stack], %%rdi\n\t"
                   "call *%[start]\n"
                   "1:"
                   : "=a"(result)
                   : "a"(CALL_CLONE3), "D"(&how), "S"(sizeof how), [start] "r"(start_puppet), [stack] "r"(stack)
                   : "rcx", "r11", "memory");
  return result;
}
#else
/* Where nobody has written down how a process begins on another stack, its memory is a copy. */
long call_six(long number, long a, long b, long c, long d, long e, long f) {
  const long result = syscall(number, a, b, c, d, e, f);
  return result == -1 ? -errno : result;
}

static int slot_of_stack(void) { return 0; }

static long fork_puppet(int exactly, int end, int slot) {
  struct clone_how how = { .exit_signal = SIGCHLD };
  be_exactly(&how, &exactly);
  const long result = call(CALL_CLONE3, &how, sizeof how);
  if (result == 0) puppet(end, slot);
  return result;
}
#endif

/* With job control a puppet counts its signals in a place of its own. */
static int counts_signals(void) { return world != NULL && world->jobs; }

/* `role` is what the program is to be afterwards. */
static long execute(const char *role) {
  char place[16];
  snprintf(place, sizeof place, "%d", counts_signals() ? own_slot() : 0);
  char *const arguments[] = { "procession-agent", (char *)role, counts_signals() ? place : NULL, NULL };
  char *const environment[] = { NULL };
  return call(SYS_execveat, PROGRAM, "", arguments, environment, AT_EMPTY_PATH);
}

int is_subreaper(void) {
  int on = 0;
  call(SYS_prctl, PR_GET_CHILD_SUBREAPER, &on);
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

/* What the call gives, or an errno below 0. */
static long result_of(struct request request, int end, int *status, const char *role) {
  const int a = request.arguments[0], b = request.arguments[1];
  switch (request.operation) {
    case FORK: return fork_puppet(a, end, request.slot);
    case SETSID: return call(SYS_setsid);
    case SETPGID: return call(SYS_setpgid, a, b);
    case GETPGID: return call(SYS_getpgid, a);
    case GETSID: return call(SYS_getsid, a);
    case GETPPID: return call(SYS_getppid);
    case EXECVE: return execute(role);
    case EXIT: _exit(a);
    case WAITPID: return wait_for(request.arguments, status);
    case SET_SUBREAPER: return call(SYS_prctl, PR_SET_CHILD_SUBREAPER, a);
    case KILL: return call(SYS_kill, a, b);
    case IGNORE_SIGCHLD: return ignore_sigchld(a);
    case ASK: return 0;
    default: return use_terminal(request, end);
  }
}

/* `end` is the socket of the child to be forked. Does not return after an exec or an exit that works. */
struct reply perform(struct request request, int end, const char *role) {
  struct reply reply = { .result = 0 };
  /* Several processes begin at one moment: of two that are only woken, one would be over before the other begins. */
  while (request.start > 0 && now_ns() < request.start) continue;
  reply.called = now_ns();
  reply.result = result_of(request, end, &reply.status, role);
  reply.answered = now_ns();
  if (reply.result < 0) {
    reply.error = -reply.result;
    reply.result = -1;
  }
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
  if (call(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
  for (int fd = first; fd < 3 * MOST; fd += 1) call(SYS_close, fd);
}

/* A request comes with one descriptor where it is a fork, the child's socket, or concerns the master of a terminal. */
static int receive(int channel, struct request *request) {
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  struct iovec data = { request, sizeof *request };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
  long got;
  do got = call(SYS_recvmsg, channel, &message, 0); while (got == -EINTR);
  if (got != sizeof *request) _exit(LEAVE);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  int end = -1;
  if (header != NULL) memcpy(&end, CMSG_DATA(header), sizeof end);
  return end;
}

static void answer(int channel, struct reply reply) {
  if (call(SYS_sendto, channel, &reply, sizeof reply, MSG_NOSIGNAL, NULL, 0) != sizeof reply) _exit(LEAVE);
}

static void serve_as(const char *role, int channel) {
  answer(channel, (struct reply){ .subreaper = is_subreaper() });
  for (;;) {
    struct request request;
    int end = receive(channel, &request);
    struct reply reply = perform(request, end, role);
    if (end >= 0) call(SYS_close, end);
    answer(channel, reply);
  }
}

void serve(void) { serve_as("puppet", CHANNEL); }

/* The same for init, which drives in another thread. */
void serve_as_init(void) { serve_as("init", INIT_CHANNEL); }

/* A process just forked keeps its own socket alone, so that every socket ends with the process it belongs to. */
static void puppet(int end, int slot) {
  call(SYS_dup3, end, CHANNEL, 0);
  for (int fd = 0; fd < CHANNEL; fd += 1) call(SYS_close, fd);
  if (counts_signals()) count_signals(slot);
  close_from(counts_signals() ? PROC : WORLD);
  serve();
}

/* Where a process counts its signals, and, of one that shares its memory, which stack it has. */
static int given_slot;

int own_slot(void) { const int slot = slot_of_stack(); return slot > 0 ? slot : given_slot; }

/* Of a process that shares its memory with nobody yet, or for as long as it does not. */
void be_in_slot(int slot) { if (slot_of_stack() == 0) given_slot = slot; }
