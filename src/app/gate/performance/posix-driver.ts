// Replays a workload on a table of the POSIX commands, in which leaders of sessions stay where they are. Each contestant is
// given a copy of this module of its own, so that calls stay monomorphic and neither is compiled for what the other does.
import type { PosixTable } from '../../../impl/posix/posix-table.ts';
import { OPERATION } from './mixed-workload.ts';
import type { Workload } from './mixed-workload.ts';

const ANY_CHILD = -1;

/** The table under measurement, its pids by slot, and the next pid. */
export class PosixDriver {
  readonly table: PosixTable;
  readonly pids: Int32Array;
  #nextPid = 2;

  constructor(table: PosixTable, { processesMax }: Workload) {
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
        if (table.setpgid(pid, 0, 0) !== 0) refused++;
      } else if (operation === CREATE_SESSION) {
        if (table.setsid(pid) !== pid) refused++;
      } else if (operation === MOVE) {
        if (table.setpgid(pid, 0, table.getpgid(pid, pids[b[i]])) !== 0) refused++;
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
}

const { FORK, CREATE_GROUP, CREATE_SESSION, MOVE } = OPERATION;
