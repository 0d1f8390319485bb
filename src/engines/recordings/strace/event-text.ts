// Tells the forms of an event apart, by the text behind a line's first columns. It knows nothing of the lines around it.
import type { CallResult, ThreadEnd } from '../log-event.ts';
import { resultAt, splitArguments } from './call-text.ts';
import { isThreadNumber } from './line-prefix.ts';

/** The line ends before the call does, since another process has a line to write. */
export const UNFINISHED = ' <unfinished ...>';
/** The line ends before the call does, since strace ceases to follow. */
export const DETACHED = ' <detached ...>';

/** The call that begins at `from`; its result is absent where the text ends before it. */
export interface CallText {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly result: CallResult | undefined;
}

/** The place of the parenthesis that opens the arguments of a call; -1 where no call begins at `from`. */
export function openingOfCall(text: string, from: number): number {
  let at = from;
  while (isOfName(text.charCodeAt(at))) at++;
  return at > from && text.charCodeAt(at) === 0x28 ? at : -1;
}

/** The whole call at `from`. */
export function callAt(text: string, from: number): CallText | undefined {
  const opening = openingOfCall(text, from);
  return opening === -1
    ? undefined
    : { name: text.slice(from, opening), ...argumentsAndResult(text, opening + 1) };
}

/** The text behind the parenthesis that opens the arguments, taken apart. */
export function argumentsAndResult(text: string, from: number): Omit<CallText, 'name'> {
  const into: string[] = [];
  const close = splitArguments(text, from, into);
  const last = into.at(-1);
  // A process that was killed inside: `<... wait4 resumed> <unfinished ...>) = ?`.
  if (last?.endsWith('<unfinished ...>') === true) {
    into.pop();
    const before = last.slice(0, -'<unfinished ...>'.length).trim();
    if (before !== '') into.push(before);
  }
  return { arguments: into, result: close === -1 ? undefined : resultAt(text, close + 1) };
}

/** Letters, digits and `_`; strace writes `????` where it does not know which call it is. */
function isOfName(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x3f
  );
}

const RESUMED = /<\.\.\. (\S+) resumed>/y;

/** The name of the call that goes on at `from`, and the place where it does. */
export function resumedAt(
  text: string,
  from: number,
): { readonly name: string; readonly rest: number } | undefined {
  RESUMED.lastIndex = from;
  const name = RESUMED.exec(text)?.[1];
  return name === undefined ? undefined : { name, rest: RESUMED.lastIndex };
}

const SIGNAL = /--- (stopped by )?(SIG[A-Z\d_+]+)(?: .*)? ---$/y;

/** `--- SIGCHLD {…} ---`, `--- stopped by SIGTSTP ---`. */
export function signalAt(
  text: string,
  from: number,
): { readonly kind: 'signal' | 'stop'; readonly signal: string } | undefined {
  SIGNAL.lastIndex = from;
  const found = SIGNAL.exec(text);
  return found?.[2] === undefined
    ? undefined
    : { kind: found[1] === undefined ? 'signal' : 'stop', signal: found[2] };
}

const END =
  /\+\+\+ (?:exited with (\d+)|killed by (SIG[A-Z\d_+]+)( \(core dumped\))?|superseded by execve in pid (\d{1,7})(?:<[^>]*>)?) \+\+\+$/y;

/** `+++ exited with 0 +++`, `+++ killed by SIGSEGV (core dumped) +++`; a number is the thread that takes this one's place. */
export function endAt(text: string, from: number): ThreadEnd | number | undefined {
  END.lastIndex = from;
  const found = END.exec(text);
  if (found === null) return undefined;
  const [, code, signal, core, by] = found;
  if (by !== undefined) return isThreadNumber(Number(by)) ? Number(by) : undefined;
  return signal === undefined ? { exitCode: Number(code) } : { signal, coreDumped: core !== undefined };
}

/** strace's remark on a process of another word size; no event. */
export function isModeRemark(text: string, from: number): boolean {
  return text.startsWith('[ Process PID=', from);
}

/** Anything that only strace writes: what tells a log from other texts. */
export function isEventText(text: string, from: number): boolean {
  const first = text.charCodeAt(from);
  if (first === 0x2d) return signalAt(text, from) !== undefined;
  if (first === 0x2b) return endAt(text, from) !== undefined;
  if (first === 0x3c) return resumedAt(text, from) !== undefined;
  if (openingOfCall(text, from) === -1) return false;
  return text.endsWith(UNFINISHED) || text.endsWith(DETACHED) || callAt(text, from)?.result !== undefined;
}
