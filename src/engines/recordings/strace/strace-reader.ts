// Reads the log of `strace -f`, line by line, into events, in whichever form it was written. It keeps nothing but the calls that are
// pending, and at the beginning the lines that do not yet tell the form.
import type { LogEvent } from '../log-event.ts';
import type { LogLine } from '../log-line.ts';
import { isEventText } from './event-text.ts';
import { emptyPrefix, readPrefix } from './line-prefix.ts';
import type { LogLines } from './log-lines.ts';
import { NumberedLog } from './numbered-log.ts';
import type { StraceLogForm } from './log-form.ts';
import { TerminalLog } from './terminal-log.ts';
import { FirstTracee, UNKNOWN_TRACEE } from './tracees.ts';

/** So many lines are held until one tells the form of the log, and the number of its first process. */
const HELD_LINES_MAX = 10_000;

/** A log that begins in the middle of a line may have lost the number of that one. */
const LINES_CUT_MAX = 1;

/** Nothing follows these but the end of the line. */
const CLOSED = /(?: \+\+\+| ---| \.\.\.>|= -1 E\w+ \([^()]*\))\s*$/;

export class StraceReader {
  readonly #prefix = emptyPrefix();
  readonly #firstTracee = new FirstTracee();
  #held: LogLine[] = [];
  /** Events so far on lines without a number in the first column; infinitely many where one has it in brackets. */
  #withoutNumber = 0;
  #first: number | undefined;
  #numbered: NumberedLog | undefined;
  #terminal: TerminalLog | undefined;
  #line = 0;
  /** Processes that have asked for their end, and threads that have ended. */
  #asked = 0;
  #ended = 0;

  /** The events of the next line, mostly one. Those of the first lines may come with a later one. */
  read(line: LogLine): readonly LogEvent[] {
    const into: LogEvent[] = [];
    const log = this.#numbered ?? this.#terminal;
    if (log !== undefined) this.#readLine(log, line, into);
    else {
      this.#held.push(line);
      const decided = this.#decided(textOf(line));
      if (decided !== undefined) this.#readHeld(decided, into);
    }
    return into;
  }

  /** The events that wait for a line that does not come any more. */
  end(): readonly LogEvent[] {
    const into: LogEvent[] = [];
    const log = this.#numbered ?? this.#terminal ?? this.#undecided();
    this.#readHeld(log, into);
    log.end(into);
    return into;
  }

  /** The form of the log, as far as it has been read. */
  get form(): StraceLogForm {
    const terminal = this.#terminal;
    const hidesEnds = this.#asked > 0 && this.#ended === 0;
    if (terminal === undefined)
      return { numbers: 'each-line', made: undefined, hidesEnds, foreign: undefined };
    const { hasNumbers, made, foreignLines: lines, firstForeignLine: first } = terminal;
    return {
      numbers: hasNumbers ? 'several' : 'none',
      made,
      hidesEnds,
      foreign: first === undefined ? undefined : { lines, first },
    };
  }

  #readLine(log: LogLines, line: LogLine, into: LogEvent[]): void {
    this.#line++;
    const text = textOf(line);
    const first = into.length;
    if (typeof line === 'string' || (line.mayBeWhole && CLOSED.test(text))) log.read(text, this.#line, into);
    else into.push({ at: { line: this.#line, seconds: undefined }, text, kind: 'unreadable', why: line.why });
    for (let at = first; at < into.length; at++) this.#count(into[at]);
  }

  #count(event: LogEvent | undefined): void {
    if (event?.kind === 'end') this.#ended++;
    if (event?.kind === 'return' && event.call.name === 'exit_group') this.#asked++;
  }

  #readHeld(log: LogLines, into: LogEvent[]): void {
    for (const line of this.#held) this.#readLine(log, line, into);
    this.#held = [];
  }

  /** The form of the log, if the lines so far tell it. */
  #decided(text: string): LogLines | undefined {
    const prefix = this.#prefix;
    readPrefix(text, prefix);
    if (prefix.bracketed) this.#withoutNumber = Number.POSITIVE_INFINITY;
    else if (isEventText(text, prefix.body)) {
      if (prefix.thread === undefined) this.#withoutNumber++;
      else if (this.#withoutNumber <= LINES_CUT_MAX) return (this.#numbered = new NumberedLog());
    }
    this.#first ??= this.#firstTracee.learnt(text);
    const isLearnt = this.#first !== undefined && this.#withoutNumber > LINES_CUT_MAX;
    return isLearnt || this.#held.length >= HELD_LINES_MAX ? this.#undecided() : undefined;
  }

  #undecided(): LogLines {
    return this.#withoutNumber > 0 || this.#first !== undefined
      ? (this.#terminal = new TerminalLog(this.#first ?? UNKNOWN_TRACEE))
      : (this.#numbered = new NumberedLog());
  }
}

function textOf(line: LogLine): string {
  const text = typeof line === 'string' ? line : line.text;
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** The events of a log whose lines are given. The reader can be asked afterwards in which form the log was. */
export async function* straceEvents(
  lines: AsyncIterable<LogLine>,
  reader: StraceReader = new StraceReader(),
): AsyncGenerator<LogEvent> {
  for await (const line of lines) {
    // A plain loop takes half the time of `yield*`, which waits once more for each event.
    for (const event of reader.read(line)) yield event;
  }
  for (const event of reader.end()) yield event;
}
