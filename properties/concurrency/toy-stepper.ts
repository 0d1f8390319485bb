// A toy system for searches of schedules: branches run lists of operations on a few words and locks. A lock is a point at
// which a branch cannot go while another one holds it, as the protocol has it; a try of a lock is none, and fails.
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { MARK } from '../../src/contract/concurrent/stepper.ts';
import type { ProgramResult, Stepper, TouchedNames } from '../../src/contract/concurrent/stepper.ts';

/** One operation: each but `unlock` has a point before it. */
export type ToyOperation =
  | { readonly do: 'read' | 'increment' | 'lock' | 'unlock' | 'spin'; readonly word: number }
  | { readonly do: 'write'; readonly word: number; readonly value: number }
  | { readonly do: 'nothing' };

export const lock = (word: number): ToyOperation => ({ do: 'lock', word });
export const unlock = (word: number): ToyOperation => ({ do: 'unlock', word });

/** A command of a toy program. */
export interface ToyCommand {
  readonly name: string;
  readonly [argument: string]: string | number | boolean;
}

/** The words of a toy; locks have numbers of their own. */
const WORDS = 6;

/** Runs a list of operations for each command, by branch and place. */
export class ToyStepper implements Stepper<ToyCommand> {
  readonly words = new Int32Array(WORDS);
  readonly #holders = new Int32Array(WORDS);
  readonly #code: readonly (readonly (readonly ToyOperation[])[])[];
  #command: number[] = [];
  #place: number[] = [];
  #seen: string[][] = [];
  #reads = 0;
  #writes = 0;
  #marks = 0;

  /** By branch, by command: the operations. */
  constructor(code: readonly (readonly (readonly ToyOperation[])[])[]) {
    this.#code = code;
  }

  /** A program of as many commands. */
  get program(): ConcurrentProgram<ToyCommand> {
    return { prefix: [], branches: this.#code.map((commands) => commands.map(() => ({ name: 'run' }))) };
  }

  start(): void {
    this.words.fill(0);
    this.#holders.fill(0);
    this.#command = this.#code.map(() => 0);
    this.#place = this.#code.map(() => -1);
    this.#seen = this.#code.map((commands) => commands.map(() => ''));
  }

  can(): number {
    let can = 0;
    for (let index = 0; index < this.#code.length; index += 1) {
      if (this.#hasEnded(index)) continue;
      const operation = this.#next(index);
      if (operation?.do === 'lock' && this.#holders[operation.word] !== 0) continue;
      can |= 1 << index;
    }
    return can;
  }

  ended(): number {
    return this.#code.reduce((ended, _, index) => (this.#hasEnded(index) ? ended | (1 << index) : ended), 0);
  }

  step(branch: number): void {
    const index = branch - 1;
    this.#reads = 0;
    this.#writes = 0;
    this.#marks = 0;
    if (this.#place[index] === -1) {
      this.#marks = MARK.CALLS;
      this.#place[index] = 0;
    } else this.#run(index, branch);
    while (this.#next(index)?.do === 'unlock') this.#run(index, branch);
    if (this.#next(index) !== undefined) return;
    this.#marks |= MARK.ANSWERS;
    this.#command[index] += 1;
    this.#place[index] = -1;
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
    const names = (bits: number): string[] =>
      Array.from({ length: 2 * WORDS }, (_, thing) => thing)
        .filter((thing) => ((bits >>> thing) & 1) === 1)
        .map((thing) => (thing < WORDS ? `word ${thing}` : `lock ${thing - WORDS}`));
    return { reads: names(this.#reads), writes: names(this.#writes) };
  }

  at(branch: number): string | null {
    if (this.#hasEnded(branch - 1)) return null;
    if (this.#place[branch - 1] === -1) return 'call';
    const operation = this.#next(branch - 1);
    if (operation === undefined || operation.do === 'nothing') return 'nothing';
    return `${operation.do} ${operation.word}`;
  }

  resultKey(): string {
    return `${this.#seen.join('/')} ${this.words.join()}`;
  }

  result(): ProgramResult {
    const branches = this.#seen.map((commands) =>
      commands.map((seen) => ({ answer: { refused: seen === '' ? 'saw-nothing' : `saw${seen}` } })),
    );
    return {
      prefix: [],
      branches,
      observation: { processes: [...this.words].map((exitCode, at) => ({ pid: at + 1, exitCode })) },
    };
  }

  #hasEnded(index: number): boolean {
    return this.#command[index] === this.#code[index].length;
  }

  #next(index: number): ToyOperation | undefined {
    return this.#hasEnded(index) ? undefined : this.#code[index][this.#command[index]][this.#place[index]];
  }

  #run(index: number, branch: number): void {
    const operation = this.#next(index) as ToyOperation;
    this.#place[index] += 1;
    if (operation.do === 'nothing') return;
    const { word } = operation;
    if (operation.do === 'lock' || operation.do === 'unlock') {
      this.#holders[word] = operation.do === 'lock' ? branch : 0;
      this.#writes |= 1 << (word + WORDS);
      return;
    }
    if (operation.do !== 'write') this.#reads |= 1 << word;
    if (operation.do === 'read') this.#seen[index][this.#command[index]] += `-${this.words[word]}`;
    else if (operation.do === 'spin') {
      // Goes back to itself until somebody has written the word.
      if (this.words[word] === 0) this.#place[index] -= 1;
    } else {
      this.#writes |= 1 << word;
      this.words[word] = operation.do === 'write' ? operation.value : this.words[word] + 1;
    }
  }
}
