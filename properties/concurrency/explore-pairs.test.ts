// Goal: an exploration of pairs finds each kind of fault, at the fewest preemptions, and calls no pass what shows nothing.
// Method: systems with a fault planted between their points; the counts on record as the document tells them.
import { describe, expect, test } from 'vitest';
import type { ConcurrentRun, ConcurrentRunner } from '../../src/contract/concurrent/run.ts';
import { Hindrance } from '../../src/contract/hindrance.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { PairProgress } from '../../src/engines/concurrency/explore-pairs.ts';
import { sharedMutantSystem, sharedTableBySteps } from '../../src/own-shared-tables.ts';
import { textOf } from '../support/repository.ts';
import { exploredPairsOf } from './explored-pairs.ts';
import { RECORDED_PAIRS } from './pair-spaces.ts';
import {
  atOnce,
  crashes,
  locksTwo,
  losesUpdates,
  oversleeps,
  plantedSystem,
  races,
  sound,
  triesUntold,
} from './planted-system.ts';

describe('an exploration of pairs', () => {
  test.each([
    [
      'lost updates',
      'runs',
      losesUpdates('fork'),
      { kind: 'not-linearizable', preemptions: 1, concerns: 'I16' },
    ],
    ['lost updates', 'stepper', losesUpdates('fork'), { kind: 'not-linearizable', preemptions: 1 }],
    ['a deadlock', 'runs', locksTwo('fork'), { kind: 'deadlock', preemptions: 1, isSequential: false }],
    ['a deadlock', 'stepper', locksTwo('fork'), { kind: 'deadlock', preemptions: 1 }],
    ['a crash', 'runs', crashes, { kind: 'trouble', step: 4, schedule: [1, 1, 2] }],
    ['a lost wake-up', 'stepper', oversleeps, { kind: 'lost-wake-up', preemptions: 1 }],
    ['a data race', 'stepper', races, { kind: 'data-race' }],
  ] as const)('an exploration of pairs finds %s by %s, in a smallest program', async (_, by, code, facts) => {
    const { verdict, failures, failing, open } = await exploredPairsOf(plantedSystem(code, by), 2, {
      allFailures: false,
    });
    expect([verdict, failing, open]).toEqual(['fail', 1, 'it was ended by what it found']);
    expect(failures).toHaveLength(1);
    expect(failures[0].failure).toMatchObject({ ...facts, again: { tries: 2, times: 2 } });
  });

  test('an exploration of pairs runs each two commands in either branch, for a fault may be of one of them', async () => {
    for (const name of ['writer-forgets-the-first-reader', 'writer-forgets-the-last-reader']) {
      const system = sharedMutantSystem(name) as SystemUnderTest;
      const { verdict, failures } = await exploredPairsOf(system, 2, { allFailures: false });
      expect([verdict, failures[0]?.kind, failures[0]?.names.includes('observe')]).toEqual([
        'fail',
        'data-race',
        true,
      ]);
    }
  });

  test('an exploration of pairs bounds the preemptions where steps do not say what they touch, unless it is told otherwise', async () => {
    const bounded = await exploredPairsOf(plantedSystem(sound, 'stepper'), 1);
    expect(bounded).toMatchObject({ verdict: 'pass', preemptionsMax: 2, isUntold: true });
    const whole = await exploredPairsOf(plantedSystem(sound, 'stepper'), 1, { preemptionsMax: 'any' });
    expect(whole).toMatchObject({ verdict: 'pass', isUntold: false });
    expect(whole.preemptionsMax).toBeUndefined();
    expect(whole.counts.executions).toBeGreaterThanOrEqual(bounded.counts.executions);
  });

  test('an exploration in which no two commands overlap is inconclusive', async () => {
    const { verdict, reason } = await exploredPairsOf(plantedSystem(atOnce, 'stepper'), 1);
    expect([verdict, reason]).toEqual(['inconclusive', 'no two commands ever overlapped']);
  });

  test('an exploration of pairs tells how far it is, and the time that is left if the rest is like what was done', async () => {
    let looks = 0;
    const told: PairProgress[] = [];
    const { counts } = await exploredPairsOf(sharedTableBySteps(), 2, {
      now: () => (looks += 1),
      progress: (progress) => void told.push(progress),
    });
    const running = told.filter(({ programs }) => programs > 20);
    expect(running.length).toBeGreaterThan(5);
    for (const { statesMax, programs, elapsedMs, leftMs = -1 } of running) {
      expect(statesMax).toBe(10);
      const left = counts.programs - programs;
      expect(Math.abs(leftMs * programs - elapsedMs * left)).toBeLessThan(0.1 * elapsedMs * counts.programs);
    }
  });

  test('an exploration of pairs whose time is up ends there, inconclusive', async () => {
    let looks = 0;
    const { verdict, reason } = await exploredPairsOf(sharedTableBySteps(), 2, {
      now: () => (looks += 1),
      timeMs: 1000,
    });
    expect([verdict, reason]).toEqual([
      'inconclusive',
      expect.stringMatching(/^the time was up after \d+ of 10 states$/),
    ]);
  });

  test('a failure of a pair stands from the run on that shows it, wherever the world gets in the way', async () => {
    const planted = plantedSystem(losesUpdates('fork'));
    const endedAfter = async (most: number) => {
      let runs = 0;
      const runConcurrent: ConcurrentRunner = (...asked) => {
        runs += 1;
        if (runs > most) throw new Hindrance('the line is in use');
        return planted.runConcurrent?.(...asked) as ConcurrentRun;
      };
      const system = { ...planted, runConcurrent } as SystemUnderTest;
      return { ...(await exploredPairsOf(system, 2, { allFailures: false })), runs };
    };
    const { runs: whole, failures: told } = await endedAfter(Infinity);
    const verdicts: string[] = [];
    for (let most = 1; most < whole; most += 1) {
      const { verdict, open, failures, hindered } = await endedAfter(most);
      expect([hindered, open]).toEqual([true, expect.stringContaining('the line is in use')]);
      expect(failures.map(({ names }) => names)).toEqual(verdict === 'fail' ? [told[0]?.names] : []);
      verdicts.push(verdict);
    }
    // First none is found, and once one is it is not lost.
    expect(verdicts.join(' ')).toMatch(/^(inconclusive )+fail( fail)+$/);
  });

  test('an exploration of pairs of a bound with too many states runs nothing, inconclusive', async () => {
    const { verdict, reason, counts } = await exploredPairsOf(sharedTableBySteps(), 2, { statesMax: 9 });
    expect([verdict, reason, counts.programs]).toEqual([
      'inconclusive',
      'the bound has more than 9 states, and pairs are explored of no more: fewer ids or commands make it smaller',
      0,
    ]);
    expect((await exploredPairsOf(sharedTableBySteps(), 1, { statesMax: 1 })).verdict).toBe('pass');
  });

  test('an exploration is inconclusive where a loop should be told as waiting', async () => {
    const { verdict, reason } = await exploredPairsOf(plantedSystem(triesUntold, 'stepper'), 1, {
      limit: 40,
    });
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(/programs? could not be searched to the end: an execution took 40 steps/);
  });
});

describe('docs/concurrency.md', () => {
  test('docs/concurrency.md lists every recorded space of pairs with its counts, and no other', () => {
    const [, table = ''] = textOf('docs/concurrency.md').split(/<!-- \/?pairs -->/);
    const grouped = (count: number): string => count.toLocaleString('en-US');
    const rows = Object.entries(RECORDED_PAIRS).map(([name, { counts, failing }]) => {
      const { states, programs, executions, outcomes } = counts;
      return `| ${[name, ...[states, programs, executions, outcomes, failing].map(grouped)].join(' | ')} |`;
    });
    expect(table.trim().split('\n').slice(2)).toEqual(rows);
  });
});
