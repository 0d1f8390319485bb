// The entry point procession-check/vitest: the conformance suite as tests of Vitest.
import '../../node-version.ts';
import { afterAll, describe, test } from 'vitest';
import { visible } from '../../contract/visible.ts';
import { conformanceChecks } from './checks.ts';
import type { ConformanceOptions } from '../gate/settings.ts';
import { settingsOf } from '../gate/settings.ts';
import type { CheckOutcome, ConformanceCheck } from '../gate/check.ts';
import { Nonconformance } from '../gate/check.ts';
import type { MakeSystem } from '../gate/check.ts';

export type { ConformanceOptions } from '../gate/settings.ts';
export type { MakeSystem } from '../gate/check.ts';

/** A check ends by itself when its time is over; Vitest's own limit is for a system that never gives the thread back. */
const TIMES = 2;
const NOT_RUN = 'not run: a test before it failed';

/**
 * Declares the suite: a `describe` of this name with a test for each claim about the systems that `make` makes; the
 * invariants, which one search judges, are one. A claim that a system leaves no way to judge is skipped, with the
 * reason, and so is what follows the first failure, which most often would tell the same fault again.
 */
export type Conformance = (name: string, make: MakeSystem, options?: ConformanceOptions) => void;

/**
 * As {@link Conformance}; `.only` and `.skip` are Vitest's.
 *
 * @example
 * ```ts
 * // my-processes.test.ts
 * import { posixTableSystem } from 'procession-check';
 * import { conformance } from 'procession-check/vitest';
 *
 * conformance('my processes', () => posixTableSystem());
 * ```
 */
export const conformance: Conformance & { readonly only: Conformance; readonly skip: Conformance } =
  Object.assign(declaredBy(describe), { only: declaredBy(describe.only), skip: declaredBy(describe.skip) });

function declaredBy(declare: typeof describe.only): Conformance {
  return (name, make, options = {}) => {
    const { timeoutMs, seed } = settingsOf(options);
    const tests = testsOf(conformanceChecks(make, { ...options, seed }));
    // One after the other, whatever the project's settings: the checks share a search, and `make` may share a system.
    declare(name, { concurrent: false, timeout: TIMES * timeoutMs }, () => {
      const unchecked = new Map<string, string[]>();
      let failed: string | undefined;
      for (const [title, checks] of tests)
        test(title, async ({ skip }) => {
          if (failed !== undefined && failed !== title) skip(NOT_RUN);
          const excuses: string[] = [];
          for (const check of checks) {
            const outcome = await check.run();
            if (outcome.verdict === 'pass') continue;
            if (!isExcused(outcome)) {
              failed = title;
              throw new Nonconformance(outcome);
            }
            excuses.push(outcome.sentence);
            unchecked.set(outcome.sentence, [...(unchecked.get(outcome.sentence) ?? []), shortName(check)]);
          }
          if (excuses.length === checks.length) skip([...new Set(excuses)].join('; '));
        });
      // Vitest shows why a test was skipped only beside one that failed, and of a test that passed in part nothing.
      afterAll(() => {
        for (const [sentence, names] of failed === undefined ? unchecked : [])
          console.warn(visible(`not checked: ${names.join(', ')}: ${sentence}`));
      });
    });
  };
}

/** The checks by the test that they belong to, in their order. */
function testsOf(checks: readonly ConformanceCheck[]): ReadonlyMap<string, readonly ConformanceCheck[]> {
  const invariants = checks.filter(isOfInvariant);
  const [first, last] = [invariants[0], invariants.at(-1)].map((check) => check && shortName(check));
  const title = `${first} … ${last}: the invariants hold of what it shows`;
  return Map.groupBy(checks, (check) => (isOfInvariant(check) ? title : check.name));
}

function isOfInvariant({ name }: ConformanceCheck): boolean {
  return /^I\d+:/.test(name);
}

/** As it is called in a line with others. */
function shortName({ name }: ConformanceCheck): string {
  return /^I\d+(?=:)/.exec(name)?.[0] ?? name;
}

/** Nothing went wrong there, and nothing was judged. */
function isExcused(
  outcome: Exclude<CheckOutcome, { readonly verdict: 'pass' }>,
): outcome is Extract<CheckOutcome, { readonly verdict: 'inconclusive' }> {
  return outcome.verdict === 'inconclusive' && outcome.excused;
}
