// Takes the checkpoints of one search when they are due; a failed write costs neither the result nor the search.
import type { Mark } from '../../checker/checkpoint.ts';
import { checkpoint } from '../../checker/checkpoint.ts';
import type { StateSearch } from '../../checker/search.ts';
import { codeOf, whyNot } from '../../contract/file-trouble.ts';

/** The place of a checkpoint. If the operating system refuses, its error is thrown. */
export interface CheckpointPlace {
  /** The checkpoint that is there; undefined for nothing. */
  readonly read: () => Iterable<Uint8Array> | undefined;
  /** Replaces what is there, whole or not at all. */
  readonly write: (bytes: Iterable<Uint8Array>) => void;
  readonly discard: () => void;
  /** Begins the digest by which damage is noticed. */
  readonly newDigest: Mark['newDigest'];
  /** Stands for the code: a checkpoint of other code is refused. */
  readonly version: string;
}

/** The first comes soon, for most searches end or are ended soon; later ones this often. */
const FIRST_MS = 5_000;
const EVERY_MS = 30_000;
/** So many times the time that a checkpoint took goes by before the next. */
const PAUSE_TIMES = 20;

export class Checkpoints {
  readonly #place: CheckpointPlace | undefined;
  /** The identity of the checkpoints; none where there is no place for them. */
  readonly mark: Mark | undefined;
  readonly #now: () => number;
  #due: number;
  /** The reason that the last one could not be written or removed, in a sentence; undefined where it could. */
  trouble: string | undefined;

  constructor(place: CheckpointPlace | undefined, fingerprint: string, now: () => number) {
    this.#place = place;
    this.mark = place && { fingerprint, newDigest: place.newDigest };
    this.#now = now;
    this.#due = now() + FIRST_MS;
  }

  /** Takes one if it is time for one. */
  turn(search: StateSearch): void {
    const began = this.#now();
    if (this.#place === undefined || began < this.#due) return;
    this.#write(search);
    const ended = this.#now();
    this.#due = ended + Math.max(EVERY_MS, PAUSE_TIMES * (ended - began));
  }

  /** At the end: what can be gone on with is kept, what is finished needs no checkpoint. */
  settle(search: StateSearch, finished: boolean): void {
    if (!finished) this.#write(search);
    else this.#trying('could not be removed', () => this.#place?.discard());
  }

  #write(search: StateSearch): void {
    const [place, mark] = [this.#place, this.mark];
    if (place === undefined || mark === undefined) return;
    this.#trying('could not be written', () => place.write(checkpoint(search, mark)));
  }

  #trying(what: string, act: () => void): void {
    try {
      act();
      this.trouble = undefined;
    } catch (error) {
      // Whatever else goes wrong is ours.
      if (codeOf(error) === undefined) throw error;
      this.trouble = `the checkpoint ${what}: ${whyNot(error)}`;
    }
  }
}
