// A deed in the order that has been found so far.
import type { Deed } from './deeds/deed.ts';
import type { World } from './world.ts';

/** A deed in the order found so far, with the world before it and after it. */
export interface Placed {
  readonly deed: Deed;
  readonly before: World;
  readonly after: World;
  /** Another world could have followed as well. */
  readonly isChoice: boolean;
  /** Its result is the one that the log shows. */
  readonly isShown: boolean;
}
