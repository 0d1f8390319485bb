// What the model expects to be observed of a state, as flat columns.
import type { Id } from '../contract/command.ts';
import type { FlatObservation, Focus, IdLists } from '../contract/flat-observation.ts';
import {
  GROUP_EXITED,
  NO_PARENT,
  SHOWS_ALL_OF_GROUP,
  SHOWS_ALL_OF_PROCESS,
  SHOWS_ALL_OF_SESSION,
  SHOWS_CHILDREN,
  SHOWS_GROUPS,
  SHOWS_PROCESSES,
  SHOWS_THREADS,
  SUBREAPER,
  ZOMBIE,
} from '../contract/flat-observation.ts';
import type { Group, Process, State } from './state.ts';
import { childrenOf, groupsOf, membersOf, threadsOf } from './state.ts';

/** Writes everything observable of the state, or what is in focus, to `out`. O(what is shown). */
export function observe(state: State, out: FlatObservation, focus?: Focus): void {
  out.clear();
  const listMax = focus?.listMax ?? Number.POSITIVE_INFINITY;
  if (focus === undefined) {
    state.processes.forEach((process, pid) => observeProcess(state, out, pid, process, listMax));
    state.groups.forEach((group, pgid) => observeGroup(state, out, pgid, group, listMax));
    state.sessions.forEach((_, sid) => observeSession(state, out, sid, listMax));
  } else {
    for (const pid of focus.processes) {
      const process = state.processes.get(pid);
      if (process !== undefined) observeProcess(state, out, pid, process, listMax);
    }
    for (const pgid of focus.groups) {
      const group = state.groups.get(pgid);
      if (group !== undefined) observeGroup(state, out, pgid, group, listMax);
    }
    for (const sid of focus.sessions) {
      if (state.sessions.has(sid)) observeSession(state, out, sid, listMax);
    }
  }
}

function observeProcess(
  state: State,
  out: FlatObservation,
  pid: Id,
  process: Process,
  listMax: number,
): void {
  const marks =
    (process.zombie ? ZOMBIE : 0) |
    (process.subreaper ? SUBREAPER : 0) |
    (process.groupExited ? GROUP_EXITED : 0);
  const children = childrenOf(state, pid);
  const threads = threadsOf(state, pid);
  const shows =
    SHOWS_ALL_OF_PROCESS &
    ~(children.length > listMax ? SHOWS_CHILDREN : 0) &
    ~(threads.length > listMax ? SHOWS_THREADS : 0);
  out.addProcess(pid, process.parent ?? NO_PARENT, process.group, marks, process.exitCode, shows);
  if (shows & SHOWS_CHILDREN) list(out.children, children);
  if (shows & SHOWS_THREADS) list(out.threads, threads);
}

function observeGroup(state: State, out: FlatObservation, pgid: Id, group: Group, listMax: number): void {
  const members = membersOf(state, pgid);
  const shown = members.length <= listMax;
  out.addGroup(pgid, group.session, shown ? SHOWS_ALL_OF_GROUP : SHOWS_ALL_OF_GROUP & ~SHOWS_PROCESSES);
  if (shown) list(out.members, members);
}

function observeSession(state: State, out: FlatObservation, sid: Id, listMax: number): void {
  const groups = groupsOf(state, sid);
  const shown = groups.length <= listMax;
  out.addSession(sid, shown ? SHOWS_ALL_OF_SESSION : SHOWS_ALL_OF_SESSION & ~SHOWS_GROUPS);
  if (shown) list(out.groups, groups);
}

function list(lists: IdLists, ids: readonly Id[]): void {
  for (const id of ids) lists.push(id);
}
