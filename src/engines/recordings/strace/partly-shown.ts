// Calls whose entry a log does not show, since its beginning or a line of it is missing: as much of them as the line that resumes them tells.
import type { Call, LogMoment } from '../log-event.ts';
import { argumentsAndResult } from './event-text.ts';

/** An argument that stood on the line that is missing. */
const UNKNOWN = '?';

/** The arguments of a call from those behind the place where it was resumed, where the others matter less than the result. */
const ARGUMENTS: Readonly<Record<string, (shown: readonly string[], rest: string) => readonly string[]>> = {
  wait4: (shown) => filled(shown, 4),
  waitpid: (shown) => filled(shown, 3),
  waitid: (shown) => filled(shown, 5),
  clone: (_, rest) => [`flags=${flagsOf(rest)}`],
  clone3: (_, rest) => [`{flags=${flagsOf(rest)}, exit_signal=SIGCHLD}`],
  fork: () => [],
  vfork: () => [],
  setsid: () => [],
  getppid: () => [],
  getpgrp: () => [],
  execve: () => [],
};

/** The entry of a call that no line shows. */
const BEFORE: LogMoment = { line: 0, seconds: undefined };

/** The call that goes on with this text; `undefined` where too little of it is known. */
export function partlyShown(thread: number, name: string, rest: string, at: LogMoment): Call | undefined {
  const { arguments: shown, result } = argumentsAndResult(rest, 0);
  const all = ARGUMENTS[name];
  if (all === undefined || result === undefined) return undefined;
  return { thread, name, entered: BEFORE, arguments: all(shown, rest), returned: at, result };
}

/** The last so many arguments; those in front are unknown. */
function filled(shown: readonly string[], count: number): readonly string[] {
  return [...Array.from({ length: Math.max(0, count - shown.length) }, () => UNKNOWN), ...shown];
}

/** Only the caller of a thread is mostly told its number in memory. */
function flagsOf(rest: string): string {
  return rest.includes('parent_tid=') ? 'CLONE_THREAD' : 'SIGCHLD';
}
