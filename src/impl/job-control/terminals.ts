// Terminals: the session that each serves, its foreground, and who has it as controlling terminal. Nothing is checked here,
// and nobody is signalled.
import { COLUMN, FLAG, JOB, NONE as none, TERMINAL as terminalWords } from '../layout.ts';
import type { Id } from '../../contract/command.ts';
import type { Row } from '../layout.ts';
import { Happenings } from './happenings.ts';

const NONE = none;
const { GROUP, SESSION, FIRST_GROUP, NEXT_GROUP, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { SESSION: SESSION_FACET } = FLAG;
const OF_PROCESS = JOB.TERMINAL;
const { SESSION: SERVED, FOREGROUND } = terminalWords;

/** Acquiring, losing and remembering terminals. Each step is O(1) unless it says otherwise. */
export class Terminals<Data> extends Happenings<Data> {
  /** The number of the process's controlling terminal, 0 for none. */
  protected terminalOf(process: Row): number {
    return Math.max(0, this.words[this.jobOf(process) + OF_PROCESS]);
  }

  /** The row of the foreground that a session leader remembers from a hang-up, or NONE. */
  protected rememberedForeground(leader: Row): Row {
    const word = this.words[this.jobOf(leader) + OF_PROCESS];
    return word < 0 ? -word : NONE; // −0, of a leader that remembers none, would be an object
  }

  /** Its number is its pid's for as long as it leads: so is the row. */
  protected leadsSession(process: Row): boolean {
    return this.hasFlag(process, SESSION_FACET);
  }

  /** Whether the process's group is the terminal's foreground: the one that was put there, not one of the same number. */
  protected isInForeground(process: Row, at: number): boolean {
    return this.words[process + GROUP] === this.words[at + FOREGROUND];
  }

  /** Whether the terminal is the process's own, and its group is not in the foreground there. */
  protected isInBackground(process: Row, terminal: number, at: number): boolean {
    return this.terminalOf(process) === terminal && !this.isInForeground(process, at);
  }

  /** J3, J4: a session leader gets a terminal that serves nobody; its group is the foreground. */
  protected acquire(leader: Row, terminal: number, at: number): void {
    const { words } = this;
    this.forgetForeground(leader);
    words[this.jobOf(leader) + OF_PROCESS] = terminal;
    words[at + SERVED] = leader;
    this.setForeground(at, words[leader + GROUP]);
  }

  /** J6: a number is the terminal's foreground, whatever bears it. */
  protected setForeground(at: number, row: Row): void {
    const { words } = this;
    const before = words[at + FOREGROUND];
    this.refer(row);
    words[at + FOREGROUND] = row;
    if (before !== NONE) this.forget(before);
  }

  /** The terminal serves nobody, and nobody of the session has it. O(members of the session). */
  protected takeFromSession(at: number): void {
    const { words } = this;
    const foreground = words[at + FOREGROUND];
    this.takeFromMembers(words[at + SERVED]);
    words[at + SERVED] = NONE;
    words[at + FOREGROUND] = NONE;
    this.forget(foreground);
  }

  /** Zombies lose it, too. O(members of the session). */
  protected takeFromMembers(session: Row): void {
    const { words } = this;
    for (let group = words[session + FIRST_GROUP]; group !== NONE; group = words[group + NEXT_GROUP]) {
      for (let member = words[group + FIRST_MEMBER]; member !== NONE; member = words[member + NEXT_MEMBER]) {
        this.loseTerminal(member);
      }
    }
  }

  /** The process has no controlling terminal any more; what it remembers of an earlier one stays. */
  protected loseTerminal(process: Row): void {
    const { words } = this;
    const word = this.jobOf(process) + OF_PROCESS;
    if (words[word] > 0) words[word] = 0;
  }

  /**
   * J10: a session leader that has lost its terminal remembers the foreground that was there, unless nothing bears the
   * number any more: then nobody will ever be in it.
   */
  protected rememberForeground(leader: Row, foreground: Row): void {
    if (!this.isBorne(foreground)) return;
    this.refer(foreground);
    this.words[this.jobOf(leader) + OF_PROCESS] = -foreground;
  }

  /** A session leader has a terminal again, or ends. */
  protected forgetForeground(leader: Row): void {
    const foreground = this.rememberedForeground(leader);
    if (foreground === NONE) return;
    this.words[this.jobOf(leader) + OF_PROCESS] = 0;
    this.forget(foreground);
  }

  /** A child has its parent's terminal. It does not have what a leader remembers. */
  protected override forkChild(parent: Row, child: Id): Row {
    const row = super.forkChild(parent, child);
    this.inheritTerminal(parent, row);
    return row;
  }

  protected inheritTerminal(parent: Row, child: Row): void {
    this.words[this.jobOf(child) + OF_PROCESS] = this.terminalOf(parent);
  }

  /** P2: who leads a session anew has no terminal; those that it leaves keep theirs. */
  protected override enterNewSession(process: Row): void {
    super.enterNewSession(process);
    this.loseTerminal(process);
  }

  /** The row of the session that a process is in. */
  protected sessionOf(process: Row): Row {
    return this.words[this.words[process + GROUP] + SESSION];
  }
}
