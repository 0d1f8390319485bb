// Reads off the model all that a command can have touched: the rows that differ, what they refer to before and after,
// and the ids the command names, whatever they bear. Exact for a right system; a wrong one that changes something
// else is found by the next full comparison.
import type { Command, Id } from '../contract/command.ts';
import type { Vocabulary } from '../contract/vocabulary.ts';
import { idNamed } from '../contract/argument.ts';
import { argumentListOf, argumentsOf } from '../contract/command.ts';
import type { Focus } from '../contract/observation/flat-observation.ts';
import type { State } from '../model/state.ts';

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

function ascending(ids: ReadonlySet<Id>): readonly Id[] {
  return [...ids].sort((a, b) => a - b);
}
