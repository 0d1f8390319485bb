// The gate that every candidate of the shrinker goes through: simpler than the best, not tried before, failing alike.
import type { Command } from '../../contract/command.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { counted } from '../../contract/format-numbers.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { controlIn } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { Specification } from '../../model/specification.ts';
import { broken } from '../../model/assert.ts';
import { replay } from '../../lockstep/replay.ts';
import type { Run } from '../../lockstep/run-plan.ts';
import type { Failure } from '../failure.ts';
import { renumbered } from './renumber-ids.ts';
import { compareSimplicity } from './shortlex.ts';

/** The cost of shrinking, at most, and its control: without one, it is not asked to end and tells nobody. */
export interface ShrinkOptions extends Partial<RunControl<ShrinkProgress>> {
  /** Runs at most; what is best by then is returned. */
  readonly executionsMax: number;
  /** Milliseconds at most, where `now` is a clock. */
  readonly timeMs?: number | undefined;
  /** Told of failures of other classes, which are passed over. */
  readonly met?: ((other: Failure) => void) | undefined;
}

/** The length reached so far, told between runs. */
export interface ShrinkProgress {
  readonly best: number;
  readonly executions: number;
}

/** Up to so many commands everything that is promised is tried; of longer ones, what grows no faster than they do. */
export const THOROUGH_UP_TO = 40;

/** The run was asked to end in the middle. */
class Abandoned extends Error {}

/** One search for something simpler; the passes propose, this disposes. */
export class ShrinkSearch {
  readonly #system: System;
  readonly #options: ShrinkOptions;
  readonly #control: RunControl<ShrinkProgress>;
  #ends = Number.POSITIVE_INFINITY;
  #best: Failure | undefined;
  /** By length, as longer ones than the best cannot come again. */
  readonly #tried = new Map<number, Set<string>>();
  readonly specification: Specification;
  executions = 0;
  /** Times that something simpler became the best. */
  shrinks = 0;
  #namesAreFree = false;
  #hindrance: string | undefined;

  constructor(system: System, specification: Specification, options: ShrinkOptions) {
    this.#system = system;
    this.#options = options;
    this.#control = controlIn(options);
    this.specification = specification;
  }

  /** Runs the sequence as it was given; whether it fails, so that it is the best to begin with. The time counts from here. */
  async begin(commands: readonly Command[]): Promise<boolean> {
    const run = await this.#replay(commands, { turn: () => this.#turn(commands.length) });
    this.executions = 1;
    this.#ends = this.#control.now() + (this.#options.timeMs ?? Number.POSITIVE_INFINITY);
    if (run.divergence === undefined) return false;
    this.#best = { commands: run.commands, divergence: run.divergence };
    return true;
  }

  /** The simplest failure so far. All have the class of the first. */
  get best(): Failure {
    return this.#best ?? broken('a search for something simpler was not begun, or with what does not fail');
  }

  get vocabulary(): Vocabulary {
    return this.specification.vocabulary;
  }

  /** Whether the best is too long for what is tried of every two commands or of every argument. */
  get isLong(): boolean {
    return this.best.commands.length > THOROUGH_UP_TO;
  }

  /** The reason that the search must end now; `undefined` while it may go on. */
  get whyOver(): string | undefined {
    const { executionsMax } = this.#options;
    const { stopped, now } = this.#control;
    if (this.#hindrance !== undefined) return this.#hindrance;
    if (stopped()) return 'interrupted';
    if (this.executions >= executionsMax)
      return `the budget of ${counted(executionsMax, 'execution')} was spent`;
    return now() >= this.#ends ? 'the time was up' : undefined;
  }

  /** Whether the best was seen to fail alike under other names of its ids. */
  get namesAreFree(): boolean {
    return this.#namesAreFree;
  }

  set namesAreFree(are: boolean) {
    if (this.#namesAreFree && !are) this.#tried.clear();
    this.#namesAreFree = are;
  }

  over(): boolean {
    return this.whyOver !== undefined;
  }

  /**
   * Resolves to whether the candidate became the best. The commands that it needed to fail, a drain's commands
   * included, count as its length. Costs an execution, unless it is no simpler than the best or was tried before.
   */
  async consider(candidate: readonly Command[]): Promise<boolean> {
    if (compareSimplicity(candidate, this.best.commands, this.vocabulary) >= 0) return false;
    return this.#isNew(candidate) && !this.over() && (await this.#execute(candidate));
  }

  /** The same of a candidate that is no simpler as it stands: whether it fails alike, and the best if that is simpler. */
  async probe(candidate: readonly Command[]): Promise<boolean> {
    return !this.over() && (await this.#execute(candidate));
  }

  async #execute(candidate: readonly Command[]): Promise<boolean> {
    this.executions += 1;
    await this.#turn();
    // Only a system's own opinion hangs on the whole drain; all else that fails later is longer than the best.
    const commandsMax = this.best.divergence.kind === 'self-check' ? undefined : this.best.commands.length;
    const { commands, divergence } = await this.#run(candidate, commandsMax);
    if (divergence === undefined) return false;
    if (divergence.failureClass !== this.best.divergence.failureClass) {
      this.#options.met?.({ commands, divergence });
      return false;
    }
    if (compareSimplicity(commands, this.best.commands, this.vocabulary) >= 0) return true;
    const wasLong = this.isLong;
    this.#best = { commands, divergence };
    this.shrinks += 1;
    for (const length of this.#tried.keys()) {
      if (length > commands.length || wasLong !== this.isLong) this.#tried.delete(length);
    }
    return true;
  }

  /** If the world gets in the way or the user wants an end, the search is over: what is best by then is kept. */
  async #run(candidate: readonly Command[], commandsMax: number | undefined): Promise<Run> {
    const turn = async (): Promise<void> => {
      await this.#turn();
      if (this.#control.stopped()) throw new Abandoned();
    };
    try {
      return await this.#replay(candidate, { commandsMax, turn, beginsAnew: false });
    } catch (error) {
      if (error instanceof Hindrance) this.#hindrance = error.message;
      else if (!(error instanceof Abandoned)) throw error;
      return { commands: candidate, divergence: undefined };
    }
  }

  async #replay(commands: readonly Command[], how: Parameters<typeof replay>[3]): Promise<Run> {
    return await replay(this.#system, this.specification, commands, how);
  }

  async #turn(best = this.best.commands.length): Promise<void> {
    this.#control.progress?.({ best, executions: this.executions });
    await this.#control.breathe();
  }

  /** Among long sequences that differ by the names of their ids alone, one is tried, as long as names are free. */
  #isNew(candidate: readonly Command[]): boolean {
    const named = this.isLong && this.namesAreFree ? renumbered(candidate, this.vocabulary) : candidate;
    const key = named.map((command) => printCommand(command, this.vocabulary)).join('\n');
    const alike = this.#tried.get(candidate.length) ?? new Set<string>();
    this.#tried.set(candidate.length, alike);
    if (alike.has(key)) return false;
    alike.add(key);
    return true;
  }
}
