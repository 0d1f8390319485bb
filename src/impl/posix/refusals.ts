// The refusals of each POSIX command, in the order in which Linux looks: rows in, 0 or a negative errno out. Changes
// nothing.
import type { Id } from '../../contract/command.ts';
import { COLUMN, FLAG, HEADER, INIT_ROW as initRow, NONE as none } from '../layout.ts';
import type { Row } from '../layout.ts';
import { WholeTable } from '../table-base.ts';
import { ERRNO } from './errno.ts';

const NONE = none;
const INIT_ROW = initRow;
const { PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING } = COLUMN;
const { PROCESS, EXECUTED, GROUP: GROUP_FACET, SESSION: SESSION_FACET } = FLAG;
const { PROCESSES } = HEADER;
const { EPERM, ESRCH, ECHILD, EACCES, EEXIST, EINVAL } = ERRNO;

/** The checks of the commands P1–P10. Each is O(1) unless it says otherwise. */
export class PosixChecks<Data> extends WholeTable<Data> {
  /** The row of a process that can issue commands, or NONE: no kernel hears one from anybody else. */
  protected callerRow(pid: Id): Row {
    const row = this.find(pid);
    return this.isRunningRow(row) ? row : NONE;
  }

  protected forkError(child: Id): number {
    return this.idInUse(child) ? -EEXIST : 0;
  }

  /**
   * P2 asks whether anybody, zombies included, is in a group of the caller's number, which is whether that group
   * lives. Whoever leads a session is in its own group, and cannot leave it.
   */
  protected setsidError(caller: Row): number {
    return this.hasFlag(caller, GROUP_FACET) ? -EPERM : 0;
  }

  /**
   * P3, after zeros have been replaced: `target` and `group` are NONE where nothing bears the number, and `group`
   * is the target's own row where the target's number was asked for, whether such a group lives or not.
   */
  protected setpgidError(caller: Row, target: Row, pgid: Id, group: Row): number {
    const { words } = this;
    if (pgid < 0) return -EINVAL;
    if (target === NONE) return -ESRCH;
    if (words[target + PARENT] === caller) {
      if (!this.sharesSession(target, words[caller + GROUP])) return -EPERM;
      if (this.hasFlag(target, EXECUTED)) return -EACCES;
    } else if (target !== caller) {
      return -ESRCH;
    }
    if (this.hasFlag(target, SESSION_FACET)) return -EPERM;
    if (group === target) return 0;
    return group !== NONE && this.sharesSession(target, group) ? 0 : -EPERM;
  }

  /** A kernel whose init exits has nothing left to run: its host is told that it may not. */
  protected exitError(caller: Row): number {
    return caller === INIT_ROW ? -EPERM : 0;
  }

  /**
   * P7: the row of the child that waitpid takes, NONE where children match and none is a zombie, or a negative
   * errno. O(1) for a pid above 0, else O(children).
   */
  protected childToReap(caller: Row, pid: number): number {
    if (pid > 0) {
      const child = this.findFacet(pid, PROCESS);
      if (child === NONE || this.words[child + PARENT] !== caller) return -ECHILD;
      return this.isZombieRow(child) ? child : NONE;
    }
    if (pid === -1) return this.oldestZombie(caller, NONE);
    const group = pid === 0 ? this.words[caller + GROUP] : this.findFacet(-pid, GROUP_FACET);
    return group === NONE ? -ECHILD : this.oldestZombie(caller, group);
  }

  /**
   * The first zombie among the children in Linux's order (as forked; adopted ones come after those that were
   * there), of one group or, with NONE, of any; otherwise as {@link childToReap}. The list has the latest first, so
   * the last one found is meant: O(children), whatever is found.
   */
  protected oldestZombie(parent: Row, group: Row): number {
    const { words } = this;
    let found: number = -ECHILD;
    for (let child = words[parent + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING]) {
      if (group !== NONE && words[child + GROUP] !== group) continue;
      if (this.isZombieRow(child)) found = child;
      else if (found < NONE) found = NONE;
    }
    return found;
  }

  /** P9: whether anybody, zombies included, is meant by a target of kill; −1 means neither init nor the caller. */
  protected isAnybodyMeant(caller: Row, target: number): boolean {
    if (target > 0) return this.findFacet(target, PROCESS) !== NONE;
    if (target === 0) return true; // the caller is in its own group
    if (target === -1) return this.words[PROCESSES] > (caller === INIT_ROW ? 1 : 2);
    return this.findFacet(-target, GROUP_FACET) !== NONE;
  }
}
