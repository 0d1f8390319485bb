// Tables that count their work, for tests and benchmarks.
import { countWork } from '../../src/app/gate/performance/work-counter.ts';
import type { Touched } from '../../src/app/gate/performance/work-counter.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

/** A process table whose work can be counted. */
export class CountedProcessTable<Data = undefined> extends ProcessTable<Data> {
  /** Counts what `work` touches. It must not make the table grow. */
  count(work: () => void): Touched {
    return countWork(this.words, this.index, (words) => (this.words = words), work);
  }
}

/** The same of a POSIX table. */
export class CountedPosixTable<Data = undefined> extends PosixTable<Data> {
  /** Counts what `work` touches. It must not make the table grow. */
  count(work: () => void): Touched {
    return countWork(this.words, this.index, (words) => (this.words = words), work);
  }
}
