// A system may show nothing after its reset, as the wire protocol allows: what was not shown cannot be told to have
// changed, and what is shown later is compared all the same.
import { expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { Lockstep } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { planOf, run } from '../../src/lockstep/run.ts';

const REFUSED_FIRST: readonly Command[] = [
  { name: 'fork', process: 1, child: 1 },
  { name: 'fork', process: 1, child: 1 },
];

function hidingItsStart(table = tableSystem()): SystemUnderTest {
  let asked = false;
  return {
    name: 'hides its start',
    refuses: 'first',
    reset: () => {
      asked = false;
      table.reset();
    },
    apply: (command) => {
      asked = true;
      return table.apply(command);
    },
    observe: () => (asked ? table.observe() : {}),
  };
}

test('a first command that is refused violates nothing, and the next is judged by I8 again', () => {
  const lockstep = new Lockstep(hidingItsStart());
  expect(run(lockstep, planOf(lockstep.specification, REFUSED_FIRST)).divergence).toBeUndefined();
  expect(lockstep.invariantCounts.get('I8')).toEqual({ checked: 1, notShown: 1 });
});

test('what is wrong from the start is found at the first command', () => {
  const table = tableSystem();
  const wrong: SystemUnderTest = {
    ...table,
    reset: () => {
      table.reset();
      table.apply({ name: 'set_subreaper', process: 1, on: true });
    },
  };
  const lockstep = new Lockstep(hidingItsStart(wrong));
  expect(run(lockstep, planOf(lockstep.specification, REFUSED_FIRST)).divergence).toMatchObject({
    kind: 'observation',
    step: 0,
  });
});
