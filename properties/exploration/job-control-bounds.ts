// The bounds at which the packed form of the job-control commands is held against the rules, and that form.
import type { JobControlCommand } from '../../src/contract/sets/job-control.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { JobControlModel } from '../../src/model/job-control/packed-rules.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { planOf, SPACES } from './spaces.ts';

/** By name, a bound and how many states it has. */
export const COMPARED_BOUNDS = {
  'two ids and two terminals, no marks': {
    bound: planOf({ ids: 2, jobControlWithout: MARKING_COMMANDS, terminals: 2 }).bound,
    size: 979,
  },
  'two ids, one terminal and all commands': {
    bound: planOf({ ids: 2, jobControlWithout: [], terminals: 1 }).bound,
    size: 31_072,
  },
  'three ids and waits': {
    bound: lowest('job control, ids 3, waits, orbits'),
    size: 130_485,
  },
  'three ids and one terminal': {
    bound: lowest('job control, ids 3, orbits'),
    size: 200_749,
  },
} as const satisfies Readonly<Record<string, { readonly bound: SpaceBound; readonly size: number }>>;

/** The packed form within a bound. */
export function packedJobControl(bound: SpaceBound): JobControlModel {
  const { commands } = alphabetOf(JOB_CONTROL.linux, bound);
  return new JobControlModel(bound, commands as readonly JobControlCommand[]);
}

/** The bound of a space that is recorded up to names, with every state. */
function lowest(space: string): SpaceBound {
  return { ...planOf(SPACES[space]).bound, newIds: 'lowest' };
}
