// Goal: a table that grows under a search, which a sound one of that size never does, is put back all the same. Method: a
// table that takes one row more with every refused fork, searched by what it shows.
import { expect, test } from 'vitest';
import { searchToEnd } from '../../src/checker/search.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import type { Outcome } from '../../src/impl/hierarchy/process-table.ts';
import { HIERARCHY_TABLE } from '../../src/systems/command-set.ts';
import { systemOfTable } from '../../src/systems/in-process.ts';
import { explored, planOf } from './spaces.ts';
import { explorable } from '../support/by-set.ts';

class Growing extends ProcessTable {
  override fork(parent: number, child: number): Outcome {
    const outcome = super.fork(parent, child);
    if (outcome === 'id-in-use') for (let id = 100; id < 110; id += 1) if (!this.idInUse(id)) this.take(id);
    return outcome;
  }
}

test('a search puts a table back that grew, and counts what the table shows', () => {
  const plan = planOf({ ids: 2 });
  const system = systemOfTable(HIERARCHY_TABLE, { name: 'growing', make: () => new Growing() });
  const table = system.explorable?.(2, [{ name: 'fork', process: 1, child: 1 }]);
  const before = table?.words.length;
  table?.run(0);
  expect(table?.words.length).toBeGreaterThan(before ?? Number.POSITIVE_INFINITY);
  const { product } = explorable({ ...plan, selfCheck: false }, system);
  const { conclusion, counts } = searchToEnd(product);
  expect(conclusion?.verdict).toBe('pass');
  expect(counts.states).toBe(explored(plan).search.counts.states);
});

/** Answers that a used id is free, and is larger from then on: a reset leaves it so. */
class GrowingWrongly extends Growing {
  override fork(parent: number, child: number): Outcome {
    const outcome = super.fork(parent, child);
    return outcome === 'id-in-use' ? 'ok' : outcome;
  }
}

test('a search tells the wrong answer of a table that has grown', () => {
  const system = systemOfTable(HIERARCHY_TABLE, {
    name: 'growing wrongly',
    make: () => new GrowingWrongly(),
  });
  const { product } = explorable({ ...planOf({ ids: 2 }), selfCheck: false }, system);
  expect(searchToEnd(product).conclusion).toMatchObject({
    verdict: 'fail',
    violation: { kind: 'answer', command: 'fork' },
  });
});
