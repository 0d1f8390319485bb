// Reads what stands before the event on a line of strace: the number of the thread, in one of two forms, and the time, in one of
// four. It says where the event begins, and knows nothing of events.

/** The first columns of a line. One object is used again for each line. */
export interface LinePrefix {
  /** Absent without a number on the line. */
  thread: number | undefined;
  /** The number stands in brackets, as on a terminal: `[pid 17]`. */
  bracketed: boolean;
  /** Seconds of the day, since 1970, or since the line before. */
  seconds: number | undefined;
  clock: 'day' | 'epoch' | 'line-before' | undefined;
  /** The place of the event. */
  body: number;
}

/** Linux numbers no thread higher (below PID_MAX_LIMIT, 2^22); a larger number in the first column is a time. */
export const THREAD_MAX = 4_194_303;

/** Times of a clock that began in 1970 are later than this, and distances between two lines are shorter: three years. */
const DISTANCE_MAX = 100_000_000;

/** Whether Linux could give a thread this number. */
export function isThreadNumber(number: number): boolean {
  return number >= 1 && number <= THREAD_MAX;
}

export function emptyPrefix(): LinePrefix {
  return { thread: undefined, bracketed: false, seconds: undefined, clock: undefined, body: 0 };
}

/** Reads the columns of `text` into `prefix`. */
export function readPrefix(text: string, prefix: LinePrefix): void {
  prefix.thread = undefined;
  prefix.bracketed = false;
  prefix.seconds = undefined;
  prefix.clock = undefined;
  const afterNumber = text.charCodeAt(0) === 0x5b ? readBracketed(text, prefix) : readNumber(text, prefix);
  prefix.body = skipAddresses(text, readTime(text, afterNumber, prefix));
}

const BRACKETED = /\[pid +(\d{1,7})(?:<[^>]*>)?\] /y;

function readBracketed(text: string, prefix: LinePrefix): number {
  BRACKETED.lastIndex = 0;
  const found = BRACKETED.exec(text);
  const number = Number(found?.[1]);
  if (!isThreadNumber(number)) return 0;
  prefix.thread = number;
  prefix.bracketed = true;
  return BRACKETED.lastIndex;
}

/** A number that a space follows, or what `strace -Y` puts behind it: `17<sh> `. */
function readNumber(text: string, prefix: LinePrefix): number {
  let value = 0;
  let at = 0;
  for (; isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 0x30;
  if (!isThreadNumber(value)) return 0;
  if (text.charCodeAt(at) === 0x3c) at = text.indexOf('>', at) + 1;
  if (text.charCodeAt(at) !== 0x20) return 0;
  prefix.thread = value;
  return at + 1;
}

/** With `-r` and `-t` together the distance stands behind the time. */
const TIME = / *(?:(\d\d):(\d\d):(\d\d(?:\.\d+)?)|(\d+(?:\.\d+)?))(?: \(\+ *\d+\.\d+\))? /y;

function readTime(text: string, from: number, prefix: LinePrefix): number {
  const first = text.charCodeAt(from);
  if (first !== 0x20 && !isDigit(first)) return from;
  TIME.lastIndex = from;
  const found = TIME.exec(text);
  if (found === null) return afterSpaces(text, from);
  const [, hours, minutes, seconds, plain] = found;
  if (plain === undefined) {
    prefix.seconds = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
    prefix.clock = 'day';
  } else {
    prefix.seconds = Number(plain);
    prefix.clock = prefix.seconds > DISTANCE_MAX ? 'epoch' : 'line-before';
  }
  return afterSpaces(text, TIME.lastIndex);
}

/** Numbers and times are padded with spaces. */
function afterSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

/** The number of the system call (`-n`) and the instruction's address (`-i`). */
const ADDRESSES = /(?:\[(?: *\d+|[\da-f]{8,16}|\?+)\] )+/y;

function skipAddresses(text: string, from: number): number {
  if (text.charCodeAt(from) !== 0x5b) return from;
  ADDRESSES.lastIndex = from;
  return ADDRESSES.test(text) ? ADDRESSES.lastIndex : from;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
