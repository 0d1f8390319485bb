// Records runs as they happen, so that whoever tells of a run computes nothing of it again.
import type { Answer, Command } from '../contract/command.ts';
import { unflatten } from '../contract/observation/json.ts';
import type { Observation } from '../contract/observation/observation.ts';
import type { Step } from '../model/rulebook.ts';
import type { State } from '../model/state.ts';
import type { CurrentExchange } from './exchange.ts';
import type { Judge } from './judge.ts';

/** A command as it went, on both sides. */
export interface Moment {
  readonly command: Command;
  readonly before: State;
  /** The model's step by the rules, and the state it is in then: another one where the answer is a known deviation. */
  readonly step: Step;
  readonly next: State;
  /** The system's answer and observation; `undefined` where there is none of a known form. */
  readonly answer: Answer | undefined;
  readonly observation: Observation | undefined;
}

/** A reset, and the moments after it. */
export interface RecordedRun {
  /** The observation after the reset; `undefined` where there is none of a known form. */
  readonly start: Observation | undefined;
  readonly moments: readonly Moment[];
}

/**
 * Keeps everything that is shown after each command: for runs that people look at. A lockstep with a recorder compares
 * everything every time and runs every command by itself.
 */
export class Recorder {
  readonly #runs: { readonly start: Observation | undefined; readonly moments: Moment[] }[] = [];

  /** The runs since it was made, one a reset. */
  get runs(): readonly RecordedRun[] {
    return this.#runs;
  }

  /** The moment noted last, if any since the reset. */
  get last(): Moment | undefined {
    return this.#runs.at(-1)?.moments.at(-1);
  }

  /** Notes an exchange, judged or in trouble; `before` is the model's state before it. */
  note(exchange: CurrentExchange, before: State, judge: Judge): void {
    const { command, answer, after, caught } = exchange;
    const observation = caught === undefined ? unflatten(after) : undefined;
    if (command === undefined) {
      this.#runs.push({ start: observation, moments: [] });
      return;
    }
    const { specification, lastStep } = judge;
    // The judge's own step may be that of a known deviation or of a limit; and in trouble the model has not moved.
    const isRuled = caught === undefined && lastStep !== undefined && !judge.dependsOnAnswers;
    const step = isRuled ? lastStep : specification.step(before, command, answer);
    const next = caught === undefined ? judge.state : step.next;
    this.#runs.at(-1)?.moments.push({ command, before, step, next, answer, observation });
  }
}
