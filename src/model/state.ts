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

/** Everything there is. Each fact stands once: a process's group in its row, and nowhere else. */
export interface State {
  readonly processes: Table<Process, 'parent' | 'group'>;
  readonly threads: Table<Thread, 'process'>;
  readonly groups: Table<Group, 'session'>;
  readonly sessions: Table<Session>;
}

/** Init alone, leading group 1 and session 1. */
export const INITIAL_STATE: State = {
  processes: Table.empty<Process, 'parent' | 'group'>('parent', 'group').set(INIT, newProcess(null, INIT)),
  threads: Table.empty<Thread, 'process'>('process'),
  groups: Table.empty<Group, 'session'>('session').set(INIT, { session: INIT, handles: 0 }),
  sessions: Table.empty<Session>().set(INIT, { handles: 0 }),
};

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
