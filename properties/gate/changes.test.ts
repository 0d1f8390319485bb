// Goal: the changes that the gate is tried with can be made. Method: each patch is tried on the sources of today; what the gate
// says to them, which takes minutes, is `npm run gate:changes`.
import { expect, test } from 'vitest';
import { ROOT, textOf } from '../support/repository.ts';
import { CHANGES } from './changes.ts';
import type { ChangeKind } from './changes.ts';
import { CHANGES_FOLDER, judgedTrial } from './change-trials.ts';
import type { JudgedReport } from './change-trials.ts';
import { patched, patchNames } from './patches.ts';

test('the changes are the patches of their folder, six harmless, six wrong, two slow and two of storage, each of the implementation', () => {
  expect(patchNames(ROOT, CHANGES_FOLDER)).toEqual(Object.keys(CHANGES).sort());
  const kinds = Map.groupBy(Object.values(CHANGES), ({ kind }) => kind);
  expect(Object.fromEntries([...kinds].map(([kind, changes]) => [kind, changes.length]))).toEqual({
    harmless: 6,
    wrong: 6,
    slow: 2,
    storage: 2,
  });
  for (const name of Object.keys(CHANGES)) {
    expect(patched(ROOT, CHANGES_FOLDER, name, 'try')).toBeUndefined();
    for (const [, path] of textOf(`${CHANGES_FOLDER}/${name}.patch`).matchAll(/^\+\+\+ b\/(.*)$/gm))
      expect(path).toMatch(/^src\/impl\//);
  }
});

test('a change is as it should be only where the gate says the right thing for the right reason', () => {
  const report = (...failed: readonly string[]): JudgedReport => ({
    verdict: failed.length > 0 ? 'fail' : 'pass',
    reason: null,
    checks: ['random', 'counted-work', 'performance'].map((name) => ({
      name,
      line: name,
      verdict: failed.includes(name) ? 'fail' : 'pass',
      leftOut: false,
    })),
  });
  const open: JudgedReport = { verdict: 'inconclusive', reason: 'inconclusive: performance', checks: [] };
  const problemOf = (kind: ChangeKind, of: JudgedReport | undefined): string | undefined =>
    judgedTrial({ kind, sentence: '' }, of, 'it exploded').problem;
  expect(problemOf('harmless', report())).toBeUndefined();
  expect(problemOf('harmless', report('random'))).toBe('the verdict must be pass, and is fail');
  expect(problemOf('harmless', open)).toContain('and is inconclusive (inconclusive: performance)');
  expect(problemOf('wrong', report('random', 'performance'))).toBeUndefined();
  expect(problemOf('wrong', report())).toBe('the verdict must be fail, and is pass');
  expect(problemOf('storage', report('performance'))).toContain('fails for its speed alone');
  expect(problemOf('storage', report('counted-work'))).toContain('fails for its speed alone');
  expect(problemOf('slow', report('performance'))).toBeUndefined();
  expect(problemOf('slow', report('counted-work', 'performance'))).toBeUndefined();
  expect(problemOf('slow', report('random', 'performance'))).toBe('it must fail for its speed alone');
  expect(problemOf('slow', undefined)).toBe('the gate must give a verdict: it exploded');
});
