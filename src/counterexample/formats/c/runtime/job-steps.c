/*
 * One step of job control: who can answer it, and the whole state after it, with who is stopped, who waits, whose terminal
 * is whose, and who has received what.
 */
#include "steps.c"

static int can_pass;

/* What is left of the case before; the processes of this one are to be killed, for a stopped one cannot end by itself. */
static int begin_jobs(const struct test *test) {
  struct slot *slot;
  hangs = 1;
  for (slot = slots; slot < slots + SLOTS; slot++) forget_job(slot);
  passing[0] = passing[1] = -1;
  terminals[1].master = terminals[1].slave = terminals[2].master = terminals[2].slave = -1;
  return !(test->needs & MASTERS) || socketpair(AF_UNIX, SOCK_STREAM, 0, passing) == 0;
}

/* After process 1 has been forked, so that nobody of its line has a master open. */
static int begin_terminals(const struct test *test) {
  return !(test->needs & TERMINALS) || (open_terminal(terminals + 1) && open_terminal(terminals + 2));
}

static int has_terminals(void) {
  struct terminal terminal;
  int has = open_terminal(&terminal);
  close_terminal(&terminal);
  return has;
}

static const struct change *row_of(const struct step *step, const struct change *change, int kind, int id) {
  int index;
  for (index = 0; index < step->changes; index++)
    if (change[index].kind == kind && change[index].id == id) return &change[index];
  return 0;
}

static int ends(const struct step *step, const struct change *change, int id) {
  return row_of(step, change, DIED, id) || row_of(step, change, GONE, id);
}

static void put_then(const struct step *step, int name) {
  failed(step);
  put("then ");
  put_number(name);
  put(": expected ");
}

static int apply_changes(const struct step *step, const struct change *change) {
  const struct change *last = change + step->changes, *all = change;
  for (; change < last; change++) {
    struct slot *slot = slot_of(change->id);
    if (change->kind == TERMINAL) {
      terminals[change->id].group = change->group;
      if (!change->stale) terminals[change->id].real = real_id(change->group);
    }
    if (!slot) continue;
    if (change->kind == DIED) {
      struct slot *parent = slot_of(change->parent);
      if (parent && (parent->state != RUNNING || parent->job || ends(step, all, parent->name))) parent = 0;
      if (!await_end(slot, parent)) {
        put_then(step, slot->name);
        put(letter(slot) == 'T' ? "to have ended, is stopped\n" : "to have ended, runs\n");
        return FAILED;
      }
      slot->state = ZOMBIE;
    } else if (change->kind == GONE) {
      if (see_gone(step, slot) != PASSED) return FAILED;
    } else if (change->kind == SET) {
      expect(slot, change);
      slot->job = change->job & (STOPPED | WAITS);
      slot->terminal = change->job / 4;
      if (!(slot->job & STOPPED)) slot->probe = slot->is_answered = 0;
    }
  }
  return PASSED;
}

/* To whom a terminal belongs, and its foreground, each as the process sees it that is asked. */
static int check_terminals(const struct step *step, struct slot *slot) {
  int number;
  for (number = 1; number <= 2; number++) {
    const struct terminal *terminal = &terminals[number];
    struct answer answer;
    if (!ask(slot, TCGETPGRP, number, 0, 0, &answer)) return unanswered(step, slot);
    if (slot->terminal == number ? answer.value == terminal->real : answer.value < 0 && answer.error == ENOTTY) continue;
    failed(step);
    put("then tcgetpgrp of "); put_terminal(number); put(" by "); put_number(slot->name); put(": expected ");
    if (slot->terminal != number) put("ENOTTY");
    else put_number(terminal->group);
    put(", got ");
    if (answer.value < 0) put_error(answer.error);
    else put_id(answer.value);
    put("\n");
    return FAILED;
  }
  return PASSED;
}

static void put_wait(const struct answer *told) {
  if (told->value < 0) { put_error(told->error); return; }
  put_id(told->value);
  if (told->value > 0) { put(" status "); put_number(told->more); }
}

static int not_in_a_wait(const struct step *step, const struct slot *slot) {
  put_then(step, slot->name);
  put("to wait, does not\n");
  return FAILED;
}

/* A wait goes on, or ends with what it ought to tell. */
static int check_wait(const struct step *step, const struct change *change, struct slot *slot) {
  const struct change *row = row_of(step, change, WOKEN, slot->name);
  int waited;
  for (waited = 0; row && slot->wait && !slot->is_told && waited < patience * 100; waited++) listen_for(10);
  if (!row && !slot->is_told) {
    if (!(slot->job & WAITS) == !slot->wait) return PASSED;
    if (!slot->wait) return not_in_a_wait(step, slot);
    put_then(step, slot->name);
    put("its wait to be over, waits on\n");
    return FAILED;
  }
  if (row && slot->is_told) {
    const struct answer *told = &slot->told;
    const int is_refused = row->parent < 0 && told->value < 0;
    slot->is_told = 0;
    if (is_refused ? row->parent == refusal_of(told->error) :
        row->parent > 0 && told->value == real_id(row->parent) && told->more == row->group)
      return slot->job & WAITS ? not_in_a_wait(step, slot) : PASSED;
    if (row->parent > 0 && told->value > 0 && row->stale) return skip_rest(other_first);
  }
  failed(step);
  put("then the wait of "); put_number(slot->name); put(": expected ");
  if (!row) put("to go on");
  else {
    put_wanted(row->parent);
    if (row->parent > 0) { put(" status "); put_number(row->group); }
  }
  put(", ");
  if (row && slot->wait) put("goes on");
  else { put("got "); put_wait(&slot->told); }
  put("\n");
  return FAILED;
}

static void put_signals(int signals) {
  if (!signals) put("nothing");
  if (signals & HANGUP) put("SIGHUP");
  if (signals == (HANGUP | CONTINUATION)) put(" ");
  if (signals & CONTINUATION) put("SIGCONT");
}

static int check_received(const struct step *step, struct slot *slot, int expected) {
  int waited, received;
  for (waited = 0; (expected & ~slot->received) && waited < patience * 100; waited++) listen_for(10);
  received = slot->received;
  slot->received = 0;
  if (received == expected) return PASSED;
  put_then(step, slot->name);
  put("to receive ");
  put_signals(expected);
  put(", got ");
  put_signals(received);
  put("\n");
  return FAILED;
}

static int is_seen(const struct slot *slot) {
  return has_proc || slot->job != (STOPPED | WAITS);
}

static int check_process_of_jobs(const struct test *test, const struct step *step, struct slot *slot, int *tried, int ended) {
  int verdict;
  if (slot->state == RUNNING && (slot->job & STOPPED) && is_seen(slot) && !is_stopped(slot)) {
    put_then(step, slot->name);
    put("to be stopped, runs\n");
    return FAILED;
  }
  if (slot->state == RUNNING && slot->job == WAITS && letter(slot) == 'T') {
    put_then(step, slot->name);
    put("to run, is stopped\n");
    return FAILED;
  }
  while ((verdict = check_process(step, slot, !ended || *tried >= 100)) == SKIPPED) breathe((*tried)++);
  if (verdict == PASSED && can_answer(slot) && (test->needs & TERMINALS)) verdict = check_terminals(step, slot);
  return verdict;
}

static int check_jobs(const struct test *test, const struct step *step, const struct change *change, int ended) {
  int index, tried = 0, unseen = 0, verdict = PASSED;
  struct slot *slot;
  settle();
  for (index = 0; index < SLOTS && step->check && verdict == PASSED; index++) {
    slot = &slots[index];
    if (slot->shown && slot->state == RUNNING) verdict = check_wait(step, change, slot);
  }
  for (index = 0; index < SLOTS && step->check && verdict == PASSED; index++) {
    slot = &slots[index];
    if (!slot->shown || (slot->state != RUNNING && slot->state != ZOMBIE)) continue;
    if (slot->state == RUNNING) unseen |= !is_seen(slot);
    verdict = check_process_of_jobs(test, step, slot, &tried, ended);
  }
  if (unseen) leave_out(IN_A_WAIT);
  for (index = 0; index < SLOTS && verdict == PASSED; index++) {
    const struct change *row = row_of(step, change, GOT, slots[index].name);
    slot = &slots[index];
    if (step->check && slot->shown && slot->state == RUNNING) verdict = check_received(step, slot, row ? row->job : 0);
    slot->received = 0;
  }
  /* Until here a wait may have told of it. */
  for (index = 0; index < step->changes; index++)
    if (change[index].kind == FREE && slot_of(change[index].id)) slot_of(change[index].id)->state = EMPTY;
  return verdict;
}

/* What comes too late for the last step belongs to it, too. */
static int check_end(const struct step *step) {
  int index, verdict = PASSED;
  if (!has_proc) listen_for(PROCESSION_QUIET);
  for (index = 0; index < SLOTS && step->check && verdict == PASSED; index++) {
    struct slot *slot = &slots[index];
    if (!slot->shown || slot->state != RUNNING) continue;
    verdict = slot->is_told ? check_wait(step, 0, slot) : check_received(step, slot, 0);
    if (verdict != PASSED || !(slot->job & STOPPED) || !slot->is_answered) continue;
    put_then(step, slot->name);
    put("to be stopped, runs\n");
    verdict = FAILED;
  }
  return verdict;
}

static int at_terminal(const struct step *step) {
  struct terminal *terminal = &terminals[step->a];
  int index;
  if (step->op == TYPE) {
    if (type_key(terminal, step->b)) return PASSED;
    failed(step);
    put("the master takes no key\n");
    return FAILED;
  }
  for (index = 0; index < SLOTS; index++)
    if (slots[index].state == RUNNING && slots[index].holds == step->a)
      return skip_rest("a stopped process has the master open, which cannot be closed");
  close_terminal(terminal);
  if (open_terminal(terminal)) return PASSED;
  failed(step);
  put("no fresh pseudo-terminal\n");
  return FAILED;
}

/* Process 1 can be stopped here by a SIGSTOP to its group. */
static int reaches_first(const struct step *step, const struct slot *process) {
  if (step->op != KILL || step->b != 19 || step->a > 0) return 0;
  return slots[0].group == (step->a == 0 ? process->group : -step->a);
}

static int put_outcome(const struct step *step, int came) {
  failed(step);
  put("expected ");
  put_wanted(step->want);
  put(came == IS_STOPPED ? ", is stopped\n" : came == BLOCKS_NOW ? ", waits\n" : ", has ended\n");
  return FAILED;
}

/* A wait that finds nothing where it ought to. */
static int is_early(const struct step *step, int came, const struct answer *answer) {
  return step->op == WAITPID && came == ANSWERED && step->want > 0 && answer->value == 0;
}

static int take(const struct step *step, const struct change *change) {
  struct slot *process = slot_of(step->process);
  const struct change *row = row_of(step, change, SET, step->process);
  struct answer answer;
  int a = step->a, b = step->b, reason = why_left_out(step), wish, came, tried;
  if (reason >= 0) return leave_out(reason);
  if (step->op == TYPE || step->op == HANG_UP) return at_terminal(step);
  if (step->op == FORK) return fork_into(step, process);
  if (reaches_first(step, process)) return skip_rest(reasons[BY_INIT]);
  if (step->op == SETPGID) { a = real_id(a); b = real_id(b); }
  if (step->op == GETPGID || step->op == GETSID) a = real_id(a);
  if (step->op == WAITPID || step->op == KILL) a = real_target(a);
  if (step->op == TCSETPGRP) b = real_id(b);
  if (step->op == KILL && step->want < 0) b = 0; /* nobody is there: the same answer, and no stranger dies */
  if (step->how & STOPS_WRITERS && step->op == WRITE_TERMINAL) set_modes(&terminals[step->a], 1);
  how = step->how;
  order(process, step->op, a, b, 0);
  if (ends(step, change, step->process)) return PASSED;
  wish = step->want == XBLOCKED ? BLOCKS_NOW :
    step->want == XSTOPPED || (step->op == KILL && row && (row->job & STOPPED)) ? IS_STOPPED : ANSWERED;
  came = await(process, wish, &answer);
  /* What a child has to report may be on its way. */
  for (tried = 0; !has_proc && tried < tries && is_early(step, came, &answer); tried++) {
    breathe(tried);
    how = step->how;
    order(process, step->op, a, b, 0);
    came = await(process, wish, &answer);
  }
  if (step->op == WRITE_TERMINAL) {
    set_modes(&terminals[step->a], 0);
    drain(&terminals[step->a], 0, 0);
  }
  if (came == SILENT) return timed_out(step);
  if (came == BLOCKS_NOW) process->wait = sequence;
  if (came == IS_STOPPED) { process->probe = sequence; process->is_answered = 0; }
  if (came != ANSWERED) return came == wish ? PASSED : put_outcome(step, came);
  if (step->op == EXECVE && answer.value < 0) {
    process->unexecuted = 1;
    return leave_out(NO_EXECVE);
  }
  if (step->op == OPEN_DEV_TTY && answer.value < 0 && answer.error == ENOENT) return leave_out(NO_DEV_TTY);
  return compare(step, change, &answer);
}
