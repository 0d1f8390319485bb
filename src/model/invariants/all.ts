// The invariants I1–I15 by id: the single list that engines, reports and tests go by.
import { INIT } from '../../contract/command.ts';
import { NOT_COUNTED } from '../../contract/observation/flat-observation.ts';
import type { FlatObservation } from '../../contract/observation/flat-observation.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Finding, StateInvariant, StepInvariant } from './finding.ts';
import { NOT_SHOWN } from './finding.ts';
import { STATE_INVARIANTS } from './of-states.ts';
import { STEP_INVARIANTS } from './of-steps.ts';
import { TERMINAL_STATE_INVARIANTS, TERMINAL_STEP_INVARIANTS } from './of-terminals.ts';

/** The condition of I9 on the observation after a drain; the drain itself is the engine's. */
export const DRAIN_INVARIANT = {
  sentence:
    'drained, nothing is left: init, its group and its session alone, and every resource back at its start value',
  /** `start`: the resource counts at the start, in the order of `RESOURCE_NAMES`. */
  find: (seen: FlatObservation, start: ArrayLike<number>, names: readonly string[]): Finding => {
    let compared = false;
    if (seen.showsProcesses) {
      compared = true;
      if (seen.processCount !== 1 || seen.pid[0] !== INIT)
        return left('processes', seen.pid, seen.processCount);
    }
    if (seen.showsGroups) {
      compared = true;
      if (seen.groupCount !== 1) return left('groups', seen.pgid, seen.groupCount);
    }
    if (seen.showsSessions) {
      compared = true;
      if (seen.sessionCount !== 1) return left('sessions', seen.sid, seen.sessionCount);
    }
    for (const [index, name] of names.entries()) {
      const now = seen.resources[index];
      if (now === NOT_COUNTED || start[index] === NOT_COUNTED) continue;
      compared = true;
      if (now !== start[index]) return `${name} counted: ${now}, and ${start[index]} at the start`;
    }
    return compared ? undefined : NOT_SHOWN;
  },
};

/** The invariants' ids, in order. */
export type InvariantId =
  | keyof typeof STATE_INVARIANTS
  | keyof typeof STEP_INVARIANTS
  | keyof typeof TERMINAL_STATE_INVARIANTS
  | keyof typeof TERMINAL_STEP_INVARIANTS
  | 'I9';

/** Every invariant's sentence, by id. */
export const INVARIANT_SENTENCES: Readonly<Record<InvariantId, string>> = {
  I1: STATE_INVARIANTS.I1.sentence,
  I2: STATE_INVARIANTS.I2.sentence,
  I3: STEP_INVARIANTS.I3.sentence,
  I4: STATE_INVARIANTS.I4.sentence,
  I5: STATE_INVARIANTS.I5.sentence,
  I6: STATE_INVARIANTS.I6.sentence,
  I7: STATE_INVARIANTS.I7.sentence,
  I8: STEP_INVARIANTS.I8.sentence,
  I9: DRAIN_INVARIANT.sentence,
  I10: STEP_INVARIANTS.I10.sentence,
  I11: TERMINAL_STATE_INVARIANTS.I11.sentence,
  I12: TERMINAL_STEP_INVARIANTS.I12.sentence,
  I13: TERMINAL_STEP_INVARIANTS.I13.sentence,
  I14: TERMINAL_STEP_INVARIANTS.I14.sentence,
  I15: TERMINAL_STEP_INVARIANTS.I15.sentence,
};

type Asked<Invariant> = Readonly<Partial<Record<InvariantId, Invariant>>>;

/** Those of a state, of every set. */
export const EVERY_STATE_INVARIANT: Asked<StateInvariant> = {
  ...STATE_INVARIANTS,
  ...TERMINAL_STATE_INVARIANTS,
};
/** Those of a step, of every set. */
export const EVERY_STEP_INVARIANT: Asked<StepInvariant> = { ...STEP_INVARIANTS, ...TERMINAL_STEP_INVARIANTS };

/** The invariants of a state that are asked of a command set: those of terminals only where its states show any. */
export function stateInvariantsOf(vocabulary: Vocabulary): Asked<StateInvariant> {
  return showsTerminals(vocabulary) ? EVERY_STATE_INVARIANT : STATE_INVARIANTS;
}

/** The invariants of a step that are asked of a command set. */
export function stepInvariantsOf(vocabulary: Vocabulary): Asked<StepInvariant> {
  return showsTerminals(vocabulary) ? EVERY_STEP_INVARIANT : STEP_INVARIANTS;
}

/** The ids of the invariants that are asked of a command set, in order. */
export function invariantsOf(vocabulary: Vocabulary): readonly InvariantId[] {
  const asked = { ...stateInvariantsOf(vocabulary), ...stepInvariantsOf(vocabulary), I9: DRAIN_INVARIANT };
  return (Object.keys(INVARIANT_SENTENCES) as InvariantId[]).filter((id) => Object.hasOwn(asked, id));
}

function showsTerminals({ shows }: Vocabulary): boolean {
  return Object.hasOwn(shows, 'terminal');
}

function left(what: string, ids: Int32Array, count: number): string {
  return count === 0 ? `no ${what} are left` : `${what} are left: ${[...ids.subarray(0, count)].join(', ')}`;
}
