// Takes the text of a system call apart: its arguments, split where no bracket, string or comment is open, and its result.
import type { CallResult } from '../log-event.ts';

const NOT_RETURNED: CallResult = { kind: 'none' };
const INJECTED: CallResult = { kind: 'injected' };

/**
 * Splits the arguments that begin at `from`, and appends them to `into`. Returns the place of the parenthesis that closes them, or -1
 * where the text ends before it.
 */
export function splitArguments(text: string, from: number, into: string[]): number {
  let depth = 0;
  let begin = from;
  const length = text.length;
  for (let at = from; at < length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        depth++;
        break;
      case 0x29: // )
        if (depth === 0) {
          appendArgument(text, begin, at, into);
          return at;
        }
        depth--;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        if (depth > 0) depth--;
        break;
      case 0x2c: // ,
        if (depth === 0) {
          into.push(text.slice(begin, at).trim());
          begin = at + 1;
        }
        break;
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x2f: // /
        if (text.charCodeAt(at + 1) === 0x2a) at = endOfComment(text, at);
        break;
      case 0x3c: // <
        at = endOfDecoration(text, at);
        break;
    }
  }
  appendArgument(text, begin, length, into);
  return -1;
}

/** Appends the last argument, unless there is none: in `()`, and after the comma at which a call was interrupted. */
function appendArgument(text: string, begin: number, end: number, into: string[]): void {
  const last = text.slice(begin, end).trim();
  if (last !== '') into.push(last);
}

function endOfString(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return text.length;
}

function endOfComment(text: string, slash: number): number {
  const end = text.indexOf('*/', slash + 2);
  return end === -1 ? text.length : end + 1;
}

/**
 * Skips what `strace -y` puts behind a number: `3</dev/pts/0>`, `4<TCP:[127.0.0.1:1->127.0.0.1:2]>`, `5</dev/null<char 1:3>>`. It
 * prints `<` and `>` of a name as escapes, and an arrow as it is. After anything but a number or a name, `<` is only a sign.
 */
function endOfDecoration(text: string, less: number): number {
  const before = text.charCodeAt(less - 1);
  const named = (before >= 0x30 && before <= 0x39) || (before >= 0x41 && before <= 0x5a);
  if (!named || text.charCodeAt(less + 1) === 0x3c) return less;
  let depth = 1;
  for (let at = less + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3c) depth++;
    else if (code === 0x3e && text.charCodeAt(at - 1) !== 0x2d) depth--;
    if (depth === 0) return at;
  }
  return less;
}

/** The kernel's MAX_ERRNO. */
const ERRNO_MAX = 4095;

const RESULT =
  / *= (?:(\?)|-1 (E[A-Z0-9]+)|-1 \((errno \d+)\)|(0x[\da-f]+|-?\d+)(?:<(?:->|<[^<>]*>|[^<>])*>(?:\(deleted\))?)?(?: \/\* (\d+) in strace's PID NS \*\/)?)(?= |$)/y;

/** The result that begins at `from`, behind the closing parenthesis; `undefined` where there is none. */
export function resultAt(text: string, from: number): CallResult | undefined {
  RESULT.lastIndex = from;
  const found = RESULT.exec(text);
  if (found === null) return undefined;
  if (text.endsWith(' (INJECTED)')) return INJECTED;
  const [, unknown, errno, number, value, outer] = found;
  if (unknown !== undefined) return NOT_RETURNED;
  // The caller was killed as the call returned: what strace has read then is no result.
  if (number !== undefined && Number(number.slice('errno '.length)) > ERRNO_MAX) return NOT_RETURNED;
  if (value === undefined) return { kind: 'error', errno: errno ?? number ?? '' };
  return outer === undefined
    ? { kind: 'value', value: valueOf(value) }
    : { kind: 'value', value: valueOf(value), inOuterNamespace: Number(outer) };
}

/** Reads a number as C writes it: `umask` returns `022`. */
function valueOf(digits: string): number {
  const octal = digits.length > 1 && digits.startsWith('0') && !digits.startsWith('0x');
  return octal ? Number.parseInt(digits, 8) : Number(digits);
}
