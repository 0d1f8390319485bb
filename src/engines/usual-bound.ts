// The bound of a search for which nothing but the ids was asked.
import type { System } from '../contract/system.ts';
import { usualCommands } from '../model/bounded/alphabet.ts';
import type { SpaceBound } from '../model/bounded/bound.ts';
import type { Specification } from '../model/specification.ts';

/** The usual commands of a set, as far as the system supports them and has the ids. */
export function usualBound(
  specification: Specification,
  { supports, idMax }: Pick<System, 'supports' | 'idMax'>,
  ids: number,
  newIds: SpaceBound['newIds'],
): SpaceBound {
  return {
    ids: Math.min(ids, idMax ?? ids),
    amounts: {},
    commands: usualCommands(specification).filter((name) => supports?.includes(name) ?? true),
    newIds,
  };
}
