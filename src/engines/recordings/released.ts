// Keeps zombies that were freed with the end of their parent, since others may see them after the line of that end: where their new
// parent ignores SIGCHLD, Linux decides that they go as the end takes effect, and takes their numbers away after it has told the tracer
// (linux: exit_notify). No line shows when, and on a machine that has much to do it can be milliseconds later.
import type { Id } from '../../contract/command.ts';
import type { State } from '../../model/state.ts';
import { isZombie } from '../../model/state.ts';
import type { Released, World } from './world.ts';
import { withFreedOutside } from './world.ts';

/** So many lines after the end of its parent somebody may still see a zombie: 55 were measured, under three times a machine's load. */
const SEEN_WITHIN = 256;

/** The world in which the children of `before` that the end of their parent has freed are kept, `left` being the line of that end. */
export function withReleased(world: World, before: State, parent: Id, left: number): World {
  let released: Map<Id, Released> | undefined;
  for (const pid of before.processes.where('parent', parent)) {
    const row = before.processes.get(pid);
    const session = row && before.groups.get(row.group)?.session;
    if (row === undefined || session === undefined || !isZombie(before, pid)) continue;
    if (world.state.processes.has(pid)) continue;
    released ??= new Map([...world.released].filter(([, { seenUntil }]) => seenUntil >= left));
    released.set(pid, { row: { ...row, parent: null }, session, seenUntil: left + SEEN_WITHIN });
  }
  return released === undefined ? world : { ...world, released };
}

/**
 * The worlds that an attempt gives, or where there are none, those that it gives while what was freed last is still seen.
 *
 * @param entered The line by which the call of the attempt was entered.
 */
export function whereStillSeen(
  world: World,
  entered: number,
  attempt: (world: World) => readonly World[],
): readonly World[] {
  const found = attempt(world);
  if (found.length > 0 || world.released.size === 0) return found;
  const seen = [...world.released].filter(
    ([pid, { seenUntil }]) => entered <= seenUntil && !world.state.processes.has(pid),
  );
  if (seen.length === 0) return found;
  let { processes, groups, sessions } = world.state;
  for (const [pid, { row, session }] of seen) {
    processes = processes.set(pid, row);
    if (!groups.has(row.group)) groups = groups.set(row.group, { session, handles: 0 });
    if (!sessions.has(session)) sessions = sessions.set(session, { handles: 0 });
  }
  const before: World = { ...world, state: { ...world.state, processes, groups, sessions } };
  const pids = seen.map(([pid]) => pid);
  return attempt(before).map((after) => (after === before ? world : withFreedOutside(after, pids)));
}
