/* A process table in C, and the loop that lets procession test it.
 *
 *     cc -O2 -o processes examples/c/processes.c
 *     npx procession-check check --sut 'cmd:./processes'
 *
 * One file, the C library only. First the system under test: put yours there. Then the protocol
 * (docs/protocol.md): a reader that knows just as much JSON as the requests have, and printf.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The table. Ids are looked up by walking: it is small. */

enum { INIT = 1, MAX = 4096 };

struct process { int pid, parent, group, exit_code; bool zombie, subreaper, group_exited; };
struct thread { int tid, process; };
struct group { int pgid, session, handles; };
struct session { int sid, handles; };

static struct process processes[MAX];
static struct thread threads[MAX];
static struct group groups[MAX];
static struct session sessions[MAX];
static int process_count, thread_count, group_count, session_count;

static struct process *find_process(int pid)
{
    for (int i = 0; i < process_count; i++)
        if (processes[i].pid == pid) return &processes[i];
    return NULL;
}

static struct process *running(int pid)
{
    struct process *p = find_process(pid);
    return p && !p->zombie ? p : NULL;
}

static struct thread *find_thread(int tid)
{
    for (int i = 0; i < thread_count; i++)
        if (threads[i].tid == tid) return &threads[i];
    return NULL;
}

static int threads_of(int pid)
{
    int count = 0;
    for (int i = 0; i < thread_count; i++) count += threads[i].process == pid;
    return count;
}

static struct group *find_group(int pgid)
{
    for (int i = 0; i < group_count; i++)
        if (groups[i].pgid == pgid) return &groups[i];
    return NULL;
}

static struct session *find_session(int sid)
{
    for (int i = 0; i < session_count; i++)
        if (sessions[i].sid == sid) return &sessions[i];
    return NULL;
}

static bool in_use(int id)
{
    return find_process(id) || find_thread(id) || find_group(id) || find_session(id);
}

static void add_group(int pgid, int session)
{
    groups[group_count++] = (struct group){.pgid = pgid, .session = session};
}

static void reset(void)
{
    process_count = 0, thread_count = 0, group_count = 0, session_count = 0;
    processes[process_count++] = (struct process){.pid = INIT, .group = INIT};
    sessions[session_count++] = (struct session){.sid = INIT};
    add_group(INIT, INIT);
}

/* What nothing refers to any longer is gone: first groups, then sessions. */
static void clean_up(void)
{
    for (int i = 0; i < group_count;) {
        bool kept = groups[i].handles > 0;
        for (int p = 0; p < process_count; p++) kept |= processes[p].group == groups[i].pgid;
        if (kept) i++;
        else groups[i] = groups[--group_count];
    }
    for (int i = 0; i < session_count;) {
        bool kept = sessions[i].handles > 0;
        for (int g = 0; g < group_count; g++) kept |= groups[g].session == sessions[i].sid;
        if (kept) i++;
        else sessions[i] = sessions[--session_count];
    }
}

/* The nearest living ancestor that is a subreaper, else init. */
static int reaper_of(const struct process *p)
{
    int above = p->parent;
    while (above != 0 && !find_process(above)->subreaper) above = find_process(above)->parent;
    return above == 0 ? INIT : above;
}

/* The commands. Each returns NULL and has written the fields of its answer, or returns the refusal's name and has
 * changed nothing. Only the arguments that the command has are set. */

struct command { char name[32]; int process, child, group, session, thread, code; bool on; };

static char fields[64];

static const char *become(struct process *me, bool with_session)
{
    if (!me) return "not-running";
    if (me->group == me->pid) return "leads-its-group";
    if (find_group(me->pid)) return "group-id-in-use";
    if (with_session && find_session(me->pid)) return "session-id-in-use";
    if (with_session) sessions[session_count++] = (struct session){.sid = me->pid};
    add_group(me->pid, with_session ? me->pid : find_group(me->group)->session);
    me->group = me->pid;
    if (with_session) sprintf(fields, "\"sid\":%d,\"pgid\":%d", me->pid, me->pid);
    else sprintf(fields, "\"pgid\":%d", me->pid);
    return NULL;
}

static const char *do_fork(struct process *me, int child)
{
    if (!me) return "not-running";
    if (in_use(child)) return "id-in-use";
    if (process_count == MAX) abort();
    processes[process_count++] = (struct process){.pid = child, .parent = me->pid, .group = me->group};
    sprintf(fields, "\"pid\":%d", child);
    return NULL;
}

static const char *do_move(struct process *me, const struct group *to)
{
    if (!me) return "not-running";
    if (!to) return "no-such-group";
    if (to->session != find_group(me->group)->session) return "not-in-my-session";
    me->group = to->pgid;
    return NULL;
}

static const char *do_exit(struct process *me)
{
    if (!me) return "not-running";
    if (me->pid == INIT) return "is-init";
    me->zombie = true;
    for (int i = 0; i < thread_count;) {
        if (threads[i].process == me->pid) threads[i] = threads[--thread_count];
        else i++;
    }
    int reaper = reaper_of(me);
    for (int i = 0; i < process_count; i++)
        if (processes[i].parent == me->pid) processes[i].parent = reaper;
    return NULL;
}

static const char *do_free(struct process *me)
{
    if (!me || !me->zombie) return "not-a-zombie";
    *me = processes[--process_count];
    return NULL;
}

static const char *do_new_thread(struct process *me, int tid)
{
    if (!me) return "not-running";
    if (in_use(tid) && !(tid == me->pid && threads_of(tid) == 0)) return "id-in-use";
    if (thread_count == MAX) abort();
    threads[thread_count++] = (struct thread){.tid = tid, .process = me->pid};
    sprintf(fields, "\"tid\":%d", tid);
    return NULL;
}

static const char *do_exit_thread(struct thread *it, int code)
{
    if (!it) return "no-such-thread";
    struct process *owner = find_process(it->process);
    if (!owner->group_exited) owner->exit_code = code;
    *it = threads[--thread_count];
    sprintf(fields, "\"last\":%s", threads_of(owner->pid) == 0 ? "true" : "false");
    return NULL;
}

static const char *release(int *handles)
{
    if (!handles || *handles == 0) return "not-held";
    *handles -= 1;
    return NULL;
}

static const char *run(const struct command *c)
{
    struct process *me = running(c->process);
    struct group *group = find_group(c->group);
    struct session *session = find_session(c->session);
    const char *name = c->name;
    fields[0] = 0;
    if (!strcmp(name, "fork")) return do_fork(me, c->child);
    if (!strcmp(name, "create_session")) return become(me, true);
    if (!strcmp(name, "create_group")) return become(me, false);
    if (!strcmp(name, "move_to_group")) return do_move(me, group);
    if (!strcmp(name, "exit")) return do_exit(me);
    if (!strcmp(name, "free")) return do_free(find_process(c->process));
    if (!strcmp(name, "new_thread")) return do_new_thread(me, c->thread);
    if (!strcmp(name, "exit_thread")) return do_exit_thread(find_thread(c->thread), c->code);
    if (!strcmp(name, "group_exit")) return me ? (me->group_exited = true, NULL) : "not-running";
    if (!strcmp(name, "set_subreaper")) return me ? (me->subreaper = c->on, NULL) : "not-running";
    if (!strcmp(name, "hold_group")) return group ? (group->handles++, NULL) : "no-such-group";
    if (!strcmp(name, "release_group")) return release(group ? &group->handles : NULL);
    if (!strcmp(name, "hold_session")) return session ? (session->handles++, NULL) : "no-such-session";
    if (!strcmp(name, "release_session")) return release(session ? &session->handles : NULL);
    fprintf(stderr, "unknown command %s\n", name);
    exit(1);
}

/* What is shown. Lists may come in any order of entries, but ids within an entry ascend. */

static int ascending(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void print_ids(const char *key, int *ids, int count)
{
    qsort(ids, count, sizeof *ids, ascending);
    printf("\"%s\":[", key);
    for (int i = 0; i < count; i++) printf("%s%d", i ? "," : "", ids[i]);
    printf("]");
}

static void print_observation(void)
{
    static int ids[MAX];
    printf("{\"processes\":[");
    for (int i = 0; i < process_count; i++) {
        const struct process *p = &processes[i];
        printf("%s{\"pid\":%d,\"parent\":", i ? "," : "", p->pid);
        if (p->parent) printf("%d", p->parent);
        else printf("null");
        printf(",\"group\":%d,\"state\":\"%s\",\"subreaper\":%s,\"groupExited\":%s,\"exitCode\":%d,", p->group,
               p->zombie ? "zombie" : "running", p->subreaper ? "true" : "false",
               p->group_exited ? "true" : "false", p->exit_code);
        int count = 0;
        for (int j = 0; j < process_count; j++)
            if (processes[j].parent == p->pid) ids[count++] = processes[j].pid;
        print_ids("children", ids, count);
        count = 0;
        for (int j = 0; j < thread_count; j++)
            if (threads[j].process == p->pid) ids[count++] = threads[j].tid;
        printf(",");
        print_ids("threads", ids, count);
        printf("}");
    }
    printf("],\"groups\":[");
    for (int i = 0; i < group_count; i++) {
        int count = 0;
        for (int j = 0; j < process_count; j++)
            if (processes[j].group == groups[i].pgid) ids[count++] = processes[j].pid;
        printf("%s{\"pgid\":%d,\"session\":%d,", i ? "," : "", groups[i].pgid, groups[i].session);
        print_ids("processes", ids, count);
        printf("}");
    }
    printf("],\"sessions\":[");
    for (int i = 0; i < session_count; i++) {
        int count = 0;
        for (int j = 0; j < group_count; j++)
            if (groups[j].session == sessions[i].sid) ids[count++] = groups[j].pgid;
        printf("%s{\"sid\":%d,", i ? "," : "", sessions[i].sid);
        print_ids("groups", ids, count);
        printf("}");
    }
    printf("]}");
}

/* The protocol. Requests are one line of JSON each; `at` walks over it. No string in them has a quote or a backslash
 * inside. What is of no interest is skipped. */

static const char *at;

static void blanks(void)
{
    while (*at == ' ' || *at == '\t') at++;
}

static bool take(char wanted)
{
    blanks();
    if (*at != wanted) return false;
    at++;
    return true;
}

static void string(char *out, size_t size)
{
    size_t length = 0;
    take('"');
    for (; *at && *at != '"'; at++)
        if (length + 1 < size) out[length++] = *at;
    out[length] = 0;
    take('"');
}

/* Goes to the value of a key of the object that begins here; false where it has none. */
static bool key(char *out, size_t size)
{
    if (take('}')) return false;
    take(',');
    string(out, size);
    take(':');
    blanks();
    return true;
}

static void skip(void)
{
    char name[64];
    blanks();
    if (*at == '"') string(name, sizeof name);
    else if (take('{'))
        while (key(name, sizeof name)) skip();
    else if (take('['))
        while (!take(']')) {
            take(',');
            skip();
        }
    else
        while (*at && !strchr(",]} \n", *at)) at++;
}

static struct command read_command(void)
{
    struct command c = {0};
    char name[32];
    take('{');
    while (key(name, sizeof name)) {
        long value = *at == 't' ? 1 : strtol(at, NULL, 10);
        if (!strcmp(name, "name")) {
            string(c.name, sizeof c.name);
            continue;
        }
        if (!strcmp(name, "process")) c.process = value;
        if (!strcmp(name, "child")) c.child = value;
        if (!strcmp(name, "group")) c.group = value;
        if (!strcmp(name, "session")) c.session = value;
        if (!strcmp(name, "thread")) c.thread = value;
        if (!strcmp(name, "code")) c.code = value;
        if (!strcmp(name, "on")) c.on = value;
        skip();
    }
    return c;
}

static void run_all(const char *params)
{
    char name[32], observe[8] = "each";
    const char *commands = NULL;
    at = params;
    take('{');
    while (key(name, sizeof name)) {
        if (!strcmp(name, "commands")) commands = at;
        if (!strcmp(name, "observe")) string(observe, sizeof observe);
        else skip();
    }
    printf("{\"steps\":[");
    at = commands;
    take('[');
    for (bool more = !take(']'), first = true; more; first = false) {
        struct command c = read_command();
        more = take(',');
        const char *refusal = run(&c);
        if (refusal) printf("%s{\"answer\":{\"refused\":\"%s\"}", first ? "" : ",", refusal);
        else printf("%s{\"answer\":{\"ok\":{%s}}", first ? "" : ",", fields);
        clean_up();
        if (!strcmp(observe, "each") || (!strcmp(observe, "end") && !more)) {
            printf(",\"observation\":");
            print_observation();
        }
        printf("}");
    }
    printf("]}");
}

static const char HELLO[] =
    "{\"protocol\":1,\"name\":\"c-example\",\"version\":\"1\",\"commands\":\"hierarchy\",\"supports\":["
    "\"fork\",\"create_session\",\"create_group\",\"move_to_group\",\"exit\",\"free\",\"new_thread\",\"exit_thread\","
    "\"group_exit\",\"set_subreaper\",\"hold_group\",\"release_group\",\"hold_session\",\"release_session\"]}";

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    reset();
    while (getline(&line, &size, stdin) > 0) {
        char name[32], method[32] = "";
        const char *params = "{}";
        long id = 0;
        at = line;
        take('{');
        while (key(name, sizeof name)) {
            if (!strcmp(name, "id")) id = strtol(at, NULL, 10);
            if (!strcmp(name, "params")) params = at;
            if (!strcmp(name, "method")) string(method, sizeof method);
            else skip();
        }
        printf("{\"jsonrpc\":\"2.0\",\"id\":%ld,\"result\":", id);
        if (!strcmp(method, "initialize")) printf("%s", HELLO);
        else if (!strcmp(method, "run")) run_all(params);
        else if (!strcmp(method, "reset")) {
            reset();
            printf("{\"observation\":");
            print_observation();
            printf("}");
        } else printf("{}");
        printf("}\n");
        fflush(stdout);
        if (!strcmp(method, "close")) break;
    }
    free(line);
    return 0;
}
