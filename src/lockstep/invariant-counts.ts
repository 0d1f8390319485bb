// The invariants as a run asks them: each with how often it was checked and how often its evidence was missing.
import type { CommandTable, Vocabulary } from '../contract/vocabulary.ts';
import type { FlatObservation } from '../contract/observation/flat-observation.ts';
import { RESOURCE_NAMES } from '../contract/observation/observation.ts';
import { DRAIN_INVARIANT, stateInvariantsOf, stepInvariantsOf } from '../model/invariants/all.ts';
import type { InvariantId } from '../model/invariants/all.ts';
import { NOT_SHOWN } from '../model/invariants/finding.ts';
import type { Finding, HeldHandles, StateInvariant, StepInvariant } from '../model/invariants/finding.ts';
import type { Violation } from './divergence.ts';
import type { Exchange } from './exchange.ts';

/** Counts of an invariant: judged, and not judged for want of evidence that the system shows. */
export interface InvariantCounts {
  readonly checked: number;
  readonly notShown: number;
}

/** Asks every invariant, and counts over all runs. */
export class InvariantChecks {
  readonly #ofState: readonly CheckOf<StateInvariant>[];
  /** Those of a state that look at what is shown alone, and those that look at the handles held, too. */
  readonly #ofShownAlone: readonly CheckOf<StateInvariant>[];
  readonly #ofHandles: readonly CheckOf<StateInvariant>[];
  readonly #ofStep: readonly CheckOf<StepInvariant>[];
  readonly #ofDrain: Check = { id: 'I9', checked: 0, notShown: 0, isShown: false };

  readonly #commands: CommandTable;

  /** Asks those of a command set. */
  constructor(vocabulary: Vocabulary) {
    this.#commands = vocabulary.commands;
    this.#ofState = checksOf(stateInvariantsOf(vocabulary));
    this.#ofShownAlone = this.#ofState.filter(({ invariant }) => invariant.ofHandles !== true);
    this.#ofHandles = this.#ofState.filter(({ invariant }) => invariant.ofHandles === true);
    this.#ofStep = checksOf(stepInvariantsOf(vocabulary));
  }

  get counts(): ReadonlyMap<InvariantId, InvariantCounts> {
    const checks: readonly Check[] = [...this.#ofState, ...this.#ofStep, this.#ofDrain];
    return new Map(checks.map(({ id, checked, notShown }) => [id, { checked, notShown }]));
  }

  /** Violations in a state that is shown, the harness holding such handles. */
  inState(shown: FlatObservation, held: HeldHandles): readonly Violation[] {
    return violationsIn(this.#ofState, shown, held);
  }

  /**
   * The same where just this was shown before and every invariant held: only those that ask for handles can find something
   * now, and only where others are held (`held` given). The others are counted as they were then.
   */
  inStateAgain(shown: FlatObservation, held: HeldHandles | undefined): readonly Violation[] {
    const known = held === undefined ? this.#ofState : this.#ofShownAlone;
    for (const check of known) count(check, check.isShown);
    return held === undefined ? NONE : violationsIn(this.#ofHandles, shown, held);
  }

  /** Violations in a step, by what is shown before and after it; `unchanged`: it is known to be the same. */
  inStep({ before, command, answer, after }: Exchange, unchanged = false): readonly Violation[] {
    let violations: Violation[] | undefined;
    const step = { before, command, answer, after, commands: this.#commands, unchanged };
    for (const check of this.#ofStep) {
      const violation = note(check, check.invariant.find(step));
      if (violation !== undefined) (violations ??= []).push(violation);
    }
    return violations ?? NONE;
  }

  /** A violation of I9 in what a drain left, by what there was at the start. */
  inDrained(shown: FlatObservation, startResources: Int32Array): Violation | undefined {
    return note(this.#ofDrain, DRAIN_INVARIANT.find(shown, startResources, RESOURCE_NAMES));
  }
}

const NONE: readonly Violation[] = [];

/** An invariant's id, and how often it was asked. */
interface Check {
  readonly id: InvariantId;
  checked: number;
  notShown: number;
  /** True if its evidence was shown when it was asked last. */
  isShown: boolean;
}

type CheckOf<Invariant> = Check & { readonly invariant: Invariant };

function checksOf<Invariant extends StateInvariant | StepInvariant>(
  invariants: Readonly<Partial<Record<InvariantId, Invariant>>>,
): readonly CheckOf<Invariant>[] {
  return Object.entries(invariants).map(([id, invariant]) => ({
    id: id as InvariantId,
    invariant,
    checked: 0,
    notShown: 0,
    isShown: false,
  }));
}

function violationsIn(
  checks: readonly CheckOf<StateInvariant>[],
  shown: FlatObservation,
  held: HeldHandles,
): readonly Violation[] {
  let violations: Violation[] | undefined;
  for (const check of checks) {
    const violation = note(check, check.invariant.find(shown, held));
    if (violation !== undefined) (violations ??= []).push(violation);
  }
  return violations ?? NONE;
}

/** Counts a finding; a violation if it is one. */
function note(check: Check, finding: Finding): Violation | undefined {
  const isShown = finding !== NOT_SHOWN;
  count(check, isShown);
  return isShown && finding !== undefined ? { invariant: check.id, finding } : undefined;
}

function count(check: Check, isShown: boolean): void {
  check.isShown = isShown;
  if (isShown) check.checked += 1;
  else check.notShown += 1;
}
