/*
 * A case from its first pipe to its last process, and main. Nothing that a case made is left when the next one begins,
 * unless it cannot be killed, which is said. Compiles to the whole program: each file includes the one it builds on.
 */
#ifdef JOBS
#include "job-steps.c"
#else
#include "steps.c"
#endif

/* The pipes and process 1. */
static int begin(const struct test *test) {
  struct answer answer;
  const char *what = "pipe";
  int index, pid;
  for (index = 0; index < SLOTS; index++) slots[index].state = EMPTY;
  slots[0].shown = slots[0].unexecuted = 0;
  slots[0].name = 1;
  if (pipe(answers) != 0) answers[0] = answers[1] = -1;
  for (pipes = 0; answers[0] >= 0 && pipes < test->slots && pipe(requests[pipes]) == 0;) pipes++;
#ifdef JOBS
  if (!begin_jobs(test)) what = "socketpair";
  else
#endif
  if (pipes == test->slots) {
    if (plays_first()) {
      slots[0].real = (int)getpid();
      slots[0].state = RUNNING;
      if (getsid(0) == getpid() || setsid() > 0) return 1;
      what = "setsid";
    } else {
      pid = (int)fork();
      if (pid == 0) puppet(0);
      what = "fork";
      if (pid > 0) {
        slots[0].real = pid;
        slots[0].state = RUNNING;
        errno = 0;
        what = "setsid of process 1";
        if (ask(slots, SETSID, 0, 0, 0, &answer) && answer.value == pid) {
          what = "set_subreaper of process 1";
          if (!subreapers || (ask(slots, SUBREAPER, 1, 0, 0, &answer) && answer.value == 0)) {
#ifdef JOBS
            what = "a pseudo-terminal";
            if (begin_terminals(test))
#endif
            return 1;
          }
        }
      }
    }
  }
  pid = errno;
  put_case("not ok ");
  put("\n# it cannot begin: ");
  put(what);
  put(" => ");
  put_error(pid);
  put("\n");
  return 0;
}

/* Without its pipe a puppet ends by itself; one that does not is killed; what stays even then is said. */
static void finish(void) {
  int index, round, status, first = plays_first();
  if (answers[0] >= 0) { close(answers[0]); close(answers[1]); }
  for (index = 0; index < pipes; index++) { close(requests[index][0]); close(requests[index][1]); }
#ifdef JOBS
  if (passing[0] >= 0) { close(passing[0]); close(passing[1]); }
#endif
  if (first) ignore_children(0);
  for (round = 0; round < 2; round++) {
    for (index = first; (hangs || round > 0) && index < SLOTS; index++)
      if (slots[index].state == RUNNING) kill((pid_t)slots[index].real, SIGKILL);
    be_patient();
    while (waitpid(-1, &status, 0) > 0 || (errno == EINTR && !late)) {}
    if (!late) break;
    patience = 1;
  }
  alarm(0);
#ifdef JOBS
  close_terminal(terminals + 1);
  close_terminal(terminals + 2);
#endif
  hangs = 0;
  if (round == 2) put("# some of its processes could not be ended\n");
}

static int run(const struct test *test, const struct step *step, const struct change *change) {
  int verdict = begin(test) ? PASSED : FAILED, index, ended, total = 0, said = -1;
  for (index = 0; index < REASONS; index++) left_out[index] = 0;
  for (step_number = 1; verdict == PASSED && step_number <= test->steps; step_number++) {
    for (index = ended = 0; index < step->changes; index++)
      if (change[index].kind == DIED || change[index].kind == GONE) ended = 1;
    verdict = take(step, change);
    if (verdict == PASSED) verdict = apply_changes(step, change);
#ifdef JOBS
    if (verdict == PASSED) verdict = check_jobs(test, step, change, ended);
#else
    if (verdict == PASSED && step->check) verdict = check_state(step, ended);
#endif
    change += step->changes;
    step++;
  }
#ifdef JOBS
  if (verdict == PASSED && test->steps > 0) verdict = check_end(step - 1);
#endif
  for (index = 0; index < REASONS; index++) {
    if (left_out[index] > 0) said = index;
    total += left_out[index];
  }
  if (verdict == PASSED) {
    put_case("ok ");
    if (total > 0 && total == test->steps) { put(" # SKIP "); put(reasons[said]); verdict = SKIPPED; }
    put("\n");
  } else if (verdict == SKIPPED) {
    put_case("ok ");
    put(" # SKIP "); put(why_skipped); put(", at step ");
    put_number(step_number - 1);
    put("\n");
  }
  for (index = 0; index < REASONS; index++) {
    if (left_out[index] == 0 || verdict == SKIPPED) continue;
    put("# "); put_number(left_out[index]); put(" of "); put_number(test->steps);
    put(" steps # SKIP "); put(reasons[index]);
    put(", first at step "); put_number(first_left_out[index]); put("\n");
  }
  finish();
  return verdict;
}

static int skip(const char *why) {
  put_case("ok ");
  put(" # SKIP ");
  put(why);
  put("\n");
  return SKIPPED;
}

int main(int count, char **arguments) {
  int verdicts[3] = {0, 0, 0}, index, number;
  const struct step *step = steps;
  const struct change *change = changes;
  if (count > 0) self = arguments[0];
  if (count > 6 && arguments[1][0] == '-' && arguments[1][2] == 'p') puppet_again(count, arguments);
  is_init = getpid() == 1;
  subreapers = adopt_orphans(1) == 0;
#ifdef JOBS
  has_proc = proc_is_ours();
  can_pass = socketpair(AF_UNIX, SOCK_STREAM, 0, passing) == 0;
  if (can_pass) { close(passing[0]); close(passing[1]); }
#endif
  ignore_children(0);
  on_signal(SIGALRM, on_alarm, 0);
  on_signal(SIGPIPE, SIG_IGN, 0);
  put("TAP version 13\n1..");
  put_number(CASES);
  put("\n");
  put(TITLE);
  for (number = 0; number < CASES; number++) {
    const struct test *test = &tests[number];
    case_number = number + 1;
    case_name = test->name;
    if ((test->needs & SUBREAPERS) && !subreapers)
      index = skip("subreapers do not exist here");
    else if ((test->needs & ORPHANS) && !subreapers && !is_init)
      index = skip("orphans do not come to process 1 here: no subreapers, and this program is not the first process");
#ifdef JOBS
    else if ((test->needs & ORPHANS) && !subreapers)
      index = skip("orphans do not come to process 1 here: no subreapers, and process 1 is played by another one");
    else if ((test->needs & TERMINALS) && !has_terminals())
      index = skip("there are no pseudo-terminals here");
    else if ((test->needs & MASTERS) && !can_pass)
      index = skip("descriptors cannot be passed here");
    else if ((test->needs & THIEVES) && !may_steal())
      index = skip("to steal a terminal takes more rights");
#endif
    else index = run(test, step, change);
    verdicts[index]++;
    for (index = 0; index < test->steps; index++) change += step++->changes;
  }
  put("# passed "); put_number(verdicts[PASSED]);
  put(", failed "); put_number(verdicts[FAILED]);
  put(", skipped "); put_number(verdicts[SKIPPED]);
  put("\n");
  return verdicts[FAILED] > 0 ? 1 : verdicts[PASSED] > 0 ? 0 : 3;
}
