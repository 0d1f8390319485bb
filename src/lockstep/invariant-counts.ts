// The invariants as a run asks them: each with how often it was checked and how often its evidence was missing.
import { NOT_SHOWN } from '../model/invariants/finding.ts';
import type { Finding, StateInvariant, StepInvariant } from '../model/invariants/finding.ts';
import type { InvariantId } from '../model/invariants/all.ts';
import type { Violation } from './divergence.ts';

/** How often an invariant was checked, and how often the system did not show its evidence. */
export interface InvariantCounts {
  readonly checked: number;
  readonly notShown: number;
}

/** An invariant's id, and how often it was asked. */
export interface Check {
  readonly id: InvariantId;
  checked: number;
  notShown: number;
}

export function checksOf<Invariant extends StateInvariant | StepInvariant>(
  invariants: Readonly<Partial<Record<InvariantId, Invariant>>>,
): readonly (Check & { readonly invariant: Invariant })[] {
  return Object.entries(invariants).map(([id, invariant]) => ({
    id: id as InvariantId,
    invariant,
    checked: 0,
    notShown: 0,
  }));
}

/** Counts a finding; a violation if it is one. */
export function note(check: Check, finding: Finding): Violation | undefined {
  if (finding === NOT_SHOWN) check.notShown += 1;
  else {
    check.checked += 1;
    if (finding !== undefined) return { invariant: check.id, finding };
  }
  return undefined;
}
