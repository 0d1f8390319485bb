// The beginning of a conversation: a program is started and says what it is.
import { existsSync } from 'node:fs';
import type { CommandSet } from '../../contract/command.ts';
import { declarationProblem } from '../../contract/declaration.ts';
import { Hindrance, limitMet } from '../../contract/hindrance.ts';
import { Trouble } from '../../contract/trouble.ts';
import { Connection } from './connection.ts';
import type { ResultOf } from './messages.ts';

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
}

const START_MS = 10_000;
const LINE_MAX_BYTES = 16 * 1024 * 1024;

/** A program that has said who it is. */
export interface Greeted {
  readonly connection: Connection;
  readonly hello: ResultOf<'initialize'>;
}

/** Throws {@link NoProgram}, {@link NoSystem} or {@link Trouble}; then nothing of the program is left. */
export async function greet(
  words: readonly string[],
  commandSet: CommandSet,
  { startMs = START_MS, lineMaxBytes = LINE_MAX_BYTES }: WireLimits,
): Promise<Greeted> {
  let connection: Connection;
  try {
    connection = await Connection.open(words, lineMaxBytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A script whose interpreter is missing is not found either, though it is there.
    if (code === 'ENOENT' && !existsSync(words[0])) throw new NoProgram(`there is no program ${words[0]}`);
    const why = REASONS[code ?? ''] ?? limitMet(code ?? '') ?? message;
    throw new NoSystem(`${words[0]} could not be started: ${why}`, { cause: error });
  }
  try {
    const limit = { ms: startMs, words: seconds(startMs) };
    const hello = await connection.call('initialize', { protocol: 1, commands: commandSet }, limit);
    if (hello.commands !== commandSet)
      throw new NoSystem(
        `${hello.name} offers the ${hello.commands} commands and was asked for the ${commandSet} commands: say --set ${hello.commands}`,
      );
    const problem = declarationProblem({
      commandSet,
      supports: hello.supports,
      guards: hello.guards,
    });
    if (problem !== undefined) throw new Trouble(problem);
    if (hello.supports.length === 0)
      throw new NoSystem(`${hello.name} supports no command: there is nothing to compare`);
    return { connection, hello };
  } catch (error) {
    await connection.end();
    if (!(error instanceof Trouble)) throw error;
    throw new Trouble(`"initialize": ${error.message}`, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'what its first line names to run it is not there',
  EACCES: 'it may not be run',
  ENOEXEC: 'it is no program (a script needs its interpreter in its first line)',
};

/** Milliseconds for people. */
export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
