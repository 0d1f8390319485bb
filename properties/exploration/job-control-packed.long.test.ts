// Goal: what a search runs of the job-control commands are the rules. Method: each state of a small bound and each tenth or
// fiftieth of others, with every command, in bytes and by the rules. `npm run explore:long` goes through every state.
import { expect, test } from 'vitest';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { comparedSpace } from '../support/ruled-states.ts';
import { COMPARED_BOUNDS, packedJobControl } from './job-control-bounds.ts';

test.each([
  [10, 'two ids, one terminal and all commands'],
  [50, 'three ids and waits'],
  [50, 'three ids and one terminal'],
] as const)('the packed rules are the rules in one of %i states, to the last, with %s', (every, name) => {
  const { bound, size } = COMPARED_BOUNDS[name];
  const found = comparedSpace(JOB_CONTROL.linux, bound, packedJobControl(bound), { every });
  expect(found.contradiction).toBeUndefined();
  expect([found.states, found.compared]).toEqual([size, Math.ceil(size / every)]);
});

test('the packed rules are the rules in every state of two ids and two terminals without marks', () => {
  const { bound, size } = COMPARED_BOUNDS['two ids and two terminals, no marks'];
  const { states, compared, contradiction } = comparedSpace(
    JOB_CONTROL.linux,
    bound,
    packedJobControl(bound),
  );
  expect(contradiction).toBeUndefined();
  expect([states, compared]).toEqual([size, size]);
});
