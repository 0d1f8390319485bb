// A failure that was asked for besides the first is proved to be as short as it gets, of a system elsewhere too.
import { expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import type { AsynchronousSystemUnderTest, ShownStep } from '../../src/contract/system.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { runCampaign } from '../support/by-set.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };

test('each failure that was asked for may cost what it takes to prove it shortest, elsewhere too', async () => {
  const table = tableSystem();
  /** A leader's create_group is granted, and create_session where only an old group of the caller's lives. */
  const granted = (command: Command, refusal: unknown): boolean =>
    command.name === 'create_group' ? refusal === 'leads-its-group' : refusal === 'group-id-in-use';
  const elsewhere: AsynchronousSystemUnderTest = {
    name: 'elsewhere',
    asynchronous: true,
    reset: async () => table.reset(),
    apply: async (command) => {
      const answer = table.apply(command);
      const isWrong = 'refused' in answer && granted(command, answer.refused);
      if (isWrong && command.name === 'create_group') return { ok: { pgid: Number(command.process) } };
      if (isWrong && command.name === 'create_session')
        return { ok: { sid: Number(command.process), pgid: Number(command.process) } };
      return answer;
    },
    observe: async () => table.observe(),
    runSequence: async (commands) => {
      await elsewhere.reset();
      const start = table.observe();
      const steps: ShownStep[] = [];
      for (const command of commands)
        steps.push({ answer: await elsewhere.apply(command), observation: table.observe() });
      return { start, steps };
    },
  };
  const options = { runs: 400, commandsMax: 100, idsMax: 8, seed: 1, othersMax: 100, allFailures: true };
  const { failure, otherFailures } = await runCampaign(elsewhere, options, WORLD);
  expect(failureClassOf(failure?.failure.divergence as never)).toBe('H3 create_group answer leads-its-group');
  expect(otherFailures.map(({ failure: other }) => failureClassOf(other.divergence))).toEqual([
    'H2 create_session answer group-id-in-use',
  ]);
  expect(otherFailures[0]?.certificate).toMatchObject({ shortest: true, commands: 5 });
}, 180_000);
