// Goal: reports of shards, put together, are the report of one run, and what is none of one run is refused. Method: reports
// written by hand, divided in every way that shards divide them; the real ones are in properties/cli.
import { describe, expect, test } from 'vitest';
import { pass, failed } from '../../src/app/gate/check.ts';
import type { Check } from '../../src/app/gate/check.ts';
import type { CheckReport, GateReport } from '../../src/app/gate/gate.ts';
import { mergeReports } from '../../src/app/gate/merge-reports.ts';
import { checkReport, gateReport } from './example-report.ts';

const shard = (
  index: number,
  of: number,
  checks: readonly CheckReport[],
  differing: Partial<GateReport> = {},
): { readonly file: string; readonly report: GateReport } => ({
  file: `${index + 1}.json`,
  report: gateReport(checks, { shards: [{ index, of }], ...differing }),
});

const share = (name: string, differing: Partial<CheckReport> = {}): CheckReport =>
  checkReport(name, { extent: 'share', ...differing });
const elsewhere = (name: string): CheckReport =>
  checkReport(name, { extent: 'elsewhere', verdict: 'inconclusive', leftOut: true, sentence: 'elsewhere' });

const merged = (
  shards: readonly { readonly file: string; readonly report: GateReport }[],
  checks: readonly Check[] = [],
): GateReport => {
  const result = mergeReports(shards, checks);
  if ('problem' in result) throw new Error(result.problem);
  return result.value;
};

const problemOf = (...shards: Parameters<typeof mergeReports>[0]): string => {
  const result = mergeReports(shards, []);
  return 'problem' in result ? result.problem : 'none';
};

describe('what adds up', () => {
  test('the totals, the coverage and the time of shares are those of one run', () => {
    const part = (runs: number, accepted: number): CheckReport =>
      share('random/first', {
        elapsedMs: 100,
        evidence: {
          totals: { runs, commands: 10 * runs },
          coverage: {
            commandSet: 'first',
            commands: { make: { accepted, refused: 1, refusals: { full: { times: 1, alone: 0 } } } },
            witnesses: { [`w${runs}`]: 1, both: 2 },
          },
        },
      });
    const report = merged([shard(1, 2, [part(2, 5)]), shard(0, 2, [part(3, 7)])]);
    const [check] = report.checks;
    expect(check).toMatchObject({
      verdict: 'pass',
      extent: 'whole',
      elapsedMs: 200,
      sentence: '5 runs, 50 commands, in 2 shards',
      evidence: {
        totals: { runs: 5, commands: 50 },
        coverage: {
          commandSet: 'first',
          commands: { make: { accepted: 12, refused: 2, refusals: { full: { times: 2, alone: 0 } } } },
          witnesses: { w3: 1, w2: 1, both: 4 },
        },
      },
    });
    expect(report).toMatchObject({ verdict: 'pass', shards: [{ index: 0, of: 1 }], elapsedMs: 200 });
  });

  test('the rows of kill matrices come together, and a mutant of two shards is killed by what kills it in either', () => {
    const matrix = (properties: readonly string[], ...names: readonly string[]): CheckReport =>
      share('alarm', {
        evidence: {
          killMatrix: {
            commandSet: 'first',
            properties,
            mutants: names.map((name) => ({
              name,
              rule: 'H1',
              sentence: '',
              killedBy: { [properties[0]]: 3 },
            })),
          },
        },
      });
    const { checks } = merged([
      shard(0, 2, [matrix(['P1', 'P2'], 'a', 'b', 'd')]),
      shard(1, 2, [matrix(['P2', 'P3'], 'b', 'c')]),
    ]);
    expect(checks[0].evidence.killMatrix?.properties).toEqual(['P1', 'P2', 'P3']);
    expect(checks[0].evidence.killMatrix?.mutants.map(({ name, killedBy }) => [name, killedBy])).toEqual([
      ['a', { P1: 3 }],
      ['b', { P1: 3, P2: 3 }],
      ['c', { P2: 3 }],
      ['d', { P1: 3 }],
    ]);
  });

  test('a check that one shard did for all is taken once, in the place where one run has it', () => {
    const start = checkReport('start/first');
    const tour = checkReport('tour/first', { evidence: { totals: { states: 3 } } });
    const { checks } = merged([
      shard(0, 2, [elsewhere('start/first'), share('random/first'), tour]),
      shard(1, 2, [start, share('random/first'), elsewhere('tour/first')]),
    ]);
    expect(checks.map(({ name }) => name)).toEqual(['start/first', 'random/first', 'tour/first']);
    expect([checks[0], checks[2]]).toEqual([start, tour]);
  });

  test('a list of checks and a threshold of speed are kept, and shards of different ones are of different runs', () => {
    const asked = { only: ['start', 'tour'], threshold: 1.5 };
    const [first, second] = [0, 1].map((index) => shard(index, 2, [share('start/first')], asked));
    expect(merged([first, second])).toMatchObject(asked);
    const without = (differing: Partial<GateReport>) => shard(1, 2, [share('start/first')], differing);
    expect(problemOf(first, without({ threshold: 1.5 }))).toContain(
      'the list of checks of 1.json is start tour',
    );
    expect(problemOf(first, without({ only: asked.only }))).toContain(
      'the threshold of speed of 1.json is 1.5',
    );
  });

  test('a check that one shard judged is judged, though another shard came to no end before it', () => {
    const cut = share('random/first', { verdict: 'inconclusive', leftOut: true, unjudged: true });
    const judged = merged([shard(0, 2, [cut]), shard(1, 2, [share('random/first')])]).checks[0];
    expect(judged).toMatchObject({ verdict: 'pass', leftOut: false });
    expect(judged).not.toHaveProperty('unjudged');
    const unjudged = merged([shard(0, 2, [cut]), shard(1, 2, [cut])]).checks[0];
    expect(unjudged).toMatchObject({ leftOut: true, unjudged: true });
  });

  test('a run that was not divided is left as it is', () => {
    const whole = gateReport([checkReport('start/first'), checkReport('random/first')]);
    expect(merged([{ file: 'one.json', report: whole }])).toEqual(whole);
  });
});

describe('verdicts', () => {
  const passing = share('random');
  const failing = (commands: number): CheckReport =>
    share('random', {
      verdict: 'fail',
      sentence: `wrong after ${commands}`,
      report: `the report of ${commands}`,
      counterexample: { commands, trace: null, file: null, replay: null },
    });
  const open = share('random', {
    verdict: 'inconclusive',
    sentence: 'too slow',
    report: 'inconclusive: too slow',
  });
  const aside = share('random', { verdict: 'inconclusive', leftOut: true, sentence: 'none', report: 'none' });

  test('what all shards report alike is told once', () => {
    const report = merged([shard(0, 2, [aside]), shard(1, 2, [aside])]);
    expect(report.checks).toMatchObject([{ leftOut: true, sentence: 'none', report: 'none' }]);
  });

  test.each([
    ['pass', 'pass and left out', [passing, aside]],
    ['inconclusive', 'pass and inconclusive', [passing, open]],
    ['fail', 'inconclusive and fail', [open, failing(3)]],
    ['inconclusive', 'nothing but left out', [aside, aside]],
  ] as const)('%s comes of %s', (verdict, _what, [one, other]) => {
    const report = merged([shard(0, 2, [one]), shard(1, 2, [other])]);
    expect(report.checks[0].verdict).toBe(verdict);
    expect(report.verdict).toBe(verdict);
  });

  test('the shortest counterexample is kept, and both reports say from which shard they are', () => {
    const { checks } = merged([shard(0, 2, [failing(5)]), shard(1, 2, [failing(3)])]);
    expect(checks[0]).toMatchObject({
      sentence: '1/2: wrong after 5; 2/2: wrong after 3',
      report: 'shard 1/2:\n\nthe report of 5\n\nshard 2/2:\n\nthe report of 3',
      counterexample: { commands: 3 },
    });
  });

  test('what a share says nothing of is judged by the evidence of all', () => {
    const check: Check = {
      name: 'coverage',
      claim: () => 'everything occurs',
      cost: () => 0,
      needs: [],
      judged: ({ totals }) => (totals?.['seen'] === 3 ? pass('all of it') : failed('not all of it')),
      run: () => Promise.reject(new Error('nothing is run')),
    };
    const seen = (count: number): CheckReport =>
      share('coverage/first', {
        verdict: 'inconclusive',
        leftOut: true,
        sentence: 'judged once the shards are together',
        evidence: { totals: { seen: count } },
      });
    expect(merged([shard(0, 2, [seen(1)]), shard(1, 2, [seen(2)])], [check]).checks[0]).toMatchObject({
      verdict: 'pass',
      leftOut: false,
      sentence: 'all of it',
    });
    expect(merged([shard(0, 2, [seen(1)]), shard(1, 2, [seen(1)])], [check]).verdict).toBe('fail');
    const bare = { ...seen(1), evidence: {} };
    expect(merged([shard(0, 2, [bare]), shard(1, 2, [bare])], [check]).checks[0].leftOut).toBe(true);
    const cutShort = { ...seen(2), leftOut: false, sentence: 'it came to no end' };
    expect(merged([shard(0, 2, [seen(1)]), shard(1, 2, [cutShort])], [check]).verdict).toBe('inconclusive');
  });

  test('a check that a shard was interrupted before is no pass, and a failure of another shard still fails', () => {
    const cut = { notRun: ['random'], verdict: 'inconclusive', reason: 'interrupted' } as const;
    const start = checkReport('start');
    expect(merged([shard(0, 2, [start, passing]), shard(1, 2, [elsewhere('start')], cut)])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'interrupted: 1 of 2 checks were not run',
      checks: [start],
      notRun: ['random'],
    });
    expect(merged([shard(0, 2, [start, failing(1)]), shard(1, 2, [elsewhere('start')], cut)])).toMatchObject({
      verdict: 'fail',
      checks: [start, { verdict: 'fail' }],
    });
  });
});

describe('what is not of one run is refused', () => {
  test.each([
    [
      'procession',
      { procession: '9.9.9' },
      'the version of procession of 1.json is 0.1.0, and that of 2.json is 9.9.9',
    ],
    ['system', { system: 'yours' }, 'the system of 1.json is mine, and that of 2.json is yours'],
    ['profile', { profile: 'full' }, 'the profile of 1.json is quick, and that of 2.json is full'],
    ['seed', { seed: 8 }, 'the seed of 1.json is -7, and that of 2.json is 8'],
    ['base', { base: 'main' }, 'the base of 1.json is none, and that of 2.json is main'],
    [
      'code',
      { code: 'code 2' },
      'the code of procession of 1.json is code 0123456789ab, and that of 2.json is code 2',
    ],
    [
      'corpus',
      { configuration: { corpus: 'mine' } },
      'the corpus of 1.json is none, and that of 2.json is mine',
    ],
    [
      'configuration, of which it says less,',
      { configuration: {} },
      'the corpus of 1.json is none, and that of 2.json is not said',
    ],
    [
      'configuration, of which it says more,',
      { configuration: { corpus: 'none', limits: 'few' } },
      'the limits of 1.json is not said, and that of 2.json is few',
    ],
  ] as const)('another %s is refused', (_what, differing, sentence) => {
    expect(problemOf(shard(0, 2, []), shard(1, 2, [], differing))).toBe(
      `these are not of one run: ${sentence}`,
    );
  });

  test.each([
    [
      'shards of different numbers',
      [shard(0, 2, []), shard(1, 3, [])],
      'these are not of one run: 1.json has a shard of 2, and 2.json one of 3',
    ],
    ['a missing shard', [shard(0, 2, [])], '1 shard of 2 is missing: 2/2'],
    ['several missing shards', [shard(1, 4, [])], '3 shards of 4 are missing: 1/4, 3/4, 4/4'],
    ['a shard beyond the last', [shard(2, 2, [])], '3.json says that it is shard 3/2, which cannot be'],
    [
      'a shard twice',
      [shard(0, 2, []), { ...shard(0, 2, []), file: 'again.json' }],
      'shard 1/2 is in 1.json and in again.json: each must be given once',
    ],
    ['a file twice', [shard(0, 2, []), shard(0, 2, [])], '1.json is given twice'],
    ['nothing', [], 'there is nothing to merge'],
    [
      'shards of which one was not asked for a check',
      [shard(0, 2, [checkReport('start'), share('random')]), shard(1, 2, [elsewhere('start')])],
      'these are not of one run: 2.json says nothing of the check random, which another shard has; run all shards again with the same options',
    ],
    [
      'shards of which one names a check only among those that it did not come to',
      [shard(0, 2, []), shard(1, 2, [], { notRun: ['random'] })],
      'these are not of one run: 1.json says nothing of the check random, which another shard has; run all shards again with the same options',
    ],
    [
      'shards of which each leaves a check to the other',
      [shard(0, 2, [elsewhere('start')]), shard(1, 2, [elsewhere('start')])],
      'no shard has done the check start: each says that another does it; run all shards again with the same options',
    ],
    [
      'shards of which one has a share and the other nothing to do',
      [shard(0, 2, [share('random')]), shard(1, 2, [elsewhere('random')])],
      'these are not of one run: 1.json has a share of the check random, and 2.json has none; run all shards again with the same options',
    ],
  ] as const)('%s are refused', (_what, shards, sentence) => {
    expect(problemOf(...shards)).toBe(sentence);
  });
});
