// The beginning of a conversation: a program is started and says what it is.
import { existsSync } from 'node:fs';
import type { CommandName } from '../../contract/command.ts';
import type { ConcurrentMode } from '../../contract/concurrent/program.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { declarationProblem } from '../../contract/declaration.ts';
import { Hindrance, limitMet } from '../../contract/hindrance.ts';
import type { Guard } from '../../contract/refusal.ts';
import type { System } from '../../contract/system.ts';
import type { Limits } from '../../contract/limits.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { SystemMethod } from '../../contract/trouble.ts';
import type { ChildProcesses } from '../process/child-process.ts';
import { Connection } from './connection.ts';
import type { Limit } from './connection.ts';
import { METHODS } from './messages.ts';
import type { HOST_METHODS, Methods } from './messages.ts';

/** The text names no program, or one that is not there: the user's mistake, or in the middle of a run the world's. */
export class NoProgram extends Hindrance {}

/** The program is there and could not be started, or offers nothing that could be judged: no verdict on it. */
export class NoSystem extends Hindrance {}

export interface WireLimits {
  /** From the start to the reply to `initialize`, in milliseconds. */
  readonly startMs?: number | undefined;
  /** From a request to its reply. */
  readonly replyMs?: number | undefined;
  /** From `close` to the program's end. */
  readonly closeMs?: number | undefined;
  readonly lineMaxBytes?: number | undefined;
  /** Resident memory, watched on Linux alone. */
  readonly memoryMaxBytes?: number | undefined;
}

const START_MS = 10_000;
const REPLY_MS = 5000;
const LINE_MAX_BYTES = 16 * 1024 * 1024;
export const MEMORY_MAX_BYTES = 2048 * 1024 * 1024;

/** A program, or our host of a module: what it may be asked after its greeting is the same. */
export type Partner = Connection<typeof HOST_METHODS>;

/** The declaration of a system, and the ways to drive it. */
export interface Introduction
  extends Pick<
    System,
    | 'name'
    | 'commandSet'
    | 'supports'
    | 'profile'
    | 'refuses'
    | 'idMax'
    | 'unchecked'
    | 'limits'
    | 'knownDeviations'
    | 'concurrent'
    | 'consistentReads'
  > {
  /** Whether it is started anew for every reset. */
  readonly restarts: boolean;
  /** Whether another one may run beside it. */
  readonly mayHaveCopies: boolean;
  /** The optional methods that it has. */
  readonly has: readonly SystemMethod[];
}

/** A program that has said who it is. */
export interface Greeted {
  readonly connection: Partner;
  readonly introduction: Introduction;
}

/** Throws {@link NoProgram}, {@link NoSystem} or {@link Trouble}; then nothing of the program is left. */
export async function greet(
  words: readonly string[],
  vocabulary: Vocabulary,
  limits: WireLimits,
  children: ChildProcesses,
): Promise<Greeted> {
  const commandSet = vocabulary.id;
  const connection = await opened(METHODS, words, limits, { children, channel: false });
  return await orEnded(connection, async () => {
    const hello = await connection.call(
      'initialize',
      { protocol: 1, commands: commandSet },
      startLimit(limits),
    );
    if (hello.commands !== commandSet)
      throw new NoSystem(
        `${hello.name} offers the ${hello.commands} commands and was asked for the ${commandSet} commands: say --set ${hello.commands}`,
      );
    const { profile, supports, guards, limits: holds, concurrent = [], consistentReads } = hello;
    const said = { commandSet, profile, supports, guards, limits: holds, concurrent, consistentReads };
    const problem = declarationProblem({ ...said, runConcurrent: () => undefined }, [vocabulary]);
    if (problem !== undefined) throw new Trouble(problem);
    if (hello.supports.length === 0)
      throw new NoSystem(`${hello.name} supports no command: there is nothing to compare`);
    const introduction = {
      name: `${hello.name} ${hello.version ?? '(no version)'}`.trim(),
      commandSet,
      supports: hello.supports as readonly CommandName[],
      ...(hello.profile !== undefined && { profile: hello.profile }),
      ...(hello.guards !== undefined && { guards: hello.guards as readonly Guard[] }),
      ...(hello.limits !== undefined && { limits: hello.limits as Limits }),
      restarts: hello.reset === 'restart',
      mayHaveCopies: true,
      ...(consistentReads !== undefined && { consistentReads }),
      ...(concurrent.length > 0 && { concurrent: concurrent as readonly ConcurrentMode[] }),
      has: concurrent.length > 0 ? (['runConcurrent'] as const) : [],
    };
    // A program may answer what the host may, with less in it.
    return { connection: connection as unknown as Partner, introduction };
  });
}

/** Starts what speaks the protocol. Throws {@link NoProgram} or {@link NoSystem} where it cannot be started. */
export async function opened<Table extends Methods>(
  table: Table,
  words: readonly string[],
  { lineMaxBytes = LINE_MAX_BYTES, memoryMaxBytes = MEMORY_MAX_BYTES }: WireLimits,
  { children, channel }: { readonly children: ChildProcesses; readonly channel: boolean },
): Promise<Connection<Table>> {
  try {
    return await Connection.open(table, words, { lineMaxBytes, memoryMaxBytes, channel }, children);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A script whose interpreter is missing is not found either, though it is there.
    if (code === 'ENOENT' && !existsSync(words[0])) throw new NoProgram(`there is no program ${words[0]}`);
    const why = REASONS[code ?? ''] ?? limitMet(code ?? '') ?? message;
    throw new NoSystem(`${words[0]} could not be started: ${why}`, { cause: error });
  }
}

/** Does something first with a connection. If that fails it is ended, and trouble of a program gets its subject. */
export async function orEnded<Table extends Methods, Result>(
  connection: Connection<Table>,
  begin: () => Promise<Result>,
): Promise<Result> {
  try {
    return await begin();
  } catch (error) {
    await connection.end();
    if (!(error instanceof Trouble) || error.method !== undefined) throw error;
    throw new Trouble(`"initialize": ${error.message}`, error);
  }
}

/** The time from the start to the first reply. */
export function startLimit({ startMs = START_MS }: WireLimits): Limit {
  return { ms: startMs, words: seconds(startMs) };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'what its first line names to run it is not there',
  EACCES: 'it may not be run',
  ENOEXEC: 'it is not a program (a script needs its interpreter in its first line)',
};

/** The time from a request to its reply. */
export function limitOf({ replyMs = REPLY_MS }: WireLimits): Limit {
  return { ms: replyMs, words: seconds(replyMs) };
}

/** Milliseconds for people. */
export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
