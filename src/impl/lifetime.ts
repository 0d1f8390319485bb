// The lifetimes of things: facets come and go, a group lives exactly as long as it has a member or a handle, a
// session exactly as long as it has a group or a handle. Knows of no command and of no refusal.
import { brokenTable } from './assert.ts';
import { COLUMN, FACETS as facets, FLAG, HEADER, NONE as none } from './layout.ts';
import type { Row } from './layout.ts';
import { IdTable } from './id-table.ts';
import { insertAfter, pushFront, unlink } from './intrusive-list.ts';

const NONE = none;
const FACETS = facets;
const { FLAGS, GROUP, FIRST_MEMBER, NEXT_MEMBER, PREV_MEMBER, GROUP_HANDLES } = COLUMN;
const { SESSION, FIRST_GROUP, NEXT_GROUP, PREV_GROUP, SESSION_HANDLES } = COLUMN;
const { GROUP: GROUP_FACET, SESSION: SESSION_FACET } = FLAG;
const { GROUPS, SESSIONS, HANDLES } = HEADER;

/** Groups, sessions, and the strong references that keep them. Every step is O(1). */
export class Lifetimes extends IdTable {
  /** Takes facets from a row, and gives the row back when none is left. */
  protected dropFacet(row: Row, facet: number): void {
    const { words } = this;
    if ((words[row + FLAGS] & facet) === 0) throwNoFacet(row, facet);
    const flags = words[row + FLAGS] & ~facet;
    words[row + FLAGS] = flags;
    if ((flags & FACETS) === 0) this.release(row);
  }

  /** A new, empty group on a row. It joins a session and gets its first member within the same command. */
  protected makeGroup(row: Row): void {
    const { words } = this;
    words[row + FLAGS] |= GROUP_FACET;
    words[row + FIRST_MEMBER] = NONE;
    words[row + GROUP_HANDLES] = 0;
    words[GROUPS]++;
  }

  /** A new, empty session on a row. Its first group is made within the same command. */
  protected makeSession(row: Row): void {
    const { words } = this;
    words[row + FLAGS] |= SESSION_FACET;
    words[row + FIRST_GROUP] = NONE;
    words[row + SESSION_HANDLES] = 0;
    words[SESSIONS]++;
  }

  /** The group becomes one of the session's. */
  protected joinSession(group: Row, session: Row): void {
    const { words } = this;
    words[group + SESSION] = session;
    pushFront(words, session, FIRST_GROUP, group, NEXT_GROUP, PREV_GROUP);
  }

  /** The group joins the session of another group; the session's row is not touched. */
  protected joinSessionOf(group: Row, other: Row): void {
    const { words } = this;
    words[group + SESSION] = words[other + SESSION];
    insertAfter(words, other, group, NEXT_GROUP, PREV_GROUP);
  }

  /** The group is no longer among its session's. Answers whether it was the last. */
  protected leaveSession(group: Row): boolean {
    const { words } = this;
    return unlink(words, words[group + SESSION], FIRST_GROUP, group, NEXT_GROUP, PREV_GROUP);
  }

  /** The process becomes a member of the group. */
  protected joinGroup(process: Row, group: Row): void {
    const { words } = this;
    words[process + GROUP] = group;
    pushFront(words, group, FIRST_MEMBER, process, NEXT_MEMBER, PREV_MEMBER);
  }

  /** The process joins the group of another process; the group's row is not touched. */
  protected joinGroupOf(process: Row, other: Row): void {
    const { words } = this;
    words[process + GROUP] = words[other + GROUP];
    insertAfter(words, other, process, NEXT_MEMBER, PREV_MEMBER);
  }

  /** The process is no longer among the members of its group. Answers whether it was the last. */
  protected leaveGroup(process: Row): boolean {
    const { words } = this;
    return unlink(words, words[process + GROUP], FIRST_MEMBER, process, NEXT_MEMBER, PREV_MEMBER);
  }

  /** The process moves from its group to another; the old one ends if that was its last member. */
  protected changeGroup(process: Row, to: Row): void {
    const from = this.words[process + GROUP];
    const emptied = this.leaveGroup(process);
    this.joinGroup(process, to);
    if (emptied) this.endGroupIfEmpty(from);
  }

  /** I4: a group without member and handle ends. */
  protected endGroupIfEmpty(group: Row): void {
    const { words } = this;
    if (words[group + FIRST_MEMBER] === NONE && words[group + GROUP_HANDLES] === 0) this.endGroup(group);
  }

  /** The group's id is free again, and its session ends if that was its last group. */
  protected endGroup(group: Row): void {
    const session = this.words[group + SESSION];
    const emptied = this.leaveSession(group);
    this.words[GROUPS]--;
    this.dropFacet(group, GROUP_FACET);
    if (emptied) this.endSessionIfEmpty(session);
  }

  /** I4: a session without group and handle ends. */
  protected endSessionIfEmpty(session: Row): void {
    const { words } = this;
    if (words[session + FIRST_GROUP] === NONE && words[session + SESSION_HANDLES] === 0) {
      this.endSession(session);
    }
  }

  /** The session's id is free again. */
  protected endSession(session: Row): void {
    this.words[SESSIONS]--;
    this.dropFacet(session, SESSION_FACET);
  }

  /** One more handle on a group. */
  protected retainGroup(group: Row): void {
    const { words } = this;
    words[group + GROUP_HANDLES]++;
    words[HANDLES]++;
  }

  /** One handle fewer on a group, which ends if nothing else keeps it. */
  protected dropGroupHandle(group: Row): void {
    const { words } = this;
    words[group + GROUP_HANDLES]--;
    words[HANDLES]--;
    this.endGroupIfEmpty(group);
  }

  /** One more handle on a session. */
  protected retainSession(session: Row): void {
    const { words } = this;
    words[session + SESSION_HANDLES]++;
    words[HANDLES]++;
  }

  /** One handle fewer on a session, which ends if nothing else keeps it. */
  protected dropSessionHandle(session: Row): void {
    const { words } = this;
    words[session + SESSION_HANDLES]--;
    words[HANDLES]--;
    this.endSessionIfEmpty(session);
  }
}

function throwNoFacet(row: Row, facet: number): never {
  brokenTable(`row ${row} has no facet ${facet} to lose`);
}
