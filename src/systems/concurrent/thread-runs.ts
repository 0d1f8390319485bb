// Shipped code run by schedules in threads: the first branch in the thread that asks, each further one in a worker. The
// ground truth for what is driven in one thread.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Answer, Command } from '../../contract/command.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { CommandRun, ConcurrentRun, ScheduledStep } from '../../contract/concurrent/run.ts';
import { branchesIn, STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import { CALL_POINT, MARK } from '../../contract/concurrent/stepper.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { Aborted, Baton, END } from './baton.ts';
import type { BatonStep, TouchedWord } from './baton.ts';
import { BatonMemory } from './baton-memory.ts';
import { ThreadBranch } from './thread-branch.ts';
import type { MakeThreadSubject, BranchOutcome, ThreadSubject } from './thread-branch.ts';

/** The data that a branch's thread is started with. */
export interface ThreadStart {
  readonly control: SharedArrayBuffer;
  readonly buffer: SharedArrayBuffer;
  readonly recipe: Recipe;
  readonly branch: number;
}

const ENDED = { [END.DONE]: 'done', [END.DEADLOCK]: 'deadlock', [END.LIMIT]: 'limit' } as const;

/** Runs programs of at most as many branches as it was made for. */
export class ThreadRuns<Of extends Command = Command> {
  readonly #subject: ThreadSubject<Of>;
  readonly #words: Int32Array;
  readonly #baton: Baton;
  readonly #memory: BatonMemory;
  readonly #first: ThreadBranch<Of>;
  readonly #workers: readonly Worker[];
  #program: ConcurrentProgram<Of> | undefined;
  #prefix: readonly Answer[] = [];
  #start: Int32Array;

  private constructor(subject: ThreadSubject<Of>, recipe: Recipe, branches: number) {
    this.#subject = subject;
    this.#words = new Int32Array(subject.buffer);
    this.#start = this.#words.slice();
    this.#baton = new Baton();
    this.#memory = new BatonMemory(this.#words, this.#baton, 1);
    this.#first = new ThreadBranch(this.#baton, 1, this.#memory, subject);
    const file = new URL(`./branch-thread${import.meta.url.slice(-3)}`, import.meta.url);
    this.#workers = Array.from({ length: branches - 1 }, (_, index) => {
      const control = this.#baton.words.buffer;
      const start: ThreadStart = { control, buffer: subject.buffer, recipe, branch: index + 2 };
      const worker = new Worker(file, { workerData: start });
      worker.unref();
      return worker;
    });
  }

  /**
   * Makes the subject by its recipe, here and in a worker for each branch but the first. `patienceMs`: the longest way from
   * one point to the next; half a minute unless told.
   */
  static async start<Of extends Command = Command>(
    recipe: Recipe,
    branches: number,
    patienceMs?: number,
  ): Promise<ThreadRuns<Of>> {
    const module = (await import(recipe.module)) as Readonly<Record<string, MakeThreadSubject<Of>>>;
    const runs = new ThreadRuns(module[recipe.make](recipe.argument), recipe, branches);
    if (patienceMs !== undefined) runs.#baton.patienceMs = patienceMs;
    // A thread that cannot begin says why; from here on they are waited for without a look at messages.
    await Promise.all(runs.#workers.map((worker) => once(worker, 'message')));
    return runs;
  }

  /** Runs a program by a schedule, at once. Throws where a branch hangs at something that is no point. */
  run(program: ConcurrentProgram<Of>, schedule: Schedule = [], limit: number = STEPS_MAX): ConcurrentRun {
    const baton = this.#baton;
    if (program.branches.length > this.#workers.length + 1)
      throw new RangeError(`there are threads for ${this.#workers.length + 1} branches`);
    if (program !== this.#program) this.#prepare(program);
    else this.#words.set(this.#start);
    baton.begin(
      program.branches.map(({ length }) => length),
      schedule,
      limit,
    );
    this.#execute();
    return this.#tell(program);
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.#baton.stop(this.#workers.length + 1);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #prepare(program: ConcurrentProgram<Of>): void {
    const { branches } = program;
    this.#prefix = this.#subject.prepare(program.prefix, branches.length);
    this.#start.set(this.#words);
    this.#baton.writeText(0, JSON.stringify({ branches }));
    this.#baton.newProgram();
    this.#memory.all = (1 << branches.length) - 1;
    this.#program = program;
  }

  #execute(): void {
    const baton = this.#baton;
    let next = baton.next(this.#memory.all);
    while (next !== 0) {
      if (next === 1) {
        try {
          this.#first.execute();
        } catch (error) {
          if (!(error instanceof Aborted)) throw error;
          baton.left(1);
          break;
        }
        next = baton.next(this.#memory.all);
        continue;
      }
      baton.give(next);
      baton.take(1);
      next = baton.end === END.NONE ? 1 : 0;
    }
    for (const branch of branchesIn(baton.inside)) {
      baton.give(branch);
      baton.take(1);
    }
  }

  #tell(program: ConcurrentProgram<Of>): ConcurrentRun {
    const baton = this.#baton;
    const steps = baton.steps();
    const isDone = baton.end === END.DONE;
    const branches = program.branches.map((commands, index) => {
      const own = (mark: number): number[] =>
        steps.flatMap(({ branch, marks }, step) =>
          branch === index + 1 && (marks & mark) !== 0 ? [step + 1] : [],
        );
      const called = own(MARK.CALLS);
      const answered = own(MARK.ANSWERS);
      const outcomes =
        answered.length === 0 ? [] : (JSON.parse(baton.readText(index + 1)) as BranchOutcome[]);
      return commands.map((command, place): CommandRun => {
        if (place >= called.length) return {};
        if (place >= answered.length) return { called: called[place] };
        const outcome = outcomes[place];
        if (typeof outcome === 'object') throw new Error(`branch ${index + 1} threw: ${outcome.threw}`);
        return {
          called: called[place],
          answered: answered[place],
          ...this.#subject.answerOf(command, outcome),
        };
      });
    });
    return {
      prefix: this.#prefix,
      branches,
      steps: steps.map((step) => this.#stepOf(step)),
      ended: ENDED[baton.end as keyof typeof ENDED],
      ...(isDone
        ? { observation: this.#subject.observe() }
        : { at: program.branches.map((_, index) => this.#standing(index + 1)) }),
    };
  }

  #standing(branch: number): string | null {
    const standing = this.#baton.standing(branch);
    return standing === null ? null : this.#pointName(standing);
  }

  #pointName({ kind, at }: { readonly kind: string; readonly at: number }): string {
    return kind === CALL_POINT ? kind : `${kind} ${this.#subject.nameOf(at)}`;
  }

  #stepOf({ branch, can, kind, at, touched }: BatonStep): ScheduledStep {
    const names = (isWritten: boolean): string[] =>
      touched
        .filter((thing) => thing.isWritten === isWritten)
        .map((thing) => this.#thingName(thing))
        .toSorted();
    return {
      branch,
      at: this.#pointName({ kind, at }),
      can: branchesIn(can),
      reads: names(false),
      writes: names(true),
    };
  }

  #thingName({ at, isSleep }: TouchedWord): string {
    const name = this.#subject.nameOf(at);
    return isSleep ? `sleepers of ${name}` : name;
  }
}
