// The tour in one call, with Node's clock.
import { worldFor } from '../gate/world.ts';
import { specificationOf } from '../../command-sets.ts';
import type { System } from '../../contract/system.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { runTour } from '../../engines/tour/run.ts';
import { TooManyStates, tourOf } from '../../engines/tour/transition-tour.ts';
import type { Tour, TourPlan } from '../../engines/tour/transition-tour.ts';
import { usualBound } from '../../engines/usual-bound.ts';
import { checkOptions, checkSystem, OPTIONS } from './given.ts';
import { foundOn } from './found.ts';
import type { Found } from './found.ts';

/** All of these may be left out. */
export interface TourOptions {
  /** Ids are 1 … this; 3 by default. Four ids have some fifty times as many commands. */
  readonly ids?: number;
  /** Milliseconds, after which the tour ends inconclusive. */
  readonly timeMs?: number;
}

/** The result of a tour. */
export interface Toured {
  readonly verdict: Verdict;
  /** The reason that it is not a pass. */
  readonly reason: string | undefined;
  /** States of the model within the bound, and the commands that are to be run from them, refused ones included. */
  readonly states: number;
  readonly commands: number;
  readonly failure: Found | undefined;
}

const SEQUENCE_MAX = 300;

/**
 * Runs every command from every state that a few ids can have on a system that can only be reset and asked: a program, a
 * kernel. Sequences of commands, each from a reset, together pass through all of them. Throws a
 * `RangeError` where there are more than 10,000 states.
 *
 * @example
 * ```ts
 * import { posixTableSystem, tour } from 'procession-check';
 *
 * const { verdict, states } = await tour(posixTableSystem(), { ids: 2 });
 * [verdict, states].join(); // 'pass,10'
 * ```
 */
export async function tour(system: System, options: TourOptions = {}): Promise<Toured> {
  checkSystem('tour', system);
  checkOptions('tour', options, { ids: OPTIONS.ids, timeMs: OPTIONS.timeMs });
  const { ids = 3, timeMs } = options;
  const specification = specificationOf(system);
  const bound = usualBound(specification, system, ids, 'lowest');
  const plan = { specification: specification.mostDecided, bound, still: true, sequenceMax: SEQUENCE_MAX };
  const { sequences, states, transitions, still } = planned(plan, ids);
  const control = worldFor(Number.POSITIVE_INFINITY);
  const result = await runTour(
    system,
    specification,
    sequences,
    { commands: bound.commands, timeMs },
    control,
  );
  return {
    verdict: result.verdict,
    reason: result.reason,
    states,
    commands: transitions + still,
    failure: result.failure && foundOn(system.name, result.failure.minimised.failure, specification),
  };
}

/** The plan's tour. Throws a sentence where it has too many states. */
function planned(plan: TourPlan, ids: number): Tour {
  try {
    return tourOf(plan);
  } catch (error) {
    if (!(error instanceof TooManyStates)) throw error;
    throw new RangeError(`tour: ids must be less than ${ids}: ${error.message}`, { cause: error });
  }
}
