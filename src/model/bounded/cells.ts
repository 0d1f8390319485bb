// A hierarchy of few ids as one array of bytes, and as an exact key of a few words: the forms in which a search
// of millions of states keeps them. What the bytes mean is the model's State; the way between the two is here.
import { broken } from '../assert.ts';
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
const EXIT_CODES: readonly number[] = [0, OTHER_CODE, 9, 256, 65_280];

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

/**
 * Where each varying part of a state stands in its key. The widths follow from the extent: with the core
 * commands at up to 7 ids, 2 bits for a process's state, 3 each for its parent, its group and its group's
 * session; 1 each for a handle on the group and on the session. Init's state and parent never vary.
 * Fields are put into words widest first, and none lies across two.
 */
export class KeyLayout {
  readonly words: number;
  readonly bits: number;
  readonly #count: number;
  readonly #cell: Uint8Array;
  readonly #word: Uint8Array;
  readonly #shift: Uint8Array;
  readonly #mask: Uint8Array;

  constructor(extent: Extent) {
    const fields = fieldsOf(extent).sort((a, b) => b.width - a.width || a.cell - b.cell);
    const free: number[] = [];
    this.#count = fields.length;
    this.bits = fields.reduce((sum, { width }) => sum + width, 0);
    this.#cell = new Uint8Array(fields.length);
    this.#word = new Uint8Array(fields.length);
    this.#shift = new Uint8Array(fields.length);
    this.#mask = new Uint8Array(fields.length);
    for (const [index, { cell, width }] of fields.entries()) {
      let word = free.findIndex((left) => left >= width);
      if (word < 0) word = free.push(32) - 1;
      const left = free[word];
      this.#cell[index] = cell;
      this.#word[index] = word;
      this.#shift[index] = 32 - left;
      this.#mask[index] = 2 ** width - 1;
      free[word] = left - width;
    }
    this.words = Math.max(1, free.length);
  }

  /** Writes the key of a state. */
  pack(cells: Uint8Array, out: Uint32Array, offset: number): void {
    for (let w = 0; w < this.words; w += 1) out[offset + w] = 0;
    const cell = this.#cell;
    const word = this.#word;
    const shift = this.#shift;
    const mask = this.#mask;
    let lost = 0;
    for (let f = 0; f < this.#count; f += 1) {
      const at = offset + word[f];
      const value = cells[cell[f]];
      lost |= value & ~mask[f];
      out[at] = out[at] | (value << shift[f]);
    }
    if (lost !== 0) broken('a state does not fit the key of its bound: two states could have one key');
  }

  /** Writes what varies; the rest of `cells` must come from {@link newCells}. */
  unpack(key: Uint32Array, offset: number, cells: Uint8Array): void {
    const cell = this.#cell;
    const word = this.#word;
    const shift = this.#shift;
    const mask = this.#mask;
    for (let f = 0; f < this.#count; f += 1) {
      cells[cell[f]] = (key[offset + word[f]] >>> shift[f]) & mask[f];
    }
  }
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

interface Field {
  readonly cell: number;
  readonly width: number;
}

function fieldsOf(extent: Extent): Field[] {
  const { posix, ids, handles, threads, subreapers, groupExits, exitCodes, executed, ignoring } = extent;
  const idBits = bitsFor(ids);
  const handleBits = bitsFor(handles);
  const fields: Field[] = [];
  for (let id = INIT; id <= ids; id += 1) {
    if (id !== INIT) fields.push({ cell: STATUS + id, width: 2 }, { cell: PARENT + id, width: idBits });
    fields.push({ cell: GROUP + id, width: idBits }, { cell: SESSION + id, width: idBits });
    if (handles > 0)
      fields.push(
        { cell: GROUP_HANDLES + id, width: handleBits },
        { cell: SESSION_HANDLES + id, width: handleBits },
      );
    if (threads) fields.push({ cell: THREAD_OF + id, width: idBits });
    if (subreapers) fields.push({ cell: SUBREAPER + id, width: 1 });
    if (groupExits) fields.push({ cell: GROUP_EXITED + id, width: 1 });
    if (exitCodes) fields.push({ cell: EXIT_CODE + id, width: posix ? 3 : 1 });
    if (executed) fields.push({ cell: EXECUTED + id, width: 1 });
    if (ignoring) fields.push({ cell: IGNORES_SIGCHLD + id, width: 1 });
    if (posix && id !== INIT) fields.push({ cell: RANK + id, width: idBits });
  }
  return fields;
}

/** Bits for 0 … most. */
function bitsFor(most: number): number {
  return 32 - Math.clz32(most);
}
