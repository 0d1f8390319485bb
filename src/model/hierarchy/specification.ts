// The hierarchy commands for the model: everything of the set that is specification, as one value.
import type { HIERARCHY_COMMANDS } from '../../contract/sets/hierarchy.ts';
import { HIERARCHY_VOCABULARY } from '../../contract/sets/hierarchy.ts';
import type { SetModel } from '../command-set.ts';
import type { Specification } from '../specification.ts';
import { specificationsOf } from '../specification.ts';
import { hierarchyDrain } from './drain.ts';
import { HIERARCHY_DRAWS } from './draws.ts';
import { HIERARCHY_GROUNDS, HIERARCHY_MET } from './refusal-sentences.ts';
import { RULES } from './rules.ts';
import { HIERARCHY_EFFECTS } from './sentences.ts';
import { HIERARCHY_SPACE } from './space.ts';
import { undoHierarchy } from './undo.ts';
import { WITNESSES } from './witnesses.ts';

export const HIERARCHY_MODEL: SetModel<typeof HIERARCHY_COMMANDS> = {
  vocabulary: HIERARCHY_VOCABULARY,
  again: { module: import.meta.url, make: 'hierarchySpecification' },
  rules: () => RULES,
  leavesChoices: () => false,
  told: HIERARCHY_EFFECTS,
  met: HIERARCHY_MET,
  grounds: HIERARCHY_GROUNDS,
  witnesses: WITNESSES,
  neverAlone: (['create_session', 'create_group'] as const).map((command) => ({
    command,
    refusal: 'leads-its-group',
    because: 'its group lives, so group-id-in-use applies too',
  })),
  drain: hierarchyDrain,
  undo: undoHierarchy,
  space: HIERARCHY_SPACE,
  draws: HIERARCHY_DRAWS,
};

/** The executable specification of the hierarchy commands. */
export const HIERARCHY: Specification = specificationsOf(HIERARCHY_MODEL)[0];

/**
 * The same, as its recipe names it.
 *
 * @public
 */
export function hierarchySpecification(): Specification {
  return HIERARCHY;
}
