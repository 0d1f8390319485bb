// A search that cannot walk again where it has been: a bug where the system is ours, and else a finding about the system.
import { ownTableOf } from '../../systems/in-process.ts';
import { PathAstray } from '../../checker/path.ts';
import type { System } from '../../contract/system.ts';

/** Whether a search ended because a system of the user's does not do the same twice from the same state. */
export function wentAstrayOn(system: System, error: unknown): error is PathAstray {
  return error instanceof PathAstray && ownTableOf(system) === undefined;
}
