// The kinds of systems that can be tested, one entry each: how `--sut` names it, what help and errors say of it, which
// options go with it, and how it is opened. Nothing else reads the words after `--sut`.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandSet } from '../../../contract/command.ts';
import {
  DEFAULT_VOCABULARY,
  specificationOf,
  specificationToTell,
  VOCABULARIES,
  SETS_WITH_SHARED_TABLES,
} from '../../../command-sets.ts';
import type { Specification } from '../../../model/specification.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { Profile, System } from '../../../contract/system.ts';
import { Trouble } from '../../../contract/trouble.ts';
import { troubleSentence } from '../../../lockstep/exceptions.ts';
import { modelSystem } from '../../../lockstep/model-system.ts';
import { LINUX_SETS, linuxSystem } from '../../../systems/linux/system.ts';
import { bridgedModule } from '../../../systems/module/bridge.ts';
import { NoModule } from '../../../systems/module/load.ts';
import { moduleSystem } from '../../../systems/module/system.ts';
import {
  isOwnName,
  MUTANT_NAMES,
  mutantSystem,
  ownSystemOf,
  SHARED_MUTANT_NAMES,
  SHARED_TABLE_NAME,
  SHARED_THREADS_NAME,
} from '../../../own-systems.ts';
import type * as SharedTables from '../../../own-shared-tables.ts';
import type { WireLimits } from '../../../systems/wire/handshake.ts';
import { NoProgram, NoSystem } from '../../../systems/wire/handshake.ts';
import { wireSystem } from '../../../systems/wire/system.ts';
import { Concluded, Misuse } from '../exit-codes.ts';

/** Demands on a system that is opened. */
interface OpenOptions {
  readonly set?: CommandSet | undefined;
  readonly profile?: Profile;
  /** True if it must answer at once, so that an engine that cannot wait can ask it: a module is bridged then. */
  readonly answersAtOnce?: true;
  readonly limits: WireLimits;
}

interface SystemKind {
  /** Everything that stands after `--sut`, or, ending in a colon, its beginning; absent for a path. */
  readonly prefix?: string;
  /** Its part of the option's help. */
  readonly says: string;
  /** Answers any command set, so that a trace can say which. */
  readonly anySet?: true;
  /** The sets of which it answers the one asked for, where these are some and not all. */
  readonly sets?: readonly CommandSet[];
  /** Comes with the package and starts nothing, so that a file may name it and have it run. */
  readonly builtIn?: true;
  /** Runs in a process of its own, which has limits and an environment: as sentences call it, and as `--sut` takes it. */
  readonly separate?: { readonly called: string; readonly usage: string };
  /** The names after the prefix, as far as they are known. */
  readonly names?: readonly string[];
  /**
   * Opens it; `rest` follows the prefix. Throws {@link Misuse} where there is no such system, {@link Concluded} where
   * it cannot be had.
   */
  readonly open: (rest: string, options: OpenOptions) => System | Promise<System>;
}

/** The specification that flags ask for; without a profile, by the one that decides most. */
export function specificationAsked(
  commandSet: string = DEFAULT_VOCABULARY.id,
  profile?: Profile,
): Specification {
  return profile === undefined ? specificationToTell(commandSet) : specificationOf({ commandSet, profile });
}

/** Meant where nothing is said. */
export const DEFAULT_SYSTEM = 'table';

const SHARED_MUTANT = 'shared-mutant:';

/** The kinds, in the order of the help. */
const SYSTEM_KINDS: readonly SystemKind[] = [
  {
    prefix: DEFAULT_SYSTEM,
    says: 'table (our implementation)',
    anySet: true,
    builtIn: true,
    open: (_, { set }) => ownSystemOf(set).makeSystem(),
  },
  {
    prefix: 'model',
    says: 'model',
    anySet: true,
    builtIn: true,
    open: (_, { set, profile }) => modelSystem(specificationAsked(set, profile)),
  },
  {
    prefix: 'mutant:',
    says: `mutant:NAME (see "${COMMAND_LINE} mutants")`,
    builtIn: true,
    names: MUTANT_NAMES,
    open: mutantNamed,
  },
  {
    prefix: SHARED_TABLE_NAME,
    says: 'shared-table (the table that workers share)',
    sets: SETS_WITH_SHARED_TABLES,
    builtIn: true,
    open: async (_, { set }) => (await sharedTables()).sharedTableBySteps(set),
  },
  {
    prefix: SHARED_THREADS_NAME,
    says: 'shared-table-threads (the same, its branches in threads)',
    sets: SETS_WITH_SHARED_TABLES,
    builtIn: true,
    open: async (_, { set }) => await (await sharedTables()).sharedTableInWorkers(set),
  },
  {
    prefix: SHARED_MUTANT,
    says: 'shared-mutant:NAME (a fault of what workers share: docs/concurrency.md)',
    builtIn: true,
    names: SHARED_MUTANT_NAMES,
    open: sharedMutantNamed,
  },
  { prefix: 'linux', says: 'linux (the kernel this runs on)', sets: LINUX_SETS, open: kernelSystem },
  {
    says: 'a module such as ./my-system.ts',
    separate: { called: 'a module', usage: 'FILE' },
    open: moduleAt,
  },
  {
    prefix: 'cmd:',
    says: 'cmd:PROGRAM ARGS, a program that speaks the protocol',
    anySet: true,
    separate: { called: 'a program', usage: "'cmd:…'" },
    open: (text, { set = DEFAULT_VOCABULARY.id, limits }) =>
      elsewhere(`cmd:${text}`, () =>
        wireSystem(text, specificationOf({ commandSet: set }).vocabulary, limits),
      ),
  },
];

/** Everything that `--sut` may be, in one sentence. */
export const SYSTEM_HELP = joined(SYSTEM_KINDS.map(({ says }) => says));

/** The kinds that have limits and an environment, as a sentence calls them and as `--sut` takes them. */
export const SEPARATE_SYSTEMS = SYSTEM_KINDS.flatMap(({ separate }) => separate ?? []);

/**
 * Opens the system that the words name. Throws {@link Misuse} where they name none, {@link Concluded} where it cannot
 * be had.
 */
export async function systemNamed(words: string, options: OpenOptions): Promise<System> {
  const kind = kindOf(words);
  if (kind === undefined) throw new Misuse(systemProblem(words));
  const { set } = options;
  if (set !== undefined && kind.builtIn && kind.sets?.includes(set) === false)
    throw new Misuse(`--set ${set} is not what ${words} answers: ${kind.sets.join(' or ')}`);
  return await kind.open(words.slice(kind.prefix?.length ?? 0), options);
}

/** The reason that the words name no kind of system, in a sentence; `undefined` where they do. */
export function systemProblem(words: string): string | undefined {
  if (kindOf(words) !== undefined) return undefined;
  const written = SYSTEM_KINDS.flatMap(({ prefix = '', names = [''] }) =>
    names.map((name) => `${prefix}${name}`),
  ).filter((name) => name !== '' && !name.endsWith(':'));
  const whole = written.find((name) => name.endsWith(`:${words}`));
  const meant = didYouMean(words, written) || (whole === undefined ? '' : ` (Did you mean ${whole}?)`);
  return `there is no system "${words}": expected ${SYSTEM_HELP}${meant}`;
}

/** Whether the system runs in a process of its own. */
export function isSeparate(words: string): boolean {
  return kindOf(words)?.separate !== undefined;
}

/** Whether the words are the path of a module. */
export function isModule(words: string): boolean {
  const kind = kindOf(words);
  return kind !== undefined && kind.prefix === undefined;
}

/** Whether the system answers this command set where it is asked for it. */
export function answersSet(words: string, set: CommandSet): boolean {
  const kind = kindOf(words);
  return kind?.anySet ?? kind?.sets?.includes(set) ?? false;
}

/** The system that a file names by the name in its record, as `--sut` takes it; `undefined` unless it is built in. */
export function builtInNamed(name: string): string | undefined {
  const words = isOwnName(name) ? DEFAULT_SYSTEM : name;
  const kind = kindOf(words);
  if (kind?.builtIn !== true) return undefined;
  const rest = words.slice(kind.prefix?.length ?? 0);
  return kind.names === undefined || kind.names.includes(rest) ? words : undefined;
}

function kindOf(words: string): SystemKind | undefined {
  const named = SYSTEM_KINDS.find(({ prefix }) =>
    prefix?.endsWith(':') ? words.startsWith(prefix) : words === prefix,
  );
  return (
    named ?? (/[./\\]/.test(words) ? SYSTEM_KINDS.find(({ prefix }) => prefix === undefined) : undefined)
  );
}

function mutantNamed(name: string): System {
  const system = mutantSystem(name);
  if (system !== undefined) return system;
  throw new Misuse(
    `there is no mutant "${name}": "${COMMAND_LINE} mutants" lists them${didYouMean(name, MUTANT_NAMES)}`,
  );
}

async function sharedMutantNamed(name: string): Promise<System> {
  const system = (await sharedTables()).sharedMutantSystem(name);
  if (system !== undefined) return system;
  throw new Misuse(
    `there is no shared mutant "${name}", only ${SHARED_MUTANT_NAMES.join(', ')}${didYouMean(name, SHARED_MUTANT_NAMES)}`,
  );
}

/** Loaded where one of them is asked for. */
async function sharedTables(): Promise<typeof SharedTables> {
  return await import('../../../own-shared-tables.ts');
}

async function kernelSystem(_: string, { set }: OpenOptions): Promise<System> {
  const commandSet = LINUX_SETS.find((one) => one === set);
  const started = await linuxSystem({ commandSet });
  if ('inconclusive' in started) throw new Concluded('inconclusive', `linux: ${started.inconclusive}`);
  return started.system;
}

async function moduleAt(path: string, { answersAtOnce, limits }: OpenOptions): Promise<System> {
  const file = resolve(path);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) throw new Misuse(`there is no file ${path}`);
  if (!there.isFile())
    throw new Misuse(`${path} is ${there.isDirectory() ? 'a folder' : 'no regular file'}, not a module`);
  const start = answersAtOnce ? bridgedModule : moduleSystem;
  return await elsewhere(path, () => start({ file, path, vocabularies: VOCABULARIES }, limits));
}

/** Starts a system in a process of its own; `words` name it where it misbehaves before it has been asked a command. */
async function elsewhere(words: string, start: () => Promise<System>): Promise<System> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof NoProgram || error instanceof NoModule)
      throw new Misuse(error.message, { cause: error });
    if (error instanceof NoSystem) throw new Concluded('inconclusive', error.message);
    if (!(error instanceof Trouble)) throw error;
    const sentence =
      error.method === undefined ? error.message : troubleSentence(error, undefined, undefined);
    throw new Concluded('fail', `${words}: ${sentence}`, standardErrorLines(error.log));
  }
}

/** The end of what a system has written for people, as lines to show below its failure. */
export function standardErrorLines(log: string): readonly string[] {
  const lines = log.trimEnd().split('\n');
  return lines.join('') === ''
    ? []
    : ['', 'the end of its standard error:', ...lines.map((line) => `  | ${line}`)];
}

function joined(parts: readonly string[]): string {
  return `${parts.slice(0, -1).join(', ')}, or ${parts.at(-1)}`;
}
