// Goal: omissions of one command count as as many failures as refusals were missed, each as short as it gets. Method: a
// table whose fork refuses nothing, and the search for a shorter failure asked for each kind by itself.
import { beforeAll, describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import {
  certify,
  parseRecord,
  printCommand,
  recordOf,
  replay,
  runCampaign,
  shrink,
} from '../support/by-set.ts';
import { REFUSALS } from '../support/refusals.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { printRecord } from '../../src/counterexample/file/record.ts';
import { failureOf } from '../../src/counterexample/file/record.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import type { CampaignResult } from '../../src/engines/campaign/campaign.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { commandsOf } from '../support/scenarios.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };

/** Grants every fork; what should have been refused changes nothing. */
function grantsForks(): SystemUnderTest {
  const table = tableSystem('grants forks');
  return {
    ...table,
    apply: (command) => {
      const answer = table.apply(command);
      return command.name === 'fork' && 'refused' in answer ? { ok: { pid: Number(command.child) } } : answer;
    },
  };
}

/** By what fork should have been refused for, the shortest commands that show it. */
const SHORTEST: Readonly<Record<string, string>> = {
  'H1 fork answer not-running (zombie)': '1 fork 2; 2 exit; 2 fork 3',
  'H1 fork answer not-running (nobody)': '2 fork 3',
  'H1 fork answer id-in-use (process)': '1 fork 1',
  'H1 fork answer id-in-use (thread)': '1 new_thread 2; 1 fork 2',
  'H1 fork answer id-in-use (group)': '1 fork 2; 2 create_group; - hold_group 2; 2 exit; 2 free; 1 fork 2',
  'H1 fork answer id-in-use (session)':
    '1 fork 2; 2 create_session; - hold_session 2; 2 exit; 2 free; 1 fork 2',
};

function shown({ commands }: Pick<Failure, 'commands'>): string {
  return commands.map(printCommand).join('; ');
}

describe('a system whose fork lacks every check', () => {
  let result: CampaignResult;

  beforeAll(async () => {
    const options = { runs: 1000, commandsMax: 100, idsMax: 8, seed: 1, othersMax: 100, allFailures: true };
    result = await runCampaign(grantsForks(), options, WORLD);
  }, 120_000);

  test('a system whose fork lacks every check is told of once for each check that it lacks, and for nothing else', () => {
    const { failure, otherFailures, otherFailuresLeft } = result;
    const told = [failure, ...otherFailures].map((each) => failureClassOf(each?.failure.divergence as never));
    expect(told.toSorted()).toEqual(Object.keys(SHORTEST).toSorted());
    expect(otherFailuresLeft).toBe(0);
  });

  test('a system whose fork lacks every check is told of in the fewest commands for each', () => {
    for (const each of [result.failure, ...result.otherFailures]) {
      if (each === undefined) throw new Error('it must fail');
      const signature = failureClassOf(each.failure.divergence);
      expect(each.failure.commands.length, signature).toBe(SHORTEST[signature]?.split('; ').length);
    }
  });

  test('a system whose fork lacks every check keeps the check that is missed while one failure is made shorter', async () => {
    for (const [signature, commands] of Object.entries(SHORTEST)) {
      // Before the failure stands one that would be shorter, were it of the same kind.
      const longer = commandsOf(`1 fork 5; 5 create_group; 1 fork 6; ${commands}`);
      const options = { executionsMax: 5000, stopped: () => false };
      const shrunk = await shrink(grantsForks(), longer, options);
      expect(failureClassOf(shrunk?.failure.divergence as never)).toBe(signature);
      expect(shrunk?.failure.commands.length).toBe(commands.split('; ').length);
    }
  });

  test('a system whose fork lacks every check has a certificate for each that no other kind can take', async () => {
    for (const [signature, commands] of Object.entries(SHORTEST)) {
      const failure = await failureOn(commandsOf(commands));
      const budget = { ...WORLD, statesMax: 50_000 };
      const certified = await certify(grantsForks(), failure, budget);
      expect(failureClassOf(certified.failure.divergence)).toBe(signature);
      const { length } = failure.commands;
      expect(certified.failure.commands.length).toBe(length);
      if (length <= 3) expect(certified.certificate).toMatchObject({ shortest: true, commands: length });
    }
  });

  test('a system whose fork lacks every check keeps the check that is missed in the record of a failure', async () => {
    for (const [signature, commands] of Object.entries(SHORTEST)) {
      const record = recordOf(await failureOn(commandsOf(commands)), { system: 'grants forks' });
      const read = parseRecord(printRecord(record));
      if ('problem' in read) throw new Error(read.problem);
      expect(failureClassOf(failureOf(read.value).divergence)).toBe(signature);
    }
  });

  async function failureOn(commands: readonly Command[]): Promise<Failure> {
    const run = await replay(grantsForks(), commands);
    if (run.divergence === undefined) throw new Error(`${shown({ commands })} does not fail`);
    return { commands: run.commands, divergence: run.divergence };
  }
});

test('the grounds of a refusal are told apart wherever it has several', () => {
  expect(
    Object.values(REFUSALS)
      .map(({ grounds }) => grounds?.length)
      .filter((count) => count !== undefined),
  ).toEqual([2, 4, 2]);
});
