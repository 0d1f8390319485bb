// The history of a session: the commands run on model and system, where they stand now, and the way back.
import { specificationOf } from '../../../command-sets.ts';
import type { Answer, Command } from '../../../contract/command.ts';
import { whyBeyond } from '../../../contract/id-limit.ts';
import type { KnownDeviation } from '../../../contract/known-deviation.ts';
import { printCommand, printTrace } from '../../../contract/notation/trace.ts';
import type { TraceStep } from '../../../contract/notation/trace.ts';
import type { System } from '../../../contract/system.ts';
import type { Step } from '../../../model/rulebook.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { refusalAs } from '../../../lockstep/answer-agreement.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import { Lockstep } from '../../../lockstep/lockstep.ts';
import { Recorder } from '../../../lockstep/recorder.ts';
import type { Moment } from '../../../lockstep/recorder.ts';

/** The model beside a system. Once they have parted, only going back is allowed. */
export class PlayRun {
  readonly #system: System;
  readonly #lockstep: Lockstep;
  #state: State;
  #steps: TraceStep[] = [];
  #divergence: Divergence | undefined;
  readonly #recorder = new Recorder();

  constructor(system: System) {
    this.#system = system;
    this.#lockstep = new Lockstep(system, specificationOf(system), {
      recorder: this.#recorder,
      selfCheckEach: true,
    });
    this.#state = this.specification.initial;
  }

  /** The command set that is played, as the model has it. */
  get specification(): Specification {
    return this.#lockstep.specification;
  }

  /** The model's state; after a divergence, the one that the system should have. */
  get state(): State {
    return this.#state;
  }

  /** Every command since the start, with the model's answer. */
  get steps(): readonly TraceStep[] {
    return this.#steps;
  }

  /** The divergence at the last command. */
  get divergence(): Divergence | undefined {
    return this.#divergence;
  }

  /** The known deviation at the last command, after which nothing can be compared. */
  get ended(): KnownDeviation | undefined {
    return this.#lockstep.ended;
  }

  /** The system's answer to the last command, if it did. */
  get heard(): Answer | undefined {
    return this.#recorder.last?.answer;
  }

  /** The reason that a command cannot be run, in a sentence; `undefined` when it can. */
  lackFor(command: Command): string | undefined {
    if (this.#divergence !== undefined)
      return 'model and system have parted, nothing more can be run: "undo" goes back, "save FILE" keeps what was played';
    if (this.ended !== undefined)
      return `a known deviation ended the run (${this.ended.reason}), nothing more can be compared: "undo" goes back`;
    const { name } = command;
    const { supports } = this.#system;
    if (supports !== undefined && !supports.includes(name))
      return `${this.#system.name} does not support ${name}`;
    const beyond = whyBeyond(command, this.specification.vocabulary, this.#system);
    if (beyond !== undefined) return beyond;
    const why = this.specification.whyUnissuable(this.#state, command);
    return why === undefined
      ? undefined
      : `"${printCommand(command, this.specification.vocabulary)}" cannot be issued now: ${why}`;
  }

  /** Back to where both sides start. */
  async reset(): Promise<void> {
    this.#state = this.specification.initial;
    this.#steps = [];
    this.#divergence = await this.#lockstep.reset();
  }

  /** Runs a command on both sides and compares everything. */
  async step(command: Command): Promise<Step> {
    this.#divergence = await this.#lockstep.step(command);
    // The lockstep has just noted it: nothing else runs commands here.
    const { step, next } = this.#recorder.last as Moment;
    this.#state = next;
    const answer =
      step.refusals === undefined
        ? step.answer
        : { refused: refusalAs(this.specification, step.refusals[0]) };
    this.#steps.push({ command, answer });
    return step;
  }

  /** Takes back the last commands by running all before them again: costs as much as those did. Returns them. */
  async undo(times: number): Promise<readonly TraceStep[]> {
    const undone = this.#steps.slice(-times);
    const kept = this.#steps.slice(0, -times);
    await this.reset();
    for (const { command } of kept) {
      if (this.#divergence !== undefined || this.ended !== undefined) break;
      await this.step(command);
    }
    return undone;
  }

  /** The commands that lead back to init alone. */
  drainCommands(): readonly Command[] {
    return this.specification.drainOf(this.#state);
  }

  /** Once all of those have run: looks whether nothing is left (I9). */
  async finish(): Promise<void> {
    this.#divergence = await this.#lockstep.finish();
  }

  /** The text of a trace file, with comments on what it was played with and how that ended. */
  trace(comments: readonly string[]): string {
    const { sentence } = this.#divergence ?? {};
    const ending = sentence === undefined ? [] : [`they part at the last command: ${sentence}`];
    return printTrace(this.#steps, this.specification.vocabulary, [...comments, ...ending]);
  }
}
