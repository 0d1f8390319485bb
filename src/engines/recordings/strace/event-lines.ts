// Makes events of lines whose columns have been read, and pairs the two halves of a call that others interrupt.
import type { Call, CallResult, LogEvent, LogMoment } from '../log-event.ts';
import {
  DETACHED,
  UNFINISHED,
  argumentsAndResult,
  endAt,
  isModeRemark,
  openingOfCall,
  resumedAt,
  signalAt,
} from './event-text.ts';
import { AMID_OUTPUT, argumentsOnEntry, argumentsWithoutOutput } from './amid-output.ts';
import { splitArguments } from './call-text.ts';
import { partlyShown } from './partly-shown.ts';
import { PendingCalls } from './pending-calls.ts';

/** `open`: a call begins, and its end is not on the line. `none`: no event of strace has this form. */
export type LineOutcome = 'read' | 'open' | 'none';

/** A line whose columns have been read. */
export interface EventLine {
  readonly text: string;
  /** The place of the event. */
  readonly body: number;
  readonly thread: number;
  readonly at: LogMoment;
}

export class EventLines {
  readonly pending = new PendingCalls();
  readonly #amidOutput: boolean;

  /** `amidOutput`: output of the program may stand amid a call. */
  constructor({ amidOutput }: { readonly amidOutput: boolean }) {
    this.#amidOutput = amidOutput;
  }

  /** Appends the events of a line to `into`. */
  read(line: EventLine, into: LogEvent[]): LineOutcome {
    const { text, body, thread, at } = line;
    switch (text.charCodeAt(body)) {
      case 0x2d: {
        const signal = signalAt(text, body);
        if (signal === undefined) return 'none';
        into.push({ at, text, thread, ...signal });
        return 'read';
      }
      case 0x2b:
        return this.#end(line, into);
      case 0x3c:
        return this.#resumed(line, into);
      case 0x5b:
        return isModeRemark(text, body) ? 'read' : 'none';
      default:
        return this.#call(line, into);
    }
  }

  #call(line: EventLine, into: LogEvent[]): LineOutcome {
    const { text, body, thread, at } = line;
    const opening = openingOfCall(text, body);
    if (opening === -1) return 'none';
    const name = text.slice(body, opening);
    if (text.endsWith(UNFINISHED)) {
      this.#complainOfPending(line, name, into);
      const opened = text.slice(opening + 1, -UNFINISHED.length);
      const kept = this.#amidOutput ? argumentsOnEntry(name, opened) : opened;
      this.enter(enteredCall(thread, name, at, kept), kept, text, into);
      return 'read';
    }
    if (text.endsWith(DETACHED)) {
      this.#complainOfPending(line, name, into);
      const call = enteredCall(thread, name, at, text.slice(opening + 1, -DETACHED.length));
      into.push({ at, text, kind: 'enter', call }, { at, text, kind: 'detach', thread });
      return 'read';
    }
    const { arguments: given, result } = argumentsAndResult(text, opening + 1);
    if (result === undefined) return 'open';
    this.#complainOfPending(line, name, into);
    const call: Call = { thread, name, entered: at, arguments: [], returned: undefined, result: undefined };
    this.#returned(call, given, result, line, into);
    return 'read';
  }

  #returned(
    call: Call,
    given: readonly string[],
    result: CallResult,
    { at, text }: EventLine,
    into: LogEvent[],
  ): void {
    const own = this.#amidOutput ? argumentsWithoutOutput(call.name, given) : given;
    if (own === undefined) {
      into.push({ at, text, kind: 'unreadable', why: AMID_OUTPUT });
      return;
    }
    call.arguments = own;
    call.returned = at;
    call.result = result;
    into.push({ at, text, kind: 'return', call });
  }

  /** Tells that a call has been entered, and waits for the line that resumes it. */
  enter(call: Call, opened: string, text: string, into: LogEvent[]): void {
    this.pending.begin({ call, opened });
    into.push({ at: call.entered, text, kind: 'enter', call });
  }

  #resumed(line: EventLine, into: LogEvent[]): LineOutcome {
    const { text, body, thread, at } = line;
    const resumed = resumedAt(text, body);
    if (resumed === undefined) return 'none';
    const { name, rest } = resumed;
    const pending = this.pending.take(thread);
    const why = pending === undefined ? neverEntered(thread, name) : misfit(pending.call, name, thread);
    if (pending === undefined || why !== undefined) {
      into.push({ at, text, kind: 'unreadable', why: why ?? '' });
      const call = partlyShown(thread, name, text.slice(rest), at);
      if (call !== undefined) into.push({ at, text, kind: 'return', call });
      return 'read';
    }
    if (pending.opened === undefined) {
      into.push({ at, text, kind: 'unreadable', why: enteredAmidOutput(pending.call) });
      return 'read';
    }
    const { call, opened } = pending;
    const { arguments: given, result } = argumentsAndResult(`${opened}${text.slice(rest)}`, 0);
    if (result === undefined) return 'open';
    this.#returned(call, given, result, line, into);
    return 'read';
  }

  #end({ text, body, thread, at }: EventLine, into: LogEvent[]): LineOutcome {
    const end = endAt(text, body);
    if (end === undefined) return 'none';
    if (typeof end === 'number') {
      this.pending.supersede(thread, end);
      into.push({ at, text, kind: 'superseded', thread, by: end });
    } else {
      this.pending.take(thread);
      into.push({ at, text, kind: 'end', thread, end, isTraced: true });
    }
    return 'read';
  }

  #complainOfPending({ text, thread, at }: EventLine, name: string, into: LogEvent[]): void {
    const pending = this.pending.take(thread);
    if (pending === undefined) return;
    const { call } = pending;
    const why = `thread ${thread} entered ${call.name} on line ${call.entered.line}, and enters ${name} on line ${at.line} before it has returned: the line that resumes ${call.name} is missing`;
    into.push({ at, text, kind: 'unreadable', why });
  }
}

export function enteredCall(thread: number, name: string, entered: LogMoment, opened: string): Call {
  const given: string[] = [];
  splitArguments(opened, 0, given);
  return { thread, name, entered, arguments: given, returned: undefined, result: undefined };
}

function neverEntered(thread: number, name: string): string {
  return `thread ${thread} resumes ${name}, and no line before shows where it entered it: the beginning of the log or a line of it is missing`;
}

function misfit(call: Call, name: string, thread: number): string | undefined {
  return call.name === name
    ? undefined
    : `thread ${thread} resumes ${name}, and on line ${call.entered.line} it entered ${call.name}: a line between them is missing`;
}

function enteredAmidOutput({ name, entered }: Call): string {
  return `${name} was entered on line ${entered.line} amid output of the program, so that its arguments are unknown: record with strace -o FILE, which keeps the two apart`;
}
