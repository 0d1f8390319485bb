// What must always hold, judged on what a system itself shows and never on the model's state. Each invariant
// finds the first violation and says it in a sentence; where the system does not show the evidence, it says so.
import type { Answer, Command, Id } from '../contract/command.ts';
import { INIT } from '../contract/command.ts';
import type { FlatObservation, IdLists } from '../contract/flat-observation.ts';
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
} from '../contract/flat-observation.ts';

/** How many handles the harness itself holds. */
export interface HeldHandles {
  onGroup(pgid: Id): number;
  onSession(sid: Id): number;
}

/** One step as seen from outside. */
export interface ObservedStep {
  readonly before: FlatObservation;
  readonly command: Command;
  readonly answer: Answer;
  readonly after: FlatObservation;
}

/** A violation in a sentence, `undefined` where it holds, `'not shown'` where the evidence is missing. */
export type Finding = string | undefined | typeof NOT_SHOWN;
export const NOT_SHOWN = 'not shown';

/** Must hold of every state. */
export interface StateInvariant {
  readonly sentence: string;
  readonly find: (seen: FlatObservation, held: HeldHandles) => Finding;
}

/** Must hold of every step. */
export interface StepInvariant {
  readonly sentence: string;
  readonly find: (step: ObservedStep) => Finding;
}

export const STATE_INVARIANTS = {
  I1: {
    sentence: 'every unfreed process is in exactly one live group, which alone lists it, and once',
    find: (seen) => {
      if (!seen.showsProcesses || !seen.showsGroups) return NOT_SHOWN;
      if (!all(seen.processShows, seen.processCount, SHOWS_GROUP)) return NOT_SHOWN;
      if (!all(seen.groupShows, seen.groupCount, SHOWS_PROCESSES)) return NOT_SHOWN;
      let listed = 0;
      for (let group = 0; group < seen.groupCount; group += 1) {
        const { ids, start } = seen.members;
        const pgid = seen.pgid[group] as Id;
        for (let entry = start[group] as number; entry < (start[group + 1] as number); entry += 1) {
          const pid = ids[entry] as Id;
          const process = seen.processIndex(pid);
          if (process < 0) return `group ${pgid} lists ${pid}, which is no process`;
          if (seen.group[process] !== pgid)
            return `group ${pgid} lists process ${pid}, which is in group ${seen.group[process]}`;
          if (repeats(seen.members, group, entry)) return `group ${pgid} lists process ${pid} twice`;
          listed += 1;
        }
      }
      // Listed only by its own group and at most once there: so all are listed exactly if the numbers agree.
      if (listed === seen.processCount) return undefined;
      for (let process = 0; process < seen.processCount; process += 1) {
        const group = seen.groupIndex(seen.group[process] as Id);
        if (group < 0)
          return `process ${seen.pid[process]} is in group ${seen.group[process]}, which does not live`;
        if (!includes(seen.members, group, seen.pid[process] as Id)) {
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
      if (!all(seen.groupShows, seen.groupCount, SHOWS_SESSION)) return NOT_SHOWN;
      if (!all(seen.sessionShows, seen.sessionCount, SHOWS_GROUPS)) return NOT_SHOWN;
      let listed = 0;
      for (let session = 0; session < seen.sessionCount; session += 1) {
        const { ids, start } = seen.groups;
        const sid = seen.sid[session] as Id;
        for (let entry = start[session] as number; entry < (start[session + 1] as number); entry += 1) {
          const pgid = ids[entry] as Id;
          const group = seen.groupIndex(pgid);
          if (group < 0) return `session ${sid} lists ${pgid}, which is no live group`;
          if (seen.session[group] !== sid)
            return `session ${sid} lists group ${pgid}, which is in session ${seen.session[group]}`;
          if (repeats(seen.groups, session, entry)) return `session ${sid} lists group ${pgid} twice`;
          listed += 1;
        }
      }
      if (listed === seen.groupCount) return undefined;
      for (let group = 0; group < seen.groupCount; group += 1) {
        const session = seen.sessionIndex(seen.session[group] as Id);
        if (session < 0)
          return `group ${seen.pgid[group]} is in session ${seen.session[group]}, which does not live`;
        if (!includes(seen.groups, session, seen.pgid[group] as Id)) {
          return `group ${seen.pgid[group]} is in session ${seen.session[group]}, which does not list it`;
        }
      }
      return undefined;
    },
  },

  I4: {
    sentence: 'no live group is without member and handle, no live session without group and handle',
    find: (seen, held) => {
      const groupsShown = seen.showsGroups && all(seen.groupShows, seen.groupCount, SHOWS_PROCESSES);
      const sessionsShown = seen.showsSessions && all(seen.sessionShows, seen.sessionCount, SHOWS_GROUPS);
      if (!groupsShown && !sessionsShown) return NOT_SHOWN;
      for (let group = 0; groupsShown && group < seen.groupCount; group += 1) {
        const pgid = seen.pgid[group] as Id;
        if (seen.members.length(group) === 0 && held.onGroup(pgid) === 0)
          return `group ${pgid} lives without member or handle`;
      }
      for (let session = 0; sessionsShown && session < seen.sessionCount; session += 1) {
        const sid = seen.sid[session] as Id;
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
      if (!seen.showsProcesses || !all(seen.processShows, seen.processCount, SHOWS_PARENT)) return NOT_SHOWN;
      for (let process = 0; process < seen.processCount; process += 1) {
        const pid = seen.pid[process] as Id;
        const parent = seen.parent[process] as Id;
        if (pid === INIT) {
          if (parent !== NO_PARENT) return `init has a parent, ${parent}`;
        } else if (parent === NO_PARENT) return `process ${pid} has no parent`;
        else if (seen.processIndex(parent) < 0)
          return `process ${pid} has parent ${parent}, which is no process`;
      }
      return findCycle(seen) ?? findChildrenFault(seen);
    },
  },

  I7: {
    sentence: 'a zombie has no living thread and no child, and it stays in its group until it is freed',
    find: (seen) => {
      if (!seen.showsProcesses || !all(seen.processShows, seen.processCount, SHOWS_STATE)) return NOT_SHOWN;
      const parentsShown = all(seen.processShows, seen.processCount, SHOWS_PARENT);
      for (let process = 0; process < seen.processCount; process += 1) {
        const pid = seen.pid[process] as Id;
        if (parentsShown && seen.parent[process] !== NO_PARENT) {
          const parent = seen.processIndex(seen.parent[process] as Id);
          if (parent >= 0 && isZombie(seen, parent)) return `zombie ${seen.pid[parent]} has a child, ${pid}`;
        }
        if (!isZombie(seen, process)) continue;
        const shows = seen.processShows[process] as number;
        if (shows & SHOWS_THREADS && seen.threads.length(process) > 0)
          return `zombie ${pid} has a living thread`;
        if (shows & SHOWS_CHILDREN && seen.children.length(process) > 0) return `zombie ${pid} lists a child`;
        if (shows & SHOWS_GROUP && seen.showsGroups && seen.groupIndex(seen.group[process] as Id) < 0) {
          return `zombie ${pid} is in group ${seen.group[process]}, which does not live`;
        }
      }
      return undefined;
    },
  },
} as const satisfies Readonly<Record<string, StateInvariant>>;

export const STEP_INVARIANTS = {
  I3: {
    sentence: 'a process changes session only by creating one, and a group never changes session',
    find: ({ before, command, answer, after }) => {
      if (!before.showsGroups || !after.showsGroups) return NOT_SHOWN;
      if (
        !all(before.groupShows, before.groupCount, SHOWS_SESSION) ||
        !all(after.groupShows, after.groupCount, SHOWS_SESSION)
      ) {
        return NOT_SHOWN;
      }
      const creator = 'ok' in answer && createsSession(command) ? command.process : undefined;
      for (let group = 0, was = 0; group < after.groupCount; group += 1) {
        const pgid = after.pgid[group] as Id;
        while (was < before.groupCount && (before.pgid[was] as Id) < pgid) was += 1;
        if (
          was < before.groupCount &&
          before.pgid[was] === pgid &&
          before.session[was] !== after.session[group]
        ) {
          return `group ${pgid} went from session ${before.session[was]} to session ${after.session[group]}`;
        }
      }
      for (let process = 0, was = 0; process < after.processCount; process += 1) {
        const pid = after.pid[process] as Id;
        while (was < before.processCount && (before.pid[was] as Id) < pid) was += 1;
        if (was >= before.processCount || before.pid[was] !== pid || pid === creator) continue;
        if (before.group[was] === after.group[process]) continue; // No group changed session: just seen.
        const from = before.groupIndex(before.group[was] as Id);
        const to = after.groupIndex(after.group[process] as Id);
        if (from >= 0 && to >= 0 && before.session[from] !== after.session[to]) {
          return `process ${pid} went from session ${before.session[from]} to session ${after.session[to]} without creating one`;
        }
      }
      return undefined;
    },
  },

  I8: {
    sentence: 'a refused command changes nothing that can be observed',
    find: ({ before, command, answer, after }) =>
      'ok' in answer || before.equals(after)
        ? undefined
        : `${command.name} was refused and still changed something`,
  },

  I10: {
    sentence:
      "a session's id is the pid of the process that created it, and its first group bears the same id",
    find: ({ before, command, after }) => {
      if (!before.showsSessions || !after.showsSessions) return NOT_SHOWN;
      for (let session = 0, was = 0; session < after.sessionCount; session += 1) {
        const sid = after.sid[session] as Id;
        while (was < before.sessionCount && (before.sid[was] as Id) < sid) was += 1;
        if (was < before.sessionCount && before.sid[was] === sid) continue;
        if (!createsSession(command)) return `${command.name} made session ${sid}`;
        if (command.process !== sid) return `process ${command.process} created a session with id ${sid}`;
        if (!after.showsGroups) continue;
        const group = after.groupIndex(sid);
        if (group < 0) return `the new session ${sid} has no group ${sid}`;
        const shows = after.groupShows[group] as number;
        if (shows & SHOWS_SESSION && after.session[group] !== sid)
          return `the first group of session ${sid} is in session ${after.session[group]}`;
      }
      return undefined;
    },
  },
} as const satisfies Readonly<Record<string, StepInvariant>>;

/** What I9 asks of the observation after a drain; the drain itself is the engine's. */
export const DRAIN_INVARIANT = {
  sentence:
    'drained, nothing is left: init, its group and its session alone, and every resource back at its start value',
  /** `start`: the resource counts at the start, in the order of `RESOURCE_NAMES`. */
  find: (seen: FlatObservation, start: ArrayLike<number>, names: readonly string[]): Finding => {
    let compared = false;
    if (seen.showsProcesses) {
      compared = true;
      if (seen.processCount !== 1 || seen.pid[0] !== INIT)
        return `processes are left: ${[...seen.pid.subarray(0, seen.processCount)].join(', ')}`;
    }
    if (seen.showsGroups) {
      compared = true;
      if (seen.groupCount !== 1)
        return `groups are left: ${[...seen.pgid.subarray(0, seen.groupCount)].join(', ')}`;
    }
    if (seen.showsSessions) {
      compared = true;
      if (seen.sessionCount !== 1)
        return `sessions are left: ${[...seen.sid.subarray(0, seen.sessionCount)].join(', ')}`;
    }
    for (const [index, name] of names.entries()) {
      const now = seen.resources[index] as number;
      if (now < 0 || (start[index] as number) < 0) continue;
      compared = true;
      if (now !== start[index]) return `${now} ${name} are counted, ${start[index]} at the start`;
    }
    return compared ? undefined : NOT_SHOWN;
  },
} as const;

/** The invariants' ids, in order. */
export type InvariantId = keyof typeof STATE_INVARIANTS | keyof typeof STEP_INVARIANTS | 'I9';

/** Every invariant's sentence, by id. */
export const INVARIANT_SENTENCES: Readonly<Record<InvariantId, string>> = {
  I1: STATE_INVARIANTS.I1.sentence,
  I2: STATE_INVARIANTS.I2.sentence,
  I3: STEP_INVARIANTS.I3.sentence,
  I4: STATE_INVARIANTS.I4.sentence,
  I5: STATE_INVARIANTS.I5.sentence,
  I6: STATE_INVARIANTS.I6.sentence,
  I7: STATE_INVARIANTS.I7.sentence,
  I8: STEP_INVARIANTS.I8.sentence,
  I9: DRAIN_INVARIANT.sentence,
  I10: STEP_INVARIANTS.I10.sentence,
};

function createsSession(command: Command): command is Extract<Command, { name: 'create_session' }> {
  return command.name === 'create_session';
}

function isZombie(seen: FlatObservation, process: number): boolean {
  return ((seen.marks[process] as number) & ZOMBIE) !== 0;
}

/** Whether all of the first `count` entries have all of these bits. */
function all(shows: Int32Array, count: number, bits: number): boolean {
  for (let index = 0; index < count; index += 1) if (((shows[index] as number) & bits) !== bits) return false;
  return true;
}

/** Whether the id at `entry` stands earlier in the same list. Lists ascend, so a repetition stands next to it. */
function repeats(lists: IdLists, list: number, entry: number): boolean {
  return entry > (lists.start[list] as number) && lists.ids[entry - 1] === lists.ids[entry];
}

function includes(lists: IdLists, list: number, id: Id): boolean {
  const end = lists.start[list + 1] as number;
  for (let entry = lists.start[list] as number; entry < end; entry += 1)
    if (lists.ids[entry] === id) return true;
  return false;
}

/** The first id that stands twice in an ascending column. */
function repeated(ids: Int32Array, count: number): Id | undefined {
  for (let index = 1; index < count; index += 1) if (ids[index] === ids[index - 1]) return ids[index];
  return undefined;
}

/** The threads of all processes in one column: few are compared in pairs, many sorted. */
function repeatedTid(seen: FlatObservation): Id | undefined {
  const { ids, start } = seen.threads;
  const count = start[seen.processCount] as number;
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
      process = seen.processIndex(seen.parent[process] as Id);
      steps += 1;
      if (steps > seen.processCount) return `process ${seen.pid[from]} does not descend from init`;
    }
  }
  return undefined;
}

/** Lists of children against parents: as in I1, listed by no other and as many as there are. */
function findChildrenFault(seen: FlatObservation): string | undefined {
  if (!all(seen.processShows, seen.processCount, SHOWS_CHILDREN)) return undefined;
  const { ids, start } = seen.children;
  let listed = 0;
  for (let process = 0; process < seen.processCount; process += 1) {
    const pid = seen.pid[process] as Id;
    for (let entry = start[process] as number; entry < (start[process + 1] as number); entry += 1) {
      const child = seen.processIndex(ids[entry] as Id);
      if (child < 0) return `process ${pid} lists child ${ids[entry]}, which is no process`;
      if (seen.parent[child] !== pid)
        return `process ${pid} lists child ${ids[entry]}, whose parent is ${seen.parent[child]}`;
      if (repeats(seen.children, process, entry)) return `process ${pid} lists child ${ids[entry]} twice`;
      listed += 1;
    }
  }
  if (listed === seen.processCount - 1) return undefined;
  for (let process = 0; process < seen.processCount; process += 1) {
    if (seen.parent[process] === NO_PARENT) continue;
    const parent = seen.processIndex(seen.parent[process] as Id);
    if (!includes(seen.children, parent, seen.pid[process] as Id)) {
      return `process ${seen.pid[process]} has parent ${seen.parent[process]}, which does not list it as a child`;
    }
  }
  return undefined;
}
