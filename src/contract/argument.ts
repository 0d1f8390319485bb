// The kinds of arguments of commands: the closed list of kinds, and what notation, generation and searches need
// to know of each.
import type { Id } from './id.ts';

/**
 * The kind of an argument: what it stands for. `process`, `group`, `session` and `thread` name something that should
 * exist; `new-process` and `new-thread` an id to be taken; `pid-or-self` a pid or 0 for the caller, `pgid-or-own` a
 * group or 0 for the target's own number; `several` processes by one number: n the process, 0 the caller's group, −1
 * all there are to ask for, −g the group g; `code` is an exit code of 32 bits, `exit-code` one of 8 bits; `signal` is 0
 * or 9; `switch` is on or off.
 */
export type ArgumentKind =
  | IdKind
  | 'pid-or-self'
  | 'pgid-or-own'
  | 'several'
  | 'code'
  | 'exit-code'
  | 'signal'
  | 'switch';

/** The kinds of argument that are ids and nothing else. */
export type IdKind = 'process' | 'new-process' | 'thread' | 'new-thread' | 'group' | 'session';

/** The largest id, 2^31 − 1. */
export const ID_MAX: Id = 0x7fff_ffff;

/** The form that a word must have to be an argument of a kind, for everything but switches. */
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

const RANGES: Readonly<Record<Exclude<ArgumentKind, 'switch'>, Range>> = {
  process: AN_ID,
  'new-process': AN_ID,
  thread: AN_ID,
  'new-thread': AN_ID,
  group: AN_ID,
  session: AN_ID,
  'pid-or-self': A_NUMBER,
  'pgid-or-own': A_NUMBER,
  several: A_NUMBER,
  code: { least: -ID_MAX - 1, most: ID_MAX, called: 'an exit code', allowed: 'a whole number of 32 bits' },
  'exit-code': { least: 0, most: 255, called: 'an exit code', allowed: 'a whole number from 0 to 255' },
  signal: { least: 0, most: 9, called: 'a signal', allowed: '0 or 9' },
};

/** The least and the most that a number of this kind can be. */
export function rangeOf(kind: Exclude<ArgumentKind, 'switch'>): {
  readonly least: number;
  readonly most: number;
} {
  return RANGES[kind];
}

/** Whether a number is an argument of this kind. O(1). */
export function isArgument(kind: Exclude<ArgumentKind, 'switch'>, value: number): boolean {
  const { least, most } = RANGES[kind];
  const fits = (value | 0) === value && value >= least && value <= most;
  return fits && (kind !== 'signal' || value === 0 || value === 9);
}

/** `expected an id, got "x": write a whole number from 1 to 2147483647`. */
export function argumentProblem(kind: Exclude<ArgumentKind, 'switch'>, given: string): string {
  const { called, allowed } = RANGES[kind];
  return `expected ${called}, got "${given}": write ${allowed}`;
}

/** The id that an argument names: itself, the group g of −g; 0 where it names none. O(1). */
export function idNamed(kind: ArgumentKind, value: number | boolean): number {
  if (kind === 'code' || kind === 'exit-code' || kind === 'signal' || kind === 'switch') return 0;
  const number = Number(value);
  return number > 0 ? number : number < -1 ? -number : 0;
}

/** Whether it is an id that is to be given to something. O(1). */
export function isTaken(kind: ArgumentKind): boolean {
  return kind === 'new-process' || kind === 'new-thread';
}

/** An argument that names another id in the same way. O(1). */
export function namingInstead(value: number | boolean, id: Id): number {
  return Number(value) < 0 ? -id : id;
}
