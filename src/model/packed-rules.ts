// The rules over packed states: refusals as bit sets, effects on bytes, nothing allocated. It says the same as
// rules.ts, which is the specification; properties/explore runs both on every state and every command.
import type { Command, CommandName, Id } from '../contract/command.ts';
import { COMMAND_NAMES, INIT } from '../contract/command.ts';
import {
  DEAD,
  EXIT_CODE,
  GROUP,
  GROUP_EXITED,
  GROUP_HANDLES,
  newCells,
  PARENT,
  RUNNING,
  SESSION,
  SESSION_HANDLES,
  STATUS,
  SUBREAPER,
  THREAD_OF,
} from './packed-state.ts';
import { argumentAt, ASIDE, BEYOND, INSIDE } from './space.ts';
import type { SpaceBound } from './space.ts';
import type { SpaceModel } from './space-model.ts';

/** The number of each command: its place in the tables. */
const OP = Object.fromEntries(COMMAND_NAMES.hierarchy.map((name, index) => [name, index])) as Record<
  CommandName,
  number
>;
const FORK = 0;
const CREATE_SESSION = 1;
const CREATE_GROUP = 2;
const MOVE_TO_GROUP = 3;
const EXIT = 4;
const FREE = 5;
const NEW_THREAD = 6;
const EXIT_THREAD = 7;
const GROUP_EXIT = 8;
const SET_SUBREAPER = 9;
const HOLD_GROUP = 10;
const RELEASE_GROUP = 11;
const HOLD_SESSION = 12;

/** One state, and what a command makes of it. */
export class PackedModel implements SpaceModel {
  /** The current state; after writing to it, {@link survey}. */
  readonly cells: Uint8Array = newCells();
  /** After {@link apply}: the state the command leads to. */
  readonly next: Uint8Array = newCells();
  /** After {@link apply} of exit_thread: whether it was its process's last. */
  last = false;
  /** Sets of ids, as bits: running processes, zombies, live groups, live sessions, all ids in use. */
  running = 0;
  dead = 0;
  groups = 0;
  sessions = 0;
  inUse = 0;
  readonly #ids: number;
  readonly #handles: number;
  readonly #threads: number;
  readonly #lowestOnly: boolean;
  readonly #op: Uint8Array;
  readonly #first: Uint8Array;
  readonly #second: Uint8Array;

  constructor({ ids, handles, threads, newIds }: SpaceBound, commands: readonly Command[]) {
    this.#ids = ids;
    this.#handles = handles;
    this.#threads = threads;
    this.#lowestOnly = newIds === 'lowest';
    this.#op = Uint8Array.from(commands, ({ name }) => OP[name]);
    this.#first = Uint8Array.from(commands, (command) => argumentAt(command, 0));
    this.#second = Uint8Array.from(commands, (command) => argumentAt(command, 1));
  }

  /** Derives the sets of ids from the current state. */
  survey(): void {
    const { cells } = this;
    let running = 0;
    let dead = 0;
    let groups = 0;
    let sessions = 0;
    let threads = 0;
    for (let id = INIT; id <= this.#ids; id += 1) {
      const bit = 1 << id;
      const status = cells[STATUS + id];
      if (status === RUNNING) running |= bit;
      else if (status === DEAD) dead |= bit;
      const session = cells[SESSION + id];
      if (session !== 0) {
        groups |= bit;
        sessions |= 1 << session;
      }
      if (cells[SESSION_HANDLES + id] !== 0) sessions |= bit;
      if (cells[THREAD_OF + id] !== 0) threads |= bit;
    }
    this.running = running;
    this.dead = dead;
    this.groups = groups;
    this.sessions = sessions;
    this.inUse = running | dead | groups | sessions | threads;
  }

  /** The refusals that apply to a command now: bit `i` is the i-th of the command's list in the tables. */
  refusals(label: number): number {
    const { cells } = this;
    const a = this.#first[label];
    const b = this.#second[label];
    const idle = (~this.running >>> a) & 1;
    switch (this.#op[label]) {
      case FORK:
        return idle | (((this.inUse >>> b) & 1) << 1);
      case CREATE_SESSION:
        return idle | this.#ledOrLive(a) | (((this.sessions >>> a) & 1) << 3);
      case CREATE_GROUP:
        return idle | this.#ledOrLive(a);
      case MOVE_TO_GROUP: {
        const session = cells[SESSION + b];
        if (session === 0) return idle | 2;
        const group = cells[GROUP + a];
        return idle | (group !== 0 && cells[SESSION + group] !== session ? 4 : 0);
      }
      case EXIT:
        return idle | (a === INIT ? 2 : 0);
      case FREE:
        return (~this.dead >>> a) & 1;
      case NEW_THREAD:
        return idle | ((this.inUse >>> b) & 1 && !(b === a && this.#threadsOf(a) === 0) ? 2 : 0);
      case EXIT_THREAD:
        return cells[THREAD_OF + a] === 0 ? 1 : 0;
      case GROUP_EXIT:
      case SET_SUBREAPER:
        return idle;
      case HOLD_GROUP:
        return (~this.groups >>> a) & 1;
      case RELEASE_GROUP:
        return cells[GROUP_HANDLES + a] === 0 ? 1 : 0;
      case HOLD_SESSION:
        return (~this.sessions >>> a) & 1;
      default:
        return cells[SESSION_HANDLES + a] === 0 ? 1 : 0;
    }
  }

  /** Whether a command that no refusal applies to leads where the bound goes. */
  placement(label: number): typeof INSIDE | typeof ASIDE | typeof BEYOND {
    const a = this.#first[label];
    const b = this.#second[label];
    switch (this.#op[label]) {
      case FORK:
        return this.#lowestOnly && b !== this.#lowestFree() ? ASIDE : INSIDE;
      case NEW_THREAD:
        if (this.#threadsOf(a) >= this.#threads) return BEYOND;
        return this.#lowestOnly && a !== b && b !== this.#lowestFree() ? ASIDE : INSIDE;
      case HOLD_GROUP:
        return this.cells[GROUP_HANDLES + a] >= this.#handles ? BEYOND : INSIDE;
      case HOLD_SESSION:
        return this.cells[SESSION_HANDLES + a] >= this.#handles ? BEYOND : INSIDE;
      default:
        return INSIDE;
    }
  }

  /** Runs a command that no refusal applies to. Whether {@link next} differs from the current state. */
  apply(label: number): boolean {
    const { cells, next } = this;
    const a = this.#first[label];
    const b = this.#second[label];
    next.set(cells);
    switch (this.#op[label]) {
      case FORK:
        next[STATUS + b] = RUNNING;
        next[PARENT + b] = a;
        next[GROUP + b] = cells[GROUP + a];
        return true;
      case CREATE_SESSION:
        next[SESSION + a] = a;
        this.#changeGroup(a, a);
        return true;
      case CREATE_GROUP:
        next[SESSION + a] = cells[SESSION + cells[GROUP + a]];
        this.#changeGroup(a, a);
        return true;
      case MOVE_TO_GROUP:
        if (cells[GROUP + a] === b) return false;
        this.#changeGroup(a, b);
        return true;
      case EXIT:
        this.#exit(a);
        return true;
      case FREE:
        for (let column = 0; column < SESSION; column += 16) next[column + a] = 0;
        next[SUBREAPER + a] = 0;
        next[GROUP_EXITED + a] = 0;
        next[EXIT_CODE + a] = 0;
        this.#endGroupIfEmpty(cells[GROUP + a]);
        return true;
      case NEW_THREAD:
        next[THREAD_OF + b] = a;
        return true;
      case EXIT_THREAD: {
        const process = cells[THREAD_OF + a];
        this.last = this.#threadsOf(process) === 1;
        next[THREAD_OF + a] = 0;
        if (cells[GROUP_EXITED + process] === 0) next[EXIT_CODE + process] = b === 0 ? 0 : 1;
        return true;
      }
      case GROUP_EXIT:
        next[GROUP_EXITED + a] = 1;
        return cells[GROUP_EXITED + a] === 0;
      case SET_SUBREAPER:
        next[SUBREAPER + a] = b;
        return cells[SUBREAPER + a] !== b;
      case HOLD_GROUP:
        next[GROUP_HANDLES + a] = cells[GROUP_HANDLES + a] + 1;
        return true;
      case RELEASE_GROUP:
        next[GROUP_HANDLES + a] = cells[GROUP_HANDLES + a] - 1;
        this.#endGroupIfEmpty(a);
        return true;
      case HOLD_SESSION:
        next[SESSION_HANDLES + a] = cells[SESSION_HANDLES + a] + 1;
        return true;
      default:
        next[SESSION_HANDLES + a] = cells[SESSION_HANDLES + a] - 1;
        return true;
    }
  }

  /** Goes on from {@link next}. */
  advance(): void {
    this.cells.set(this.next);
    this.survey();
  }

  /**
   * I3 and I10 of the step just applied: who changes session creates one, a group's session never changes, and a
   * new session is its creator's, its first group with it.
   */
  stepHolds(label: number): boolean {
    const { cells, next } = this;
    const creator = this.#op[label] === CREATE_SESSION ? this.#first[label] : 0;
    for (let id = INIT; id <= this.#ids; id += 1) {
      const was = cells[SESSION + id];
      const is = next[SESSION + id];
      if (was !== is && was !== 0 && is !== 0) return false;
      if (is !== 0 && !this.#mayLive(is, creator)) return false;
      if (next[SESSION_HANDLES + id] !== 0 && !this.#mayLive(id, creator)) return false;
      const from = cells[GROUP + id];
      const to = next[GROUP + id];
      if (from === to || from === 0 || to === 0 || id === creator) continue;
      if (cells[SESSION + from] !== next[SESSION + to]) return false;
    }
    return true;
  }

  /** Whether a session lived before, or is its creator's, with its first group in it. */
  #mayLive(sid: Id, creator: Id): boolean {
    return ((this.sessions >>> sid) & 1) === 1 || (sid === creator && this.next[SESSION + sid] === sid);
  }

  /** leads-its-group and group-id-in-use, the second and third refusal of the commands that create. */
  #ledOrLive(pid: Id): number {
    return (this.cells[GROUP + pid] === pid ? 2 : 0) | (((this.groups >>> pid) & 1) << 2);
  }

  #lowestFree(): Id {
    return 31 - Math.clz32(~(this.inUse | 1) & (this.inUse + 2));
  }

  #threadsOf(pid: Id): number {
    let count = 0;
    for (let id = INIT; id <= this.#ids; id += 1) if (this.cells[THREAD_OF + id] === pid) count += 1;
    return count;
  }

  #changeGroup(pid: Id, to: Id): void {
    this.next[GROUP + pid] = to;
    this.#endGroupIfEmpty(this.cells[GROUP + pid]);
  }

  /** The lifetime law; that a session lives is not stored, it follows from groups and handles. */
  #endGroupIfEmpty(pgid: Id): void {
    const { next } = this;
    if (next[GROUP_HANDLES + pgid] !== 0) return;
    for (let id = INIT; id <= this.#ids; id += 1) if (next[GROUP + id] === pgid) return;
    next[SESSION + pgid] = 0;
  }

  #exit(pid: Id): void {
    const { cells, next } = this;
    let reaper = cells[PARENT + pid];
    while (reaper !== INIT && cells[SUBREAPER + reaper] === 0) reaper = cells[PARENT + reaper];
    next[STATUS + pid] = DEAD;
    for (let id = INIT; id <= this.#ids; id += 1) {
      if (cells[PARENT + id] === pid) next[PARENT + id] = reaper;
      if (cells[THREAD_OF + id] === pid) next[THREAD_OF + id] = 0;
    }
  }
}
