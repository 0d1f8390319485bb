// Goal: a table that grows does so in few steps, and leaves little room unused. Method: an id table alone, with a million ids. It
// stands apart from the other tests of ids, whose speed decides how many generic mutants can be tried.
import { expect, test } from 'vitest';
import { IdTable } from '../../src/impl/id-table.ts';
import { COLUMN } from '../../src/impl/layout.ts';

/** An id table alone that only grows. */
class Ids extends IdTable {
  add(id: number): void {
    const row = this.take(id); // may replace the words
    this.words[row + COLUMN.FLAGS] = 1;
  }
}

test('growth is by a factor: a million ids take few steps, and at most half of the room is spare', () => {
  const table = new Ids(16);
  const sizes = new Set<number>();
  for (let id = 1; id <= 1_000_000; id++) {
    table.add(id);
    sizes.add(table.byteLength);
  }
  expect(sizes.size).toBeLessThan(40);
  expect(table.capacity).toBeLessThan(1_500_001);
});
