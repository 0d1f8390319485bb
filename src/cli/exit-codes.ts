// What a process's end says.
import type { Verdict } from '../gate/verdict.ts';

export const EXIT = { pass: 0, fail: 1, misuse: 2, inconclusive: 3, broken: 70 } as const;

/** The exit code of a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  return EXIT[verdict];
}

/** The user asked for something that cannot be done: one sentence that names cause and cure, exit code 2. */
export class Misuse extends Error {}
