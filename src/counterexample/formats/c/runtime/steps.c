/*
 * One step, from what it asks to the whole state after it. A step that this system cannot be held to is left out and
 * counted, never passed over in silence.
 */
#ifdef JOBS
#include "job-driver.c"
#else
#include "driver.c"
#endif

/* Failures print their own lines; these tell the rest. */
enum { PASSED, FAILED, SKIPPED };
static const char *const operations[] = {
  "fork", "setsid", "setpgid", "getpgid", "getsid", "getppid", "execve", "exit", "waitpid", "set_subreaper",
#ifdef JOBS
  "kill", "ignore_sigchld", "open_terminal", "set_controlling_terminal", "leave_terminal", "tcsetpgrp", "tcgetpgrp",
  "tcgetsid", "open_dev_tty", "read_terminal", "write_terminal", "hang_up", "type"
#else
  "kill", "ignore_sigchld"
#endif
};
static int step_number, case_number, left_out[REASONS], first_left_out[REASONS];
static const char *case_name;
static const char *why_skipped;
#ifdef JOBS
static const char other_first[] = "another report was fetched first, as is allowed";
#else
static const char other_first[] = "another zombie was reaped first, as is allowed";
#endif

static void put_case(const char *verdict) {
  put(verdict);
  put_number(case_number);
  put(" - ");
  put(case_name);
}

#ifdef JOBS
static void put_terminal(int terminal) {
  put("tty");
  put_number(terminal);
}

static void put_how(const struct step *step) {
  static const char *const of_waits[] = {" untraced", " continued", " block", "", "", ""};
  static const char *const of_calls[] = {" ignored", " blocked", " master", " tostop", " noctty", " steal"};
  int bit;
  for (bit = 0; bit < 6; bit++)
    if (step->how & 1 << bit) put(step->op == WAITPID ? of_waits[bit] : of_calls[bit]);
}

static void put_signal(int named) {
  static const char *const names[] = {"CONT", "STOP", "TSTP", "TTIN", "TTOU"};
  if (named == 1) put("HUP");
  else if (named >= 18 && named <= 22) put(names[named - 18]);
  else put_number(named);
}
#endif

static void put_step(const struct step *step) {
  put("# step ");
  put_number(step_number);
  put(": ");
#ifdef JOBS
  if (step->op == TYPE || step->op == HANG_UP) put_terminal(step->a);
  else put_number(step->process);
#else
  put_number(step->process);
#endif
  put(" ");
  put(operations[step->op]);
  switch (step->op) {
#ifdef JOBS
  case KILL:
    put(" "); put_number(step->a); put(" "); put_signal(step->b);
    break;
  case TCSETPGRP:
    put(" "); put_terminal(step->a); put(" "); put_number(step->b);
    break;
  case TYPE:
    put(step->b == 3 ? " ^C" : " ^Z");
    break;
  case OPEN_TERMINAL: case ACQUIRE_TERMINAL: case LEAVE_TERMINAL: case TCGETPGRP: case TCGETSID: case READ_TERMINAL:
  case WRITE_TERMINAL:
    put(" "); put_terminal(step->a);
    break;
  case SETPGID:
    put(" "); put_number(step->a); put(" "); put_number(step->b);
    break;
#else
  case SETPGID: case KILL:
    put(" "); put_number(step->a); put(" "); put_number(step->b);
    break;
#endif
  case SUBREAPER: case IGNORE:
    put(step->a ? " on" : " off");
    break;
  case FORK: case GETPGID: case GETSID: case EXIT: case WAITPID:
    put(" "); put_number(step->a);
    break;
  }
#ifdef JOBS
  put_how(step);
#endif
  put(" => ");
}

static int failed(const struct step *step) {
  put_case("not ok ");
  put("\n");
  put_step(step);
  return FAILED;
}

/* A process of this number is no more. */
static int see_gone(const struct step *step, struct slot *slot) {
  if (!is_gone(slot->real)) {
    failed(step);
    put("process "); put_number(slot->name); put(" is still there\n");
    return FAILED;
  }
  slot->state = ENDED;
  return PASSED;
}

/* What the process is to show from now on. */
static void expect(struct slot *slot, const struct change *change) {
  slot->shown = 1;
  slot->parent = change->parent;
  slot->group = change->group;
  slot->session = change->session;
}

static int timed_out(const struct step *step) {
  put_case("not ok ");
  put(" # timeout\n");
  put_step(step);
  put("no answer\n");
  return FAILED;
}

static int skip_rest(const char *why) {
  why_skipped = why;
  return SKIPPED;
}

#ifdef JOBS
/* Nothing comes of what ought to answer. */
static int unanswered(const struct step *step, const struct slot *slot) {
  if (letter(slot) != 'T') return timed_out(step);
  failed(step);
  put("then "); put_number(slot->name); put(": expected to run, is stopped\n");
  return FAILED;
}
#endif

static int leave_out(int reason) {
  if (left_out[reason]++ == 0) first_left_out[reason] = step_number;
  return PASSED;
}

/* Whether a process can be asked; of the others something is seen from here. */
static int can_answer(const struct slot *slot) {
#ifdef JOBS
  if (slot->job & (STOPPED | WAITS)) return 0;
#endif
  return slot->state != ZOMBIE;
}

/* Of one process: what it shows of itself, or what is seen from here. */
static int check_process(const struct step *step, struct slot *slot, int is_last_try) {
  static const char *const calls[] = {"getpgid", "getsid", "getppid"};
  int wanted[3], seen[3], index;
  struct answer answer;
  wanted[0] = slot->group;
  wanted[1] = slot->session;
  wanted[2] = slot->parent;
  if (!can_answer(slot)) {
    seen[0] = (int)getpgid((pid_t)slot->real);
    if (seen[0] < 0 && errno == EPERM) wanted[0] = -1; /* a system may keep it from other sessions */
    seen[1] = (int)getsid((pid_t)slot->real);
    if (seen[1] < 0 && errno == EPERM) wanted[1] = -1;
    wanted[2] = -1; /* nobody can ask */
  } else {
#ifdef JOBS
    if (!ask(slot, SHOW, 0, 0, 0, &answer)) return unanswered(step, slot);
#else
    if (!ask(slot, SHOW, 0, 0, 0, &answer)) return timed_out(step);
#endif
    seen[0] = answer.value;
    seen[1] = answer.more;
    seen[2] = answer.third;
  }
  for (index = 0; index < 3; index++) {
    int real = index == 2 && wanted[2] == 0 ? outside() : real_id(wanted[index]);
    if (wanted[index] < 0 || seen[index] == real) continue;
    if (!is_last_try) return SKIPPED;
    failed(step);
    put("then "); put(calls[index]); put(" of "); put_number(slot->name);
    put(": expected "); put_number(wanted[index]); put(", got ");
    if (index == 2 && seen[2] == outside()) put("0");
    else if (seen[index] < 0) put("a refusal");
    else put_id(seen[index]);
    put("\n");
    return FAILED;
  }
  return PASSED;
}

#ifndef JOBS
/* Where a process has just ended, what follows from that may take a moment to be seen. */
static int check_state(const struct step *step, int ended) {
  int index, tried = 0;
  for (index = 0; index < SLOTS; index++) {
    struct slot *slot = &slots[index];
    int verdict;
    if (!slot->shown || (slot->state != RUNNING && slot->state != ZOMBIE)) continue;
    while ((verdict = check_process(step, slot, !ended || tried >= 100)) == SKIPPED) breathe(tried++);
    if (verdict != PASSED) return verdict;
  }
  return PASSED;
}

static int apply_changes(const struct step *step, const struct change *change) {
  int index;
  for (index = 0; index < step->changes; index++, change++) {
    struct slot *slot = slot_of(change->id);
    if (!slot) continue;
    if (change->kind == DIED) {
      await_end(change->parent);
      slot->state = ZOMBIE;
    } else if (change->kind == GONE) {
      if (see_gone(step, slot) != PASSED) return FAILED;
    } else if (change->kind == FREE) slot->state = EMPTY;
    else if (change->kind == SET) expect(slot, change);
  }
  return PASSED;
}

#endif

/* Why this step says nothing here; -1 where it does. None of these changes anything that can be seen. */
static int why_left_out(const struct step *step) {
  struct slot *target = slot_of(step->a);
  if (step->op == FORK && step->want == XEXIST) return BY_KERNEL;
  if (step->process == 1 && (step->op == SUBREAPER || (step->op == EXECVE && plays_itself(slots)))) return BY_INIT;
  if (step->op == KILL && step->b == 9 && step->a == 1) return BY_INIT;
#ifdef JOBS
  if (step->op == KILL && step->b == 19 && step->a == 1) return BY_INIT;
#endif
  if (step->op == KILL && step->a == -1 && step->want == XSRCH) return OTHERS;
  if (step->op == SETPGID && step->want == XACCES && target && target->unexecuted) return NO_EXECVE;
  return -1;
}

static int is_allowed(const struct step *step, const struct change *change, int real) {
  int index;
  for (index = 0; index < step->changes; index++)
    if (change[index].kind == ALSO && real_id(change[index].id) == real) return 1;
  return 0;
}

static int is_id_given_by(int op) {
#ifdef JOBS
  if (op == TCGETPGRP || op == TCGETSID) return 1;
#endif
  return op == SETSID || (op >= GETPGID && op <= GETPPID) || op == WAITPID;
}

static int wanted_of(const struct step *step) {
#ifdef JOBS
  /* A terminal remembers what was in its foreground; the number may mean another process by now. */
  if (step->op == TCGETPGRP && step->want > 0 && step->want == terminals[step->a].group) return terminals[step->a].real;
#endif
  if (step->op == GETPPID && step->want == 0) return outside();
  return is_id_given_by(step->op) ? real_id(step->want) : step->want;
}

static int compare(const struct step *step, const struct change *change, const struct answer *answer) {
  int gives_id = is_id_given_by(step->op), wanted = wanted_of(step);
  if (answer->value < 0 && step->want < 0 && (step->want == XANY || step->want == refusal_of(answer->error)))
    return PASSED;
  if (step->want >= 0 && answer->value == wanted && (step->op != WAITPID || answer->more == step->status || !wanted))
    return PASSED;
  if (answer->value > 0 && step->op == WAITPID && is_allowed(step, change, answer->value))
    return skip_rest(other_first);
  failed(step);
  put("expected ");
  put_wanted(step->want);
  if (step->op == WAITPID && step->want > 0) { put(" status "); put_number(step->status); }
  put(", got ");
  if (answer->value < 0) put_error(answer->error);
  else if (step->op == GETPPID && answer->value == outside()) put("0");
  else if (gives_id || step->op == FORK) put_id(answer->value);
  else put_number(answer->value);
  if (step->op == WAITPID && answer->value > 0) { put(" status "); put_number(answer->more); }
  put("\n");
  return FAILED;
}

static int fork_into(const struct step *step, struct slot *process) {
  struct answer answer;
  struct slot *child = slots, *namesake;
  while (child < slots + SLOTS - 1 && child->state != EMPTY) child++;
  if (!ask(process, FORK, 0, 0, (int)(child - slots), &answer)) return timed_out(step);
  if (answer.value <= 0) return compare(step, 0, &answer);
  namesake = slot_with(answer.value);
  if (namesake) {
    failed(step);
    put("the new process has the id of "); put_number(namesake->name); put(", which is in use\n");
    return FAILED;
  }
  child->name = step->a;
  child->real = answer.value;
  child->state = RUNNING;
  child->unexecuted = child->shown = 0;
#ifdef JOBS
  forget_job(child);
  /* From here on it takes signals as a process of its own. */
  if (!ask(child, SHOW, 0, 0, 0, &answer)) return unanswered(step, child);
#endif
  return PASSED;
}

#ifndef JOBS
static int take(const struct step *step, const struct change *change) {
  struct slot *process = slot_of(step->process), *target = slot_of(step->a);
  struct answer answer;
  int a = step->a, b = step->b, index, verdict;
  int reason = why_left_out(step);
  if (reason >= 0) return leave_out(reason);
  for (index = 0; index < step->changes; index++)
    if (change[index].kind == DIED && !ask(slot_of(change[index].parent), WATCH, 0, 0, 0, &answer))
      return timed_out(step);
  if (step->op == FORK) return fork_into(step, process);
  if (step->op == EXIT || (step->op == KILL && b == 9 && target == process)) {
    be_patient();
    order(process, step->op, step->op == EXIT ? a : process->real, b, 0);
    alarm(0);
    return PASSED;
  }
  if (step->op == SETPGID) { a = real_id(a); b = real_id(b); }
  if (step->op == GETPGID || step->op == GETSID) a = real_id(a);
  if (step->op == WAITPID || step->op == KILL) a = real_target(a);
  if (step->op == KILL && step->want < 0) b = 0; /* nobody is there: the same answer, and no stranger dies */
  if (!ask(process, step->op, a, b, 0, &answer)) return timed_out(step);
  if (step->op == EXECVE && answer.value < 0) {
    process->unexecuted = 1;
    return leave_out(NO_EXECVE);
  }
  verdict = compare(step, change, &answer);
  if (step->op == WAITPID && answer.value > 0 && slot_with(answer.value)) slot_with(answer.value)->state = ENDED;
  return verdict;
}
#endif
