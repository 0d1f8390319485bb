// More work than before is noticed of every set's table: those that the quick tests leave out.
import { describe, test } from 'vitest';
import {
  expectAsRecorded,
  expectMoreWork,
  expectOnlyItsRecord,
  expectUnjudgedInPart,
  NAMED_SETS,
  WASTES,
} from './wasteful-tables.ts';

describe.each(NAMED_SETS.slice(1))('the %s table', (id, set) => {
  test.each(WASTES)(`a %s is more work than the ${id} commands have on record`, (_, change, words) =>
    expectMoreWork(set, change, words),
  );

  test(`work of the ${id} table that was never recorded, or on other sequences, is inconclusive`, () =>
    expectOnlyItsRecord(set));

  test(`the work of the ${id} table is not judged where the count is ended before all of it`, () =>
    expectUnjudgedInPart(set));

  test(`the check passes for our system of the ${id} commands`, () => expectAsRecorded(set));
});
