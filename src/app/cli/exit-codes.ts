// The meaning of a process's exit code.
import type { Verdict } from '../../contract/verdict.ts';

export const EXIT_STATUS = { pass: 0, fail: 1, misuse: 2, inconclusive: 3, broken: 70 } as const;

/** The exit code of a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  return EXIT_STATUS[verdict];
}

/** The user asked for something that cannot be done: one sentence that names cause and cure, exit code 2. */
export class Misuse extends Error {}

/** The verdict was there before anything was run: one sentence, and the verdict's exit code. */
export class Concluded extends Error {
  readonly verdict: 'fail' | 'inconclusive';
  /** Lines shown below the sentence to people. */
  readonly lines: readonly string[];

  constructor(verdict: 'fail' | 'inconclusive', sentence: string, lines: readonly string[] = []) {
    super(sentence);
    this.verdict = verdict;
    this.lines = lines;
  }
}
