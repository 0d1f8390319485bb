// Reads the lines of a log in which each line bears a number at its front: `strace -f -o FILE`, and what strace-log-merge makes.
import type { LogEvent, LogMoment } from '../log-event.ts';
import { EventLines } from './event-lines.ts';
import { emptyPrefix, readPrefix } from './line-prefix.ts';
import { LogClock } from './log-clock.ts';
import type { LogLines } from './log-lines.ts';
import { ownMessageIn } from './own-message.ts';

const NO_NUMBER = 'the line has no number of a thread at its front, as the others have';
const NO_END = 'the call has no end on this line, nor says that it goes on later (<unfinished ...>)';
const NO_FORM = 'no event of strace has this form';
const CUT_OFF = 'the log is cut off there: its last line is not all of a line';

export class NumberedLog implements LogLines {
  readonly #prefix = emptyPrefix();
  readonly #clock = new LogClock();
  readonly #events = new EventLines({ amidOutput: false });
  /** A line that is no event. Were it the last, the log would be cut off there. */
  #doubtful: { readonly text: string; readonly at: LogMoment; readonly why: string } | undefined;
  /** The table of counts that `strace -C` prints at the end has begun. */
  #inTable = false;

  read(text: string, line: number, into: LogEvent[]): void {
    if (this.#doubtful !== undefined) this.#settle(this.#doubtful.why, into);
    const prefix = this.#prefix;
    readPrefix(text, prefix);
    const at: LogMoment = { line, seconds: this.#clock.secondsOf(prefix) };
    const { thread, body, bracketed } = prefix;
    if (thread === undefined || bracketed) {
      if (!this.#isOwnRemark(text, at, into)) this.#doubtful = { text, at, why: NO_NUMBER };
      return;
    }
    const outcome = this.#events.read({ text, body, thread, at }, into);
    if (outcome !== 'read') this.#doubtful = { text, at, why: outcome === 'open' ? NO_END : NO_FORM };
  }

  end(into: LogEvent[]): void {
    this.#settle(CUT_OFF, into);
  }

  #settle(why: string, into: LogEvent[]): void {
    if (this.#doubtful === undefined) return;
    const { text, at } = this.#doubtful;
    into.push({ at, text, kind: 'unreadable', why });
    this.#doubtful = undefined;
  }

  /** Knows what strace writes beside events: messages, the stack of a call (`-k`), the table of `-C`. */
  #isOwnRemark(text: string, at: LogMoment, into: LogEvent[]): boolean {
    const message = ownMessageIn(text);
    if (message?.index === 0) {
      into.push({ at, text, kind: message.kind, thread: message.thread });
      return true;
    }
    this.#inTable ||= text.startsWith('% time ');
    return this.#inTable || text === '' || text.startsWith('strace: ') || text.startsWith(' > ');
  }
}
