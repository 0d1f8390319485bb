// The interface of whoever collects something while a recording is explained.
import type { ExplainedStep } from '../../../engines/recordings/explanation.ts';
import type { LogEvent } from '../../../engines/recordings/log-event.ts';

export interface RecordingWatch {
  /** Told each event of the log, in its order. */
  event(event: LogEvent): void;
  /** Told each step in the order that explains the recording. */
  step(step: ExplainedStep): void;
}
