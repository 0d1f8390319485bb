// Goal: a campaign of programs of branches finds what is planted between the points of a system, makes it as small as it can
// be, says so, and gives every other verdict where it belongs. Method: the model's rules taken apart, a fault each.
import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../src/command-sets.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import type { ConcurrentRunner } from '../../src/contract/concurrent/run.ts';
import type { Command } from '../../src/contract/command.ts';
import { idsInOrder } from '../../src/counterexample/shrink/renumber-ids.ts';
import { Hindrance } from '../../src/contract/hindrance.ts';
import type { System } from '../../src/contract/system.ts';
import { commandCount } from '../../src/counterexample/concurrent-failure.ts';
import { runConcurrentCampaign } from '../../src/engines/concurrency/concurrent-campaign.ts';
import type {
  ConcurrentCampaignOptions,
  ConcurrentCampaignResult,
  ConcurrentProgress,
} from '../../src/engines/concurrency/concurrent-campaign.ts';
import { concurrentSubjectOf } from '../../src/engines/concurrency/concurrent-subject.ts';
import type { ConcurrentSubject } from '../../src/engines/concurrency/concurrent-subject.ts';
import { checkProgram } from '../../src/engines/concurrency/program-check.ts';
import { smallestFailure } from '../../src/engines/concurrency/smallest-failure.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { concurrentRunnerOf } from '../../src/systems/free-runs.ts';
import {
  atOnce,
  crashes,
  freeSystem,
  locksTwo,
  locksTwoTooLate,
  losesUpdates,
  losesUpdatesOfTwo,
  losesUpdatesOfTwoCrashesOfOne,
  oversleeps,
  plantedSystem,
  races,
  racesAnyway,
  slow,
  sound,
  spins,
  triesUntold,
  wrongAlone,
} from './planted-system.ts';

/** A seed whose first failing program has two processes before its branches. */
const SEED_OF_TWO = 4;

interface Asked extends Partial<ConcurrentCampaignOptions> {
  readonly stopped?: () => boolean;
  readonly now?: () => number;
  readonly progress?: (progress: ConcurrentProgress) => void;
}

function subjectOf(system: System): ConcurrentSubject | undefined {
  return concurrentSubjectOf(system, specificationOf(system), concurrentRunnerOf(system, 1));
}

async function campaign(system: System, asked: Asked = {}): Promise<ConcurrentCampaignResult> {
  const { stopped = () => false, now = () => 0, progress, ...options } = asked;
  const sizes = { branches: 2, programs: 20, seed: 1, preemptionsMax: 2, executionsMax: 5000, freeRuns: 20 };
  const certifyExecutionsMax = 20_000;
  const subject = subjectOf(system);
  const control = { now, breathe: () => Promise.resolve(), stopped, progress };
  return await runConcurrentCampaign(subject, { ...sizes, certifyExecutionsMax, ...options }, control);
}

/** The campaign's failure in short. */
function found({ verdict, failure }: ConcurrentCampaignResult): unknown {
  const { kind, program, preemptions = 0, again } = failure?.failure ?? {};
  return {
    verdict,
    kind,
    size: program && [commandCount(program), program.branches.length, preemptions],
    smallest: failure?.certificate?.smallest,
    again: again && again.times > 0,
  };
}

const TWO_FORKS: ConcurrentProgram = {
  prefix: [],
  branches: [[{ name: 'fork', process: 1, child: 2 }], [{ name: 'fork', process: 1, child: 2 }]],
};

/** The failure of a program, and the same made smallest. */
async function made(system: System, program: ConcurrentProgram) {
  const subject = subjectOf(system);
  if (subject === undefined) throw new Error('it offers concurrency');
  const budget = { preemptionsMax: 2, executionsMax: 5000, freeRuns: 0 };
  const control = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
  const { failure: first } = await checkProgram(subject, program, budget, control);
  if (first === undefined) throw new Error('it fails');
  return { found: first, failure: await smallestFailure(subject, first, budget, control) };
}

describe('a campaign by steps', () => {
  test.each(['runs', 'stepper'] as const)(
    'a sound system passes all schedules, asked for %s',
    async (how) => {
      const { verdict, reason, counts, mode } = await campaign(plantedSystem(sound, how));
      expect([verdict, reason, mode]).toEqual(['pass', undefined, 'steps']);
      expect(counts).toMatchObject({ programs: 20, byBound: [20, 20, 20] });
      expect(counts.executions).toBeGreaterThan(counts.histories);
      expect(counts.overlapping).toBeGreaterThan(50);
    },
  );

  test.each([
    ['an update that is lost', losesUpdates(), 'runs', 'not-linearizable', [2, 2, 1]],
    ['an update that is lost, driven', losesUpdates(), 'stepper', 'not-linearizable', [2, 2, 1]],
    ['a deadlock of two locks', locksTwo('fork'), 'runs', 'deadlock', [2, 2, 1]],
    ['a livelock', spins, 'runs', 'livelock', [2, 2, 1]],
    ['a crash', crashes, 'runs', 'trouble', [2, 2, 1]],
    ['a crash, driven', crashes, 'stepper', 'trouble', [2, 2, 1]],
    ['a lost wake-up', oversleeps, 'stepper', 'lost-wake-up', [2, 2, 1]],
    ['a data race', races, 'stepper', 'data-race', [2, 2, 1]],
  ] as const)('%s is found, made smallest and certified', async (_what, code, how, kind, size) => {
    const result = await campaign(plantedSystem(code, how), { limit: 60 });
    expect(found(result)).toEqual({ verdict: 'fail', kind, size, smallest: true, again: true });
    expect(result.reason).toBe(result.failure?.failure.sentence);
  });

  test('a failure that only commands of one name have is made smaller than deleting commands can', async () => {
    const { failure } = await campaign(plantedSystem(losesUpdates('move_to_group'), 'stepper'), {
      programs: 300,
    });
    expect(failure?.shrunkTo).toBeGreaterThan(2);
    expect(commandCount(failure?.failure.program ?? { prefix: [], branches: [] })).toBe(2);
    expect(failure?.certificate).toMatchObject({
      smallest: true,
      commands: 2,
      branches: 2,
      preemptions: 1,
      covers: expect.stringMatching(
        /^branches of any commands on ids 1 … \d,.* at most 2 preemptions at its points \(call, load, lock, store\)$/,
      ) as unknown,
    });
  });

  test('a failure that needs no search for anything smaller is certified with the kinds of points at which its branches stood', async () => {
    const { failure } = await made(plantedSystem(losesUpdates(), 'stepper'), TWO_FORKS);
    expect(failure.certificate).toMatchObject({
      smallest: true,
      programs: 0,
      covers: expect.stringMatching(/ at its points \(call, load, store\)$/) as unknown,
    });
    const stuck = await made(plantedSystem(oversleeps, 'stepper'), TWO_FORKS);
    expect(stuck.failure.certificate).toMatchObject({
      covers: expect.stringMatching(/ at its points \(call, wait\)$/) as unknown,
    });
  });

  test('a data race that takes a preemption is certified by all programs of its size without one', async () => {
    const one = await made(plantedSystem(races, 'stepper'), TWO_FORKS);
    expect(one.found.preemptions).toBe(1);
    expect(one.failure.certificate).toMatchObject({ smallest: true, commands: 2, preemptions: 1 });
    expect(one.failure.certificate?.programs).toBeGreaterThan(20);
    const none = await made(plantedSystem(racesAnyway('exit'), 'stepper'), TWO_FORKS);
    expect(none.found.preemptions).toBe(1);
    expect(none.failure.certificate).toMatchObject({ smallest: true, commands: 2, preemptions: 0 });
    expect(none.failure.failure.program.branches.flat()).toMatchObject([{ name: 'exit' }, { name: 'exit' }]);
  });

  test('a failure for which three commands are needed is certified by all programs of two', async () => {
    const { failure } = await campaign({
      ...plantedSystem(losesUpdatesOfTwo, 'stepper'),
      supports: ['fork', 'exit', 'free'],
    });
    expect(failure?.certificate).toMatchObject({ smallest: true, commands: 3 });
    expect(failure?.certificate?.programs).toBeGreaterThan(20);
  });

  test.each([1, 2, 3, 4, 5])(
    'a failure is told with ids as small as it can have, found with seed %i',
    async (seed) => {
      const { failure } = await campaign(plantedSystem(losesUpdates(), 'stepper'), {
        seed,
        certifyExecutionsMax: 0,
      });
      const { prefix, branches } = failure?.failure.program ?? { prefix: [], branches: [] };
      const { vocabulary } = specificationOf({});
      const ids = idsInOrder([...prefix, ...branches.flat()] as readonly Command[], vocabulary);
      expect(ids).toEqual(ids.map((_, place) => place + 2));
    },
  );

  test('a failure stays one of its kind while it is made smaller', async () => {
    const system = plantedSystem(losesUpdatesOfTwoCrashesOfOne, 'stepper');
    const result = await campaign({ ...system, supports: ['fork', 'exit', 'free'] }, { seed: SEED_OF_TWO });
    expect(found(result)).toMatchObject({ kind: 'not-linearizable', size: [3, 2, 1], smallest: false });
    // A crash ends the search of a program, which may fail in the way that is wanted, too.
    expect(result.failure?.certificate).toMatchObject({
      reason: 'a smaller program could not be searched to the end: it ends in another failure (trouble)',
    });
  });

  test.each(['not-linearizable', 'deadlock'] as const)(
    'a failure of another kind hides none of the kind %s',
    async (kind) => {
      const subject = subjectOf(plantedSystem(locksTwoTooLate('fork'), 'stepper'));
      const program = {
        prefix: [],
        branches: [
          [{ name: 'fork', process: 1, child: 2 }],
          [
            { name: 'create_session', process: 1 },
            { name: 'fork', process: 1, child: 2 },
          ],
        ],
      };
      if (subject === undefined) throw new Error('it offers concurrency');
      const budget = { preemptionsMax: 2, executionsMax: 5000, freeRuns: 0 };
      const control = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
      const all = await checkProgram(subject, program, budget, control);
      expect(['not-linearizable', 'deadlock']).toContain(all.failure?.kind);
      const { failure } = await checkProgram(subject, program, budget, control, (each) => each.kind === kind);
      expect(failure?.kind).toBe(kind);
      const none = await checkProgram(subject, program, budget, control, () => false);
      expect([none.failure, none.bound]).toEqual([undefined, 2]);
    },
  );

  test('the orders of a history that none explains are told with the clause that refuses each', async () => {
    const { failure } = await campaign(plantedSystem(losesUpdates()));
    expect(failure?.failure).toMatchObject({ concerns: 'I16', allOrders: true, isSequential: false });
    expect(failure?.failure.orders.map(({ order }) => order.join(' ')).toSorted()).toEqual([
      '1.1 2.1',
      '2.1 1.1',
    ]);
  });

  test('a crash is placed at the step that a run does not survive', async () => {
    const driven = await campaign(plantedSystem(crashes, 'stepper'));
    expect(driven.failure?.failure).toMatchObject({ kind: 'trouble', step: 4, schedule: [1, 1, 2, 2] });
    const { failure } = await campaign(plantedSystem(crashes));
    expect(failure?.failure).toMatchObject({ kind: 'trouble', step: 4, schedule: [1, 1, 2] });
    expect(failure?.failure.run).toBeUndefined();
    expect(failure?.failure.sentence).toMatch(/^its runConcurrent ended in an exception: Error: two are in/);
  });

  test('a failure that takes no concurrency is told as the sequence that it is', async () => {
    const mutant = plantedSystem(wrongAlone);
    const system = {
      ...mutant,
      apply: (command: Parameters<typeof mutant.apply>[0]) => {
        const answer = mutant.apply(command);
        return 'ok' in answer ? answer : { refused: 'not-held' };
      },
    };
    const { verdict, failure, sequential } = await campaign(system);
    expect([verdict, failure]).toEqual(['fail', undefined]);
    expect(sequential?.minimised.failure.commands).toHaveLength(1);
    expect(sequential?.minimised.certificate).toMatchObject({ shortest: true });
  });

  test('a failure without a preemption that the same commands in sequence do not show stays one of branches, and says so', async () => {
    const { verdict, failure, sequential } = await campaign(plantedSystem(wrongAlone));
    expect([verdict, sequential]).toEqual(['fail', undefined]);
    expect(failure?.failure).toMatchObject({ isSequential: true, preemptions: 0 });
    expect(failure?.certificate).toMatchObject({
      smallest: false,
      reason: 'it takes no preemption, and only what takes one is certified',
    });
  });
});

/** A system whose runs are changed on their way. */
function changed(
  code: Parameters<typeof plantedSystem>[0],
  change: (run: ConcurrentRunner) => ConcurrentRunner,
) {
  const system = plantedSystem(code);
  const run = concurrentRunnerOf(system, 1) as ConcurrentRunner;
  return { ...system, runConcurrent: change(run) };
}

describe('a verdict that is none', () => {
  test('a system that offers no concurrency is inconclusive', async () => {
    const { verdict, reason, mode } = await campaign(modelSystem(specificationOf({})));
    expect([verdict, mode]).toEqual(['inconclusive', undefined]);
    expect(reason).toBe(
      'it offers no way to run commands at the same time ("concurrent": docs/concurrency.md)',
    );
  });

  test('a campaign in which no commands ever overlap is inconclusive', async () => {
    const { verdict, reason } = await campaign(plantedSystem(atOnce));
    expect([verdict, reason]).toEqual(['inconclusive', 'no two commands ever overlapped']);
  });

  test('a schedule that leads elsewhere the second time is inconclusive', async () => {
    let runs = 0;
    const unsteady = changed(sound, (run) => async (...asked) => {
      const told = await run(...asked);
      runs += 1;
      const steps = (told.steps ?? []).map((step) => ({ ...step, reads: [`run ${runs}`], writes: [] }));
      return { ...told, steps };
    });
    const { verdict, reason } = await campaign(unsteady);
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(/elsewhere|after the same steps/);
  });

  test('a schedule that leads elsewhere only where it is looked at again is inconclusive, too', async () => {
    const unsteady = changed(sound, (run) => async (program, schedule = [], limit) => {
      const told = await run(program, schedule, limit);
      // Searches ask for the beginnings of schedules alone.
      if (schedule.length !== told.steps?.length) return told;
      const [[first, ...more], ...others] = told.branches;
      return { ...told, branches: [[{ ...first, answer: { ok: { pid: 2 } } }, ...more], ...others] };
    });
    const { verdict, reason } = await campaign(unsteady);
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(/^schedule [12 ]+ led elsewhere the second time$/);
  });

  test('a budget that does not do is inconclusive, and says for how many programs', async () => {
    const { verdict, reason, counts } = await campaign(plantedSystem(slow), { executionsMax: 30 });
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(
      /^\d+ of 20 programs could not be searched to the end: 30 executions did not do for [12] preemptions?$/,
    );
    expect(counts.byBound[0]).toBe(20);
  });

  test('a loop that should be told as waiting is inconclusive', async () => {
    const { verdict, reason } = await campaign(plantedSystem(triesUntold), { limit: 30 });
    expect(verdict).toBe('inconclusive');
    expect(reason).toContain('30 steps');
  });

  test('a world that gets in the way is inconclusive, and known as such', async () => {
    const hindered = changed(sound, () => () => {
      throw new Hindrance('the line is in use');
    });
    expect(await campaign(hindered)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the line is in use',
      hindered: true,
    });
  });

  test.each([8, 9, 10, 30, 60])(
    'a failure stands where the world gets in the way after it, from run %i on',
    async (most) => {
      let runs = 0;
      const hindered = changed(losesUpdatesOfTwo, (run) => (...asked) => {
        runs += 1;
        if (runs > most) throw new Hindrance('the line is in use');
        return run(...asked);
      });
      const { verdict, failure } = await campaign(hindered, { seed: SEED_OF_TWO });
      expect([verdict, failure?.failure.kind]).toEqual(['fail', 'not-linearizable']);
      expect(failure?.certificate).toMatchObject({ smallest: false, reason: 'the line is in use' });
    },
  );

  test('a time that is up cuts the programs short, unless the time is the end that was asked for', async () => {
    const clock = () => {
      let now = 0;
      return () => (now += 1);
    };
    const cut = await campaign(plantedSystem(sound), { timeMs: 300, now: clock() });
    expect(cut.verdict).toBe('inconclusive');
    expect(cut.reason).toMatch(/^the time was up after \d+ of 20 programs$/);
    const asked = await campaign(plantedSystem(sound), { timeMs: 300, untilTime: true, now: clock() });
    expect(asked).toMatchObject({ verdict: 'pass', reason: undefined });
  });

  test('a system that supports no command is inconclusive', async () => {
    const { verdict, reason } = await campaign({ ...plantedSystem(sound), supports: [] });
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(/^nothing was run/);
  });
});

describe('a campaign that is told to stop', () => {
  test('a campaign that is told to stop says what it covered', async () => {
    let asked = 0;
    const stopped = await campaign(plantedSystem(sound), { stopped: () => (asked += 1) > 400 });
    expect(stopped.verdict).toBe('inconclusive');
    expect(stopped.reason).toMatch(/^interrupted after \d+ of 20 programs$/);
    expect(stopped.counts.executions).toBeGreaterThan(0);
  });

  test('a failure that was found before the end was asked for is told all the same, not certified', async () => {
    let isFound = false;
    const { verdict, failure } = await campaign(plantedSystem(losesUpdates('move_to_group')), {
      programs: 300,
      now: (() => {
        let now = 0;
        return () => (now += 100);
      })(),
      progress: ({ phase }) => (isFound ||= phase !== 'search'),
      stopped: () => isFound,
    });
    expect(verdict).toBe('fail');
    expect(failure?.certificate).toMatchObject({ smallest: false, reason: 'it was interrupted' });
  });
});

describe('a failure that does not come again', () => {
  test('a run that fails once and never again is a failure, told as not replayable and left as it is', async () => {
    let isOnce = true;
    const once = changed(sound, (run) => async (program, schedule, limit) => {
      const told = await run(program, schedule, limit);
      if (!isOnce || told.steps?.[2]?.branch !== 2 || told.ended !== 'done') return told;
      isOnce = false;
      return { ...told, observation: { ...told.observation, processes: [] } };
    });
    const { verdict, failure } = await campaign(once);
    expect(verdict).toBe('fail');
    expect(failure?.failure.again).toEqual({ tries: 2, times: 0 });
    expect(failure?.certificate).toMatchObject({ smallest: false, reason: 'it did not come again' });
  });

  test('a failure that one of two runs of its schedule has is made smaller and not certified', async () => {
    let isTurn = false;
    const atTimes = changed(sound, (run) => async (program, schedule, limit) => {
      const told = await run(program, schedule, limit);
      if (told.steps?.[2]?.branch !== 2 || told.ended !== 'done') return told;
      isTurn = !isTurn;
      return isTurn ? { ...told, observation: { ...told.observation, processes: [] } } : told;
    });
    const { verdict, failure } = await campaign(atTimes);
    expect(verdict).toBe('fail');
    expect(failure?.failure.again).toEqual({ tries: 2, times: 1 });
    expect(failure?.certificate).toMatchObject({
      smallest: false,
      reason: 'the same schedule did not lead to it each time',
    });
  });
});

/** A system that runs freely, one command after the other, and tells them as if each had overlapped those beside it. */
function atOnceButOverlapping(asked: (program: ConcurrentProgram) => unknown = () => undefined): System {
  const system = plantedSystem(atOnce);
  const runner = concurrentRunnerOf(system, 1) as ConcurrentRunner;
  const runConcurrent: ConcurrentRunner = async (program) => {
    asked(program);
    const { steps, branches, ...run } = await runner(program, []);
    expect(steps).toBeDefined();
    const times = (place: number) => ({ called: 2 * place, answered: 2 * place + 2 });
    return {
      ...run,
      branches: branches.map((runs) => runs.map((each, place) => ({ ...each, ...times(place) }))),
    };
  };
  return { ...system, concurrent: ['free'], runConcurrent };
}

describe('a campaign of free runs', () => {
  test('the branches of a program change places from one free run to the next', async () => {
    const asked = new Set<string>();
    const system = atOnceButOverlapping((program) => asked.add(JSON.stringify(program)));
    const { verdict } = await campaign(system, { programs: 5 });
    expect(verdict).toBe('pass');
    expect(asked.size).toBeGreaterThan(5);
  });

  test('a sound system that runs freely passes, with the orders that alone explained a history', async () => {
    const { verdict, counts, mode } = await campaign(freeSystem(true));
    expect([verdict, mode]).toEqual(['pass', 'free']);
    expect(counts).toMatchObject({ programs: 20, executions: 400, byBound: [] });
    expect(counts.overlapping).toBeGreaterThan(50);
    expect(counts.onlyOrders).toBeGreaterThan(20);
    expect(counts.orders).toBeGreaterThanOrEqual(counts.onlyOrders);
  });

  test('an order counts as the only explanation of a history where no other explains it', async () => {
    const apart = { ...atOnceButOverlapping(), supports: ['hold_group'] };
    expect(await campaign(apart, { programs: 10 })).toMatchObject({
      verdict: 'pass',
      counts: { onlyOrders: 0 },
    });
    const { counts } = await campaign({ ...apart, supports: ['fork'] }, { programs: 10 });
    expect(counts.onlyOrders).toBeGreaterThan(0);
  });

  test('a system that runs freely and loses updates fails, is made smaller and certified by nobody', async () => {
    const result = await campaign(freeSystem(false));
    expect(result).toMatchObject({ verdict: 'fail', mode: 'free' });
    expect(result.failure?.failure).toMatchObject({ kind: 'not-linearizable', mode: 'free' });
    expect(result.failure?.failure.schedule).toBeUndefined();
    expect(result.failure?.failure.again?.times).toBeGreaterThan(0);
    expect(result.failure?.certificate).toMatchObject({
      smallest: false,
      reason: 'it ran freely, so that no schedule can be ruled out',
    });
  });

  test('a failure of free runs that the same commands in sequence have is told as the sequence', async () => {
    const system = freeSystem(true);
    const wrong = {
      ...system,
      apply: async (...asked: Parameters<typeof system.apply>) => {
        const answer = await system.apply(...asked);
        return 'ok' in answer ? answer : { refused: 'not-held' };
      },
    };
    const { verdict, failure, sequential } = await campaign(wrong);
    expect([verdict, failure]).toEqual(['fail', undefined]);
    expect(sequential?.minimised.failure.commands).toHaveLength(1);
  });
});

describe('a seed', () => {
  test('a campaign of the same seed has the same outcome, and one of another seed other programs', async () => {
    const one = await campaign(plantedSystem(losesUpdates('exit')), { seed: 5, programs: 40 });
    expect(await campaign(plantedSystem(losesUpdates('exit')), { seed: 5, programs: 40 })).toEqual(one);
    const [sums, others] = [
      await campaign(plantedSystem(sound), { seed: 5 }),
      await campaign(plantedSystem(sound), { seed: 6 }),
    ];
    expect(sums.counts).not.toEqual(others.counts);
  });

  test('a campaign of three branches has programs of three', async () => {
    const { failure } = await campaign(plantedSystem(losesUpdates()), { branches: 3 });
    expect(failure?.failure.program.branches).toHaveLength(2);
    expect(await campaign(plantedSystem(sound, 'stepper'), { branches: 3, programs: 5 })).toMatchObject({
      verdict: 'pass',
      counts: { programs: 5 },
    });
  });
});
