// The words of an option turned into values; what cannot be turned is misuse.
import { InvalidArgumentError, Option } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { visible } from '../../../contract/visible.ts';
import { DEFAULT_SYSTEM } from './system-kinds.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import type { Shard } from '../../gate/surroundings.ts';

/** A parser of whole numbers within bounds. `word`: what may be given in place of a number, to be told of. */
export function wholeNumber(least: number, most: number, word?: string): (text: string) => number {
  return (text) => {
    const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most))
      throw new InvalidArgumentError(
        `It must be a whole number from ${least} to ${most}${word === undefined ? '' : `, or "${word}"`}.`,
      );
    return number;
  };
}

/** The largest whole number of 32 bits. */
export const INT32_MAX = 0x7fff_ffff;

/** A parser of seeds: whole numbers of 32 bits. */
export const anySeed: (text: string) => number = wholeNumber(-INT32_MAX - 1, INT32_MAX);

/** A share of the work: `1/4` is the first of four. */
export function shardIn(text: string): Shard {
  const [, number = '', of = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(number) - 1, of: Number(of) };
  if (number === '' || shard.index < 0 || shard.index >= shard.of || shard.of > SHARDS_MAX)
    throw new InvalidArgumentError(
      `It must be one of at most ${SHARDS_MAX} shards: 1/4 for the first of four.`,
    );
  return shard;
}

const SHARDS_MAX = 1000;

/** An option that takes one of these words. */
export function choice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words).argParser((word: string) => {
    if (!words.includes(word))
      throw new InvalidArgumentError(`Allowed choices are ${words.join(', ')}.${didYouMean(word, words)}`);
    return word;
  });
}

/** A positive number of seconds, to milliseconds. */
export function secondsToMs(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 1e6))
    throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return seconds * 1000;
}

/** The address of a Redis. */
export function redisUrl(text: string): string {
  const { protocol, hostname } = URL.parse(text) ?? {};
  if ((protocol !== 'redis:' && protocol !== 'rediss:') || hostname === '')
    throw new InvalidArgumentError(
      'It must be the address of a Redis: redis://HOST:PORT or rediss://HOST:PORT.',
    );
  return text;
}

export { FAILURES_FOLDER } from '../../../counterexample/file/store.ts';

/** Everything that was said about the system, but for the command set, which a trace tells. */
export interface SystemAgain {
  readonly sut: string;
  readonly profile?: string;
  readonly known?: string;
  /** Each `NAME=VALUE`. */
  readonly env?: readonly string[];
  /** In milliseconds. */
  readonly timeLimitStep?: number;
  readonly timeLimitStart?: number;
  /** In megabytes. */
  readonly memoryLimitSystem?: number;
}

/** The options that name the system again; nothing for the table, which is meant without one. */
export function systemAgain({ sut, profile, known, env = [], ...limits }: SystemAgain): string {
  const seconds = (milliseconds: number | undefined): string | undefined =>
    milliseconds === undefined ? undefined : String(milliseconds / 1000);
  const given = {
    '--sut': sut === DEFAULT_SYSTEM ? undefined : sut,
    '--profile': profile,
    '--known': known,
    '--time-limit-step': seconds(limits.timeLimitStep),
    '--time-limit-start': seconds(limits.timeLimitStart),
    '--memory-limit-system': limits.memoryLimitSystem?.toString(),
  };
  return [...Object.entries(given), ...env.map((text) => ['--env', text] as const)]
    .map(([option, value]) => (value === undefined ? '' : ` ${option} ${shellWord(value)}`))
    .join('');
}

/** The line that shows a stored failure again. */
export function replayLine(file: string, system: SystemAgain): string {
  return `${COMMAND_LINE} replay ${shellWord(file)}${systemAgain(system)}`;
}

/** The line that opens the commands of a file in the explorer. */
export function explorerLine(file: string): string {
  return `${COMMAND_LINE} explorer --open --trace ${shellWord(file)}`;
}

/** A word as a shell takes it: quoted where it must be, and what cannot be shown as Bash and others write it. */
export function shellWord(word: string): string {
  if (visible(word, { max: word.length }) !== word)
    return `$'${visible(word.replaceAll(/['\\]/g, String.raw`\$&`), { max: 2 * word.length })}'`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
