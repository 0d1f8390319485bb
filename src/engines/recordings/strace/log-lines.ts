// The interface of the two forms of strace's logs, which differ in how they say whose a line is.
import type { LogEvent } from '../log-event.ts';

export interface LogLines {
  /** Appends the events of a line to `into`. */
  read(text: string, line: number, into: LogEvent[]): void;
  /** Appends the events that waited for a line that does not come any more. */
  end(into: LogEvent[]): void;
}
