// Signals and the ends of processes on packed states (J1, J11, "at an exit"), each told to the waits that see it. It says
// the same as signals.ts and races.ts. A signal to a group costs O(ids²): each member asks whether its group is orphaned.
import type { Command, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import { DEAD, RUNNING } from '../bounded/columns.ts';
import { GROUP, has, PARENT, SESSION, STATUS } from '../bounded/packed-model.ts';
import { sameCells } from '../bounded/cells.ts';
import { IGNORES_SIGCHLD, RANK, WAIT_STATUS } from '../posix/columns.ts';
import { childrenIn } from '../posix/packed-processes.ts';
import {
  CONTINUE_REPORT,
  END_STATUSES,
  JOB_TERMINAL,
  LOST_FOREGROUND,
  PENDING_HANGUP,
  PENDING_INTERRUPT,
  RECEIVED,
  SERVED_SESSION,
  STOP,
} from './columns.ts';
import { placeOfTerminal } from './packed-jobs.ts';
import { PackedWaits } from './packed-waits.ts';
import { SIGNALS } from './signals.ts';

/** The signals that a command can send, by the place of their words (job-signal); ^C sends another. */
export const SENT = { HUP: 2, CONT: 3, STOP: 4, TSTP: 5, TTIN: 6, TTOU: 7, INT: 8 } as const;

/** A stop signal is so much less in the column of stops. */
const ABOVE_STOPS = 2;

/** Bits of the column of signals received. */
const HUNG_UP = 1;
const CONTINUED = 2;

const INTERRUPTED = END_STATUSES.indexOf(SIGNALS.INT);

/** Ends of so many at once are tried in every order; of more, in some. */
const EVERY_ORDER_UP_TO = 4;

/** Sending signals, and ending processes. */
export abstract class PackedSignals extends PackedWaits {
  readonly #order = new Uint8Array(16);
  // The state and the notes when everything was sent, and once those that an interrupt meets have ended in the first order.
  readonly #sent: Uint8Array;
  readonly #sentNotes: Uint8Array;
  readonly #outcome: Uint8Array;
  readonly #outcomeNotes: Uint8Array;

  constructor(bound: SpaceBound, commands: readonly Command[]) {
    super(bound, commands);
    this.#sent = new Uint8Array(this.next.length);
    this.#sentNotes = new Uint8Array(this.notes.length);
    this.#outcome = new Uint8Array(this.next.length);
    this.#outcomeNotes = new Uint8Array(this.notes.length);
  }

  /** Sends a signal to each of these, one after the other; a zombie takes no notice. */
  protected signalAll(pids: number, signal: number): void {
    for (let pid = INIT; pids >>> pid !== 0; pid += 1) if (has(pids, pid)) this.#signal(pid, signal);
  }

  /**
   * Ends a process with this place of a wait status, in the order of "at an exit": its session's terminal, its children,
   * its own group, its parent.
   */
  protected end(pid: Id, status: number): void {
    const { next } = this;
    this.loseWait(pid);
    next[STOP + pid] = 0;
    next[CONTINUE_REPORT + pid] = 0;
    next[PENDING_HANGUP + pid] = 0;
    next[PENDING_INTERRUPT + pid] = 0;
    this.#loseTerminal(pid);
    this.#leaveOrphans(pid);
    if (this.isLinked(next, pid)) this.#tellOrphaned(next[GROUP + pid], pid);
    next[STATUS + pid] = DEAD;
    next[WAIT_STATUS + pid] = status;
    this.forgetNews(pid);
    this.#showZombie(pid);
  }

  /** Ends those that an interrupt meets, ascending, and then whoever their ends continued. */
  protected endInterrupted(): void {
    for (let ending = this.#interrupted(); ending !== 0; ending = this.#interrupted())
      for (let pid = INIT; ending >>> pid !== 0; pid += 1) if (has(ending, pid)) this.#endIfInterrupted(pid);
  }

  /**
   * Whether of what was sent several outcomes are right. `ends`: the command ends a process itself. Tries the ends of n
   * processes in n! orders, where n is at most four; {@link next} is of no use afterwards.
   */
  protected isRaced(ends: boolean): boolean {
    const { next, notes } = this;
    const ending = this.#interrupted();
    if (ending === 0) return this.isRacedByWaits();
    // An end that another end brings about may come before that one is over.
    if (ends && this.#hasEnded()) return true;
    const count = this.#listInOrder(ending, 0);
    this.#sent.set(next);
    this.#sentNotes.set(notes);
    this.#endInOrder(count);
    if (this.#held(next) < this.#held(this.#sent) || this.isRacedByWaits()) return true;
    this.#outcome.set(next);
    this.#outcomeNotes.set(notes);
    const orders = count < 2 ? 1 : count > EVERY_ORDER_UP_TO ? 2 + count : FACTORIALS[count];
    for (let order = 1; order < orders; order += 1) {
      this.#listInOrder(ending, order);
      next.set(this.#sent);
      notes.set(this.#sentNotes);
      this.#endInOrder(count);
      if (!sameCells(next, this.#outcome) || !sameCells(notes, this.#outcomeNotes)) return true;
    }
    return false;
  }

  #signal(pid: Id, signal: number): void {
    if (this.next[STATUS + pid] !== RUNNING) return;
    if (signal === SENT.HUP) this.#hangUp(pid);
    else if (signal === SENT.CONT) this.#continue(pid);
    else if (signal !== SENT.INT) this.#stop(pid, signal);
    else if (pid !== INIT) this.next[PENDING_INTERRUPT + pid] = 1;
  }

  #hangUp(pid: Id): void {
    const { next } = this;
    if (this.isStopped(pid)) {
      next[PENDING_HANGUP + pid] = 1;
      return;
    }
    next[RECEIVED + pid] = next[RECEIVED + pid] | HUNG_UP;
    this.interruptWait(pid);
  }

  /** Init is never stopped; in an orphaned group SIGSTOP alone stops. */
  #stop(pid: Id, signal: number): void {
    const { next } = this;
    if (pid === INIT || this.isStopped(pid)) return;
    if (signal !== SENT.STOP && this.isOrphaned(next, next[GROUP + pid])) {
      this.interruptWait(pid);
      return;
    }
    // A wait may have seen the continuation that this takes back, or not: that is two events.
    const events = next[CONTINUE_REPORT + pid] === 0 ? 1 : 2;
    this.suspendWait(pid);
    next[STOP + pid] = signal - ABOVE_STOPS;
    next[CONTINUE_REPORT + pid] = 0;
    this.childSeen(next[PARENT + pid], pid, next[GROUP + pid], events);
  }

  #continue(pid: Id): void {
    const { next } = this;
    if (!this.isStopped(pid)) {
      next[RECEIVED + pid] = next[RECEIVED + pid] | CONTINUED;
      this.interruptWait(pid);
      return;
    }
    const hangup = next[PENDING_HANGUP + pid];
    next[STOP + pid] = 0;
    next[CONTINUE_REPORT + pid] = 1;
    next[PENDING_HANGUP + pid] = 0;
    this.childSeen(next[PARENT + pid], pid, next[GROUP + pid], 1);
    // Nothing else arrives at one that an interrupt ends now, and its wait does not look again.
    if (next[PENDING_INTERRUPT + pid] !== 0) {
      this.endWait(pid);
      return;
    }
    next[RECEIVED + pid] = hangup === 0 ? CONTINUED : CONTINUED | HUNG_UP;
    this.resumeWait(pid);
  }

  /** A session leader's terminal is lost to its session. */
  #loseTerminal(leader: Id): void {
    const { next } = this;
    const lost = next[LOST_FOREGROUND + leader];
    if (lost !== 0) {
      next[LOST_FOREGROUND + leader] = 0;
      const members = this.membersOf(lost);
      this.signalAll(members, SENT.HUP);
      this.signalAll(members, SENT.CONT);
      return;
    }
    const terminal = next[JOB_TERMINAL + leader];
    if (terminal === 0 || next[SERVED_SESSION + placeOfTerminal(terminal)] !== leader) return;
    this.signalAll(this.foregroundOf(terminal), SENT.HUP);
    this.freeTerminal(terminal);
  }

  /** Its children, zombies too, pass to its reaper, one after the other. */
  #leaveOrphans(pid: Id): void {
    const { next } = this;
    const reaper = this.reaperOf(pid);
    for (let rank = 1, rest = childrenIn(next, this.ids, pid); rank <= rest; rank += 1)
      for (let child = INIT; child <= this.ids; child += 1)
        if (next[PARENT + child] === pid && next[RANK + child] === rank)
          this.#leaveOrphan(child, reaper, next[GROUP + pid]);
  }

  #leaveOrphan(child: Id, reaper: Id, group: Id): void {
    const { next } = this;
    this.passOn(child, reaper);
    const joined = next[GROUP + child];
    if (next[STATUS + child] === DEAD) this.#showZombie(child);
    if (joined !== group && next[SESSION + joined] === next[SESSION + group]) this.#tellOrphaned(joined, 0);
  }

  /** A group that is orphaned and has a stopped member is sent SIGHUP and SIGCONT; whoever is ending does not count. */
  #tellOrphaned(pgid: Id, ending: Id): void {
    if (!this.isOrphaned(this.next, pgid, ending)) return;
    const members = this.membersOf(pgid);
    let anyStopped = false;
    for (let id = INIT; id <= this.ids; id += 1)
      if (has(members, id) && this.isStopped(id)) anyStopped = true;
    if (!anyStopped) return;
    this.signalAll(members, SENT.HUP);
    this.signalAll(members, SENT.CONT);
  }

  /** A zombie is seen by its parent, which may wait; one whose parent ignores SIGCHLD is gone at once. */
  #showZombie(pid: Id): void {
    const { next } = this;
    const parent = next[PARENT + pid];
    const group = next[GROUP + pid];
    if (next[IGNORES_SIGCHLD + parent] !== 0) this.free(pid);
    this.childSeen(parent, pid, group, 1);
  }

  /** Those that an interrupt ends as soon as they run, as bits. */
  #interrupted(): number {
    const { next } = this;
    let ids = 0;
    for (let id = INIT; id <= this.ids; id += 1)
      if (next[PENDING_INTERRUPT + id] !== 0 && next[STOP + id] === 0) ids |= 1 << id;
    return ids;
  }

  /** The number of stopped processes in which an interrupt waits. */
  #held(cells: Uint8Array): number {
    let held = 0;
    for (let id = INIT; id <= this.ids; id += 1)
      if (cells[PENDING_INTERRUPT + id] !== 0 && cells[STOP + id] !== 0) held += 1;
    return held;
  }

  /** Whether a process that ran in the current state has ended. */
  #hasEnded(): boolean {
    const { cells, next } = this;
    for (let id = INIT; id <= this.ids; id += 1)
      if (cells[STATUS + id] === RUNNING && next[STATUS + id] !== RUNNING) return true;
    return false;
  }

  #endIfInterrupted(pid: Id): void {
    if (this.next[PENDING_INTERRUPT + pid] !== 0) this.end(pid, INTERRUPTED);
  }

  #endInOrder(count: number): void {
    for (let place = 0; place < count; place += 1) this.#endIfInterrupted(this.#order[place]);
    this.endInterrupted();
  }

  /**
   * Lists ids in one of their orders, of which 0 is ascending; how many they are. Up to four ids have every order; more have
   * that, descending, and each of them first.
   */
  #listInOrder(ids: number, order: number): number {
    const listed = this.#order;
    let count = 0;
    for (let id = INIT; ids >>> id !== 0; id += 1) if (has(ids, id)) listed[count++] = id;
    if (order === 0) return count;
    if (count > EVERY_ORDER_UP_TO) {
      if (order > 1) moveForward(listed, order - 2, 0);
      else for (let place = 0; place < count; place += 1) moveForward(listed, count - 1, place);
      return count;
    }
    for (let place = 0, rest = order; place < count - 1; place += 1) {
      const others = FACTORIALS[count - 1 - place];
      moveForward(listed, place + Math.floor(rest / others), place);
      rest %= others;
    }
    return count;
  }
}

const FACTORIALS = [1, 1, 2, 6, 24];

/** Moves the entry of one place to an earlier one, and those between one further. */
function moveForward(list: Uint8Array, from: number, to: number): void {
  const moved = list[from];
  list.copyWithin(to + 1, to, from);
  list[to] = moved;
}
