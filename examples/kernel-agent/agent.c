/* A kernel as a system under test: the POSIX commands, carried out by real processes of the kernel this runs on.
 *
 *     cc -static -std=c99 -O2 -o agent examples/kernel-agent/agent.c
 *     npx procession-check check --set posix --profile linux --sut cmd:./agent
 *
 * One file to copy into any kernel's user space; README.md beside it says how, and what it cannot check. The protocol
 * (docs/protocol.md) is spoken by the driver, the process that was started. Every process of the model is a puppet: a
 * real process that reads a request from its pipe, makes that one call, and answers on a pipe that all share. The
 * numbers on the wire are names; the driver translates them to the ids that the kernel gave, and back.
 *
 * Process 1 is a puppet that has called setsid and adopts orphans (PR_SET_CHILD_SUBREAPER). Where that call does not
 * exist, the driver must be the kernel's first process, and plays process 1 itself.
 *
 *   -DSLOTS=n       how many ids it has room for (64), each with a pipe; half as many processes are the limit that it says
 *   -DLIMIT_MS=n    how long one process may take for one call, and for its end (2000)
 *   -DSETTLE_MS=n   how long an end takes where waitid cannot be asked (20)
 *   -DPROC          show what /proc/PID/stat says instead of what the calls say
 *   -DNO_WAITID -DNO_POLL -DNO_PRCTL -DNO_TERMIOS   do without that call
 *   -DAT_CLOSE=f()  called at the end, to turn the machine off
 */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef NO_POLL
#include <sched.h>
#else
#include <poll.h>
#endif
#ifndef NO_TERMIOS
#include <termios.h>
#endif
#if defined __has_include && !defined NO_PRCTL
#if __has_include(<sys/prctl.h>)
#include <sys/prctl.h>
#endif
#endif
#if !defined WNOWAIT && !defined NO_WAITID
#define NO_WAITID
#endif
#ifndef SLOTS
#define SLOTS 64
#endif
#ifndef LIMIT_MS
#define LIMIT_MS 2000
#endif
#ifndef SETTLE_MS
#define SETTLE_MS 20
#endif
#ifndef AT_CLOSE
#define AT_CLOSE (void)0
#endif

enum { LINE = 1 << 16 };
/* No process has UNUSED. An id of the kernel's that is nobody's in the model is shown as itself plus FOREIGN. */
enum { UNUSED = 0x3ffffffe, FOREIGN = 1000000000 };

enum operation {
    FORK, SETSID, SETPGID, GETPGID, GETSID, GETPPID, EXECVE, EXIT, WAITPID, SET_SUBREAPER, KILL, IGNORE_SIGCHLD, COMMANDS,
    SHOW = COMMANDS, /* its own ids and marks */
    WATCH            /* whether the process is a child of its own: 1 an ended one, 0 one that runs, else ECHILD */
};
static const struct { const char *name, *a, *b; } commands[COMMANDS] = {
    {"fork", "child", ""}, {"setsid", "", ""}, {"setpgid", "pid", "pgid"}, {"getpgid", "pid", ""}, {"getsid", "pid", ""},
    {"getppid", "", ""}, {"execve", "", ""}, {"exit", "code", ""}, {"waitpid", "pid", ""}, {"set_subreaper", "on", ""},
    {"kill", "target", "signal"}, {"ignore_sigchld", "on", ""}
};

/* The puppets. */

struct request { int sequence, operation, a, b, slot; };
struct answer { int sequence, value, error, status, parent, group, session, ignores, subreaper; };

static int requests[SLOTS][2], answers[2], pipes;
static int input = 0, output = 1, is_driver = 1;
static char self[256];
extern char **environ;

static void puppet(int slot);

static int ignore_sigchld(int on)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on ? SIG_IGN : SIG_DFL;
    return sigaction(SIGCHLD, &action, NULL);
}

static int ignores_sigchld(void)
{
    struct sigaction action;
    return sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static int set_subreaper(int on)
{
#ifdef PR_SET_CHILD_SUBREAPER
    return prctl(PR_SET_CHILD_SUBREAPER, (unsigned long)on, 0UL, 0UL, 0UL);
#else
    (void)on;
    errno = ENOSYS;
    return -1;
#endif
}

static int is_subreaper(void)
{
    int on = 0;
#ifdef PR_GET_CHILD_SUBREAPER
    prctl(PR_GET_CHILD_SUBREAPER, &on, 0UL, 0UL, 0UL);
#endif
    return on;
}

/* As the model has it: 256 times the code, or the signal. */
static int wait_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) * 256 : WIFSIGNALED(status) ? WTERMSIG(status) : status;
}

/* Reaps nothing. */
static int watch(int pid, int *status)
{
#ifdef NO_WAITID
    (void)pid, (void)status;
    errno = ENOSYS;
    return -1;
#else
    siginfo_t info;
    memset(&info, 0, sizeof info);
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return -1;
    *status = info.si_code == CLD_EXITED ? info.si_status * 256 : info.si_status;
    return info.si_pid != 0;
#endif
}

static char *decimal(char *end, int number)
{
    unsigned rest = number < 0 ? 0u - (unsigned)number : (unsigned)number;
    *--end = 0;
    do *--end = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0) *--end = '-';
    return end;
}

static int number_at(const char **at)
{
    long long value = 0;
    int is_negative = **at == '-';
    for (*at += is_negative; **at >= '0' && **at <= '9'; *at += 1)
        if (value < UNUSED * 2LL) value = value * 10 + (**at - '0');
    if (value > 0x7fffffff) value = 0x7fffffff;
    return (int)(is_negative ? -value : value);
}

/* This very program, told where its pipes are; that it came to be is answered by the new program. */
static void execute(int sequence, int slot)
{
    static char text[16 * (SLOTS + 4)];
    char puppet_word[] = "puppet", *words[] = {self, puppet_word, text, NULL}, digits[12];
    text[0] = 0;
    for (int i = -4; i < pipes; i++) {
        const int known[] = {sequence, slot, answers[1], pipes};
        strcat(strcat(text, decimal(digits + sizeof digits, i < 0 ? known[i + 4] : requests[i][0])), ",");
    }
    execve(self, words, environ);
}

/* One call, made in this very process. */
static void perform(const struct request *request, int slot, struct answer *answer)
{
    const int a = request->a, b = request->b;
    int value = -1, status = 0;
    memset(answer, 0, sizeof *answer);
    answer->sequence = request->sequence;
    errno = 0;
    switch (request->operation) {
    case FORK:
        value = (int)fork();
        if (value == 0) puppet(request->slot);
        break;
    case SETSID: value = (int)setsid(); break;
    case SETPGID: value = setpgid(a, b); break;
    case GETPGID: value = (int)getpgid(a); break;
    case GETSID: value = (int)getsid(a); break;
    case GETPPID: value = (int)getppid(); break;
    case EXECVE: execute(request->sequence, slot); break;
    case EXIT:
        _exit(a);
        break;
    case WAITPID:
        value = (int)waitpid(a, &status, WNOHANG);
        answer->status = wait_status(status);
        break;
    case SET_SUBREAPER: value = set_subreaper(a); break;
    case KILL: value = kill(a, b); break;
    case IGNORE_SIGCHLD: value = ignore_sigchld(a); break;
    case SHOW:
        value = 0;
        answer->parent = (int)getppid();
        answer->group = (int)getpgid(0);
        answer->session = (int)getsid(0);
        answer->ignores = ignores_sigchld();
        answer->subreaper = is_subreaper();
        break;
    case WATCH: value = watch(a, &answer->status); break;
    }
    answer->value = value;
    answer->error = value == -1 ? errno : 0;
}

static int read_all(int from, void *into, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = read(from, (char *)into + done, size - done);
        if (count > 0) done += (size_t)count;
        else if (count == 0 || errno != EINTR) return 0;
    }
    return 1;
}

static void write_all(int to, const void *from, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = write(to, (const char *)from + done, size - done);
        if (count > 0) done += (size_t)count;
        else if (count == 0 || errno != EINTR) _exit(0);
    }
}

/* Serves its slot until the driver, which alone has the other ends, is gone. */
static void puppet(int slot)
{
    struct request request;
    struct answer answer;
    if (is_driver) {
        is_driver = 0;
        close(input);
        close(output);
        for (int i = 0; i <= 2; i++) close(i);
        close(answers[0]);
        for (int i = 0; i < pipes; i++) close(requests[i][1]);
    }
    while (read_all(requests[slot][0], &request, sizeof request)) {
        perform(&request, slot, &answer);
        write_all(answers[1], &answer, sizeof answer);
    }
    _exit(0);
}

static void puppet_again(const char *text)
{
    struct answer answer = {0};
    int known[4];
    for (int i = 0; i < 4; i++, text++) known[i] = number_at(&text);
    answers[1] = known[2];
    pipes = known[3];
    for (int i = 0; i < pipes && i < SLOTS; i++, text++) requests[i][0] = number_at(&text);
    is_driver = 0;
    answer.sequence = known[0];
    write_all(answers[1], &answer, sizeof answer);
    puppet(known[1]);
}

/* The driver's tables. A name stands for the id of its last process as long as anything bears that id. */

enum state { EMPTY, RUNNING, ZOMBIE, ENDED };
struct slot {
    int name, real, parent, group, session, status, ignores, subreaper;
    enum state state;
};
static struct slot slots[SLOTS];
static int sequence, has_waitid, has_subreapers, plays_init;
static char trouble[256];

static void be_in_trouble(const char *before, int name, const char *after)
{
    char digits[12];
    if (trouble[0] != 0) return;
    strcat(strcat(strcat(trouble, before), decimal(digits + sizeof digits, name)), after);
}

static struct slot *slot_named(int name)
{
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].state != EMPTY && slots[i].name == name) return &slots[i];
    return NULL;
}

static struct slot *slot_of(int real)
{
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].state != EMPTY && slots[i].real == real) return &slots[i];
    return NULL;
}

static int is_there(const struct slot *slot)
{
    return slot->state == RUNNING || slot->state == ZOMBIE;
}

static int real_of(int name)
{
    const struct slot *slot = slot_named(name);
    return name <= 0 ? name : slot ? slot->real : UNUSED;
}

/* Of waitpid and kill: below -1 it is a group. */
static int real_target(int name)
{
    return name < -1 ? -real_of(-name) : real_of(name);
}

static int name_of(int real)
{
    const struct slot *slot = slot_of(real);
    return slot && real > 0 ? slot->name : real >= 0 && real < FOREIGN ? real + FOREIGN : FOREIGN;
}

/* Lets others run again and again: one long sleep may be over before they did, where the whole machine was held up. */
static void pause_ms(int ms)
{
#ifdef NO_POLL
    for (volatile long i = 0; i < ms * 100000L; i++)
        if (i % 1000 == 0) sched_yield();
#else
    for (int i = 0; i < ms; i++) poll(NULL, 0, 1);
#endif
}

/* For a loop that waits for something: at once a few times, then every millisecond. 0 when it has waited long enough;
 * what once took too long is not waited for as long again. */
static int try_again(int *tried)
{
    static int limit = LIMIT_MS;
    *tried += 1;
    if (*tried > 20) pause_ms(1);
    if (*tried < 20 + limit) return 1;
    limit = LIMIT_MS / 20;
    return 0;
}

static void send_request(const struct slot *slot, int operation, int a, int b, int child)
{
    const struct request request = {++sequence, operation, a, b, child};
    write_all(requests[slot - slots][1], &request, sizeof request);
}

/* Has the process make one call; 0 and trouble where it does not answer. */
static int ask(const struct slot *slot, int operation, int a, int b, int child, struct answer *answer)
{
    if (plays_init && slot == slots) {
        const struct request request = {++sequence, operation, a, b, child};
        perform(&request, 0, answer);
        return 1;
    }
    send_request(slot, operation, a, b, child);
    do {
#ifndef NO_POLL
        struct pollfd wait = {answers[0], POLLIN, 0};
        int ready;
        do ready = poll(&wait, 1, LIMIT_MS);
        while (ready < 0 && errno == EINTR);
        if (ready == 0) {
            be_in_trouble("process ", slot->name, " did not answer ");
            strcat(trouble, operation < COMMANDS ? commands[operation].name : "a question after the command");
            strcat(trouble, " in time");
            return 0;
        }
#endif
        if (!read_all(answers[0], answer, sizeof *answer)) _exit(1);
    } while (answer->sequence != sequence);
    return 1;
}

/* What the kernel shows. */

/* Who can wait for an ended process is its parent. 0 where nobody can, or not yet. */
static int find_parent(struct slot *zombie, int *still_runs)
{
    struct answer answer;
    for (int i = -1; i < SLOTS; i++) {
        const struct slot *parent = i < 0 ? slot_of(zombie->parent) : &slots[i];
        if (!parent || parent->state != RUNNING) continue;
        if (!ask(parent, WATCH, zombie->real, 0, 0, &answer)) return 0;
        if (answer.value == 0) *still_runs = 1;
        if (answer.value != 1) continue;
        zombie->parent = parent->real;
        zombie->status = answer.status;
        *still_runs = 0;
        return 1;
    }
    return 0;
}

/* Of a process that has been told to end, or has been killed. Nobody can ask itself. */
static void look_at_ended(struct slot *slot)
{
    int tried = 0, is_alone = 1, still_runs = 0;
    while (kill(slot->real, 0) == 0 || errno != ESRCH) {
        still_runs = 0;
        if (!has_waitid || find_parent(slot, &still_runs)) is_alone = 0;
        if (!is_alone || trouble[0] != 0 || !try_again(&tried)) break;
    }
    if (kill(slot->real, 0) != 0 && errno == ESRCH) {
        slot->state = ENDED;
        return;
    }
    if (is_alone) slot->parent = 0;
    if (still_runs) be_in_trouble("process ", slot->name, " should have ended and still runs");
    slot->group = (int)getpgid(slot->real);
    slot->session = (int)getsid(slot->real);
}

static void look_at_running(struct slot *slot)
{
    struct answer answer;
    if (!ask(slot, SHOW, 0, 0, 0, &answer)) return;
    slot->parent = answer.parent;
    slot->group = answer.group;
    slot->session = answer.session;
    slot->ignores = answer.ignores;
    slot->subreaper = answer.subreaper;
}

#ifdef PROC
/* Fields 4 to 6 as in proc(5). What cannot be read stays as the calls say. */
static void look_into_proc(struct slot *slot)
{
    char path[32] = "/proc/", digits[12], text[512];
    int file = open(strcat(strcat(path, decimal(digits + sizeof digits, slot->real)), "/stat"), O_RDONLY);
    ssize_t size = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (file >= 0) close(file);
    if (size <= 0) return;
    text[size] = 0;
    const char *at = strrchr(text, ')');
    if (!at || strlen(at) < 4) return;
    if ((at[2] == 'Z') != (slot->state == ZOMBIE)) be_in_trouble("/proc has another state of process ", slot->name, "");
    int *const fields[] = {&slot->parent, &slot->group, &slot->session};
    at += 4;
    for (int i = 0; i < 3; i++, at++) *fields[i] = number_at(&at);
}
#endif

/* After every command. The ended come first: what their end means for others has happened when it is seen. */
static void look(int has_died)
{
    if (has_died && !has_waitid) pause_ms(SETTLE_MS);
    for (int i = 0; i < SLOTS && trouble[0] == 0; i++)
        if (slots[i].state == ZOMBIE) look_at_ended(&slots[i]);
    for (int i = 0; i < SLOTS && trouble[0] == 0; i++)
        if (slots[i].state == RUNNING) look_at_running(&slots[i]);
#ifdef PROC
    for (int i = 0; i < SLOTS; i++)
        if (is_there(&slots[i])) look_into_proc(&slots[i]);
#endif
    for (int i = 0; i < SLOTS; i++) {
        int is_borne = slots[i].state != ENDED;
        for (int j = 0; j < SLOTS; j++)
            if (is_there(&slots[j])) is_borne |= slots[j].group == slots[i].real || slots[j].session == slots[i].real;
        if (!is_borne) slots[i].state = EMPTY;
    }
}

/* Replies. */

static char out[4096];
static size_t out_size;

static void flush(void)
{
    write_all(output, out, out_size);
    out_size = 0;
}

static void put(const char *text)
{
    for (; *text; text++) {
        if (out_size == sizeof out) flush();
        out[out_size++] = *text;
    }
}

static void put_number(const char *before, int number)
{
    char digits[12];
    put(before);
    put(decimal(digits + sizeof digits, number));
}

static void put_error(int error)
{
    static const struct { int error; const char *name; } names[] = {
        {EPERM, "EPERM"}, {ESRCH, "ESRCH"}, {ECHILD, "ECHILD"}, {EACCES, "EACCES"}, {EINVAL, "EINVAL"},
        {EEXIST, "EEXIST"}, {EAGAIN, "EAGAIN"}, {ENOMEM, "ENOMEM"}, {ENOSYS, "ENOSYS"}, {ENOENT, "ENOENT"},
        {EINTR, "EINTR"}, {EMFILE, "EMFILE"}, {ENFILE, "ENFILE"}, {ENOEXEC, "ENOEXEC"}, {EIO, "EIO"}, {EBUSY, "EBUSY"},
        {EBADF, "EBADF"}, {EFAULT, "EFAULT"}, {E2BIG, "E2BIG"}, {ENOSPC, "ENOSPC"}, {ERANGE, "ERANGE"},
        {EDEADLK, "EDEADLK"}, {ENOTDIR, "ENOTDIR"}, {EOPNOTSUPP, "EOPNOTSUPP"}, {EOVERFLOW, "EOVERFLOW"}
    };
    put("{\"refused\":\"");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].error != error) continue;
        put(names[i].name);
        put("\"}");
        return;
    }
    put_number("E", error);
    put("\"}");
}

/* Puts an id in its ascending place, once; returns how many there are. */
static int with(int *ids, int count, int id)
{
    int at = count;
    for (int i = 0; i < count; i++)
        if (ids[i] == id) return count;
    for (; at > 0 && ids[at - 1] > id; at--) ids[at] = ids[at - 1];
    ids[at] = id;
    return count + 1;
}

static void put_ids(const char *key, const int *ids, int count)
{
    put(key);
    for (int i = 0; i < count; i++) put_number(i == 0 ? "" : ",", ids[i]);
    put("]}");
}

static void put_process(const struct slot *slot)
{
    put_number("{\"pid\":", slot->name);
    if (slot->name == 1) put(",\"parent\":null");
    else if (slot->state == RUNNING || has_waitid) put_number(",\"parent\":", name_of(slot->parent));
    put_number(",\"group\":", name_of(slot->group));
    if (slot->state == RUNNING) {
        put(slot->ignores ? ",\"ignoresSigchld\":true" : ",\"ignoresSigchld\":false");
        if (has_subreapers && slot->name != 1) put(slot->subreaper ? ",\"subreaper\":true" : ",\"subreaper\":false");
        put(",\"state\":\"running\"}");
    } else {
        if (has_waitid) put_number(",\"exitCode\":", slot->status);
        put(",\"state\":\"zombie\"}");
    }
}

/* The kernel shows processes; groups and sessions are what these say that they are in. */
static void put_observation(void)
{
    int names[SLOTS], groups[SLOTS], sessions[SLOTS], of[SLOTS], count = 0, group_count = 0, session_count = 0;
    for (int i = 0; i < SLOTS; i++) {
        if (!is_there(&slots[i])) continue;
        count = with(names, count, slots[i].name);
        group_count = with(groups, group_count, name_of(slots[i].group));
        session_count = with(sessions, session_count, name_of(slots[i].session));
    }
    put("\"observation\":{\"processes\":[");
    for (int i = 0; i < count; i++) {
        if (i > 0) put(",");
        put_process(slot_named(names[i]));
    }
    put("],\"groups\":[");
    for (int g = 0; g < group_count; g++) {
        int session = 0, of_count = 0;
        for (int i = count - 1; i >= 0; i--) {
            const struct slot *slot = slot_named(names[i]);
            if (name_of(slot->group) != groups[g]) continue;
            session = name_of(slot->session);
            of_count = with(of, of_count, slot->name);
        }
        put_number(g == 0 ? "{\"pgid\":" : ",{\"pgid\":", groups[g]);
        put_number(",\"session\":", session);
        put_ids(",\"processes\":[", of, of_count);
    }
    put("],\"sessions\":[");
    for (int s = 0; s < session_count; s++) {
        int of_count = 0;
        for (int i = 0; i < count; i++) {
            const struct slot *slot = slot_named(names[i]);
            if (name_of(slot->session) == sessions[s]) of_count = with(of, of_count, name_of(slot->group));
        }
        put_number(s == 0 ? "{\"sid\":" : ",{\"sid\":", sessions[s]);
        put_ids(",\"groups\":[", of, of_count);
    }
    put("]}");
}

/* Commands. */

static void fork_as(const struct slot *parent, int name, struct answer *answer)
{
    int at = 1, unfreed = 0;
    while (at < pipes && slots[at].state != EMPTY) at++;
    if (slot_named(name)) {
        answer->error = EEXIST;
        return;
    }
    for (int i = 0; i < SLOTS; i++) unfreed += is_there(&slots[i]);
    if (unfreed >= pipes / 2) {
        answer->error = EAGAIN; /* Lawful: put_hello says so. */
        return;
    }
    if (at == pipes) {
        be_in_trouble("only ", pipes, " ids have room here: give fewer --ids, or a larger SLOTS");
        return;
    }
    if (!ask(parent, FORK, 0, 0, at, answer) || answer->error != 0) return;
    if (answer->value <= 0 || slot_of(answer->value)) {
        be_in_trouble("fork of process ", name, answer->value > 0 ? " gave an id that is in use" : " gave no id");
        return;
    }
    slots[at].name = name;
    slots[at].real = answer->value;
    slots[at].parent = parent->real;
    slots[at].state = RUNNING;
}

/* What cannot be had of the kernel, or would concern processes that are not the model's: README.md lists it. */
static int is_pretended(const struct slot *slot, int operation, int a, int b, struct answer *answer)
{
    int others = 0;
    if (slot->name == 1 && operation == SET_SUBREAPER) return 1;
    if (slot->name == 1 && operation == EXECVE) return plays_init;
    if (operation != KILL) return 0;
    if (a == 1 && b != 0) return !plays_init;
    for (int i = 0; i < SLOTS; i++) others += is_there(&slots[i]) && slots[i].name != 1 && &slots[i] != slot;
    if (a == -1 && others == 0) answer->error = ESRCH;
    return a == -1;
}

/* Returns whether a process has been made to end by it. */
static int carry_out(struct slot *slot, int operation, int a, int b, struct answer *answer)
{
    struct slot *victim = operation == EXIT ? slot : operation == KILL && b == SIGKILL ? slot_named(a) : NULL;
    memset(answer, 0, sizeof *answer);
    if (is_pretended(slot, operation, a, b, answer)) return 0;
    if (operation == FORK) {
        fork_as(slot, a, answer);
        return 0;
    }
    if (operation == SETPGID || operation == GETPGID || operation == GETSID) a = real_of(a);
    if (operation == WAITPID || operation == KILL) a = real_target(a);
    if (operation == SETPGID) b = real_of(b);
    if (operation == KILL && (!victim || victim->state == ENDED)) b = 0; /* nobody is there, and no stranger dies */
    if (victim && (victim->state != RUNNING || victim->name == 1)) victim = NULL;
    if (victim && victim == slot) send_request(slot, operation, a, b, 0);
    else if (!ask(slot, operation, a, b, 0, answer)) return 0;
    if (operation == GETPPID && slot->name == 1 && !plays_init && answer->value == (int)getpid()) answer->value = 0;
    if (victim && answer->error == 0) victim->state = ZOMBIE;
    return victim != NULL;
}

static void put_answer(int operation, const struct answer *answer, int name)
{
    static const char *const fields[COMMANDS] = {
        [FORK] = "\"pid\":", [SETSID] = "\"sid\":", [GETPGID] = "\"pgid\":", [GETSID] = "\"sid\":",
        [GETPPID] = "\"ppid\":", [WAITPID] = "\"pid\":"
    };
    put("{\"answer\":");
    if (answer->error != 0) {
        put_error(answer->error);
        return;
    }
    put("{\"ok\":{");
    if (fields[operation]) put_number(fields[operation], name);
    if (operation == WAITPID && name != 0) put_number(",\"status\":", answer->status);
    put("}}");
}

/* Requests. Of JSON this knows what procession writes: no key is a part of a string, no string has a backslash. */

/* Where the value of a key begins that stands before `end`; NULL where none does. */
static const char *value_of(const char *from, const char *end, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = from; (at = strstr(at, key)) != NULL && at < end; at += length) {
        const char *value = at + length;
        if (at == from || at[-1] != '"' || *value != '"') continue;
        for (value++; *value == ':' || *value == ' '; value++) {}
        return value;
    }
    return NULL;
}

static int is_word(const char *value, const char *word)
{
    return value && *value == '"' && strncmp(value + 1, word, strlen(word)) == 0 && value[1 + strlen(word)] == '"';
}

static int argument(const char *at, const char *end, const char *key)
{
    const char *value = *key ? value_of(at, end, key) : NULL;
    return !value ? 0 : *value == 't' ? 1 : number_at(&value);
}

static void run(const char *line, const char *end)
{
    const char *observe = value_of(line, end, "observe"), *at = value_of(line, end, "commands"), *next;
    int is_first = 1;
    put("\"result\":{\"steps\":[");
    for (at = at ? strchr(at, '{') : NULL; at && trouble[0] == 0; at = next) {
        const char *close = strchr(at, '}'), *name = value_of(at, end, "name");
        int operation = 0, process = argument(at, close, "process");
        struct slot *slot = slot_named(process);
        struct answer answer;
        next = close && close[1] == ',' ? strchr(close, '{') : NULL;
        while (operation < COMMANDS && !is_word(name, commands[operation].name)) operation++;
        if (operation == COMMANDS || !close) be_in_trouble("a command of process ", process, " is unknown");
        else if (!slot || slot->state != RUNNING) be_in_trouble("process ", process, " does not run and has a command");
        if (trouble[0] != 0) break;
        int a = argument(at, close, commands[operation].a), b = argument(at, close, commands[operation].b);
        int has_died = carry_out(slot, operation, a, b, &answer);
        int answered = answer.value == 0 ? 0 : name_of(answer.value);
        if (trouble[0] == 0) look(has_died);
        if (trouble[0] != 0) break;
        if (!is_first) put(",");
        is_first = 0;
        put_answer(operation, &answer, answered);
        if (is_word(observe, "each") || (is_word(observe, "end") && !next)) {
            put(",");
            put_observation();
        }
        put("}");
    }
    put("]}");
}

/* Nothing is left of the processes there were; process 1 is made anew, unless it is the driver. */
static void reset(void)
{
    int status, tried = 0;
    struct answer answer;
    const struct slot *left;
    trouble[0] = 0;
    ignore_sigchld(0);
    for (int i = plays_init; i < SLOTS; i++)
        if (slots[i].state == RUNNING) kill(slots[i].real, SIGKILL);
    do {
        while (waitpid(-1, &status, WNOHANG) > 0) {}
        left = NULL;
        for (int i = plays_init; i < SLOTS; i++)
            if (is_there(&slots[i]) && (kill(slots[i].real, 0) == 0 || errno != ESRCH)) left = &slots[i];
    } while (left && try_again(&tried));
    if (left) be_in_trouble("process ", left->name, " cannot be ended and reaped");
    if (left) return;
    for (int i = plays_init; i < SLOTS; i++) slots[i].state = EMPTY;
    if (!plays_init) {
        int pid = (int)fork();
        if (pid == 0) puppet(0);
        slots[0].real = pid;
        slots[0].name = 1;
        slots[0].state = pid > 0 ? RUNNING : EMPTY;
        if (pid < 0) be_in_trouble("process ", 1, " cannot be forked");
        else if (ask(slots, SETSID, 0, 0, 0, &answer)) ask(slots, SET_SUBREAPER, 1, 0, 0, &answer);
    }
    if (trouble[0] == 0) look(0);
}

/* What can be done here at all is found out once. */
static void find_out(void)
{
    int status;
    has_waitid = watch((int)getpid(), &status) < 0 && errno == ECHILD;
    has_subreapers = set_subreaper(1) == 0;
    plays_init = !has_subreapers && getpid() == 1;
    while (pipes < SLOTS && pipe(requests[pipes]) == 0) pipes++;
    if (pipe(answers) != 0 && pipes-- > 0) memcpy(answers, requests[pipes], sizeof answers);
    if (!plays_init) return;
    if (getsid(0) != getpid()) setsid();
    slots[0].real = (int)getpid();
    slots[0].name = 1;
    slots[0].state = RUNNING;
}

static void put_hello(char **left_out)
{
    int count = 0;
    put("\"result\":{\"protocol\":1,\"name\":\"kernel-agent");
    if (!has_subreapers && !plays_init) put(" (without subreapers it must be the first process)");
    put("\",\"version\":\"1\",\"commands\":\"posix\",\"supports\":[");
    for (int i = 0; i < COMMANDS; i++) {
        int is_left_out = (i == SET_SUBREAPER && !has_subreapers) || (!has_subreapers && !plays_init);
        for (char **word = left_out; *word; word++) is_left_out |= strcmp(*word, commands[i].name) == 0;
        if (is_left_out) continue;
        put(count++ == 0 ? "\"" : ",\"");
        put(commands[i].name);
        put("\"");
    }
    /* The other half is for ids that a group or session keeps after its leader is freed. */
    put_number("],\"limits\":{\"processes\":", pipes / 2);
    put("}}");
}

/* Replies to one line; 0 where that was the last one. */
static int reply(const char *line, size_t length, char **left_out)
{
    const char *end = line + length;
    const char *method = value_of(line, end, "method"), *id = value_of(line, end, "id");
    /* A serial port that was not open yet may have lost the beginning of the first line; it is request 1. */
    put_number("{\"jsonrpc\":\"2.0\",\"id\":", id ? number_at(&id) : 1);
    put(",");
    if (is_word(method, "initialize")) {
        put_hello(left_out);
    } else if (length == LINE) {
        trouble[0] = 0;
        be_in_trouble("a line is longer than ", LINE, " bytes");
        put("\"result\":{}");
    } else if (is_word(method, "run")) {
        run(line, end);
    } else if (is_word(method, "reset")) {
        reset();
        put("\"result\":{");
        if (trouble[0] == 0) put_observation();
        put("}");
    } else if (is_word(method, "close")) {
        trouble[0] = 0;
        put("\"result\":{}");
    } else {
        trouble[0] = 0;
        strcat(trouble, "no such method");
        put("\"result\":{}");
    }
    if (trouble[0] != 0) {
        /* Steps may be on the wire already, so this comes beside a result, which then counts for nothing. */
        put(",\"error\":{\"code\":-32000,\"message\":\"");
        put(trouble);
        put("\"}");
    }
    put("}\n");
    flush();
    return !is_word(method, "close");
}

/* A serial line or console gives what it gets, at once and unchanged, and does not echo. */
static void make_raw(void)
{
#ifndef NO_TERMIOS
    struct termios line;
    if (tcgetattr(input, &line) != 0) return;
    line.c_iflag = IGNBRK;
    line.c_oflag = 0;
    line.c_lflag = 0;
    line.c_cflag = (line.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8 | CREAD | CLOCAL;
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    tcsetattr(input, TCSANOW, &line);
#endif
}

static void serve(char **left_out)
{
    static char line[LINE + 1], in[4096];
    size_t length = 0;
    ssize_t count;
    int is_open = 1;
    while (is_open && ((count = read(input, in, sizeof in)) > 0 || (count < 0 && errno == EINTR))) {
        for (ssize_t i = 0; is_open && i < count; i++) {
            if (in[i] != '\n' && in[i] != '\r') {
                if (in[i] != 0 && length < LINE) line[length++] = in[i];
                continue;
            }
            line[length] = 0;
            /* What is no request may be an echo, or what is left of a lost line. */
            if (value_of(line, line + length, "method")) is_open = reply(line, length, left_out);
            length = 0;
        }
    }
}

int main(int count, char **words)
{
    if (count > 0 && strlen(words[0]) < sizeof self) strcpy(self, words[0]);
    if (count == 3 && strcmp(words[1], "puppet") == 0) puppet_again(words[2]);
    int has_device = count > 1 && words[1][0] == '/';
    if (has_device) input = output = open(*++words, O_RDWR | O_NOCTTY);
    if (has_device || getpid() == 1) make_raw(); /* else somebody may be typing */
    find_out();
    put("kernel-agent is ready\n");
    flush();
    serve(words + (count > 0));
    for (int i = plays_init; i < SLOTS; i++)
        if (slots[i].state == RUNNING) kill(slots[i].real, SIGKILL);
    AT_CLOSE;
    return 0;
}
