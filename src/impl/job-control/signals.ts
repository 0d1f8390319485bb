// Signals of job control: stopping, continuing, hang-ups and interrupts, to one process or to a group. Nothing is checked
// here.
import { COLUMN, FLAG, INIT_ROW as initRow, JOB_FLAG, NONE as none } from '../layout.ts';
import type { Row } from '../layout.ts';
import { INTERRUPTED } from '../posix/wait-status.ts';
import { SINCE } from './happenings.ts';
import { Waits } from './waits.ts';

const NONE = none;
const INIT_ROW = initRow;
const { ID, PARENT, GROUP, SESSION, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { GROUP: GROUP_FACET } = FLAG;
const { STOPPED, STOP_REPORT, CONTINUE_REPORT, HANGUP, INTERRUPT } = JOB_FLAG;
const { DOOMED } = SINCE;

/**
 * The signals that `kill` of a terminal table takes, by name, without SIG. The numbers are Linux's; 9 is for one process
 * alone.
 *
 * @example
 * ```ts
 * import { SIGNAL, TerminalTable } from 'procession-check/table';
 *
 * const kernel = new TerminalTable();
 * kernel.fork(1, 2);
 * kernel.kill(1, 2, SIGNAL.STOP); // 0
 * kernel.isStopped(2); // true
 * ```
 */
export const SIGNAL = { HUP: 1, KILL: 9, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22 } as const;

const { HUP, CONT, STOP } = SIGNAL;
/** A stop signal is kept as what it is above that. */
const BELOW_STOP_SIGNALS = CONT;

/** Signals and their effects. To one process each is O(1) unless it says otherwise, to a group O(members × log). */
export class Signals<Data> extends Waits<Data> {
  /** The members of the group that is signalled; a signal may free some of them. */
  #members = new Int32Array(16);
  /** Those that SIGINT ends at the end of the command, in order. */
  #doomed = new Int32Array(16);
  #doomedCount = 0;

  /** Whether a group is orphaned: nobody alive in it has a parent in another group of the session. O(members). */
  protected isOrphanedGroup(group: Row): boolean {
    const { words } = this;
    for (let member = words[group + FIRST_MEMBER]; member !== NONE; member = words[member + NEXT_MEMBER]) {
      if (this.isRunningRow(member) && this.isLink(words[member + PARENT], group)) return false;
    }
    return true;
  }

  /** Whether a parent of a member is in another group of the session: init has none. */
  protected isLink(parent: Row, group: Row): boolean {
    const { words } = this;
    if (parent === NONE) return false;
    const other = words[parent + GROUP];
    return other !== group && words[other + SESSION] === words[group + SESSION];
  }

  /** Whether anybody in the group is stopped. O(members). */
  protected hasStoppedMember(group: Row): boolean {
    const { words } = this;
    for (let member = words[group + FIRST_MEMBER]; member !== NONE; member = words[member + NEXT_MEMBER]) {
      if (this.isStoppedRow(member)) return true;
    }
    return false;
  }

  /** To every member, in ascending order of pid. A number that no group bears has none. */
  protected signalGroup(group: Row, signal: number): void {
    const count = this.collectMembers(group);
    const orphaned = count > 0 && signal > STOP && this.isOrphanedGroup(group);
    for (let i = 0; i < count; i += 1) this.signal(this.#members[i], signal, orphaned);
  }

  /** To one process, of a group that is orphaned or not; zombies notice nothing. */
  protected signal(process: Row, signal: number, orphaned: boolean): void {
    if (!this.isRunningRow(process)) return;
    if (signal === HUP) this.sendHangup(process);
    else if (signal === CONT) this.sendContinue(process);
    else if (orphaned) this.discardStop(process);
    else this.stop(process, signal);
  }

  /** SIGHUP arrives; it waits while the process is stopped. */
  protected sendHangup(process: Row): void {
    if (this.isStoppedRow(process)) this.words[this.jobOf(process)] |= HANGUP;
    else this.receiveHangup(process);
  }

  protected receiveHangup(process: Row): void {
    if (!this.isSince(process, SINCE.HANGUP)) this.tell('SIGHUP', process);
    this.note(process, SINCE.HANGUP);
    this.interruptWait(process);
  }

  /** SIGCONT arrives, and a stopped process runs again. */
  protected sendContinue(process: Row): void {
    if (this.isStoppedRow(process)) this.continueStopped(process);
    else this.receiveContinue(process);
  }

  protected receiveContinue(process: Row): void {
    if (!this.isSince(process, SINCE.CONTINUE)) this.tell('SIGCONT', process);
    this.note(process, SINCE.CONTINUE);
    this.interruptWait(process);
  }

  /** Signals that had to wait come now; an interrupt ends it before it would do anything else. */
  protected continueStopped(process: Row): void {
    const { words } = this;
    const job = this.jobOf(process);
    const waiting = words[job] & (HANGUP | INTERRUPT);
    words[job] = (words[job] & ~(STOPPED | STOP_REPORT | HANGUP | INTERRUPT)) | CONTINUE_REPORT;
    this.tell('continued', process);
    this.tellParent(process);
    if ((waiting & INTERRUPT) !== 0) {
      this.endWait(process); // It does not look again.
      this.doom(process);
      return;
    }
    this.resumeWait(process);
    if ((waiting & HANGUP) !== 0) this.receiveHangup(process);
    this.receiveContinue(process);
  }

  /** A stop signal arrives. Init is never stopped, and one that is stopped already stays so. O(children) in a wait. */
  protected stop(process: Row, signal: number): void {
    if (process === INIT_ROW || this.isStoppedRow(process)) return;
    if (this.waitsAwake(process)) this.lookBeforeStop(process);
    const { words } = this;
    const job = this.jobOf(process);
    words[job] = (words[job] & ~CONTINUE_REPORT) | STOP_REPORT | (signal - BELOW_STOP_SIGNALS);
    this.tell('stopped', process, signal);
    this.tellParent(process);
  }

  /** SIGTSTP, SIGTTIN or SIGTTOU reaches a process of an orphaned group: only a wait notices. */
  protected discardStop(process: Row): void {
    if (process !== INIT_ROW) this.interruptWait(process);
  }

  /** J11: ^C to every member of a group. */
  protected interruptGroup(group: Row): void {
    const count = this.collectMembers(group);
    for (let i = 0; i < count; i += 1) this.interrupt(this.#members[i]);
  }

  /** SIGINT ends a process, but not init; it waits while the process is stopped. */
  protected interrupt(process: Row): void {
    if (process === INIT_ROW || !this.isRunningRow(process)) return;
    if (this.isStoppedRow(process)) this.words[this.jobOf(process)] |= INTERRUPT;
    else this.doom(process);
  }

  /** It ends when everything else of the command has happened: an exit is never begun within another. */
  protected doom(process: Row): void {
    if (this.isSince(process, DOOMED)) return;
    this.note(process, DOOMED);
    if (this.#doomedCount === this.#doomed.length) {
      const more = new Int32Array(this.#doomed.length * 2);
      more.set(this.#doomed);
      this.#doomed = more;
    }
    this.#doomed[this.#doomedCount] = process;
    this.#doomedCount += 1;
  }

  /** Ends whom SIGINT ends, then lets waits look again. Every command that signals anybody ends with it. */
  protected settle(): void {
    for (let i = 0; i < this.#doomedCount; i += 1) this.killWith(this.#doomed[i], INTERRUPTED);
    this.#doomedCount = 0;
    this.lookAgain();
  }

  /** Writes the rows of a group's members in ascending order of pid; how many. O(members × log), Shell's sort. */
  private collectMembers(group: Row): number {
    const { words } = this;
    let count = 0;
    if (!this.hasFlag(group, GROUP_FACET)) return count;
    for (let row = words[group + FIRST_MEMBER]; row !== NONE; row = words[row + NEXT_MEMBER]) {
      if (count === this.#members.length) {
        const more = new Int32Array(count * 2);
        more.set(this.#members);
        this.#members = more;
      }
      this.#members[count] = row;
      count += 1;
    }
    this.sortMembers(count);
    return count;
  }

  private sortMembers(count: number): void {
    const { words } = this;
    const rows = this.#members;
    let gap = 1;
    while (gap < count / 3) gap = 3 * gap + 1;
    for (; gap > 0; gap = (gap - 1) / 3) {
      for (let i = gap; i < count; i += 1) {
        const row = rows[i];
        let at = i;
        for (; at >= gap && words[rows[at - gap] + ID] > words[row + ID]; at -= gap)
          rows[at] = rows[at - gap];
        rows[at] = row;
      }
    }
  }
}
