// The check that leaves nothing to chance: every command from every state of a few ids.
import type { System } from '../../../contract/system.ts';
import { TooManyStates, tourOf } from '../../../engines/tour/transition-tour.ts';
import type { Tour } from '../../../engines/tour/transition-tour.ts';
import { runTour } from '../../../engines/tour/run.ts';
import { counted } from '../../../contract/format-numbers.ts';
import { usualBound } from '../../../engines/usual-bound.ts';
import type { SpaceBound } from '../../../model/bounded/bound.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { Specification } from '../../../model/specification.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, inconclusive, NO_SHARE, pass } from '../check.ts';
import { tourFailed } from '../failure-outcome.ts';
import { moreTime } from '../settings.ts';
import { shareOf } from '../surroundings.ts';
import { withSystem } from '../using-system.ts';
import { worldFor } from '../world.ts';

const SEQUENCE_MAX = 300;
/** The rest of the time goes to making a failure short. */
const TIME_SHARE = 0.8;

/**
 * Commands of the tour of 0, 1, … ids, of the set that has most; there is no tour of more, which has too many states.
 */
const COMMANDS_BY_IDS = [0, 228, 54_878, 54_878];

export const TOUR_CHECK: Check = {
  name: 'tour',
  claim: ({ ids, areIdsAsked }) =>
    `it agrees with the model on every command from every state of ${areIdsAsked ? '' : 'up to '}${counted(ids, 'id')}`,
  cost: ({ ids }) => COMMANDS_BY_IDS[ids] ?? 0,
  needs: [],
  divides: true,
  run: (subject) => withSystem(subject.make, (system) => tour(system, subject)),
};

async function tour(system: System, { make: fresh, settings, surroundings }: Subject): Promise<CheckOutcome> {
  const { timeoutMs } = settings;
  const specification = specificationOf(system);
  const ids = settings.areIdsAsked ? settings.ids : Math.min(settings.ids, specification.space.idsByDefault);
  const bound = usualBound(specification, system, ids, 'lowest');
  if (bound.commands.length === 0) return excused('it supports none of the commands that a tour is made of');
  const { control, shard } = surroundings;
  const world = worldFor(timeoutMs * TIME_SHARE, control);
  const planned = plannedTour(specification.mostDecided, bound);
  if (planned === undefined)
    return inconclusive(`${counted(ids, 'id')} have too many states for a tour: fewer ids would help`);
  const sequences = shareOf(planned.sequences, shard);
  if (sequences.length === 0 && planned.sequences.length > 0) return NO_SHARE;
  const result = await runTour(system, specification, sequences, { commands: bound.commands, fresh }, world);
  const { verdict, reason = '', failure } = result;
  if (failure !== undefined) return tourFailed(system, failure, settings);
  if (verdict !== 'pass')
    return inconclusive(
      world.stopped()
        ? `the time was up after ${result.sequences} of ${counted(sequences.length, 'sequence')}: ${moreTime(settings, 'ids')}`
        : reason,
    );
  const elsewhere =
    result.strayed === 0
      ? ''
      : `; choices or known deviations of its own led ${counted(result.strayed, 'sequence')} to other states`;
  // The states of several shares overlap; the sequences do not.
  const commands = sequences.reduce((sum, { length }) => sum + length, 0);
  const share =
    shard.of === 1
      ? ''
      : `, in ${counted(planned.sequences.length, 'sequence')}, of which this share has ${sequences.length}`;
  return pass(
    `${counted(planned.states, 'state')}${ids < settings.ids ? ` of ${counted(ids, 'id')}` : ''}, ${counted(planned.transitions + planned.still, 'command')} from them${share}${elsewhere}`,
    { totals: { sequences: sequences.length, commands } },
  );
}

function plannedTour(specification: Specification, bound: SpaceBound): Tour | undefined {
  try {
    return tourOf({ specification, bound, still: true, sequenceMax: SEQUENCE_MAX });
  } catch (error) {
    if (error instanceof TooManyStates) return undefined;
    throw error;
  }
}
