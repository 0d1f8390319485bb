// Representations up to the names of ids, beside all representations.
import { expect } from 'vitest';
import { searchToEnd } from '../../src/checker/search.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { ByRows } from '../../src/lockstep/table/representation-symmetry.ts';
import { explorable } from '../support/by-set.ts';
import { explored, planOf } from './spaces.ts';

/** Every key that a search has visited. */
function keysOf({ exploration: { visited } }: ReturnType<typeof explored>['search']): readonly Uint32Array[] {
  return Array.from({ length: visited.size }, (_, id) => {
    const at = visited.rows.offset(id);
    return visited.rows.chunk(id).slice(at, at + visited.keyWords);
  });
}

/** The search up to names finds the forms of all representations of a bound, and nothing else. */
export function expectFormsOfAll(space: Parameters<typeof planOf>[0]): void {
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
}
