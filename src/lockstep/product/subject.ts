// Chooses the system's side of a product by what the system says of itself: where its state can be had as words it
// travels so, and any other system is run.
import type { SystemUnderTest } from '../../contract/system.ts';
import { alphabetOf } from '../../model/bounded/alphabet.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import type { ExplorableSystem } from './explorable-system.ts';
import { SystemSubject } from './snapshot-system.ts';
import { SystemInWords } from './system-in-words.ts';

/** A system as a product has it. */
interface SystemSide {
  readonly system: ExplorableSystem;
  /** Names how the words are laid out, where they are and readers know it. */
  readonly layout: string | undefined;
}

/** The side of a system in a product of this specification and bound. */
export function subjectOf(
  system: SystemUnderTest,
  specification: Specification,
  bound: SpaceBound,
  how: { readonly representation: boolean; readonly selfCheck: boolean },
): SystemSide {
  const { commands } = alphabetOf(specification, bound);
  const inWords = system.explorable?.(bound.ids, commands);
  const selfCheck = how.selfCheck && system.selfCheck !== undefined;
  if (inWords === undefined)
    return { system: new SystemSubject(specification, system, commands, selfCheck), layout: undefined };
  const { refuses = 'any' } = system;
  const options = { ids: bound.ids, refuses, representation: how.representation, selfCheck };
  return { system: new SystemInWords(specification, inWords, commands, options), layout: inWords.layout };
}
