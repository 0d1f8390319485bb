/* Requests in as words, replies out as lines, and the names of errnos. */
#include "agent.h"

void flush(void) {
  for (size_t sent = 0; sent < world->written_to;) {
    ssize_t wrote = write(REPLIES, world->out + sent, world->written_to - sent);
    if (wrote < 0 && errno != EINTR) _exit(LEAVE);
    if (wrote > 0) sent += wrote;
  }
  world->written_to = 0;
}

void say(const char *format, ...) {
  if (world->written_to + 512 > sizeof world->out) flush();
  va_list values;
  va_start(values, format);
  world->written_to += vsnprintf(world->out + world->written_to, 512, format, values);
  va_end(values);
}

__attribute__((noreturn)) static void end_request(const char *kind, const char *why, const char *error) {
  say("%s%s %s%s\n", world->in_step ? "\n" : "", kind, why, error);
  flush();
  _exit(LEAVE);
}

/* Ends the request; what follows it is up to the harness, which starts afresh. */
void trouble(const char *format, ...) {
  char why[256];
  va_list values;
  va_start(values, format);
  vsnprintf(why, sizeof why, format, values);
  va_end(values);
  end_request("trouble", why, "");
}

/* The same after a system call of the agent's own that failed; that a limit was met is nobody's fault here. */
void failed(const char *format, ...) {
  const int error = errno;
  char why[256], text[128];
  va_list values;
  va_start(values, format);
  vsnprintf(why, sizeof why, format, values);
  va_end(values);
  const int is_limit = error == EMFILE || error == ENFILE || error == ENOMEM || error == EAGAIN || error == ENOSPC || error == ENOBUFS;
  snprintf(text, sizeof text, ": %s", strerror(error));
  if (!is_limit) end_request("trouble", why, text);
  char kind[32];
  snprintf(kind, sizeof kind, "hindered %s", error == ENOBUFS ? "ENOMEM" : errno_name(error));
  end_request(kind, why, "");
}

static int next_byte(void) {
  if (world->read_to == world->filled_to) {
    ssize_t got;
    do got = read(REQUESTS, world->in, sizeof world->in); while (got < 0 && errno == EINTR);
    if (got <= 0) _exit(LEAVE);
    world->read_to = 0;
    world->filled_to = got;
  }
  return (unsigned char)world->in[world->read_to++];
}

const char *word(void) {
  static char text[32];
  size_t length = 0;
  int byte;
  do byte = next_byte(); while (byte == ' ' || byte == '\n');
  for (; byte != ' ' && byte != '\n'; byte = next_byte()) {
    if (length + 1 < sizeof text) text[length++] = byte;
  }
  text[length] = 0;
  return text;
}

int number(void) {
  char *end;
  const char *text = word();
  long value = strtol(text, &end, 10);
  if (*end != 0 || value > INT_MAX || value < INT_MIN) trouble("'%s' is no number", text);
  return value;
}

#define NAMED(name) { name, #name }
const char *errno_name(int error) {
  static const struct { int error; const char *name; } names[] = {
    NAMED(EPERM), NAMED(ESRCH), NAMED(EINTR), NAMED(EIO), NAMED(E2BIG), NAMED(ENOEXEC), NAMED(EBADF), NAMED(ECHILD),
    NAMED(EAGAIN), NAMED(ENOMEM), NAMED(EACCES), NAMED(EFAULT), NAMED(EBUSY), NAMED(EEXIST), NAMED(ENOENT), NAMED(EINVAL),
    NAMED(EMFILE), NAMED(ENFILE), NAMED(ETXTBSY), NAMED(ENOSPC), NAMED(ERANGE), NAMED(ENOSYS), NAMED(ENOTSUP),
    NAMED(ENOTTY), NAMED(ENXIO),
  };
  static char unknown[16];
  for (size_t i = 0; i < sizeof names / sizeof *names; i += 1) if (names[i].error == error) return names[i].name;
  snprintf(unknown, sizeof unknown, "E%d", error);
  return unknown;
}
