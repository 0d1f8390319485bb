// Tells whose fault it is that a search cannot walk again where it has been: ours where states travel as words, the system's
// where it was to do the same twice.
import { PathAstray } from '../../checker/path.ts';
import type { System } from '../../contract/system.ts';
import { hasStateInWords } from './plan.ts';

/** Whether a search ended because a system of the user's does not do the same twice from the same state. */
export function wentAstrayOn(system: System, error: unknown): error is PathAstray {
  return error instanceof PathAstray && !hasStateInWords(system);
}
