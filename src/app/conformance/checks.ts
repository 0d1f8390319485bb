// The conformance suite: every claim about a system, as a list that any test runner can go through.
import { Lockstep } from '../../lockstep/lockstep.ts';
import { comparisonChecks } from '../gate/checks/repeatability.ts';
import { corpusCheck } from '../gate/checks/corpus.ts';
import { settingsOf } from './options.ts';
import type { ConformanceOptions, Settings } from './options.ts';
import type { ConformanceCheck } from '../gate/check.ts';
import { pass } from '../gate/check.ts';
import { randomChecks } from '../gate/checks/random.ts';
import { failureOutcome } from './failure-message.ts';
import { tourCheck } from '../gate/checks/tour.ts';
import { watched } from './watched.ts';
import { withSystem } from '../gate/using-system.ts';
import type { MakeSystem } from '../gate/using-system.ts';

/**
 * The checks of a system that `make` makes, a new one each time it is called. Nothing is run before a check's `run`;
 * they share a search, so they are best run one after the other. Throws a `TypeError` where an option makes no sense.
 */
export function conformanceChecks(
  given: MakeSystem,
  options: ConformanceOptions = {},
): readonly ConformanceCheck[] {
  const settings = settingsOf(options);
  const make = watched(given, { stepMs: settings.stepTimeoutMs, makeMs: settings.timeoutMs / 2 });
  return [
    { name: 'it starts as init alone, leading group 1 and session 1', run: () => start(make, settings) },
    ...(settings.corpus === undefined ? [] : [corpusCheck(make, settings.corpus)]),
    ...randomChecks(make, settings),
    tourCheck(make, settings),
    ...comparisonChecks(make, settings),
  ];
}

async function start(make: MakeSystem, settings: Settings): ReturnType<ConformanceCheck['run']> {
  return await withSystem(make, async (system) => {
    const lockstep = new Lockstep(system);
    const divergence = await lockstep.reset();
    return divergence === undefined
      ? pass('init is there, and nothing else')
      : failureOutcome(system, { commands: [], divergence }, settings);
  });
}
