// A table grows by half. That is asked before anything else that makes tables grow: one that took gigabytes each time would keep all
// of that busy for minutes.
import { expect, test } from 'vitest';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

test.each([
  [16, 24],
  [40, 60],
  [41, 62],
  [4, 16],
])('a full table of %i rows has room for half as many again or 16, and for no more: %i', (capacity, next) => {
  const table = new ProcessTable({ capacity });
  for (let pid = 2; table.capacity === capacity; pid += 1) table.fork(1, pid);
  expect(table.capacity).toBe(next);
});
