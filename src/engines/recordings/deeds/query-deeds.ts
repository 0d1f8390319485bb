// The calls that ask: getpgid, getpgrp, getsid, getppid, and kill as far as it asks who is there.
import { INIT } from '../../../contract/command.ts';
import type { Answer, Id } from '../../../contract/command.ts';
import { groupOf, sessionOf } from '../../../model/state.ts';
import { numberIn } from '../arguments.ts';
import type { Cast, Member } from '../cast.ts';
import type { SeenNumber } from '../namespaces.ts';
import { meantBy, nameIn, namespaceOf, namespacesAround, shownTo } from '../namespaces.ts';
import type { Recorded } from '../recorded.ts';
import { whereStillSeen } from '../released.ts';
import { objectionTo, posixCommand } from '../rules.ts';
import type { World } from '../world.ts';
import {
  isStandIn,
  mayHaveOutsideMembers,
  NO_BEARER,
  withGroupNumber,
  withHidden,
  withParentNumber,
  withSessionNumber,
} from '../world.ts';
import type { Deed } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { commandDeed, placeOf, refusalSeen } from './deed-of-call.ts';

/** A question about a process: the id that answers it, and what the world is like where that id is this number. */
interface Question {
  readonly field: 'pgid' | 'sid' | 'ppid';
  readonly asked: (world: World, pid: Id) => Id | undefined;
  readonly learnt: (world: World, pid: Id, number: Id) => World | undefined;
}

const QUESTIONS: Readonly<Record<string, Question>> = {
  getpgid: {
    field: 'pgid',
    asked: ({ state }, pid) => groupOf(state, pid),
    learnt: withGroupNumber,
  },
  getsid: {
    field: 'sid',
    asked: ({ state }, pid) => sessionOf(state, pid),
    learnt: withSessionNumber,
  },
  getppid: {
    field: 'ppid',
    asked: parentAsked,
    learnt: withParentNumber,
  },
};

/** The parent's number; init's where the log has shown it. */
function parentAsked({ state, reaper, outsiders }: World, pid: Id): Id | undefined {
  const parent = state.processes.get(pid)?.parent;
  if (parent === 1 && !outsiders.has(pid)) return reaper ?? undefined;
  return parent ?? undefined;
}

/** `getpgid(pid)`, `getpgrp()`, `getsid(pid)`, `getppid()`. */
export function queryDeed(of: CallOf, cast: Cast): Deed | undefined {
  const { call, member } = of;
  const name = call.name === 'getpgrp' ? 'getpgid' : call.name;
  const target = targetOf(of, cast);
  const question = QUESTIONS[name];
  if (target === undefined || question === undefined) return undefined;
  const command =
    name === 'getppid' ? posixCommand(name, member.pid) : posixCommand(name, member.pid, target.said);
  const { result } = call;
  const refused = refusalSeen(call);
  if (refused !== undefined) {
    const involved = { processes: [target.pid], numbers: target.pid > 0 ? [target.pid] : [] };
    return commandDeed(of, command, refused, involved);
  }
  if (result?.kind !== 'value') return undefined;
  const number: SeenNumber = { value: result.value, outer: result.inOuterNamespace };
  if (name === 'getppid') noteEntered(member, number);
  const seenId = number.value > 0 ? meantBy(member, number) : 0;
  const seen: Answer = { ok: { [question.field]: seenId } };
  const isUnknown = (world: World): boolean =>
    world.outsiders.has(target.pid) ||
    (target.pid === INIT && !world.initIsRecorded) ||
    (!world.state.processes.has(target.pid) &&
      (cast.isLost(target.pid) || (cast.member(target.pid) === undefined && !cast.wasMember(target.pid))));
  return {
    ...placeOf(of),
    command,
    seen,
    checked: true,
    perform: (world) => {
      if (isUnknown(world)) return [world];
      return whereStillSeen(world, call.entered.line, (at) =>
        answered(at, member, target.pid, question, number.value, seenId, cast),
      );
    },
    forced: (world) => world,
    objection: (world) => objectionTo(world.state, command),
    shows: seenId,
    relies: (world) => {
      const id = question.asked(world, target.pid);
      return id !== undefined && world.hidden.has(id) ? 0 : id;
    },
    leftOpen: (world) =>
      isUnknown(world)
        ? 'processes outside of the recording are asked about: what they answer, only a recording that follows them shows'
        : undefined,
  };
}

/** The worlds in which the answer is this number. */
function answered(
  world: World,
  member: Member,
  target: Id,
  question: Question,
  number: number,
  seenId: Id,
  cast: Cast,
): readonly World[] {
  if (!world.state.processes.has(target)) return [];
  const id = question.asked(world, target);
  if (number === 0) return shownAs0(world, member, target, id);
  if (id === seenId) return [world];
  if (seenId === NO_BEARER) return isNamedSo(member, id, number, cast) ? [world] : [];
  const learnt = question.learnt(world, target, seenId);
  return learnt === undefined ? [] : [learnt];
}

/** The worlds in which what answers is outside of the caller's namespace. */
function shownAs0(world: World, member: Member, target: Id, id: Id | undefined): readonly World[] {
  // Only init has no parent; orphans pass to somebody in their namespace.
  if (id === undefined) return namespaceOf(member) !== undefined || target === INIT ? [world] : [];
  if (isStandIn(id)) return [namespaceOf(member) === undefined ? withHidden(world, id) : world];
  return shownTo(member, id) === 0 ? [world] : [];
}

/** Whether this is the number by which the caller's namespace knows an id, where the log has not told it so far. */
function isNamedSo(member: Member, id: Id | undefined, number: number, cast: Cast): boolean {
  const namespace = namespaceOf(member);
  const bearer = id === undefined ? undefined : cast.member(id);
  if (namespace === undefined || id === undefined || bearer === undefined) return false;
  if (namespace.inner.has(id) || ![...namespacesAround(bearer)].includes(namespace)) return false;
  nameIn(namespace, number, id);
  return true;
}

/** A process sees its parent by the number of the log's first column: the namespace that was entered is the one around it. */
function noteEntered(member: Member, { value, outer }: SeenNumber): void {
  const entered = member.namespace?.entered;
  if (entered !== undefined && outer === undefined && value === member.forkedBy) entered.isAround = true;
}

/** The process that a question is about, and how the caller says it. */
function targetOf(
  { call, member }: CallOf,
  cast: Cast,
): { readonly pid: Id; readonly said: number } | undefined {
  if (call.name === 'getpgrp' || call.name === 'getppid') return { pid: member.pid, said: 0 };
  const number = numberIn(call.arguments[0]);
  if (number === undefined) return undefined;
  if (number.value <= 0)
    return number.value === 0 ? { pid: member.pid, said: 0 } : { pid: number.value, said: number.value };
  const id = meantBy(member, number);
  // Any thread will do (R5).
  const pid = cast.thread(id)?.member.pid ?? id;
  return { pid, said: pid };
}

/** `kill(target, signal)`: whom it reaches. That it ends somebody, the line of the end tells. */
export function killDeed(of: CallOf, { cast, attached }: Recorded): Deed | undefined {
  const { call, member } = of;
  const number = numberIn(call.arguments[0]);
  const refused = refusalSeen(call);
  if (number === undefined || call.result === undefined || call.result.kind === 'none') return undefined;
  const isAboutOthers = refused !== undefined && 'refused' in refused && refused.refused !== 'ESRCH';
  const target = targetOfKill(member, number, cast);
  const command = posixCommand('kill', member.pid, target, 0);
  const seen: Answer = refused ?? { ok: {} };
  const involved = {
    processes: [Math.abs(target)],
    numbers: [Math.abs(target)].filter((number) => number > 0),
  };
  const mayBeOldGroup = (group: Id): boolean => (attached ? !cast.wasForked(group) : !cast.wasMember(group));
  const isOutside = (world: World): boolean =>
    hasOutside(world) &&
    (target === -1 ||
      world.outsiders.has(Math.abs(target)) ||
      (target > 0 &&
        !world.state.processes.has(target) &&
        (!cast.wasMember(target) || cast.isLost(target))) ||
      (target < -1 && (mayHaveOutsideMembers(world.state, -target) || mayBeOldGroup(-target))));
  const deed = commandDeed(of, command, seen, involved);
  return {
    ...deed,
    checked: !isAboutOthers,
    perform: (world) => (isAboutOthers || isOutside(world) ? [world] : deed.perform(world)),
    forced: (world) => world,
    leftOpen: (world) =>
      isOutside(world)
        ? 'signals are sent to processes that may be outside of the recording: who is there, only a recording that follows them shows'
        : undefined,
  };
}

/** Whether there may be processes outside of the recording: not where it began with the kernel. */
function hasOutside({ initIsRecorded, outsiders }: World): boolean {
  return !initIsRecorded || outsiders.size > 0;
}

function targetOfKill(member: Member, { value, outer }: SeenNumber, cast: Cast): number {
  if (value === 0 || value === -1) return value;
  const id = meantBy(member, { value: Math.abs(value), outer });
  if (value < 0) return -id;
  return cast.thread(id)?.member.pid ?? id;
}
