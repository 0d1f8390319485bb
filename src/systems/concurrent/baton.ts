// The baton: of all threads that run branches, the one that has it runs, up to the next point, where it decides by the
// schedule who goes next and hands the baton over. All that the threads know together stands in one shared array, which is
// touched by the holder of the baton alone; so it needs no operation of its own to be right.
import { CALL_POINT, MARK } from '../../contract/concurrent/stepper.ts';
import type { BranchSet } from '../../contract/concurrent/stepper.ts';
import { counted } from '../../contract/format-numbers.ts';

/** The words of the shared array. */
const WORD = {
  /** Threads are to end. */
  STOP: 0,
  /** The execution is over before all branches have ended: whoever gets the baton leaves its code. */
  ABORT: 1,
  /** An {@link END}, once the execution is over. */
  END: 2,
  STEPS: 3,
  LIMIT: 4,
  /** The next place in the schedule, and its length. */
  PLACE: 5,
  SCHEDULED: 6,
  /** The branch of the step before. */
  BEFORE: 7,
  CAN: 8,
  ENDED: 9,
  /** Branches before a command, those that sleep, and those whose try failed. */
  AT_CALL: 10,
  ASLEEP: 11,
  TRYING: 12,
  /** Branches inside their code. */
  INSIDE: 13,
  /** Counts the programs. */
  PROGRAM: 14,
} as const;

/** The ends of an execution. */
export const END = { NONE: 0, DONE: 1, DEADLOCK: 2, LIMIT: 3 } as const;

/** The kinds of points. */
export const BATON_KIND = {
  CALL: 0,
  LOAD: 1,
  STORE: 2,
  EXCHANGE: 3,
  COMPARE_EXCHANGE: 4,
  WAIT: 5,
  NOTIFY: 6,
} as const;
const KIND = BATON_KIND;
const KIND_NAMES = [CALL_POINT, 'load', 'store', 'exchange', 'compare-exchange', 'wait', 'notify'];

const BRANCHES_MAX = 3;
const LIMIT_MAX = 4000;
/** The words of a branch: its baton in a cache line of its own, then where it stands. */
const BRANCH_WORDS = 32;
const BATON = 0;
const POINT = { KIND: 16, AT: 17, VALUE: 18, EXPECTED: 19, COMMAND: 20 } as const;
/** The words of a step: branch, who could go, kind and word of the point, marks, then what it touched. */
const STEP = { BRANCH: 0, CAN: 1, KIND: 2, AT: 3, MARKS: 4, TOUCHED: 5, FIRST: 6 } as const;
const TOUCHED_MAX = 10;
const STEP_WORDS = STEP.FIRST + TOUCHED_MAX;
const BRANCHES_START = 32;
const SCHEDULE_START = BRANCHES_START + (BRANCHES_MAX + 1) * BRANCH_WORDS;
const STEPS_START = SCHEDULE_START + LIMIT_MAX * 4;
const TEXT_START = STEPS_START + (LIMIT_MAX + 1) * STEP_WORDS;
/** Room for a program, and for the outcomes of each branch. */
const TEXT_WORDS = 4096;
const CONTROL_WORDS = TEXT_START + (BRANCHES_MAX + 1) * TEXT_WORDS;

const bit = (branch: number): BranchSet => 1 << (branch - 1);
const lowest = (set: BranchSet): number => 32 - Math.clz32(set & -set);

/** Looks at a word before a thread falls asleep over it: some microseconds. */
const LOOKS = 400;

/** The longest way of a branch from one point to its next, where nobody says otherwise. */
const PATIENCE_MS = 30_000;

/** A branch has not come to its next point: it hangs at something that is no point. Its thread cannot be used any more. */
export class NoPoint extends Error {
  constructor(branch: number, ms: number) {
    super(`branch ${branch} has not come to its next point within ${ms / 1000} s`);
  }
}

/** Thrown through the code of a branch whose execution is over. */
export class Aborted extends Error {}

/** A thing that a step touched: a word of the memory, or who sleeps over it. */
export interface TouchedWord {
  readonly at: number;
  readonly isWritten: boolean;
  readonly isSleep: boolean;
}

/** A step that was taken. */
export interface BatonStep {
  readonly branch: number;
  readonly can: BranchSet;
  /** The kind of the point; `call` has no word. */
  readonly kind: string;
  readonly at: number;
  readonly marks: number;
  readonly touched: readonly TouchedWord[];
}

/** The shared array, as each thread sees it. */
export class Baton {
  readonly words: Int32Array<SharedArrayBuffer>;
  /** The longest that the first branch waits. */
  patienceMs = PATIENCE_MS;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4 * CONTROL_WORDS)) {
    this.words = new Int32Array(buffer);
  }

  // ── Before and after an execution ─────────────────────────────────────────────────────────────────────

  /** All branches stand before their first commands. */
  begin(lengths: readonly number[], schedule: readonly number[], limit: number): void {
    const { words } = this;
    words.fill(0, WORD.ABORT, WORD.PROGRAM);
    words[WORD.LIMIT] = Math.min(limit, LIMIT_MAX);
    const isBranch = (entry: number): boolean =>
      Number.isInteger(entry) && entry >= 1 && entry <= lengths.length;
    const meant = schedule.filter(isBranch).slice(0, LIMIT_MAX * 4);
    words[WORD.SCHEDULED] = meant.length;
    words.set(meant, SCHEDULE_START);
    lengths.forEach((length, index) => {
      const branch = index + 1;
      words.fill(0, this.#of(branch) + 1, this.#of(branch) + BRANCH_WORDS);
      words[WORD.AT_CALL] |= length > 0 ? bit(branch) : 0;
      words[WORD.ENDED] |= length > 0 ? 0 : bit(branch);
    });
    words[WORD.CAN] = words[WORD.AT_CALL];
  }

  get end(): number {
    return this.words[WORD.END];
  }

  get isStopped(): boolean {
    return this.words[WORD.STOP] !== 0;
  }

  get isAborted(): boolean {
    return this.words[WORD.ABORT] !== 0;
  }

  /** Counts the programs that there were. */
  get program(): number {
    return this.words[WORD.PROGRAM];
  }

  newProgram(): void {
    this.words[WORD.PROGRAM] += 1;
  }

  stop(branches: number): void {
    this.words[WORD.STOP] = 1;
    for (let branch = 2; branch <= branches; branch += 1) this.give(branch);
  }

  /** The branches still inside their code, which are to leave it. */
  get inside(): BranchSet {
    return this.words[WORD.INSIDE];
  }

  steps(): BatonStep[] {
    return Array.from({ length: this.words[WORD.STEPS] }, (_, step) => this.#step(step));
  }

  #step(step: number): BatonStep {
    const at = STEPS_START + step * STEP_WORDS;
    const { words } = this;
    const touched = Array.from({ length: words[at + STEP.TOUCHED] }, (_, place) => {
      const packed = words[at + STEP.FIRST + place];
      return { at: packed >> 2, isWritten: (packed & 1) !== 0, isSleep: (packed & 2) !== 0 };
    });
    return {
      branch: words[at + STEP.BRANCH],
      can: words[at + STEP.CAN],
      kind: KIND_NAMES[words[at + STEP.KIND]],
      at: words[at + STEP.AT],
      marks: words[at + STEP.MARKS],
      touched,
    };
  }

  /** The point where a branch stands; null where it has ended. */
  standing(branch: number): { readonly kind: string; readonly at: number } | null {
    if ((this.words[WORD.ENDED] & bit(branch)) !== 0) return null;
    const isAtCall = (this.words[WORD.AT_CALL] & bit(branch)) !== 0;
    const of = this.#of(branch);
    const kind = KIND_NAMES[isAtCall ? KIND.CALL : this.words[of + POINT.KIND]];
    return { kind, at: this.words[of + POINT.AT] };
  }

  // ── The baton ─────────────────────────────────────────────────────────────────────────────────────────

  /** Waits for the baton. The first branch, whose thread has others waiting for it, throws when its patience ends. */
  take(branch: number): void {
    const { words } = this;
    const at = this.#of(branch) + BATON;
    const patienceMs = branch === 1 ? this.patienceMs : Infinity;
    for (let looks = LOOKS; looks > 0; looks -= 1) if (Atomics.load(words, at) !== 0) break;
    while (Atomics.load(words, at) === 0)
      if (Atomics.wait(words, at, 0, patienceMs) === 'timed-out')
        throw new NoPoint(words[WORD.BEFORE], this.patienceMs);
    Atomics.store(words, at, 0);
  }

  give(branch: number): void {
    const at = this.#of(branch) + BATON;
    Atomics.store(this.words, at, 1);
    Atomics.notify(this.words, at);
  }

  /** Decides who goes next, and takes note of its step; 0 where the execution is over. */
  next(all: BranchSet): number {
    const { words } = this;
    const can = words[WORD.CAN];
    const steps = words[WORD.STEPS];
    if (can === 0 || steps === words[WORD.LIMIT]) {
      const how = can === 0 ? (words[WORD.ENDED] === all ? END.DONE : END.DEADLOCK) : END.LIMIT;
      words[WORD.END] = how;
      words[WORD.ABORT] = how === END.DONE ? 0 : 1;
      return 0;
    }
    const branch = this.#scheduled(can);
    words[WORD.BEFORE] = branch;
    const at = STEPS_START + steps * STEP_WORDS;
    const of = this.#of(branch);
    const isAtCall = (words[WORD.AT_CALL] & bit(branch)) !== 0;
    words[at + STEP.BRANCH] = branch;
    words[at + STEP.CAN] = can;
    words[at + STEP.KIND] = isAtCall ? KIND.CALL : words[of + POINT.KIND];
    words[at + STEP.AT] = words[of + POINT.AT];
    words[at + STEP.MARKS] = isAtCall ? MARK.CALLS : 0;
    words[at + STEP.TOUCHED] = 0;
    words[WORD.STEPS] = steps + 1;
    return branch;
  }

  #scheduled(can: BranchSet): number {
    const { words } = this;
    while (words[WORD.PLACE] < words[WORD.SCHEDULED]) {
      const branch = words[SCHEDULE_START + words[WORD.PLACE]];
      words[WORD.PLACE] += 1;
      if ((can & bit(branch)) !== 0) return branch;
    }
    const before = words[WORD.BEFORE];
    return before !== 0 && (can & bit(before)) !== 0 ? before : lowest(can);
  }

  // ── What a branch says of itself ──────────────────────────────────────────────────────────────────────

  called(branch: number): void {
    this.words[WORD.AT_CALL] &= ~bit(branch);
    this.words[WORD.INSIDE] |= bit(branch);
  }

  answered(branch: number, isLast: boolean): void {
    const { words } = this;
    this.#mark(MARK.ANSWERS);
    if (isLast) this.ended(branch);
    else words[WORD.AT_CALL] |= bit(branch);
  }

  ended(branch: number): void {
    const { words } = this;
    words[WORD.ENDED] |= bit(branch);
    words[WORD.CAN] &= ~bit(branch);
    words[WORD.INSIDE] &= ~bit(branch);
  }

  left(branch: number): void {
    this.words[WORD.INSIDE] &= ~bit(branch);
  }

  standAt(branch: number, kind: number, at: number, value: number, expected: number): void {
    const { words } = this;
    const of = this.#of(branch);
    const last = STEPS_START + (words[WORD.STEPS] - 1) * STEP_WORDS;
    // The same try again, which changed nothing: it is held until the word changes.
    const isAgain =
      (kind === KIND.EXCHANGE || kind === KIND.COMPARE_EXCHANGE) &&
      words[last + STEP.KIND] === kind &&
      words[last + STEP.AT] === at &&
      words[of + POINT.VALUE] === value &&
      words[of + POINT.EXPECTED] === expected &&
      !this.#hasWritten(last);
    words[of + POINT.KIND] = kind;
    words[of + POINT.AT] = at;
    words[of + POINT.VALUE] = value;
    words[of + POINT.EXPECTED] = expected;
    if (!isAgain) return;
    words[WORD.TRYING] |= bit(branch);
    words[WORD.CAN] &= ~bit(branch);
  }

  #hasWritten(step: number): boolean {
    for (let place = 0; place < this.words[step + STEP.TOUCHED]; place += 1)
      if ((this.words[step + STEP.FIRST + place] & 1) !== 0) return true;
    return false;
  }

  touch(at: number, isWritten: boolean, isSleep = false): void {
    const { words } = this;
    const step = STEPS_START + (words[WORD.STEPS] - 1) * STEP_WORDS;
    const count = words[step + STEP.TOUCHED];
    const packed = at * 4 + (isSleep ? 2 : 0) + (isWritten ? 1 : 0);
    for (let place = 0; place < count; place += 1) if (words[step + STEP.FIRST + place] === packed) return;
    if (count === TOUCHED_MAX) throw new RangeError(`a step touches more than ${TOUCHED_MAX} things`);
    words[step + STEP.FIRST + count] = packed;
    words[step + STEP.TOUCHED] = count + 1;
  }

  /** The word has changed: whoever tries it may go. */
  changed(at: number): void {
    const { words } = this;
    for (let rest = words[WORD.TRYING]; rest !== 0; rest &= rest - 1) {
      const branch = lowest(rest);
      if (words[this.#of(branch) + POINT.AT] !== at) continue;
      words[WORD.TRYING] &= ~bit(branch);
      words[WORD.CAN] |= bit(branch);
    }
  }

  fallAsleep(branch: number): void {
    this.words[WORD.ASLEEP] |= bit(branch);
    this.words[WORD.CAN] &= ~bit(branch);
  }

  wake(at: number): void {
    const { words } = this;
    for (let rest = words[WORD.ASLEEP]; rest !== 0; rest &= rest - 1) {
      const branch = lowest(rest);
      if (words[this.#of(branch) + POINT.AT] !== at) continue;
      words[WORD.ASLEEP] &= ~bit(branch);
      words[WORD.CAN] |= bit(branch);
    }
  }

  #mark(mark: number): void {
    this.words[STEPS_START + (this.words[WORD.STEPS] - 1) * STEP_WORDS + STEP.MARKS] |= mark;
  }

  #of(branch: number): number {
    return BRANCHES_START + branch * BRANCH_WORDS;
  }

  // ── Texts ─────────────────────────────────────────────────────────────────────────────────────────────

  /** Writes a text where the thread of this number, or all for 0, find it. */
  writeText(of: number, text: string): void {
    if (text.length >= TEXT_WORDS)
      throw new RangeError(`a text of ${counted(text.length, 'character')} is too long`);
    const at = TEXT_START + of * TEXT_WORDS;
    this.words[at] = text.length;
    for (let place = 0; place < text.length; place += 1) this.words[at + 1 + place] = text.charCodeAt(place);
  }

  readText(of: number): string {
    const at = TEXT_START + of * TEXT_WORDS;
    let text = '';
    for (let place = 1; place <= this.words[at]; place += 1)
      text += String.fromCharCode(this.words[at + place]);
    return text;
  }
}
