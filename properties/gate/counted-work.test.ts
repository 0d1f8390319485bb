// Goal: a command that does more work than before is noticed on any machine. Method: each set's table is counted as it is, and
// compared with the work on record.
import { expect, test } from 'vitest';
import { countedCommands } from '../../src/app/gate/performance/counted-commands.ts';
import type { SetWork } from '../../src/app/gate/performance/counted-commands.ts';
import { compareWork, recordedWork } from '../../src/app/gate/performance/work-budgets.ts';
import { countedTable } from '../../src/app/gate/performance/work-counter.ts';
import { inOneGo } from '../../src/lockstep/pauses.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { NAMED_SETS } from './wasteful-tables.ts';

/** Work without what the engine may blur. */
function exactly(work: SetWork): SetWork {
  const commands = Object.entries(work.commands).map(
    ([name, counts]) => [name, { ...counts, heapBytes: 0 }] as const,
  );
  return { ...work, commands: Object.fromEntries(commands) };
}

test.each(NAMED_SETS)(
  'every command of the %s table does the work on record, to the word',
  (id, { table, makeSystem }) => {
    const specification = specificationOf(makeSystem());
    const recorded = recordedWork()?.[id];
    const work = inOneGo(countedCommands(table, specification));
    expect(exactly(work), 'npm run gate:record-work').toEqual(recorded && exactly(recorded));
    expect(Object.keys(work.commands).sort()).toEqual([...specification.commands].sort());
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
