// Goal: two searches that share nothing have the same counts on record. Method: the records are read side by side, and
// the page's table is made of them; the programs themselves run in the long tests.
import { expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import type { IndependentCounts } from './search.ts';

const checked = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, object>
>;
const independent = JSON.parse(textOf('properties/recorded/independent-orbits.json')) as Readonly<
  Record<string, IndependentCounts>
>;

test('the independent search and the checker have the same counts on record at 2 to 6 ids, and wherever else both have some', () => {
  const both = Object.keys(independent).filter((name) => checked[name] !== undefined);
  expect(both).toEqual(expect.arrayContaining([2, 3, 4, 5, 6].map((ids) => `ids ${ids}, orbits`)));
  for (const name of both) expect(independent[name]).toMatchObject(checked[name]);
});

test.each(Object.entries(independent))(
  'the independent record adds up: every command of every state of %s is counted once, and every state in one layer',
  (_, { ids, states, transitions, unchanged, refused, statesByDepth, depth }) => {
    expect(transitions + unchanged + refused).toBe(states * (2 * ids ** 2 + 4 * ids));
    expect(statesByDepth.reduce((sum, layer) => sum + layer)).toBe(states);
    expect(statesByDepth).toHaveLength(depth + 1);
  },
);

test('docs/model-checking.md has the counts of the independent search as they are on record', () => {
  const [, table] = textOf('docs/model-checking.md').split(/<!-- \/?independent -->/);
  const rows = Object.values(independent).map(
    ({ ids, states, orbitSum, transitions, transitionSum, depth }) =>
      `| ${[ids, states, orbitSum, transitions, transitionSum, depth].map((count) => count.toLocaleString('en-US')).join(' | ')} |`,
  );
  expect(table?.trim().split('\n').slice(2)).toEqual(rows);
});
