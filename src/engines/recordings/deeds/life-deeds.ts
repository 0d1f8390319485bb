// The deeds that change a process without an answer that could be wrong: executing a program, ending, marks.
import type { Id } from '../../../contract/command.ts';
import { INIT } from '../../../contract/command.ts';
import { endLifetimes } from '../../../model/effects.ts';
import type { State } from '../../../model/state.ts';
import {
  childrenInOrder,
  childrenOf,
  isZombie,
  newProcess,
  processIn,
  reaperOf,
} from '../../../model/state.ts';
import type { ThreadEnd } from '../log-event.ts';
import type { Cast, Member } from '../cast.ts';
import { namespaceOf } from '../namespaces.ts';
import { withReleased } from '../released.ts';
import { objectionTo, posixCommand, stateAfter } from '../rules.ts';
import type { World } from '../world.ts';
import { withFreedOutside, withMarks } from '../world.ts';
import type { Deed, LineSpan } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { placeOf } from './deed-of-call.ts';
import { statusOfEnd } from './wait-status.ts';

/** A mark set by a call that succeeded. */
function markDeed(
  of: CallOf,
  marks: Parameters<typeof withMarks>[2],
  name: string,
  values: readonly boolean[],
): Deed {
  const command = posixCommand(name, of.member.pid, ...values);
  const marked = (world: World): World => withMarks(world, of.member.pid, marks);
  return {
    ...placeOf(of),
    command,
    seen: { ok: {} },
    checked: false,
    perform: (world) => [marked(world)],
    forced: marked,
    objection: (world) => objectionTo(world.state, command),
  };
}

/** An `execve` that succeeded. */
export function execDeed(of: CallOf): Deed {
  const { call, member } = of;
  const { noChildWait } = member;
  member.tellsBySigchld = true;
  // SA_NOCLDWAIT goes with the handler; SIG_IGN stays (linux: flush_signal_handlers).
  const marks = noChildWait ? { executed: true, ignoresSigchld: false } : { executed: true };
  const path = call.arguments[call.name === 'execveat' ? 1 : 0];
  return { ...markDeed(of, marks, 'execve', []), program: programIn(path) };
}

/** The last part of a path in quotation marks. */
function programIn(path: string | undefined): string | undefined {
  const quoted = path === undefined ? null : /^"(.*)"/.exec(path);
  return quoted === null ? undefined : (quoted[1].split('/').at(-1) ?? quoted[1]);
}

/** `prctl(PR_SET_CHILD_SUBREAPER, on)`. */
export function subreaperDeed(of: CallOf, on: boolean): Deed {
  return markDeed(of, { subreaper: on }, 'set_subreaper', [on]);
}

/** `rt_sigaction(SIGCHLD, …)` that set a disposition. */
export function sigchldDeed(of: CallOf, ignores: boolean, cast: Cast): Deed {
  const deed = markDeed(of, { ignoresSigchld: ignores }, 'ignore_sigchld', [ignores]);
  if (!ignores) return deed;
  return {
    ...deed,
    perform: (world) =>
      deed.perform(world).flatMap((marked) => [marked, ...withUntoldFreed(marked, deed, cast)]),
  };
}

/**
 * The world without the zombies whose parent ignores SIGCHLD by the time at which it is to be told of them; none where there are none.
 * The children of a traced process pass to their heir as it ends, and its own parent is told once its tracer has seen that.
 */
function withUntoldFreed(world: World, { process, entered }: Deed, cast: Cast): readonly World[] {
  const untold = childrenOf(world.state, process).filter((child) => {
    const { ended, tellsBySigchld } = cast.member(child) ?? {};
    const mayBeUntold = ended?.isTraced === true && ended.left > entered && tellsBySigchld === true;
    return mayBeUntold && isZombie(world.state, child);
  });
  return untold.length === 0 ? [] : [withFreedOutside(world, untold)];
}

/** The end of a process's last thread. */
export interface End extends LineSpan {
  readonly text: string;
  readonly seconds: number | undefined;
  readonly end: ThreadEnd;
  readonly isTraced: boolean;
}

/** A process has ended: its children pass to its reaper, and it is a zombie, or gone. */
export function endDeed(member: Member, end: End, cast: Cast): Deed {
  const { pid } = member;
  const status = statusOfEnd(end.end) ?? 0;
  const command = posixCommand('exit', pid, 'exitCode' in end.end ? status >> 8 : 0);
  const ended = (world: World): World | undefined => {
    const left = namespaceOf(member) === undefined ? world : leavingNamespace(world, member, cast);
    const before = left.state;
    const state = member.tellsBySigchld
      ? stateAfter(before, command, { ok: {} })
      : keptByItsParent(before, pid, (at) => stateAfter(at, command, { ok: {} }));
    if (state === undefined) return undefined;
    noteAdoptions(world, pid, end, cast);
    const next = { ...left, state: withStatus(state, pid, status) };
    return end.isTraced ? withReleased(next, before, pid, end.left) : next;
  };
  return {
    entered: end.entered,
    left: end.left,
    text: end.text,
    seconds: end.seconds,
    process: pid,
    command,
    seen: { ok: {} },
    checked: false,
    signal: 'signal' in end.end ? end.end.signal : undefined,
    perform: (world) => {
      const next = ended(world);
      return next === undefined ? [] : [next];
    },
    forced: (world) => ended(world) ?? world,
    objection: (world) => objectionTo(world.state, command),
  };
}

/** The state in which a zombie has this status. */
function withStatus(state: State, pid: Id, status: number): State {
  const zombie = state.processes.get(pid);
  if (zombie === undefined || zombie.exitCode === status) return state;
  return { ...state, processes: state.processes.set(pid, { ...zombie, exitCode: status }) };
}

/**
 * The world in which the children of a process in a namespace have passed to their heir there, or are gone with the namespace:
 * the kernel kills all that is in it, and frees the zombies, before its process 1 becomes one.
 */
function leavingNamespace(world: World, member: Member, cast: Cast): World {
  const { state } = world;
  const { pid } = member;
  const children = childrenInOrder(state, pid);
  if (namespaceOf(member)?.init === pid) {
    let { processes } = state;
    for (const child of children) if (isZombie(state, child)) processes = processes.delete(child);
    return processes === state.processes
      ? world
      : { ...world, state: endLifetimes(state, { ...state, processes }) };
  }
  const heir = heirInNamespace(state, member, cast);
  if (children.length === 0 || heir === undefined || heir === reaperOf(state, pid)) return world;
  let { processes } = state;
  let { outsiders } = world;
  if (!processes.has(heir)) {
    processes = processes.set(heir, newProcess(INIT, INIT));
    outsiders = new Set(outsiders).add(heir);
  }
  let place = Math.max(0, ...childrenOf(state, heir).map((child) => processIn(state, child).place));
  for (const child of children) {
    place += 1;
    processes = processes.set(child, { ...processIn(state, child), parent: heir, place });
  }
  return { ...world, outsiders, state: { ...state, processes } };
}

/** The heir of a process's children: the nearest subreaper above it in its namespace, or the namespace's process 1. */
function heirInNamespace({ processes }: State, member: Member, cast: Cast): Id | undefined {
  const namespace = namespaceOf(member);
  for (let at = processes.get(member.pid)?.parent; typeof at === 'number'; at = processes.get(at)?.parent) {
    const ancestor = cast.member(at);
    if (ancestor === undefined || namespaceOf(ancestor) !== namespace) break;
    const row = processes.get(at);
    if (row?.subreaper === true && !row.zombie) return at;
  }
  return namespace?.init;
}

/** The state after an end of which no SIGCHLD tells, so that ignoring it frees nobody. */
function keptByItsParent(
  state: State,
  pid: Id,
  after: (state: State) => State | undefined,
): State | undefined {
  const parent = state.processes.get(pid)?.parent ?? undefined;
  const row = parent === undefined ? undefined : state.processes.get(parent);
  if (parent === undefined || row?.ignoresSigchld !== true) return after(state);
  const heeding = state.processes.set(parent, { ...row, ignoresSigchld: false });
  const ended = after({ ...state, processes: heeding });
  const heir = ended?.processes.get(parent);
  if (ended === undefined || heir === undefined) return ended;
  return { ...ended, processes: ended.processes.set(parent, { ...heir, ignoresSigchld: true }) };
}

/** Notes when the children came to their new parent, so that no order is asked for among those that came at the same time. */
function noteAdoptions({ state }: World, pid: Id, { entered, left }: LineSpan, cast: Cast): void {
  for (const child of state.processes.where('parent', pid)) {
    const member = cast.member(child);
    if (member === undefined) continue;
    member.joined = { entered, left };
    member.tellsBySigchld = true;
  }
}
