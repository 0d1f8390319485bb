// Goal: a command that does more work than before is noticed on any machine. Method: each set's table is counted as it is, and
// with a walk or a search added, and compared with the work on record.
import { describe, expect, test } from 'vitest';
import { COUNTED_WORK_CHECK, workOf } from '../../src/app/gate/checks/counted-work.ts';
import { Subject } from '../../src/app/gate/check.ts';
import { countedCommands } from '../../src/app/gate/performance/counted-commands.ts';
import type { SetWork } from '../../src/app/gate/performance/counted-commands.ts';
import { compareWork, recordedWork } from '../../src/app/gate/performance/work-budgets.ts';
import { countedTable } from '../../src/app/gate/performance/work-counter.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { inOneGo } from '../../src/lockstep/pauses.ts';
import { SIZES, settingsOf } from '../../src/app/gate/settings.ts';
import { COMMAND_SETS, specificationOf } from '../../src/command-sets.ts';
import { COLUMN, HEADER, INIT_ROW, NONE, ROW_WORDS } from '../../src/impl/layout.ts';
import type { Row } from '../../src/impl/layout.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import type { TableClass } from '../../src/systems/mutants/mutant.ts';
import type { AnySetTable } from '../../src/systems/command-set.ts';

const ROWS_SEARCHED = 12;

/** A set whose table is of another class. */
function withClass(set: AnySetTable, change: (table: TableClass) => TableClass): AnySetTable {
  const Changed = change(set.make(1).constructor as TableClass);
  return { ...set, make: (capacity) => new Changed({ capacity }) };
}

/** Processes leave their group after a walk along its list of members. */
function walking(table: TableClass): TableClass {
  return class extends table {
    protected override leaveGroup(process: Row): boolean {
      const { words } = this;
      const { GROUP, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
      for (let at = words[words[process + GROUP] + FIRST_MEMBER]; at !== process && at !== NONE; )
        at = words[at + NEXT_MEMBER];
      return super.leaveGroup(process);
    }
  };
}

/** Ids are looked for in the first rows, one by one, before the index is asked. */
function searching(table: TableClass): TableClass {
  return class extends table {
    protected override find(id: number): Row {
      const { words } = this;
      const end = Math.min(words[HEADER.ROWS_END], INIT_ROW + ROWS_SEARCHED * ROW_WORDS);
      for (let row = INIT_ROW; row < end; row += ROW_WORDS)
        if (words[row + COLUMN.FLAGS] !== 0 && words[row + COLUMN.ID] === id) return row;
      return super.find(id);
    }
  };
}

/** A table that grows when it need not. */
function wasteful(table: TableClass): TableClass {
  return class extends table {
    protected override makeProcess(row: Row): void {
      this.adopt(this.words.slice());
      super.makeProcess(row);
    }
  };
}

/** The object that an allocating table made last. */
let latest: unknown;

/** A table that makes an object at each exit. */
function allocating(table: TableClass): TableClass {
  return class extends table {
    protected override exitProcess(process: Row): void {
      super.exitProcess(process);
      latest = { process, first: latest === undefined };
    }
  };
}

/** Work without what the engine may blur. */
function exactly(work: SetWork): SetWork {
  const commands = Object.entries(work.commands).map(
    ([name, counts]) => [name, { ...counts, heapBytes: 0 }] as const,
  );
  return { ...work, commands: Object.fromEntries(commands) };
}

describe.each(COMMAND_SETS.map((set) => [set.table.vocabulary.id, set] as const))(
  'the %s table',
  (id, set) => {
    const specification = specificationOf(set.makeSystem());
    const recorded = recordedWork()?.[id];
    const of = (table: AnySetTable, record: SetWork | undefined, control = ALONE.control) =>
      workOf(table, specification, record, control);

    test(`every command of the ${id} table does the work on record, to the word`, () => {
      const work = inOneGo(countedCommands(set.table, specification));
      expect(exactly(work), 'npm run gate:record-work').toEqual(recorded && exactly(recorded));
      expect(Object.keys(work.commands).sort()).toEqual([...specification.commands].sort());
    });

    test.each([
      ['walk along a list', walking, /^more work than is on record:\n(?:words|rows) a /],
      ['search row by row', searching, /^more work than is on record:\nwords a /],
      ['small object made at each exit', allocating, /^bytes of the heap a exit: /m],
      ['copy of the storage', wasteful, /^bytes of tables that grew: /m],
    ] as const)(`a %s is more work than the ${id} commands have on record`, async (_, change, words) => {
      expect(await of(withClass(set.table, change), recorded)).toMatchObject({
        verdict: 'fail',
        report: expect.stringMatching(words) as string,
        evidence: { totals: { commands: 5_500 } },
      });
    });

    test(`work of the ${id} table that was never recorded, or on other sequences, is inconclusive`, async () => {
      expect(await of(set.table, undefined)).toMatchObject({ verdict: 'inconclusive' });
      expect(await of(set.table, { ...recorded!, sequences: 'others' })).toMatchObject({
        verdict: 'inconclusive',
        sentence: expect.stringContaining('npm run gate:record-work') as string,
      });
    });

    test(`the work of the ${id} table is not judged where the count is ended before all of it`, async () => {
      let asked = 0;
      const control = { ...ALONE.control, stopped: () => (asked += 1) === 3 };
      expect(await of(set.table, recorded, control)).toMatchObject({
        verdict: 'inconclusive',
        excused: false,
        sentence: 'it was ended while it counted',
      });
      expect(asked).toBe(3);
    });
  },
);

test('a few words more are told and no failure, and so is less', () => {
  const of = (words: number, heapBytes = 0) => ({
    sequences: 'a',
    commands: { fork: { calls: 10, words, rows: 20, buckets: 10, heapBytes } },
    grownBytes: 1,
  });
  expect(compareWork(of(1000), of(1000))).toEqual({ beyond: [], changed: [] });
  expect(compareWork(of(1101), of(1000))).toEqual({
    beyond: ['words a fork: 110.10, 100 on record'],
    changed: [],
  });
  expect(compareWork(of(1000, 10), of(1000))).toEqual({ beyond: [], changed: [] });
  expect(compareWork(of(1000, 11), of(1000))).toEqual({
    beyond: ['bytes of the heap a fork: 1.10, 0 on record'],
    changed: [],
  });
  for (const words of [900, 1099])
    expect(compareWork(of(words), of(1000))).toEqual({
      beyond: [],
      changed: [`words a fork: ${(words / 10).toFixed(words % 10 === 0 ? 0 : 2)}, 100 on record`],
    });
});

test('work is counted while a table grows, and the table does not notice', () => {
  const { table, count } = countedTable(new ProcessTable(), 1);
  const touched = Array.from({ length: 40 }, (_, index) => count(() => table.fork(1, index + 2)));
  expect(touched.filter(({ bytes }) => bytes > 0).length).toBeGreaterThan(1);
  expect(touched.every(({ words }) => words > 20)).toBe(true);
  expect(table.children(1)).toHaveLength(40);
  expect(table.selfCheck()).toEqual([]);
});

test.each(COMMAND_SETS.map((set) => [set.table.vocabulary.id, set.makeSystem] as const))(
  'the check passes for our system of the %s commands',
  async (_, makeSystem) => {
    const settings = settingsOf({ ...SIZES.quick, seed: 1, save: false });
    expect(await COUNTED_WORK_CHECK.run(new Subject(makeSystem, settings))).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringMatching(/, as recorded$/) as string,
    });
  },
);
