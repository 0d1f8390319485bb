// Goal: no failure is certified, stored or said to be its commands' doing unless a new copy of the system shows it. Method:
// systems that go wrong from some reset on, once, or by chance, elsewhere and in this process, beside one that is just wrong.
import { describe, expect, test } from 'vitest';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import type { Command } from '../../src/contract/command.ts';
import { COMMAND_NAMES, printCommand, runCampaign, runTour } from '../support/by-set.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import type { CampaignResult } from '../../src/engines/campaign/campaign.ts';
import { unsteadyText } from '../../src/app/report/failure-text.ts';
import { tourOf } from '../../src/engines/tour/transition-tour.ts';
import { elsewhere } from '../support/elsewhere.ts';

const WORLD = { now: () => performance.now(), breathe: () => Promise.resolve(), stopped: () => false };
const OPTIONS = { runs: 1000, commandsMax: 30, idsMax: 6, seed: 1, othersMax: 5 } as const;

/** A table that refuses new groups where `isWrong` says so, of the number of resets it has seen. */
function wrongWhen(isWrong: (resets: number) => boolean): SystemUnderTest {
  const table = tableSystem('mine');
  let resets = 0;
  return {
    ...table,
    reset: () => {
      resets += 1;
      table.reset();
    },
    apply: (command: Command) => {
      const answer = table.apply(command);
      const strikes = command.name === 'create_group' && 'ok' in answer && isWrong(resets);
      return strikes ? { refused: 'not-running' } : answer;
    },
  };
}

/** Elsewhere, with copies: each a new one that has seen no reset. */
function copied(make: () => SystemUnderTest): AsynchronousSystemUnderTest {
  return { ...elsewhere(make()), copy: async () => Promise.resolve(copied(make)) };
}

const campaign = (system: AsynchronousSystemUnderTest | SystemUnderTest): Promise<CampaignResult> =>
  runCampaign(system, OPTIONS, WORLD);

describe('a system elsewhere that goes wrong from its hundredth reset on', () => {
  const late = () => wrongWhen((resets) => resets >= 100);

  test('a system elsewhere that goes wrong at its hundredth reset fails in random runs by what ran before: short, not certified, with how much it takes', async () => {
    const { verdict, failure, otherFailures } = await campaign(copied(late));
    expect(verdict).toBe('fail');
    expect(failure).toMatchObject({ flaky: true, certificate: undefined });
    expect(failure?.failure.commands.map(printCommand)).toEqual(['1 fork 2', '2 create_group']);
    // Each run of the commands alone resets before and, as long as it passes, after.
    expect(failure?.history).toMatchObject({ failsAtRun: 51 });
    expect(failure?.history?.runs).toBeGreaterThan(90);
    expect(unsteadyText('mine', failure?.history)).toMatch(
      /^DEPENDS ON WHAT RAN BEFORE, more than a reset takes back: mine failed, and a new copy of it passes with the same commands, and fails first at run 51 of them; the one at hand failed after \d+ runs \([\d,]+ commands\)$/,
    );
    expect(otherFailures).toEqual([]);
  });

  test('a tour finds that what ran before makes a system elsewhere go wrong at its hundredth reset', async () => {
    const late3 = () => wrongWhen((resets) => resets >= 3);
    const bound = {
      ids: 3,
      amounts: {},
      commands: COMMAND_NAMES.hierarchy.slice(0, 6),
      newIds: 'lowest',
    } as const;
    const { sequences } = tourOf({ specification: HIERARCHY, bound, still: true, sequenceMax: 5 });
    const { failure } = await runTour(copied(late3), sequences, { commands: bound.commands }, WORLD);
    expect(failure).toMatchObject({ flaky: true, history: { failsAtRun: 2 } });
    expect(failure?.minimised.certificate).toBeUndefined();
  });

  test('a system elsewhere that goes wrong at its hundredth reset is told so by the conformance suite, which makes new ones of a system in this process too', async () => {
    for (const make of [late, () => copied(late)]) {
      const checks = conformanceChecks(make, { seed: 1, numRuns: 300 });
      const outcome = await checks.find(({ name }) => name.includes('on random commands'))?.run();
      expect(outcome).toMatchObject({
        verdict: 'fail',
        sentence: expect.stringMatching(/^DEPENDS ON WHAT RAN BEFORE/) as string,
        counterexample: { trace: undefined },
      });
    }
  });
});

describe('a failure', () => {
  test('a failure that is found as somebody asks for the end is reported as found, and nothing more is run', async () => {
    let struck = false;
    const resets: number[] = [];
    const system = wrongWhen(() => (struck = true));
    const counting = { ...system, reset: () => (resets.push(Number(struck)), system.reset()) };
    const { verdict, failure } = await runCampaign(counting, OPTIONS, { ...WORLD, stopped: () => struck });
    expect(verdict).toBe('fail');
    expect(failure).toMatchObject({ flaky: false, certificate: undefined });
    expect(failure?.unfinished).toBe('it was interrupted before the failure was run again');
    expect(resets.filter((afterwards) => afterwards === 1)).toEqual([]);
  });

  test('a failure that a new copy shows twice is certified', async () => {
    const { failure } = await campaign(copied(() => wrongWhen(() => true)));
    expect(failure).toMatchObject({ flaky: false, history: undefined });
    expect(failure?.certificate).toMatchObject({ shortest: true, commands: 2 });
  });

  test('a failure that only the first run on a new copy shows is not deterministic', async () => {
    const first = () => wrongWhen((resets) => resets === 1 || resets % 7 === 0);
    const { failure } = await campaign(copied(first));
    expect(failure).toMatchObject({ flaky: true, certificate: undefined });
  });

  test('a failure of a system without copies that does not fail again is not deterministic', async () => {
    const once = wrongWhen((resets) => resets % 10 === 0);
    for (const system of [elsewhere(once), wrongWhen((resets) => resets % 10 === 0)]) {
      const { failure } = await campaign(system);
      expect(failure).toMatchObject({ flaky: true, history: undefined, certificate: undefined });
    }
  });

  test('a failure that shows after a reset is looked for on a new copy too', async () => {
    const dirty = (): SystemUnderTest => {
      const table = tableSystem('mine');
      let resets = 0;
      const reset = () => {
        table.reset();
        resets += 1;
        if (resets >= 30) table.apply({ name: 'fork', process: 1, child: 5 });
      };
      return { ...table, reset };
    };
    const { failure } = await campaign(copied(dirty));
    expect(failure?.failure.divergence.step).toBe(-1);
    expect(failure).toMatchObject({ flaky: true });
    expect(failure?.history?.failsAtRun).toBeGreaterThan(10);
  });
});
