// The effects of commands on a state, whichever command set they are of: the effects that several rules share, and the
// one law by which groups and sessions end. Pure.
import type { Id } from '../contract/command.ts';
import type { Group, Process, Remembered, Session, State } from './state.ts';
import { groupIn, idInUse, NothingThere, processIn, reaperOf, sessionIn } from './state.ts';

/**
 * The lifetime law (semantics, section 1): a group lives exactly as long as it has a member or a handle, a session
 * exactly as long as it has a live group or a handle. Applied after every accepted command, groups first. In a
 * state where it held before, only what lost a member, a group or a handle can have ended, so only that is asked:
 * the cost is that of the change, not that of the state.
 */
export function endLifetimes(before: State, after: State): State {
  let { groups, sessions } = after;
  // Nobody came or went, and no handle did.
  const isSameByGroup = after.processes.by('group') === before.processes.by('group');
  if (isSameByGroup && groups === before.groups && sessions === before.sessions) return after;
  const endGroupIfEmpty = (pgid: Id): void => {
    const empty = after.processes.where('group', pgid).length === 0;
    if (empty && groups.get(pgid)?.handles === 0) groups = groups.delete(pgid);
  };
  const endSessionIfEmpty = (sid: Id): void => {
    const empty = groups.where('session', sid).length === 0;
    if (empty && sessions.get(sid)?.handles === 0) sessions = sessions.delete(sid);
  };
  after.processes.forEachChange(
    before.processes,
    (_, was, is) => was !== undefined && was.group !== is?.group && endGroupIfEmpty(was.group),
  );
  after.groups.forEachChange(before.groups, endGroupIfEmpty);
  groups.forEachChange(before.groups, (_, was) => was !== undefined && endSessionIfEmpty(was.session));
  after.sessions.forEachChange(before.sessions, endSessionIfEmpty);
  return groups === after.groups && sessions === after.sessions ? after : { ...after, groups, sessions };
}

/**
 * The law of remembered numbers (semantics, section 7): what a terminal, a leader or a wait remembers is stale from when
 * nothing bears the number any more. Applied after the lifetime law. O(numbers remembered).
 */
export function withStaleNumbers(state: State): State {
  let { terminals, waits, lostForegrounds } = state;
  if (terminals.size + waits.size + lostForegrounds.size === 0) return state;
  const isLost = ({ group, stale }: Remembered): boolean => !stale && group !== 0 && !idInUse(state, group);
  terminals.forEach((terminal, id) => {
    if (isLost(terminal)) terminals = terminals.set(id, { ...terminal, stale: true });
  });
  waits.forEach((wait, pid) => {
    if (isLost(wait)) waits = waits.set(pid, { ...wait, stale: true });
  });
  lostForegrounds.forEach((lost, pid) => {
    // Nobody could be sent anything by it any more.
    if (isLost(lost)) lostForegrounds = lostForegrounds.delete(pid);
  });
  const isSame =
    terminals === state.terminals && waits === state.waits && lostForegrounds === state.lostForegrounds;
  return isSame ? state : { ...state, terminals, waits, lostForegrounds };
}

/** A new session without a handle. */
const NEW_SESSION: Session = { handles: 0 };

/** The process leads a new session and, in it, a new group, both bearing its pid. */
export function inNewSession(state: State, pid: Id): State {
  return inNewGroup({ ...state, sessions: state.sessions.set(pid, NEW_SESSION) }, pid, pid);
}

/** The process is in a new group that bears its pid, in this session: by default the one it is in. */
export function inNewGroup(
  state: State,
  pid: Id,
  session: Id = groupIn(state, processIn(state, pid).group).session,
): State {
  return withProcess(withGroup(state, pid, newGroup(session)), pid, { ...processIn(state, pid), group: pid });
}

/** The process is in this group, which lives. */
export function inGroup(state: State, pid: Id, group: Id): State {
  groupIn(state, group);
  return withProcess(state, pid, { ...processIn(state, pid), group });
}

/** The additions of a command set to the adoption of orphans. */
interface Adoption {
  /** The place that a child takes among those of its reaper; 0 where the set knows no order of children. */
  readonly placeWith?: (state: State, reaper: Id) => number;
  /** The fate of a child once it is there. */
  readonly arrived?: (state: State, child: Id) => State;
}

/** The children of a process that has ended pass to its reaper, one after the other, in the order given. */
export function withOrphansAdopted(
  state: State,
  pid: Id,
  orphans: readonly Id[],
  { placeWith = () => 0, arrived = (next) => next }: Adoption = {},
): State {
  const parent = reaperOf(state, pid);
  let next = state;
  for (const child of orphans) {
    const place = placeWith(next, parent);
    next = arrived(withProcess(next, child, { ...processIn(next, child), parent, place }), child);
  }
  return next;
}

/** A process more, of a pid that no other has. */
export function withNewProcess(state: State, pid: Id, process: Process): State {
  if (state.processes.has(pid)) throw new NothingThere(`there is a process ${pid} already`);
  return withProcess(state, pid, process);
}

/** A thread more, of a tid that no other has, of a process that is there. */
export function withNewThread(state: State, tid: Id, process: Id): State {
  processIn(state, process);
  if (state.threads.has(tid)) throw new NothingThere(`there is a thread ${tid} already`);
  return { ...state, threads: state.threads.set(tid, { process }) };
}

/** The zombie is gone: out of its group and its parent's children. */
export function withoutZombie(state: State, pid: Id): State {
  if (!processIn(state, pid).zombie) throw new NothingThere(`process ${pid} is no zombie`);
  return { ...state, processes: state.processes.delete(pid) };
}

function newGroup(session: Id): Group {
  return { session, handles: 0 };
}

/** One handle more or fewer on the group. */
export function withGroupHandle(state: State, pgid: Id, more: 1 | -1): State {
  return withGroup(state, pgid, handled(groupIn(state, pgid), more, `group ${pgid}`));
}

/** One handle more or fewer on the session. */
export function withSessionHandle(state: State, sid: Id, more: 1 | -1): State {
  const session = handled(sessionIn(state, sid), more, `session ${sid}`);
  return { ...state, sessions: state.sessions.set(sid, session) };
}

function handled<Held extends Group | Session>(held: Held, more: 1 | -1, what: string): Held {
  if (held.handles + more < 0) throw new NothingThere(`no handle on ${what} is held`);
  return { ...held, handles: held.handles + more };
}

export function withProcess(state: State, pid: Id, process: Process): State {
  return { ...state, processes: state.processes.set(pid, process) };
}

function withGroup(state: State, pgid: Id, group: Group): State {
  return { ...state, groups: state.groups.set(pgid, group) };
}
