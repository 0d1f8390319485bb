// Waits that block (J12): a process in one issues nothing. Events mark it to look again, and it looks when everything of
// the command has happened; a signal that stops or ends it lets it look before.
//
// The specification leaves several right outcomes in places. This table takes these:
// - A wait that is to look again does so at the end of the command, so of several children that the command gave a report
//   it tells of the first in child order, and of one that was continued and then ended by ^C it sees the end.
// - A wait that a command both gives an event and signals looks with the old meaning of 0 and −g, then with the new one.
// - A wait that a command stops or ends looks just before that: it sees of that command what happened to others before.
// - A command to several signals them in ascending order of pid, so of a group that is stopped a parent sees the stops of
//   children with lower pids; those that ^C ends, or CONT with an interrupt waiting, end in the order in which they got it,
//   after everybody has got the signal and after an exit that sent it is over.
import {
  COLUMN,
  FLAG,
  JOB,
  JOB_FLAG,
  NONE as none,
  TOLD_STATUS as toldStatus,
  WAITS_FOR,
} from '../layout.ts';
import type { Row } from '../layout.ts';
import { ERRNO } from '../posix/errno.ts';
import { CONTINUED as continuedStatus, stoppedBy } from '../posix/wait-status.ts';
import { SINCE } from './happenings.ts';
import { Terminals } from './terminals.ts';

const NONE = none;
const CONTINUED_STATUS = continuedStatus;
const TOLD_STATUS = toldStatus;
const { PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING, EXIT_CODE } = COLUMN;
const { PROCESS, GROUP: GROUP_FACET } = FLAG;
const { WAIT } = JOB;
const { STOPPED, STOP_REPORT, CONTINUE_REPORT, WAITS, UNTRACED, CONTINUED, TOLD } = JOB_FLAG;
const MEANT = JOB_FLAG.WAITS_FOR;
const { ANY, PID, OWN_GROUP, GROUP: OF_GROUP } = WAITS_FOR;
const { LOOK, ANEW, RESUME } = SINCE;
const { ECHILD } = ERRNO;
const OPTIONS = UNTRACED | CONTINUED;
const OF_WAIT = WAITS | OPTIONS | TOLD | MEANT;
/** The number of signal 18: a stop signal is kept as what it is above that. */
const BELOW_STOP_SIGNALS = 18;

/** Waiting, looking and being woken. Each step is O(1) unless it says otherwise. */
export class Waits<Data> extends Terminals<Data> {
  /** The children that a pid of waitpid means, as {@link WAITS_FOR} has it. */
  protected meaningOf(pid: number): number {
    if (pid > 0) return PID;
    if (pid === -1) return ANY;
    return pid === 0 ? OWN_GROUP : OF_GROUP;
  }

  /** The pid or the row of the group that it means now; NONE where there is no such group, and of any child. */
  protected meantNow(caller: Row, meaning: number, number: number): number {
    if (meaning === PID) return number;
    if (meaning === OWN_GROUP) return this.words[caller + GROUP];
    return meaning === OF_GROUP ? this.findFacet(number, GROUP_FACET) : NONE;
  }

  /**
   * J2: of the children meant, the row of the first in child order that has something to tell, NONE where none has, or a
   * negative errno where there are none. The list has the latest first, so the last one found is meant. O(1) for a pid,
   * else O(children), whatever is found.
   */
  protected childToTell(caller: Row, meaning: number, meant: number, options: number): number {
    const { words } = this;
    if (meaning === PID) {
      const child = this.findFacet(meant, PROCESS);
      if (child === NONE || words[child + PARENT] !== caller) return -ECHILD;
      return this.hasNews(child, options) ? child : NONE;
    }
    if (meaning !== ANY && meant === NONE) return -ECHILD;
    let found: number = -ECHILD;
    for (let child = words[caller + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING]) {
      if (meaning !== ANY && words[child + GROUP] !== meant) continue;
      if (this.hasNews(child, options)) found = child;
      else if (found < NONE) found = NONE;
    }
    return found;
  }

  /** Whether waitpid with these options has something to tell of a child. */
  protected hasNews(child: Row, options: number): boolean {
    if (this.isZombieRow(child)) return true;
    const flags = this.jobFlags(child);
    if ((flags & STOP_REPORT) !== 0) return (options & UNTRACED) !== 0;
    return (flags & CONTINUE_REPORT) !== 0 && (options & CONTINUED) !== 0;
  }

  /** Tells of a child that has something to tell: a zombie is freed, a report is told once. Answers the status. */
  protected fetch(child: Row): number {
    const { words } = this;
    if (this.isZombieRow(child)) {
      const status = words[child + EXIT_CODE];
      this.freeProcess(child);
      return status;
    }
    return this.fetchReport(child);
  }

  protected fetchReport(child: Row): number {
    const { words } = this;
    const job = this.jobOf(child);
    const flags = words[job];
    words[job] = flags & ~(STOP_REPORT | CONTINUE_REPORT);
    if ((flags & STOP_REPORT) === 0) return CONTINUED_STATUS;
    return stoppedBy((flags & STOPPED) + BELOW_STOP_SIGNALS);
  }

  /** J12: the process waits for what a pid means at this moment. */
  protected startWait(process: Row, meaning: number, meant: number, options: number): void {
    const { words } = this;
    const job = this.jobOf(process);
    words[job] |= WAITS | options | meaning;
    words[job + WAIT] = meant;
    if (meaning === OWN_GROUP || meaning === OF_GROUP) this.refer(meant);
  }

  /** The wait is over, told or not. */
  protected endWait(process: Row): void {
    const { words } = this;
    const job = this.jobOf(process);
    const flags = words[job];
    const group = words[job + WAIT];
    words[job] = flags & ~OF_WAIT & ((1 << TOLD_STATUS) - 1);
    words[job + WAIT] = 0;
    if (this.remembersGroup(flags)) this.forget(group);
  }

  private remembersGroup(flags: number): boolean {
    return (flags & (WAITS | TOLD | OWN_GROUP)) === (WAITS | OWN_GROUP);
  }

  /** Whether a process in a wait waits for this child of its own. */
  protected waitsFor(process: Row, child: Row): boolean {
    const job = this.jobOf(process);
    const meaning = this.words[job] & MEANT;
    const meant = this.words[job + WAIT];
    if (meaning === ANY) return true;
    return meaning === PID ? this.idOf(child) === meant : this.words[child + GROUP] === meant;
  }

  /** J12 (a): a child has become a zombie, was stopped or continued, or is freed at once. Its parent may wait for it. */
  protected tellParent(child: Row): void {
    this.tellWaiter(this.words[child + PARENT], child);
  }

  protected tellWaiter(process: Row, child: Row): void {
    if (this.waitsAwake(process) && this.waitsFor(process, child)) this.note(process, LOOK);
  }

  /** J12 (b): a signal has reached a process and has not stopped it. */
  protected interruptWait(process: Row): void {
    if (this.waitsAwake(process)) this.note(process, LOOK | ANEW);
  }

  /** J12 (c): a process that was stopped in a wait goes on; what it found before that, it tells. */
  protected resumeWait(process: Row): void {
    const { words } = this;
    const job = this.jobOf(process);
    if ((words[job] & TOLD) !== 0) this.wake(process, words[job + WAIT], words[job] >> TOLD_STATUS);
    else if ((words[job] & WAITS) !== 0) this.note(process, RESUME);
  }

  /** All that were marked look. O(children of those). */
  protected lookAgain(): void {
    for (let place = 0, row = this.noted(0); row !== NONE; place += 1, row = this.noted(place)) {
      if (this.waitsAwake(row)) this.lookAsNoted(row);
    }
  }

  protected lookAsNoted(process: Row): void {
    if (this.isSince(process, RESUME)) this.startAnew(process);
    else if (this.isSince(process, LOOK) && !this.look(process) && this.isSince(process, ANEW)) {
      this.startAnew(process);
    }
  }

  /** Looks with the meaning that the wait has had so far. Answers whether it is over. O(children). */
  protected look(process: Row): boolean {
    const { words } = this;
    const job = this.jobOf(process);
    const flags = words[job];
    const child = this.childToTell(process, flags & MEANT, words[job + WAIT], flags & OPTIONS);
    if (child === NONE) return false;
    this.wakeWith(process, child);
    return true;
  }

  /** The call is made anew: 0 and −g mean what they mean now. O(children). */
  protected startAnew(process: Row): void {
    const { words } = this;
    const job = this.jobOf(process);
    const flags = words[job];
    const meaning = flags & MEANT;
    const meant = this.meantNow(process, meaning, this.numberMeant(process));
    const child = this.childToTell(process, meaning, meant, flags & OPTIONS);
    if (child !== NONE) {
      this.wakeWith(process, child);
      return;
    }
    this.endWait(process);
    this.startWait(process, meaning, meant, flags & OPTIONS);
  }

  /** The number that the call was made with; a row keeps the id of a group that is gone. */
  protected numberMeant(process: Row): number {
    const job = this.jobOf(process);
    const meant = this.words[job + WAIT];
    return (this.words[job] & MEANT) === OF_GROUP ? this.idOf(meant) : meant;
  }

  /** The wait is over, with a child to tell of or a negative errno. */
  protected wakeWith(process: Row, child: number): void {
    if (child < NONE) {
      this.wake(process, child, 0);
      return;
    }
    const pid = this.idOf(child);
    this.wake(process, pid, this.fetch(child));
  }

  protected wake(process: Row, answer: number, status: number): void {
    this.endWait(process);
    this.tell('woken', process, answer, status);
  }

  /** J12 (c): a signal is about to stop a process in a wait: what it finds now, it tells when it goes on. O(children). */
  protected lookBeforeStop(process: Row): void {
    const { words } = this;
    const job = this.jobOf(process);
    const flags = words[job];
    const child = this.childToTell(process, flags & MEANT, words[job + WAIT], flags & OPTIONS);
    if (child === NONE) return;
    const answer = child < NONE ? child : this.idOf(child);
    const status = child < NONE ? 0 : this.fetch(child);
    this.endWait(process);
    words[job] |= WAITS | TOLD | (status << TOLD_STATUS);
    words[job + WAIT] = answer;
  }

  /** A signal is about to end it: what it finds now is lost with it. O(children). */
  protected lookBeforeEnd(process: Row): void {
    const { words } = this;
    const job = this.jobOf(process);
    const child = this.childToTell(process, words[job] & MEANT, words[job + WAIT], words[job] & OPTIONS);
    if (child > NONE) this.fetch(child);
  }
}
