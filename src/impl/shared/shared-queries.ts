// The questions to a shared table, whichever commands it answers: each is the table's own, while nobody changes it.
// Those with one value are written out, since to make a function for each call would cost as much as the lock.
import type { Id } from '../../contract/command.ts';
import type { Resources } from '../../contract/observation/observation.ts';
import type { IdsOut } from '../queries.ts';
import type { WholeTable } from '../table-base.ts';
import { SharedTable } from './shared-table.ts';
import type { Shareable } from './shared-table.ts';

/** The read side of a shared table. Each costs what it costs the table, and the lock. */
export class SharedQueries<Table extends WholeTable<undefined>, Inside>
  extends SharedTable<Table, Inside>
  implements Shareable<WholeTable<undefined>>
{
  /** Live counts of what is allocated, of one moment. */
  get resources(): Required<Resources> {
    return this.ask((table) => table.resources);
  }

  /**
   * The lowest id that nothing bears. By the next command another worker may have taken it: whoever forks to it does both
   * in one {@link write}. Notes where the search ended, so it writes.
   */
  lowestFreeId(): Id {
    let lowest: Id | undefined;
    this.startWriting();
    try {
      lowest = this.inside.lowestFreeId();
      return lowest;
    } finally {
      this.stopWriting(lowest !== undefined);
    }
  }

  idInUse(id: Id): boolean {
    this.startReading();
    try {
      return this.inside.idInUse(id);
    } finally {
      this.stopReading();
    }
  }

  has(pid: Id): boolean {
    this.startReading();
    try {
      return this.inside.has(pid);
    } finally {
      this.stopReading();
    }
  }

  isRunning(pid: Id): boolean {
    this.startReading();
    try {
      return this.inside.isRunning(pid);
    } finally {
      this.stopReading();
    }
  }

  isZombie(pid: Id): boolean {
    this.startReading();
    try {
      return this.inside.isZombie(pid);
    } finally {
      this.stopReading();
    }
  }

  isInit(pid: Id): boolean {
    return this.inside.isInit(pid);
  }

  isSubreaper(pid: Id): boolean {
    this.startReading();
    try {
      return this.inside.isSubreaper(pid);
    } finally {
      this.stopReading();
    }
  }

  isGroupExited(pid: Id): boolean {
    this.startReading();
    try {
      return this.inside.isGroupExited(pid);
    } finally {
      this.stopReading();
    }
  }

  exitCode(pid: Id): number | undefined {
    this.startReading();
    try {
      return this.inside.exitCode(pid);
    } finally {
      this.stopReading();
    }
  }

  parent(pid: Id): Id | undefined {
    this.startReading();
    try {
      return this.inside.parent(pid);
    } finally {
      this.stopReading();
    }
  }

  group(pid: Id): Id | undefined {
    this.startReading();
    try {
      return this.inside.group(pid);
    } finally {
      this.stopReading();
    }
  }

  session(pid: Id): Id | undefined {
    this.startReading();
    try {
      return this.inside.session(pid);
    } finally {
      this.stopReading();
    }
  }

  threadProcess(tid: Id): Id | undefined {
    this.startReading();
    try {
      return this.inside.threadProcess(tid);
    } finally {
      this.stopReading();
    }
  }

  children(pid: Id): Id[] | undefined {
    return this.ask((table) => table.children(pid));
  }

  childrenInto(pid: Id, out: IdsOut): number {
    return this.ask((table) => table.childrenInto(pid, out));
  }

  threads(pid: Id): Id[] | undefined {
    return this.ask((table) => table.threads(pid));
  }

  hasGroup(pgid: Id): boolean {
    this.startReading();
    try {
      return this.inside.hasGroup(pgid);
    } finally {
      this.stopReading();
    }
  }

  groupSession(pgid: Id): Id | undefined {
    this.startReading();
    try {
      return this.inside.groupSession(pgid);
    } finally {
      this.stopReading();
    }
  }

  processes(pgid: Id): Id[] | undefined {
    return this.ask((table) => table.processes(pgid));
  }

  processesInto(pgid: Id, out: IdsOut): number {
    return this.ask((table) => table.processesInto(pgid, out));
  }

  hasSession(sid: Id): boolean {
    this.startReading();
    try {
      return this.inside.hasSession(sid);
    } finally {
      this.stopReading();
    }
  }

  processGroups(sid: Id): Id[] | undefined {
    return this.ask((table) => table.processGroups(sid));
  }

  processGroupsInto(sid: Id, out: IdsOut): number {
    return this.ask((table) => table.processGroupsInto(sid, out));
  }

  pids(): Id[] {
    return this.ask((table) => table.pids());
  }

  pgids(): Id[] {
    return this.ask((table) => table.pgids());
  }

  sids(): Id[] {
    return this.ask((table) => table.sids());
  }

  tids(): Id[] {
    return this.ask((table) => table.tids());
  }
}
