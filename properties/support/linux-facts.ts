// The facts of docs/linux-facts.md as data: what a Linux kernel answered after which commands. For any test that has a
// system to ask.
import type { Refusal } from '../../src/contract/refusal.ts';
import { textOf } from './repository.ts';

/** One row. Commands and answer are in the trace notation, `after` separated by semicolons. */
export interface LinuxFact {
  readonly id: string;
  readonly after: string;
  readonly asked: string;
  readonly answer: string;
  /** Every condition that applies, in the prescribed order. */
  readonly refusals: readonly Refusal[];
}

/** A row of the job-control commands, with what is seen then, a sentence each. */
export interface JobControlFact extends LinuxFact {
  readonly seen: readonly string[];
}

const [POSIX_PART = '', JOB_CONTROL_PART = ''] = textOf('docs/linux-facts.md').split('\n## Job control\n');
const [JOB_CONTROL_ROWS = ''] = JOB_CONTROL_PART.split('\n### What these commands cannot say\n');

function rowsOf(text: string): readonly JobControlFact[] {
  return text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .filter(([, id = '']) => /^[A-Z]\d+$/.test(id))
    .map(([, id = '', after = '', asked = '', answer = '', refusals = '', seen = '']) => ({
      id,
      after: after === '–' ? '' : after,
      asked,
      answer,
      refusals: refusals === '–' ? [] : refusals.split(' · '),
      seen: ['', '–'].includes(seen) ? [] : seen.split('; '),
    }));
}

/** Every fact of the POSIX commands, in the order of the page. */
export const LINUX_FACTS: readonly LinuxFact[] = rowsOf(POSIX_PART);

/** Every fact of the job-control commands, in the order of the page. */
export const JOB_CONTROL_FACTS: readonly JobControlFact[] = rowsOf(JOB_CONTROL_ROWS);
