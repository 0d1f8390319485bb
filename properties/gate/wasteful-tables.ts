// Tables of any set that do more work than they need, what the check of counted work says of each, and what it says where it
// cannot be judged.
import { describe, expect, test } from 'vitest';
import { workOf } from '../../src/app/gate/checks/counted-work.ts';
import type { CheckOutcome } from '../../src/app/gate/check.ts';
import type { SetWork } from '../../src/app/gate/performance/counted-commands.ts';
import { recordedWork } from '../../src/app/gate/performance/work-budgets.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { COMMAND_SETS, specificationOf } from '../../src/command-sets.ts';
import type { CommandSetEntry } from '../../src/command-sets.ts';
import { COLUMN, HEADER, INIT_ROW, NONE, ROW_WORDS } from '../../src/impl/layout.ts';
import type { Row } from '../../src/impl/layout.ts';
import type { TableClass } from '../../src/systems/mutants/mutant.ts';
import type { AnySetTable } from '../../src/systems/command-set.ts';
import { processionWith } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';

/** The sets by name. */
export const NAMED_SETS: readonly (readonly [id: string, set: CommandSetEntry])[] = COMMAND_SETS.map(
  (set) => [set.table.vocabulary.id, set],
);

const ROWS_SEARCHED = 12;

/** A set whose table is of another class. */
export function withClass(set: AnySetTable, change: (table: TableClass) => TableClass): AnySetTable {
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
export function searching(table: TableClass): TableClass {
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
export function allocating(table: TableClass): TableClass {
  return class extends table {
    protected override exitProcess(process: Row): void {
      super.exitProcess(process);
      latest = { process, first: latest === undefined };
    }
  };
}

/** Each way to do more work, and the words by which it is told. */
const WASTES = [
  ['walk along a list', walking, /^more work than is on record:\n(?:.+\n)*(?:words|rows) a /],
  ['search row by row', searching, /^more work than is on record:\n(?:.+\n)*words a /],
  ['small object made at each exit', allocating, /^bytes of the heap a exit: /m],
  ['copy of the storage', wasteful, /^bytes of tables that grew: /m],
] as const;

/** The outcome of the check for the set's table; for another one where that is given, or beside another record. */
export function judged(
  { table, makeSystem }: CommandSetEntry,
  {
    of = table,
    recorded = recordedWork()?.[table.vocabulary.id],
    control = ALONE.control,
    recount,
  }: {
    readonly of?: AnySetTable;
    readonly recorded?: SetWork;
    readonly control?: typeof ALONE.control;
    readonly recount?: () => Promise<SetWork>;
  } = {},
): Promise<CheckOutcome> {
  return workOf(of, specificationOf(makeSystem()), recorded, control, recount);
}

async function expectMoreWork(
  set: CommandSetEntry,
  change: (table: TableClass) => TableClass,
  words: RegExp,
): Promise<void> {
  expect(await judged(set, { of: withClass(set.table, change) })).toMatchObject({
    verdict: 'fail',
    report: expect.stringMatching(words) as string,
    evidence: { totals: { commands: 5_500 } },
  });
}

async function expectOnlyItsRecord(set: CommandSetEntry): Promise<void> {
  const { table, makeSystem } = set;
  const recorded = recordedWork()?.[table.vocabulary.id];
  expect(await workOf(table, specificationOf(makeSystem()), undefined, ALONE.control)).toMatchObject({
    verdict: 'inconclusive',
  });
  expect(await judged(set, { recorded: { ...recorded!, sequences: 'others' } })).toMatchObject({
    verdict: 'inconclusive',
    sentence: expect.stringContaining('npm run gate:record-work') as string,
  });
}

async function expectUnjudgedInPart(set: CommandSetEntry): Promise<void> {
  let asked = 0;
  const control = { ...ALONE.control, stopped: () => (asked += 1) === 3 };
  expect(await judged(set, { control })).toMatchObject({
    verdict: 'inconclusive',
    excused: false,
    sentence: 'it was ended while it counted',
  });
  expect(asked).toBe(3);
}

/** In a process of its own: what other tests ran in this one decides what the engine allocates. */
function expectAsRecorded(id: string): void {
  const { code, out } = processionWith({}, ROOT, 'gate', '--set', id, '--only', 'counted-work');
  expect(out).toContain(', as recorded');
  expect(code).toBe(0);
}

/** Declares the tests that more work than before is noticed of these sets' tables. */
export function claimWorkIsJudged(sets: typeof NAMED_SETS): void {
  describe.each(sets)('the %s table', (id, set) => {
    test.each(WASTES)(`a %s is more work than the ${id} commands have on record`, (_, change, words) =>
      expectMoreWork(set, change, words),
    );

    test(`work of the ${id} table that was never recorded, or on other sequences, is inconclusive`, () =>
      expectOnlyItsRecord(set));

    test(`the work of the ${id} table is not judged where the count is ended before all of it`, () =>
      expectUnjudgedInPart(set));

    test(`the check passes for our system of the ${id} commands`, () => expectAsRecorded(id));
  });
}
