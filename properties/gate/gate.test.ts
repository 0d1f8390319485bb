// Goal: the gate's verdict follows from its checks alone, and nothing that was not judged counts as a pass. Method: checks made
// up for the purpose, of every outcome, run and interrupted.
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Check, CheckOutcome } from '../../src/app/gate/check.ts';
import { excused, failed, inconclusive, pass } from '../../src/app/gate/check.ts';
import { combined, runTasks, taskName } from '../../src/app/gate/gate.ts';
import type { CheckReport, Task } from '../../src/app/gate/gate.ts';
import { settingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import type { Need } from '../../src/app/gate/needs.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { checksAsked, missingNeeds, tasksOf } from '../../src/app/gate/tasks.ts';

const SETTINGS = settingsOf({ seed: 1 });
const SYSTEMS = [
  { name: 'table', commandSet: 'hierarchy', isOwn: true, make: () => tableSystem() },
  { name: 'posix-table', commandSet: 'posix', isOwn: true, make: () => posixTableSystem() },
];
const NOT_STOPPED = { now: () => 0, stopped: () => false };

const checkNamed = (name: string, outcome: CheckOutcome, more: Partial<Check> = {}): Check => ({
  name,
  claim: () => `${name} holds`,
  cost: () => 1,
  needs: [],
  run: () => Promise.resolve(outcome),
  ...more,
});

const OUTCOMES = {
  pass: pass('it does'),
  fail: failed('it does not'),
  inconclusive: inconclusive('nobody knows'),
  'left out': excused('it does not apply'),
} as const;
type Kind = keyof typeof OUTCOMES;

async function reportsOf(...kinds: readonly Kind[]): Promise<readonly CheckReport[]> {
  const checks = kinds.map((kind, at) => checkNamed(`check-${at}`, OUTCOMES[kind]));
  return await runTasks(tasksFor(checks), new Set(), NOT_STOPPED);
}

function tasksFor(checks: readonly Check[], systems = SYSTEMS.slice(0, 1)): readonly Task[] {
  return tasksOf(checks, systems, SETTINGS, ALONE);
}

describe('the verdict', () => {
  test.each<[string, readonly Kind[], string | null]>([
    ['pass', ['pass'], null],
    ['pass', ['pass', 'left out'], null],
    ['fail', ['pass', 'fail', 'inconclusive', 'left out'], 'failed: check-1/hierarchy'],
    ['inconclusive', ['pass', 'inconclusive', 'left out'], 'inconclusive: check-1/hierarchy'],
    ['inconclusive', ['left out', 'left out'], 'no check applied'],
    ['inconclusive', [], 'no check applied'],
  ])('the verdict is %s after %j', async (verdict, kinds, reason) => {
    expect(combined(await reportsOf(...kinds))).toEqual({ verdict, reason });
  });

  test('the verdict is open while checks were not run, unless one has failed', async () => {
    expect(combined(await reportsOf('pass'), 2)).toEqual({
      verdict: 'inconclusive',
      reason: 'interrupted: 2 of 3 checks were not run',
    });
    expect(combined(await reportsOf('fail'), 2).verdict).toBe('fail');
  });
});

describe('the tasks', () => {
  test('a check of tables is asked of our own, one of the harness once, and any other of every system', () => {
    const checks = [
      checkNamed('any', OUTCOMES.pass),
      checkNamed('ours', OUTCOMES.pass, { about: 'table' }),
      checkNamed('alarm', OUTCOMES.pass, { about: 'harness' }),
    ];
    expect(tasksFor(checks, SYSTEMS).map(taskName)).toEqual([
      'any/hierarchy',
      'any/posix',
      'ours/hierarchy',
      'ours/posix',
      'alarm',
    ]);
    const mine = [{ ...SYSTEMS[0], isOwn: false }];
    const beside = tasksFor(checks, mine);
    expect(beside.map((task) => [taskName(task), task.leftOut])).toEqual([
      ['any/hierarchy', undefined],
      ['alarm', undefined],
      ['ours', "it is about procession's own table"],
    ]);
  });

  test("procession's own checks that do not apply beside another system are rows of one line, and not run", async () => {
    const elsewhere = [{ ...SYSTEMS[0], isOwn: false }];
    const ours = CHECKS.filter(({ about = 'system' }) => about !== 'system');
    const tasks = tasksFor(ours, elsewhere);
    expect(tasks.map(({ check }) => check.name)).toEqual(ours.map(({ name }) => name));
    const reports = await runTasks(tasks, new Set(), NOT_STOPPED);
    expect(new Set(reports.map(({ line }) => line)).size).toBe(1);
    expect(reports.every(({ leftOut, budget }) => leftOut && budget === 0)).toBe(true);
  });

  test('a check that the configuration leaves out is a row of every shard, and is not run', async () => {
    const run = () => Promise.reject(new Error('it must not be run'));
    const checks = [checkNamed('gone', OUTCOMES.pass, { run }), checkNamed('kept', OUTCOMES.pass)];
    for (const index of [0, 1]) {
      const surroundings = { ...ALONE, shard: { index, of: 2 } };
      const tasks = tasksOf(checks, SYSTEMS.slice(0, 1), SETTINGS, surroundings, ['gone']);
      const [gone] = await runTasks(tasks, new Set(), NOT_STOPPED);
      expect(gone).toMatchObject({
        name: 'gone/hierarchy',
        leftOut: true,
        sentence: 'the configuration says so',
        extent: 'whole',
      });
    }
  });

  test('a required need that is missing makes the gate inconclusive, whichever checks run; one that is met is no pass', async () => {
    const required = ['kernel', 'git'] as const;
    const surroundings = { ...ALONE, required: new Set(required) };
    const missing = (available: readonly Need[]) =>
      missingNeeds(required, new Set(available), SETTINGS, surroundings);
    expect(missing(required)).toEqual([]);
    const tasks = [...missing(['git']), ...tasksFor([checkNamed('fine', OUTCOMES.pass)])];
    const reports = await runTasks(tasks, new Set<Need>(['git']), NOT_STOPPED);
    expect(combined(reports)).toEqual({ verdict: 'inconclusive', reason: 'inconclusive: required' });
    expect(reports[0].sentence).toMatch(/required and missing here: a Linux kernel [^,]*$/);
  });

  test('a profile leaves out the checks of other profiles', () => {
    const checks = [
      checkNamed('always', OUTCOMES.pass),
      checkNamed('long', OUTCOMES.pass, { profiles: ['nightly'] }),
    ];
    const names = (profile: 'quick' | 'nightly') =>
      checksAsked(checks, SETTINGS, { ...ALONE, profile }).map(({ name }) => name);
    expect(names('quick')).toEqual(['always']);
    expect(names('nightly')).toEqual(['always', 'long']);
  });
});

describe('the time limit', () => {
  test('a check has one limit for all of its parts, is asked to end then, and leaves the next its own', async () => {
    let clock = 0;
    const control = { ...ALONE.control, now: () => clock };
    const parts: number[] = [];
    const slow = (name: string, needed: number): Check =>
      checkNamed(name, OUTCOMES.pass, {
        run: ({ surroundings }) => {
          for (let part = 0; part < needed; part += 1) {
            if (surroundings.control.stopped()) return Promise.resolve(inconclusive('it was interrupted'));
            parts.push(part);
            clock += 10_000;
          }
          return Promise.resolve(OUTCOMES.pass);
        },
      });
    const checks = [slow('endless', 100), slow('short', 2)];
    const tasks = tasksOf(checks, SYSTEMS.slice(0, 1), SETTINGS, { ...ALONE, control });
    const reports = await runTasks(tasks, new Set(), control);
    expect(reports.map(({ verdict, sentence }) => [verdict, sentence])).toEqual([
      ['inconclusive', 'it ran for 30 seconds, the limit of a check, and was stopped: it was interrupted'],
      ['pass', 'it does'],
    ]);
    expect(parts).toEqual([0, 1, 2, 0, 1]);
  });

  test('work that checks share is done once, whatever control each has', async () => {
    const subject = tasksFor([checkNamed('any', OUTCOMES.pass)])[0].subject;
    const work = () => Promise.resolve({});
    expect(await subject.under(ALONE.control).once(work)).toBe(await subject.once(work));
  });
});

describe('an interruption', () => {
  test('an interrupted gate keeps what ended, drops what the interruption left open, and goes on from there', async () => {
    let stopped = false;
    const ran: string[] = [];
    const noting = (name: string, outcome: CheckOutcome, stops = false): Check =>
      checkNamed(name, outcome, {
        run: () => {
          ran.push(name);
          stopped ||= stops;
          return Promise.resolve(outcome);
        },
      });
    const checks = [noting('first', OUTCOMES.pass), noting('second', OUTCOMES.inconclusive, true)];
    const tasks = tasksFor([...checks, noting('third', OUTCOMES.pass)]);
    const before = await runTasks(tasks, new Set(), { now: () => 0, stopped: () => stopped });
    expect(before.map(({ name }) => name)).toEqual(['first/hierarchy']);
    expect(ran).toEqual(['first', 'second']);

    stopped = false;
    const known = new Map(before.map((report) => [report.name, report]));
    const after = await runTasks(tasks, new Set(), NOT_STOPPED, known);
    expect(after.map(({ name }) => name)).toEqual(['first/hierarchy', 'second/hierarchy', 'third/hierarchy']);
    expect(ran).toEqual(['first', 'second', 'second', 'third']);
  });

  test('a failure that was found before the interruption is kept', async () => {
    let stopped = false;
    const check = checkNamed('it', OUTCOMES.fail, {
      run: () => {
        stopped = true;
        return Promise.resolve(OUTCOMES.fail);
      },
    });
    const reports = await runTasks(tasksFor([check]), new Set(), { now: () => 0, stopped: () => stopped });
    expect(reports.map(({ verdict }) => verdict)).toEqual(['fail']);
  });
});
