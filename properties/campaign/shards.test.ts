// Goal: a campaign that several machines divide is the campaign of one: its runs, its counts, its verdict and its failure.
// Method: the same campaign once as a whole and once in shards, on systems that pass, that fail early and late, and that do not
// cover what is required; then parts changed by hand.
import { describe, expect, test } from 'vitest';
import { mergeCampaigns } from '../../src/app/campaign/merge-campaigns.ts';
import { readCampaignPart } from '../../src/app/campaign/campaign-report.ts';
import type { CampaignPart, CampaignReport } from '../../src/app/campaign/campaign-report.ts';
import { runShareOf } from '../../src/app/campaign/run-share.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { controlIn } from '../../src/contract/run-control.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { runCampaign } from '../../src/engines/campaign/campaign.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Divided } from './sharded.ts';
import { mergedOf, mergedParts, named, partOf, timeless, wholeReport } from './sharded.ts';

const SMALL = { commandsMax: 12, idsMax: 4, certifyStatesMax: 0 };

/** The table, but for what it answers from its Nth run on to a release of what is not held. */
function failingFrom(run: number): () => SystemUnderTest {
  return () => {
    const table = tableSystem();
    let runs = 0;
    return {
      ...table,
      name: 'failing',
      reset: () => {
        runs += 1;
        table.reset();
      },
      apply: (command) =>
        command.name === 'release_group' && runs > run ? { ok: {} } : table.apply(command),
      observe: () => table.observe(),
    };
  };
}

const DAMAGED = {
  step: 0,
  sentence: '',
  foundWith: null,
  executions: null,
  shrinkUnfinished: null,
  flaky: null,
  file: null,
  replay: null,
};

describe('the runs of a shard', () => {
  test('each run of a campaign is one shard’s, and no shard has two more than another', () => {
    for (let runs = 1; runs <= 40; runs += 1)
      for (let shards = 1; shards <= runs; shards += 1) {
        const shares = Array.from({ length: shards }, (_, index) => runShareOf(runs, { index, of: shards }));
        const numbers = shares.flatMap((share) =>
          Array.from({ length: share.runs }, (_, place) => share.first + place),
        );
        expect(numbers).toEqual(Array.from({ length: runs }, (_, number) => number));
        const sizes = shares.map((share) => share.runs);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
  });
});

describe('a campaign without a failure', () => {
  test.each<[string, () => SystemUnderTest]>([
    ['the hierarchy', tableSystem],
    ['POSIX', posixTableSystem],
  ])('the shards of a campaign on %s, merged, have all that one run has but its times', async (_, make) => {
    const divided: Divided = { make, options: { ...SMALL, someLarge: true, runs: 61, seed: 11 } };
    const whole = timeless(await wholeReport(divided));
    expect(whole).toMatchObject({ verdict: 'pass', runs: 61 });
    for (const shards of [1, 2, 7]) expect(timeless((await mergedOf(divided, shards)).report)).toEqual(whole);
  });

  test('the order in which the reports are given makes no difference', async () => {
    const divided: Divided = { make: tableSystem, options: { ...SMALL, runs: 9, seed: 3 } };
    const parts = [await partOf(divided, 0, 3), await partOf(divided, 1, 3), await partOf(divided, 2, 3)];
    expect(mergedParts(parts.toReversed()).report).toEqual(mergedParts(parts).report);
  });

  test('a share that begins a run too late gives another report than one run', async () => {
    const options = { ...SMALL, runs: 20, seed: 4 };
    const late = (index: number, of: number) => {
      const { first, runs } = runShareOf(20, { index, of });
      return { first: first + 1, runs };
    };
    const whole = timeless(await wholeReport({ make: tableSystem, options }));
    const { report } = await mergedOf({ make: tableSystem, options, share: late }, 2);
    expect(timeless(report)).not.toEqual(whole);
  });
});

describe('coverage', () => {
  test('no shard asks for the coverage that is required, and the whole gives the reason that one run gives', async () => {
    const options = { ...SMALL, runs: 12, seed: 2, requireCoverage: true };
    const divided: Divided = { make: tableSystem, options };
    const whole = timeless(await wholeReport(divided));
    expect(whole['verdict']).toBe('inconclusive');
    expect(await partOf(divided, 0, 3)).toMatchObject({ verdict: 'pass', reason: null });
    expect(timeless((await mergedOf(divided, 3)).report)).toEqual(whole);
  });

  test('a gap that another shard fills is none, and one that no shard fills is told', async () => {
    const divided: Divided = { make: tableSystem, options: { ...SMALL, runs: 300, seed: 5 } };
    const parts = [await partOf(divided, 0, 2), await partOf(divided, 1, 2)];
    const never = (part: CampaignReport): readonly string[] => part.coverage.never;
    const filled = never(parts[0]).filter((gap) => !never(parts[1]).includes(gap));
    expect(filled.length).toBeGreaterThan(0);
    const merged = never(mergedParts(parts).report);
    expect((await wholeReport(divided))['coverage']).toMatchObject({ never: merged });
    expect(merged.filter((gap) => filled.includes(gap) && !gap.includes('alone'))).toEqual([]);
  });
});

describe('a campaign with a failure', () => {
  test.each([0, 7, 19])(
    'a failure from run %i on is the one that one run finds, with its path and as many runs',
    async (from) => {
      // Each shard makes its own system: it fails by the number of its run in the whole.
      const options = { ...SMALL, runs: 30, seed: 6 };
      const whole = await wholeReport({ make: failingFrom(from), options });
      expect(whole['verdict']).toBe('fail');
      for (const shards of [2, 5]) {
        const parts: CampaignPart[] = [];
        for (let index = 0; index < shards; index += 1) {
          const { first } = runShareOf(30, { index, of: shards });
          parts.push(await partOf({ make: failingFrom(Math.max(from - first, 0)), options }, index, shards));
        }
        const { report } = mergedParts(parts);
        expect(timeless({ ...report, otherFailures: [] })).toEqual(timeless({ ...whole, otherFailures: [] }));
        const path = report.path ?? '';
        const system = failingFrom(0)();
        const again = await runCampaign(system, specificationOf(system), { ...options, path }, controlIn({}));
        expect(again.failure?.failure.commands).toEqual(report.counterexample?.['commands']);
      }
    },
  );

  test('a campaign that goes on behind its first failure counts all runs, and tells each kind once', async () => {
    const options = { ...SMALL, runs: 60, seed: 8, allFailures: true, othersMax: 50, shrinkMax: 100 };
    const divided: Divided = { make: failingFrom(0), options };
    const whole = timeless(await wholeReport(divided));
    const { report, first, others } = await mergedOf(divided, 3);
    expect(timeless({ ...report, otherFailures: 0 })).toEqual({ ...whole, otherFailures: 0 });
    const kinds = [first, ...others].map((each) => each?.failure.divergence.failureClass);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  test('the path of a further failure leads to its run without the shard', async () => {
    const options = { ...SMALL, seed: 8, othersMax: 50, shrinkMax: 0 };
    const campaign = async (more: {
      readonly runs: number;
      readonly first?: number;
      readonly path?: string;
    }) => {
      const system = failingFrom(0)();
      const all = { ...options, allFailures: true, ...more };
      return await runCampaign(system, specificationOf(system), all, controlIn({}));
    };
    const { otherFailures } = await campaign({ runs: 40, first: 20 });
    const paths = otherFailures.flatMap(({ path }) => path ?? []);
    expect(paths.length).toBeGreaterThan(0);
    for (const { path, failure } of otherFailures)
      if (path !== undefined) {
        const again = await campaign({ runs: 40, path });
        expect(again.failure?.failure.divergence.failureClass).toBe(failure.divergence.failureClass);
      }
  });

  test('the first shard tells its own failure before a further kind of another shard', async () => {
    const options = { ...SMALL, runs: 20, seed: 6 };
    const one = await partOf({ make: failingFrom(0), options }, 0, 2);
    const other = await partOf({ make: failingFrom(0), options }, 1, 2);
    expect(one.counterexample?.['concerns']).not.toBe(other.counterexample?.['concerns']);
    const merged = mergedParts([one, other]);
    expect(merged.report.counterexample).toEqual(one.counterexample);
    expect(merged.report.otherFailures).toEqual([other.counterexample]);
    const { counterexample } = one;
    expect(mergedParts([one, { ...other, counterexample }]).report.otherFailures).toEqual([]);
    expect(merged.report.runs).toBe(one.runs);
  });
});

describe('the verdict', () => {
  const OPTIONS = { ...SMALL, runs: 4, seed: 1 };
  const passing = async (): Promise<readonly CampaignPart[]> => [
    await partOf({ make: tableSystem, options: OPTIONS }, 0, 2),
    await partOf({ make: tableSystem, options: OPTIONS }, 1, 2),
  ];
  const ended = (part: CampaignPart, verdict: 'fail' | 'inconclusive', reason: string): CampaignPart => ({
    ...part,
    verdict,
    reason,
    shard: { ...part.shard, searched: { verdict, reason } },
  });
  const withCorpus = (part: CampaignPart, outcome: 'still-fails' | 'damaged' | 'fixed'): CampaignPart => ({
    ...part,
    verdict: 'fail',
    corpus: { folder: 'traces', files: [{ file: 'a.trace', outcome, reason: null, replay: null }] },
  });

  test('a shard that came to no verdict leaves the whole open, and is named', async () => {
    const [one, two] = await passing();
    const { report } = mergedParts([one, ended(two, 'inconclusive', 'the time was up')]);
    expect(report).toMatchObject({ verdict: 'inconclusive', reason: 'shard 2/2: the time was up' });
  });

  test('a system that ends badly in one shard fails the whole, before what is open and behind what a run shows', async () => {
    const [one, two] = await passing();
    const bad = ended(two, 'fail', 'it crashed');
    const { report } = mergedParts([ended(one, 'inconclusive', 'interrupted'), bad]);
    expect(report).toMatchObject({ verdict: 'fail', reason: 'it crashed', counterexample: null, runs: 4 });
    const shown = await partOf({ make: failingFrom(0), options: { ...OPTIONS, runs: 60 } }, 0, 2);
    const failing = { ...shown, system: one.system, shard: { ...two.shard, searched: shown.shard.searched } };
    const both = mergedParts([ended(one, 'fail', 'it crashed'), failing]);
    expect(both.report).toMatchObject({ verdict: 'fail', reason: failing.reason });
  });

  test.each([
    ['still-fails', 'fail', '1 of 1 regression trace still fails', false],
    ['damaged', 'inconclusive', '1 of 1 regression trace is damaged', true],
    ['fixed', 'pass', null, false],
  ] as const)(
    'a regression trace that is %s counts as in one run',
    async (outcome, verdict, reason, isDamaged) => {
      const [one, two] = await passing();
      const merged = mergedParts([withCorpus(one, outcome), two]);
      expect(merged.report).toMatchObject({ verdict, reason });
      expect(merged.isDamaged).toBe(isDamaged);
      // A failure that a run shows is told before it.
      expect(mergedParts([withCorpus(one, outcome), ended(two, 'fail', 'wrong')]).report.reason).toBe(
        'wrong',
      );
    },
  );

  test('known deviations are counted together, each once', async () => {
    const [one, two] = await passing();
    const deviation = { command: 'fork', when: 'accepted', answer: 'refused', reason: 'so', times: 2 };
    const other = { ...deviation, command: 'exit', times: 0 };
    const known = (part: CampaignPart, times: number): CampaignPart => ({
      ...part,
      knownDeviations: [{ ...deviation, times }, other],
    });
    expect(mergedParts([known(one, 2), known(two, 3)]).report.knownDeviations).toEqual([
      { ...deviation, times: 5 },
      other,
    ]);
  });

  test.each<[string, (one: CampaignPart, two: CampaignPart) => readonly CampaignPart[], string]>([
    ['a missing shard', (one) => [one], '1 shard of 2 is missing: 2/2'],
    ['a shard twice', (one) => [one, one], 'shard 1/2 is in 1.json and in 2.json: each must be given once'],
    [
      'another seed',
      (one, two) => [one, { ...two, seed: 2 }],
      'these are not of one run: the seed of 1.json is 1, and that of 2.json is 2',
    ],
    [
      'another system',
      (one, two) => [one, { ...two, system: 'mine' }],
      'these are not of one run: the system of 1.json is table, and that of 2.json is mine',
    ],
    [
      'another number of runs',
      (one, two) => [one, { ...two, shard: { ...two.shard, runs: 5 } }],
      'these are not of one run: the number of all runs of 1.json is 4, and that of 2.json is 5',
    ],
    [
      'coverage required in one',
      (one, two) => [one, { ...two, shard: { ...two.shard, requireCoverage: true } }],
      'these are not of one run: the requirement of coverage of 1.json is not set, and that of 2.json is set',
    ],
    [
      'another environment',
      (one, two) => [one, { ...two, shard: { ...two.shard, facts: { environment: 'x' } } }],
      'these are not of one run: the environment of 1.json is not said, and that of 2.json is x',
    ],
    [
      'an unknown command set',
      (one, two) => [one, two].map((part) => ({ ...part, commandSet: 'mine' })),
      'its commandSet is "mine", which is none of hierarchy',
    ],
    [
      'a damaged counterexample',
      (one, two) => [one, { ...two, counterexample: { ...DAMAGED } }],
      '2.json: counterexample',
    ],
  ])('%s is refused with a sentence', async (_, change, sentence) => {
    const [one, two] = await passing();
    const merged = mergeCampaigns(named(change(one, two)));
    expect('problem' in merged && merged.problem).toContain(sentence);
  });

  test.each<[string, unknown, string]>([
    [
      'the report of a whole campaign',
      { shard: null },
      'it is the report of a whole campaign: there is nothing to merge it with',
    ],
    ['a wrong key', { runs: 'many' }, 'runs must be a whole number from 0 up, not "many"'],
    [
      'another version',
      { version: 2 },
      'version must be 1: this release of procession reads no other, not 2',
    ],
  ])('%s is no part', async (_, change, sentence) => {
    const [one] = await passing();
    expect(readCampaignPart({ ...one, ...(change as object) })).toEqual({ problem: sentence });
  });

  test('what ended before any run is told as such', () => {
    expect(readCampaignPart({ verdict: 'fail', reason: 'it crashed', counterexample: null })).toEqual({
      problem: 'it ended before any run (fail: it crashed)',
    });
  });
});
