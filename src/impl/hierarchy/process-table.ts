// The optimized implementation: the commands H1–H12 as the class that users import. Each command is "checks, then
// core": refusals.ts has the checks, effects.ts the core, queries.ts what may be asked.
import type { Id } from '../../contract/command.ts';
import type { HierarchyRefusal } from '../../contract/sets/hierarchy.ts';
import { GroupHandle, SessionHandle } from './handles.ts';
import { assertNewId } from '../id-table.ts';
import { attach } from '../queries.ts';
import { Refusals } from './refusals.ts';
import type { Outcome } from './refusals.ts';
import type { Snapshot } from '../snapshot.ts';

export type { Outcome } from './refusals.ts';
export type { ProcessTableOptions } from '../table-base.ts';

/** The answer of {@link ProcessTable.exitThread}: whether the thread was its process's last one. */
export type ThreadOutcome = 'last' | 'not-last' | HierarchyRefusal;

/**
 * A hierarchy of processes, groups and sessions. It starts with init alone: pid 1, in group 1 of session 1.
 * The caller chooses every new id; refusals are values; `Data` is what may be attached to processes and threads.
 *
 * Every command is O(1), amortised over growth, but exit: O(children + threads + ancestors up to the reaper).
 * No command allocates, growth aside.
 *
 * @example
 * ```ts
 * import { ProcessTable } from 'procession-check/table';
 *
 * const table = new ProcessTable<{ readonly command: string }>();
 * table.fork(1, 2, { command: 'sh' }); // 'ok'
 * table.createSession(2); // 'ok'
 * table.createSession(2); // 'leads-its-group'
 * ```
 */
export class ProcessTable<Data = undefined> extends Refusals<Data> {
  /** A new table with a snapshot's state. Throws as `restore` does. O(bytes). */
  static from<Data = undefined>(snapshot: Snapshot<Data>): ProcessTable<Data> {
    const table = new ProcessTable<Data>({ capacity: 1 });
    table.restore(snapshot);
    return table;
  }

  // ── Commands ───────────────────────────────────────────────────────────────────────────────────────────

  /**
   * H1: `child` is a new running process, child of `parent` and in its group; `data` stays readable until it
   * is freed. Refused: not-running, id-in-use. Throws a RangeError if `child` is no integer 1 … 2^31 − 1.
   */
  fork(parent: Id, child: Id, data?: Data): Outcome {
    assertNewId(child);
    const row = this.find(parent);
    const refusal = this.forkRefusal(row, child);
    if (refusal !== 'ok') return refusal;
    const forked = this.forkChild(row, child);
    if (data !== undefined) attach((this.processData ??= []), forked, data);
    return 'ok';
  }

  /**
   * H2: a new session and a new group in it, both bearing the pid, with the process alone in them.
   * Refused: not-running, leads-its-group, group-id-in-use, session-id-in-use.
   */
  createSession(pid: Id): Outcome {
    const process = this.find(pid);
    const refusal = this.createSessionRefusal(process);
    if (refusal === 'ok') this.enterNewSession(process);
    return refusal;
  }

  /**
   * H3: a new group bearing the pid, in the process's present session, with the process alone in it.
   * Refused: not-running, leads-its-group, group-id-in-use.
   */
  createGroup(pid: Id): Outcome {
    const process = this.find(pid);
    const refusal = this.createGroupRefusal(process);
    if (refusal === 'ok') this.enterNewGroup(process);
    return refusal;
  }

  /**
   * H4: the process moves to a group of its session; into its own group it succeeds and changes nothing.
   * Refused: not-running, no-such-group, not-in-my-session.
   */
  moveToGroup(pid: Id, pgid: Id): Outcome {
    const process = this.find(pid);
    const group = this.find(pgid);
    const refusal = this.moveToGroupRefusal(process, group);
    if (refusal === 'ok') this.moveProcess(process, group);
    return refusal;
  }

  /**
   * H5: the process becomes a zombie: its threads end, its children pass to its reaper, and it keeps its
   * parent and its group. Refused: not-running, is-init. O(children + threads + ancestors up to the reaper).
   */
  exit(pid: Id): Outcome {
    const process = this.find(pid);
    const refusal = this.exitRefusal(process);
    if (refusal === 'ok') this.exitProcess(process);
    return refusal;
  }

  /** H6: the zombie is gone, from its parent's children and from its group. Refused: not-a-zombie. */
  free(pid: Id): Outcome {
    const process = this.find(pid);
    const refusal = this.freeRefusal(process);
    if (refusal === 'ok') this.freeProcess(process);
    return refusal;
  }

  /**
   * H7: a new thread of the process; the first, one made while it has none, may bear the pid.
   * Refused: not-running, id-in-use. Throws a RangeError if `tid` is no integer 1 … 2^31 − 1.
   */
  newThread(pid: Id, tid: Id, data?: Data): Outcome {
    assertNewId(tid);
    const process = this.find(pid);
    const refusal = this.newThreadRefusal(process, tid);
    if (refusal !== 'ok') return refusal;
    const thread = this.makeThread(process, tid);
    if (data !== undefined) attach((this.threadDatum ??= []), thread, data);
    return 'ok';
  }

  /**
   * H8: the thread ends, and its process's exit code becomes `code` unless the process is group-exited.
   * Answers whether it was the last one. Refused: no-such-thread. Throws a RangeError if `code` is no 32-bit
   * integer.
   */
  exitThread(tid: Id, code: number): ThreadOutcome {
    assertExitCode(code);
    const thread = this.find(tid);
    const refusal = this.exitThreadRefusal(thread);
    if (refusal !== 'ok') return refusal;
    const process = this.processOfThread(thread);
    this.setExitCode(process, code);
    this.endThread(process, thread);
    return this.hasThreads(process) ? 'not-last' : 'last';
  }

  /** H9: marks the process as group-exited, which freezes its exit code. Refused: not-running. */
  groupExit(pid: Id): Outcome {
    const process = this.find(pid);
    const refusal = this.groupExitRefusal(process);
    if (refusal === 'ok') this.markGroupExited(process);
    return refusal;
  }

  /** H10: marks or unmarks the process as a subreaper. Refused: not-running. */
  setSubreaper(pid: Id, on: boolean): Outcome {
    const process = this.find(pid);
    const refusal = this.setSubreaperRefusal(process);
    if (refusal === 'ok') this.markSubreaper(process, on);
    return refusal;
  }

  /** H11: one more handle on the group, which lives at least until it is released. Refused: no-such-group. */
  holdGroup(pgid: Id): Outcome {
    const group = this.find(pgid);
    const refusal = this.holdGroupRefusal(group);
    if (refusal === 'ok') this.retainGroup(group);
    return refusal;
  }

  /** H11: one handle fewer. Refused: not-held, also where no such group lives. */
  releaseGroup(pgid: Id): Outcome {
    const group = this.find(pgid);
    const refusal = this.releaseGroupRefusal(group);
    if (refusal === 'ok') this.dropGroupHandle(group);
    return refusal;
  }

  /** H12: one more handle on the session, as {@link holdGroup}. Refused: no-such-session. */
  holdSession(sid: Id): Outcome {
    const session = this.find(sid);
    const refusal = this.holdSessionRefusal(session);
    if (refusal === 'ok') this.retainSession(session);
    return refusal;
  }

  /** H12: one handle fewer. Refused: not-held, also where no such session lives. */
  releaseSession(sid: Id): Outcome {
    const session = this.find(sid);
    const refusal = this.releaseSessionRefusal(session);
    if (refusal === 'ok') this.dropSessionHandle(session);
    return refusal;
  }

  // ── Handles as objects ─────────────────────────────────────────────────────────────────────────────────

  /** A handle on the group as an object, for `using`; undefined if no such group lives. */
  groupHandle(pgid: Id): GroupHandle | undefined {
    return this.holdGroup(pgid) === 'ok' ? new GroupHandle(this, pgid) : undefined;
  }

  /** A handle on the session as an object, for `using`; undefined if no such session lives. */
  sessionHandle(sid: Id): SessionHandle | undefined {
    return this.holdSession(sid) === 'ok' ? new SessionHandle(this, sid) : undefined;
  }
}

/** An exit code that any thread can leave: anything else is a mistake of the caller's that no answer fits. */
export function assertExitCode(code: number): void {
  if ((code | 0) !== code) throw new RangeError(`an exit code is a 32-bit integer, not ${code}`);
}
