// A call whose line was broken off, by a message of strace's own or by output of the program, and the lines that go on with it:
//
//   clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLDstrace: Process 12 attached
//   , child_tidptr=0x7f7a5c674a10) = 12
//   [pid 11] wait4(-1, hello
//    <unfinished ...>
import type { Call, LogEvent, LogMoment } from '../log-event.ts';
import { AMID_OUTPUT, argumentsWithoutOutput, knownArguments } from './amid-output.ts';
import { enteredCall } from './event-lines.ts';
import { DETACHED, UNFINISHED, argumentsAndResult, isEventText, openingOfCall } from './event-text.ts';
import { emptyPrefix, readPrefix } from './line-prefix.ts';
import type { PendingCalls } from './pending-calls.ts';
import { ownMessageIn } from './own-message.ts';
import type { OwnMessage } from './own-message.ts';

export class OpenCall {
  readonly at: LogMoment;
  /** Only strace writes such a line. */
  readonly isSure: boolean;
  readonly #message: OwnMessage | undefined;
  /** The call, where its arguments so far are known without doubt. */
  readonly #call: Call | undefined;
  readonly #head: string;
  readonly #name: string;
  readonly #thread: number;
  #opened: string;

  /** `numbered`: the line bears the number of a process, which a program's output does not. */
  constructor(text: string, body: number, thread: number, at: LogMoment, numbered: boolean) {
    const opening = openingOfCall(text, body);
    this.#message = ownMessageIn(text);
    const broken = text.slice(opening + 1, this.#message?.index);
    this.#name = text.slice(body, opening);
    const known = this.#message === undefined ? knownArguments(this.#name, broken) : broken;
    const isKnown = known !== undefined;
    this.at = at;
    this.isSure = numbered || isKnown;
    this.#head = text.slice(0, opening + 1);
    this.#thread = thread;
    this.#opened = known ?? broken;
    this.#call = isKnown ? enteredCall(thread, this.#name, at, this.#opened) : undefined;
  }

  /** Tells that the call was entered, and what strace said meanwhile. */
  begin(into: LogEvent[]): void {
    if (this.#call !== undefined)
      into.push({ at: this.at, text: this.#text, kind: 'enter', call: this.#call });
    if (this.#message !== undefined) into.push(messageEvent(this.#message, this.at.line));
  }

  /** Reads a line behind it: `ended` where the call ends or waits for a line that resumes it, `other` where the line is another's. */
  continued(text: string, line: number, pending: PendingCalls, into: LogEvent[]): 'open' | 'ended' | 'other' {
    if (isEvent(text)) return 'other';
    if (text.endsWith(UNFINISHED)) return this.#interrupted(text, pending, into);
    if (text === DETACHED) return 'ended';
    const { arguments: given, result } = argumentsAndResult(`${this.#opened}${text}`, 0);
    if (result === undefined) return this.#brokenAgain(text, line, into);
    const call = this.#call;
    const own = argumentsWithoutOutput(this.#name, given);
    if (call === undefined || own === undefined) into.push(this.unreadable(AMID_OUTPUT));
    else {
      call.arguments = own;
      call.returned = { line, seconds: this.at.seconds };
      call.result = result;
      into.push({ at: call.returned, text: `${this.#text}${text}`, kind: 'return', call });
    }
    return 'ended';
  }

  unreadable(why: string): LogEvent {
    return { at: this.at, text: this.#text, kind: 'unreadable', why };
  }

  get #text(): string {
    return `${this.#head}${this.#opened}`;
  }

  #interrupted(text: string, pending: PendingCalls, into: LogEvent[]): 'ended' {
    const call = this.#call;
    if (call === undefined) {
      into.push(this.unreadable(AMID_OUTPUT));
      pending.begin({ call: enteredCall(this.#thread, this.#name, this.at, ''), opened: undefined });
    } else {
      const opened = `${this.#opened}${text.slice(0, -UNFINISHED.length)}`;
      const kept = text === UNFINISHED ? opened : (knownArguments(this.#name, opened) ?? opened);
      pending.begin({ call, opened: kept });
    }
    return 'ended';
  }

  /** A second process may be attached before the call goes on. */
  #brokenAgain(text: string, line: number, into: LogEvent[]): 'open' | 'other' {
    const message = ownMessageIn(text);
    if (message === undefined || message.index === 0) return 'other';
    this.#opened += text.slice(0, message.index);
    into.push(messageEvent(message, line));
    return 'open';
  }
}

function messageEvent({ text, kind, thread }: OwnMessage, line: number): LogEvent {
  return { at: { line, seconds: undefined }, text, kind, thread };
}

function isEvent(text: string): boolean {
  const prefix = emptyPrefix();
  readPrefix(text, prefix);
  return isEventText(text, prefix.body);
}
