// Many small draws out of one random number, the same everywhere.

/** Draws seeded by one choice: xorshift32 (Marsaglia 2003) after a mixing step, so that near choices part at once. */
export class Dice {
  #state = 1;

  /** Starts the draws that belong to this choice. */
  seed(choice: number): void {
    let mixed = Math.imul(choice ^ (choice >>> 16), 0x7feb352d); // Wellons' lowbias32.
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
    this.#state = (mixed ^ (mixed >>> 16)) | 1;
  }

  /** A number from 0 to `count - 1`. */
  below(count: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % count;
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}
