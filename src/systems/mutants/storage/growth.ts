// Faults of growth, of the index of ids and of restoring, which both tables can have. A table that has room enough shows
// few of them: they are for checks that make tables small.
import { COLUMN, HEADER, INIT_ROW, NONE, ROW_WORDS } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import type { Snapshot } from '../../../impl/snapshot.ts';
import type { ProcessTableOptions, WholeTable } from '../../../impl/table-base.ts';
import type { TableClass } from '../mutant.ts';

/** One fault, of tables made at any capacity. */
interface GrowthMutant<Table> {
  /** The fault, in a sentence. */
  readonly sentence: string;
  readonly make: (capacity?: number) => Table;
}

/** Mutants by name. */
export type GrowthMutants<Table> = Readonly<Record<string, GrowthMutant<Table>>>;

/** A table of this class, with a fault. */
type Faulty = <Table extends TableClass>(table: Table) => Table;

/** Every fault by name, with what is wrong in a sentence. */
const FAULTS: Readonly<Record<string, { readonly sentence: string; readonly fault: Faulty }>> = {
  'growth-copies-a-word-too-few': {
    sentence: 'growth copies one word too few, so that the last row forgets its handles on sessions',
    fault: (table) => growing(table, (words, end) => (words[end - ROW_WORDS + COLUMN.SESSION_HANDLES] = 0)),
  },
  'growth-forgets-handles-on-groups': {
    sentence: 'growth copies no handles on groups',
    fault: (table) => growing(table, (words, end) => wipe(words, end, COLUMN.GROUP_HANDLES)),
  },
  'growth-forgets-exit-codes': {
    sentence: 'growth copies no exit codes',
    fault: (table) => growing(table, (words, end) => wipe(words, end, COLUMN.EXIT_CODE)),
  },
  'growth-forgets-older-siblings': {
    sentence: 'growth ends the list of children at each child of the last row',
    fault: (table) => growing(table, (words, end) => (words[end - ROW_WORDS + COLUMN.NEXT_SIBLING] = NONE)),
  },
  'growth-forgets-the-counts': {
    sentence: 'growth copies the rows and not what the header counts',
    fault: (table) => growing(table, (words) => words.fill(0, HEADER.PROCESSES, HEADER.GROUPS + 1)),
  },
  'growth-forgets-the-subreapers': {
    sentence: 'growth forgets that there are subreapers',
    fault: (table) => growing(table, (words) => (words[HEADER.SUBREAPERS] = 0)),
  },
  'growth-looks-for-free-ids-too-high': {
    sentence: 'growth takes every id below the number of rows for one in use',
    fault: (table) => growing(table, (words, end) => (words[HEADER.LOWEST_FREE] = end / ROW_WORDS)),
  },
  'growth-leaves-the-last-row-out-of-the-index': {
    sentence: 'growth puts all rows but the last into the new index',
    fault: leavesTheLastRowOut,
  },
  'growth-puts-the-last-row-into-the-index-twice': {
    sentence: 'growth puts the last row into the new index twice, where it stays once its id is gone',
    fault: putsTheLastRowTwice,
  },
  'growth-comes-a-row-too-late': {
    sentence: 'a full table writes one more row over its index before it grows',
    fault: comesARowTooLate,
  },
  'deletion-shifts-nothing-back': {
    sentence: 'an id that goes leaves a hole in the index, behind which ids are not found',
    fault: shiftsNothingBack,
  },
  'free-rows-are-forgotten-but-for-the-latest': {
    sentence: 'a row given back is the only one in the list of free rows',
    fault: forgetsFreeRows,
  },
  'snapshot-forgets-the-last-bucket-in-use': {
    sentence: 'a snapshot lacks the last entry of the index',
    fault: snapshotLacksABucket,
  },
  'restore-keeps-the-lowest-free-id': {
    sentence: 'a table that takes over a snapshot looks for free ids from where it was itself',
    fault: (table) => restoring(table, HEADER.LOWEST_FREE),
  },
  'restore-shares-the-snapshot': {
    sentence: 'a table that takes over a snapshot of another capacity goes on in the snapshot itself',
    fault: restoreSharesTheSnapshot,
  },
  'restore-keeps-the-free-rows': {
    sentence: 'a table that takes over a snapshot keeps its own list of free rows',
    fault: (table) => restoring(table, HEADER.FIRST_FREE),
  },
  'reset-leaves-the-end-of-the-index': {
    sentence: 'a reset wipes the first half of the index alone',
    fault: resetLeavesTheIndex,
  },
  'restore-leaves-handle-objects-alive': {
    sentence: 'a handle object from before a restore releases what another one holds',
    fault: leavesHandlesAlive,
  },
  'restore-in-place-leaves-handle-objects-alive': {
    sentence: 'a handle object from before a restore of the same size releases what another one holds',
    fault: leavesHandlesAliveInPlace,
  },
};

/** The faults of the tables of this class. */
export function growthMutantsOf<Table extends WholeTable<undefined>>(
  table: new (options?: ProcessTableOptions) => Table,
): GrowthMutants<Table> {
  return Object.fromEntries(
    Object.entries(FAULTS).map(([name, { sentence, fault }]) => {
      const Broken = fault(table as TableClass) as typeof table;
      const make = (capacity?: number) => new Broken(capacity === undefined ? {} : { capacity });
      return [name, { sentence, make }];
    }),
  );
}

/** Damages the words after a growth; `end` is where the rows that were there before end. */
function growing<Table extends TableClass>(
  table: Table,
  damage: (words: Int32Array, end: Row) => void,
): Table {
  return class extends table {
    protected override grow(): void {
      const end = this.index;
      super.grow();
      damage(this.words, end);
    }
  };
}

function wipe(words: Int32Array, end: Row, column: number): void {
  for (let row = INIT_ROW; row < end; row += ROW_WORDS) words[row + column] = 0;
}

function leavesTheLastRowOut<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override grow(): void {
      const last = this.index - ROW_WORDS;
      super.grow();
      if (last !== INIT_ROW) this.remove(last);
    }
  };
}

function putsTheLastRowTwice<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override grow(): void {
      const last = this.index - ROW_WORDS;
      super.grow();
      this.enter(last);
    }
  };
}

function comesARowTooLate<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override grow(): void {
      if (this.words[HEADER.ROWS_END] === this.index) return;
      super.grow();
    }

    protected override take(id: number): Row {
      if (this.words[HEADER.ROWS_END] > this.index) this.grow();
      return super.take(id);
    }
  };
}

function shiftsNothingBack<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override remove(row: Row): void {
      const { words, index, bits } = this;
      for (let bucket = index; bucket < index + 2 ** bits; bucket += 1)
        if ((words[bucket] & (2 ** bits - 1)) === row / ROW_WORDS) words[bucket] = 0;
    }
  };
}

function forgetsFreeRows<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override release(row: Row): void {
      super.release(row);
      this.words[row + COLUMN.ID] = NONE;
    }
  };
}

function snapshotLacksABucket<Table extends TableClass>(table: Table): Table {
  return class extends table {
    override snapshot(): Snapshot {
      const snapshot = super.snapshot();
      const words = new Int32Array(snapshot.bytes);
      const last = words.findLastIndex((word, at) => at >= this.index && word !== 0);
      words[last] = 0;
      return snapshot;
    }
  };
}

function restoreSharesTheSnapshot<Table extends TableClass>(table: Table): Table {
  return class extends table {
    override restore(snapshot: Snapshot): void {
      super.restore(snapshot);
      this.words = new Int32Array(snapshot.bytes);
    }
  };
}

/** Keeps a word of its own header when it takes over a snapshot. */
function restoring<Table extends TableClass>(table: Table, word: number): Table {
  return class extends table {
    override restore(snapshot: Snapshot): void {
      const own = this.words[word];
      super.restore(snapshot);
      this.words[word] = own;
    }
  };
}

function resetLeavesTheIndex<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override clear(): void {
      const half = this.index + 2 ** (this.bits - 1);
      const rest = this.words.slice(half);
      super.clear();
      this.words.set(rest, half);
    }
  };
}

function leavesHandlesAlive<Table extends TableClass>(table: Table): Table {
  return class extends table {
    override get epoch(): number {
      return 0;
    }
  };
}

function leavesHandlesAliveInPlace<Table extends TableClass>(table: Table): Table {
  return class extends table {
    #inPlace = 0;

    override restore(snapshot: Snapshot): void {
      if (snapshot.bytes.byteLength === this.byteLength) this.#inPlace += 1;
      super.restore(snapshot);
    }

    override get epoch(): number {
      return super.epoch - this.#inPlace;
    }
  };
}
