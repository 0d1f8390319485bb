// The table of columns: everything the process table knows, as 32-bit words of one ArrayBuffer.
//
//     | header | row 1: init | row 2 | … | row capacity | id index: a word a bucket |
//
// A table with terminals has more words behind that: {@link JOB_WORDS} a row, the header's unused, then
// {@link TERMINAL_WORDS} a terminal. They stand apart, so that the rows of all tables are alike.
//
// A row stands for one id in use and has a facet for each thing that bears the id: a process, a group, a
// session, a thread. So one probe finds all of them, a group that outlives its leader simply keeps the row,
// and the row is given back with its last facet. Rows name each other by the offset of their first word. The
// header is as long as a row and stands where row 0 would, so 0 says "none" and fresh memory is an empty table.
//
// Columns lie side by side within a row instead of each in an array of its own: a command reads many columns
// of few rows, and one cache line or two then serve it all.
//
// Files copy the constants they use into constants of their own: those the optimizer folds into the code,
// while an imported binding is loaded at each use.

/** The offset of a row's first word, or {@link NONE}. */
export type Row = number;

/** No row. */
export const NONE: Row = 0;

/** The words of a row. A row is meant by its offset, and NONE where there is none. */
export const COLUMN = {
  /** Any: the id. In a free row: the next free row. */
  ID: 0,
  /** Any: facets and marks, see {@link FLAG}. 0 in a free row. */
  FLAGS: 1,
  /** Process: its parent's row; NONE for init. */
  PARENT: 2,
  /** Process: its group's row. */
  GROUP: 3,
  /** Process: its youngest child's row: fork order, the latest first, adopted children count as latest. */
  FIRST_CHILD: 4,
  /** Process: the next older child of its parent. */
  NEXT_SIBLING: 5,
  /** Process: the word that leads to it in that list, as every PREV column; see intrusive-list.ts. */
  PREV_SIBLING: 6,
  /** Process: the next member of its group. */
  NEXT_MEMBER: 7,
  /** Process: the word that leads to it. */
  PREV_MEMBER: 8,
  /** Group: its session's row. */
  SESSION: 9,
  /** Group: its latest member's row. NONE only while a handle keeps it. */
  FIRST_MEMBER: 10,
  /** Group: the next group of its session. */
  NEXT_GROUP: 11,
  /** Group: the word that leads to it. */
  PREV_GROUP: 12,
  /** Session: its latest group's row. NONE only while a handle keeps it. */
  FIRST_GROUP: 13,
  /** Process: its latest thread's row, the thread that bears the pid left out (that is a flag). */
  FIRST_THREAD: 14,
  /** Process: its exit code, any 32-bit integer; under the POSIX commands its wait status. */
  EXIT_CODE: 15,
  /** Group: handles held on it. */
  GROUP_HANDLES: 16,
  /** Session: handles held on it. */
  SESSION_HANDLES: 17,

  // A thread that does not bear its process's pid has a row in which nothing else can live (an id in use is
  // no new tid, and only processes make groups and sessions), so it borrows three columns of the process.
  /** Thread: its process's row. */
  THREAD_PROCESS: 2,
  /** Thread: the next thread of its process. */
  NEXT_THREAD: 5,
  /** Thread: the word that leads to it. */
  PREV_THREAD: 6,
} as const;

/** Words in a row. */
export const ROW_WORDS = 18;

/** Bits of FLAGS: four facets, then marks of the process facet. */
export const FLAG = {
  PROCESS: 1,
  GROUP: 2,
  SESSION: 4,
  /** Together with PROCESS: the process has a thread that bears its pid. */
  THREAD: 8,
  ZOMBIE: 16,
  SUBREAPER: 32,
  /** Used by the hierarchy commands alone. */
  GROUP_EXITED: 64,
  /** Used by the POSIX commands alone, as the next one. */
  EXECUTED: 128,
  IGNORES_SIGCHLD: 256,
} as const;

/** The facets. */
export const FACETS = FLAG.PROCESS | FLAG.GROUP | FLAG.SESSION | FLAG.THREAD;

/** The marks: they belong to the process facet and leave with it. */
export const MARKS = Object.values(FLAG).reduce<number>((all, flag) => all | flag, 0) & ~FACETS;

/**
 * The words of the header, which is row 0. Two kinds of columns keep their meaning there: FLAGS stays 0, so "no
 * row" has no flag; and the PREV columns stay free, since links that lead to nobody are written there.
 */
export const HEADER = {
  /** {@link MAGIC}: also tells a foreign byte order apart. */
  MAGIC: 0,
  /** {@link VERSION} of this layout. */
  VERSION: 2,
  /** Rows there is room for. */
  CAPACITY: 3,
  /** The end of the rows that were ever used; from here to the index they are fresh. */
  ROWS_END: 4,
  /** The free row given back last; the others follow in its ID column. */
  FIRST_FREE: 5,
  /** No id below this one is free. */
  LOWEST_FREE: 7,
  /** Processes marked as subreapers: while there are none, the reaper is init without a search. */
  SUBREAPERS: 9,
  /** Unfreed processes, zombies included. */
  PROCESSES: 10,
  /** Live groups. */
  GROUPS: 11,
  /** Live sessions. */
  SESSIONS: 13,
  /** Threads. */
  THREADS: 14,
  /** Handles held, on groups and sessions together. */
  HANDLES: 15,
  /** The commands that the table answers, see {@link COMMANDS}: their states differ, so neither takes the other's. */
  COMMANDS: 16,
  /** Terminals; 0 in a table without the words of job control. As the capacity it stays until another buffer comes. */
  TERMINALS: 17,
} as const;

/** The sets of commands a table can be for. */
export const COMMANDS = { HIERARCHY: 0, POSIX: 1, JOB_CONTROL: 2 } as const;

/** The flags that the commands of a set never set. */
export const FOREIGN_FLAGS = {
  HIERARCHY: FLAG.EXECUTED | FLAG.IGNORES_SIGCHLD,
  POSIX: FLAG.THREAD | FLAG.GROUP_EXITED,
} as const;

/**
 * One reference to a row, in its FLAGS, which count them above the flags: see job-control/references.ts. A row to which
 * something refers is not given back when its id is free again, and FLAGS stays above 0 until nothing does.
 */
export const REFERENCE = 1 << 9;

/** The bits of FLAGS that count references. */
export const REFERENCES = 0x7fff_ffff & -REFERENCE;

/** The words of a process for job control. 0 in all of them says: runs, has no terminal, waits for nothing. */
export const JOB = {
  /** Marks of the process, see {@link JOB_FLAG}; above them the status that a stopped one will be told of. */
  FLAGS: 0,
  /**
   * The number of its controlling terminal; 0 for none; of a session leader that lost it by a hang-up the row of the
   * foreground from then, below 0.
   */
  TERMINAL: 1,
  /** The pid or the row of the group that a blocked wait is for; once it has been told, the answer. */
  WAIT: 2,
} as const;

/** Words of a process for job control. */
export const JOB_WORDS = 3;

/** Bits of the first of them. */
export const JOB_FLAG = {
  /** The signal that stopped it, less 18: 1 to 4; 0 while it is not stopped. */
  STOPPED: 7,
  /** Its parent has not fetched that it was stopped. */
  STOP_REPORT: 8,
  /** Its parent has not fetched that it was continued. */
  CONTINUE_REPORT: 16,
  /** A SIGHUP waits while it is stopped. */
  HANGUP: 32,
  /** A SIGINT waits while it is stopped. */
  INTERRUPT: 64,
  /** It is in a wait. */
  WAITS: 128,
  /** The wait asks for stopped children, too. */
  UNTRACED: 256,
  /** The wait asks for continued children, too. */
  CONTINUED: 512,
  /** Stopped in a wait, it has found what it will answer with. */
  TOLD: 1024,
  /** The children that the wait is for, see {@link WAITS_FOR}. */
  WAITS_FOR: 3 << 11,
} as const;

/** The children that a wait is for: any, that of a pid, those of the group it was in itself, those of a group. */
export const WAITS_FOR = { ANY: 0, PID: 1 << 11, OWN_GROUP: 2 << 11, GROUP: 3 << 11 } as const;

/** The status that a stopped process will be told of stands this many bits up in its marks. */
export const TOLD_STATUS = 13;

/** The words of a terminal. */
export const TERMINAL = {
  /** The row of the session that it serves, which is its leader's, or NONE. */
  SESSION: 0,
  /** The row of its foreground, whose id may be free again; NONE where it serves no session. */
  FOREGROUND: 1,
} as const;

/** Words of a terminal. */
export const TERMINAL_WORDS = 2;

/** Init's row: always the first. */
export const INIT_ROW: Row = NONE + ROW_WORDS;

/** "prcs" in the byte order of the machine. */
export const MAGIC = 0x73637270;

/** Changes with every change of this file that moves a word. */
export const VERSION = 1;

/** Names this layout for readers of bare words. */
export const LAYOUT = `process table ${VERSION}`;

/** Names that of a table with terminals, which has more words. */
export const TERMINAL_LAYOUT = `terminal table ${VERSION}`;

/** Rows for which the words can still be counted in 31 bits, so that offsets stay small integers. */
export const CAPACITY_MAX = 80_000_000;

/**
 * Bits in a bucket's number: buckets are a power of two and at most three quarters full, so a row's number
 * has no more bits than a bucket's. id-table.ts says what a bucket holds.
 */
export function bucketBits(capacity: number): number {
  let bits = 4;
  while (2 ** bits * 3 < capacity * 4) bits++;
  return bits;
}

/** The start of the id index, which is where the rows end. */
export function indexStart(capacity: number): number {
  return (1 + capacity) * ROW_WORDS;
}

/** The end of the id index, which is where the words of job control begin. A power by `**` would make every read of it allocate. */
export function indexEnd(capacity: number): number {
  return indexStart(capacity) + (1 << bucketBits(capacity));
}

/** The start of the words of terminals, where there are any. */
export function terminalsStart(capacity: number): number {
  return indexEnd(capacity) + (1 + capacity) * JOB_WORDS;
}

/** Words in a whole buffer of that capacity, for so many terminals. */
export function wordsFor(capacity: number, terminals = 0): number {
  return terminals === 0 ? indexEnd(capacity) : terminalsStart(capacity) + terminals * TERMINAL_WORDS;
}

/** Words that code outside src/impl may read and not write. */
export interface ReadonlyWords {
  readonly length: number;
  readonly [offset: number]: number;
}
