// Damages a log of strace in one place, in a way in which files are damaged: a line lost, doubled or exchanged, lines lost, a line cut.
import type { Dice } from '../../src/engines/generate/prng.ts';

/** The damages, each with what is done to the log. */
export const DAMAGES = {
  removed: 'a line is removed',
  doubled: 'a line stands twice',
  'swapped, one thread': 'two neighbouring lines of one thread are exchanged that name the same process',
  'swapped, two threads':
    'two neighbouring lines of two threads are exchanged, of which one names the other thread, and neither is a half of a call',
  'lines lost': '2 to 40 lines are lost',
  'cut in a line': 'the log ends in the middle of a line',
} as const;

export type DamageKind = keyof typeof DAMAGES;

/** A log that was damaged. */
export interface DamagedLog {
  readonly kind: DamageKind;
  /** The first line that is damaged, or that stands where one was, from 1. */
  readonly line: number;
  /** The line that was damaged: what it is of. */
  readonly of: LineKind;
  readonly lines: readonly string[];
  /** The last line has no end. */
  readonly isCut: boolean;
}

/** The kinds of lines, each with the text behind the number and the time. */
const LINE_KINDS = {
  'first half of a call': /<unfinished \.\.\.>$/,
  'second half of a call': /^<\.\.\. /,
  fork: /^(?:clone3?|v?fork)\(.* = \d+/,
  setsid: /^setsid\(.* = \d+$/,
  setpgid: /^setpgid\(.* = 0$/,
  wait: /^wait(?:(?:4|pid)\((?!.*WIF(?:STOPPED|CONTINUED)).* = [1-9]\d*$|id\(.*si_code=CLD_(?:EXITED|KILLED|DUMPED).* = 0$)/,
  execve: /^execve(?:at)?\(.* = 0$/,
  end: /^\+\+\+ (?:exited|killed)/,
  question: /^(?:getpgid|getpgrp|getsid|getppid)\(/,
} as const;

export type LineKind = keyof typeof LINE_KINDS | 'other';

export const ALL_LINE_KINDS: readonly LineKind[] = [...(Object.keys(LINE_KINDS) as LineKind[]), 'other'];

const COLUMNS = /^(\d+) +(?:[\d.]+ )?/;

/** The kind of a line of `strace -f -ttt -o`. */
export function lineKindOf(line: string): LineKind {
  const body = line.replace(COLUMNS, '');
  for (const [kind, form] of Object.entries(LINE_KINDS)) if (form.test(body)) return kind as LineKind;
  return 'other';
}

function threadOf(line: string): string {
  return COLUMNS.exec(line)?.[1] ?? '';
}

/** The threads that a line names, without its own. */
function threadsIn(line: string, threads: ReadonlySet<string>): readonly string[] {
  const own = threadOf(line);
  const named = line.replace(COLUMNS, '').match(/\b\d+\b/g) ?? [];
  return named.filter((one) => one !== own && threads.has(one));
}

/** The places where a log can be damaged so: indices of lines. */
export function placesOf(kind: DamageKind, lines: readonly string[]): readonly number[] {
  const all = lines.map((_, index) => index);
  switch (kind) {
    case 'removed':
    case 'doubled':
      return all;
    case 'cut in a line':
    case 'lines lost':
      return all.slice(1, -1);
    case 'swapped, one thread':
    case 'swapped, two threads': {
      const areOfOne = kind === 'swapped, one thread';
      const threads = new Set(lines.map(threadOf));
      return all.filter((index) => {
        const [line, next] = [lines[index], lines[index + 1]];
        if (line === undefined || next === undefined || line === next) return false;
        if ((threadOf(line) === threadOf(next)) !== areOfOne) return false;
        const [named, others] = [threadsIn(line, threads), threadsIn(next, threads)];
        if (areOfOne) return others.some((one) => named.includes(one));
        const isHalf = [line, next].some((one) => lineKindOf(one).endsWith('half of a call'));
        return !isHalf && (named.includes(threadOf(next)) || others.includes(threadOf(line)));
      });
    }
  }
}

/** The log damaged in a place. */
export function damagedLog(
  kind: DamageKind,
  lines: readonly string[],
  index: number,
  dice: Dice,
): DamagedLog {
  const [line = '', next = ''] = lines.slice(index, index + 2);
  const damaged = (after: readonly string[], isCut = false): DamagedLog => ({
    kind,
    line: index + 1,
    of: lineKindOf(line),
    lines: after,
    isCut,
  });
  switch (kind) {
    case 'removed':
      return damaged(lines.toSpliced(index, 1));
    case 'doubled':
      return damaged(lines.toSpliced(index, 0, line));
    case 'swapped, one thread':
    case 'swapped, two threads':
      return damaged(lines.toSpliced(index, 2, next, line));
    case 'lines lost':
      return damaged(lines.toSpliced(index, 2 + dice.below(39)));
    case 'cut in a line':
      return damaged(
        [...lines.slice(0, index), line.slice(0, 1 + dice.below(Math.max(1, line.length - 1)))],
        true,
      );
  }
}
