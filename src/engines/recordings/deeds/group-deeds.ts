// The calls that make and join sessions and groups.
import type { Answer, Id } from '../../../contract/command.ts';
import { groupOf } from '../../../model/state.ts';
import { inGroup, inNewGroup, inNewSession, endLifetimes } from '../../../model/effects.ts';
import type { Member } from '../cast.ts';
import { meantBy, nameIn, namespaceOf } from '../namespaces.ts';
import { numberIn } from '../arguments.ts';
import { posixCommand } from '../rules.ts';
import type { Recorded } from '../recorded.ts';
import { takenOnce } from '../recorded.ts';
import { withNewSession } from '../terminals.ts';
import type { World } from '../world.ts';
import { withNewcomer } from '../world.ts';
import type { Deed } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { commandDeed, refusalSeen } from './deed-of-call.ts';

/** `setsid()`. */
export function setsidDeed(of: CallOf): Deed | undefined {
  const { call, member } = of;
  const { result } = call;
  const { pid } = member;
  let seen = refusalSeen(call);
  if (result?.kind === 'value') {
    const namespace = namespaceOf(member);
    // The log may not have told by which number its own namespace knows it.
    if (namespace !== undefined && !namespace.inner.has(pid) && !namespace.outer.has(result.value))
      nameIn(namespace, result.value, pid);
    seen = { ok: { sid: meantBy(member, { value: result.value, outer: result.inOuterNamespace }) } };
  }
  if (seen === undefined) return undefined;
  const involved = { processes: [pid], numbers: [pid], joined: pid };
  const told = commandDeed(of, posixCommand('setsid', pid), seen, involved);
  const deed: Deed = { ...told, relies: ({ state }) => groupOf(state, pid) };
  if (!('ok' in seen)) return deed;
  return {
    ...deed,
    perform: (world) => told.perform(world).map((after) => withNewSession(after, pid)),
    forced: (world) => withNewSession(withOwnSession(world, pid), pid),
  };
}

/** `setpgid(pid, pgid)`. */
export function setpgidDeed(of: CallOf, { cast, attached, standIns }: Recorded): Deed | undefined {
  const { call, member } = of;
  const { pid } = member;
  const seen: Answer | undefined =
    refusalSeen(call) ?? (call.result?.kind === 'value' ? { ok: {} } : undefined);
  const [target, group] = [idArgument(member, call.arguments[0]), idArgument(member, call.arguments[1])];
  if (seen === undefined || target === undefined || group === undefined) return undefined;
  const aimedAt = target === 0 ? pid : target;
  const joined = group === 0 ? aimedAt : group;
  const command = posixCommand('setpgid', pid, target, group);
  const told = commandDeed(of, command, seen, {
    processes: [aimedAt, pid],
    numbers: [joined, aimedAt, pid].filter((number) => number > 0),
    joined,
    mayHaveExecuted: (one) => cast.member(one)?.newcomer !== false,
  });
  // A child from before the recording that has shown no line.
  const mayBeChild = (world: World): boolean =>
    attached &&
    member.newcomer &&
    aimedAt > 0 &&
    !world.state.processes.has(aimedAt) &&
    !cast.wasMember(aimedAt);
  const unseen = takenOnce(standIns);
  const deed: Deed = {
    ...told,
    perform: (world) => {
      const asItIs = told.perform(world);
      if (asItIs.length > 0 || !mayBeChild(world)) return asItIs;
      return told.perform(withNewcomer(world, aimedAt, unseen(), pid));
    },
  };
  const thread = cast.thread(aimedAt);
  if (thread !== undefined && thread.member.pid !== aimedAt)
    return ofThread(deed, aimedAt, thread.member.pid);
  if (!('ok' in seen) || joined <= 0) return deed;
  const shows = cast.wasMember(joined) ? undefined : joined;
  return { ...deed, shows, forced: (world) => withGroup(world, aimedAt, joined) };
}

/** Linux knows a thread that is not its process's first one, and moves none (R5). */
function ofThread(deed: Deed, thread: number, process: Id): Deed {
  const isRefused = deed.seen !== undefined && 'refused' in deed.seen && deed.seen.refused === 'EINVAL';
  return {
    ...deed,
    perform: (world) => (isRefused ? [world] : []),
    forced: (world) => world,
    objection: () => ({
      allowed: ['EINVAL'],
      clauses: ['P3', 'R5'],
      because: `is refused: ${thread} is a thread of process ${process}, and not its first`,
    }),
  };
}

/** An id as an argument: 0 and what is below mean what they mean in the call. */
function idArgument(member: Member, text: string | undefined): Id | undefined {
  const number = numberIn(text);
  if (number === undefined) return undefined;
  return number.value > 0 ? meantBy(member, number) : number.value;
}

/** The process in a session of its own, whatever stands against it. */
function withOwnSession(world: World, pid: Id): World {
  const { state } = world;
  if (!state.processes.has(pid)) return world;
  return { ...world, state: endLifetimes(state, inNewSession(state, pid)) };
}

/** The process in this group, which is made in its session where it does not live. */
function withGroup(world: World, pid: Id, group: Id): World {
  const { state } = world;
  if (!state.processes.has(pid)) return world;
  if (state.groups.has(group)) return { ...world, state: endLifetimes(state, inGroup(state, pid, group)) };
  if (group === pid) return { ...world, state: endLifetimes(state, inNewGroup(state, pid)) };
  const row = state.groups.get(state.processes.get(pid)?.group ?? group);
  if (row === undefined) return world;
  const made = { ...state, groups: state.groups.set(group, { session: row.session, handles: 0 }) };
  return { ...world, state: endLifetimes(state, inGroup(made, pid, group)) };
}
