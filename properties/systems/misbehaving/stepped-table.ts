// A tiny table under locks that runs branches one step at a time, as an adapter with a baton would: each command is a
// generator that yields at its points. It looks whether an id is free under the lock, lets the lock go, and takes it
// again to use the id, which is its fault.
import type { Answer, Command, Id } from '../../../src/contract/command.ts';
import type { BranchCommand, ConcurrentProgram, Schedule } from '../../../src/contract/concurrent/program.ts';
import { isObserve } from '../../../src/contract/concurrent/program.ts';
import type { CommandRun, ConcurrentRun, ScheduledStep } from '../../../src/contract/concurrent/run.ts';
import type { Observation } from '../../../src/contract/observation/observation.ts';

/** The place where a branch stands, and whether it can go on from there. */
interface Point {
  readonly at: string;
  readonly isOpen: () => boolean;
}

type Steps<Result> = Generator<Point, Result, undefined>;

interface Writable {
  called?: number;
  answered?: number;
  answer?: Answer;
  observation?: Observation;
}

/** `careful`: looks and uses under one lock. `crossed`: an exit takes the two locks the other way round than a fork. */
export type TableFault = 'careful' | 'forgetful' | 'crossed' | 'spinning';

export class SteppedTable {
  readonly name = 'stepped';
  readonly supports = ['fork', 'exit', 'free'] as const;
  readonly concurrent = ['free', 'steps'] as const;
  readonly consistentReads = true;
  readonly #fault: TableFault;
  #processes = new Map<Id, { parent: Id | null; zombie: boolean }>();
  #held = new Set<string>();
  #reads: string[] = [];
  #writes: string[] = [];
  #freeRuns = 0;

  constructor(fault: TableFault = 'forgetful') {
    this.#fault = fault;
    this.reset();
  }

  reset(): void {
    this.#processes = new Map([[1, { parent: null, zombie: false }]]);
    this.#held = new Set();
  }

  apply(command: Command): Answer {
    const steps = this.#perform(command);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  observe(): Observation {
    return {
      processes: [...this.#processes]
        .toSorted(([one], [other]) => one - other)
        .map(([pid, { parent, zombie }]) => ({ pid, parent, state: zombie ? 'zombie' : 'running' })),
    };
  }

  /** Freely, in an order of steps that differs from run to run. */
  runConcurrent(program: ConcurrentProgram, schedule?: Schedule, limit = 1000): ConcurrentRun {
    if (schedule !== undefined) return this.#run(program, schedule, limit);
    this.#freeRuns += 1;
    const turns = Array.from({ length: 12 }, (_, step) =>
      (this.#freeRuns >> (step % 4)) % 2 === 0 ? 1 : program.branches.length,
    );
    const { steps: _, ...run } = this.#run(program, turns, limit);
    return run;
  }

  #run({ prefix, branches }: ConcurrentProgram, schedule: Schedule, limit: number): ConcurrentRun {
    this.reset();
    const answers = prefix.map((command) => this.apply(command));
    const runs = branches.map((commands) => commands.map((): Writable => ({})));
    const steps: ScheduledStep[] = [];
    const walks = branches.map((commands, index) => this.#branch(commands, runs[index], () => steps.length));
    const points = walks.map((walk) => walk.next());
    const left = [...schedule];
    let last = 0;
    for (;;) {
      const can = [...points.keys()]
        .filter((index) => points[index].done !== true && points[index].value.isOpen())
        .map((index) => index + 1);
      const at = points.map(({ done, value }) => (done === true ? null : value.at));
      const known = { prefix: answers, branches: runs as CommandRun[][], steps };
      if (at.every((place) => place === null))
        return { ...known, ended: 'done', observation: this.observe() };
      if (can.length === 0) return { ...known, ended: 'deadlock', at };
      if (steps.length === limit) return { ...known, ended: 'limit', at };
      while (left.length > 0 && !can.includes(left[0])) left.shift();
      const branch = left.shift() ?? (can.includes(last) ? last : can[0]);
      last = branch;
      this.#reads = [];
      this.#writes = [];
      steps.push({ branch, at: at[branch - 1] ?? '', can, reads: this.#reads, writes: this.#writes });
      points[branch - 1] = walks[branch - 1].next();
    }
  }

  *#branch(commands: readonly BranchCommand[], runs: readonly Writable[], step: () => number): Steps<void> {
    for (const [index, command] of commands.entries()) {
      yield { at: 'call', isOpen: () => true };
      const run: Writable = runs[index];
      run.called = step();
      if (isObserve(command)) run.observation = yield* this.#look();
      else run.answer = yield* this.#perform(command);
      run.answered = step();
    }
  }

  *#look(): Steps<Observation> {
    yield* this.#lock('ids');
    const shown = this.observe();
    this.#unlock('ids');
    return shown;
  }

  *#perform({ name, process, child }: Command): Steps<Answer> {
    const pid = Number(process);
    if (this.#fault === 'crossed') yield* this.#lock(name === 'fork' ? 'ids' : 'links');
    yield* this.#lock(this.#fault === 'crossed' && name === 'fork' ? 'links' : 'ids');
    const me = this.#processes.get(pid);
    let answer: Answer = { ok: {} };
    if (name === 'free') {
      if (me?.zombie === true) this.#processes.delete(pid);
      else answer = { refused: 'not-a-zombie' };
    } else if (me?.zombie !== false) answer = { refused: 'not-running' };
    else if (name === 'exit') answer = this.#exit(pid);
    else answer = yield* this.#fork(pid, Number(child));
    this.#unlock('ids');
    this.#unlock('links');
    return answer;
  }

  #exit(pid: Id): Answer {
    if (pid === 1) return { refused: 'is-init' };
    for (const [id, { parent, zombie }] of this.#processes) {
      if (id === pid) this.#processes.set(id, { parent, zombie: true });
      else if (parent === pid) this.#processes.set(id, { parent: 1, zombie });
    }
    return { ok: {} };
  }

  *#fork(pid: Id, child: Id): Steps<Answer> {
    if (this.#processes.has(child)) return { refused: 'id-in-use' };
    if (this.#fault === 'forgetful') {
      this.#unlock('ids');
      yield* this.#lock('ids');
    }
    // Goes round for as long as the other one's child is not there.
    while (this.#fault === 'spinning' && child === 3 && !this.#processes.has(4))
      yield { at: 'load 4', isOpen: () => true };
    this.#processes.set(child, { parent: pid, zombie: false });
    return { ok: { pid: child } };
  }

  *#lock(name: string): Steps<void> {
    yield { at: `lock ${name}`, isOpen: () => !this.#held.has(name) };
    this.#held.add(name);
    if (!this.#writes.includes(name)) this.#writes.push(name);
  }

  #unlock(name: string): void {
    if (this.#held.delete(name) && !this.#writes.includes(name)) this.#writes.push(name);
  }
}
