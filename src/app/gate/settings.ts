// The settings of the gate's checks: what a suite can be asked for, and what it takes where it is not asked.
import { BRANCHES_MAX, BRANCHES_MIN } from '../../contract/concurrent/program.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import { optionNamesProblem } from '../../contract/option-names.ts';
import { FAILURES_FOLDER } from '../../counterexample/file/store.ts';
import { PACKED_ID_MAX } from '../../model/bounded/columns.ts';
import { seedFromWorld } from './world.ts';

/** All of these may be left out. `seed`, `path` and `numRuns` mean what they mean to fast-check. */
export interface ConformanceOptions {
  /** A whole number of 32 bits; by default `PROCESSION_SEED`, else from the clock. Every report names it. */
  readonly seed?: number;
  /**
   * Runs of the random commands only the one that it leads to; as it was printed, with the same seed and `commandsMax`.
   */
  readonly path?: string;
  /** Runs of random commands; 500 by default. */
  readonly numRuns?: number;
  /** Commands in a run at most; 100 by default. */
  readonly commandsMax?: number;
  /**
   * Every command is run from every state of this many ids, init's included; 3 by default, of the job-control commands 2.
   * More have too many states, but of a system that supports few commands.
   */
  readonly ids?: number;
  /** For each check, in milliseconds; 30,000 by default. One that needs longer is inconclusive, and that is no pass. */
  readonly timeoutMs?: number;
  /**
   * For each answer of a system that answers later, in milliseconds; 5,000 by default, and a quarter of `timeoutMs` at
   * most. A promise that does not settle by then is a failure that names the command.
   */
  readonly stepTimeoutMs?: number;
  /** The folder where a failure is stored, as trace and as JSON; `.procession/failures` by default, `false` for none. */
  readonly save?: string | false;
  /** A folder of traces that once failed, replayed one by one. */
  readonly corpus?: string;
  /**
   * The coverage that random commands must have. `'full'`, the default of a system that supports all commands and has
   * no known deviations: each command accepted, each refusal given, and alone, each witness seen. `'commands'`, the
   * default of others: each command accepted. `'none'`: nothing.
   */
  readonly coverage?: 'full' | 'commands' | 'none';
  /**
   * Checks commands at the same time, too, in random programs of so many branches, 2 or 3; no such check where it is
   * absent. The system has to offer it (`concurrent`).
   */
  readonly branches?: number;
}

/** The options, with everything filled in that has a value of its own. */
export interface Settings extends ConformanceOptions {
  readonly seed: number;
  readonly numRuns: number;
  readonly commandsMax: number;
  readonly ids: number;
  /** Whether so many ids were asked for; else they are fewer where a set's states would be too many. */
  readonly areIdsAsked: boolean;
  readonly timeoutMs: number;
  readonly stepTimeoutMs: number;
  readonly save: string | false;
  /** Lots of random commands of fixed seeds; as many as the profile has where this is absent. */
  readonly seeds?: number;
  /**
   * Says how a failure of random commands is had again, in the words of whoever asked; options of a suite where absent.
   * `sut`: the system, as the command line names it, where it is another than was asked for.
   */
  readonly again?: (how: SearchAgain, sut?: string) => string;
  /** Present where the gate asks: some checks are its own, and do this much. */
  readonly profile?: GateProfile;
  /** The line that replays a stored counterexample, in the words of whoever asked; none where absent. */
  readonly replayed?: (file: string, sut?: string) => string;
}

/** The options by which a search repeats a failure; without a path, all its runs. */
export interface SearchAgain {
  readonly seed: number;
  readonly path: string | undefined;
  readonly commandsMax: number;
  readonly numRuns: number;
}

/** The amount of work: for each change, before a release, or over night. */
export type GateProfile = 'quick' | 'full' | 'nightly';

/** The profiles of cost. */
export const SIZES = {
  quick: { numRuns: 100, commandsMax: 50, ids: 2 },
  full: { numRuns: 500, commandsMax: 100, ids: 3 },
  nightly: { numRuns: 5000, commandsMax: 100, ids: 3 },
} as const satisfies Readonly<Record<GateProfile, Pick<Settings, 'numRuns' | 'commandsMax' | 'ids'>>>;

/** The profile where none is asked for. */
export const USUAL_PROFILE: GateProfile = 'quick';

/** The settings of the gate by this profile. */
export function gateSettingsOf(profile: GateProfile, options: ConformanceOptions): Settings {
  const areIdsAsked = options.ids !== undefined;
  return { ...settingsOf({ ...SIZES[profile], ...options }, 'gate'), profile, areIdsAsked };
}

/** The profile that costs are counted by: that of the gate, and the smallest where another asks. */
export function profileOf({ profile = USUAL_PROFILE }: Pick<Settings, 'profile'>): GateProfile {
  return profile;
}

/** Whether it is the gate that asks. */
export function isGates({ profile }: Settings): boolean {
  return profile !== undefined;
}

/** The cure for a check whose time was up, by the names that a user knows; `fewer` names the amount that could be less. */
export function moreTime(settings: Settings, fewer?: 'runs' | 'ids'): string {
  const time = isGates(settings) ? 'timeLimitCheck of the configuration' : 'timeoutMs';
  const amount = fewer === 'runs' && !isGates(settings) ? 'numRuns' : fewer;
  return `a longer ${time}${amount === undefined ? '' : ` or fewer ${amount}`} would help`;
}

const STEP_TIMEOUT_MS = 5000;

/** Ids in play at most in random commands: few, so that they recur. */
export const RANDOM_IDS_MAX = 8;

/** The first of the seeds that are always the same, so that the same code gets the same verdict. */
export const FIXED_SEED = 20_260_101;

/**
 * Commands of a random run with its drain, as a multiple of those of the run: the drain ends and frees everything that the
 * run made, so it may be twice as long.
 */
export const WITH_DRAIN = 3;

/** Throws a `TypeError` of one sentence where a value makes no sense; `caller` is what it begins with. */
export function settingsOf(options: ConformanceOptions, caller = 'conformance'): Settings {
  const problem = namesProblem(options);
  if (problem !== undefined) throw new TypeError(`${caller}: ${problem}`);
  const settings: Settings = {
    ...options,
    seed: options.seed ?? seedFromWorld(),
    numRuns: options.numRuns ?? SIZES.full.numRuns,
    commandsMax: options.commandsMax ?? SIZES.full.commandsMax,
    ids: options.ids ?? SIZES.full.ids,
    areIdsAsked: options.ids !== undefined,
    timeoutMs: options.timeoutMs ?? 30_000,
    stepTimeoutMs: options.stepTimeoutMs ?? STEP_TIMEOUT_MS,
    save: options.save ?? FAILURES_FOLDER,
  };
  const whole = (
    name: 'seed' | 'numRuns' | 'commandsMax' | 'ids' | 'timeoutMs' | 'stepTimeoutMs' | 'branches',
    least: number,
    most: number,
  ) => {
    const value = settings[name];
    if (value === undefined || !Number.isInteger(value) || value < least || value > most)
      throw new TypeError(
        `${caller}: ${name} is ${value}: it must be a whole number from ${least} to ${most}`,
      );
  };
  whole('seed', -0x8000_0000, 0x7fff_ffff);
  whole('numRuns', 1, 0x7fff_ffff);
  whole('commandsMax', 1, 1_000_000);
  whole('ids', 1, PACKED_ID_MAX);
  whole('timeoutMs', 1, 0x7fff_ffff);
  whole('stepTimeoutMs', 1, 0x7fff_ffff);
  const { path, coverage = 'full' } = options;
  if (path !== undefined && !/^\d+(:\d+)*$/.test(path))
    throw new TypeError(`${caller}: the path must be numbers with colons between them, not "${path}"`);
  if (path !== undefined && options.seed === undefined)
    throw new TypeError(`${caller}: a path needs the seed that it was printed with`);
  if (!['full', 'commands', 'none'].includes(coverage))
    throw new TypeError(`${caller}: coverage is "${coverage}": it must be full, commands or none`);
  if (settings.branches !== undefined) whole('branches', BRANCHES_MIN, BRANCHES_MAX);
  // A search that hangs ends by itself, before the limit that a test runner sets.
  return { ...settings, stepTimeoutMs: Math.ceil(Math.min(settings.stepTimeoutMs, settings.timeoutMs / 4)) };
}

const NAMES: readonly string[] = [
  'seed',
  'path',
  'numRuns',
  'commandsMax',
  'ids',
  'timeoutMs',
  'stepTimeoutMs',
  'save',
  'corpus',
  'coverage',
  'branches',
] satisfies readonly (keyof ConformanceOptions)[];

/** The reason that these are no options of the suite, names and folders asked alone; `undefined` where they are. */
function namesProblem(options: unknown): string | undefined {
  const problem = optionNamesProblem(options, NAMES);
  if (problem !== undefined) return problem;
  const { save, corpus } = options as Readonly<Record<string, unknown>>;
  if (save !== undefined && save !== false && typeof save !== 'string')
    return `save must be a folder or false, not ${describeValue(save)}`;
  return corpus === undefined || typeof corpus === 'string'
    ? undefined
    : `corpus must be a folder, not ${describeValue(corpus)}`;
}
