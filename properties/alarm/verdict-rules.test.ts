// Goal: what decides a verdict is one table of rules. Method: every combination there is, with the answer by hand.
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/contract/verdict.ts';
import {
  badEndDecides,
  verdictBesideCorpus,
  verdictOfBadEnd,
  verdictOfSearch,
  verdictWithoutFailure,
  whyNothingCompared,
  worstVerdict,
} from '../../src/engines/verdict-rules.ts';

const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'inconclusive'];

describe('a bad end of the system', () => {
  test.each(VERDICTS)('a bad end decides beside %s, unless a failure was found before it', (verdict) => {
    const failed = { verdict: 'fail', reason: 'it exited with 1' };
    expect(verdictOfBadEnd(verdict, undefined)).toBeUndefined();
    expect(verdictOfBadEnd(verdict, 'it exited with 1')).toEqual(verdict === 'fail' ? undefined : failed);
    expect(badEndDecides(verdict, 'it exited with 1')).toBe(verdict !== 'fail');
    expect(badEndDecides(verdict, undefined)).toBe(false);
  });
});

describe('work without a failure', () => {
  test('work without a failure passes, and is inconclusive where a reason is given', () => {
    expect(verdictWithoutFailure(undefined)).toEqual({ verdict: 'pass', reason: undefined });
    expect(verdictWithoutFailure('why')).toEqual({ verdict: 'inconclusive', reason: 'why' });
  });

  test('work that compared nothing has a reason, and one of its own where there was nothing to ask', () => {
    expect(whyNothingCompared(1, [])).toBeUndefined();
    expect(whyNothingCompared(0, undefined)).toBe('nothing was compared: no command was run');
    expect(whyNothingCompared(0, ['fork'])).toBe('nothing was compared: no command was run');
    expect(whyNothingCompared(0, [])).toMatch(/^nothing was compared: there was no command to run/);
  });
});

describe('a corpus beside a search', () => {
  const beside = (verdict: Verdict, failing: number, damaged: number): unknown =>
    verdictBesideCorpus({ verdict, reason: 'as searched' }, { failing, damaged, all: '4 regression traces' });

  test.each(VERDICTS)('a clean corpus leaves the verdict %s as it is', (verdict) => {
    expect(beside(verdict, 0, 0)).toEqual({ verdict, reason: 'as searched', isDamaged: false });
  });

  test('a failure of the search is told whatever the corpus has', () => {
    expect(beside('fail', 2, 1)).toEqual({ verdict: 'fail', reason: 'as searched', isDamaged: false });
  });

  test.each(['pass', 'inconclusive'] as const)('a failing trace fails a search that is %s', (verdict) => {
    const failed = { verdict: 'fail', isDamaged: false };
    expect(beside(verdict, 1, 1)).toEqual({ ...failed, reason: '1 of 4 regression traces still fails' });
    expect(beside(verdict, 2, 0)).toEqual({ ...failed, reason: '2 of 4 regression traces still fail' });
  });

  test.each(['pass', 'inconclusive'] as const)(
    'a damaged trace leaves a search that is %s inconclusive',
    (verdict) => {
      const open = { verdict: 'inconclusive', isDamaged: true };
      expect(beside(verdict, 0, 1)).toEqual({ ...open, reason: '1 of 4 regression traces is damaged' });
      expect(beside(verdict, 0, 3)).toEqual({ ...open, reason: '3 of 4 regression traces are damaged' });
    },
  );
});

describe('an exhaustive search', () => {
  test.each<readonly [Verdict, boolean, Verdict | 'not asked', Verdict]>([
    ['pass', true, 'pass', 'pass'],
    ['pass', true, 'not asked', 'pass'],
    ['pass', true, 'inconclusive', 'inconclusive'],
    ['pass', true, 'fail', 'fail'],
    ['fail', true, 'inconclusive', 'fail'],
    ['fail', true, 'not asked', 'fail'],
    ['fail', false, 'inconclusive', 'inconclusive'],
    ['inconclusive', true, 'inconclusive', 'inconclusive'],
    ['inconclusive', true, 'not asked', 'inconclusive'],
  ])(
    'a search that ends in %s (confirmed: %s), its way home %s, is %s',
    (ended, confirmed, home, verdict) => {
      expect(verdictOfSearch(ended, confirmed, home)).toBe(verdict);
    },
  );
});

describe('work in parts', () => {
  test.each<[readonly Verdict[], Verdict | undefined]>([
    [['pass', 'inconclusive', 'fail'], 'fail'],
    [['pass', 'inconclusive', 'pass'], 'inconclusive'],
    [['pass', 'pass'], 'pass'],
    [[], undefined],
  ])('the verdict of parts that end with %j is %s', (verdicts, whole) => {
    expect(worstVerdict(verdicts)).toBe(whole);
  });
});
