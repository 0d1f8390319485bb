/* A kernel that logs its own system calls, for "procession explain" (docs/recordings.md).
 *
 *     cc -O2 -pthread -o kernel-log examples/kernel-log/kernel-log.c
 *     ./kernel-log > toy.jsonl && npx procession-check explain toy.jsonl
 *     ./kernel-log 4 > toy.jsonl         the same on four processors
 *
 * First the log, which is what you copy: some words beside each entry of the system call table, and three functions. Then a
 * toy kernel, in place of yours, and programs for it. -DFORGET_SESSION_LEADERS and -DFORGET_TO_REPARENT put faults into it.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* The log. */

enum { FORK, SETSID, SETPGID, GETPGID, GETPPID, WAITPID, EXIT };

struct process;
typedef long system_call(struct process *self, long a, long b, long *status);
static system_call sys_fork, sys_setsid, sys_setpgid, sys_getpgid, sys_getppid, sys_waitpid, sys_exit;

/* The system call table, and what its calls are in the log. A ' there becomes a ", which C would have to escape. */
static const struct { system_call *run; const char *command, *answer; } table[] = {
    [FORK]    = { sys_fork,    "'name':'fork'",                         "'pid':%ld" },
    [SETSID]  = { sys_setsid,  "'name':'setsid'",                       "'sid':%ld" },
    [SETPGID] = { sys_setpgid, "'name':'setpgid','pid':%ld,'pgid':%ld", "" },
    [GETPGID] = { sys_getpgid, "'name':'getpgid','pid':%ld",            "'pgid':%ld" },
    [GETPPID] = { sys_getppid, "'name':'getppid'",                      "'ppid':%ld" },
    [WAITPID] = { sys_waitpid, "'name':'waitpid','pid':%ld",            "'pid':%ld,'status':%ld" },
    [EXIT]    = { sys_exit,    "'name':'exit','code':%ld",              "" },
};

/* A line goes out in one piece, so that nothing else is printed into it. Here stdout has a lock; a console needs one. */
static void log_line(char *line, int length)
{
    for (int i = 0; i < length; i++)
        if (line[i] == '\'') line[i] = '"';
    fwrite(line, 1, (size_t)length, stdout);
}

/* Before anything of the call is done. Its number is that of its thread, which is in one call at a time. */
static void log_entry(int thread, int pid, int number, long a, long b)
{
    char words[96], line[192];
    snprintf(words, sizeof words, table[number].command, a, b);
    log_line(line, snprintf(line, sizeof line, "{'call':%d,'command':{'process':%d,%s}}\n", thread, pid, words));
}

/* After all of it. A result below 0 is an errno. */
static void log_return(int thread, int number, long result, long status)
{
    char words[96], line[192];
    snprintf(words, sizeof words, table[number].answer, result, status);
    if (result < 0) snprintf(words, sizeof words, "'refused':%ld", result);
    const char *form = result < 0 ? "{'call':%d,'answer':{%s}}\n" : "{'call':%d,'answer':{'ok':{%s}}}\n";
    log_line(line, snprintf(line, sizeof line, form, thread, words));
}

/* In the one place where a process becomes a zombie, whatever ends it, before anybody can see that: under the lock. */
static void log_end(int pid, int status)
{
    char line[96];
    log_line(line, snprintf(line, sizeof line, "{'ended':{'process':%d,'status':%d}}\n", pid, status));
}

/* The kernel. */

enum { INIT = 1, MAX = 1024, EPERM = 1, ESRCH = 3, ECHILD = 10, EAGAIN = 11, EINVAL = 22 };

struct process { int pid, parent, group, session, status; bool zombie; long place; };

static struct process processes[MAX] = { { INIT, 0, INIT, INIT, 0, false, 0 } };
static int last_pid = INIT;
static long last_place;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct process *find(long pid)
{
    for (int i = 0; i < MAX; i++)
        if (pid > 0 && processes[i].pid == pid) return &processes[i];
    return NULL;
}

/* The first child of those asked for: -1 all, 0 those of the caller's group, -g those of group g, or one. */
static struct process *first_child(const struct process *self, long asked, bool zombies)
{
    struct process *first = NULL;
    for (int i = 0; i < MAX; i++) {
        struct process *child = &processes[i];
        long group = asked == 0 ? self->group : -asked;
        bool is_asked = asked == -1 || (asked > 0 ? child->pid == asked : child->group == group);
        if (child->pid == 0 || child->parent != self->pid || !is_asked || (zombies && !child->zombie)) continue;
        if (first == NULL || child->place < first->place) first = child;
    }
    return first;
}

static bool has_group(long group, int session)
{
    for (int i = 0; i < MAX; i++) {
        const struct process *each = &processes[i];
        if (each->pid && each->group == group && (session == 0 || each->session == session)) return true;
    }
    return false;
}

static long sys_fork(struct process *self, long a, long b, long *status)
{
    (void)a, (void)b, (void)status;
    for (int i = 0; i < MAX; i++)
        if (processes[i].pid == 0) {
            struct process child = { ++last_pid, self->pid, self->group, self->session, 0, false, ++last_place };
            processes[i] = child;
            return child.pid;
        }
    return -EAGAIN;
}

static long sys_setsid(struct process *self, long a, long b, long *status)
{
    (void)a, (void)b, (void)status;
    if (has_group(self->pid, 0)) return -EPERM;
    return self->group = self->session = self->pid;
}

static long sys_setpgid(struct process *self, long pid, long group, long *status)
{
    (void)status;
    if (pid == 0) pid = self->pid;
    if (group == 0) group = pid;
    struct process *target = find(pid);
    if (group < 0) return -EINVAL;
    if (target == NULL || (target != self && target->parent != self->pid)) return -ESRCH;
    if (target->session != self->session) return -EPERM;
#ifndef FORGET_SESSION_LEADERS
    if (target->session == target->pid) return -EPERM;
#endif
    if (group != pid && !has_group(group, self->session)) return -EPERM;
    target->group = (int)group;
    return 0;
}

static long sys_getpgid(struct process *self, long pid, long b, long *status)
{
    (void)b, (void)status;
    const struct process *target = pid ? find(pid) : self;
    return target ? target->group : -ESRCH;
}

static long sys_getppid(struct process *self, long a, long b, long *status)
{
    (void)a, (void)b, (void)status;
    return self->parent;
}

static long sys_waitpid(struct process *self, long asked, long b, long *status)
{
    (void)b;
    if (first_child(self, asked, false) == NULL) return -ECHILD;
    struct process *child = first_child(self, asked, true);
    if (child == NULL) return 0;
    int pid = child->pid;
    *status = child->status;
    child->pid = 0;
    return pid;
}

static long sys_exit(struct process *self, long code, long b, long *status)
{
    (void)b, (void)status;
    log_end(self->pid, (int)(code & 0xff) << 8);
    self->zombie = true;
    self->status = (int)(code & 0xff) << 8;
#ifndef FORGET_TO_REPARENT
    for (struct process *child; (child = first_child(self, -1, false)) != NULL;) {
        child->parent = INIT;
        child->place = ++last_place;
    }
#endif
    return 0;
}

/* The way into the kernel. An exit does not come back. */
static long as(int pid, int number, long a, long b)
{
    long status = 0;
    log_entry(pid, pid, number, a, b);
    pthread_mutex_lock(&lock);
    long result = table[number].run(find(pid), a, b, &status);
    pthread_mutex_unlock(&lock);
    if (number != EXIT) log_return(pid, number, result, status);
    return result;
}

/* The programs. */

/* A shell with two jobs in a group, and a daemon that leaves it. It looks at a shell of another processor, too. */
static void shell(int self, int neighbour)
{
    as(self, GETPGID, neighbour, 0);
    as(self, SETSID, 0, 0);
    as(self, GETPGID, neighbour, 0);
    int first = (int)as(self, FORK, 0, 0), second = (int)as(self, FORK, 0, 0);
    as(self, SETPGID, first, first);
    as(first, SETPGID, 0, 0);
    as(self, SETPGID, second, first);
    as(second, GETPGID, 0, 0);
    as(self, SETPGID, 0, 0);
    int child = (int)as(self, FORK, 0, 0);
    as(child, SETSID, 0, 0);
    int daemon = (int)as(child, FORK, 0, 0);
    as(child, EXIT, 0, 0);
    as(daemon, GETPPID, 0, 0);
    as(self, WAITPID, child, 0);
    as(second, EXIT, 3, 0);
    as(first, GETPGID, second, 0);
    as(self, WAITPID, -first, 0);
    as(self, WAITPID, -first, 0);
    as(first, EXIT, 0, 0);
    as(self, WAITPID, -1, 0);
    as(self, WAITPID, -1, 0);
    as(daemon, SETSID, 0, 0);
    as(daemon, EXIT, 1, 0);
    as(self, EXIT, 0, 0);
}

enum { PROCESSORS = 16, SHELLS = 8 };

static int shells[PROCESSORS + 1][SHELLS];

static void *processor(void *mine)
{
    const int *own = mine, *neighbours = own + SHELLS;
    for (int i = 0; i < SHELLS; i++) shell(own[i], neighbours[i]);
    return NULL;
}

int main(int count, char **words)
{
    int processors = count > 1 ? atoi(words[1]) : 1;
    pthread_t threads[PROCESSORS];
    if (processors < 1 || processors > PROCESSORS) return fprintf(stderr, "processors: 1 to %d\n", PROCESSORS), 2;
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* A console is slow, too: others get in between. */
    for (int i = 0; i < processors; i++)
        for (int j = 0; j < SHELLS; j++) shells[i][j] = (int)as(INIT, FORK, 0, 0);
    for (int i = 0; i < processors; i++) pthread_create(&threads[i], NULL, processor, shells[i]);
    for (int i = 0; i < processors; i++) pthread_join(threads[i], NULL);
    while (as(INIT, WAITPID, -1, 0) > 0) {}
    return 0;
}
