// The invariants I1–I15 in plain text: what each says, over an observation as it is shown, and nothing for speed. Read
// them beside docs/semantics.md. Runs are judged by their fast forms (of-states.ts, of-steps.ts, of-terminals.ts,
// all.ts), which also say what is wrong; properties/spec/plain-invariants.test.ts compares the two.
import type { Answer, Command, Id } from '../../contract/command.ts';
import { actorOf, argumentsOf, INIT } from '../../contract/command.ts';
import type { CommandTable } from '../../contract/vocabulary.ts';
import { FIELDS } from '../../contract/observation/fields.ts';
import type {
  GroupObservation,
  Observation,
  ProcessObservation,
  Resources,
} from '../../contract/observation/observation.ts';
import { RESOURCE_NAMES } from '../../contract/observation/observation.ts';
import type { HeldHandles } from './finding.ts';

/** Holds, does not hold, or `undefined`: what it is judged by is not shown. */
export type PlainVerdict = boolean | undefined;

/** One step as it is shown. */
export interface PlainStep {
  readonly before: Observation;
  readonly command: Command;
  readonly answer: Answer;
  readonly after: Observation;
  /** The table of the command. */
  readonly commands: CommandTable;
}

/**
 * Every unfreed process is in exactly one live group, and that group lists it exactly once; a group lists nobody else.
 */
function I1({ processes, groups }: Observation): PlainVerdict {
  return judged([all(processes, 'group'), all(groups, 'processes')], (shown, lists) => {
    const said = shown.map(({ pid, group }) => [pid, group] as const);
    const listed = lists.map(({ pgid, processes: pids }) => [pgid, pids] as const);
    return mirrored(said, listed);
  });
}

/**
 * Every live group is in exactly one live session, and that session lists it exactly once; a session lists nothing
 * else.
 */
function I2({ groups, sessions }: Observation): PlainVerdict {
  return judged([all(groups, 'session'), all(sessions, 'groups')], (shown, lists) => {
    const said = shown.map(({ pgid, session }) => [pgid, session] as const);
    const listed = lists.map(({ sid, groups: pgids }) => [sid, pgids] as const);
    return mirrored(said, listed);
  });
}

/** No cross-session moves: a process changes session only by creating one; a group never changes session. */
function I3({ before, command, answer, after, commands }: PlainStep): PlainVerdict {
  return judged([all(before.groups, 'session'), all(after.groups, 'session')], (were, are) => {
    const creator = 'ok' in answer ? creatorOf(commands, command) : undefined;
    const others = after.processes?.filter(({ pid }) => pid !== creator) ?? [];
    const stay = others.every(({ pid }) => meet(sessionsAt(before, were, pid), sessionsAt(after, are, pid)));
    return stay && are.every(({ pgid, session }) => meet(sessionsOf(were, [pgid]), [session]));
  });
}

/** No live group is without member and handle, no live session without live group and handle. */
function I4({ groups, sessions }: Observation, held: HeldHandles): PlainVerdict {
  return bothOf(
    every(all(groups, 'processes'), ({ pgid, processes }) => processes.length + held.onGroup(pgid) > 0),
    every(all(sessions, 'groups'), ({ sid, groups: pgids }) => pgids.length + held.onSession(sid) > 0),
  );
}

/** No two unfreed processes share a pid, no two threads a tid, no two live groups a pgid, no two live sessions a sid. */
function I5({ processes, groups, sessions }: Observation): PlainVerdict {
  const pids = processes?.map(({ pid }) => pid);
  const tids = processes?.flatMap(({ threads = [] }) => threads);
  const pgids = groups?.map(({ pgid }) => pgid);
  const sids = sessions?.map(({ sid }) => sid);
  return (pids ?? pgids ?? sids) && [pids, tids, pgids, sids].every((ids) => isSet(ids));
}

/** The parent relation is a tree rooted at init; children lists are its exact inverse; only init has no parent. */
function I6({ processes }: Observation): PlainVerdict {
  return judged([all(processes, 'parent')], (shown) => {
    const said = shown.filter(({ pid }) => pid !== INIT).map(({ pid, parent }) => [pid, parent] as const);
    const lists = all(processes, 'children')?.map(({ pid, children }) => [pid, children] as const);
    return isTree(shown) && (lists === undefined || mirrored(said, lists));
  });
}

/** A zombie has no living thread and no child; it stays in its group until freed. */
function I7({ processes, groups }: Observation): PlainVerdict {
  return judged([all(processes, 'state')?.filter(({ state }) => state === 'zombie')], (zombies) => {
    const bare = zombies.every(({ threads = [], children = [] }) => threads.length + children.length === 0);
    const childless = zombies.every(({ pid }) => !processes?.some(({ parent }) => parent === pid));
    const grouped = zombies.every(({ group }) => !group || isAmong(groups, group));
    return bare && childless && grouped;
  });
}

/** A refused command changes nothing that can be observed: nobody receives a signal by it either, and nobody is woken. */
function I8({ before, answer, after }: PlainStep): PlainVerdict {
  const kinds = (seen: Observation): string[] => LISTS.filter((list) => seen[list] !== undefined);
  const isShown = (after.processes ?? after.groups ?? after.sessions) !== undefined;
  if (!isShown || kinds(before).join() !== kinds(after).join()) return undefined;
  return 'ok' in answer || (textOf(before) === textOf(after) && !hasNews(after));
}

/** Drained, nothing is left: init, its group and its session alone, and every resource back at its start value. */
export function I9({ processes, groups, sessions, resources }: Observation, start: Resources): PlainVerdict {
  const isOne = (list?: readonly unknown[]): PlainVerdict => judged([list], ({ length }) => length === 1);
  const init = judged([processes?.map(({ pid }) => pid).join()], (pids) => pids === String(INIT));
  const counts = RESOURCE_NAMES.map((name) => judged([resources?.[name], start[name]], Object.is));
  return [init, isOne(groups), isOne(sessions), ...counts].reduce(bothOf);
}

/** A session's id is the pid of the process that created it, and its first group bears the same id. */
function I10({ before, command, after, commands }: PlainStep): PlainVerdict {
  return judged([before.sessions, after.sessions], (were, are) => {
    const made = are.map(({ sid }) => sid).filter((id) => !were.some(({ sid }) => sid === id));
    const led = after.groups?.filter(({ pgid, session = pgid }) => pgid === session).map(({ pgid }) => pgid);
    return made.every((sid) => sid === creatorOf(commands, command) && led?.includes(sid) !== false);
  });
}

/** A terminal serves at most one session, a session has at most one, and whoever has one is of the session that it serves. */
function I11(seen: Observation): PlainVerdict {
  if (!showsTerminals(seen)) return undefined;
  const isOfItsSession = ({ pid, terminal }: Holder): boolean =>
    servedBy(seen, terminal).some((sid) => meet(sessionsIn(seen, pid), [sid]));
  const numbers = seen.terminals?.map(({ terminal }) => terminal);
  return isSet(numbers) && isSet(servedBy(seen)) && holdersIn(seen).every(isOfItsSession);
}

/** Only session leaders acquire a terminal; a child of fork is born with its parent's. */
function I12({ before, after }: PlainStep): PlainVerdict {
  if (!shows(before, 'terminal') || !shows(after, 'terminal') || !showsSessions(after)) return undefined;
  const got = holdersIn(after).filter(({ pid, terminal }) => !terminalsOf(before, pid).includes(terminal));
  const [own, born] = [got.filter((is) => isIn(before, is)), got.filter((is) => !isIn(before, is))];
  const inherited = born.every((child) => meet(terminalsOf(after, child.parent), [child.terminal]));
  return inherited && own.every(({ pid }) => meet(sessionsIn(after, pid), [pid]));
}

/** After a session leader's exit its terminal is free and nobody of the session has one. */
function I13({ before, after }: PlainStep): PlainVerdict {
  if (!shows(before, 'state', 'group') || !shows(after, 'state', 'group', 'terminal')) return undefined;
  if (!showsSessions(before) || !showsSessions(after) || !showsTerminals(after)) return undefined;
  const left = endedIn(before, after).filter((pid) => sessionsIn(before, pid).includes(pid));
  const kept = holdersIn(after).flatMap(({ pid }) => sessionsIn(after, pid));
  return !left.some((sid) => kept.includes(sid) || servedBy(after).includes(sid));
}

/** Nobody is newly stopped by TSTP, TTIN or TTOU in an orphaned group. */
function I14({ before, command, after, commands }: PlainStep): PlainVerdict {
  if (!shows(before, 'state', 'group', 'parent') || !showsSessions(before)) return undefined;
  if (!shows(after, 'state')) return undefined;
  const ran = (pid: Id): boolean => stateAt(before, pid, 'running') && !stateAt(before, pid, 'stopped');
  const stopped = pidsOf(after, ({ pid, state }) => state === 'stopped' && ran(pid));
  return signalOf(commands, command) === 'STOP' || !stopped.some((pid) => isOrphanedAt(before, pid));
}

/**
 * SIGHUP and SIGCONT together arrive only at an exit, where a terminal is taken away, or by kill; at an exit only in a group
 * that had a stopped member and is orphaned after it, or that the leader who ended remembered from a hang-up.
 */
function I15(step: PlainStep): PlainVerdict {
  const { before, after } = step;
  if (!shows(before, 'state') || !shows(after, 'state', 'received')) return undefined;
  const both = pidsOf(after, ({ received = [] }) => received.length === 2);
  const ended = endedIn(before, after);
  return isSentBoth(step) || both.every((pid) => ended.length > 0 && mayBeTold(step, ended, pid));
}

/** By id, those of one state and those of one step; I9 is of a drained system. */
export const PLAIN_STATE_INVARIANTS = { I1, I2, I4, I5, I6, I7, I11 } as const;
export const PLAIN_STEP_INVARIANTS = { I3, I8, I10, I12, I13, I14, I15 } as const;

/** `undefined` where any of this is not shown, else whether it holds. */
function judged<Shown extends readonly unknown[]>(
  shown: readonly [...{ [Index in keyof Shown]: Shown[Index] | undefined }],
  holds: (...shown: Shown) => boolean,
): PlainVerdict {
  return shown.includes(undefined) ? undefined : holds(...(shown as readonly unknown[] as Shown));
}

/** True if both hold, or the one that can be judged. */
function bothOf(one: PlainVerdict, other: PlainVerdict): PlainVerdict {
  return one === undefined ? other : other === undefined ? one : one && other;
}

type With<Entry, Key extends keyof Entry> = Entry & { readonly [K in Key]-?: Exclude<Entry[K], undefined> };

/** The entries, if every one shows this. */
function all<Entry, Key extends keyof Entry>(
  entries: readonly Entry[] | undefined,
  key: Key,
): readonly With<Entry, Key>[] | undefined {
  return entries?.every((entry) => entry[key] !== undefined)
    ? (entries as readonly With<Entry, Key>[])
    : undefined;
}

/** Whether no id stands twice. */
function isSet(ids: readonly Id[] = []): boolean {
  return new Set(ids).size === ids.length;
}

/** True if lists of members say just what the members say of their owners; none lists one twice. */
function mirrored(
  said: readonly (readonly [member: Id, owner: Id | null])[],
  lists: readonly (readonly [owner: Id, members: readonly Id[]])[],
): boolean {
  const these = new Set(said.map(([member, owner]) => `${member} of ${owner}`));
  const those = new Set(
    lists.flatMap(([owner, members]) => members.map((member) => `${member} of ${owner}`)),
  );
  const same = these.size === those.size && [...these].every((pair) => those.has(pair));
  return same && lists.every(([, members]) => isSet(members));
}

/** Whether of every entry this holds; `undefined` where they are not shown. */
function every<Entry>(entries: readonly Entry[] | undefined, holds: (entry: Entry) => boolean): PlainVerdict {
  return entries?.every(holds);
}

/** Whether init is there, alone without a parent, and everybody comes to it by going from parent to parent. */
function isTree(processes: readonly { readonly pid: Id; readonly parent: Id | null }[]): boolean {
  const reached = new Set(processes.map(({ pid }) => pid).filter((pid) => pid === INIT));
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const { pid, parent } of processes) if (parent !== null && reached.has(parent)) reached.add(pid);
  }
  const rooted = processes.every(({ pid, parent }) => (parent === null) === (pid === INIT));
  return rooted && reached.has(INIT) && processes.every(({ pid }) => reached.has(pid));
}

/** Whether a group of this id is there; yes where groups are not shown. */
function isAmong(groups: Observation['groups'], id: Id): boolean {
  return groups === undefined || groups.some(({ pgid }) => pgid === id);
}

type Groups = readonly With<GroupObservation, 'session'>[];

/** The sessions of the groups with these ids. */
function sessionsOf(groups: Groups, pgids: readonly (Id | undefined)[]): readonly Id[] {
  return groups.filter(({ pgid }) => pgids.includes(pgid)).map(({ session }) => session);
}

/** The sessions that a process is in by its group; none where its group is not shown. */
function sessionsAt({ processes = [] }: Observation, groups: Groups, of: Id): readonly Id[] {
  return sessionsOf(
    groups,
    processes.filter(({ pid }) => pid === of).map(({ group }) => group),
  );
}

/** Whether a session is among both; where one of them is not known, nothing speaks against it. */
function meet(some: readonly Id[], others: readonly Id[]): boolean {
  return some.length === 0 || others.length === 0 || some.some((sid) => others.includes(sid));
}

/** The process that creates a session by this command. */
function creatorOf(commands: CommandTable, command: Command): Id | undefined {
  return commands[command.name]?.createsSession === true ? actorOf(command) : undefined;
}

/** A process that has a terminal. */
type Holder = ProcessObservation & { readonly terminal: Id };

/** Whether processes are shown, and each shows all of this. */
function shows({ processes }: Observation, ...fields: readonly (keyof ProcessObservation)[]): boolean {
  return processes?.every((process) => fields.every((field) => process[field] !== undefined)) === true;
}

function showsSessions({ groups }: Observation): boolean {
  return all(groups, 'session') !== undefined;
}

function showsTerminals({ terminals }: Observation): boolean {
  return all(terminals, 'session') !== undefined;
}

function holdersIn({ processes = [] }: Observation): readonly Holder[] {
  return processes.filter((process): process is Holder => typeof process.terminal === 'number');
}

/** The sessions that the terminals serve, or those of this number. */
function servedBy({ terminals = [] }: Observation, number?: Id): readonly Id[] {
  return terminals
    .filter(({ terminal }) => number === undefined || terminal === number)
    .flatMap(({ session }) => session ?? []);
}

function bearersIn(
  { processes = [] }: Observation,
  of: Id | null | undefined,
): readonly ProcessObservation[] {
  return processes.filter(({ pid }) => pid === of);
}

function isIn(seen: Observation, { pid }: ProcessObservation): boolean {
  return bearersIn(seen, pid).length > 0;
}

/** The pids of the processes of which this holds. */
function pidsOf(
  { processes = [] }: Observation,
  holds: (process: ProcessObservation) => boolean,
): readonly Id[] {
  return processes.filter(holds).map(({ pid }) => pid);
}

/** The sessions that a process is in by its group; none where they are not all shown. */
function sessionsIn(seen: Observation, pid: Id): readonly Id[] {
  return sessionsAt(seen, all(seen.groups, 'session') ?? [], pid);
}

/** The terminals of a process, 0 for none. */
function terminalsOf(seen: Observation, pid: Id | null | undefined): readonly number[] {
  return bearersIn(seen, pid).map(({ terminal }) => terminal ?? 0);
}

function stateAt(seen: Observation, pid: Id, state: ProcessObservation['state']): boolean {
  return bearersIn(seen, pid).some((process) => process.state === state);
}

/** Those that lived before and live no more. */
function endedIn(before: Observation, after: Observation): readonly Id[] {
  const living = (seen: Observation): readonly Id[] => pidsOf(seen, ({ state }) => state !== 'zombie');
  return living(before).filter((pid) => !living(after).includes(pid));
}

/** Whether the group of a process is orphaned: no living member has a parent in another group of the same session. */
function isOrphanedAt(seen: Observation, pid: Id): boolean {
  return bearersIn(seen, pid).every(({ group }) => isOrphaned(seen, group));
}

function isOrphaned(seen: Observation, pgid: Id | undefined): boolean {
  const groups = all(seen.groups, 'session') ?? [];
  const isLink = ({ group }: ProcessObservation): boolean =>
    group !== pgid && sessionsOf(groups, [group]).some((sid) => sessionsOf(groups, [pgid]).includes(sid));
  const members = (seen.processes ?? []).filter(({ group, state }) => group === pgid && state !== 'zombie');
  return !members.some(({ parent }) => bearersIn(seen, parent).some(isLink));
}

/** The signal that a command sends, where it names one. */
function signalOf(commands: CommandTable, command: Command): unknown {
  const kinds = Object.entries(commands[command.name]?.arguments ?? {});
  return kinds.filter(([, kind]) => kind === 'job-signal').map(([key]) => argumentsOf(command)[key])[0];
}

/** Whether both signals can come of the command itself: it sends one, or it takes a terminal away. */
function isSentBoth({ command, answer, commands }: PlainStep): boolean {
  const takes = commands[command.name]?.hangsUp === true && 'ok' in answer;
  return takes || ['HUP', 'CONT'].includes(String(signalOf(commands, command)));
}

/**
 * Whether an exit may tell a process's group. Memories are not shown: a leader without a terminal may have one. The group
 * may have been orphaned in between, if several end at once.
 */
function mayBeTold({ before, after }: PlainStep, ended: readonly Id[], pid: Id): boolean {
  if (![before, after].every((seen) => shows(seen, 'group', 'parent') && showsSessions(seen))) return true;
  const remembers = (sid: Id): boolean =>
    sessionsIn(before, sid).includes(sid) && terminalsOf(before, sid).includes(0);
  const groups = bearersIn(before, pid).map(({ group }) => group);
  const told = groups.some((pgid) => {
    const hadStopped = before.processes?.some(({ group, state }) => group === pgid && state === 'stopped');
    // In whichever session the group is now: the number in the foreground may have been a process without a group.
    return (hadStopped && (ended.length > 1 || isOrphaned(after, pgid))) || ended.some(remembers);
  });
  return groups.length === 0 || told;
}

const LISTS = ['processes', 'groups', 'sessions', 'terminals'] as const;

/** The name of everything that is shown. */
const NAMES: readonly string[] = [
  ...LISTS,
  'pid',
  'pgid',
  'sid',
  'terminal',
  ...[FIELDS.process, FIELDS.group, FIELDS.session, FIELDS.terminal].flatMap((rows) => Object.keys(rows)),
];

/** Whether anybody is shown to have received a signal, or to have been woken. */
function hasNews({ processes = [], woken = [] }: Observation): boolean {
  return woken.length > 0 || processes.some(({ received = [] }) => received.length > 0);
}

/** All that is shown of a state, resources aside, as one text: entries by id, fields in one order. */
function textOf({ processes, groups, sessions, terminals }: Observation): string {
  const shown = {
    processes: processes
      ?.toSorted((one, other) => one.pid - other.pid)
      .map((process) => ({ ...process, ...(process.received && { received: [] }) })),
    groups: groups?.toSorted((one, other) => one.pgid - other.pgid),
    sessions: sessions?.toSorted((one, other) => one.sid - other.sid),
    terminals: terminals?.toSorted((one, other) => one.terminal - other.terminal),
  };
  return JSON.stringify(shown, [...NAMES]);
}
