// Goal: a violation is told with its invariant, and nothing else is told. Method: observations that break one invariant.
import { expect, test } from 'vitest';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { HeldByHarness } from '../../src/lockstep/held-handles.ts';
import { InvariantChecks } from '../../src/lockstep/invariant-counts.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { commandsOf } from '../support/scenarios.ts';

/** Everything that the table shows after these commands. */
function shownAfter(commands: string): FlatObservation {
  const system = tableSystem();
  for (const command of commandsOf(commands)) system.apply(command);
  const shown = new FlatObservation();
  system.observeInto?.(shown);
  return shown;
}

test('a violation in a state is told with its invariant, and nothing beside it', () => {
  const checks = new InvariantChecks(HIERARCHY.vocabulary);
  const shown = shownAfter('1 fork 2; 2 fork 3');
  expect(checks.inState(shown, HeldByHarness.none)).toEqual([]);
  shown.parent[2] = 77;
  const violations = checks.inState(shown, HeldByHarness.none);
  expect(violations).not.toHaveLength(0);
  for (const { invariant, finding } of violations)
    expect([invariant, typeof finding]).toEqual([expect.stringMatching(/^I\d+$/), 'string']);
});

test('a violation in a step is told with its invariant, and nothing beside it', () => {
  const checks = new InvariantChecks(HIERARCHY.vocabulary);
  const [command] = commandsOf('1 fork 2');
  const [before, after] = [shownAfter('1 fork 2'), shownAfter('1 fork 2; 2 exit')];
  expect(command && checks.inStep({ command, answer: { refused: true }, before, after })).toEqual([
    { invariant: 'I8', finding: 'fork was refused and still changed something' },
  ]);
});
