// An observation as flat columns: what the lockstep engine compares and the invariants read, some thirty times
// faster than objects and without garbage. Filled front to back by whoever observes (model or system), read by
// index. The columns are written out for speed; their bits come from fields.ts. The JSON form is in observation.ts, the
// way between the two in json.ts.
import type { Id } from '../command.ts';
import { FIELDS, marksByName, showsByName, showsOf } from './fields.ts';
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

const OF_GROUP = showsByName(FIELDS.group);

/** Bits of a group's `shows`. */
export const SHOWS_SESSION = OF_GROUP.session;
export const SHOWS_PROCESSES = OF_GROUP.processes;
export const SHOWS_ALL_OF_GROUP = showsOf(FIELDS.group);

/** Bits of a session's `shows`. */
export const SHOWS_GROUPS = showsByName(FIELDS.session).groups;
export const SHOWS_ALL_OF_SESSION = showsOf(FIELDS.session);

/** Every bit of `shows` that a table of fields can give out. */
const ANYTHING = 0x7fff_ffff;

/** The parent column of a process without one: of init. No id is 0. */
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

  /** The place of the id that was added last with these low bits: looked at first, believed only if it stands there. */
  readonly #likelyProcess = new Int32Array(LIKELY_MASK + 1);
  readonly #likelyGroup = new Int32Array(LIKELY_MASK + 1);

  /** Processes, groups, sessions, threads, handles: the order of `RESOURCE_NAMES`. */
  readonly resources: Int32Array = new Int32Array(5);

  /** Processes, groups and sessions, and the ids in their lists. */
  get entries(): number {
    const { children, threads, members, groups } = this;
    const listed = children.total + threads.total + members.total + groups.total;
    return this.processCount + this.groupCount + this.sessionCount + listed;
  }

  clear(): void {
    this.showsProcesses = true;
    this.showsGroups = true;
    this.showsSessions = true;
    this.processCount = 0;
    this.groupCount = 0;
    this.sessionCount = 0;
    this.everyProcessShows = ANYTHING;
    this.everyGroupShows = SHOWS_ALL_OF_GROUP;
    this.everySessionShows = SHOWS_ALL_OF_SESSION;
    this.children.clear();
    this.threads.clear();
    this.members.clear();
    this.groups.clear();
    this.resources.fill(NOT_COUNTED);
  }

  /** Adds a process and begins its lists of children and threads. */
  addProcess(pid: Id, parent: Id, group: Id, marks: number, exitCode: number, shows: number): void {
    const index = this.processCount;
    if (index === this.pid.length) {
      this.pid = grown(this.pid);
      this.parent = grown(this.parent);
      this.group = grown(this.group);
      this.marks = grown(this.marks);
      this.exitCode = grown(this.exitCode);
      this.processShows = grown(this.processShows);
    }
    this.pid[index] = pid;
    this.parent[index] = parent;
    this.group[index] = group;
    this.marks[index] = marks;
    this.exitCode[index] = exitCode;
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
      samePrefix(this.marks, other.marks, processCount) &&
      samePrefix(this.exitCode, other.exitCode, processCount) &&
      samePrefix(this.processShows, other.processShows, processCount) &&
      this.children.equals(other.children) &&
      this.threads.equals(other.threads) &&
      samePrefix(this.pgid, other.pgid, groupCount) &&
      samePrefix(this.session, other.session, groupCount) &&
      samePrefix(this.groupShows, other.groupShows, groupCount) &&
      this.members.equals(other.members) &&
      samePrefix(this.sid, other.sid, sessionCount) &&
      samePrefix(this.sessionShows, other.sessionShows, sessionCount) &&
      this.groups.equals(other.groups)
    );
  }
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
