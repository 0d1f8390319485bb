// A way in which a system is known to answer otherwise than it should: data beside the system, written by its authors.
import type { ArgumentValue } from './argument.ts';
import { argumentsOf, fieldsOf } from './command.ts';
import type { Answer, Command, CommandName } from './command.ts';
import type { Ground, Refusal } from './refusal.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A value; of a number also what it must be: `negative`, `zero` or `positive`. */
export type ArgumentPattern = number | boolean | string;

/** The condition on a field of an answer: a value, or the name of an argument of the command, whose value it must be. */
export type AnswerPattern = number | boolean | string;

/** The thing shown otherwise than it should be: of a process, a group or a session, and whether it is there at all. */
export const DIFFERING = [
  'process existence',
  'process state',
  'process parent',
  'process group',
  'process children',
  'process threads',
  'process subreaper',
  'process group-exited',
  'process executed',
  'process ignores SIGCHLD',
  'process exit code',
  'group existence',
  'group session',
  'group processes',
  'session existence',
  'session groups',
] as const;

/** One of {@link DIFFERING}. */
export type Differing = (typeof DIFFERING)[number];

/** One known deviation: accepted where it occurs, counted, and missed where it does not occur any more. */
export interface KnownDeviation {
  readonly command: CommandName;
  /** The specification's answer: the first refusal that applies, or `accepted`. */
  readonly when: Refusal;
  /** The ground on which that refusal applies; any where this is absent. One of the refusal's grounds. */
  readonly ground?: Ground;
  /** The conditions on the command's arguments; any where this is absent. */
  readonly arguments?: Readonly<Record<string, ArgumentPattern>>;
  /**
   * The system's answer instead: `ok`, `refused` for whatever reason, the name of a refusal or an errno, or the
   * fields of an answer that is `ok` with other values. With `differs`, the answer is as it should be.
   */
  readonly answer: string | Readonly<Record<string, AnswerPattern>>;
  /**
   * If it accepts what should be refused: whether the command is carried out, or nothing happens (the default). A
   * refusal of its changes nothing. See {@link canBeCarriedOut}. `'ends-run'`: afterwards the system is in a state that
   * the model cannot have, so nothing is compared any more until the next reset.
   */
  readonly effect?: 'carried-out' | 'nothing' | 'ends-run';
  /** The fields shown otherwise than they should be, and nothing else; with the effect `'ends-run'`. */
  readonly differs?: readonly Differing[];
  /** The reason for it, in a sentence; every report shows it. */
  readonly reason: string;
}

/** Whether a command with these refusals can be carried out all the same. */
export function canBeCarriedOut(vocabulary: Vocabulary, refusals: readonly Refusal[]): boolean {
  return !refusals.some((refusal) => vocabulary.refusals[refusal].nothingToActOn === true);
}

/** Whether an answer is what a deviation tells of; fields that it does not name are not looked at. O(fields). */
export function isAnswerOf({ answer: told }: KnownDeviation, answer: Answer, command: Command): boolean {
  if (typeof told !== 'string') {
    const values = argumentsOf(command);
    const isFitting = ([key, pattern]: readonly [string, AnswerPattern]): boolean =>
      'ok' in answer && fieldsOf(answer)[key] === (typeof pattern === 'string' ? values[pattern] : pattern);
    return 'ok' in answer && Object.entries(told).every(isFitting);
  }
  if ('ok' in answer) return told === 'ok';
  return told !== 'ok' && (told === 'refused' || answer.refused === told);
}

/** Whether an argument is what a pattern asks for. */
export function isArgumentOf(pattern: ArgumentPattern, value: ArgumentValue | undefined): boolean {
  if (typeof value === 'string' || !isSign(pattern)) return value === pattern;
  const sign = Math.sign(Number(value));
  return sign === SIGNS[pattern];
}

function isSign(pattern: ArgumentPattern): pattern is keyof typeof SIGNS {
  return typeof pattern === 'string' && Object.hasOwn(SIGNS, pattern);
}

const SIGNS = { negative: -1, zero: 0, positive: 1 } as const;
