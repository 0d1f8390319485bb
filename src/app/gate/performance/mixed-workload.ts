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

/** The plan of a drawing. */
export interface WorkloadPlan {
  readonly mix: keyof typeof MIXES;
  readonly processesMax: number;
  /** Operations before the timed ones, the first `processesMax` of them forks. */
  readonly warmUp: number;
  readonly timed: number;
  /** Whether the leader of a session keeps its group, as POSIX has it. */
  readonly leadersStay?: boolean;
}

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
  /** Its place in its session's list. */
  at: number;
}

/** Draws a workload. */
export function drawWorkload(plan: WorkloadPlan): Workload {
  return new Drawing(plan).draw();
}

/** The operations that `processesMax` forks take, and ten times as many to mix what they made. */
export function longWarmUp(processesMax: number): number {
  return 11 * processesMax;
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

/** Redraws a subject that is not eligible so many times. */
const TRIES = 64;

class Drawing {
  readonly #plan: WorkloadPlan;
  readonly #random = xorshift();
  /** Slots, dense; init stays first. */
  readonly #alive: Int32Array;
  readonly #aliveAt: Int32Array;
  /** A stack. */
  readonly #free: Int32Array;
  #freeCount = 0;
  #count = 1;
  readonly #groupOf: Group[] = [];
  readonly #memberAt: Int32Array;
  readonly #ownGroup: (Group | undefined)[] = [];
  readonly #ownSession: (Session | undefined)[] = [];
  /** The operation drawn last. */
  #slot = 0;
  #other = 0;

  constructor(plan: WorkloadPlan) {
    this.#plan = plan;
    const slots = plan.processesMax + 8;
    this.#alive = new Int32Array(slots);
    this.#aliveAt = new Int32Array(slots);
    this.#free = new Int32Array(slots);
    this.#memberAt = new Int32Array(slots);
    for (let slot = slots - 1; slot >= 1; slot--) this.#free[this.#freeCount++] = slot;
    const session: Session = { groups: [] };
    this.#ownSession[0] = session;
    this.#join(0, this.#addGroup(0, session));
  }

  draw(): Workload {
    const { processesMax, warmUp, timed } = this.#plan;
    const total = warmUp + timed;
    const operations = new Uint8Array(total);
    const a = new Int32Array(total);
    const b = new Int32Array(total);
    for (let i = 0; i < total; ) {
      const operation = i < processesMax ? OPERATION.FORK : this.#operation();
      if (!this.#perform(operation)) continue;
      operations[i] = operation;
      a[i] = this.#slot;
      b[i] = this.#other;
      i++;
    }
    return { processesMax, warmUp, operations, a, b };
  }

  #operation(): number {
    const { mix, processesMax } = this.#plan;
    const [forks, groups, sessions, moves] = MIXES[mix];
    const d = this.#random(100);
    let operation: number = OPERATION.EXIT_AND_FREE;
    if (d < forks) operation = OPERATION.FORK;
    else if (d < forks + groups) operation = OPERATION.CREATE_GROUP;
    else if (d < forks + groups + sessions) operation = OPERATION.CREATE_SESSION;
    else if (d < forks + groups + sessions + moves) operation = OPERATION.MOVE;
    if (operation === OPERATION.FORK && this.#count >= processesMax) return OPERATION.EXIT_AND_FREE;
    return operation === OPERATION.EXIT_AND_FREE && this.#count <= processesMax / 2
      ? OPERATION.FORK
      : operation;
  }

  /** Whether there was anybody to perform it. */
  #perform(operation: number): boolean {
    this.#other = 0;
    if (operation === OPERATION.FORK) this.#fork();
    else if (operation === OPERATION.EXIT_AND_FREE) this.#exit();
    else return this.#changeGroup(operation);
    return true;
  }

  #fork(): void {
    this.#slot = this.#alive[this.#random(this.#count)];
    const child = this.#free[--this.#freeCount];
    this.#other = child;
    this.#alive[this.#count] = child;
    this.#aliveAt[child] = this.#count++;
    this.#ownGroup[child] = undefined;
    this.#ownSession[child] = undefined;
    this.#join(child, this.#groupOf[this.#slot]);
  }

  #exit(): void {
    const slot = this.#alive[1 + this.#random(this.#count - 1)];
    const last = this.#alive[--this.#count];
    this.#alive[this.#aliveAt[slot]] = last;
    this.#aliveAt[last] = this.#aliveAt[slot];
    this.#free[this.#freeCount++] = slot;
    this.#slot = slot;
    this.#leave(slot);
  }

  #changeGroup(operation: number): boolean {
    let tries = TRIES;
    do this.#slot = this.#alive[this.#random(this.#count)];
    while (!this.#isEligible(operation, this.#slot) && --tries > 0);
    if (tries === 0) return false;
    const to = this.#groupToEnter(operation, this.#slot);
    this.#leave(this.#slot);
    this.#join(this.#slot, to);
    return true;
  }

  #groupToEnter(operation: number, slot: number): Group {
    const from = this.#groupOf[slot];
    if (operation === OPERATION.CREATE_GROUP) return this.#addGroup(slot, from.session);
    if (operation === OPERATION.CREATE_SESSION) {
      const session: Session = { groups: [] };
      this.#ownSession[slot] = session;
      return this.#addGroup(slot, session);
    }
    const among = from.session.groups;
    const drawn = this.#random(among.length - 1);
    const to = among[drawn < from.at ? drawn : drawn + 1];
    this.#other = to.members[this.#random(to.members.length)];
    return to;
  }

  #isEligible(operation: number, slot: number): boolean {
    const { session } = this.#groupOf[slot];
    if (this.#plan.leadersStay === true && this.#ownSession[slot] === session) return false;
    if (operation === OPERATION.MOVE) return session.groups.length > 1;
    const leadsGroup = (this.#ownGroup[slot]?.members.length ?? 0) > 0;
    const leadsSession = (this.#ownSession[slot]?.groups.length ?? 0) > 0;
    return !leadsGroup && (operation === OPERATION.CREATE_GROUP || !leadsSession);
  }

  #addGroup(slot: number, session: Session): Group {
    const group = { session, members: [], at: session.groups.length };
    session.groups.push(group);
    this.#ownGroup[slot] = group;
    return group;
  }

  #join(slot: number, group: Group): void {
    this.#memberAt[slot] = group.members.length;
    group.members.push(slot);
    this.#groupOf[slot] = group;
  }

  #leave(slot: number): void {
    const group = this.#groupOf[slot];
    const last = group.members.pop()!;
    if (last !== slot) {
      group.members[this.#memberAt[slot]] = last;
      this.#memberAt[last] = this.#memberAt[slot];
    }
    if (group.members.length > 0) return;
    const { groups } = group.session;
    const lastGroup = groups.pop()!;
    if (lastGroup === group) return;
    groups[group.at] = lastGroup;
    lastGroup.at = group.at;
  }
}
