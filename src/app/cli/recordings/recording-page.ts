// The page of a recording, collected while it is explained.
import { gzipSync } from 'node:zlib';
import type { ExplainedStep, Explanation } from '../../../engines/recordings/explanation.ts';
import type { LogEvent } from '../../../engines/recordings/log-event.ts';
import { TimelineCollector } from '../../../engines/recordings/timeline-collector.ts';
import { pageOfTimeline } from '../../web/timeline-page/page.ts';
import type { RecordingWatch } from './recording-watch.ts';

export class RecordingPage implements RecordingWatch {
  readonly #collector = new TimelineCollector();
  /** The log, each line at its number. */
  readonly #lines: string[] = [];

  event({ at, text }: LogEvent): void {
    // A log may have lines that are no event's.
    while (this.#lines.length < at.line) this.#lines.push('');
    this.#lines[at.line - 1] = text;
  }

  step(step: ExplainedStep): void {
    this.#collector.add(step);
  }

  /** The whole document. */
  page(name: string, explanation: Explanation): string {
    const pack = (text: string): string => gzipSync(text).toString('base64');
    return pageOfTimeline(this.#collector.timeline(), this.#lines, explanation, { name, pack });
  }
}
