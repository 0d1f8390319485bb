// The POSIX commands for the model: everything of the set that is specification, as one value.
import type { Witness } from '../witness.ts';
import type { PosixCommand, PosixProfile } from '../../contract/sets/posix.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import type { SetModel } from '../command-set.ts';
import type { Specification } from '../specification.ts';
import { specificationsOf } from '../specification.ts';
import { posixDrain } from './drain.ts';
import { POSIX_DRAWS } from './draws.ts';
import { PROFILES } from './profiles.ts';
import { POSIX_GROUNDS, POSIX_MET } from './refusal-sentences.ts';
import { posixRules } from './rules.ts';
import { POSIX_EFFECTS } from './sentences.ts';
import { POSIX_SPACE } from './space.ts';
import { undoPosix } from './undo.ts';
import { POSIX_WITNESSES } from './witnesses.ts';

export const POSIX_MODEL: SetModel<(typeof POSIX_VOCABULARY)['commands']> = {
  vocabulary: POSIX_VOCABULARY,
  again: { module: import.meta.url, make: 'posixSpecification' },
  rules: (profile) => posixRules(profile as PosixProfile),
  leavesChoices: (profile) => PROFILES[profile as PosixProfile].reapOrder === 'any',
  // The order of children is nobody's concern where a wait may free any.
  withoutConsequence: (profile) => (PROFILES[profile as PosixProfile].reapOrder === 'any' ? ['place'] : []),
  told: POSIX_EFFECTS,
  met: POSIX_MET,
  grounds: POSIX_GROUNDS,
  witnesses: POSIX_WITNESSES as Readonly<Record<string, Witness<PosixCommand>>>,
  neverAlone: [],
  drain: posixDrain,
  undo: undoPosix,
  space: POSIX_SPACE,
  draws: POSIX_DRAWS,
};

/** The executable specification of the POSIX commands under each profile. */
export const POSIX = Object.fromEntries(
  specificationsOf(POSIX_MODEL).map((specification) => [specification.profile, specification]),
) as Readonly<Record<PosixProfile, Specification>>;

/**
 * The one of a profile, as its recipe names it.
 *
 * @public
 */
export function posixSpecification(profile: PosixProfile): Specification {
  return POSIX[profile];
}
