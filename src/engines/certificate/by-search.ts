// Searches model × system breadth first for a shorter failure of the same kind, below the length that shrinking reached.
import { exploreInSlices, StateSearch } from '../../checker/search.ts';
import type { Command } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import { controlIn } from '../../contract/run-control.ts';
import type { System, SystemUnderTest } from '../../contract/system.ts';
import type { Failure } from '../../counterexample/failure.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import type { Product, ProductViolation } from '../../lockstep/product/product.ts';
import { replay } from '../../lockstep/replay.ts';
import { explorable, hasStateInWords } from '../exploration/plan.ts';
import type { ExplorationPlan } from '../exploration/plan.ts';
import type { CertificateBudget } from './scope.ts';

const STATES_MAX = 400_000;
/** For a system that is run for every step of the search, whose steps may cost anything. */
const STATES_MAX_RUN = 20_000;
/** Labels between two looks at the budget. */
const SLICE = 200;

/** The end of a search for a shorter failure. */
export interface Searched {
  /** Found, and no longer than asked for. */
  readonly shorter: Failure | undefined;
  /** The reason that it is not known whether there is one; nothing shorter than `atLeast` was there. */
  readonly gaveUp: { readonly atLeast: number; readonly reason: string } | undefined;
  readonly transitions: number;
}

/** Searches for the simplest of the shortest failures of this kind, of at most so many commands. */
export async function searchShorter(
  plan: ExplorationPlan,
  system: System,
  specification: Specification,
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
  const { product, symmetry, rowSymmetry } = explorable(plan, system as SystemUnderTest, specification, {
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
  if (budget.met !== undefined)
    await tellOthers(system, specification, failure, others.candidates(search, product), budget.met);
  if (conclusion?.verdict === 'fail') {
    const shorter = await confirmed(system, specification, product.commandsOf(conclusion.path), failure);
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

/** Tells of the failures that were passed over, each as a run of its own shows it. */
async function tellOthers(
  system: System,
  specification: Specification,
  { divergence }: Failure,
  candidates: ReturnType<PassedOver['candidates']>,
  met: (other: Failure) => void,
): Promise<void> {
  for (const { violation, sequences } of candidates) {
    for (const candidate of sequences) {
      const { commands, divergence: other } = await replay(system, specification, candidate);
      if (other?.step !== candidate.length - 1) continue;
      if (other.failureClass !== divergence.failureClass) met({ commands, divergence: other });
      if (isOfKind(violation, other)) break;
    }
  }
}

/** Compares what a search saw with what a run tells of: the command, the kind, and the refusal that was missed. */
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
  return hasStateInWords(system) ? STATES_MAX : STATES_MAX_RUN;
}

async function confirmed(
  system: System,
  specification: Specification,
  commands: readonly Command[],
  failure: Failure,
): Promise<Failure | undefined> {
  const run = await replay(system, specification, commands);
  if (run.divergence?.failureClass !== failure.divergence.failureClass) return undefined;
  return { commands: run.commands, divergence: run.divergence };
}

/** Violations that a search met besides the one it is for, nearest first. */
class PassedOver {
  /** By kind, command and missed refusal: the state where it was met, and what was. */
  readonly #met = new Map<string, { readonly state: number; readonly violation: ProductViolation }>();

  /** To be called while the search is at it. Drains are not run by such a search. */
  note(violation: ProductViolation, { exploration }: StateSearch<ProductViolation>): void {
    const { kind, command, missed } = violation;
    const name = `${kind} ${command ?? ''} ${missed?.refusal ?? ''} ${missed?.ground ?? ''}`;
    if (this.#met.has(name)) return;
    const state = command === undefined ? exploration.inspected : exploration.expanded;
    this.#met.set(name, { state, violation });
  }

  /** Offers each with the sequences of which one shows it: the way to the state, then any command of that name. */
  *candidates(
    search: StateSearch<ProductViolation>,
    product: Product,
  ): Generator<{
    readonly violation: ProductViolation;
    readonly sequences: readonly (readonly Command[])[];
  }> {
    for (const { state, violation } of this.#met.values()) {
      const { command } = violation;
      const way = product.commandsOf(search.pathTo(state));
      const last = product.commands.filter(({ name }) => name === command);
      const sequences = command === undefined ? [way] : last.map((each) => [...way, each]);
      yield { violation, sequences };
    }
  }
}
