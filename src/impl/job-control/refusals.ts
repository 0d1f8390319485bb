// The refusals of each job-control command, in the order in which Linux looks: rows in, 0 or a negative errno out. Changes
// nothing.
import { COLUMN, FLAG, INIT_ROW as initRow, JOB_FLAG, NONE as none, TERMINAL } from '../layout.ts';
import type { Id } from '../../contract/command.ts';
import type { Row } from '../layout.ts';
import { ERRNO } from '../posix/errno.ts';
import { Exits } from './exits.ts';

const NONE = none;
const INIT_ROW = initRow;
const { GROUP, SESSION } = COLUMN;
const { PROCESS, GROUP: GROUP_FACET } = FLAG;
const { SESSION: SERVED } = TERMINAL;
const { EPERM, ESRCH, EIO, ENXIO, EINVAL, ENOTTY } = ERRNO;
const BUSY = JOB_FLAG.STOPPED | JOB_FLAG.WAITS;

/** The checks of the commands J1–J12. Each is O(1) unless it says otherwise. */
export class JobControlChecks<Data> extends Exits<Data> {
  /** Each command begins with it. A process that is stopped or in a wait issues none. */
  protected override callerRow(pid: Id): Row {
    this.beginCommand();
    const caller = super.callerRow(pid);
    return (this.jobFlags(caller) & BUSY) === 0 ? caller : NONE;
  }

  /** J3: a session leader without a terminal gets one that serves nobody. Anybody else gets none, and no error. */
  protected acquiresByOpening(caller: Row, at: number): boolean {
    return this.leadsSession(caller) && this.terminalOf(caller) === 0 && this.words[at + SERVED] === NONE;
  }

  /** J4. That it is the caller's own already is no error. */
  protected setControllingTerminalError(caller: Row, at: number, steal: boolean): number {
    if (!this.leadsSession(caller)) return -EPERM;
    if (this.words[at + SERVED] === caller) return 0;
    if (this.terminalOf(caller) !== 0) return -EPERM;
    return this.words[at + SERVED] === NONE || steal ? 0 : -EPERM;
  }

  /** J5, J6, J7: the terminal is not the caller's own. */
  protected ownTerminalError(caller: Row, terminal: number): number {
    return this.terminalOf(caller) === terminal ? 0 : -ENOTTY;
  }

  /** J6, for a caller that its own signal does not stop. `row` is NONE where nothing bears the number. */
  protected tcsetpgrpError(caller: Row, terminal: number, number: number, row: Row): number {
    if (number < 0) return -EINVAL;
    if (this.terminalOf(caller) !== terminal) return -ENOTTY;
    if (row === NONE) return -ESRCH;
    return this.sessionOfNumber(row) === this.sessionOf(caller) ? 0 : -EPERM;
  }

  /** The session of the group of a number, else that of the process; NONE of a number that only a session bears. */
  protected sessionOfNumber(row: Row): Row {
    if (this.hasFlag(row, GROUP_FACET)) return this.words[row + SESSION];
    return this.hasFlag(row, PROCESS) ? this.sessionOf(row) : NONE;
  }

  /** J7, for a terminal that is there. */
  protected tcgetsidError(at: number): number {
    return this.words[at + SERVED] === NONE ? -ENOTTY : 0;
  }

  /** J8. */
  protected openDevTtyError(caller: Row): number {
    return this.terminalOf(caller) === 0 ? -ENXIO : 0;
  }

  /** Whether a signal of its own call cannot stop a process: its group is orphaned, or it is init. O(members). */
  protected cannotBeStopped(caller: Row): boolean {
    return caller === INIT_ROW || this.isOrphanedGroup(this.words[caller + GROUP]);
  }

  /** J9, for a caller in the background whose read or write is to be signalled. O(members of its group). */
  protected accessError(caller: Row): number {
    return this.cannotBeStopped(caller) ? -EIO : 0;
  }

  /** J6, for a caller in the background that would be signalled. O(members of its group). */
  protected backgroundError(caller: Row): number {
    return this.cannotBeStopped(caller) ? -ENOTTY : 0;
  }
}
