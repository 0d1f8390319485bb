// Explains a recording: each event in turn is given to the specification, and orders that the log leaves open are searched.
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { Profile } from '../../contract/system.ts';
import type { Explanation, ExplainedStep, ExplanationProgress } from './explanation.ts';
import { Explainer } from './explainer.ts';
import type { LogEvent } from './log-event.ts';
import { LookAhead } from './look-ahead.ts';
import type { PsSnapshot } from './ps-row.ts';

export interface ExplainOptions extends Partial<RunControl<ExplanationProgress>> {
  readonly snapshots?: readonly PsSnapshot[];
  /** Says whose choice is right where the standard leaves one; that of the kernel whose calls are recorded without it. */
  readonly profile?: Profile;
  /** Lines that are looked ahead, for calls that are in flight. */
  readonly lookAhead?: number;
  /** Steps of a search for another order, a line. */
  readonly steps?: number;
  /** Told each step when its place in the order is settled. */
  readonly settled?: (step: ExplainedStep) => void;
}

/** A call that returns later than this is not asked for its result in advance. */
const LOOK_AHEAD = 1000;
const STEPS = 1000;

/** Events between looks at the clock. */
const EVENTS_A_TURN = 256;

/**
 * Explains a recording by the POSIX commands. Memory in proportion to what lives and what is looked ahead, and to what is
 * unexplained; O(log processes) an event that the order of the log explains.
 */
export async function explain(
  events: AsyncIterable<LogEvent> | Iterable<LogEvent>,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const { lookAhead = LOOK_AHEAD, steps = STEPS } = options;
  const control = controlIn(options);
  const ahead = new LookAhead(events, lookAhead);
  const explainer = new Explainer(ahead, { ...options, lookAhead, steps });
  const pace = pacer(control);
  let interrupted = false;
  for (let count = 0; ; count += 1) {
    if (ahead.isShort) await ahead.fetch();
    const event = ahead.take();
    if (event === undefined) break;
    explainer.take(event);
    if (count % EVENTS_A_TURN !== 0) continue;
    await pace(() => explainer.progress());
    if (control.stopped()) {
      interrupted = true;
      await ahead.close();
      break;
    }
  }
  return explainer.finish(interrupted);
}
