// The job control of a packed state, asked and changed: who is stopped, which terminal is whose, who is in the background,
// which groups are orphaned; and the laws that close a command. It says the same as jobs.ts. No signal is sent here.
import type { Command, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { TERMINALS } from '../../contract/argument.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import { COLUMN_BYTES, RUNNING } from '../bounded/columns.ts';
import { GROUP, PARENT, SESSION, STATUS } from '../bounded/packed-model.ts';
import { PackedProcesses } from '../posix/packed-processes.ts';
import {
  FOREGROUND,
  FOREGROUND_STALE,
  JOB_CONTROL_COLUMNS,
  JOB_TERMINAL,
  LOST_FOREGROUND,
  PENDING_INTERRUPT,
  RECEIVED,
  SERVED_SESSION,
  STOP,
  TERMINAL_BYTES,
  WAIT_FOR,
  WAIT_KIND,
  WAIT_KINDS,
  WAIT_STALE,
  WOKEN_PID,
  WOKEN_STATUS,
} from './columns.ts';

/** Bytes that are compared at once, and how many of them a column has. */
const WORD_BYTES = 4;
const COLUMN_WORDS = COLUMN_BYTES / WORD_BYTES;

/** The processes of a packed state with their job control. While a command is carried out, {@link next} is the state. */
export abstract class PackedJobs extends PackedProcesses {
  /** Sets of ids, as bits: those that can issue a command. */
  protected actors = 0;
  /** Whether anybody has news of the command before. */
  protected hasNews = false;
  /** Whether somebody waits, or an interrupt is about: then any command may have several right outcomes. */
  protected isUnsettled = false;
  readonly #before: Uint32Array;
  readonly #after: Uint32Array;
  /** Words of a column in which there is anything at this bound. */
  readonly #words: number;

  constructor(bound: SpaceBound, commands: readonly Command[]) {
    super(JOB_CONTROL_COLUMNS, bound, commands);
    this.#before = new Uint32Array(this.cells.buffer);
    this.#after = new Uint32Array(this.next.buffer);
    this.#words = 1 + Math.floor(bound.ids / WORD_BYTES);
  }

  override survey(): void {
    super.survey();
    const { cells } = this;
    let busy = 0;
    let news = 0;
    let unsettled = 0;
    for (let id = INIT; id <= this.ids; id += 1) {
      if ((cells[STOP + id] | cells[WAIT_KIND + id]) !== 0) busy |= 1 << id;
      news |= cells[RECEIVED + id] | cells[WOKEN_STATUS + id];
      unsettled |= cells[WAIT_KIND + id] | cells[PENDING_INTERRUPT + id];
    }
    this.actors = this.running & ~busy;
    this.hasNews = news !== 0;
    this.isUnsettled = unsettled !== 0;
  }

  protected isStopped(pid: Id): boolean {
    return this.next[STOP + pid] !== 0;
  }

  /** The members of a group, as bits, zombies included. */
  protected membersOf(pgid: Id): number {
    const { next } = this;
    let members = 0;
    for (let id = INIT; id <= this.ids; id += 1) if (next[GROUP + id] === pgid) members |= 1 << id;
    return members;
  }

  /** Whether no member that is alive, but for one that is ending, has a parent in another group of the same session. */
  protected isOrphaned(cells: Uint8Array, pgid: Id, ending = 0): boolean {
    for (let id = INIT; id <= this.ids; id += 1) {
      if (cells[GROUP + id] !== pgid || id === ending || cells[STATUS + id] !== RUNNING) continue;
      if (this.isLinked(cells, id)) return false;
    }
    return true;
  }

  /** Whether a process's parent is in another group of the same session. */
  protected isLinked(cells: Uint8Array, pid: Id): boolean {
    const parent = cells[PARENT + pid];
    if (parent === 0) return false;
    const mine = cells[GROUP + pid];
    const theirs = cells[GROUP + parent];
    return mine !== theirs && cells[SESSION + mine] === cells[SESSION + theirs];
  }

  /** Whether the terminal is the process's controlling terminal, and another group than its own is the foreground. */
  protected isInBackground(pid: Id, terminal: Id): boolean {
    const { cells } = this;
    const at = placeOfTerminal(terminal);
    if (cells[JOB_TERMINAL + pid] !== terminal || cells[SERVED_SESSION + at] === 0) return false;
    return cells[FOREGROUND_STALE + at] !== 0 || cells[FOREGROUND + at] !== cells[GROUP + pid];
  }

  /** The members of a terminal's foreground, as bits; none where the number is stale, or it serves nobody. */
  protected foregroundOf(terminal: Id): number {
    const at = placeOfTerminal(terminal);
    const group = this.next[FOREGROUND + at];
    return group === 0 || this.next[FOREGROUND_STALE + at] !== 0 ? 0 : this.membersOf(group);
  }

  protected giveTerminal(leader: Id, terminal: Id): void {
    const { next } = this;
    const at = placeOfTerminal(terminal);
    next[SERVED_SESSION + at] = leader;
    next[FOREGROUND + at] = next[GROUP + leader];
    next[FOREGROUND_STALE + at] = 0;
    next[LOST_FOREGROUND + leader] = 0;
    next[JOB_TERMINAL + leader] = terminal;
  }

  /** Nobody has the terminal any more, zombies included. */
  protected freeTerminal(terminal: Id): void {
    const { next } = this;
    const at = placeOfTerminal(terminal);
    next[SERVED_SESSION + at] = 0;
    next[FOREGROUND + at] = 0;
    next[FOREGROUND_STALE + at] = 0;
    for (let id = INIT; id <= this.ids; id += 1)
      if (next[JOB_TERMINAL + id] === terminal) next[JOB_TERMINAL + id] = 0;
  }

  /** Begins a command: from the current state, without the news of the command before. */
  protected begin(): void {
    const { next } = this;
    next.set(this.cells);
    if (this.hasNews) next.fill(0, RECEIVED, WOKEN_PID + INIT + this.ids);
  }

  /**
   * Ends a command: by the lifetime law, then the law of remembered numbers. Both ask all of the state, which costs O(ids)
   * whatever has changed. Whether anything has.
   */
  protected close(): boolean {
    const { next } = this;
    let named = 0;
    for (let id = INIT; id <= this.ids; id += 1) named |= 1 << next[GROUP + id];
    let inUse = 0;
    for (let id = INIT; id <= this.ids; id += 1) {
      if (next[STATUS + id] !== 0) inUse |= 1 << id;
      if (next[SESSION + id] === 0) continue;
      if ((named >>> id) & 1) inUse |= (1 << id) | (1 << next[SESSION + id]);
      else next[SESSION + id] = 0;
    }
    this.#forgetAllBut(inUse);
    return this.#hasChanged();
  }

  /** Numbers that are remembered and that nothing bears any more are stale, or forgotten. */
  #forgetAllBut(inUse: number): void {
    const { next } = this;
    for (let terminal = 1; terminal <= TERMINALS; terminal += 1) {
      const at = placeOfTerminal(terminal);
      if (((inUse >>> next[FOREGROUND + at]) & 1) === 0 && next[FOREGROUND + at] !== 0)
        next[FOREGROUND_STALE + at] = 1;
    }
    for (let id = INIT; id <= this.ids; id += 1) {
      if (((inUse >>> next[LOST_FOREGROUND + id]) & 1) === 0) next[LOST_FOREGROUND + id] = 0;
      const kind = next[WAIT_KIND + id];
      if (kind !== WAIT_KINDS.OWN_GROUP && kind !== WAIT_KINDS.GROUP) continue;
      if (((inUse >>> next[WAIT_FOR + id]) & 1) === 0) next[WAIT_STALE + id] = 1;
    }
  }

  #hasChanged(): boolean {
    const before = this.#before;
    const after = this.#after;
    for (let column = 0; column < before.length; column += COLUMN_WORDS)
      for (let word = column; word < column + this.#words; word += 1)
        if (before[word] !== after[word]) return true;
    return false;
  }
}

/** The place of a terminal's bytes in its columns, which stand in init's place. */
export function placeOfTerminal(terminal: Id): number {
  return (terminal - 1) * TERMINAL_BYTES + INIT;
}
