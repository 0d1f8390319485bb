// A change of the world that is nobody's deed: something is learnt of it, or somebody outside has done something.
import type { World } from '../world.ts';
import type { Deed } from './deed.ts';

/** @param change `undefined` where it cannot be in such a world. */
export function silentDeed(line: number, change: (world: World) => World | undefined): Deed {
  return {
    entered: line,
    left: line,
    text: '',
    seconds: undefined,
    process: 0,
    command: undefined,
    seen: undefined,
    checked: false,
    isSilent: true,
    perform: (world) => {
      const after = change(world);
      return after === undefined ? [] : [after];
    },
    forced: (world) => change(world) ?? world,
    objection: () => ({ allowed: [], clauses: [], because: 'happened unseen' }),
  };
}
