// Does the alarm ring, and is it known by what? Shown on the mutants of every set, on a few of them for the whole matrix, and
// on the toy set for survivors: one that is right, one that is wrong beyond the commands that it was given.
import { describe, expect, test } from 'vitest';
import { ALARM_CHECK, alarmOutcome } from '../../src/app/gate/checks/alarm.ts';
import { mergedEvidence } from '../../src/app/gate/merged-evidence.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { EachAlone } from '../../src/engines/alarm/each-alone.ts';
import type { AlarmMutant, AlarmPlan } from '../../src/engines/alarm/kill-matrix.ts';
import { askedOf, PROPERTIES } from '../../src/engines/alarm/properties.ts';
import { Sequences } from '../../src/engines/alarm/sequences.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import type { Specification } from '../../src/model/specification.ts';
import { TOY } from '../toy-set/model.ts';
import { eldestFirst, TOY_TABLE, toySystem } from '../toy-set/table.ts';
import { expectRings, expectSameInShares, few, outcomeOf, rowsOf } from './ringing.ts';

/** The profiles whose choices our table contradicts, which makes Linux's of today: right is who answers as the model. */
const OTHERS_CHOICES = new Set(['job-control posix', 'job-control linux-5.9']);

const DRAWN = { seed: 1, commandsMax: 100, idsMax: 8 };

function toyMutant(name: string, make = () => toySystem(name)): AlarmMutant {
  return { name, rule: 'T1', sentence: TOY_TABLE.mutants[name]?.sentence ?? 'it has no fault', make };
}

const TOY_PLAN: AlarmPlan = {
  specification: TOY[0].mostDecided,
  mutants: Object.keys(TOY_TABLE.mutants).map((name) => toyMutant(name)),
  seed: 1,
  commandsMax: 30,
  idsMax: 6,
  budget: 600,
  properties: PROPERTIES,
};
const UNBROKEN = toyMutant('unbroken', () => toySystem());

const IDS = COMMAND_SETS.map(({ table }) => table.vocabulary.id);

describe('the alarm', () => {
  // The gate's quick profile runs all of them, and the long tests a twelfth of job control's.
  test.each(['hierarchy', 'posix'])(
    'the alarm rings for one in twelve of the mutants of the %s commands',
    expectRings,
    60_000,
  );

  test.each([
    ...COMMAND_SETS.flatMap(({ specifications, makeSystem }) =>
      specifications.map((each): [string, Specification, SystemUnderTest] => [
        `${each.commandSet} ${each.profile ?? ''}`,
        each,
        OTHERS_CHOICES.has(`${each.commandSet} ${each.profile ?? ''}`) ? modelSystem(each) : makeSystem(),
      ]),
    ),
    ['toy any', TOY[0], eldestFirst()],
  ] as [string, Specification, SystemUnderTest][])(
    'no property ever fires on a right system: %s',
    (_, specification, system) => {
      const alone = new EachAlone(specification, system, askedOf(PROPERTIES, specification, system));
      const sequences = new Sequences(specification, DRAWN, system.idMax);
      for (let index = 0; index < 20; index += 1) alone.run(sequences.course(index));
      expect(alone.commands).toBeGreaterThan(500);
      expect([...alone.killedBy]).toEqual([]);
    },
  );
});

describe('the kill matrix', () => {
  test('the kill matrix of the posix commands is the same twice, and the same in two shares', () =>
    expectSameInShares('posix'));

  test('the kill matrix of any set is made: the toy set has one', async () => {
    const outcome = await outcomeOf(TOY_PLAN);
    expect(outcome).toMatchObject({ verdict: 'pass', evidence: { totals: { mutants: 3, killed: 3 } } });
    expect(outcome.sentence).toMatch(
      /^3 mutants killed in [\d,]+ commands; of the properties these kill none/,
    );
    const byName = Object.fromEntries(rowsOf(outcome).map(({ name, killedBy }) => [name, killedBy]));
    expect(byName['spawner-stays']).toEqual({
      whole: 10,
      present: 10,
      group: 10,
      lists: 10,
      answer: 202,
      parent: 206,
      I9: 214,
    });
    expect(Object.keys(byName['third-child'] ?? {})).toContain('answer');
    expect(Object.keys(byName['reaper-adopts'] ?? {})).toContain('parent');
  });
});

describe('the check of the alarm', () => {
  test('the check of the alarm fails where no property is left that could fire', async () => {
    const outcome = await outcomeOf({ ...TOY_PLAN, properties: [] });
    expect(outcome).toMatchObject({ verdict: 'fail' });
    expect(outcome.sentence).toMatch(
      /^of spawner-stays the judge of all runs notices it after \d+ commands, its parts by themselves not at all; and 2 more$/,
    );
  });

  test('the check of the alarm fails where a property that a mutant needs is left out', async () => {
    const [{ table }] = COMMAND_SETS;
    const plan = few(table.vocabulary.id, 3);
    const mutants = plan.mutants.filter(({ name }) => name === 'fork-checks-the-id-first');
    const properties = PROPERTIES.filter(({ name }) => name !== 'answer');
    expect(await outcomeOf({ ...plan, mutants })).toMatchObject({ verdict: 'pass' });
    expect(await outcomeOf({ ...plan, mutants, properties })).toMatchObject({ verdict: 'fail' });
  });

  test('the check of the alarm lists a survivor that no command tells from the specification as equivalent', async () => {
    const outcome = await outcomeOf({ ...TOY_PLAN, mutants: [...TOY_PLAN.mutants, UNBROKEN] });
    expect(outcome).toMatchObject({
      verdict: 'pass',
      evidence: { totals: { mutants: 4, killed: 3, equivalent: 1 } },
    });
    const [equivalent] = rowsOf(outcome).flatMap((row) => row.equivalent ?? []);
    expect(equivalent).toEqual({
      bound:
        'every command on 2 ids, 2 commands on 3 ids, 2 commands on 4 ids up to their names; what it hides told apart on 2 and 3 ids',
      states: 31,
      transitions: 411,
    });
  });

  test('the check of the alarm fails where a mutant survives that some commands tell from the specification', async () => {
    const outcome = await outcomeOf({ ...TOY_PLAN, budget: 1, commandsMax: 1 });
    expect(outcome).toMatchObject({ verdict: 'fail', evidence: { totals: { killed: 0, equivalent: 0 } } });
    expect(outcome.verdict === 'fail' && outcome.report).toMatch(
      /third-child .* survives; an exhaustive comparison tells it from the specification by: 1 spawn 2; 1 spawn 3; 1 spawn 4/,
    );
  });

  test('the check of the alarm is inconclusive where it is ended before the last mutant', async () => {
    let asked = 0;
    const stopped = (): boolean => (asked += 1) > 3;
    const outcome = await alarmOutcome(
      { ...TOY_PLAN, properties: undefined },
      { control: { ...ALONE.control, stopped }, shard: ALONE.shard },
    );
    expect(outcome).toMatchObject({ verdict: 'inconclusive', excused: false });
    expect(outcome.sentence).toMatch(/^it was ended after \d of 3 mutants$/);
  });

  test('the check of the alarm is inconclusive where it is ended while it compares a survivor', async () => {
    let made = 0;
    const counting = toyMutant('unbroken', () => {
      made += 1;
      return toySystem();
    });
    let clock = 0;
    const control = {
      ...ALONE.control,
      now: () => (clock += 100),
      // The first is asked for its ids, two are run, and the fourth is compared.
      stopped: () => made >= 4,
    };
    const plan = { ...TOY_PLAN, mutants: [counting] };
    expect(await alarmOutcome(plan, { control, shard: ALONE.shard })).toMatchObject({
      verdict: 'inconclusive',
      sentence: 'it was ended after 0 of 1 mutant',
    });
    expect(made).toBe(4);
  });

  test('the shares of the alarm together name what one run names, in the same matrix', async () => {
    const plan = few(IDS[0], 5);
    const whole = await outcomeOf(plan);
    const shares = await Promise.all([0, 1].map(async (index) => await outcomeOf(plan, { index, of: 2 })));
    const evidence = mergedEvidence(shares.map((share) => share.evidence ?? {}));
    expect(evidence).toEqual(whole.evidence);
    expect(ALARM_CHECK.judged?.(evidence)).toMatchObject({ verdict: 'pass', sentence: whole.sentence });
  });

  test('the check of the alarm is left out of a share without mutants', async () => {
    expect(await outcomeOf(TOY_PLAN, { index: 5, of: 6 })).toMatchObject({ excused: true });
  });
});
