// Explains a recording: each event in turn is given to the specification, and orders that the log leaves open are searched.
import { controlIn, pacer } from '../../contract/run-control.ts';
import type { Explanation } from './explanation.ts';
import type { ExplainOptions } from './explain-options.ts';
import { Explainer } from './explainer.ts';
import { USUAL_LIMITS } from './usual-limits.ts';
import type { LogEvent } from './log-event.ts';
import { LookAhead } from './look-ahead.ts';

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
  const { lookAhead = USUAL_LIMITS.lookAhead, steps = USUAL_LIMITS.steps } = options;
  const control = controlIn(options);
  const ahead = new LookAhead(events, lookAhead);
  const explainer = new Explainer(ahead, { ...options, lookAhead, steps });
  const pace = pacer(control);
  let interrupted = false;
  for (let count = 1; ; count += 1) {
    if (ahead.isShort) await ahead.fetch();
    const event = ahead.take();
    if (event === undefined) {
      // The source of the events ends with the explanation.
      interrupted = control.stopped();
      break;
    }
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
