// The environment that a system runs in, as far as it was said on the command line: then it stands in the line that
// shows a failure again, and in the failure's record. A variable that only the shell had set stands in neither.
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { Origin } from '../../../counterexample/file/record.ts';
import { visible } from '../../../contract/visible.ts';
import { Misuse } from '../exit-codes.ts';

export interface EnvironmentFlags {
  /** Each `NAME=VALUE`. */
  readonly env?: readonly string[];
}

/** Adds `--env`. */
export function withEnvironment(command: Command): Command {
  return command.addOption(
    new Option(
      '--env <assignment>',
      'NAME=VALUE, a variable of the environment for a program or a module, may be given several times; it is part of the line that shows a failure again, and of its record',
    ).argParser((text, before: readonly string[] | undefined) => [...(before ?? []), assignment(text)]),
  );
}

function assignment(text: string): string {
  if (!/^[A-Za-z_]\w*=/.test(text) || text.includes('\0'))
    throw new InvalidArgumentError('It must be NAME=VALUE.');
  return text;
}

/** Sets what was said: what this process starts inherits it. A system that reads no environment takes none. */
export function setEnvironment({ env = [] }: EnvironmentFlags, words: string, readsIt: boolean): void {
  if (env.length > 0 && !readsIt)
    throw new Misuse(`--env goes with a program or a module, and ${visible(words)} reads no environment`);
  for (const text of env) {
    const equals = text.indexOf('=');
    process.env[text.slice(0, equals)] = text.slice(equals + 1);
  }
}

/** The same for a failure's record. */
export function environmentIn({ env = [] }: EnvironmentFlags): Pick<Origin, 'environment'> {
  return env.length === 0 ? {} : { environment: env };
}

/** Names the variables that a trace was recorded with and is not run with now, in a sentence; undefined for nothing. */
export function missingEnvironment(
  origin: Origin | undefined,
  { env = [] }: EnvironmentFlags,
): string | undefined {
  const missing = origin?.environment?.filter((text) => !env.includes(text)) ?? [];
  if (missing.length === 0) return undefined;
  return `the failure was found with ${missing.map((text) => `--env ${visible(text)}`).join(' ')}, which was not said here`;
}

/** Whether an option or `PROCESSION_SEED` says a seed, so that others can have the same. */
export function isSeedSaid(option: number | undefined): boolean {
  return option !== undefined || (process.env['PROCESSION_SEED'] ?? '') !== '';
}

/** The seed where no option says one: `PROCESSION_SEED`, else the other one, else the clock's. */
export function seedFromEnvironment(other?: number): number {
  const words = process.env['PROCESSION_SEED'];
  if (words === undefined || words === '') return other ?? Date.now() | 0;
  const seed = Number(words);
  if ((seed | 0) !== seed)
    throw new Misuse(`PROCESSION_SEED is "${words}": it must be a whole number of 32 bits`);
  return seed;
}
