// Runs a failure that an engine found again, makes it short, and runs it again as it is to be reported.
import { Hindrance } from '../../contract/hindrance.ts';
import type { Specification } from '../../model/specification.ts';
import { controlIn } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { minimise, untouched } from './minimise.ts';
import type { Minimised, MinimiseOptions } from './minimise.ts';
import { standingOf } from './replay-steadily.ts';
import type { AgainOptions, History, Standing } from './replay-steadily.ts';

/** A failure as it is reported. */
export interface Settled {
  readonly minimised: Minimised;
  /** Run again, it did not fail each time: by what ran before, or by chance. Nothing is certified then. */
  readonly flaky: boolean;
  /** The reason, where it is not chance. */
  readonly history: History | undefined;
}

/**
 * Makes a failure short. It is certified only where it fails on a new copy of the system; what only fails after much else
 * is made short on the system at hand. Throws a {@link Hindrance} where the world keeps it from being run again.
 */
export async function settle(
  system: System,
  specification: Specification,
  found: Failure,
  minimising: MinimiseOptions,
  again: AgainOptions,
): Promise<Settled> {
  const control: Pick<RunControl, 'now' | 'stopped'> = controlIn(minimising);
  // Whoever asked for the end waits for no further run: of a system that hangs each takes its whole limit.
  if (control.stopped()) return steady({ ...untouched(found, 0), unfinished: INTERRUPTED });
  // After a failure that shows after a reset each further run would begin with what the last one left.
  const afterReset = found.divergence.step < 0;
  const standing = await standingOf(system, specification, found, again, control);
  if (standing !== 'steady') {
    if (standing === 'unsteady' || afterReset) return flaky(untouched(found, 1), standing);
    const shortened = await minimise(system, specification, found.commands, {
      ...minimising,
      certifyStatesMax: 0,
    });
    if (shortened === undefined) return flaky(untouched(found, 1), standing);
    const last = await standingOrHindered(system, specification, shortened.failure, again, control);
    // By now the system at hand is another; the failure as it was found depends on what ran before, whatever this shows.
    return flaky(shortened, typeof last === 'object' ? last : standing);
  }
  if (afterReset) return steady(untouched(found, 0));
  const minimised = await minimise(system, specification, found.commands, minimising);
  if (minimised === undefined) return flaky(untouched(found, 1), 'unsteady');
  const last = control.stopped()
    ? 'steady'
    : await standingOrHindered(system, specification, minimised.failure, again, control);
  if (last === 'steady') return steady(minimised);
  if (last === 'unsteady') return flaky({ ...minimised, certificate: undefined }, last);
  const unfinished = 'what was shorter failed only after other commands had run';
  return steady({ ...untouched(found, minimised.executions), unfinished });
}

const INTERRUPTED = 'it was interrupted before the failure was run again';

function steady(minimised: Minimised): Settled {
  return { minimised, flaky: false, history: undefined };
}

function flaky(minimised: Minimised, standing: Standing): Settled {
  return { minimised, flaky: true, history: typeof standing === 'object' ? standing : undefined };
}

/** A failure that has failed twice stands, also where the world keeps it from being run once more. */
async function standingOrHindered(...words: Parameters<typeof standingOf>): Promise<Standing> {
  try {
    return await standingOf(...words);
  } catch (error) {
    if (error instanceof Hindrance) return 'steady';
    throw error;
  }
}
