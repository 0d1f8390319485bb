// Questions to a table, none of which changes it. Ids in, ids out: rows stay inside. An id that bears no
// such thing is answered with undefined, a predicate about it with false.
import { INIT } from '../contract/command.ts';
import type { Id } from '../contract/command.ts';
import type { Resources } from '../contract/observation/observation.ts';
import { COLUMN, FLAG, HEADER, INIT_ROW, NONE as none, ROW_WORDS as rowWords } from './layout.ts';
import type { Row } from './layout.ts';
import { Lifetimes } from './lifetime.ts';

const NONE = none;
const ROW_WORDS = rowWords;
const { ID, FLAGS, PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING, NEXT_MEMBER, SESSION, FIRST_MEMBER } = COLUMN;
const { NEXT_GROUP, FIRST_GROUP, FIRST_THREAD, NEXT_THREAD, THREAD_PROCESS, EXIT_CODE } = COLUMN;
const { PROCESS, ZOMBIE, THREAD, GROUP: GROUP_FACET, SESSION: SESSION_FACET } = FLAG;

/** Somewhere to write ids to: a typed array or a plain one. */
export type IdsOut = Int32Array | Uint32Array | Id[];

/** The read side of a table. */
export class Queries<Data> extends Lifetimes {
  // By position of the row, and only there once a datum is given: most tables carry none.
  protected processData: (Data | undefined)[] | undefined;
  protected threadDatum: (Data | undefined)[] | undefined;

  /** Live counts of what is allocated, for I9. O(1); the one object is the only allocation. */
  get resources(): Required<Resources> {
    const { words } = this;
    return {
      processes: words[HEADER.PROCESSES],
      groups: words[HEADER.GROUPS],
      sessions: words[HEADER.SESSIONS],
      threads: words[HEADER.THREADS],
      handles: words[HEADER.HANDLES],
    };
  }

  /** Whether an unfreed process has this pid. O(1). */
  has(pid: Id): boolean {
    return this.findFacet(pid, PROCESS) !== NONE;
  }

  /** Whether the process lives and has not exited. O(1). */
  isRunning(pid: Id): boolean {
    return this.isRunningRow(this.find(pid));
  }

  /** Whether the process has exited and is not freed yet. O(1). */
  isZombie(pid: Id): boolean {
    return this.isZombieRow(this.find(pid));
  }

  /** Whether this is init's pid. O(1). */
  isInit(pid: Id): boolean {
    return pid === INIT;
  }

  /** Whether the process is marked as a subreaper; a zombie keeps the mark. O(1). */
  isSubreaper(pid: Id): boolean {
    return this.hasFlag(this.find(pid), FLAG.SUBREAPER);
  }

  /** Whether the process is marked as group-exited. O(1). */
  isGroupExited(pid: Id): boolean {
    return this.hasFlag(this.find(pid), FLAG.GROUP_EXITED);
  }

  /** The process's exit code, 0 until a thread exits with another; in a POSIX table its wait status. O(1). */
  exitCode(pid: Id): number | undefined {
    const row = this.findFacet(pid, PROCESS);
    return row === NONE ? undefined : this.words[row + EXIT_CODE];
  }

  /** The parent's pid; undefined for init, too. O(1). */
  parent(pid: Id): Id | undefined {
    const row = this.findFacet(pid, PROCESS);
    return row === NONE || row === INIT_ROW ? undefined : this.words[this.words[row + PARENT] + ID];
  }

  /** The id of the process's group. O(1). */
  group(pid: Id): Id | undefined {
    const row = this.findFacet(pid, PROCESS);
    return row === NONE ? undefined : this.words[this.words[row + GROUP] + ID];
  }

  /** The id of the session of the process's group. O(1). */
  session(pid: Id): Id | undefined {
    const { words } = this;
    const row = this.findFacet(pid, PROCESS);
    return row === NONE ? undefined : words[words[words[row + GROUP] + SESSION] + ID];
  }

  /** The data that fork attached to the process. O(1). */
  data(pid: Id): Data | undefined {
    const row = this.findFacet(pid, PROCESS);
    return row === NONE ? undefined : this.processData?.[position(row)];
  }

  /** The data that newThread attached to the thread. O(1). */
  threadData(tid: Id): Data | undefined {
    const row = this.findFacet(tid, THREAD);
    return row === NONE ? undefined : this.threadDatum?.[position(row)];
  }

  /** The pid of the thread's process. O(1). */
  threadProcess(tid: Id): Id | undefined {
    const row = this.findFacet(tid, THREAD);
    return row === NONE ? undefined : this.words[this.processOfThread(row) + ID];
  }

  /** The pids of the process's children, ascending. O(children), sorted. */
  children(pid: Id): Id[] | undefined {
    const row = this.findFacet(pid, PROCESS);
    return row === NONE ? undefined : this.listed(row, FIRST_CHILD, NEXT_SIBLING);
  }

  /**
   * Writes the children's pids to `out`, the latest first: fork order backwards, where adopted children come
   * after those that were there. Returns how many there are; the ones that do not fit are left out.
   * O(children), no allocation.
   */
  childrenInto(pid: Id, out: IdsOut): number {
    return this.listInto(this.findFacet(pid, PROCESS), FIRST_CHILD, NEXT_SIBLING, out);
  }

  /** The tids of the process's threads, ascending. O(threads), sorted. */
  threads(pid: Id): Id[] | undefined {
    const row = this.findFacet(pid, PROCESS);
    if (row === NONE) return undefined;
    const tids = this.listed(row, FIRST_THREAD, NEXT_THREAD);
    if (this.hasFlag(row, THREAD)) insertAscending(tids, pid);
    return tids;
  }

  /** Whether a live group has this id. O(1). */
  hasGroup(pgid: Id): boolean {
    return this.findFacet(pgid, GROUP_FACET) !== NONE;
  }

  /** The id of the group's session. O(1). */
  groupSession(pgid: Id): Id | undefined {
    const row = this.findFacet(pgid, GROUP_FACET);
    return row === NONE ? undefined : this.words[this.words[row + SESSION] + ID];
  }

  /** The pids of the group's members, zombies included, ascending. O(members), sorted. */
  processes(pgid: Id): Id[] | undefined {
    const row = this.findFacet(pgid, GROUP_FACET);
    return row === NONE ? undefined : this.listed(row, FIRST_MEMBER, NEXT_MEMBER);
  }

  /** As {@link processes}, into `out` and in no promised order; as {@link childrenInto} otherwise. */
  processesInto(pgid: Id, out: IdsOut): number {
    return this.listInto(this.findFacet(pgid, GROUP_FACET), FIRST_MEMBER, NEXT_MEMBER, out);
  }

  /** Whether a live session has this id. O(1). */
  hasSession(sid: Id): boolean {
    return this.findFacet(sid, SESSION_FACET) !== NONE;
  }

  /** The ids of the session's groups, ascending. O(groups), sorted. */
  processGroups(sid: Id): Id[] | undefined {
    const row = this.findFacet(sid, SESSION_FACET);
    return row === NONE ? undefined : this.listed(row, FIRST_GROUP, NEXT_GROUP);
  }

  /** As {@link processGroups}, into `out` and in no promised order; as {@link childrenInto} otherwise. */
  processGroupsInto(sid: Id, out: IdsOut): number {
    return this.listInto(this.findFacet(sid, SESSION_FACET), FIRST_GROUP, NEXT_GROUP, out);
  }

  /** Every unfreed process, ascending. O(rows ever used), sorted; so are the next three. */
  pids(): Id[] {
    return this.allWith(PROCESS);
  }

  /** Every live group, ascending. */
  pgids(): Id[] {
    return this.allWith(GROUP_FACET);
  }

  /** Every live session, ascending. */
  sids(): Id[] {
    return this.allWith(SESSION_FACET);
  }

  /** Every thread, ascending. */
  tids(): Id[] {
    return this.allWith(THREAD);
  }

  /** The row in which the id bears this facet, or NONE. */
  protected findFacet(id: Id, facet: number): Row {
    const row = this.find(id);
    return this.hasFlag(row, facet) ? row : NONE;
  }

  /** Whether a row has any of these flags; NONE has none. */
  protected hasFlag(row: Row, flag: number): boolean {
    return (this.words[row + FLAGS] & flag) !== 0;
  }

  protected isRunningRow(row: Row): boolean {
    return (this.words[row + FLAGS] & (PROCESS | ZOMBIE)) === PROCESS;
  }

  protected isZombieRow(row: Row): boolean {
    return this.hasFlag(row, ZOMBIE);
  }

  /** Whether the group is in the session of the process's group. */
  protected sharesSession(process: Row, group: Row): boolean {
    const { words } = this;
    return words[group + SESSION] === words[words[process + GROUP] + SESSION];
  }

  protected hasThreads(process: Row): boolean {
    return this.words[process + FIRST_THREAD] !== NONE || this.hasFlag(process, THREAD);
  }

  /** A thread on a process's row bears that process's pid and is its thread; any other row says whose it is. */
  protected processOfThread(thread: Row): Row {
    return this.hasFlag(thread, PROCESS) ? thread : this.words[thread + THREAD_PROCESS];
  }

  private listed(owner: Row, first: number, next: number): Id[] {
    const { words } = this;
    const ids: Id[] = [];
    for (let row = words[owner + first]; row !== NONE; row = words[row + next]) ids.push(words[row + ID]);
    return ids.sort(ascending);
  }

  private listInto(owner: Row, first: number, next: number, out: IdsOut): number {
    if (owner === NONE) return 0;
    const { words } = this;
    let count = 0;
    for (let row = words[owner + first]; row !== NONE; row = words[row + next]) {
      out[count] = words[row + ID]; // past the end of a typed array this is dropped
      count++;
    }
    return count;
  }

  private allWith(facet: number): Id[] {
    const { words } = this;
    const ids: Id[] = [];
    for (let row = INIT_ROW; row < words[HEADER.ROWS_END]; row += ROW_WORDS) {
      if ((words[row + FLAGS] & facet) !== 0) ids.push(words[row + ID]);
    }
    return ids.sort(ascending);
  }
}

/** A row's position among the rows: the index of its data. */
export function position(row: Row): number {
  return row / ROW_WORDS;
}

/** Attaches a datum to a row. The array is filled up first: V8 turns one with large gaps into a dictionary. */
export function attach<Data>(data: (Data | undefined)[], row: Row, datum: Data): void {
  const at = position(row);
  while (data.length < at) data.push(undefined);
  data[at] = datum;
}

function ascending(a: Id, b: Id): number {
  return a - b;
}

function insertAscending(ids: Id[], id: Id): void {
  const at = ids.findIndex((other) => other > id);
  ids.splice(at === -1 ? ids.length : at, 0, id);
}
