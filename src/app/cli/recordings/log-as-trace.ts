// A log as the text of a trace, for whoever takes traces.
import { closeSync, readSync } from 'node:fs';
import { explanationSentence } from '../../report/explanation-text.ts';
import { openRegular } from '../../../counterexample/file/regular-file.ts';
import { HEAD_BYTES, kindOfBytes } from '../../../engines/recordings/log-kind.ts';
import { RecordingTrace } from '../../../engines/recordings/to-trace.ts';
import { traceLines } from '../../../engines/recordings/trace-lines.ts';
import { Interrupt } from '../interrupt.ts';
import { explainRecording } from './explain.ts';

/** A log that became a trace. */
interface LogAsTrace {
  readonly trace: string;
  /** The part of the log that is not explained, in a sentence. */
  readonly remark: string | undefined;
}

/** Whether a file begins as a log of strace does, packed or not; a file that cannot be read is none. */
export function isLog(file: string): boolean {
  const head = new Uint8Array(HEAD_BYTES);
  try {
    const descriptor = openRegular(file);
    const { kind } = kindOfBytes(head.subarray(0, readSync(descriptor, head)));
    closeSync(descriptor);
    return kind === 'strace' || kind === 'gzip';
  } catch {
    return false; // Whoever reads it as something else says why it cannot be read.
  }
}

/** The trace of a log, by the profile that the log is of; Ctrl-C ends it with what it has. */
export async function logAsTrace(file: string): Promise<LogAsTrace> {
  using interrupt = new Interrupt();
  const lines: string[] = [];
  const trace = new RecordingTrace(traceLines(file, (line) => void lines.push(line)));
  const watch = { event: () => undefined, step: trace.add };
  const recording = { file, snapshots: undefined, snapshotsBeside: undefined, taken: [] };
  const { explanation } = await explainRecording(recording, {}, interrupt, [watch]);
  trace.finish(explanation);
  return {
    trace: `${lines.join('\n')}\n`,
    remark: explanation.verdict === 'pass' ? undefined : explanationSentence(explanation),
  };
}
