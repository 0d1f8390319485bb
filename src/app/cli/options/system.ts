// What `--sut` may name: the table, the model, a mutant, the Linux kernel, a module of the user's, or a program in any
// language.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CommandSet } from '../../../contract/command.ts';
import { COMMAND_SET_NAMES } from '../../../contract/command.ts';
import { posixTableSystem, tableSystem } from '../../../systems/in-process.ts';
import { linuxSystem } from '../../../systems/linux/system.ts';
import { bridgedModule } from '../../../systems/module/bridge.ts';
import { NoModule } from '../../../systems/module/load.ts';
import { moduleSystem } from '../../../systems/module/system.ts';
import type { WireLimits } from '../../../systems/wire/handshake.ts';
import { NoProgram, NoSystem } from '../../../systems/wire/handshake.ts';
import { wireSystem } from '../../../systems/wire/system.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { Profile, System } from '../../../contract/system.ts';
import { Trouble } from '../../../contract/trouble.ts';
import { mutantSystem } from '../../../systems/registry.ts';
import { ALL_MUTANTS } from '../../../systems/mutants/registry.ts';
import { PROFILES } from '../../../model/profiles.ts';
import { specificationOf } from '../../../model/specification.ts';
import { modelSystem } from '../../../lockstep/model-system.ts';
import { overlaid } from '../../../lockstep/overlay.ts';
import { troubleSentence } from '../../../lockstep/exceptions.ts';
import { setEnvironment, withEnvironment } from './environment.ts';
import type { EnvironmentFlags } from './environment.ts';
import { Concluded, Misuse } from '../exit-codes.ts';
import { knownIn, readKnown } from '../files/known-deviations.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { choice, secondsToMs, wholeNumber } from './values.ts';

const SYSTEM_HELP = `table (our implementation), model, mutant:NAME (see "${COMMAND_LINE} mutants"), linux (the kernel this runs on), a module such as ./my-system.ts, or cmd:PROGRAM ARGS, a program that speaks the protocol`;

const PROGRAM = 'cmd:';
const MUTANT_NAMES: readonly string[] = Object.values(ALL_MUTANTS).flatMap((mutants) => Object.keys(mutants));
const PROFILE_NAMES = Object.keys(PROFILES) as readonly Profile[];

/** Which command set is asked for, whose choices count, and how long a program may take. */
export interface SystemFlags extends LimitFlags, EnvironmentFlags {
  /** A file of known deviations. */
  readonly known?: string;
  readonly set?: CommandSet | undefined;
  readonly profile?: Profile;
  /** Whether it must answer at once, so that an engine that cannot wait can ask it: a module is bridged then. */
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

/** What `--sut` is to a command. */
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
    command.option('--sut <system>', `${says}: ${SYSTEM_HELP}`, optional ? undefined : 'table'),
  );
}

function withSet(command: Command): Command {
  return command.addOption(
    choice(
      '--set <commands>',
      'the command set (default: the one that the system answers, or the hierarchy commands)',
      COMMAND_SET_NAMES,
    ),
  );
}

/** Adds `--sut` and the other options of {@link SystemFlags}. */
export function withSystem(command: Command, sut: SutOption = {}): Command {
  const named = withLimits(withSut(command, sut));
  return (sut.set ? withSet(named) : named)
    .addOption(
      choice(
        '--profile <profile>',
        'with the POSIX commands: whose choice is right where POSIX leaves one (default: Linux’s if the system says that it makes them, else any)',
        PROFILE_NAMES,
      ),
    )
    .option(
      '--known <file>',
      'known deviations of the system, as JSON (docs/protocol.md): accepted, counted, and missed where they do not occur',
    );
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

/** The hierarchy commands leave no choice. */
export function refuseProfileFor(commandSet: CommandSet, { profile }: SystemFlags): void {
  if (profile !== undefined && commandSet !== 'posix')
    throw new Misuse('--profile goes with the POSIX commands: --set posix');
}

/** Where there is no system, what can only be said of one is misuse. */
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

/** What a system has written for people, as lines to show below its failure. */
export function logLines(system: System): readonly string[] {
  return standardError(system.asynchronous === true ? (system.log?.() ?? '') : '');
}

function standardError(log: string): readonly string[] {
  const lines = log.trimEnd().split('\n');
  return lines.join('') === ''
    ? []
    : ['', 'the end of its standard error:', ...lines.map((line) => `  | ${line}`)];
}

type Resolved = { readonly system: System } | { readonly problem: string };

/**
 * The system that the words stand for, or a sentence that says why they stand for none. Throws {@link Concluded} where
 * a program or the kernel cannot be had, or misbehaves before it has been asked a command.
 */
export async function resolveSystem(words: string, flags: SystemFlags = {}): Promise<Resolved> {
  const [limit] = Object.entries(limitsGiven(flags)).find(([, value]) => value !== undefined) ?? [];
  if (limit !== undefined && !words.startsWith(PROGRAM) && !isModule(words))
    throw new Misuse(`${limit} goes with a module or a program alone (--sut FILE, --sut '${PROGRAM}…')`);
  setEnvironment(flags, words, words.startsWith(PROGRAM) || isModule(words));
  const resolved = await systemOf(words, flags);
  if ('problem' in resolved) return resolved;
  const { system } = resolved;
  const { commandSet = 'hierarchy' } = system;
  if (flags.set !== undefined && flags.set !== commandSet)
    return { problem: `${system.name} answers the ${commandSet} commands, not the ${flags.set} commands` };
  refuseProfileFor(commandSet, flags);
  const knownDeviations =
    flags.known === undefined ? undefined : readKnown(flags.known, specificationOf(system));
  if (isModule(words) && system.knownDeviations !== undefined)
    knownIn(`${words}: knownDeviations`, { deviations: system.knownDeviations }, specificationOf(system));
  const profile = flags.profile === system.profile ? undefined : flags.profile;
  // Left as it is where nothing is said of it: a changed system is none of our own.
  if ((profile ?? knownDeviations) === undefined) return resolved;
  return {
    system: overlaid(system, {
      ...(profile !== undefined && { profile }),
      ...(knownDeviations !== undefined && { knownDeviations }),
    }),
  };
}

async function systemOf(words: string, flags: SystemFlags): Promise<Resolved> {
  const posix = flags.set === 'posix';
  if (words.startsWith(PROGRAM)) return await programSystem(words.slice(PROGRAM.length), flags);
  if (words === 'table') return { system: posix ? posixTableSystem() : tableSystem() };
  if (words === 'model') {
    const { set = 'hierarchy', profile = 'linux' } = flags;
    return { system: modelSystem(specificationOf({ commandSet: set, profile })) };
  }
  if (words === 'linux') return await kernelSystem();
  if (words.startsWith('mutant:')) return mutantNamed(words.slice('mutant:'.length));
  if (isModule(words)) return await moduleNamed(words, flags);
  const names = ['table', 'model', 'linux', ...MUTANT_NAMES.map((name) => `mutant:${name}`)];
  const meant =
    didYouMean(words, names) || (MUTANT_NAMES.includes(words) ? ` (Did you mean mutant:${words}?)` : '');
  return { problem: `there is no system "${words}": expected ${SYSTEM_HELP}${meant}` };
}

function isModule(words: string): boolean {
  return !words.startsWith(PROGRAM) && /[./\\]/.test(words);
}

async function kernelSystem(): Promise<Resolved> {
  const started = await linuxSystem();
  if ('inconclusive' in started) throw new Concluded('inconclusive', `linux: ${started.inconclusive}`);
  return started;
}

async function programSystem(text: string, { set = 'hierarchy', ...limits }: SystemFlags): Promise<Resolved> {
  return await elsewhere(`${PROGRAM}${text}`, () => wireSystem(text, set, wireLimits(limits)));
}

/** A system in a process of its own, or what came of starting it; `words` name it. */
async function elsewhere(words: string, start: () => Promise<System>): Promise<Resolved> {
  try {
    return { system: await start() };
  } catch (error) {
    if (error instanceof NoProgram || error instanceof NoModule) return { problem: error.message };
    if (error instanceof NoSystem) throw new Concluded('inconclusive', error.message);
    if (!(error instanceof Trouble)) throw error;
    const sentence =
      error.method === undefined ? error.message : troubleSentence(error, undefined, undefined);
    throw new Concluded('fail', `${words}: ${sentence}`, standardError(error.log));
  }
}

function wireLimits({ timeLimitStep, timeLimitStart, memoryLimitSystem }: LimitFlags): WireLimits {
  return {
    startMs: timeLimitStart,
    replyMs: timeLimitStep,
    memoryMaxBytes: memoryLimitSystem === undefined ? undefined : memoryLimitSystem * 1024 * 1024,
  };
}

function mutantNamed(name: string): Resolved {
  const system = mutantSystem(name);
  return system === undefined
    ? {
        problem: `there is no mutant "${name}": "${COMMAND_LINE} mutants" lists them${didYouMean(name, MUTANT_NAMES)}`,
      }
    : { system };
}

async function moduleNamed(path: string, { answersAtOnce, ...flags }: SystemFlags): Promise<Resolved> {
  const file = resolve(path);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) return { problem: `there is no file ${path}` };
  if (!there.isFile())
    return { problem: `${path} is ${there.isDirectory() ? 'a folder' : 'no regular file'}, and no module` };
  const start = answersAtOnce ? bridgedModule : moduleSystem;
  return await elsewhere(path, () => start({ file, path }, wireLimits(flags)));
}
