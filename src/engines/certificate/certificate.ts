// Decides how a failure is certified as a shortest one: by a search of model × system where the system can be put into a
// state, else by sequences. Either finds a shorter one, or proves that within what it covers there is none.
import type { System } from '../../contract/system.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { compareSimplicity } from '../../counterexample/shrink/shortlex.ts';
import type { Specification } from '../../model/specification.ts';
import { dependsOnAnswers } from '../../lockstep/known-deviations.ts';
import { searchShorter } from './by-search.ts';
import { certifyElsewhere } from './by-sequences.ts';
import { boundFor, coversOf, LENGTH_MAX } from './scope.ts';
import type { CertificateBudget, Certified } from './scope.ts';
import { hasStateInWords } from '../exploration/plan.ts';

/**
 * Certifies a failure, or says why not. A shorter failure that is found takes its place. A synchronous system is searched
 * (by-search.ts); one elsewhere, or one whose own choices count, is given sequences (by-sequences.ts).
 */
export async function certify(
  system: System,
  specification: Specification,
  failure: Failure,
  budget: CertificateBudget,
): Promise<Certified> {
  const refused = whyNotSearched(specification, failure);
  if (refused !== undefined)
    return { failure, certificate: { shortest: false, atLeast: 1, reason: refused } };
  const bound = boundFor(system, specification, failure.commands);
  // The product of model and system knows the specification, without the system's choices and deviations.
  const isOpen = dependsOnAnswers(specification, system.knownDeviations, system.limits);
  if (system.asynchronous || isOpen)
    return await certifyElsewhere(system, specification, failure, bound, budget);
  const covers = coversOf(specification, bound);
  const first = { bound, symmetry: true, match: 'observation', selfCheck: false } as const;
  const shown = await searchShorter(first, system, specification, failure, failure.commands.length, budget);
  if (shown.gaveUp !== undefined) {
    const { atLeast, reason } = shown.gaveUp;
    return { failure, certificate: { shortest: false, atLeast, reason } };
  }
  // A failure as short may have codes that the search does not follow, and be the simpler for it.
  const best = simplerOf(failure, shown.shorter, specification.vocabulary);
  const visible = `${covers}; ids were taken to be alike, and what the system hides was not told apart`;
  if (!hasStateInWords(system)) return proved(best, shown.transitions, visible);
  // The hidden state of a table can be told apart too: is there anything shorter that takes another hidden state?
  const second = { ...first, symmetry: false, match: 'representation' } as const;
  const hidden = await searchShorter(second, system, specification, best, best.commands.length - 1, budget);
  const transitions = shown.transitions + hidden.transitions;
  if (hidden.gaveUp !== undefined) return proved(best, transitions, visible);
  const everything = `${covers}; what the system hides was told apart too, up to the names of ids`;
  return proved(hidden.shorter ?? best, transitions, everything);
}

function proved(failure: Failure, transitions: number, covers: string): Certified {
  return { failure, certificate: { shortest: true, commands: failure.commands.length, transitions, covers } };
}

function whyNotSearched({ space }: Specification, { commands, divergence }: Failure): string | undefined {
  if (commands.length > LENGTH_MAX)
    return `failures of more than ${LENGTH_MAX} commands are not searched for`;
  if (divergence.step < 0) return 'what a reset leaves behind is no step that could be searched for';
  if (divergence.kind === 'self-check') return "the system's opinion of itself is not searched for";
  return space.certificate.whyNot?.(commands);
}

function simplerOf(failure: Failure, found: Failure | undefined, vocabulary: Vocabulary): Failure {
  return found !== undefined && compareSimplicity(found.commands, failure.commands, vocabulary) < 0
    ? found
    : failure;
}
