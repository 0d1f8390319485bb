// The invariants of a state, judged on what a system itself shows and never on the model's state. Each finds the
// first violation and says it in a sentence; where the system does not show the evidence, it says so.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { FlatObservation } from '../../contract/observation/flat-observation.ts';
import type { IdLists } from '../../contract/observation/id-lists.ts';
import {
  NO_PARENT,
  SHOWS_CHILDREN,
  SHOWS_GROUP,
  SHOWS_GROUPS,
  SHOWS_PARENT,
  SHOWS_PROCESSES,
  SHOWS_SESSION,
  SHOWS_STATE,
  SHOWS_THREADS,
  ZOMBIE,
} from '../../contract/observation/flat-observation.ts';
import type { StateInvariant } from './finding.ts';
import { NOT_SHOWN } from './finding.ts';

export const STATE_INVARIANTS = {
  I1: {
    sentence: 'every unfreed process is in exactly one live group, which alone lists it, and once',
    find: (seen) => {
      if (!seen.showsProcesses || !seen.showsGroups) return NOT_SHOWN;
      if ((seen.everyProcessShows & SHOWS_GROUP) === 0) return NOT_SHOWN;
      if ((seen.everyGroupShows & SHOWS_PROCESSES) === 0) return NOT_SHOWN;
      let listed = 0;
      let once = true;
      const { ids, start } = seen.members;
      for (let group = 0; group < seen.groupCount; group += 1) {
        const pgid = seen.pgid[group];
        if (group > 0 && pgid === seen.pgid[group - 1]) once = false;
        for (let entry = start[group], largest = 0; entry < start[group + 1]; entry += 1) {
          const pid = ids[entry];
          const process = seen.processIndex(pid);
          if (process < 0) return `group ${pgid} lists ${pid}, which is no process`;
          if (seen.group[process] !== pgid && !isSaid(seen.pid, seen.group, process, seen.processCount, pgid))
            return `group ${pgid} lists process ${pid}, which is in group ${seen.group[process]}`;
          if (pid > largest) largest = pid;
          else if (repeats(seen.members, group, entry)) return `group ${pgid} lists process ${pid} twice`;
          listed += 1;
        }
      }
      // Listed only by its own group and at most once there: so all are listed exactly if the numbers agree.
      if (once && listed === seen.processCount) return undefined;
      for (let process = 0; process < seen.processCount; process += 1) {
        const group = seen.groupIndex(seen.group[process]);
        if (group < 0)
          return `process ${seen.pid[process]} is in group ${seen.group[process]}, which does not live`;
        if (!isListed(seen.members, seen.pgid, group, seen.groupCount, seen.pid[process])) {
          return `process ${seen.pid[process]} is in group ${seen.group[process]}, which does not list it`;
        }
      }
      return undefined; // A pid borne twice: I5's to report.
    },
  },

  I2: {
    sentence: 'every live group is in exactly one live session, which alone lists it, and once',
    find: (seen) => {
      if (!seen.showsGroups || !seen.showsSessions) return NOT_SHOWN;
      if ((seen.everyGroupShows & SHOWS_SESSION) === 0) return NOT_SHOWN;
      if ((seen.everySessionShows & SHOWS_GROUPS) === 0) return NOT_SHOWN;
      let listed = 0;
      let once = true;
      const { ids, start } = seen.groups;
      for (let session = 0; session < seen.sessionCount; session += 1) {
        const sid = seen.sid[session];
        if (session > 0 && sid === seen.sid[session - 1]) once = false;
        for (let entry = start[session], largest = 0; entry < start[session + 1]; entry += 1) {
          const pgid = ids[entry];
          const group = seen.groupIndex(pgid);
          if (group < 0) return `session ${sid} lists ${pgid}, which is no live group`;
          if (seen.session[group] !== sid && !isSaid(seen.pgid, seen.session, group, seen.groupCount, sid))
            return `session ${sid} lists group ${pgid}, which is in session ${seen.session[group]}`;
          if (pgid > largest) largest = pgid;
          else if (repeats(seen.groups, session, entry)) return `session ${sid} lists group ${pgid} twice`;
          listed += 1;
        }
      }
      if (once && listed === seen.groupCount) return undefined;
      for (let group = 0; group < seen.groupCount; group += 1) {
        const session = seen.sessionIndex(seen.session[group]);
        if (session < 0)
          return `group ${seen.pgid[group]} is in session ${seen.session[group]}, which does not live`;
        if (!isListed(seen.groups, seen.sid, session, seen.sessionCount, seen.pgid[group])) {
          return `group ${seen.pgid[group]} is in session ${seen.session[group]}, which does not list it`;
        }
      }
      return undefined;
    },
  },

  I4: {
    sentence: 'no live group is without member and handle, no live session without group and handle',
    ofHandles: true,
    find: (seen, held) => {
      const groupsShown = seen.showsGroups && (seen.everyGroupShows & SHOWS_PROCESSES) !== 0;
      const sessionsShown = seen.showsSessions && (seen.everySessionShows & SHOWS_GROUPS) !== 0;
      if (!groupsShown && !sessionsShown) return NOT_SHOWN;
      for (let group = 0; groupsShown && group < seen.groupCount; group += 1) {
        const pgid = seen.pgid[group];
        if (seen.members.length(group) === 0 && held.onGroup(pgid) === 0)
          return `group ${pgid} lives without member or handle`;
      }
      for (let session = 0; sessionsShown && session < seen.sessionCount; session += 1) {
        const sid = seen.sid[session];
        if (seen.groups.length(session) === 0 && held.onSession(sid) === 0)
          return `session ${sid} lives without group or handle`;
      }
      return undefined;
    },
  },

  I5: {
    sentence:
      'no two processes share a pid, no two threads a tid, no two live groups a pgid, no two live sessions a sid',
    find: (seen) => {
      if (!seen.showsProcesses && !seen.showsGroups && !seen.showsSessions) return NOT_SHOWN;
      const pid = repeated(seen.pid, seen.processCount);
      if (pid !== undefined) return `two processes have pid ${pid}`;
      const pgid = repeated(seen.pgid, seen.groupCount);
      if (pgid !== undefined) return `two groups have id ${pgid}`;
      const sid = repeated(seen.sid, seen.sessionCount);
      if (sid !== undefined) return `two sessions have id ${sid}`;
      const tid = repeatedTid(seen);
      return tid === undefined ? undefined : `two threads have tid ${tid}`;
    },
  },

  I6: {
    sentence: 'the parent relation is a tree rooted at init, and the lists of children are its exact inverse',
    find: (seen) => {
      if (!seen.showsProcesses || (seen.everyProcessShows & SHOWS_PARENT) === 0) return NOT_SHOWN;
      for (let process = 0; process < seen.processCount; process += 1) {
        const pid = seen.pid[process];
        const parent = seen.parent[process];
        if (pid === INIT) {
          if (parent !== NO_PARENT) return `init has a parent, ${parent}`;
        } else if (parent === NO_PARENT) return `process ${pid} has no parent`;
        else if (seen.processIndex(parent) < 0)
          return `process ${pid} has parent ${parent}, which is no process`;
      }
      if (seen.processIndex(INIT) < 0) return 'init is not there';
      return findCycle(seen) ?? findChildrenFault(seen);
    },
  },

  I7: {
    sentence: 'a zombie has no living thread and no child, and it stays in its group until it is freed',
    find: (seen) => {
      if (!seen.showsProcesses || (seen.everyProcessShows & SHOWS_STATE) === 0) return NOT_SHOWN;
      for (let process = 0; process < seen.processCount; process += 1) {
        const pid = seen.pid[process];
        const shows = seen.processShows[process];
        if (shows & SHOWS_PARENT && seen.parent[process] !== NO_PARENT) {
          const parent = seen.processIndex(seen.parent[process]);
          if (parent >= 0 && isAnyZombie(seen, parent))
            return `zombie ${seen.pid[parent]} has a child, ${pid}`;
        }
        if (!isZombie(seen, process)) continue;
        if (shows & SHOWS_THREADS && seen.threads.length(process) > 0)
          return `zombie ${pid} has a living thread`;
        if (shows & SHOWS_CHILDREN && seen.children.length(process) > 0) return `zombie ${pid} lists a child`;
        if (shows & SHOWS_GROUP && seen.showsGroups && seen.groupIndex(seen.group[process]) < 0) {
          return `zombie ${pid} is in group ${seen.group[process]}, which does not live`;
        }
      }
      return undefined;
    },
  },
} satisfies Readonly<Record<string, StateInvariant>>;

function isZombie(seen: FlatObservation, process: number): boolean {
  return (seen.marks[process] & ZOMBIE) !== 0;
}

/** Whether this process is a zombie, or another with the same pid. */
function isAnyZombie(seen: FlatObservation, process: number): boolean {
  const [from, to] = namesakes(seen.pid, process, seen.processCount);
  for (let at = from; at < to; at += 1) if (isZombie(seen, at)) return true;
  return false;
}

// An id that is borne twice is I5's to report. The others take whatever any of its bearers says; looking for all of them
// costs only where something is wrong already.

/** The entries with the id of this one, from and up to (not including): ids ascend, so they stand together. */
function namesakes(ids: Int32Array, index: number, count: number): readonly [from: number, to: number] {
  let from = index;
  let to = index + 1;
  while (from > 0 && ids[from - 1] === ids[index]) from -= 1;
  while (to < count && ids[to] === ids[index]) to += 1;
  return [from, to];
}

/** Whether this entry says that it belongs to the owner, or another with the same id does. */
function isSaid(ids: Int32Array, owners: Int32Array, index: number, count: number, owner: Id): boolean {
  const [from, to] = namesakes(ids, index, count);
  return owners.subarray(from, to).includes(owner);
}

/** Whether this owner lists the id, or another with the owner's id does. */
function isListed(lists: IdLists, owners: Int32Array, index: number, count: number, id: Id): boolean {
  const [from, to] = namesakes(owners, index, count);
  return lists.ids.subarray(lists.start[from], lists.start[to]).includes(id);
}

/** Whether the id at `entry` stands earlier in the same list. */
function repeats(lists: IdLists, list: number, entry: number): boolean {
  return lists.ids.subarray(lists.start[list], entry).includes(lists.ids[entry]);
}

/** The first id that stands twice in an ascending column. */
function repeated(ids: Int32Array, count: number): Id | undefined {
  for (let index = 1; index < count; index += 1) if (ids[index] === ids[index - 1]) return ids[index];
  return undefined;
}

/** The threads of all processes in one column: few are compared in pairs, many sorted. */
function repeatedTid(seen: FlatObservation): Id | undefined {
  const { ids, start } = seen.threads;
  const count = start[seen.processCount];
  if (count > 16) return repeated(ids.slice(0, count).sort(), count);
  for (let entry = 1; entry < count; entry += 1) {
    for (let other = 0; other < entry; other += 1) if (ids[other] === ids[entry]) return ids[entry];
  }
  return undefined;
}

/**
 * Every process comes to init by going from parent to parent. Those with a lower index are known to, so each walk
 * ends at one of them: O(processes) where children have the higher ids, as they mostly do.
 */
function findCycle(seen: FlatObservation): string | undefined {
  for (let from = 0; from < seen.processCount; from += 1) {
    let process = from;
    let steps = 0;
    while (process >= from && seen.parent[process] !== NO_PARENT) {
      process = seen.processIndex(seen.parent[process]);
      steps += 1;
      if (steps > seen.processCount) return findUnreached(seen);
    }
  }
  return undefined;
}

/** The same from init on, by pids: where one is borne twice, one of its bearers may be reached and another not. */
function findUnreached(seen: FlatObservation): string | undefined {
  const reached = new Set([INIT]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (let process = 0; process < seen.processCount; process += 1)
      if (reached.has(seen.parent[process])) reached.add(seen.pid[process]);
  }
  const unreached = seen.pid.subarray(0, seen.processCount).find((pid) => !reached.has(pid));
  return unreached === undefined ? undefined : `process ${unreached} does not descend from init`;
}

/** Lists of children against parents: as in I1, listed by no other and as many as there are. */
function findChildrenFault(seen: FlatObservation): string | undefined {
  if ((seen.everyProcessShows & SHOWS_CHILDREN) === 0) return undefined;
  const { ids, start } = seen.children;
  let listed = 0;
  let once = true;
  for (let process = 0; process < seen.processCount; process += 1) {
    const pid = seen.pid[process];
    if (process > 0 && pid === seen.pid[process - 1]) once = false;
    for (let entry = start[process], largest = 0; entry < start[process + 1]; entry += 1) {
      const id = ids[entry];
      const child = seen.processIndex(id);
      if (child < 0) return `process ${pid} lists child ${id}, which is no process`;
      if (seen.parent[child] !== pid && !isSaid(seen.pid, seen.parent, child, seen.processCount, pid))
        return `process ${pid} lists child ${id}, whose parent is ${seen.parent[child]}`;
      if (id > largest) largest = id;
      else if (repeats(seen.children, process, entry)) return `process ${pid} lists child ${id} twice`;
      listed += 1;
    }
  }
  if (once && listed === seen.processCount - 1) return undefined;
  for (let process = 0; process < seen.processCount; process += 1) {
    if (seen.parent[process] === NO_PARENT) continue;
    const parent = seen.processIndex(seen.parent[process]);
    if (!isListed(seen.children, seen.pid, parent, seen.processCount, seen.pid[process])) {
      return `process ${seen.pid[process]} has parent ${seen.parent[process]}, which does not list it as a child`;
    }
  }
  return undefined;
}
