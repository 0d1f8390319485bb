// The refusals of each command: rows in, the first refusal that applies out, in the order of the commands' table.
import type { Id } from '../../contract/command.ts';
import type { HierarchyRefusal } from '../../contract/sets/hierarchy.ts';
import { COLUMN, FLAG, INIT_ROW as initRow, NONE as none } from '../layout.ts';
import type { Row } from '../layout.ts';
import { WholeTable } from '../table-base.ts';

const NONE = none;
const INIT_ROW = initRow;
const { GROUP, GROUP_HANDLES, SESSION_HANDLES } = COLUMN;
const { THREAD, GROUP: GROUP_FACET, SESSION: SESSION_FACET } = FLAG;

/** The outcome of a command: done, or the name of the first refusal that applies; refused, it changed nothing. */
export type Outcome = 'ok' | HierarchyRefusal;

/** The checks of the commands H1–H12. Each is O(1) and changes nothing. */
export class Refusals<Data> extends WholeTable<Data> {
  protected forkRefusal(parent: Row, child: Id): Outcome {
    if (!this.isRunningRow(parent)) return 'not-running';
    if (this.idInUse(child)) return 'id-in-use';
    return 'ok';
  }

  protected createSessionRefusal(process: Row): Outcome {
    if (!this.isRunningRow(process)) return 'not-running';
    if (this.leadsItsGroup(process)) return 'leads-its-group';
    if (this.hasFlag(process, GROUP_FACET)) return 'group-id-in-use';
    if (this.hasFlag(process, SESSION_FACET)) return 'session-id-in-use';
    return 'ok';
  }

  protected createGroupRefusal(process: Row): Outcome {
    if (!this.isRunningRow(process)) return 'not-running';
    if (this.leadsItsGroup(process)) return 'leads-its-group';
    if (this.hasFlag(process, GROUP_FACET)) return 'group-id-in-use';
    return 'ok';
  }

  protected moveToGroupRefusal(process: Row, group: Row): Outcome {
    if (!this.isRunningRow(process)) return 'not-running';
    if (!this.hasFlag(group, GROUP_FACET)) return 'no-such-group';
    if (!this.sharesSession(process, group)) return 'not-in-my-session';
    return 'ok';
  }

  protected exitRefusal(process: Row): Outcome {
    if (!this.isRunningRow(process)) return 'not-running';
    if (process === INIT_ROW) return 'is-init';
    return 'ok';
  }

  protected freeRefusal(process: Row): Outcome {
    return this.isZombieRow(process) ? 'ok' : 'not-a-zombie';
  }

  protected newThreadRefusal(process: Row, tid: Id): Outcome {
    if (!this.isRunningRow(process)) return 'not-running';
    const bearer = this.find(tid);
    if (bearer === NONE || (bearer === process && !this.hasThreads(process))) return 'ok';
    return 'id-in-use';
  }

  protected exitThreadRefusal(thread: Row): Outcome {
    return this.hasFlag(thread, THREAD) ? 'ok' : 'no-such-thread';
  }

  protected groupExitRefusal(process: Row): Outcome {
    return this.isRunningRow(process) ? 'ok' : 'not-running';
  }

  protected setSubreaperRefusal(process: Row): Outcome {
    return this.isRunningRow(process) ? 'ok' : 'not-running';
  }

  protected holdGroupRefusal(group: Row): Outcome {
    return this.hasFlag(group, GROUP_FACET) ? 'ok' : 'no-such-group';
  }

  protected releaseGroupRefusal(group: Row): Outcome {
    return this.hasFlag(group, GROUP_FACET) && this.words[group + GROUP_HANDLES] > 0 ? 'ok' : 'not-held';
  }

  protected holdSessionRefusal(session: Row): Outcome {
    return this.hasFlag(session, SESSION_FACET) ? 'ok' : 'no-such-session';
  }

  protected releaseSessionRefusal(session: Row): Outcome {
    return this.hasFlag(session, SESSION_FACET) && this.words[session + SESSION_HANDLES] > 0
      ? 'ok'
      : 'not-held';
  }

  /** Whether the process's group bears its pid. */
  protected leadsItsGroup(process: Row): boolean {
    return this.words[process + GROUP] === process;
  }
}
