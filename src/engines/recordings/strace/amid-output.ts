// Tells the arguments of a call from output of the program that stands amid them, where strace and the program write to one terminal.
// Only calls that make, wait for, group, signal or end processes are looked at.
import { splitArguments } from './call-text.ts';

export const AMID_OUTPUT =
  'output of the program stands amid this call, so that its arguments are unknown: record with strace -o FILE, which keeps the two apart';

/** The number of arguments that strace prints before a call waits for a child, whatever the program prints meanwhile. */
const PRINTED_ON_ENTRY: ReadonlyMap<string, number> = new Map([
  ['wait4', 1],
  ['waitpid', 1],
  ['waitid', 2],
]);
/** The number of arguments that say all that matters: the environment does not. */
const ENOUGH_ARGUMENTS: ReadonlyMap<string, number> = new Map([...PRINTED_ON_ENTRY, ['execve', 2]]);

/** The arguments of a fork, which end in a word that no other begins with. */
const FORK = /^child_stack=\w+, flags=(?:[A-Z_]+\|)*SIGCHLD/;

/** The text of the arguments that are known whatever the program has printed behind them. */
export function knownArguments(name: string, broken: string): string | undefined {
  const enough = ENOUGH_ARGUMENTS.get(name);
  if (enough !== undefined) return firstArguments(broken, enough);
  return name === 'clone' ? FORK.exec(broken)?.[0] : undefined;
}

/** The text of the arguments of a call that is interrupted, with no output behind them where it can be told. */
export function argumentsOnEntry(name: string, opened: string): string {
  const count = PRINTED_ON_ENTRY.get(name);
  return count === undefined ? opened : (firstArguments(opened, count) ?? opened);
}

const WITHOUT_ARGUMENTS: ReadonlySet<string> = new Set(['fork', 'getpgrp', 'getppid', 'setsid', 'vfork']);
const OF_NUMBERS: ReadonlySet<string> = new Set([
  'exit',
  'exit_group',
  'getpgid',
  'getsid',
  'kill',
  'prctl',
  'setpgid',
  'tgkill',
  'tkill',
]);
/** A number, which a name may follow or the number outside of a namespace; or the word for one. */
const NUMBER =
  /^(?:-?\d+(?:<[^>]*>)?(?: \/\* \d+ in strace's PID NS \*\/)?|0x[\da-f]+|(?:SIG|PR_)[A-Z\d_+]+|NULL|\[\d+\])$/;
/** The status that a wait has been told, or the place where it would have stood. */
const STATUS = /(?:\[\{.*\}\]|\{.*\}|NULL|0x[\da-f]+)$/s;
/** The arguments behind those that a wait is entered with. */
const BEHIND_ENTRY = 3;

/** The arguments of a call that has returned, without output among them; `undefined` where the two cannot be told apart. */
export function argumentsWithoutOutput(
  name: string,
  given: readonly string[],
): readonly string[] | undefined {
  if (WITHOUT_ARGUMENTS.has(name)) return [];
  if (OF_NUMBERS.has(name)) return given.every((one) => NUMBER.test(one)) ? given : undefined;
  if (name === 'clone') return given.map(withoutTail);
  const count = PRINTED_ON_ENTRY.get(name);
  return count === undefined ? given : ofWait(count, given);
}

/** Cuts off all that follows the signal of a fork. */
function withoutTail(argument: string): string {
  return /^(flags=(?:[A-Z_]+\|)*SIGCHLD)/.exec(argument)?.[0] ?? argument;
}

function ofWait(count: number, given: readonly string[]): readonly string[] | undefined {
  // A call that was interrupted for good shows only what it was entered with.
  if (given.length <= count) return given;
  const [status = '', ...others] = given.slice(-BEHIND_ENTRY);
  const found = STATUS.exec(status)?.[0];
  if (given.length < count + BEHIND_ENTRY || found === undefined) return undefined;
  return [...given.slice(0, count), found, ...others];
}

/** The text of the first `count` arguments, with the comma behind them; `undefined` where there are fewer. */
function firstArguments(opened: string, count: number): string | undefined {
  const given: string[] = [];
  splitArguments(opened, 0, given);
  return given.length < count ? undefined : `${given.slice(0, count).join(', ')}, `;
}
