/// <reference lib="esnext.disposable" preserve="true" />
// Handles as objects: a strong reference to a group or session that ends with a `using` block. An object holds
// exactly one count, the one that holdGroup or holdSession would hold.
import type { Id } from '../../contract/command.ts';

/** The part of a table that a handle needs. */
export interface Holdable {
  /** Changes when the whole state is replaced: handles taken before that hold nothing any more. */
  readonly epoch: number;
  groupSession(pgid: Id): Id | undefined;
  processes(pgid: Id): Id[] | undefined;
  processGroups(sid: Id): Id[] | undefined;
  releaseGroup(pgid: Id): unknown;
  releaseSession(sid: Id): unknown;
}

/** One handle on a group: while it is held, the group lives. */
export class GroupHandle implements Disposable {
  readonly pgid: Id;
  #table: Holdable;
  #epoch: number;
  #released = false;

  /** For {@link ProcessTable.groupHandle}, which has counted the handle already. */
  constructor(table: Holdable, pgid: Id) {
    this.pgid = pgid;
    this.#table = table;
    this.#epoch = table.epoch;
  }

  /** Whether it still holds the group: not disposed, and the table neither reset nor restored. */
  get held(): boolean {
    return !this.#released && this.#epoch === this.#table.epoch;
  }

  /** The id of the group's session; undefined once no longer held. */
  get session(): Id | undefined {
    return this.held ? this.#table.groupSession(this.pgid) : undefined;
  }

  /** The group's members, ascending; none once no longer held. */
  processes(): Id[] {
    return (this.held ? this.#table.processes(this.pgid) : undefined) ?? [];
  }

  /** Releases the handle; a second time nothing happens. */
  [Symbol.dispose](): void {
    if (this.held) this.#table.releaseGroup(this.pgid);
    this.#released = true;
  }
}

/** One handle on a session: while it is held, the session lives, even without a group. */
export class SessionHandle implements Disposable {
  readonly sid: Id;
  #table: Holdable;
  #epoch: number;
  #released = false;

  /** For {@link ProcessTable.sessionHandle}, which has counted the handle already. */
  constructor(table: Holdable, sid: Id) {
    this.sid = sid;
    this.#table = table;
    this.#epoch = table.epoch;
  }

  /** Whether it still holds the session: not disposed, and the table neither reset nor restored. */
  get held(): boolean {
    return !this.#released && this.#epoch === this.#table.epoch;
  }

  /** The session's groups, ascending; none once no longer held. */
  processGroups(): Id[] {
    return (this.held ? this.#table.processGroups(this.sid) : undefined) ?? [];
  }

  /** Releases the handle; a second time nothing happens. */
  [Symbol.dispose](): void {
    if (this.held) this.#table.releaseSession(this.sid);
    this.#released = true;
  }
}
