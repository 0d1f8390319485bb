// The trace of a recording, written while the recording is explained.
import type { ExplainedStep, Explanation } from '../../../engines/recordings/explanation.ts';
import { RecordingTrace } from '../../../engines/recordings/to-trace.ts';
import { traceLines } from '../../../engines/recordings/trace-lines.ts';
import { OutputByLines } from '../files/output.ts';
import type { RecordingWatch } from './recording-watch.ts';

export class RecordingTraceFile implements RecordingWatch {
  readonly #output: OutputByLines;
  readonly #trace: RecordingTrace;

  /** @param from - The log, as it was named. */
  constructor(file: string, from: string) {
    this.#output = new OutputByLines(file);
    this.#trace = new RecordingTrace(traceLines(from, this.#output.write));
  }

  event(): void {
    // Steps alone make a trace.
  }

  step(step: ExplainedStep): void {
    this.#trace.add(step);
  }

  /** Puts the file in its place; left alone, there is none. */
  finish(explanation: Explanation): void {
    this.#trace.finish(explanation);
    this.#output.finish();
  }

  [Symbol.dispose](): void {
    this.#output[Symbol.dispose]();
  }
}
