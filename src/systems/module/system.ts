// A module of the user's as a system under test, in a process of its own: whatever it does there, the harness goes on,
// within time and memory limits. The process runs host.ts, which speaks the wire protocol.
import { fileURLToPath } from 'node:url';
import type { CommandName, CommandSet } from '../../contract/command.ts';
import type { ConcurrentMode } from '../../contract/concurrent/program.ts';
import type { Vocabularies } from '../../contract/vocabulary.ts';
import type { KnownDeviation } from '../../contract/known-deviation.ts';
import type { Limits } from '../../contract/limits.ts';
import type { Guard } from '../../contract/refusal.ts';
import type { Profile } from '../../contract/system.ts';
import { ChildProcesses } from '../process/child-process.ts';
import { MEMORY_MAX_BYTES, opened, orEnded, startLimit } from '../wire/handshake.ts';
import type { Greeted, Partner, WireLimits } from '../wire/handshake.ts';
import { Trouble } from '../../contract/trouble.ts';
import { HOST_METHODS, troubleFrom } from '../wire/messages.ts';
import { WireSystem } from '../wire/system.ts';
import { NoModule, syntaxErrorIn } from './load.ts';

/** A module, and what people call it. */
export interface ModuleFile {
  /** Absolute. */
  readonly file: string;
  readonly path: string;
  /** The command sets that it may say it answers. */
  readonly vocabularies: Vocabularies;
}

/**
 * Starts a process for the module and greets it. Throws {@link NoModule} where it cannot be loaded or exports no
 * system, and {@link Trouble} where it misbehaves while it is loaded; then nothing of it is left.
 */
export async function moduleSystem(module: ModuleFile, limits: WireLimits = {}): Promise<WireSystem> {
  const children = new ChildProcesses();
  return await WireSystem.start(children, () => greetModule(module, limits, children), limits);
}

/** Starts the process and has it load the module. Throws as {@link moduleSystem}. */
export async function greetModule(
  { file, path, vocabularies }: ModuleFile,
  limits: WireLimits,
  children: ChildProcesses,
): Promise<Greeted> {
  const host = fileURLToPath(new URL(`./host${import.meta.url.slice(-3)}`, import.meta.url));
  const words = [process.execPath, ...heapWords(limits), ...inheritedWords(), host, file, path];
  const connection: Partner = await opened(HOST_METHODS, words, limits, { children, channel: true });
  return await orEnded(connection, async () => {
    const hello = await connection
      .call('initialize', { protocol: 1, commands: 'any', vocabularies }, startLimit(limits))
      .catch((error: unknown) => {
        const problem = error instanceof Trouble ? syntaxErrorIn(error.log) : undefined;
        throw problem === undefined ? error : new NoModule(`${path} could not be loaded: ${problem}`);
      });
    if (hello.problem !== undefined) throw new NoModule(hello.problem);
    if (hello.trouble !== undefined) throw troubleFrom(hello.trouble);
    if (hello.about === undefined) throw new Error('the host of a module said nothing of it');
    const { asynchronous, has, ...about } = hello.about;
    return {
      connection,
      introduction: {
        ...(about as typeof about & Declared),
        restarts: false,
        // One that answers later mostly drives something else, of which there need not be two.
        mayHaveCopies: !asynchronous,
        has,
      },
    };
  });
}

/** The values that the host has found to make sense. */
interface Declared {
  readonly commandSet?: CommandSet;
  readonly supports?: readonly CommandName[];
  readonly profile?: Profile;
  readonly refuses?: 'first' | 'any';
  readonly knownDeviations?: readonly KnownDeviation[];
  readonly guards?: readonly Guard[];
  readonly limits?: Limits;
  readonly concurrent?: readonly ConcurrentMode[];
}

function heapWords({ memoryMaxBytes }: WireLimits): readonly string[] {
  const megabytes = Math.ceil((memoryMaxBytes ?? MEMORY_MAX_BYTES) / (1024 * 1024));
  return [`--max-old-space-size=${megabytes}`];
}

/** Options of this Node that a module may count on, such as a loader; not those that concern this process alone. */
function inheritedWords(): readonly string[] {
  return process.execArgv.filter(
    (word) => !/^--(?:inspect|max-old-space-size|cpu-prof|heap-prof|test)/.test(word),
  );
}
