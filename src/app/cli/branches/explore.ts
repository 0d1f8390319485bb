// procession explore --branches: every pair of commands from every state within a bound, at the same time.
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { System } from '../../../contract/system.ts';
import { concurrentSubjectOf } from '../../../engines/concurrency/concurrent-subject.ts';
import { explorePairs } from '../../../engines/concurrency/explore-pairs.ts';
import type {
  PairExploration,
  PairOptions,
  PairProgress,
} from '../../../engines/concurrency/explore-pairs.ts';
import type { Specification } from '../../../model/specification.ts';
import { verdictOfBadEnd } from '../../../engines/verdict-rules.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import { concurrentRunnerOf } from '../../../systems/free-runs.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { keepConcurrentFailure, keepSequential } from '../files/output.ts';
import { Interrupt } from '../interrupt.ts';
import { boundFrom } from '../options/bound.ts';
import type { BoundFlags } from '../options/bound.ts';
import { BRANCHES_DEFAULTS } from '../options/branches.ts';
import { environmentIn } from '../options/environment.ts';
import { logLines, openSystem } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { replayLine, systemAgain } from '../options/values.ts';
import { printJson, printLines } from '../print.ts';
import { pairsJson, pairsLines } from '../report/explored-pairs.ts';
import type { PairsAfterwards, StoredFailure } from '../report/explored-pairs.ts';
import { counted, grouped, ProgressLine } from '../terminal.ts';

/** The ids of a bound where none are given: one less than for one command at a time, since pairs are many times as many. */
function pairIdsFor({ space }: Specification): number {
  return space.idsByDefault - 1;
}

/** The options of explore that count here. */
export interface ExploreBranchesFlags extends SystemFlags, Omit<BoundFlags, 'set'> {
  readonly sut: string;
  readonly preemptions?: number | 'any';
  readonly schedules?: number;
  readonly allFailures?: true;
  readonly time?: number;
  readonly save: string | false;
  readonly json?: true;
}

/** The seed of the turns that this process draws for a system without a method of its own, which no exploration runs. */
const SEED = 1;

/** Explores a system; the exit code. */
export async function exploreBranches(flags: ExploreBranchesFlags): Promise<number> {
  const system = await openSystem(flags.sut, flags);
  if ((system.knownDeviations ?? []).length > 0)
    throw new Misuse(
      `${system.name} has known deviations, which an exhaustive search does not follow: check --branches does`,
    );
  const specification = specificationOf(system);
  const options = optionsFrom(flags, system);
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const control = interrupt.control((progress: PairProgress) => line.show(progressText(progress)));
  const subject = concurrentSubjectOf(system, specification, concurrentRunnerOf(system, SEED));
  const explored = await explorePairs(subject, options, control);
  line.clear();
  const badEnd = await closeSystem(system);
  const result = { ...explored, ...verdictOfBadEnd(explored.verdict, badEnd) };
  const after = keep(result, system, flags);
  if (flags.json) printJson(pairsJson(result, specification, options, after));
  else printLines(pairsLines(result, specification, options, after));
  return EXIT_STATUS[result.verdict];
}

function optionsFrom(flags: ExploreBranchesFlags, system: System): PairOptions {
  const { preemptions, schedules = BRANCHES_DEFAULTS.schedules, time, allFailures = false } = flags;
  const usual = pairIdsFor(specificationOf(system));
  const ids = flags.ids ?? Math.min(usual, system.idMax ?? usual);
  const { set, ...others } = flags;
  const boundFlags: BoundFlags = { ...others, ...(set !== undefined && { set }), ids };
  return {
    bound: boundFrom(boundFlags, system, 'any'),
    preemptionsMax: preemptions,
    executionsMax: schedules,
    timeMs: time,
    allFailures,
  };
}

/** Stores each failure, and says how to see it again. */
function keep(
  { failures, sequential, failing }: PairExploration,
  system: System,
  flags: ExploreBranchesFlags,
): PairsAfterwards {
  const origin = { system: system.name, ...environmentIn(flags) };
  const specification = specificationOf(system);
  const again = failing === 0 && sequential === undefined ? undefined : againLine(flags, specification);
  const stored = (file: string | undefined): StoredFailure => ({
    file,
    replay: file === undefined ? again : replayLine(file, flags),
  });
  return {
    system: system.name,
    unchecked: system.unchecked ?? [],
    guards: system.guards ?? [],
    log: logLines(system),
    failures: failures.map(({ failure }) =>
      stored(keepConcurrentFailure(flags.save, failure, origin, specification)),
    ),
    sequential: stored(sequential && keepSequential(flags.save, sequential, origin, specification)),
  };
}

/** The line that explores the same again. */
function againLine(flags: ExploreBranchesFlags, { space }: Specification): string {
  const { set, ids, commands, preemptions, schedules, allFailures } = flags;
  const given = {
    '--set': set,
    '--ids': ids,
    '--commands': commands?.length === 0 ? 'all' : commands?.join(','),
    ...Object.fromEntries(
      Object.keys(space.options).map((option) => [`--${option}`, amountOf(flags, option)]),
    ),
    '--preemptions': preemptions === 'any' ? 'none' : preemptions,
    '--schedules': schedules,
  };
  const words = Object.entries(given).map(([option, value]) =>
    value === undefined ? '' : ` ${option} ${String(value)}`,
  );
  const all = allFailures ? ' --all-failures' : '';
  return `${COMMAND_LINE} explore${systemAgain(flags)} --branches 2${words.join('')}${all}`;
}

/** The value that an option of a set was given. */
function amountOf(flags: ExploreBranchesFlags, option: string): unknown {
  return (flags as unknown as Readonly<Record<string, unknown>>)[option];
}

function progressText({ states, statesMax, programs, executions, elapsedMs, leftMs }: PairProgress): string {
  const seconds = (ms: number): string => `${grouped(Math.round(ms / 1000))} s`;
  const left = leftMs === undefined ? '' : `, about ${seconds(leftMs)} left`;
  const of =
    statesMax === 0 ? counted(states, 'state') : `${grouped(states)} of ${counted(statesMax, 'state')}`;
  return `${of}, ${counted(programs, 'program')}, ${counted(executions, 'execution')}, ${seconds(elapsedMs)}${left}`;
}
