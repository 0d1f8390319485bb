/* Init at work with job control: commands after which nobody may be able to answer, and what is shown of them. */
#include "agent.h"

/* What a call of job control may do is over when it answers, unless it sends signals, blocks, or may be stopped. */
static int is_over_when_answered(struct request request) {
  const int *arguments = request.arguments;
  switch (request.operation) {
    case EXIT: case LEAVE_TERMINAL: return 0;
    case KILL: return arguments[1] == 0;
    case WAITPID: return !arguments[3];
    case TCSETPGRP: return arguments[3] != 0;
    case READ_TERMINAL: return arguments[1] != 0;
    case WRITE_TERMINAL: return arguments[1] != 0 || !arguments[2];
    default: return 1;
  }
}

static int is_on_terminal(enum operation operation) {
  return operation >= OPEN_TERMINAL && operation < ASK && operation != OPEN_DEV_TTY;
}

static void allow_deaths(struct request request, int actor) {
  struct row *target = request.operation == EXIT ? row_named(actor) : NULL;
  if (request.operation == KILL && request.arguments[1] == SIGKILL) target = row_of(request.arguments[0]);
  if (target != NULL) target->leaves = 1;
}

/* An interrupt ends whom it reaches, a stopped one when it is continued. */
static void allow_interrupts(int terminal) {
  pid_t group = 0;
  ioctl(world->terminal[terminal].master, TIOCGPGRP, &group);
  for (int i = 0; i < world->rows; i += 1) if (world->row[i].group == group) world->row[i].leaves = 1;
}

/* What came of a call whose process may not have answered. */
static void say_outcome(int actor, enum operation operation) {
  const struct row *row = row_named(actor);
  const int is_access = operation == TCSETPGRP || operation == READ_TERMINAL || operation == WRITE_TERMINAL;
  if (row != NULL && row->job.is_told) say_reply(operation, row->job.told);
  else if (operation == EXIT || operation == KILL) say("ok");
  else if (row != NULL && row->state == 'T' && is_access) say("stopped");
  else if (row != NULL && row->job.owes == WAITPID) say("blocked");
  else trouble("process %d died of %s", actor, operations[operation].name);
}

static void act_and_settle(struct row *row, struct request request, int master) {
  const int actor = row->name, terminal = is_on_terminal(request.operation) ? request.arguments[0] - 1 : -1;
  const int tostop = request.operation == WRITE_TERMINAL && request.arguments[2];
  if (tostop) let_stop_writers(terminal, 1);
  allow_deaths(request, actor);
  row->job.owes = request.operation;
  row->job.holds = master >= 0 ? terminal + 1 : 0;
  world->acting = actor;
  send_request(row, request, master);
  settle_jobs();
  say_outcome(actor, request.operation);
  row = row_named(actor);
  /* What a wait answers is told with the command itself. */
  if (row != NULL) row->job.is_told = 0;
  if (tostop) let_stop_writers(terminal, 0);
}

static int terminal_numbered(int number) {
  if (number < 1 || number > TERMINALS_MOST) trouble("there is no terminal %d", number);
  return number - 1;
}

static void begin(void) {
  world->acting = 0;
  for (int i = 0; i < world->rows; i += 1) {
    struct row *row = &world->row[i];
    row->job.is_told = 0;
    row->job.rest = row->state;
  }
}

static void do_at_terminal(int terminal, struct request request) {
  if (request.operation == HANG_UP) hang_up(terminal);
  else {
    if (request.arguments[0] == 3) allow_interrupts(terminal);
    type(terminal, request.arguments[0]);
  }
  settle_jobs();
  say("ok");
}

void do_job(int actor, struct request request) {
  int master = -1;
  begin();
  if (request.operation == HANG_UP || request.operation == TYPE) {
    do_at_terminal(terminal_numbered(actor), request);
    return;
  }
  struct row *row = row_named(actor);
  if (row == NULL || row->state == 'Z' || row->state == 'T' || row->job.owes != ASK) {
    trouble("process %d does not run, so it cannot %s", actor, operations[request.operation].name);
  }
  if (request.operation == FORK) {
    do_fork(row, request.arguments[0]);
    return;
  }
  if (is_on_terminal(request.operation)) {
    const int has_side = request.operation == TCSETPGRP || request.operation == TCGETPGRP || request.operation == TCGETSID;
    const struct terminal *terminal = &world->terminal[terminal_numbered(request.arguments[0])];
    request.terminal = terminal->number;
    if (has_side && request.arguments[request.operation == TCSETPGRP ? 2 : 1] != 0) master = terminal->master;
  }
  if (!is_over_when_answered(request)) act_and_settle(row, request, master);
  else say_reply(request.operation, ask(row, request, master));
  if (request.operation == WRITE_TERMINAL) drain(request.arguments[0] - 1);
}

enum { WAITS = 16, HAS_HANGUP = 32, HAS_INTERRUPT = 64 };

/* What is shown of a process besides; see main.c. */
int job_marks(const struct row *row) {
  const int pending = row->state == 'T' ? row->job.pending : 0;
  return (row->state != 'Z' && row->job.owes == WAITPID ? WAITS : 0) + (pending & HANGUP ? HAS_HANGUP : 0) +
         (pending & INTERRUPT ? HAS_INTERRUPT : 0);
}

/* What was received is kept until the next command, so that it can be shown again. */
void say_job(struct row *row) {
  if (world->in_step) row->job.received = atomic_exchange(&world->slot[row->slot], 0);
  say(" %d %d", terminal_of(row->job.device), row->state == 'Z' ? 0 : row->job.received);
}

void say_woken(void) {
  for (int i = 0; i < world->rows; i += 1) {
    const struct row *row = &world->row[i];
    if (!row->job.is_told) continue;
    say("!%d ", row->name);
    say_reply(WAITPID, row->job.told);
  }
}
