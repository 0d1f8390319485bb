// A table as a whole, whichever commands it answers: how it starts, starts again, is copied, taken over and
// checked.
import { Effects } from './effects.ts';
import { HEADER } from './layout.ts';
import { selfCheck } from './self-check.ts';
import { snapshotWords } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** Options of a new table. */
export interface ProcessTableOptions {
  /** Ids in use that fit before the table grows by itself; 64 unless told. */
  readonly capacity?: number;
}

/** Options of a new table with terminals. */
export interface TerminalTableOptions extends ProcessTableOptions {
  /** Terminals, which are numbered from 1 on; 2 unless told, at most 100,000. */
  readonly terminals?: number;
}

/** The abilities of every table, before any command. */
export class WholeTable<Data> extends Effects<Data> {
  #epoch = 0;

  constructor(options: ProcessTableOptions = {}) {
    const { capacity, terminals = 0 }: TerminalTableOptions = options;
    super(capacity, terminals);
    this.makeInit();
  }

  /** Back to init alone; handle objects taken before hold nothing any more. O(capacity). */
  reset(): void {
    this.clear();
    this.processData = undefined;
    this.threadDatum = undefined;
    this.makeInit();
    this.#epoch++;
  }

  /** The number of times that {@link reset} and {@link restore} have replaced the whole state. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The whole state as one copy of the buffer, and of the data where there ever was any. O(bytes). */
  snapshot(): Snapshot<Data> {
    const bytes = this.words.slice().buffer;
    if (this.processData === undefined && this.threadDatum === undefined) return { bytes };
    return { bytes, processData: this.processData?.slice(), threadData: this.threadDatum?.slice() };
  }

  /**
   * Takes over a snapshot's state and capacity; the snapshot stays as it is. Handle counts come back with it,
   * while handle objects taken before hold nothing any more. Throws an Error and changes nothing if the bytes
   * are no table of this version and for these commands. O(bytes).
   */
  restore(snapshot: Snapshot<Data>): void {
    const words = snapshotWords(snapshot.bytes, this.words[HEADER.COMMANDS]);
    if (words.length === this.words.length) this.words.set(words);
    else this.adopt(words.slice());
    this.processData = snapshot.processData?.slice();
    this.threadDatum = snapshot.threadData?.slice();
    this.#epoch++;
  }

  /** Finds what is wrong with the representation, in sentences; empty when sane. O(capacity). */
  selfCheck(): readonly string[] {
    return selfCheck(this.words, () => this.indexFaults());
  }
}
