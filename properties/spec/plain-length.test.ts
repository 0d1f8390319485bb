// Goal: the plain form of each invariant stays short enough to be read at a glance. Method: its source itself, which a mutation run
// changes, so this stands apart from the tests of what the forms say.
import { expect, test } from 'vitest';
import { INVARIANT_SENTENCES } from '../../src/model/invariants/all.ts';
import { textOf } from '../support/repository.ts';

test('the plain form of each invariant is at most six lines', () => {
  const source = textOf('src/model/invariants/plain.ts');
  const bodies = [...source.matchAll(/^(?:export )?function (I\d+)\(.*\{\n([^]*?)\n\}\n/gm)];
  expect(bodies.map(([, id]) => id)).toEqual(Object.keys(INVARIANT_SENTENCES));
  for (const [, id, body = ''] of bodies) expect([id, body.split('\n').length <= 6]).toEqual([id, true]);
});
