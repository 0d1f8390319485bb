// The conformance suite: the checks of the gate as a list that any test runner can go through.
import type { ConformanceCheck } from '../gate/check.ts';
import type { Need } from '../gate/needs.ts';
import { outcomeOf, Subject } from '../gate/check.ts';
import { CHECKS } from '../gate/checks.ts';
import { settingsOf } from '../gate/settings.ts';
import type { ConformanceOptions } from '../gate/settings.ts';
import type { MakeSystem } from '../gate/check.ts';
import { watched } from '../gate/watched.ts';

/** A test runner that runs anywhere lends no tools. */
const AVAILABLE: ReadonlySet<Need> = new Set();

/**
 * The checks of a system that `make` makes, a new one each time it is called. Nothing is run before a check's `run`;
 * they share a search, so they are best run one after the other. Throws a `TypeError` where an option makes no sense.
 *
 * @example
 * ```ts
 * import { conformanceChecks, posixTableSystem } from 'procession-check';
 *
 * for (const { name, run } of conformanceChecks(() => posixTableSystem())) {
 *   const outcome = await run();
 *   if (outcome.verdict !== 'pass') throw new Error(`${name}: ${outcome.sentence}`);
 * }
 * ```
 */
export function conformanceChecks(
  given: MakeSystem,
  options: ConformanceOptions = {},
): readonly ConformanceCheck[] {
  const settings = settingsOf(options);
  const make = watched(given, { stepMs: settings.stepTimeoutMs, makeMs: settings.timeoutMs / 2 });
  const subject = new Subject(make, settings);
  return CHECKS.filter(
    // The commands of the system are not known yet; what is asked of some sets alone is found by the random commands.
    ({ about = 'system', isAsked, isOf }) =>
      about === 'system' && isOf === undefined && (isAsked?.(settings) ?? true),
  ).map((check) => ({
    name: check.claim(settings),
    run: () => outcomeOf(check, subject, AVAILABLE),
  }));
}
