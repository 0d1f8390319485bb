// Is there a shorter failure? Breadth-first search over model × system, below the length that shrinking reached and for
// the same failure: it finds a shorter one, or proves that within what it covers there is none.
import { exploreInSlices, StateSearch } from '../../checker/search.ts';
import type { Command } from '../../contract/command.ts';
import { specificationOf } from '../../command-sets.ts';
import { controlIn } from '../../contract/run-control.ts';
import type { System, SystemUnderTest } from '../../contract/system.ts';
import { replay } from '../../lockstep/replay.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { compareSimplicity } from '../../counterexample/shrink/shortlex.ts';
import type { Specification } from '../../model/specification.ts';
import { dependsOnAnswers } from '../../lockstep/known-deviations.ts';
import { failureClassOf } from '../../lockstep/divergence.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import type { ProductViolation } from '../../lockstep/product/product.ts';
import { certifyElsewhere } from './by-sequences.ts';
import { boundFor, coversOf, LENGTH_MAX } from './scope.ts';
import type { CertificateBudget, Certified } from './scope.ts';
import { PassedOver } from '../exploration/passed-over.ts';
import { explorable, hasStateInWords } from '../exploration/plan.ts';
import type { ExplorationPlan } from '../exploration/plan.ts';

const STATES_MAX = 400_000;
/** Of our own system of the POSIX commands, which is run for every step of the search: a minute at most. */
const STATES_MAX_RUN = 300_000;
/** Of a system of the user's, whose steps may cost anything. */
const STATES_MAX_FOREIGN = 20_000;
/** Labels between two looks at the budget. */
const SLICE = 200;

/**
 * Certifies a failure, or says why not. A shorter failure that is found takes its place. Our own
 * table travels as words; any other synchronous system is run, and one elsewhere is given sequences
 * (certificate-elsewhere.ts).
 */
export async function certify(
  system: System,
  failure: Failure,
  budget: CertificateBudget,
): Promise<Certified> {
  const specification = specificationOf(system);
  const refused = whyNotSearched(specification, failure);
  if (refused !== undefined)
    return { failure, certificate: { shortest: false, atLeast: 1, reason: refused } };
  const bound = boundFor(system, failure.commands);
  // What the product of model and system knows is the specification, without the system's choices and deviations.
  const isOpen = dependsOnAnswers(specification, system.knownDeviations, system.limits);
  if (system.asynchronous || isOpen) return await certifyElsewhere(system, failure, bound, budget);
  const covers = coversOf(specification, bound);
  const first = { bound, symmetry: true, match: 'observation', selfCheck: false } as const;
  const shown = await searched(first, system, failure, failure.commands.length, budget);
  if (shown.gaveUp !== undefined) {
    const { atLeast, reason } = shown.gaveUp;
    return { failure, certificate: { shortest: false, atLeast, reason } };
  }
  // A failure as short may have codes that the search does not follow, and be the simpler for it.
  const best = simplerOf(failure, shown.shorter);
  const visible = `${covers}; ids were taken to be alike, and what the system hides was not told apart`;
  if (!hasStateInWords(system)) return proved(best, shown.transitions, visible);
  // What a table hides can be told apart too: is there anything shorter that takes another hidden state?
  const second = { ...first, symmetry: false, match: 'representation' } as const;
  const hidden = await searched(second, system, best, best.commands.length - 1, budget);
  const transitions = shown.transitions + hidden.transitions;
  if (hidden.gaveUp !== undefined) return proved(best, transitions, visible);
  const everything = `${covers}; what the system hides was told apart too, up to the names of ids`;
  return proved(hidden.shorter ?? best, transitions, everything);
}

function proved(failure: Failure, transitions: number, covers: string): Certified {
  return { failure, certificate: { shortest: true, commands: failure.commands.length, transitions, covers } };
}

interface Searched {
  /** Found, and no longer than asked for. */
  readonly shorter: Failure | undefined;
  /** Why it is not known whether there is one; nothing shorter than `atLeast` was there. */
  readonly gaveUp: { readonly atLeast: number; readonly reason: string } | undefined;
  readonly transitions: number;
}

/** Searches for the simplest of the shortest failures of this kind, of at most so many commands. */
async function searched(
  plan: ExplorationPlan,
  system: System,
  failure: Failure,
  lengthMax: number,
  budget: CertificateBudget,
): Promise<Searched> {
  const { divergence } = failure;
  const others = new PassedOver();
  const wanted = (violation: ProductViolation): boolean => {
    if (isOfKind(violation, divergence)) return true;
    if (budget.met !== undefined) others.note(violation, search);
    return false;
  };
  const { product, symmetry, rowSymmetry } = explorable(plan, system as SystemUnderTest, {
    witnesses: false,
    drainMax: 0,
    wanted,
  });
  const search: StateSearch<ProductViolation> = new StateSearch(product, {
    symmetry: symmetry ?? rowSymmetry,
    depthMax: lengthMax,
    statesMax: budget.statesMax ?? statesMaxFor(system),
  });
  const control = controlIn(budget);
  await exploreInSlices(search, SLICE, async () => {
    await control.breathe();
    return control.stopped() ? 'it was interrupted' : undefined;
  });
  const { counts, conclusion } = search;
  const transitions = counts.transitions + counts.refusals + counts.selfLoops;
  for (const { violation, sequences } of others.candidates(search, product)) {
    for (const candidate of sequences) {
      const { commands: run, divergence: other } = await replay(system, candidate);
      if (other?.step !== candidate.length - 1) continue;
      if (failureClassOf(other) !== failureClassOf(divergence))
        budget.met?.({ commands: run, divergence: other });
      if (isOfKind(violation, other)) break;
    }
  }
  if (conclusion?.verdict === 'fail') {
    const shorter = await confirmed(system, product.commandsOf(conclusion.path), failure);
    const reason = 'a shorter one was found that did not fail alike when it was run again';
    const gaveUp = shorter === undefined ? { atLeast: conclusion.path.length, reason } : undefined;
    return { transitions, shorter, gaveUp };
  }
  const isCutShort = conclusion?.verdict === 'inconclusive' && conclusion.bound !== 'depthMax';
  const gaveUp = isCutShort
    ? { atLeast: Math.min(counts.depth + 1, failure.commands.length), reason: conclusion.reason }
    : undefined;
  return { transitions, shorter: undefined, gaveUp };
}

/** Whether what a search saw is what a run tells of: the command, the kind, and the refusal that was missed. */
function isOfKind(
  { kind, command, missed }: ProductViolation,
  divergence: Pick<Divergence, 'kind' | 'command' | 'missed'>,
): boolean {
  return (
    kind === divergence.kind &&
    command === divergence.command?.name &&
    missed?.refusal === divergence.missed?.refusal &&
    missed?.ground === divergence.missed?.ground
  );
}

function statesMaxFor(system: System): number {
  if (!hasStateInWords(system)) return STATES_MAX_FOREIGN;
  return system.commandSet === 'posix' ? STATES_MAX_RUN : STATES_MAX;
}

function whyNotSearched({ space }: Specification, { commands, divergence }: Failure): string | undefined {
  if (commands.length > LENGTH_MAX)
    return `failures of more than ${LENGTH_MAX} commands are not searched for`;
  if (divergence.step < 0) return 'what a reset leaves behind is no step that could be searched for';
  if (divergence.kind === 'self-check') return "the system's opinion of itself is not searched for";
  return space.certificate.whyNot?.(commands);
}

function simplerOf(failure: Failure, found: Failure | undefined): Failure {
  return found !== undefined && compareSimplicity(found.commands, failure.commands) < 0 ? found : failure;
}

async function confirmed(
  system: System,
  commands: readonly Command[],
  failure: Failure,
): Promise<Failure | undefined> {
  const run = await replay(system, commands);
  if (run.divergence === undefined || failureClassOf(run.divergence) !== failureClassOf(failure.divergence))
    return undefined;
  return { commands: run.commands, divergence: run.divergence };
}
