// Goal: taking representations that differ by the names of ids as one loses none. Method: every representation of a
// small bound, found without symmetry, against what the search with it finds.
import { describe, expect, test } from 'vitest';
import { searchToEnd } from '../../src/checker/search.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { ByRows } from '../../src/lockstep/table/representation-symmetry.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { explored, planOf } from './spaces.ts';
import { explorable } from '../support/by-set.ts';

/** Every key that a search has visited. */
function keysOf({ exploration: { visited } }: ReturnType<typeof explored>['search']): readonly Uint32Array[] {
  return Array.from({ length: visited.size }, (_, id) => {
    const at = visited.rows.offset(id);
    return visited.rows.chunk(id).slice(at, at + visited.keyWords);
  });
}

describe('representations up to the names of ids', () => {
  test.each([
    { ids: 2 },
    { ids: 2, handles: 1 },
    { ids: 3 },
    { ids: 2, posixWithout: [] },
    { ids: 3, posixWithout: [...MARKING_COMMANDS, 'kill', 'getpgid', 'getsid', 'getppid'] as const },
  ])(
    'the representations up to the names of ids are the forms of all representations, and of nothing else: %j',
    (space) => {
      const plan = planOf({ ...space, representation: true });
      const plain = explored(plan);
      const { product } = explorable(plan, plan.commandSet === 'posix' ? posixTableSystem() : tableSystem());
      const byRows = new ByRows(product.layout);
      const reduced = searchToEnd(product, { symmetry: byRows });
      expect(reduced.conclusion?.verdict).toBe('pass');
      const form = new Uint32Array(product.keyWords);
      const forms = keysOf(plain.search).map((key) => {
        byRows.canonical(key, 0, form, 0);
        return form.join();
      });
      const found = keysOf(reduced).map((key) => key.join());
      expect([...new Set(forms)].sort()).toEqual([...found].sort());
      expect(reduced.counts.orbitSum).toBeLessThanOrEqual(plain.search.counts.states);
      if (space.ids > 2) expect(found.length).toBeLessThan(plain.search.counts.states);
    },
  );
});
