// The words of an option turned into values; what cannot be turned is misuse.
import { InvalidArgumentError } from 'commander';

/** A parser of whole numbers within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most))
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return number;
  };
}

/** A positive number of seconds, to milliseconds. */
export function secondsToMs(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 1e6))
    throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return seconds * 1000;
}

/** Where failures are stored unless something else is said. */
export const FAILURES_FOLDER = '.procession/failures';

/** The option that names the system again; nothing for the table, which is meant without one. */
export function sutAgain(sut: string): string {
  return sut === 'table' ? '' : ` --sut ${shellWord(sut)}`;
}

/** The option that names the command set again, where it was given. */
export function setAgain({
  set,
  profile,
}: {
  readonly set?: string | undefined;
  readonly profile?: string | undefined;
}): string {
  return `${set === undefined ? '' : ` --set ${set}`}${profile === undefined ? '' : ` --profile ${profile}`}`;
}

/** The line that shows a stored failure again. */
export function replayLine(file: string, sut: string): string {
  return `npx procession replay ${shellWord(file)}${sutAgain(sut)}`;
}

/** A word as a shell takes it: quoted where it must be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
