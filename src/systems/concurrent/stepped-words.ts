// Code over shared words in its stepped form, driven in one thread: each request of the code is a point, carried out when
// its branch is told to go. Whatever the code keeps is in the words, so that an execution begins anew by one copy.
import type { Answer, Command } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { CALL_POINT, CUT_OFF, MARK } from '../../contract/concurrent/stepper.ts';
import type {
  BranchAnswer,
  BranchSet,
  ProgramResult,
  Stepper,
  TouchedNames,
} from '../../contract/concurrent/stepper.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { RaceCheck } from './race-check.ts';
import { StateNumbers } from './state-numbers.ts';

/** The kinds of requests, each a point. */
const KIND = {
  LOAD: 0,
  STORE: 1,
  EXCHANGE: 2,
  COMPARE_EXCHANGE: 3,
  WAIT: 4,
  NOTIFY: 5,
  LOOK: 6,
  LOCK: 7,
} as const;
const KIND_NAMES = ['load', 'store', 'exchange', 'compare-exchange', 'wait', 'notify', 'look', 'lock'];

/** The number of a request: what is asked for stands in the memory that made it. */
export type WordRequest = number;

/**
 * The code of one command: it yields requests, is sent their results, and returns an outcome to be compared by `===`, or
 * {@link CUT_OFF}.
 */
export type SteppedCode = Generator<WordRequest, string | number, number>;

/** The memory that a branch's code works with. */
export interface WordMemory {
  readonly tries: number;
  /** No word: what a branch remembers of its lock. It begins as the subject says. */
  untaken: number;
  load(at: number): WordRequest;
  store(at: number, value: number): WordRequest;
  exchange(at: number, value: number): WordRequest;
  compareExchange(at: number, expected: number, value: number): WordRequest;
  wait(at: number, expected: number): WordRequest;
  notify(at: number): WordRequest;
  /** A point at which nothing is touched but what the code then notes. */
  look(at: number): WordRequest;
  /** Takes a lock, a word that is 0 while it is free; a branch cannot go here while another one holds it. */
  lock(at: number): WordRequest;
  /** Gives a lock back, with no point: nobody can tell this moment from the next one. */
  unlock(at: number): void;
  /** Stores a value that is not atomic, with no point. */
  plainStore(at: number, value: number): void;
  /** Notes that the code reads, writes, what has this number without a point: a word, or a whole table as its first word. */
  noteRead(at: number): void;
  noteWrite(at: number): void;
}

/** Something that is driven: its words and its code. */
export interface SteppedSubject<Of extends Command = Command> {
  /** All that it keeps. */
  readonly words: Int32Array;
  /** Goes back to init alone and runs these commands, with no point. */
  prepare(prefix: readonly Of[], branches: number): readonly Answer[];
  /** The branches' first memory of the lock, where they have one. */
  untaken?(): number;
  /** Begins the code of a command of a branch, counted from 1. */
  begin(memory: WordMemory, branch: number, command: BranchCommand<Of>): SteppedCode;
  answerOf(command: BranchCommand<Of>, outcome: string | number): BranchAnswer;
  observe(): Observation;
  /** The name of a word, for people. */
  nameOf(at: number): string;
}

/** The options of a driver. */
export interface SteppedWordsOptions {
  /** Whether to look for data races: slower by a third or so. */
  readonly races?: boolean;
}

const bit = (branch: number): BranchSet => 1 << (branch - 1);

/** The bits that things have of their own; those beyond share one. */
const OWN_BITS = 30;

/** Drives a subject. A step costs a generator's turn and no object of its own; the start of an execution one copy. */
export class SteppedWords<Of extends Command = Command> implements Stepper<Of>, WordMemory {
  readonly tries = 1;
  readonly #subject: SteppedSubject<Of>;
  readonly #words: Int32Array;
  readonly #states = new StateNumbers();
  readonly #raceCheck: RaceCheck | undefined;

  // The program, and what its prefix led to.
  #program: ConcurrentProgram<Of> | undefined;
  #prefix: readonly Answer[] = [];
  #first: Int32Array;
  #branches = 0;
  /** By thing, its bit, 0 until it is touched; and the things that have one. */
  readonly #bitOf: Int32Array;
  #bits = 0;
  readonly #numbers = new Map<string | number, number>();

  // The branches, by number.
  readonly #code: (SteppedCode | undefined)[] = [];
  #outcomes: (string | number | undefined)[][] = [];
  readonly #command = new Int32Array(32);
  readonly #untaken = new Int32Array(32);
  readonly #kind = new Int32Array(32);
  readonly #at = new Int32Array(32);
  readonly #value = new Int32Array(32);
  readonly #expected = new Int32Array(32);
  #can: BranchSet = 0;
  #ended: BranchSet = 0;
  #atCall: BranchSet = 0;
  /** Those that sleep, those that were woken since, and those whose try failed and whose word is still the same. */
  #asleep: BranchSet = 0;
  #woken: BranchSet = 0;
  #trying: BranchSet = 0;

  // The last step, and the request made last.
  #reads = 0;
  #writes = 0;
  #marks = 0;
  #stepReads: number[] = [];
  #stepWrites: number[] = [];
  #askedAt = 0;
  #askedValue = 0;
  #askedExpected = 0;

  constructor(subject: SteppedSubject<Of>, { races = false }: SteppedWordsOptions = {}) {
    this.#subject = subject;
    this.#words = subject.words;
    this.#first = new Int32Array(this.#words.length);
    this.#bitOf = new Int32Array(this.#words.length * 2);
    this.#raceCheck = races ? new RaceCheck() : undefined;
  }

  // ── The memory that the code works with ───────────────────────────────────────────────────────────────

  get untaken(): number {
    return this.#untaken[this.#current];
  }
  set untaken(value: number) {
    this.#untaken[this.#current] = value;
  }

  load(at: number): WordRequest {
    this.#askedAt = at;
    return KIND.LOAD;
  }
  store(at: number, value: number): WordRequest {
    this.#askedAt = at;
    this.#askedValue = value;
    return KIND.STORE;
  }
  exchange(at: number, value: number): WordRequest {
    this.#askedAt = at;
    this.#askedValue = value;
    return KIND.EXCHANGE;
  }
  compareExchange(at: number, expected: number, value: number): WordRequest {
    this.#askedAt = at;
    this.#askedExpected = expected;
    this.#askedValue = value;
    return KIND.COMPARE_EXCHANGE;
  }
  wait(at: number, expected: number): WordRequest {
    this.#askedAt = at;
    this.#askedExpected = expected;
    return KIND.WAIT;
  }
  notify(at: number): WordRequest {
    this.#askedAt = at;
    return KIND.NOTIFY;
  }
  look(at: number): WordRequest {
    this.#askedAt = at;
    return KIND.LOOK;
  }
  lock(at: number): WordRequest {
    this.#askedAt = at;
    return KIND.LOCK;
  }
  unlock(at: number): void {
    this.#touchWrite(at);
    this.#raceCheck?.atomicWrite(this.#current, at, this.#subject);
    this.#words[at] = 0;
    this.#letTry(at);
  }
  plainStore(at: number, value: number): void {
    this.noteWrite(at);
    this.#words[at] = value;
  }
  noteRead(at: number): void {
    this.#touchRead(at);
    this.#raceCheck?.plainRead(this.#current, at, this.#subject);
  }
  noteWrite(at: number): void {
    this.#touchWrite(at);
    this.#letTry(at);
    this.#raceCheck?.plainWrite(this.#current, at, this.#subject);
  }
  #current = 0;

  // ── The stepper ───────────────────────────────────────────────────────────────────────────────────────

  start(program: ConcurrentProgram<Of>): void {
    if (program !== this.#program) this.#prepare(program);
    else this.#words.set(this.#first);
    const all = (1 << this.#branches) - 1;
    this.#untaken.fill(this.#subject.untaken?.() ?? 0);
    this.#atCall = 0;
    this.#ended = 0;
    this.#asleep = 0;
    this.#woken = 0;
    this.#trying = 0;
    for (let branch = 1; branch <= this.#branches; branch += 1) {
      this.#command[branch] = 0;
      this.#outcomes[branch - 1].fill(undefined);
      if (program.branches[branch - 1].length === 0) this.#ended |= bit(branch);
    }
    this.#atCall = all & ~this.#ended;
    this.#can = this.#atCall;
    this.#raceCheck?.start(this.#branches);
  }

  can(): BranchSet {
    return this.#can;
  }

  ended(): BranchSet {
    return this.#ended;
  }

  step(branch: number): void {
    this.#reads = 0;
    this.#writes = 0;
    this.#marks = 0;
    this.#stepReads.length = 0;
    this.#stepWrites.length = 0;
    this.#current = branch;
    const own = bit(branch);
    let code: SteppedCode;
    let sent = 0;
    let failed = -1;
    if ((this.#atCall & own) !== 0) {
      this.#marks = MARK.CALLS;
      this.#atCall &= ~own;
      const commands = (this.#program as ConcurrentProgram<Of>).branches[branch - 1];
      code = this.#subject.begin(this, branch, commands[this.#command[branch]]);
      this.#code[branch] = code;
    } else {
      if (this.#fallsAsleep(branch)) return;
      sent = this.#carryOut(branch);
      if (this.#writes === 0) failed = this.#kind[branch];
      code = this.#code[branch] as SteppedCode;
    }
    const { done, value } = code.next(sent);
    if (done === true) this.#answered(branch, value);
    else this.#standAt(branch, value, failed);
  }

  marks(): number {
    return this.#marks;
  }

  reads(): number {
    return this.#reads;
  }

  writes(): number {
    return this.#writes;
  }

  touched(): TouchedNames {
    const names = (things: readonly number[]): string[] =>
      [...new Set(things)].map((thing) => this.#nameOf(thing)).toSorted();
    return { reads: names(this.#stepReads), writes: names(this.#stepWrites) };
  }

  at(branch: number): string | null {
    const own = bit(branch);
    if ((this.#ended & own) !== 0) return null;
    if ((this.#atCall & own) !== 0) return CALL_POINT;
    return `${KIND_NAMES[this.#kind[branch]]} ${this.#subject.nameOf(this.#at[branch])}`;
  }

  overslept(): BranchSet {
    let overslept = 0;
    for (let branch = 1; branch <= this.#branches; branch += 1)
      if ((this.#asleep & bit(branch)) !== 0 && this.#words[this.#at[branch]] !== this.#expected[branch])
        overslept |= bit(branch);
    return overslept;
  }

  resultKey(): string {
    let key = String(this.#states.numberOf(this.#words, () => JSON.stringify(this.#subject.observe())));
    for (const outcomes of this.#outcomes)
      for (const outcome of outcomes) key += outcome === undefined ? ',' : `,${this.#numberOf(outcome)}`;
    return key;
  }

  result(): ProgramResult {
    const program = this.#program as ConcurrentProgram<Of>;
    const branches = program.branches.map((commands, index) =>
      commands.map((command, place) => {
        const outcome = this.#outcomes[index][place];
        return outcome === undefined ? {} : this.#subject.answerOf(command, outcome);
      }),
    );
    const done = this.#ended === (1 << this.#branches) - 1;
    return { prefix: this.#prefix, branches, ...(done ? { observation: this.#subject.observe() } : {}) };
  }

  races(): readonly string[] {
    return this.#raceCheck?.found ?? [];
  }

  // ── Parts of these ────────────────────────────────────────────────────────────────────────────────────

  #prepare(program: ConcurrentProgram<Of>): void {
    this.#branches = program.branches.length;
    this.#prefix = this.#subject.prepare(program.prefix, this.#branches);
    this.#first.set(this.#words);
    this.#program = program;
    this.#outcomes = program.branches.map((commands) => commands.map(() => undefined));
    this.#states.clear();
    this.#bits = 0;
    this.#bitOf.fill(0);
  }

  /** A sleeper's request is carried out in two steps: it falls asleep, and goes on once it was woken. */
  #fallsAsleep(branch: number): boolean {
    if (this.#kind[branch] !== KIND.WAIT) return false;
    const own = bit(branch);
    const at = this.#at[branch];
    if ((this.#woken & own) !== 0) {
      this.#woken &= ~own;
      this.#touchRead(at + this.#words.length);
      return false;
    }
    this.#atomicRead(branch, at);
    if (this.#words[at] !== this.#expected[branch]) return false;
    this.#touchWrite(at + this.#words.length);
    this.#asleep |= own;
    this.#can &= ~own;
    return true;
  }

  /** Does what a branch has requested, and answers its result. */
  #carryOut(branch: number): number {
    const words = this.#words;
    const kind = this.#kind[branch];
    const at = this.#at[branch];
    if (kind === KIND.WAIT) return 1;
    if (kind === KIND.LOOK) return 0;
    if (kind === KIND.NOTIFY) {
      this.#wake(branch, at);
      return 0;
    }
    if (kind === KIND.LOCK) {
      this.#takeLock(branch, at);
      return 0;
    }
    const before = words[at];
    if (kind !== KIND.STORE) this.#atomicRead(branch, at);
    if (kind === KIND.LOAD) return before;
    const isStored = kind !== KIND.COMPARE_EXCHANGE || before === this.#expected[branch];
    const after = isStored ? this.#value[branch] : before;
    // An exchange that leaves the word as it was has only read it.
    if (kind === KIND.STORE || after !== before) this.#touchWrite(at);
    if (isStored) this.#raceCheck?.atomicWrite(branch, at, this.#subject);
    if (after !== before) {
      words[at] = after;
      this.#letTry(at);
    }
    return before;
  }

  /** Others that stand before the lock have to wait. */
  #takeLock(branch: number, at: number): void {
    this.#raceCheck?.atomicRead(branch, at, this.#subject);
    this.#raceCheck?.atomicWrite(branch, at, this.#subject);
    this.#touchWrite(at);
    this.#words[at] = 1;
    for (let other = 1; other <= this.#branches; other += 1)
      if (other !== branch && this.#kind[other] === KIND.LOCK && this.#at[other] === at) this.#hold(other);
  }

  /** A branch cannot go until the word before which it stands has changed. */
  #hold(branch: number): void {
    this.#trying |= this.#can & bit(branch) & ~this.#atCall;
    this.#can &= ~this.#trying;
  }

  #wake(branch: number, at: number): void {
    this.#touchWrite(at + this.#words.length);
    this.#raceCheck?.notifies(branch, at);
    for (let rest = this.#asleep; rest !== 0; rest &= rest - 1) {
      const sleeper = 32 - Math.clz32(rest & -rest);
      if (this.#at[sleeper] !== at) continue;
      this.#asleep &= ~bit(sleeper);
      this.#woken |= bit(sleeper);
      this.#can |= bit(sleeper);
      this.#raceCheck?.wakes(sleeper, at);
    }
  }

  /** A word has changed: those that try it may go. */
  #letTry(at: number): void {
    for (let rest = this.#trying; rest !== 0; rest &= rest - 1) {
      const branch = 32 - Math.clz32(rest & -rest);
      if (this.#at[branch] !== at) continue;
      this.#trying &= ~bit(branch);
      this.#can |= bit(branch);
    }
  }

  /** `failed`: the kind of the request that was just carried out and changed nothing, else -1. */
  #standAt(branch: number, kind: WordRequest, failed: number): void {
    const at = this.#askedAt;
    const again =
      kind === failed &&
      (kind === KIND.EXCHANGE || kind === KIND.COMPARE_EXCHANGE) &&
      at === this.#at[branch] &&
      this.#askedValue === this.#value[branch] &&
      (kind === KIND.EXCHANGE || this.#askedExpected === this.#expected[branch]);
    this.#kind[branch] = kind;
    this.#at[branch] = at;
    this.#value[branch] = this.#askedValue;
    this.#expected[branch] = this.#askedExpected;
    if (again || (kind === KIND.LOCK && this.#words[at] !== 0)) this.#hold(branch);
  }

  #answered(branch: number, outcome: string | number): void {
    if (outcome === CUT_OFF) {
      this.#end(branch);
      return;
    }
    this.#marks |= MARK.ANSWERS;
    const command = this.#command[branch];
    const outcomes = this.#outcomes[branch - 1];
    outcomes[command] = outcome;
    this.#command[branch] = command + 1;
    if (command + 1 < outcomes.length) this.#atCall |= bit(branch);
    else this.#end(branch);
  }

  #end(branch: number): void {
    this.#ended |= bit(branch);
    this.#can &= ~bit(branch);
  }

  #atomicRead(branch: number, at: number): void {
    this.#touchRead(at);
    this.#raceCheck?.atomicRead(branch, at, this.#subject);
  }

  #touchRead(thing: number): void {
    this.#reads |= this.#bitOf[thing] || this.#newBit(thing);
    this.#stepReads.push(thing);
  }

  #touchWrite(thing: number): void {
    this.#writes |= this.#bitOf[thing] || this.#newBit(thing);
    this.#stepWrites.push(thing);
  }

  #newBit(thing: number): number {
    const own = 1 << Math.min(this.#bits, OWN_BITS);
    this.#bits += 1;
    this.#bitOf[thing] = own;
    return own;
  }

  #nameOf(thing: number): string {
    const { length } = this.#words;
    return thing < length
      ? this.#subject.nameOf(thing)
      : `sleepers of ${this.#subject.nameOf(thing - length)}`;
  }

  #numberOf(outcome: string | number): number {
    let number = this.#numbers.get(outcome);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(outcome, number);
    }
    return number;
  }
}
