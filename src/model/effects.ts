// What commands do to a state, whichever command set they are of: the effects that several rules share, and the one
// law by which groups and sessions end. Pure.
import type { Id } from '../contract/command.ts';
import type { Group, Process, Session, State } from './state.ts';

/**
 * The lifetime law (semantics, section 1): a group lives exactly as long as it has a member or a handle, a session
 * exactly as long as it has a live group or a handle. Applied after every accepted command, groups first. In a
 * state where it held before, only what lost a member, a group or a handle can have ended, so only that is asked:
 * the cost is that of the change, not that of the state.
 */
export function endLifetimes(before: State, after: State): State {
  let { groups, sessions } = after;
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
    (_, was) => was !== undefined && endGroupIfEmpty(was.group),
  );
  after.groups.forEachChange(before.groups, endGroupIfEmpty);
  groups.forEachChange(before.groups, (_, was) => was !== undefined && endSessionIfEmpty(was.session));
  after.sessions.forEachChange(before.sessions, endSessionIfEmpty);
  return groups === after.groups && sessions === after.sessions ? after : { ...after, groups, sessions };
}

/** A new session without a handle. */
const NEW_SESSION: Session = { handles: 0 };

/** The process leads a new session and, in it, a new group, both bearing its pid. */
export function inNewSession(state: State, pid: Id): State {
  return inNewGroup({ ...state, sessions: state.sessions.set(pid, NEW_SESSION) }, pid, pid);
}

/** The process is in a new group that bears its pid, in this session. */
export function inNewGroup(state: State, pid: Id, session: Id): State {
  return withProcess(withGroup(state, pid, newGroup(session)), pid, { ...processIn(state, pid), group: pid });
}

/** The process is in this group, which lives. */
export function inGroup(state: State, pid: Id, group: Id): State {
  return withProcess(state, pid, { ...processIn(state, pid), group });
}

/** The process is gone: out of its group and its parent's children. */
export function withoutProcess(state: State, pid: Id): State {
  return { ...state, processes: state.processes.delete(pid) };
}

function newGroup(session: Id): Group {
  return { session, handles: 0 };
}

export function handled<Held extends Group | Session>(held: Held, more: number): Held {
  return { ...held, handles: held.handles + more };
}

export function withProcess(state: State, pid: Id, process: Process): State {
  return { ...state, processes: state.processes.set(pid, process) };
}

export function withGroup(state: State, pgid: Id, group: Group): State {
  return { ...state, groups: state.groups.set(pgid, group) };
}

export function withSession(state: State, sid: Id, session: Session): State {
  return { ...state, sessions: state.sessions.set(sid, session) };
}

export function processIn(state: State, pid: Id): Process {
  return state.processes.get(pid) as Process;
}
