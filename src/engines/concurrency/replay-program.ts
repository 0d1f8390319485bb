// Runs a recorded program of branches again: by its schedule, by all of its schedules, or freely and often, as far as the
// system can. Says what failed, or what may be said where nothing did.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../contract/concurrent/run.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import { fitOfRun } from '../../contract/notation/fit-of-run.ts';
import type { TraceFit } from '../../contract/notation/fit-of-run.ts';
import { programOf } from '../../contract/notation/trace-of-run.ts';
import { STEPS_MAX } from '../../contract/concurrent/run-of-stepper.ts';
import { counted, grouped } from '../../contract/format-numbers.ts';
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import { preemptionsOf } from '../../counterexample/concurrent-failure.ts';
import type { Specification } from '../../model/specification.ts';
import type { AnsweringRules } from './command-outcomes.ts';
import { hasOverlap, historyOfRun } from './history.ts';
import { judgeKnownRun } from './judge-known-run.ts';
import { stepOfTrouble } from './place-trouble.ts';
import { runProgram } from './run-program.ts';
import { searchRuns } from './run-search.ts';
import type { RunSearchResult } from './run-search.ts';
import { limitReached, stuckFinding, withTurns } from './schedule-findings.ts';
import type { ScheduleFinding } from './schedule-findings.ts';

const [FREE, STEPS] = CONCURRENT_MODES;

/** The runs of a system that runs freely, and the executions of a search, where nobody says otherwise. */
export const FREE_RUNS = 1000;
const EXECUTIONS_MAX = 100_000;

/** The program to run again, and how. */
export interface ReplayedProgram extends AnsweringRules {
  readonly runner: ConcurrentRunner;
  /** Whether it can be run by a schedule. */
  readonly bySteps: boolean;
  readonly specification: Specification;
  readonly trace: ConcurrentTrace;
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
  readonly runs: number;
  /** Runs in which commands of different branches overlapped; of free runs alone. */
  readonly overlapping?: number;
  readonly search?: RunSearchResult;
}

type Control = Partial<RunControl<ReplayCounts>>;

/**
 * Replays a program. Cost: two runs where the schedule fits to its end, else one for each class of its schedules, at most
 * `executionsMax`; or `freeRuns` free ones.
 */
export async function replayProgram(asked: ReplayedProgram, control: Control = {}): Promise<ProgramReplay> {
  const replayer = new Replayer(asked, control);
  try {
    return asked.bySteps ? await replayer.bySteps() : await replayer.freely();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return replayer.failed(await replayer.trouble(error));
  }
}

class Replayer {
  readonly #asked: ReplayedProgram;
  readonly #control: Control;
  readonly #program: ConcurrentProgram;
  #runs = 0;
  #schedule: Schedule | undefined;

  constructor(asked: ReplayedProgram, control: Control) {
    this.#asked = asked;
    this.#control = control;
    this.#program = programOf(asked.trace);
  }

  async bySteps(): Promise<ProgramReplay> {
    const { trace } = this.#asked;
    const { schedule } = trace;
    if (schedule === undefined) return await this.#searched();
    const run = await this.#run(schedule);
    const fits = fitOfRun(trace, run);
    const judged = await this.#judge(run);
    if (judged.verdict !== 'pass') return { ...judged, fits };
    if (fits.parts !== undefined) return await this.#searched(fits);
    const again = await this.#run(schedule);
    if (JSON.stringify(again) === JSON.stringify(run)) return { ...judged, fits, runs: this.#runs };
    const reason = 'the same schedule led elsewhere the second time, though nothing failed';
    return { ...judged, verdict: 'inconclusive', reason, fits, runs: this.#runs };
  }

  async freely(): Promise<ProgramReplay> {
    const { freeRuns = FREE_RUNS } = this.#asked;
    const control = controlIn<ReplayCounts>(this.#control);
    const pace = pacer(control);
    let overlapping = 0;
    let last: ProgramReplay | undefined;
    while (this.#runs < freeRuns && !control.stopped()) {
      const run = await this.#run();
      if (hasOverlap(historyOfRun(this.#program, run))) overlapping += 1;
      const judged = await this.#judge(run);
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

  failed(failure: ConcurrentFailure, run?: ConcurrentRun): ProgramReplay {
    return {
      verdict: 'fail',
      reason: failure.sentence,
      failure,
      ...(run !== undefined && { run }),
      runs: this.#runs,
    };
  }

  /** The failure of a system that crashed, hung or told what can be no run; by steps, with the one that it was in. */
  async trouble({ message, method }: Trouble): Promise<ConcurrentFailure> {
    const { runner, specification } = this.#asked;
    const schedule = this.#schedule;
    const believed: ConcurrentRunner = (...asked) => runProgram(runner, specification, ...asked);
    const step =
      schedule === undefined ? undefined : await stepOfTrouble(believed, this.#program, schedule, STEPS_MAX);
    const concerns = method ?? 'runConcurrent';
    const told = { kind: 'trouble', isSequential: false, concerns, sentence: message } as const;
    return { ...this.#failure(told), ...(step !== undefined && { step }) };
  }

  async #run(schedule?: Schedule): Promise<ConcurrentRun> {
    const { runner, specification } = this.#asked;
    const program = this.#program;
    this.#runs += 1;
    this.#schedule = schedule;
    return schedule === undefined
      ? await runProgram(runner, specification, program)
      : await runProgram(runner, specification, program, schedule, STEPS_MAX);
  }

  async #judge(run: ConcurrentRun): Promise<ProgramReplay> {
    if (run.ended === 'done') return this.#judgeDone(run);
    const schedule = (run.steps ?? []).map(({ branch }) => branch);
    if (run.ended === 'deadlock')
      return this.failed(this.#found(stuckFinding(schedule, run.at ?? [], false), run), run);
    // Whoever gets through with the branches in turn was only never let in.
    const turns = withTurns(schedule, this.#program.branches.length, STEPS_MAX);
    const inTurn = await this.#run(turns);
    const { finding, open } = limitReached(inTurn, STEPS_MAX);
    return finding === undefined
      ? { verdict: 'inconclusive', reason: open, run: inTurn, runs: this.#runs }
      : this.failed(this.#found(finding, inTurn), inTurn);
  }

  /** Judges a run in which all came to their ends. */
  #judgeDone(run: ConcurrentRun): ProgramReplay {
    const { specification } = this.#asked;
    const program = this.#program;
    const schedule = run.steps?.map(({ branch }) => branch);
    const judged = judgeKnownRun(specification, program, run, schedule, this.#asked);
    if (judged.inconclusive !== undefined)
      return { verdict: 'inconclusive', reason: judged.inconclusive, run, runs: this.#runs };
    if (judged.failure !== undefined) return this.failed(withRun(judged.failure, run), run);
    const { explainedBy } = judged;
    const reason = 'an order of the commands explains the run';
    return { verdict: 'pass', reason, run, ...(explainedBy && { explainedBy }), runs: this.#runs };
  }

  #found({ kind, schedule, sentence }: ScheduleFinding, run: ConcurrentRun): ConcurrentFailure {
    return withRun(this.#failure({ kind, isSequential: false, concerns: kind, sentence }, schedule), run);
  }

  #failure(
    told: Pick<ConcurrentFailure, 'kind' | 'isSequential' | 'concerns' | 'sentence'>,
    schedule: Schedule | undefined = this.#schedule,
  ): ConcurrentFailure {
    const { bySteps } = this.#asked;
    return {
      ...told,
      program: this.#program,
      mode: bySteps ? STEPS : FREE,
      ...(schedule !== undefined && { schedule }),
      orders: [],
      allOrders: false,
    };
  }

  /** Searches all schedules of the program; `fits`: how far the recorded one went. */
  async #searched(fits?: ProgramReplay['fits']): Promise<ProgramReplay> {
    const { executionsMax = EXECUTIONS_MAX } = this.#asked;
    const { progress, ...control } = controlIn<ReplayCounts>(this.#control);
    let decisive: ProgramReplay | undefined;
    let open: ProgramReplay | undefined;
    let last: ProgramReplay | undefined;
    const search = await searchRuns((_, schedule) => this.#run(schedule), this.#program, {
      ...control,
      progress: () => progress?.({ runs: this.#runs }),
      limit: STEPS_MAX,
      executionsMax,
      onOutcome: ({ run }) => {
        const judged = this.#judgeDone(run());
        if (judged.verdict === 'fail') decisive = judged;
        else if (judged.verdict === 'inconclusive') open = judged;
        else last = judged;
        return decisive !== undefined;
      },
      onFinding: () => true,
    });
    const [finding] = search.findings;
    if (decisive === undefined && finding !== undefined)
      decisive = this.#decided(finding, await this.#run(finding.schedule));
    const facts = { runs: this.#runs, search, ...(fits && { fits }) };
    if (decisive !== undefined) return { ...decisive, ...facts };
    if (open !== undefined) return { ...open, ...facts };
    return search.complete
      ? { ...last, verdict: 'pass', reason: 'every schedule was searched, and none fails', ...facts }
      : {
          ...last,
          verdict: 'inconclusive',
          reason: `not every schedule was searched: ${search.reason}`,
          ...facts,
        };
  }

  #decided(finding: ScheduleFinding, run: ConcurrentRun): ProgramReplay {
    return this.failed(this.#found(finding, run), run);
  }
}

/** With all that the run tells of its schedule. */
function withRun(failure: ConcurrentFailure, run: ConcurrentRun): ConcurrentFailure {
  const preemptions = run.steps === undefined ? undefined : preemptionsOf(run);
  return {
    ...failure,
    run,
    ...(preemptions !== undefined && { preemptions }),
    isSequential: failure.isSequential || preemptions === 0,
  };
}
