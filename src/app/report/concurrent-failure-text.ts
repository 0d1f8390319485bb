// A failure with branches in plain words: the program with what was answered, as its trace tells it, and how small it is.
import { counted } from '../../contract/format-numbers.ts';
import { isNotReplayable } from '../../counterexample/concurrent-failure.ts';
import { concurrentTraceOf } from '../../counterexample/file/concurrent-record.ts';
import type { ConcurrentOrigin } from '../../counterexample/file/concurrent-record.ts';
import type { SmallestFailure } from '../../engines/concurrency/smallest-failure.ts';
import type { Specification } from '../../model/specification.ts';
import { concurrentCertificateText } from './certificate-text.ts';

/** The lines of a report; those of the trace but its first. */
export function concurrentFailureLines(
  { failure, certificate }: Pick<SmallestFailure, 'failure' | 'certificate'>,
  origin: ConcurrentOrigin,
  { vocabulary }: Specification,
): readonly string[] {
  const { preemptions, again } = failure;
  const [, title, ...trace] = concurrentTraceOf(failure, origin, vocabulary).trimEnd().split('\n');
  return [
    title.replace(/^# /, ''),
    '',
    ...trace.map((line) => `  ${line}`),
    '',
    ...(preemptions === undefined ? [] : [counted(preemptions, 'preemption')]),
    ...(certificate === undefined ? [] : [concurrentCertificateText(certificate)]),
    ...(isNotReplayable(failure)
      ? [`not replayable: it did not come again in ${counted(again?.tries ?? 0, 'run')}`]
      : []),
  ];
}
