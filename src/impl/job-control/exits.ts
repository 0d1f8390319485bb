// Exits with what they mean for others: the terminal of a session leader is hung up, groups that an exit orphans are
// signalled where somebody in them is stopped, waits are told. Only exits do so: setsid and setpgid orphan in silence.
import { COLUMN, INIT_ROW as initRow, JOB, NONE as none, TERMINAL } from '../layout.ts';
import type { Row } from '../layout.ts';
import { SIGNAL, Signals } from './signals.ts';

const NONE = none;
const INIT_ROW = initRow;
const { PARENT, GROUP, SESSION, FIRST_CHILD, NEXT_SIBLING, PREV_SIBLING } = COLUMN;
const { FOREGROUND } = TERMINAL;
const { HUP, CONT } = SIGNAL;

/** The effects of an exit beyond those of the POSIX commands. */
export class Exits<Data> extends Signals<Data> {
  /** A wait that the end interrupts looks before. O(exit), and O(children) in a wait. */
  protected override exitWith(process: Row, status: number): void {
    if (this.waitsAwake(process)) this.lookBeforeEnd(process);
    super.exitWith(process, status);
  }

  /** Signals 9 and SIGINT; whoever is ended by one is told of, which a process that exits knows. */
  protected override killWith(process: Row, status: number): void {
    if (process !== INIT_ROW && this.isRunningRow(process)) this.tell('ended', process, status);
    super.killWith(process, status);
  }

  /**
   * From the beginning it counts neither as alive nor as stopped. O(children + ancestors up to the reaper + members of the
   * groups that may be orphaned), a session leader's also O(members of the session).
   */
  protected override exitProcess(process: Row): void {
    this.makeZombie(process);
    if (this.leadsSession(process)) this.hangUpAtExit(process);
    if (this.words[process + FIRST_CHILD] !== NONE) this.adoptChildren(process, this.reaperOf(process));
    this.orphanOwnGroup(process);
    this.tellParent(process);
  }

  /** A zombie is not stopped, has no report but its end, waits for nothing and receives nothing. */
  protected override makeZombie(process: Row): void {
    super.makeZombie(process);
    this.endWait(process);
    this.words[this.jobOf(process) + JOB.FLAGS] = 0;
    this.noteEnd(process);
  }

  /** A session leader ends: its terminal's foreground gets SIGHUP, one that it remembers SIGHUP and SIGCONT. */
  protected hangUpAtExit(leader: Row): void {
    const terminal = this.terminalOf(leader);
    if (terminal !== 0) {
      const at = this.terminalAt(terminal);
      this.hangUpForeground(this.words[at + FOREGROUND]);
      this.takeFromSession(at);
    }
    const remembered = this.rememberedForeground(leader);
    if (remembered !== NONE) {
      this.hangUpAndContinue(remembered);
      this.forgetForeground(leader);
    }
  }

  /** No SIGCONT follows: a stopped foreground stays stopped, with a SIGHUP waiting. */
  protected hangUpForeground(group: Row): void {
    this.signalGroup(group, HUP);
  }

  protected hangUpAndContinue(group: Row): void {
    this.signalGroup(group, HUP);
    this.signalGroup(group, CONT);
  }

  /** Each child goes to its reaper in turn, and its group may be orphaned by that. O(children + their groups' members). */
  protected override adoptChildren(from: Row, to: Row): void {
    const { words } = this;
    let child = words[from + FIRST_CHILD];
    while (words[child + NEXT_SIBLING] !== NONE) child = words[child + NEXT_SIBLING];
    for (;;) {
      this.adoptChild(from, to, child);
      const word = words[child + PREV_SIBLING];
      if (word === from + FIRST_CHILD) break;
      child = word - NEXT_SIBLING;
    }
    super.adoptChildren(from, to);
  }

  protected adoptChild(from: Row, to: Row, child: Row): void {
    this.words[child + PARENT] = to;
    if (this.isZombieRow(child)) this.tellParent(child);
    this.orphanByExit(this.words[child + GROUP], this.words[from + GROUP]);
  }

  /** The group of the one that ends, which was a link if its parent is in another group of the session. */
  protected orphanOwnGroup(process: Row): void {
    const { words } = this;
    this.orphanByExit(words[process + GROUP], words[words[process + PARENT] + GROUP]);
  }

  /** A group has lost a link to another one by an exit: if it is orphaned now and has anybody stopped, all are signalled. */
  protected orphanByExit(group: Row, other: Row): void {
    const { words } = this;
    if (group === other || words[group + SESSION] !== words[other + SESSION]) return;
    if (this.hasStoppedMember(group) && this.isOrphanedGroup(group)) this.hangUpAndContinue(group);
  }
}
