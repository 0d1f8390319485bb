// Says which deeds may have to do with one another: the others need not change their order to explain a result, which keeps a
// search among hundreds of deeds to few.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { State } from '../../model/state.ts';
import { childrenOf, groupOf, sessionOf } from '../../model/state.ts';
import type { Deed } from './deeds/deed.ts';
import type { Placed } from './placed.ts';
import type { World } from './world.ts';

/** The processes and groups that each deed of a search has to do with. */
export class Bearing {
  readonly #ids = new Map<Deed, ReadonlySet<Id>>();

  /** O(deeds and the rows that they changed). */
  constructor(deed: Deed, world: World, history: readonly Placed[], inFlight: readonly Deed[]) {
    for (const placed of history) this.#ids.set(placed.deed, touched(placed));
    for (const flight of inFlight) {
      const after = flight.perform(world)[0] ?? world;
      const ids = touched({ deed: flight, before: world, after, isChoice: false, isShown: true });
      this.#ids.set(flight, new Set([...ids, ...askedAbout(flight, world.state)]));
    }
    this.#ids.set(deed, askedAbout(deed, world.state));
  }

  /** Whether the two share a process or a group. */
  shares(one: Deed, other: Deed): boolean {
    return intersects(this.#ids.get(one), this.#ids.get(other));
  }

  /**
   * Those that a result follows from: what moved the processes and groups that it names, made them, or moved their parents before.
   * The deeds in flight that name one of these may have done so. O(deeds and the rows that they changed).
   */
  causesOf(deed: Deed, history: readonly Placed[], inFlight: readonly Deed[]): ReadonlySet<Deed> {
    const ids = named(deed);
    const found = new Set<Deed>();
    for (const placed of history.toReversed()) {
      let isCause = placed.isChoice && intersects(this.#ids.get(placed.deed), ids);
      placed.after.state.processes.forEachChange(placed.before.state.processes, (pid, was, is) => {
        const groups = [was?.group, is?.group];
        if (!ids.has(pid) && !groups.some((group) => group !== undefined && ids.has(group))) return;
        isCause = true;
        if (was === undefined && typeof is?.parent === 'number' && is.parent !== INIT) ids.add(is.parent);
      });
      if (isCause) found.add(placed.deed);
    }
    for (const flight of inFlight) if (intersects(this.#ids.get(flight), ids)) found.add(flight);
    return found;
  }

  /** Those among the deeds that share a process or a group with one of these. */
  around(these: Iterable<Deed>, all: Iterable<Deed>): ReadonlySet<Deed> {
    const ids = new Set<Id>();
    for (const deed of these) for (const id of this.#ids.get(deed) ?? []) ids.add(id);
    return new Set([...all].filter((deed) => intersects(this.#ids.get(deed), ids)));
  }
}

function intersects(ids: ReadonlySet<Id> | undefined, others: ReadonlySet<Id> | undefined): boolean {
  if (ids === undefined || others === undefined) return false;
  for (const id of ids) if (others.has(id)) return true;
  return false;
}

/** Stands for who adopts whom, among the ids of a deed that changes subreapers or leaves orphans. */
const ADOPTION: Id = -1;

/** Stands for the terminals, among the ids of a deed that is about one. */
const TERMINALS: Id = -2;

/** The processes and groups that a deed names or has changed. Init is everybody's, and so is left out. */
function touched({ deed, before, after }: Placed): ReadonlySet<Id> {
  const ids = named(deed);
  if (before === after) return ids;
  after.state.processes.forEachChange(before.state.processes, (pid, was, is) => {
    ids.add(pid);
    for (const row of [was, is])
      if (row !== undefined) {
        ids.add(row.group);
        // The end of a child depends on whether its parent ignores SIGCHLD.
        if (row.parent !== null) ids.add(row.parent);
      }
    const isThere = was !== undefined && is !== undefined;
    if (isThere && (was.parent !== is.parent || was.subreaper !== is.subreaper)) ids.add(ADOPTION);
  });
  after.state.groups.forEachChange(before.state.groups, (group) => ids.add(group));
  ids.delete(INIT);
  return ids;
}

/** The ids of a command and its answer, and those that the answer depends on in this state. */
function askedAbout(deed: Deed, state: State): ReadonlySet<Id> {
  const asked = named(deed);
  if (deed.command?.name === 'waitpid') for (const child of childrenOf(state, deed.process)) asked.add(child);
  const ids = new Set(asked);
  const session = deed.terminal === undefined ? undefined : sessionOf(state, deed.process);
  if (session !== undefined) ids.add(session);
  for (const id of asked) {
    const group = groupOf(state, id);
    const parent = state.processes.get(id)?.parent;
    if (group !== undefined) ids.add(group);
    if (typeof parent === 'number') ids.add(parent);
  }
  ids.delete(INIT);
  return ids;
}

/** The ids that stand in a command and its answer, and its process's. */
function named(deed: Deed): Set<Id> {
  const { process, command, seen } = deed;
  const ids = new Set<Id>([process]);
  for (const value of Object.values(command ?? {})) if (typeof value === 'number') ids.add(Math.abs(value));
  if (seen !== undefined && 'ok' in seen)
    for (const value of [seen.ok['pid'], seen.ok['pgid'], seen.ok['sid'], seen.ok['ppid']])
      if (typeof value === 'number') ids.add(value);
  for (const number of deed.terminal?.numbers ?? []) ids.add(Math.abs(number));
  if (deed.terminal !== undefined) ids.add(TERMINALS);
  ids.delete(0);
  ids.delete(INIT);
  return ids;
}
