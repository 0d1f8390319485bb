// The search of all schedules of a program on a system that offers `runConcurrent` by steps, wherever it is: each run goes
// on by itself after the steps that were asked for, so that most executions are one request.
import type { Command } from '../../contract/command.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun, ScheduledStep } from '../../contract/concurrent/run.ts';
import { STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import { CALL_POINT, MARK } from '../../contract/concurrent/stepper.ts';
import { counted } from '../../contract/format-numbers.ts';
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { Dice } from '../generate/prng.ts';
import { limitReached, stuckFinding, withTurns } from './schedule-findings.ts';
import { radixOf } from './schedule-search.ts';
import type { ScheduleSearchOptions } from './schedule-search.ts';
import { LedElsewhere, ScheduleTree } from './schedule-tree.ts';
import { SearchTally } from './search-tally.ts';
import type { ScheduleCounts, ScheduleSearchResult } from './search-tally.ts';

/** Runs a program by a schedule: a system's `runConcurrent`. */
export type RunBySchedule<Of extends Command = Command> = (
  program: ConcurrentProgram<Of>,
  schedule: Schedule,
  limit: number,
) => ConcurrentRun | Promise<ConcurrentRun>;

/** The end of a search by runs. */
export interface RunSearchResult extends ScheduleSearchResult {
  /** Runs asked for, those to compare neighbours included. */
  readonly runs: number;
  /** Neighbours that were told as independent, exchanged, and led to the same. */
  readonly exchanged: number;
  /** The reason that nothing is reduced any more, in a sentence. */
  readonly reductionGivenUp?: string;
}

/** The names that have a bit of their own; those beyond share one. */
const OWN_BITS = 30;

/** The executions of which neighbours are exchanged: the first ones, then one of so many. */
const EXCHANGED_AT_FIRST = 12;
const EXCHANGED_ONE_IN = 8;

/** Steps as the tree has them. */
class Facts {
  readonly #bits = new Map<string, number>();

  bitsOf(names: readonly string[] | undefined): number {
    let bits = 0;
    for (const name of names ?? []) {
      let own = this.#bits.get(name);
      if (own === undefined) this.#bits.set(name, (own = 1 << Math.min(this.#bits.size, OWN_BITS)));
      bits |= own;
    }
    return bits;
  }
}

function canOf({ can }: ScheduledStep): number {
  return can.reduce((set, branch) => set | (1 << (branch - 1)), 0);
}

/** The marks of each step of a run. */
function marksOf({ steps = [], branches }: ConcurrentRun): number[] {
  const marks = steps.map(
    ({ at, reads, writes }) =>
      (at === CALL_POINT ? MARK.CALLS : 0) | (reads === undefined || writes === undefined ? MARK.UNKNOWN : 0),
  );
  for (const { answered } of branches.flat())
    if (answered !== undefined && answered <= steps.length) marks[answered - 1] |= MARK.ANSWERS;
  return marks;
}

/** All of a run that does not depend on the order of independent steps, but for those steps. */
function resultOf({ prefix, branches, ended, at, observation }: ConcurrentRun): string {
  const answers = branches.map((runs) => runs.map(({ answer, observation: seen }) => answer ?? seen ?? null));
  return JSON.stringify([prefix, answers, ended, at ?? null, observation ?? null]);
}

/** One search on one system. */
class RunSearch<Of extends Command> {
  runs = 0;
  exchanged = 0;
  givenUp: string | undefined;
  finished = false;
  tally: SearchTally;
  tree: ScheduleTree;
  readonly #run: RunBySchedule<Of>;
  readonly #program: ConcurrentProgram<Of>;
  readonly #options: ScheduleSearchOptions;
  readonly #limit: number;
  readonly #facts = new Facts();
  readonly #dice = new Dice();

  constructor(run: RunBySchedule<Of>, program: ConcurrentProgram<Of>, options: ScheduleSearchOptions) {
    this.#run = run;
    this.#program = program;
    this.#options = options;
    this.#limit = options.limit ?? STEPS_MAX;
    this.tally = new SearchTally(options);
    this.tree = this.#newTree(options.reduce ?? options.preemptionsMax === undefined);
    this.#dice.seed(1);
  }

  get executed(): number {
    return this.tally.executions + this.tree.pruned;
  }

  /** One execution: as a rule one run, and one more for each step at which the system would go where nothing is new. */
  async execute(): Promise<void> {
    if (!this.tree.begin()) {
      this.finished = true;
      return;
    }
    try {
      await this.#walk();
    } catch (error) {
      if (!(error instanceof LedElsewhere)) throw error;
      this.tally.open = error.message;
      this.finished = true;
    }
    if (this.tally.ended) this.finished = true;
  }

  result(reason?: string): RunSearchResult {
    const { runs, exchanged, givenUp } = this;
    return {
      ...this.tally.result(this.tree.pruned, reason),
      runs,
      exchanged,
      ...(givenUp === undefined ? {} : { reductionGivenUp: givenUp }),
    };
  }

  #newTree(reduce: boolean): ScheduleTree {
    const { preemptionsMax, dependent } = this.#options;
    const branches = this.#program.branches.length;
    return new ScheduleTree({ branches, limit: this.#limit, reduce, preemptionsMax, dependent });
  }

  async #ask(schedule: Schedule): Promise<ConcurrentRun> {
    this.runs += 1;
    return await this.#run(this.#program, schedule, this.#limit);
  }

  async #walk(): Promise<void> {
    const { tree } = this;
    let run = await this.#ask(tree.path());
    let marks = marksOf(run);
    for (let depth = 0; ; depth += 1) {
      const step = run.steps?.[depth];
      if (step === undefined) break;
      const can = canOf(step);
      const branch = tree.choose(can);
      if (branch === 0) {
        tree.stuck(this.#waiting(run, depth, can));
        this.tally.count(depth, false);
        return;
      }
      if (branch !== step.branch) {
        run = await this.#ask([...(run.steps ?? []).slice(0, depth).map((taken) => taken.branch), branch]);
        marks = marksOf(run);
      }
      const taken = run.steps?.[depth];
      if (taken?.branch !== branch)
        throw new LedElsewhere(`branch ${branch} cannot take step ${depth + 1}, which it could before`);
      tree.took(this.#facts.bitsOf(taken.reads), this.#facts.bitsOf(taken.writes), marks[depth]);
    }
    await this.#cameToAnEnd(run);
  }

  /** The branches that neither can take the step at a depth nor have ended. */
  #waiting({ branches, steps = [] }: ConcurrentRun, depth: number, can: number): number {
    let waiting = 0;
    branches.forEach((commands, index) => {
      const hasEnded = commands.every(({ answered }) => answered !== undefined && answered <= depth);
      if (!hasEnded && ((can >>> index) & 1) === 0 && steps.length > 0) waiting |= 1 << index;
    });
    return waiting;
  }

  async #cameToAnEnd(run: ConcurrentRun): Promise<void> {
    const { tree, tally } = this;
    tally.count(tree.depth, true);
    const schedule = tree.schedule();
    if (run.ended === 'deadlock') {
      tree.stuck(this.#waiting(run, tree.depth, 0));
      tally.finding(stuckFinding(schedule, run.at ?? [], false));
    } else if (run.ended === 'limit') {
      const turns = withTurns(schedule, this.#program.branches.length, this.#limit);
      const { finding, open } = limitReached(await this.#ask(turns), this.#limit);
      if (finding !== undefined) tally.finding(finding);
      tally.open ??= open;
      return;
    } else {
      const key = `${tree.precedence(radixOf(this.#program))}${resultOf(run)}`;
      tally.outcome(key, () => ({ schedule, preemptions: tree.preempted, run: () => run }));
    }
    if (tree.reduces && !tally.ended) await this.#exchangeNeighbours(run);
  }

  /** Runs once more with two independent neighbours exchanged; where that leads elsewhere, begins anew without reduction. */
  async #exchangeNeighbours(run: ConcurrentRun): Promise<void> {
    const { executions } = this.tally;
    if (executions > EXCHANGED_AT_FIRST && this.#dice.below(EXCHANGED_ONE_IN) !== 0) return;
    const steps = run.steps ?? [];
    const places = this.#independentNeighbours(steps);
    if (places.length === 0) return;
    const place = places[this.#dice.below(places.length)];
    const order = steps.map(({ branch }) => branch);
    [order[place], order[place + 1]] = [order[place + 1], order[place]];
    const other = await this.#ask(order);
    if (leadsToTheSame(run, other, place)) {
      this.exchanged += 1;
      return;
    }
    this.givenUp = `steps ${place + 1} and ${place + 2} touch nothing in common by what is said of them, and exchanged they lead elsewhere (schedule ${steps.map(({ branch }) => branch).join(' ')})`;
    this.tally = new SearchTally(this.#options);
    this.tree = this.#newTree(false);
  }

  #independentNeighbours(steps: readonly ScheduledStep[]): number[] {
    return steps.slice(1).flatMap((second, place) => {
      const first = steps[place];
      const isPair = first.branch !== second.branch && first.can.includes(second.branch);
      return isPair && !this.tree.areDependent(place, place + 1) ? [place] : [];
    });
  }
}

function leadsToTheSame(run: ConcurrentRun, other: ConcurrentRun, place: number): boolean {
  if (resultOf(run) !== resultOf(other)) return false;
  const told = ({ branch, at, reads, writes }: ScheduledStep): string =>
    JSON.stringify([branch, at, reads, writes]);
  const one = (run.steps ?? []).map(told);
  const two = (other.steps ?? []).map(told);
  [one[place], one[place + 1]] = [one[place + 1], one[place]];
  return one.length === two.length && one.every((step, index) => step === two[index]);
}

/**
 * Searches all schedules of a program by runs of a system, as `searchSchedules` does on a stepper. Cost: one run for each
 * class of schedules, one more for each step at which the system by itself would go where nothing is new, and some to see
 * whether steps told as independent are. A step that says nothing of what it touched depends on all others.
 */
export async function searchRuns<Of extends Command>(
  run: RunBySchedule<Of>,
  program: ConcurrentProgram<Of>,
  options: ScheduleSearchOptions & Partial<RunControl<ScheduleCounts>> = {},
): Promise<RunSearchResult> {
  const control = controlIn<ScheduleCounts>(options);
  const pace = pacer(control);
  const { executionsMax = Infinity } = options;
  const search = new RunSearch(run, program, options);
  while (!search.finished) {
    if (search.executed >= executionsMax)
      return search.result(`the budget of ${counted(executionsMax, 'execution')} is spent`);
    if (control.stopped()) return search.result('it was told to stop');
    await search.execute();
    await pace(() => search.result().counts);
  }
  return search.result();
}
