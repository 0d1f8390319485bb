// The model as a system under test, for users of the package.
import type { CommandSetId } from '../../command-sets.ts';
import { specificationOf } from '../../command-sets.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { PosixProfile } from '../../contract/sets/posix.ts';
import * as lockstep from '../../lockstep/model-system.ts';

/**
 * Makes a system that answers as the specification says: the one with which no check finds fault.
 *
 * @example
 * ```ts
 * import { modelSystem } from 'procession-check';
 *
 * const model = modelSystem({ commandSet: 'posix', profile: 'linux' });
 * model.reset();
 * const answer = model.apply({ name: 'setsid', process: 1 });
 * JSON.stringify(answer); // '{"refused":"group-id-in-use"}'
 * ```
 */
export function modelSystem(
  options: { readonly commandSet?: CommandSetId; readonly profile?: PosixProfile } = {},
): SystemUnderTest {
  return lockstep.modelSystem(specificationOf(options));
}
