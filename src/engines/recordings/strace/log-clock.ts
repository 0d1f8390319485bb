// Makes one clock that never goes back of the times on the lines: a time of the day goes on after midnight, and distances between
// lines are added up.
import type { LinePrefix } from './line-prefix.ts';

const DAY_SECONDS = 86_400;

export class LogClock {
  #last = 0;
  #midnights = 0;

  /** The seconds of a line; `undefined` where it has no time. */
  secondsOf({ clock, seconds }: LinePrefix): number | undefined {
    if (seconds === undefined || clock === 'epoch') return seconds;
    if (clock === 'line-before') return (this.#last += seconds);
    if (seconds + DAY_SECONDS / 2 < this.#last) this.#midnights++;
    this.#last = seconds;
    return seconds + this.#midnights * DAY_SECONDS;
  }
}
