// The words that sentences about steps are made of: who is what, who bears an id, lists of ids.
import type { Answer, Id } from '../contract/command.ts';
import type { State } from './state.ts';
import { groupsOf, membersOf } from './state.ts';

/** The number of ids that a sentence names before it counts the rest. */
const IDS_MAX = 8;

/** A step that was accepted. */
export interface Happened {
  readonly before: State;
  readonly after: State;
  readonly answer: Answer;
}

export function processIs(state: State, pid: Id): string {
  const process = state.processes.get(pid);
  return `process ${pid} ${process === undefined ? 'does not exist' : process.zombie ? 'is a zombie' : 'is running'}`;
}

export function groupIs(state: State, pgid: Id): string {
  const group = state.groups.get(pgid);
  if (group === undefined) return `group ${pgid} does not live`;
  return `group ${pgid}: ${listed(membersOf(state, pgid), 'no members')}${handlesText(group.handles)}`;
}

export function sessionIs(state: State, sid: Id): string {
  const session = state.sessions.get(sid);
  if (session === undefined) return `session ${sid} does not live`;
  const groups = groupsOf(state, sid);
  return `session ${sid}: ${groups.length === 0 ? '' : 'groups '}${listed(groups, 'no groups')}${handlesText(session.handles)}`;
}

export function threadIs(state: State, tid: Id): string {
  const thread = state.threads.get(tid);
  return thread === undefined ? `thread ${tid} does not exist` : `thread ${tid} of process ${thread.process}`;
}

function handlesText(handles: number): string {
  return handles === 0 ? '' : handles === 1 ? ', held' : `, held ${handles} times`;
}

/** Everything that bears the id. */
export function bearersOf(state: State, id: Id): string {
  const bearers = [
    state.processes.has(id) && processIs(state, id),
    state.threads.has(id) && threadIs(state, id),
    state.groups.has(id) && groupIs(state, id),
    state.sessions.has(id) && sessionIs(state, id),
  ].filter((bearer) => bearer !== false);
  return bearers.length === 0 ? `nothing bears ${id}` : bearers.join('; ');
}

export function idsNamed(kind: string, ids: readonly Id[]): string {
  const plural = kind.endsWith('s') ? `${kind}es` : `${kind}s`;
  return `${ids.length === 1 ? kind : plural} ${listed(ids, '')}`;
}

export function listed(ids: readonly Id[], none: string): string {
  if (ids.length === 0) return none;
  const named = ids.slice(0, IDS_MAX).join(', ');
  return ids.length > IDS_MAX ? `${named} and ${ids.length - IDS_MAX} more` : named;
}
