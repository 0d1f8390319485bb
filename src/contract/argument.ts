// The kinds of arguments of commands: the closed list of kinds, and what notation, generation and searches need
// to know of each.
import type { Id } from './id.ts';

/**
 * The kind of an argument: what it stands for. `process`, `group`, `session` and `thread` name something that should
 * exist; `new-process` and `new-thread` an id to be taken; `pid-or-self` a pid or 0 for the caller, `pgid-or-own` a
 * group or 0 for the target's own number; `several` processes by one number: n the process, 0 the caller's group, −1
 * all there are to ask for, −g the group g; `pgid` the number of a group, which may be no group's or no id at all;
 * `terminal` one of the terminals; `code` is an exit code of 32 bits, `exit-code` one of 8 bits; `signal` is 0 or 9;
 * `switch` is on or off, and so is an `option`, which texts name where it is on and leave out where it is off. The
 * others are words ({@link WORDS}).
 */
export type ArgumentKind = NumberKind | SwitchKind | WordKind;

/** The kinds of argument that are numbers. */
export type NumberKind =
  | IdKind
  | 'pid-or-self'
  | 'pgid-or-own'
  | 'several'
  | 'pgid'
  | 'terminal'
  | 'code'
  | 'exit-code'
  | 'signal';

/** The kinds of argument that are on or off. */
export type SwitchKind = 'switch' | 'option';

/** The kinds of argument that are one of a few words, of which some may be numbers. */
export type WordKind = keyof typeof WORDS;

/** The value of an argument. */
export type ArgumentValue = number | boolean | string;

/**
 * The words of each kind, the simplest first. `unsaid`: the first is meant where a text has none of them.
 */
export const WORDS = {
  /** The signals of job control by name, without SIG; 0 asks who is there, 9 is SIGKILL. */
  'job-signal': { called: 'a signal', words: [0, 9, 'HUP', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU'] },
  /** The end of a pseudo-terminal that a call goes through. */
  side: { called: 'a side of a terminal', words: ['slave', 'master'], unsaid: true },
  /** The caller's disposition towards the signal that its call would send it. */
  disposition: { called: 'a disposition', words: ['default', 'ignored', 'blocked'], unsaid: true },
  /** A key typed at a terminal. */
  key: { called: 'a key', words: ['^C', '^Z'] },
} as const satisfies Readonly<Record<string, WordsOfKind>>;

/** One row of {@link WORDS}. */
interface WordsOfKind {
  /** Completes "expected …". */
  readonly called: string;
  readonly words: readonly (string | number)[];
  readonly unsaid?: true;
}

/** The terminals that a set with terminals has: 1 … this. */
export const TERMINALS = 2;

/** The kinds of argument that are ids and nothing else. */
export type IdKind = 'process' | 'new-process' | 'thread' | 'new-thread' | 'group' | 'session';

/** The largest id, 2^31 − 1. */
export const ID_MAX: Id = 0x7fff_ffff;

/** The form that a word must have to be an argument of a kind that is a number. */
interface Range {
  readonly least: number;
  readonly most: number;
  /** Completes "expected …". */
  readonly called: string;
  /** Completes "write …". */
  readonly allowed: string;
}

const AN_ID: Range = {
  least: 1,
  most: ID_MAX,
  called: 'an id',
  allowed: `a whole number from 1 to ${ID_MAX}`,
};
/** −2^31 is left out: nothing can be its opposite. */
const A_NUMBER: Range = {
  least: -ID_MAX,
  most: ID_MAX,
  called: 'a pid or pgid',
  allowed: 'a whole number of 32 bits',
};

const RANGES: Readonly<Record<NumberKind, Range>> = {
  process: AN_ID,
  'new-process': AN_ID,
  thread: AN_ID,
  'new-thread': AN_ID,
  group: AN_ID,
  session: AN_ID,
  'pid-or-self': A_NUMBER,
  'pgid-or-own': A_NUMBER,
  several: A_NUMBER,
  pgid: A_NUMBER,
  terminal: { least: 1, most: TERMINALS, called: 'a terminal', allowed: `tty1 to tty${TERMINALS}` },
  code: { least: -ID_MAX - 1, most: ID_MAX, called: 'an exit code', allowed: 'a whole number of 32 bits' },
  'exit-code': { least: 0, most: 255, called: 'an exit code', allowed: 'a whole number from 0 to 255' },
  signal: { least: 0, most: 9, called: 'a signal', allowed: '0 or 9' },
};

/** The least and the most that a number of this kind can be. */
export function rangeOf(kind: NumberKind): { readonly least: number; readonly most: number } {
  return RANGES[kind];
}

/** Whether a number is an argument of this kind. O(1). */
export function isArgument(kind: NumberKind, value: number): boolean {
  const { least, most } = RANGES[kind];
  const fits = (value | 0) === value && value >= least && value <= most;
  return fits && (kind !== 'signal' || value === 0 || value === 9);
}

/** `expected an id, got "x": write a whole number from 1 to 2147483647`. */
export function argumentProblem(kind: NumberKind, given: string): string {
  const { called, allowed } = RANGES[kind];
  return `expected ${called}, got "${given}": write ${allowed}`;
}

/** The id that an argument names: itself, the group g of −g; 0 where it names none. O(1). */
export function idNamed(kind: ArgumentKind, value: ArgumentValue): number {
  if (!namesIds(kind)) return 0;
  const number = Number(value);
  return number > 0 ? number : number < -1 ? -number : 0;
}

/** Whether arguments of this kind name processes, groups, sessions or threads. O(1). */
export function namesIds(kind: ArgumentKind): kind is NumberKind {
  return (
    isNumber(kind) && kind !== 'code' && kind !== 'exit-code' && kind !== 'signal' && kind !== 'terminal'
  );
}

/** Whether arguments of this kind are numbers. O(1). */
export function isNumber(kind: ArgumentKind): kind is NumberKind {
  return !isSwitch(kind) && !isWord(kind);
}

/** Whether arguments of this kind are on or off. O(1). */
export function isSwitch(kind: ArgumentKind): kind is SwitchKind {
  return kind === 'switch' || kind === 'option';
}

/** Whether arguments of this kind are words. O(1). */
export function isWord(kind: ArgumentKind): kind is WordKind {
  return Object.hasOwn(WORDS, kind);
}

/** The words of a kind, the simplest first. O(1). */
export function wordsOf(kind: WordKind): readonly (string | number)[] {
  return WORDS[kind].words;
}

/** Whether a text may leave an argument of this kind out: its first value is meant then. O(1). */
export function canBeUnsaid(kind: ArgumentKind): boolean {
  return kind === 'option' || (isWord(kind) && 'unsaid' in WORDS[kind]);
}

/** Whether something is a value of this kind. O(words). */
export function isValueOf(kind: ArgumentKind, value: unknown): value is ArgumentValue {
  if (isSwitch(kind)) return typeof value === 'boolean';
  if (isWord(kind)) return (wordsOf(kind) as readonly unknown[]).includes(value);
  return typeof value === 'number' && isArgument(kind, value);
}

/**
 * The place of a value among those of its kind, the simplest having 0: of a number itself, of a word its place in the
 * list. O(words).
 */
export function rankOf(kind: ArgumentKind, value: ArgumentValue): number {
  return isWord(kind) ? wordsOf(kind).indexOf(value as string | number) : Number(value);
}

/** The value of a rank. O(1). */
export function valueOfRank(kind: ArgumentKind, rank: number): ArgumentValue {
  if (isSwitch(kind)) return rank === 1;
  return isWord(kind) ? wordsOf(kind)[rank] : rank;
}

/** `expected a key, got "x": write ^C or ^Z`. */
function wordProblem(kind: WordKind, given: string): string {
  const { called, words } = WORDS[kind];
  return `expected ${called}, got "${given}": write ${listedWords(words)}`;
}

/** The reason that a text or number is no value of a kind that is not on or off, as {@link argumentProblem} says it. */
export function valueProblem(kind: Exclude<ArgumentKind, SwitchKind>, given: string): string {
  return isWord(kind) ? wordProblem(kind, given) : argumentProblem(kind, given);
}

/** `a, b or c`. */
function listedWords(words: readonly (string | number)[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Whether it is an id that is to be given to something. O(1). */
export function isTaken(kind: ArgumentKind): boolean {
  return kind === 'new-process' || kind === 'new-thread';
}

/** An argument that names another id in the same way. O(1). */
export function namingInstead(value: ArgumentValue, id: Id): number {
  return Number(value) < 0 ? -id : id;
}
