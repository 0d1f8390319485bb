// The search of all schedules of a program on a stepper: the tree says who goes, the stepper goes, and each outcome that
// was not seen before is shown to whoever judges it. Knows no command and no model.
import type { Command } from '../../contract/command.ts';
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import { counted } from '../../contract/format-numbers.ts';
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { runStepper, STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import { limitReached, stuckFinding, withTurns } from './schedule-findings.ts';
import { LedElsewhere, ScheduleTree } from './schedule-tree.ts';
import type { ScheduleTreeOptions } from './schedule-tree.ts';
import { SearchTally } from './search-tally.ts';
import type { ScheduleCounts, ScheduleSearchResult, SearchListeners } from './search-tally.ts';
import type { BranchSet, Stepper } from '../../contract/concurrent/stepper.ts';

/** The options of a search. */
export interface ScheduleSearchOptions extends SearchListeners {
  /** The most steps of an execution; {@link STEPS_MAX} where this is absent. */
  readonly limit?: number | undefined;
  /** Whether schedules are left out for which others stand: by default where preemptions are not bounded. */
  readonly reduce?: boolean | undefined;
  /** The most preemptions of a schedule; any number where this is absent. */
  readonly preemptionsMax?: number | undefined;
  /** The most executions, those given up included. */
  readonly executionsMax?: number | undefined;
  readonly dependent?: ScheduleTreeOptions['dependent'];
}

/** The most commands that a branch of the program has, and one: the numbers of answers that can be. */
export function radixOf({ branches }: ConcurrentProgram): number {
  return 1 + Math.max(...branches.map((branch) => branch.length));
}

/** A search that goes on for as long as it is told to. */
export class ScheduleSearch<Of extends Command = Command> {
  /** Set once nothing is left, or a listener wanted an end. */
  finished = false;
  readonly #stepper: Stepper<Of>;
  readonly #program: ConcurrentProgram<Of>;
  readonly #tally: SearchTally;
  readonly #tree: ScheduleTree;
  readonly #limit: number;
  readonly #radix: number;
  readonly #all: BranchSet;

  constructor(stepper: Stepper<Of>, program: ConcurrentProgram<Of>, options: ScheduleSearchOptions = {}) {
    const { limit = STEPS_MAX, preemptionsMax, reduce = preemptionsMax === undefined, dependent } = options;
    this.#stepper = stepper;
    this.#program = program;
    this.#tally = new SearchTally(options);
    this.#limit = limit;
    this.#radix = radixOf(program);
    const branches = program.branches.length;
    this.#all = (1 << branches) - 1;
    this.#tree = new ScheduleTree({ branches, limit, reduce, preemptionsMax, dependent });
  }

  /** Runs at most so many executions more. */
  go(executions: number): void {
    for (let left = executions; left > 0 && !this.finished; left -= 1) {
      if (this.#tree.begin()) this.#executeOrEnd();
      else this.finished = true;
      if (this.#tally.ended) this.finished = true;
    }
  }

  /** Executions so far, those given up included. */
  get executed(): number {
    return this.#tally.executions + this.#tree.pruned;
  }

  /** The result so far; `reason`: why it is not to go on, where it could. */
  result(reason?: string): ScheduleSearchResult {
    return this.#tally.result(
      this.#tree.pruned,
      this.finished ? undefined : (reason ?? 'it is still under way'),
    );
  }

  #executeOrEnd(): void {
    try {
      this.#execute();
    } catch (error) {
      if (!(error instanceof LedElsewhere)) throw error;
      // Whatever the steps up to here stand for, the rest of the tree is not the one that was walked.
      this.#tally.open = error.message;
      this.finished = true;
    }
  }

  #execute(): void {
    const stepper = this.#stepper;
    const tree = this.#tree;
    stepper.start(this.#program);
    let can = stepper.can();
    while (can !== 0 && tree.depth < this.#limit) {
      const branch = tree.choose(can);
      if (branch === 0) {
        tree.stuck(this.#all & ~stepper.ended() & ~can);
        break;
      }
      stepper.step(branch);
      tree.took(stepper.reads(), stepper.writes(), stepper.marks());
      can = stepper.can();
    }
    const { depth } = tree;
    this.#tally.count(depth, can === 0 || depth === this.#limit);
    const races = stepper.races?.() ?? [];
    for (const sentence of races)
      this.#tally.finding({ kind: 'data-race', schedule: tree.schedule(), sentence });
    if (can === 0) this.#cameToAnEnd();
    else if (depth === this.#limit) this.#cameToTheLimit();
  }

  #cameToAnEnd(): void {
    const stepper = this.#stepper;
    const tree = this.#tree;
    const waiting = this.#all & ~stepper.ended();
    if (waiting !== 0) {
      tree.stuck(waiting);
      const overslept = (stepper.overslept?.() ?? 0) !== 0;
      const at = this.#program.branches.map((_, index) => stepper.at(index + 1));
      this.#tally.finding(stuckFinding(tree.schedule(), at, overslept));
      return;
    }
    this.#tally.outcome(`${tree.precedence(this.#radix)}${stepper.resultKey()}`, () => {
      const schedule = tree.schedule();
      const run = (): ConcurrentRun => runStepper(stepper, this.#program, schedule, this.#limit);
      return { schedule, preemptions: tree.preempted, run };
    });
  }

  /** Runs once more with the branches in turn: who gets through then was only never let in. */
  #cameToTheLimit(): void {
    const turns = withTurns(this.#tree.schedule(), this.#program.branches.length, this.#limit);
    const again = runStepper(this.#stepper, this.#program, turns, this.#limit);
    const { finding, open } = limitReached(again, this.#limit);
    if (finding !== undefined) this.#tally.finding(finding);
    this.#tally.open ??= open;
  }
}

/** Executions between two looks at the clock. */
const CHUNK = 1000;

/**
 * Searches all schedules of a program, as far as the options go, until there are none left, a listener wants an end, or
 * the control does. Cost: one execution for each class of schedules (with bounded preemptions or without reduction: for
 * each schedule), and as a rule far fewer given up on the way; memory: a string for each outcome.
 */
export async function searchSchedules<Of extends Command>(
  stepper: Stepper<Of>,
  program: ConcurrentProgram<Of>,
  options: ScheduleSearchOptions & Partial<RunControl<ScheduleCounts>> = {},
): Promise<ScheduleSearchResult> {
  const control = controlIn<ScheduleCounts>(options);
  const pace = pacer(control);
  const { executionsMax = Infinity } = options;
  const search = new ScheduleSearch(stepper, program, options);
  while (!search.finished) {
    if (search.executed >= executionsMax)
      return search.result(`the budget of ${counted(executionsMax, 'execution')} is spent`);
    if (control.stopped()) return search.result('it was told to stop');
    search.go(Math.min(CHUNK, executionsMax - search.executed));
    await pace(() => search.result().counts);
  }
  return search.result();
}
