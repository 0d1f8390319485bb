// The invariants of terminals, stopped processes and hang-ups, judged on what a system shows of a state or a step: asked of
// the sets whose states show terminals.
import type { Command, Id } from '../../contract/command.ts';
import { argumentsOf } from '../../contract/command.ts';
import type { CommandTable } from '../../contract/vocabulary.ts';
import { FIELDS, placed, showsByName } from '../../contract/observation/fields.ts';
import {
  NEWS,
  SHOWS_GROUP,
  SHOWS_PARENT,
  SHOWS_SESSION,
  SHOWS_STATE,
  SHOWS_TERMINAL,
  ZOMBIE,
} from '../../contract/observation/flat-observation.ts';
import type { FlatObservation } from '../../contract/observation/flat-observation.ts';
import type { ObservedStep, StateInvariant, StepInvariant } from './finding.ts';
import { NOT_SHOWN } from './finding.ts';
import { entriesBearing, sessionsShownFor, sessionsOf } from './of-steps.ts';

const OF_PROCESS = showsByName(FIELDS.process);
const SHOWS_RECEIVED = OF_PROCESS.received;
const SHOWS_SESSION_OF_TERMINAL = showsByName(FIELDS.terminal).session;
const STOPPED = placed(FIELDS.process).find(({ name }) => name === 'state')?.thirdMark ?? 0;
/** All that a process can receive, which is SIGHUP and SIGCONT. */
const BOTH = NEWS;

export const TERMINAL_STATE_INVARIANTS = {
  I11: {
    sentence:
      'a terminal serves at most one session, a session has at most one terminal, and whoever has one is of the session that it serves',
    find: (seen) => {
      if (!seen.showsTerminals || (seen.everyTerminalShows & SHOWS_SESSION_OF_TERMINAL) === 0)
        return NOT_SHOWN;
      const { terminalCount, terminalId, terminalSession } = seen;
      for (let terminal = 0; terminal < terminalCount; terminal += 1)
        for (let other = 0; other < terminal; other += 1) {
          const [one, two] = [terminalId[other], terminalId[terminal]];
          if (one === two) return `terminal ${one} stands twice`;
          if (terminalSession[terminal] !== 0 && terminalSession[terminal] === terminalSession[other])
            return `session ${terminalSession[terminal]} has terminal ${one} and terminal ${two}`;
        }
      return strangerAtTerminal(seen);
    },
  },
} satisfies Readonly<Record<string, StateInvariant>>;

export const TERMINAL_STEP_INVARIANTS = {
  I12: {
    sentence: 'only a session leader gets a terminal, and a child is born with that of its parent',
    find: ({ before, after }) => {
      if (!showsOfProcesses(before, SHOWS_TERMINAL) || !showsOfProcesses(after, SHOWS_TERMINAL))
        return NOT_SHOWN;
      if (!showsSessionsOfGroups(after)) return NOT_SHOWN;
      for (let process = 0; process < after.processCount; process += 1) {
        const terminal = after.terminal[process];
        if (terminal === 0) continue;
        const pid = after.pid[process];
        const was = before.processIndex(pid);
        if (was >= 0 && before.terminal[was] === terminal) continue;
        const were = terminalsOf(before, pid);
        if (were.includes(terminal)) continue;
        if (were.length > 0) {
          const sessions = sessionsShownFor(after, pid);
          if (sessions.length > 0 && !sessions.includes(pid))
            return `process ${pid} got terminal ${terminal}, and it leads no session`;
          continue;
        }
        const [parents, shown] = [terminalsOf(after, after.parent[process]), after.processShows[process]];
        if ((shown & SHOWS_PARENT) !== 0 && parents.length > 0 && !parents.includes(terminal))
          return `process ${pid} is born with terminal ${terminal}, which its parent ${after.parent[process]} has not`;
      }
      return undefined;
    },
  },

  I13: {
    sentence: "after a session leader's exit its terminal is free, and nobody of the session has one",
    find: ({ before, after }) => {
      const shown = SHOWS_STATE | SHOWS_GROUP;
      if (!showsOfProcesses(before, shown) || !showsSessionsOfGroups(before)) return NOT_SHOWN;
      if (!showsOfProcesses(after, shown | SHOWS_TERMINAL) || !showsSessionsOfGroups(after)) return NOT_SHOWN;
      if (!after.showsTerminals || (after.everyTerminalShows & SHOWS_SESSION_OF_TERMINAL) === 0)
        return NOT_SHOWN;
      for (const sid of endedIn(before, after)) {
        if (!sessionsShownFor(before, sid).includes(sid)) continue;
        for (let terminal = 0; terminal < after.terminalCount; terminal += 1)
          if (after.terminalSession[terminal] === sid)
            return `terminal ${after.terminalId[terminal]} serves session ${sid}, whose leader has ended`;
        for (let process = 0; process < after.processCount; process += 1)
          if (after.terminal[process] !== 0 && sessionsShownFor(after, after.pid[process]).includes(sid))
            return `process ${after.pid[process]} has terminal ${after.terminal[process]}, and the leader of session ${sid} has ended`;
      }
      return undefined;
    },
  },

  I14: {
    sentence: 'nobody is newly stopped by SIGTSTP, SIGTTIN or SIGTTOU in an orphaned group',
    find: ({ before, command, after, commands }) => {
      if (!showsOfProcesses(before, SHOWS_STATE | SHOWS_GROUP | SHOWS_PARENT)) return NOT_SHOWN;
      if (!showsSessionsOfGroups(before) || !showsOfProcesses(after, SHOWS_STATE)) return NOT_SHOWN;
      if (signalOf(commands, command) === 'STOP') return undefined;
      for (let process = 0; process < after.processCount; process += 1) {
        if ((after.marks[process] & STOPPED) === 0) continue;
        const pid = after.pid[process];
        const was = before.processIndex(pid);
        if (was < 0 || (before.marks[was] & STOPPED) !== 0) continue;
        const were = entriesBearing(before.pid, before.processCount, pid);
        if (were.some((each) => (before.marks[each] & STOPPED) !== 0)) continue;
        if (were.every((each) => (before.marks[each] & ZOMBIE) !== 0)) continue;
        if (were.every((each) => isOrphaned(before, before.group[each])))
          return `process ${pid} is stopped by ${command.name} in group ${before.group[was]}, which is orphaned`;
      }
      return undefined;
    },
  },

  I15: {
    sentence:
      'SIGHUP and SIGCONT arrive together only at an exit, by a signal sent or where a terminal is taken away; at an exit only in a group that had a stopped member and is orphaned after it, or that the leader who ended may have remembered from a hang-up',
    find: (step) => {
      const { before, command, answer, after, commands } = step;
      if (!showsOfProcesses(after, SHOWS_RECEIVED | SHOWS_STATE) || !showsOfProcesses(before, SHOWS_STATE))
        return NOT_SHOWN;
      for (let process = 0; process < after.processCount; process += 1) {
        if ((after.marks[process] & BOTH) !== BOTH) continue;
        if (commands[command.name]?.hangsUp === true && 'ok' in answer) return undefined;
        if (SENT.has(signalOf(commands, command))) return undefined;
        const pid = after.pid[process];
        const ended = endedIn(before, after);
        if (ended.length === 0)
          return `process ${pid} received SIGHUP and SIGCONT by ${command.name}, and nobody has ended`;
        if (!mayBeToldOf(step, ended, pid))
          return `process ${pid} received SIGHUP and SIGCONT at the exit of ${ended.join(', ')}, and its group is none that an exit tells`;
      }
      return undefined;
    },
  },
} satisfies Readonly<Record<string, StepInvariant>>;

/** The signals that, sent by a command, can arrive together with one that waited. */
const SENT: ReadonlySet<unknown> = new Set(['HUP', 'CONT']);

/** The first process that has a terminal of another session, or of none. */
function strangerAtTerminal(seen: FlatObservation): string | undefined {
  const { processCount, terminalCount, terminalId, terminalSession } = seen;
  const inGroups = showsSessionsOfGroups(seen);
  for (let process = 0; seen.showsProcesses && process < processCount; process += 1) {
    const terminal = seen.terminal[process];
    if (terminal === 0) continue;
    const pid = seen.pid[process];
    const index = terminalId.subarray(0, terminalCount).indexOf(terminal);
    if (index < 0) return `process ${pid} has terminal ${terminal}, which is none`;
    const served = terminalSession[index];
    if (served === 0) return `process ${pid} has terminal ${terminal}, which serves no session`;
    const group = inGroups ? seen.groupIndex(seen.group[process]) : -1;
    if (!inGroups || (group >= 0 && seen.session[group] === served)) continue;
    const sessions = sessionsShownFor(seen, pid);
    if (sessions.length > 0 && !sessions.includes(served))
      return `process ${pid} of session ${sessions[0]} has terminal ${terminal}, which serves session ${served}`;
  }
  return undefined;
}

/** Whether at an exit the group of a process may be told by SIGHUP and SIGCONT, as far as what is shown says it. */
function mayBeToldOf({ before, after }: ObservedStep, ended: readonly Id[], pid: Id): boolean {
  const shown = SHOWS_GROUP | SHOWS_PARENT;
  if (!showsOfProcesses(before, shown) || !showsOfProcesses(after, shown)) return true;
  if (!showsSessionsOfGroups(before) || !showsSessionsOfGroups(after)) return true;
  const groups = entriesBearing(before.pid, before.processCount, pid).map((each) => before.group[each]);
  if (groups.length === 0) return true;
  return groups.some(
    (group) =>
      (hasStopped(before, group) && (ended.length > 1 || isOrphaned(after, group))) ||
      // In whichever session the group is now: the number in the foreground may have been a process without a group.
      ended.some((sid) => mayRemember(before, sid)),
  );
}

function hasStopped(seen: FlatObservation, group: Id): boolean {
  return entriesBearing(seen.group, seen.processCount, group).some(
    (each) => (seen.marks[each] & STOPPED) !== 0,
  );
}

/** Whether a process may lead a session that lost its terminal by a hang-up: it leads one, and has no terminal. */
function mayRemember(seen: FlatObservation, pid: Id): boolean {
  return sessionsShownFor(seen, pid).includes(pid) && terminalsOf(seen, pid).includes(0);
}

/** Whether a group is orphaned: no living member has a parent in another group of the same session. O(processes). */
function isOrphaned(seen: FlatObservation, pgid: Id): boolean {
  const sessions = sessionsOf(seen, pgid);
  return entriesBearing(seen.group, seen.processCount, pgid).every(
    (member) =>
      (seen.marks[member] & ZOMBIE) !== 0 ||
      entriesBearing(seen.pid, seen.processCount, seen.parent[member]).every(
        (parent) =>
          seen.group[parent] === pgid ||
          !sessionsOf(seen, seen.group[parent]).some((sid) => sessions.includes(sid)),
      ),
  );
}

/** The processes that lived before and live no more, each once. O(processes). */
function endedIn(before: FlatObservation, after: FlatObservation): readonly Id[] {
  const ended: Id[] = [];
  for (let process = 0; process < before.processCount; process += 1) {
    const pid = before.pid[process];
    if ((before.marks[process] & ZOMBIE) !== 0 || ended.includes(pid)) continue;
    const is = after.processIndex(pid);
    if (is >= 0 && (after.marks[is] & ZOMBIE) === 0) continue;
    const bearers = entriesBearing(after.pid, after.processCount, pid);
    if (bearers.every((each) => (after.marks[each] & ZOMBIE) !== 0)) ended.push(pid);
  }
  return ended;
}

/** The terminals of all who bear this pid, 0 for none. */
function terminalsOf(seen: FlatObservation, pid: Id): readonly number[] {
  return entriesBearing(seen.pid, seen.processCount, pid).map((each) => seen.terminal[each]);
}

/** The signal that a command sends, where it names one. */
function signalOf(commands: CommandTable, command: Command): unknown {
  const [key] =
    Object.entries(commands[command.name]?.arguments ?? {}).find(([, kind]) => kind === 'job-signal') ?? [];
  return key === undefined ? undefined : argumentsOf(command)[key];
}

function showsOfProcesses(seen: FlatObservation, fields: number): boolean {
  return seen.showsProcesses && (seen.everyProcessShows & fields) === fields;
}

function showsSessionsOfGroups(seen: FlatObservation): boolean {
  return seen.showsGroups && (seen.everyGroupShows & SHOWS_SESSION) !== 0;
}
