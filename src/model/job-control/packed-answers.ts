// Every answer that a job-control command can give within a bound, made once: the same answer is the same object.
import type { Answer } from '../../contract/command.ts';
import type { Answers as PosixAnswers } from '../posix/packed-answers.ts';
import { answersWithin } from '../posix/packed-answers.ts';
import { isOfChild, pidIn, REPORTS_END, waitStatusIn } from './packed-waits.ts';

/** Every answer with one id, by the id; and those of a waitpid by its report. */
export interface JobControlAnswers extends Pick<PosixAnswers, 'pid' | 'ppid' | 'pgid' | 'sid'> {
  readonly reports: readonly (Answer | undefined)[];
}

/** The answers of a wait that blocks, and of a call that stops its caller. */
export const BLOCKED: Answer = { ok: { pid: 0, blocked: true } };
export const STOPPED: Answer = { ok: { stopped: true } };

/** Makes the answers of a bound of so many ids. */
export function jobControlAnswersWithin(ids: number): JobControlAnswers {
  const reports = Array.from({ length: REPORTS_END }, (_, report) =>
    isOfChild(report) && pidIn(report) > 0 && pidIn(report) <= ids
      ? { ok: { pid: pidIn(report), status: waitStatusIn(report) } }
      : undefined,
  );
  return { ...answersWithin(ids), reports };
}
