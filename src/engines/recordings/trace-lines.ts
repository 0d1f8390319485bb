// The lines of a recording's trace as text, the first one included.
import { firstLineOf, printStep } from '../../contract/notation/trace.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import { visible } from '../../contract/visible.ts';
import type { TraceSink } from './trace-so-far.ts';

/** Takes the lines of a trace and hands them on as text; `from`: the log's name. */
export function traceLines(from: string, write: (line: string) => void): TraceSink {
  const comment = (text: string): void => write(`# ${visible(text)}`);
  write(firstLineOf(POSIX_VOCABULARY));
  comment(`the recording ${from} as a trace`);
  return { step: (step) => write(printStep(step, POSIX_VOCABULARY)), comment };
}
