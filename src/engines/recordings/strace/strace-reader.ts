// Reads the log of `strace -f`, line by line, into events. It pairs the halves of a call that others interrupt, and keeps nothing but
// the calls that are pending.
import type { Call, LogEvent, Moment, ThreadEnd } from '../log-event.ts';
import { resultAt, splitArguments } from './call-text.ts';
import { emptyPrefix, readPrefix } from './line-prefix.ts';

/** A call that has been entered on a line of its own. */
interface PendingCall {
  readonly call: Call;
  /** Its arguments so far, as they are printed. */
  readonly opened: string;
}

const UNFINISHED = ' <unfinished ...>';

export class StraceReader {
  #line = 0;
  readonly #prefix = emptyPrefix();
  readonly #pending = new Map<number, PendingCall>();

  /** The events of the next line, mostly one. */
  read(line: string): readonly LogEvent[] {
    this.#line++;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const prefix = this.#prefix;
    readPrefix(text, prefix);
    const at: Moment = { line: this.#line, seconds: prefix.seconds };
    if (prefix.thread === undefined) return [{ at, text, kind: 'unreadable', why: 'the line has no number' }];
    return [this.#event(text, prefix.body, prefix.thread, at)];
  }

  /** The events that wait for a line that does not come any more. */
  end(): readonly LogEvent[] {
    return [];
  }

  #event(text: string, body: number, thread: number, at: Moment): LogEvent {
    const found =
      text.charCodeAt(body) === 0x2d
        ? signalEvent(text, body, thread, at)
        : text.charCodeAt(body) === 0x2b
          ? this.#endEvent(text, body, thread, at)
          : text.charCodeAt(body) === 0x3c
            ? this.#resumed(text, body, thread, at)
            : this.#call(text, body, thread, at);
    return found ?? { at, text, kind: 'unreadable', why: 'no event of strace has this form' };
  }

  #call(text: string, body: number, thread: number, at: Moment): LogEvent | undefined {
    const open = endOfName(text, body);
    if (open === body || text.charCodeAt(open) !== 0x28) return undefined;
    const name = text.slice(body, open);
    const call: Call = { thread, name, entered: at, arguments: [], returned: undefined, result: undefined };
    if (text.endsWith(UNFINISHED)) {
      const opened = text.slice(open + 1, -UNFINISHED.length);
      call.arguments = argumentsOf(opened);
      this.#pending.set(thread, { call, opened });
      return { at, text, kind: 'enter', call };
    }
    return finished(call, text, open + 1, at) ? { at, text, kind: 'return', call } : undefined;
  }

  #resumed(text: string, body: number, thread: number, at: Moment): LogEvent | undefined {
    RESUMED.lastIndex = body;
    const name = RESUMED.exec(text)?.[1];
    const pending = this.#pending.get(thread);
    if (name === undefined || pending === undefined || pending.call.name !== name) return undefined;
    this.#pending.delete(thread);
    const rest = text.slice(RESUMED.lastIndex);
    const { call, opened } = pending;
    return finished(call, `${opened}${rest}`, 0, at) ? { at, text, kind: 'return', call } : undefined;
  }

  #endEvent(text: string, body: number, thread: number, at: Moment): LogEvent | undefined {
    END.lastIndex = body;
    const found = END.exec(text);
    if (found === null) return undefined;
    const [, code, signal, core, by] = found;
    const pending = by === undefined ? undefined : this.#pending.get(Number(by));
    this.#pending.delete(thread);
    if (by !== undefined) {
      this.#pending.delete(Number(by));
      if (pending !== undefined) this.#pending.set(thread, pending);
      return { at, text, kind: 'superseded', thread, by: Number(by) };
    }
    const end: ThreadEnd =
      signal === undefined ? { exitCode: Number(code) } : { signal, coreDumped: core !== undefined };
    return { at, text, kind: 'end', thread, end };
  }
}

/** The events of a log whose lines are given. */
export async function* straceEvents(lines: AsyncIterable<string>): AsyncGenerator<LogEvent> {
  const reader = new StraceReader();
  for await (const line of lines) yield* reader.read(line);
  yield* reader.end();
}

const RESUMED = /<\.\.\. (\S+) resumed>/y;
const END =
  /\+\+\+ (?:exited with (\d+)|killed by (\S+)( \(core dumped\))?|superseded by execve in pid (\d+)(?:<[^>]*>)?) \+\+\+$/y;
const SIGNAL = /--- (stopped by )?(SIG\w+).* ?---$/y;

function signalEvent(text: string, body: number, thread: number, at: Moment): LogEvent | undefined {
  SIGNAL.lastIndex = body;
  const found = SIGNAL.exec(text);
  if (found?.[2] === undefined) return undefined;
  return { at, text, kind: found[1] === undefined ? 'signal' : 'stop', thread, signal: found[2] };
}

function endOfName(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const ofName =
      (code >= 0x61 && code <= 0x7a) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x5f ||
      code === 0x3f ||
      (code >= 0x41 && code <= 0x5a);
    if (!ofName) break;
  }
  return at;
}

function argumentsOf(opened: string): readonly string[] {
  const into: string[] = [];
  splitArguments(opened, 0, into);
  return into;
}

/** Completes a call by the rest of its text, from its first argument on; false where its end is not there. */
function finished(call: Call, text: string, from: number, at: Moment): boolean {
  const into: string[] = [];
  const close = splitArguments(text, from, into);
  const result = close === -1 ? undefined : resultAt(text, close + 1);
  if (result === undefined) return false;
  // A process that was killed inside: `<... wait4 resumed> <unfinished ...>) = ?`.
  if (into.at(-1)?.endsWith('<unfinished ...>') === true) into.pop();
  call.arguments = into;
  call.returned = at;
  call.result = result;
  return true;
}
