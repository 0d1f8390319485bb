// The calls that wait for children: what may be told of which child, and in which order Linux finds them.
import type { Answer, Command, Id } from '../../../contract/command.ts';
import { endLifetimes } from '../../../model/effects.ts';
import type { State } from '../../../model/state.ts';
import { childrenInOrder, childrenOf, groupOf, isZombie } from '../../../model/state.ts';
import type { Cast, Member } from '../cast.ts';
import { objectionTo, posixCommand, stateAfter } from '../rules.ts';
import type { Involved } from '../unknowns.ts';
import { wherePossible } from '../unknowns.ts';
import type { World } from '../world.ts';
import { NO_BEARER, withMarks, withNewcomer } from '../world.ts';
import type { Deed, LineSpan, Objection } from './deed.ts';
import { isBefore } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { placeOf } from './deed-of-call.ts';
import type { Recorded } from '../recorded.ts';
import { takenOnce } from '../recorded.ts';
import type { WaitCall, WaitOutcome } from './wait-call.ts';
import { unfinishedWaitOf, waitCallOf } from './wait-call.ts';

const UNSAID_CHILD =
  'waits succeeded without a word on the child: a recording shows it where the caller asks for its status';
const UNKNOWN_CHILD =
  'waits are asked for the child of a file descriptor: which one that is, strace shows with -yy';

type ToldChild = WaitOutcome & { readonly kind: 'child' };

/** A wait: its caller, what it asks for, when. */
interface Wait extends WaitCall, LineSpan {
  readonly process: Id;
  readonly member: Member;
  readonly thread: number;
  readonly command: Command;
  readonly cast: Cast;
  /** A stand-in for a child that was there before the recording. */
  readonly standIns: () => Id;
  /** Whether a later line shows that the process does not ignore SIGCHLD. */
  readonly hearsOfChildren: (pid: Id) => boolean;
  readonly showsLater: (pid: Id) => boolean;
  /** Any of several may be told of. */
  readonly anyChildFirst: boolean;
}

export function waitDeed(of: CallOf, recorded: Recorded): Deed | undefined {
  const said = waitCallOf(of.call, of.member);
  return said && deedOfWait(of, said, recorded);
}

/** A wait that did not return, since its caller was killed: it may have told of a child. */
export function unfinishedWait(of: CallOf, recorded: Recorded): Deed {
  return deedOfWait(of, unfinishedWaitOf(of.call, of.member), recorded);
}

function deedOfWait(of: CallOf, said: WaitCall, recorded: Recorded): Deed {
  const { cast, standIns, attached, hearsOfChildren, showsLater, anyChildFirst } = recorded;
  const { call, member } = of;
  const command = posixCommand('waitpid', member.pid, said.asked ?? -1);
  const place = placeOf(of);
  const wait: Wait = {
    ...said,
    ...place,
    member,
    thread: call.thread,
    command,
    cast,
    standIns: takenOnce(standIns),
    hearsOfChildren,
    showsLater,
    anyChildFirst,
  };
  const { outcome } = said;
  const seen: Answer | undefined =
    outcome.kind === 'refused'
      ? { refused: outcome.errno }
      : outcome.kind === 'nothing'
        ? { ok: { pid: 0 } }
        : undefined;
  const isAboutOthers = outcome.kind === 'refused' && outcome.reason === 'nothing' && !said.writesStatus;
  const isAboutUnknown = said.asked === undefined && outcome.kind !== 'child';
  return {
    ...place,
    command,
    seen: seen ?? childAnswer(outcome),
    seenInWords: outcome.kind === 'unsaid' ? 'a child' : undefined,
    checked: !isAboutOthers,
    perform: (world) => {
      if (isAboutUnknown && outcome.kind !== 'unsaid') return [world];
      if (!isAboutOthers) return worldsAfter(wait, world, attached);
      // The child is gone though there was no place to write of it.
      const isTold = outcome.kind === 'refused' && outcome.errno === 'EFAULT';
      return isTold ? [...worldsAfterAny(wait, world, attached), world] : [world];
    },
    behind: [
      ...(said.writesNone ? (['status'] as const) : []),
      ...(isAboutStops(outcome) ? (['stop'] as const) : []),
    ],
    forced: (world) => withoutChild(wait, endedUnseen(wait, world)),
    showsChildren: outcome.kind === 'child' && outcome.told === 'ended',
    objection: (world) => objectionToWait(wait, world),
    leftOpen: (world) =>
      isAboutUnknown
        ? UNKNOWN_CHILD
        : outcome.kind === 'unsaid' && childrenToTellOf(wait, world.state).length > 1
          ? UNSAID_CHILD
          : undefined,
  };
}

function childAnswer(outcome: WaitOutcome): Answer | undefined {
  if (outcome.kind !== 'child') return undefined;
  return { ok: { pid: outcome.pid, ...(outcome.status === undefined ? {} : { status: outcome.status }) } };
}

function worldsAfter(wait: Wait, world: World, attached: boolean): readonly World[] {
  const { outcome, process, cast } = wait;
  switch (outcome.kind) {
    case 'refused':
      if (wait.writesStatus || outcome.reason === 'arguments') return [];
      if (outcome.reason === 'interrupted')
        return wait.blocks && hasNothingToTell(wait, world, attached) ? [world] : [];
      return [world, ...withInheritedIgnoring(wait, world, attached)]
        .filter(
          ({ state }) =>
            stateAfter(asSeen(wait, state), wait.command, { refused: outcome.errno }) !== undefined,
        )
        .slice(0, 1);
    case 'nothing':
      if (wait.writesStatus || wait.blocks) return [];
      return wherePossible(world, involvedIn(wait, world), (at) =>
        hasNothingToTell(wait, at, attached) ? at : undefined,
      );
    case 'unsaid':
      return wait.writesNone ? [] : worldsAfterAny(wait, world, attached);
    case 'child': {
      if (wait.writesNone) return [];
      const groups = wait.asked !== undefined && wait.asked < -1 ? [-wait.asked] : [];
      const involved = {
        processes: [outcome.pid, process],
        numbers: [outcome.pid, process, ...groups],
        areOneGroup: wait.asked === 0,
      };
      if (world.state.processes.has(outcome.pid)) {
        const before = attached ? withUnseenEnd(wait, world, outcome) : world;
        return wherePossible(before, involved, (at) => afterChild(wait, at));
      }
      if (!attached || cast.wasMember(outcome.pid)) return [];
      // A child from before the recording: all that is known of it is whose it was.
      const isThere = wait.leavesIt || isAboutStops(outcome);
      const unseen = isThere
        ? endedUnseen(wait, withNewcomer(world, outcome.pid, wait.standIns(), process))
        : world;
      return [unseen, ...worldsAfterNamesake(wait, world, outcome)];
    }
  }
}

/** A group that is asked for may be that of a child of which no line has told. */
function involvedIn({ asked, process }: Wait, { state }: World): Involved {
  if (asked === undefined || asked >= -1) return { processes: [], numbers: [] };
  return { processes: [process, ...childrenOf(state, process)], numbers: [-asked] };
}

/** Whether there are children that are asked for, and none of them has ended for certain. */
function hasNothingToTell(wait: Wait, world: World, attached: boolean): boolean {
  const seen = withoutEnds(wait, asSeen(wait, world.state));
  // Not all children are known that a process had before the recording.
  const mayHaveMore = attached && wait.member.newcomer;
  return (
    stateAfter(seen, wait.command, { ok: { pid: 0 } }) !== undefined ||
    (mayHaveMore && stateAfter(seen, wait.command, { refused: 'ECHILD' }) !== undefined)
  );
}

/** The worlds after the caller was told of some child, which the log does not name. */
function worldsAfterAny(wait: Wait, world: World, attached: boolean): readonly World[] {
  const worlds = childrenToTellOf(wait, world.state).flatMap((pid) => {
    const outcome: WaitOutcome = { kind: 'child', pid, told: 'ended', status: undefined };
    return afterChild({ ...wait, outcome }, world) ?? [];
  });
  const mayBeAnother = wait.forStops || (attached && wait.member.newcomer);
  return mayBeAnother ? [...worlds, world] : worlds;
}

/** The worlds in which a number that nobody bears is that of a child in a namespace of which no line has told. */
function worldsAfterNamesake(wait: Wait, world: World, outcome: ToldChild): readonly World[] {
  if (!wait.member.newcomer) return [];
  return childrenToTellOf(wait, world.state).flatMap(
    (pid) => afterChild({ ...wait, outcome: { ...outcome, pid } }, world) ?? [],
  );
}

/** The zombies that the caller may be told of, in their order. */
function childrenToTellOf(wait: Wait, state: State): readonly Id[] {
  return childrenInOrder(state, wait.process).filter(
    (pid) => isZombie(state, pid) && isAskedFor(wait, state, pid),
  );
}

function isAboutStops(outcome: WaitOutcome): boolean {
  return outcome.kind === 'child' && (outcome.told === 'stopped' || outcome.told === 'continued');
}

/** The world in which a child of which no line is has ended, before the recording began. */
function withUnseenEnd({ cast, forStops }: Wait, world: World, outcome: ToldChild): World {
  const { pid, told, status } = outcome;
  const row = world.state.processes.get(pid);
  const isEnd = told === 'ended' || (told === 'untold' && !forStops);
  if (row === undefined || row.zombie || cast.wasMember(pid) || !isEnd) return world;
  const ended = afterEnd(world, pid, status);
  if (ended === world || !ended.state.processes.has(pid)) return world;
  const outsiders = new Set(world.outsiders);
  outsiders.delete(pid);
  return { ...ended, outsiders };
}

/** The world after the end of a process with this status, 0 where no line tells it; the same one where it cannot end. */
function afterEnd(world: World, pid: Id, status = 0): World {
  const state = stateAfter(world.state, posixCommand('exit', pid, 0), { ok: {} });
  if (state === undefined) return world;
  const zombie = state.processes.get(pid);
  const processes =
    zombie === undefined ? state.processes : state.processes.set(pid, { ...zombie, exitCode: status });
  return { ...world, state: { ...state, processes } };
}

/** The world after the caller was told of this child. */
function afterChild(wait: Wait, world: World): World | undefined {
  const { outcome, command } = wait;
  if (outcome.kind !== 'child') return undefined;
  const { pid } = outcome;
  const child = world.state.processes.get(pid);
  if (child === undefined || !isAskedFor(wait, world.state, pid)) return undefined;
  const isEnd = outcome.told === 'ended' || (outcome.told === 'untold' && (child.zombie || !wait.forStops));
  if (!isEnd) return child.zombie || !mayHaveStopped(wait, pid) ? undefined : world;
  if (!child.zombie || !wait.forEnds) return undefined;
  const { threaded } = wait.cast.member(pid) ?? {};
  const status = outcome.status;
  const isOtherStatus = status !== undefined && status !== child.exitCode && threaded !== true;
  if (isOtherStatus || firstOf(wait, world.state, pid) !== pid) return undefined;
  if (wait.leavesIt) return world;
  const state = stateAfter(world.state, command, { ok: { pid, status: child.exitCode } });
  return state === undefined ? undefined : { ...world, state };
}

/** Whether the process has stopped before; of one from before the recording, and of one that the caller was told nothing of, nobody knows. */
function mayHaveStopped({ outcome, cast }: Wait, pid: Id): boolean {
  const member = cast.member(pid);
  const isTold = outcome.kind === 'child' && outcome.told === 'stopped';
  return !isTold || member === undefined || member.newcomer || member.stopped;
}

/** Whether the caller can be told of this process at all. O(1). */
function isAskedFor(wait: Wait, state: State, pid: Id): boolean {
  const { asked, process } = wait;
  if (state.processes.get(pid)?.parent !== process || !isOfKind(wait, pid)) return false;
  if (asked === undefined || asked === -1 || asked === pid) return true;
  return asked <= 0 && groupOf(state, pid) === (asked === 0 ? groupOf(state, process) : -asked);
}

/** Whether the call looks at such children: by the signal that tells their end, and by the thread that forked them. */
function isOfKind({ kinds, ownThreadOnly, thread, cast }: Wait, pid: Id): boolean {
  const child = cast.member(pid);
  if (child === undefined) return true;
  // Nobody knows how the end is told of one that was there before.
  if (kinds !== 'all' && !child.newcomer && child.tellsBySigchld !== (kinds === 'usual')) return false;
  return !ownThreadOnly || child.forkedBy === undefined || child.forkedBy === thread;
}

/**
 * The zombie that Linux frees (linux:W25), where the order counts: `pid`, unless another stood before it among the children for certain, and had ended
 * before the call for certain. O(children) where the order decides.
 */
function firstOf(wait: Wait, state: State, pid: Id): Id {
  const { asked, member, process, cast, anyChildFirst } = wait;
  if (asked === pid || member.threaded || anyChildFirst) return pid;
  const place = state.processes.get(pid)?.place ?? 0;
  const mine = cast.member(pid)?.joined;
  let first = pid;
  let least = place;
  for (const child of childrenOf(state, process)) {
    const row = state.processes.get(child);
    if (row === undefined || !row.zombie || row.place >= least || !isAskedFor(wait, state, child)) continue;
    const other = cast.member(child);
    if (other?.ended === undefined || !isBefore(other.ended, wait)) continue;
    if (mine === undefined || !isBefore(other.joined, mine)) continue;
    [first, least] = [child, row.place];
  }
  return first;
}

/** The state without the children that the call does not look at. */
function asSeen(wait: Wait, state: State): State {
  if (wait.kinds === 'all' && !wait.ownThreadOnly) return state;
  let { processes } = state;
  for (const child of childrenOf(state, wait.process)) {
    const row = processes.get(child);
    if (row !== undefined && !isOfKind(wait, child))
      processes = processes.set(child, { ...row, parent: null });
  }
  return processes === state.processes ? state : { ...state, processes };
}

/** The state in which children have not ended yet that may have ended after the call looked, or whose end it does not ask for. */
function withoutEnds(wait: Wait, state: State): State {
  let { processes } = state;
  for (const child of childrenOf(state, wait.process)) {
    const row = processes.get(child);
    const ended = wait.cast.member(child)?.ended;
    const isUnseen = !wait.forEnds || ended === undefined || !isBefore(ended, wait);
    if (row?.zombie === true && isUnseen) processes = processes.set(child, { ...row, zombie: false });
  }
  return processes === state.processes ? state : { ...state, processes };
}

/**
 * The world in which those processes ignore SIGCHLD of which no line says whether they do, since they have it from before the
 * recording; none where there are none. All have it from the first process, unless the recording began in the middle.
 */
function withInheritedIgnoring(
  { cast, process, hearsOfChildren }: Wait,
  world: World,
  attached: boolean,
): readonly World[] {
  if (cast.member(process)?.inheritsSigchld !== true || hearsOfChildren(process)) return [];
  let next = world;
  for (const { pid, inheritsSigchld } of cast.members()) {
    if (attached && pid !== process) continue;
    if (!inheritsSigchld || world.state.processes.get(pid)?.ignoresSigchld !== false) continue;
    next = withMarks(next, pid, { ignoresSigchld: true });
    for (const child of childrenOf(next.state, pid)) {
      if (!isZombie(next.state, child) || cast.member(child)?.tellsBySigchld === false) continue;
      next = { ...next, state: { ...next.state, processes: next.state.processes.delete(child) } };
    }
  }
  return next === world ? [] : [next];
}

/** The world in which the child that the call tells of has ended, where no line shows that, nor one of the child to come. */
function endedUnseen({ outcome, process, showsLater }: Wait, world: World): World {
  if (outcome.kind !== 'child' || isAboutStops(outcome)) return world;
  const child = world.state.processes.get(outcome.pid);
  if (child?.parent !== process || child.zombie || showsLater(outcome.pid)) return world;
  return afterEnd(world, outcome.pid, outcome.status);
}

/**
 * The world without the zombie that the call has freed: the one that it tells of, or where that cannot be, the one that it
 * should have told of, since its other half, the status, says that it told of one. So one wrong result does not make others.
 */
function withoutChild(wait: Wait, world: World): World {
  const { outcome, process } = wait;
  const { state } = world;
  const tellsOfEnd = outcome.kind === 'child' ? !isAboutStops(outcome) : wait.writesStatus;
  if (!tellsOfEnd || wait.leavesIt) return world;
  const zombies = childrenInOrder(state, process).filter(
    (pid) => isZombie(state, pid) && isAskedFor(wait, state, pid),
  );
  const status = outcome.kind === 'child' ? outcome.status : undefined;
  const isOfStatus = (pid: Id): boolean => state.processes.get(pid)?.exitCode === status;
  const isTold = outcome.kind === 'child' && isZombie(state, outcome.pid);
  const freed = isTold ? outcome.pid : (zombies.find(isOfStatus) ?? zombies[0]);
  if (freed === undefined) return world;
  return { ...world, state: endLifetimes(state, { ...state, processes: state.processes.delete(freed) }) };
}

function objectionToWait(wait: Wait, world: World): Objection {
  const { outcome, process, cast } = wait;
  const usual = objectionTo(asSeen(wait, world.state), wait.command);
  const because = (text: string): Objection => ({ ...usual, because: text });
  if (outcome.kind !== 'child') {
    if (outcome.kind === 'unsaid' && wait.writesNone)
      return because('succeeds and has written nothing, though it is asked to');
    if (wait.writesStatus) return because('has written a status, and so tells of a child');
    if (outcome.kind === 'nothing' && wait.blocks)
      return because('waits until there is something to tell: it is not called with WNOHANG');
    if (outcome.kind !== 'refused') return usual;
    if (outcome.reason === 'arguments')
      return because(`has arguments that nothing refuses with ${outcome.errno}`);
    return outcome.reason === 'interrupted' && !wait.blocks
      ? because('is called with WNOHANG, and so waits for nothing that could interrupt it')
      : usual;
  }
  if (wait.writesNone) return because('has written no status, and so tells of no child');
  const { pid } = outcome;
  const child = world.state.processes.get(pid);
  if (pid === NO_BEARER) return because('cannot tell of a number that means nothing in its namespace');
  if (child === undefined)
    return because(
      `cannot tell of process ${pid}: ${cast.wasMember(pid) ? 'it is gone' : 'nobody has forked it'}`,
    );
  if (child.parent !== process)
    return because(`cannot tell of process ${pid}: its parent is ${child.parent ?? 'nobody'}`);
  if (!isAskedFor(wait, world.state, pid))
    return because(`cannot tell of process ${pid}, a child that it does not ask for`);
  if (outcome.told === 'stopped')
    return because(
      `cannot tell that process ${pid} has stopped: it ${child.zombie ? 'has ended' : 'has not'}`,
    );
  if (!child.zombie) return because(`cannot tell of the end of process ${pid}, which has not ended`);
  if (outcome.status !== undefined && outcome.status !== child.exitCode)
    return because(
      `should tell of process ${pid} that its status is ${child.exitCode}, and not ${outcome.status}`,
    );
  const first = firstOf(wait, world.state, pid);
  const order = childrenInOrder(world.state, process).filter((one) => isZombie(world.state, one));
  return {
    allowed: [`ok pid=${first}`],
    clauses: ['P7', 'linux:W25'],
    because: `should tell of process ${first} first: ${order.join(', ')} are the zombies in the order of children`,
  };
}
