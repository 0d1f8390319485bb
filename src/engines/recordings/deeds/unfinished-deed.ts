// The calls that did not return, since their callers were killed in them or the log ends before: whether they took effect, no
// line tells.
import { asDone } from '../cut-short.ts';
import type { LogMoment } from '../log-event.ts';
import type { Recorded } from '../recorded.ts';
import type { Deed } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { unfinishedWait } from './wait-deed.ts';

/**
 * A call that did nothing, or all that it would have done; `undefined` where nobody else could see it, or nobody can say what.
 *
 * @param ended The line by which it had taken effect if it did: that of its caller's end, or the last one.
 * @param deedOf The deed of a call that has returned.
 */
export function unfinishedDeed(
  of: CallOf,
  ended: LogMoment,
  recorded: Recorded,
  deedOf: (of: CallOf, recorded: Recorded) => Deed | undefined,
): Deed | undefined {
  const { call, member } = of;
  const isWait = call.name.startsWith('wait');
  const done = isWait ? { ...call, returned: ended } : asDone(call, member, ended);
  if (done === undefined) return undefined;
  const deed = isWait
    ? unfinishedWait({ ...of, call: done }, recorded)
    : deedOf({ ...of, call: done }, recorded);
  return (
    deed && {
      ...deed,
      checked: false,
      mayBeUndone: true,
      perform: (world) => [world, ...deed.perform(world).filter((after) => after !== world)],
      forced: (world) => world,
      leftOpen: () => undefined,
    }
  );
}
