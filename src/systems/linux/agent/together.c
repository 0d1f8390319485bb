/*
 * Branches of commands that run at the same time. Each process makes its own calls as ever; init releases the first ones at
 * one moment, sends each branch its next command when the one before is over, and waits for whichever comes first. A
 * command is over when all of it is: a fork when the child can be asked, a death when the process is a zombie or gone.
 */
#include "agent.h"

/* Time for every process to wake and to come to its core, on a machine that has other work, too. */
enum { AHEAD_NS = 1000000 };

static struct branch_command *current(struct branch *branch) { return &branch->command[branch->at]; }

/* Puts the process that begins a branch on a core of its own, where there are enough of them. */
static void spread(int n) {
  const struct row *row = world->branch[n].commands == 0 ? NULL : row_named(world->branch[n].command[0].actor);
  const int cores = CPU_COUNT(&world->cores);
  cpu_set_t own;
  if (row == NULL || cores == 0) return;
  CPU_ZERO(&own);
  for (int core = 0, left = n % cores; core < CPU_SETSIZE; core += 1) {
    if (CPU_ISSET(core, &world->cores) && left-- == 0) CPU_SET(core, &own);
  }
  sched_setaffinity(row->pid, sizeof own, &own);
}

void read_branches(void) {
  const int branches = number();
  if (branches < 1 || branches > BRANCHES) trouble("%d is no number of branches", branches);
  long long offsets[BRANCHES];
  for (int i = 0; i < branches; i += 1) {
    struct branch *branch = &world->branch[i];
    *branch = (struct branch){ .pidfd = -1, .channel = -1 };
    offsets[i] = number();
    branch->commands = number();
    if (branch->commands < 0 || branch->commands > BRANCH_COMMANDS) trouble("%d is no number of commands", branch->commands);
    for (int j = 0; j < branch->commands; j += 1) {
      struct branch_command *command = &branch->command[j];
      command->request = read_command(&command->actor);
      const struct row *row = row_named(command->actor);
      if (row != NULL && row->state != 'Z') command->birth = row->birth;
    }
  }
  world->branches = branches;
  for (int i = 0; i < branches; i += 1) spread(i);
  const long long start = now_ns() + AHEAD_NS;
  for (int i = 0; i < branches; i += 1) world->branch[i].command[0].request.start = start + offsets[i];
}

static int is_deadly(struct request request) { return request.operation == KILL && request.arguments[1] != 0; }

/* A process that may have been killed at its own end: nobody can tell which it was. */
static int is_killed_elsewhere(const struct branch *own, int pid) {
  for (int i = 0; i < world->branches; i += 1) {
    const struct branch *branch = &world->branch[i];
    for (int j = 0; j < branch->commands && branch != own; j += 1) {
      if (is_deadly(branch->command[j].request) && branch->command[j].request.arguments[0] == pid) return 1;
    }
  }
  return 0;
}

/* The process that the command is for: its number may be another's by now. */
static struct row *actor_of(const struct branch_command *command) {
  struct row *row = row_named(command->actor);
  return row != NULL && (command->birth == 0 || row->birth == command->birth) ? row : NULL;
}

static void close_channel(struct branch *branch) {
  if (branch->channel >= 0) close(branch->channel);
  branch->channel = -1;
}

static void close_pidfd(struct branch *branch) {
  if (branch->pidfd >= 0) close(branch->pidfd);
  branch->pidfd = -1;
}

static void begin(struct branch *branch);

/* The command is over; the next one begins. */
static void finish(struct branch *branch, struct reply reply) {
  struct branch_command *command = current(branch);
  command->reply = reply;
  if (reply.called > 0) command->called = reply.called;
  command->answered = reply.answered > 0 && branch->waiting != FOR_CHILD && branch->waiting != FOR_DEATH ? reply.answered : now_ns();
  branch->waiting = FOR_NOTHING;
  branch->at += 1;
  begin(branch);
}

static void leave(struct branch *branch) { branch->waiting = FOR_NOTHING; }

/* What came of a call, as the process that made it says. */
static void take_reply(struct branch *branch, struct reply reply) {
  struct branch_command *command = current(branch);
  struct row *row = actor_of(command);
  if (row != NULL) row->subreaper = reply.subreaper;
  close_channel(branch);
  command->reply = reply;
  switch (command->request.operation) {
    case FORK:
      close(branch->ends[1]);
      if (reply.error == 0) {
        branch->waiting = FOR_CHILD;
        return;
      }
      close(branch->ends[0]);
      leave_slot(command->request.slot);
      break;
    case KILL:
      /* One that was made while the signal was on its way could not be opened before. */
      if (is_deadly(command->request) && reply.error == 0 && command->request.arguments[0] != 1) {
        if (branch->pidfd < 0) branch->pidfd = syscall(CALL_PIDFD_OPEN, command->request.arguments[0], 0);
        if (branch->pidfd >= 0) {
          branch->waiting = FOR_DEATH;
          return;
        }
      }
      break;
    case WAITPID:
      if (reply.error == 0 && reply.result > 0) {
        await_free_briefly(reply.result);
        reply.answered = now_ns();
      }
      break;
    default: break;
  }
  close_pidfd(branch);
  finish(branch, reply);
}

/* Does not come back where init executes a program: then go_on_after_exec() does. */
static void act_as_init(struct branch *branch) {
  world->own_branch = 1 + (branch - world->branch);
  const struct reply reply = perform(current(branch)->request, branch->ends[1], "init");
  world->own_branch = 0;
  take_reply(branch, reply);
}

static void begin(struct branch *branch) {
  if (branch->at == branch->commands) { leave(branch); return; }
  struct branch_command *command = current(branch);
  const struct request request = command->request;
  struct row *row = actor_of(command);
  if (row == NULL || row->state == 'Z') { leave(branch); return; }
  /* The kernel keeps deadly signals from init, and nobody asks it to exit. */
  const int is_own_death = row->name != 1 && (request.operation == EXIT || (is_deadly(request) && request.arguments[0] == row->pid));
  branch->pidfd = -1;
  if (is_own_death || is_deadly(request)) {
    branch->pidfd = syscall(CALL_PIDFD_OPEN, is_own_death ? row->pid : request.arguments[0], 0);
    if (branch->pidfd < 0 && is_own_death) { leave(branch); return; }
    if (branch->pidfd >= 0) fcntl(branch->pidfd, F_SETFD, 0); /* Init may have to exec meanwhile. */
  }
  if (request.operation == FORK) {
    open_pair(branch->ends);
    command->request.slot = take_slot();
  } else branch->ends[1] = -1;
  command->called = now_ns();
  if (row->name == 1) act_as_init(branch);
  else {
    branch->channel = dup(row->channel);
    if (branch->channel < 0) failed("no descriptor for the answer of process %d", row->name);
    send_request(row, command->request, branch->ends[1]);
    branch->waiting = is_own_death ? FOR_DEATH : FOR_REPLY;
  }
}

static void take_death(struct branch *branch) {
  struct branch_command *command = current(branch);
  close_pidfd(branch);
  kill(0, 0); /* See await_death() in commands.c. */
  /* Numbers are names here. */
  const int is_own = command->request.operation == EXIT || command->request.arguments[0] == command->actor;
  if (is_own) close_channel(branch);
  if (is_own && is_killed_elsewhere(branch, command->actor)) leave(branch);
  else if (is_own) finish(branch, (struct reply){ .result = 0 });
  else finish(branch, command->reply);
}

static void take_child(struct branch *branch) {
  struct branch_command *command = current(branch);
  const int name = command->request.arguments[0];
  struct reply greeting = { 0 };
  /* A child that was killed before it could say anything is there all the same; one that was never made is not. */
  const ssize_t got = recv(branch->ends[0], &greeting, sizeof greeting, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  const struct row *before = row_named(name);
  /* Whoever bore the number is gone if the child bears it now. The slot of a child that was never made is free after a reset. */
  if (before != NULL && (!branch->is_cut || got > 0 || is_gone(before))) drop_row(name);
  if (row_named(name) != NULL || !add_row(name, name, command->request.slot, branch->ends[0], greeting.subreaper)) close(branch->ends[0]);
  for (int j = branch->at + 1; j < branch->commands; j += 1) {
    if (branch->command[j].actor == name) branch->command[j].birth = 0;
  }
  if (branch->is_cut) leave(branch);
  else finish(branch, command->reply);
}

static void take(struct branch *branch) {
  if (branch->waiting == FOR_DEATH) { take_death(branch); return; }
  if (branch->waiting == FOR_CHILD) { take_child(branch); return; }
  struct reply reply;
  ssize_t got;
  do got = recv(branch->channel, &reply, sizeof reply, 0); while (got < 0 && errno == EINTR);
  if (got == sizeof reply) { take_reply(branch, reply); return; }
  close_channel(branch);
  /* Somebody ended it in the middle of a call: no answer will come. Its child, if there is one, still tells of itself. */
  if (current(branch)->request.operation == FORK) {
    close(branch->ends[1]);
    branch->waiting = FOR_CHILD;
    branch->is_cut = 1;
  } else leave(branch);
}

static int descriptor_of(const struct branch *branch) {
  if (branch->waiting == FOR_DEATH) return branch->pidfd;
  if (branch->waiting == FOR_CHILD) return branch->ends[0];
  return branch->waiting == FOR_REPLY ? branch->channel : -1;
}

/* A deadly signal whose sender was ended before it could answer may be on its way. */
static void settle(void) {
  for (int i = 0; i < world->branches; i += 1) {
    struct branch *branch = &world->branch[i];
    for (int j = 0; j < branch->commands; j += 1) {
      const struct branch_command *command = &branch->command[j];
      if (command->called == 0) continue;
      struct row *row = command->request.operation == EXIT ? row_named(command->actor) : NULL;
      if (is_deadly(command->request)) row = row_of(command->request.arguments[0]);
      if (row != NULL && row->name != 1) row->leaves = 1;
    }
    if (branch->pidfd < 0) continue;
    struct pollfd wait = { .fd = branch->pidfd, .events = POLLIN };
    poll(&wait, 1, 20);
    close_pidfd(branch);
    kill(0, 0);
  }
}

static void say_branches(void) {
  long long base = 0;
  for (int i = 0; i < world->branches; i += 1) {
    const long long called = world->branch[i].command[0].called;
    if (called > 0 && (base == 0 || called < base)) base = called;
  }
  for (int i = 0; i < world->branches; i += 1) {
    for (int j = 0; j < world->branch[i].commands; j += 1) {
      const struct branch_command *command = &world->branch[i].command[j];
      if (command->called == 0) say("-");
      else if (command->answered == 0) say("%lld", command->called - base);
      else {
        say("%lld %lld ", command->called - base, command->answered - base);
        say_reply(command->request.operation, command->reply);
      }
      say("\n");
    }
  }
}

static void go_on(void) {
  for (;;) {
    struct pollfd waits[BRANCHES];
    int left = 0, ready;
    for (int i = 0; i < world->branches; i += 1) {
      waits[i] = (struct pollfd){ .fd = descriptor_of(&world->branch[i]), .events = POLLIN };
      left += waits[i].fd >= 0;
    }
    if (left == 0) break;
    do ready = poll(waits, world->branches, world->limit_ms); while (ready < 0 && errno == EINTR);
    if (ready <= 0) trouble("no branch has come further within %d ms", world->limit_ms);
    for (int i = 0; i < world->branches; i += 1) if (waits[i].revents != 0) take(&world->branch[i]);
  }
  settle();
  say_branches();
  read_all();
  ask_all();
  say_all();
}

/* Those that others carry out are sent first: init waits for the moment as they do. */
void run_branches(void) {
  for (int is_own = 0; is_own < 2; is_own += 1) {
    for (int i = 0; i < world->branches; i += 1) {
      struct branch *branch = &world->branch[i];
      if (branch->commands > 0 && (branch->command[0].actor == 1) == is_own) begin(branch);
    }
  }
  go_on();
}

/* Of two branches at most one is init's, so that all others have begun. */
void go_on_after_exec(void) {
  struct branch *branch = &world->branch[world->own_branch - 1];
  world->own_branch = 0;
  take_reply(branch, (struct reply){ .result = 0, .subreaper = is_subreaper(), .called = current(branch)->called, .answered = now_ns() });
  go_on();
}
