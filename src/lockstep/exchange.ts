// One exchange with a system: a command, the answer to it, and what is shown before and after. Asks the system for it,
// at once or with waiting; the judge decides what it means.
import type { Answer, Command } from '../contract/command.ts';
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { Focus } from '../contract/observation/flat-observation.ts';
import { answerProblem } from '../contract/observation/form.ts';
import { flatten } from '../contract/observation/json.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { AsynchronousSystemUnderTest, System, SystemUnderTest } from '../contract/system.ts';
import { Trouble } from '../contract/trouble.ts';
import type { SystemMethod } from '../contract/trouble.ts';
import type { Step } from '../model/rulebook.ts';

/** The command and the answer that a divergence is told at; neither at a reset. */
export interface Occasion {
  readonly command: Command | undefined;
  readonly answer: Answer | undefined;
}

/** A command that was answered, and what is shown around it: everything, or the part in focus. */
export interface Exchange extends Occasion {
  readonly command: Command;
  readonly answer: Answer;
  readonly before: FlatObservation;
  readonly after: FlatObservation;
  /** The model's step, where it is known already and depends on no answer; or the refusals alone. */
  readonly foreseen?: Step | undefined;
  readonly refusals?: readonly Refusal[] | undefined;
}

/** An error that a method of a system threw, or that tells of what it returned. */
export interface Caught {
  readonly error: unknown;
  readonly method: SystemMethod;
}

/** The exchange under way, or the last one. Filled anew by each exchange of a run, so that none of them makes garbage. */
export class CurrentExchange implements Occasion {
  /** `undefined`: it is a reset. */
  command: Command | undefined;
  answer: Answer | undefined;
  /** The part to be shown; everything where this is `undefined`. */
  focus: Focus | undefined;
  /** The error in place of an answer or of what is shown. */
  caught: Caught | undefined;
  /** As in an {@link Exchange}. */
  foreseen: Step | undefined;
  refusals: readonly Refusal[] | undefined;
  before: FlatObservation = new FlatObservation();
  after: FlatObservation = new FlatObservation();

  /** Begins a reset, or the exchange of a command. */
  begin(command?: Command, focus?: Focus): void {
    this.command = command;
    this.answer = undefined;
    this.focus = focus;
    this.caught = undefined;
    this.foreseen = undefined;
    this.refusals = undefined;
  }

  /** Makes what was shown after this exchange what is shown before the next. */
  advance(): void {
    const { after } = this;
    this.after = this.before;
    this.before = after;
  }
}

/**
 * Has a system do what the exchange asks for and show what came of it. Decides alone between systems that answer at once,
 * for which it returns `undefined` when all is done, and those elsewhere. Never throws: see {@link CurrentExchange.caught}.
 */
export function perform(sut: System, exchange: CurrentExchange): Promise<void> | undefined {
  return sut.asynchronous ? performElsewhere(sut, exchange) : performHere(sut, exchange);
}

function performHere(sut: SystemUnderTest, exchange: CurrentExchange): undefined {
  const { command } = exchange;
  let method: SystemMethod = command === undefined ? 'reset' : 'apply';
  try {
    if (command === undefined) sut.reset();
    else exchange.answer = wellFormed(sut.apply(command));
    method = 'observe';
    show(sut, exchange.after, exchange.focus);
  } catch (error) {
    exchange.caught = { error, method };
  }
}

async function performElsewhere(sut: AsynchronousSystemUnderTest, exchange: CurrentExchange): Promise<void> {
  const { command } = exchange;
  let method: SystemMethod = command === undefined ? 'reset' : 'apply';
  try {
    if (command === undefined) await sut.reset();
    else exchange.answer = wellFormed(await sut.apply(command));
    method = 'observe';
    flatten(await sut.observe(), exchange.after);
  } catch (error) {
    exchange.caught = { error, method };
  }
}

/** Has a system show its state, or the part in focus. A focus is for systems with `observeInto` only. */
export function show(sut: SystemUnderTest, out: FlatObservation, focus?: Focus): void {
  if (sut.observeInto === undefined) flatten(sut.observe(), out);
  else sut.observeInto(out, focus);
}

/** The answer itself; throws where it has no known form. */
export function wellFormed(answer: Answer): Answer {
  const problem = answerProblem(answer);
  if (problem !== undefined) throw new Trouble(problem, { method: 'apply' });
  return answer;
}
