// The effects of the commands, composed of small steps: each is a method, so that a variant can replace one of them.
// Nothing is checked here: hierarchy and POSIX commands check differently and do the same. Lifetimes are in lifetime.ts.
import { INIT } from '../contract/command.ts';
import type { Id } from '../contract/command.ts';
import { COLUMN, FLAG, HEADER, INIT_ROW as initRow, MARKS as marks, NONE as none } from './layout.ts';
import type { Row } from './layout.ts';
import { pushFront, spliceFront, unlink } from './intrusive-list.ts';
import { position, Queries } from './queries.ts';

const NONE = none;
const INIT_ROW = initRow;
const MARKS = marks;
const { FLAGS, PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING, PREV_SIBLING } = COLUMN;
const { FIRST_THREAD, NEXT_THREAD, PREV_THREAD, THREAD_PROCESS, EXIT_CODE } = COLUMN;
const { PROCESS, THREAD, ZOMBIE, SUBREAPER, GROUP_EXITED } = FLAG;
const { SUBREAPERS, PROCESSES, THREADS } = HEADER;

/** The effects of the commands H1–H10, and through them of P1–P10. Each step is O(1) unless it says otherwise. */
export class Effects<Data> extends Queries<Data> {
  protected forkChild(parent: Row, child: Id): Row {
    const row = this.take(child);
    this.makeProcess(row);
    this.linkChild(parent, row);
    this.joinGroupOf(row, parent);
    return row;
  }

  protected enterNewSession(process: Row): void {
    this.makeSession(process);
    this.makeGroup(process);
    this.joinSession(process, process);
    this.changeGroup(process, process);
  }

  protected enterNewGroup(process: Row): void {
    this.makeGroup(process);
    this.joinSessionOf(process, this.words[process + GROUP]);
    this.changeGroup(process, process);
  }

  protected moveProcess(process: Row, group: Row): void {
    // The own group must be left alone: leaving it first could end it.
    if (this.words[process + GROUP] !== group) this.changeGroup(process, group);
  }

  protected exitProcess(process: Row): void {
    this.endThreads(process);
    if (this.words[process + FIRST_CHILD] !== NONE) this.adoptChildren(process, this.reaperOf(process));
    this.makeZombie(process);
  }

  protected makeZombie(process: Row): void {
    this.words[process + FLAGS] |= ZOMBIE;
  }

  /** The nearest ancestor that is a subreaper, else init. Ancestors live: a zombie has no children (I7). */
  protected reaperOf(process: Row): Row {
    const { words } = this;
    if (words[SUBREAPERS] === 0) return INIT_ROW;
    let ancestor = words[process + PARENT];
    while (ancestor !== INIT_ROW && (words[ancestor + FLAGS] & SUBREAPER) === 0) {
      ancestor = words[ancestor + PARENT];
    }
    return ancestor;
  }

  /** All children of one process become the latest children of another, in their order. */
  protected adoptChildren(from: Row, to: Row): void {
    const { words } = this;
    let last = NONE;
    for (let child = words[from + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING]) {
      words[child + PARENT] = to;
      last = child;
    }
    spliceFront(words, from, to, FIRST_CHILD, last, NEXT_SIBLING, PREV_SIBLING);
  }

  protected freeProcess(process: Row): void {
    const group = this.words[process + GROUP];
    this.unlinkChild(process);
    const emptied = this.leaveGroup(process);
    this.dropProcess(process);
    if (emptied) this.endGroupIfEmpty(group);
  }

  /** A running process without relations on a row. */
  protected makeProcess(row: Row): void {
    const { words } = this;
    words[row + FLAGS] |= PROCESS;
    words[row + FIRST_CHILD] = NONE;
    words[row + FIRST_THREAD] = NONE;
    words[row + EXIT_CODE] = 0;
    words[PROCESSES]++;
  }

  /** The process facet leaves its row, and with it the marks and the data. */
  protected dropProcess(process: Row): void {
    const { words } = this;
    if ((words[process + FLAGS] & SUBREAPER) !== 0) words[SUBREAPERS]--;
    if (this.processData !== undefined) this.processData[position(process)] = undefined;
    words[PROCESSES]--;
    this.dropFacet(process, PROCESS | MARKS);
  }

  protected linkChild(parent: Row, child: Row): void {
    const { words } = this;
    words[child + PARENT] = parent;
    pushFront(words, parent, FIRST_CHILD, child, NEXT_SIBLING, PREV_SIBLING);
  }

  protected unlinkChild(child: Row): void {
    const { words } = this;
    unlink(words, words[child + PARENT], FIRST_CHILD, child, NEXT_SIBLING, PREV_SIBLING);
  }

  /** The thread that bears the pid is a flag of the process; any other has a row and is listed. */
  protected makeThread(process: Row, tid: Id): Row {
    const bearer = this.find(tid);
    const thread = bearer === NONE ? this.take(tid) : bearer;
    const { words } = this;
    words[thread + FLAGS] |= THREAD;
    if (thread !== process) {
      words[thread + THREAD_PROCESS] = process;
      pushFront(words, process, FIRST_THREAD, thread, NEXT_THREAD, PREV_THREAD);
    }
    words[THREADS]++;
    return thread;
  }

  protected endThread(process: Row, thread: Row): void {
    const { words } = this;
    if (thread !== process) unlink(words, process, FIRST_THREAD, thread, NEXT_THREAD, PREV_THREAD);
    if (this.threadDatum !== undefined) this.threadDatum[position(thread)] = undefined;
    words[THREADS]--;
    this.dropFacet(thread, THREAD);
  }

  protected endThreads(process: Row): void {
    const { words } = this;
    while (words[process + FIRST_THREAD] !== NONE) this.endThread(process, words[process + FIRST_THREAD]);
    if (this.hasFlag(process, THREAD)) this.endThread(process, process);
  }

  protected setExitCode(process: Row, code: number): void {
    if (!this.hasFlag(process, GROUP_EXITED)) this.words[process + EXIT_CODE] = code;
  }

  protected markGroupExited(process: Row): void {
    this.words[process + FLAGS] |= GROUP_EXITED;
  }

  protected markSubreaper(process: Row, on: boolean): void {
    const { words } = this;
    if (this.hasFlag(process, SUBREAPER) === on) return;
    words[process + FLAGS] ^= SUBREAPER;
    words[SUBREAPERS] += on ? 1 : -1;
  }

  /** The first process, in its group, in its session. */
  protected makeInit(): void {
    const row = this.take(INIT);
    this.makeProcess(row);
    this.words[row + PARENT] = NONE;
    this.makeSession(row);
    this.makeGroup(row);
    this.joinSession(row, row);
    this.joinGroup(row, row);
  }
}
