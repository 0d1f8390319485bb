// procession check --branches: random programs whose branches run at the same time.
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { specificationOf } from '../../../command-sets.ts';
import { CONCURRENT_MODES } from '../../../contract/concurrent/program.ts';
import type { ConcurrentMode } from '../../../contract/concurrent/program.ts';
import type { System } from '../../../contract/system.ts';
import { runConcurrentCampaign } from '../../../engines/concurrency/concurrent-campaign.ts';
import type {
  ConcurrentCampaignOptions,
  ConcurrentCampaignResult,
  ConcurrentProgress,
} from '../../../engines/concurrency/concurrent-campaign.ts';
import { concurrentSubjectOf } from '../../../engines/concurrency/concurrent-subject.ts';
import { verdictOfBadEnd } from '../../../engines/verdict-rules.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import { concurrentRunnerOf } from '../../../systems/free-runs.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { keepConcurrentFailure, keepSequential } from '../files/output.ts';
import { Interrupt } from '../interrupt.ts';
import { BRANCHES_DEFAULTS, preemptionsFor } from '../options/branches.ts';
import { environmentIn, seedFromEnvironment } from '../options/environment.ts';
import { logLines, openSystem } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { INT32_MAX, replayLine, systemAgain } from '../options/values.ts';
import { printJson, printLines } from '../print.ts';
import { concurrentCampaignJson, concurrentCampaignLines } from '../report/concurrent-campaign.ts';
import type { ConcurrentAfterwards } from '../report/concurrent-campaign.ts';
import { counted, grouped, ProgressLine } from '../terminal.ts';

const [FREE] = CONCURRENT_MODES;

/** The options of a check that count here. */
export interface BranchesFlags extends SystemFlags {
  readonly sut: string;
  readonly branches: number;
  readonly runs?: number;
  readonly preemptions?: number;
  readonly schedules?: number;
  readonly freeRuns?: number;
  readonly seed?: number;
  readonly time?: number;
  readonly save: string | false;
  readonly certify: boolean;
  readonly json?: true;
}

/** Checks a system; the exit code. */
export async function checkBranches(flags: BranchesFlags): Promise<number> {
  const system = await openSystem(flags.sut, flags);
  const options = campaignOptions(flags);
  const specification = specificationOf(system);
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const control = interrupt.control((progress: ConcurrentProgress) =>
    line.show(progressText(progress, options)),
  );
  const subject = concurrentSubjectOf(system, specification, concurrentRunnerOf(system, options.seed));
  const unfit = optionOfOtherMode(subject?.mode, flags);
  if (unfit !== undefined) {
    await closeSystem(system);
    throw new Misuse(
      `${unfit}: ${system.name} runs its branches ${subject?.mode === FREE ? 'freely' : 'by steps'}`,
    );
  }
  const searched = await runConcurrentCampaign(subject, options, control);
  line.clear();
  const badEnd = await closeSystem(system);
  const result = { ...searched, ...verdictOfBadEnd(searched.verdict, badEnd) };
  const after = keep(result, system, options, flags);
  if (flags.json) printJson(concurrentCampaignJson(result, specification, options, after));
  else printLines(concurrentCampaignLines(result, specification, options, after));
  return EXIT_STATUS[result.verdict];
}

/** The sentence about an option that means nothing to branches that run so; `undefined` where each has a meaning. */
function optionOfOtherMode(mode: ConcurrentMode | undefined, flags: BranchesFlags): string | undefined {
  if (mode === undefined) return undefined;
  if (mode !== FREE) return flags.freeRuns === undefined ? undefined : '--free-runs is about free runs';
  const ofSteps = { '--preemptions': flags.preemptions, '--schedules': flags.schedules };
  const [option] = Object.entries(ofSteps).find(([, value]) => value !== undefined) ?? [];
  return option === undefined ? undefined : `${option} is about steps`;
}

function campaignOptions(flags: BranchesFlags): ConcurrentCampaignOptions {
  const { programs, schedules, freeRuns } = BRANCHES_DEFAULTS;
  const untilTime = flags.time !== undefined && flags.runs === undefined;
  return {
    branches: flags.branches,
    programs: flags.runs ?? (untilTime ? INT32_MAX : programs),
    seed: flags.seed ?? seedFromEnvironment(),
    preemptionsMax: flags.preemptions ?? preemptionsFor(flags.branches),
    executionsMax: flags.schedules ?? schedules,
    freeRuns: flags.freeRuns ?? freeRuns,
    untilTime,
    ...(flags.time !== undefined && { timeMs: flags.time }),
    ...(!flags.certify && { certifyExecutionsMax: 0 }),
  };
}

/** Stores the failure, and says how to see it again. */
function keep(
  { failure, sequential, failedAt }: ConcurrentCampaignResult,
  system: System,
  options: ConcurrentCampaignOptions,
  flags: BranchesFlags,
): ConcurrentAfterwards {
  const origin = { system: system.name, seed: options.seed, ...environmentIn(flags) };
  const specification = specificationOf(system);
  const stored =
    failure !== undefined
      ? keepConcurrentFailure(
          flags.save,
          failure.failure,
          { ...origin, ...(failedAt !== undefined && { program: failedAt }) },
          specification,
          failure.certificate,
        )
      : sequential && keepSequential(flags.save, sequential, origin, specification);
  const again = failedAt === undefined ? undefined : againLine(failedAt, options, flags);
  return {
    system: system.name,
    unchecked: system.unchecked ?? [],
    guards: system.guards ?? [],
    log: logLines(system),
    file: stored,
    replay: stored === undefined ? again : replayLine(stored, flags),
  };
}

/** The line that runs the campaign's programs again, up to the one that failed. */
function againLine(programs: number, options: ConcurrentCampaignOptions, flags: BranchesFlags): string {
  const set = flags.set === undefined ? '' : ` --set ${flags.set}`;
  const sizes = (['preemptions', 'schedules', 'freeRuns'] as const)
    .filter((name) => flags[name] !== undefined)
    .map((name) => ` --${name === 'freeRuns' ? 'free-runs' : name} ${flags[name]}`)
    .join('');
  return `${COMMAND_LINE} check${systemAgain(flags)}${set} --branches ${options.branches} --seed ${options.seed} --runs ${programs}${sizes}`;
}

function progressText(progress: ConcurrentProgress, options: ConcurrentCampaignOptions): string {
  const seconds = (progress.elapsedMs / 1000).toFixed(0);
  const best = counted(progress.best ?? 0, 'command');
  if (progress.phase === 'certify') return `searching for anything smaller than ${best}, ${seconds} s`;
  if (progress.phase === 'shrink') return `failed; making it smaller: ${best}, ${seconds} s`;
  const programs = options.untilTime
    ? counted(progress.programs, 'program')
    : `${grouped(progress.programs)} of ${counted(options.programs, 'program')}`;
  return `${programs}, ${counted(progress.executions, 'execution')}, ${seconds} s`;
}
