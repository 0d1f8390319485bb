// The limit on what an observation may show, in proportion to what can be there: beyond it nothing is compared entry by
// entry, which could take for ever and fill the memory with its report.
import { counted, countedState } from '../contract/format-numbers.ts';
import type { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { State } from '../model/state.ts';

/** An observation may have so many entries, ids in lists included, and so many for each thing there is and command run. */
const ENTRIES_BESIDE = 1000;
const ENTRIES_EACH = 8;

/** A sentence where the system shows far more than there can be in this state, so many commands after the reset. O(1). */
export function tooMuchShown(
  { processes, groups, sessions }: State,
  steps: number,
  { processCount, groupCount, sessionCount, entries }: FlatObservation,
): string | undefined {
  const there = processes.size + groups.size + sessions.size + steps;
  if (entries <= ENTRIES_BESIDE + ENTRIES_EACH * there) return undefined;
  const shown = countedState(processCount, groupCount, sessionCount);
  const due = countedState(processes.size, groups.size, sessions.size);
  return `it shows ${shown}, ${counted(entries, 'entry', 'entries')} in all, and there should be ${due}: too much to compare`;
}
