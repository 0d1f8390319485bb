// Reads the lines of a log in which a line bears a number only while strace follows several processes: what it writes without `-o`,
// or without `-f`. The program's own output may stand between the lines, and amid them.
import type { LogEvent, LogMoment } from '../log-event.ts';
import { EventLines } from './event-lines.ts';
import { isEventText, openingOfCall } from './event-text.ts';
import { emptyPrefix, readPrefix } from './line-prefix.ts';
import { LogClock } from './log-clock.ts';
import type { LogLines } from './log-lines.ts';
import { OpenCall } from './open-call.ts';
import { ownMessageIn } from './own-message.ts';
import { Tracees, makesProcess } from './tracees.ts';

/** A sign or an end behind output that has no end of line. */
const GLUED_EVENT =
  /(?:\d\d:\d\d:\d\d(?:\.\d+)? |\d{10}(?:\.\d+)? )?(?:\+\+\+ (?:exited with|killed by) [^+]{1,40} \+\+\+|--- SIG[A-Z\d]+ \{[^{}]{1,400}\} ---)$/;
/** Longer lines are not searched for one. */
const GLUED_LENGTH_MAX = 4_000;

const NO_FORM = 'no event of strace has this form';
const NO_END = 'the call on this line does not end';
const CUT_OFF = 'the log is cut off there: the call on this line does not end';
const SEVERAL =
  'strace follows several processes there, and the line does not say whose it is: record with strace -f -o FILE, which writes a number on each line';
const GONE =
  'every process that the log shows has ended before, and the line does not say whose it is: record with strace -f -o FILE, which writes a number on each line';

export class TerminalLog implements LogLines {
  readonly #prefix = emptyPrefix();
  readonly #clock = new LogClock();
  readonly #events = new EventLines({ amidOutput: true });
  readonly #tracees = new Tracees();
  #open: OpenCall | undefined;
  /** The lines bear times; `undefined` before the first event. */
  #hasTimes: boolean | undefined;
  #showsEnds = false;
  #inTable = false;
  /** Lines of the program's own. */
  foreignLines = 0;
  firstForeignLine: number | undefined;
  /** Some line bears a number. */
  hasNumbers = false;
  /** Processes and threads that were made. */
  made = 0;

  constructor(firstTracee: number) {
    this.#tracees.follow(firstTracee);
  }

  read(text: string, line: number, into: LogEvent[]): void {
    const first = into.length;
    if (!this.#ownRemark(text, line, into) && !this.#continued(text, line, into))
      this.#read(text, line, into);
    for (const event of into.slice(first)) this.#note(event);
  }

  end(into: LogEvent[]): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) into.push(open.unreadable(CUT_OFF));
  }

  #read(text: string, line: number, into: LogEvent[]): void {
    const prefix = this.#prefix;
    readPrefix(text, prefix);
    const { bracketed, body, seconds } = prefix;
    const untimed = this.#hasTimes === true && seconds === undefined;
    if ((prefix.thread !== undefined && !bracketed) || untimed) {
      this.#foreign(text, line, into);
      return;
    }
    const isEvent = isEventText(text, body);
    if (isEvent || bracketed) this.#abandon(into);
    const thread = prefix.thread ?? this.#tracees.sole();
    const at: LogMoment = { line, seconds: this.#clock.secondsOf(prefix) };
    if (thread === undefined) {
      if (isEvent && !this.#isOutput(text, body))
        into.push({ at, text, kind: 'unreadable', why: this.#tracees.areGone ? GONE : SEVERAL });
      else this.#foreign(text, line, into);
      return;
    }
    this.hasNumbers ||= bracketed;
    const outcome = this.#events.read({ text, body, thread, at }, into);
    if (outcome === 'read') this.#hasTimes ??= seconds !== undefined;
    else if (outcome === 'open' && openingOfCall(text, body) !== -1) {
      this.#begin(new OpenCall(text, body, thread, at, bracketed), into);
    } else if (bracketed || outcome === 'open') into.push({ at, text, kind: 'unreadable', why: NO_FORM });
    else this.#foreign(text, line, into);
  }

  /** Takes for the program's what looks like a call where strace would write a number, unless the log hides who is gone (`-qq`). */
  #isOutput(text: string, body: number): boolean {
    return this.#showsEnds && openingOfCall(text, body) !== -1;
  }

  /** A line is broken off inside a call, if it is not output that looks like a call. */
  #begin(open: OpenCall, into: LogEvent[]): void {
    if (this.#open !== undefined && !open.isSure) this.#count(open.at.line);
    else {
      this.#abandon(into);
      this.#open = open;
      open.begin(into);
    }
  }

  /** The line goes on with a call that was broken off. */
  #continued(text: string, line: number, into: LogEvent[]): boolean {
    const open = this.#open;
    if (open === undefined || text.startsWith('[pid ')) return false;
    const outcome = open.continued(text, line, this.#events.pending, into);
    if (outcome === 'ended') this.#open = undefined;
    return outcome !== 'other';
  }

  #abandon(into: LogEvent[]): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    if (open.isSure) into.push(open.unreadable(NO_END));
    else this.#count(open.at.line);
  }

  /** Knows what strace writes beside events: messages, the stack of a call (`-k`), the table of `-C`. */
  #ownRemark(text: string, line: number, into: LogEvent[]): boolean {
    const message = ownMessageIn(text);
    if (message?.index === 0) {
      into.push({ at: { line, seconds: undefined }, text, kind: message.kind, thread: message.thread });
      return true;
    }
    this.#inTable ||= text.startsWith('% time ');
    return this.#inTable || text.startsWith('strace: ') || text.startsWith(' > /');
  }

  /** Output of the program, behind which an event may stand. */
  #foreign(text: string, line: number, into: LogEvent[]): void {
    const bracket = text.lastIndexOf('[pid ');
    const from =
      bracket > 0 ? bracket : text.length > GLUED_LENGTH_MAX ? 0 : (GLUED_EVENT.exec(text)?.index ?? 0);
    if (from > 0) this.#read(text.slice(from), line, into);
    else this.#count(line);
  }

  #count(line: number): void {
    this.foreignLines++;
    this.firstForeignLine ??= line;
  }

  /** Keeps in mind whom strace follows. */
  #note(event: LogEvent): void {
    switch (event.kind) {
      case 'unreadable':
        return;
      case 'enter':
        this.#tracees.follow(event.call.thread);
        return;
      case 'return':
        this.#tracees.follow(event.call.thread);
        if (event.call.result?.kind === 'none' && /^exit(?:_group)?$/.test(event.call.name))
          this.#tracees.leave(event.call.thread);
        if (makesProcess(event.call)) this.made++;
        return;
      case 'end':
        this.#showsEnds = true;
        this.#tracees.lose(event.thread);
        return;
      case 'detach':
        this.#tracees.lose(event.thread);
        return;
      case 'superseded':
        this.#tracees.follow(event.thread);
        this.#tracees.lose(event.by);
        return;
      case 'attach':
      case 'signal':
      case 'stop':
        this.#tracees.follow(event.thread);
    }
  }
}
