// A hierarchy of few ids as one array of bytes, the form in which a search of millions of states handles them: what the
// bytes mean, and the way to the model's State and back.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { Process, State } from '../state.ts';
import { childrenInOrder, INITIAL_STATE } from '../state.ts';

/** Ids are 1 … this, so that an id takes at most four bits. */
export const PACKED_ID_MAX = 15;

// A column is 16 bytes, one an id (byte 0 stays 0); what an id does not bear is 0 throughout.
/** 0 no process, {@link RUNNING}, {@link DEAD}. */
export const STATUS = 0;
/** A process's parent, 0 for init. */
export const PARENT = 16;
/** A process's group. */
export const GROUP = 32;
/** A live group's session, 0 where no group of that id lives. A session lives if a group or a handle names it. */
export const SESSION = 48;
/** Handles held on a group; on a session. */
export const GROUP_HANDLES = 64;
export const SESSION_HANDLES = 80;
/** A thread's process, 0 where the id is no thread's. */
export const THREAD_OF = 96;
/** A process's marks, and the place of its exit code in {@link EXIT_CODES}. */
export const SUBREAPER = 112;
export const GROUP_EXITED = 128;
export const EXIT_CODE = 144;
/** Bytes of a state of the hierarchy commands. */
export const CELLS = 160;
/** Of the POSIX commands besides: two more marks, and a process's rank among its parent's children, from 1. */
export const EXECUTED = 160;
export const IGNORES_SIGCHLD = 176;
export const RANK = 192;
const POSIX_CELLS = 208;

/** The one exit code besides 0: every bit of it is set, so that whoever loses some is found out. */
export const OTHER_CODE = -1;
/** The exit codes that a search knows; the last ones are wait statuses, of a kill and of exits with codes 1 and 255. */
export const EXIT_CODES: readonly number[] = [0, OTHER_CODE, 9, 256, 65_280];

export const RUNNING = 1;
export const DEAD = 2;

/** What of a state can vary at a bound. */
export interface Extent {
  /** Whether the POSIX commands made it: then the order of children counts. */
  readonly posix: boolean;
  readonly ids: number;
  /** Handles a group or session can have at most. */
  readonly handles: number;
  readonly threads: boolean;
  readonly subreapers: boolean;
  readonly groupExits: boolean;
  readonly exitCodes: boolean;
  readonly executed: boolean;
  readonly ignoring: boolean;
}

/** The state at the start. */
export function newCells(posix = false): Uint8Array {
  const cells = new Uint8Array(posix ? POSIX_CELLS : CELLS);
  encodeState(INITIAL_STATE, cells);
  return cells;
}

/** Whether two states in bytes are the same one. O(bytes). */
export function sameCells(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return one.length === other.length;
}

/** A state in bytes. Throws if it has an id or an exit code that does not fit. */
export function encodeState(state: State, cells: Uint8Array): void {
  cells.fill(0);
  state.processes.forEach((process, pid) => {
    cells[STATUS + fit(pid)] = process.zombie ? DEAD : RUNNING;
    cells[PARENT + pid] = process.parent ?? 0;
    cells[GROUP + pid] = process.group;
    cells[SUBREAPER + pid] = Number(process.subreaper);
    cells[GROUP_EXITED + pid] = Number(process.groupExited);
    const code = EXIT_CODES.indexOf(process.exitCode);
    if (code < 0) throw new RangeError(`exit code ${process.exitCode}`);
    cells[EXIT_CODE + pid] = code;
    if (cells.length === CELLS) return;
    cells[EXECUTED + pid] = Number(process.executed);
    cells[IGNORES_SIGCHLD + pid] = Number(process.ignoresSigchld);
    childrenInOrder(state, pid).forEach((child, index) => {
      cells[RANK + fit(child)] = index + 1;
    });
  });
  state.groups.forEach(({ session, handles }, pgid) => {
    cells[SESSION + fit(pgid)] = session;
    cells[GROUP_HANDLES + pgid] = handles;
  });
  state.sessions.forEach(({ handles }, sid) => {
    cells[SESSION_HANDLES + fit(sid)] = handles;
  });
  state.threads.forEach(({ process }, tid) => {
    cells[THREAD_OF + fit(tid)] = process;
  });
}

/** The state that the bytes stand for. */
export function decodeState(cells: Uint8Array): State {
  let { processes, threads, groups, sessions } = EMPTY;
  for (let id = INIT; id <= PACKED_ID_MAX; id += 1) {
    const status = cells[STATUS + id];
    if (status !== 0) processes = processes.set(id, processAt(cells, id, status));
    const process = cells[THREAD_OF + id];
    if (process !== 0) threads = threads.set(id, { process });
    const session = cells[SESSION + id];
    if (session !== 0) groups = groups.set(id, { session, handles: cells[GROUP_HANDLES + id] });
    if (isLiveSession(cells, id)) sessions = sessions.set(id, { handles: cells[SESSION_HANDLES + id] });
  }
  return { processes, threads, groups, sessions };
}

/** Whether a session of this id lives. */
function isLiveSession(cells: Uint8Array, sid: Id): boolean {
  if (cells[SESSION_HANDLES + sid] !== 0) return true;
  for (let id = INIT; id <= PACKED_ID_MAX; id += 1) if (cells[SESSION + id] === sid) return true;
  return false;
}

const EMPTY: State = {
  processes: INITIAL_STATE.processes.delete(INIT),
  threads: INITIAL_STATE.threads,
  groups: INITIAL_STATE.groups.delete(INIT),
  sessions: INITIAL_STATE.sessions.delete(INIT),
};

function processAt(cells: Uint8Array, pid: Id, status: number): Process {
  return {
    parent: pid === INIT ? null : cells[PARENT + pid],
    group: cells[GROUP + pid],
    zombie: status === DEAD,
    subreaper: cells[SUBREAPER + pid] !== 0,
    groupExited: cells[GROUP_EXITED + pid] !== 0,
    exitCode: EXIT_CODES[cells[EXIT_CODE + pid]],
    executed: cells[EXECUTED + pid] === 1,
    ignoresSigchld: cells[IGNORES_SIGCHLD + pid] === 1,
    place: cells.length === CELLS ? 0 : cells[RANK + pid],
  };
}

function fit(id: Id): Id {
  if (id > PACKED_ID_MAX) throw new RangeError(`id ${id} is beyond ${PACKED_ID_MAX}`);
  return id;
}
