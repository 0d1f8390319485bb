// The mixed workload: operations drawn once, so that every contestant replays the same ones and its driver does
// nothing but index arrays. All operations succeed. The drawing keeps a bookkeeping of its own, just enough to
// know who may do what.

/** Operations of a workload, in the order in which {@link Workload} stores their numbers. */
export const OPERATION = { FORK: 0, CREATE_GROUP: 1, CREATE_SESSION: 2, MOVE: 3, EXIT_AND_FREE: 4 } as const;

/** Shares of fork, create_group, create_session and move in a hundred; the rest exits and is freed. */
export const MIXES = {
  /** Everything about equally often: many sessions, small groups. */
  A: [30, 15, 10, 20],
  /** Shell-like: few sessions, large groups. */
  B: [35, 4, 1, 25],
} as const;

/** A drawn stream. `a` and `b` are slots of the driver's array of live processes; slot 0 is init. */
export interface Workload {
  readonly processesMax: number;
  /** Operations before the timed ones. */
  readonly warmUp: number;
  readonly operations: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
}

interface Session {
  readonly groups: Group[];
}

interface Group {
  readonly session: Session;
  readonly members: number[];
  /** Where it stands in its session's list. */
  at: number;
}

/** xorshift32 (Marsaglia 2003), seed 1. */
function xorshift(): (below: number) => number {
  let x = 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

/** Draws a workload: `11 * processesMax` operations to warm up, the first of them forks, then `timed` ones. */
export function drawWorkload(mix: keyof typeof MIXES, processesMax: number, timed: number): Workload {
  const [forks, groups, sessions, moves] = MIXES[mix];
  const random = xorshift();
  const warmUp = 11 * processesMax;
  const total = warmUp + timed;
  const operations = new Uint8Array(total);
  const a = new Int32Array(total);
  const b = new Int32Array(total);
  const slots = processesMax + 8;

  const alive = new Int32Array(slots); // slots, dense; init stays first
  const aliveAt = new Int32Array(slots);
  const free = new Int32Array(slots); // a stack
  let freeCount = 0;
  for (let slot = slots - 1; slot >= 1; slot--) free[freeCount++] = slot;
  let count = 1;
  const groupOf: Group[] = [];
  const memberAt = new Int32Array(slots);
  const ownGroup: (Group | undefined)[] = [];
  const ownSession: (Session | undefined)[] = [];

  const join = (slot: number, group: Group): void => {
    memberAt[slot] = group.members.length;
    group.members.push(slot);
    groupOf[slot] = group;
  };
  const leave = (slot: number): void => {
    const group = groupOf[slot];
    const last = group.members.pop()!;
    if (last !== slot) {
      group.members[memberAt[slot]] = last;
      memberAt[last] = memberAt[slot];
    }
    if (group.members.length > 0) return;
    const { session } = group;
    const lastGroup = session.groups.pop()!;
    if (lastGroup !== group) {
      session.groups[group.at] = lastGroup;
      lastGroup.at = group.at;
    }
  };
  const addGroup = (slot: number, session: Session): Group => {
    const group = { session, members: [], at: session.groups.length };
    session.groups.push(group);
    ownGroup[slot] = group;
    return group;
  };
  const leadsGroup = (slot: number): boolean => (ownGroup[slot]?.members.length ?? 0) > 0;
  const leadsSession = (slot: number): boolean => (ownSession[slot]?.groups.length ?? 0) > 0;
  const eligible = (operation: number, slot: number): boolean => {
    if (operation === OPERATION.MOVE) return groupOf[slot].session.groups.length > 1;
    return !leadsGroup(slot) && (operation === OPERATION.CREATE_GROUP || !leadsSession(slot));
  };

  const initSession: Session = { groups: [] };
  ownSession[0] = initSession;
  join(0, addGroup(0, initSession));

  for (let i = 0; i < total; ) {
    let operation: number = OPERATION.FORK;
    if (i >= processesMax) {
      const d = random(100);
      if (d < forks) operation = OPERATION.FORK;
      else if (d < forks + groups) operation = OPERATION.CREATE_GROUP;
      else if (d < forks + groups + sessions) operation = OPERATION.CREATE_SESSION;
      else if (d < forks + groups + sessions + moves) operation = OPERATION.MOVE;
      else operation = OPERATION.EXIT_AND_FREE;
      if (operation === OPERATION.FORK && count >= processesMax) operation = OPERATION.EXIT_AND_FREE;
      else if (operation === OPERATION.EXIT_AND_FREE && count <= processesMax / 2) operation = OPERATION.FORK;
    }
    let slot = 0;
    let other = 0;
    if (operation === OPERATION.FORK) {
      slot = alive[random(count)];
      other = free[--freeCount];
      alive[count] = other;
      aliveAt[other] = count++;
      ownGroup[other] = undefined;
      ownSession[other] = undefined;
      join(other, groupOf[slot]);
    } else if (operation === OPERATION.EXIT_AND_FREE) {
      slot = alive[1 + random(count - 1)];
      const last = alive[--count];
      alive[aliveAt[slot]] = last;
      aliveAt[last] = aliveAt[slot];
      free[freeCount++] = slot;
      leave(slot);
    } else {
      let tries = 64;
      do slot = alive[random(count)];
      while (!eligible(operation, slot) && --tries > 0);
      if (tries === 0) continue;
      const from = groupOf[slot];
      let to: Group;
      if (operation === OPERATION.CREATE_GROUP) {
        to = addGroup(slot, from.session);
      } else if (operation === OPERATION.CREATE_SESSION) {
        const session: Session = { groups: [] };
        ownSession[slot] = session;
        to = addGroup(slot, session);
      } else {
        const among = from.session.groups;
        const drawn = random(among.length - 1);
        to = among[drawn < from.at ? drawn : drawn + 1];
        other = to.members[random(to.members.length)];
      }
      leave(slot);
      join(slot, to);
    }
    operations[i] = operation;
    a[i] = slot;
    b[i] = other;
    i++;
  }
  return { processesMax, warmUp, operations, a, b };
}
