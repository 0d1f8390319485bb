// Waits for children on packed states (J2, J12): which children are asked for, what they have to report, and what wakes a
// wait that blocks. It says the same as waits.ts. A report is one number, so that none is allocated.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { COLUMN_BYTES, DEAD } from '../bounded/columns.ts';
import { GROUP, PARENT, SESSION, STATUS } from '../bounded/packed-model.ts';
import { RANK, WAIT_STATUS } from '../posix/columns.ts';
import {
  CONTINUE_REPORT,
  END_STATUSES,
  FOUND_PID,
  FOUND_STATUS,
  RECEIVED,
  SERVED_SESSION,
  STATUSES,
  STOP,
  STOPS,
  WAIT_FOR,
  WAIT_KIND,
  WAIT_KINDS,
  WAIT_OPTIONS,
  WAIT_STALE,
  waitKindOf,
  WOKEN_PID,
  WOKEN_STATUS,
} from './columns.ts';
import { PackedJobs } from './packed-jobs.ts';

const { ANY, OWN_GROUP, GROUP: OF_GROUP, CHILD } = WAIT_KINDS;
const UNTRACED = 1;
const CONTINUED = 2;

// A report is a number of FOUND_STATUS, which is above 1 where it tells of a child, and the child's pid in the lowest bits.
const PID_BITS = 4;
const NOTHING_FOUND = 0;
/** No child is asked for. */
const NO_CHILD_FOUND = 1 << PID_BITS;
const FIRST_STATUS = 2;

const numberOf = (status: number): number => FIRST_STATUS + STATUSES.indexOf(status);
/** The status of a stop in a report, by the number of {@link STOP}. */
const STOP_STATUS = Uint8Array.from([0, 0, ...STOPS.map((signal) => numberOf((signal << 8) | 0x7f))]);
/** The status of an end, by its place in the column of wait statuses. */
const END_STATUS = Uint8Array.from(END_STATUSES, numberOf);
const CONTINUED_STATUS = numberOf(0xffff);

// The places of notes that a command makes of each process besides its news, and nobody is told: columns as those of a state.
const EVENTS = 0;
const SIGNALS = 16;
const REPORTS = 32;
const ASKED_KIND = 48;
const ASKED_FOR = 64;
const NOTED_COLUMNS = 5;

/** The columns of a process, but those of its place among its siblings, and those of its wait. */
const OF_PROCESS = [STATUS, GROUP];
for (let column = SESSION + COLUMN_BYTES; column < SERVED_SESSION; column += COLUMN_BYTES)
  if (column !== RANK) OF_PROCESS.push(column);
const OF_WAIT = [WAIT_KIND, WAIT_FOR, WAIT_STALE, WAIT_OPTIONS, FOUND_STATUS, FOUND_PID];

/** Waiting, looking and being woken. */
export abstract class PackedWaits extends PackedJobs {
  /** The notes of the command so far. */
  protected readonly notes = new Uint8Array(NOTED_COLUMNS * COLUMN_BYTES);
  /** The children that had something to report when it was asked last. */
  #reports = 0;

  protected override begin(): void {
    super.begin();
    this.notes.fill(0);
  }

  /** The report that a waitpid would fetch in a state: {@link isOfChild} tells if it is one. */
  protected reportFor(cells: Uint8Array, process: Id, pid: number, options: number): number {
    const kind = waitKindOf(pid);
    return this.#report(cells, process, kind, pid > 0 ? pid : this.#groupMeant(cells, process, pid), options);
  }

  /** J2: a wait that blocks. */
  protected startWait(process: Id, pid: number, options: number): void {
    const { next } = this;
    next[WAIT_KIND + process] = waitKindOf(pid);
    next[WAIT_FOR + process] = pid > 0 ? pid : this.#groupMeant(next, process, pid);
    next[WAIT_OPTIONS + process] = options;
  }

  /** A zombie is freed, a stop or continuation told once. */
  protected fetch(report: number): void {
    const { next } = this;
    const pid = pidIn(report);
    if (next[STATUS + pid] === DEAD) this.free(pid);
    else if (statusIn(report) === CONTINUED_STATUS) next[CONTINUE_REPORT + pid] = 0;
    else next[STOP + pid] = 1;
  }

  /** A zombie is gone, with all that was left of it. */
  protected free(pid: Id): void {
    this.leaveSiblings(pid);
    for (const column of OF_PROCESS) this.next[column + pid] = 0;
    this.forgetNews(pid);
  }

  protected forgetNews(pid: Id): void {
    const { next, notes } = this;
    next[RECEIVED + pid] = 0;
    next[WOKEN_STATUS + pid] = 0;
    next[WOKEN_PID + pid] = 0;
    for (let column = 0; column < notes.length; column += COLUMN_BYTES) notes[column + pid] = 0;
  }

  protected endWait(process: Id): void {
    for (const column of OF_WAIT) this.next[column + process] = 0;
  }

  /** J12 (a): something has happened to a child, of this parent and group then, that may be asked for. */
  protected childSeen(parent: Id, child: Id, group: Id, times: number): void {
    const { next, notes } = this;
    if (parent === 0) return;
    const waits = next[WAIT_KIND + parent];
    // A wait that has just ended might have ended with this.
    const kind = waits === 0 ? notes[ASKED_KIND + parent] : waits;
    const asked = waits === 0 ? notes[ASKED_FOR + parent] : next[WAIT_FOR + parent];
    const stale = next[WAIT_STALE + parent] !== 0;
    if (!isAsked(kind, asked, stale, child, group)) return;
    notes[EVENTS + parent] = notes[EVENTS + parent] + times;
    this.#look(parent);
  }

  /** J12 (b): a signal has reached the process and does not stop it. */
  protected interruptWait(process: Id): void {
    this.#noteSignal(process);
    this.#look(process);
    this.#beginAnew(process);
  }

  /** J12 (c): a signal is about to stop the process: it looks once before, and keeps what it finds. */
  protected suspendWait(process: Id): void {
    const { next } = this;
    this.#noteSignal(process);
    if (next[WAIT_KIND + process] === 0) return;
    const report = this.#ownReport(process);
    if (report === NOTHING_FOUND) return;
    next[FOUND_STATUS + process] = statusIn(report);
    next[FOUND_PID + process] = pidIn(report);
    if (report !== NO_CHILD_FOUND) this.fetch(report);
  }

  /** The process runs again: it tells what it had found, or its call starts anew. */
  protected resumeWait(process: Id): void {
    const { next } = this;
    this.#noteSignal(process);
    if (next[WAIT_KIND + process] === 0) return;
    if (next[FOUND_STATUS + process] === 0) {
      this.#beginAnew(process);
      return;
    }
    next[WOKEN_STATUS + process] = next[FOUND_STATUS + process];
    next[WOKEN_PID + process] = next[FOUND_PID + process];
    this.endWait(process);
  }

  /** A signal is about to end the process: it looks once before, and what it finds is lost. */
  protected loseWait(process: Id): void {
    if (!this.isStopped(process)) this.suspendWait(process);
    this.endWait(process);
  }

  /** Whether some wait met several events, or an event and a signal. */
  protected isRacedByWaits(): boolean {
    const { notes } = this;
    for (let id = INIT; id <= this.ids; id += 1)
      if (notes[EVENTS + id] > 1 || (notes[EVENTS + id] > 0 && notes[SIGNALS + id] > 0)) return true;
    return false;
  }

  /** The process looks, if it waits and runs, and is woken where it finds something. */
  #look(process: Id): void {
    const { next, notes } = this;
    if (next[WAIT_KIND + process] === 0 || this.isStopped(process)) return;
    const report = this.#ownReport(process);
    if (report === NOTHING_FOUND) return;
    notes[REPORTS + process] = this.#reports;
    notes[ASKED_KIND + process] = next[WAIT_KIND + process];
    notes[ASKED_FOR + process] = next[WAIT_FOR + process];
    next[WOKEN_STATUS + process] = statusIn(report);
    next[WOKEN_PID + process] = pidIn(report);
    this.endWait(process);
    if (report !== NO_CHILD_FOUND) this.fetch(report);
  }

  /** The call starts anew: 0 and −g mean what they mean now. A stale number is meant again, if anything bears it. */
  #beginAnew(process: Id): void {
    const { next } = this;
    const kind = next[WAIT_KIND + process];
    if (kind === 0) return;
    if (kind === OWN_GROUP) next[WAIT_FOR + process] = next[GROUP + process];
    if (kind === OF_GROUP)
      next[WAIT_FOR + process] = this.#groupMeant(next, process, -next[WAIT_FOR + process]);
    next[WAIT_STALE + process] = 0;
    this.#look(process);
  }

  #ownReport(process: Id): number {
    const { next } = this;
    const kind = next[WAIT_KIND + process];
    const asked = next[WAIT_STALE + process] === 0 || kind === CHILD ? next[WAIT_FOR + process] : 0;
    return this.#report(next, process, kind, asked, next[WAIT_OPTIONS + process]);
  }

  /** The report of the first of the children asked for that has one, in child order. */
  #report(cells: Uint8Array, process: Id, kind: number, asked: Id, options: number): number {
    let found = NO_CHILD_FOUND;
    let first = COLUMN_BYTES;
    this.#reports = 0;
    for (let child = INIT; child <= this.ids; child += 1) {
      if (cells[PARENT + child] !== process) continue;
      if (!isAsked(kind, asked, false, child, cells[GROUP + child])) continue;
      if (found === NO_CHILD_FOUND) found = NOTHING_FOUND;
      const status = statusOf(cells, child, options);
      if (status === 0) continue;
      this.#reports += 1;
      if (cells[RANK + child] > first) continue;
      first = cells[RANK + child];
      found = (status << PID_BITS) | child;
    }
    return found;
  }

  /** The group that a waitpid means; 0 where it means none, or nothing bears the number. */
  #groupMeant(cells: Uint8Array, process: Id, pid: number): Id {
    if (pid === 0) return cells[GROUP + process];
    return pid < -1 && this.#isInUse(cells, -pid) ? -pid : 0;
  }

  #isInUse(cells: Uint8Array, number: Id): boolean {
    if ((cells[STATUS + number] | cells[SESSION + number]) !== 0) return true;
    for (let id = INIT; id <= this.ids; id += 1) if (cells[SESSION + id] === number) return true;
    return false;
  }

  /** Notes that a signal met a wait, or one that has just ended. */
  #noteSignal(process: Id): void {
    const { notes } = this;
    if (this.next[WAIT_KIND + process] !== 0 || notes[EVENTS + process] > 0)
      notes[SIGNALS + process] = notes[SIGNALS + process] + 1;
  }
}

/** Whether a report tells of a child. */
export function isOfChild(report: number): boolean {
  return report > NO_CHILD_FOUND;
}

/** Whether a report tells that no child is asked for. */
export function isOfNobody(report: number): boolean {
  return report === NO_CHILD_FOUND;
}

/** The numbers that reports go up to. */
export const REPORTS_END = (FIRST_STATUS + STATUSES.length) << PID_BITS;

/** The child that a report tells of. */
export function pidIn(report: number): Id {
  return report & (NO_CHILD_FOUND - 1);
}

/** The wait status that a report tells. */
export function waitStatusIn(report: number): number {
  return STATUSES[statusIn(report) - FIRST_STATUS];
}

function statusIn(report: number): number {
  return report >> PID_BITS;
}

/** The status that a child has to report in a state; 0 where it has nothing that is asked for. */
function statusOf(cells: Uint8Array, child: Id, options: number): number {
  if (cells[STATUS + child] === DEAD) return END_STATUS[cells[WAIT_STATUS + child]];
  const stop = STOP_STATUS[cells[STOP + child]];
  if (stop !== 0 && (options & UNTRACED) !== 0) return stop;
  return cells[CONTINUE_REPORT + child] !== 0 && (options & CONTINUED) !== 0 ? CONTINUED_STATUS : 0;
}

/** Whether a wait of this kind asks for a child of this group. */
function isAsked(kind: number, asked: number, stale: boolean, child: Id, group: Id): boolean {
  if (kind === ANY || kind === CHILD) return kind === ANY || child === asked;
  return kind !== 0 && asked !== 0 && !stale && group === asked;
}
