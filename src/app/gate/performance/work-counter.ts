// The work of a table as numbers: which words of its buffer a command reads and writes. The buffer is put behind a proxy for
// the time of the count, so that the table itself carries no counters.
import { HEADER, indexEnd, INIT_ROW, ROW_WORDS } from '../../../impl/layout.ts';
import type { WholeTable } from '../../../impl/table-base.ts';

/** The storage that a piece of work touched. */
export interface Touched {
  /** The number of reads and writes, repeated ones and those of the header included. */
  readonly words: number;
  /** The numbers of the rows, each once, in order of first touch. */
  readonly rows: readonly number[];
  /** The numbers of the buckets of the id index, likewise. */
  readonly buckets: readonly number[];
  /** The bytes of new buffers. */
  readonly bytes: number;
}

/** A table whose work can be counted. */
export interface CountedTable<Table> {
  readonly table: Table;
  readonly count: (work: () => void) => Touched;
}

/** Any class of tables. */
// oxlint-disable-next-line typescript/no-explicit-any -- a class given as an argument is extended only with any[]
type AnyTableClass = new (...options: any[]) => WholeTable<undefined>;

/** A table like this one, a new one with room for so many ids, whose work can be counted while it grows, too. */
export function countedTable<Table>(like: Table, capacity: number): CountedTable<Table> {
  const Class = (like as object).constructor as AnyTableClass;
  let counter: Counter | undefined;
  let buffer: Int32Array;
  class Counted extends Class {
    count(work: () => void): Touched {
      counter = new Counter();
      buffer = this.words;
      this.words = counter.behind(buffer, this.index);
      try {
        work();
        return counter.touched;
      } finally {
        counter = undefined;
        this.words = buffer;
      }
    }

    protected override adopt(words: Int32Array): Int32Array {
      const own = super.adopt(words);
      if (counter === undefined) return own;
      buffer = own;
      counter.made(own);
      this.words = counter.behind(own, this.index);
      return own;
    }
  }
  const table = new Counted({ capacity });
  return { table: table as unknown as Table, count: (work) => table.count(work) };
}

/** Counts what `work` touches of a buffer that `use` gives to its table. The table must not grow. */
export function countWork(
  buffer: Int32Array,
  index: number,
  use: (words: Int32Array) => void,
  work: () => void,
): Touched {
  const counter = new Counter();
  use(counter.behind(buffer, index));
  try {
    work();
  } finally {
    use(buffer);
  }
  return counter.touched;
}

class Counter {
  #words = 0;
  #bytes = 0;
  /** Words from there on belong to no row and no bucket: those of job control. */
  #indexEnd = 0;
  readonly #rows = new Set<number>();
  readonly #buckets = new Set<number>();

  get touched(): Touched {
    return { words: this.#words, rows: [...this.#rows], buckets: [...this.#buckets], bytes: this.#bytes };
  }

  made({ byteLength }: Int32Array): void {
    this.#bytes += byteLength;
  }

  /** The buffer with its work counted. */
  behind(buffer: Int32Array, index: number): Int32Array {
    this.#indexEnd = indexEnd(buffer[HEADER.CAPACITY]);
    return traced(
      buffer,
      (at) => this.#touch(at, index),
      (words) => (this.#words += words),
    );
  }

  #touch(at: number, index: number): void {
    this.#words += 1;
    if (at >= this.#indexEnd) return;
    if (at >= index) this.#buckets.add(at - index);
    else if (at >= INIT_ROW) this.#rows.add(Math.floor(at / ROW_WORDS));
  }
}

/**
 * The buffer, which calls `touch` with the place of each word that is read or written. A method works on many at once: `work`
 * is called with as many as its result has, or those of the whole buffer.
 */
export function traced(
  buffer: Int32Array,
  touch: (at: number) => void,
  work: (words: number) => void,
): Int32Array {
  return new Proxy(buffer, {
    get: (target, key) => {
      const value = Reflect.get(target, key) as unknown;
      if (typeof value === 'function') return telling(target, value as Method, work);
      touch(Number(key));
      return value;
    },
    set: (target, key, value) => {
      touch(Number(key));
      return Reflect.set(target, key, value);
    },
  });
}

function telling(target: Int32Array, method: Method, work: (words: number) => void): Method {
  return (...given: unknown[]) => {
    const result = method.apply(target, given);
    work(result instanceof Int32Array ? result.length : target.length);
    return result;
  };
}

type Method = (this: Int32Array | void, ...given: unknown[]) => unknown;
