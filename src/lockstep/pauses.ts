// Long work in one go lets nothing else in: no signal, no timer, no display. So it pauses now and then, and
// waits for the answers of a system elsewhere.

import type { RunControl } from '../contract/run-control.ts';

/** Lets others in, if it is time for that; what it throws ends the work. */
export type Turn = () => Promise<void> | void;

/** Work that yields nothing where it pauses, and a promise where it needs what that settles to. */
export type Work<Result> = Generator<Promise<unknown> | void, Result>;

/** Steps of some microseconds each between two turns: too few to be noticed, too many for the turns to cost anything. */
export const STEPS_A_TURN = 64;

/** Runs work that waits for nothing to its end, in one go. */
export function inOneGo<Result>(work: Work<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (value instanceof Promise) throw new Error('an asynchronous system was run synchronously');
  }
}

/** Runs work to its end, with a turn at each pause. */
export async function inTurns<Result>(work: Work<Result>, turn?: Turn): Promise<Result> {
  let at = work.next();
  while (at.done !== true) {
    const { value } = at;
    if (value instanceof Promise) at = await settledIn(work, value);
    else {
      await turn?.();
      at = work.next();
    }
  }
  return at.value;
}

/** Runs work to its end, or to a pause at which an end is asked for: then nothing comes of it. */
export async function inTurnsUntilStopped<Result extends {}>(
  work: Work<Result>,
  { breathe, stopped }: Pick<RunControl, 'breathe' | 'stopped'>,
): Promise<Result | undefined> {
  try {
    return await inTurns(work, async () => {
      await breathe();
      if (stopped()) throw new Stopped();
    });
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  }
}

class Stopped extends Error {}

/** Goes on with work when a promise settles; a rejection is thrown where the work waits. */
async function settledIn<Result>(
  work: Work<Result>,
  promise: Promise<unknown>,
): Promise<IteratorResult<Promise<unknown> | void, Result>> {
  let settled: unknown;
  try {
    settled = await promise;
  } catch (error) {
    return work.throw(error);
  }
  return work.next(settled);
}

/** Waits, within work, for what a promise settles to. */
export function* settled<Result>(promise: Promise<Result>): Work<Result> {
  return (yield promise) as Result;
}
