// A hierarchy at one moment, immutable: what is stored, and everything that follows from it as a function.
// Members, children and leadership are never stored; they are asked of the tables.
import type { Id } from '../contract/command.ts';
import { INIT } from '../contract/command.ts';
import type { ProcessMark } from '../contract/observation/fields.ts';
import type { HeldCounts } from '../contract/notation/state.ts';
import { Table } from './indexed-table.ts';

/** An unfreed process: running, then a zombie. It has a member for each mark that an observation can show. */
export interface Process extends Readonly<Record<ProcessMark, boolean>> {
  /** `null` only for init. */
  readonly parent: Id | null;
  readonly group: Id;
  readonly zombie: boolean;
  readonly subreaper: boolean;
  readonly groupExited: boolean;
  /** The wait status with the POSIX commands: 256 × code after an exit, the signal's number after a kill. */
  readonly exitCode: number;
  /** Has executed a program since it was forked. */
  readonly executed: boolean;
  readonly ignoresSigchld: boolean;
  /**
   * Its place among its parent's children, of which only the order counts. The hierarchy commands know no order:
   * there every place is 0.
   */
  readonly place: number;
}

/** A thread, until it ends. */
export interface Thread {
  readonly process: Id;
}

/** A live group; its session is fixed for its whole life. */
export interface Group {
  readonly session: Id;
  readonly handles: number;
}

/** A live session. */
export interface Session {
  readonly handles: number;
}

/** The job control of a process that has anything of it. */
export interface Job {
  /** Its controlling terminal. */
  readonly terminal: Id | null;
  readonly stopped: boolean;
  /** The signal that stopped it, while its parent has not fetched that; else 0. */
  readonly stopReport: number;
  /** It was continued, and its parent has not fetched that. */
  readonly continueReport: boolean;
  /** A SIGHUP and a SIGINT that wait until it is continued. */
  readonly pendingHangup: boolean;
  readonly pendingInterrupt: boolean;
}

/**
 * A number as something remembers it that does not keep it in use: once nothing bears the number any more, it is stale,
 * whatever bears it later.
 */
export interface Remembered {
  readonly group: Id;
  readonly stale: boolean;
}

/** A wait under way: of the process whose pid the row bears. */
export interface Wait {
  /** The argument it was called with: −1, 0, n or −g. */
  readonly pid: number;
  /** The group that 0 or −g meant when it began; 0 where none is meant, or nothing bore the number. */
  readonly group: Id;
  readonly stale: boolean;
  readonly untraced: boolean;
  readonly continued: boolean;
  /** The answer that it has when the process is continued: a pid and its status, {@link NO_CHILD}, or 0 for none. */
  readonly found: number;
  readonly foundStatus: number;
}

/** In place of a pid in an answer to a wait: no child is asked for. */
export const NO_CHILD = -1;

/** A terminal that serves a session. */
export interface Terminal extends Remembered {
  readonly session: Id;
}

/** The news of one process since the command before: they decide nothing. */
export interface News {
  readonly hungUp: boolean;
  readonly continued: boolean;
  /** The answer by which its wait ended: as in {@link Wait}. */
  readonly woken: number;
  readonly wokenStatus: number;
  /** The children that the wait asked for that has ended: as in {@link Wait}; 0 for both where none has. */
  readonly askedPid: number;
  readonly askedGroup: Id;
  /** Events of children that a waiting process could see, and signals that it met. */
  readonly events: number;
  readonly signals: number;
  /** The reports among which its wait ended with one. */
  readonly reports: number;
}

/** Everything there is. Each fact stands once: a process's group in its row, and nowhere else. */
export interface State {
  readonly processes: Table<Process, 'parent' | 'group'>;
  readonly threads: Table<Thread, 'process'>;
  readonly groups: Table<Group, 'session'>;
  readonly sessions: Table<Session>;
  /** By pid; a process without a row has nothing of it. */
  readonly jobs: Table<Job, 'terminal'>;
  /** By the pid of who waits. */
  readonly waits: Table<Wait>;
  /** By the number of the terminal; one without a row serves no session. The group is its foreground. */
  readonly terminals: Table<Terminal>;
  /** By the pid of a session leader that lost its terminal by a hang-up: the foreground that it had. */
  readonly lostForegrounds: Table<Remembered>;
  /** By pid. */
  readonly news: Table<News>;
}

/** Init alone, leading group 1 and session 1. */
export const INITIAL_STATE: State = {
  processes: Table.empty<Process, 'parent' | 'group'>('parent', 'group').set(INIT, newProcess(null, INIT)),
  threads: Table.empty<Thread, 'process'>('process'),
  groups: Table.empty<Group, 'session'>('session').set(INIT, { session: INIT, handles: 0 }),
  sessions: Table.empty<Session>().set(INIT, { handles: 0 }),
  jobs: Table.empty<Job, 'terminal'>('terminal'),
  waits: Table.empty<Wait>(),
  terminals: Table.empty<Terminal>(),
  lostForegrounds: Table.empty<Remembered>(),
  news: Table.empty<News>(),
};

/** The state in which nothing is new. */
export function withoutNews(state: State): State {
  return state.news.size === 0 ? state : { ...state, news: INITIAL_STATE.news };
}

/** A process as fork makes it: running, no thread, no mark of its parent's inherited. */
export function newProcess(parent: Id | null, group: Id): Process {
  return {
    parent,
    group,
    zombie: false,
    subreaper: false,
    groupExited: false,
    exitCode: 0,
    executed: false,
    ignoresSigchld: false,
    place: 0,
  };
}

/** Thrown if what a command acts on is not there. The message completes "… cannot be carried out: ". */
export class NothingThere extends Error {}

/** The process of this pid, which must be there. */
export function processIn(state: State, pid: Id): Process {
  return state.processes.get(pid) ?? missing('process', pid);
}

/** The group of this id, which must live. */
export function groupIn(state: State, pgid: Id): Group {
  return state.groups.get(pgid) ?? missing('group', pgid);
}

/** The session of this id, which must live. */
export function sessionIn(state: State, sid: Id): Session {
  return state.sessions.get(sid) ?? missing('session', sid);
}

/** The thread of this id, which must be there. */
export function threadIn(state: State, tid: Id): Thread {
  return state.threads.get(tid) ?? missing('thread', tid);
}

function missing(kind: string, id: Id): never {
  throw new NothingThere(`there is no ${kind} ${id}`);
}

export function isRunning(state: State, pid: Id): boolean {
  return state.processes.get(pid)?.zombie === false;
}

export function isZombie(state: State, pid: Id): boolean {
  return state.processes.get(pid)?.zombie === true;
}

export function groupOf(state: State, pid: Id): Id | undefined {
  return state.processes.get(pid)?.group;
}

export function sessionOf(state: State, pid: Id): Id | undefined {
  const group = groupOf(state, pid);
  return group === undefined ? undefined : state.groups.get(group)?.session;
}

/** Ascending, zombies included. */
export function childrenOf(state: State, pid: Id): readonly Id[] {
  return state.processes.where('parent', pid);
}

/** In the order in which they became its children; ascending where there is no order. */
export function childrenInOrder(state: State, pid: Id): readonly Id[] {
  const placeOf = (child: Id): number => state.processes.get(child)?.place ?? 0;
  return childrenOf(state, pid).toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** Ascending. */
export function threadsOf(state: State, pid: Id): readonly Id[] {
  return state.threads.where('process', pid);
}

/** Ascending, zombies included. */
export function membersOf(state: State, pgid: Id): readonly Id[] {
  return state.processes.where('group', pgid);
}

/** Ascending. */
export function groupsOf(state: State, sid: Id): readonly Id[] {
  return state.groups.where('session', sid);
}

/** Whether any unfreed process, thread, live group or live session bears the id. */
export function idInUse(state: State, id: Id): boolean {
  return state.processes.has(id) || state.threads.has(id) || state.groups.has(id) || state.sessions.has(id);
}

/** The handles held on each group and session that has any. O(groups + sessions). */
export function handlesIn(state: State): HeldCounts {
  const groups = new Map<Id, number>();
  const sessions = new Map<Id, number>();
  state.groups.forEach(({ handles }, pgid) => handles > 0 && groups.set(pgid, handles));
  state.sessions.forEach(({ handles }, sid) => handles > 0 && sessions.set(sid, handles));
  return { groups, sessions };
}

/** The heir of a process's children: the nearest living ancestor that is a subreaper, else init. */
export function reaperOf(state: State, pid: Id): Id {
  for (
    let ancestor = state.processes.get(pid)?.parent;
    ancestor;
    ancestor = state.processes.get(ancestor)?.parent
  ) {
    const process = state.processes.get(ancestor);
    if (process !== undefined && process.subreaper && !process.zombie) return ancestor;
  }
  return INIT;
}
