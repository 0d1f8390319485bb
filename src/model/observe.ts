// Writes down what the model expects to be observed of a state, as flat columns.
import { TERMINALS } from '../contract/argument.ts';
import type { Id } from '../contract/command.ts';
import type { ShownFields } from '../contract/observation/fields.ts';
import { FIELDS, marksByName, placed, showsOf } from '../contract/observation/fields.ts';
import type { Focus } from '../contract/observation/flat-observation.ts';
import {
  FlatObservation,
  NO_PARENT,
  SHOWS_ALL_OF_GROUP,
  SHOWS_ALL_OF_SESSION,
  SHOWS_ALL_OF_TERMINAL,
  SHOWS_CHILDREN,
  SHOWS_GROUPS,
  SHOWS_PROCESSES,
  SHOWS_TERMINAL,
  SHOWS_THREADS,
} from '../contract/observation/flat-observation.ts';
import type { Group, Process, State } from './state.ts';
import { NO_CHILD, childrenOf, groupsOf, membersOf, threadsOf } from './state.ts';

/** The observer of a command set's states. */
export interface Observer {
  /** Writes everything observable of the state, or what is in focus, to `out`. O(what is shown). */
  readonly observe: (state: State, out: FlatObservation, focus?: Focus) => void;
  /** Whether all that is shown is just what `observe` would give, resources aside. */
  readonly isObserved: (state: State, seen: FlatObservation) => boolean;
  /** Whether the two show the same for certain: of states that differ in what is shown, or may, this is false. O(changes). */
  readonly areAlike: (state: State, other: State) => boolean;
}

/** The observer of a command set, given the fields of a process that its states show. */
export function observer(shows: ShownFields): Observer {
  const parts = showsOf(FIELDS.process, Object.keys(shows));
  return {
    observe: (state, out, focus) => observe(parts, state, out, focus),
    isObserved: (state, seen) => isObserved(parts, state, seen),
    areAlike,
  };
}

function observe(parts: number, state: State, out: FlatObservation, focus?: Focus): void {
  out.clear();
  const listMax = focus?.listMax ?? Number.POSITIVE_INFINITY;
  if (focus === undefined) {
    state.processes.forEach((process, pid) => observeProcess(parts, state, out, pid, process, listMax));
    state.groups.forEach((group, pgid) => observeGroup(state, out, pgid, group, listMax));
    state.sessions.forEach((_, sid) => observeSession(state, out, sid, listMax));
  } else {
    for (const pid of focus.processes) {
      const process = state.processes.get(pid);
      if (process !== undefined) observeProcess(parts, state, out, pid, process, listMax);
    }
    for (const pgid of focus.groups) {
      const group = state.groups.get(pgid);
      if (group !== undefined) observeGroup(state, out, pgid, group, listMax);
    }
    for (const sid of focus.sessions) {
      if (state.sessions.has(sid)) observeSession(state, out, sid, listMax);
    }
  }
  if ((parts & SHOWS_TERMINAL) !== 0) observeTerminals(state, out);
}

/** Writes every terminal, and whose waits ended with the command before. */
function observeTerminals(state: State, out: FlatObservation): void {
  for (let terminal = 1; terminal <= TERMINALS; terminal += 1) {
    const serves = state.terminals.get(terminal);
    out.addTerminal(terminal, serves?.session ?? 0, serves?.group ?? 0, SHOWS_ALL_OF_TERMINAL);
  }
  out.showsWoken = true;
  state.news.forEach(({ woken, wokenStatus }, pid) => {
    if (woken === 0) return;
    out.addWoken(
      pid,
      woken === NO_CHILD ? { refused: 'ECHILD' } : { ok: { pid: woken, status: wokenStatus } },
    );
  });
}

/**
 * Whether all that is shown is just what the state would show, resources aside: `observe` and `equals` in one pass,
 * for the step that is run millions of times. An observation in part, or not in ascending order, is never just that.
 */
function isObserved(parts: number, state: State, seen: FlatObservation): boolean {
  const { processes, groups, sessions } = state;
  const childrenBy = processes.by('parent');
  const membersBy = processes.by('group');
  const groupsBy = groups.by('session');
  const threadsBy = state.threads.by('process');
  if (
    seen.processCount !== processes.size ||
    seen.groupCount !== groups.size ||
    seen.sessionCount !== sessions.size
  )
    return false;
  const showsThreads = (parts & SHOWS_THREADS) !== 0;
  const showsJobs = (parts & SHOWS_TERMINAL) !== 0;
  if (showsJobs !== seen.showsTerminals || (showsJobs && !areTerminalsObserved(state, seen))) return false;
  const { processCount, pid, parent, group, marks, exitCode, processShows } = seen;
  for (let index = 0, last = 0; index < processCount; index += 1) {
    const id = pid[index];
    const process = processes.get(id);
    if (process === undefined || id <= last || processShows[index] !== parts) return false;
    if (parent[index] !== (process.parent ?? NO_PARENT) || group[index] !== process.group) return false;
    const expected = showsJobs ? marksOf(process) | jobMarksOf(state, id) : marksOf(process);
    if (marks[index] !== expected || exitCode[index] !== process.exitCode) return false;
    if (showsJobs && seen.terminal[index] !== (state.jobs.get(id)?.terminal ?? 0)) return false;
    if (!seen.children.is(index, childrenBy.get(id) ?? NO_IDS)) return false;
    if (showsThreads && !seen.threads.is(index, threadsBy.get(id) ?? NO_IDS)) return false;
    last = id;
  }
  const { groupCount, pgid, session, groupShows } = seen;
  for (let index = 0, last = 0; index < groupCount; index += 1) {
    const id = pgid[index];
    const row = groups.get(id);
    if (row === undefined || id <= last || groupShows[index] !== SHOWS_ALL_OF_GROUP) return false;
    if (session[index] !== row.session || !seen.members.is(index, membersBy.get(id) ?? NO_IDS)) return false;
    last = id;
  }
  const { sessionCount, sid, sessionShows } = seen;
  for (let index = 0, last = 0; index < sessionCount; index += 1) {
    const id = sid[index];
    if (!sessions.has(id) || id <= last || sessionShows[index] !== SHOWS_ALL_OF_SESSION) return false;
    if (!seen.groups.is(index, groupsBy.get(id) ?? NO_IDS)) return false;
    last = id;
  }
  return true;
}

/** Only handles, and what a leader remembers, are not shown. */
function areAlike(state: State, other: State): boolean {
  let alike =
    state.processes === other.processes &&
    state.threads === other.threads &&
    state.jobs === other.jobs &&
    state.waits === other.waits &&
    state.terminals === other.terminals &&
    state.news === other.news;
  if (!alike) return false;
  state.groups.forEachChange(other.groups, (_, one, two) => {
    if (one?.session !== two?.session) alike = false;
  });
  state.sessions.forEachChange(other.sessions, (_, one, two) => {
    if (one === undefined || two === undefined) alike = false;
  });
  return alike;
}

/** Whether the terminals, and who was woken, are shown as they are. */
function areTerminalsObserved(state: State, seen: FlatObservation): boolean {
  TERMINALS_EXPECTED.clear();
  observeTerminals(state, TERMINALS_EXPECTED);
  return TERMINALS_EXPECTED.hasSameTerminals(seen);
}

/** Filled anew at each question. */
const TERMINALS_EXPECTED = new FlatObservation();

const NO_IDS: readonly Id[] = [];

const MARK = marksByName(FIELDS.process);
// Constants of this file, which the optimizer folds.
const ZOMBIE = MARK.state;
const SUBREAPER = MARK.subreaper;
const GROUP_EXITED = MARK.groupExited;
const EXECUTED = MARK.executed;
const IGNORES_SIGCHLD = MARK.ignoresSigchld;

const IN_ORDER = placed(FIELDS.process);
const STOPPED = IN_ORDER.find(({ name }) => name === 'state')?.thirdMark ?? 0;
const [HUNG_UP, CONTINUED] = IN_ORDER.find(({ name }) => name === 'received')?.setMarks ?? [];
const PENDING_HANGUP = MARK.pendingHangup;
const PENDING_INTERRUPT = MARK.pendingInterrupt;
const WAITING = MARK.waiting;

/** The marks of a process that its job control says. */
function jobMarksOf(state: State, pid: Id): number {
  const job = state.jobs.get(pid);
  const news = state.news.get(pid);
  return (
    (job?.stopped === true ? STOPPED : 0) |
    (job?.pendingHangup === true ? PENDING_HANGUP : 0) |
    (job?.pendingInterrupt === true ? PENDING_INTERRUPT : 0) |
    (state.waits.has(pid) ? WAITING : 0) |
    (news?.hungUp === true ? HUNG_UP : 0) |
    (news?.continued === true ? CONTINUED : 0)
  );
}

/** Every mark of the table of fields that a process's own row says. */
function marksOf(process: Process): number {
  return (
    (process.zombie ? ZOMBIE : 0) |
    (process.subreaper ? SUBREAPER : 0) |
    (process.groupExited ? GROUP_EXITED : 0) |
    (process.executed ? EXECUTED : 0) |
    (process.ignoresSigchld ? IGNORES_SIGCHLD : 0)
  );
}

function observeProcess(
  parts: number,
  state: State,
  out: FlatObservation,
  pid: Id,
  process: Process,
  listMax: number,
): void {
  const children = childrenOf(state, pid);
  const threads = threadsOf(state, pid);
  const shows =
    parts &
    ~(children.length > listMax ? SHOWS_CHILDREN : 0) &
    ~(threads.length > listMax ? SHOWS_THREADS : 0);
  const isJob = (shows & SHOWS_TERMINAL) !== 0;
  const marks = isJob ? marksOf(process) | jobMarksOf(state, pid) : marksOf(process);
  const terminal = isJob ? (state.jobs.get(pid)?.terminal ?? 0) : 0;
  out.addProcess(pid, process.parent ?? NO_PARENT, process.group, marks, process.exitCode, shows, terminal);
  if (shows & SHOWS_CHILDREN) out.children.pushAll(children);
  if (shows & SHOWS_THREADS) out.threads.pushAll(threads);
}

function observeGroup(state: State, out: FlatObservation, pgid: Id, group: Group, listMax: number): void {
  const members = membersOf(state, pgid);
  const shown = members.length <= listMax;
  out.addGroup(pgid, group.session, shown ? SHOWS_ALL_OF_GROUP : SHOWS_ALL_OF_GROUP & ~SHOWS_PROCESSES);
  if (shown) out.members.pushAll(members);
}

function observeSession(state: State, out: FlatObservation, sid: Id, listMax: number): void {
  const groups = groupsOf(state, sid);
  const shown = groups.length <= listMax;
  out.addSession(sid, shown ? SHOWS_ALL_OF_SESSION : SHOWS_ALL_OF_SESSION & ~SHOWS_GROUPS);
  if (shown) out.groups.pushAll(groups);
}
