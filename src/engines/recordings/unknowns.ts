// Tries what a log leaves unknown: numbers that it has not shown, zombies that somebody outside frees at an unknown time, and groups
// that live by members outside.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { groupOf, sessionOf } from '../../model/state.ts';
import type { World } from './world.ts';
import {
  isStandIn,
  mayBeFreedOutside,
  withFreedOutside,
  withGroupEnded,
  withGroupNumber,
  withMarks,
  withOldGroup,
  withParentNumber,
  withSessionNumber,
  withSessionsMerged,
} from './world.ts';

/** The things that a deed is about: processes of which something may be unknown, and the numbers that an unknown may turn out to be. */
export interface Involved {
  readonly processes: readonly Id[];
  readonly numbers: readonly Id[];
  /** The group that is joined, or is in the way: it may live by members of which no line is. */
  readonly joined?: Id;
  /** The processes are in one group. */
  readonly areOneGroup?: boolean;
  /** Processes that were there before the recording, so that they may have executed a program unseen. */
  readonly mayHaveExecuted?: (pid: Id) => boolean;
}

/** Enough that what comes later can tell which of them it was. */
const WORLDS_MAX = 4;

/**
 * The worlds in which an attempt succeeds: this one, or else those in which one thing more is known, or else two. O(1) where the
 * attempt succeeds at once.
 */
export function wherePossible(
  world: World,
  involved: Involved,
  attempt: (world: World) => World | undefined,
): readonly World[] {
  const direct = attempt(world);
  if (direct !== undefined) return [direct];
  const once = [...alternatives(world, involved)];
  const found = successes(once, attempt);
  if (found.length > 0) return found;
  return successes(
    once.flatMap((other) => [...alternatives(other, involved)]),
    attempt,
  );
}

function successes(worlds: readonly World[], attempt: (world: World) => World | undefined): readonly World[] {
  const found: World[] = [];
  for (const world of worlds) {
    const next = attempt(world);
    if (next !== undefined) found.push(next);
    if (found.length === WORLDS_MAX) break;
  }
  return found;
}

/** The worlds in which one thing more is known. */
function* alternatives(world: World, involved: Involved): Generator<World> {
  const { processes, numbers, joined, mayHaveExecuted } = involved;
  const { state } = world;
  const candidates: (World | undefined)[] = [];
  for (const number of numbers) {
    if (mayBeFreedOutside(world, number)) candidates.push(withFreedOutside(world, [number]));
    candidates.push(withGroupEnded(world, number));
  }
  for (const pid of processes) {
    const [group, session] = [groupOf(state, pid), sessionOf(state, pid)];
    // That it is in the group already is less likely.
    if (joined !== undefined) {
      if (session !== undefined) candidates.push(...withOldGroup(world, session, joined));
      candidates.push(withSessionOf(world, session, joined));
    }
    for (const number of numbers) {
      if (group !== undefined && isStandIn(group)) candidates.push(withGroupNumber(world, pid, number));
      if (session !== undefined && isStandIn(session)) candidates.push(withSessionNumber(world, pid, number));
      if (number !== pid && processes.includes(number)) {
        const other = involved.areOneGroup === true ? groupOf(state, number) : undefined;
        candidates.push(withParentNumber(world, pid, number));
        if (other !== undefined) candidates.push(withGroupNumber(world, pid, other));
      }
      // Nothing is known of the group and session of process 1, where that is outside.
      if (number === INIT && !world.initIsRecorded) continue;
      candidates.push(withSessionOf(world, session, number));
      if (session !== undefined) candidates.push(...withOldGroup(world, session, number));
    }
    if (mayHaveExecuted?.(pid) === true && state.processes.get(pid)?.executed === false)
      candidates.push(withMarks(world, pid, { executed: true }));
  }
  for (const candidate of candidates) if (candidate !== undefined && candidate !== world) yield candidate;
}

/** The session of a process and that of a group or another process are one. */
function withSessionOf(world: World, session: Id | undefined, number: Id): World | undefined {
  const other = world.state.groups.get(number)?.session ?? sessionOf(world.state, number);
  if (session === undefined || other === undefined || session === other) return undefined;
  return withSessionsMerged(world, session, other);
}
