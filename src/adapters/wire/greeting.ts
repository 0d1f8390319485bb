// The beginning of a conversation: a program is started and says what it is.
import type { CommandSet } from '../../contract/command.ts';
import { Connection, Trouble } from './connection.ts';
import type { ResultOf } from './messages.ts';

/** The program could not be started, or offers nothing that could be judged: no verdict on it. */
export class NoSystem extends Error {}

export interface WireLimits {
  /** From the start to the reply to `initialize`, in milliseconds. */
  readonly startMs?: number | undefined;
  /** From a request to its reply. */
  readonly replyMs?: number | undefined;
  /** From `close` to the program's end. */
  readonly closeMs?: number | undefined;
  readonly lineMaxBytes?: number | undefined;
}

/** The commands that the program is asked to understand. */
export interface WireCommands {
  readonly name: CommandSet;
  readonly commands: readonly string[];
}

const START_MS = 10_000;
const LINE_MAX_BYTES = 16 * 1024 * 1024;

/** A program that has said who it is. */
export interface Greeted {
  readonly connection: Connection;
  readonly hello: ResultOf<'initialize'>;
}

/** Throws {@link NoSystem} or {@link Trouble}; then nothing of the program is left. */
export async function greet(
  words: readonly string[],
  { name, commands }: WireCommands,
  { startMs = START_MS, lineMaxBytes = LINE_MAX_BYTES }: WireLimits,
): Promise<Greeted> {
  let connection: Connection;
  try {
    connection = await Connection.open(words, lineMaxBytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new NoSystem(`${words[0]} could not be started: ${REASONS[code ?? ''] ?? message}`);
  }
  try {
    const limit = { ms: startMs, words: seconds(startMs) };
    const hello = await connection.call('initialize', { protocol: 1, commands: name }, limit);
    if (hello.commands !== name)
      throw new NoSystem(
        `${hello.name} offers the ${hello.commands} commands and was asked for the ${name} commands: say --set ${hello.commands}`,
      );
    const unknown = hello.supports.find((each) => !commands.includes(each));
    if (unknown !== undefined)
      throw new Trouble(`it says that it supports ${JSON.stringify(unknown)}, which is no ${name} command`);
    if (hello.supports.length === 0)
      throw new NoSystem(`${hello.name} supports no command: there is nothing to compare`);
    return { connection, hello };
  } catch (error) {
    await connection.end();
    if (!(error instanceof Trouble)) throw error;
    throw new Trouble(`"initialize": ${error.message}`, error.hung, error.log);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it may not be run',
  ENOEXEC: 'it is no program (a script needs its interpreter in its first line)',
};

/** Milliseconds for people. */
export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
