// An exhaustive search that shares no line with the model or the checker: it counts, in C, the states that the core
// hierarchy commands reach, up to renaming of the ids 2..N. It is written from the rules' text alone.
//
//   cc -std=c11 -O3 -march=native -o orbits orbits.c && ./orbits 5
//
// The rules: init (id 1) is alone in group 1 of session 1 at the start. Commands, with every argument ranging over 1..N:
//   H1 fork(process, child)           H2 create_session(process)    H3 create_group(process)
//   H4 move_to_group(process, group)  H5 exit(process)              H6 free(process)
// A group lives as long as it has a member (zombies are members), a session as long as it has a group.
//
// Two states are one orbit when a renaming of the ids 2..N turns one into the other. The search expands one state of
// each orbit with all commands, breadth first. Keys hold a whole state and are compared whole: nothing is lost to a hash.
//
// Planted faults, for the test that shows that the comparison can fail: -DFAULT_ADOPTION (orphans go to the grandparent),
// -DFAULT_REUSE (an id that only a group or a session bears can be forked), -DFAULT_CROSSING (a process moves to a group
// of another session), -DFAULT_REJOIN (create_group does not look whether the group lives), -DFAULT_LINGER (a group
// outlives its last member as long as the process of that id is there).
#define _DEFAULT_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST 7 // The most ids that a 64-bit key has room for.
#define INIT 1

// A state. Index 0 stands for "none", so that references to nothing need no case of their own. Ids above N are never used.
typedef struct {
  uint8_t parent[8];  // of a process, init's is 0; 0 where no process has this id
  uint8_t zombie[8];  // 1 for a process that has exited and is not freed
  uint8_t group[8];   // the group of a process; 0: no process
  uint8_t session[8]; // the session of the group with this id; 0: no such group lives
} State;

static int ids;

// ---- the rules ------------------------------------------------------------------------------------------------------

static inline int is_running(const State *s, int id) { return s->group[id] != 0 && !s->zombie[id]; }
static inline int group_lives(const State *s, int id) { return s->session[id] != 0; }

static inline int session_lives(const State *s, int id) {
  for (int group = 1; group <= MOST; group++)
    if (s->session[group] == id) return 1;
  return 0;
}

static inline int in_use(const State *s, int id) {
#ifdef FAULT_REUSE
  return s->group[id] != 0;
#else
  return s->group[id] != 0 || group_lives(s, id) || session_lives(s, id);
#endif
}

// A group ends with its last member. Sessions need no clean-up of their own: they live in the groups that name them.
static inline void leave(State *s, int group) {
  for (int id = 1; id <= MOST; id++)
    if (s->group[id] == group) return;
#ifdef FAULT_LINGER
  if (s->group[group] != 0) return;
#endif
  s->session[group] = 0;
}

static inline void enter(State *s, int process, int group) {
  int left = s->group[process];
  s->group[process] = (uint8_t)group;
  leave(s, left);
}

typedef enum { REFUSED, UNCHANGED, CHANGED } Outcome;

static inline Outcome fork_process(State *s, int process, int child) {
  if (!is_running(s, process) || in_use(s, child)) return REFUSED;
  s->parent[child] = (uint8_t)process;
  s->zombie[child] = 0;
  s->group[child] = s->group[process];
  return CHANGED;
}

static inline Outcome create_session(State *s, int process) {
  if (!is_running(s, process) || s->group[process] == process) return REFUSED;
  if (group_lives(s, process) || session_lives(s, process)) return REFUSED;
  s->session[process] = (uint8_t)process;
  enter(s, process, process);
  return CHANGED;
}

static inline Outcome create_group(State *s, int process) {
  if (!is_running(s, process) || s->group[process] == process) return REFUSED;
#ifndef FAULT_REJOIN
  if (group_lives(s, process)) return REFUSED;
#endif
  s->session[process] = s->session[s->group[process]];
  enter(s, process, process);
  return CHANGED;
}

static inline Outcome move_to_group(State *s, int process, int group) {
  if (!is_running(s, process) || !group_lives(s, group)) return REFUSED;
#ifndef FAULT_CROSSING
  if (s->session[group] != s->session[s->group[process]]) return REFUSED;
#else
  if (s->session[group] != s->session[s->group[process]] && process == INIT) return REFUSED; // A key has no room for it.
#endif
  if (s->group[process] == group) return UNCHANGED;
  enter(s, process, group);
  return CHANGED;
}

static inline Outcome exit_process(State *s, int process) {
  if (!is_running(s, process) || process == INIT) return REFUSED;
  s->zombie[process] = 1;
#ifdef FAULT_ADOPTION
  int reaper = s->parent[process];
#else
  int reaper = INIT; // Nobody is a subreaper here.
#endif
  for (int id = 2; id <= MOST; id++)
    if (s->parent[id] == process) s->parent[id] = (uint8_t)reaper;
  return CHANGED;
}

static inline Outcome free_process(State *s, int process) {
  if (!s->zombie[process]) return REFUSED;
  s->parent[process] = 0;
  s->zombie[process] = 0;
  enter(s, process, 0);
  return CHANGED;
}

// ---- keys -----------------------------------------------------------------------------------------------------------

// Ten bits for each of the six ids 2..7: parent, zombie, group, session. Four more for init, which has neither of the
// first two, and whose own group (1) can be in no session but 1. No key is 0, because init always has a group.
static inline uint64_t pack(const State *s, const uint8_t order[6]) {
  uint8_t label[8] = {0, INIT};
  for (int i = 0; i < 6; i++) label[order[i]] = (uint8_t)(i + 2);
  uint64_t key = (uint64_t)label[s->group[INIT]] | (uint64_t)s->session[INIT] << 3;
  for (int i = 0; i < 6; i++) {
    int id = order[i];
    uint64_t field = (uint64_t)label[s->parent[id]] | (uint64_t)s->zombie[id] << 3 | (uint64_t)label[s->group[id]] << 4 |
                     (uint64_t)label[s->session[id]] << 7;
    key |= field << (10 * i + 4);
  }
  return key;
}

static State unpack(uint64_t key) {
  State s = {{0}, {0}, {0}, {0}};
  s.group[INIT] = key & 7;
  s.session[INIT] = key >> 3 & 1;
  for (int i = 0; i < 6; i++) {
    uint64_t field = key >> (10 * i + 4);
    s.parent[i + 2] = field & 7;
    s.zombie[i + 2] = field >> 3 & 1;
    s.group[i + 2] = field >> 4 & 7;
    s.session[i + 2] = field >> 7 & 7;
  }
  return s;
}

// ---- the canonical form ---------------------------------------------------------------------------------------------

// The canonical key is the least over all orders of the ids that a colouring allows. A colour depends on nothing but the
// shape of the state around an id, never on its name, so states of one orbit try the same set of keys. Where two ids
// that differ have one colour by chance, more orders are tried: colours decide how long it takes, not what comes out.
typedef struct {
  uint64_t key;
  uint32_t symmetries; // the renamings that leave the state as it is, those of ids not in use left out
} Canonical;

static inline uint64_t mixed(uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93u;
  return x ^ x >> 29;
}

// The colour of an id together with those of its parent, group and session.
static inline uint64_t upward(const State *s, const uint64_t colour[8], int id) {
  return colour[id] + colour[s->parent[id]] * 0x9e3779b97f4a7c15u + colour[s->group[id]] * 0xc2b2ae3d27d4eb4fu +
         colour[s->session[id]] * 0x165667b19e3779f9u;
}

// The first colour: what is there under an id, how many refer to it, and the same of its parent, group and session.
static inline void paint(const State *s, uint64_t colour[8], uint64_t unused[8]) {
  uint64_t children = 0, members = 0, groups = 0, looks[8] = {0}; // one byte for each id
  for (int id = 1; id <= MOST; id++) {
    children += (uint64_t)1 << 8 * s->parent[id];
    members += (uint64_t)1 << 8 * s->group[id];
    groups += (uint64_t)1 << 8 * s->session[id];
  }
  for (int id = 1; id <= MOST; id++) {
    uint64_t in_session = groups >> 8 * id & 7;
    unused[id] = s->group[id] == 0 && s->session[id] == 0 && in_session == 0;
    looks[id] = 1 + ((uint64_t)(id == INIT) | (uint64_t)(s->group[id] != 0) << 1 | (uint64_t)s->zombie[id] << 2 |
                     (uint64_t)(s->group[id] == id) << 3 | (uint64_t)(s->session[id] != 0) << 4 |
                     (uint64_t)(s->session[id] == id) << 5 | (children >> 8 * id & 7) << 6 |
                     (members >> 8 * id & 7) << 9 | in_session << 12);
  }
  for (int id = 1; id <= MOST; id++) colour[id] = mixed(upward(s, looks, id) * 0xbf58476d1ce4e5b9u);
}

// One round more: the colour of an id takes in those of its parent, group and session, and of all that refer to it.
static inline void refine(const State *s, uint64_t colour[8]) {
  uint64_t sum[8] = {0};
  for (int id = 1; id <= MOST; id++) {
    sum[id] += upward(s, colour, id);
    sum[s->parent[id]] += colour[id] * 0x27d4eb2f165667c5u;
    sum[s->group[id]] += colour[id] * 0x85ebca77c2b2ae63u;
    sum[s->session[id]] += colour[id] * 0xff51afd7ed558ccdu;
  }
  for (int id = 1; id <= MOST; id++) colour[id] = mixed(sum[id]);
}

// Tries all orders within the cells from position `from` on; ends[i] is where the cell of position i ends.
static void try_orders(const State *s, uint8_t order[6], const uint8_t ends[6], int from, Canonical *best) {
  while (from < 6 && ends[from] == from + 1) from++;
  if (from >= 6) {
    uint64_t key = pack(s, order);
    if (key < best->key) *best = (Canonical){key, 1};
    else if (key == best->key) best->symmetries++;
    return;
  }
  for (int i = from; i < ends[from]; i++) {
    uint8_t kept = order[from];
    order[from] = order[i], order[i] = kept;
    uint8_t rest[6];
    memcpy(rest, ends, 6);
    rest[from] = (uint8_t)(from + 1);
    try_orders(s, order, rest, from + 1, best);
    order[i] = order[from], order[from] = kept;
  }
}

static inline void sort_pair(uint64_t *a, uint64_t *b) {
  uint64_t low = *a < *b ? *a : *b, high = *a < *b ? *b : *a;
  *a = low, *b = high;
}

// Sorts six words by a network of twelve comparisons.
static inline void sort_six(uint64_t w[6]) {
  sort_pair(&w[0], &w[5]), sort_pair(&w[1], &w[3]), sort_pair(&w[2], &w[4]);
  sort_pair(&w[1], &w[2]), sort_pair(&w[3], &w[4]);
  sort_pair(&w[0], &w[3]), sort_pair(&w[2], &w[5]);
  sort_pair(&w[0], &w[1]), sort_pair(&w[2], &w[3]), sort_pair(&w[4], &w[5]);
  sort_pair(&w[1], &w[2]), sort_pair(&w[3], &w[4]);
}

enum { ROUNDS = 3 };

static inline Canonical canonical(const State *s) {
  uint64_t colour[8] = {0}, unused[8] = {0};
  paint(s, colour, unused);
  for (int round = 0;; round++) {
    if (round > 0) refine(s, colour);
    // A word sorts by colour; its last three bits say whose it is. Ids not in use come last, with the highest bit set.
    uint64_t words[6];
    for (int id = 2; id <= MOST; id++)
      words[id - 2] = (unused[id] << 63) | (unused[id] ? 0 : colour[id] >> 1 & ~(uint64_t)7) | (uint64_t)id;
    sort_six(words);
    int ties = 0;
    for (int i = 0; i < 5; i++) ties |= (words[i] >> 3 == words[i + 1] >> 3) & !(words[i] >> 63);
    if (ties && round < ROUNDS) continue;
    uint8_t order[6];
    for (int i = 0; i < 6; i++) order[i] = words[i] & 7;
    if (!ties) return (Canonical){pack(s, order), 1};
    // Ids not in use are alike: one order of them stands for all.
    uint8_t ends[6];
    for (int i = 5; i >= 0; i--) {
      int joins = i < 5 && !(words[i] >> 63) && words[i] >> 3 == words[i + 1] >> 3;
      ends[i] = joins ? ends[i + 1] : (uint8_t)(i + 1);
    }
    Canonical best = {UINT64_MAX, 0};
    try_orders(s, order, ends, 0, &best);
    return best;
  }
}

// ---- what has been seen, and what is still to do --------------------------------------------------------------------

// How many keys there is room for, as a power of two: by the number of ids, so that the table never has to grow.
static const int table_bits[MOST + 1] = {0, 0, 8, 10, 14, 20, 24, 29};
static uint64_t *table, table_mask, room;
static int table_shift;

static void make_table(void) {
  int bits = table_bits[ids];
  size_t bytes = sizeof(uint64_t) << bits;
  table = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (table == MAP_FAILED) {
    fprintf(stderr, "orbits: no memory for a table of %zu bytes; try fewer ids.\n", bytes);
    exit(3);
  }
#ifdef MADV_HUGEPAGE
  madvise(table, bytes, MADV_HUGEPAGE); // Only faster: what comes out is the same without.
#endif
  table_mask = ((uint64_t)1 << bits) - 1;
  table_shift = 64 - bits;
  room = (uint64_t)1 << bits;
  room -= room / 8;
}

static inline uint64_t hash_of(uint64_t key) { return mixed(key) * 0x9e3779b97f4a7c15u; }

static inline int is_new(uint64_t key) {
  uint64_t slot = hash_of(key) >> table_shift;
  for (; table[slot] != 0; slot = (slot + 1) & table_mask)
    if (table[slot] == key) return 0;
  table[slot] = key;
  return 1;
}

// The states still to expand, in the order found: a list of blocks, each given back once it is read.
enum { BLOCK = 1 << 17 };
typedef struct Block {
  struct Block *next;
  uint64_t keys[BLOCK];
} Block;
static Block *first, *last;
static uint32_t first_at, last_at;

static void append(uint64_t key) {
  if (last == NULL || last_at == BLOCK) {
    Block *block = malloc(sizeof(Block));
    if (block == NULL) {
      fprintf(stderr, "orbits: no memory for the states still to expand; try fewer ids.\n");
      exit(3);
    }
    block->next = NULL;
    if (last == NULL) first = block;
    else last->next = block;
    last = block, last_at = 0;
  }
  last->keys[last_at++] = key;
}

static uint64_t take(void) {
  if (first_at == BLOCK) {
    Block *read = first;
    first = read->next, first_at = 0;
    free(read);
  }
  return first->keys[first_at++];
}

// ---- the search -----------------------------------------------------------------------------------------------------

enum { MOST_DEPTH = 256 };
static uint64_t states, orbit_sum, transitions, transition_sum, unchanged, refused, by_depth[MOST_DEPTH];

// Adds a state to the layer of this depth if it is new.
static void add(uint64_t key, int depth) {
  if (!is_new(key)) return;
  if (++states > room || depth >= MOST_DEPTH) {
    fprintf(stderr, "orbits: more states or layers than there is room for.\n");
    exit(3);
  }
  append(key);
  by_depth[depth]++;
}

// Keys wait until many of one part of the table have come together: a part fits the caches, the table does not.
enum { PARTS = 1 << 10, MOST_WAITING = 1 << 13 };
static uint64_t waiting[PARTS][MOST_WAITING + 8]; // Eight more, so that parts filled alike do not share one cache set.
static uint32_t waiting_count[PARTS];

static void look_up(uint64_t part, int depth) {
  enum { AHEAD = 16 };
  uint32_t n = waiting_count[part];
  for (uint32_t i = 0; i < n + AHEAD; i++) {
    if (i < n) __builtin_prefetch(&table[hash_of(waiting[part][i]) >> table_shift], 1);
    if (i >= AHEAD) add(waiting[part][i - AHEAD], depth);
  }
  waiting_count[part] = 0;
}

static inline void wait_for_others(uint64_t key, int depth) {
  uint64_t part = hash_of(key) >> 54;
  waiting[part][waiting_count[part]++] = key;
  if (waiting_count[part] == MOST_WAITING) look_up(part, depth);
}

static inline void count(Outcome outcome, const State *after, int is_to_be_kept, int depth) {
  refused += outcome == REFUSED;
  unchanged += outcome == UNCHANGED;
  transitions += outcome == CHANGED;
  if (outcome != CHANGED || !is_to_be_kept) return;
  if (after->session[INIT] > 1) {
    fprintf(stderr, "orbits: group 1 is in session %d, which a key has no room for.\n", after->session[INIT]);
    exit(70);
  }
  wait_for_others(canonical(after).key, depth + 1);
}

#define RUN(command, ...)                                  \
  do {                                                     \
    State after = before;                                  \
    Outcome outcome = command(&after, __VA_ARGS__);        \
    count(outcome, &after, 1, depth);                      \
  } while (0)

// Runs all commands on one state of this depth. Children whose ids are not in use lead to one orbit: all forks are counted, and the
// first of each parent is followed. With -DPLAIN all are followed, which must come to the same.
static void expand(const State before, int depth) {
  for (int process = 1; process <= ids; process++) {
    int is_followed = 0;
    for (int child = 1; child <= ids; child++) {
      State after = before;
      Outcome outcome = fork_process(&after, process, child);
#if defined(PLAIN) || defined(FAULT_REUSE)
      is_followed = 0; // Under FAULT_REUSE ids that can be forked are not all alike.
#endif
      count(outcome, &after, !is_followed, depth);
      is_followed |= outcome == CHANGED;
    }
    RUN(create_session, process);
    RUN(create_group, process);
    for (int group = 1; group <= ids; group++) RUN(move_to_group, process, group);
    RUN(exit_process, process);
    RUN(free_process, process);
  }
}

static uint64_t factorial(int n) { return n < 2 ? 1 : (uint64_t)n * factorial(n - 1); }

// How many states an orbit has: all renamings, by those that change nothing.
static uint64_t orbit_size(const State *s, uint32_t symmetries) {
  int unused = 0;
  for (int id = 2; id <= ids; id++) unused += s->group[id] == 0 && !group_lives(s, id) && !session_lives(s, id);
  return factorial(ids - 1) / (symmetries * factorial(unused));
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int search(int shows_progress) {
  double start = now(), told = start;
  State init_alone = {{0}, {0}, {0}, {0}};
  init_alone.group[INIT] = init_alone.session[INIT] = INIT;
  add(canonical(&init_alone).key, 0);
  int depth = 0;
  for (; by_depth[depth] > 0; depth++) {
    for (uint64_t i = 0; i < by_depth[depth]; i++) {
      State s = unpack(take());
      uint64_t size = orbit_size(&s, canonical(&s).symmetries), before = transitions;
      expand(s, depth);
      orbit_sum += size;
      transition_sum += size * (transitions - before);
      if (shows_progress && i % 65536 == 65535 && now() - told > 5) {
        told = now();
        fprintf(stderr, "layer %d: %.1f %%, %llu orbits, %.0f/s\n", depth, 100.0 * (double)i / (double)by_depth[depth],
                (unsigned long long)states, (double)states / (told - start));
      }
    }
    for (uint64_t part = 0; part < PARTS; part++) look_up(part, depth + 1);
    if (shows_progress)
      fprintf(stderr, "layer %d: done, %llu orbits of which %llu in it, %.1f s\n", depth, (unsigned long long)states,
              (unsigned long long)by_depth[depth], now() - start);
  }
  return depth - 1;
}

static void print_number(const char *name, uint64_t number) { printf("\"%s\":%llu,", name, (unsigned long long)number); }

static void print_result(int depth, double seconds) {
  printf("{\"ids\":%d,\"commands\":\"core\",", ids);
  print_number("states", states);
  print_number("orbitSum", orbit_sum);
  print_number("transitions", transitions);
  print_number("transitionSum", transition_sum);
  print_number("unchanged", unchanged);
  print_number("refused", refused);
  print_number("depth", (uint64_t)depth);
  printf("\"statesByDepth\":[");
  for (int d = 0; d <= depth; d++) printf("%s%llu", d ? "," : "", (unsigned long long)by_depth[d]);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("],\"seconds\":%.1f,\"peakMemory\":%ld}\n", seconds, usage.ru_maxrss); // in KiB on Linux
}

int main(int argc, char **argv) {
  int shows_progress = isatty(2), is_misuse = argc < 2 || argc > 3;
  if (argc == 3 && strcmp(argv[2], "--progress") == 0) shows_progress = 1;
  else if (argc == 3) is_misuse = 1;
  if (is_misuse || argv[1][0] < '2' || argv[1][0] > '0' + MOST || argv[1][1] != '\0') {
    fprintf(stderr, "Usage: orbits IDS [--progress]\nIDS is how many ids there are, init's included: a number from 2 to %d.\n", MOST);
    return 2;
  }
  ids = argv[1][0] - '0';
  double start = now();
  make_table();
  int depth = search(shows_progress);
  print_result(depth, now() - start);
  return 0;
}
