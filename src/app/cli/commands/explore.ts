// procession explore: every state up to a bound, on the model and the system.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { BRANCHES_MIN } from '../../../contract/concurrent/program.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { SystemUnderTest } from '../../../contract/system.ts';
import { openCheckpoint } from '../../../engines/exploration/checkpoint-file.ts';
import type { CheckpointFile } from '../../../engines/exploration/checkpoint-file.ts';
import { codeVersion } from '../../../engines/exploration/code-version.ts';
import { explore } from '../../../engines/exploration/exploration.ts';
import type { ExplorationBudget, ExplorationProgress } from '../../../engines/exploration/exploration.ts';
import type { ExplorationResult } from '../../../engines/exploration/result.ts';
import { hasStateInWords } from '../../../engines/exploration/plan.ts';
import type { ExplorationPlan } from '../../../engines/exploration/plan.ts';
import { recipesOf } from '../../../engines/exploration/threads.ts';
import { startWorkers } from '../../../engines/exploration/workers.ts';
import type * as OnDisk from './explore-disk.ts';
import type { Search } from './explore-disk.ts';
import { BRANCHES_DEFAULTS } from '../options/branches.ts';
import type { BoundFlags } from '../options/bound.ts';
import { boundFrom, idsMaxFor, withBound } from '../options/bound.ts';
import { environmentIn } from '../options/environment.ts';
import type { EnvironmentFlags } from '../options/environment.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import { Interrupt } from '../interrupt.ts';
import { explorationJson, explorationLines, progressText } from '../report/exploration.ts';
import type { Aftermath } from '../report/exploration.ts';
import { refuseUndrawable, writeGraph } from '../files/state-graph.ts';
import type { DrawnGraph } from '../../../engines/exploration/state-graph.ts';
import {
  choice,
  FAILURES_FOLDER,
  INT32_MAX,
  redisUrl,
  replayLine,
  secondsToMs,
  wholeNumber,
} from '../options/values.ts';
import { keepFailure, refuseMissingFolder } from '../files/output.ts';
import { verdictOfBadEnd } from '../../../engines/verdict-rules.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import { printJson, printLines } from '../print.ts';
import { openSystem, withLimits, withSut } from '../options/system.ts';
import type { LimitFlags } from '../options/system.ts';
import { ProgressLine } from '../terminal.ts';

interface ExploreFlags extends BoundFlags, LimitFlags, EnvironmentFlags {
  readonly branches?: number;
  readonly preemptions?: number | 'any';
  readonly schedules?: number;
  readonly allFailures?: true;
  readonly sut: string;
  readonly symmetry: 'on' | 'off';
  readonly match: 'observation' | 'representation';
  readonly workers: number;
  readonly depthMax?: number;
  readonly statesMax?: number;
  readonly time?: number;
  readonly memory?: number;
  readonly checkpoint?: string;
  readonly disk?: string;
  readonly runsMax?: number;
  readonly redis?: string;
  readonly graph?: string;
  readonly selfCheck: boolean;
  readonly reachability: boolean;
  readonly save: string | false;
  readonly json?: true;
}

export function exploreCommand(): Command {
  return withBound(withLimits(withSut(new Command('explore'))))
    .addOption(
      choice('--symmetry <switch>', 'count states up to renaming of ids as one', ['on', 'off']).default('on'),
    )
    .addOption(
      choice('--match <by>', 'what tells states of the system apart', [
        'observation',
        'representation',
      ]).default('observation'),
    )
    .option('--workers <n>', 'threads that search', wholeNumber(1, 64), 1)
    .option('--depth-max <n>', 'expand no state deeper than this', wholeNumber(0, 1e6))
    .option('--states-max <n>', 'stop at so many states', wholeNumber(1, 2 ** 31))
    .option('--time <seconds>', 'stop after so long', secondsToMs)
    .option(
      '--memory <mb>',
      'memory for the search (default: three quarters of what is free)',
      wholeNumber(1, 1e6),
    )
    .option('--checkpoint <file>', 'where an unfinished search is kept, and gone on from')
    .option(
      '--disk <folder>',
      'keep the states in this folder, so that memory stays flat however many there are; goes on at the last layer that was finished there (docs/scale.md)',
    )
    .option(
      '--runs-max <mb>',
      'with --disk: condense the successors of a layer whenever those that wait take more than this, for less disk and more writing (default: 8000)',
      wholeNumber(1, 1e9),
    )
    .option(
      '--redis <url>',
      'with --disk: hand the work to "procession worker" processes, on any machine that sees the folder, through this Redis (docs/scale.md)',
      redisUrl,
    )
    .option(
      '--graph <file>',
      'draw the states and the commands between them, refused ones and those that change nothing left out: .dot, or .svg up to 2,000 states; at most 3 ids',
    )
    .option('--no-self-check', "leave out the system's own check of its innards at every state")
    .option('--no-reachability', 'do not ask whether init alone can be reached again from every state')
    .option('--save <folder>', 'where a counterexample is stored as a trace', FAILURES_FOLDER)
    .option('--no-save', 'store nothing')
    .option(
      '--branches <n>',
      `2: every pair of commands from every state at the same time, under all schedules, in place of every command alone (docs/concurrency.md; --ids is one less by default)`,
      twoBranches,
    )
    .option(
      '--preemptions <n>',
      'with --branches: preemptions of a schedule at most, or "none" for no bound (default: none; 2 if the system does not say what its steps touch)',
      preemptionsBound,
    )
    .option(
      '--schedules <n>',
      `with --branches: executions of a program at most; a program that needs more is inconclusive (default: ${BRANCHES_DEFAULTS.schedules})`,
      wholeNumber(1, INT32_MAX),
    )
    .option(
      '--all-failures',
      'with --branches: go on after the first failure; of each two commands and each kind of failure the smallest program is told',
    )
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ExploreFlags) => {
      process.exitCode = await run(flags);
    });
}

const EXAMPLES = `
Examples:
  ${COMMAND_LINE} explore                                   our implementation at 4 ids
  ${COMMAND_LINE} explore --ids 3 --handles 1 --symmetry off    every state by its own name
  ${COMMAND_LINE} explore --sut mutant:forget-to-orphan     a broken one: a shortest counterexample
  ${COMMAND_LINE} explore --set posix                       the POSIX commands, at 3 ids
  ${COMMAND_LINE} explore --ids 2 --graph two.svg           the state graph as a drawing
  ${COMMAND_LINE} explore --sut shared-table --branches 2   every pair of commands at the same time
  ${COMMAND_LINE} explore --ids 6 --workers 2 --checkpoint six.bin    minutes; Ctrl-C, and again to go on
  ${COMMAND_LINE} explore --ids 6 --workers 2 --disk six    the same with its states on disk
  ${COMMAND_LINE} explore --ids 6 --disk six --redis redis://localhost    the same by workers elsewhere

Exit codes: 0 pass, 1 fail, 2 misuse, 3 inconclusive, 70 a bug of procession's own.`;

async function run(flags: ExploreFlags): Promise<number> {
  refuseMissingFolder('--save', flags.save);
  refuseOfOtherSearch(flags);
  if (flags.branches !== undefined) {
    // Loaded here, since commands one at a time need none of it.
    const { exploreBranches } = await import('../branches/explore.ts');
    return await exploreBranches(flags);
  }
  const system = await openSystem(flags.sut, { ...flags, answersAtOnce: true });
  if (system.asynchronous)
    throw new Misuse(
      `${system.name} answers asynchronously, and explore needs a system that answers at once`,
    );
  const plan = planOf(flags, system);
  // Loaded here, since a search in memory needs none of it.
  const disk = flags.disk === undefined ? undefined : await import('./explore-disk.ts');
  refuseWhatCannotBeDone(flags, system, disk);

  using place = checkpointPlace(flags);
  using folder = flags.disk === undefined ? undefined : await disk?.diskFolder(flags.disk);
  // Laying out a drawing lets nothing in: a signal ends it at once, as nothing else was done yet.
  const graph =
    flags.graph === undefined
      ? undefined
      : await writeGraph(flags.graph, plan, system, {
          depthMax: flags.depthMax,
          statesMax: flags.statesMax,
          breathe: () => breathe(),
          stopped: () => false,
        });
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const specification = specificationOf(system);
  let result;
  try {
    const { workers, runsMax } = flags;
    const runsMaxBytes = runsMax === undefined ? undefined : runsMax * 1e6;
    const search = { plan, system, specification, budget: budgetOf(flags), workers, runsMaxBytes };
    const show = (text: string): void => line.show(text);
    result =
      disk === undefined || folder === undefined
        ? await inMemory(search, place, interrupt, show)
        : await disk.searchOnDisk(search, folder, interrupt, show, flags.redis);
  } finally {
    line.clear();
  }
  const badEnd = await closeSystem(system);
  if ('refused' in result) throw new Misuse(`${flags.disk ?? flags.checkpoint}: ${result.refused}`);
  const ended = { ...result, ...verdictOfBadEnd(result.verdict, badEnd) };
  const after = aftermathOf(ended, system, flags, graph);
  if (flags.json) printJson(explorationJson(ended, plan, after));
  else printLines(explorationLines(ended, plan, after));
  return exitCodeOf(ended.verdict);
}

async function inMemory(
  { plan, system, specification, budget, workers }: Search,
  checkpoint: CheckpointFile | undefined,
  interrupt: Interrupt,
  show: (text: string) => void,
): Promise<Awaited<ReturnType<typeof explore>>> {
  const recipes = workers > 1 ? recipesOf(system, specification) : undefined;
  const pool = recipes && (await startWorkers(plan, recipes, workers));
  try {
    return await explore(plan, system, specification, budget, {
      ...interrupt.control((progress: ExplorationProgress) => show(progressText(progress))),
      checkpoint,
      pool,
    });
  } finally {
    await pool?.close();
  }
}

/** Pairs are all that can be explored. */
function twoBranches(text: string): number {
  if (text !== String(BRANCHES_MIN))
    throw new InvalidArgumentError('It must be 2: check --branches 3 runs random programs of three.');
  return BRANCHES_MIN;
}

function preemptionsBound(text: string): number | 'any' {
  return text === 'none' ? 'any' : wholeNumber(0, 20, 'none')(text);
}

/** Options that mean nothing to one command at a time, or nothing to branches. */
function refuseOfOtherSearch(flags: ExploreFlags): void {
  const ofBranches = {
    '--preemptions': flags.preemptions,
    '--schedules': flags.schedules,
    '--all-failures': flags.allFailures,
  };
  const ofOneCommand = {
    '--symmetry off': flags.symmetry === 'off' || undefined,
    '--match representation': flags.match === 'representation' || undefined,
    '--workers': flags.workers > 1 || undefined,
    '--depth-max': flags.depthMax,
    '--states-max': flags.statesMax,
    '--memory': flags.memory,
    '--checkpoint': flags.checkpoint,
    '--disk': flags.disk,
    '--runs-max': flags.runsMax,
    '--redis': flags.redis,
    '--graph': flags.graph,
    '--no-self-check': flags.selfCheck ? undefined : true,
    '--no-reachability': flags.reachability ? undefined : true,
  };
  const given = Object.entries(flags.branches === undefined ? ofBranches : ofOneCommand);
  const [option] = given.find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return;
  throw new Misuse(
    flags.branches === undefined
      ? `${option} goes with --branches`
      : `${option} is about one command at a time, and --branches runs two`,
  );
}

function planOf(flags: ExploreFlags, system: SystemUnderTest): ExplorationPlan {
  const { symmetry, match, selfCheck } = flags;
  const newIds = symmetry === 'on' || match === 'representation' ? 'any' : 'lowest';
  return {
    symmetry: symmetry === 'on',
    match,
    selfCheck: selfCheck && system.selfCheck !== undefined,
    bound: boundFrom(flags, system, newIds),
  };
}

/** An option that cannot be honoured is an error, never ignored. */
function refuseWhatCannotBeDone(
  flags: ExploreFlags,
  system: SystemUnderTest,
  disk: typeof OnDisk | undefined,
): void {
  if ((system.knownDeviations ?? []).length > 0) {
    throw new Misuse(
      `${system.name} has known deviations, which an exhaustive search does not follow: check and tour do`,
    );
  }
  const isTable = hasStateInWords(system);
  if (flags.match === 'representation' && flags.symmetry === 'on') {
    throw new Misuse(
      '--match representation needs --symmetry off: the bytes of a system need not treat ids alike',
    );
  }
  if (flags.match === 'representation' && !isTable) {
    throw new Misuse(
      `--match representation needs a system whose state is bytes, and ${system.name} has none: the table or a mutant`,
    );
  }
  if (flags.workers > 1 && system.again?.() === undefined) {
    throw new Misuse(
      `--workers needs a system that can be had several times, and ${system.name} is one object: the table or a mutant`,
    );
  }
  if (flags.graph !== undefined) refuseUndrawable(flags.graph, idsMaxFor(flags, system));
  if (flags.redis !== undefined) refuseWhatRedisCannot(flags);
  if (flags.runsMax !== undefined && disk === undefined)
    throw new Misuse('--runs-max needs --disk: the successors of a layer are files in its folder');
  disk?.refuseWhatDiskCannot(flags, isTable, system.name);
  if (flags.checkpoint === undefined) return;
  if (!isTable) {
    throw new Misuse(
      `--checkpoint needs a system whose state is bytes, and ${system.name} has none: the table or a mutant`,
    );
  }
  refuseMissingFolder('--checkpoint', flags.checkpoint);
  if (existsSync(flags.checkpoint) && !statSync(flags.checkpoint).isFile())
    throw new Misuse(`--checkpoint: ${flags.checkpoint} is not a file`);
  try {
    accessSync(dirname(flags.checkpoint), constants.W_OK | constants.X_OK);
    if (existsSync(flags.checkpoint)) accessSync(flags.checkpoint, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new Misuse(`--checkpoint: ${flags.checkpoint} cannot be read and written: it is not allowed`, {
      cause: error,
    });
  }
}

function refuseWhatRedisCannot({ disk, workers }: ExploreFlags): void {
  if (disk === undefined)
    throw new Misuse('--redis needs --disk: a folder that this process and all workers see');
  if (workers > 1)
    throw new Misuse(
      `--redis hands all work to processes of their own, "${COMMAND_LINE} worker": leave out --workers`,
    );
}

/** The checkpoint's file, for this run alone. */
function checkpointPlace({ checkpoint }: ExploreFlags): CheckpointFile | undefined {
  if (checkpoint === undefined) return undefined;
  const place = openCheckpoint(checkpoint, codeVersion());
  if ('refused' in place) throw new Misuse(`--checkpoint: ${checkpoint}: ${place.refused}`);
  return place;
}

function budgetOf({ depthMax, statesMax, time, memory, reachability }: ExploreFlags): ExplorationBudget {
  const memoryMaxBytes = memory === undefined ? 0.75 * process.availableMemory() : memory * 1e6;
  return { depthMax, statesMax, timeMs: time, memoryMaxBytes, reachability };
}

/** Stores a counterexample's trace, and says how to see it again. */
function aftermathOf(
  { failure }: ExplorationResult,
  system: SystemUnderTest,
  flags: ExploreFlags,
  graph: DrawnGraph | undefined,
): Aftermath {
  const unfinished =
    flags.checkpoint !== undefined && existsSync(flags.checkpoint) ? flags.checkpoint : undefined;
  const specification = specificationOf(system);
  const origin = { system: system.name, ...environmentIn(flags) };
  const file = failure && keepFailure(flags.save, failure, origin, specification);
  return {
    specification,
    system: system.name,
    file,
    replay: file && replayLine(file, flags),
    checkpoint: unfinished,
    folder: flags.disk,
    graph,
  };
}
