// The search of all schedules of a program on a stepper: the tree says who goes, the stepper goes, and each outcome that
// was not seen before is shown to whoever judges it. Knows no command and no model.
import type { Command } from '../../contract/command.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import { counted } from '../../contract/format-numbers.ts';
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { runStepper, STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import { livelockFinding, stuckFinding, withTurns } from './schedule-findings.ts';
import type { ScheduleFinding } from './schedule-findings.ts';
import { LedElsewhere, ScheduleTree } from './schedule-tree.ts';
import type { ScheduleTreeOptions } from './schedule-tree.ts';
import type { BranchSet, Stepper } from '../../contract/concurrent/stepper.ts';

/** The counts of a search. */
export interface ScheduleCounts {
  /** Executions that came to an end: all branches did, or nobody could go on, or the limit was reached. */
  readonly executions: number;
  /** Executions given up on the way, since others stand for all that could follow. */
  readonly pruned: number;
  /** Steps taken, those of executions that were given up included. */
  readonly steps: number;
  /** The steps of the longest execution. */
  readonly longest: number;
  /** Different outcomes: answers, their order in time, and the state at rest. */
  readonly outcomes: number;
}

/** An outcome, the first time it is met. */
export interface NewOutcome {
  readonly schedule: Schedule;
  /** The preemptions of this schedule. */
  readonly preemptions: number;
  /** The whole run with all steps told: it is run once more. */
  readonly run: () => ConcurrentRun;
}

/** The options of a search. */
export interface ScheduleSearchOptions {
  /** The most steps of an execution; {@link STEPS_MAX} where this is absent. */
  readonly limit?: number | undefined;
  /** Whether schedules are left out for which others stand: by default where preemptions are not bounded. */
  readonly reduce?: boolean | undefined;
  /** The most preemptions of a schedule; any number where this is absent. */
  readonly preemptionsMax?: number | undefined;
  /** The most executions, those given up included. */
  readonly executionsMax?: number | undefined;
  /** Told of each new outcome; where it answers true, the search ends. */
  readonly onOutcome?: ((outcome: NewOutcome) => boolean | void) | undefined;
  /** Told of each finding, the first of its kind and place; where it answers true, the search ends. */
  readonly onFinding?: ((finding: ScheduleFinding) => boolean | void) | undefined;
  readonly dependent?: ScheduleTreeOptions['dependent'];
}

/** The end of a search. */
export interface ScheduleSearchResult {
  readonly counts: ScheduleCounts;
  /** The first finding of each kind and place. */
  readonly findings: readonly ScheduleFinding[];
  /** Whether every schedule was run or stood for, as far as the options go. */
  readonly complete: boolean;
  /** The reason that it is not complete, in a sentence. */
  readonly reason?: string;
}

/** The most commands that a branch of the program has, and one: the numbers of answers that can be. */
function radixOf({ branches }: ConcurrentProgram): number {
  return 1 + Math.max(...branches.map((branch) => branch.length));
}

/** A search that goes on for as long as it is told to. */
export class ScheduleSearch<Of extends Command = Command> {
  /** Set once nothing is left, or a listener wanted an end. */
  finished = false;
  readonly #stepper: Stepper<Of>;
  readonly #program: ConcurrentProgram<Of>;
  readonly #options: ScheduleSearchOptions;
  readonly #tree: ScheduleTree;
  readonly #limit: number;
  readonly #radix: number;
  readonly #all: BranchSet;
  readonly #seen = new Set<string>();
  readonly #findings = new Map<string, ScheduleFinding>();
  #executions = 0;
  #steps = 0;
  #longest = 0;
  #ended = false;
  /** The reason that something is left open although nothing is left to run. */
  #open: string | undefined;

  constructor(stepper: Stepper<Of>, program: ConcurrentProgram<Of>, options: ScheduleSearchOptions = {}) {
    const { limit = STEPS_MAX, preemptionsMax, reduce = preemptionsMax === undefined, dependent } = options;
    this.#stepper = stepper;
    this.#program = program;
    this.#options = options;
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
    }
  }

  #executeOrEnd(): void {
    try {
      this.#execute();
    } catch (error) {
      if (!(error instanceof LedElsewhere)) throw error;
      // Whatever the steps up to here stand for, the rest of the tree is not the one that was walked.
      this.#open = error.message;
      this.finished = true;
    }
  }

  /** Executions so far, those given up included. */
  get executed(): number {
    return this.#executions + this.#tree.pruned;
  }

  /** The result so far; `reason`: why nobody lets it go on. */
  result(reason?: string): ScheduleSearchResult {
    const open = this.finished && !this.#ended ? this.#open : (reason ?? 'the search was ended');
    return {
      counts: {
        executions: this.#executions,
        pruned: this.#tree.pruned,
        steps: this.#steps,
        longest: this.#longest,
        outcomes: this.#seen.size,
      },
      findings: [...this.#findings.values()],
      complete: open === undefined,
      ...(open === undefined ? {} : { reason: open }),
    };
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
    this.#steps += depth;
    if (depth > this.#longest) this.#longest = depth;
    this.#lookForRaces();
    if (can === 0) this.#cameToAnEnd();
    else if (depth === this.#limit) this.#cameToTheLimit();
  }

  #cameToAnEnd(): void {
    this.#executions += 1;
    const waiting = this.#all & ~this.#stepper.ended();
    if (waiting !== 0) {
      this.#tree.stuck(waiting);
      const overslept = (this.#stepper.overslept?.() ?? 0) !== 0;
      this.#tell(stuckFinding(this.#tree.schedule(), this.#standing(), overslept));
      return;
    }
    const key = `${this.#tree.precedence(this.#radix)}${this.#stepper.resultKey()}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const { onOutcome } = this.#options;
    if (onOutcome === undefined) return;
    const schedule = this.#tree.schedule();
    const run = (): ConcurrentRun => runStepper(this.#stepper, this.#program, schedule, this.#limit);
    if (onOutcome({ schedule, preemptions: this.#tree.preempted, run }) === true) this.#end();
  }

  /** Runs once more with the branches in turn: who gets through then was only never let in. */
  #cameToTheLimit(): void {
    this.#executions += 1;
    const schedule = this.#tree.schedule();
    const turns = withTurns(schedule, this.#program.branches.length, this.#limit);
    const again = runStepper(this.#stepper, this.#program, turns, this.#limit);
    if (again.ended === 'limit') {
      this.#tell(
        livelockFinding(again.steps?.map(({ branch }) => branch) ?? [], again.at ?? [], this.#limit),
      );
      this.#open ??= `some schedules have more than ${counted(this.#limit, 'step')}`;
    } else
      this.#open ??= `an execution took ${counted(this.#limit, 'step')} and comes to its end with the branches in turn: a loop in it should be told as waiting`;
  }

  #lookForRaces(): void {
    const races = this.#stepper.races?.() ?? [];
    for (const sentence of races)
      this.#tell({ kind: 'data-race', schedule: this.#tree.schedule(), sentence });
  }

  #tell(finding: ScheduleFinding): void {
    const place = `${finding.kind} ${finding.sentence}`;
    if (this.#findings.has(place)) return;
    this.#findings.set(place, finding);
    if (this.#options.onFinding?.(finding) === true) this.#end();
  }

  #standing(): (string | null)[] {
    return this.#program.branches.map((_, index) => this.#stepper.at(index + 1));
  }

  #end(): void {
    this.finished = true;
    this.#ended = true;
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
