// The effects of the POSIX commands beyond what they have in common with the hierarchy commands: marks, wait statuses,
// and children that nobody waits for. Nothing is checked here.
import type { Id } from '../../contract/command.ts';
import { COLUMN, FLAG, INIT_ROW as initRow, NONE as none } from '../layout.ts';
import type { Row } from '../layout.ts';
import { PosixChecks } from './refusals.ts';

const NONE = none;
const INIT_ROW = initRow;
const { FLAGS, PARENT, FIRST_CHILD, NEXT_SIBLING, EXIT_CODE } = COLUMN;
const { IGNORES_SIGCHLD, GROUP: GROUP_FACET } = FLAG;

/** The effects of the commands P1–P10. Each step is O(1) unless it says otherwise. */
export class PosixEffects<Data> extends PosixChecks<Data> {
  /** Among the marks, a child has its parent's ignoring of SIGCHLD and no other. */
  protected override forkChild(parent: Row, child: Id): Row {
    const row = super.forkChild(parent, child);
    const { words } = this;
    words[row + FLAGS] |= words[parent + FLAGS] & IGNORES_SIGCHLD;
    return row;
  }

  /** A group of the target's own number is made where none lives. */
  protected putIntoGroup(target: Row, group: Row): void {
    if (this.hasFlag(group, GROUP_FACET)) this.moveProcess(target, group);
    else this.enterNewGroup(target);
  }

  /** The process ends with a wait status. If its parent ignores SIGCHLD nothing is left of it. O(exit). */
  protected exitWith(process: Row, status: number): void {
    this.words[process + EXIT_CODE] = status;
    this.exitProcess(process);
    if (this.hasFlag(this.words[process + PARENT], IGNORES_SIGCHLD)) this.freeProcess(process);
  }

  /** As exit, but init takes no notice, nor does a zombie. */
  protected killWith(process: Row, status: number): void {
    if (process !== INIT_ROW && !this.isZombieRow(process)) this.exitWith(process, status);
  }

  /** Zombies are not handed to a reaper that ignores SIGCHLD: nobody would ever wait for them. O(children). */
  protected override adoptChildren(from: Row, to: Row): void {
    if (this.hasFlag(to, IGNORES_SIGCHLD)) this.freeZombiesOf(from);
    if (this.words[from + FIRST_CHILD] !== NONE) super.adoptChildren(from, to);
  }

  protected freeZombiesOf(parent: Row): void {
    const { words } = this;
    let child = words[parent + FIRST_CHILD];
    while (child !== NONE) {
      const next = words[child + NEXT_SIBLING];
      if (this.isZombieRow(child)) this.freeProcess(child);
      child = next;
    }
  }

  protected setMark(process: Row, mark: number, on: boolean): void {
    const { words } = this;
    if (on) words[process + FLAGS] |= mark;
    else words[process + FLAGS] &= ~mark;
  }
}
