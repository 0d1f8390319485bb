// Tables that count their work: which words of the buffer a command reads and writes. The buffer is put behind a
// proxy for the time of the count, so that the table itself carries no counters.
import { INIT_ROW, ROW_WORDS } from '../../src/impl/layout.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

/** The storage that a piece of work touched. */
export interface Touched {
  /** The number of reads and writes, repeated ones and those of the header included. */
  readonly words: number;
  /** The numbers of the rows, each once, in order of first touch. */
  readonly rows: readonly number[];
  /** The numbers of the buckets of the id index, likewise. */
  readonly buckets: readonly number[];
}

/** A process table whose work can be counted, for tests and benchmarks. */
export class CountedTable<Data = undefined> extends ProcessTable<Data> {
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

function countWork(
  buffer: Int32Array,
  index: number,
  use: (words: Int32Array) => void,
  work: () => void,
): Touched {
  let words = 0;
  const rows = new Set<number>();
  const buckets = new Set<number>();
  const touch = (key: string | symbol): void => {
    const at = Number(key);
    words++;
    if (at >= index) buckets.add(at - index);
    else if (at >= INIT_ROW) rows.add(Math.floor(at / ROW_WORDS));
  };
  use(
    new Proxy(buffer, {
      get(target, key) {
        touch(key);
        return Reflect.get(target, key) as unknown;
      },
      set(target, key, value) {
        touch(key);
        return Reflect.set(target, key, value);
      },
    }),
  );
  try {
    work();
  } finally {
    use(buffer);
  }
  return { words, rows: [...rows], buckets: [...buckets] };
}
