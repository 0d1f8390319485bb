// The calls that make a process: fork, vfork, clone and clone3.
import type { Id } from '../../../contract/command.ts';
import { endLifetimes, withNewProcess } from '../../../model/effects.ts';
import type { State } from '../../../model/state.ts';
import { idInUse, newProcess, processIn } from '../../../model/state.ts';
import { hasFlag, memberIn, namedArgument } from '../arguments.ts';
import type { Call } from '../log-event.ts';
import { objectionTo, posixCommand, stateAfter } from '../rules.ts';
import { withInherited } from '../terminals.ts';
import { wherePossible } from '../unknowns.ts';
import type { World } from '../world.ts';
import type { Deed } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { placeOf } from './deed-of-call.ts';

/** The thing that a call makes, and for whom. */
export interface Making {
  readonly isThread: boolean;
  /** The child becomes a child of the caller's parent. */
  readonly forParent: boolean;
  readonly inNewNamespace: boolean;
  /** The signal that tells the parent of the child's end is SIGCHLD; that of a child for the parent is its maker's. */
  readonly tellsBySigchld: boolean;
  /** The log does not show its flags. */
  readonly isUnsaid: boolean;
}

/** Whether a call may make a process or a thread. */
export function isMaking({ name }: Call): boolean {
  return name === 'clone' || name === 'fork' || name === 'vfork' || name === 'clone3';
}

/** The same as its flags say it. The call may be in flight: flags are the caller's. */
export function makingOf(call: Call): Making {
  if (call.name === 'fork' || call.name === 'vfork')
    return {
      isThread: false,
      forParent: false,
      inNewNamespace: false,
      tellsBySigchld: true,
      isUnsaid: false,
    };
  const isStructure = call.name === 'clone3';
  const flags = isStructure
    ? memberIn(call.arguments[0], 'flags')
    : (namedArgument(call, 'flags') ?? rawFlags(call));
  const signal = isStructure ? memberIn(call.arguments[0], 'exit_signal') : flags;
  return {
    isThread: hasFlag(flags, 'CLONE_THREAD'),
    forParent: hasFlag(flags, 'CLONE_PARENT'),
    inNewNamespace: hasFlag(flags, 'CLONE_NEWPID'),
    tellsBySigchld: hasFlag(signal, 'SIGCHLD'),
    isUnsaid: flags === undefined,
  };
}

/** Flags that strace -e raw writes as a number alone. */
function rawFlags({ arguments: [first] }: Call): string | undefined {
  return first !== undefined && /^(?:0x[\da-f]+|\d+)$/.test(first) ? first : undefined;
}

/** A process more. `isInit`: the first one of its namespace, to whom orphans there pass. */
export function forkDeed(of: CallOf, child: Id, making: Making, isInit: boolean): Deed {
  const { pid } = of.member;
  const command = posixCommand('fork', pid, child);
  const made = (world: World): World | undefined => {
    const state = making.forParent
      ? withSibling(world.state, pid, child)
      : stateAfter(world.state, command, { ok: { pid: child } });
    if (state === undefined) return undefined;
    return withInherited(world, { ...world, state: isInit ? asReaper(state, child) : state }, pid, child);
  };
  return {
    ...placeOf(of),
    command,
    seen: { ok: { pid: child } },
    checked: true,
    perform: (world) => wherePossible(world, { processes: [], numbers: [child] }, made),
    forced: (world) => made(world) ?? world,
    objection: (world) => objectionTo(world.state, command),
    relies: () => child,
  };
}

/** A thread more: nothing may bear its number. */
export function threadDeed(of: CallOf, thread: Id): Deed {
  const command = posixCommand('fork', of.member.pid, thread);
  const made = (world: World): World | undefined => (idInUse(world.state, thread) ? undefined : world);
  return {
    ...placeOf(of),
    command: undefined,
    seen: { ok: { pid: thread } },
    checked: true,
    perform: (world) => wherePossible(world, { processes: [], numbers: [thread] }, made),
    forced: (world) => world,
    objection: (world) => ({
      ...objectionTo(world.state, command),
      because: `makes thread ${thread}, a number that is in use`,
    }),
    relies: () => thread,
  };
}

/** A child of the caller's parent, in the caller's group (R7). */
function withSibling(state: State, caller: Id, child: Id): State | undefined {
  if (!state.processes.has(caller) || idInUse(state, child)) return undefined;
  const { parent, group, ignoresSigchld } = processIn(state, caller);
  if (parent === null) return undefined;
  const places = state.processes.where('parent', parent).map((pid) => processIn(state, pid).place);
  const place = Math.max(0, ...places) + 1;
  const next = withNewProcess(state, child, { ...newProcess(parent, group), ignoresSigchld, place });
  return endLifetimes(state, next);
}

function asReaper(state: State, pid: Id): State {
  return { ...state, processes: state.processes.set(pid, { ...processIn(state, pid), subreaper: true }) };
}
