// An observation arranged for people: sessions, in them their groups, in them their processes, and as remarks what
// its lists say otherwise. Total: a broken system's state can be laid out too. Both printed forms follow from it.
import type { Id } from '../command.ts';
import type {
  GroupObservation,
  Observation,
  ProcessObservation,
  SessionObservation,
  TerminalObservation,
} from './observation.ts';

/** The number of handles held, by id. An observation does not show them: who holds them knows. */
export interface HeldCounts {
  readonly groups: ReadonlyMap<Id, number>;
  readonly sessions: ReadonlyMap<Id, number>;
}

export const NOTHING_HELD: HeldCounts = { groups: new Map(), sessions: new Map() };

/** The tree that a state's notation stands for. */
export interface NotedState {
  readonly observation: Observation;
  readonly held: HeldCounts;
}

/** A group and its members; `pgid` is `undefined` where the system does not show it. */
interface GroupLayout {
  readonly pgid: Id | undefined;
  readonly held: number;
  readonly members: readonly ProcessObservation[];
}

/** A session and its groups. */
interface SessionLayout {
  readonly sid: Id | undefined;
  readonly held: number;
  readonly groups: readonly GroupLayout[];
}

export interface StateLayout {
  readonly sessions: readonly SessionLayout[];
  /** Ascending; none where they are not shown. */
  readonly terminals: readonly TerminalObservation[];
  /** Sentences about what does not fit in: lists that say otherwise, ids that stand twice, parts not shown. */
  readonly remarks: readonly string[];
}

/**
 * Arranges by the facts that stand once: each process's group and parent, each group's session; where a system does
 * not show one, by the lists. Ids ascend, what has none comes last. O(n log n).
 */
export function layOut(observation: Observation, held: HeldCounts): StateLayout {
  const processes = sortedBy(observation.processes ?? listedProcesses(observation), ({ pid }) => pid);
  const groups = sortedBy(observation.groups ?? [], ({ pgid }) => pgid);
  const sessions = sortedBy(observation.sessions ?? [], ({ sid }) => sid);
  const groupOf = byListing(groups.map(({ pgid, processes: list }) => [pgid, list]));
  const sessionOf = byListing(sessions.map(({ sid, groups: list }) => [sid, list]));
  for (const { pgid, session } of groups) if (session !== undefined) sessionOf.set(pgid, session);

  const members = grouped(processes, ({ pid, group }) => group ?? groupOf.get(pid));
  const pgids = union(
    groups.map(({ pgid }) => pgid),
    members.keys(),
  );
  const groupsIn = grouped(pgids, (pgid) => (pgid === undefined ? undefined : sessionOf.get(pgid)));
  const sids = union(
    sessions.map(({ sid }) => sid),
    groupsIn.keys(),
  );
  return {
    sessions: sids.map((sid) => ({
      sid,
      held: countOf(held.sessions, sid),
      groups: (groupsIn.get(sid) ?? []).map((pgid) => ({
        pgid,
        held: countOf(held.groups, pgid),
        members: members.get(pgid) ?? [],
      })),
    })),
    terminals: sortedBy(observation.terminals ?? [], ({ terminal }) => terminal),
    remarks: remarksOn(observation, held, { processes, groups, sessions, members, pgids, groupsIn, sids }),
  };
}

/** Tells of a terminal that is shown to serve no session and to have no foreground. */
export function isFree({ session, foreground }: TerminalObservation): boolean {
  return session === null && foreground === null;
}

/**
 * Tells of a terminal whose foreground is shown to be stale, since nothing bears the number any more. Nobody can see that it
 * is once something bears the number again. O(processes + groups + sessions).
 */
export function isStale(
  { foreground }: TerminalObservation,
  { processes, groups, sessions }: Observation,
): boolean {
  if (typeof foreground !== 'number' || !processes || !groups || !sessions) return false;
  return (
    processes.every(({ pid }) => pid !== foreground) &&
    groups.every(({ pgid }) => pgid !== foreground) &&
    sessions.every(({ sid }) => sid !== foreground)
  );
}

/** The parts of an observation in ascending order, and who is where by the facts that stand once. */
interface Arranged {
  readonly processes: readonly ProcessObservation[];
  readonly groups: readonly GroupObservation[];
  readonly sessions: readonly SessionObservation[];
  readonly members: ReadonlyMap<Id | undefined, readonly ProcessObservation[]>;
  readonly pgids: readonly (Id | undefined)[];
  readonly groupsIn: ReadonlyMap<Id | undefined, readonly (Id | undefined)[]>;
  readonly sids: readonly (Id | undefined)[];
}

/** Sentences about what stands twice, what is not shown, and lists that say otherwise. */
function remarksOn(
  observation: Observation,
  held: HeldCounts,
  { processes, groups, sessions, members, pgids, groupsIn, sids }: Arranged,
): readonly string[] {
  const children = grouped(processes, ({ parent }) => parent ?? undefined);
  const pidsOf = (list: readonly ProcessObservation[] | undefined): Id[] =>
    (list ?? []).map(({ pid }) => pid);
  return [
    ...repeated('process', pidsOf(processes)),
    ...repeated(
      'group',
      groups.map(({ pgid }) => pgid),
    ),
    ...repeated(
      'session',
      sessions.map(({ sid }) => sid),
    ),
    ...repeated(
      'terminal',
      (observation.terminals ?? []).map(({ terminal }) => terminal),
    ),
    ...(observation.groups
      ? absent(
          'group',
          members.keys(),
          groups.map(({ pgid }) => pgid),
          'has members',
        )
      : []),
    ...(observation.sessions
      ? absent(
          'session',
          groupsIn.keys(),
          sessions.map(({ sid }) => sid),
          'has groups',
        )
      : []),
    ...absent('group', held.groups.keys(), pgids, 'is held'),
    ...absent('session', held.sessions.keys(), sids, 'is held'),
    ...groups.flatMap(({ pgid, processes: list }) =>
      unlike(`group ${pgid} lists`, list, pidsOf(members.get(pgid))),
    ),
    ...sessions.flatMap(({ sid, groups: list }) =>
      unlike(`session ${sid} lists`, list, groupsIn.get(sid) ?? []),
    ),
    ...processes.flatMap(({ pid, children: list }) =>
      unlike(`process ${pid} lists as children`, list, pidsOf(children.get(pid))),
    ),
  ];
}

/** The processes that groups list, of a system that shows groups alone. */
function listedProcesses({ groups }: Observation): readonly ProcessObservation[] {
  return [...new Set((groups ?? []).flatMap(({ processes }) => processes ?? []))].map((pid) => ({ pid }));
}

/** By listed id, who lists it first. */
function byListing(lists: readonly (readonly [Id, readonly Id[] | undefined])[]): Map<Id, Id> {
  const found = new Map<Id, Id>();
  for (const [id, list] of lists)
    for (const listed of list ?? []) if (!found.has(listed)) found.set(listed, id);
  return found;
}

function grouped<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function sortedBy<Value>(values: readonly Value[], idOf: (value: Value) => Id): readonly Value[] {
  return values.toSorted((one, other) => idOf(one) - idOf(other));
}

/** Without repetition, ascending, `undefined` last. */
function union(
  ids: readonly (Id | undefined)[],
  more: Iterable<Id | undefined>,
): readonly (Id | undefined)[] {
  return [...new Set([...ids, ...more])].toSorted(
    (one, other) => (one ?? Number.POSITIVE_INFINITY) - (other ?? Number.POSITIVE_INFINITY),
  );
}

function countOf(counts: ReadonlyMap<Id, number>, id: Id | undefined): number {
  return id === undefined ? 0 : (counts.get(id) ?? 0);
}

function repeated(kind: string, ids: readonly Id[]): string[] {
  const times = grouped(ids, (id) => id);
  return [...times]
    .filter(([, all]) => all.length > 1)
    .map(([id, all]) => `${kind} ${id} stands ${all.length} times`);
}

function absent(
  kind: string,
  ids: Iterable<Id | undefined>,
  shown: readonly (Id | undefined)[],
  yet: string,
): string[] {
  const known = new Set(shown);
  return [...ids]
    .filter((id) => id !== undefined && !known.has(id))
    .map((id) => `${kind} ${id} ${yet} and is not shown`);
}

/** A list that differs from what follows from the facts, whatever its order. */
function unlike(
  lists: string,
  list: readonly Id[] | undefined,
  follows: readonly (Id | undefined)[],
): string[] {
  if (list === undefined) return [];
  const listed = list.toSorted((one, other) => one - other).join(', ');
  return listed === follows.join(', ')
    ? []
    : [`${lists} ${listed || 'nothing'} instead of ${follows.join(', ') || 'nothing'}`];
}
