// The terminals of a world, as far as a log shows them. None has a name here: a process has one terminal at most, and that serves its
// session, so that whatever succeeds on it is about the terminal of the caller's session. Pure: a world is never changed.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { isOrphaned } from '../../model/job-control/jobs.ts';
import type { State } from '../../model/state.ts';
import { groupOf, isZombie, membersOf, sessionOf } from '../../model/state.ts';
import type { World } from './world.ts';
import { isStandIn, NO_BEARER } from './world.ts';

/** Whether a session was made within the recording, so that all that its members do is on a line. */
function isWithin({ sessions }: State, session: Id): boolean {
  return session !== INIT && sessions.get(session)?.handles === 0;
}

/** Whether a process has no terminal for certain: it gave it up, or the leader of its session has ended (I13). */
export function hasNoTerminal({ state, terminals }: World, pid: Id): boolean {
  const session = sessionOf(state, pid);
  if (session === undefined || session === pid || isStandIn(session)) return false;
  if (terminals.without.has(pid)) return true;
  return isWithin(state, session) && (!state.processes.has(session) || isZombie(state, session));
}

/**
 * The numbers that may be in the foreground of the terminal of a process's session; `undefined` where any may. The group of the
 * leader always may: no line tells of a hang-up, nor of an `open` by which a leader gets a terminal anew, with its own group in front.
 */
export function foregroundsOf({ state, terminals }: World, pid: Id): readonly Id[] | undefined {
  const session = sessionOf(state, pid);
  if (session === undefined || !isWithin(state, session)) return undefined;
  const last = terminals.foregrounds.get(session) ?? session;
  if (last === NO_BEARER) return undefined;
  return last === session ? [session] : [last, session];
}

/** The world in which this number is in the foreground of the terminal of a process's session. */
export function withForeground(world: World, pid: Id, number: Id): World {
  const session = sessionOf(world.state, pid);
  const { terminals } = world;
  if (session === undefined || terminals.foregrounds.get(session) === number) return world;
  const foregrounds = new Map(terminals.foregrounds).set(session, number);
  return { ...world, terminals: { ...terminals, foregrounds } };
}

/** The world in which a process has given up its terminal: a leader for its whole session (J5). */
export function withTerminalLeft(world: World, pid: Id): World {
  const { state, terminals } = world;
  const without = new Set(terminals.without).add(pid);
  const foregrounds = new Map(terminals.foregrounds);
  if (sessionOf(state, pid) === pid) {
    foregrounds.delete(pid);
    for (const group of state.groups.where('session', pid))
      for (const member of membersOf(state, group)) without.add(member);
  }
  return { ...world, terminals: { foregrounds, without } };
}

/** The world in which a new session has had no terminal so far. */
export function withNewSession(world: World, leader: Id): World {
  const { foregrounds, without } = world.terminals;
  if (!foregrounds.has(leader) && !without.has(leader)) return world;
  const [others, numbers] = [new Set(without), new Map(foregrounds)];
  others.delete(leader);
  numbers.delete(leader);
  return { ...world, terminals: { foregrounds: numbers, without: others } };
}

/** The world after a fork: the child has a terminal where its maker has one. */
export function withInherited(before: World, after: World, maker: Id, child: Id): World {
  const { terminals } = before;
  const lacks = hasNoTerminal(before, maker) && terminals.without.has(maker);
  if (lacks === terminals.without.has(child)) return after;
  const without = new Set(terminals.without);
  if (lacks) without.add(child);
  else without.delete(child);
  return { ...after, terminals: { ...terminals, without } };
}

/** Whether a number is that of a group of the process's session, or of a process in it that leads no group. */
export function isOfItsSession({ state }: World, pid: Id, number: Id): boolean {
  const session = state.groups.get(number)?.session ?? sessionOf(state, number);
  return session !== undefined && session === sessionOf(state, pid);
}

/** Whether the group of a process is the foreground of its terminal for certain, if it has one. */
export function isInFront(world: World, pid: Id): boolean {
  const group = groupOf(world.state, pid);
  return foregroundsOf(world, pid)?.every((number) => number === group) === true;
}

/** Whether the group of a process is orphaned; `undefined` where somebody outside of the recording decides. */
export function isOrphan({ state }: World, pid: Id): boolean | undefined {
  const group = groupOf(state, pid);
  const session = sessionOf(state, pid);
  if (group === undefined || session === undefined) return undefined;
  if (!isOrphaned(state, group)) return false;
  return isWithin(state, session) && state.groups.get(group)?.handles === 0 ? true : undefined;
}
