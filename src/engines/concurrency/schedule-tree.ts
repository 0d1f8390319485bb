// The tree of all schedules of a program, walked depth first by executions that begin anew each time: which branch is to
// go next, and which schedules need no execution because others stand for them. Knows only bits: who can go, and what
// each step touched.
//
// Reduction: sleep sets (Godefroid) with the source sets of Abdulla, Aronis, Jonsson and Sagonas (Journal of the ACM 64,
// 2017). Two schedules that differ by the order of independent neighbours have the same outcome; of each such class one
// is run to its end. After a step e of one branch, each earlier step d of another with which it is in a race (dependent,
// and ordered by nothing else) is looked at: the other order must be tried from the state before d, unless a branch that
// can begin it is to be tried there anyway.
//
// There, a branch may have been unable to go (a lock was held): then the two cannot change places, and the race is with
// whatever stands further back. So such a step is not taken to order what lies before it, which costs a schedule too many
// now and then and misses none.
import { MARK } from '../../contract/concurrent/stepper.ts';
import type { BranchSet } from '../../contract/concurrent/stepper.ts';

/** The ways to walk the tree. */
export interface ScheduleTreeOptions {
  /** The number of branches, at most 30. */
  readonly branches: number;
  /** The most steps of an execution. */
  readonly limit: number;
  /** Whether to leave out schedules for which others stand. Not together with a bound of preemptions. */
  readonly reduce: boolean;
  /** The most preemptions of a schedule; any number where this is absent. */
  readonly preemptionsMax?: number | undefined;
  /** Whether two steps depend on each other, for tests that break it. */
  readonly dependent?: ((tree: Steps, one: number, other: number) => boolean) | undefined;
}

/** The steps of the present execution, by depth: the first one has depth 0. */
export interface Steps {
  /** The depth that the execution has come to. */
  readonly depth: number;
  readonly branchAt: Uint8Array;
  readonly reads: Int32Array;
  readonly writes: Int32Array;
  readonly marks: Uint8Array;
}

/** The system behaved otherwise than before after the same steps. The message is a sentence about it. */
export class LedElsewhere extends Error {}

const bit = (branch: number): BranchSet => 1 << (branch - 1);
const lowest = (set: BranchSet): number => 32 - Math.clz32(set & -set);

/** True if steps of different branches with these facts must keep their order. O(1). */
function dependentFacts(
  reads: number,
  writes: number,
  marks: number,
  otherReads: number,
  otherWrites: number,
  otherMarks: number,
): boolean {
  if ((writes & (otherReads | otherWrites)) !== 0 || (reads & otherWrites) !== 0) return true;
  if (((marks | otherMarks) & MARK.UNKNOWN) !== 0) return true;
  // The end of one command and the beginning of another: their order is what a history knows.
  return (
    ((marks & MARK.CALLS) !== 0 && (otherMarks & MARK.ANSWERS) !== 0) ||
    ((marks & MARK.ANSWERS) !== 0 && (otherMarks & MARK.CALLS) !== 0)
  );
}

/** The walk. Memory: a few words a depth and branch, whatever the number of schedules. */
export class ScheduleTree implements Steps {
  readonly branches: number;
  readonly limit: number;
  /** The depth that the present execution has come to. */
  depth = 0;
  /** Executions given up because others stand for all that could follow. */
  pruned = 0;

  // Facts of the step at each depth, and of the state before it.
  readonly branchAt: Uint8Array;
  readonly reads: Int32Array;
  readonly writes: Int32Array;
  readonly marks: Uint8Array;
  readonly canAt: Int32Array;
  /** Branches to be tried, or tried, from the state before. */
  private readonly toTry: Int32Array;
  /** Branches whose next step need not be tried: an execution that began with it stands for all that would follow. */
  private readonly asleep: Int32Array;
  private readonly preemptions: Uint16Array;
  /** By depth and branch: the depth after its last step before; 0 if it has taken none. */
  private readonly lastOf: Int32Array;
  /** By depth and branch: the depth after its last step that the step at that depth comes after in every order. */
  private readonly clock: Int32Array;
  /** By depth and branch: the facts of the next step of a branch asleep. */
  private readonly sleepReads: Int32Array;
  private readonly sleepWrites: Int32Array;
  private readonly sleepMarks: Uint8Array;

  /** Whether schedules are left out for which others stand. */
  readonly reduces: boolean;
  private readonly preemptionsMax: number;
  private readonly custom: ScheduleTreeOptions['dependent'];
  private readonly ordered: Int32Array;
  private readonly answered: Int32Array;
  private readonly codes: Float64Array;
  /** The number of nodes on the present path. */
  private length = 0;
  private begun = false;

  constructor({ branches, limit, reduce, preemptionsMax, dependent }: ScheduleTreeOptions) {
    if (branches < 1 || branches > 30) throw new RangeError(`branches must be 1 … 30, not ${branches}`);
    if (reduce && preemptionsMax !== undefined)
      throw new RangeError('a bound of preemptions and reduction exclude each other');
    this.branches = branches;
    this.limit = limit;
    this.reduces = reduce;
    this.preemptionsMax = preemptionsMax ?? Infinity;
    this.custom = dependent;
    const depths = limit + 1;
    const each = depths * (branches + 1);
    this.branchAt = new Uint8Array(depths);
    this.reads = new Int32Array(depths);
    this.writes = new Int32Array(depths);
    this.marks = new Uint8Array(depths);
    this.canAt = new Int32Array(depths);
    this.toTry = new Int32Array(depths);
    this.asleep = new Int32Array(depths);
    this.preemptions = new Uint16Array(depths);
    this.lastOf = new Int32Array(each);
    this.clock = new Int32Array(each);
    this.sleepReads = new Int32Array(each);
    this.sleepWrites = new Int32Array(each);
    this.sleepMarks = new Uint8Array(each);
    this.ordered = new Int32Array(branches + 1);
    this.answered = new Int32Array(branches + 1);
    this.codes = new Float64Array(branches + 1);
  }

  /** Preemptions of the present execution so far. */
  get preempted(): number {
    return this.depth === 0 ? 0 : this.preemptions[this.depth - 1];
  }

  /** Begins the next execution; false if there is none left. O(depth). */
  begin(): boolean {
    this.depth = 0;
    if (!this.begun) {
      this.begun = true;
      return true;
    }
    while (this.length > 0) {
      const depth = this.length - 1;
      this.rest(depth);
      const next = this.nextToTry(depth);
      if (next !== 0) {
        this.branchAt[depth] = next;
        return true;
      }
      this.length = depth;
    }
    return false;
  }

  /**
   * The branch to go next, of those that can; 0: this execution need not go on. Throws {@link LedElsewhere} if others
   * could go here before.
   */
  choose(can: BranchSet): number {
    const { depth } = this;
    if (depth < this.length) {
      if (this.canAt[depth] !== can)
        throw new LedElsewhere(
          `other branches can go at step ${depth + 1} than before, after the same steps`,
        );
      return this.branchAt[depth];
    }
    this.canAt[depth] = can;
    const awake = this.reduces ? can & ~this.asleep[depth] : can;
    if (awake === 0) {
      this.pruned += 1;
      return 0;
    }
    const before = depth === 0 ? 0 : this.branchAt[depth - 1];
    const branch = before !== 0 && (awake & bit(before)) !== 0 ? before : lowest(awake);
    this.branchAt[depth] = branch;
    this.toTry[depth] = this.reduces ? bit(branch) : can;
    if (!this.reduces) this.asleep[depth] = 0;
    this.length = depth + 1;
    return branch;
  }

  /** Takes note of the step that was just taken. Throws {@link LedElsewhere} if it touched other things before. */
  took(reads: number, writes: number, marks: number): void {
    const { depth, branches } = this;
    if (depth < this.length - 1) {
      if (this.reads[depth] !== reads || this.writes[depth] !== writes || this.marks[depth] !== marks)
        throw new LedElsewhere(`step ${depth + 1} does something else than before, after the same steps`);
      this.depth = depth + 1;
      return;
    }
    const branch = this.branchAt[depth];
    this.reads[depth] = reads;
    this.writes[depth] = writes;
    this.marks[depth] = marks;
    this.preemptions[depth] = this.preempted + this.cost(depth, branch);
    if (this.reduces) {
      this.findRaces(depth, branch);
      this.passOnSleep(depth);
    }
    const stride = branches + 1;
    const from = depth * stride;
    for (let b = 1; b <= branches; b += 1) this.lastOf[from + stride + b] = this.lastOf[from + b];
    this.lastOf[from + stride + branch] = depth + 1;
    this.depth = depth + 1;
  }

  /**
   * Takes note that the execution ends while these branches wait: of their next steps nothing is known, so they are taken
   * to depend on all. To be asked of executions that are given up, too: no step of theirs will tell of the race.
   */
  stuck(waiting: BranchSet): void {
    if (!this.reduces) return;
    for (let set = waiting; set !== 0; set &= set - 1) {
      const branch = lowest(set);
      this.startOrder(this.depth, branch);
      for (let earlier = this.depth - 1; earlier >= 0; earlier -= 1) {
        const other = this.branchAt[earlier];
        if (other !== branch && this.ordered[other] <= earlier) this.toTry[earlier] |= this.canAt[earlier];
      }
    }
  }

  /**
   * The real-time order of the present execution's commands, as a short string: for each command, in the order of its
   * branch, how many of each other branch had answered when it was called. `radix`: more than any branch has commands.
   */
  precedence(radix: number): string {
    const { branches, branchAt, marks, answered, codes } = this;
    answered.fill(0);
    codes.fill(0);
    for (let depth = 0; depth < this.depth; depth += 1) {
      const branch = branchAt[depth];
      if ((marks[depth] & MARK.CALLS) !== 0) {
        let code = codes[branch];
        for (let b = 1; b <= branches; b += 1) if (b !== branch) code = code * radix + answered[b];
        codes[branch] = code;
      }
      if ((marks[depth] & MARK.ANSWERS) !== 0) answered[branch] += 1;
    }
    let text = '';
    for (let b = 1; b <= branches; b += 1) text += `${codes[b]},`;
    return text;
  }

  /** The beginning of the execution that was begun last: up to the step that is new. */
  path(): number[] {
    return Array.from(this.branchAt.subarray(0, this.length));
  }

  /** The branches in the order of their steps so far. */
  schedule(): number[] {
    return Array.from(this.branchAt.subarray(0, this.depth));
  }

  /** Puts to sleep what was tried last from a state on the path. */
  private rest(depth: number): void {
    const branch = this.branchAt[depth];
    const at = depth * (this.branches + 1) + branch;
    this.asleep[depth] |= bit(branch);
    this.sleepReads[at] = this.reads[depth];
    this.sleepWrites[at] = this.writes[depth];
    this.sleepMarks[at] = this.marks[depth];
  }

  private nextToTry(depth: number): number {
    let open = this.toTry[depth] & ~this.asleep[depth];
    const spent = depth === 0 ? 0 : this.preemptions[depth - 1];
    while (open !== 0) {
      const branch = lowest(open);
      if (spent + this.cost(depth, branch) <= this.preemptionsMax) return branch;
      open &= ~bit(branch);
    }
    return 0;
  }

  /** 1 if a step of the branch would be a preemption: the branch before is inside a command, and could go on. */
  private cost(depth: number, branch: number): number {
    if (depth === 0) return 0;
    const before = this.branchAt[depth - 1];
    if (before === branch || (this.marks[depth - 1] & MARK.ANSWERS) !== 0) return 0;
    return (this.canAt[depth] & bit(before)) === 0 ? 0 : 1;
  }

  /** Those asleep go on sleeping after an independent step. */
  private passOnSleep(depth: number): void {
    const { branches, sleepReads, sleepWrites, sleepMarks } = this;
    const stride = branches + 1;
    let still = 0;
    for (let set = this.asleep[depth] & ~bit(this.branchAt[depth]); set !== 0; set &= set - 1) {
      const branch = lowest(set);
      const at = depth * stride + branch;
      const reads = sleepReads[at];
      const writes = sleepWrites[at];
      const marks = sleepMarks[at];
      if (this.dependsOn(depth, branch, reads, writes, marks)) continue;
      still |= bit(branch);
      sleepReads[at + stride] = reads;
      sleepWrites[at + stride] = writes;
      sleepMarks[at + stride] = marks;
    }
    this.asleep[depth + 1] = still;
  }

  private dependsOn(depth: number, branch: number, reads: number, writes: number, marks: number): boolean {
    if (this.custom !== undefined) {
      // A custom relation judges steps by depth: the sleeper's facts stand where the next step will.
      this.branchAt[depth + 1] = branch;
      this.reads[depth + 1] = reads;
      this.writes[depth + 1] = writes;
      this.marks[depth + 1] = marks;
      return this.custom(this, depth, depth + 1);
    }
    return dependentFacts(reads, writes, marks, this.reads[depth], this.writes[depth], this.marks[depth]);
  }

  /** True if two steps of the present execution, by depth, must keep their order. */
  areDependent(one: number, other: number): boolean {
    if (this.custom !== undefined) return this.custom(this, one, other);
    const { reads, writes, marks } = this;
    return dependentFacts(reads[one], writes[one], marks[one], reads[other], writes[other], marks[other]);
  }

  /** Sets `ordered` to what comes before the branch's next step by its own last step. */
  private startOrder(depth: number, branch: number): void {
    const stride = this.branches + 1;
    const last = this.lastOf[depth * stride + branch];
    for (let b = 1; b <= this.branches; b += 1)
      this.ordered[b] = last === 0 ? 0 : this.clock[(last - 1) * stride + b];
  }

  /** Finds the steps that the one at this depth is in a race with, and sets its clock. O(depth × branches). */
  private findRaces(depth: number, branch: number): void {
    const { branches, branchAt, clock, ordered } = this;
    const stride = branches + 1;
    const own = depth * stride;
    const last = this.lastOf[own + branch];
    this.startOrder(depth, branch);
    for (let b = 1; b <= branches; b += 1) clock[own + b] = ordered[b];
    clock[own + branch] = depth + 1;
    for (let earlier = depth - 1; earlier >= 0; earlier -= 1) {
      const other = branchAt[earlier];
      if (other === branch || ordered[other] > earlier || !this.areDependent(earlier, depth)) continue;
      const at = earlier * stride;
      if (clock[own + other] <= earlier)
        for (let b = 1; b <= branches; b += 1)
          if (clock[at + b] > clock[own + b]) clock[own + b] = clock[at + b];
      const sameStep = last <= earlier;
      if (sameStep && (this.canAt[earlier] & bit(branch)) === 0) continue;
      if (sameStep)
        for (let b = 1; b <= branches; b += 1) if (clock[at + b] > ordered[b]) ordered[b] = clock[at + b];
      this.tryBefore(earlier, depth, branch);
    }
  }

  /**
   * Sees to it that the branch's step at `depth` is tried before the one at `earlier`: by a branch that can begin the
   * steps between that do not come after that one.
   */
  private tryBefore(earlier: number, depth: number, branch: number): void {
    const { branches, branchAt, clock } = this;
    const stride = branches + 1;
    const other = branchAt[earlier];
    const can = this.canAt[earlier];
    let beginners = 0;
    let met = 0;
    for (let between = earlier + 1; between <= depth; between += 1) {
      const by = between === depth ? branch : branchAt[between];
      if ((met & bit(by)) !== 0) continue;
      if (between < depth && clock[between * stride + other] > earlier) continue;
      met |= bit(by);
      if (this.beginsAlone(earlier, between, depth, by)) beginners |= bit(by);
    }
    if ((beginners & (this.toTry[earlier] | this.asleep[earlier])) !== 0) return;
    const able = beginners & can;
    if (able === 0) this.toTry[earlier] |= can;
    else this.toTry[earlier] |= (able & bit(branch)) !== 0 ? bit(branch) : able & -able;
  }

  /** Whether nothing between that does not come after the step at `earlier` comes before the one at `between`. */
  private beginsAlone(earlier: number, between: number, depth: number, by: number): boolean {
    const stride = this.branches + 1;
    const other = this.branchAt[earlier];
    for (let step = earlier + 1; step < between; step += 1) {
      if (this.clock[step * stride + other] > earlier) continue;
      const author = this.branchAt[step];
      if (author === by) return false;
      if (between < depth) {
        if (this.clock[between * stride + author] > step) return false;
      } else if (this.clock[depth * stride + author] > step) return false;
    }
    return true;
  }
}
