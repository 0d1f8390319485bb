// Runs a recorded program of branches again: by its schedule, by all of its schedules, or freely and often, as far as the
// system can. Says what failed, or what may be said where nothing did.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import { STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../contract/concurrent/run.ts';
import { isInstance } from '../../contract/foreign-value.ts';
import { counted, grouped } from '../../contract/format-numbers.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import { fitOfRun } from '../../contract/notation/fit-of-run.ts';
import type { TraceFit } from '../../contract/notation/fit-of-run.ts';
import { programOf } from '../../contract/notation/trace-of-run.ts';
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import { preemptionsOf } from '../../counterexample/concurrent-failure.ts';
import { findingFailure, judgeRun, troubleFailure } from './concurrent-subject.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { placeText } from './history.ts';
import { stepOfTrouble } from './place-trouble.ts';
import { permutationsOf, runInPlaces, runOnce } from './program-check.ts';
import { runProgram } from './run-program.ts';
import { searchRuns } from './run-search.ts';
import type { RunSearchResult } from './run-search.ts';
import { limitReached, stuckFinding, withTurns } from './schedule-findings.ts';
import type { ScheduleFinding } from './schedule-findings.ts';
import { searchSchedules } from './schedule-search.ts';
import type { ScheduleSearchOptions } from './schedule-search.ts';
import type { ScheduleSearchResult } from './search-tally.ts';

const [, STEPS] = CONCURRENT_MODES;

/** The runs of a system that runs freely, and the executions of a search, where nobody says otherwise. */
export const FREE_RUNS = 1000;
const EXECUTIONS_MAX = 100_000;

/** The effort of a replay. */
export interface ReplayBudget {
  readonly freeRuns?: number;
  readonly executionsMax?: number;
}

/** The counts so far, for progress. */
export interface ReplayCounts {
  readonly runs: number;
}

/** The end of a replay. */
export interface ProgramReplay {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** A sentence, of a failure its own. */
  readonly reason: string;
  readonly failure?: ConcurrentFailure;
  /** The last run that was judged. */
  readonly run?: ConcurrentRun;
  /** The order that explains it. */
  readonly explainedBy?: readonly string[];
  /** The steps up to which the run of the schedule is the recorded one. */
  readonly fits?: TraceFit;
  /** Runs, the executions of a search included. */
  readonly runs: number;
  /** Runs in which commands of different branches overlapped; of free runs alone. */
  readonly overlapping?: number;
  readonly search?: ScheduleSearchResult & Pick<RunSearchResult, 'reductionGivenUp'>;
}

type Control = Partial<RunControl<ReplayCounts>>;

/**
 * Replays a program on a system. Cost: two runs where the schedule fits to its end, else one for each class of its
 * schedules, at most `executionsMax`; or `freeRuns` free ones.
 */
export async function replayProgram(
  subject: ConcurrentSubject,
  trace: ConcurrentTrace,
  budget: ReplayBudget = {},
  control: Control = {},
): Promise<ProgramReplay> {
  const replayer = new Replayer(subject, trace, budget, control);
  try {
    return subject.mode === STEPS ? await replayer.bySteps() : await replayer.freely();
  } catch (error) {
    if (!isInstance(error, Trouble)) throw error;
    return replayer.failed(await replayer.trouble(error));
  }
}

class Replayer {
  readonly #subject: ConcurrentSubject;
  readonly #trace: ConcurrentTrace;
  readonly #budget: ReplayBudget;
  readonly #control: Control;
  readonly #program: ConcurrentProgram;
  #runs = 0;
  #schedule: Schedule | undefined;

  constructor(subject: ConcurrentSubject, trace: ConcurrentTrace, budget: ReplayBudget, control: Control) {
    this.#subject = subject;
    this.#trace = trace;
    this.#budget = budget;
    this.#control = control;
    this.#program = programOf(trace);
  }

  async bySteps(): Promise<ProgramReplay> {
    const { schedule } = this.#trace;
    if (schedule === undefined) return await this.#searched();
    const run = await this.#run(schedule);
    const fits = fitOfRun(this.#trace, run);
    const judged = await this.#judge(run);
    if (judged.verdict !== 'pass') return { ...judged, fits };
    if (fits.parts !== undefined) return await this.#searched(fits);
    const again = await this.#run(schedule);
    if (JSON.stringify(again) === JSON.stringify(run)) return { ...judged, fits, runs: this.#runs };
    const reason = 'the same schedule led elsewhere the second time, though nothing failed';
    return { ...judged, verdict: 'inconclusive', reason, fits, runs: this.#runs };
  }

  /** The branches change places from run to run. */
  async freely(): Promise<ProgramReplay> {
    const { freeRuns = FREE_RUNS } = this.#budget;
    const control = controlIn<ReplayCounts>(this.#control);
    const pace = pacer(control);
    const places = permutationsOf(this.#program.branches.length);
    let overlapping = 0;
    let last: ProgramReplay | undefined;
    while (this.#runs < freeRuns && !control.stopped()) {
      this.#runs += 1;
      const run = await runInPlaces(this.#subject, this.#program, places[this.#runs % places.length]);
      const { overlaps, ...judged } = this.#judgeDone(run);
      if (overlaps) overlapping += 1;
      if (judged.verdict !== 'pass') return { ...judged, overlapping };
      last = judged;
      await pace(() => ({ runs: this.#runs }));
    }
    const runs = counted(this.#runs, 'free run');
    const isEarly = this.#runs < freeRuns ? 'interrupted: ' : '';
    const reason =
      overlapping === 0
        ? `no two commands ever overlapped in ${runs}`
        : `${runs} did not fail, ${grouped(overlapping)} of them with commands that overlapped: without schedules that rules nothing out`;
    return { ...last, verdict: 'inconclusive', reason: isEarly + reason, runs: this.#runs, overlapping };
  }

  failed(failure: ConcurrentFailure): ProgramReplay {
    const { run } = failure;
    return { verdict: 'fail', reason: failure.sentence, failure, ...(run && { run }), runs: this.#runs };
  }

  /** The failure of a system that crashed, hung or told what can be no run; by steps, with the one that it was in. */
  async trouble(error: Trouble): Promise<ConcurrentFailure> {
    const { runner, specification } = this.#subject;
    const schedule = this.#schedule;
    if (schedule === undefined)
      return troubleFailure(this.#subject, this.#program, error, { isSequential: false });
    const believed: ConcurrentRunner = (...asked) => runProgram(runner, specification, ...asked);
    const step = await stepOfTrouble(believed, this.#program, schedule, STEPS_MAX);
    return troubleFailure(this.#subject, this.#program, error, {
      schedule,
      ...(step !== undefined && { step }),
      isSequential: false,
    });
  }

  async #run(schedule: Schedule): Promise<ConcurrentRun> {
    this.#runs += 1;
    this.#schedule = schedule;
    return await runOnce(this.#subject, this.#program, schedule, STEPS_MAX);
  }

  /** Judges a run by steps. Whoever gets through with the branches in turn was only never let in. */
  async #judge(run: ConcurrentRun): Promise<ProgramReplay> {
    const schedule = (run.steps ?? []).map(({ branch }) => branch);
    const { stepper } = this.#subject;
    const [race] = stepper?.races?.() ?? [];
    if (race !== undefined) return this.#found({ kind: 'data-race', schedule, sentence: race }, run);
    if (run.ended === 'done') return this.#judgeDone(run);
    if (run.ended === 'deadlock')
      return this.#found(stuckFinding(schedule, run.at ?? [], (stepper?.overslept?.() ?? 0) !== 0), run);
    const turns = withTurns(schedule, this.#program.branches.length, STEPS_MAX);
    const inTurn = await this.#run(turns);
    const { finding, open } = limitReached(inTurn, STEPS_MAX);
    return finding === undefined
      ? { verdict: 'inconclusive', reason: open, run: inTurn, runs: this.#runs }
      : this.#found(finding, inTurn, preemptionsOf(run));
  }

  /** Judges a run in which all came to their ends, or one that ran freely. */
  #judgeDone(run: ConcurrentRun): ProgramReplay & { readonly overlaps: boolean } {
    const { failure, order, open, overlaps } = judgeRun(this.#subject, this.#program, run);
    if (failure !== undefined) return { ...this.failed(failure), overlaps };
    if (open !== undefined) return { verdict: 'inconclusive', reason: open, run, runs: this.#runs, overlaps };
    const reason = 'an order of the commands explains the run';
    return {
      verdict: 'pass',
      reason,
      run,
      ...(order && { explainedBy: order.map(placeText) }),
      runs: this.#runs,
      overlaps,
    };
  }

  /** `preemptions`: of the run that was tried again with the branches in turn, where that is what is told. */
  #found(finding: ScheduleFinding, run: ConcurrentRun, preemptions?: number): ProgramReplay {
    return this.failed(findingFailure(this.#program, finding, run, preemptions));
  }

  /** Searches all schedules of the program; `fits`: the steps up to which the recorded one fitted. */
  async #searched(fits?: ProgramReplay['fits']): Promise<ProgramReplay> {
    const { executionsMax = EXECUTIONS_MAX } = this.#budget;
    const { progress, ...control } = controlIn<ReplayCounts>(this.#control);
    let decisive: ProgramReplay | undefined;
    let open: ProgramReplay | undefined;
    let last: ProgramReplay | undefined;
    const before = this.#runs;
    const search = await this.#search({
      ...control,
      progress: ({ executions }) => progress?.({ runs: before + executions }),
      limit: STEPS_MAX,
      executionsMax,
      onOutcome: ({ run }) => {
        const { overlaps: _, ...judged } = this.#judgeDone(run());
        if (judged.verdict === 'fail') decisive = judged;
        else if (judged.verdict === 'inconclusive') open = judged;
        else last = judged;
        return decisive !== undefined;
      },
      onFinding: () => true,
    });
    const [finding] = search.findings;
    if (decisive === undefined && finding !== undefined)
      decisive = this.#found(finding, await this.#run(finding.schedule));
    const facts = { runs: before + search.counts.executions, search, ...(fits && { fits }) };
    if (decisive !== undefined) return { ...decisive, ...facts };
    if (open !== undefined) return { ...open, ...facts };
    return search.complete
      ? { ...last, verdict: 'pass', reason: 'every schedule was searched, and none fails', ...facts }
      : {
          ...last,
          verdict: 'inconclusive',
          reason: control.stopped()
            ? 'interrupted before every schedule was searched'
            : `not every schedule was searched: ${search.reason}`,
          ...facts,
        };
  }

  async #search(
    options: ScheduleSearchOptions & Partial<RunControl<ScheduleSearchResult['counts']>>,
  ): Promise<NonNullable<ProgramReplay['search']>> {
    const { stepper } = this.#subject;
    return stepper === undefined
      ? await searchRuns((_, schedule) => this.#run(schedule), this.#program, options)
      : await searchSchedules(stepper, this.#program, options);
  }
}
