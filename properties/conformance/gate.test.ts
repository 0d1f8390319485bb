// Goal: the gate is one list of checks, whose costs are true and whose needs are honoured.
// Method: commands that a system is given are counted, check by check; needs are tried on a made-up row.
import { expect, test } from 'vitest';
import type { Check } from '../../src/app/gate/check.ts';
import type { Need } from '../../src/app/gate/needs.ts';
import { outcomeOf, pass, Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { gateSettingsOf, SIZES } from '../../src/app/gate/settings.ts';
import type { GateProfile } from '../../src/app/gate/settings.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { expectWithinCosts, QUICK } from './costs.ts';

const PROFILES = Object.keys(SIZES) as GateProfile[];

test('no two checks have one name or one claim', () => {
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  expect(new Set(CHECKS.map(({ claim }) => claim(QUICK))).size).toBe(CHECKS.length);
});

test('no profile costs less than the one before it, for any check', () => {
  for (const { cost } of CHECKS) {
    const costs = PROFILES.map((profile) => cost(gateSettingsOf(profile, { seed: 1 })));
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
  }
});

test(
  'no check gives the POSIX table more commands than the check costs',
  () => expectWithinCosts(() => posixTableSystem()),
  120_000,
);

test('a check whose tools are missing is left out, names them, and runs nothing', async () => {
  const ran: string[] = [];
  const check: Check = {
    name: 'toy',
    claim: () => 'toys work',
    cost: () => 0,
    needs: ['kernel', 'compiler'],
    run: async ({ settings }) => {
      ran.push(`seed ${settings.seed}`);
      return pass('they do');
    },
  };
  const subject = new Subject(() => tableSystem(), QUICK);
  const outcome = await outcomeOf(check, subject, new Set<Need>(['compiler']));
  expect(outcome).toMatchObject({
    verdict: 'inconclusive',
    excused: true,
    sentence: expect.stringMatching(/^it needs what is missing here: a Linux kernel/) as string,
  });
  expect(ran).toEqual([]);
  expect(await outcomeOf(check, subject, new Set<Need>(['kernel', 'compiler']))).toMatchObject({
    verdict: 'pass',
  });
  expect(ran).toEqual(['seed 1']);
});

test('work that several checks share is done once for a subject, and again for another', async () => {
  let done = 0;
  const work = async (): Promise<number> => (done += 1);
  const one = new Subject(() => tableSystem(), QUICK);
  expect(await Promise.all([one.once(work), one.once(work)])).toEqual([1, 1]);
  expect(await new Subject(() => tableSystem(), QUICK).once(work)).toBe(2);
});

test('a tour of more ids than a set has states for is inconclusive where they were asked for, and else of fewer', async () => {
  const tour = CHECKS.find(({ name }) => name === 'tour');
  const outcomeOf = (areIdsAsked: boolean): unknown =>
    tour?.run(new Subject(() => posixTableSystem(), { ...QUICK, ids: 4, areIdsAsked }));
  expect(await outcomeOf(true)).toMatchObject({
    verdict: 'inconclusive',
    sentence: '4 ids have too many states for a tour: fewer ids would help',
  });
  expect(await outcomeOf(false)).toMatchObject({
    verdict: 'pass',
    sentence: expect.stringMatching(/^385 states of 3 ids, /) as string,
  });
});
