// A state of the specification in which the numbers that a log has not shown are stand-ins, and what becomes of it when the
// log shows one. Pure: a world is never changed.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { endLifetimes, withProcess } from '../../model/effects.ts';
import type { Process, State } from '../../model/state.ts';
import { groupOf, INITIAL_STATE, isZombie, membersOf, newProcess, sessionOf } from '../../model/state.ts';

/**
 * The first id that stands for a process, group or session outside of the recording whose number is not known: beyond what
 * Linux ever gives (PID_MAX_LIMIT, 2^22).
 */
export const FIRST_STAND_IN = 4_194_305;

/** An id that nothing ever bears: a number that means nothing to the process that says it. */
export const NO_BEARER: Id = 2 ** 30;

/** The facts about terminals in a world. */
interface KnownTerminals {
  /** By session: the number that was put into the foreground of its terminal last; {@link NO_BEARER} where that is not known. */
  readonly foregrounds: ReadonlyMap<Id, Id>;
  /** Processes that have lost their terminal. They get another one only as leaders of a session. */
  readonly without: ReadonlySet<Id>;
}

/** A zombie that is freed, and the group that it was in. */
export interface Released {
  readonly row: Process;
  readonly session: Id;
  /** A call that was entered behind this line has not seen it. */
  readonly seenUntil: number;
}

/**
 * A possible world. A group or session that may have members outside of the recording has a handle, so that it lives as long as
 * nothing shows that it ended. Init stands for whoever adopts orphans outside, unless the log begins with init itself.
 */
export interface World {
  readonly state: State;
  /** Processes outside of the recording of which something is known: parents of processes inside. */
  readonly outsiders: ReadonlySet<Id>;
  /** The number that init was shown to have; `undefined` while the log has not shown it. */
  readonly reaper: number | undefined;
  /** Stand-ins of what is outside of the tracer's pid namespace, so that it shows as 0. */
  readonly hidden: ReadonlySet<Id>;
  /** The numbers of processes outside that have ended, since their children have passed to another. */
  readonly gone: ReadonlySet<number>;
  /** Groups from before the recording that have ended. */
  readonly endedGroups: ReadonlySet<Id>;
  readonly terminals: KnownTerminals;
  /** Zombies that were freed with the end of their parent, and may have been seen for some lines more: see `released.ts`. */
  readonly released: ReadonlyMap<Id, Released>;
  /** The log begins with init, so that each of its waits is a line. */
  readonly initIsRecorded: boolean;
  /** Whether a call of the recording has made a process of this number: what was there before bears another. */
  readonly wasForked: (number: Id) => boolean;
  /** Whether it is the number of a process of the recording. */
  readonly wasMember: (number: Id) => boolean;
  /** Whether the recording began in the middle, and a process or a group of this number may have been there. */
  readonly mayBeUnseen: (number: Id) => boolean;
}

/** The world before the first line. */
export function firstWorld(known: Pick<World, 'wasForked' | 'wasMember' | 'mayBeUnseen'>): World {
  return {
    state: INITIAL_STATE,
    outsiders: new Set(),
    hidden: new Set(),
    gone: new Set(),
    endedGroups: new Set(),
    terminals: { foregrounds: new Map(), without: new Set() },
    released: new Map(),
    reaper: undefined,
    initIsRecorded: false,
    ...known,
  };
}

/** The world in which init is a process like the others. */
export function withInitRecorded(world: World): World {
  return { ...world, reaper: INIT, initIsRecorded: true };
}

export function isStandIn(id: Id): boolean {
  return id >= FIRST_STAND_IN && id < NO_BEARER;
}

/**
 * A process that is there already, of which nothing is known but its number: its parent, group and session are stand-ins, the
 * three ids from `standIns` on. `parent`: where that is known. (Its parent is put into init's group, about which nothing is
 * ever asked through it.)
 */
export function withNewcomer(world: World, pid: Id, standIns: Id, parent?: Id): World {
  const [outsider, group, session] = [standIns, standIns + 1, standIns + 2];
  const { state } = world;
  const outsiders = new Set(world.outsiders);
  const isOutsider = outsiders.delete(pid);
  // Somebody's call has told of it before.
  if (state.processes.has(pid) && !isOutsider) return world;
  const known = parent !== undefined && state.processes.has(parent);
  let processes = state.processes;
  if (!known) processes = processes.set(outsider, newProcess(INIT, INIT));
  processes = processes.set(pid, { ...newProcess(known ? parent : outsider, group), place: 0 });
  return {
    ...world,
    state: {
      ...state,
      processes,
      groups: state.groups.set(group, { session, handles: 1 }),
      sessions: state.sessions.set(session, { handles: 1 }),
    },
    outsiders: known ? outsiders : outsiders.add(outsider),
  };
}

/** Whether something from before the recording may bear the number: no call of the recording was given it for a new process. */
function mayBeOld({ wasForked }: World, number: Id): boolean {
  return number > 0 && number < NO_BEARER && !wasForked(number);
}

/** The world in which what this stands for shows as 0, and never as a number. */
export function withHidden(world: World, standIn: Id): World {
  return world.hidden.has(standIn) ? world : { ...world, hidden: new Set(world.hidden).add(standIn) };
}

/** Whether members outside of the recording may keep the group alive. */
export function mayHaveOutsideMembers(state: State, group: Id): boolean {
  return (state.groups.get(group)?.handles ?? 0) > 0;
}

/** The world in which this process's group bears the number; `undefined` where it bears another. */
export function withGroupNumber(world: World, pid: Id, number: Id): World | undefined {
  const group = groupOf(world.state, pid);
  if (group === undefined || group === number) return group === undefined ? undefined : world;
  const mayBear = isStandIn(group) && !world.hidden.has(group) && mayBeOld(world, number);
  return mayBear ? withGroupNamed(world, group, number) : undefined;
}

/** The world in which the stand-in of a group is the group of this number, which may be there already. */
function withGroupNamed(world: World, standIn: Id, number: Id): World | undefined {
  const { state } = world;
  const { session } = state.groups.get(standIn) ?? { session: NO_BEARER };
  const there = state.groups.get(number);
  let next = world;
  if (there === undefined) {
    next = { ...world, state: { ...state, groups: state.groups.set(number, { session, handles: 1 }) } };
  } else if (there.session !== session) {
    const merged = withSessionsMerged(world, session, there.session);
    if (merged === undefined) return undefined;
    next = merged;
  }
  let { processes, groups } = next.state;
  for (const member of membersOf(next.state, standIn)) {
    const row = processes.get(member);
    if (row !== undefined) processes = processes.set(member, { ...row, group: number });
  }
  groups = groups.delete(standIn);
  return { ...next, state: endLifetimes(next.state, { ...next.state, processes, groups }) };
}

/**
 * The worlds in which a group of a session that is there from before the recording bears the number: one of which no line has told
 * so far, or one that has a stand-in.
 */
export function* withOldGroup(world: World, session: Id, number: Id): Generator<World> {
  const { state, hidden, endedGroups, wasMember, mayBeUnseen } = world;
  if (state.groups.has(number) || endedGroups.has(number) || !mayBeOld(world, number)) return;
  // The group of a process that the recording shows from its start on was made there.
  if (wasMember(number) && !mayBeUnseen(number)) return;
  // A line to come can still tell that the two are one.
  yield { ...world, state: { ...state, groups: state.groups.set(number, { session, handles: 1 }) } };
  for (const group of state.groups.where('session', session)) {
    const named = isStandIn(group) && !hidden.has(group) ? withGroupNamed(world, group, number) : undefined;
    if (named !== undefined) yield named;
  }
}

/** The world in which this process's session bears the number; `undefined` where it bears another. */
export function withSessionNumber(world: World, pid: Id, number: Id): World | undefined {
  const session = sessionOf(world.state, pid);
  if (session === undefined) return undefined;
  return session === number ? world : withSessionsMerged(world, session, number);
}

/** The world in which the two are one session, of which one at least is a stand-in or not there yet. */
export function withSessionsMerged(world: World, one: Id, other: Id): World | undefined {
  if (one === other) return world;
  const [standIn, number] = isStandIn(one) ? [one, other] : [other, one];
  const isHidden = world.hidden.has(standIn);
  if (!isStandIn(standIn) || (!isStandIn(number) && (isHidden || !mayBeOld(world, number)))) return undefined;
  if (isHidden)
    return withSessionsMerged(
      withHidden({ ...world, hidden: without(world.hidden, standIn) }, number),
      one,
      other,
    );
  const { state } = world;
  let { groups, sessions } = state;
  if (!sessions.has(number)) sessions = sessions.set(number, { handles: 1 });
  for (const pgid of groups.where('session', standIn)) {
    const row = groups.get(pgid);
    if (row !== undefined) groups = groups.set(pgid, { ...row, session: number });
  }
  return { ...world, state: { ...state, groups, sessions: sessions.delete(standIn) } };
}

/** The world in which the process's parent, which is outside, has this number; `undefined` where the parent is known. */
export function withParentNumber(world: World, pid: Id, number: Id): World | undefined {
  const { state, outsiders } = world;
  const process = state.processes.get(pid);
  const parent = process?.parent;
  if (process === undefined || parent === undefined || parent === null) return undefined;
  // A zombie has no children.
  if (!mayBeOld(world, number) || state.processes.get(number)?.zombie === true) return undefined;
  if (parent === INIT) {
    const unknown = world.reaper === undefined || number === INIT;
    const isFree = number === INIT || !state.processes.has(number);
    return unknown && isFree ? { ...world, reaper: number } : withReaper(world, pid, number);
  }
  // A parent that shows as 0 may be a process of the recording, where the child is in a namespace from before.
  const isHidden = world.hidden.has(parent) && !(state.processes.has(number) && world.mayBeUnseen(number));
  if (!outsiders.has(parent) || isHidden || world.gone.has(number)) return undefined;
  if (number === INIT || number === world.reaper)
    return adopted(number === INIT ? { ...world, reaper: world.reaper ?? INIT } : world, parent, INIT);
  if (state.processes.has(number)) return adopted(world, parent, number);
  // An outsider of a known number has ended where another number shows: the children have passed to somebody outside.
  return renamedOutsider(world, parent, number);
}

/** The world in which this orphan has passed to a subreaper from before the recording. */
function withReaper(world: World, orphan: Id, number: Id): World | undefined {
  const { state, mayBeUnseen } = world;
  if (!mayBeUnseen(number) || world.gone.has(number) || isBelow(state, number, orphan)) return undefined;
  const row = state.processes.get(orphan);
  const reaper = state.processes.get(number) ?? newProcess(INIT, INIT);
  if (row === undefined || reaper.zombie) return undefined;
  const place = 1 + Math.max(0, ...state.processes.where('parent', number).map((pid) => placeOf(state, pid)));
  const processes = state.processes.set(number, reaper).set(orphan, { ...row, parent: number, place });
  const outsiders = state.processes.has(number) ? world.outsiders : new Set(world.outsiders).add(number);
  return { ...world, outsiders, state: { ...state, processes } };
}

function placeOf({ processes }: State, pid: Id): number {
  return processes.get(pid)?.place ?? 0;
}

/** The children of an outsider are another's, and the outsider is forgotten. */
function adopted(world: World, outsider: Id, heir: Id): World | undefined {
  if (isBelow(world.state, heir, outsider)) return undefined;
  return {
    ...world,
    state: withChildrenPassed(world.state, outsider, heir),
    outsiders: without(world.outsiders, outsider),
    gone: isStandIn(outsider) ? world.gone : new Set(world.gone).add(outsider),
  };
}

/** The state without a process, whose children are another's. */
function withChildrenPassed(state: State, pid: Id, heir: Id): State {
  let { processes } = state;
  for (const child of processes.where('parent', pid)) {
    const row = processes.get(child);
    if (row !== undefined) processes = processes.set(child, { ...row, parent: heir });
  }
  return { ...state, processes: processes.delete(pid) };
}

/** The world in which the process bears another number, or never was: then its children are its parent's. */
export function withoutProcess(world: World, pid: Id, other: Id | undefined): World {
  const { state, outsiders } = world;
  const row = state.processes.get(pid);
  if (row === undefined) return world;
  const isRenamed = other !== undefined && !state.processes.has(other);
  const renamed = isRenamed ? { ...state, processes: state.processes.set(other, row) } : state;
  return {
    ...world,
    state: withChildrenPassed(renamed, pid, isRenamed ? other : (row.parent ?? INIT)),
    outsiders: without(outsiders, pid),
  };
}

function without(ids: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const others = new Set(ids);
  others.delete(id);
  return others;
}

/** Whether a process is another one, or descends from it. O(generations). */
export function isBelow({ processes }: State, pid: Id, ancestor: Id): boolean {
  for (let at: Id | null = pid; at !== null; at = processes.get(at)?.parent ?? null)
    if (at === ancestor) return true;
  return false;
}

function renamedOutsider(world: World, outsider: Id, number: Id): World | undefined {
  const row = world.state.processes.get(outsider);
  if (row === undefined) return undefined;
  const { state } = world;
  const renamed: World = {
    ...world,
    state: { ...state, processes: state.processes.set(number, row) },
    outsiders: new Set(world.outsiders).add(number),
  };
  return adopted(renamed, outsider, number);
}

/** Whether a process waits for its zombies that the recording does not follow. */
function isOutside({ outsiders, initIsRecorded }: World, parent: Id | null): boolean {
  return parent === null || (parent === INIT && !initIsRecorded) || outsiders.has(parent);
}

/** Whether somebody outside of the recording may have freed this zombie, which no line would show. */
export function mayBeFreedOutside(world: World, pid: Id): boolean {
  const process = world.state.processes.get(pid);
  return process?.zombie === true && isOutside(world, process.parent);
}

/** The world in which somebody outside has freed these zombies. */
export function withFreedOutside(world: World, pids: readonly Id[]): World {
  let { processes } = world.state;
  for (const pid of pids) processes = processes.delete(pid);
  return { ...world, state: endLifetimes(world.state, { ...world.state, processes }) };
}

/**
 * The world in which nobody outside keeps this group alive: its zombies that are outside's to free are freed, and its members
 * outside have left. `undefined` where it lives all the same.
 */
export function withGroupEnded(world: World, group: Id): World | undefined {
  const { state } = world;
  const row = state.groups.get(group);
  if (row === undefined) return undefined;
  const zombies = membersOf(state, group).filter((pid) => mayBeFreedOutside(world, pid));
  if (zombies.length < membersOf(state, group).length) return undefined;
  const unheld = { ...state, groups: state.groups.set(group, { ...row, handles: 0 }) };
  const next = withFreedOutside({ ...world, state: unheld }, zombies);
  return {
    ...next,
    endedGroups: new Set(world.endedGroups).add(group),
    state: endLifetimes(state, next.state),
  };
}

/** The zombies that somebody outside frees at a time that the log does not show. */
export function zombiesOutside(world: World): readonly Id[] {
  const parents = world.initIsRecorded ? [...world.outsiders] : [INIT, ...world.outsiders];
  return parents.flatMap((parent) =>
    world.state.processes.where('parent', parent).filter((pid) => isZombie(world.state, pid)),
  );
}

/** The world with a mark of a process set. */
export function withMarks(
  world: World,
  pid: Id,
  marks: Partial<Readonly<Record<'executed' | 'ignoresSigchld' | 'subreaper', boolean>>>,
): World {
  const process = world.state.processes.get(pid);
  if (process === undefined) return world;
  return { ...world, state: withProcess(world.state, pid, { ...process, ...marks }) };
}
