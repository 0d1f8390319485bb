// The state of the model that the steps of a trace lead to.
import type { TraceStep } from '../../contract/notation/trace.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/**
 * The state after the steps, whose answers make the choices that there are; or the place of the first command that nobody can issue
 * there, and why. O(steps).
 */
export function stateReached(
  steps: readonly TraceStep[],
  specification: Specification,
): { readonly state: State } | { readonly place: number; readonly why: string } {
  let state = specification.initial;
  for (const [place, { command, answer }] of steps.entries()) {
    const why = specification.whyUnissuable(state, command);
    if (why !== undefined) return { place, why };
    state = specification.step(state, command, answer).next;
  }
  return { state };
}
