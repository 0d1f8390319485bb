// The systems that can stand beside the model in the page: the table of each set, and the table's faults.
import type { CommandSetEntry } from '../../../command-sets.ts';
import type { SystemUnderTest } from '../../../contract/system.ts';
import { mutantSystem } from '../../../own-systems.ts';

/** A system that is offered: its name, and what it is. */
export interface OfferedSystem {
  readonly name: string;
  readonly sentence: string;
}

/** Begins the name of a system that is our table with a fault. */
const FAULTY = 'mutant:';

/** The systems of a set. */
export function systemsOffered({ table, makeSystem }: CommandSetEntry): readonly OfferedSystem[] {
  return [
    { name: makeSystem().name, sentence: 'our table, which should never part from the model' },
    ...Object.entries(table.mutants).map(([name, { sentence }]) => ({ name: `${FAULTY}${name}`, sentence })),
  ];
}

/** The one of a name, made anew; `undefined` where the set has none. */
export function systemOffered(
  { table, makeSystem }: CommandSetEntry,
  name: string,
): SystemUnderTest | undefined {
  const own = makeSystem();
  if (own.name === name) return own;
  const fault = name.startsWith(FAULTY) ? name.slice(FAULTY.length) : '';
  return Object.hasOwn(table.mutants, fault) ? mutantSystem(fault) : undefined;
}
