// Goal: a table as words says which layout they have, starts anew, and finds damage. Method: the words of both tables, asked as
// a search asks them.
import { expect, test } from 'vitest';
import { COLUMN, FLAG, INIT_ROW, LAYOUT } from '../../src/impl/layout.ts';
import { TableInWords } from '../../src/impl/table-in-words.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { HIERARCHY_TABLE } from '../../src/systems/command-set.ts';

const FORK = { name: 'fork', process: 1, child: 2 } as const;

test('a table in words has the layout of its set, and none where the set has none', () => {
  const named = new TableInWords(HIERARCHY_TABLE, new ProcessTable(), [FORK]);
  expect(named.layout).toBe(LAYOUT);
  const { layout: _, ...nameless } = HIERARCHY_TABLE;
  expect(new TableInWords(nameless, new ProcessTable(), [FORK]).layout).toBeUndefined();
});

test('a table in words runs its commands, starts anew, and finds words that are damaged', () => {
  const table = new ProcessTable({ capacity: 4 });
  const inWords = new TableInWords(HIERARCHY_TABLE, table, [FORK]);
  const first = Int32Array.from(inWords.words);
  expect(inWords.answer(0, inWords.run(0))).toEqual({ ok: { pid: 2 } });
  expect(table.pids()).toEqual([1, 2]);
  inWords.reset();
  expect([table.pids(), inWords.selfCheck()]).toEqual([[1], []]);
  first[INIT_ROW + COLUMN.FLAGS] |= FLAG.ZOMBIE;
  inWords.overwrite(first);
  expect(inWords.selfCheck()).toContain('the first row is not running init');
});
