/* Init at work: each request, command by command. */
#include "agent.h"

const struct operation_words operations[] = {
  [FORK] = { "fork", "-" }, [SETSID] = { "setsid", "" }, [SETPGID] = { "setpgid", "ii" },
  [GETPGID] = { "getpgid", "i" }, [GETSID] = { "getsid", "i" }, [GETPPID] = { "getppid", "" },
  [EXECVE] = { "execve", "" }, [EXIT] = { "exit", "-" }, [WAITPID] = { "waitpid", "g", "g---" },
  [SET_SUBREAPER] = { "set_subreaper", "-" }, [KILL] = { "kill", "g-" }, [IGNORE_SIGCHLD] = { "ignore_sigchld", "-" },
  [OPEN_TERMINAL] = { "open_terminal", NULL, "--" }, [SET_CONTROLLING_TERMINAL] = { "set_controlling_terminal", NULL, "--" },
  [LEAVE_TERMINAL] = { "leave_terminal", NULL, "-" }, [TCSETPGRP] = { "tcsetpgrp", NULL, "----" },
  [TCGETPGRP] = { "tcgetpgrp", NULL, "--" }, [TCGETSID] = { "tcgetsid", NULL, "--" }, [OPEN_DEV_TTY] = { "open_dev_tty", NULL, "" },
  [READ_TERMINAL] = { "read_terminal", NULL, "--" }, [WRITE_TERMINAL] = { "write_terminal", NULL, "---" },
  [HANG_UP] = { "hang_up", NULL, "" }, [TYPE] = { "type", NULL, "-" },
};

/* False where the process is gone. */
int receive_reply(const struct row *row, struct reply *reply, const char *command) {
  ssize_t got;
  do got = recv(row->channel, reply, sizeof *reply, 0); while (got < 0 && errno == EINTR);
  if (got < 0 && errno == EAGAIN) trouble("process %d did not answer %s within %d ms", row->name, command, world->limit_ms);
  return got == sizeof *reply;
}

void send_request(const struct row *row, struct request request, int end) {
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  struct iovec data = { &request, sizeof request };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
  if (end >= 0) {
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    control.header = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof end) };
    memcpy(CMSG_DATA(&control.header), &end, sizeof end);
  }
  /* A process that is gone shows itself by the answer that does not come. */
  sendmsg(row->channel, &message, MSG_NOSIGNAL);
}

struct reply ask(struct row *row, struct request request, int end) {
  struct reply reply;
  const char *name = request.operation == ASK ? "a question" : operations[request.operation].name;
  if (row->name == 1 && !world->jobs) reply = perform(request, end, "init");
  else {
    send_request(row, request, end);
    if (!receive_reply(row, &reply, name)) trouble("process %d died of %s", row->name, name);
  }
  if (!(world->mapped && row->name == 1)) row->subreaper = reply.subreaper;
  return reply;
}

/*
 * Waits for a death. The pidfd wakes when the process has become a zombie or is being reaped by itself, which of the
 * two is decided under the kernel's lock on the list of tasks; kill(0, 0) takes that lock, so it is decided after it.
 */
static void await_death(int pidfd, const struct row *row) {
  struct pollfd wait = { .fd = pidfd, .events = POLLIN };
  int ready;
  do ready = poll(&wait, 1, world->limit_ms); while (ready < 0 && errno == EINTR);
  if (ready <= 0) trouble("process %d is still there after %d ms", row->name, world->limit_ms);
  close(pidfd);
  kill(0, 0);
}

static int open_pidfd(const struct row *row) {
  int pidfd = syscall(CALL_PIDFD_OPEN, row->pid, 0);
  if (pidfd < 0) failed("no pidfd of process %d", row->name);
  return pidfd;
}

/* Init's end of a new process's socket, and the process's. */
int open_pair(int ends[2]) {
  const struct timeval limit = { world->limit_ms / 1000, world->limit_ms % 1000 * 1000 };
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) failed("no socket for a process");
  return setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

void do_fork(struct row *parent, int name) {
  int ends[2];
  struct reply reply, greeting;
  if (world->mapped && is_borne(pid_of(name))) { say("EEXIST"); return; }
  const int slot = take_slot();
  open_pair(ends);
  reply = ask(parent, (struct request){ .operation = FORK, .arguments = { world->mapped ? 0 : name }, .slot = slot }, ends[1]);
  close(ends[1]);
  if (reply.error != 0) {
    leave_slot(slot);
    close(ends[0]);
    say("%s", errno_name(reply.error));
    return;
  }
  const struct row child = { .name = name, .channel = ends[0] };
  if (!receive_reply(&child, &greeting, "its fork")) trouble("process %d died when it was forked", name);
  if (!add_row(name, reply.result, slot, ends[0], greeting.subreaper)) failed("process %d was gone when it was forked", name);
  say("ok %d", name_of(reply.result));
}

static void do_kill(struct row *row, struct request request) {
  const int is_deadly = request.arguments[1] != 0;
  if (is_deadly && (request.arguments[1] != SIGKILL || request.arguments[0] <= 0)) trouble("a signal other than 0 must be 9, for one process");
  struct row *target = is_deadly ? row_of(request.arguments[0]) : NULL;
  struct reply reply = { 0 };
  if (target == NULL || target->state == 'Z' || target->name == 1) reply = ask(row, request, -1);
  else {
    int pidfd = open_pidfd(target);
    target->leaves = 1;
    if (target == row) send_request(row, request, -1);
    else reply = ask(row, request, -1);
    if (reply.error == 0) await_death(pidfd, target);
    else close(pidfd);
  }
  say("%s", reply.error == 0 ? "ok" : errno_name(reply.error));
}

/* Without a namespace of our own some answers would concern strangers; they are worked out here, unchecked. */
static int answer_unasked(struct row *row, struct request request) {
  const int is_init = row->name == 1, a = request.arguments[0];
  if (is_init && request.operation == GETPPID) say("ok 0");
  else if (is_init && request.operation == SET_SUBREAPER) {
    row->subreaper = a;
    say("ok");
  } else if (request.operation == KILL && a == pid_of(1) && request.arguments[1] == SIGKILL) say("ok");
  else if (request.operation == KILL && a == -1) say("%s", world->rows > (is_init ? 1 : 2) ? "ok" : "ESRCH");
  else return 0;
  return 1;
}

static void do_other(struct row *row, struct request request) {
  struct reply reply;
  if (world->mapped && answer_unasked(row, request)) return;
  if (request.operation == EXIT) {
    int pidfd = open_pidfd(row);
    row->leaves = 1;
    send_request(row, request, -1);
    await_death(pidfd, row);
    say("ok");
    return;
  }
  if (request.operation == KILL) { do_kill(row, request); return; }
  reply = ask(row, request, -1);
  say_reply(request.operation, reply);
}

void say_reply(enum operation operation, struct reply reply) {
  if (reply.error != 0) { say("%s", errno_name(reply.error)); return; }
  switch (operation) {
    case WAITPID:
      if (reply.result == 0) say("ok 0");
      else say("ok %d %d", name_of(reply.result), reply.status);
      break;
    case FORK: case SETSID: case GETPGID: case GETSID: case GETPPID: case TCGETPGRP: case TCGETSID: say("ok %d", name_of(reply.result)); break;
    default: say("ok");
  }
}

struct request read_command(int *actor) {
  struct request request = { .operation = 0 };
  const char *name = word();
  while (request.operation < ASK && strcmp(name, operations[request.operation].name) != 0) request.operation += 1;
  const struct operation_words *words = &operations[request.operation];
  const char *arguments = world->jobs && words->with_jobs != NULL ? words->with_jobs : words->arguments;
  if (arguments == NULL) trouble("'%s' is no command", name);
  *actor = number();
  for (int i = 0; arguments[i] != 0; i += 1) {
    int value = number();
    int is_group = arguments[i] == 'g' && value < -1;
    request.arguments[i] = arguments[i] == '-' ? value : is_group && value != INT_MIN ? -pid_of(-value) : pid_of(value);
  }
  return request;
}

static void step(void) {
  int actor;
  const struct request request = read_command(&actor);
  struct row *row = row_named(actor);
  world->left -= 1;
  if (world->jobs) {
    world->in_step = 1;
    do_job(actor, request);
    return;
  }
  if (row == NULL || row->state == 'Z') trouble("process %d does not run, so it cannot %s", actor, operations[request.operation].name);
  world->in_step = 1;
  if (request.operation == FORK) do_fork(row, request.arguments[0]);
  else do_other(row, request);
}

/* Init serves another thread here, so that what has reached it is over when it answers. */
static void forget_jobs(void) {
  struct row *row = &world->row[0];
  settle_init();
  free_terminals();
  ask(row, (struct request){ .operation = ASK }, -1);
  atomic_store(&world->slot[row->slot], 0);
  row->job.received = row->job.pending = row->job.is_told = 0;
}

/* Init alone again. What it cannot undo of itself, having executed a program, takes a new init. */
static void reset(void) {
  ignore_sigchld(0);
  for (int i = world->rows - 1; i > 0 && world->mapped; i -= 1) kill(world->row[i].pid, SIGKILL);
  if (!world->mapped) kill(-1, SIGKILL);
  /* The dying hand their children on before they can be reaped, so the last one is reaped by init, and last. */
  while (wait(NULL) > 0 || errno == EINTR) continue;
  for (int i = 1; i < world->rows; i += 1) close_row(&world->row[i]);
  const int rows = world->rows;
  world->rows = 1;
  for (int i = 1; i < rows; i += 1) await_unborne(&world->row[i]);
  free_slots();
  if (world->mapped) {
    world->namings = 0;
    name_anew(1, getpid());
    world->row[0].subreaper = 0;
  } else {
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    world->row[0].subreaper = is_subreaper();
  }
  if (world->row[0].executed) _exit(ANEW);
  if (world->jobs) forget_jobs();
}

/* Subreaper marks are asked of a process whenever it acts, and of all of them where a request ends. */
void ask_all(void) {
  for (int i = 0; i < world->rows; i += 1) {
    struct row *row = &world->row[i];
    const int can_answer = row->state != 'Z' && (!world->jobs || (row->state != 'T' && row->job.owes == ASK));
    if (can_answer) ask(row, (struct request){ .operation = ASK }, -1);
  }
}

void end_step(void) {
  if (world->left == 0) {
    if (!world->is_read) read_all();
    ask_all();
  }
  say_all();
}

/*
 * A command is a conversation of two processes that never work at once: on one core a word is a switch, on two it is a
 * wake-up of a sleeping core, and twice as slow. Which core is up to the kernel, anew for each request.
 */
static void run_on_one_core(int is_on) {
  const int core = sched_getcpu();
  if (CPU_COUNT(&world->cores) == 0) return;
  CPU_ZERO(&world->core);
  if (core >= 0 && core < CPU_SETSIZE) CPU_SET(core, &world->core);
  sched_setaffinity(0, sizeof world->core, is_on ? &world->core : &world->cores);
}

/* With job control all stay where the last reset put them: a process that is on its way is easily told then. */
static void join_the_others(int is_reset) {
  if (is_reset || CPU_COUNT(&world->core) == 0) {
    run_on_one_core(1);
    sched_setaffinity(getpid(), sizeof world->core, &world->core);
  } else sched_setaffinity(0, sizeof world->core, &world->core);
}

void drive(void) {
  for (;;) {
    while (world->left > 0) {
      step();
      end_step();
    }
    if (world->in_request) {
      if (world->disturbed[0] == 0) say("done\n");
      else say("disturbed %s\n", world->disturbed);
      flush();
      world->disturbed[0] = 0;
    }
    if (world->jobs) sched_setaffinity(0, sizeof world->cores, &world->cores);
    else run_on_one_core(0);
    const char *request = word();
    int is_sequence = strcmp(request, "sequence") == 0;
    if (world->jobs) join_the_others(is_sequence);
    else run_on_one_core(1);
    if (strcmp(request, "together") == 0 && !world->mapped && !world->jobs) {
      world->in_request = 1;
      read_branches();
      run_branches();
      continue;
    }
    if (!is_sequence && strcmp(request, "continue") != 0) trouble("'%s' is no request", request);
    world->in_request = 1;
    world->left = number();
    if (is_sequence) reset();
    else ask_all();
    say_all();
  }
}
