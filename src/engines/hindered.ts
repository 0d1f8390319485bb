// The end of a run in which the world got in the way of the system: why there is no verdict.
import { Hindrance } from '../contract/hindrance.ts';
import type { Divergence } from '../lockstep/divergence.ts';

/**
 * The reason that there is no verdict. Throws on what is no {@link Hindrance}. `seen`: a failure that could not be run
 * again.
 */
export function whyHindered(error: unknown, seen?: Divergence): string {
  if (!(error instanceof Hindrance)) throw error;
  if (seen === undefined) return error.message;
  return `a run failed (${seen.sentence}), and could not be run again: ${error.message}`;
}
