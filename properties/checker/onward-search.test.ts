// Goal: whether there is a way on from a state is answered rightly. Method: small graphs, by hand.
import { expect, test } from 'vitest';
import { onwardSearch } from '../../src/checker/onward-search.ts';
import { graph } from './toys.ts';

const is =
  (letter: string) =>
  (key: Uint32Array, offset: number): boolean =>
    key[offset] === letter.charCodeAt(0);

test.each([
  ['is there already', [0, 0], 'c', { verdict: 'fail', path: [] }],
  ['leads there by two steps', [0], 'd', { verdict: 'fail', path: [0, 0] }],
  ['leads back to the start', [0, 0], 'a', { verdict: 'fail', path: [1] }],
  ['leads nowhere', [0, 0, 0], 'a', { verdict: 'pass' }],
])('a search onward from a state finds that it %s', (_, path, wanted, conclusion) => {
  const search = onwardSearch(graph('ab bc cd ca'), path, is(wanted), {});
  search.step(Number.POSITIVE_INFINITY);
  expect(search.conclusion).toMatchObject(conclusion);
});

test('a search onward keeps to its bound, and does not say that there is no way', () => {
  const search = onwardSearch(graph('ab bc cd de ea'), [0], is('a'), { statesMax: 3 });
  search.step(Number.POSITIVE_INFINITY);
  expect(search.conclusion).toMatchObject({ verdict: 'inconclusive', bound: 'statesMax' });
});
