// An observation as flat columns: what the lockstep engine compares and the invariants read, some thirty times
// faster than objects and without garbage. Filled front to back by whoever observes (model or system), read by
// index. The columns are written out for speed; their bits come from fields.ts. The JSON form is in observation.ts, the
// way between the two in json.ts.
import type { Answer, Id } from '../command.ts';
import { FIELDS, marksByName, placed, showsByName, showsOf } from './fields.ts';
import { grown, IdLists, samePrefix } from './id-lists.ts';

/** The bit of {@link FlatObservation.marks} of a zombie. */
export const ZOMBIE = marksByName(FIELDS.process).state;

const OF_PROCESS = showsByName(FIELDS.process);

/** Bits of `shows`: which fields of an entry a system shows, a mark or a column each. */
export const SHOWS_PARENT = OF_PROCESS.parent;
export const SHOWS_GROUP = OF_PROCESS.group;
export const SHOWS_STATE = OF_PROCESS.state;
export const SHOWS_CHILDREN = OF_PROCESS.children;
export const SHOWS_THREADS = OF_PROCESS.threads;
export const SHOWS_TERMINAL = OF_PROCESS.terminal;

const OF_GROUP = showsByName(FIELDS.group);

/** Bits of a group's `shows`. */
export const SHOWS_SESSION = OF_GROUP.session;
export const SHOWS_PROCESSES = OF_GROUP.processes;
export const SHOWS_ALL_OF_GROUP = showsOf(FIELDS.group);

/** Bits of a session's `shows`. */
export const SHOWS_GROUPS = showsByName(FIELDS.session).groups;
export const SHOWS_ALL_OF_SESSION = showsOf(FIELDS.session);

/** Bits of a terminal's `shows`. */
export const SHOWS_ALL_OF_TERMINAL = showsOf(FIELDS.terminal);

/** The bits of `marks` that say what came with the last command. */
export const NEWS = placed(FIELDS.process).reduce(
  (bits, { row, mask }) => (row.ofStep ? bits | mask : bits),
  0,
);

/** Every bit of `shows` that a table of fields can give out. */
const ANYTHING = 0x7fff_ffff;

/** The parent column of a process without one: of init, and any column where there is no such thing. No id is 0. */
export const NO_PARENT = 0;

/** A resource that the system does not count. No count goes so low, not even one that has gone wrong. */
export const NOT_COUNTED = -0x8000_0000;

/**
 * The part of a hierarchy to look at, ids ascending. Lists longer than `listMax` are left out (marked as not
 * shown), so that looking costs no more than the part is large. Without a focus everything is shown.
 */
export interface Focus {
  readonly processes: readonly Id[];
  readonly groups: readonly Id[];
  readonly sessions: readonly Id[];
  readonly listMax: number;
}

const LIKELY_MASK = 255;

/**
 * Everything shown at one moment, entries in ascending id order (an id borne twice stands twice).
 * To fill: `clear`, then each process, each group and each session, every kind ascending and each with its lists
 * before the next of its kind, then the resources.
 */
export class FlatObservation {
  /** Whether the list of processes, groups, sessions is shown at all. */
  showsProcesses = true;
  showsGroups = true;
  showsSessions = true;
  /** Whether terminals, and who was woken, are shown at all: only where it is said, since few sets know of them. */
  showsTerminals = false;
  showsWoken = false;

  processCount = 0;
  /** The fields that every process, every group, every session shows: the bits that all entries have in common. */
  everyProcessShows = ANYTHING;
  everyGroupShows = SHOWS_ALL_OF_GROUP;
  everySessionShows = SHOWS_ALL_OF_SESSION;
  pid: Int32Array = new Int32Array(16);
  parent: Int32Array = new Int32Array(16);
  group: Int32Array = new Int32Array(16);
  marks: Int32Array = new Int32Array(16);
  exitCode: Int32Array = new Int32Array(16);
  /** The controlling terminal, or 0. */
  terminal: Int32Array = new Int32Array(16);
  processShows: Int32Array = new Int32Array(16);
  /** By process index. */
  readonly children: IdLists = new IdLists();
  readonly threads: IdLists = new IdLists();

  groupCount = 0;
  pgid: Int32Array = new Int32Array(16);
  session: Int32Array = new Int32Array(16);
  groupShows: Int32Array = new Int32Array(16);
  /** By group index. */
  readonly members: IdLists = new IdLists();

  sessionCount = 0;
  sid: Int32Array = new Int32Array(16);
  sessionShows: Int32Array = new Int32Array(16);
  /** By session index. */
  readonly groups: IdLists = new IdLists();

  terminalCount = 0;
  everyTerminalShows = SHOWS_ALL_OF_TERMINAL;
  terminalId: Int32Array = new Int32Array(2);
  /** The session that it serves, and the number that it has for its foreground; or 0. */
  terminalSession: Int32Array = new Int32Array(2);
  foreground: Int32Array = new Int32Array(2);
  terminalShows: Int32Array = new Int32Array(2);

  wokenCount = 0;
  wokenProcess: Int32Array = new Int32Array(2);
  /** By index of who was woken; what stands past `wokenCount` is of observations before. */
  readonly wokenAnswers: Answer[] = [];

  /** The place of the id that was added last with these low bits: looked at first, believed only if it stands there. */
  readonly #likelyProcess = new Int32Array(LIKELY_MASK + 1);
  readonly #likelyGroup = new Int32Array(LIKELY_MASK + 1);

  /** Processes, groups, sessions, threads, handles: the order of `RESOURCE_NAMES`. */
  readonly resources: Int32Array = new Int32Array(5);

  /** Processes, groups, sessions and terminals, who was woken, and the ids in their lists. */
  get entries(): number {
    const { children, threads, members, groups } = this;
    const listed = children.total + threads.total + members.total + groups.total;
    return (
      this.processCount + this.groupCount + this.sessionCount + this.terminalCount + this.wokenCount + listed
    );
  }

  clear(): void {
    this.showsProcesses = true;
    this.showsGroups = true;
    this.showsSessions = true;
    this.showsTerminals = false;
    this.showsWoken = false;
    this.processCount = 0;
    this.groupCount = 0;
    this.sessionCount = 0;
    this.terminalCount = 0;
    this.wokenCount = 0;
    this.everyProcessShows = ANYTHING;
    this.everyGroupShows = SHOWS_ALL_OF_GROUP;
    this.everySessionShows = SHOWS_ALL_OF_SESSION;
    this.everyTerminalShows = SHOWS_ALL_OF_TERMINAL;
    this.children.clear();
    this.threads.clear();
    this.members.clear();
    this.groups.clear();
    const { resources } = this;
    for (let index = 0; index < resources.length; index += 1) resources[index] = NOT_COUNTED;
  }

  /** Adds a process and begins its lists of children and threads. `terminal`: its controlling one, or 0. */
  addProcess(
    pid: Id,
    parent: Id,
    group: Id,
    marks: number,
    exitCode: number,
    shows: number,
    terminal: Id = 0,
  ): void {
    const index = this.processCount;
    if (index === this.pid.length) {
      this.pid = grown(this.pid);
      this.parent = grown(this.parent);
      this.group = grown(this.group);
      this.marks = grown(this.marks);
      this.exitCode = grown(this.exitCode);
      this.terminal = grown(this.terminal);
      this.processShows = grown(this.processShows);
    }
    this.pid[index] = pid;
    this.parent[index] = parent;
    this.group[index] = group;
    this.marks[index] = marks;
    this.exitCode[index] = exitCode;
    this.terminal[index] = terminal;
    this.processShows[index] = shows;
    this.everyProcessShows &= shows;
    this.#likelyProcess[pid & LIKELY_MASK] = index;
    this.processCount = index + 1;
    this.children.begin();
    this.threads.begin();
  }

  /** Adds a group and begins its list of members. */
  addGroup(pgid: Id, session: Id, shows: number): void {
    const index = this.groupCount;
    if (index === this.pgid.length) {
      this.pgid = grown(this.pgid);
      this.session = grown(this.session);
      this.groupShows = grown(this.groupShows);
    }
    this.pgid[index] = pgid;
    this.session[index] = session;
    this.groupShows[index] = shows;
    this.everyGroupShows &= shows;
    this.#likelyGroup[pgid & LIKELY_MASK] = index;
    this.groupCount = index + 1;
    this.members.begin();
  }

  /** Adds a session and begins its list of groups. */
  addSession(sid: Id, shows: number): void {
    const index = this.sessionCount;
    if (index === this.sid.length) {
      this.sid = grown(this.sid);
      this.sessionShows = grown(this.sessionShows);
    }
    this.sid[index] = sid;
    this.sessionShows[index] = shows;
    this.everySessionShows &= shows;
    this.sessionCount = index + 1;
    this.groups.begin();
  }

  /** Adds a terminal, with the session that it serves and the number of its foreground group, or 0. Shows terminals. */
  addTerminal(terminal: Id, session: Id, foreground: Id, shows: number): void {
    const index = this.terminalCount;
    if (index === this.terminalId.length) {
      this.terminalId = grown(this.terminalId);
      this.terminalSession = grown(this.terminalSession);
      this.foreground = grown(this.foreground);
      this.terminalShows = grown(this.terminalShows);
    }
    this.showsTerminals = true;
    this.terminalId[index] = terminal;
    this.terminalSession[index] = session;
    this.foreground[index] = foreground;
    this.terminalShows[index] = shows;
    this.everyTerminalShows &= shows;
    this.terminalCount = index + 1;
  }

  /** Adds a process whose wait came back, and its answer. Shows who was woken. */
  addWoken(process: Id, answer: Answer): void {
    const index = this.wokenCount;
    if (index === this.wokenProcess.length) this.wokenProcess = grown(this.wokenProcess);
    this.showsWoken = true;
    this.wokenProcess[index] = process;
    this.wokenAnswers[index] = answer;
    this.wokenCount = index + 1;
  }

  /** Marks parts of the process, group or session added last as not shown. */
  hideOfProcess(parts: number): void {
    this.processShows[this.processCount - 1] &= ~parts;
    this.everyProcessShows &= ~parts;
  }

  hideOfGroup(parts: number): void {
    this.groupShows[this.groupCount - 1] &= ~parts;
    this.everyGroupShows &= ~parts;
  }

  hideOfSession(parts: number): void {
    this.sessionShows[this.sessionCount - 1] &= ~parts;
    this.everySessionShows &= ~parts;
  }

  hideOfTerminal(parts: number): void {
    this.terminalShows[this.terminalCount - 1] &= ~parts;
    this.everyTerminalShows &= ~parts;
  }

  /** Index of the process with this pid, or -1. O(log processes), mostly O(1). */
  processIndex(pid: Id): number {
    const likely = this.#likelyProcess[pid & LIKELY_MASK];
    if (likely < this.processCount && this.pid[likely] === pid) return likely;
    return indexOf(this.pid, this.processCount, pid);
  }

  /** Index of the group with this id, or -1. O(log groups), mostly O(1). */
  groupIndex(pgid: Id): number {
    const likely = this.#likelyGroup[pgid & LIKELY_MASK];
    if (likely < this.groupCount && this.pgid[likely] === pgid) return likely;
    return indexOf(this.pgid, this.groupCount, pgid);
  }

  /** Index of the session with this id, or -1. O(log sessions). */
  sessionIndex(sid: Id): number {
    return indexOf(this.sid, this.sessionCount, sid);
  }

  /** Whether both show the same things, resources aside, and all of it is equal. O(size), no allocation. */
  equals(other: FlatObservation): boolean {
    return (
      this.#isSame(other, -1) &&
      this.showsWoken === other.showsWoken &&
      (!this.showsWoken || this.hasSameWoken(other))
    );
  }

  /**
   * Whether both show the same things but for what says what came with the last command. O(size), no allocation.
   */
  isSameState(other: FlatObservation): boolean {
    return this.#isSame(other, ~NEWS);
  }

  /** Compares all but who was woken; of marks those of a mask. */
  #isSame(other: FlatObservation, mask: number): boolean {
    const { processCount, groupCount, sessionCount } = this;
    return (
      processCount === other.processCount &&
      groupCount === other.groupCount &&
      sessionCount === other.sessionCount &&
      this.showsProcesses === other.showsProcesses &&
      this.showsGroups === other.showsGroups &&
      this.showsSessions === other.showsSessions &&
      samePrefix(this.pid, other.pid, processCount) &&
      samePrefix(this.parent, other.parent, processCount) &&
      samePrefix(this.group, other.group, processCount) &&
      sameMasked(this.marks, other.marks, processCount, mask) &&
      samePrefix(this.exitCode, other.exitCode, processCount) &&
      samePrefix(this.terminal, other.terminal, processCount) &&
      samePrefix(this.processShows, other.processShows, processCount) &&
      this.children.equals(other.children) &&
      this.threads.equals(other.threads) &&
      samePrefix(this.pgid, other.pgid, groupCount) &&
      samePrefix(this.session, other.session, groupCount) &&
      samePrefix(this.groupShows, other.groupShows, groupCount) &&
      this.members.equals(other.members) &&
      samePrefix(this.sid, other.sid, sessionCount) &&
      samePrefix(this.sessionShows, other.sessionShows, sessionCount) &&
      this.groups.equals(other.groups) &&
      this.showsTerminals === other.showsTerminals &&
      (!this.showsTerminals || sameTerminals(this, other))
    );
  }

  /** Whether both show the same terminals, and the same waits as ended. O(terminals + waits). */
  hasSameTerminals(other: FlatObservation): boolean {
    return (
      this.showsTerminals === other.showsTerminals &&
      this.showsWoken === other.showsWoken &&
      sameTerminals(this, other) &&
      this.hasSameWoken(other)
    );
  }

  /** Whether both show the same processes as woken, with the same answers. O(answers). */
  hasSameWoken(other: FlatObservation): boolean {
    if (this.wokenCount !== other.wokenCount) return false;
    for (let index = 0; index < this.wokenCount; index += 1) {
      if (this.wokenProcess[index] !== other.wokenProcess[index]) return false;
      if (!isSameAnswer(this.wokenAnswers[index], other.wokenAnswers[index])) return false;
    }
    return true;
  }

  /** Leaves out what came with the last command, as if nothing had. O(processes). */
  forgetNews(): void {
    if (!this.showsWoken) return;
    this.wokenCount = 0;
    for (let index = 0; index < this.processCount; index += 1) this.marks[index] &= ~NEWS;
  }
}

/** Whether the first values are equal in the bits of a mask. */
function sameMasked(one: Int32Array, other: Int32Array, count: number, mask: number): boolean {
  for (let index = 0; index < count; index += 1) if (((one[index] ^ other[index]) & mask) !== 0) return false;
  return true;
}

function sameTerminals(one: FlatObservation, other: FlatObservation): boolean {
  const { terminalCount } = one;
  return (
    terminalCount === other.terminalCount &&
    samePrefix(one.terminalId, other.terminalId, terminalCount) &&
    samePrefix(one.terminalSession, other.terminalSession, terminalCount) &&
    samePrefix(one.foreground, other.foreground, terminalCount) &&
    samePrefix(one.terminalShows, other.terminalShows, terminalCount)
  );
}

/** Compares two answers field by field, whatever the order of their fields. O(fields). */
function isSameAnswer(one: Answer, other: Answer): boolean {
  if (!('ok' in one) || !('ok' in other))
    return !('ok' in one) && !('ok' in other) && one.refused === other.refused;
  const names = Object.keys(one.ok);
  return (
    names.length === Object.keys(other.ok).length &&
    names.every((name) => Object.hasOwn(other.ok, name) && one.ok[name] === other.ok[name])
  );
}

/** Few entries are scanned, many bisected. */
function indexOf(ids: Int32Array, count: number, id: Id): number {
  if (count <= 16) {
    for (let index = 0; index < count; index += 1) if (ids[index] === id) return index;
    return -1;
  }
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = ids[middle];
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
