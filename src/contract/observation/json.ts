// Between the two forms of an observation: JSON, as systems write it and reports print it, and flat columns.
import { observationProblem } from './form.ts';
import type { Id } from '../command.ts';
import {
  EXECUTED,
  GROUP_EXITED,
  IGNORES_SIGCHLD,
  NO_PARENT,
  NOT_COUNTED,
  SHOWS_CHILDREN,
  SHOWS_EXECUTED,
  SHOWS_EXIT_CODE,
  SHOWS_GROUP,
  SHOWS_GROUP_EXITED,
  SHOWS_GROUPS,
  SHOWS_IGNORES_SIGCHLD,
  SHOWS_PARENT,
  SHOWS_PROCESSES,
  SHOWS_SESSION,
  SHOWS_STATE,
  SHOWS_SUBREAPER,
  SHOWS_THREADS,
  SUBREAPER,
  ZOMBIE,
} from './flat-observation.ts';
import type { FlatObservation } from './flat-observation.ts';
import type { IdLists } from './id-lists.ts';
import type { GroupObservation, Observation, ProcessObservation, SessionObservation } from './observation.ts';
import { RESOURCE_NAMES } from './observation.ts';
import { describeValue } from '../foreign-value.ts';
import { Trouble } from '../trouble.ts';

/**
 * Writes a system's JSON to `out`, entries sorted by id. Throws {@link Trouble} where it has the wrong shape: a finding
 * about the system.
 */
export function flatten(observation: Observation, out: FlatObservation): void {
  const problem = observationProblem(observation);
  if (problem !== undefined) throw new Trouble(problem, { method: 'observe' });
  out.clear();
  out.showsProcesses = observation.processes !== undefined;
  out.showsGroups = observation.groups !== undefined;
  out.showsSessions = observation.sessions !== undefined;
  for (const process of sortedBy('pid', observation.processes)) flattenProcess(process, out);
  for (const group of sortedBy('pgid', observation.groups)) {
    const { pgid, session, processes } = group;
    out.addGroup(
      pgid,
      session === undefined ? 0 : id(session, 'session'),
      bit(session, SHOWS_SESSION) | bit(processes, SHOWS_PROCESSES),
    );
    pushAll(out.members, processes, `processes of group ${pgid}`);
  }
  for (const { sid, groups } of sortedBy('sid', observation.sessions)) {
    out.addSession(sid, bit(groups, SHOWS_GROUPS));
    pushAll(out.groups, groups, `groups of session ${sid}`);
  }
  for (const [index, name] of RESOURCE_NAMES.entries()) {
    const count = observation.resources?.[name];
    out.resources[index] = count === undefined ? NOT_COUNTED : whole(count, `resources.${name}`);
  }
}

/** The JSON of what is shown. */
export function unflatten(seen: FlatObservation): Observation {
  const resources: Record<string, number> = {};
  for (const [index, name] of RESOURCE_NAMES.entries()) {
    if (seen.resources[index] !== NOT_COUNTED) resources[name] = seen.resources[index];
  }
  return {
    ...(seen.showsProcesses && {
      processes: indices(seen.processCount).map((index) => unflattenProcess(seen, index)),
    }),
    ...(seen.showsGroups && { groups: indices(seen.groupCount).map((index) => unflattenGroup(seen, index)) }),
    ...(seen.showsSessions && {
      sessions: indices(seen.sessionCount).map((index) => unflattenSession(seen, index)),
    }),
    ...(Object.keys(resources).length > 0 && { resources: resources }),
  };
}

function flattenProcess(process: ProcessObservation, out: FlatObservation): void {
  const { pid, parent, group, state, children, threads, exitCode } = process;
  const { subreaper, groupExited, executed, ignoresSigchld } = process;
  if (state !== undefined && state !== 'running' && state !== 'zombie') {
    throw malformed(`state of process ${pid} is "running" or "zombie", not ${describeValue(state)}`);
  }
  out.addProcess(
    pid,
    parent === undefined || parent === null ? NO_PARENT : id(parent, `parent of process ${pid}`),
    group === undefined ? 0 : id(group, `group of process ${pid}`),
    (state === 'zombie' ? ZOMBIE : 0) |
      (subreaper ? SUBREAPER : 0) |
      (groupExited ? GROUP_EXITED : 0) |
      (executed ? EXECUTED : 0) |
      (ignoresSigchld ? IGNORES_SIGCHLD : 0),
    exitCode === undefined ? 0 : whole(exitCode, `exitCode of process ${pid}`),
    bit(parent, SHOWS_PARENT) |
      bit(group, SHOWS_GROUP) |
      bit(state, SHOWS_STATE) |
      bit(children, SHOWS_CHILDREN) |
      bit(threads, SHOWS_THREADS) |
      bit(subreaper, SHOWS_SUBREAPER) |
      bit(groupExited, SHOWS_GROUP_EXITED) |
      bit(exitCode, SHOWS_EXIT_CODE) |
      bit(executed, SHOWS_EXECUTED) |
      bit(ignoresSigchld, SHOWS_IGNORES_SIGCHLD),
  );
  pushAll(out.children, children, `children of process ${pid}`);
  pushAll(out.threads, threads, `threads of process ${pid}`);
}

function unflattenProcess(seen: FlatObservation, index: number): ProcessObservation {
  const shows = seen.processShows[index];
  const marks = seen.marks[index];
  return {
    pid: seen.pid[index],
    ...(shows & SHOWS_PARENT && {
      parent: seen.parent[index] === NO_PARENT ? null : seen.parent[index],
    }),
    ...(shows & SHOWS_GROUP && { group: seen.group[index] }),
    ...(shows & SHOWS_STATE && { state: marks & ZOMBIE ? 'zombie' : 'running' }),
    ...(shows & SHOWS_CHILDREN && { children: seen.children.toArray(index) }),
    ...(shows & SHOWS_THREADS && { threads: seen.threads.toArray(index) }),
    ...(shows & SHOWS_SUBREAPER && { subreaper: (marks & SUBREAPER) !== 0 }),
    ...(shows & SHOWS_GROUP_EXITED && { groupExited: (marks & GROUP_EXITED) !== 0 }),
    ...(shows & SHOWS_EXIT_CODE && { exitCode: seen.exitCode[index] }),
    ...(shows & SHOWS_EXECUTED && { executed: (marks & EXECUTED) !== 0 }),
    ...(shows & SHOWS_IGNORES_SIGCHLD && { ignoresSigchld: (marks & IGNORES_SIGCHLD) !== 0 }),
  };
}

function unflattenGroup(seen: FlatObservation, index: number): GroupObservation {
  const shows = seen.groupShows[index];
  return {
    pgid: seen.pgid[index],
    ...(shows & SHOWS_SESSION && { session: seen.session[index] }),
    ...(shows & SHOWS_PROCESSES && { processes: seen.members.toArray(index) }),
  };
}

function unflattenSession(seen: FlatObservation, index: number): SessionObservation {
  const shows = seen.sessionShows[index];
  return {
    sid: seen.sid[index],
    ...(shows & SHOWS_GROUPS && { groups: seen.groups.toArray(index) }),
  };
}

function sortedBy<Key extends string, Entry extends Readonly<Record<Key, Id>>>(
  key: Key,
  entries: readonly Entry[] | undefined,
): readonly Entry[] {
  if (entries === undefined) return [];
  checkList(entries, `what bears ${key}s`);
  for (const entry of entries) id((entry as Entry | undefined)?.[key] as Id, key);
  return [...entries].sort((a, b) => a[key] - b[key]);
}

function pushAll(lists: IdLists, ids: readonly Id[] | undefined, what: string): void {
  if (ids === undefined) return;
  checkList(ids, what);
  for (const each of ids) lists.push(id(each, what));
}

function checkList(value: unknown, what: string): void {
  if (!Array.isArray(value)) throw malformed(`${what}: ${describeValue(value)} is no list`);
}

function id(value: Id, what: string): Id {
  if (!Number.isInteger(value) || value < 1 || value > 0x7fff_ffff)
    throw malformed(`${what}: ${describeValue(value)} is no id`);
  return value;
}

function whole(value: number, what: string): number {
  if ((value | 0) !== value)
    throw malformed(`${what}: ${describeValue(value)} is no whole number of 32 bits`);
  return value;
}

function malformed(problem: string): Trouble {
  return new Trouble(`it shows what is no observation: ${problem}`, { method: 'observe' });
}

function bit(shown: unknown, value: number): number {
  return shown === undefined ? 0 : value;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
