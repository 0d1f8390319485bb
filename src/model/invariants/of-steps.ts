// The invariants of a step, judged on what a system shows before and after it.
import type { Command, Id } from '../../contract/command.ts';
import { actorOf } from '../../contract/command.ts';
import type { CommandTable } from '../../contract/vocabulary.ts';
import { NEWS, SHOWS_SESSION } from '../../contract/observation/flat-observation.ts';
import type { FlatObservation } from '../../contract/observation/flat-observation.ts';
import type { StepInvariant } from './finding.ts';
import { NOT_SHOWN } from './finding.ts';

export const STEP_INVARIANTS = {
  I3: {
    sentence: 'a process changes session only by creating one, and a group never changes session',
    find: ({ before, command, answer, after, commands, unchanged }) => {
      if (!before.showsGroups || !after.showsGroups) return NOT_SHOWN;
      if ((before.everyGroupShows & SHOWS_SESSION) === 0 || (after.everyGroupShows & SHOWS_SESSION) === 0) {
        return NOT_SHOWN;
      }
      if (unchanged === true) return undefined;
      for (let group = 0, was = 0; group < after.groupCount; group += 1) {
        const pgid = after.pgid[group];
        while (was < before.groupCount && before.pgid[was] < pgid) was += 1;
        if (
          was < before.groupCount &&
          before.pgid[was] === pgid &&
          before.session[was] !== after.session[group] &&
          !sessionsOf(before, pgid).includes(after.session[group])
        ) {
          return `group ${pgid} went from session ${before.session[was]} to session ${after.session[group]}`;
        }
      }
      for (let process = 0, was = 0; process < after.processCount; process += 1) {
        const pid = after.pid[process];
        while (was < before.processCount && before.pid[was] < pid) was += 1;
        if (was >= before.processCount || before.pid[was] !== pid) continue;
        if (before.group[was] === after.group[process]) continue; // No group changed session: just seen.
        const from = before.groupIndex(before.group[was]);
        const to = after.groupIndex(after.group[process]);
        if (from < 0 || to < 0 || before.session[from] === after.session[to]) continue;
        if ('ok' in answer && pid === creatorOf(commands, command)) continue;
        if (!meet(sessionsShownFor(before, pid), sessionsShownFor(after, pid))) {
          return `process ${pid} went from session ${before.session[from]} to session ${after.session[to]} without creating one`;
        }
      }
      return undefined;
    },
  },

  I8: {
    sentence: 'a refused command changes nothing that can be observed',
    find: ({ before, command, answer, after, unchanged }) => {
      if (!after.showsProcesses && !after.showsGroups && !after.showsSessions) return NOT_SHOWN;
      // A field that was not shown before cannot be told to have changed: a reset, say, may show nothing.
      if (
        before.showsProcesses !== after.showsProcesses ||
        before.showsGroups !== after.showsGroups ||
        before.showsSessions !== after.showsSessions ||
        before.showsTerminals !== after.showsTerminals
      )
        return NOT_SHOWN;
      return 'ok' in answer || ((unchanged === true || before.isSameState(after)) && !hasNews(after))
        ? undefined
        : `${command.name} was refused and still changed something`;
    },
  },

  I10: {
    sentence:
      "a session's id is the pid of the process that created it, and its first group bears the same id",
    find: ({ before, command, after, commands, unchanged }) => {
      if (!before.showsSessions || !after.showsSessions) return NOT_SHOWN;
      if (unchanged === true) return undefined;
      for (let session = 0, was = 0; session < after.sessionCount; session += 1) {
        const sid = after.sid[session];
        while (was < before.sessionCount && before.sid[was] < sid) was += 1;
        if (was < before.sessionCount && before.sid[was] === sid) continue;
        const creator = creatorOf(commands, command);
        if (creator === undefined) return `${command.name} made session ${sid}`;
        if (creator !== sid) return `process ${creator} created a session with id ${sid}`;
        if (!after.showsGroups) continue;
        const group = after.groupIndex(sid);
        if (group < 0) return `the new session ${sid} has no group ${sid}`;
        const shows = after.groupShows[group];
        if (shows & SHOWS_SESSION && after.session[group] !== sid && !isLed(after, sid))
          return `the first group of session ${sid} is in session ${after.session[group]}`;
      }
      return undefined;
    },
  },
} satisfies Readonly<Record<string, StepInvariant>>;

/** Whether anybody is shown to have received a signal, or to have been woken. O(processes). */
function hasNews({ wokenCount, processCount, marks }: FlatObservation): boolean {
  if (wokenCount > 0) return true;
  for (let process = 0; process < processCount; process += 1) if ((marks[process] & NEWS) !== 0) return true;
  return false;
}

// If an id is borne twice, which is I5's to report, whatever any of its bearers says counts. Asked only where something
// is wrong already.

/** The entries with this id. */
export function entriesBearing(ids: Int32Array, count: number, id: Id): readonly number[] {
  return [...ids.subarray(0, count).keys()].filter((index) => ids[index] === id);
}

export function sessionsOf(seen: FlatObservation, pgid: Id): readonly Id[] {
  return entriesBearing(seen.pgid, seen.groupCount, pgid).map((group) => seen.session[group]);
}

/** The sessions that a process is in, by its group. */
export function sessionsShownFor(seen: FlatObservation, pid: Id): readonly Id[] {
  return entriesBearing(seen.pid, seen.processCount, pid).flatMap((process) =>
    sessionsOf(seen, seen.group[process]),
  );
}

function meet(some: readonly Id[], others: readonly Id[]): boolean {
  return some.some((sid) => others.includes(sid));
}

/** Whether any group with the session's id is in it, or does not show where it is. */
function isLed(seen: FlatObservation, sid: Id): boolean {
  return entriesBearing(seen.pgid, seen.groupCount, sid).some(
    (group) => (seen.groupShows[group] & SHOWS_SESSION) === 0 || seen.session[group] === sid,
  );
}

/** The process that creates a session by this command, if it is accepted. */
function creatorOf(commands: CommandTable, command: Command): Id | undefined {
  return commands[command.name]?.createsSession === true ? actorOf(command) : undefined;
}
