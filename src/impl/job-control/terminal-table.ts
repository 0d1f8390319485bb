// The job-control commands J1–J12, beside those of POSIX, as the class that users import. Each command is "checks, then
// core": refusals.ts has the checks, the other files the core, each with what it is about.
import { COLUMN, FLAG, HEADER, NONE as none, TERMINAL } from '../layout.ts';
import { JOB_FLAG, WAITS_FOR } from '../layout.ts';
import type { Id } from '../../contract/command.ts';
import { ERRNO } from '../posix/errno.ts';
import type { Snapshot } from '../snapshot.ts';
import type { TerminalTableOptions } from '../table-base.ts';
import { KILLED as killed } from '../posix/wait-status.ts';
import { JobControlChecks } from './refusals.ts';
import { jobControlFaults } from './self-check.ts';
import { SIGNAL } from './signals.ts';

const NONE = none;
const KILLED = killed;
const { GROUP } = COLUMN;
const { PROCESS, GROUP: GROUP_FACET } = FLAG;
const { SESSION: SERVED, FOREGROUND } = TERMINAL;
const { HANGUP, INTERRUPT, WAITS, UNTRACED, CONTINUED } = JOB_FLAG;
const { GROUP: OF_GROUP } = WAITS_FOR;
const { ESRCH, EINTR, EIO, ENXIO, EINVAL } = ERRNO;
const { HUP, CONT, TSTP, TTIN, TTOU } = SIGNAL;
const INT_MIN = -0x8000_0000;
const TERMINALS_DEFAULT = 2;
const TERMINALS_MAX = 100_000;

/**
 * Options of `waitpid`, to be added up. Two of the numbers are Linux's, where blocking is what needs no option.
 *
 * @example
 * ```ts
 * import { TerminalTable, WAIT } from 'procession-check/table';
 *
 * const kernel = new TerminalTable();
 * kernel.fork(1, 2);
 * kernel.waitpid(1, -1, WAIT.BLOCK | WAIT.UNTRACED); // 0
 * kernel.isWaiting(1); // true
 * ```
 */
export const WAIT = {
  /** To sleep where nobody has anything to tell. */
  BLOCK: 1 << 16,
  /** To be told of children that were stopped, too: WUNTRACED. */
  UNTRACED: 2,
  /** To be told of children that were continued, too: WCONTINUED. */
  CONTINUED: 8,
} as const;

/**
 * The caller's disposition towards the signal of its own call: SIGTTOU of tcsetpgrp and writes, SIGTTIN of reads. By default
 * it stops; ignored or blocked it never arrives.
 */
export type Disposition = 'default' | 'ignored' | 'blocked';

/**
 * Processes, groups, sessions and terminals as a kernel keeps them, for an operating system without a kernel, such as one
 * in a browser, whose shell knows `fg`, `bg` and Ctrl-Z. All that {@link PosixTable} can, and besides signals that stop and
 * continue, controlling terminals with their foreground, and waits that block. `Data` is what may be attached to a process:
 * its worker, its open files.
 *
 *     const table = new TerminalTable<Worker>();
 *     const shell = table.fork(1, table.lowestFreeId(), shellWorker); // 2
 *     table.setsid(shell);
 *     table.openTerminal(shell, 1);                      // its terminal, where it is in the foreground
 *     const job = table.fork(shell, table.lowestFreeId(), jobWorker); // 3
 *     table.setpgid(shell, job, 0);
 *     table.tcsetpgrp(shell, 1, job);                    // the job has the foreground, and the shell waits for it:
 *     table.waitpid(shell, -1, WAIT.BLOCK | WAIT.UNTRACED); // 0, it sleeps
 *     table.type(1, '^Z');                               // the job stops, which wakes the shell
 *     table.happened((what, process, value) => {});      // 'stopped' 3 20 (pause its worker), 'woken' 2 3 (it was told of 3)
 *     table.tcsetpgrp(shell, 1, shell, 'ignored');       // the shell is in the foreground again
 *     table.kill(shell, -job, SIGNAL.CONT);              // bg: the job goes on; with a tcsetpgrp before that it is fg
 *
 * **Answers** are numbers, as a system call's: what was asked for or 0, and below 0 an errno ({@link ERRNO}, `errnoName`).
 * So they go to a WebAssembly program as they are, and nothing is allocated. A refused command changes nothing. Two answers
 * say that the caller does not go on: −EINTR of tcsetpgrp, readTerminal and writeTerminal, which have done nothing but to
 * stop its group, and 0 of a waitpid with {@link WAIT}.BLOCK, which sleeps. Takes Linux's choice where POSIX leaves one.
 *
 * **Others** are told of by {@link happened}, after each command: who is stopped, continued or ended, whom SIGHUP or SIGCONT
 * has reached, whose wait has its answer. Programs catch SIGHUP and SIGCONT, or the host ends them with signal 9; SIGINT
 * (from ^C), SIGTSTP, SIGTTIN and SIGTTOU act by default unless the call says otherwise.
 *
 * **Outside the specification**: a command of a process that does not run, is stopped or waits is answered with ESRCH,
 * init's exit with EPERM, a terminal that does not exist with ENXIO, other signals with EINVAL. Init, which nothing stops,
 * is in the background as if its group was orphaned: EIO or ENOTTY.
 *
 * **Cost**: besides what {@link PosixTable} says, a signal to a group costs O(members × log), and to one process O(1), but
 * for SIGTSTP, SIGTTIN and SIGTTOU, which ask whether its group is orphaned: O(members). A session's losing its terminal
 * costs O(its members), an exit besides its children the members of the groups that these are in, a wait that is woken
 * O(its children). No command allocates, growth aside. Three words a process are added, and two a terminal.
 *
 * @example
 * ```ts
 * import { SIGNAL, TerminalTable, WAIT } from 'procession-check/table';
 *
 * const kernel = new TerminalTable();
 * kernel.fork(1, 2);
 * kernel.setsid(2);
 * kernel.openTerminal(2, 1);
 * kernel.fork(2, 3);
 * kernel.setpgid(2, 3, 0);
 * kernel.tcsetpgrp(2, 1, 3);
 * kernel.waitpid(2, -1, WAIT.BLOCK | WAIT.UNTRACED); // 0
 * kernel.type(1, '^Z');
 * const told: unknown[] = [];
 * kernel.happened((what, process, value) => told.push(what, process, value));
 * told; // ['stopped', 3, 20, 'woken', 2, 3]
 * kernel.tcsetpgrp(2, 1, 2, 'ignored');
 * kernel.kill(2, -3, SIGNAL.CONT); // 0
 * kernel.isStopped(3); // false
 * kernel.readTerminal(3, 1); // -4
 * kernel.isStopped(3); // true
 * ```
 */
export class TerminalTable<Data = undefined> extends JobControlChecks<Data> {
  /** Throws a RangeError for sizes that are none: at most 2,000,000 ids and 100,000 terminals. */
  constructor(options: TerminalTableOptions = {}) {
    const { terminals = TERMINALS_DEFAULT } = options;
    if (!Number.isInteger(terminals) || terminals < 1 || terminals > TERMINALS_MAX)
      throw new RangeError(`terminals is an integer from 1 to ${TERMINALS_MAX}, not ${terminals}`);
    const sizes: TerminalTableOptions = { ...options, terminals };
    super(sizes);
  }

  /** A new table with a snapshot's state and terminals. Throws as `restore` does. O(bytes). */
  static override from<Data = undefined>(snapshot: Snapshot<Data>): TerminalTable<Data> {
    const table = new TerminalTable<Data>({ capacity: 1 });
    table.restore(snapshot);
    return table;
  }

  // ── Commands ───────────────────────────────────────────────────────────────────────────────────────────

  /**
   * P6 and what it means for others: a session leader's terminal is free then, with SIGHUP to its foreground; groups that
   * the exit orphans, with somebody stopped in them, get SIGHUP and SIGCONT. Answers 0. O(children + their groups' members +
   * ancestors up to the reaper), a session leader's also O(members of the session).
   */
  override exit(process: Id, code: number): number {
    const answer = super.exit(process, code);
    this.settle();
    return answer;
  }

  /**
   * J1: a signal of {@link SIGNAL} or 0, which asks whether anybody is there. `target` is a pid, 0 for the caller's group,
   * −g for group g, with signal 0 also −1 for anybody but init and the caller; signal 9 takes a pid only. Answers 0.
   * Errors: ESRCH, then EINVAL. To a pid O(1), O(members) with TSTP, TTIN and TTOU; to a group O(members × log).
   */
  override kill(process: Id, target: number, signal: number): number {
    const caller = this.callerRow(process);
    if (caller === NONE || !this.isAnybodyMeant(caller, target)) return -ESRCH;
    if (signal === 0) return 0;
    if (signal === KILLED && target > 0) this.killWith(this.find(target), KILLED);
    else if (target === -1 || !isJobSignal(signal)) return -EINVAL;
    else if (target > 0) this.signalOne(this.find(target), signal);
    else this.signalGroup(target === 0 ? this.words[caller + GROUP] : this.find(-target), signal);
    this.settle();
    return 0;
  }

  /**
   * J2 and J12: as {@link PosixTable} has it, and with options of {@link WAIT} also of children that were stopped or
   * continued, each of which is told once. With BLOCK the caller sleeps where children match and none has anything to tell:
   * the answer is 0, {@link isWaiting} is true, and what it is answered later, {@link happened} tells. The meaning of 0 and −g
   * is settled when it falls asleep, and anew after each signal that does not end it. O(1) for a pid above 0, else
   * O(children).
   */
  override waitpid(process: Id, pid: number, options = 0): number {
    const caller = this.callerRow(process);
    if (caller === NONE || pid === INT_MIN) return -ESRCH;
    const asked = askedBy(options);
    const meaning = this.meaningOf(pid);
    const meant = this.meantNow(caller, meaning, meaning === OF_GROUP ? -pid : pid);
    const child = this.childToTell(caller, meaning, meant, asked);
    if (child > NONE) {
      const told = this.idOf(child);
      this.fetchedStatus = this.fetch(child);
      return told;
    }
    if (child === NONE && (options & WAIT.BLOCK) !== 0) this.startWait(caller, meaning, meant, asked);
    return child;
  }

  /**
   * J3: a session leader that has no terminal gets one that serves nobody as its controlling terminal, with its group in the
   * foreground, unless `noctty`. Anybody else just opens it. Answers 0. Errors: ENXIO.
   */
  openTerminal(process: Id, terminal: number, noctty = false): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    if (!noctty && this.acquiresByOpening(caller, at)) this.acquire(caller, terminal, at);
    return 0;
  }

  /**
   * J4, TIOCSCTTY: as {@link openTerminal}, but says why not; with `steal` a terminal that serves another session is taken
   * from it, without a signal. Answers 0, and changes nothing if it is the leader's already. Errors: ENXIO, then EPERM for
   * one that leads no session or has another terminal, and for a terminal that serves another session. O(1); stolen,
   * O(members of that session).
   */
  setControllingTerminal(process: Id, terminal: number, steal = false): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    const error = this.setControllingTerminalError(caller, at, steal);
    if (error !== 0 || this.words[at + SERVED] === caller) return error;
    if (this.words[at + SERVED] !== NONE) this.takeFromSession(at);
    this.acquire(caller, terminal, at);
    return 0;
  }

  /**
   * J5, TIOCNOTTY: the caller has no terminal any more; a session leader's goes from the whole session, with SIGHUP and
   * SIGCONT to its foreground. Answers 0. Errors: ENXIO, ENOTTY. O(1), a leader's O(members of the session).
   */
  leaveTerminal(process: Id, terminal: number): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    const error = this.ownTerminalError(caller, terminal);
    if (error !== 0) return error;
    if (this.leadsSession(caller)) this.leaveWithSession(at);
    else this.loseTerminal(caller);
    this.settle();
    return 0;
  }

  /**
   * J6: the group is the terminal's foreground. A caller in the background is stopped with its group by SIGTTOU and answered
   * −EINTR, unless it ignores or blocks that. Answers 0. Errors, in this order: ENXIO, ENOTTY (in the background, of an
   * orphaned group), EINVAL, ENOTTY (not its own), ESRCH, EPERM. O(1); in the background O(members of its group × log).
   */
  tcsetpgrp(process: Id, terminal: number, group: number, ttou: Disposition = 'default'): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    if (ttou === 'default' && this.isInBackground(caller, terminal, at)) {
      const background = this.backgroundError(caller);
      return background === 0 ? this.stopForAccess(caller, TTOU) : background;
    }
    const row = this.find(group);
    const error = this.tcsetpgrpError(caller, terminal, group, row);
    if (error === 0) this.setForeground(at, row);
    return error;
  }

  /**
   * J7: the number of the foreground; 0 where the terminal serves no session. It may be one that nothing bears any more, or
   * that something else bears now. Through the `master` side anybody may ask. Errors: ENXIO, ENOTTY.
   */
  tcgetpgrp(process: Id, terminal: number, master = false): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    const error = master ? 0 : this.ownTerminalError(caller, terminal);
    return error === 0 ? this.shownForeground(at) : error;
  }

  /** J7: the id of the session that the terminal serves, asked as {@link tcgetpgrp}. Errors: ENXIO, ENOTTY. */
  tcgetsid(process: Id, terminal: number, master = false): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    let error = master ? 0 : this.ownTerminalError(caller, terminal);
    if (error === 0) error = this.tcgetsidError(at);
    return error === 0 ? this.idOf(this.words[at + SERVED]) : error;
  }

  /** J8: opens /dev/tty, the caller's controlling terminal whichever it is. Answers 0. Errors: ENXIO where it has none. */
  openDevTty(process: Id): number {
    const caller = this.callerRow(process);
    return caller === NONE ? -ESRCH : this.openDevTtyError(caller);
  }

  /**
   * J9: whether the caller may read: 0. In the background SIGTTIN stops its group and the answer is −EINTR. Errors: ENXIO;
   * EIO in the background, if its group is orphaned or SIGTTIN does not arrive. O(1); in the background as
   * {@link tcsetpgrp}.
   */
  readTerminal(process: Id, terminal: number, ttin: Disposition = 'default'): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    if (!this.isInBackground(caller, terminal, at)) return 0;
    const error = this.readError(caller, ttin);
    return error === 0 ? this.stopForAccess(caller, TTIN) : error;
  }

  /**
   * J9: whether the caller may write: 0. In the background of a terminal with `tostop` SIGTTOU stops its group, unless it
   * ignores or blocks that, and the answer is −EINTR. Errors: ENXIO; EIO for a group that would be stopped and is orphaned.
   * O(1); in the background as {@link tcsetpgrp}.
   */
  writeTerminal(process: Id, terminal: number, ttou: Disposition = 'default', tostop = false): number {
    const caller = this.callerRow(process);
    const at = this.terminalAt(terminal);
    if (caller === NONE) return -ESRCH;
    if (at === NONE) return -ENXIO;
    if (!tostop || ttou !== 'default' || !this.isInBackground(caller, terminal, at)) return 0;
    const error = this.accessError(caller);
    return error === 0 ? this.stopForAccess(caller, TTOU) : error;
  }

  /**
   * J10: the terminal's window is closed, and a new one stands in its place. Its session leader gets SIGHUP and SIGCONT, the
   * whole session loses it; the foreground is signalled when the leader ends. Answers 0. Errors: ENXIO. O(members of the
   * session).
   */
  hangUp(terminal: number): number {
    this.beginCommand();
    const at = this.terminalAt(terminal);
    if (at === NONE) return -ENXIO;
    if (this.words[at + SERVED] !== NONE) this.hangUpSession(at);
    this.settle();
    return 0;
  }

  /**
   * J11: somebody types Ctrl-C, which ends the foreground's members, or Ctrl-Z, which stops them. Answers 0. Errors: ENXIO.
   * O(members × log), and O(exit) for each that ends.
   */
  type(terminal: number, key: '^C' | '^Z'): number {
    this.beginCommand();
    const at = this.terminalAt(terminal);
    if (at === NONE) return -ENXIO;
    const foreground = this.words[at + FOREGROUND];
    if (key === '^C') this.interruptGroup(foreground);
    else this.signalGroup(foreground, TSTP);
    this.settle();
    return 0;
  }

  // ── Questions ──────────────────────────────────────────────────────────────────────────────────────────

  /** Terminals of the table. O(1). */
  get terminals(): number {
    return this.words[HEADER.TERMINALS];
  }

  /** Whether a signal has stopped the process. O(1). */
  isStopped(pid: Id): boolean {
    return this.isStoppedRow(this.findFacet(pid, PROCESS));
  }

  /** Whether the process is in a wait that blocks, stopped or not. O(1). */
  isWaiting(pid: Id): boolean {
    return this.hasJobFlag(pid, WAITS);
  }

  /** Whether a SIGHUP waits until the process, which is stopped, is continued. O(1). */
  hasPendingHangup(pid: Id): boolean {
    return this.hasJobFlag(pid, HANGUP);
  }

  /** Whether a SIGINT does. O(1). */
  hasPendingInterrupt(pid: Id): boolean {
    return this.hasJobFlag(pid, INTERRUPT);
  }

  /** The process's controlling terminal, 0 for none; a zombie has the one that it had. Undefined for no process. O(1). */
  controllingTerminal(pid: Id): number | undefined {
    const row = this.findFacet(pid, PROCESS);
    return row === NONE ? undefined : this.terminalOf(row);
  }

  /** The session that a terminal serves; undefined where it serves none. O(1). */
  terminalSession(terminal: number): Id | undefined {
    const at = this.terminalAt(terminal);
    const session = at === NONE ? NONE : this.words[at + SERVED];
    return session === NONE ? undefined : this.idOf(session);
  }

  /** The number of a terminal's foreground, as {@link tcgetpgrp} says it; undefined where it serves no session. O(1). */
  terminalForeground(terminal: number): Id | undefined {
    const at = this.terminalAt(terminal);
    const foreground = at === NONE ? NONE : this.words[at + FOREGROUND];
    return foreground === NONE ? undefined : this.idOf(foreground);
  }

  /** Whether the process's group is the foreground of its controlling terminal. O(1). */
  isForeground(pid: Id): boolean {
    const row = this.findFacet(pid, PROCESS);
    const terminal = row === NONE ? 0 : this.terminalOf(row);
    return terminal !== 0 && this.isInForeground(row, this.terminalAt(terminal));
  }

  /** Whether the group is orphaned; false for no group. O(members). */
  isOrphaned(pgid: Id): boolean {
    const group = this.findFacet(pgid, GROUP_FACET);
    return group !== NONE && this.isOrphanedGroup(group);
  }

  override selfCheck(): readonly string[] {
    const faults = super.selfCheck();
    return faults.length > 0 ? faults : jobControlFaults(this.words);
  }

  // ── Effects of single commands ─────────────────────────────────────────────────────────────────────────

  /** J1, to one process. O(1), O(members) with a signal that an orphaned group discards. */
  protected signalOne(process: number, signal: number): void {
    const orphaned = signal >= TSTP && this.isOrphanedGroup(this.words[process + GROUP]);
    this.signal(process, signal, orphaned);
  }

  /** J9, for a caller in the background. */
  protected readError(caller: number, ttin: Disposition): number {
    return ttin === 'default' ? this.accessError(caller) : -EIO;
  }

  /** J6 and J9: a caller in the background stops its group, and itself with it. */
  protected stopForAccess(caller: number, signal: number): number {
    this.signalGroup(this.words[caller + GROUP], signal);
    this.settle();
    return -EINTR;
  }

  /** J5: of a session leader. O(members of the session). */
  protected leaveWithSession(at: number): void {
    this.hangUpAndContinue(this.words[at + FOREGROUND]);
    this.takeFromSession(at);
  }

  /** J10: the session leader alone is signalled, and remembers the foreground. O(members of the session). */
  protected hangUpSession(at: number): void {
    const leader = this.words[at + SERVED];
    this.signal(leader, HUP, false);
    this.signal(leader, CONT, false);
    this.rememberForeground(leader, this.words[at + FOREGROUND]);
    this.takeFromSession(at);
  }

  /** J7: a stale number is shown like any other. */
  protected shownForeground(at: number): number {
    const foreground = this.words[at + FOREGROUND];
    return foreground === NONE ? 0 : this.idOf(foreground);
  }

  private hasJobFlag(pid: Id, flag: number): boolean {
    return (this.jobFlags(this.findFacet(pid, PROCESS)) & flag) !== 0;
  }
}

function isJobSignal(signal: number): boolean {
  return signal === HUP || (signal >= CONT && signal <= TTOU && (signal | 0) === signal);
}

/** The marks of a wait for options of {@link WAIT}. */
function askedBy(options: number): number {
  return (
    ((options & WAIT.UNTRACED) !== 0 ? UNTRACED : 0) | ((options & WAIT.CONTINUED) !== 0 ? CONTINUED : 0)
  );
}
