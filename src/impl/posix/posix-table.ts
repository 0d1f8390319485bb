// The POSIX commands P1–P10 as the class that users import. Each command is "checks, then core": checks.ts has the
// checks, effects.ts the core, and what they share with the hierarchy commands is in the files above.
import type { Id } from '../../contract/command.ts';
import { assertNewId } from '../id-table.ts';
import { COLUMN, COMMANDS, FLAG, HEADER, NONE as none } from '../layout.ts';
import { attach } from '../queries.ts';
import type { Snapshot } from '../snapshot.ts';
import { PosixEffects } from './effects.ts';
import { ERRNO } from './errno.ts';
import { posixFaults } from './self-check.ts';
import { exited, KILLED as killed } from './wait-status.ts';

const NONE = none;
const KILLED = killed;
const { ID, PARENT, GROUP, SESSION, EXIT_CODE } = COLUMN;
const { PROCESS, EXECUTED, IGNORES_SIGCHLD, GROUP: GROUP_FACET } = FLAG;
const { ESRCH, EINVAL } = ERRNO;
const INT_MIN = -0x8000_0000;

/**
 * Processes, groups and sessions as a kernel keeps them, for an operating system that has no kernel, such as one in
 * a browser: it asks this table what each system call is to answer, and who there is. It starts with init alone: pid
 * 1, in group 1 of session 1. `Data` is what may be attached to a process: its worker, its open files.
 *
 *     const table = new PosixTable<Worker>();
 *     const shell = table.fork(1, table.lowestFreeId(), shellWorker); // 2
 *     table.setsid(shell);                                   // 2: the id of its new session
 *     const job = table.fork(shell, table.lowestFreeId(), jobWorker); // 3
 *     table.setpgid(shell, job, 0);                          // 0: a group of its own
 *     table.waitpid(shell, -1);                              // 0: none has ended, so the shell sleeps
 *     table.exit(job, 2);                                    // the job's parent(job) is whom to wake
 *     table.waitpid(shell, -1);                              // 3, and table.lastStatus is 512
 *     table.setpgid(shell, job, 0);                          // -ERRNO.ESRCH
 *
 * **Answers** are numbers, as a system call's: what was asked for or 0, and below 0 an errno with its sign changed
 * ({@link ERRNO}, `errnoName`). So they go to a WebAssembly program as they are, and nothing is allocated. A refused
 * command changes nothing. Takes Linux's choice where POSIX leaves one.
 *
 * **Outside the specification**: a command of a process that does not run is answered with ESRCH, and init's exit
 * with EPERM: a kernel would never hear the one and would stop at the other. Signals other than 0 and 9, and signal 9
 * to several, are EINVAL: what signals do to programs is their host's business, as is blocking in waitpid.
 *
 * **Cost**: every command is O(1), amortised over growth, but exit (and kill with 9): O(children + ancestors up to
 * the reaper), and waitpid with no pid above 0: O(children). No command allocates, growth aside. Threads and handles,
 * which the queries know, do not exist here.
 *
 * @example
 * ```ts
 * import { PosixTable } from 'procession-check/table';
 *
 * const kernel = new PosixTable();
 * kernel.fork(1, 2); // 2
 * kernel.setsid(2); // 2
 * kernel.setsid(2); // -1
 * kernel.exit(2, 3);
 * kernel.waitpid(1, -1); // 2
 * kernel.lastStatus; // 768
 * ```
 */
export class PosixTable<Data = undefined> extends PosixEffects<Data> {
  /** The status of what waitpid has fetched last. */
  protected fetchedStatus = 0;

  /** A new table with a snapshot's state. Throws as `restore` does. O(bytes). */
  static from<Data = undefined>(snapshot: Snapshot<Data>): PosixTable<Data> {
    const table = new PosixTable<Data>({ capacity: 1 });
    table.restore(snapshot);
    return table;
  }

  // ── Commands ───────────────────────────────────────────────────────────────────────────────────────────

  /**
   * P1: `child` is a new running process, child of `process`, in its group and with its ignoring of SIGCHLD; `data`
   * stays readable until it is freed. Answers `child`. Errors: EEXIST while any unfreed process, group or session
   * bears the number. Throws a RangeError if `child` is no integer 1 … 2^31 − 1. {@link lowestFreeId} finds one.
   */
  fork(process: Id, child: Id, data?: Data): number {
    assertNewId(child);
    const caller = this.callerRow(process);
    if (caller === NONE) return -ESRCH;
    const error = this.forkError(child);
    if (error !== 0) return error;
    const forked = this.forkChild(caller, child);
    if (data !== undefined) attach((this.processData ??= []), forked, data);
    return child;
  }

  /** P2: a new session with a new group, the process alone in both. Answers their id, its pid. Errors: EPERM. */
  setsid(process: Id): number {
    const caller = this.callerRow(process);
    if (caller === NONE) return -ESRCH;
    const error = this.setsidError(caller);
    if (error !== 0) return error;
    this.enterNewSession(caller);
    return process;
  }

  /**
   * P3: the process `pid` (0: the caller) joins the group `pgid` (0: that of the target's own number, which is made
   * where it does not live). The target is the caller or a child of it, zombies included. Answers 0.
   * Errors, in this order: EINVAL, ESRCH, EPERM, EACCES (the child has executed), ESRCH, EPERM.
   */
  setpgid(process: Id, pid: number, pgid: number): number {
    const caller = this.callerRow(process);
    if (caller === NONE) return -ESRCH;
    const targetPid = pid === 0 ? process : pid;
    const targetPgid = pgid === 0 ? targetPid : pgid;
    const target = this.findFacet(targetPid, PROCESS);
    const group = targetPgid === targetPid ? target : this.findFacet(targetPgid, GROUP_FACET);
    const error = this.setpgidError(caller, target, targetPgid, group);
    if (error === 0) this.putIntoGroup(target, group);
    return error;
  }

  /** P4: the id of the group of `pid` (0: the caller's), a zombie's too. Errors: ESRCH. */
  getpgid(process: Id, pid: number): number {
    const caller = this.callerRow(process);
    const row = pid === 0 || caller === NONE ? caller : this.findFacet(pid, PROCESS);
    return row === NONE ? -ESRCH : this.words[this.words[row + GROUP] + ID];
  }

  /** P4: the id of the session of `pid` (0: the caller's), a zombie's too. Errors: ESRCH. */
  getsid(process: Id, pid: number): number {
    const { words } = this;
    const caller = this.callerRow(process);
    const row = pid === 0 || caller === NONE ? caller : this.findFacet(pid, PROCESS);
    return row === NONE ? -ESRCH : words[words[words[row + GROUP] + SESSION] + ID];
  }

  /** P4: the parent's pid, 0 for init. */
  getppid(process: Id): number {
    const { words } = this;
    const caller = this.callerRow(process);
    if (caller === NONE) return -ESRCH;
    const parent = words[caller + PARENT];
    return parent === NONE ? 0 : words[parent + ID];
  }

  /** P5: marks the process as having executed a program: its parent may no longer move it. Answers 0. */
  execve(process: Id): number {
    return this.mark(process, EXECUTED, true);
  }

  /**
   * P6: the process becomes a zombie with wait status `code` × 256, of `code` the low eight bits; its children pass
   * to its reaper. If its parent ignores SIGCHLD it is freed at once instead; so are the zombies among its
   * children where its reaper does. Answers 0. O(children + ancestors up to the reaper).
   */
  exit(process: Id, code: number): number {
    const caller = this.callerRow(process);
    if (caller === NONE) return -ESRCH;
    const error = this.exitError(caller);
    if (error === 0) this.exitWith(caller, exited(code));
    return error;
  }

  /**
   * P7: frees one zombie among the children that `pid` asks for (−1: any, 0: those in the caller's group now, n:
   * that one, −g: those in group g now), the first in Linux's child order, and answers its pid; its status is then
   * {@link lastStatus}. Answers 0 where such children live on, and never blocks. Errors: ECHILD where there are
   * none; ESRCH for −2^31. O(1) for a pid above 0, else O(children).
   */
  waitpid(process: Id, pid: number): number {
    const caller = this.callerRow(process);
    if (caller === NONE || pid === INT_MIN) return -ESRCH;
    const child = this.childToReap(caller, pid);
    if (child <= NONE) return child;
    const reaped = this.words[child + ID];
    this.fetchedStatus = this.words[child + EXIT_CODE];
    this.freeProcess(child);
    return reaped;
  }

  /**
   * The wait status word of the child that waitpid freed last, 0 before any: exit code × 256, or 9 for one that
   * signal 9 ended. No part of the table's state: reset and restore leave it.
   */
  get lastStatus(): number {
    return this.fetchedStatus;
  }

  /** P8: marks or unmarks the process as a subreaper. Answers 0. */
  setSubreaper(process: Id, on: boolean): number {
    const caller = this.callerRow(process);
    if (caller === NONE) return -ESRCH;
    this.markSubreaper(caller, on);
    return 0;
  }

  /**
   * P9: signal 0 asks whether anybody is there, zombies included: `target` is a pid, 0 for the caller's group, −1 for
   * anybody but init and the caller, −g for group g. Signal 9, to a pid only, ends it as {@link exit} does, with wait
   * status 9; init and zombies take no notice. Answers 0. Errors: ESRCH, then EINVAL. With signal 0 O(1).
   */
  kill(process: Id, target: number, signal: number): number {
    const caller = this.callerRow(process);
    if (caller === NONE || !this.isAnybodyMeant(caller, target)) return -ESRCH;
    if (signal === 0) return 0;
    if (signal !== KILLED || target <= 0) return -EINVAL;
    this.killWith(this.find(target), KILLED);
    return 0;
  }

  /** P10: children that exit from now on are freed at once, or no longer; zombies there already stay. Answers 0. */
  ignoreSigchld(process: Id, on: boolean): number {
    return this.mark(process, IGNORES_SIGCHLD, on);
  }

  // ── What only these commands bring about ───────────────────────────────────────────────────────────────

  /** Whether the process has executed a program since it was forked; a zombie keeps the mark. O(1). */
  hasExecuted(pid: Id): boolean {
    return this.hasFlag(this.find(pid), EXECUTED);
  }

  /** Whether the process ignores SIGCHLD; a zombie keeps the mark. O(1). */
  ignoresSigchld(pid: Id): boolean {
    return this.hasFlag(this.find(pid), IGNORES_SIGCHLD);
  }

  override selfCheck(): readonly string[] {
    const faults = super.selfCheck();
    return faults.length > 0 ? faults : posixFaults(this.words);
  }

  protected override makeInit(): void {
    super.makeInit();
    this.words[HEADER.COMMANDS] = COMMANDS.POSIX;
  }

  private mark(process: Id, mark: number, on: boolean): number {
    const caller = this.callerRow(process);
    if (caller === NONE) return -ESRCH;
    this.setMark(caller, mark, on);
    return 0;
  }
}
