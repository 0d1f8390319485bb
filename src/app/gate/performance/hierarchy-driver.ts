// Replays a workload on a table of the hierarchy commands. Each contestant is given a copy of this module of its own, so that
// calls stay monomorphic and neither is compiled for what the other does.
import type { InsideProcessTable } from '../../../impl/shared/shared-process-table.ts';
import { OPERATION } from './mixed-workload.ts';
import type { Workload } from './mixed-workload.ts';

/** The table under measurement, one thread's or one that workers share, its pids by slot, and the next pid. */
export class HierarchyDriver {
  readonly table: InsideProcessTable;
  readonly pids: Int32Array;
  #nextPid = 2;

  constructor(table: InsideProcessTable, { processesMax }: Workload) {
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
        if (table.fork(pid, pids[b[i]]) !== 'ok') refused++;
      } else if (operation === CREATE_GROUP) {
        if (table.createGroup(pid) !== 'ok') refused++;
      } else if (operation === CREATE_SESSION) {
        if (table.createSession(pid) !== 'ok') refused++;
      } else if (operation === MOVE) {
        if (table.moveToGroup(pid, table.group(pids[b[i]])!) !== 'ok') refused++;
      } else {
        if (table.exit(pid) !== 'ok') refused++;
        if (table.free(pid) !== 'ok') refused++;
        pids[a[i]] = 0;
      }
    }
    return refused;
  }
}

const { FORK, CREATE_GROUP, CREATE_SESSION, MOVE } = OPERATION;
