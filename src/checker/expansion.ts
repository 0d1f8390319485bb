// The work on one state, for the search on one thread and for each worker of a parallel one: inspects it, or fires every
// label from it and counts what they came to. Keeps no table of states; its caller takes in the successors.
import type { LabelCounts } from './search-state.ts';
import type { TransitionSystem } from './transition-system.ts';
import { MOVED, REFUSED, UNCHANGED, VIOLATED } from './transition-system.ts';

/** Takes in successors while the system still offers them. */
export interface SuccessorSink {
  /** Called after a label that moved: `successorKey` and `successorPayload` can be asked for. */
  takeSuccessor(label: number): void;
}

/** No label violated. */
export const NO_LABEL = -1;

/** Checks the invariants of a state. Sets `witnessed[w]` for the witnesses that it is; those set before stay. */
export function inspectState(
  system: TransitionSystem,
  rows: Uint32Array,
  offset: number,
  witnessed: Uint8Array,
): boolean {
  system.load(rows, offset);
  return system.inspect(witnessed);
}

/**
 * Fires the labels in order up to the first that violates, which is returned, or {@link NO_LABEL}. Adds them to `fired`
 * at the end, so that the loop counts in registers; a label outside of the alphabet at this state counts as nothing.
 */
export function expandState(
  system: TransitionSystem,
  rows: Uint32Array,
  offset: number,
  sink: SuccessorSink,
  fired: LabelCounts,
): number {
  const { labels } = system;
  let transitions = 0;
  let refusals = 0;
  let selfLoops = 0;
  let violated = NO_LABEL;
  system.load(rows, offset);
  const enabled = system.enabled?.();
  for (let label = 0; label < labels && violated === NO_LABEL; label++) {
    if (enabled?.[label] === 0) continue;
    const outcome = system.fire(label);
    if (outcome === REFUSED) refusals++;
    else if (outcome === MOVED) {
      transitions++;
      sink.takeSuccessor(label);
    } else if (outcome === UNCHANGED) selfLoops++;
    else if (outcome === VIOLATED) violated = label;
  }
  fired.transitions += transitions;
  fired.refusals += refusals;
  fired.selfLoops += selfLoops;
  return violated;
}
