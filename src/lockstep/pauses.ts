// Long work in one go lets nothing else in: no signal, no timer, no display. So it pauses now and then.

/** Lets others in, if it is time for that; what it throws ends the work. */
export type Turn = () => Promise<void> | void;

/** Steps of some microseconds each between two turns: too few to be noticed, too many for the turns to cost anything. */
export const STEPS_A_TURN = 64;

/** Runs work that pauses to its end, in one go. */
export function inOneGo<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Runs work that pauses to its end, with a turn at each pause. */
export async function inTurns<Result>(work: Generator<void, Result>, turn: Turn): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await turn();
  }
}
