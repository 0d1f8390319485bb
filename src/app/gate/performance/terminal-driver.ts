// Replays a workload on a table with terminals: each new session opens one, each new group comes to the foreground, and
// whoever moves is stopped, told of and continued. Each contestant is given a copy of this module of its own, so that calls
// stay monomorphic and neither is compiled for what the other does.
import type { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import { OPERATION } from './mixed-workload.ts';
import type { Workload } from './mixed-workload.ts';

const ANY_CHILD = -1;
const STOP = 19;
const CONT = 18;
/** The option of a wait that is to be told of stopped children. */
const UNTRACED = 2;

/** The table under measurement, its pids by slot, and the next pid. */
export class TerminalDriver {
  readonly table: TerminalTable;
  readonly pids: Int32Array;
  #nextPid = 2;

  constructor(table: TerminalTable, { processesMax }: Workload) {
    this.table = table;
    this.pids = new Int32Array(processesMax + 8);
    this.pids[0] = 1;
  }

  /** Runs the operations from one number up to another; answers how many were not accepted. */
  drive({ operations, a, b }: Workload, from: number, to: number): number {
    const { table, pids } = this;
    let refused = 0;
    for (let i = from; i < to; i++) {
      const operation = operations[i];
      const pid = pids[a[i]];
      if (operation === FORK) {
        pids[b[i]] = this.#nextPid++;
        if (table.fork(pid, pids[b[i]]) < 0) refused++;
      } else if (operation === CREATE_GROUP) {
        if (table.setpgid(pid, 0, 0) !== 0 || !this.#comesForward(pid)) refused++;
      } else if (operation === CREATE_SESSION) {
        if (table.setsid(pid) !== pid) refused++;
        if (table.openTerminal(pid, 1 + (pid & 1)) !== 0) refused++;
      } else if (operation === MOVE) {
        if (table.setpgid(pid, 0, table.getpgid(pid, pids[b[i]])) !== 0 || !this.#pauses(pid)) refused++;
      } else {
        const parent = table.getppid(pid);
        if (table.exit(pid, 0) !== 0) refused++;
        // Init has orphans without number, and looks for the one that ended.
        if (table.waitpid(parent, parent === 1 ? pid : ANY_CHILD) !== pid) refused++;
        pids[a[i]] = 0;
      }
    }
    return refused;
  }

  /** Brings the group of a process to the foreground of its terminal, where it has one. */
  #comesForward(pid: number): boolean {
    const terminal = this.table.controllingTerminal(pid);
    return !terminal || this.table.tcsetpgrp(pid, terminal, pid, 'ignored') === 0;
  }

  /** Stops a process and continues it once its parent has been told. */
  #pauses(pid: number): boolean {
    const { table } = this;
    const parent = table.getppid(pid);
    if (table.kill(pid, pid, STOP) !== 0) return false;
    return table.waitpid(parent, pid, UNTRACED) === pid && table.kill(parent, pid, CONT) === 0;
  }
}

const { FORK, CREATE_GROUP, CREATE_SESSION, MOVE } = OPERATION;
