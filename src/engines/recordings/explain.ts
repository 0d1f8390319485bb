// Explains a recording: each event in turn is given to the specification, and orders that the log leaves open are searched.
import type { RunControl } from '../../contract/run-control.ts';
import type { Profile } from '../../contract/system.ts';
import type { Explanation, ExplainedStep, ExplanationProgress } from './explanation.ts';
import type { LogEvent } from './log-event.ts';
import type { Snapshot } from './ps-row.ts';

export interface ExplainOptions extends Partial<RunControl<ExplanationProgress>> {
  readonly snapshots?: readonly Snapshot[];
  /** Says whose choice is right where the standard leaves one; that of the kernel whose calls are recorded without it. */
  readonly profile?: Profile;
  /** Lines that are looked ahead, for calls that are in flight. */
  readonly lookAhead?: number;
  /** Steps of a search for another order, a line. */
  readonly steps?: number;
  /** Told each step when its place in the order is settled. */
  readonly settled?: (step: ExplainedStep) => void;
}

export function explain(
  _events: AsyncIterable<LogEvent> | Iterable<LogEvent>,
  _options: ExplainOptions = {},
): Promise<Explanation> {
  return Promise.reject(new Error('not there yet'));
}
