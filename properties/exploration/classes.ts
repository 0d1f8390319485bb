// The classes of transitions within a space: every command of every state, by the model alone, with states that differ by the
// names of ids as one.
import { specificationOf } from '../../src/command-sets.ts';
import { ModelStates } from '../../src/engines/model-states.ts';
import { transitionClassOf } from '../../src/engines/transition-classes.ts';
import { planOf, SPACES } from './spaces.ts';

/** By command set, the spaces in which the classes on record were looked for. */
export const CLASS_SPACES: Readonly<Record<string, readonly string[]>> = {
  hierarchy: [
    'ids 2, handles, threads, subreapers',
    'ids 3, handles, orbits',
    'ids 3, threads, orbits',
    'ids 3, subreapers, orbits',
    'ids 4, orbits',
  ],
  posix: ['POSIX, ids 2', 'POSIX, ids 3, no marks, orbits', 'POSIX, ids 3, subreapers, orbits'],
  'job-control': ['job control, ids 2, two terminals', 'job control, ids 2, a shell and its jobs'],
};

/** The classes of a space, by its name. */
export function classesWithin(name: string): ReadonlySet<string> {
  const space = SPACES[name];
  if (space === undefined) throw new Error(`there is no space "${name}"`);
  const { commandSet, bound } = planOf(space);
  const specification = specificationOf({ commandSet }).mostDecided;
  const states = new ModelStates(specification, { ...bound, newIds: 'any' }, { upToRenaming: true });
  const classes = new Set<string>();
  const waiting = [specification.initial];
  states.numberOf(states.cellsOf(specification.initial));
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const { command, leadsTo } of states.successorsOf(states.cellsOf(state))) {
      const step = specification.step(state, command);
      classes.add(transitionClassOf(state, command, step));
      if (leadsTo === undefined) continue;
      const known = states.size;
      if (states.numberOf(leadsTo) === known) waiting.push(step.next);
    }
  }
  return classes;
}
