// Systems with a fault planted between their points: the model's own rules, taken apart into steps. Each command is code
// that yields the point it comes to next, and the condition under which it can go on.
import { specificationOf } from '../../src/command-sets.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { isObserve } from '../../src/contract/concurrent/program.ts';
import { runStepper } from '../../src/contract/concurrent/run-of-stepper.ts';
import { CALL_POINT, MARK } from '../../src/contract/concurrent/stepper.ts';
import type { BranchAnswer, ProgramResult, Stepper } from '../../src/contract/concurrent/stepper.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import type { State } from '../../src/model/state.ts';

const specification = specificationOf({});

/** A point, and the condition under which its branch can go on. */
interface Point {
  readonly at: string;
  readonly when?: () => boolean;
}

/** The things that the code of commands works with. */
export interface PlantedTable {
  state: State;
  /** Locks held, by name. */
  readonly held: Set<string>;
  /** Branches that sleep although they need not, and races, as the code tells them. */
  overslept: boolean;
  /** Flags given out. */
  flags: number;
  readonly races: string[];
}

type Code = (table: PlantedTable, command: Command) => Generator<Point, Answer>;

/** Asks the model for the outcome of a command in a state. */
function stepIn(state: State, command: Command): { readonly answer: Answer; readonly next: State } {
  const step = specification.step(state, command);
  return step.refusals === undefined ? step : { answer: { refused: step.refusals[0] }, next: state };
}

function take(table: PlantedTable, lock: string): Point {
  return { at: `lock ${lock}`, when: () => !table.held.has(lock) };
}

/** One lock, held for the whole command. */
export const sound: Code = function* (table, command) {
  yield take(table, 'all');
  const { answer, next } = stepIn(table.state, command);
  table.state = next;
  return answer;
};

/** Reads the state at one point and writes it at another, but for commands that are not of these names. */
export function losesUpdates(...names: readonly string[]): Code {
  return function* (table, command) {
    if (names.length > 0 && !names.includes(command.name)) return yield* sound(table, command);
    yield { at: 'load state' };
    const { answer, next } = stepIn(table.state, command);
    yield { at: 'store state' };
    table.state = next;
    return answer;
  };
}

/** The same of any command, once there are two processes. */
export const losesUpdatesOfTwo: Code = function* (table, command) {
  return yield* (table.state.processes.size > 1 ? losesUpdates() : sound)(table, command);
};

/** Loses updates once there are two processes, and throws where two commands are under way before. */
export const losesUpdatesOfTwoCrashesOfOne: Code = function* (table, command) {
  return yield* (table.state.processes.size > 1 ? losesUpdates() : crashes)(table, command);
};

/** Takes two locks, those of `first` in one order and all others in the other one. */
export function locksTwo(first: string): Code {
  return function* (table, command) {
    const order = command.name === first ? ['a', 'b'] : ['b', 'a'];
    for (const lock of order) {
      yield take(table, lock);
      table.held.add(lock);
    }
    const { answer, next } = stepIn(table.state, command);
    table.state = next;
    for (const lock of order) table.held.delete(lock);
    return answer;
  };
}

/** Reads the state before it takes two locks, those of `first` in one order and all others in the other one. */
export function locksTwoTooLate(first: string): Code {
  return function* (table, command) {
    yield { at: 'load state' };
    const { answer, next } = stepIn(table.state, command);
    yield* locksTwo(first)(table, command);
    table.state = next;
    return answer;
  };
}

/** Two commands wait for each other's word, by turns that are never told as waiting. */
export const spins: Code = function* (table, command) {
  const mine = `flag ${table.flags++}`;
  yield { at: 'store flag' };
  table.held.add(mine);
  do yield { at: 'load flags' };
  while (table.held.size > 1);
  table.held.delete(mine);
  return yield* sound(table, command);
};

/** Has no point within a command. */
// oxlint-disable-next-line require-yield -- that is its point
export const atOnce: Code = function* (table, command) {
  const { answer, next } = stepIn(table.state, command);
  table.state = next;
  return answer;
};

/** Tries a lock again and again, and does not tell that it waits. */
export const triesUntold: Code = function* (table, command) {
  do yield { at: 'exchange lock' };
  while (table.held.has('lock'));
  table.held.add('lock');
  yield { at: 'store lock' };
  table.held.delete('lock');
  return yield* atOnce(table, command);
};

/** Goes through many points of its own. */
export const slow: Code = function* (table, command) {
  for (let turn = 0; turn < 20; turn += 1) yield { at: 'load turn' };
  return yield* sound(table, command);
};

/** Answers a refusal of its own, whatever runs beside it. */
export const wrongAlone: Code = function* (table, command) {
  const answer = yield* sound(table, command);
  return 'ok' in answer ? answer : { refused: 'not-held' };
};

/** Throws where it is called while another command is under way. */
export const crashes: Code = function* (table, command) {
  yield { at: 'enter' };
  if (table.held.size > 0) throw new Error('two are in');
  table.held.add('in');
  yield { at: 'leave' };
  table.held.delete('in');
  return yield* sound(table, command);
};

/** A wake-up is lost where two commands are under way. */
export const oversleeps: Code = function* (table, command) {
  const isSecond = table.held.has('in');
  table.held.add('in');
  if (isSecond) table.overslept = true;
  yield { at: 'wait state', when: () => !table.overslept };
  table.held.delete('in');
  return yield* sound(table, command);
};

/** Tells a data race where two commands are under way. */
export const races: Code = function* (table, command) {
  if (table.held.has('in')) table.races.push('branches 1 and 2 race for the word state');
  table.held.add('in');
  yield { at: 'load state' };
  table.held.delete('in');
  return yield* sound(table, command);
};

/** The same, and of the commands of one name that run one after the other, too. */
export function racesAnyway(name: string): Code {
  return function* (table, command) {
    if (command.name === name && table.flags++ > 0)
      table.races.push('branches 1 and 2 race for the word count');
    return yield* races(table, command);
  };
}

class PlantedStepper implements Stepper {
  readonly #code: Code;
  #table: PlantedTable = this.#fresh();
  #program: ConcurrentProgram = { prefix: [], branches: [] };
  #prefix: Answer[] = [];
  #running: (Generator<Point, Answer> | undefined)[] = [];
  #points: (Point | undefined)[] = [];
  #outcomes: BranchAnswer[][] = [];
  #marks = 0;

  constructor(code: Code) {
    this.#code = code;
  }

  start(program: ConcurrentProgram): void {
    this.#program = program;
    this.#table = this.#fresh();
    this.#prefix = program.prefix.map((command) => {
      const { answer, next } = stepIn(this.#table.state, command);
      this.#table.state = next;
      return answer;
    });
    this.#running = program.branches.map(() => undefined);
    this.#points = program.branches.map(() => undefined);
    this.#outcomes = program.branches.map(() => []);
  }

  can(): number {
    return this.#set((index) => !this.#hasEnded(index) && (this.#points[index]?.when?.() ?? true));
  }

  ended(): number {
    return this.#set((index) => this.#hasEnded(index));
  }

  step(branch: number): void {
    const index = branch - 1;
    const entry = this.#program.branches[index][this.#outcomes[index].length];
    this.#marks = MARK.UNKNOWN;
    if (this.#running[index] === undefined) {
      this.#marks |= MARK.CALLS;
      if (isObserve(entry)) {
        this.#answer(index, { observation: this.#observe() });
        return;
      }
      this.#running[index] = this.#code(this.#table, entry);
    }
    const { done, value } = this.#running[index].next();
    if (done === true) {
      this.#running[index] = undefined;
      this.#answer(index, { answer: value });
    } else this.#points[index] = value;
  }

  marks(): number {
    return this.#marks;
  }

  reads(): number {
    return 0;
  }

  writes(): number {
    return 0;
  }

  touched(): undefined {
    return undefined;
  }

  at(branch: number): string | null {
    const index = branch - 1;
    if (this.#hasEnded(index)) return null;
    return this.#running[index] === undefined ? CALL_POINT : (this.#points[index]?.at ?? CALL_POINT);
  }

  overslept(): number {
    return this.#table.overslept ? 1 : 0;
  }

  races(): readonly string[] {
    return this.#table.races;
  }

  resultKey(): string {
    return JSON.stringify(this.result());
  }

  result(): ProgramResult {
    const branches = this.#program.branches.map((branch, index) =>
      branch.map((_, place): BranchAnswer => this.#outcomes[index][place] ?? {}),
    );
    return { prefix: this.#prefix, branches, observation: this.#observe() };
  }

  #fresh(): PlantedTable {
    return { state: specification.initial, held: new Set(), overslept: false, flags: 0, races: [] };
  }

  #answer(index: number, outcome: BranchAnswer): void {
    this.#marks |= MARK.ANSWERS;
    this.#points[index] = undefined;
    this.#outcomes[index].push(outcome);
  }

  #observe(): Observation {
    const seen = new FlatObservation();
    specification.observe(this.#table.state, seen);
    return unflatten(seen);
  }

  #hasEnded(index: number): boolean {
    return this.#outcomes[index].length === this.#program.branches[index].length;
  }

  #set(holds: (index: number) => boolean): number {
    return this.#program.branches.reduce((set, _, index) => (holds(index) ? set | (1 << index) : set), 0);
  }
}

/** A system of such code by steps: by runs alone, or driven in this thread. */
export function plantedSystem(code: Code, driven: 'runs' | 'stepper' = 'runs'): SystemUnderTest {
  const stepper = new PlantedStepper(code);
  return {
    ...modelSystem(specification),
    name: 'planted',
    concurrent: ['steps'],
    runConcurrent: (...asked) => runStepper(stepper, ...asked),
    ...(driven === 'stepper' && { stepper: () => stepper }),
  };
}

/** A system that answers later and takes commands before earlier ones have answered; a fault loses updates. */
export function freeSystem(isSound: boolean): AsynchronousSystemUnderTest {
  const model = modelSystem(specification);
  let state = specification.initial;
  const turn = (): Promise<void> => Promise.resolve();
  return {
    name: 'free',
    asynchronous: true,
    concurrent: ['free'],
    reset: async () => {
      await turn();
      state = specification.initial;
    },
    apply: async (command) => {
      const early = stepIn(state, command);
      await turn();
      await turn();
      const { answer, next } = isSound ? stepIn(state, command) : early;
      state = next;
      return answer;
    },
    observe: async () => {
      await turn();
      const seen = new FlatObservation();
      specification.observe(state, seen);
      return { ...model.observe(), ...unflatten(seen) };
    },
  };
}
