// The options that say which system is tested and how, and the system that they stand for.
import type { Command, Option } from 'commander';
import type { CommandSet } from '../../../contract/command.ts';
import {
  COMMAND_SET_NAMES,
  DEFAULT_VOCABULARY,
  specificationOf,
  VOCABULARIES,
} from '../../../command-sets.ts';
import type { WireLimits } from '../../../systems/wire/handshake.ts';
import type { Profile, System } from '../../../contract/system.ts';
import { overlaid } from '../../../lockstep/overlay.ts';
import { setEnvironment, withEnvironment } from './environment.ts';
import type { EnvironmentFlags } from './environment.ts';
import { Misuse } from '../exit-codes.ts';
import { knownIn, readKnown } from '../files/known-deviations.ts';
import {
  DEFAULT_SYSTEM,
  isModule,
  isSeparate,
  SEPARATE_SYSTEMS,
  standardErrorLines,
  SYSTEM_HELP,
  systemNamed,
} from './system-kinds.ts';
import { choice, secondsToMs, wholeNumber } from './values.ts';

export const PROFILE_NAMES = [...new Set(VOCABULARIES.flatMap(({ profiles }) => profiles))];

/** The command set that is asked for, whose choices count, and how long a program may take. */
export interface SystemFlags extends LimitFlags, EnvironmentFlags {
  /** A file of known deviations. */
  readonly known?: string;
  readonly set?: CommandSet | undefined;
  readonly profile?: Profile;
  /** True if it must answer at once, so that an engine that cannot wait can ask it: a module is bridged then. */
  readonly answersAtOnce?: true;
}

/** The limits of a system that runs in a process of its own. */
export interface LimitFlags {
  /** In milliseconds. */
  readonly timeLimitStart?: number;
  readonly timeLimitStep?: number;
  /** In megabytes. */
  readonly memoryLimitSystem?: number;
}

/** The use of `--sut` to a command. */
interface SutOption {
  readonly says?: string;
  /** There is none unless one is asked for. */
  readonly optional?: true;
  /** Adds `--set`, for commands that are given no trace to tell it. */
  readonly set?: true;
}

/** Adds `--sut`. */
export function withSut(
  command: Command,
  { says = 'the system under test', optional }: SutOption = {},
): Command {
  return withEnvironment(
    command.option('--sut <system>', `${says}: ${SYSTEM_HELP}`, optional ? undefined : DEFAULT_SYSTEM),
  );
}

/** The help of `--set`. */
export const SET_HELP = `the command set (default: the one that the system answers, or the ${DEFAULT_VOCABULARY.title} commands)`;

/** The command sets whose commands leave choices, as sentences and options name them. */
const WITH_PROFILES = VOCABULARIES.filter(({ profiles }) => profiles.length > 0);
const THEIR_COMMANDS = WITH_PROFILES.map(({ title }) => `the ${title} commands`).join(' or ');

function withSet(command: Command): Command {
  return command.addOption(choice('--set <commands>', SET_HELP, COMMAND_SET_NAMES));
}

/** Adds `--sut` and the other options of {@link SystemFlags}. */
export function withSystemOptions(command: Command, sut: SutOption = {}): Command {
  const named = withLimits(withSut(command, sut));
  return withProfile(
    sut.set ? withSet(named) : named,
    ' (default: Linux’s if the system says that it makes them, else any)',
  );
}

/** Adds `--profile` and `--known`. */
export function withProfile(command: Command, ofSystem = ' (default: any)'): Command {
  return command
    .addOption(profileOption(`with ${THEIR_COMMANDS}: `, ofSystem))
    .option(
      '--known <file>',
      'known deviations of the system, as JSON (docs/protocol.md): accepted, counted, and missed where they do not occur',
    );
}

/** The option `--profile`, with what is said before and after its one meaning. */
export function profileOption(before: string, after: string): Option {
  const says = `${before}whose choice is right where the standard leaves one${after}`;
  return choice('--profile <profile>', says, PROFILE_NAMES);
}

/** Adds the options of {@link LimitFlags}. */
export function withLimits(command: Command): Command {
  return command
    .option(
      '--time-limit-step <seconds>',
      'how long a module or a cmd: program may take for an answer (default: 5)',
      secondsToMs,
    )
    .option('--time-limit-start <seconds>', 'how long it may take to start (default: 10)', secondsToMs)
    .option(
      '--memory-limit-system <mb>',
      'what its process may take of memory; of a program, on Linux alone (default: 2048)',
      wholeNumber(128, 1e6),
    );
}

/** Refuses a profile where the commands leave no choice; `option` names it. */
export function refuseProfileFor(
  commandSet: CommandSet,
  { profile }: SystemFlags,
  option = '--profile',
): void {
  if (profile === undefined || WITH_PROFILES.some(({ id }) => id === commandSet)) return;
  const sets = WITH_PROFILES.map(({ id }) => `--set ${id}`).join(' or ');
  throw new Misuse(`${option} goes with ${THEIR_COMMANDS}: ${sets}`);
}

/** Without a system, an option that can only be said of one is misuse. */
export function refuseWithoutSystem({ env, known, ...limits }: SystemFlags): void {
  const given = { '--env': env, '--known': known, ...limitsGiven(limits) };
  const [option] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (option !== undefined) throw new Misuse(`${option} is about a system: --sut says which`);
}

/** The limits by their options. */
function limitsGiven({ timeLimitStep, timeLimitStart, memoryLimitSystem }: LimitFlags) {
  return {
    '--time-limit-step': timeLimitStep,
    '--time-limit-start': timeLimitStart,
    '--memory-limit-system': memoryLimitSystem,
  };
}

/** The log of a system, as lines to show below its failure. */
export function logLines(system: System): readonly string[] {
  return standardErrorLines(system.asynchronous === true ? (system.log?.() ?? '') : '');
}

/**
 * Opens the system that the words name, and changes what the flags say otherwise of it. Throws {@link Misuse} where they
 * name none or ask for what it has not, and `Concluded` where a program or the kernel cannot be had, or misbehaves
 * before it has been asked a command. `profileOption` is the option that says the profile, where that is another than usual.
 */
export async function openSystem(
  words: string,
  flags: SystemFlags = {},
  profileOption?: string,
): Promise<System> {
  const separate = isSeparate(words);
  const [limit] = Object.entries(limitsGiven(flags)).find(([, value]) => value !== undefined) ?? [];
  if (limit !== undefined && !separate) {
    const kinds = SEPARATE_SYSTEMS.map(({ called }) => called).join(' or ');
    const usages = SEPARATE_SYSTEMS.map(({ usage }) => `--sut ${usage}`).join(', ');
    throw new Misuse(`${limit} goes with ${kinds} alone (${usages})`);
  }
  setEnvironment(flags, words, separate);
  const system = await systemNamed(words, { ...flags, limits: wireLimits(flags) });
  const { commandSet } = specificationOf(system);
  if (flags.set !== undefined && flags.set !== commandSet)
    throw new Misuse(`${system.name} answers the ${commandSet} commands, not the ${flags.set} commands`);
  refuseProfileFor(commandSet, flags, profileOption);
  const knownDeviations =
    flags.known === undefined ? undefined : readKnown(flags.known, specificationOf(system));
  if (isModule(words) && system.knownDeviations !== undefined)
    knownIn(`${words}: knownDeviations`, { deviations: system.knownDeviations }, specificationOf(system));
  const profile = flags.profile === system.profile ? undefined : flags.profile;
  // Left as it is where nothing is said of it: a changed system is none of our own.
  if ((profile ?? knownDeviations) === undefined) return system;
  return overlaid(system, {
    ...(profile !== undefined && { profile }),
    ...(knownDeviations !== undefined && { knownDeviations }),
  });
}

function wireLimits({ timeLimitStep, timeLimitStart, memoryLimitSystem }: LimitFlags): WireLimits {
  return {
    startMs: timeLimitStart,
    replyMs: timeLimitStep,
    memoryMaxBytes: memoryLimitSystem === undefined ? undefined : memoryLimitSystem * 1024 * 1024,
  };
}
