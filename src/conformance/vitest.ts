// The entry point procession-check/vitest: the conformance suite as tests of Vitest.
import { afterAll, describe, test } from 'vitest';
import { visible } from '../contract/visible.ts';
import { conformanceChecks } from './checks.ts';
import type { ConformanceOptions } from './options.ts';
import { settingsOf } from './options.ts';
import { Nonconformance } from './outcome.ts';
import type { MakeSystem } from './with-system.ts';

export type { ConformanceOptions } from './options.ts';
export type { MakeSystem } from './with-system.ts';

/** A check ends by itself when its time is over; Vitest's own limit is for a system that hangs. */
const TIMES = 2;

/**
 * Declares the suite: a `describe` of this name with a test for each claim about the systems that `make` makes. A
 * claim that a system leaves no way to judge is skipped, with the reason.
 */
export type Conformance = (name: string, make: MakeSystem, options?: ConformanceOptions) => void;

/** As {@link Conformance}; `.only` and `.skip` are Vitest's. */
export const conformance: Conformance & { readonly only: Conformance; readonly skip: Conformance } =
  Object.assign(declaredBy(describe), { only: declaredBy(describe.only), skip: declaredBy(describe.skip) });

function declaredBy(declare: typeof describe.only): Conformance {
  return (name, make, options = {}) => {
    const { timeoutMs, seed } = settingsOf(options);
    const checks = conformanceChecks(make, { ...options, seed });
    // One after the other, whatever the project's settings: the checks share a search, and `make` may share a system.
    declare(name, { concurrent: false, timeout: TIMES * timeoutMs }, () => {
      const unchecked = new Map<string, string[]>();
      let green = true;
      for (const check of checks) {
        test(check.name, async ({ skip }) => {
          const outcome = await check.run();
          if (outcome.verdict === 'pass') return;
          if (outcome.verdict === 'inconclusive' && outcome.excused) {
            const short = /^I\d+(?=:)/.exec(check.name)?.[0] ?? check.name;
            unchecked.set(outcome.sentence, [...(unchecked.get(outcome.sentence) ?? []), short]);
            skip(outcome.sentence);
          }
          green = false;
          throw new Nonconformance(outcome);
        });
      }
      // Vitest shows why a test was skipped only beside one that failed.
      afterAll(() => {
        for (const [sentence, names] of green ? unchecked : [])
          console.warn(visible(`not checked: ${names.join(', ')}: ${sentence}`));
      });
    });
  };
}
