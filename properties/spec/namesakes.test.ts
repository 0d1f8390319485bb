// Goal: a pid that two processes bear is one invariant's to report, and hides no fault from the tree's. Method: three processes and
// a namesake of one of them, whose parent lists it or does not.
import { expect, test } from 'vitest';
import type { Id } from '../../src/contract/command.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { flatten, unflatten } from '../../src/contract/observation/json.ts';
import { STATE_INVARIANTS } from '../../src/model/invariants/of-states.ts';
import { seenOf, stateAfter } from '../support/scenarios.ts';

/** Process 2 is 1's child and 3's parent; its namesake is 3's child. With what is listed as children of the namesake and of 3. */
function withNamesake(ofNamesake: readonly Id[], ofThree: readonly Id[]): FlatObservation {
  const { processes = [], ...rest } = unflatten(seenOf(stateAfter('1 fork 2; 2 fork 3')));
  const shown = processes.flatMap((process) => {
    if (process.pid === 2) return [process, { ...process, parent: 3, children: ofNamesake }];
    return [process.pid === 3 ? { ...process, children: ofThree } : process];
  });
  const seen = new FlatObservation();
  flatten({ ...rest, processes: shown }, seen);
  return seen;
}

const treeOf = (seen: FlatObservation) => STATE_INVARIANTS.I6.find(seen);

test('a pid that two processes bear is told by I5, and the tree takes what either of them says', () => {
  const seen = withNamesake([], [2]);
  expect(STATE_INVARIANTS.I5.find(seen)).toBe('two processes have pid 2');
  expect(treeOf(seen)).toBeUndefined();
});

test('a pid that two processes bear hides no child that its parent does not list, though the numbers agree', () => {
  expect(treeOf(withNamesake([3], []))).toBe('process 2 has parent 3, which does not list it as a child');
});
