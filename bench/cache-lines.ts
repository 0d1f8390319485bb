// The cache lines that the mixed workload touches: what a large table costs is waiting for those that are in no cache.
import { traced } from '../src/app/gate/performance/work-counter.ts';
import { ProcessTable } from '../src/impl/hierarchy/process-table.ts';

const LINE_BYTES = 64;
const WORD_BYTES = 4;

/** A table that tells of each read and write of its buffer. It must not grow meanwhile. */
export class TracedTable extends ProcessTable {
  /** Calls `touch` with the place of each word that `work` reads or writes. */
  trace(work: () => void, touch: (word: number) => void): void {
    const own = this.words;
    this.words = traced(own, touch, () => {
      throw new Error('no command calls a method of the buffer');
    });
    try {
      work();
    } finally {
      this.words = own;
    }
  }
}

/** A cache of so many lines that forgets the one touched longest ago. */
export class LineCache {
  readonly #lines = new Set<number>();
  readonly #size: number;
  readonly #offset: number;
  missed = 0;

  /** `offset`: how many bytes behind the beginning of a line the buffer begins. */
  constructor(bytes: number, offset: number) {
    this.#size = bytes / LINE_BYTES;
    this.#offset = offset;
  }

  touch(word: number): void {
    const line = Math.floor((word * WORD_BYTES + this.#offset) / LINE_BYTES);
    const lines = this.#lines;
    // A set is in the order of insertion: whatever is put in again is the latest.
    if (!lines.delete(line)) {
      this.missed += 1;
      if (lines.size === this.#size) for (const oldest of lines) if (lines.delete(oldest)) break;
    }
    lines.add(line);
  }
}
