// Changes the result of one line of a log of strace into another that the same call could have: what an explanation should notice.
import type { Dice } from '../../src/engines/generate/prng.ts';

/** A line with another result. */
export interface ResultChange {
  /** From 1. */
  readonly line: number;
  readonly call: string;
  readonly was: string;
  readonly becomes: string;
  /** The line as it is then. */
  readonly text: string;
}

/** A result in a line, with what may stand in its place. */
interface ChangeableResult {
  readonly line: number;
  readonly call: string;
  readonly before: string;
  readonly was: string;
  readonly after: string;
}

/** The calls whose results are changed, with the errnos that they can have. */
const ERRNOS: Readonly<Record<string, readonly string[]>> = {
  setsid: ['EPERM'],
  setpgid: ['EPERM', 'ESRCH', 'EACCES', 'EINVAL'],
  getpgid: ['ESRCH', 'EPERM'],
  getpgrp: ['ESRCH'],
  getsid: ['ESRCH', 'EPERM'],
  getppid: ['ESRCH'],
  wait4: ['ECHILD', 'EINVAL', 'ESRCH', 'EINTR'],
  waitid: ['ECHILD', 'EINVAL', 'EINTR'],
  clone: ['EAGAIN', 'ENOMEM'],
  clone3: ['EAGAIN', 'ENOMEM'],
  fork: ['EAGAIN', 'ENOMEM'],
  vfork: ['EAGAIN', 'ENOMEM'],
  ioctl: ['ENOTTY', 'EPERM', 'ESRCH'],
};

/** The calls whose results are changed. */
export const CHANGED_CALLS: readonly string[] = Object.keys(ERRNOS);

const NUMBER = String.raw`\d+(?: \/\* \d+ in strace's PID NS \*\/)?`;
const LINE = new RegExp(
  String.raw`^\d+ +[\d.]+ (?:<\.\.\. )?(${CHANGED_CALLS.join('|')})(?:\(| resumed>).* = (-1 E[A-Z]+ \(.*\)|${NUMBER})$`,
);
/** The calls of `ioctl` that are changed: those about controlling terminals, and the number that one answers. */
const OF_TERMINALS = /\bTIOC(?:SCTTY|NOTTY|[GS]PGRP|GSID)\b/;
const NUMBER_ANSWERED = new RegExp(String.raw`TIOCG(?:PGRP|SID), \[(${NUMBER})\]\) = 0$`);
const CHILD_IN_SIGINFO = new RegExp(String.raw`si_pid=(${NUMBER})`);
/** By call, the numbers of an answer that stand in the arguments. */
const WITHIN: Readonly<Record<string, RegExp>> = { waitid: CHILD_IN_SIGINFO, ioctl: NUMBER_ANSWERED };
const PID_COLUMN = /^(\d+) /;
const IN_NAMESPACE = /\d+ \/\* \d+ in strace's PID NS \*\//g;

/** The results of a log that can be changed, and what they can become. */
export class LogResults {
  readonly #results: readonly ChangeableResult[];
  /** Numbers of the log, as results write them: of its first column, and where there are namespaces, of those. */
  readonly #numbers: readonly string[];
  readonly #inNamespaces: readonly string[];

  constructor(lines: readonly string[]) {
    this.#results = lines.flatMap((text, index) => resultsIn(text, index + 1));
    this.#numbers = [...new Set(lines.flatMap((text) => PID_COLUMN.exec(text)?.[1] ?? []))];
    this.#inNamespaces = [...new Set(lines.flatMap((text) => text.match(IN_NAMESPACE) ?? []))];
  }

  /** So many changes, each another one: of lines drawn one after the other, anew when all have been; fewer where there are no more. */
  draw(count: number, dice: Dice): readonly ResultChange[] {
    const found = new Map<string, ResultChange>();
    for (let round = 0; round < ROUNDS_MAX && found.size < count; round += 1)
      for (const result of shuffled(this.#results, dice)) {
        if (found.size === count) break;
        const change = this.#changed(result, dice);
        if (change !== undefined) found.set(`${change.line} ${change.text}`, change);
      }
    return [...found.values()];
  }

  #changed(result: ChangeableResult, dice: Dice): ResultChange | undefined {
    const kinds = this.#othersOf(result).filter((kind) => kind.length > 0);
    const kind = kinds[dice.below(Math.max(1, kinds.length))];
    const becomes = kind?.[dice.below(kind.length)];
    if (becomes === undefined) return undefined;
    const { line, call, was, before, after } = result;
    return { line, call, was, becomes, text: before + becomes + after };
  }

  /** The things that a result can become, by kind: an errno, a number of the log, a neighbour, 0. */
  #othersOf({ call, was, after }: ChangeableResult): readonly (readonly string[])[] {
    const [number = '', outer] = was.match(/\d+/g) ?? [];
    const numbers = outer === undefined ? this.#numbers : this.#inNamespaces;
    const isWithin = after !== '';
    const isError = was.startsWith('-1');
    const neighbours = [-1, 1].map((step) =>
      outer === undefined
        ? String(Number(number) + step)
        : `${Number(number) + step} /* ${Number(outer) + step} in strace's PID NS */`,
    );
    const errnos = (ERRNOS[call] ?? []).map((errno) => `-1 ${errno} (changed)`);
    const others = (kind: readonly string[]): readonly string[] =>
      kind.filter((one) => (errnoIn(one) === undefined ? one !== was : errnoIn(one) !== errnoIn(was)));
    return [
      others(isWithin ? [] : errnos),
      others(numbers),
      isError ? [] : neighbours.filter((one) => !one.startsWith('-') && one !== '0'),
      others(['0']),
    ];
  }
}

const ROUNDS_MAX = 40;

function errnoIn(result: string): string | undefined {
  return /^-1 (E[A-Z]+)/.exec(result)?.[1];
}

function resultsIn(text: string, line: number): readonly ChangeableResult[] {
  const found = LINE.exec(text);
  if (found === null) return [];
  const [, call = '', was = ''] = found;
  if (call === 'ioctl' && !OF_TERMINALS.test(text)) return [];
  const results = [{ line, call, before: text.slice(0, text.length - was.length), was, after: '' }];
  const within = WITHIN[call]?.exec(text) ?? null;
  if (within === null) return results;
  const [whole, number = ''] = within;
  const from = within.index + whole.indexOf(number);
  const [before, after] = [text.slice(0, from), text.slice(from + number.length)];
  return [...results, { line, call, before, was: number, after }];
}

function shuffled<Item>(items: readonly Item[], dice: Dice): readonly Item[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = dice.below(last + 1);
    [all[last], all[other]] = [all[other], all[last]] as [Item, Item];
  }
  return all;
}
