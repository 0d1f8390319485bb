// A program of branches and one run of it, told: its lanes, the orders that were tried with the states that they lead to,
// and what was shown at rest. Terminal, page and drawing are made from it. Decides nothing about how it looks.
import type { Answer, Command } from '../../contract/command.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { unflatten } from '../../contract/observation/json.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { HeldCounts } from '../../contract/observation/tree.ts';
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import { describeStep } from '../../model/describe.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { handlesIn } from '../../model/state.ts';
import type { ConcurrentCertificate, ConcurrentFailure, ToldOrder } from '../concurrent-failure.ts';
import { toldOrderText } from '../concurrent-failure.ts';
import type { KnownRun, BranchLanes } from './lanes.ts';
import { lanesOf } from './lanes.ts';

/** A command of an order, with the answer that was seen. */
export interface OrderedCommand {
  readonly place: string;
  readonly text: string;
  readonly answer: string | undefined;
}

/** An order of the commands, up to where it stops being an explanation. */
export interface StoryOrder {
  readonly commands: readonly OrderedCommand[];
  /** Whole: `1.1 2.1: 2.1 should be refused (id-in-use)`. */
  readonly sentence: string;
  /** The reason without the order; absent where the order explains all. */
  readonly because?: string;
  /** The command that cannot stand there, as the model has it; absent where it is the end that is wrong. */
  readonly rule?: string;
  /** The model's state after the commands that can stand there. */
  readonly state: Observation;
  readonly held: HeldCounts;
}

export interface ConcurrentStory {
  readonly commandSet: string;
  readonly specification: Specification;
  /** The system's name; `undefined` where none was run and none is known. */
  readonly system: string | undefined;
  /** The seed by which it was found. */
  readonly seed: number | undefined;
  /**
   * `failed`: it fails now. `recorded`: as the file tells it. `passed`: it does not fail. `inconclusive`: the run shown does
   * not. `untried`: no system.
   */
  readonly outcome: 'failed' | 'recorded' | 'passed' | 'inconclusive' | 'untried';
  readonly failure: ConcurrentFailure | undefined;
  readonly program: ConcurrentProgram;
  /** The commands before the branches, with the answers seen. */
  readonly prefix: readonly Omit<OrderedCommand, 'place'>[];
  /** The commands of each branch, with the answers seen. */
  readonly branches: readonly (readonly OrderedCommand[])[];
  readonly lanes: BranchLanes;
  /** The orders tried, each refuted; of a run that is explained, the one order that does. */
  readonly orders: readonly StoryOrder[];
  /** Whether every order begins with one of those. */
  readonly allOrders: boolean;
  /** The state before the branches, by the model. */
  readonly start: { readonly state: Observation; readonly held: HeldCounts };
  /** The state shown when all was at rest, where it is known. */
  readonly rest: Observation | undefined;
  readonly certificate: ConcurrentCertificate | undefined;
}

/** A run, and what is known of it. */
export interface ToldRun {
  readonly specification: Specification;
  readonly system: string | undefined;
  readonly seed?: number | undefined;
  readonly outcome: ConcurrentStory['outcome'];
  readonly program: ConcurrentProgram;
  /** Absent where trouble left none. */
  readonly run?: KnownRun | undefined;
  readonly failure: ConcurrentFailure | undefined;
  /** An order that explains the run, by the places of its commands. */
  readonly explainedBy?: readonly string[] | undefined;
  readonly certificate?: ConcurrentCertificate | undefined;
}

/** The story of a run. O(orders × commands) steps of the model, besides the lanes. */
export function tellConcurrentStory(told: ToldRun): ConcurrentStory {
  const { specification, system, seed, outcome, program, failure, explainedBy, certificate } = told;
  const { run = nothingSeen(program) } = told;
  const teller = new OrderTeller(specification.mostOpen, program, run);
  const explained = explainedBy === undefined ? [] : [teller.explained(explainedBy)];
  return {
    commandSet: specification.vocabulary.id,
    specification,
    system,
    seed,
    outcome,
    failure,
    program,
    prefix: program.prefix.map((command, index) => ({
      text: printCommand(command, specification.vocabulary),
      answer: answerText(run.prefix[index]),
    })),
    branches: program.branches.map((commands, branch) =>
      commands.map((_, position) => teller.named(`${branch + 1}.${position + 1}`)),
    ),
    lanes: lanesOf(program, run, specification.vocabulary),
    orders: failure === undefined ? explained : failure.orders.map((order) => teller.refuted(order)),
    allOrders: failure?.allOrders ?? false,
    start: teller.start,
    rest: run.observation,
    certificate,
  };
}

/** The run of which nothing is known. */
function nothingSeen({ branches }: ConcurrentProgram): KnownRun {
  return { prefix: [], branches: branches.map((commands) => commands.map(() => ({}))) };
}

function answerText(answer: Answer | undefined): string | undefined {
  return answer === undefined ? undefined : printAnswer(answer);
}

/** Steps the model along orders of the commands of one run. */
class OrderTeller {
  readonly start: ConcurrentStory['start'];
  readonly #specification: Specification;
  readonly #program: ConcurrentProgram;
  readonly #run: KnownRun;
  readonly #from: State;

  constructor(specification: Specification, program: ConcurrentProgram, run: KnownRun) {
    this.#specification = specification;
    this.#program = program;
    this.#run = run;
    this.#from = program.prefix.reduce(
      (state, command, index) => specification.stepIfIssuable(state, command, run.prefix[index]).next,
      specification.initial,
    );
    this.start = this.#shown(this.#from);
  }

  explained(order: readonly string[]): StoryOrder {
    const state = this.#along(order);
    return {
      commands: order.map((place) => this.named(place)),
      sentence: order.join(' '),
      ...this.#shown(state),
    };
  }

  refuted(told: ToldOrder): StoryOrder {
    const { order, at, because } = told;
    const standing = at === 'command' ? order.slice(0, -1) : order;
    const state = this.#along(standing);
    const rule = at === 'command' ? this.#ruleOf(state, order.at(-1) ?? '') : undefined;
    return {
      commands: order.map((place) => this.named(place)),
      sentence: toldOrderText(told),
      because,
      ...(rule !== undefined && { rule }),
      ...this.#shown(state),
    };
  }

  #shown(of: State): { readonly state: Observation; readonly held: HeldCounts } {
    const seen = new FlatObservation();
    this.#specification.observe(of, seen);
    return { state: unflatten(seen), held: handlesIn(of) };
  }

  #along(order: readonly string[]): State {
    return order.reduce((state, place) => {
      const { command, answer } = this.#at(place);
      return command === undefined ? state : this.#specification.stepIfIssuable(state, command, answer).next;
    }, this.#from);
  }

  /** The rule of a command in a state, in a sentence. */
  #ruleOf(state: State, place: string): string | undefined {
    const { command, answer } = this.#at(place);
    if (command === undefined || !this.#specification.isIssuable(state, command)) return undefined;
    return describeStep(
      this.#specification,
      state,
      command,
      this.#specification.step(state, command, answer),
    );
  }

  /** The command at a place such as `1.2`, none for a look at the state, and its answer. */
  #at(place: string): { readonly command: Command | undefined; readonly answer: Answer | undefined } {
    const [branch, position] = place.split('.').map((number) => Number(number) - 1);
    const command = this.#program.branches[branch]?.[position];
    return {
      command: command === undefined || isObserve(command) ? undefined : command,
      answer: this.#run.branches[branch]?.[position]?.answer,
    };
  }

  named(place: string): OrderedCommand {
    const { command, answer } = this.#at(place);
    return {
      place,
      text: command === undefined ? 'observe' : printCommand(command, this.#specification.vocabulary),
      answer: answerText(answer),
    };
  }
}
