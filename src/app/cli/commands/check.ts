// procession check: the property campaign.
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { System } from '../../../contract/system.ts';
import type { ShardOfCampaign } from '../../campaign/campaign-report.ts';
import { runShareOf } from '../../campaign/run-share.ts';
import { shardText } from '../../gate/report/shard-text.ts';
import type { Shard } from '../../gate/surroundings.ts';
import { runCampaign } from '../../../engines/campaign/campaign.ts';
import type { CampaignOptions, CampaignProgress } from '../../../engines/campaign/options.ts';
import type { CampaignResult } from '../../../engines/campaign/campaign.ts';
import type { Minimised } from '../../../engines/certificate/minimise.ts';
import { verdictOfBadEnd } from '../../../engines/verdict-rules.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import { campaignJson, campaignLines } from '../report/campaign.ts';
import type { Afterwards, Kept } from '../report/campaign.ts';
import { conclude, CORPUS_FOLDER, corpusJson, corpusLines, runCorpus } from '../report/corpus.ts';
import { BRANCHES_MAX, BRANCHES_MIN } from '../../../contract/concurrent/program.ts';
import { BRANCHES_DEFAULTS, preemptionsFor } from '../options/branches.ts';
import { environmentIn, isSeedSaid, seedFromEnvironment } from '../options/environment.ts';
import { Concluded, Misuse } from '../exit-codes.ts';
import { Interrupt } from '../interrupt.ts';
import {
  anySeed,
  FAILURES_FOLDER,
  INT32_MAX,
  replayLine,
  secondsToMs,
  shardIn,
  systemAgain,
  wholeNumber,
} from '../options/values.ts';
import { keepFailure, refuseMissingFolder } from '../files/output.ts';
import { printJson, printLines } from '../print.ts';
import { logLines, openSystem, withSystemOptions } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { counted, grouped, ProgressLine } from '../terminal.ts';
import { PACKAGE_VERSION } from '../version.ts';

const RUNS = 1000;
const COMMANDS_MAX = 100;
const IDS_MAX = 8;
/** Failures of other kinds met on the way to the first that are made short and told: each costs as much as that one. */
const OTHERS_MAX = 5;
/** The same where all are asked for: more than a system of any command set can have, but for a very broken one. */
const ALL_MAX = 200;

interface CheckFlags extends SystemFlags {
  readonly sut: string;
  readonly runs?: number;
  readonly commandsMax?: number;
  readonly ids?: number;
  readonly seed?: number;
  readonly path?: string;
  readonly time?: number;
  readonly requireCoverage?: true;
  readonly corpus?: string | false;
  readonly save: string | false;
  readonly certify: boolean;
  readonly allFailures?: true;
  readonly shard?: Shard;
  readonly branches?: number;
  readonly preemptions?: number;
  readonly schedules?: number;
  readonly freeRuns?: number;
  readonly json?: true;
}

export function checkCommand(): Command {
  return withSystemOptions(new Command('check'), { set: true })
    .option(
      '--runs <n>',
      `runs at most (default: ${RUNS}; with --time, as many as fit)`,
      wholeNumber(1, INT32_MAX),
    )
    .option(
      '--commands-max <n>',
      `commands in a run at most (default: ${COMMANDS_MAX}, and one run in fifty is larger)`,
      wholeNumber(1, 1_000_000),
    )
    .option(
      '--ids <n>',
      `ids in play at most; few, so that they recur (default: ${IDS_MAX}, and one run in fifty has hundreds)`,
      wholeNumber(2, 1_000_000),
    )
    .option('--seed <n>', 'the seed (default: $PROCESSION_SEED, else from the clock)', anySeed)
    .option(
      '--path <path>',
      "fast-check's path: only the run it leads to; takes the seed and sizes it was printed with",
    )
    .option(
      '--time <seconds>',
      'search no longer than this; with --runs, ending early is inconclusive',
      secondsToMs,
    )
    .option('--require-coverage', 'inconclusive if a command, refusal or witness never occurred')
    .option('--corpus <folder>', `traces to replay first (default: ${CORPUS_FOLDER}, if there)`)
    .option('--no-corpus', 'replay none')
    .option('--save <folder>', 'where a failure is stored as a trace', FAILURES_FOLDER)
    .option('--no-save', 'store nothing')
    .option('--no-certify', 'do not search for a shorter failure than shrinking left')
    .option(
      '--all-failures',
      `go on after the first failure, for failures of other kinds; each kind is told once; without it, ${OTHERS_MAX} that were met on the way at most`,
    )
    .option(
      '--branches <n>',
      `random programs of 2 or 3 branches at the same time, in place of sequences (docs/concurrency.md); --runs are programs then (default: ${BRANCHES_DEFAULTS.programs})`,
      wholeNumber(BRANCHES_MIN, BRANCHES_MAX),
    )
    .option(
      '--preemptions <n>',
      `with --branches: preemptions of a schedule at most (default: ${preemptionsFor(2)}, of three branches ${preemptionsFor(3)})`,
      wholeNumber(0, 20),
    )
    .option(
      '--schedules <n>',
      `with --branches: executions of a program at most; a program that needs more is inconclusive (default: ${BRANCHES_DEFAULTS.schedules})`,
      wholeNumber(1, INT32_MAX),
    )
    .option(
      '--free-runs <n>',
      `with --branches, of a system that offers no steps: runs of a program (default: ${BRANCHES_DEFAULTS.freeRuns})`,
      wholeNumber(1, INT32_MAX),
    )
    .option(
      '--shard <i/n>',
      'only this share of the runs, of which several machines do one each; "merge" puts what --json printed together, and all take one --seed',
      shardIn,
    )
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: CheckFlags) => {
      process.exitCode = await check(flags);
    });
}

const EXAMPLES = `
Examples:
  ${COMMAND_LINE} check                                 our implementation, ${RUNS} runs
  ${COMMAND_LINE} check --sut mutant:forget-to-orphan   a broken one: see what a failure looks like
  ${COMMAND_LINE} check --sut ./my-system.ts --time 60  your own, for a minute
  ${COMMAND_LINE} check --set posix                     our implementation of the POSIX commands
  ${COMMAND_LINE} check --sut linux                     the kernel this runs on, with real processes
  ${COMMAND_LINE} check --sut 'cmd:python3 mine.py'     your own, in any language (docs/protocol.md)
  ${COMMAND_LINE} check --sut shared-table --branches 2 commands at the same time, under all schedules
  ${COMMAND_LINE} check --shard 1/4 --seed 7 --json     a quarter of the runs (docs/ci.md)

Exit codes: 0 pass, 1 fail, 2 misuse, 3 inconclusive, 70 a bug of procession's own.`;

async function check(flags: CheckFlags): Promise<number> {
  refuseMissingFolder('--save', flags.save);
  refuseMixed(flags);
  refuseUndivided(flags);
  if (flags.branches !== undefined) {
    // Loaded here, since sequences need none of it.
    const { checkBranches } = await import('../branches/check.ts');
    return await checkBranches({ ...flags, branches: flags.branches });
  }
  const system = await openSystem(flags.sut, flags);
  if (flags.path !== undefined && !/^\d+(:\d+)*$/.test(flags.path))
    throw new Misuse(`--path must be numbers with colons between them, not "${flags.path}"`);
  if (flags.path !== undefined && flags.seed === undefined)
    throw new Misuse('--path needs the --seed that it was printed with');
  const options = campaignOptions(flags);

  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const control = interrupt.control((progress: CampaignProgress) =>
    line.show(progressText(progress, options)),
  );
  const corpus = await runCorpus(
    corpusAsked(flags),
    system,
    async () => {
      await control.breathe();
      if (control.stopped())
        throw new Concluded('inconclusive', 'interrupted while the regression traces were replayed');
    },
    control,
  );
  const searched = await runCampaign(system, specificationOf(system), options, control);
  line.clear();
  const badEnd = await closeSystem(system);
  const result = { ...searched, ...verdictOfBadEnd(searched.verdict, badEnd) };

  const after = keep(result, system, options, flags);
  const { verdict, reason, exitCode } = conclude(result, corpus);
  if (flags.json) {
    const json = campaignJson(result, options, after);
    const shard = await shardJson(result, options, flags);
    const ended = { verdict, reason: reason ?? null, corpus: corpusJson(corpus, flags), shard };
    printJson({ ...json, ...ended });
  } else {
    const told = corpus === undefined ? [] : [corpusLines(corpus, flags, result)];
    const texts = [...told, campaignLines(result, options, after)];
    const [first, ...more] = result.verdict === verdict ? texts : texts.toReversed();
    printLines([...(first ?? []), ...more.flatMap((lines) => ['', ...lines])]);
  }
  return exitCode;
}

/** Options that mean nothing to sequences, or nothing to branches. */
function refuseMixed(flags: CheckFlags): void {
  const ofBranches = {
    '--preemptions': flags.preemptions,
    '--schedules': flags.schedules,
    '--free-runs': flags.freeRuns,
  };
  const ofSequences = {
    '--commands-max': flags.commandsMax,
    '--ids': flags.ids,
    '--path': flags.path,
    '--require-coverage': flags.requireCoverage,
    '--corpus': flags.corpus === false ? undefined : flags.corpus,
    '--all-failures': flags.allFailures,
    '--shard': flags.shard,
  };
  const given = Object.entries(flags.branches === undefined ? ofBranches : ofSequences);
  const [option] = given.find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return;
  throw new Misuse(
    flags.branches === undefined
      ? `${option} goes with --branches`
      : `${option} is about sequences, and --branches runs none`,
  );
}

/** Options with which there are no shares that add up to one campaign. */
function refuseUndivided({ shard, path, time, runs, seed }: CheckFlags): void {
  if (shard === undefined) return;
  if (path !== undefined)
    throw new Misuse('--shard divides many runs, and --path leads to one: leave one out');
  if (time !== undefined && runs === undefined)
    throw new Misuse('--shard needs a number of runs to divide, which --time alone does not say: add --runs');
  if ((runs ?? RUNS) < shard.of)
    throw new Misuse(`--shard: ${counted(runs ?? RUNS, 'run')} cannot be divided among ${shard.of} shards`);
  if (!isSeedSaid(seed))
    throw new Misuse('--shard needs the one seed of all shards: add --seed, or set PROCESSION_SEED');
}

/** The folder of traces to replay, `false` for none: beside a path they are asked for, and of all shards the first does. */
function corpusAsked({ corpus, path, shard }: CheckFlags): string | false | undefined {
  if (shard !== undefined && shard.index > 0) return false;
  return path === undefined ? corpus : (corpus ?? false);
}

function campaignOptions(flags: CheckFlags): CampaignOptions {
  const untilTime = flags.time !== undefined && flags.runs === undefined;
  const runs = flags.runs ?? (untilTime ? INT32_MAX : RUNS);
  return {
    ...(flags.shard === undefined ? { runs } : runShareOf(runs, flags.shard)),
    commandsMax: flags.commandsMax ?? COMMANDS_MAX,
    idsMax: flags.ids ?? IDS_MAX,
    someLarge: (flags.commandsMax ?? flags.ids) === undefined,
    seed: flags.seed ?? seedFromEnvironment(),
    untilTime,
    othersMax: flags.allFailures ? ALL_MAX : OTHERS_MAX,
    allFailures: flags.allFailures ?? false,
    ...(!flags.certify && { certifyStatesMax: 0 }),
    // A gap of one shard may be none of all: it is judged where they are merged.
    requireCoverage: (flags.requireCoverage ?? false) && flags.shard === undefined,
    ...(flags.path !== undefined && { path: flags.path }),
    ...(flags.time !== undefined && { timeMs: flags.time }),
  };
}

/** The part of the report by which shards are known for those of one campaign, and judged as a whole; else `null`. */
async function shardJson(
  { verdict, reason }: CampaignResult,
  { someLarge, timeMs, certifyStatesMax, allFailures }: CampaignOptions,
  flags: CheckFlags,
): Promise<ShardOfCampaign | null> {
  if (flags.shard === undefined) return null;
  // Loaded here, since one run alone needs none of it.
  const { campaignFacts } = await import('../files/gate-identity.ts');
  return {
    ...flags.shard,
    runs: flags.runs ?? RUNS,
    requireCoverage: flags.requireCoverage ?? false,
    allFailures: allFailures ?? false,
    searched: { verdict, reason: reason ?? null },
    facts: {
      'version of procession': PACKAGE_VERSION,
      ...campaignFacts(flags),
      'mixture of sizes': someLarge ? 'the usual' : 'as asked for',
      'limit of time': timeMs === undefined ? 'none' : `${timeMs / 1000} s`,
      'search for a shorter failure': certifyStatesMax === 0 ? 'not asked for' : 'asked for',
    },
  };
}

/** `shard 2/4 of 1,000 runs`. */
function shareText(shard: Shard, { runs = RUNS }: CheckFlags): string {
  return `shard ${shardText(shard)} of ${counted(runs, 'run')}`;
}

/** Stores each failure's trace, and says how to see it again. */
function keep(
  result: CampaignResult,
  system: System,
  options: CampaignOptions,
  flags: CheckFlags,
): Afterwards {
  const { failure, otherFailures } = result;
  const store = ({
    failure: found,
    path,
    certificate,
  }: Minimised & { readonly path: string | undefined }): Kept => {
    const unkept = {
      file: undefined,
      replay:
        path === undefined
          ? undefined
          : againLine(found.divergence.step < 0 ? undefined : path, result.runs, options, flags),
    };
    if (found.commands.length === 0) return unkept;
    const how = { seed: options.seed, ...(path !== undefined && { path }) };
    const file = keepFailure(
      flags.save,
      found,
      { system: system.name, ...how, ...environmentIn(flags) },
      specificationOf(system),
      certificate,
    );
    return file === undefined ? unkept : { file, replay: replayLine(file, flags) };
  };
  const told = {
    system: system.name,
    unchecked: system.unchecked ?? [],
    guards: system.guards ?? [],
    log: logLines(system),
    others: otherFailures.map(store),
    ...(flags.shard !== undefined && { share: shareText(flags.shard, flags) }),
  };
  if (failure === undefined) return { ...told, file: undefined, replay: undefined };
  if (!failure.flaky) return { ...told, ...store(failure) };
  // The runs before may be part of it: all of it is run again.
  return { ...told, file: undefined, replay: againLine(options.path, result.runs, options, flags) };
}

/** The line that runs a campaign's failing run again or, without a path, all runs up to it. */
function againLine(
  path: string | undefined,
  runs: number,
  options: CampaignOptions,
  flags: CheckFlags,
): string {
  const set = flags.set === undefined ? '' : ` --set ${flags.set}`;
  // Said, they would leave out the large runs.
  const sizes = options.someLarge ? '' : ` --commands-max ${options.commandsMax} --ids ${options.idsMax}`;
  const { shard } = flags;
  const before =
    shard === undefined ? `--runs ${runs}` : `--runs ${flags.runs ?? RUNS} --shard ${shardText(shard)}`;
  const which = path === undefined ? before : `--path ${path}`;
  return `${COMMAND_LINE} check${systemAgain(flags)}${set} --seed ${options.seed} ${which}${sizes}`;
}

function progressText(progress: CampaignProgress, options: CampaignOptions): string {
  const seconds = (progress.elapsedMs / 1000).toFixed(0);
  if (progress.phase === 'certify')
    return `searching for a failure of fewer than ${counted(progress.best ?? 0, 'command')}, ${seconds} s`;
  if (progress.phase === 'shrink')
    return `failed; shrinking: ${counted(progress.best ?? 0, 'command')}, ${seconds} s`;
  const runs = options.untilTime
    ? counted(progress.runs, 'run')
    : `${grouped(progress.runs)} of ${counted(options.path === undefined ? options.runs : 1, 'run')}`;
  return `${runs}, ${counted(progress.commands, 'command')}, ${seconds} s`;
}
