// One branch of a program in its thread: its commands one after the other, each begun when the baton says so.
import type { Answer, Command } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { CUT_OFF } from '../../contract/concurrent/stepper.ts';
import type { BranchAnswer } from '../../contract/concurrent/stepper.ts';
import { describeThrown } from '../../contract/foreign-value.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { Baton } from './baton.ts';
import { Aborted, NoPoint } from './baton.ts';
import type { BatonMemory } from './baton-memory.ts';

/** Runs one command; its outcome is compared by `===`, or is {@link CUT_OFF}. */
export type RunCommand<Of extends Command = Command> = (command: BranchCommand<Of>) => string | number;

/** Shipped code over shared words that threads can run. Each thread makes its own over the same buffer. */
export interface ThreadSubject<Of extends Command = Command> {
  /** All that it keeps. */
  readonly buffer: SharedArrayBuffer;
  /** Goes back to init alone and runs these commands, while nobody else runs. */
  prepare(prefix: readonly Of[], branches: number): readonly Answer[];
  /** The branches' first memory of the lock, where they have one. */
  untaken?(): number;
  /** Opens it for a branch, counted from 1. */
  open(branch: number, memory: BatonMemory): RunCommand<Of>;
  answerOf(command: BranchCommand<Of>, outcome: string | number): BranchAnswer;
  observe(): Observation;
  /** The name of a word, for people. */
  nameOf(at: number): string;
}

/** Makes a subject: a new one, or the same in another thread over its buffer. */
export type MakeThreadSubject<Of extends Command = Command> = (
  argument: unknown,
  buffer?: SharedArrayBuffer,
) => ThreadSubject<Of>;

/** The outcome of a command, as it is handed from thread to thread. */
export type BranchOutcome = string | number | { readonly threw: string };

/** A branch, ready to be run again and again. */
export class ThreadBranch<Of extends Command = Command> {
  readonly #baton: Baton;
  readonly #branch: number;
  readonly #memory: BatonMemory;
  readonly #run: RunCommand<Of>;
  readonly #untaken: () => number;
  #program = -1;
  #commands: readonly BranchCommand<Of>[] = [];

  constructor(baton: Baton, branch: number, memory: BatonMemory, subject: ThreadSubject<Of>) {
    this.#baton = baton;
    this.#branch = branch;
    this.#memory = memory;
    this.#run = subject.open(branch, memory);
    this.#untaken = () => subject.untaken?.() ?? 0;
  }

  /** Runs all commands; the thread has the baton. Afterwards it has it still, unless the execution was aborted. */
  execute(): void {
    const baton = this.#baton;
    const memory = this.#memory;
    this.#readProgram();
    const outcomes: BranchOutcome[] = [];
    memory.untaken = this.#untaken();
    memory.isStepped = true;
    try {
      for (const [place, command] of this.#commands.entries()) {
        if (place > 0) memory.handOver();
        baton.called(this.#branch);
        const outcome = this.#outcomeOf(command);
        if (outcome === CUT_OFF) {
          baton.ended(this.#branch);
          return;
        }
        outcomes.push(outcome);
        baton.writeText(this.#branch, JSON.stringify(outcomes));
        baton.answered(this.#branch, place === this.#commands.length - 1);
      }
    } finally {
      memory.isStepped = false;
    }
  }

  #readProgram(): void {
    const baton = this.#baton;
    if (baton.program === this.#program) return;
    this.#program = baton.program;
    const { branches } = JSON.parse(baton.readText(0)) as ConcurrentProgram<Of>;
    this.#commands = branches[this.#branch - 1];
    this.#memory.all = (1 << branches.length) - 1;
  }

  #outcomeOf(command: BranchCommand<Of>): BranchOutcome {
    try {
      return this.#run(command);
    } catch (error) {
      if (error instanceof NoPoint) throw error;
      if (error instanceof Aborted || this.#baton.isAborted) throw new Aborted();
      return { threw: describeThrown(error) };
    }
  }
}
