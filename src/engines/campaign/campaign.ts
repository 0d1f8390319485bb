// The property campaign: many random runs of one system beside the model, until one fails or all are done.
import { counted, grouped } from '../../contract/format-numbers.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import type { CommandName } from '../../contract/command.ts';
import type { System } from '../../contract/system.ts';
import type { Failure } from '../../counterexample/failure.ts';
import type { Choices } from '../generate/random-search.ts';
import { randomSearch, SearchStopped } from '../generate/random-search.ts';
import { lengthened, runShapeOf } from '../generate/swarm.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import type { InvariantCounts } from '../../lockstep/invariant-counts.ts';
import type { DeviationCount } from '../../lockstep/known-deviations.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import { runInTurns } from '../../lockstep/run.ts';
import type { Run, RunPlan } from '../../lockstep/run.ts';
import { Coverage } from '../coverage.ts';
import { whyHindered } from '../hindered.ts';
import { copiesOf, Lanes } from './concurrent-copies.ts';
import { OtherFailures } from './failure-kinds.ts';
import type { Minimised, MinimiseOptions } from '../certificate/minimise.ts';
import { minimiseOthers, PASSED_BY_A_TURN, searchOn } from './other-failures.ts';
import type { OtherFailure } from './other-failures.ts';
import { namesFor, planFor } from './run-plan.ts';
import { settle } from '../settle-failure.ts';
import type { Settled } from '../settle-failure.ts';
import type { AgainOptions, History } from '../replay-steadily.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { whyNothingCompared } from '../../contract/verdict.ts';

/** What a campaign is asked for. */
export interface CampaignOptions {
  readonly runs: number;
  /** Commands in a run at most, the drain not counted. */
  readonly commandsMax: number;
  /** Ids in play at most, init's included. */
  readonly idsMax: number;
  /** Whether one run in some has far more commands and ids than that, so that limits and growth are met. */
  readonly someLarge?: boolean;
  /** A whole number of 32 bits. */
  readonly seed: number;
  /** fast-check's path: only the run it leads to. */
  readonly path?: string;
  /** Search no longer than this. */
  readonly timeMs?: number;
  /** Whether the end of the time is the end that was asked for, or cuts the runs short. */
  readonly untilTime?: boolean;
  /** Whether gaps in coverage make the verdict inconclusive. */
  readonly requireCoverage?: boolean;
  /**
   * Makes another system like it, which has run nothing: a failure is run on one before it is reported. Where this is
   * absent, an asynchronous system's `copy` is used, and where there is none, the system itself.
   */
  readonly fresh?: () => Promise<System> | System;
  /** Executions that shrinking may spend. */
  readonly shrinkMax?: number;
  /** States that this search may visit; 0 leaves it out. */
  readonly certifyStatesMax?: number;
  /** Failures of other kinds to make short and report besides the first; none unless said. */
  readonly othersMax?: number;
  /** Whether the search goes on after the first failure, for those of other kinds. */
  readonly allFailures?: boolean;
}

/** The world as a campaign needs it. */
export interface CampaignWorld {
  /** Milliseconds since whenever. */
  readonly now: () => number;
  /** Lets signals and timers in. */
  readonly breathe: () => Promise<void>;
  /** Whether the user wants it to end. */
  readonly stopped: () => boolean;
  readonly progress?: (progress: CampaignProgress) => void;
}

export interface CampaignProgress {
  readonly phase: 'search' | 'shrink' | 'certify';
  readonly runs: number;
  readonly commands: number;
  /** The length reached, while shrinking. */
  readonly best?: number;
  readonly elapsedMs: number;
}

/** A failure, as found and as short as it got. */
export interface CampaignFailure extends Minimised {
  /** Commands of the run that failed, the drain's included. */
  readonly foundWith: number;
  /** Run again, it did not fail each time: the system's answers are not its commands' alone. */
  readonly flaky: boolean;
  /** Where that is what ran before, and not chance: how much of it, and what a new copy of the system does. */
  readonly history: History | undefined;
  readonly path: string | undefined;
  /** fast-check's four lines. */
  readonly fastCheck: string;
}

export interface CampaignResult {
  readonly verdict: Verdict;
  /** Why not a pass; `undefined` for a pass. */
  readonly reason: string | undefined;
  readonly runs: number;
  readonly coverage: Coverage;
  readonly invariants: ReadonlyMap<InvariantId, InvariantCounts>;
  /** Forks refused because the system was as full as it says that it can be. */
  readonly refusedAtLimit: number;
  /** Known deviations of the system, and how often each occurred. */
  readonly deviations: readonly DeviationCount[];
  /** Commands of all runs, drains and the failing run included; the time is the search's, without shrinking. */
  readonly commands: number;
  readonly elapsedMs: number;
  readonly failure: CampaignFailure | undefined;
  /** Failures of other kinds, each kind once, and how many more kinds there were. */
  readonly otherFailures: readonly OtherFailure[];
  readonly otherFailuresLeft: number;
  /** Whether it was the world that kept it from a verdict. */
  readonly hindered: boolean;
}

/** A breath every so many milliseconds: often enough for Ctrl-C and progress, too rare to cost anything. */
const BREATHE_EVERY_MS = 50;

const NOTHING_FOUND = {
  failure: undefined,
  otherFailures: [],
  otherFailuresLeft: 0,
  hindered: false,
} as const;

/** Runs the campaign. A failed run is run again and shrunk before it is reported. */
export async function runCampaign(
  system: System,
  options: CampaignOptions,
  world: CampaignWorld,
): Promise<CampaignResult> {
  const started = world.now();
  const lockstep = new Lockstep(system);
  const { specification } = lockstep;
  const names = namesFor(specification, system);
  const coverage = new Coverage(specification, names);
  let runs = 0;
  let commands = 0;
  let breathed = started;
  let outOfTime = false;
  let failed: { readonly choices: Choices; readonly run: Run } | undefined;
  let previous: Run | undefined;
  let hindrance: string | undefined;
  const lanes =
    system.asynchronous && lockstep.runsAhead
      ? new Lanes<Choices>(lockstep, await copiesOf(system, options.path === undefined ? options.runs : 1))
      : undefined;

  const breathe = async (progress: Pick<CampaignProgress, 'phase' | 'best'>): Promise<void> => {
    const now = world.now();
    if (now - breathed < BREATHE_EVERY_MS) return;
    breathed = now;
    world.progress?.({ ...progress, runs, commands, elapsedMs: now - started });
    await world.breathe();
  };

  const mayGoOn = async (): Promise<void> => {
    await breathe({ phase: 'search' });
    outOfTime = options.timeMs !== undefined && world.now() - started >= options.timeMs;
    if (outOfTime || world.stopped()) throw new SearchStopped();
  };

  /** Where the world gets in the way, the search ends. */
  const unlessHindered = async <Done>(work: () => Promise<Done>): Promise<Done> => {
    try {
      return await work();
    } catch (error) {
      hindrance = whyHindered(error);
      throw new SearchStopped();
    }
  };

  /** A run that is only passed by. */
  const passedBy = async (): Promise<undefined> => {
    await breathe({ phase: 'search' });
  };

  const planned = ({ numbers }: Choices): RunPlan => {
    const shape = runShapeOf(numbers[0], names, options, system.idMax);
    const plan = planFor(lockstep, lengthened(numbers, shape), names, shape, coverage);
    return { ...plan, turn: mayGoOn };
  };

  const runOne = async (choices: Choices): Promise<string | undefined> => {
    await mayGoOn();
    const plan = planned(choices);
    if (lanes !== undefined) {
      lanes.begin(choices, plan);
      return lanes.full ? await judgeLane(lanes) : undefined;
    }
    return note(choices, await runInTurns(lockstep, plan));
  };

  const judgeLane = async (busy: Lanes<Choices>): Promise<string | undefined> => {
    const judged = await busy.judge();
    ({ previous } = judged);
    return note(judged.tag, judged.run);
  };

  const note = (choices: Choices, done: Run): string | undefined => {
    runs += 1;
    commands += lockstep.steps;
    coverage.noteRun(lockstep.steps);
    if (done.divergence === undefined) {
      previous = done;
      return undefined;
    }
    // What shows after a reset is the doing of the run before it.
    const culprit = done.divergence.step < 0 && previous !== undefined ? previous : done;
    failed = { choices, run: { ...culprit, divergence: done.divergence } };
    return done.divergence.sentence;
  };

  let search = await randomSearch(options, (choices) => unlessHindered(() => runOne(choices)));
  try {
    while (failed === undefined && hindrance === undefined && lanes?.busy) await judgeLane(lanes);
  } catch (error) {
    if (!(error instanceof SearchStopped)) hindrance = whyHindered(error);
  }
  const badEnd = await lanes?.end();
  let elapsedMs = world.now() - started;
  const soFar = () => ({
    runs,
    coverage,
    invariants: lockstep.invariantCounts,
    deviations: lockstep.deviationCounts,
    refusedAtLimit: lockstep.refusedAtLimit,
    commands,
    elapsedMs,
  });
  const hindered = (reason: string): CampaignResult => ({
    ...soFar(),
    ...NOTHING_FOUND,
    verdict: 'inconclusive',
    reason,
    hindered: true,
  });
  if (failed === undefined) {
    if (hindrance !== undefined) return hindered(hindrance);
    if (badEnd !== undefined) return { ...soFar(), ...NOTHING_FOUND, verdict: 'fail', reason: badEnd };
    const reason = whyNotPass({ ...soFar(), names, stopped: world.stopped(), outOfTime }, options);
    const verdict = reason === undefined ? 'pass' : 'inconclusive';
    return { ...soFar(), ...NOTHING_FOUND, verdict, reason };
  }

  if (lanes !== undefined) {
    // fast-check saw the failure at a run begun later: it is asked again for the one that failed.
    let left = runs;
    const failedRun = failed;
    search = await randomSearch(options, (choices) => {
      left -= 1;
      if (left > 0) return left % PASSED_BY_A_TURN === 0 ? passedBy() : undefined;
      failed = { ...failedRun, choices };
      return failedRun.run.divergence?.sentence;
    });
  }

  const found: Failure = {
    commands: failed.run.commands,
    divergence: failed.run.divergence as Failure['divergence'],
  };
  const afterReset = found.divergence.step < 0; // Then each further run would begin with what the last one left.
  const others = new OtherFailures();
  others.settle(found);
  const othersMax = options.othersMax ?? 0;
  const minimising: MinimiseOptions = {
    shrinkMax: options.shrinkMax,
    certifyStatesMax: options.certifyStatesMax,
    now: world.now,
    stopped: world.stopped,
    met: othersMax > 0 ? (other) => others.note(other) : undefined,
    tick: (phase, best) => breathe({ phase, best }),
  };
  const again: AgainOptions = {
    fresh: options.fresh,
    before: { runs: runs - 1, commands: commands - found.commands.length },
    now: world.now,
    stopped: world.stopped,
  };
  let settled: Settled;
  try {
    settled = await settle(system, found, minimising, again);
  } catch (error) {
    return hindered(whyHindered(error, found.divergence));
  }
  const { minimised: least, flaky, history } = settled;
  if (!flaky && !afterReset && options.allFailures && options.path === undefined) {
    const resumed = world.now();
    await searchOn(options, { behind: runs, passedBy }, others, (choices) =>
      unlessHindered(async () => {
        await mayGoOn();
        const plan = planned(choices);
        const done = await runInTurns(lockstep, plan);
        runs += 1;
        commands += lockstep.steps;
        return done;
      }),
    );
    elapsedMs += world.now() - resumed;
  }
  const otherFailures = flaky
    ? []
    : await minimiseOthers(system, others, othersMax, minimising, {
        ...again,
        all: options.allFailures === true,
      });
  failed.choices.shown = least.failure.commands.map(printCommand).join(', ');
  return {
    ...soFar(),
    verdict: 'fail',
    reason: least.failure.divergence.sentence,
    failure: {
      ...least,
      foundWith: found.commands.length,
      flaky,
      history,
      path: search.path,
      fastCheck: search.report(least.shrinks),
    },
    otherFailures,
    otherFailuresLeft: others.left,
    hindered: false,
  };
}

function whyNotPass(
  seen: {
    readonly coverage: Coverage;
    readonly names: readonly CommandName[];
    readonly runs: number;
    readonly stopped: boolean;
    readonly outOfTime: boolean;
  },
  options: CampaignOptions,
): string | undefined {
  if (seen.outOfTime && !options.untilTime)
    return `the time was up after ${grouped(seen.runs)} of ${counted(options.runs, 'run')}`;
  if (seen.stopped) return `interrupted after ${grouped(seen.runs)} of ${counted(options.runs, 'run')}`;
  const nothing = whyNothingCompared(seen.coverage.commands, seen.names);
  if (nothing !== undefined) return nothing;
  if (seen.outOfTime && seen.runs === 0) return 'the time was up before a run came to its end';
  const gaps = options.requireCoverage ? seen.coverage.gaps() : [];
  return gaps.length > 0 ? `required coverage is missing: ${gaps.join('; ')}` : undefined;
}
