// Reads off the model all that a command can have touched: the rows that differ, what they refer to before and after,
// and the ids the command names, whatever they bear. Exact for a right system; a wrong one that changes something
// else is found by the next full comparison.
import type { Command, Id } from '../contract/command.ts';
import type { Vocabulary } from '../contract/vocabulary.ts';
import { idNamed } from '../contract/argument.ts';
import { argumentListOf, argumentsOf } from '../contract/command.ts';
import type { Focus } from '../contract/observation/flat-observation.ts';
import type { State } from '../model/state.ts';
import { groupOf, membersOf, processIn } from '../model/state.ts';

/** Lists up to this long are looked at within a focus. */
const LIST_MAX = 32;

/** O(changes × log size). */
export function focusOn(vocabulary: Vocabulary, before: State, after: State, command: Command): Focus {
  const processes = new Set<Id>();
  const groups = new Set<Id>();
  const sessions = new Set<Id>();
  for (const { key, kind } of argumentListOf(vocabulary, command.name)) {
    const id = idNamed(kind, argumentsOf(command)[key]);
    if (id === 0) continue;
    processes.add(id);
    groups.add(id);
    sessions.add(id);
  }
  after.processes.forEachChange(before.processes, (pid, was, is) => {
    processes.add(pid);
    for (const row of [was, is]) {
      if (row === undefined) continue;
      groups.add(row.group);
      if (row.parent !== null) processes.add(row.parent);
    }
  });
  after.waits.forEachChange(before.waits, (pid) => processes.add(pid));
  after.news.forEachChange(before.news, (pid) => processes.add(pid));
  after.jobs.forEachChange(before.jobs, (pid, was, is) => {
    processes.add(pid);
    const group = before.processes.get(pid)?.group;
    if (group !== undefined) groups.add(group);
    if (is?.stopped === true && was?.stopped !== true) addLink(before, group, processes, groups);
  });
  after.threads.forEachChange(before.threads, (_, was, is) => processes.add((was ?? is)?.process as Id));
  after.groups.forEachChange(before.groups, (pgid) => groups.add(pgid));
  after.sessions.forEachChange(before.sessions, (sid) => sessions.add(sid));
  for (const pgid of groups) {
    for (const state of [before, after]) {
      const session = state.groups.get(pgid)?.session;
      if (session !== undefined) sessions.add(session);
    }
  }
  return {
    processes: ascending(processes),
    groups: ascending(groups),
    sessions: ascending(sessions),
    listMax: LIST_MAX,
  };
}

/** Adds what shows that a group is not orphaned, for I14: a member, and its parent in another group of the session. */
function addLink(state: State, pgid: Id | undefined, processes: Set<Id>, groups: Set<Id>): void {
  const session = pgid === undefined ? undefined : state.groups.get(pgid)?.session;
  for (const pid of pgid === undefined ? [] : membersOf(state, pgid)) {
    const { parent, zombie } = processIn(state, pid);
    const above = parent === null ? undefined : groupOf(state, parent);
    if (parent === null || zombie || above === undefined || above === pgid) continue;
    if (state.groups.get(above)?.session !== session) continue;
    for (const id of [pid, parent]) processes.add(id);
    groups.add(above);
    return;
  }
}

function ascending(ids: ReadonlySet<Id>): readonly Id[] {
  return [...ids].sort((a, b) => a - b);
}
