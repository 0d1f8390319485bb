// A log's events with some lines of what comes next, so that the result of a call in flight is known before its line.
import type { LogEvent } from './log-event.ts';

export class LookAhead {
  readonly #source: AsyncIterator<LogEvent> | Iterator<LogEvent>;
  readonly #lines: number;
  #buffer: LogEvent[] = [];
  #at = 0;
  #isOver = false;

  constructor(events: AsyncIterable<LogEvent> | Iterable<LogEvent>, lines: number) {
    this.#source =
      Symbol.asyncIterator in events ? events[Symbol.asyncIterator]() : events[Symbol.iterator]();
    this.#lines = lines;
  }

  /** Whether events must be fetched before the next one is taken. */
  get isShort(): boolean {
    return !this.#isOver && this.#buffer.length - this.#at <= this.#lines;
  }

  /** Whether all that is left of the log is looked ahead. */
  get isWhole(): boolean {
    return this.#isOver && this.#buffer.length - this.#at <= this.#lines;
  }

  /** Fetches as many events again as are looked ahead. */
  async fetch(): Promise<void> {
    this.#buffer = this.#buffer.slice(this.#at);
    this.#at = 0;
    while (this.#buffer.length <= 2 * this.#lines) {
      const next = this.#source.next();
      const result: IteratorResult<LogEvent, unknown> = next instanceof Promise ? await next : next;
      if (result.done === true) {
        this.#isOver = true;
        return;
      }
      this.#buffer.push(result.value);
    }
  }

  /** The next event; `undefined` at the end. */
  take(): LogEvent | undefined {
    const event = this.#buffer[this.#at];
    if (event !== undefined) this.#at += 1;
    return event;
  }

  /** The event at a distance from the next one, which has 0. */
  ahead(distance: number): LogEvent | undefined {
    return distance < this.#lines ? this.#buffer[this.#at + distance] : undefined;
  }

  /** The events to come, the next one first, as far as the log is looked ahead. */
  *coming(): Generator<LogEvent, undefined> {
    for (let distance = 0; ; distance += 1) {
      const event = this.ahead(distance);
      if (event === undefined) return undefined;
      yield event;
    }
  }

  /** The next event of a thread, as far as the log is looked ahead. */
  nextOf(thread: number): LogEvent | undefined {
    for (const event of this.coming()) if (threadOf(event) === thread) return event;
    return undefined;
  }

  /** Ends the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

/** The thread that an event is of. */
export function threadOf(event: LogEvent): number | undefined {
  if ('call' in event) return event.call.thread;
  return 'thread' in event ? event.thread : undefined;
}
