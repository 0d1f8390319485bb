// The row of a state that waits: as it was kept, or where its payload was not, retraced along the path to it.
import { PathAstray } from './path.ts';
import type { TransitionSystem } from './transition-system.ts';
import { rowWords } from './transition-system.ts';

/** A whole row, of state after state. */
export class WaitingRow {
  /** The words among which the row begins at `offset`. */
  words: Uint32Array;
  offset = 0;
  readonly #system: TransitionSystem;
  readonly #own: Uint32Array;

  constructor(system: TransitionSystem) {
    this.#system = system;
    this.#own = new Uint32Array(rowWords(system));
    this.words = this.#own;
  }

  /**
   * Takes what was kept of a row, which must stay in its place until the next, and the labels of the path to its state, which
   * are asked for only where the system retraces payloads. Throws where they lead nowhere this time.
   */
  take(kept: Uint32Array, offset: number, labels: Uint32Array): void {
    const system = this.#system;
    if (system.retrace === undefined) {
      this.words = kept;
      this.offset = offset;
      return;
    }
    const own = this.#own;
    const { keyWords } = system;
    for (let w = 0; w < keyWords; w++) own[w] = kept[offset + w];
    if (!system.retrace(labels, own, keyWords))
      throw new PathAstray(
        `the path of labels ${labels.join(' ')} cannot be walked again: the system's behaviour seems to depend on more than its commands`,
      );
  }
}
